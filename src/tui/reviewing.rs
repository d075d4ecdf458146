//! The review of the article on the desk: which case it is at, what was decided in this session, and how versions are set
//! under each other.

mod aligned;
mod mixing;

use std::collections::{BTreeMap, BTreeSet};

use crate::annotation::{Annotation, AnnotationSet, Change, Id, Origin};
use crate::article::{Span, Text};
use crate::library::{Record, Review, all_contested, decisions, kept_by};
use crate::review::{Case, CaseKind, CaseState, Decision, Entries, Fingerprint, Placement, Reason, Version};

pub(super) use aligned::{Piece, aligned, folded};
pub(super) use mixing::{Mixing, Part, Pick, said};

/// A case that is being placed by hand in the record of gold.
#[derive(Debug)]
pub(super) struct ByHand {
    /// The case.
    pub case: usize,
    /// What gold had before.
    pub known: BTreeSet<Id>,
}

/// A review under way.
#[derive(Debug)]
pub(super) struct Reviewing {
    /// The cases, and who has worked on the article.
    pub review: Review,
    /// Whose work alone is reviewed, where several have worked.
    pub of: Option<String>,
    /// The cases that two have decided differently at the same time.
    pub contested: BTreeSet<Fingerprint>,
    /// Names by initials.
    pub initials: BTreeMap<String, String>,
    /// The case under the cursor.
    pub at: usize,
    /// Why the next decision is as it will be.
    pub reason: Option<Reason>,
    /// What else is to be said with it.
    pub comment: String,
    /// Whether the next number takes everything of an annotator.
    pub all_of: bool,
    /// The case that is being placed by hand.
    pub by_hand: Option<ByHand>,
    /// The case under the cursor, while it is put together part by part.
    pub mixing: Option<Mixing>,
    /// Whether an annotation of gold is being edited, after which the review goes on.
    pub editing: bool,
    /// Whether the next open case comes once the reason is given.
    pub goes_on: bool,
}

/// A line of the list of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its first case.
    pub first: usize,
    /// How many cases: more than one where all agree on them.
    pub count: usize,
}

impl Entry {
    /// Whether a case is in it.
    #[must_use]
    pub(super) fn holds(self, case: usize) -> bool {
        (self.first..self.first + self.count).contains(&case)
    }
}

impl Reviewing {
    /// At the first case that is not decided; `of` is whose work alone is reviewed, if they have worked on the article.
    #[must_use]
    pub(super) fn new(review: Review, of: Option<&str>) -> Self {
        let initials = initials(&review.annotators);
        let (at, reason, comment, by_hand, mixing) = (0, None, String::new(), None, None);
        let (all_of, editing, goes_on) = (false, false, false);
        let contested = BTreeSet::new();
        let mut all = Self { review, of: None, contested, initials, at, reason, comment, all_of, by_hand, mixing, editing, goes_on };
        all.only(of);
        all.at = all.first();
        all
    }

    /// Reviews the work of one annotator alone, or of all; nothing changes for who has no work here.
    pub(super) fn only(&mut self, of: Option<&str>) {
        self.of = of.filter(|of| self.review.annotators.iter().any(|name| name == of)).map(str::to_owned);
        self.mixing = None;
        if !self.passes(self.at) {
            self.at = self.first();
        }
    }

    /// The first case that is not decided, else the first at all.
    fn first(&self) -> usize {
        self.next_open(None).or_else(|| (0..self.cases().len()).find(|number| self.passes(*number))).unwrap_or_default()
    }

    /// Where what is reviewed of a case is: in the work of one annotator, where they have it.
    #[must_use]
    pub(super) fn place(&self, case: &Case) -> Span {
        let own = self.of.as_ref().and_then(|of| case.of(of));
        own.map_or(case.place, |(_, held)| held.annotation.extent())
    }

    /// Whose work alone is reviewed next: that of each, then that of all again.
    #[must_use]
    pub(super) fn next_of(&self) -> Option<&str> {
        let mut names = self.review.annotators.iter().map(String::as_str);
        match &self.of {
            None => names.next(),
            Some(of) => names.skip_while(|name| name != of).nth(1),
        }
    }

    /// Whether a case is one of those that are reviewed.
    fn passes(&self, number: usize) -> bool {
        let case = self.cases().get(number);
        case.is_some_and(|case| self.of.as_ref().is_none_or(|of| case.of(of).is_some()))
    }

    /// The next case after one that is not decided, from the start again after the last.
    #[must_use]
    pub(super) fn next_open(&self, after: Option<usize>) -> Option<usize> {
        let first = after.map_or(0, |after| after + 1);
        (first..self.cases().len()).chain(0..first).find(|number| self.is_open(*number))
    }

    fn is_open(&self, number: usize) -> bool {
        self.passes(number) && (self.is_contested(number) || self.review.adjudication.state(number) != CaseState::Decided)
    }

    /// Whether the version of an annotator is among those of some names.
    #[must_use]
    pub(super) fn agrees(&self, case: &Fingerprint, names: &[String], of: &str) -> bool {
        let case = self.review.adjudication.number(case).and_then(|number| self.cases().get(number));
        case.and_then(|case| case.of(of)).is_some_and(|(version, _)| version.held.iter().any(|held| names.contains(&held.annotator)))
    }

    /// Whether two have decided a case differently at the same time.
    #[must_use]
    pub(super) fn is_contested(&self, number: usize) -> bool {
        !self.contested.is_empty() && self.cases().get(number).is_some_and(|case| self.contested.contains(&case.fingerprint))
    }

    /// The versions of a case as they are numbered: that of the one whose work is reviewed first.
    #[must_use]
    pub(super) fn versions<'a>(&self, case: &'a Case) -> Vec<&'a Version> {
        let own = |version: &&Version| self.of.as_ref().is_some_and(|of| version.held.iter().any(|held| held.annotator == *of));
        let (first, others): (Vec<&Version>, Vec<&Version>) = case.versions.iter().partition(own);
        first.into_iter().chain(others).collect()
    }

    /// All cases.
    #[must_use]
    pub(super) fn cases(&self) -> &[Case] {
        self.review.adjudication.cases()
    }

    /// The case under the cursor.
    #[must_use]
    pub(super) fn case(&self) -> Option<&Case> {
        self.cases().get(self.at)
    }

    /// The case at a place: the first of which the versions differ, else the first at all.
    #[must_use]
    pub(super) fn case_at(&self, place: Span) -> Option<usize> {
        let there = || self.cases().iter().enumerate().filter(|(number, case)| self.passes(*number) && case.place.overlaps(place));
        there().find(|(_, case)| case.kind != CaseKind::Agreed).or_else(|| there().next()).map(|(at, _)| at)
    }

    /// How many cases are decided, and how many are open. What only gold has needs no decision and does not count.
    #[must_use]
    pub(super) fn counts(&self) -> (usize, usize) {
        let needs = (0..self.cases().len()).filter(|number| self.cases().get(*number).is_some_and(|case| !case.versions.is_empty()) && self.passes(*number));
        let (decided, open): (Vec<usize>, Vec<usize>) = needs.partition(|number| !self.is_open(*number));
        (decided.len(), open.len())
    }

    /// The lines of the list: runs of cases on which all agree, and which are equally far, are one line.
    #[must_use]
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let agreed = |number: usize| self.of.is_none() && self.cases().get(number).is_some_and(|case| case.kind == CaseKind::Agreed);
        let alike = |one: usize, other: usize| {
            agreed(one)
                && agreed(other)
                && self.review.adjudication.state(one) == self.review.adjudication.state(other)
                && self.is_contested(one) == self.is_contested(other)
        };
        for number in (0..self.cases().len()).filter(|number| self.passes(*number)) {
            match entries.last_mut() {
                Some(entry) if alike(entry.first, number) => entry.count += 1,
                _ => entries.push(Entry { first: number, count: 1 }),
            }
        }
        entries
    }

    /// The line under the cursor, by its place in the list.
    #[must_use]
    pub(super) fn entry(&self) -> Option<(usize, Entry)> {
        self.entries().into_iter().enumerate().find(|(_, entry)| entry.holds(self.at))
    }

    /// The next case before the cursor that is not decided, from the end again after the first.
    #[must_use]
    pub(super) fn previous_open(&self) -> Option<usize> {
        (self.at..self.cases().len()).chain(0..self.at).rev().find(|number| self.is_open(*number))
    }

    /// Takes over the decisions that the record of gold holds now.
    pub(super) fn follow(&mut self, gold: &Record, text: &Text) {
        let (now, _) = decisions(gold, text);
        let known = self.review.adjudication.decisions().chain(self.review.adjudication.stale());
        let mut entries: Entries = known.map(|decision| (decision.case.clone(), None)).collect();
        entries.extend(now.into_iter().map(|decision| (decision.case.clone(), Some(decision))));
        self.review.adjudication.restore(entries);
        self.review.adjudication.lay_aside_what_is_gone(&gold.set);
        self.contested = all_contested(&gold.set);
    }

    /// Takes over the decisions that changes of gold bring or take along; the first case that they are about comes under the
    /// cursor.
    pub(super) fn take_over(&mut self, changes: &[Change], gold: &AnnotationSet, text: &Text) {
        self.contested = all_contested(gold);
        let entries = kept_by(changes, text);
        let touched = entries.keys().filter_map(|key| self.review.adjudication.number(key)).min();
        self.review.adjudication.restore(entries);
        if let Some(touched) = touched {
            self.at = touched;
            self.mixing = None;
            if !self.passes(touched) {
                // What is done or taken back is seen.
                self.of = None;
            }
        }
    }

    /// Whose work it is, when it is that of one annotator.
    #[must_use]
    pub(super) fn alone(&self) -> Option<&str> {
        if let [name] = self.review.annotators.as_slice() { Some(name) } else { self.of.as_deref() }
    }

    /// A decision with the reason and the comment that wait for it.
    #[must_use]
    pub(super) fn worded(&self, decision: Decision) -> Decision {
        Decision { reason: self.reason.clone(), comment: self.comment.clone(), ..decision }
    }

    /// What was placed by hand for the case that waits for it: what is new in its sentence.
    #[must_use]
    pub(super) fn placed(&self, gold: &AnnotationSet) -> Vec<Placement> {
        let Some((hand, case)) = self.by_hand.as_ref().and_then(|hand| Some((hand, self.cases().get(hand.case)?))) else { return Vec::new() };
        let near = case.around.hull(case.place);
        let by_hand = |annotation: &&std::sync::Arc<Annotation>| {
            let own = !matches!(annotation.origin, Origin::Adjudicated { .. });
            own && !hand.known.contains(&annotation.id) && annotation.spans.iter().any(|span| span.overlaps(near))
        };
        let placement = |annotation: &std::sync::Arc<Annotation>| Placement {
            label: annotation.label.clone(),
            spans: annotation.spans.clone(),
            attributes: annotation.attributes.clone(),
        };
        gold.annotations().iter().filter(by_hand).map(placement).collect()
    }
}

/// The shortest beginnings that tell names apart, the first letter large.
pub(super) fn initials(names: &[String]) -> BTreeMap<String, String> {
    let short = |name: &str, len: usize| -> String {
        let mut letters = name.chars().take(len);
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    };
    let own = |name: &String| {
        let longest = name.chars().count();
        let told = |len: &usize| names.iter().filter(|other| short(other, *len) == short(name, *len)).count() == 1;
        short(name, (1..longest).find(told).unwrap_or(longest))
    };
    names.iter().map(|name| (name.clone(), own(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_tell_names_apart() {
        let names: Vec<String> = ["anna", "ben", "bella", "be"].iter().map(|name| (*name).to_owned()).collect();
        let found = initials(&names);
        assert_eq!(found.values().map(String::as_str).collect::<Vec<_>>(), ["A", "Be", "Bel", "Ben"]);
    }
}
