//! Documents of GATE, read: with offsets of Python or of Java.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::super::neutral::{state_named, value_of};
use super::OWN;
use crate::annotation::{Annotation, Id, Value};
use crate::article::Span;
use crate::exchange::{Arrival, Input, Metadata, Offsets};

/// The set with the markup of the file that GATE once loaded.
const ORIGINAL: &str = "Original markups";

/// Reads a file: each annotation set that holds something is an arrival.
pub(super) fn file(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let file: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    let Some(text) = file.get("text").and_then(Json::as_str) else {
        return Err(format!("{}: no document of GATE with a text", input.place()));
    };
    let none = Map::new();
    let sets = file.get("annotation_sets").and_then(Json::as_object).unwrap_or(&none);
    let mut named: Vec<(&str, &[Json])> = sets.iter().map(|(name, set)| (name.as_str(), items(set))).collect();
    if named.len() > 1 {
        named.retain(|(name, items)| *name != ORIGINAL && !items.is_empty());
    }
    if named.is_empty() {
        named.push(("", &[]));
    }
    for (name, items) in named {
        let mut arrival = input.arrival(text);
        about(&mut arrival, &file);
        arrival.annotator = Some(name.to_owned()).filter(|name| !name.is_empty());
        set(&mut arrival, &file, items);
        take(arrival.finished());
    }
    Ok(())
}

fn items(set: &Json) -> &[Json] {
    set.get("annotations").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn about(arrival: &mut Arrival, file: &Json) {
    let said = |name: &str| file.get("features")?.get(name)?.as_str().map(ToOwned::to_owned);
    arrival.path = said("path").or_else(|| file.get("name")?.as_str().map(ToOwned::to_owned)).filter(|path| !path.is_empty());
    arrival.sha256 = said("sha256");
    arrival.state = said("state").as_deref().and_then(state_named);
    arrival.about = Metadata {
        title: said("title"),
        authors: Vec::new(),
        date: said("date"),
        publication: said("publication"),
        url: said("url").or_else(|| said("gate.SourceURL")),
        language: said("language"),
        id: said("source_id"),
    };
}

fn set(arrival: &mut Arrival, file: &Json, items: &[Json]) {
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let java = file.get("offset_type").and_then(Json::as_str) == Some("j");
    // The parts of an interrupted annotation share our id.
    let mut wholes: BTreeMap<&str, Whole<'_>> = BTreeMap::new();
    let mut order = Vec::new();
    let mut ids: BTreeMap<u64, Id> = BTreeMap::new();
    for item in items {
        let number = |name: &str| item.get(name).and_then(Json::as_u64);
        let place = number("start").zip(number("end")).and_then(|(start, end)| {
            let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
            if java { offsets.span_of_utf16(start, end) } else { offsets.span_of_chars(start, end) }
        });
        let (Some(span), Some(label)) = (place, item.get("type").and_then(Json::as_str)) else {
            arrival.flaw(format!("annotation {}: no type, or no place in the text", item.get("id").unwrap_or(&Json::Null)));
            continue;
        };
        let part = Part { number: number("id"), span };
        let own = item.pointer("/features/tagline/part").and_then(|_| item.pointer("/features/tagline/id")?.as_str());
        if let Some(whole) = own.and_then(|own| wholes.get_mut(own)).filter(|whole| whole.label == label) {
            whole.parts.push(part);
            continue;
        }
        let whole = Whole { label, item, parts: vec![part] };
        match own.filter(|own| !wholes.contains_key(own)) {
            Some(own) => {
                order.push(Err(own));
                wholes.insert(own, whole);
            }
            None => order.push(Ok(whole)),
        }
    }
    for one in order {
        let Some(whole) = one.map_or_else(|own| wholes.remove(own), Some) else { continue };
        let own = whole.item.pointer("/features/tagline/id").and_then(Json::as_str).map(ToOwned::to_owned);
        let id = own.or_else(|| whole.parts.first()?.number.map(|number| number.to_string()));
        let spans = whole.parts.iter().map(|part| part.span).collect();
        if let Some(annotation) = arrival.annotate(id.as_deref(), whole.label, spans) {
            describe(annotation, whole.item, &offsets);
            ids.extend(whole.parts.iter().filter_map(|part| Some((part.number?, annotation.id.clone()))));
        }
    }
    for link in file.pointer("/features/relations").and_then(Json::as_array).into_iter().flatten() {
        relate(arrival, link, &ids);
    }
}

struct Part {
    number: Option<u64>,
    span: Span,
}

struct Whole<'a> {
    label: &'a str,
    item: &'a Json,
    parts: Vec<Part>,
}

fn describe(annotation: &mut Annotation, item: &Json, offsets: &Offsets<'_>) {
    let Some(features) = item.get("features").and_then(Json::as_object) else { return };
    for (name, value) in features.iter().filter(|(name, value)| *name != OWN && !value.is_null()) {
        let value = value_of(value, offsets).unwrap_or_else(|| Value::Text(value.to_string()));
        annotation.attributes.insert(name.clone(), value);
    }
    let own = features.get(OWN);
    if let Some(note) = own.and_then(|own| own.get("note")?.as_str()) {
        note.clone_into(&mut annotation.note);
    }
    annotation.doubtful = own.and_then(|own| own.get("doubtful")?.as_bool()).unwrap_or_default();
}

fn relate(arrival: &mut Arrival, link: &Json, ids: &BTreeMap<u64, Id>) {
    let end = |name: &str| link.get(name).and_then(Json::as_u64).and_then(|number| ids.get(&number)).cloned();
    let said = |name: &str| link.get(name).and_then(Json::as_str);
    match (end("from"), end("to")) {
        (Some(from), Some(to)) => {
            arrival.relate(said("id"), said("kind").unwrap_or_default(), &from, &to);
        }
        _ => arrival.flaw(format!("a relation between things that are no annotations here: {link}")),
    }
}
