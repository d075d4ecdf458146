//! The relations of gold that follow from decisions: a relation follows when both its ends are in gold.

use std::collections::{BTreeMap, HashMap};

use super::Decision;
use super::outcome::{Made, Thread, derived_id};
use crate::annotation::{Id, Origin, Relation, RelationKind};
use crate::review::cases::{Case, Fingerprint};

/// All cases with what was decided about them.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) cases: &'a [Case],
    /// The numbers of the cases.
    pub(super) numbers: &'a HashMap<Fingerprint, usize>,
    /// What was made of each case; empty where nothing was decided.
    pub(super) made: &'a [Vec<Made>],
    /// The decision on each case, if any.
    pub(super) decisions: &'a [Option<Decision>],
    pub(super) kinds: &'a [RelationKind],
}

impl Ground<'_> {
    /// The relations that begin at what was made of a case.
    pub(super) fn relations(&self, case: usize) -> Vec<Relation> {
        let mut all: Vec<Relation> = Vec::new();
        for (start, made) in self.made.get(case).map(Vec::as_slice).unwrap_or_default().iter().enumerate() {
            let mut single: Vec<String> = Vec::new();
            // What the reviewer has drawn has the first word.
            for relation in self.drawn(case, start, made).chain(made.threads.iter().filter_map(|thread| self.relation(case, made, thread))) {
                let taken = single.contains(&relation.kind) || all.iter().any(|other| other.id == relation.id);
                if self.kind(&relation.kind).is_some_and(|kind| kind.single) {
                    single.push(relation.kind.clone());
                }
                if !taken {
                    all.push(relation);
                }
            }
        }
        all
    }

    fn kind(&self, id: &str) -> Option<&RelationKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// The relations drawn by hand that begin at what was made in a place.
    fn drawn(&self, case: usize, start: usize, from: &Made) -> impl Iterator<Item = Relation> {
        let all = self.decision(case).into_iter().flat_map(|decision| &decision.drawn).filter(move |drawn| drawn.start == start);
        all.filter_map(move |drawn| {
            let there = *self.numbers.get(&drawn.to)?;
            let made = self.made.get(there)?;
            self.between((case, from), &drawn.kind, (there, made.get(drawn.end).or(made.first())?), &[])
        })
    }

    fn relation(&self, case: usize, from: &Made, thread: &Thread) -> Option<Relation> {
        self.between((case, from), &thread.kind, (thread.case, self.end(thread)?), &thread.from)
    }

    /// A relation between what was made of two cases, if it can be.
    fn between(&self, (case, from): (usize, &Made), kind: &str, (end, to): (usize, &Made), sources: &[Id]) -> Option<Relation> {
        let (here, there) = (self.decision(case)?, self.decision(end)?);
        let known = self.kind(kind);
        if to.annotation.id == from.annotation.id || known.is_some_and(|kind| !kind.fits(&from.annotation.label, &to.annotation.label)) {
            return None;
        }
        let at = here.at.max(there.at);
        Some(Relation {
            id: derived_id(&format!("{}\n{}\n{}", from.annotation.id, kind, to.annotation.id)),
            kind: kind.to_owned(),
            from: from.annotation.id.clone(),
            to: to.annotation.id.clone(),
            origin: Origin::Adjudicated { from: sources.to_vec(), by: here.by.clone() },
            created: at,
            modified: at,
            conflict: BTreeMap::new(),
            ext: BTreeMap::new(),
        })
    }

    fn decision(&self, case: usize) -> Option<&Decision> {
        self.decisions.get(case)?.as_ref()
    }

    /// What a thread leads to: what was made of the annotation of the first of its annotators, else what shares most with it.
    fn end(&self, thread: &Thread) -> Option<&Made> {
        let made = self.made.get(thread.case)?;
        let taken = thread.of.iter().find_map(|annotator| made.iter().find(|made| made.of.contains(annotator)));
        let meant = self.cases.get(thread.case)?.of(thread.of.first()?)?.1.annotation.extent();
        let shared = |made: &&Made| {
            let extent = made.annotation.extent();
            extent.end.min(meant.end).saturating_sub(extent.start.max(meant.start))
        };
        // Of those that share as much, the first.
        taken.or_else(|| made.iter().rev().max_by_key(shared))
    }
}
