//! Another name for an entity: what it comes to in the records that are not open, and the change of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Done, Worker};
use crate::library::{Home, RenamePlan, rename};
use crate::tui::renaming::{RenameNews, RenameOver};

/// Between two words about how far it is.
const PACE: Duration = Duration::from_millis(100);

/// Looks what would change, but for the article that is open; nothing is answered once it was called off.
pub(super) fn plan(home: &Home, annotator: &str, (old, open): (&str, &str), stop: &Arc<AtomicBool>, answer: &impl Fn(Done)) {
    let tell = |news: RenameNews| answer(Done::Renaming(stop.clone(), news));
    let mut told = Instant::now();
    let plan = RenamePlan::look(home, annotator, old, Some(open), &mut |done, all| {
        if told.elapsed() >= PACE {
            told = Instant::now();
            tell(RenameNews::Looked(done, all));
        }
        !stop.load(Ordering::Relaxed)
    });
    if let Some(plan) = plan {
        tell(RenameNews::Planned(Box::new(plan)));
    }
}

/// Carries a plan out until it is called off; how it ended is always told.
fn carry_out(home: &Arc<Home>, plan: &RenamePlan, new: String, stop: &Arc<AtomicBool>, answer: &impl Fn(Done)) {
    let tell = |news: RenameNews| answer(Done::Renaming(stop.clone(), news));
    let mut told = Instant::now();
    let renamed = rename(home, plan, &new, &mut |done, all| {
        if told.elapsed() >= PACE {
            told = Instant::now();
            tell(RenameNews::Changed(done, all));
        }
        !stop.load(Ordering::Relaxed)
    });
    tell(RenameNews::Over(RenameOver { old: plan.old.clone(), new, articles: plan.by_article().len(), renamed }));
}

impl<F: Fn(Done) + Clone + Send + 'static> Worker<F> {
    /// Gives an entity another name; then names and values are read again.
    pub(super) fn rename(&self, home: Arc<Home>, plan: Arc<RenamePlan>, new: String, stop: Arc<AtomicBool>) {
        let (memory, open) = (self.memory.clone(), self.current.as_ref().map(|current| current.record.clone()));
        self.aside_many(move |answer| {
            carry_out(&home, &plan, new, &stop, answer);
            answer(memory.names(&home, &plan.annotator));
            if let Some(open) = open {
                memory.values(&home, &plan.annotator, &open, answer);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::library::{Folders, mentions};

    #[test]
    fn what_is_planned_is_carried_out_and_what_fails_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        let home = Arc::new(Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap());
        for key in ["a.txt", "b.txt", "c.txt"] {
            std::fs::write(dir.path().join(key), "Brandt left.\n").unwrap();
            let path = home.record_path("anna", key);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let hash = crate::article::sha256(b"Brandt left.\n");
            let item = "(id: \"1\", label: \"actor\", spans: [(start: 0, end: 6, text: \"Brandt\")], attributes: {\"entity\": \"Ilse Brand\"}, created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")";
            let record = format!(
                "(schema: 1, article: (path: \"{key}\", title: \"x\", sha256: \"{hash}\", chars: 13), annotator: \"anna\", state: Done, annotations: [\n{item},\n])"
            );
            std::fs::write(path, record).unwrap();
        }
        let (stop, told) = (Arc::<AtomicBool>::default(), RefCell::new(Vec::new()));
        let answer = |done: Done| {
            // How far it is is told only when it takes long.
            match done {
                Done::Renaming(_, RenameNews::Looked(..) | RenameNews::Changed(..)) => {}
                Done::Renaming(_, news) => told.borrow_mut().push(news),
                _ => {}
            }
        };
        plan(&home, "anna", ("Ilse Brand", "b.txt"), &stop, &answer);
        let Some(RenameNews::Planned(plan)) = told.borrow_mut().pop() else { panic!() };
        assert_eq!(plan.by_article().keys().copied().collect::<Vec<_>>(), ["a.txt", "c.txt"], "the open one is left to the screen");
        std::fs::remove_file(dir.path().join("c.txt")).unwrap();
        carry_out(&home, &plan, "Ilse Brandt".into(), &stop, &answer);
        let Some(RenameNews::Over(over)) = told.borrow_mut().pop() else { panic!() };
        assert_eq!((over.renamed.annotations, over.renamed.failed.len(), over.articles), (1, 1, 2));
        assert_eq!(mentions(&home, None).0.iter().map(|one| one.entity.as_str()).collect::<Vec<_>>(), ["Ilse Brandt", "Ilse Brand", "Ilse Brand"]);
        stop.store(true, Ordering::Relaxed);
        super::plan(&home, "anna", ("Ilse Brand", ""), &stop, &answer);
        assert!(told.borrow().is_empty(), "called off");
    }
}
