//! The changes of gold that a ruling makes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::outcome::Made;
use crate::annotation::{Annotation, AnnotationSet, Change, Id, Origin, Relation};
use crate::review::cases::Case;

/// The changes of a gold set, as far as they are known.
pub(super) struct Sketch<'a> {
    gold: &'a AnnotationSet,
    by_id: HashMap<&'a Id, &'a Arc<Annotation>>,
    changes: Vec<Change>,
    /// What goes, and what comes in its place.
    gone: HashMap<Id, Option<Id>>,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(gold: &'a AnnotationSet) -> Self {
        let by_id = gold.all().iter().map(|annotation| (&annotation.id, annotation)).collect();
        Self { gold, by_id, changes: Vec::new(), gone: HashMap::new() }
    }

    /// Puts what is made of a case now in the place of what was made of it before, and of hand-made annotations that say
    /// exactly the same.
    pub(super) fn annotations(&mut self, case: &Case, old: &[Made], new: &[Made]) {
        let ours = case.gold.iter().filter(|annotation| case.is_source_of(annotation)).map(|annotation| &annotation.id);
        let mut leaving: Vec<&Arc<Annotation>> = Vec::new();
        let twins = new.iter().filter_map(|made| self.gold.same(&made.annotation.label, &made.annotation.spans));
        let by_hand = twins.filter(|twin| !matches!(twin.origin, Origin::Adjudicated { .. })).map(|annotation| &annotation.id);
        for id in old.iter().map(|made| &made.annotation.id).chain(ours).chain(by_hand) {
            let stays = new.iter().any(|made| made.annotation.id == *id) || leaving.iter().any(|annotation| annotation.id == *id);
            if let (false, Some(annotation)) = (stays || self.gone.contains_key(id), self.by_id.get(id)) {
                leaving.push(annotation);
            }
        }
        for annotation in leaving {
            let same = |made: &&Made| made.annotation.label == annotation.label && made.annotation.extent().overlaps(annotation.extent());
            let heir = new.iter().find(same).map(|made| made.annotation.id.clone());
            self.changes.push(Change::remove(annotation));
            self.gone.insert(annotation.id.clone(), heir);
        }
        for made in new {
            match self.by_id.get(&made.annotation.id) {
                Some(there) => {
                    // What a reviewer wrote beside it is no part of the decision, and stays.
                    let (note, doubtful, ext) = (there.note.clone(), there.doubtful, there.ext.clone());
                    let now = Annotation { note, doubtful, ext, ..made.annotation.clone() };
                    if now != *there.as_ref() {
                        self.changes.push(Change::replace(there, now));
                    }
                }
                None => self.changes.push(Change::add(made.annotation.clone())),
            }
        }
    }

    /// All changes: with the relations that follow from decisions, and those that lose an end.
    pub(super) fn finish(mut self, before: Vec<Relation>, after: Vec<Relation>) -> Vec<Change> {
        let after: BTreeMap<Id, Relation> = after.into_iter().map(|relation| (relation.id.clone(), relation)).collect();
        let before: BTreeMap<Id, Relation> = before.into_iter().map(|relation| (relation.id.clone(), relation)).collect();
        let mut relations: Vec<Change> = Vec::new();
        for there in self.gold.relations() {
            let own = before.contains_key(&there.id);
            let loose = self.gone.contains_key(&there.from) || self.gone.contains_key(&there.to);
            let drawn = after.values().any(|relation| (&relation.kind, &relation.from, &relation.to) == (&there.kind, &there.from, &there.to));
            let next = match after.get(&there.id) {
                Some(relation) => Some(relation.clone()),
                // What was drawn by hand and says the same as a decision is not there twice.
                None if own || drawn => None,
                None if loose => self.moved(there),
                None => continue,
            };
            if next.as_ref() != Some(there.as_ref()) {
                relations.push(Change::Relation { before: Some(there.clone()), after: next.map(Arc::new) });
            }
        }
        let known: BTreeSet<&Id> = self.gold.relations().iter().map(|relation| &relation.id).collect();
        let new = after.into_values().filter(|relation| !known.contains(&relation.id));
        relations.extend(new.map(|relation| Change::Relation { before: None, after: Some(Arc::new(relation)) }));
        self.changes.extend(relations);
        self.changes
    }

    /// A hand-made relation whose ends have gone, between what came in their place; decided ones follow from decisions.
    fn moved(&self, relation: &Relation) -> Option<Relation> {
        let end = |id: &Id| self.gone.get(id).map_or_else(|| Some(id.clone()), Option::clone);
        if matches!(relation.origin, Origin::Adjudicated { .. }) {
            return None;
        }
        Some(Relation { from: end(&relation.from)?, to: end(&relation.to)?, ..relation.clone() })
    }
}
