//! Reads a file of settings entry by entry, so that one mistake costs one entry.
//!
//! The outer `( name: value, … )` is split into names and raw values; each value is then decoded on its own, and what
//! cannot be is reported at its place. Knows nothing of what the entries mean.

use std::fmt;
use std::sync::Arc;

use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};

use super::{Diagnostic, Place, nearest};

/// Characters of a value that a message shows.
const SHOWN: usize = 40;

/// A value as written: a slice of its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'a>(pub(super) &'a str);

/// A file being read, and what has been found wrong with it.
pub(super) struct Reader<'a> {
    file: Arc<str>,
    source: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str, file: &str) -> Self {
        Self { file: file.into(), source, diagnostics: Vec::new() }
    }

    /// The entries of the file, `(name: value, …)`. A file of nothing but comments has none.
    pub(super) fn entries(&mut self, known: &[&str]) -> Vec<(&'a str, Raw<'a>)> {
        let text = self.source.strip_prefix('\u{feff}').unwrap_or(self.source);
        // Comments alone are no RON, but a unit behind them is.
        if text.trim().is_empty() || options().from_str::<()>(&format!("{text}\n()")).is_ok() {
            return Vec::new();
        }
        self.fields(Raw(text), "entry", known).unwrap_or_default()
    }

    /// The entries of a value `(name: value, …)`: those of a known name, the first of each.
    pub(super) fn fields(&mut self, raw: Raw<'a>, kind: &str, known: &[&str]) -> Option<Vec<(&'a str, Raw<'a>)>> {
        let Fields(pairs) = self.parse(raw, |text| options().from_str(text))?;
        let mut kept: Vec<(&str, Raw<'_>)> = Vec::new();
        for (name, value) in pairs {
            let place = self.place(name);
            if !known.contains(&name) {
                self.diagnostics.push(Diagnostic::unknown(&place, kind, name, known.iter().copied()));
            } else if kept.iter().any(|(other, _)| *other == name) {
                self.diagnostics.push(Diagnostic::new(&place, &format!("`{name}` stands here twice; the first counts")));
            } else {
                kept.push((name, Raw(value.trim().get_ron())));
            }
        }
        Some(kept)
    }

    /// The pairs of a value `{key: value, …}`.
    pub(super) fn pairs(&mut self, raw: Raw<'a>) -> Vec<(Raw<'a>, Raw<'a>)> {
        let pairs = self.parse(raw, |text| options().from_str(text)).map(|Pairs(pairs)| pairs);
        pairs.unwrap_or_default().into_iter().map(|(key, value)| (Raw(key.trim().get_ron()), Raw(value.trim().get_ron()))).collect()
    }

    /// The items of a value `[item, …]`.
    pub(super) fn items(&mut self, raw: Raw<'a>) -> Option<Vec<Raw<'a>>> {
        let items: Vec<&RawValue> = self.parse(raw, |text| options().from_str(text))?;
        Some(items.into_iter().map(|item| Raw(item.trim().get_ron())).collect())
    }

    /// The value of `name`, if it decodes and `check` takes it; else a message that names what was `expected`.
    pub(super) fn value<T: DeserializeOwned, U>(&mut self, name: &str, raw: Raw<'a>, expected: &str, check: impl FnOnce(T) -> Option<U>) -> Option<U> {
        let value = options().from_str(raw.0).ok().and_then(check);
        if value.is_none() {
            self.mistyped(name, raw, expected, "");
        }
        value
    }

    /// The value of `name` among a few words.
    pub(super) fn choice<T: Copy>(&mut self, name: &str, raw: Raw<'a>, choices: &[(&'static str, T)]) -> Option<T> {
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == raw.0) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let bare = raw.0.trim_matches('"');
        let hint = nearest(bare, words.iter().copied()).map_or_else(String::new, |word| format!("; did you mean `{word}`?"));
        self.mistyped(name, raw, &format!("one of {}", words.join(", ")), &hint);
        None
    }

    /// `true` or `false`, `On` or `Off`.
    pub(super) fn switch(&mut self, name: &str, raw: Raw<'a>) -> Option<bool> {
        match raw.0 {
            "true" | "On" => Some(true),
            "false" | "Off" => Some(false),
            _ => {
                self.mistyped(name, raw, "On or Off", "");
                None
            }
        }
    }

    fn mistyped(&mut self, name: &str, raw: Raw<'a>, expected: &str, hint: &str) {
        self.report(raw, &format!("`{name}` is `{}`; expected {expected}{hint}", shown(raw.0)));
    }

    /// Reports something at a value.
    pub(super) fn report(&mut self, raw: Raw<'a>, message: &str) {
        let place = self.place(raw.0);
        self.diagnostics.push(Diagnostic::new(&place, message));
    }

    /// Reports something that has been given its place.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// What has been found wrong, from top to bottom.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
        self.diagnostics
    }

    /// Where a slice of the file stands.
    pub(super) fn place(&self, slice: &str) -> Place {
        // `slice` is always a part of `source`, so that the distance of their addresses is its offset.
        let offset = (slice.as_ptr() as usize).saturating_sub(self.source.as_ptr() as usize);
        Place::at(&self.file, self.source, offset)
    }

    fn parse<T>(&mut self, raw: Raw<'a>, read: impl FnOnce(&'a str) -> ron::error::SpannedResult<T>) -> Option<T> {
        match read(raw.0) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = offset(raw.0, error.span.start);
                let message = format!("cannot read this: {}", describe(&error.code));
                let place = self.place(raw.0.get(at..).unwrap_or(raw.0));
                self.diagnostics.push(Diagnostic::new(&place, &message));
                None
            }
        }
    }
}

impl Raw<'_> {
    /// Whether it begins as a list.
    pub(super) fn is_list(self) -> bool {
        self.0.starts_with('[')
    }

    /// Its text if it is a string.
    pub(super) fn string(self) -> Option<String> {
        options().from_str(self.0).ok()
    }
}

fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

fn shown(text: &str) -> String {
    let mut lines = text.lines();
    let line = lines.next().unwrap_or_default();
    let more = line.chars().count() > SHOWN || lines.next().is_some();
    line.chars().take(SHOWN).chain(more.then_some('…')).collect()
}

/// The byte at a line and column of `text`; past the end counts as the end.
fn offset(text: &str, position: ron::error::Position) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(position.line.saturating_sub(1)).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default();
    line_start + line.char_indices().nth(position.col.saturating_sub(1)).map_or(line.len(), |(at, _)| at)
}

/// RON's message, without its capital.
fn describe(error: &ron::Error) -> String {
    let message = match error {
        ron::Error::ExpectedRawValue | ron::Error::ExpectedNamedStructLike(_) | ron::Error::ExpectedStructLike => "expected `(name: value, …)`".to_owned(),
        other => other.to_string(),
    };
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Names and raw values of a struct.
struct Fields<'a>(Vec<(&'a str, &'a RawValue)>);

/// Raw keys and values of a map.
struct Pairs<'a>(Vec<(&'a RawValue, &'a RawValue)>);

struct Collect<K>(std::marker::PhantomData<K>);

impl<'de, K: serde::Deserialize<'de>> Visitor<'de> for Collect<K> {
    type Value = Vec<(K, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("entries")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

impl<'de> serde::Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("", &[], Collect(std::marker::PhantomData)).map(Self)
    }
}

impl<'de> serde::Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collect(std::marker::PhantomData)).map(Self)
    }
}
