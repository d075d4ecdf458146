//! Versions of the same words under each other: what one has and another has not stands in the same cells.
//!
//! ```text
//! Maren Tolvik, minister of ports
//! Maren Tolvik···················
//! ······Tolvik···················
//! ```

use crate::article::{Span, Text, printable};
use crate::tui::paint;

/// Cells that a shortened part keeps at least.
const LEAST: usize = 4;

/// A part of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Piece {
    /// Its words, or as many dots as they take.
    pub text: String,
    /// Whether the version has it.
    pub held: bool,
    /// Whether all versions have it.
    pub common: bool,
}

/// The parts of each version, in `width` cells at most where that is possible.
#[must_use]
pub(in crate::tui) fn aligned(text: &Text, versions: &[&[Span]], width: usize) -> Vec<Vec<Piece>> {
    let mut edges: Vec<u32> = versions.iter().flat_map(|spans| spans.iter()).flat_map(|span| [span.start, span.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let parts: Vec<Span> = edges.iter().zip(edges.iter().skip(1)).map(|(start, end)| Span { start: *start, end: *end }).collect();
    let words: Vec<String> = parts.iter().map(|part| flat(text.slice(*part))).collect();
    let shown = fitted(&words, width);
    let holds = |spans: &[Span], part: Span| spans.iter().any(|span| span.covers(part));
    let pieces = |spans: &[Span]| -> Vec<Piece> {
        let of = parts.iter().zip(&shown).map(|(part, words)| {
            let held = holds(spans, *part);
            let text = if held { words.clone() } else { "·".repeat(paint::cells(words)) };
            Piece { text, held, common: versions.iter().all(|other| holds(other, *part)) }
        });
        of.collect()
    };
    versions.iter().map(|spans| pieces(spans)).collect()
}

/// The same in rows of a width: all versions are broken at the same cells, between words where that is possible.
#[must_use]
pub(in crate::tui) fn folded(versions: Vec<Vec<Piece>>, width: usize) -> Vec<Vec<Vec<Piece>>> {
    let parts = versions.first().map_or(0, Vec::len);
    let words = |part: usize| {
        let mut all = versions.iter().filter_map(|version| version.get(part));
        all.find(|piece| piece.held).map(|piece| piece.text.as_str()).unwrap_or_default()
    };
    let ends = row_ends(&(0..parts).map(words).collect::<String>(), width.max(1));
    versions.into_iter().map(|pieces| broken(pieces, &ends)).collect()
}

/// The cells at which rows of words end, that of the last one left out.
fn row_ends(words: &str, width: usize) -> Vec<usize> {
    let (mut ends, mut start, mut cell, mut blank) = (Vec::new(), 0, 0, 0);
    for c in words.chars() {
        let own = paint::cells(&c.to_string());
        if cell + own > start + width {
            start = if blank > start { blank } else { cell };
            ends.push(start);
        }
        cell += own;
        if c == ' ' {
            blank = cell;
        }
    }
    ends
}

/// Pieces broken at those cells.
fn broken(pieces: Vec<Piece>, ends: &[usize]) -> Vec<Vec<Piece>> {
    let mut rows = vec![Vec::new()];
    let (mut cell, mut ends) = (0, ends.iter().peekable());
    for piece in pieces {
        let mut text = String::new();
        let part = |text: &mut String| Piece { text: std::mem::take(text), held: piece.held, common: piece.common };
        for c in piece.text.chars() {
            if ends.next_if(|end| **end <= cell).is_some() {
                rows.last_mut().into_iter().for_each(|row| row.push(part(&mut text)));
                rows.push(Vec::new());
            }
            cell += paint::cells(&c.to_string());
            text.push(c);
        }
        rows.last_mut().into_iter().for_each(|row| row.push(part(&mut text)));
    }
    rows
}

/// Words on one line: line ends and what surrounds them are one blank.
fn flat(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    printable(&out)
}

/// The parts shortened in their middles, the longest first, until all fit or none can give more.
fn fitted(words: &[String], width: usize) -> Vec<String> {
    let mut room: Vec<usize> = words.iter().map(|words| paint::cells(words)).collect();
    let mut over = room.iter().sum::<usize>().saturating_sub(width);
    while over > 0 {
        let Some(longest) = room.iter_mut().max().filter(|cells| **cells > LEAST) else { break };
        let gives = (*longest / 2).min(over).min(*longest - LEAST).max(1);
        *longest -= gives;
        over -= gives;
    }
    words.iter().zip(room).map(|(words, cells)| shortened(words, cells)).collect()
}

/// The beginning and the end of words, with `…` between them, in so many cells.
fn shortened(words: &str, cells: usize) -> String {
    if paint::cells(words) <= cells {
        return words.to_owned();
    }
    let tail_cells = cells.saturating_sub(1) / 3;
    let (mut head, mut tail): (String, Vec<char>) = (String::new(), Vec::new());
    let mut taken = 0;
    for c in words.chars().rev() {
        let own = paint::cells(&c.to_string());
        if taken + own > tail_cells {
            break;
        }
        taken += own;
        tail.push(c);
    }
    for c in words.chars() {
        if paint::cells(&head) + paint::cells(&c.to_string()) + 1 + taken > cells {
            break;
        }
        head.push(c);
    }
    let end: String = tail.into_iter().rev().collect();
    let gap = cells.saturating_sub(paint::cells(&head) + taken);
    format!("{head}{}{end}", "…".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, versions: &[&[(u32, u32)]], width: usize) -> Vec<String> {
        let spans: Vec<Vec<Span>> = versions.iter().map(|spans| spans.iter().map(|(start, end)| Span { start: *start, end: *end }).collect()).collect();
        let borrowed: Vec<&[Span]> = spans.iter().map(Vec::as_slice).collect();
        let all = aligned(&Text::new(text), &borrowed, width);
        all.iter().map(|pieces| pieces.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    #[test]
    fn what_a_version_has_stands_under_what_another_has() {
        assert_eq!(lines("Maren Tolvik, minister", &[&[(0, 22)], &[(6, 12)]], 40), ["Maren Tolvik, minister", "······Tolvik··········"]);
        assert_eq!(lines("one two three four", &[&[(0, 3), (8, 13)], &[(0, 13)]], 40), ["one·····three", "one two three"]);
        assert_eq!(lines("one\n\ntwo", &[&[(0, 8)]], 40), ["one two"]);
    }

    #[test]
    fn rows_of_all_versions_are_broken_at_the_same_cells() {
        let text = Text::new("Maren Tolvik, minister of ports, 東京");
        let spans: [&[Span]; 2] = [&[Span { start: 0, end: 39 }], &[Span { start: 6, end: 12 }]];
        let rows = folded(aligned(&text, &spans, 80), 10);
        let words = |version: &[Vec<Piece>]| version.iter().map(|row| row.iter().map(|piece| piece.text.as_str()).collect::<String>()).collect::<Vec<_>>();
        assert_eq!(words(&rows[0]), ["Maren ", "Tolvik, ", "minister ", "of ports, ", "東京"]);
        assert_eq!(words(&rows[1]), ["······", "Tolvik··", "·········", "··········", "····"]);
        assert_eq!(row_ends("unbreakable", 4), [4, 8]);
        assert!(folded(Vec::new(), 0).is_empty());
    }

    #[test]
    fn long_words_are_shortened_in_their_middle_and_stay_aligned() {
        let text = "The minister of the ports of Norland and of all its islands, Maren Tolvik, said";
        let found = lines(text, &[&[(0, 73)], &[(61, 73)]], 30);
        assert!(found.iter().all(|line| paint::cells(line) == 30), "{found:?}");
        assert!(found[0].starts_with("The minis") && found[0].ends_with("Tolvik") && found[1].ends_with("·Maren Tolvik"), "{found:?}");
        assert_eq!(lines("東京の港湾労働者が待つ", &[&[(0, 33)], &[(0, 6)]], 12).iter().map(|line| paint::cells(line)).max(), Some(12));
        assert!(lines("", &[], 10).is_empty());
    }
}
