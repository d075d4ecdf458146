//! The neutral form, written.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::json;

use super::VERSION;
use crate::annotation::{Anchor, Annotation, AnnotationSet, Codebook, Origin, Relation, Value, WorkState};
use crate::article::{Article, Span};
use crate::exchange::{Document, Metadata, Offsets, Piece};

/// Bytes that an annotation or a relation takes, about.
const ITEM: usize = 384;

/// What `tagline show --json` prints of an article: the annotations, by whom they are, and its path. With `unanchored`, also
/// those without a place in the text.
#[must_use]
pub fn article_as_json(codebook: &Codebook, article: &Article, (path, annotator): (&str, &str), set: &AnnotationSet, unanchored: bool) -> serde_json::Value {
    let document = Document {
        path: path.to_owned(),
        annotator: annotator.to_owned(),
        state: set.state(),
        article: article.clone(),
        about: Metadata::default(),
        annotations: set.annotations().to_vec(),
        unanchored: if unanchored { set.unanchored().to_vec() } else { Vec::new() },
        relations: set.relations().to_vec(),
        split: None,
    };
    let offsets = Offsets::new(document.text());
    let mut data = serde_json::to_value(Line { document: &document, offsets: &offsets, whole: false }).unwrap_or_default();
    let known = |label: &str| codebook.position(&label.into()).is_some();
    for annotation in data.get_mut("annotations").and_then(|all| all.as_array_mut()).into_iter().flatten() {
        let is_known = annotation.get("label").and_then(|label| label.as_str()).is_some_and(known);
        if let Some(fields) = annotation.as_object_mut() {
            fields.insert("known_label".to_owned(), json!(is_known));
        }
    }
    data
}

/// A document as one line.
pub(super) fn line(document: &Document, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let stream = piece.stream();
    // A line that grows as it is written is copied again and again.
    stream.reserve(document.text().len() * 9 / 8 + 512 + (document.annotations.len() + document.relations.len()) * ITEM);
    let written = serde_json::to_writer(&mut *stream, &Line { document, offsets: &offsets, whole: true });
    stream.push(b'\n');
    if let Err(error) = written {
        piece.refuse(error.to_string());
    }
    piece.annotations = document.annotations.len();
}

/// A document; `whole` is with what makes it stand for itself.
struct Line<'a> {
    document: &'a Document,
    offsets: &'a Offsets<'a>,
    whole: bool,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { document, offsets, whole } = self;
        let mut map = serializer.serialize_map(None)?;
        if *whole {
            map.serialize_entry("format", "tagline")?;
            map.serialize_entry("version", &VERSION)?;
        }
        map.serialize_entry("article", &Head(document))?;
        map.serialize_entry("annotator", &document.annotator)?;
        map.serialize_entry("state", state_name(document.state))?;
        if let Some(split) = document.split {
            map.serialize_entry("split", split.name())?;
        }
        map.serialize_entry("offset_unit", "codepoint")?;
        if *whole {
            map.serialize_entry("text", document.text())?;
        }
        let items = document.annotations.iter().map(|annotation| Item { annotation, offsets });
        map.serialize_entry("annotations", &Each(items))?;
        map.serialize_entry("relations", &Each(document.relations.iter().map(|relation| Link(relation))))?;
        if !document.unanchored.is_empty() {
            map.serialize_entry("unanchored", &Each(document.unanchored.iter().map(|annotation| Item { annotation, offsets })))?;
        }
        map.end()
    }
}

/// The name of a state in data.
pub(in crate::exchange) fn state_name(state: WorkState) -> &'static str {
    match state {
        WorkState::New => "new",
        WorkState::InProgress => "in_progress",
        WorkState::Done => "done",
    }
}

/// A sequence of what an iterator gives.
struct Each<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

struct Head<'a>(&'a Document);

impl Serialize for Head<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (document, about) = (self.0, &self.0.about);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("path", &document.path)?;
        map.serialize_entry("title", document.title())?;
        map.serialize_entry("sha256", document.article.text().sha256())?;
        map.serialize_entry("chars", &document.article.text().char_count())?;
        let known = [("date", &about.date), ("publication", &about.publication), ("url", &about.url), ("language", &about.language), ("id", &about.id)];
        for (name, value) in known {
            if let Some(value) = value {
                map.serialize_entry(name, value)?;
            }
        }
        if !about.authors.is_empty() {
            map.serialize_entry("authors", &about.authors)?;
        }
        map.end()
    }
}

struct Item<'a> {
    annotation: &'a Annotation,
    offsets: &'a Offsets<'a>,
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { annotation, offsets } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", annotation.id.as_str())?;
        map.serialize_entry("label", annotation.label.as_str())?;
        match &annotation.unanchored {
            None => map.serialize_entry("spans", &Each(annotation.spans.iter().map(|span| Place { span: *span, offsets })))?,
            Some(unanchored) => map.serialize_entry("spans", &Each(unanchored.spans.iter().map(was)))?,
        }
        map.serialize_entry("attributes", &Attributes { attributes: &annotation.attributes, offsets })?;
        map.serialize_entry("note", &annotation.note)?;
        map.serialize_entry("doubtful", &annotation.doubtful)?;
        map.serialize_entry("origin", &Came(&annotation.origin))?;
        map.serialize_entry("created", &Time(annotation.created))?;
        map.serialize_entry("modified", &Time(annotation.modified))?;
        if let Some(unanchored) = &annotation.unanchored {
            map.serialize_entry("text_sha256", &unanchored.sha256)?;
            let cues: BTreeMap<&String, serde_json::Value> = unanchored.cues.iter().map(|(name, anchor)| (name, was(anchor))).collect();
            map.serialize_entry("cues", &cues)?;
        }
        for (name, raw) in [("conflict", &annotation.conflict), ("ext", &annotation.ext)] {
            if !raw.is_empty() {
                map.serialize_entry(name, raw)?;
            }
        }
        map.end()
    }
}

/// A time, written without a text of its own.
struct Time(Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Where something was, in a text that is not this one.
fn was(anchor: &Anchor) -> serde_json::Value {
    json!({"start": anchor.start, "end": anchor.end, "text": anchor.text, "before": anchor.before, "after": anchor.after})
}

struct Place<'a> {
    span: Span,
    offsets: &'a Offsets<'a>,
}

impl Serialize for Place<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (start, end) = self.offsets.chars(self.span).ok_or_else(|| S::Error::custom("an annotation has no place in its text"))?;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("start", &start)?;
        map.serialize_entry("end", &end)?;
        map.serialize_entry("text", self.offsets.text().get(self.span.range()).unwrap_or_default())?;
        map.end()
    }
}

struct Attributes<'a> {
    attributes: &'a BTreeMap<String, Value>,
    offsets: &'a Offsets<'a>,
}

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.attributes.iter().map(|(name, value)| (name, Given { value, offsets: self.offsets })))
    }
}

/// A value as plain data.
pub(in crate::exchange) fn json_of(value: &Value, offsets: &Offsets<'_>) -> serde_json::Value {
    serde_json::to_value(Given { value, offsets }).unwrap_or_default()
}

struct Given<'a> {
    value: &'a Value,
    offsets: &'a Offsets<'a>,
}

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Number(number) => serializer.serialize_i64(*number),
            Value::List(values) => serializer.collect_seq(values.iter().map(|value| Given { value, offsets: self.offsets })),
            Value::Span(span) => Place { span: *span, offsets: self.offsets }.serialize(serializer),
        }
    }
}

struct Came<'a>(&'a Origin);

impl Serialize for Came<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = |serializer: S, name: &str, value: &str| {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(name, value)?;
            map.end()
        };
        match self.0 {
            Origin::Human => serializer.serialize_str("human"),
            Origin::Repeated => serializer.serialize_str("repeated"),
            Origin::Suggested { by } => one(serializer, "suggested_by", by),
            Origin::Edited { by } => one(serializer, "edited_from", by),
            Origin::Imported { from } => one(serializer, "imported_from", from),
            Origin::Adjudicated { from, by } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("adjudicated_by", by)?;
                map.serialize_entry("from", &Each(from.iter().map(crate::annotation::Id::as_str)))?;
                map.end()
            }
        }
    }
}

struct Link<'a>(&'a Relation);

impl Serialize for Link<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let relation = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", relation.id.as_str())?;
        map.serialize_entry("kind", &relation.kind)?;
        map.serialize_entry("from", relation.from.as_str())?;
        map.serialize_entry("to", relation.to.as_str())?;
        map.serialize_entry("origin", &Came(&relation.origin))?;
        map.serialize_entry("created", &Time(relation.created))?;
        map.serialize_entry("modified", &Time(relation.modified))?;
        for (name, raw) in [("conflict", &relation.conflict), ("ext", &relation.ext)] {
            if !raw.is_empty() {
                map.serialize_entry(name, raw)?;
            }
        }
        map.end()
    }
}
