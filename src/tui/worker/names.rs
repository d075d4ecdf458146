//! The names and values of a project: read when an article is opened; names are learnt when its record has been saved with
//! others than before, or when somebody else has put others into it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Done, Worker};
use crate::annotation::{Annotation, Change, Codebook, Natural, Value};
use crate::article::Text;
use crate::library::{Entities, Entity, Home, Merged, Queues, SaveJob, Sight, Stamp, ValueMemory, gazetteer};
use crate::tui::model::Names;

/// The attributes that names are learnt from.
const LEARNT_FROM: [&str; 3] = ["entity", "mention", "kind"];

/// What was read before, so that it is read again only when it is another one.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// How the files of names looked when they were read last.
    names: Mutex<Vec<(String, Option<Stamp>)>>,
    values: Mutex<ValueMemory>,
}

/// What an annotator sees of the work of others.
fn sight(home: &Home, annotator: &str) -> Sight {
    if home.project.blind { Sight::of(home, Some(annotator), &Queues::load(home)) } else { Sight::default() }
}

/// What a panic under the lock has left is made again from the disk, bit by bit.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Memory {
    /// Reads all names that may be suggested to an annotator.
    pub(super) fn names(&self, home: &Home, annotator: &str) -> Done {
        // Taken before they are read: what is written in between is news the next time.
        *locked(&self.names) = Entities::stamps(home);
        let sight = sight(home, annotator);
        let whose = sight.learns_from();
        Done::Names(Names { read: true, entities: Arc::new(Entities::load(home, whose)), gazetteer: Arc::new(gazetteer(home, whose).0) })
    }

    /// Learns names; all that is known now, when anybody has learnt something since they were read. A file of names that
    /// cannot be written is no loss of work: its names are learnt the next time.
    pub(super) fn learn(&self, home: &Home, annotator: &str, names: &[Entity]) -> Option<Done> {
        let _ = Entities::learn(home, annotator, names);
        let news = *locked(&self.names) != Entities::stamps(home);
        news.then(|| self.names(home, annotator))
    }

    /// The values in use, but for those of the record that is open: they are on the screen, and newer there. Where the
    /// annotations of others are hidden, only those of the annotator.
    pub(super) fn values(&self, home: &Home, annotator: &str, open: &Path, answer: impl FnOnce(Done)) {
        let sight = sight(home, annotator);
        let mut memory = locked(&self.values);
        // Under the lock: of two answers, the later one is the newer one.
        answer(Done::Values(Arc::new(memory.gather(home, sight.learns_from(), Some(open)))));
    }
}

impl<F: Fn(Done) + Clone + Send + 'static> Worker<F> {
    /// Reads names and values for a record that has been opened.
    pub(super) fn read_names(&self, home: &Arc<Home>, annotator: String, record: PathBuf) {
        let (memory, known, whose) = (self.memory.clone(), home.clone(), annotator.clone());
        self.aside(move || memory.names(&known, &whose));
        self.read_values(home.clone(), annotator, record);
    }

    pub(super) fn read_values(&self, home: Arc<Home>, annotator: String, record: PathBuf) {
        let memory = self.memory.clone();
        self.aside_many(move |answer| memory.values(&home, &annotator, &record, answer));
    }

    /// Learns the names of a record that has been saved, if it may hold new ones; the values of one that is no longer open
    /// are counted.
    pub(super) fn learn_saved(&self, job: SaveJob, learns: bool) {
        if let Some(current) = self.current.as_ref().filter(|current| current.record != job.path()) {
            self.read_values(current.home.clone(), current.annotator.clone(), current.record.clone());
        }
        if learns {
            let memory = self.memory.clone();
            self.aside_many(move |answer| {
                let codebook = &job.home.project.codebook;
                let names: Vec<Entity> = job.record.set.annotations().iter().filter_map(|annotation| entity(codebook, annotation, &job.text)).collect();
                memory.learn(&job.home, &job.record.annotator, &names).into_iter().for_each(answer);
            });
        }
    }

    /// Learns the names that somebody else has put into the open record: whoever wrote them may not have learnt them yet.
    pub(super) fn learn_merged(&self, record: &Path, merged: &Merged) {
        let Some(current) = self.current.as_ref().filter(|current| current.record == record && current.text.sha256() == merged.text) else { return };
        if !concern_names(&current.home.project.codebook, &merged.changes) {
            return;
        }
        let codebook = &current.home.project.codebook;
        let after = merged.changes.iter().filter_map(|change| if let Change::Annotation { after: Some(after), .. } = change { Some(after) } else { None });
        let names: Vec<Entity> = after.filter_map(|annotation| entity(codebook, annotation, &current.text)).collect();
        let (memory, home, annotator) = (self.memory.clone(), current.home.clone(), current.annotator.clone());
        self.aside_many(move |answer| memory.learn(&home, &annotator, &names).into_iter().for_each(answer));
    }
}

/// Whether a record may name somebody else after these changes.
pub(super) fn concern_names(codebook: &Codebook, changes: &[Change]) -> bool {
    changes.iter().any(|change| {
        let Change::Annotation { before, after: Some(after) } = change else { return false };
        let same = |before: &Annotation| {
            let values = LEARNT_FROM.iter().all(|id| before.attributes.get(*id) == after.attributes.get(*id));
            before.label == after.label && before.spans == after.spans && values
        };
        is_named(codebook, after) && !before.as_deref().is_some_and(same)
    })
}

fn is_named(codebook: &Codebook, annotation: &Annotation) -> bool {
    codebook.label(&annotation.label).is_some_and(|label| label.natural == Natural::Name)
}

/// Whom an annotation names: its entity, else the name that it is.
fn entity(codebook: &Codebook, annotation: &Annotation, text: &Text) -> Option<Entity> {
    if !is_named(codebook, annotation) {
        return None;
    }
    let value = |id: &str| if let Some(Value::Text(text)) = annotation.attributes.get(id) { Some(text.trim()) } else { None };
    let text = annotation.quoted_head(text, 400);
    let name = value("entity").filter(|name| !name.is_empty());
    let is_name = text.starts_with(char::is_uppercase) && matches!(value("mention"), None | Some("name" | "metonym"));
    let name = name.map(str::to_owned).or_else(|| is_name.then(|| text.clone()))?;
    let form = if value("mention") == Some("pronoun") { name.clone() } else { text };
    Some(Entity::new(&name, annotation.label.clone(), value("kind").unwrap_or_default(), &form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Origin;
    use crate::article::Span;
    use crate::library::Folders;

    fn annotation(label: &str, end: u32, attributes: &[(&str, &str)]) -> Annotation {
        let mut annotation = Annotation::new("1".into(), label.into(), vec![Span { start: 0, end }], Origin::Human, jiff::Timestamp::UNIX_EPOCH);
        annotation.attributes = attributes.iter().map(|(id, value)| ((*id).to_owned(), Value::Text((*value).to_owned()))).collect();
        annotation
    }

    #[test]
    fn only_what_names_somebody_else_is_learnt_from() {
        let codebook = Codebook::default();
        let concern = |change: Change| concern_names(&codebook, &[change]);
        let actor = Arc::new(annotation("actor", 4, &[]));
        assert!(concern(Change::add(annotation("actor", 4, &[]))));
        assert!(!concern(Change::add(annotation("quote", 4, &[]))) && !concern(Change::remove(&actor)));
        assert!(concern(Change::replace(&actor, annotation("actor", 5, &[]))));
        assert!(concern(Change::replace(&actor, annotation("actor", 4, &[("entity", "Ilse Brandt")]))));
        assert!(!concern(Change::replace(&actor, annotation("actor", 4, &[("role", "spokesman")]))));
        assert!(!concern(Change::replace(&actor, Annotation { note: "sure".into(), ..annotation("actor", 4, &[]) })));
        assert!(concern(Change::replace(&Arc::new(annotation("quote", 4, &[])), annotation("actor", 4, &[]))), "a new label");
    }

    #[test]
    fn names_are_read_again_only_when_somebody_has_learnt_one() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        let (own, other) = (Memory::default(), Memory::default());
        let name = |name: &str| vec![Entity::new(name, "actor".into(), "", name)];
        own.names(&home, "anna");
        assert!(own.learn(&home, "anna", &name("Norland")).is_some());
        assert!(own.learn(&home, "anna", &name("Norland")).is_none());
        // Another window has learnt it first: nothing is to be written here, but it is news.
        other.learn(&home, "anna", &name("Ilse Brandt"));
        let Some(Done::Names(names)) = own.learn(&home, "anna", &name("Ilse Brandt")) else { panic!() };
        assert_eq!(names.entities.all().len(), 2);
    }

    #[test]
    fn where_the_work_of_others_is_hidden_their_names_are_not_proposed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "(blind: true)").unwrap();
        let home = Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap();
        let memory = Memory::default();
        let name = |name: &str| vec![Entity::new(name, "actor".into(), "", name)];
        memory.learn(&home, "ben", &name("Ilse Brandt"));
        let Some(Done::Names(names)) = memory.learn(&home, "anna", &name("Norland")) else { panic!() };
        assert_eq!(names.entities.all().iter().map(|entity| entity.name.as_str()).collect::<Vec<_>>(), ["Norland"]);
        let article = crate::article::Article::new(Text::new("Ilse Brandt left Norland.\n"));
        assert_eq!(names.gazetteer.matches(&article, article.text().span()).len(), 1);
    }
}
