//! The project's names: whom annotations stand for, and by which words. One small file an annotator, so that two people who
//! learn two names never change one file: `annotations/.entities/anna.ron`.
//!
//! ```text
//! anna.ron, ben.ron ──load──▶ Entities ──▶ completion, gazetteer, names that may be one
//!     ▲ learn (own file only, under a lock)
//! ```

mod file;
mod mention;
mod near;
mod rename;

use std::collections::HashMap;
use std::io;

use super::{Home, Stamp};
use crate::annotation::LabelId;
use crate::article::{bare_form, folded_form};
use crate::suggest::KnownName;

pub use mention::{Mention, mentions, name_of};
pub use near::ProposedMerge;
pub use rename::{Onward, RenamePlan, Renamed, rename, renaming};

/// Code points of a form at most: longer ones are no names.
const LONGEST: usize = 200;

/// Letters up to which capitals tell two forms apart.
const SHORT: usize = 4;

/// Words that stand for somebody only where they stand.
const PRONOUNS: [&str; 30] = [
    "he", "she", "it", "they", "we", "i", "you", "him", "her", "them", "us", "me", "his", "hers", "its", "their", "theirs", "our", "ours", "my", "mine",
    "your", "yours", "who", "whom", "whose", "one", "both", "himself", "herself",
];

/// Where names come from that annotators have given.
const SOURCE: &str = "names";

/// Somebody or something that annotations stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The canonical name.
    pub name: String,
    /// The label of its annotations.
    pub label: LabelId,
    /// What sort it is: the value of an attribute, or empty.
    pub kind: String,
    /// The words it was tagged by, sorted, without a possessive.
    pub forms: Vec<String>,
}

/// All names of a home, by name and label.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    all: Vec<Entity>,
    /// Entities by number, by their forms in lower case.
    by_form: HashMap<String, Vec<usize>>,
    /// What could not be read; safe to show.
    notices: Vec<String>,
}

impl Entity {
    /// One that is called by its name and by `form`.
    #[must_use]
    pub fn new(name: &str, label: LabelId, kind: &str, form: &str) -> Self {
        Self { name: name.to_owned(), label, kind: kind.to_owned(), forms: vec![form.to_owned()] }
    }

    /// Its name, then its other forms.
    fn called(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.forms.iter().map(String::as_str))
    }

    /// Takes in what another one of its name knows; whether anything was new.
    fn take_in(&mut self, other: &Self) -> bool {
        let mut new = self.kind.is_empty() && !other.kind.is_empty();
        if new {
            self.kind.clone_from(&other.kind);
        }
        for form in other.forms.iter().map(|form| bare_form(form)).filter(|form| is_form(form)) {
            let folded = folded_form(&form);
            if !self.forms.iter().any(|known| folded_form(known) == folded) {
                let at = self.forms.partition_point(|known| *known < form);
                self.forms.insert(at, form);
                new = true;
            }
        }
        new
    }
}

fn is_form(form: &str) -> bool {
    !form.is_empty() && form.chars().count() <= LONGEST && !PRONOUNS.contains(&form.to_lowercase().as_str())
}

impl Entities {
    /// Reads the names of an annotator, or of all. A file that cannot be understood is left out, and said so.
    #[must_use]
    pub fn load(home: &Home, whose: Option<&str>) -> Self {
        let mut entities = Self::default();
        for name in file::annotators(home).into_iter().filter(|name| whose.is_none_or(|whose| whose == name)) {
            match file::read(home, &name) {
                Ok(all) => entities.extend(&all),
                Err(error) => entities.notices.push(error.to_string()),
            }
        }
        entities.by_form = index(&entities.all);
        entities
    }

    /// How the files of names look from outside, by annotator: while that stays, loading them again gives the same.
    #[must_use]
    pub fn stamps(home: &Home) -> Vec<(String, Option<Stamp>)> {
        file::stamps(home)
    }

    /// The names in the file of one annotator.
    pub fn of_annotator(home: &Home, annotator: &str) -> io::Result<Vec<Entity>> {
        file::read(home, annotator)
    }

    /// Adds names and forms to the file of an annotator. Whether anything was new: otherwise nothing is written. A file that
    /// cannot be understood is left as it is.
    pub fn learn(home: &Home, annotator: &str, additions: &[Entity]) -> io::Result<bool> {
        file::change(home, annotator, |entities| additions.iter().filter(|entity| entities.add(entity)).count() > 0)
    }

    /// Takes in a name with its forms; whether anything was new.
    pub fn add(&mut self, entity: &Entity) -> bool {
        let name = entity.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > LONGEST {
            return false;
        }
        let key = |entity: &Entity| (entity.name.clone(), entity.label.clone());
        let wanted = (name.clone(), entity.label.clone());
        let found = self.all.binary_search_by(|known| key(known).cmp(&wanted));
        let new = match found {
            Ok(at) => self.all.get_mut(at).is_some_and(|known| known.take_in(entity)),
            Err(at) => {
                let mut fresh = Entity { name, label: entity.label.clone(), kind: String::new(), forms: Vec::new() };
                fresh.take_in(entity);
                self.all.insert(at, fresh);
                true
            }
        };
        if new {
            self.by_form.clear();
        }
        new
    }

    /// Takes in names with their forms.
    pub fn extend(&mut self, entities: &[Entity]) {
        for entity in entities {
            self.add(entity);
        }
    }

    /// All of them, by name and label.
    #[must_use]
    pub fn all(&self) -> &[Entity] {
        &self.all
    }

    /// What could not be read; safe to show.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Who is called by these words: as written, or else, when they are no short ones, with other capitals.
    #[must_use]
    pub fn by_form(&self, text: &str) -> Vec<&Entity> {
        let folded = folded_form(text);
        let own = if self.by_form.is_empty() { index(&self.all) } else { HashMap::new() };
        let index = if self.by_form.is_empty() { &own } else { &self.by_form };
        let near: Vec<&Entity> = index.get(&folded.to_lowercase()).into_iter().flatten().filter_map(|at| self.all.get(*at)).collect();
        let exact: Vec<&Entity> = near.iter().copied().filter(|entity| entity.called().any(|form| folded_form(form) == folded)).collect();
        if exact.is_empty() && folded.chars().count() > SHORT { near } else { exact }
    }

    /// The names that a beginning may become, the likeliest first: names that begin with it, then names with a word that
    /// does (`Bra` gives `Ilse Brandt`), then those with another form that does.
    #[must_use]
    pub fn complete(&self, beginning: &str, label: Option<&LabelId>) -> Vec<&Entity> {
        let beginning = folded_form(beginning).to_lowercase();
        let begins = |text: &str| text.starts_with(&beginning);
        let rank = |entity: &Entity| {
            let name = folded_form(&entity.name).to_lowercase();
            let later = |text: &str| text.match_indices(' ').any(|(at, _)| text.get(at + 1..).is_some_and(begins));
            if begins(&name) {
                Some(0)
            } else if later(&name) {
                Some(1)
            } else {
                entity.forms.iter().any(|form| begins(&folded_form(form).to_lowercase())).then_some(2)
            }
        };
        let fitting = self.all.iter().filter(|entity| label.is_none_or(|label| entity.label == *label));
        let mut found: Vec<(i32, &Entity)> = fitting.filter_map(|entity| rank(entity).map(|rank| (rank, entity))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, entity)| entity).collect()
    }

    /// Pairs of names that may be one, with the reason; the one with fewer mentions is to become the other.
    #[must_use]
    pub fn proposed_merges(&self, mentions: impl Fn(&Entity) -> usize) -> Vec<ProposedMerge> {
        near::proposed(&self.all, mentions)
    }

    /// The names as a gazetteer takes them.
    #[must_use]
    pub fn known_names(&self) -> Vec<KnownName> {
        let mut names = Vec::new();
        for entity in &self.all {
            let mut forms: Vec<&str> = entity.called().collect();
            forms.dedup();
            names.extend(forms.into_iter().map(|form| KnownName::new(form, &entity.name, entity.label.clone(), SOURCE)));
        }
        names
    }
}

fn index(all: &[Entity]) -> HashMap<String, Vec<usize>> {
    let mut index: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entity) in all.iter().enumerate() {
        for form in entity.called() {
            let known = index.entry(folded_form(form).to_lowercase()).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
    }
    index
}

#[cfg(test)]
mod tests;
