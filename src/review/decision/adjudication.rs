//! All decisions on the cases of an article, and the gold set that follows from them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::outcome::{Made, outcome};
use super::relating::Ground;
use super::sketch::Sketch;
use super::{Decision, Refused};
use crate::annotation::{Annotation, AnnotationSet, Change, Codebook, Id, LabelId, RelationKind, WorkState};
use crate::article::{Article, Text};
use crate::review::cases::{Case, Fingerprint, cases};

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseState {
    /// Nobody has decided it.
    Open,
    /// It was decided, and its versions have changed since.
    Reopened,
    /// It is decided.
    Decided,
}

/// Decisions to be kept, by case; nothing where one is no longer to be kept.
pub type Entries = BTreeMap<Fingerprint, Option<Decision>>;

/// What a decision changes: enough to carry it out, to keep it and to take it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ruling {
    /// The changes of gold, in order.
    pub changes: Vec<Change>,
    /// The decisions that it touches, as they were.
    pub before: Entries,
    /// The same, as they are now.
    pub after: Entries,
}

/// The gold set of decisions.
#[derive(Clone, Debug)]
pub struct Replay {
    /// What follows from the decisions that stand. Of hand-made annotations and tombstones of gold it knows nothing.
    pub set: AnnotationSet,
    /// Decisions on cases that are not there or no longer what they were.
    pub stale: Vec<Decision>,
}

/// The cases of an article with the decisions on them.
#[derive(Clone, Debug)]
pub struct Adjudication {
    text: Text,
    kinds: Vec<RelationKind>,
    cases: Vec<Case>,
    numbers: HashMap<Fingerprint, usize>,
    /// By case: the cases with relations that lead to it.
    incoming: Vec<Vec<usize>>,
    decisions: Vec<Option<Decision>>,
    made: Vec<Vec<Made>>,
    /// The cases of what was made, by its id.
    made_of: HashMap<Id, usize>,
    stale: BTreeMap<Fingerprint, Decision>,
    /// By annotator and annotation: the stale decisions that it was in.
    stale_by_source: HashMap<(String, Id), Vec<Fingerprint>>,
}

/// The gold set that follows from the same decisions on the records of annotators.
#[must_use]
pub fn replay(article: &Article, codebook: &Codebook, sets: &[(&str, &AnnotationSet)], decisions: impl IntoIterator<Item = Decision>) -> Replay {
    let adjudication = Adjudication::new(article.text(), codebook, cases(article, codebook, sets, None), decisions);
    Replay { set: adjudication.gold(), stale: adjudication.stale.into_values().collect() }
}

impl Adjudication {
    /// The cases of a text with the decisions that were made on it.
    #[must_use]
    pub fn new(text: &Text, codebook: &Codebook, cases: Vec<Case>, decisions: impl IntoIterator<Item = Decision>) -> Self {
        let numbers = cases.iter().enumerate().map(|(number, case)| (case.fingerprint.clone(), number)).collect();
        let mut incoming: Vec<Vec<usize>> = vec![Vec::new(); cases.len()];
        for (number, case) in cases.iter().enumerate() {
            let ends: BTreeSet<usize> = case.versions.iter().flat_map(|version| &version.ties).filter_map(|tie| tie.to).collect();
            for end in ends {
                if let Some(from) = incoming.get_mut(end) {
                    from.push(number);
                }
            }
        }
        let (decided, made) = (vec![None; cases.len()], vec![Vec::new(); cases.len()]);
        let mut all = Self {
            text: text.clone(),
            kinds: codebook.relations.clone(),
            cases,
            numbers,
            incoming,
            decisions: decided,
            made,
            made_of: HashMap::new(),
            stale: BTreeMap::new(),
            stale_by_source: HashMap::new(),
        };
        all.restore(decisions.into_iter().map(|decision| (decision.case.clone(), Some(decision))).collect());
        all
    }

    /// The cases, in text order.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The number of a case.
    #[must_use]
    pub fn number(&self, case: &Fingerprint) -> Option<usize> {
        self.numbers.get(case).copied()
    }

    /// The decision on a case, if there is one that stands.
    #[must_use]
    pub fn decision(&self, number: usize) -> Option<&Decision> {
        self.decisions.get(number)?.as_ref()
    }

    /// The decisions that stand, in text order.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().flatten()
    }

    /// The decisions on cases that are no longer what they were.
    pub fn stale(&self) -> impl Iterator<Item = &Decision> {
        self.stale.values()
    }

    /// The decisions that a case had before its versions changed, the newest last.
    #[must_use]
    pub fn former(&self, number: usize) -> Vec<&Decision> {
        if self.stale.is_empty() {
            return Vec::new();
        }
        let held = self.cases.get(number).into_iter().flat_map(Case::held);
        let keys: BTreeSet<&Fingerprint> =
            held.filter_map(|held| self.stale_by_source.get(&(held.annotator.clone(), held.annotation.id.clone()))).flatten().collect();
        let mut former: Vec<&Decision> = keys.into_iter().filter_map(|key| self.stale.get(key)).collect();
        former.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.case.cmp(&b.case)));
        former
    }

    /// How far a case is. What only gold has needs no decision.
    #[must_use]
    pub fn state(&self, number: usize) -> CaseState {
        let only_gold = self.cases.get(number).is_some_and(|case| case.versions.is_empty());
        if only_gold || self.decision(number).is_some() {
            CaseState::Decided
        } else if self.former(number).is_empty() {
            CaseState::Open
        } else {
            CaseState::Reopened
        }
    }

    /// The next case after one that is not decided, from the start again after the last; none when all are.
    #[must_use]
    pub fn next_open(&self, after: Option<usize>) -> Option<usize> {
        let first = after.map_or(0, |after| after + 1);
        let open = |number: &usize| self.state(*number) != CaseState::Decided;
        (first..self.cases.len()).find(open).or_else(|| (0..first.min(self.cases.len())).find(open))
    }

    /// What a decision would make of its case: for a preview.
    pub fn preview(&self, decision: &Decision) -> Result<Vec<Annotation>, Refused> {
        let case = self.number(&decision.case).and_then(|number| self.cases.get(number)).ok_or(Refused::NoSuchCase)?;
        Ok(outcome(case, decision, &self.text)?.into_iter().map(|made| made.annotation).collect())
    }

    /// Decides cases, all in one; `gold` is the set as it stands and gets the changes.
    pub fn decide(&mut self, decisions: Vec<Decision>, gold: &AnnotationSet) -> Result<Ruling, Refused> {
        let (mut entries, mut moved) = (Entries::new(), BTreeMap::new());
        for decision in decisions {
            let number = self.number(&decision.case).ok_or(Refused::NoSuchCase)?;
            let case = self.cases.get(number).ok_or(Refused::NoSuchCase)?;
            let drawn = self.inherited(number, &decision, outcome(case, &decision, &self.text)?.len());
            // What the case was before has had its day.
            for former in self.former(number) {
                entries.insert(former.case.clone(), None);
                moved.insert(former.case.clone(), decision.case.clone());
            }
            entries.insert(decision.case.clone(), Some(Decision { drawn, ..decision }));
        }
        self.redirect(&mut entries, &moved);
        Ok(self.rule(entries, gold))
    }

    /// Opens a decided case again.
    pub fn withdraw(&mut self, number: usize, gold: &AnnotationSet) -> Ruling {
        let entry = self.decision(number).map(|decision| (decision.case.clone(), None));
        self.rule(entry.into_iter().collect(), gold)
    }

    /// Puts decisions in the place of those on the same cases, as when a ruling is undone (`before`) or done again (`after`);
    /// what that changes in gold is for the caller to undo.
    pub fn restore(&mut self, entries: Entries) {
        for (key, decision) in entries {
            if let Some(old) = self.stale.remove(&key) {
                self.forget_sources(&old);
            }
            let number = self.number(&key);
            let case = number.and_then(|number| self.cases.get(number));
            let made = decision.as_ref().zip(case).and_then(|(decision, case)| outcome(case, decision, &self.text).ok());
            let (stands, stale) = if made.is_some() { (decision, None) } else { (None, decision) };
            if let Some(number) = number {
                self.put(number, stands, made.unwrap_or_default());
            }
            if let Some(decision) = stale {
                self.keep_stale(key, decision);
            }
        }
    }

    /// The gold set that follows from the decisions that stand.
    #[must_use]
    pub fn gold(&self) -> AnnotationSet {
        let annotations = self.made.iter().flatten().map(|made| made.annotation.clone()).collect();
        let relations = (0..self.cases.len()).flat_map(|number| self.ground().relations(number)).collect();
        let state = if self.decisions().next().is_some() { WorkState::InProgress } else { WorkState::New };
        AnnotationSet::new(annotations, relations, Vec::new(), state)
    }

    /// The annotations of gold that the decision on a case makes, by id.
    #[must_use]
    pub fn made_ids(&self, number: usize) -> Vec<Id> {
        self.made(number).iter().map(|made| made.annotation.id.clone()).collect()
    }

    /// What was made of a case: by annotation, the annotators whose version it is.
    pub(super) fn made(&self, number: usize) -> &[Made] {
        self.made.get(number).map(Vec::as_slice).unwrap_or_default()
    }

    /// The case that an annotation of gold was made of.
    pub(super) fn case_of(&self, gold: &Id) -> Option<usize> {
        self.made_of.get(gold).copied()
    }

    /// Whether an annotation can have but one relation of that kind.
    pub(super) fn is_single(&self, kind: &str) -> bool {
        self.kinds.iter().any(|known| known.id == kind && known.single)
    }

    /// Whether a relation of that kind can lead from one label to another.
    pub(super) fn fits(&self, kind: &str, from: &LabelId, to: &LabelId) -> bool {
        self.kinds.iter().find(|known| known.id == kind).is_none_or(|known| known.fits(from, to))
    }

    fn ground(&self) -> Ground<'_> {
        Ground { cases: &self.cases, numbers: &self.numbers, made: &self.made, decisions: &self.decisions, kinds: &self.kinds }
    }

    pub(super) fn put(&mut self, number: usize, decision: Option<Decision>, made: Vec<Made>) {
        if let (Some(slot), Some(own)) = (self.decisions.get_mut(number), self.made.get_mut(number)) {
            for old in own.iter() {
                self.made_of.remove(&old.annotation.id);
            }
            self.made_of.extend(made.iter().map(|made| (made.annotation.id.clone(), number)));
            *slot = decision;
            *own = made;
        }
    }

    pub(super) fn keep_stale(&mut self, key: Fingerprint, decision: Decision) {
        for (annotator, id) in &decision.from {
            self.stale_by_source.entry((annotator.clone(), id.clone())).or_default().push(key.clone());
        }
        self.stale.insert(key, decision);
    }

    fn forget_sources(&mut self, old: &Decision) {
        for (annotator, id) in &old.from {
            if let Some(keys) = self.stale_by_source.get_mut(&(annotator.clone(), id.clone())) {
                keys.retain(|key| *key != old.case);
            }
        }
    }

    fn kept(&self, key: &Fingerprint) -> Option<Decision> {
        self.number(key).and_then(|number| self.decision(number)).or_else(|| self.stale.get(key)).cloned()
    }

    pub(super) fn rule(&mut self, after: Entries, gold: &AnnotationSet) -> Ruling {
        let before: Entries = after.keys().map(|key| (key.clone(), self.kept(key))).collect();
        let decided: BTreeSet<usize> = after.keys().filter_map(|key| self.number(key)).collect();
        let leading = decided.iter().filter_map(|number| self.incoming.get(*number)).flatten();
        let drawn = self.drawn_to(&after);
        let touched: BTreeSet<usize> = decided.iter().chain(leading).chain(&drawn).copied().collect();
        let threads = |all: &Self| touched.iter().flat_map(|number| all.ground().relations(*number)).collect::<Vec<_>>();
        let relations_before = threads(self);
        let made_before: Vec<(usize, Vec<Made>)> = decided.iter().map(|number| (*number, self.made(*number).to_vec())).collect();
        self.restore(after.clone());
        let mut sketch = Sketch::new(gold);
        for (number, old) in made_before {
            if let Some(case) = self.cases.get(number) {
                sketch.annotations(case, &old, self.made(number));
            }
        }
        let changes = sketch.finish(relations_before, threads(self));
        Ruling { changes, before, after }
    }
}
