//! What becomes of decisions when somebody changes by hand what was made of them: they say what gold says, so that they can
//! still be replayed, and a case of which nothing is left is open again.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::adjudication::{Adjudication, Entries, Ruling};
use super::outcome::{Made, ends};
use super::{Choice, Decision, Drawn, Placement, Whose};
use crate::annotation::{Annotation, AnnotationSet, Change, Id, Relation};
use crate::review::cases::Fingerprint;

impl Adjudication {
    /// Has the decisions follow changes that were made by hand; `gold` is the set after them. What else has to be changed is
    /// in the ruling: nothing when the changes are not about what was decided.
    pub fn follow_hand(&mut self, changes: &[Change], gold: &AnnotationSet, by: &str, at: Timestamp) -> Ruling {
        let (mut touched, mut loosened, mut drawn): (BTreeSet<usize>, Vec<&Relation>, Vec<(usize, Drawn)>) = Default::default();
        for change in changes {
            match change {
                Change::Annotation { before: Some(before), .. } => touched.extend(self.case_of(&before.id)),
                Change::Relation { before, after } => {
                    loosened.extend(before.as_deref());
                    drawn.extend(after.as_ref().and_then(|relation| self.as_drawn(relation)));
                }
                _ => {}
            }
        }
        touched.extend(loosened.iter().filter_map(|relation| self.case_of(&relation.from)));
        touched.extend(drawn.iter().map(|(case, _)| *case));
        let mut entries = Entries::new();
        for number in touched {
            let Some(decision) = self.decision(number) else { continue };
            let mut next = self.followed(number, decision, gold, &loosened);
            if let Some(next) = &mut next {
                let new = drawn.iter().filter(|(case, _)| *case == number).map(|(_, drawn)| drawn.clone());
                next.drawn.extend(new);
            }
            // What is drawn anew where it was has to become that of the decision, too.
            if next.as_ref() != Some(decision) || drawn.iter().any(|(case, _)| *case == number) {
                entries.insert(decision.case.clone(), next);
            }
        }
        self.follow_places(&mut entries, gold);
        for decision in entries.values_mut().flatten() {
            (decision.by, decision.at) = (by.to_owned(), at);
        }
        self.rule(entries, gold)
    }

    /// Relations that are drawn go on leading to what is left of a case: what is left of it counts from 0 again.
    fn follow_places(&self, entries: &mut Entries, gold: &AnnotationSet) {
        let placed = |decision: &Decision| matches!(decision.choice, Choice::Placed(_));
        let changed: Vec<Fingerprint> = entries.values().flatten().filter(|decision| placed(decision)).map(|decision| decision.case.clone()).collect();
        for case in changed {
            let made = self.number(&case).map(|number| self.made(number)).unwrap_or_default();
            let mut next = 0..;
            let places: Vec<Option<usize>> = made.iter().map(|made| gold.get(&made.annotation.id).and_then(|_| next.next())).collect();
            if let Some(Some(decision)) = entries.get_mut(&case) {
                decision.drawn.retain_mut(|drawn| {
                    let place = places.get(drawn.start).copied().flatten();
                    drawn.start = place.unwrap_or_default();
                    place.is_some()
                });
            }
            self.renumber(entries, &case, &places);
        }
    }

    /// Lays decisions aside of whose annotations gold has none any more: their cases are open again.
    pub fn lay_aside_what_is_gone(&mut self, gold: &AnnotationSet) {
        let there: BTreeSet<&Id> = gold.all().iter().map(|annotation| &annotation.id).collect();
        let gone = |made: &[Made]| !made.is_empty() && made.iter().all(|made| !there.contains(&made.annotation.id));
        let numbers: Vec<usize> = (0..self.cases().len()).filter(|number| gone(self.made(*number))).collect();
        for number in numbers {
            if let Some(decision) = self.decision(number).cloned() {
                self.put(number, None, Vec::new());
                self.keep_stale(decision.case.clone(), decision);
            }
        }
    }

    /// A decision as what it made is now; none when nothing is left.
    fn followed(&self, number: usize, decision: &Decision, gold: &AnnotationSet, loosened: &[&Relation]) -> Option<Decision> {
        let made = self.made(number);
        let now: Vec<(&Made, &Annotation)> = made.iter().filter_map(|made| Some((made, gold.get(&made.annotation.id)?.as_ref()))).collect();
        if now.is_empty() {
            return None;
        }
        let mut next = decision.clone();
        let same_place = |(made, now): &(&Made, &Annotation)| made.annotation.label == now.label && made.annotation.spans == now.spans;
        let same = |pair: &(&Made, &Annotation)| same_place(pair) && pair.0.annotation.attributes == pair.1.attributes;
        match now.as_slice() {
            all if all.len() == made.len() && all.iter().all(same) => {}
            [(was, now)] if made.len() == 1 && same_place(&(was, now)) => {
                let names: BTreeSet<&String> = was.annotation.attributes.keys().chain(now.attributes.keys()).collect();
                let changed = names.into_iter().filter(|name| was.annotation.attributes.get(*name) != now.attributes.get(*name));
                next.attributes.extend(changed.map(|name| (name.clone(), now.attributes.get(name).cloned())));
            }
            all => {
                next.choice = Choice::Placed(all.iter().map(placement).collect());
                next.attributes.clear();
                let kinds: BTreeSet<&String> = all.iter().flat_map(|(made, _)| &made.threads).map(|thread| &thread.kind).collect();
                next.relations.extend(kinds.into_iter().map(|kind| (kind.clone(), self.whose(number, all, kind, &[]))));
            }
        }
        let own = || loosened.iter().filter(|relation| self.case_of(&relation.from) == Some(number));
        next.drawn.retain(|drawn| !own().any(|relation| self.is_drawn(number, drawn, relation)));
        let threaded = |relation: &&&Relation| {
            let to = self.case_of(&relation.to);
            made.iter().flat_map(|made| &made.threads).any(|thread| thread.kind == relation.kind && Some(thread.case) == to)
        };
        for kind in own().filter(threaded).map(|relation| &relation.kind) {
            next.relations.insert(kind.clone(), self.whose(number, &now, kind, loosened));
        }
        Some(next)
    }

    /// Whose relations of a kind what was made still has, once some of them are loosened. Of a kind that is to be single, none:
    /// another one is not to come in the place of the one that was taken away.
    fn whose(&self, number: usize, now: &[(&Made, &Annotation)], kind: &str, loosened: &[&Relation]) -> Vec<Whose> {
        let gone: Vec<Option<usize>> = loosened.iter().filter(|relation| relation.kind == kind).map(|relation| self.case_of(&relation.to)).collect();
        if !gone.is_empty() && self.is_single(kind) {
            return Vec::new();
        }
        let mut all: Vec<Whose> = Vec::new();
        for thread in now.iter().flat_map(|(made, _)| &made.threads).filter(|thread| thread.kind == kind && !gone.contains(&Some(thread.case))) {
            for name in &thread.of {
                let version = self.cases().get(number).and_then(|case| case.of(name)).map(|(version, _)| version);
                let whose = Whose { annotator: name.clone(), number: version.and_then(|version| ends(version, kind).position(|end| end == thread.case)) };
                if !all.contains(&whose) {
                    all.push(whose);
                }
            }
        }
        all
    }
}

fn placement((_, now): &(&Made, &Annotation)) -> Placement {
    Placement { label: now.label.clone(), spans: now.spans.clone(), attributes: now.attributes.clone() }
}
