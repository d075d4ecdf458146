//! One annotation, relation or tombstone, decoded strictly: an unknown field is an error, so that it is never lost.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::value::{Pairs, SpanItem, Values, describe};
use crate::annotation::{Annotation, Id, LabelId, Relation, Tombstone, Unanchored};
use crate::article::{Span, Text, printable};
use crate::library::terms::OriginTerm;

/// An item of a list on disk.
pub(super) trait Item<'a>: Deserialize<'a> {
    /// What it stands for.
    type Out;

    /// Reads one in the form that it is written in; nothing when it may be in another.
    fn quick(_raw: &'a str) -> Option<Self> {
        None
    }

    fn id(&self) -> &Cow<'a, str>;

    /// What it stands for, or why it does not fit, in words for a person.
    fn build(self, ground: &Ground<'_>) -> Result<Self::Out, String>;
}

/// What the offsets of items count in.
#[derive(Clone, Copy, Debug)]
pub(in crate::library) struct Ground<'a> {
    /// SHA-256 of the text that the record was written for.
    pub(in crate::library) sha256: &'a str,
    /// The text as it is now, when it is at hand.
    pub(in crate::library) text: Option<&'a Text>,
}

impl<'a> Ground<'a> {
    /// The text with that hash, if it is the one at hand.
    fn text(&self, sha256: &str) -> Option<&'a Text> {
        self.text.filter(|text| text.sha256() == sha256)
    }
}

/// The key in `ext` of the hash of the text that an unanchored annotation was made in.
pub(super) const UNANCHORED: &str = "unanchored";

/// The key in `ext` of what the other side of a merge had, by field.
pub(super) const CONFLICT: &str = "conflict";

/// Takes what the other side of a merge had out of `ext`.
fn conflict(ext: &mut BTreeMap<String, String>) -> BTreeMap<String, String> {
    let read = ext.get(CONFLICT).and_then(|raw| ron::from_str::<BTreeMap<String, String>>(raw).ok());
    if read.is_some() {
        ext.remove(CONFLICT);
    }
    read.unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename = "Annotation", deny_unknown_fields)]
pub(super) struct AnnotationItem<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) label: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) spans: Vec<SpanItem<'a>>,
    #[serde(borrow, default)]
    pub(super) attributes: Pairs<'a>,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) doubtful: bool,
    #[serde(default)]
    pub(super) origin: OriginTerm,
    #[serde(borrow)]
    pub(super) created: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) modified: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) ext: Pairs<'a>,
}

impl<'a> Item<'a> for AnnotationItem<'a> {
    type Out = Annotation;

    fn quick(raw: &'a str) -> Option<Self> {
        super::quick::annotation(raw)
    }

    fn id(&self) -> &Cow<'a, str> {
        &self.id
    }

    fn build(self, ground: &Ground<'_>) -> Result<Annotation, String> {
        let mut ext = self.ext.raw()?;
        let marked = ext.get(UNANCHORED).and_then(|raw| ron::from_str::<String>(raw).ok());
        let sha256 = marked.as_deref().unwrap_or(ground.sha256);
        let text = ground.text(sha256);
        let Values { attributes, cues } = self.attributes.values(text)?;
        let (spans, unanchored) = if let Some(text) = text {
            (place(&self.spans, text)?, None)
        } else {
            let spans = self.spans.iter().map(SpanItem::anchor).collect::<Result<Vec<_>, _>>()?;
            if spans.is_empty() {
                return Err(NO_SPAN.into());
            }
            (Vec::new(), Some(Box::new(Unanchored { sha256: sha256.to_owned(), spans, cues })))
        };
        if marked.is_some() {
            ext.remove(UNANCHORED);
        }
        let created = time("created", &self.created)?;
        // What was never changed has one time.
        let modified = if self.modified == self.created { created } else { time("modified", &self.modified)? };
        Ok(Annotation {
            id: Id::from(&*self.id),
            label: LabelId::from(&*self.label),
            spans,
            unanchored,
            attributes,
            note: self.note,
            doubtful: self.doubtful,
            origin: self.origin.into(),
            created,
            modified,
            conflict: conflict(&mut ext),
            ext,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename = "Relation", deny_unknown_fields)]
pub(super) struct RelationItem<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    kind: String,
    #[serde(borrow)]
    from: Cow<'a, str>,
    #[serde(borrow)]
    to: Cow<'a, str>,
    #[serde(default)]
    origin: OriginTerm,
    #[serde(borrow)]
    created: Cow<'a, str>,
    #[serde(borrow)]
    modified: Cow<'a, str>,
    #[serde(borrow, default)]
    ext: Pairs<'a>,
}

impl<'a> Item<'a> for RelationItem<'a> {
    type Out = Relation;

    fn id(&self) -> &Cow<'a, str> {
        &self.id
    }

    fn build(self, _: &Ground<'_>) -> Result<Relation, String> {
        let mut ext = self.ext.raw()?;
        Ok(Relation {
            id: Id::from(&*self.id),
            kind: self.kind,
            from: Id::from(&*self.from),
            to: Id::from(&*self.to),
            origin: self.origin.into(),
            created: time("created", &self.created)?,
            modified: time("modified", &self.modified)?,
            conflict: conflict(&mut ext),
            ext,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename = "Tombstone", deny_unknown_fields)]
pub(super) struct TombstoneItem<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    at: Cow<'a, str>,
}

impl<'a> Item<'a> for TombstoneItem<'a> {
    type Out = Tombstone;

    fn id(&self) -> &Cow<'a, str> {
        &self.id
    }

    fn build(self, _: &Ground<'_>) -> Result<Tombstone, String> {
        Ok(Tombstone { id: Id::from(&*self.id), at: time("at", &self.at)? })
    }
}

const NO_SPAN: &str = "it has no span, or one that holds nothing";

/// One annotation as [`super::write_annotation`] wrote it.
pub(in crate::library) fn read_annotation(raw: &str, ground: &Ground<'_>) -> Result<Annotation, String> {
    let item: AnnotationItem<'_> = ron::from_str(raw).map_err(|error| describe(&error.code))?;
    item.build(ground)
}

/// One relation as [`super::write_relation`] wrote it.
pub(in crate::library) fn read_relation(raw: &str, ground: &Ground<'_>) -> Result<Relation, String> {
    let item: RelationItem<'_> = ron::from_str(raw).map_err(|error| describe(&error.code))?;
    item.build(ground)
}

/// One tombstone as it stands in a record.
pub(super) fn read_tombstone(raw: &str, ground: &Ground<'_>) -> Result<Tombstone, String> {
    let item: TombstoneItem<'_> = ron::from_str(raw).map_err(|error| describe(&error.code))?;
    item.build(ground)
}

/// The spans of an annotation: at least one, none empty, in order, none overlapping.
fn place(items: &[SpanItem<'_>], text: &Text) -> Result<Vec<Span>, String> {
    let spans: Vec<Span> = items.iter().map(|item| item.place(text)).collect::<Result<_, _>>()?;
    if spans.is_empty() || spans.iter().any(|span| span.is_empty()) {
        return Err(NO_SPAN.into());
    }
    if !spans.is_sorted_by(|a, b| a.end <= b.start) {
        return Err("its spans overlap or are out of order".into());
    }
    Ok(spans)
}

fn time(field: &str, value: &str) -> Result<Timestamp, String> {
    value.parse().map_err(|_error: jiff::Error| format!("`{field}` is not a time such as 2026-11-24T09:12:44Z: “{}”", printable(value)))
}
