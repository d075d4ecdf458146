//! The relations of gold that follow from decisions: a relation follows when both its ends are in gold.

use std::collections::BTreeMap;

use super::Decision;
use super::outcome::{Made, Thread, derived_id};
use crate::annotation::{Origin, Relation, RelationKind};
use crate::review::cases::Case;

/// All cases with what was decided about them.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) cases: &'a [Case],
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
        for made in self.made.get(case).map(Vec::as_slice).unwrap_or_default() {
            let mut single: Vec<&str> = Vec::new();
            for thread in &made.threads {
                let kind = self.kinds.iter().find(|kind| kind.id == thread.kind);
                let Some(relation) = self.relation(case, made, thread, kind) else { continue };
                let taken = single.contains(&thread.kind.as_str()) || all.iter().any(|other| other.id == relation.id);
                if kind.is_some_and(|kind| kind.single) {
                    single.push(&thread.kind);
                }
                if !taken {
                    all.push(relation);
                }
            }
        }
        all
    }

    fn relation(&self, case: usize, from: &Made, thread: &Thread, kind: Option<&RelationKind>) -> Option<Relation> {
        let (here, there) = (self.decision(case)?, self.decision(thread.case)?);
        let to = self.end(thread)?;
        if to.annotation.id == from.annotation.id || kind.is_some_and(|kind| !kind.fits(&from.annotation.label, &to.annotation.label)) {
            return None;
        }
        let at = here.at.max(there.at);
        Some(Relation {
            id: derived_id(&format!("{}\n{}\n{}", from.annotation.id, thread.kind, to.annotation.id)),
            kind: thread.kind.clone(),
            from: from.annotation.id.clone(),
            to: to.annotation.id.clone(),
            origin: Origin::Adjudicated { from: thread.from.clone(), by: here.by.clone() },
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
