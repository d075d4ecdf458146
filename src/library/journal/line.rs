//! A line of a journal as RON; annotations and relations stand in it as they stand in a record.

use std::sync::Arc;

use jiff::Timestamp;
use ron::value::RawValue;
use serde::Deserialize;

use super::Line;
use crate::annotation::{Change, Move, Step};
use crate::article::{Span, Text, sha256};
use crate::library::record::{Ground, quote, read_annotation, read_relation, write_annotation, write_relation};
use crate::library::terms::StateTerm;

/// A line for the end of a journal, line break included. `text` is what spans count in.
#[must_use]
pub(super) fn encode(line: &Line, text: &Text) -> String {
    let mut out = Printer { out: String::new(), text };
    out.line(line);
    let body = out.out;
    format!("{} {body}\n", checksum(&body))
}

/// The line of a body, checksum and line break included; nothing for one that is torn, damaged or of a newer version.
pub(super) fn decode(raw: &str, ground: &Ground<'_>) -> Option<Line> {
    let (sum, body) = raw.strip_suffix('\n')?.split_once(' ')?;
    if sum != checksum(body) {
        return None;
    }
    ron::from_str::<Body<'_>>(body).ok()?.line(ground)
}

/// The first eight hexadecimal digits of the SHA-256.
fn checksum(body: &str) -> String {
    sha256(body.as_bytes()).chars().take(8).collect()
}

struct Printer<'a> {
    out: String,
    text: &'a Text,
}

impl Printer<'_> {
    fn line(&mut self, line: &Line) {
        match line {
            Line::Begin { article, record, at } => {
                self.push("Begin(article: ");
                self.quote(article);
                self.push(", record: ");
                match record {
                    Some(sha256) => {
                        self.push("Some(");
                        self.quote(sha256);
                        self.push(")");
                    }
                    None => self.push("None"),
                }
                self.push(&format!(", at: \"{at}\")"));
            }
            Line::Text { sha256 } => self.hash("Text", sha256),
            Line::Saved { sha256 } => self.hash("Saved", sha256),
            Line::Settled => self.push("Settled"),
            Line::Move(Move::Do(step)) => {
                self.push("Do(title: ");
                self.quote(&step.title);
                self.push(&format!(", at: \"{}\", place: ({}, {}), changes: ", step.at, step.place.start, step.place.end));
                self.changes(&step.changes);
                self.push(")");
            }
            Line::Move(Move::Undo(changes)) => self.replayed("Undo", changes),
            Line::Move(Move::Redo(changes)) => self.replayed("Redo", changes),
            Line::Move(Move::Merged(changes)) => self.replayed("Merged", changes),
        }
    }

    fn push(&mut self, raw: &str) {
        self.out.push_str(raw);
    }

    fn quote(&mut self, text: &str) {
        quote(&mut self.out, text);
    }

    fn hash(&mut self, name: &str, sha256: &str) {
        self.push(name);
        self.push("(sha256: ");
        self.quote(sha256);
        self.push(")");
    }

    fn replayed(&mut self, name: &str, changes: &[Change]) {
        self.push(name);
        self.push("(changes: ");
        self.changes(changes);
        self.push(")");
    }

    fn changes(&mut self, changes: &[Change]) {
        self.push("[");
        for (at, change) in changes.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            match change {
                Change::Annotation { before, after } => {
                    let (text, sha256) = (self.text, self.text.sha256());
                    self.pair("Annotation", [before, after].map(|item| item.as_ref().map(|item| write_annotation(item, text, sha256))));
                }
                Change::Relation { before, after } => {
                    let text = self.text;
                    self.pair("Relation", [before, after].map(|item| item.as_ref().map(|item| write_relation(item, text))));
                }
                Change::State { before, after } => {
                    let [before, after] = [*before, *after].map(|state| ron::to_string(&StateTerm::from(state)).unwrap_or_default());
                    self.push(&format!("State(before: {before}, after: {after})"));
                }
                Change::Ext { key, before, after } => {
                    self.push("Ext(key: ");
                    self.quote(key);
                    for (name, raw) in [(", before: ", before), (", after: ", after)] {
                        self.push(name);
                        match raw {
                            Some(raw) => {
                                self.push("Some(");
                                self.quote(raw);
                                self.push(")");
                            }
                            None => self.push("None"),
                        }
                    }
                    self.push(")");
                }
            }
        }
        self.push("]");
    }

    fn pair(&mut self, name: &str, pair: [Option<String>; 2]) {
        let [before, after] = pair.map(|item| item.map_or_else(|| "None".to_owned(), |item| format!("Some({item})")));
        self.push(&format!("{name}(before: {before}, after: {after})"));
    }
}

#[derive(Deserialize)]
enum Body<'a> {
    Begin {
        article: String,
        record: Option<String>,
        at: String,
    },
    Text {
        sha256: String,
    },
    Saved {
        sha256: String,
    },
    Settled,
    Do {
        title: String,
        at: String,
        place: (u32, u32),
        #[serde(borrow)]
        changes: Vec<Pair<'a>>,
    },
    Undo {
        #[serde(borrow)]
        changes: Vec<Pair<'a>>,
    },
    Redo {
        #[serde(borrow)]
        changes: Vec<Pair<'a>>,
    },
    Merged {
        #[serde(borrow)]
        changes: Vec<Pair<'a>>,
    },
}

#[derive(Deserialize)]
enum Pair<'a> {
    Annotation {
        #[serde(borrow)]
        before: Option<&'a RawValue>,
        #[serde(borrow)]
        after: Option<&'a RawValue>,
    },
    Relation {
        #[serde(borrow)]
        before: Option<&'a RawValue>,
        #[serde(borrow)]
        after: Option<&'a RawValue>,
    },
    State {
        before: StateTerm,
        after: StateTerm,
    },
    Ext {
        key: String,
        before: Option<String>,
        after: Option<String>,
    },
}

impl Body<'_> {
    fn line(self, ground: &Ground<'_>) -> Option<Line> {
        let changes = |pairs: Vec<Pair<'_>>| pairs.into_iter().map(|pair| pair.change(ground)).collect::<Option<Vec<_>>>();
        Some(match self {
            Self::Begin { article, record, at } => Line::Begin { article, record, at: at.parse().ok()? },
            Self::Text { sha256 } => Line::Text { sha256 },
            Self::Saved { sha256 } => Line::Saved { sha256 },
            Self::Settled => Line::Settled,
            Self::Do { title, at, place: (start, end), changes: pairs } => {
                let at: Timestamp = at.parse().ok()?;
                Line::Move(Move::Do(Step { title, changes: changes(pairs)?, place: Span::new(start, end), at }))
            }
            Self::Undo { changes: pairs } => Line::Move(Move::Undo(changes(pairs)?)),
            Self::Redo { changes: pairs } => Line::Move(Move::Redo(changes(pairs)?)),
            Self::Merged { changes: pairs } => Line::Move(Move::Merged(changes(pairs)?)),
        })
    }
}

impl Pair<'_> {
    fn change(self, ground: &Ground<'_>) -> Option<Change> {
        Some(match self {
            Self::Annotation { before, after } => Change::Annotation {
                before: there(before, |raw| read_annotation(raw, ground)).ok()?,
                after: there(after, |raw| read_annotation(raw, ground)).ok()?,
            },
            Self::Relation { before, after } => {
                Change::Relation { before: there(before, |raw| read_relation(raw, ground)).ok()?, after: there(after, |raw| read_relation(raw, ground)).ok()? }
            }
            Self::State { before, after } => Change::State { before: before.into(), after: after.into() },
            Self::Ext { key, before, after } => Change::Ext { key, before, after },
        })
    }
}

/// An item that may be missing; an error when it is there and cannot be read.
fn there<T>(raw: Option<&RawValue>, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<Arc<T>>, String> {
    raw.map(|raw| read(raw.get_ron()).map(Arc::new)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_beside_goes_into_a_line_and_back() {
        let text = Text::new("Strike");
        let ground = Ground { text: Some(&text), sha256: text.sha256() };
        let change = |before: Option<&str>, after: Option<&str>| Change::Ext {
            key: "decided:a \u{202e}\"\n".into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let changes = vec![change(None, Some("{\"choice\": \"take\"}")), change(Some("(7)"), None), change(Some("("), Some("\u{1b}"))];
        let line = encode(&Line::Move(Move::Undo(changes.clone())), &text);
        assert_eq!(line.matches('\n').count(), 1);
        assert!(matches!(decode(&line, &ground), Some(Line::Move(Move::Undo(read))) if read == changes), "{line}");
    }
}
