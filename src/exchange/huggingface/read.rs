//! Rows, read: ours, or tokens with tags as names or numbers.

use serde_json::Value as Json;

use super::{CARD, card};
use crate::article::Span;
use crate::exchange::plain::{about, annotations, text_of};
use crate::exchange::tags::{OUTSIDE, Reader};
use crate::exchange::{Arrival, Input};

/// Reads a row.
pub(super) fn row(input: &Input<'_>) -> Result<Arrival, String> {
    let json: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    let text = json.get("text").and_then(Json::as_str);
    let list = |names: &[&str]| names.iter().find_map(|name| json.get(*name)).and_then(Json::as_array);
    let mut arrival = match (text, list(&["spans", "entities", "ents"]), list(&["tokens", "words"])) {
        (Some(text), Some(items), _) => {
            let mut arrival = input.arrival(text);
            let taken = annotations(&mut arrival, items);
            for link in list(&["relations"]).into_iter().flatten() {
                let end = |name: &str| text_of(link, name).and_then(|id| taken.called(&id).cloned());
                match (text_of(link, "label"), end("from"), end("to")) {
                    (Some(kind), Some(from), Some(to)) => {
                        arrival.relate(text_of(link, "id").as_deref(), &kind, &from, &to);
                    }
                    (kind, ..) => arrival.flaw(format!("{}: an end of the relation is not there", kind.unwrap_or_default())),
                }
            }
            arrival
        }
        (_, _, Some(tokens)) => tagged(input, tokens, list(&["ner_tags", "tags", "labels"]).map_or(&[], Vec::as_slice)),
        (Some(text), None, None) => input.arrival(text),
        (None, _, None) => return Err(format!("{}: there is neither a text nor tokens", input.place())),
    };
    if let Some(meta) = json.get("meta") {
        about(&mut arrival, &object_of(meta));
    }
    Ok(arrival.finished())
}

/// A list of names and values as an object.
fn object_of(meta: &Json) -> Json {
    let Some(all) = meta.as_array() else { return meta.clone() };
    let pairs = || all.iter().filter_map(|one| text_of(one, "name").zip(text_of(one, "value")));
    let authors: Vec<Json> = pairs().filter(|(name, _)| name == "author").map(|(_, author)| Json::from(author)).collect();
    let mut object: serde_json::Map<String, Json> = pairs().map(|(name, value)| (name, Json::from(value))).collect();
    object.insert("authors".to_owned(), Json::Array(authors));
    Json::Object(object)
}

/// A text of tokens, with the annotations that their tags tell.
fn tagged(input: &Input<'_>, tokens: &[Json], tags: &[Json]) -> Arrival {
    let mut text = String::new();
    let mut spans: Vec<Span> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(token.as_str().unwrap_or_default());
        spans.push(Span { start, end: text.len() as u32 });
    }
    let mut arrival = input.arrival(text);
    arrival.from_tokens = true;
    let names = if tags.iter().any(Json::is_number) { names_beside(input) } else { Vec::new() };
    let mut reader = Reader::default();
    let mut unnamed = None;
    for (at, tag) in tags.iter().enumerate().take(spans.len()) {
        let number = tag.as_u64().and_then(|number| usize::try_from(number).ok());
        let name = tag.as_str().or_else(|| names.get(number?).map(String::as_str));
        if name.is_none() && number != Some(0) {
            unnamed.get_or_insert_with(|| tag.to_string());
        }
        reader.take(at, name.unwrap_or(OUTSIDE));
    }
    for (label, run) in reader.finish() {
        let ends = spans.get(run.start).zip(spans.get(run.end.saturating_sub(1)));
        arrival.annotate(None, &label, ends.map(|(first, last)| first.hull(*last)).into_iter().collect());
    }
    if let Some(number) = unnamed {
        arrival.flaw(format!("tags are numbers, and no card beside the file names number {number}"));
    }
    if tags.len() != tokens.len() {
        arrival.flaw(format!("{} tags for {} tokens", tags.len(), tokens.len()));
    }
    arrival
}

/// The names of tags that a card in the same folder tells: the one that goes with the file by its name, or the folder's.
fn names_beside(input: &Input<'_>) -> Vec<String> {
    let (folder, file) = input.name.rsplit_once('/').map_or((String::new(), input.name), |(folder, file)| (format!("{folder}/"), file));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let card = (input.beside)(&format!("{folder}{stem}-{CARD}")).or_else(|| (input.beside)(&format!("{folder}{CARD}")));
    card.map(|card| card::names_of(&String::from_utf8_lossy(&card))).unwrap_or_default()
}
