//! What is said of an annotation, as features, and back.
//!
//! Features are text that a person can read and change in another tool. What text cannot tell is kept as JSON in one more
//! feature, and holds as long as the text still is the one that was written for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::EXACT;
use super::model::{Feature, Structure};
use crate::annotation::{Annotation, Value};
use crate::exchange::markup::fits_xml;
use crate::exchange::neutral::{json_of, state_named, value_of};
use crate::exchange::{Arrival, Metadata, Offsets};

/// What the features of a span cannot say.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Exact {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Attributes with a feature whose text does not tell the whole value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    shown: BTreeMap<String, Json>,
    /// Attributes without a feature, or with one that would be empty.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, Json>,
}

/// Text as a feature has it: what XML cannot hold is replaced, and what ends a line elsewhere.
pub(super) fn plain(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=0x7e)) {
        return text.to_owned();
    }
    text.chars()
        .map(|char| {
            if char == '\r' {
                ' '
            } else if fits_xml(char) {
                char
            } else {
                '\u{fffd}'
            }
        })
        .collect()
}

/// Gives a span its features: label, note, doubt, and the attributes that have a feature.
pub(super) fn tell(span: &mut Structure, annotation: &Annotation, known: &BTreeMap<&str, &str>, offsets: &Offsets<'_>) {
    let unlike = |text: &str| (plain(text) != text).then(|| text.to_owned());
    let mut exact = Exact { label: unlike(annotation.label.as_str()), note: unlike(&annotation.note), ..Exact::default() };
    span.text("label", plain(annotation.label.as_str()));
    if !annotation.note.is_empty() {
        span.text("note", plain(&annotation.note));
    }
    span.features.insert("doubtful".to_owned(), Feature::Flag(annotation.doubtful));
    for (name, value) in &annotation.attributes {
        let text = plain(&words(value, offsets.text()));
        if !known.contains_key(name.as_str()) || text.is_empty() {
            exact.attributes.insert(name.clone(), json_of(value, offsets));
            continue;
        }
        if *value != Value::Text(text.clone()) {
            exact.shown.insert(name.clone(), json_of(value, offsets));
        }
        span.text(name, text);
    }
    if let Ok(json) = serde_json::to_string(&exact)
        && json != "{}"
    {
        span.text(EXACT, escaped(&json));
    }
}

/// JSON without what XML cannot hold: such characters stand in its strings only.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for char in json.chars() {
        if fits_xml(char) { out.push(char) } else { out.push_str(&format!("\\u{:04x}", u32::from(char))) }
    }
    out
}

/// A value as a person reads it.
fn words(value: &Value, text: &str) -> String {
    match value {
        Value::Text(words) => words.clone(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::List(values) => values.iter().map(|value| words(value, text)).collect::<Vec<_>>().join(", "),
        Value::Span(span) => text.get(span.range()).unwrap_or_default().to_owned(),
    }
}

/// The label of one of our spans; its type when it has none.
pub(super) fn label_of(span: &Structure) -> String {
    let said = span.said("label").filter(|label| !label.trim().is_empty()).unwrap_or(span.short_kind());
    exact_of(span).label.filter(|exact| plain(exact) == said).unwrap_or_else(|| said.to_owned())
}

/// What the features of one of our spans say.
pub(super) fn hear(annotation: &mut Annotation, span: &Structure, offsets: &Offsets<'_>) {
    let mut exact = exact_of(span);
    annotation.doubtful |= span.flagged("doubtful");
    if let Some(note) = span.said("note") {
        annotation.note = exact.note.filter(|exact| plain(exact) == note).unwrap_or_else(|| note.to_owned());
    }
    let ours = ["label", "identifier", "part", "note", "doubtful", EXACT, "begin", "end"];
    for (name, feature) in span.features.iter().filter(|(name, _)| !ours.contains(&name.as_str())) {
        let Some(value) = value(feature) else { continue };
        let exact = exact.shown.remove(name).and_then(|json| value_of(&json, offsets));
        let exact = exact.filter(|exact| Value::Text(plain(&words(exact, offsets.text()))) == value);
        annotation.attributes.entry(name.clone()).or_insert(exact.unwrap_or(value));
    }
    for (name, json) in exact.attributes {
        if let Some(value) = value_of(&json, offsets) {
            annotation.attributes.entry(name).or_insert(value);
        }
    }
}

fn exact_of(span: &Structure) -> Exact {
    span.said(EXACT).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// A feature as the value of an attribute; references are none, and a flag that is down may never have been set.
pub(super) fn value(feature: &Feature) -> Option<Value> {
    match feature {
        Feature::Text(text) => Some(Value::Text(text.clone())),
        Feature::Flag(flag) => flag.then_some(Value::Flag(true)),
        Feature::Number(number) => Some(Value::Number(*number)),
        Feature::Reference(_) => None,
        Feature::List(values) => Some(values.iter().filter_map(value).collect::<Vec<_>>()).filter(|values| !values.is_empty()).map(Value::List),
    }
}

/// What is known of the article, from our own structure or from that of `DKPro`.
pub(super) fn article(arrival: &mut Arrival, structure: &Structure) {
    let said = |name: &str| structure.said(name).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    arrival.about = Metadata {
        title: said("title").or_else(|| said("documentTitle")),
        authors: said("authors").map(|all| all.split('\n').map(str::to_owned).collect()).unwrap_or_default(),
        date: said("date"),
        publication: said("publication"),
        url: said("url").or_else(|| said("documentUri")),
        language: said("language").filter(|tag| tag != "x-unspecified"),
        id: said("source_id"),
    };
    arrival.sha256 = said("sha256");
    arrival.annotator = said("annotator");
    arrival.state = said("state").as_deref().and_then(state_named);
    arrival.path = said("path").or_else(|| said("documentId"));
}
