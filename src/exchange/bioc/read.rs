//! Documents of `BioC`, read.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::neutral::{state_named, value_of};
use super::model::{Doc, Infons, Item, Link, Location, Part, infon, plain};
use crate::annotation::{Annotation, Id, Value};
use crate::article::Span;
use crate::exchange::{Arrival, Input, Metadata, Offsets};

/// Line feeds at most that a gap between two passages becomes.
const WIDEST: usize = 200;

/// Reads one document.
pub(super) fn document(input: &Input<'_>, document: &Doc) -> Arrival {
    let (text, pieces) = pieces(document);
    let mut arrival = input.arrival(text);
    about(&mut arrival, document);
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let places = Places::new(pieces, &offsets);
    let items: Vec<(usize, &Item)> = items(document);
    let fitting = |unit: Count| items.iter().filter(|(home, item)| places.of(item, *home, unit).is_some()).count();
    // Which unit a file counts in stands nowhere in it: the covered texts tell.
    let unit = [Count::Chars, Count::Wide, Count::Bytes].into_iter().max_by_key(|unit| (fitting(*unit), std::cmp::Reverse(*unit))).unwrap_or(Count::Chars);
    let mut ids = BTreeMap::new();
    for (home, item) in items {
        let known = plain(&item.id).filter(|id| !id.is_empty());
        let Some(spans) = places.of(item, home, unit) else {
            let text = item.text.as_deref().unwrap_or_default();
            arrival.flaw(format!("annotation {}: the text at its place is not “{text}”", known.as_deref().unwrap_or("?")));
            continue;
        };
        let label = ["type", "label", "class"].into_iter().find_map(|key| infon(&item.infons, key)).unwrap_or_else(|| "annotation".to_owned());
        if let Some(annotation) = arrival.annotate(known.as_deref(), &label, spans) {
            describe(annotation, &item.infons, &offsets);
            ids.insert(known.unwrap_or_default(), annotation.id.clone());
        }
    }
    for link in links(document) {
        relate(&mut arrival, link, &ids);
    }
    arrival.finished()
}

fn about(arrival: &mut Arrival, document: &Doc) {
    let said = |key: &str| infon(&document.infons, key);
    arrival.path = plain(&document.id).filter(|id| !id.is_empty());
    (arrival.sha256, arrival.annotator, arrival.state) = (said("sha256"), said("annotator"), said("state").as_deref().and_then(state_named));
    arrival.about = Metadata {
        title: said("title"),
        authors: Vec::new(),
        date: said("date"),
        publication: said("publication"),
        url: said("url"),
        language: said("language"),
        id: said("source_id"),
    };
}

/// A passage or sentence with a text: its offset, and where its text begins in ours.
struct Piece<'a> {
    offset: usize,
    at: usize,
    text: &'a str,
}

/// What holds text, in order: passages, or their sentences where the passage has none.
fn holders(document: &Doc) -> impl Iterator<Item = &Part> {
    document.passages.iter().flat_map(|passage| match passage.text {
        Some(_) => std::slice::from_ref(passage).iter(),
        None => passage.sentences.iter(),
    })
}

fn pieces(document: &Doc) -> (String, Vec<Piece<'_>>) {
    let (mut text, mut chars, mut pieces) = (String::new(), 0, Vec::new());
    for part in holders(document) {
        let said = part.text.as_deref().unwrap_or_default();
        let gap = part.offset.saturating_sub(chars).min(WIDEST).max(usize::from(!pieces.is_empty()));
        text.extend(std::iter::repeat_n('\n', gap));
        chars = chars.max(part.offset) + said.chars().count();
        pieces.push(Piece { offset: part.offset, at: text.len(), text: said });
        text.push_str(said);
    }
    (text, pieces)
}

fn links(document: &Doc) -> impl Iterator<Item = &Link> {
    let inner = document.passages.iter().flat_map(|passage| passage.relations.iter().chain(passage.sentences.iter().flat_map(|sentence| &sentence.relations)));
    inner.chain(&document.relations)
}

/// The annotations with the number of the piece that they stand in.
fn items(document: &Doc) -> Vec<(usize, &Item)> {
    let mut all = Vec::new();
    let mut home = 0;
    for passage in &document.passages {
        let last = home;
        home += if passage.text.is_some() { 1 } else { passage.sentences.len() };
        all.extend(passage.annotations.iter().map(|item| (last, item)));
        for (number, sentence) in passage.sentences.iter().enumerate() {
            let place = if passage.text.is_some() { last } else { last + number };
            all.extend(sentence.annotations.iter().map(|item| (place, item)));
        }
    }
    all.extend(document.annotations.iter().map(|item| (0, item)));
    all
}

/// What offsets count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Count {
    Chars,
    Wide,
    Bytes,
}

struct Places<'a> {
    pieces: Vec<(Piece<'a>, Offsets<'a>)>,
    text: &'a str,
}

impl<'a> Places<'a> {
    fn new(pieces: Vec<Piece<'a>>, offsets: &Offsets<'a>) -> Self {
        let pieces = pieces.into_iter().map(|piece| {
            let own = Offsets::new(piece.text);
            (piece, own)
        });
        Self { pieces: pieces.collect(), text: offsets.text() }
    }

    /// The spans of an annotation, when the text there is the one that it covers.
    fn of(&self, item: &Item, home: usize, unit: Count) -> Option<Vec<Span>> {
        let mut spans = item.locations.iter().map(|location| self.span(location, home, unit)).collect::<Option<Vec<_>>>()?;
        spans.sort_unstable();
        let hull = Span { start: spans.first()?.start, end: spans.iter().map(|span| span.end).max()? };
        let bare = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
        let there = |span: &Span| self.text.get(span.range()).unwrap_or_default();
        let said = bare(item.text.as_deref().unwrap_or_default());
        let parts: String = spans.iter().map(|span| bare(there(span))).collect();
        (said.is_empty() || said == bare(there(&hull)) || said == parts).then_some(spans)
    }

    /// Where a location is: in the piece that its annotation stands in, else in the one that begins last before it.
    fn span(&self, location: &Location, home: usize, unit: Count) -> Option<Span> {
        let inside = |number: usize| {
            let (piece, offsets) = self.pieces.get(number)?;
            let start = location.offset.checked_sub(piece.offset)?;
            let end = start.checked_add(location.length)?;
            let span = match unit {
                Count::Chars => offsets.span_of_chars(start, end),
                Count::Wide => offsets.span_of_utf16(start, end),
                Count::Bytes => piece.text.get(start..end).map(|_| Span { start: start as u32, end: end as u32 }),
            };
            span.map(|span| span.shifted(piece.at as u32))
        };
        inside(home).or_else(|| inside(self.pieces.partition_point(|(piece, _)| piece.offset <= location.offset).checked_sub(1)?))
    }
}

fn describe(annotation: &mut Annotation, infons: &Infons, offsets: &Offsets<'_>) {
    for (key, value) in infons {
        let Some(text) = plain(value) else { continue };
        let json = || serde_json::from_str::<Json>(&text).ok();
        match key.split_once(':').unwrap_or((key, "")) {
            ("type", "") => {}
            ("doubtful", "") => annotation.doubtful = text == "yes",
            ("note", "") => annotation.note = text,
            ("note-json", "") => annotation.note = json().as_ref().and_then(plain).unwrap_or(text),
            ("attribute", name) => _ = annotation.attributes.insert(name.to_owned(), Value::Text(text)),
            ("attribute-json", name) => {
                let value = json().and_then(|json| value_of(&json, offsets)).unwrap_or(Value::Text(text));
                annotation.attributes.insert(name.to_owned(), value);
            }
            _ => _ = annotation.attributes.insert(key.clone(), Value::Text(text)),
        }
    }
}

/// A relation of several ends leads from its first to each other one.
fn relate(arrival: &mut Arrival, link: &Link, ids: &BTreeMap<String, Id>) {
    let kind = infon(&link.infons, "type").unwrap_or_else(|| "related".to_owned());
    let mut ends: Vec<(bool, Id)> = link
        .nodes
        .iter()
        .filter_map(|node| Some((node.role != "from", plain(&node.refid)?)))
        .map(|(later, id)| (later, ids.get(&id).cloned().unwrap_or_else(|| Id::from(id.as_str()))))
        .collect();
    ends.sort_by_key(|(later, _)| *later);
    let mut ends = ends.into_iter().map(|(_, id)| id);
    let known = plain(&link.id).filter(|id| !id.is_empty());
    let Some(from) = ends.next() else { return arrival.flaw(format!("{kind}: a relation without ends")) };
    for to in ends {
        arrival.relate(known.as_deref(), &kind, &from, &to);
    }
}
