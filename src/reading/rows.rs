//! Breaking a section into rows of a width.
//!
//! The line-break rules are those of UAX #14, with one of our own: no row begins with a dash that belongs to the words
//! before it. White space at the end of a row hangs over without counting.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::article::{Ambiguous, Ink, glyphs};

/// What rows are set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Cells of a row.
    pub width: u16,
    /// How wide ambiguous characters are.
    pub ambiguous: Ambiguous,
}

/// The byte offsets in `text` at which rows begin, the first one 0; one row for an empty text. A line feed ends its row
/// unless `joined`, when it reads as a space.
#[must_use]
pub fn row_starts(text: &str, measure: Measure, joined: bool) -> Vec<u32> {
    let breaks: Vec<usize> = linebreaks(text)
        .filter(|(at, kind)| !text.get(*at..).unwrap_or_default().starts_with(['—', '–']) || *kind == BreakOpportunity::Mandatory)
        .map(|(at, _)| at)
        .collect();
    let mut starts = vec![0];
    let mut start = 0;
    let mut next_break = 0;
    loop {
        let end = row_end(text, start, measure, joined, breaks.get(next_break..).unwrap_or_default());
        if end >= text.len() {
            return starts;
        }
        starts.push(end as u32);
        start = end;
        next_break += breaks.get(next_break..).unwrap_or_default().partition_point(|at| *at <= start);
    }
}

/// Where the row that begins at `start` ends; `breaks` are the opportunities after it.
fn row_end(text: &str, start: usize, measure: Measure, joined: bool, breaks: &[usize]) -> usize {
    let width = usize::from(measure.width.max(1));
    let mut breaks = breaks.iter().copied().peekable();
    let mut column = 0;
    let mut last = None;
    for glyph in glyphs(text.get(start..).unwrap_or_default(), 0, measure.ambiguous) {
        let at = start + glyph.at;
        let end = at + glyph.len;
        if !glyph.is_blank() && column + glyph.width > width && at > start {
            return last.unwrap_or(at);
        }
        column += glyph.width;
        if !joined && text.get(at..end).is_some_and(|glyph| glyph.ends_with('\n')) {
            return end;
        }
        while breaks.peek().is_some_and(|at| *at <= end) {
            let hyphen = glyph.ink == Ink::Nothing && column >= width;
            if breaks.next() == Some(end) && !hyphen {
                last = Some(end);
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, width: u16) -> Vec<&str> {
        let starts = row_starts(text, Measure { width, ambiguous: Ambiguous::Narrow }, true);
        let ends = starts.iter().skip(1).copied().chain([text.len() as u32]);
        starts.iter().zip(ends).map(|(start, end)| text.get(*start as usize..end as usize).unwrap()).collect()
    }

    #[test]
    fn words_move_down_whole_and_spaces_hang() {
        assert_eq!(rows("the harbour stood still", 11), ["the harbour ", "stood still"]);
        assert_eq!(rows("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(rows("", 3), [""]);
    }

    #[test]
    fn abbreviations_no_break_spaces_and_dashes_stay_with_their_words() {
        assert_eq!(rows("in the U.K. today", 9), ["in the ", "U.K. ", "today"]);
        assert_eq!(rows("met Ilse\u{a0}Brandt", 11), ["met ", "Ilse\u{a0}Brandt"]);
        assert_eq!(rows("he waits — and", 9), ["he ", "waits — ", "and"]);
        assert_eq!(rows("he waits—and", 8), ["he ", "waits—", "and"]);
    }

    #[test]
    fn wide_characters_and_soft_hyphens() {
        assert_eq!(rows("安全保障", 5), ["安全", "保障"]);
        assert_eq!(rows("Hafen\u{ad}streik", 7), ["Hafen\u{ad}", "streik"]);
    }

    #[test]
    fn a_kept_line_feed_ends_its_row() {
        let starts = row_starts("roses\nviolets", Measure { width: 40, ambiguous: Ambiguous::Narrow }, false);
        assert_eq!(starts, [0, 6]);
    }

    proptest! {
        #[test]
        fn rows_join_to_the_text_and_fit_the_width(text in "(\\PC|[ a-z安\u{301}👍🏽\u{ad}\t—\u{a0}]){0,80}", width in 1u16..30) {
            let measure = Measure { width, ambiguous: Ambiguous::Narrow };
            let rows = rows(&text, width);
            prop_assert_eq!(rows.concat(), text.as_str());
            for row in rows {
                let glyphs: Vec<_> = glyphs(row, 0, measure.ambiguous).collect();
                let inked = glyphs.iter().rposition(|glyph| !glyph.is_blank()).map_or(0, |at| at + 1);
                let cells: usize = glyphs.iter().take(inked).map(|glyph| glyph.width).sum();
                prop_assert!(cells <= usize::from(width) || inked <= 1 || glyphs.iter().take(inked).filter(|glyph| glyph.width > 0).count() == 1, "{:?}", row);
            }
        }
    }
}
