//! Annotations of other tools in: read, matched to articles, placed in their texts, and saved as any edit is.
//!
//! ```text
//! path ──Inputs──▶ Format::read ──▶ Arrival ──Shelf──▶ an article ──carry──▶ spans in its text ──changes──▶ record
//! ```

mod carry;
mod changes;
mod inputs;
mod shelf;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::editing::edit_record;
use super::{Home, Saver, disk, write_atomically};
use crate::annotation::{AnnotationSet, Change, LabelId};
use crate::article::{Text, printable};
use crate::exchange::{Arrival, Format};
use carry::{Carriage, carry};
use changes::changes;
use shelf::Shelf;

/// What is to come in, and how.
#[derive(Debug)]
pub struct Import<'a> {
    /// Where to.
    pub home: &'a Arc<Home>,
    /// The format.
    pub format: &'static dyn Format,
    /// What was chosen about it.
    pub chosen: BTreeMap<String, String>,
    /// Whose annotations they become; of nobody: those of whom the format names.
    pub annotator: Option<String>,
    /// Whose they become when nobody is named anywhere.
    pub otherwise: String,
    /// Labels of theirs and what they are here.
    pub labels: BTreeMap<String, String>,
    /// Relations of theirs and what they are here.
    pub relations: BTreeMap<String, String>,
    /// Whether texts of articles that are not there become articles.
    pub add_articles: bool,
    /// Whether nothing is saved.
    pub dry_run: bool,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Articles that something came for.
    pub articles: BTreeSet<String>,
    /// Articles that were added.
    pub added: usize,
    /// Annotations that are new.
    pub annotations: usize,
    /// Relations that are new.
    pub relations: usize,
    /// Annotations and relations that were there already.
    pub known: usize,
    /// Annotations that were found at another place, since the texts differ.
    pub moved: usize,
    /// Annotations whose place in the article's text is not certain: they wait for a person.
    pub waiting: usize,
    /// Labels that the codebook lacks, with how many annotations bear them. They are kept.
    pub unknown_labels: BTreeMap<String, usize>,
    /// What did not come in and why; safe to show.
    pub flaws: Vec<String>,
}

/// What has come for one annotator's work on one article: all of it, that it is one step of undo.
struct Gathered {
    key: String,
    annotator: String,
    arrivals: Vec<Arrival>,
}

impl Import<'_> {
    /// Carries it out. `tell` hears how many files or lines were read, and calls it off with `false`: what was saved by then
    /// stays. An error is one of reading the path.
    pub fn run(&self, path: &Path, tell: &mut dyn FnMut(usize) -> bool) -> io::Result<Imported> {
        let (mut imported, mut shelf, mut saver) = (Imported::default(), Shelf::load(self.home), Saver::default());
        let mut waiting: Option<Gathered> = None;
        let now = Timestamp::now();
        inputs::each(path, self.format, (&self.chosen, now), &mut |count, read| {
            match read {
                Ok(arrivals) => {
                    for arrival in arrivals {
                        self.gather(arrival, &mut shelf, &mut waiting, &mut saver, &mut imported);
                    }
                }
                Err(flaw) => imported.flaws.push(flaw),
            }
            tell(count)
        })?;
        if let Some(last) = waiting {
            self.save(last, &mut saver, &mut imported);
        }
        Ok(imported)
    }

    /// Puts an arrival with those for the same work; those for other work are saved first.
    fn gather(&self, mut arrival: Arrival, shelf: &mut Shelf, waiting: &mut Option<Gathered>, saver: &mut Saver, imported: &mut Imported) {
        imported.flaws.append(&mut arrival.flaws);
        self.rename(&mut arrival, imported);
        let Some(key) = shelf.find(&arrival).or_else(|| self.added(&arrival, shelf, imported)) else {
            let what = arrival.path.as_deref().map_or_else(|| "it".to_owned(), printable);
            imported.flaws.push(format!("{}: {what} is no article of this project", arrival.name));
            return;
        };
        let annotator =
            self.annotator.clone().or_else(|| arrival.annotator.as_deref().and_then(super::annotator_name)).unwrap_or_else(|| self.otherwise.clone());
        match waiting {
            Some(there) if there.key == key && there.annotator == annotator => {
                // However often a text comes, it is held once.
                if let Some(last) = there.arrivals.last().filter(|last| last.text == arrival.text) {
                    arrival.text = last.text.clone();
                }
                there.arrivals.push(arrival);
            }
            _ => {
                let before = waiting.replace(Gathered { key, annotator, arrivals: vec![arrival] });
                if let Some(before) = before {
                    self.save(before, saver, imported);
                }
            }
        }
    }

    fn rename(&self, arrival: &mut Arrival, imported: &mut Imported) {
        for annotation in &mut arrival.annotations {
            if let Some(label) = self.labels.get(annotation.label.as_str()) {
                annotation.label = LabelId::from(label.as_str());
            }
            if self.home.project.codebook.position(&annotation.label).is_none() {
                *imported.unknown_labels.entry(annotation.label.to_string()).or_default() += 1;
            }
        }
        for relation in &mut arrival.relations {
            if let Some(kind) = self.relations.get(&relation.kind) {
                relation.kind.clone_from(kind);
            }
        }
    }

    /// Makes the text an article, if that is wanted and the text is one.
    fn added(&self, arrival: &Arrival, shelf: &mut Shelf, imported: &mut Imported) -> Option<String> {
        if !self.add_articles || arrival.text.is_empty() {
            return None;
        }
        let key = shelf.free_key(self.home, arrival);
        if !self.dry_run
            && let Err(error) = write_atomically(&self.home.root.join(&key), arrival.text.as_str().as_bytes(), super::Privacy::Shared)
        {
            imported.flaws.push(format!("{}: {}: {error}", arrival.name, printable(&key)));
            return None;
        }
        shelf.insert(key.clone(), arrival);
        imported.added += 1;
        Some(key)
    }

    /// What would be changed. An article that would be added is as it came.
    fn tried(&self, annotator: &str, key: &str, fresh: Text, wanted: impl FnOnce(&AnnotationSet, &Text) -> Vec<Change>) -> Result<(), String> {
        let path = self.home.root.join(key);
        let text = match disk::exists(&path) {
            Ok(false) => fresh,
            _ => super::load_article(self.home, &path).map_err(|error| error.to_string())?.article.text().clone(),
        };
        let record = super::read_record_of(self.home, annotator, key, &text)?;
        wanted(&record.map(|(record, _)| record.set).unwrap_or_default(), &text);
        Ok(())
    }

    fn save(&self, gathered: Gathered, saver: &mut Saver, imported: &mut Imported) {
        let Gathered { key, annotator, arrivals } = gathered;
        let name = arrivals.first().map(|arrival| arrival.name.clone()).unwrap_or_default();
        let path = self.home.root.join(&key);
        imported.articles.insert(key.clone());
        let (mut carriage, mut count, mut unkept) = (Carriage::default(), (0, 0, 0), None);
        let fresh = arrivals.first().map(|first| first.text.clone()).unwrap_or_default();
        let wanted = |set: &AnnotationSet, text: &Text| {
            let carried: Vec<Arrival> = arrivals.into_iter().map(|arrival| carry(arrival, text, &mut carriage)).collect();
            let found = changes(&carried, set);
            count = (found.annotations, found.relations, found.known);
            // Without the text that they are in, they would wait in vain.
            let keep = |(sha256, old): (&String, &Text)| super::save::keep_text(&self.home.text_path(sha256), old);
            unkept = if self.dry_run { None } else { carriage.texts.iter().try_for_each(keep).err() };
            if unkept.is_some() { Vec::new() } else { found.changes }
        };
        let saved = if self.dry_run {
            self.tried(&annotator, &key, fresh, wanted)
        } else {
            let title = format!("import from {}", self.format.facts().name);
            edit_record(self.home, &annotator, &path, &title, saver, wanted).map(drop)
        };
        let saved = unkept.map_or(saved, |error| Err(format!("a text could not be kept: {error}")));
        imported.moved += carriage.moved;
        imported.waiting += carriage.waiting;
        if let Err(why) = saved {
            return imported.flaws.push(format!("{name}: {}", printable(&why)));
        }
        imported.annotations += count.0;
        imported.relations += count.1;
        imported.known += count.2;
    }
}

#[cfg(test)]
mod tests;
