//! What one sees of the work of others. In a blind project (`blind: true`) nothing of an article before one's own record of
//! it is done: no annotations, no figures about them, and nothing that is suggested because of them.
//!
//! That keeps annotators from being led. It is no lock: records are files, and whoever can open them can read them.

use super::catalogue::Card;
use super::{Home, Queues, annotators, disk, head};
use crate::annotation::WorkState;

/// Who looks, and whether that matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    kept: Kept,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Kept {
    /// Everything is seen.
    #[default]
    Open,
    /// Who looks is not known, and so not what they have done.
    Unknown,
    /// Of the work of others, what is on articles that this annotator has done.
    Blind(String),
}

impl Sight {
    /// What `looker` sees in a home. In a blind project whose articles are assigned, somebody to whom none is and who has no
    /// record either annotates nothing, and sees all: an editor.
    #[must_use]
    pub fn of(home: &Home, looker: Option<&str>, queues: &Queues) -> Self {
        if !home.project.blind {
            return Self::default();
        }
        let Some(looker) = looker else { return Self { kept: Kept::Unknown } };
        let assigned = queues.annotators().any(|name| queues.is_assigned(name));
        let annotates = queues.is_assigned(looker) || annotators(home).iter().any(|name| name == looker);
        Self { kept: if assigned && !annotates { Kept::Open } else { Kept::Blind(looker.to_owned()) } }
    }

    /// Whether everything is seen.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.kept == Kept::Open
    }

    /// Whose annotations may be learnt from, for what is suggested: everybody's, or those of one annotator only.
    #[must_use]
    pub fn learns_from(&self) -> Option<&str> {
        match &self.kept {
            Kept::Open => None,
            Kept::Unknown => Some(""),
            Kept::Blind(looker) => Some(looker),
        }
    }

    /// Whether the work of an annotator on an article is seen.
    #[must_use]
    pub fn sees(&self, card: Card<'_>, whose: &str) -> bool {
        self.decides(whose, |looker| card.work_of(looker)?.state())
    }

    /// The same from the files, where there is no catalogue. `key` is that of the article.
    #[must_use]
    pub fn sees_record(&self, home: &Home, key: &str, whose: &str) -> bool {
        self.decides(whose, |looker| {
            let source = disk::read_text(&home.record_path(looker, key)).ok()?;
            head(&source).ok().map(|head| head.state)
        })
    }

    fn decides(&self, whose: &str, state: impl FnOnce(&str) -> Option<WorkState>) -> bool {
        match &self.kept {
            Kept::Open => true,
            Kept::Unknown => false,
            Kept::Blind(looker) => looker == whose || state(looker) == Some(WorkState::Done),
        }
    }

    /// Why something is not seen, and what to do about it.
    #[must_use]
    pub fn reason(&self) -> (String, &'static str) {
        match &self.kept {
            Kept::Blind(looker) => (
                format!("this project is blind: {looker} sees the annotations of others once their own of the article are done"),
                "mark the article as done (d) when it is; who has nothing assigned where others have, sees all",
            ),
            Kept::Open | Kept::Unknown => (
                "this project is blind: what is seen of the annotations of others depends on who looks".to_owned(),
                "say who you are with --annotator, or in your settings",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Folders, enqueue};

    fn home(dir: &std::path::Path, settings: &str) -> Home {
        std::fs::write(dir.join("tagline.ron"), settings).unwrap();
        Home::find(dir, None, &Folders::below(&dir.join(".state"))).unwrap()
    }

    fn record(home: &Home, annotator: &str, state: &str) {
        let path = home.record_path(annotator, "a.txt");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let record = format!(
            "(schema: 1, article: (path: \"a.txt\", title: \"x\", sha256: \"0\", chars: 9), annotator: \"{annotator}\", state: {state}, annotations: [])"
        );
        std::fs::write(path, record).unwrap();
    }

    #[test]
    fn the_work_of_others_is_seen_once_ones_own_is_done() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "(blind: true)");
        let sees = |looker: Option<&str>, whose: &str| Sight::of(&home, looker, &Queues::load(&home)).sees_record(&home, "a.txt", whose);
        record(&home, "ben", "Done");
        assert!(!sees(Some("anna"), "ben") && sees(Some("anna"), "anna") && !sees(None, "ben") && sees(Some("ben"), "anna"));
        record(&home, "anna", "InProgress");
        assert!(!sees(Some("anna"), "ben") && !sees(Some("anna"), "gold"));
        record(&home, "anna", "Done");
        assert!(sees(Some("anna"), "ben") && sees(Some("anna"), "gold"));
        // An editor is known by having nothing to do where others have.
        assert!(!sees(Some("editor"), "ben"));
        enqueue(&home, "anna", &["b.txt".to_owned()]).unwrap();
        assert!(sees(Some("editor"), "ben") && sees(Some("ben"), "anna"));
        enqueue(&home, "editor", &["b.txt".to_owned()]).unwrap();
        assert!(!sees(Some("editor"), "ben"));
    }

    #[test]
    fn a_project_that_is_not_blind_hides_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "()");
        let sight = Sight::of(&home, None, &Queues::default());
        assert!(sight.is_open() && sight.sees_record(&home, "a.txt", "ben") && sight.learns_from().is_none());
    }
}
