//! What brat has no place for, as JSON in a note of its own type.
//!
//! A person may change the annotation in brat afterwards. So what brat does show holds, and the exact form of it is taken
//! from the note only as long as it still fits: a label when the type is the one it was stored as, a value when the
//! attribute line still says it, spans when the fragments are those they were cut to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::names::breaks_line;

/// What a note of ours holds of an annotation.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Exact {
    /// Its id in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// Its label, when it is stored otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<String>,
    /// Its spans in code points, when they were cut at line ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spans: Option<Vec<(usize, usize)>>,
    /// Attributes that have a line of their own, when that says them otherwise.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) shown: BTreeMap<String, String>,
    /// Attributes that have no line.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) attributes: BTreeMap<String, Json>,
    /// Its note, when it does not fit into a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
    /// The relations that lead from it, by their ids in brat.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) relations: BTreeMap<String, Link>,
}

/// What a note of ours holds of a relation.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Link {
    /// Its id in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// Its type, when it is stored otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
}

impl Exact {
    /// As one line; `None` when there is nothing to say.
    pub(super) fn line(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok().filter(|json| json != "{}")?;
        let mut line = String::with_capacity(json.len());
        for char in json.chars() {
            // In JSON these stand in strings only, where an escape means the same.
            if breaks_line(char) { line.push_str(&format!("\\u{:04x}", u32::from(char))) } else { line.push(char) }
        }
        Some(line)
    }
}

/// A note as it fits into a line: white space of any length becomes a blank.
pub(super) fn on_a_line(note: &str) -> String {
    note.split(|char: char| char.is_whitespace() || char.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
