//! Changing a record that is not open, as any edit is made: with the journal, the lock and the merge.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Home, SaveJob, Saver, load_article, load_record};
use crate::annotation::{AnnotationSet, Change, Move, Step};
use crate::article::Span;

/// Opens an annotator's record of an article, makes the changes that `wanted` asks for in one step that can be undone, and
/// saves it. How many changes there were: without any, nothing is written. The reason why it could not be done is safe to show.
pub(super) fn edit_record(
    home: &Arc<Home>,
    annotator: &str,
    path: &Path,
    title: &str,
    saver: &mut Saver,
    wanted: impl FnOnce(&AnnotationSet) -> Vec<Change>,
) -> Result<usize, String> {
    let opened = load_article(home, path).map_err(|error| error.to_string())?;
    let text = opened.article.text().clone();
    let mut record = load_record(home, annotator, &opened.key, &opened.article, false);
    if let Some(why) = &record.record.read_only {
        return Err(why.clone());
    }
    let changes = wanted(&record.record.set);
    let count = changes.len();
    if count == 0 {
        return Ok(0);
    }
    let file = home.record_path(annotator, &opened.key);
    saver.opened(file.clone(), &mut record, &text, opened.stamp);
    let step = Step { title: title.into(), changes, place: Span { start: 0, end: 0 }, at: Timestamp::now() };
    let mut history = record.history;
    history.perform(&mut record.record.set, step.clone());
    let mut job = SaveJob { home: home.clone(), article: path.to_owned(), record: record.record, text, moves: vec![Move::Do(step)], revision: 1, merges: 0 };
    saver.note(&mut job);
    let saved = saver.save(job).map(|_| count).map_err(|error| error.to_string());
    saver.close(&file);
    saved
}
