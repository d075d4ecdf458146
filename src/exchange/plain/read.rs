//! Plain objects, read.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::value_of;
use crate::annotation::{Id, Value, WorkState};
use crate::article::Span;
use crate::exchange::neutral::state_name;
use crate::exchange::{Arrival, Offsets};

/// The annotations that were taken, for relations to find their ends.
#[derive(Default)]
pub(in crate::exchange) struct Taken {
    /// By the number of the item that they came from.
    numbers: BTreeMap<usize, Id>,
    /// By the id that they had there.
    ids: BTreeMap<String, Id>,
    /// By label, start and end of a span, in code points.
    places: BTreeMap<(String, usize, usize), Id>,
}

impl Taken {
    /// That of an item of the list.
    pub(in crate::exchange) fn numbered(&self, number: usize) -> Option<&Id> {
        self.numbers.get(&number)
    }

    /// That of an id, as it was there.
    pub(in crate::exchange) fn called(&self, id: &str) -> Option<&Id> {
        self.ids.get(id)
    }

    /// That of a span.
    pub(in crate::exchange) fn at(&self, label: &str, start: usize, end: usize) -> Option<&Id> {
        self.places.get(&(label.to_owned(), start, end))
    }
}

/// One item of a list of annotations.
struct Item<'a> {
    json: &'a Json,
    number: usize,
    label: &'a str,
    spans: Vec<Span>,
    /// Start and end as they are given.
    ends: (usize, usize),
}

/// A string of an object; an id may be a number.
pub(in crate::exchange) fn text_of(json: &Json, name: &str) -> Option<String> {
    match json.get(name)? {
        Json::String(text) if !text.is_empty() => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Takes what is known of the article from an object such as [`Meta`](super::Meta) writes.
pub(in crate::exchange) fn about(arrival: &mut Arrival, meta: &Json) {
    let text = |name: &str| text_of(meta, name);
    (arrival.path, arrival.annotator) = (text("path"), text("annotator"));
    arrival.sha256 = text("sha256").filter(|digest| digest.len() == 64);
    arrival.state =
        text("state").and_then(|name| [WorkState::New, WorkState::InProgress, WorkState::Done].into_iter().find(|state| state_name(*state) == name));
    let known = &mut arrival.about;
    (known.title, known.date, known.publication) = (text("title"), text("date"), text("publication"));
    (known.url, known.language, known.id) = (text("url"), text("language"), text("id"));
    let authors = meta.get("authors").and_then(Json::as_array).into_iter().flatten();
    known.authors = authors.filter_map(|author| author.as_str().map(ToOwned::to_owned)).collect();
}

/// Takes a list of annotations: objects with `start`, `end` and `label`, or `[start, end, label]`. Items with the same `id` that
/// have a `fragment` each are one annotation; so is one with a list of `fragments`. What cannot be taken is a flaw.
pub(in crate::exchange) fn annotations(arrival: &mut Arrival, items: &[Json]) -> Taken {
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let mut whole: Vec<Item<'_>> = Vec::with_capacity(items.len());
    let mut begun: BTreeMap<&str, usize> = BTreeMap::new();
    let mut taken = Taken::default();
    let mut parts: Vec<(usize, (usize, usize))> = Vec::new();
    for (number, json) in items.iter().enumerate() {
        let item = match item(json, number, &offsets) {
            Ok(item) => item,
            Err(why) => {
                arrival.flaw(why);
                continue;
            }
        };
        let fragment = json.get("fragment").and(json.get("id")).and_then(Json::as_str);
        let known = fragment.and_then(|id| begun.get(id).copied()).and_then(|at| Some((at, whole.get_mut(at)?))).filter(|(_, first)| first.label == item.label);
        if let Some((at, first)) = known {
            parts.push((at, item.ends));
            first.spans.extend(item.spans);
        } else {
            begun.extend(fragment.map(|id| (id, whole.len())));
            parts.push((whole.len(), item.ends));
            whole.push(item);
        }
    }
    let mut ids: Vec<Option<(Id, String)>> = Vec::with_capacity(whole.len());
    for item in whole {
        let wanted = text_of(item.json, "id");
        let attributes = attributes(arrival, item.json.get("attributes"), item.label, &offsets);
        let Some(annotation) = arrival.annotate(wanted.as_deref(), item.label, item.spans) else {
            ids.push(None);
            continue;
        };
        annotation.attributes = attributes;
        item.json.get("note").and_then(Json::as_str).unwrap_or_default().clone_into(&mut annotation.note);
        annotation.doubtful = item.json.get("doubtful").and_then(Json::as_bool).unwrap_or_default();
        ids.push(Some((annotation.id.clone(), item.label.to_owned())));
        taken.numbers.insert(item.number, annotation.id.clone());
        if let Some(wanted) = wanted {
            taken.ids.entry(wanted).or_insert_with(|| annotation.id.clone());
        }
    }
    for (at, (start, end)) in parts {
        if let Some((id, label)) = ids.get(at).cloned().flatten() {
            taken.places.entry((label, start, end)).or_insert(id);
        }
    }
    taken
}

fn item<'a>(json: &'a Json, number: usize, offsets: &Offsets<'_>) -> Result<Item<'a>, String> {
    let given = |at: usize, names: [&str; 2]| json.get(at).or_else(|| names.iter().find_map(|name| json.get(name)));
    let label = given(2, ["label", "label_"]).and_then(Json::as_str).unwrap_or_default();
    let end_of = |at: usize, names: [&str; 2]| given(at, names).and_then(Json::as_u64).and_then(|number| usize::try_from(number).ok());
    let Some(ends) = end_of(0, ["start", "start_offset"]).zip(end_of(1, ["end", "end_offset"])) else {
        return Err(format!("{label}: annotation {} without a start and an end", number + 1));
    };
    let whole = checked(ends, json.get("text"), offsets).map_err(|why| format!("{label} {why}"))?;
    let fragments = json.get("fragments").and_then(Json::as_array).filter(|fragments| !fragments.is_empty());
    let spans = match fragments {
        None => vec![whole],
        Some(fragments) => fragments.iter().map(|fragment| place(fragment, offsets)).collect::<Result<_, _>>().map_err(|why| format!("{label} {why}"))?,
    };
    Ok(Item { json, number, label, spans, ends })
}

/// The span of an object with `start` and `end`; its `text`, when it has one, is what stands there.
pub(super) fn place(json: &Json, offsets: &Offsets<'_>) -> Result<Span, String> {
    let number = |name: &str| json.get(name).and_then(Json::as_u64).and_then(|number| usize::try_from(number).ok());
    let ends = number("start").zip(number("end")).ok_or("has a part without a start and an end")?;
    checked(ends, json.get("text"), offsets)
}

fn checked((start, end): (usize, usize), text: Option<&Json>, offsets: &Offsets<'_>) -> Result<Span, String> {
    let span = offsets.span_of_chars(start, end).ok_or_else(|| format!("at {start} to {end}: there is no such place in the text"))?;
    match text.and_then(Json::as_str) {
        Some(text) if !text.is_empty() && offsets.text().get(span.range()) != Some(text) => Err(format!("at {start} to {end}: the text there is not “{text}”")),
        _ => Ok(span),
    }
}

/// Attributes: an object of names and values, or a list of objects with `name`, `kind` and `value`.
fn attributes(arrival: &mut Arrival, json: Option<&Json>, label: &str, offsets: &Offsets<'_>) -> BTreeMap<String, Value> {
    let pairs: Vec<(String, Result<Value, String>)> = match json {
        Some(Json::Object(all)) => all.iter().map(|(name, value)| (name.clone(), value_of(value, offsets))).collect(),
        Some(Json::Array(all)) => all.iter().filter_map(|one| Some((text_of(one, "name")?, listed(one, offsets)))).collect(),
        _ => Vec::new(),
    };
    let mut taken = BTreeMap::new();
    for (name, value) in pairs {
        match value {
            Ok(value) => {
                taken.insert(name, value);
            }
            Err(why) => arrival.flaw(format!("{label}: its {name} cannot be taken: {why}")),
        }
    }
    taken
}

/// A value that is a string, whose `kind` tells how to read it.
fn listed(one: &Json, offsets: &Offsets<'_>) -> Result<Value, String> {
    let text = one.get("value").and_then(Json::as_str).ok_or("it is no text")?;
    match one.get("kind").and_then(Json::as_str) {
        None | Some("text") => Ok(Value::Text(text.to_owned())),
        Some(_) => value_of(&serde_json::from_str(text).map_err(|error| error.to_string())?, offsets),
    }
}
