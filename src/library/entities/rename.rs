//! Giving an entity another name, in the records of one annotator and in that annotator's file of names: first what it comes
//! to, then the change.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::super::editing::edit_record;
use super::super::every_record;
use super::super::open::article_path;
use super::super::{Home, Saver};
use super::mention::{ENTITY, Mention, name_of};
use super::{Entities, Entity, file};
use crate::annotation::{Annotation, AnnotationSet, Change, Codebook, Value};
use crate::article::{Text, printable};

/// Learns how much of a long work is done, of how much; and says whether it goes on.
pub type Onward<'a> = &'a mut dyn FnMut(usize, usize) -> bool;

/// What another name for an entity comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenamePlan {
    /// Whose records are meant.
    pub annotator: String,
    /// The name that is to go.
    pub old: String,
    /// The annotations that stand for it, by article: those that say so, and those that are its name and say nothing else.
    pub mentions: Vec<Mention>,
    /// Whether it is in the annotator's file of names.
    pub names: bool,
    /// What could not be read; safe to show.
    pub unread: Vec<String>,
}

/// What became of a new name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// How many annotations have it now.
    pub annotations: usize,
    /// Whether the annotator's file of names has it now.
    pub names: bool,
    /// What could not be changed, and why; safe to show.
    pub failed: Vec<String>,
    /// Whether it was called off before the end.
    pub stopped: bool,
}

impl RenamePlan {
    /// Looks through the records of an annotator, but for that of the article `except`, which somebody has open. Nothing when
    /// `onward` calls it off. Changes nothing.
    pub fn look(home: &Home, annotator: &str, old: &str, except: Option<&str>, onward: Onward<'_>) -> Option<Self> {
        let mut plan = Self { annotator: annotator.to_owned(), old: old.to_owned(), ..Self::default() };
        let records = every_record(home, Some(annotator));
        let all = records.len();
        let text = Text::default();
        for (done, one) in records.enumerate() {
            if !onward(done, all) {
                return None;
            }
            if except == Some(one.key.as_str()) {
                continue;
            }
            match one.record {
                Ok(record) => {
                    let named = named(&record.set, &text, &home.project.codebook, old);
                    plan.mentions.extend(named.map(|annotation| Mention::new(annotator, &one.key, annotation, old, &text)));
                }
                Err(why) => plan.unread.push(why),
            }
        }
        match Entities::of_annotator(home, annotator) {
            Ok(names) => plan.names = names.iter().any(|entity| entity.name == old),
            Err(error) => plan.unread.push(error.to_string()),
        }
        Some(plan)
    }

    /// Whether there is nothing to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty() && !self.names
    }

    /// The mentions of each article, by its key.
    #[must_use]
    pub fn by_article(&self) -> BTreeMap<&str, Vec<&Mention>> {
        let mut articles: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
        for mention in &self.mentions {
            articles.entry(&mention.key).or_default().push(mention);
        }
        articles
    }
}

/// Gives the entity of a plan another name, each record saved as any edit is; nothing else of it changes. What others annotated
/// and other names are left alone. When `onward` calls it off, what was changed by then stays, and the file of names is as it was.
pub fn rename(home: &Arc<Home>, plan: &RenamePlan, new: &str, onward: Onward<'_>) -> Renamed {
    let mut renamed = Renamed::default();
    let mut saver = Saver::default();
    let articles = plan.by_article();
    for (done, key) in articles.keys().enumerate() {
        if !onward(done, articles.len()) {
            renamed.stopped = true;
            return renamed;
        }
        let path = article_path(home, key);
        let wanted = |set: &AnnotationSet, text: &Text| renaming(set, text, &home.project.codebook, (&plan.old, new), Timestamp::now());
        match edit_record(home, &plan.annotator, &path, "entity renamed", &mut saver, wanted) {
            Ok(count) => renamed.annotations += count,
            Err(why) => renamed.failed.push(format!("{}: {why}", printable(key))),
        }
    }
    match Entities::rename(home, &plan.annotator, &plan.old, new) {
        Ok(done) => renamed.names = done,
        Err(error) => renamed.failed.push(error.to_string()),
    }
    renamed
}

/// The annotations of a set that stand for a name.
fn named<'a>(set: &'a AnnotationSet, text: &'a Text, codebook: &'a Codebook, name: &'a str) -> impl Iterator<Item = &'a Arc<Annotation>> {
    set.all().iter().filter(move |annotation| name_of(codebook, annotation, text).is_some_and(|own| own == name))
}

/// The changes that give an entity of a record another name.
#[must_use]
pub fn renaming(set: &AnnotationSet, text: &Text, codebook: &Codebook, (old, new): (&str, &str), now: Timestamp) -> Vec<Change> {
    let changed = named(set, text, codebook, old).map(|annotation| {
        let mut after = (**annotation).clone();
        after.attributes.insert(ENTITY.to_owned(), Value::Text(new.to_owned()));
        after.modified = now;
        Change::replace(annotation, after)
    });
    changed.collect()
}

impl Entities {
    /// Gives the entities of that name another one in the file of an annotator; one that has the other name already takes
    /// in their forms. Whether there was any.
    pub fn rename(home: &Home, annotator: &str, old: &str, new: &str) -> std::io::Result<bool> {
        file::change(home, annotator, |entities| {
            let (moved, kept): (Vec<Entity>, Vec<Entity>) = std::mem::take(&mut entities.all).into_iter().partition(|entity| entity.name == old);
            entities.all = kept;
            for entity in &moved {
                entities.add(&Entity { name: new.to_owned(), ..entity.clone() });
            }
            !moved.is_empty() && old != new
        })
    }
}
