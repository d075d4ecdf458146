//! One annotation, relation or tombstone, decoded strictly: an unknown field is an error, so that it is never lost.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::value::{Pairs, SpanItem};
use crate::annotation::{Annotation, Id, LabelId, Relation, Tombstone};
use crate::article::{Span, Text, printable};
use crate::library::terms::OriginTerm;

/// An item of a list on disk.
pub(super) trait Item<'a>: Deserialize<'a> {
    /// What it stands for.
    type Out;

    fn id(&self) -> &str;

    /// What it stands for in `text`, or why it does not fit, in words for a person.
    fn build(self, text: &Text) -> Result<Self::Out, String>;
}

#[derive(Deserialize)]
#[serde(rename = "Annotation", deny_unknown_fields)]
pub(super) struct AnnotationItem<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    label: Cow<'a, str>,
    #[serde(borrow)]
    spans: Vec<SpanItem<'a>>,
    #[serde(borrow, default)]
    attributes: Pairs<'a>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    doubtful: bool,
    #[serde(default)]
    origin: OriginTerm,
    #[serde(borrow)]
    created: Cow<'a, str>,
    #[serde(borrow)]
    modified: Cow<'a, str>,
    #[serde(borrow, default)]
    ext: Pairs<'a>,
}

impl<'a> Item<'a> for AnnotationItem<'a> {
    type Out = Annotation;

    fn id(&self) -> &str {
        &self.id
    }

    fn build(self, text: &Text) -> Result<Annotation, String> {
        Ok(Annotation {
            id: Id::from(&*self.id),
            label: LabelId::from(&*self.label),
            spans: place(&self.spans, text)?,
            attributes: self.attributes.values(text)?,
            note: self.note,
            doubtful: self.doubtful,
            origin: self.origin.into(),
            created: time("created", &self.created)?,
            modified: time("modified", &self.modified)?,
            ext: self.ext.raw()?,
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

    fn id(&self) -> &str {
        &self.id
    }

    fn build(self, _: &Text) -> Result<Relation, String> {
        Ok(Relation {
            id: Id::from(&*self.id),
            kind: self.kind,
            from: Id::from(&*self.from),
            to: Id::from(&*self.to),
            origin: self.origin.into(),
            created: time("created", &self.created)?,
            modified: time("modified", &self.modified)?,
            ext: self.ext.raw()?,
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

    fn id(&self) -> &str {
        &self.id
    }

    fn build(self, _: &Text) -> Result<Tombstone, String> {
        Ok(Tombstone { id: Id::from(&*self.id), at: time("at", &self.at)? })
    }
}

/// The spans of an annotation: at least one, none empty, in order, none overlapping.
fn place(items: &[SpanItem<'_>], text: &Text) -> Result<Vec<Span>, String> {
    let spans: Vec<Span> = items.iter().map(|item| item.place(text)).collect::<Result<_, _>>()?;
    if spans.is_empty() || spans.iter().any(|span| span.is_empty()) {
        return Err("it has no span, or one that holds nothing".into());
    }
    if !spans.is_sorted_by(|a, b| a.end <= b.start) {
        return Err("its spans overlap or are out of order".into());
    }
    Ok(spans)
}

fn time(field: &str, value: &str) -> Result<Timestamp, String> {
    value.parse().map_err(|_error: jiff::Error| format!("`{field}` is not a time such as 2026-11-24T09:12:44Z: “{}”", printable(value)))
}
