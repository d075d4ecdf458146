//! A conversation, read: the first text of a user and the answer to it.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::article::Span;
use crate::exchange::plain::{annotations, text_of};
use crate::exchange::{Arrival, Input, Offsets};

/// Different words without a place at most that are looked for: each goes through the whole text.
const MOST_WORDS: usize = 2000;

/// Reads a conversation.
pub(super) fn conversation(input: &Input<'_>) -> Result<Arrival, String> {
    let said = |why: &dyn std::fmt::Display| format!("{}: {why}", input.place());
    let json: Json = serde_json::from_str(input.text()?).map_err(|error| said(&error))?;
    let message = |role: &str| {
        let all = json.get("messages").and_then(Json::as_array).into_iter().flatten();
        all.filter(|message| text_of(message, "role").as_deref() == Some(role)).find_map(|message| message.get("content").and_then(Json::as_str))
    };
    let (text, answer) = message("user").zip(message("assistant")).ok_or_else(|| said(&"there is no text of a user with an answer to it"))?;
    let answer: Json = serde_json::from_str(unfenced(answer)).map_err(|error| said(&format_args!("the answer is no JSON: {error}")))?;
    let mut arrival = input.arrival(text);
    let list = |name: &str| answer.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
    let (mut items, mut numbers) = (Vec::new(), BTreeMap::new());
    for (number, item) in placed(list("annotations"), text).into_iter().enumerate() {
        match item {
            Ok(item) => {
                numbers.insert(number as u64, items.len());
                items.push(item);
            }
            Err(why) => arrival.flaw(why),
        }
    }
    let taken = annotations(&mut arrival, &items);
    for link in list("relations") {
        let end = |name: &str| taken.numbered(*numbers.get(&link.get(name)?.as_u64()?)?).cloned();
        let kind = text_of(&link, "relation").unwrap_or_default();
        match end("from").zip(end("to")) {
            Some((from, to)) => {
                arrival.relate(None, &kind, &from, &to);
            }
            None => arrival.flaw(format!("{kind}: an end of the relation is not there")),
        }
    }
    Ok(arrival.finished())
}

/// An answer without the fence that models like to put around it.
fn unfenced(answer: &str) -> &str {
    let answer = answer.trim();
    let inner = answer.strip_prefix("```").and_then(|inner| inner.strip_suffix("```"));
    inner.map_or(answer, |inner| inner.strip_prefix("json").unwrap_or(inner))
}

/// The annotations with their places. Those that come without are where their words are: when they are there once, or when as
/// many are annotated as are there.
fn placed(items: Vec<Json>, text: &str) -> Vec<Result<Json, String>> {
    let words = |item: &Json| Some((text_of(item, "label")?, text_of(item, "text")?)).filter(|_| item.get("start").is_none());
    let mut wanted: BTreeMap<(String, String), usize> = BTreeMap::new();
    for key in items.iter().filter_map(words) {
        *wanted.entry(key).or_default() += 1;
    }
    let offsets = Offsets::new(text);
    let places = |(_, words): &(String, String), count: usize| text.match_indices(words.as_str()).map(|(at, _)| at as u32).take(count + 1).collect();
    let there: BTreeMap<(String, String), Vec<u32>> = wanted.iter().take(MOST_WORDS).map(|(key, count)| (key.clone(), places(key, *count))).collect();
    let mut next: BTreeMap<(String, String), usize> = BTreeMap::new();
    items
        .into_iter()
        .map(|mut item| {
            let Some(key) = words(&item) else { return Ok(item) };
            let count = wanted.get(&key).copied().unwrap_or_default();
            let Some(places) = there.get(&key) else {
                return Err(format!("{}: “{}” was not looked for: too many annotations have no place", key.0, key.1));
            };
            if places.len() != count {
                let there = if places.len() > count { "more often" } else { "less often" };
                return Err(format!("{}: “{}” is there {there} than it is annotated, {count}×", key.0, key.1));
            }
            let number = next.entry(key.clone()).or_default();
            let start = places.get(*number).copied().unwrap_or_default();
            *number += 1;
            let whole = Span { start, end: start + key.1.len() as u32 };
            put(&mut item, whole, &offsets);
            let mut from = start;
            for part in item.get_mut("fragments").and_then(Json::as_array_mut).into_iter().flatten() {
                let words = text_of(part, "text").unwrap_or_default();
                if let Some(at) = text.get(from as usize..whole.end as usize).and_then(|rest| rest.find(&words)) {
                    let start = from + at as u32;
                    from = start + words.len() as u32;
                    put(part, Span { start, end: from }, &offsets);
                }
            }
            Ok(item)
        })
        .collect()
}

fn put(item: &mut Json, span: Span, offsets: &Offsets<'_>) {
    if let (Some((start, end)), Some(fields)) = (offsets.chars(span), item.as_object_mut()) {
        fields.insert("start".to_owned(), json!(start));
        fields.insert("end".to_owned(), json!(end));
    }
}
