//! What lists and figures need of a record, without reading its annotations one by one.

use std::collections::BTreeMap;

use super::skim::{self, Piece};
use crate::annotation::WorkState;
use crate::library::terms::StateTerm;

/// What a record holds, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) struct Tally {
    /// How far the work is.
    pub(in crate::library) state: WorkState,
    /// How many annotations of each label.
    pub(in crate::library) labels: BTreeMap<String, u32>,
}

/// Counts; nothing when the record cannot be taken apart.
pub(in crate::library) fn tally(source: &str) -> Option<Tally> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let fields = skim::fields(source, skim::whole(source)).ok()?;
    let get = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.value);
    let state = get("state").and_then(|piece| ron::from_str::<StateTerm>(piece.raw).ok());
    let mut labels = BTreeMap::new();
    let items = match get("annotations") {
        Some(list) => skim::items(source, list).ok()?,
        None => Vec::new(),
    };
    for item in items {
        let Some(label) = skim::field(source, item, "label").and_then(string) else { continue };
        match labels.get_mut(&label) {
            Some(count) => *count += 1,
            None => drop(labels.insert(label, 1)),
        }
    }
    Some(Tally { state: state.map_or(WorkState::InProgress, WorkState::from), labels })
}

/// A span that has a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) struct Marked {
    pub(in crate::library) label: String,
    /// The code point at which it begins.
    pub(in crate::library) start: usize,
    pub(in crate::library) text: String,
}

/// The annotated spans of a record, in the order of the file, as far as they can be understood.
pub(in crate::library) fn marked(source: &str) -> Vec<Marked> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let list = skim::field(source, skim::whole(source), "annotations");
    let items = list.and_then(|list| skim::items(source, list).ok()).unwrap_or_default();
    let mut found = Vec::new();
    for item in items {
        let label = skim::field(source, item, "label").and_then(string).unwrap_or_default();
        let spans = skim::field(source, item, "spans").and_then(|spans| skim::items(source, spans).ok()).unwrap_or_default();
        for span in spans {
            let start = skim::field(source, span, "start").and_then(|piece| piece.raw.trim().parse().ok());
            let text = skim::field(source, span, "text").and_then(string);
            if let Some((start, text)) = start.zip(text) {
                found.push(Marked { label: label.clone(), start, text });
            }
        }
    }
    found
}

/// The fields of a file that is one struct, as far as they can be taken apart.
pub(in crate::library) fn top_fields(source: &str) -> Vec<(&str, &str)> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let fields = skim::fields(source, skim::whole(source)).unwrap_or_default();
    fields.into_iter().map(|field| (field.name, field.value.raw)).collect()
}

fn string(piece: Piece<'_>) -> Option<String> {
    let plain = piece.raw.strip_prefix('"')?.strip_suffix('"')?;
    if plain.contains(['\\', '"']) { ron::from_str(piece.raw).ok() } else { Some(plain.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_counted_by_their_labels() {
        let source = r#"(schema: 1, state: Done, annotations: [
            (id: "1", label: "actor", spans: [(text: "label: \"no\", )")]), (label: "a\"b"), // (label: "gone"),
            (id: "2", label: "actor"), Unknown(3), (id: "4"),
        ])"#;
        let found = tally(source).unwrap();
        assert_eq!(found.state, WorkState::Done);
        assert_eq!(found.labels, BTreeMap::from([("actor".into(), 2), ("a\"b".into(), 1)]));
        assert_eq!(tally("(annotations: [(]"), None);
        let source = r#"(annotations: [(label: "quote", spans: [(start: 3, end: 9, text: "a \"b\""), (start: 20, end: 21, text: "c")]), Unknown])"#;
        let found: Vec<(String, usize, String)> = marked(source).into_iter().map(|one| (one.label, one.start, one.text)).collect();
        assert_eq!(found, [("quote".into(), 3, "a \"b\"".into()), ("quote".into(), 20, "c".into())]);
    }
}
