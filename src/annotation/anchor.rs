//! Annotations in a text that has changed: where each is now, and how certain that is.
//!
//! Nothing is ever moved on a guess. A place is certain when the text is the same, or when the difference of the two texts,
//! compared from the start and from the end alike, leads there with most of the span and of its surroundings kept; without
//! the old text, when the words stand there in their context and nowhere else. All else is a proposal for a person.
//! Pure, and the work is bounded by the sizes of the texts. Knows nothing of records.

mod align;
mod diff;
mod ends;
mod fuzzy;
mod search;
#[cfg(test)]
mod tests;
mod trace;

use crate::article::{Span, Text, sentences};

use super::item::Anchor;
use diff::{Diff, Kept, Run};
use search::Search;
use trace::{Trace, framed, neighbourhood};

/// Bytes around the caret in which its sentence is looked for.
const NEAR: usize = 2048;

/// The share of a span that must be kept for its place to be believed at all.
const HINT: f64 = 0.3;

/// What became of a span in a changed text; the better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// At the same place, with the same text. Certain.
    Unchanged,
    /// At another place, or with a slightly changed text. Certain.
    Moved,
    /// Perhaps at the place proposed; for a person to judge.
    NeedsLook,
    /// No place found.
    Lost,
}

/// Where an annotation is in a changed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// How certain the place is: as much as that of its least certain span.
    pub verdict: Verdict,
    /// Its spans in bytes of the new text: in order, none empty, none overlapping. One for each anchor when unchanged or moved,
    /// the proposal when it needs a look, none when lost.
    pub spans: Vec<Span>,
}

/// The comparison of a text with an older one, to find annotations again.
#[derive(Clone, Debug)]
pub struct Reanchoring {
    old: Option<Text>,
    new: Text,
    /// What both texts have in common; `None` when they are the same or there is no old one.
    diff: Option<Diff>,
}

impl Reanchoring {
    /// Compares the two texts. Without the old one, annotations are searched by their words and context alone.
    #[must_use]
    pub fn new(old: Option<&Text>, new: &Text) -> Self {
        let diff = old.filter(|old| *old != new).map(|old| Diff::new(old, new));
        Self { old: old.cloned(), new: new.clone(), diff }
    }

    /// Finds the spans of one annotation, given in the order of the old text.
    #[must_use]
    pub fn place(&self, anchors: &[Anchor]) -> Placement {
        let found: Vec<Found> = anchors.iter().map(|anchor| self.find(anchor)).collect();
        let verdict = found.iter().map(|found| found.verdict).max().unwrap_or(Verdict::Lost);
        if verdict == Verdict::Lost {
            return Placement { verdict, spans: Vec::new() };
        }
        let mut spans: Vec<Span> = found.iter().filter_map(|found| found.span).collect();
        let sound = spans.iter().all(|span| !span.is_empty()) && spans.is_sorted_by(|a, b| a.end <= b.start);
        let verdict = if sound { verdict } else { verdict.max(Verdict::NeedsLook) };
        spans.retain(|span| !span.is_empty());
        spans.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut().filter(|last| last.overlaps(span)) {
                Some(last) => *last = last.hull(span),
                None => apart.push(span),
            }
        }
        Placement { verdict: if apart.is_empty() { Verdict::Lost } else { verdict }, spans: apart }
    }

    /// The byte of the new text for a byte of the old one: that of the same character, else of the nearest one of its
    /// sentence that is kept, else of the last one kept before it. `None` without an old text.
    #[must_use]
    pub fn follow(&self, offset: u32) -> Option<u32> {
        let old = self.old.as_ref()?;
        let offset = boundary(old, offset);
        let Some(diff) = &self.diff else { return Some(offset) };
        let at = diff.forwards.new_of(offset).unwrap_or_else(|| beside(&diff.forwards, old, offset));
        Some(boundary(&self.new, at))
    }

    fn find(&self, anchor: &Anchor) -> Found {
        let span = self.old.as_ref().and_then(|old| {
            let span = old.span_of_chars(anchor.start, anchor.end)?;
            (!span.is_empty() && old.slice(span) == anchor.text).then_some((old, span))
        });
        match (span, &self.diff) {
            (Some((_, span)), None) => self.certain(anchor, span),
            (Some((old, span)), Some(diff)) => self.traced(old, diff, anchor, span),
            (None, _) => self.searched(anchor),
        }
    }

    /// By the difference of the texts; by search where that leads nowhere.
    fn traced(&self, old: &Text, diff: &Diff, anchor: &Anchor, span: Span) -> Found {
        let traces = [&diff.forwards, &diff.backwards].map(|kept| Trace::new(kept, old, &self.new, span));
        let doubtful = diff.is_copied(neighbourhood(span)) || traces.iter().flatten().any(|trace| trace.doubtful);
        let trace = traces.first().copied().flatten();
        if let [Some(one), Some(other)] = traces
            && one.is_certain()
        {
            let agreed = !doubtful && other.is_certain() && other.place == one.place;
            return if agreed { self.certain(anchor, one.place) } else { Found::proposal(Some(one.place)) };
        }
        let expected = beside(&diff.forwards, old, span.start);
        let taken = |place: Span| diff.forwards.claimed(place, span) * 2 > place.len();
        let hit = Search::new(&self.new, anchor, expected).best(taken);
        // What is kept of the span says where it is: a place elsewhere, or with words from beside the span, contradicts it.
        let clean = |place: Span| diff.forwards.claimed(place, span) + diff.backwards.claimed(place, span) == 0;
        let agrees = |place: Span| traces.iter().flatten().all(|trace| trace.kept < HINT || place.covers(trace.place) && clean(place));
        if let Some((hit, true)) = hit.filter(|(hit, _)| !doubtful && agrees(hit.span)) {
            return self.certain(anchor, hit.span);
        }
        let frame = framed(&diff.forwards, old, &self.new, span).or(trace.filter(|trace| trace.kept >= HINT).map(|trace| trace.place));
        Found::proposal(frame.or(hit.map(|(hit, _)| hit.span)))
    }

    /// By its words and context alone.
    fn searched(&self, anchor: &Anchor) -> Found {
        let expected = self.new.byte_of(anchor.start).unwrap_or(self.new.len());
        match Search::new(&self.new, anchor, expected).best(|_| false) {
            Some((hit, true)) => self.certain(anchor, hit.span),
            hit => Found::proposal(hit.map(|(hit, _)| hit.span)),
        }
    }

    fn certain(&self, anchor: &Anchor, span: Span) -> Found {
        let same = || self.new.char_of(span.start) == anchor.start && self.new.char_of(span.end) == anchor.end;
        let verdict = if self.new.slice(span) == anchor.text && same() { Verdict::Unchanged } else { Verdict::Moved };
        Found { verdict, span: Some(span) }
    }
}

/// What was found for one span.
struct Found {
    verdict: Verdict,
    span: Option<Span>,
}

impl Found {
    fn proposal(span: Option<Span>) -> Self {
        Self { verdict: if span.is_some() { Verdict::NeedsLook } else { Verdict::Lost }, span }
    }
}

/// The byte of the new text nearest to an `offset` of the old one that is not kept: in its sentence, else before it.
fn beside(kept: &Kept, old: &Text, offset: u32) -> u32 {
    let (before, after) = kept.beside(offset);
    let sentence = sentence_at(old, offset);
    let last = |run: Run| run.old_span().end.min(offset);
    let left = before.map(|run| boundary_before(old, last(run))).filter(|at| sentence.contains(*at)).map(|at| offset - at);
    let right = after.filter(|run| sentence.contains(run.old)).map(|run| (run.old.saturating_sub(offset), run));
    match (left, right) {
        (Some(far), Some((near, run))) if near <= far => run.new,
        (None, Some((_, run))) => run.new,
        _ => before.map_or_else(|| after.map_or(0, |run| run.new), |run| run.new + (boundary_before(old, last(run)).max(run.old) - run.old)),
    }
}

/// The sentence at a byte of a text, as far as it is near.
fn sentence_at(text: &Text, offset: u32) -> Span {
    let at = offset as usize;
    let from = boundary(text, u32::try_from(at.saturating_sub(NEAR)).unwrap_or_default());
    let to = boundary(text, u32::try_from(at + NEAR).unwrap_or(u32::MAX));
    let all = sentences(text.slice(Span { start: from, end: to }), from);
    let next = all.partition_point(|sentence| sentence.end <= offset);
    all.get(next).copied().filter(|sentence| sentence.contains(offset)).unwrap_or(Span { start: offset, end: offset })
}

/// The last character boundary at or before `offset`.
fn boundary(text: &Text, offset: u32) -> u32 {
    let mut at = offset.min(text.len());
    while !text.as_str().is_char_boundary(at as usize) {
        at -= 1;
    }
    at
}

/// The start of the character that ends at or holds the byte before `end`.
fn boundary_before(text: &Text, end: u32) -> u32 {
    boundary(text, end.saturating_sub(1))
}
