//! The state of many articles at once, without opening them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::editing::edit_record;
use super::{Home, Saver};
use crate::annotation::{Change, WorkState};
use crate::article::printable;

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

fn mark_one(home: &Arc<Home>, annotator: &str, path: &Path, state: WorkState, saver: &mut Saver) -> Result<bool, String> {
    let marked = edit_record(home, annotator, path, "state", saver, |set, _| {
        let before = set.state();
        if before == state { Vec::new() } else { vec![Change::State { before, after: state }] }
    });
    marked.map(|changes| changes > 0)
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
