//! The ends of a span: whether they are certain where the text around them has changed.

use crate::article::{Span, Text};

use super::diff::{Kept, Run};
use super::trace::size;

/// Bytes of changed text beside an end in which a word like the one at the end is looked for.
const BESIDE: u32 = 200;

/// Whether nothing but deletions of whole words happened at the ends of a span, of which `runs` are its first and last kept
/// part.
pub(super) fn are_clear(kept: &Kept, old: (&Text, Span), new: &Text, runs: (Run, Run)) -> bool {
    start_is_clear(kept, old.0, new, old.1, runs.0) && end_is_clear(kept, old.0, new, old.1, runs.1)
}

/// Whether the first character is kept, or what stood before the span now stands right before what is left of it.
fn start_is_clear(kept: &Kept, old: &Text, new: &Text, span: Span, first: Run) -> bool {
    if blank(old, span.start, first.old) {
        return true;
    }
    // A mark that has come to the front has lost its word, and may not belong to the span any more.
    if !old.slice(first.old_span()).starts_with(char::is_alphanumeric) {
        return false;
    }
    let head = old.slice(Span { start: 0, end: span.start }).trim_end();
    match head.chars().next_back() {
        Some(last) => kept.new_of(size(head) - width(last)).is_some_and(|at| blank(new, at + width(last), first.new)),
        None => blank(new, 0, first.new),
    }
}

/// The same at the other end.
fn end_is_clear(kept: &Kept, old: &Text, new: &Text, span: Span, last: Run) -> bool {
    if blank(old, last.old_span().end, span.end) {
        // `’s` alone may be that of another word.
        let word = old.slice(span).split_whitespace().next_back().unwrap_or_default();
        let head = word.find(char::is_alphanumeric).unwrap_or_default();
        return last.old <= span.start + size(old.slice(span).trim_end()) - size(word) + head as u32;
    }
    if !old.slice(last.old_span()).trim_end().ends_with(char::is_alphanumeric) {
        return false;
    }
    let tail = old.slice(Span { start: span.end, end: old.len() });
    let next = span.end + size(tail) - size(tail.trim_start());
    if next == old.len() { blank(new, last.new_span().end, new.len()) } else { kept.new_of(next).is_some_and(|at| blank(new, last.new_span().end, at)) }
}

/// Whether the word at an end may be another one that reads the same: a changed text right beside it holds that word too, or a
/// new part of a word is written at it without a space.
pub(super) fn are_doubtful(kept: &Kept, old: (&Text, Span), new: (&Text, Span)) -> bool {
    let (text, place) = new;
    let words = text.slice(place);
    let first = words.split_whitespace().next().map(|word| Span { start: place.start, end: place.start + size(word) });
    let last = words.split_whitespace().next_back().map(|word| Span { start: place.end - size(word), end: place.end });
    let doubtful = |word: Span| is_glued(kept, text, word) || stands_twice(kept, old.0, text, word);
    first.into_iter().chain(last).any(doubtful)
}

/// Whether a part of a word that is not kept is written right beside or in the word: it may have replaced one that began
/// likewise.
fn is_glued(kept: &Kept, new: &Text, word: Span) -> bool {
    let joins = |char: char| char.is_alphanumeric() || matches!(char, '’' | '\'' | '-' | '\u{2010}' | '\u{2011}' | '_' | '@');
    let fresh = |at: Span| kept.onto(at).next().is_none();
    let left = new.slice(Span { start: 0, end: word.start }).chars().next_back();
    let right = new.slice(Span { start: word.end, end: new.len() }).chars().next();
    let inside = new.slice(word).char_indices().filter(|(_, char)| joins(*char)).map(|(at, char)| (word.start + at as u32, char));
    let all = left.map(|char| (word.start - width(char), char)).into_iter().chain(inside).chain(right.map(|char| (word.end, char)));
    all.filter(|(_, char)| joins(*char)).any(|(at, char)| fresh(Span { start: at, end: at + width(char) }))
}

/// Whether the changed text right before or after a kept word, in either text, holds that word again.
fn stands_twice(kept: &Kept, old: &Text, new: &Text, word: Span) -> bool {
    let bare = |word: &str| word.trim_matches(|char: char| !char.is_alphanumeric()).to_owned();
    let wanted = bare(new.slice(word));
    let core = new.slice(word).find(&wanted).map_or(word.start, |at| word.start + at as u32);
    let core = Span { start: core, end: core + size(&wanted) };
    let (Some(run), false) = (kept.onto(core).next(), wanted.is_empty()) else { return false };
    let (before, after) = kept.around(run);
    let holds = |text: &Text, gap: Span| text.slice(gap).split_whitespace().any(|other| bare(other) == wanted);
    // Beyond marks such as a comma that are kept on their own, the text may have changed.
    let opens = new.slice(Span { start: run.new.min(core.start), end: core.start }).chars().all(|char| !char.is_alphanumeric());
    let closes = new.slice(Span { start: core.end, end: run.new_span().end.max(core.end) }).chars().all(|char| !char.is_alphanumeric());
    let left = before.map_or((0, 0), |run| (run.old_span().end, run.new_span().end));
    let right = after.map_or((old.len(), new.len()), |run| (run.old, run.new));
    let head = |text: &Text, from: u32, to: u32| near(text, to.saturating_sub(BESIDE).max(from), to);
    let tail = |text: &Text, from: u32, to: u32| near(text, from, from.saturating_add(BESIDE).min(to));
    let end = (run.old_span().end, run.new_span().end);
    opens && (holds(old, head(old, left.0, run.old)) || holds(new, head(new, left.1, run.new)))
        || closes && (holds(old, tail(old, end.0, right.0)) || holds(new, tail(new, end.1, right.1)))
}

/// A span with its ends moved to character boundaries.
fn near(text: &Text, start: u32, end: u32) -> Span {
    Span::new(super::boundary(text, start), super::boundary(text, end))
}

fn blank(text: &Text, start: u32, end: u32) -> bool {
    start >= end || text.slice(Span { start, end }).trim().is_empty()
}

fn width(char: char) -> u32 {
    u32::try_from(char.len_utf8()).unwrap_or_default()
}
