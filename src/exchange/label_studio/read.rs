//! Tasks, read: those of this program, of Label Studio's JSON and JSON-MIN exports, and older ones with UTF-16 offsets.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::super::neutral::{state_named, value_of};
use super::{DOUBT, LABEL, OTHER, PART, TEXT};
use crate::annotation::{Id, Value};
use crate::article::Span;
use crate::exchange::{Arrival, Input, Metadata, Offsets, fragments};

type Fields = Map<String, Json>;

/// Reads a file of tasks, or a single task.
pub(super) fn tasks(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let file: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    let tasks = match file {
        Json::Array(tasks) => tasks,
        one => vec![one],
    };
    let mut any = tasks.is_empty();
    for (number, task) in tasks.iter().enumerate() {
        let Some(task) = task.as_object() else { continue };
        any |= one_task(input, number + 1, task, take);
    }
    if any { Ok(()) } else { Err(format!("{}: no task of Label Studio with a text", input.place())) }
}

/// An annotation of a task is an arrival. `false` when the task has no text.
fn one_task(input: &Input<'_>, number: usize, task: &Fields, take: &mut dyn FnMut(Arrival)) -> bool {
    let data = task.get("data").and_then(Json::as_object).unwrap_or(task);
    let several = ["annotations", "completions"].into_iter().find_map(|name| task.get(name)?.as_array());
    let flat = flat_regions(task);
    let drafts: Vec<(Option<&Json>, Vec<&Json>)> = match several {
        Some(all) => all.iter().filter(|one| !is_cancelled(one)).map(|one| (Some(one), results(one))).collect(),
        None => vec![(None, flat.iter().collect())],
    };
    let drafts = if drafts.is_empty() { vec![(None, Vec::new())] } else { drafts };
    let mut any = false;
    for (annotation, results) in drafts {
        let Some(text) = text_of(data, &results) else { continue };
        let mut arrival = input.arrival(text);
        about(&mut arrival, data, annotation.or_else(|| task.get("annotator")));
        let proposed = task.get("predictions").and_then(Json::as_array).map_or(0, Vec::len);
        if proposed > 0 && results.is_empty() {
            arrival.flaw(format!("task {number}: predictions are not annotations and were not taken"));
        }
        Task { number, results }.read(&mut arrival);
        take(arrival.finished());
        any = true;
    }
    any
}

fn is_cancelled(annotation: &Json) -> bool {
    ["was_cancelled", "skipped"].iter().any(|name| annotation.get(name).and_then(Json::as_bool).unwrap_or_default())
}

fn results(annotation: &Json) -> Vec<&Json> {
    annotation.get("result").and_then(Json::as_array).into_iter().flatten().collect()
}

/// The regions of a flat task: lists of places beside the text.
fn flat_regions(task: &Fields) -> Vec<Json> {
    let places = task.values().filter_map(Json::as_array).flatten().filter(|item| item.get("start").is_some() && item.get("labels").is_some());
    places.map(|value| serde_json::json!({"type": "labels", "value": value})).collect()
}

/// The text that the regions lie in: `text`, else the first string that their covered texts fit.
fn text_of<'a>(data: &'a Fields, results: &[&Json]) -> Option<&'a str> {
    let named = data.get(TEXT).and_then(Json::as_str);
    let fits = |text: &&str| {
        let offsets = Offsets::new(text);
        results.iter().all(|result| covered(result).is_none() || placed(result, &offsets, false).or_else(|| placed(result, &offsets, true)).is_some())
    };
    let any = || data.values().filter_map(Json::as_str).filter(|text| !results.is_empty() && fits(text)).max_by_key(|text| text.len());
    named.or_else(any)
}

fn about(arrival: &mut Arrival, data: &Fields, annotation: Option<&Json>) {
    let said = |name: &str| data.get(name).and_then(Json::as_str).map(ToOwned::to_owned);
    (arrival.path, arrival.sha256, arrival.state) = (said("path"), said("sha256"), said("state").as_deref().and_then(state_named));
    arrival.about = Metadata {
        title: said("title"),
        authors: Vec::new(),
        date: said("date"),
        publication: said("publication"),
        url: said("url"),
        language: said("language"),
        id: said("source_id"),
    };
    let by = annotation.map(|one| one.get("completed_by").unwrap_or(one));
    let name = by.and_then(|by| by.get("email").or_else(|| by.get("username")).unwrap_or(by).as_str().map(ToOwned::to_owned));
    arrival.annotator = said("annotator").or(name).or_else(|| by.and_then(Json::as_u64).map(|id| id.to_string()));
}

fn covered(result: &Json) -> Option<&str> {
    result.get("value")?.get("text")?.as_str()
}

/// The span of a result, when the text there is what the result says it is.
fn placed(result: &Json, offsets: &Offsets<'_>, wide: bool) -> Option<Span> {
    let value = result.get("value")?;
    let number = |name: &str| {
        let number = value.get(name)?;
        number.as_u64().or_else(|| number.as_str()?.parse().ok()).and_then(|number| usize::try_from(number).ok())
    };
    let (start, end) = (number("start")?, number("end")?);
    let span = if wide { offsets.span_of_utf16(start, end) } else { offsets.span_of_chars(start, end) }?;
    // Its frontend writes line ends in covered texts in several ways.
    let bare = |text: &str| text.replace("\\n", "").chars().filter(|char| !char.is_whitespace()).collect::<String>();
    let there = offsets.text().get(span.range()).unwrap_or_default();
    covered(result).is_none_or(|said| said == there || bare(said) == bare(there)).then_some(span)
}

struct Task<'a> {
    number: usize,
    results: Vec<&'a Json>,
}

impl Task<'_> {
    fn read(&self, arrival: &mut Arrival) {
        let text = arrival.text.clone();
        let offsets = Offsets::new(text.as_str());
        let regions: Vec<&Json> = self.results.iter().copied().filter(|result| kind(result) == "labels").collect();
        let all = |wide: bool| regions.iter().all(|result| placed(result, &offsets, wide).is_some());
        let wide = !all(false) && all(true);
        let mut ids: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut parts: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
        let owned = self.owned_parts();
        for &region in &regions {
            let id = said(region, "id");
            let Some(span) = placed(region, &offsets, wide).or_else(|| placed(region, &offsets, !wide)) else {
                let (start, end) = (region.pointer("/value/start"), region.pointer("/value/end"));
                let place = [start, end].map(|end| end.map_or_else(|| "?".to_owned(), ToString::to_string)).join(" to ");
                arrival.flaw(format!(
                    "task {}, region {}: the text at {place} is not “{}”",
                    self.number,
                    id.unwrap_or("?"),
                    covered(region).unwrap_or_default()
                ));
                continue;
            };
            let labels = region.pointer("/value/labels").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            if let Some(name) = id.filter(|_| said(region, "from_name") == Some(PART)).and_then(|id| owned.get(id)) {
                parts.insert(id.unwrap_or_default(), (name, span));
                continue;
            }
            if labels.is_empty() {
                arrival.flaw(format!("task {}, region {}: it has no label", self.number, id.unwrap_or("?")));
            }
            for label in labels.iter().filter_map(Json::as_str) {
                let Some(annotation) = arrival.annotate(id, label, vec![span]) else { continue };
                annotation.note = note(region);
                ids.entry(id.unwrap_or_default()).or_default().push(arrival.annotations.len() - 1);
            }
        }
        for result in &self.results {
            match kind(result) {
                "labels" => {}
                "relation" => self.relate(arrival, result, &ids, &parts),
                other => self.describe(arrival, result, other, &ids, &offsets),
            }
        }
        fragments::join(arrival);
    }

    /// By the id of their regions, the names of attributes that are spans: a relation with that name leads to them.
    fn owned_parts(&self) -> BTreeMap<&str, &str> {
        let owned = self.results.iter().filter(|result| kind(result) == "relation");
        owned.filter_map(|result| Some((said(result, "to_id")?, result.pointer("/labels/0")?.as_str()?))).collect()
    }

    fn relate(&self, arrival: &mut Arrival, result: &Json, ids: &BTreeMap<&str, Vec<usize>>, parts: &BTreeMap<&str, (&str, Span)>) {
        let (Some(from), Some(to)) = (said(result, "from_id"), said(result, "to_id")) else {
            return arrival.flaw(format!("task {}: a relation without two ends", self.number));
        };
        let (from, to) = if said(result, "direction") == Some("left") { (to, from) } else { (from, to) };
        let place = ids.get(from).and_then(|all| all.first()).copied();
        if let (Some((name, span)), Some(place)) = (parts.get(to), place) {
            if let Some(annotation) = arrival.annotations.get_mut(place) {
                annotation.attributes.insert((*name).to_owned(), Value::Span(*span));
            }
            return;
        }
        let kinds: Vec<&str> = result.get("labels").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
        let id_of = |arrival: &Arrival, id: &str| {
            ids.get(id).and_then(|all| arrival.annotations.get(*all.first()?)).map_or_else(|| Id::from(id), |annotation| annotation.id.clone())
        };
        let (from, to) = (id_of(arrival, from), id_of(arrival, to));
        for kind in if kinds.is_empty() { vec!["related"] } else { kinds } {
            arrival.relate(said(result, "id"), kind, &from, &to);
        }
    }

    /// A result that says something of a region.
    fn describe(&self, arrival: &mut Arrival, result: &Json, kind: &str, ids: &BTreeMap<&str, Vec<usize>>, offsets: &Offsets<'_>) {
        let places = said(result, "id").and_then(|id| ids.get(id)).filter(|_| result.pointer("/value/start").is_some());
        let Some(places) = places else {
            return arrival.flaw(format!("task {}: “{kind}” that is about no labelled piece of the text", self.number));
        };
        let name = said(result, "from_name").unwrap_or(kind);
        let Some(value) = given(result, kind) else {
            return arrival.flaw(format!("task {}: “{kind}” cannot be read", self.number));
        };
        for &place in places {
            let Some(annotation) = arrival.annotations.get_mut(place) else { continue };
            if name == DOUBT.0 && value == Value::Text(DOUBT.1.to_owned()) {
                annotation.doubtful = true;
            } else if name == OTHER {
                annotation.attributes.extend(lines(&value).filter_map(|line| other(line, offsets)));
            } else {
                let name = name.strip_prefix(annotation.label.as_str()).and_then(|rest| rest.strip_prefix('-')).unwrap_or(name);
                annotation.attributes.insert(name.to_owned(), value.clone());
            }
        }
    }
}

fn kind(result: &Json) -> &str {
    said(result, "type").unwrap_or(LABEL)
}

fn said<'a>(result: &'a Json, name: &str) -> Option<&'a str> {
    result.get(name)?.as_str()
}

fn note(region: &Json) -> String {
    match region.pointer("/meta/text") {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(lines)) => lines.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

/// The value of a choice, a text area, a number, a rating or a date.
fn given(result: &Json, kind: &str) -> Option<Value> {
    let field = if kind == "textarea" { "text" } else { kind };
    match result.get("value")?.get(field)? {
        Json::Array(many) => {
            let mut many: Vec<Value> = many.iter().filter_map(|one| Some(Value::Text(one.as_str()?.to_owned()))).collect();
            let one = if many.len() == 1 { many.pop()? } else { Value::List(many) };
            Some(match &one {
                Value::Text(text) if kind == "choices" && text == "yes" => Value::Flag(true),
                Value::Text(text) if kind == "choices" && text == "no" => Value::Flag(false),
                _ => one,
            })
        }
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Number(number) => Some(number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Number)),
        _ => None,
    }
}

fn lines(value: &Value) -> impl Iterator<Item = &str> {
    let many = match value {
        Value::List(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    many.iter().filter_map(|one| if let Value::Text(text) = one { Some(text.as_str()) } else { None })
}

fn other(line: &str, offsets: &Offsets<'_>) -> Option<(String, Value)> {
    let (name, value) = line.split_once('=')?;
    let json = serde_json::from_str(value).unwrap_or_else(|_| Json::String(value.to_owned()));
    Some((name.to_owned(), value_of(&json, offsets)?))
}
