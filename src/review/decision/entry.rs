//! A decision as a map of strings, to be kept in a record: spans with the words that they hold, so that they are found again
//! in a text that has changed elsewhere.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::{Choice, Decision, Drawn, Placement, Reason, Whose};
use crate::annotation::{Id, Value, context};
use crate::article::{Span, Text};
use crate::review::cases::Fingerprint;

/// A decision that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// A field is not there.
    #[error("the decision has no `{0}`")]
    Missing(&'static str),
    /// A field holds something else than it should.
    #[error("the decision has a `{0}` that cannot be read")]
    Broken(&'static str),
    /// Words that it is about are not in the text, or more than once.
    #[error("the words that the decision placed are no longer to be found: {0}")]
    Lost(String),
}

impl Decision {
    /// As strings by name, for the text that its spans count in. The case is not among them: the entry is kept under it.
    #[must_use]
    pub fn to_entry(&self, text: &Text) -> BTreeMap<String, String> {
        let mut entry = BTreeMap::new();
        let mut put = |key: &str, value: String| drop(entry.insert(key.to_owned(), value));
        let (choice, names) = match &self.choice {
            Choice::Take(names) => ("take", Some(names)),
            Choice::Nothing => ("nothing", None),
            Choice::Union(names) => ("union", Some(names)),
            Choice::Intersection(names) => ("intersection", Some(names)),
            Choice::Placed(placements) => {
                put("placed", placements.iter().map(|placement| placement_json(placement, text)).collect::<Json>().to_string());
                ("placed", None)
            }
        };
        put("choice", choice.to_owned());
        if let Some(names) = names {
            put("of", names.join(" "));
        }
        for (annotator, id) in &self.from {
            put(&format!("from:{annotator}"), id.to_string());
        }
        for (name, value) in &self.attributes {
            put(&format!("set:{name}"), value.as_ref().map_or(Json::Null, |value| value_json(value, text)).to_string());
        }
        if let Some(reason) = &self.reason {
            put("reason", reason.in_words().to_owned());
        }
        if !self.comment.is_empty() {
            put("comment", self.comment.clone());
        }
        for (kind, whose) in &self.relations {
            let whose = whose.iter().map(|whose| whose.number.map_or_else(|| whose.annotator.clone(), |number| format!("{}:{number}", whose.annotator)));
            put(&format!("tie:{kind}"), whose.collect::<Vec<_>>().join(" "));
        }
        if !self.drawn.is_empty() {
            put("drawn", self.drawn.iter().map(drawn_json).collect::<Json>().to_string());
        }
        put("by", self.by.clone());
        put("at", self.at.to_string());
        entry
    }

    /// The decision on a case that an entry holds, for the text as it is now.
    pub fn from_entry(case: Fingerprint, entry: &BTreeMap<String, String>, text: &Text) -> Result<Self, Unreadable> {
        let need = |key: &'static str| entry.get(key).ok_or(Unreadable::Missing(key));
        let names = || need("of").map(|names| names.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let choice = match need("choice")?.as_str() {
            "take" => Choice::Take(names()?),
            "nothing" => Choice::Nothing,
            "union" => Choice::Union(names()?),
            "intersection" => Choice::Intersection(names()?),
            "placed" => Choice::Placed(placements(need("placed")?, text)?),
            _ => return Err(Unreadable::Broken("choice")),
        };
        let from = entry.iter().filter_map(|(key, id)| Some((key.strip_prefix("from:")?.to_owned(), Id::from(id.as_str())))).collect();
        let set = entry.iter().filter_map(|(key, value)| Some((key.strip_prefix("set:")?, value)));
        let attributes = set.map(|(name, value)| Ok((name.to_owned(), attribute(value, text)?))).collect::<Result<_, Unreadable>>()?;
        let whose = |words: &String| words.split_whitespace().map(self::whose).collect();
        let relations = entry.iter().filter_map(|(key, words)| Some((key.strip_prefix("tie:")?.to_owned(), whose(words)))).collect();
        let drawn = entry.get("drawn").map(|written| drawn(written)).transpose()?.unwrap_or_default();
        let words = |key: &str| entry.get(key).cloned().unwrap_or_default();
        let at = need("at")?.parse().ok().ok_or(Unreadable::Broken("at"))?;
        let (reason, comment, by) = (Reason::from_words(&words("reason")), words("comment"), need("by")?.clone());
        Ok(Self { case, from, choice, attributes, relations, drawn, reason, comment, by, at })
    }
}

fn drawn_json(drawn: &Drawn) -> Json {
    json!({ "start": drawn.start, "kind": drawn.kind, "to": drawn.to.as_str(), "end": drawn.end })
}

fn drawn(written: &str) -> Result<Vec<Drawn>, Unreadable> {
    let all: Vec<Json> = serde_json::from_str(written).ok().ok_or(Unreadable::Broken("drawn"))?;
    let one = |json: &Json| {
        let words = |key: &str| json.get(key)?.as_str();
        let place = |key: &str| usize::try_from(json.get(key)?.as_u64()?).ok();
        Some(Drawn { start: place("start")?, kind: words("kind")?.to_owned(), to: words("to")?.into(), end: place("end")? })
    };
    all.iter().map(|json| one(json).ok_or(Unreadable::Broken("drawn"))).collect()
}

/// `anna`, or `anna:1`.
fn whose(word: &str) -> Whose {
    let numbered = word.split_once(':').and_then(|(name, number)| Some((name, number.parse().ok()?)));
    numbered.map_or_else(|| Whose::all(word), |(name, number)| Whose { annotator: name.to_owned(), number: Some(number) })
}

fn attribute(value: &str, text: &Text) -> Result<Option<Value>, Unreadable> {
    let json: Json = serde_json::from_str(value).ok().ok_or(Unreadable::Broken("set"))?;
    if json.is_null() { Ok(None) } else { value_of(&json, text).map(Some) }
}

fn placements(written: &str, text: &Text) -> Result<Vec<Placement>, Unreadable> {
    let all: Vec<Json> = serde_json::from_str(written).ok().ok_or(Unreadable::Broken("placed"))?;
    all.iter().map(|json| placement(json, text)).collect()
}

fn placement(json: &Json, text: &Text) -> Result<Placement, Unreadable> {
    let broken = Unreadable::Broken("placed");
    let label = json.get("label").and_then(Json::as_str).ok_or_else(|| broken.clone())?.into();
    let spans = json.get("spans").and_then(Json::as_array).ok_or_else(|| broken.clone())?;
    let spans = spans.iter().map(|span| span_of(span, text)).collect::<Result<_, _>>()?;
    let none = Map::new();
    let attributes = json.get("attributes").and_then(Json::as_object).unwrap_or(&none);
    let attributes = attributes.iter().map(|(name, value)| Ok((name.clone(), value_of(value, text)?))).collect::<Result<_, Unreadable>>()?;
    Ok(Placement { label, spans, attributes })
}

fn placement_json(placement: &Placement, text: &Text) -> Json {
    let spans: Json = placement.spans.iter().map(|span| span_json(*span, text)).collect();
    let attributes: Map<String, Json> = placement.attributes.iter().map(|(name, value)| (name.clone(), value_json(value, text))).collect();
    json!({ "label": placement.label.as_str(), "spans": spans, "attributes": attributes })
}

fn value_json(value: &Value, text: &Text) -> Json {
    match value {
        Value::Text(words) => json!(words),
        Value::Flag(flag) => json!(flag),
        Value::Number(number) => json!(number),
        Value::List(values) => values.iter().map(|value| value_json(value, text)).collect(),
        Value::Span(span) => span_json(*span, text),
    }
}

fn value_of(json: &Json, text: &Text) -> Result<Value, Unreadable> {
    match json {
        Json::String(words) => Ok(Value::Text(words.clone())),
        Json::Bool(flag) => Ok(Value::Flag(*flag)),
        Json::Number(number) => number.as_i64().map(Value::Number).ok_or(Unreadable::Broken("number")),
        Json::Array(values) => values.iter().map(|value| value_of(value, text)).collect::<Result<_, _>>().map(Value::List),
        Json::Object(_) => span_of(json, text).map(Value::Span),
        Json::Null => Err(Unreadable::Broken("value")),
    }
}

fn span_json(span: Span, text: &Text) -> Json {
    let (before, after) = context(text, span);
    json!({ "start": text.char_of(span.start), "text": text.slice(span), "before": before, "after": after })
}

/// Where a span is now: where it was when its words stand there, else the only place with the same words around it.
fn span_of(json: &Json, text: &Text) -> Result<Span, Unreadable> {
    let part = |key: &str| json.get(key).and_then(Json::as_str).ok_or(Unreadable::Broken("span"));
    let (words, before, after) = (part("text")?, part("before")?, part("after")?);
    let start = json.get("start").and_then(Json::as_u64).ok_or(Unreadable::Broken("span"))?;
    let there = usize::try_from(start).ok().and_then(|start| text.byte_of(start));
    let stands = |start: usize| text.as_str().get(start..).is_some_and(|rest| rest.starts_with(words));
    if let Some(start) = there.filter(|start| stands(*start as usize)) {
        return Ok(Span { start, end: start + words.len() as u32 });
    }
    let whole = [before, words, after].concat();
    let mut places = text.as_str().match_indices(&whole).map(|(at, _)| (at + before.len()) as u32);
    match (places.next(), places.next()) {
        (Some(start), None) => Ok(Span { start, end: start + words.len() as u32 }),
        _ => Err(Unreadable::Lost(words.to_owned())),
    }
}
