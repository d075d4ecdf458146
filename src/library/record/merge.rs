//! Two versions of one record, merged: items by id, unknown ones by their text.

use super::Record;
use crate::annotation::{Id, merge as merge_sets};
use crate::article::Text;

/// Two records merged.
#[derive(Debug)]
pub(in crate::library) struct Merged {
    /// The result.
    pub(in crate::library) record: Record,
    /// What both sides changed differently, by id.
    pub(in crate::library) conflicts: Vec<Id>,
}

/// Merges two records that began as `base`. `text` is what the spans of both count in.
pub(in crate::library) fn merge(base: Option<&Record>, ours: &Record, theirs: &Record, text: &Text) -> Merged {
    let empty = Record::default();
    let merged = merge_sets(&base.unwrap_or(&empty).set, &ours.set, &theirs.set, text);
    Merged { record: Record { set: merged.set, ..ours.clone() }, conflicts: merged.conflicts }
}
