//! Relations that a reviewer has drawn by hand between what was decided: part of the decision on the case in which they begin,
//! so that they are replayed with it. An end is told by its case, since what is made of a case may change.

use std::collections::BTreeMap;

use super::adjudication::{Adjudication, Entries};
use super::outcome::Made;
use super::{Decision, Drawn};
use crate::annotation::{Id, Relation};
use crate::review::cases::Fingerprint;

impl Adjudication {
    /// The drawn relation that a relation of gold is, with the case in which it begins; none when an end was not decided, or
    /// when the codebook does not know such a relation.
    pub(super) fn as_drawn(&self, relation: &Relation) -> Option<(usize, Drawn)> {
        let ((from, start), (to, end)) = (self.slot_of(&relation.from)?, self.slot_of(&relation.to)?);
        let [one, other] = [(from, start), (to, end)].map(|(case, slot)| self.made(case).get(slot).map(|made| &made.annotation.label));
        if !self.fits(&relation.kind, one?, other?) || (from, start) == (to, end) {
            return None;
        }
        let to = self.cases().get(to)?.fingerprint.clone();
        Some((from, Drawn { start, kind: relation.kind.clone(), to, end }))
    }

    /// The case and the place in it of what was made.
    fn slot_of(&self, gold: &Id) -> Option<(usize, usize)> {
        let case = self.case_of(gold)?;
        Some((case, self.made(case).iter().position(|made| made.annotation.id == *gold)?))
    }

    /// The cases in which relations begin that were drawn to one of some cases.
    pub(super) fn drawn_to(&self, ends: &Entries) -> Vec<usize> {
        let leads = |decision: &Decision| decision.drawn.iter().any(|drawn| ends.contains_key(&drawn.to));
        (0..self.cases().len()).filter(|number| self.decision(*number).is_some_and(leads)).collect()
    }

    /// What a decision has of the relations drawn before: those of the one before it on the same case, as long as what they
    /// begin at is there. `made` is how many annotations it makes.
    pub(super) fn inherited(&self, number: usize, decision: &Decision, made: usize) -> Vec<Drawn> {
        let before = self.decision(number).or_else(|| self.former(number).pop());
        let before = before.filter(|_| decision.drawn.is_empty()).map(|before| before.drawn.as_slice()).unwrap_or_default();
        // Whose relations of a kind count has just been said.
        let before = before.iter().filter(|drawn| !decision.relations.contains_key(&drawn.kind));
        before.chain(&decision.drawn).filter(|drawn| drawn.start < made).cloned().collect()
    }

    /// Has relations that were drawn to cases as they were before lead to what these are now.
    pub(super) fn redirect(&self, entries: &mut Entries, now: &BTreeMap<Fingerprint, Fingerprint>) {
        if now.is_empty() {
            return;
        }
        let changed = |decision: &Decision| {
            let mut next = decision.clone();
            for drawn in &mut next.drawn {
                if let Some(to) = now.get(&drawn.to) {
                    drawn.to = to.clone();
                }
            }
            (next != *decision).then_some(next)
        };
        let others: Vec<Decision> = self.decisions().chain(self.stale()).filter(|decision| !entries.contains_key(&decision.case)).filter_map(changed).collect();
        for decision in entries.values_mut().flatten() {
            if let Some(next) = changed(decision) {
                *decision = next;
            }
        }
        entries.extend(others.into_iter().map(|decision| (decision.case.clone(), Some(decision))));
    }

    /// Once some of what was made of a case is gone, relations that are drawn to the rest lead to where that is now: by old
    /// place the new one.
    pub(super) fn renumber(&self, entries: &mut Entries, case: &Fingerprint, places: &[Option<usize>]) {
        let moved = |decision: &Decision| {
            let mut next = decision.clone();
            next.drawn.retain_mut(|drawn| {
                let place = if drawn.to == *case { places.get(drawn.end).copied().flatten() } else { Some(drawn.end) };
                drawn.end = place.unwrap_or_default();
                place.is_some()
            });
            next
        };
        for number in self.drawn_to(&Entries::from([(case.clone(), None)])) {
            let Some(decision) = self.decision(number) else { continue };
            let entry = entries.entry(decision.case.clone()).or_insert_with(|| Some(decision.clone()));
            *entry = entry.as_ref().map(moved);
        }
    }

    /// Whether a drawn relation of the decision on a case is that relation of gold.
    pub(super) fn is_drawn(&self, number: usize, drawn: &Drawn, relation: &Relation) -> bool {
        let starts = self.made(number).get(drawn.start).is_some_and(|made| made.annotation.id == relation.from);
        let ends = self.end_of(drawn).is_some_and(|(_, made)| made.is_some_and(|made| made.annotation.id == relation.to));
        drawn.kind == relation.kind && starts && ends
    }

    /// The relations of what was made of a case: by kind, the case that they lead to. Of a kind that is to be single, what was
    /// drawn by hand has the first word.
    pub(super) fn relations_to<'a>(&'a self, number: usize, made: &'a Made) -> Vec<(&'a str, usize)> {
        let start = self.made(number).iter().position(|own| own.annotation.id == made.annotation.id);
        let drawn = self.decision(number).into_iter().flat_map(|decision| &decision.drawn).filter(|drawn| Some(drawn.start) == start);
        let drawn: Vec<(&str, usize)> = drawn.filter_map(|drawn| Some((drawn.kind.as_str(), self.end_of(drawn)?.0))).collect();
        let overruled = |kind: &str| self.is_single(kind) && drawn.iter().any(|(own, _)| *own == kind);
        let threads = made.threads.iter().map(|thread| (thread.kind.as_str(), thread.case)).filter(|(kind, _)| !overruled(kind));
        drawn.iter().copied().chain(threads).collect()
    }

    /// The case that a drawn relation leads to, and what was made there.
    pub(super) fn end_of(&self, drawn: &Drawn) -> Option<(usize, Option<&Made>)> {
        let to = self.number(&drawn.to)?;
        Some((to, self.made(to).get(drawn.end).or(self.made(to).first())))
    }
}
