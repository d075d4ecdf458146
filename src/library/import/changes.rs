//! What has come, as changes of a record: what is there already is left as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::annotation::{Annotation, AnnotationSet, Change, Id, Relation, WorkState};
use crate::exchange::Arrival;

/// The changes, and what they are.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) changes: Vec<Change>,
    /// Annotations that are new.
    pub(super) annotations: usize,
    /// Relations that are new.
    pub(super) relations: usize,
    /// What was there already, or was and has been deleted since.
    pub(super) known: usize,
}

/// What the arrivals change in a record.
pub(super) fn changes(arrivals: &[Arrival], set: &AnnotationSet) -> Found {
    let mut found = Found::default();
    let mut taken: BTreeSet<Id> = set.all().iter().map(|annotation| annotation.id.clone()).collect();
    taken.extend(set.relations().iter().map(|relation| relation.id.clone()));
    let gone: BTreeSet<&Id> = set.deleted().iter().map(|tombstone| &tombstone.id).collect();
    let mut new: Vec<Annotation> = Vec::new();
    for arrival in arrivals {
        let mut ids: BTreeMap<&Id, Id> = BTreeMap::new();
        for annotation in &arrival.annotations {
            if let Some(there) = known(annotation, set, &new) {
                ids.insert(&annotation.id, there);
                found.known += 1;
            } else if gone.contains(&annotation.id) {
                found.known += 1;
            } else {
                let id = free(&annotation.id, &mut taken);
                ids.insert(&annotation.id, id.clone());
                new.push(Annotation { id, ..annotation.clone() });
            }
        }
        for relation in &arrival.relations {
            let (Some(from), Some(to)) = (ids.get(&relation.from), ids.get(&relation.to)) else { continue };
            let same = |other: &Relation| other.kind == relation.kind && other.from == *from && other.to == *to;
            let added = found.changes.iter().any(|change| matches!(change, Change::Relation { after: Some(after), .. } if same(after)));
            if added || set.relations().iter().any(|other| same(other)) || gone.contains(&relation.id) {
                found.known += 1;
                continue;
            }
            let relation = Relation { id: free(&relation.id, &mut taken), from: from.clone(), to: to.clone(), ..relation.clone() };
            found.changes.push(Change::Relation { before: None, after: Some(Arc::new(relation)) });
            found.relations += 1;
        }
        if set.is_untouched() && arrival.state == Some(WorkState::Done) && !found.changes.iter().any(|change| matches!(change, Change::State { .. })) {
            found.changes.push(Change::State { before: set.state(), after: WorkState::Done });
        }
    }
    found.annotations = new.len();
    // Annotations come before the relations that lead to them.
    let annotations = new.into_iter().map(Change::add);
    found.changes = annotations.chain(std::mem::take(&mut found.changes)).collect();
    found
}

/// The id of the annotation that is the same: label and place count.
fn known(annotation: &Annotation, set: &AnnotationSet, new: &[Annotation]) -> Option<Id> {
    let same = |other: &Annotation| other.label == annotation.label && other.spans == annotation.spans && other.unanchored == annotation.unanchored;
    if annotation.unanchored.is_some() {
        return set.unanchored().iter().find(|other| same(other)).map(|other| other.id.clone());
    }
    // Two of one label on one span that came together are two, as they were where they came from.
    if let Some(other) = set.get(&annotation.id).filter(|other| same(other)) {
        return Some(other.id.clone());
    }
    let there = set.same(&annotation.label, &annotation.spans)?;
    (!new.iter().any(|other| other.id == there.id)).then(|| there.id.clone())
}

/// The id, or one like it when it is taken.
fn free(id: &Id, taken: &mut BTreeSet<Id>) -> Id {
    let mut candidate = id.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = Id::from(format!("{id}-{number}").as_str());
        number += 1;
    }
    candidate
}
