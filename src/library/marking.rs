//! The state of many articles at once, without opening them.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Home, SaveJob, Saver, load_article, load_record};
use crate::annotation::{Change, Move, Step, WorkState};
use crate::article::{Span, printable};

/// What became of marking many articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// How many have another state now.
    pub changed: usize,
    /// Those that could not be marked, and why; safe to show.
    pub failed: Vec<String>,
}

/// Gives articles a state in an annotator's records, each saved as any edit is.
pub fn mark(home: &Arc<Home>, annotator: &str, articles: &[PathBuf], state: WorkState) -> Marked {
    let mut marked = Marked::default();
    let mut saver = Saver::default();
    for article in articles {
        match mark_one(home, annotator, article, state, &mut saver) {
            Ok(changed) => marked.changed += usize::from(changed),
            Err(why) => marked.failed.push(format!("{}: {why}", printable(&home.key(article)))),
        }
    }
    marked
}

fn mark_one(home: &Arc<Home>, annotator: &str, path: &std::path::Path, state: WorkState, saver: &mut Saver) -> Result<bool, String> {
    let opened = load_article(home, path).map_err(|error| error.to_string())?;
    let text = opened.article.text().clone();
    let mut record = load_record(home, annotator, &opened.key, &opened.article, false);
    if let Some(why) = &record.record.read_only {
        return Err(why.clone());
    }
    let before = record.record.set.state();
    if before == state {
        return Ok(false);
    }
    let file = home.record_path(annotator, &opened.key);
    saver.opened(file.clone(), &mut record, &text, opened.stamp);
    let step = Step { title: "state".into(), changes: vec![Change::State { before, after: state }], place: Span { start: 0, end: 0 }, at: Timestamp::now() };
    let mut history = record.history;
    history.perform(&mut record.record.set, step.clone());
    let mut job = SaveJob { home: home.clone(), article: path.to_owned(), record: record.record, text, moves: vec![Move::Do(step)], revision: 1, merges: 0 };
    saver.note(&mut job);
    let saved = saver.save(job).map(|_| true).map_err(|error| error.to_string());
    saver.close(&file);
    saved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Folders, head};

    #[test]
    fn many_articles_are_marked_and_what_cannot_be_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        let path = |name: &str| dir.path().join(name);
        for name in ["a.txt", "b.txt", "c.txt"] {
            std::fs::write(path(name), format!("Strike in {name}\n")).unwrap();
        }
        let home = Arc::new(Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap());
        let broken = home.record_path("anna", "c.txt");
        std::fs::create_dir_all(broken.parent().unwrap()).unwrap();
        std::fs::write(&broken, "(annotations: [").unwrap();
        let marked = mark(&home, "anna", &["a.txt", "b.txt", "c.txt", "gone.txt"].map(path), WorkState::Done);
        assert_eq!((marked.changed, marked.failed.len()), (2, 2), "{marked:?}");
        let source = std::fs::read_to_string(home.record_path("anna", "a.txt")).unwrap();
        assert_eq!(head(&source).unwrap().state, WorkState::Done);
        assert_eq!(std::fs::read_to_string(&broken).unwrap(), "(annotations: [");
        assert_eq!(mark(&home, "anna", &[path("a.txt")], WorkState::Done), Marked::default());
        assert_eq!(mark(&home, "anna", &[path("a.txt")], WorkState::InProgress).changed, 1);
    }
}
