//! What can still be read of a damaged record: our own writer sets one item on a line, so each line is tried by itself.

use super::item::{Ground, read_annotation, read_relation, read_tombstone};
use super::{ArticleRef, ListName, Locked, Record};
use crate::annotation::{AnnotationSet, Id, Relation, Tombstone, WorkState};
use crate::article::{Text, printable};

/// What was saved from a damaged record.
#[derive(Debug)]
pub(in crate::library) struct Salvage {
    /// It, as a record of the same article.
    pub(in crate::library) record: Record,
    /// Lines that look like items and could not be read.
    pub(in crate::library) lost: usize,
}

/// Reads every line of a damaged record that is an item. `text` is the article's text now.
#[must_use]
pub(in crate::library) fn salvage(bytes: &[u8], text: &Text) -> Salvage {
    let source = String::from_utf8_lossy(bytes);
    let sha256 = field(&source, "sha256: \"").unwrap_or_else(|| text.sha256().to_owned());
    let ground = Ground { sha256: &sha256, text: Some(text) };
    let (mut annotations, mut relations, mut deleted, mut locked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut list = ListName::Annotations;
    let mut lost = 0;
    let mut ids = std::collections::HashSet::new();
    for (n, line) in source.lines().enumerate() {
        let line = line.trim();
        if let Some(next) = [ListName::Annotations, ListName::Relations, ListName::Deleted].into_iter().find(|list| line.starts_with(list.field())) {
            list = next;
            continue;
        }
        let Some(raw) = line.strip_prefix("(id:").map(|_| line.strip_suffix(',').unwrap_or(line)) else { continue };
        let id = field(raw, "(id: \"").unwrap_or_default();
        if let Ok(item) = read_annotation(raw, &ground) {
            keep(&mut annotations, item, ids.insert(id));
        } else if let Ok(item) = read_relation(raw, &ground) {
            keep(&mut relations, item, ids.insert(id));
        } else if let Ok(item) = read_tombstone(raw, &ground) {
            keep(&mut deleted, item, true);
        } else if ron::value::RawValue::from_ron(raw).is_ok() {
            locked.push(Locked { list, raw: raw.to_owned(), line: n + 1, reason: "it was saved from a damaged record".into() });
        } else {
            lost += 1;
        }
    }
    let state = if source.contains("state: Done") { WorkState::Done } else { WorkState::InProgress };
    let path = field(&source, "path: \"").unwrap_or_default();
    let title = field(&source, "title: \"").unwrap_or_default();
    let annotator = field(&source, "annotator: \"").unwrap_or_default();
    let article = ArticleRef { path, title: printable(&title), sha256: sha256.clone(), chars: text.char_count() };
    deleted.retain(|tombstone: &Tombstone| !ids.contains(tombstone.id.as_str()));
    let set = AnnotationSet::new(annotations, relations, deleted, state);
    Salvage { record: Record { article, annotator, set, locked, ..Record::default() }, lost }
}

/// Whether a file that a cut-off save has left is one of `record` and holds nothing that is not in it: no item that it
/// lacks, none that was changed later, and nothing that cannot be read.
#[must_use]
pub(in crate::library) fn holds(record: &Record, bytes: &[u8]) -> bool {
    if bytes.is_empty() {
        return true;
    }
    let Salvage { record: left, lost } = salvage(bytes, &Text::default());
    let gone = |id: &Id| record.set.deleted().iter().any(|dead| dead.id == *id);
    let annotations = left.set.all().iter().all(|item| gone(&item.id) || record.set.get(&item.id).is_some_and(|there| there.modified >= item.modified));
    let there = |link: &Relation| record.set.relations().iter().any(|there| there.id == link.id && there.modified >= link.modified);
    let relations = left.set.relations().iter().all(|link| gone(&link.id) || there(link));
    left.article.path == record.article.path && lost == 0 && left.locked.is_empty() && annotations && relations
}

/// Keeps an item, unless another one of that id is there already.
fn keep<T>(items: &mut Vec<T>, item: T, first: bool) {
    if first {
        items.push(item);
    }
}

/// What stands between a field's opening and the quotation mark after it, if that is plain.
fn field(source: &str, opening: &str) -> Option<String> {
    let rest = source.split_once(opening)?.1;
    let value = rest.split_once('"')?.0;
    (!value.contains('\\')).then(|| value.to_owned())
}
