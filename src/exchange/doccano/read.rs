//! Lines of doccano, read: with entities, with plain labels, and those of its first versions.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::neutral::state_named;
use super::graphemes::Graphemes;
use crate::annotation::{Annotation, Id};
use crate::article::Span;
use crate::exchange::{Arrival, Input, Metadata, Offsets, fragments};

/// Where each kind of its exports keeps the spans.
const SPANS: [&str; 4] = ["entities", "label", "labels", "annotations"];

/// Reads one line: an article, or a list of them.
pub(super) fn line(input: &Input<'_>, clusters: bool, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let line: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    let items = match line {
        Json::Array(items) => items,
        one => vec![one],
    };
    for item in &items {
        let text = ["text", "data"].into_iter().find_map(|name| item.get(name)?.as_str());
        let text = text.ok_or_else(|| format!("{}: no article of doccano with a text", input.place()))?;
        take(article(input, item, text, clusters));
    }
    Ok(())
}

fn article(input: &Input<'_>, item: &Json, text: &str, clusters: bool) -> Arrival {
    let mut arrival = input.arrival(text);
    let meta = item.get("meta");
    let said = |name: &str| item.get(name).or_else(|| meta?.get(name)).and_then(Json::as_str).filter(|said| !said.is_empty()).map(ToOwned::to_owned);
    (arrival.path, arrival.sha256, arrival.annotator) = (said("path"), said("sha256"), said("annotator"));
    arrival.state = said("state").as_deref().and_then(state_named);
    arrival.about = Metadata {
        title: said("title"),
        authors: Vec::new(),
        date: said("date"),
        publication: said("publication"),
        url: said("url"),
        language: said("language"),
        id: said("source_id"),
    };
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let graphemes = clusters.then(|| Graphemes::new(text.as_str()));
    let place = |start: usize, end: usize| graphemes.as_ref().map_or_else(|| offsets.span_of_chars(start, end), |all| all.span(start, end));
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let spans = SPANS.into_iter().find_map(|name| item.get(name)?.as_array());
    for (number, entity) in spans.into_iter().flatten().enumerate() {
        let known = entity.get("id").and_then(plain);
        match entity_of(entity) {
            Some((start, end, label)) => match place(start, end).filter(|span| !span.is_empty()) {
                Some(span) => take_entity(&mut arrival, known.as_deref(), number, &label, span, &mut ids),
                None => arrival.flaw(format!("{label}: {start} to {end} is no place in the text")),
            },
            None => arrival.flaw(format!("{entity} is no span with a label")),
        }
    }
    for relation in item.get("relations").and_then(Json::as_array).into_iter().flatten() {
        relate(&mut arrival, relation, &ids);
    }
    let named: BTreeMap<&str, Id> = ids.iter().filter_map(|(id, at)| Some((id.as_str(), arrival.annotations.get(*at)?.id.clone()))).collect();
    fragments::join(&mut arrival);
    let listed = |name: &str| item.get(name).or_else(|| meta?.get(name)).and_then(Json::as_array).into_iter().flatten();
    for note in listed("notes") {
        let place = entity_of(note).and_then(|(start, end, label)| Some((place(start, end)?, label)));
        let known = note.get("id").and_then(plain).and_then(|id| named.get(id.as_str()));
        take_note(&mut arrival, known, place, note.get("note").and_then(Json::as_str).unwrap_or_default());
    }
    for comment in listed("Comments") {
        let comment = comment.as_str().or_else(|| comment.get("comment")?.as_str()).unwrap_or_default();
        arrival.flaw(format!("a comment on the whole text: {comment}"));
    }
    arrival.finished()
}

fn take_entity(arrival: &mut Arrival, known: Option<&str>, number: usize, label: &str, span: Span, ids: &mut BTreeMap<String, usize>) {
    if arrival.annotate(known, label, vec![span]).is_some() {
        ids.entry(known.map_or_else(|| (number + 1).to_string(), ToOwned::to_owned)).or_insert(arrival.annotations.len() - 1);
    }
}

fn plain(id: &Json) -> Option<String> {
    id.as_str().map(ToOwned::to_owned).or_else(|| id.as_u64().map(|id| id.to_string()))
}

/// Start, end and label of an entity: `[0, 4, "actor"]` or with names.
fn entity_of(entity: &Json) -> Option<(usize, usize, String)> {
    let number = |value: &Json| value.as_u64().and_then(|number| usize::try_from(number).ok());
    let (start, end, label) = match entity {
        Json::Array(parts) => (parts.first()?, parts.get(1)?, parts.get(2)?),
        _ => (entity.get("start_offset")?, entity.get("end_offset")?, entity.get("label")?),
    };
    Some((number(start)?, number(end)?, plain(label)?))
}

fn relate(arrival: &mut Arrival, relation: &Json, ids: &BTreeMap<String, usize>) {
    let end = |name: &str| relation.get(name).and_then(plain);
    let (Some(from), Some(to)) = (end("from_id"), end("to_id")) else {
        return arrival.flaw(format!("{relation} is no relation with two ends"));
    };
    let id_of = |id: &str| ids.get(id).and_then(|at| arrival.annotations.get(*at)).map_or_else(|| Id::from(id), |annotation| annotation.id.clone());
    let (from, to) = (id_of(&from), id_of(&to));
    let id = end("id").map(|id| format!("relation-{id}"));
    arrival.relate(id.as_deref(), relation.get("type").and_then(Json::as_str).unwrap_or_default(), &from, &to);
}

/// A note stands by the place and label of its annotation, and by its number, which tells apart several there but is no
/// longer true when doccano has numbered anew.
fn take_note(arrival: &mut Arrival, known: Option<&Id>, place: Option<(Span, String)>, note: &str) {
    let there = place.and_then(|(span, label)| {
        let same = |annotation: &Annotation| annotation.spans.first() == Some(&span) && annotation.label.as_str() == label && annotation.note.is_empty();
        let known = arrival.annotations.iter().position(|annotation| Some(&annotation.id) == known && same(annotation));
        known.or_else(|| arrival.annotations.iter().position(same))
    });
    match there.and_then(|at| arrival.annotations.get_mut(at)) {
        Some(annotation) => note.clone_into(&mut annotation.note),
        None => arrival.flaw(format!("a note that is about no annotation: {note}")),
    }
}
