//! Two versions of one record, merged: items by id, unknown ones by their text, the data of others by key.

use std::collections::BTreeSet;

use super::{Locked, Record};
use crate::annotation::{Id, merge as merge_sets};
use crate::article::Text;

/// Two records merged.
#[derive(Debug)]
pub(in crate::library) struct Merged {
    /// The result.
    pub(in crate::library) record: Record,
    /// What both sides changed differently, by id.
    pub(in crate::library) conflicts: Vec<Id>,
    /// What is kept beside and what both sides changed differently, by key.
    pub(in crate::library) beside: Vec<String>,
}

/// Merges two records that began as `base`. `text` is what the spans of all of them count in.
pub(in crate::library) fn merge(base: Option<&Record>, ours: &Record, theirs: &Record, text: &Text) -> Merged {
    let empty = Record::default();
    let from = base.unwrap_or(&empty);
    let merged = merge_sets(&from.set, &ours.set, &theirs.set, text);
    let article = if base.is_some_and(|base| base.article == ours.article) { &theirs.article } else { &ours.article };
    let record = Record {
        article: article.clone(),
        annotator: ours.annotator.clone(),
        set: merged.set,
        locked: locked(&from.locked, &ours.locked, &theirs.locked),
        read_only: ours.read_only.clone().or_else(|| theirs.read_only.clone()),
    };
    Merged { record, conflicts: merged.conflicts, beside: merged.beside }
}

/// Items that are not understood have no fields to merge: what both have stays, what one has stays if it is new there.
fn locked(base: &[Locked], ours: &[Locked], theirs: &[Locked]) -> Vec<Locked> {
    let key = |item: &Locked| (item.list.field(), item.raw.trim().to_owned());
    let keys = |items: &[Locked]| items.iter().map(key).collect::<BTreeSet<_>>();
    let (old, left, right) = (keys(base), keys(ours), keys(theirs));
    let kept = ours.iter().filter(|item| right.contains(&key(item)) || !old.contains(&key(item)));
    let more = theirs.iter().filter(|item| !left.contains(&key(item)) && !old.contains(&key(item)));
    kept.chain(more).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::{ListName, read, write};
    use super::*;
    use crate::annotation::{Annotation, AnnotationSet, Origin, WorkState};
    use crate::article::Span;
    use crate::library::ArticleRef;
    use jiff::Timestamp;

    fn record(text: &Text, ids: &[&str], locked: &[&str], ext: &[(&str, &str)]) -> Record {
        let annotation = |id: &&str| Annotation::new((*id).into(), "actor".into(), vec![Span { start: 0, end: 4 }], Origin::Human, Timestamp::UNIX_EPOCH);
        let ext = ext.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let set = AnnotationSet::new(ids.iter().map(annotation).collect(), Vec::new(), Vec::new(), WorkState::InProgress).with_ext(ext);
        let locked = locked.iter().map(|raw| Locked { list: ListName::Annotations, raw: (*raw).into(), line: 1, reason: String::new() }).collect();
        Record { article: ArticleRef::new("a.txt", "", text), annotator: "anna".into(), set, locked, read_only: None }
    }

    fn raws(record: &Record) -> Vec<&str> {
        record.locked.iter().map(|item| item.raw.as_str()).collect()
    }

    #[test]
    fn unknown_items_and_data_of_others_are_merged_too() {
        let text = Text::new("Iran said no.");
        let base = record(&text, &["1"], &["Old(1)", "Gone(1)"], &[("a", "1"), ("b", "1")]);
        let ours = record(&text, &["1", "2"], &["Old(1)", "Gone(1)", "Ours(1)"], &[("a", "2"), ("b", "1"), ("c", "1")]);
        let theirs = record(&text, &["1", "3"], &["Old(1)", "Theirs(1)"], &[("a", "1"), ("d", "1")]);
        let merged = merge(Some(&base), &ours, &theirs, &text);
        assert_eq!(raws(&merged.record), ["Old(1)", "Ours(1)", "Theirs(1)"]);
        assert_eq!(merged.record.set.ext().iter().map(|(key, value)| format!("{key}{value}")).collect::<Vec<_>>(), ["a2", "c1", "d1"]);
        assert_eq!((merged.record.set.all().len(), merged.conflicts.len()), (3, 0));
        let written = write(&merged.record, &text);
        assert_eq!(write(&read(&written, &text).unwrap(), &text), written);
        let other = merge(Some(&base), &theirs, &ours, &text);
        assert_eq!((other.record.set.all(), other.record.set.ext(), other.record.locked.len()), (merged.record.set.all(), merged.record.set.ext(), 3));
    }

    #[test]
    fn a_record_of_a_newer_version_makes_the_result_read_only() {
        let text = Text::new("Iran said no.");
        let ours = record(&text, &["1"], &[], &[]);
        let theirs = Record { read_only: Some("newer".into()), ..ours.clone() };
        assert_eq!(merge(None, &ours, &theirs, &text).record.read_only.as_deref(), Some("newer"));
    }
}
