//! Reads annotations and texts in the form that our own writer gives them, without the detours of a general parser.
//!
//! Nearly all that is read was written so. It need not judge: whatever differs in the least is left to `ron`, which decides
//! what it is. What is taken here, `ron` would take for the same.

use std::borrow::Cow;
use std::ops::Range;

use ron::value::RawValue;

use super::item::AnnotationItem;
use super::value::{Pairs, SpanItem};
use crate::library::terms::OriginTerm;

/// An annotation, and the bytes of the source that it stands in.
pub(super) type Placed<'a> = (AnnotationItem<'a>, Range<usize>);

/// What is left to be read.
struct Rest<'a>(&'a str);

/// A text; nothing when it is not exactly in that form.
pub(in crate::library) fn text(raw: &str) -> Option<Cow<'_, str>> {
    let mut rest = Rest(raw);
    rest.string().filter(|_| rest.0.is_empty())
}

/// The annotation; nothing when it is not exactly in that form.
pub(super) fn annotation(raw: &str) -> Option<AnnotationItem<'_>> {
    let mut rest = Rest(raw.trim_matches(|char: char| char.is_ascii_whitespace()));
    rest.annotation().filter(|_| rest.0.is_empty())
}

/// The list of annotations that a source goes on with behind the name of its field: each with the bytes before and behind it in
/// the source, and the length of the whole. Nothing when it is not exactly in that form, an item a line.
pub(super) fn annotations(source: &str) -> Option<(Vec<Placed<'_>>, usize)> {
    let mut rest = Rest(source);
    let at = |rest: &Rest<'_>| source.len() - rest.0.len();
    // Most articles have a few.
    let mut all = Vec::with_capacity(24);
    rest.past(" [")?;
    while rest.past("\n    ").is_some() {
        let start = at(&rest);
        let item = rest.annotation()?;
        all.push((item, start..at(&rest)));
        rest.past(",")?;
    }
    rest.past("\n  ]")?;
    Some((all, at(&rest)))
}

impl<'a> Rest<'a> {
    fn annotation(&mut self) -> Option<AnnotationItem<'a>> {
        self.past("(id: ")?;
        let id = self.string()?;
        self.past(", label: ")?;
        let label = self.string()?;
        self.past(", spans: [")?;
        let spans = self.spans()?;
        let attributes = if self.past(", attributes: {").is_some() { self.pairs()? } else { Pairs::default() };
        let note = if self.past(", note: ").is_some() { self.string()?.into_owned() } else { String::new() };
        let doubtful = self.past(", doubtful: true").is_some();
        let origin = if self.past(", origin: ").is_some() { self.origin()? } else { OriginTerm::default() };
        self.past(", created: ")?;
        let created = self.string()?;
        self.past(", modified: ")?;
        let modified = self.string()?;
        self.past(")")?;
        Some(AnnotationItem { id, label, spans, attributes, note, doubtful, origin, created, modified, ext: Pairs::default() })
    }

    fn past(&mut self, words: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(words)?;
        Some(())
    }

    /// What stands before the byte `at`, which is gone past.
    fn take(&mut self, at: usize) -> Option<&'a str> {
        let (taken, left) = self.0.split_at_checked(at)?;
        self.0 = left;
        Some(taken)
    }

    /// A string in quotation marks, without the escapes that are written.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.past("\"")?;
        let bytes = self.0.as_bytes();
        let first = memchr::memchr2(b'"', b'\\', bytes)?;
        if bytes.get(first) == Some(&b'"') {
            let plain = self.take(first)?;
            self.past("\"")?;
            return Some(Cow::Borrowed(plain));
        }
        let mut out = String::new();
        loop {
            out.push_str(self.take(memchr::memchr2(b'"', b'\\', self.0.as_bytes())?)?);
            if self.past("\"").is_some() {
                return Some(Cow::Owned(out));
            }
            out.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        self.past("\\")?;
        if self.past("u{").is_some() {
            let digits = self.take(self.0.find('}')?)?;
            self.past("}")?;
            let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            return char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| plain)?);
        }
        let escapes = [("n", '\n'), ("\"", '"'), ("\\", '\\'), ("t", '\t'), ("r", '\r')];
        escapes.into_iter().find_map(|(written, char)| self.past(written).map(|()| char))
    }

    fn number(&mut self) -> Option<usize> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        self.take(digits)?.parse().ok()
    }

    fn spans(&mut self) -> Option<Vec<SpanItem<'a>>> {
        let mut spans = Vec::with_capacity(1);
        loop {
            self.past("(start: ")?;
            let start = self.number()?;
            self.past(", end: ")?;
            let end = self.number()?;
            self.past(", text: ")?;
            let text = self.string()?;
            let before = if self.past(", before: ").is_some() { self.string()? } else { Cow::default() };
            let after = if self.past(", after: ").is_some() { self.string()? } else { Cow::default() };
            self.past(")")?;
            spans.push(SpanItem { start, end, text, before, after });
            if self.past("]").is_some() {
                return Some(spans);
            }
            self.past(", ")?;
        }
    }

    /// Pairs whose values are strings, numbers or words.
    fn pairs(&mut self) -> Option<Pairs<'a>> {
        let mut pairs = Vec::new();
        loop {
            let key = self.string()?.into_owned();
            self.past(": ")?;
            let from = self.0;
            if from.starts_with('"') {
                self.string()?;
            } else {
                self.take(from.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count())?;
            }
            let raw = from.get(..from.len() - self.0.len())?;
            pairs.push((key, RawValue::from_ron(raw).ok()?));
            if self.past("}").is_some() {
                return Some(Pairs::new(pairs));
            }
            self.past(", ")?;
        }
    }

    fn origin(&mut self) -> Option<OriginTerm> {
        if self.past("Repeated").is_some() {
            return Some(OriginTerm::Repeated);
        }
        let kind = ["Suggested(by: ", "Edited(by: ", "Imported(from: "].into_iter().position(|kind| self.past(kind).is_some())?;
        let who = self.string()?.into_owned();
        self.past(")")?;
        Some(match kind {
            0 => OriginTerm::Suggested { by: who },
            1 => OriginTerm::Edited { by: who },
            _ => OriginTerm::Imported { from: who },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::{Ground, Item, read_annotation};
    use super::super::write_annotation;
    use super::*;
    use crate::article::{Span, Text};
    use crate::library::hostile;
    use proptest::prelude::*;

    const PLAIN: &str = r#"(id: "1", label: "actor", spans: [(start: 4, end: 8, text: "Iran", before: "Öl: \"\n", after: " s\u{202e}")], attributes: {"kind": "state", "known": true, "year": -3}, note: "a\\b", doubtful: true, origin: Suggested(by: "names"), created: "2026-11-24T09:12:44Z", modified: "2026-11-24T09:12:44Z")"#;

    fn built(raw: &str, text: &Text) -> Option<crate::annotation::Annotation> {
        annotation(raw)?.build(&Ground { sha256: text.sha256(), text: Some(text) }).ok()
    }

    #[test]
    fn what_is_written_is_taken_and_all_else_is_left() {
        let text = Text::new("Öl: Iran said no.\n");
        let ground = Ground { sha256: text.sha256(), text: Some(&text) };
        assert_eq!(built(PLAIN, &text), read_annotation(PLAIN, &ground).ok());
        assert!(built(PLAIN, &text).is_some());
        let others = [
            PLAIN.replace("label: ", "label:"),
            PLAIN.replace("\"1\"", "r\"1\""),
            PLAIN.replace("start: 4", "start: 0x4"),
            PLAIN.replace("a\\\\b", "a\\xb"),
            PLAIN.replace("note", "/* */ note"),
            PLAIN.replace("true, \"year\"", "[], \"year\""),
            format!("{PLAIN},"),
        ];
        for other in others {
            assert!(annotation(&other).is_none(), "{other}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_ron(mut written in hostile::annotation(Just(Span { start: 5, end: 9 }))) {
            let text = Text::new("Öl: Iran said no.\n");
            written.spans = vec![Span { start: 5, end: 9 }];
            let raw = write_annotation(&written, &text, text.sha256());
            let ground = Ground { sha256: text.sha256(), text: Some(&text) };
            if let Some(quick) = annotation(&raw) {
                prop_assert_eq!(quick.build(&ground), read_annotation(&raw, &ground));
            }
        }

        #[test]
        fn it_takes_nothing_that_ron_refuses(at in 0usize..330, char in any::<char>(), cut in any::<bool>()) {
            let text = Text::new("Öl: Iran said no.\n");
            let ground = Ground { sha256: text.sha256(), text: Some(&text) };
            let mut chars: Vec<char> = PLAIN.chars().collect();
            let at = at.min(chars.len() - 1);
            if cut {
                chars.remove(at);
            } else {
                chars[at] = char;
            }
            let damaged: String = chars.into_iter().collect();
            if let Some(quick) = annotation(&damaged) {
                prop_assert_eq!(quick.build(&ground), read_annotation(&damaged, &ground));
            }
        }
    }
}
