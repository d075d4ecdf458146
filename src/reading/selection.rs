//! The selection: an anchor that stays and a head that moves.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::article::{Article, Span, Text};

/// What is selected, from one unit to another, both included.
///
/// ```text
/// the [minister said] today      anchor = minister, head = said: the right edge moves
///     ^^^^^^^^ ^^^^
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The unit at which it was begun.
    pub anchor: Span,
    /// The unit that moves.
    pub head: Span,
}

impl Selection {
    /// A selection of one unit.
    #[must_use]
    pub fn new(unit: Span) -> Self {
        Self { anchor: unit, head: unit }
    }

    /// All that is selected.
    #[must_use]
    pub fn span(self) -> Span {
        self.anchor.hull(self.head)
    }

    /// Whether the right edge is the one that moves.
    #[must_use]
    pub fn is_forward(self) -> bool {
        self.head.end >= self.anchor.end
    }

    /// The same selection with the other edge moving.
    #[must_use]
    pub fn swapped(self) -> Self {
        let span = self.span();
        let fixed = if self.is_forward() { Span { start: span.end, end: span.end } } else { Span { start: span.start, end: span.start } };
        let moving = if self.is_forward() { Span { start: span.start, end: span.start } } else { Span { start: span.end, end: span.end } };
        Self { anchor: fixed, head: moving }
    }

    /// The moving edge shifted by `by` characters (graphemes), to the right when positive; it skips white space, and
    /// at least one character stays selected.
    #[must_use]
    pub fn nudged(self, text: &Text, by: isize) -> Self {
        let mut span = self.span();
        for _ in 0..by.unsigned_abs() {
            span = nudge(text, span, self.is_forward(), by > 0);
        }
        let (start, end) = (Span { start: span.start, end: span.start }, Span { start: span.end, end: span.end });
        if self.is_forward() { Self { anchor: start, head: end } } else { Self { anchor: end, head: start } }
    }
}

/// `span` with one edge moved by a character and then over white space, so that it neither begins nor ends on any.
fn nudge(text: &Text, span: Span, right_edge: bool, forward: bool) -> Span {
    let edge = if right_edge { span.end } else { span.start };
    let Some(moved) = step(text, edge, forward) else { return span };
    let shrinks = right_edge != forward;
    let mut moved = moved;
    loop {
        let probe = match (right_edge, forward) {
            (true, _) => step(text, moved, false).map(|from| Span { start: from, end: moved }),
            (false, _) => step(text, moved, true).map(|to| Span { start: moved, end: to }),
        };
        let blank = probe.is_some_and(|probe| text.slice(probe).trim().is_empty());
        if !blank {
            break;
        }
        let Some(next) = step(text, moved, forward) else { return span };
        moved = next;
    }
    let (start, end) = if right_edge { (span.start, moved) } else { (moved, span.end) };
    if start >= end && shrinks { span } else { Span { start, end } }
}

/// The next border between graphemes.
fn step(text: &Text, at: u32, forward: bool) -> Option<u32> {
    let mut cursor = GraphemeCursor::new(at as usize, text.as_str().len(), true);
    let border = if forward { cursor.next_boundary(text.as_str(), 0) } else { cursor.prev_boundary(text.as_str(), 0) };
    border.ok().flatten().map(|at| at as u32)
}

/// `span` without white space at either end; a combining mark on white space belongs to that.
#[must_use]
pub fn trimmed(text: &Text, span: Span) -> Span {
    let slice = text.slice(span);
    let space = |character: &&str| character.starts_with(char::is_whitespace);
    let lead: usize = slice.graphemes(true).take_while(space).map(str::len).sum();
    let rest = slice.get(lead..).unwrap_or_default();
    let tail: usize = rest.graphemes(true).rev().take_while(space).map(str::len).sum();
    let start = span.start + lead as u32;
    Span { start, end: start + (rest.len() - tail) as u32 }
}

/// The parts of `span` in each block that it touches, without white space at either end; none is empty.
#[must_use]
pub fn by_block(article: &Article, span: Span) -> Vec<Span> {
    let blocks = article.blocks_in(span).filter_map(|index| article.block(index));
    let parts = blocks.map(|block| Span { start: block.span.start.max(span.start), end: block.span.end.min(span.end) });
    parts.map(|part| trimmed(article.text(), part)).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn select(text: &str, word: &str) -> (Text, Selection) {
        let at = text.find(word).unwrap() as u32;
        (Text::new(text), Selection::new(Span { start: at, end: at + word.len() as u32 }))
    }

    #[test]
    fn white_space_with_a_mark_on_it_is_trimmed_whole() {
        for (text, expected) in [(" \u{301}mark \u{301} ", "mark"), ("\u{a0}e\u{301} \u{301}", "e\u{301}"), (" \u{301}", "")] {
            let text = Text::new(text);
            assert_eq!(text.slice(trimmed(&text, text.span())), expected);
        }
    }

    #[test]
    fn the_moving_edge_goes_by_characters_and_over_white_space() {
        let (text, selection) = select("the minister said", "minister");
        assert_eq!(text.slice(selection.nudged(&text, 1).span()), "minister s");
        assert_eq!(text.slice(selection.nudged(&text, -3).span()), "minis");
        assert_eq!(text.slice(selection.swapped().nudged(&text, -1).span()), "e minister");
        assert_eq!(text.slice(selection.nudged(&text, -100).span()), "m");
        assert_eq!(text.slice(selection.nudged(&text, 100).span()), "minister said");
    }

    #[test]
    fn swapping_keeps_what_is_selected() {
        let (_, selection) = select("the minister said", "minister");
        assert_eq!(selection.swapped().span(), selection.span());
        assert_ne!(selection.swapped().is_forward(), selection.is_forward());
        assert_eq!(selection.swapped().swapped().is_forward(), selection.is_forward());
    }

    proptest! {
        #[test]
        fn a_nudged_selection_never_cuts_a_grapheme_or_ends_on_white_space(words in "[a-z👍🏽é](\\PC|[ a\u{301}👩‍👧\u{a0}]){0,30}[a-z]", by in -30isize..30, swap: bool) {
            let text = Text::new(words.clone());
            let selection = Selection::new(trimmed(&text, text.span()));
            let selection = if swap { selection.swapped() } else { selection };
            let nudged = selection.nudged(&text, by).span();
            let slice = text.slice(nudged);
            prop_assert!(!slice.is_empty());
            let borders: Vec<usize> = unicode_segmentation::UnicodeSegmentation::grapheme_indices(words.as_str(), true).map(|(at, _)| at).chain([words.len()]).collect();
            prop_assert!(borders.contains(&(nudged.start as usize)) && borders.contains(&(nudged.end as usize)));
        }
    }
}
