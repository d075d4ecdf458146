//! Giving an entity another name, in the records of one annotator and in that annotator's file of names.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::super::editing::edit_record;
use super::super::open::article_path;
use super::super::{Home, Saver};
use super::mention::{ENTITY, Mention, entity_of};
use super::{Entities, Entity, file};
use crate::annotation::{AnnotationSet, Change, Value};
use crate::article::printable;

/// What became of a new name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// How many annotations have it now.
    pub annotations: usize,
    /// Whether the annotator's file of names has it now.
    pub names: bool,
    /// What could not be changed, and why; safe to show.
    pub failed: Vec<String>,
}

/// Gives the entity of these mentions another name, each record saved as any edit is; nothing else of it changes. Mentions of
/// other annotators and of other names are left alone.
pub fn rename(home: &Arc<Home>, annotator: &str, mentions: &[Mention], old: &str, new: &str) -> Renamed {
    let mut renamed = Renamed::default();
    let mut saver = Saver::default();
    let keys: BTreeSet<&str> =
        mentions.iter().filter(|mention| mention.annotator == annotator && mention.entity == old).map(|mention| mention.key.as_str()).collect();
    for key in keys {
        let path = article_path(home, key);
        match edit_record(home, annotator, &path, "entity renamed", &mut saver, |set, _| changes(set, old, new)) {
            Ok(count) => renamed.annotations += count,
            Err(why) => renamed.failed.push(format!("{}: {why}", printable(key))),
        }
    }
    match Entities::rename(home, annotator, old, new) {
        Ok(done) => renamed.names = done,
        Err(error) => renamed.failed.push(error.to_string()),
    }
    renamed
}

fn changes(set: &AnnotationSet, old: &str, new: &str) -> Vec<Change> {
    let now = Timestamp::now();
    let concerned = set.all().iter().filter(|annotation| entity_of(annotation) == Some(old));
    let changed = concerned.map(|annotation| {
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
