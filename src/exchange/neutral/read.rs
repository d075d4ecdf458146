//! The neutral form, read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

use super::VERSION;
use crate::annotation::{Anchor, Annotation, Id, Origin, Unanchored, Value, WorkState};
use crate::article::Span;
use crate::exchange::{Arrival, Input, Metadata, Offsets};

#[derive(Deserialize)]
struct Line {
    format: Option<String>,
    version: Option<u32>,
    article: Head,
    annotator: Option<String>,
    state: Option<String>,
    text: String,
    #[serde(default)]
    annotations: Vec<Item>,
    #[serde(default)]
    relations: Vec<Link>,
    #[serde(default)]
    unanchored: Vec<Item>,
}

#[derive(Deserialize)]
struct Head {
    path: Option<String>,
    title: Option<String>,
    sha256: Option<String>,
    date: Option<String>,
    publication: Option<String>,
    url: Option<String>,
    language: Option<String>,
    id: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
}

#[derive(Deserialize)]
struct Place {
    start: usize,
    end: usize,
    #[serde(default)]
    text: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

#[derive(Deserialize)]
struct Item {
    id: Option<String>,
    label: String,
    #[serde(default)]
    spans: Vec<Place>,
    #[serde(default)]
    attributes: BTreeMap<String, Json>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    doubtful: bool,
    #[serde(default)]
    text_sha256: String,
    #[serde(default)]
    cues: BTreeMap<String, Place>,
    #[serde(flatten)]
    made: Made,
}

#[derive(Deserialize)]
struct Link {
    id: Option<String>,
    kind: String,
    from: String,
    to: String,
    #[serde(flatten)]
    made: Made,
}

/// How and when something was made, and what else is kept with it.
#[derive(Deserialize)]
struct Made {
    origin: Option<Json>,
    created: Option<String>,
    modified: Option<String>,
    #[serde(default)]
    conflict: BTreeMap<String, String>,
    #[serde(default)]
    ext: BTreeMap<String, String>,
}

/// Reads one line.
pub(super) fn line(input: &Input<'_>) -> Result<Arrival, String> {
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", input.place());
    let line: Line = serde_json::from_str(input.text()?).map_err(|error| said(&error))?;
    if line.format.as_deref().is_some_and(|format| format != "tagline") {
        return Err(said(&"it is no export of tagline"));
    }
    if line.version.is_some_and(|version| version > VERSION) {
        return Err(said(&"a newer version of tagline wrote it: that version reads it"));
    }
    let mut arrival = input.arrival(line.text);
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let Head { path, title, sha256, date, publication, url, language, id, authors } = line.article;
    (arrival.path, arrival.sha256, arrival.annotator) = (path, sha256, line.annotator);
    arrival.about = Metadata { title, authors, date, publication, url, language, id };
    arrival.state = line.state.as_deref().and_then(state_named);
    for item in line.annotations {
        annotation(&mut arrival, &offsets, item);
    }
    for item in line.unanchored {
        unanchored(&mut arrival, &offsets, item);
    }
    for link in line.relations {
        let (from, to) = (Id::from(link.from.as_str()), Id::from(link.to.as_str()));
        if let Some(relation) = arrival.relate(link.id.as_deref(), &link.kind, &from, &to) {
            let Made { origin, created, modified, conflict, ext } = link.made;
            relation.origin = origin.as_ref().and_then(came).unwrap_or_else(|| relation.origin.clone());
            (relation.created, relation.modified) = (time(created, relation.created), time(modified, relation.modified));
            (relation.conflict, relation.ext) = (conflict, ext);
        }
    }
    Ok(arrival.finished())
}

fn annotation(arrival: &mut Arrival, offsets: &Offsets<'_>, item: Item) {
    let mut spans = Vec::with_capacity(item.spans.len());
    for place in &item.spans {
        match offsets.span_of_chars(place.start, place.end) {
            Some(span) if place.text.is_empty() || offsets.text().get(span.range()) == Some(&place.text) => spans.push(span),
            _ => return arrival.flaw(format!("{} at {} to {}: the text there is not “{}”", item.label, place.start, place.end, place.text)),
        }
    }
    if let Some(annotation) = arrival.annotate(item.id.as_deref(), &item.label, spans) {
        describe(annotation, offsets, item);
    }
}

/// An annotation without a place in this text. It is not of this text, so it does not go through `annotate`.
fn unanchored(arrival: &mut Arrival, offsets: &Offsets<'_>, item: Item) {
    let anchor =
        |place: &Place| Anchor { start: place.start, end: place.end, text: place.text.clone(), before: place.before.clone(), after: place.after.clone() };
    let cues = item.cues.iter().map(|(name, place)| (name.clone(), anchor(place))).collect();
    let was = Unanchored { sha256: item.text_sha256.clone(), spans: item.spans.iter().map(anchor).collect(), cues };
    if was.spans.is_empty() {
        return arrival.flaw(format!("{}: an annotation on no text", item.label));
    }
    if let Some(annotation) = arrival.unanchored(item.id.as_deref(), &item.label, was) {
        describe(annotation, offsets, item);
    }
}

fn describe(annotation: &mut Annotation, offsets: &Offsets<'_>, item: Item) {
    let attributes = item.attributes.iter().filter_map(|(name, value)| Some((name.clone(), value_of(value, offsets)?)));
    annotation.attributes = attributes.collect();
    annotation.note = item.note;
    annotation.doubtful = item.doubtful;
    let Made { origin, created, modified, conflict, ext } = item.made;
    annotation.origin = origin.as_ref().and_then(came).unwrap_or_else(|| annotation.origin.clone());
    (annotation.created, annotation.modified) = (time(created, annotation.created), time(modified, annotation.modified));
    (annotation.conflict, annotation.ext) = (conflict, ext);
}

fn time(said: Option<String>, else_then: Timestamp) -> Timestamp {
    said.and_then(|said| said.parse().ok()).unwrap_or(else_then)
}

/// The state of that name.
pub(in crate::exchange) fn state_named(name: &str) -> Option<WorkState> {
    [WorkState::New, WorkState::InProgress, WorkState::Done].into_iter().find(|state| super::write::state_name(*state) == name)
}

/// A value that was written as plain data.
pub(in crate::exchange) fn value_of(value: &Json, offsets: &Offsets<'_>) -> Option<Value> {
    Some(match value {
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Number),
        Json::Array(values) => Value::List(values.iter().filter_map(|value| value_of(value, offsets)).collect()),
        Json::Object(_) => Value::Span(span_of(value, offsets)?),
        Json::Null => return None,
    })
}

fn span_of(value: &Json, offsets: &Offsets<'_>) -> Option<Span> {
    let number = |name: &str| usize::try_from(value.get(name)?.as_u64()?).ok();
    offsets.span_of_chars(number("start")?, number("end")?)
}

fn came(origin: &Json) -> Option<Origin> {
    let text = |name: &str| origin.get(name).and_then(Json::as_str).map(ToOwned::to_owned);
    Some(match origin.as_str() {
        Some("human") => Origin::Human,
        Some("repeated") => Origin::Repeated,
        _ => {
            if let Some(by) = text("suggested_by") {
                return Some(Origin::Suggested { by });
            }
            if let Some(by) = text("edited_from") {
                return Some(Origin::Edited { by });
            }
            if let Some(from) = text("imported_from") {
                return Some(Origin::Imported { from });
            }
            let from = origin.get("from")?.as_array()?.iter().filter_map(|id| Some(Id::from(id.as_str()?))).collect();
            Origin::Adjudicated { from, by: text("adjudicated_by")? }
        }
    })
}
