//! What became of one span, told by what two texts have in common.

use crate::annotation::item::context;
use crate::article::{Span, Text};

use super::diff::{Kept, Run};
use super::ends;

/// Bytes beside a span in which a passage that was copied makes its place doubtful.
const NEIGHBOURHOOD: u32 = 120;

/// Bytes set into a span at one place at most, for its text to be refreshed without a person: a few words.
const INSERTED: u32 = 24;

/// A span followed into the new text. Shares count code points that are no white space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trace {
    /// From its first to its last kept character, in the new text.
    pub(super) place: Span,
    /// The share of it that is kept.
    pub(super) kept: f64,
    /// Whether it is kept as one piece.
    whole: bool,
    /// Whether nothing but deletions of whole words happened at its ends, and nothing long was set in.
    clear: bool,
    /// Whether the word at one of its ends may be another one that reads the same; see [`ends`].
    pub(super) doubtful: bool,
    /// The share of the text before it that is kept; that of the other side where there is none.
    before: f64,
    /// The share of the text after it.
    after: f64,
    /// Its length in code points, then and now.
    lengths: (usize, usize),
    /// The share of both texts together that is kept.
    alike: f64,
}

impl Trace {
    /// Follows `span`; `None` when nothing of it is kept.
    pub(super) fn new(kept: &Kept, old: &Text, new: &Text, span: Span) -> Option<Self> {
        let runs: Vec<Run> = kept.within(span).filter(|run| !old.slice(run.old_span()).trim().is_empty()).collect();
        let (first, last) = runs.first().zip(runs.last())?;
        let place = Span { start: first.new, end: last.new_span().end };
        let (all, now) = (marks(old.slice(span)), marks(new.slice(place)));
        let survived: usize = runs.iter().map(|run| marks(old.slice(run.old_span()))).sum();
        let sides = context(old, span);
        let left = Span { start: span.start - size(sides.0), end: span.start };
        let right = Span { start: span.end, end: span.end + size(sides.1) };
        let (before, after) = (share(kept, old, left), share(kept, old, right));
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        Some(Self {
            place,
            kept: share(survived, all),
            whole: survived == all && now == survived,
            clear: ends::are_clear(kept, (old, span), new, (*first, *last)) && grew_little(&runs),
            doubtful: ends::are_doubtful(kept, (old, span), (new, place)),
            before: before.or(after).unwrap_or_default(),
            after: after.or(before).unwrap_or_default(),
            lengths: (old.slice(span).chars().count(), new.slice(place).chars().count()),
            alike: share(2 * survived, all + now),
        })
    }

    /// Whether the place is beyond doubt as far as this trace can tell.
    pub(super) fn is_certain(&self) -> bool {
        let (worse, better) = (self.before.min(self.after), self.before.max(self.after));
        let (was, is) = self.lengths;
        let untouched = self.whole && (worse >= 0.5 || better >= 0.5 && was >= 8);
        let refreshed = self.clear && self.kept >= 0.75 && self.alike >= 0.75 && was >= 20 && is <= was * 3 / 2 + 8 && worse >= 0.3;
        untouched || refreshed
    }
}

/// The span with what is around it.
pub(super) fn neighbourhood(span: Span) -> Span {
    Span { start: span.start.saturating_sub(NEIGHBOURHOOD), end: span.end.saturating_add(NEIGHBOURHOOD) }
}

/// Where a span must be whose own characters or ends are gone: what stands between its kept neighbours. `None` when they
/// are far away, or nothing stands there.
pub(super) fn framed(kept: &Kept, old: &Text, new: &Text, span: Span) -> Option<Span> {
    let inner = Trace::new(kept, old, new, span).map(|trace| trace.place);
    let (left, _) = kept.beside(span.start.saturating_add(1));
    let (_, right) = kept.beside(span.end.saturating_sub(1));
    let room = |gap: u32| gap <= 3 * span.len() + 48;
    let start = left.and_then(|run| {
        let end = run.old_span().end.min(span.start);
        (run.old < span.start && span.start - end <= 32).then(|| run.new + (end - run.old))
    });
    let end = right.and_then(|run| {
        let start = run.old.max(span.end);
        (start < run.old_span().end && start - span.end <= 32).then(|| run.new + (start - run.old))
    });
    let start = match (start, inner) {
        (Some(start), Some(inner)) if room(inner.start.saturating_sub(start)) => start.min(inner.start),
        (_, Some(inner)) => inner.start,
        (start, None) => start?,
    };
    let end = match (end, inner) {
        (Some(end), Some(inner)) if room(end.saturating_sub(inner.end)) => end.max(inner.end),
        (_, Some(inner)) => inner.end,
        (end, None) => end?,
    };
    (start < end && room(end - start)).then(|| trimmed(new, Span { start, end })).flatten()
}

/// The span without white space at its ends; `None` when nothing is left.
pub(super) fn trimmed(text: &Text, span: Span) -> Option<Span> {
    let raw = text.slice(span);
    let start = span.start + size(raw) - size(raw.trim_start());
    let end = start + size(raw.trim());
    (start < end).then_some(Span { start, end })
}

/// Whether between the kept parts of a span there is nowhere much more text than there was.
fn grew_little(runs: &[Run]) -> bool {
    let gaps = runs.iter().zip(runs.iter().skip(1));
    gaps.map(|(a, b)| ((b.new - a.new_span().end), (b.old - a.old_span().end))).all(|(now, was)| now <= was + INSERTED)
}

/// The share of a span that is kept; `None` when it holds nothing but white space.
fn share(kept: &Kept, old: &Text, span: Span) -> Option<f64> {
    let all = marks(old.slice(span));
    let survived: usize = kept.within(span).map(|run| marks(old.slice(run.old_span()))).sum();
    (all > 0).then(|| survived as f64 / all as f64)
}

/// Code points that are no white space.
fn marks(text: &str) -> usize {
    text.chars().filter(|char| !char.is_whitespace()).count()
}

pub(super) fn size(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or_default()
}
