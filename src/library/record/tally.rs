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
    }
}
