//! Values of attributes, data of other tools, and spans, as they stand in a record.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};

use super::skim;
use crate::annotation::{Anchor, Value};
use crate::article::{Span, Text, printable};

/// Characters of a span that a message shows.
const SHOWN: usize = 40;

/// A span with its text, and the text around it for finding it again.
#[derive(Deserialize)]
#[serde(rename = "Span", deny_unknown_fields)]
pub(super) struct SpanItem<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) before: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) after: Cow<'a, str>,
}

impl SpanItem<'_> {
    /// The span in `text`, or why it does not fit.
    pub(super) fn place(&self, text: &Text) -> Result<Span, String> {
        let (start, end) = (self.start, self.end);
        let Some(span) = text.span_of_chars(start, end) else {
            let length = text.char_count();
            return Err(if start > end {
                format!("it ends at {end}, before its start at {start}")
            } else {
                format!("{start}..{end} lies beyond the end of the text at {length}")
            });
        };
        let found = text.slice(span);
        if found == self.text {
            return Ok(span);
        }
        Err(format!("the text at {start}..{end} is “{}”, where “{}” is expected", shortened(found), shortened(&self.text)))
    }
}

impl SpanItem<'_> {
    /// The span as it stands, for a text that is not at hand; or why it cannot be one of any text.
    pub(super) fn anchor(&self) -> Result<Anchor, String> {
        let (start, end, length) = (self.start, self.end, self.text.chars().count());
        if start >= end {
            return Err(format!("it ends at {end}, where it begins at {start}"));
        }
        if end - start != length {
            return Err(format!("its text has {length} characters, and {start}..{end} is {}", end - start));
        }
        Ok(Anchor { start, end, text: self.text.to_string(), before: self.before.to_string(), after: self.after.to_string() })
    }
}

/// The beginning of a text in one line that is safe to print.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => printable(text.get(..at).unwrap_or_default()) + "…",
        None => printable(text),
    }
}

/// The pairs of a map with their values as raw RON. A map type would let the last of two equal keys win.
#[derive(Default)]
pub(super) struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;

        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map with strings as keys")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor)
    }
}

/// Attributes, and apart from them those that are spans of a text that is not at hand.
#[derive(Default)]
pub(super) struct Values {
    pub(super) attributes: BTreeMap<String, Value>,
    pub(super) cues: BTreeMap<String, Anchor>,
}

impl<'a> Pairs<'a> {
    /// Pairs as they stand; a key may be there twice.
    pub(super) fn new(pairs: Vec<(String, &'a RawValue)>) -> Self {
        Self(pairs)
    }
}

impl Pairs<'_> {
    /// As raw RON by key.
    pub(super) fn raw(&self) -> Result<BTreeMap<String, String>, String> {
        self.collect(|_, raw| Ok(raw.to_owned()))
    }

    /// As attributes; without the text, those that are spans apart.
    pub(super) fn values(&self, text: Option<&Text>) -> Result<Values, String> {
        let mut values = Values::default();
        let said = |key: &str, reason: String| format!("attribute `{}`: {reason}", printable(key));
        for (key, raw) in self.collect(|_, raw| Ok(raw.to_owned()))? {
            if text.is_none() && skim::first_char(&raw) == Some('(') {
                let anchor = decode::<SpanItem<'_>>(&raw).and_then(|item| item.anchor()).map_err(|reason| said(&key, reason))?;
                values.cues.insert(key, anchor);
            } else {
                let value = value(&raw, text).map_err(|reason| said(&key, reason))?;
                values.attributes.insert(key, value);
            }
        }
        Ok(values)
    }

    fn collect<T>(&self, convert: impl Fn(&str, &str) -> Result<T, String>) -> Result<BTreeMap<String, T>, String> {
        let mut map = BTreeMap::new();
        for (key, raw) in &self.0 {
            if map.insert(key.clone(), convert(key, raw.get_ron())?).is_some() {
                return Err(format!("the key `{}` is there twice", printable(key)));
            }
        }
        Ok(map)
    }
}

/// A value of an attribute; its kind shows in its first character. A span in a list cannot be kept without its text: the item
/// is locked then, and so written back as it stands.
fn value(raw: &str, text: Option<&Text>) -> Result<Value, String> {
    match skim::first_char(raw) {
        Some('"' | 'r') => decode(raw).map(Value::Text),
        Some('t' | 'f') => decode(raw).map(Value::Flag),
        Some('0'..='9' | '-' | '+') => decode(raw).map(Value::Number),
        Some('[') => {
            let items: Vec<&RawValue> = decode(raw)?;
            items.iter().map(|item| value(item.get_ron(), text)).collect::<Result<_, _>>().map(Value::List)
        }
        Some('(') => {
            let text = text.ok_or("a span in a list, whose text is not at hand")?;
            decode::<SpanItem<'_>>(raw)?.place(text).map(Value::Span)
        }
        _ => Err("a kind of value that this version does not know".into()),
    }
}

fn decode<'a, T: Deserialize<'a>>(raw: &'a str) -> Result<T, String> {
    ron::from_str(raw).map_err(|error| describe(&error.code))
}

/// What `ron` found wrong, in words for a person.
pub(super) fn describe(error: &ron::Error) -> String {
    use ron::Error as E;
    let words = match error {
        E::NoSuchStructField { found, .. } => format!("the field `{found}` is not known to this version"),
        E::NoSuchEnumVariant { found, .. } => format!("`{found}` is not known to this version"),
        E::MissingStructField { field, .. } => format!("the field `{field}` is missing"),
        E::DuplicateStructField { field, .. } => format!("the field `{field}` is there twice"),
        E::InvalidValueForType { expected, found } => format!("{expected} is expected, not {found}"),
        E::ExceededRecursionLimit => "it is nested too deeply".into(),
        E::Eof => "the file ends too early".into(),
        other => decapitalised(&other.to_string()),
    };
    printable(&words)
}

fn decapitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}
