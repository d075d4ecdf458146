//! Changing a record that is not open, as any edit is made: with the journal, the lock and the merge.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Home, OpenRecord, SaveJob, Saver, load_article, load_record};
use crate::annotation::{AnnotationSet, Change, Move, Step};
use crate::article::{Span, Text};

/// Opens an annotator's record of an article, has `change` change it, and saves it with the moves that this was. When `change`
/// returns nothing, nothing is written; whether something was. The reason why it could not be done is safe to show.
pub(super) fn change_record(
    home: &Arc<Home>,
    annotator: &str,
    path: &Path,
    saver: &mut Saver,
    change: impl FnOnce(&mut OpenRecord, &Text) -> Option<Vec<Move>>,
) -> Result<bool, String> {
    let opened = load_article(home, path).map_err(|error| error.to_string())?;
    let text = opened.article.text().clone();
    let mut record = load_record(home, annotator, &opened.key, &opened.article, false);
    if let Some(why) = &record.record.read_only {
        return Err(why.clone());
    }
    let file = home.record_path(annotator, &opened.key);
    // What the disk held is learnt before anything is changed.
    saver.opened(file.clone(), &mut record, &text, opened.stamp);
    let changed = change(&mut record, &text).map(|moves| {
        let mut job = SaveJob { home: home.clone(), article: path.to_owned(), record: record.record, text, moves, revision: 1, merges: 0 };
        saver.note(&mut job);
        saver.save(job).map_err(|error| error.to_string())
    });
    saver.close(&file);
    changed.transpose().map(|saved| saved.is_some())
}

/// Makes the changes that `wanted` asks for in such a record, in one step that can be undone. How many changes there were:
/// without any, nothing is written.
pub(super) fn edit_record(
    home: &Arc<Home>,
    annotator: &str,
    path: &Path,
    title: &str,
    saver: &mut Saver,
    wanted: impl FnOnce(&AnnotationSet, &Text) -> Vec<Change>,
) -> Result<usize, String> {
    let mut count = 0;
    change_record(home, annotator, path, saver, |record, text| {
        let changes = wanted(&record.record.set, text);
        count = changes.len();
        if changes.is_empty() {
            return None;
        }
        let step = Step { title: title.into(), changes, place: Span { start: 0, end: 0 }, at: Timestamp::now() };
        record.history.perform(&mut record.record.set, step.clone());
        Some(vec![Move::Do(step)])
    })?;
    Ok(count)
}
