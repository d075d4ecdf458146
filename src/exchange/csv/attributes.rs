//! Attributes as cells: a column each as the codebook has them, and one for what a cell alone does not tell.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::super::neutral::{json_of, value_of};
use crate::annotation::{Annotation, Codebook, Value};
use crate::article::Text;
use crate::exchange::Offsets;

/// The names of the attributes that have a column: those of the codebook, each once.
pub(super) fn columns(codebook: &Codebook) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for attribute in codebook.labels.iter().flat_map(|label| &label.attributes) {
        if !names.contains(&attribute.id.as_str()) {
            names.push(&attribute.id);
        }
    }
    names
}

/// The value that a cell reads as.
fn read_as(cell: &str) -> Option<Value> {
    let number = || cell.parse().ok().filter(|number: &i64| number.to_string() == cell);
    match cell {
        "" => None,
        "yes" => Some(Value::Flag(true)),
        "no" => Some(Value::Flag(false)),
        _ => Some(number().map_or_else(|| Value::Text(cell.to_owned()), Value::Number)),
    }
}

/// The cells of the columns, and the JSON of those attributes that their cells do not tell.
pub(super) fn cells(annotation: &Annotation, columns: &[&str], offsets: &Offsets<'_>, text: &Text) -> (Vec<String>, String) {
    let said = |name: &str| annotation.attributes.get(name).map(|value| value.in_words(text)).unwrap_or_default();
    let cells = columns.iter().map(|name| said(name)).collect();
    let untold = annotation.attributes.iter().filter(|(name, value)| !columns.contains(&name.as_str()) || read_as(&said(name)).as_ref() != Some(value));
    let exact: Map<String, Json> = untold.map(|(name, value)| (name.clone(), json_of(value, offsets))).collect();
    (cells, if exact.is_empty() { String::new() } else { Json::Object(exact).to_string() })
}

/// The attributes of a row. The exact value holds where the cell says the same; a cell that somebody has changed holds.
pub(super) fn of_row<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>, exact: &str, offsets: &Offsets<'_>, text: &Text) -> BTreeMap<String, Value> {
    let cells: BTreeMap<&str, &str> = cells.collect();
    let mut attributes: BTreeMap<String, Value> = cells.iter().filter_map(|(name, cell)| Some(((*name).to_owned(), read_as(cell)?))).collect();
    let exact: Map<String, Json> = serde_json::from_str(exact).unwrap_or_default();
    for (name, json) in &exact {
        let Some(value) = value_of(json, offsets) else { continue };
        if cells.get(name.as_str()).is_none_or(|cell| **cell == value.in_words(text)) {
            attributes.insert(name.clone(), value);
        }
    }
    attributes
}
