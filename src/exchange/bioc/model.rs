//! What a document of `BioC` holds.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

/// Keys and values. In JSON a value may be anything.
pub(super) type Infons = BTreeMap<String, Json>;

/// A document.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Doc {
    pub(super) id: Json,
    pub(super) infons: Infons,
    pub(super) passages: Vec<Part>,
    pub(super) annotations: Vec<Item>,
    pub(super) relations: Vec<Link>,
}

/// A passage, or a sentence of one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Part {
    pub(super) offset: usize,
    pub(super) text: Option<String>,
    pub(super) sentences: Vec<Part>,
    pub(super) annotations: Vec<Item>,
    pub(super) relations: Vec<Link>,
}

/// An annotation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    pub(super) id: Json,
    pub(super) infons: Infons,
    pub(super) locations: Vec<Location>,
    pub(super) text: Option<String>,
}

/// A place: an offset in the document and a length.
#[derive(Debug, Deserialize)]
pub(super) struct Location {
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// A relation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Link {
    pub(super) id: Json,
    pub(super) infons: Infons,
    pub(super) nodes: Vec<Node>,
}

/// An end of a relation.
#[derive(Debug, Deserialize)]
pub(super) struct Node {
    pub(super) refid: Json,
    #[serde(default)]
    pub(super) role: String,
}

/// A value as text.
pub(super) fn plain(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// An infon as text.
pub(super) fn infon(infons: &Infons, key: &str) -> Option<String> {
    infons.get(key).and_then(plain)
}

/// The documents of a collection in JSON, of several, or a single document.
pub(super) fn of_json(text: &str) -> Result<Vec<Doc>, String> {
    let file: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    let mut open = vec![file];
    while let Some(one) = open.pop() {
        match one {
            Json::Array(many) => open.extend(many.into_iter().rev()),
            Json::Object(mut fields) => match fields.remove("documents") {
                Some(documents) => open.push(documents),
                None if fields.contains_key("passages") => found.push(serde_json::from_value(Json::Object(fields)).map_err(|error| error.to_string())?),
                None => return Err("no document of BioC".to_owned()),
            },
            _ => return Err("no document of BioC".to_owned()),
        }
    }
    Ok(found)
}
