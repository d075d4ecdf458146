//! Dividing a text into blocks: paragraphs, headings, captions.

use std::ops::Range;

use super::{Role, Span};

/// How much of the text decides how it is divided, in bytes: enough to know the house style of any file, and
/// the same for the first screen of a long file as for all of it.
const HEAD: usize = 16 * 1024;

/// Code points from which a line counts as long: nobody wraps by hand at more.
const LONG_LINE: usize = 100;

/// How lines become blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockRule {
    /// Each line that is not blank is a block.
    #[default]
    Lines,
    /// Blank lines separate blocks; line breaks inside a block are kept (verse, addresses).
    Paragraphs,
    /// Blank lines or an indent separate blocks; the lines of one are joined (hard-wrapped prose).
    Wrapped,
}

impl BlockRule {
    /// All rules, in the order in which `:blocks` offers them.
    pub const ALL: [Self; 3] = [Self::Lines, Self::Paragraphs, Self::Wrapped];

    /// The rule that fits a text, judged by its first 16 KiB: long lines are paragraphs of their own; short lines
    /// that mostly do not end sentences are hard-wrapped; else blank lines separate, if there are enough.
    #[must_use]
    pub fn judge(text: &str) -> Self {
        let mut end = HEAD.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let head = text.get(..end).unwrap_or_default();
        let (mut bytes, mut long, mut inner, mut open, mut lines, mut groups) = (0, 0, 0, 0, 0, 0);
        let mut previous = "";
        for line in head.lines() {
            let line = line.trim();
            bytes += line.len();
            lines += usize::from(!line.is_empty());
            groups += usize::from(!line.is_empty() && previous.is_empty());
            if line.len() >= LONG_LINE && line.chars().count() >= LONG_LINE {
                long += line.len();
            }
            if !previous.is_empty() && !line.is_empty() {
                inner += 1;
                open += usize::from(!ends_sentence(previous));
            }
            previous = line;
        }
        if long * 2 >= bytes {
            Self::Lines
        } else if inner >= 2 && open * 2 > inner && lines >= groups * 3 / 2 {
            Self::Wrapped
        } else if groups * 3 >= lines {
            Self::Paragraphs
        } else {
            Self::Lines
        }
    }

    /// The name used in an article's meta and by `:blocks`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "Lines",
            Self::Paragraphs => "Paragraphs",
            Self::Wrapped => "Wrapped",
        }
    }

    /// The rule of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name().eq_ignore_ascii_case(name))
    }
}

/// A paragraph of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its text without white space at either end; never empty.
    pub span: Span,
    /// What it is on the page.
    pub role: Role,
    /// How many blank lines stand before it in the file (0 = it follows directly).
    pub blank_before: u8,
}

/// Divides `text` into blocks of role body.
pub(super) fn split(text: &str, rule: BlockRule) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    let mut blank = 0u8;
    let mut gap = 0u8;
    let mut widest = 0;
    let mut ended = false;
    for line in lines(text) {
        let raw = text.get(line.clone()).unwrap_or_default();
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            push(&mut blocks, text, &mut open, gap);
            blank = blank.saturating_add(1);
            continue;
        }
        let joins = open.is_some()
            && match rule {
                BlockRule::Lines => false,
                BlockRule::Paragraphs => true,
                BlockRule::Wrapped => !(starts_paragraph(raw) || ended && widest > 0),
            };
        if !joins {
            push(&mut blocks, text, &mut open, gap);
            gap = blank;
            widest = 0;
        }
        ended = ends_sentence(trimmed) && raw.trim_end().len() * 3 < widest * 2;
        widest = widest.max(raw.trim_end().len());
        open = Some(open.map_or(line.start, |range| range.start)..line.end);
        blank = 0;
    }
    push(&mut blocks, text, &mut open, gap);
    blocks
}

/// The lines of a text, without their line feeds.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.map(move |end| {
        let line = start..end;
        start = end + 1;
        line
    })
}

fn push(blocks: &mut Vec<Block>, text: &str, open: &mut Option<Range<usize>>, blank_before: u8) {
    let Some(range) = open.take() else { return };
    let raw = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (raw.len() - raw.trim_start().len());
    let trimmed = raw.trim();
    if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(start + trimmed.len())) {
        blocks.push(Block { span: Span { start, end }, role: Role::Body, blank_before });
    }
}

/// A line that opens a paragraph in hard-wrapped text: indented, a list item or a Markdown heading.
fn starts_paragraph(line: &str) -> bool {
    let indented = line.starts_with("  ") || line.starts_with('\t') || line.starts_with('\u{3000}');
    indented || super::role::is_list_item(line.trim()) || line.starts_with('#')
}

/// Whether a line ends where a sentence ends, closing quotes and brackets looked through.
fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['”', '’', '"', '\'', '»', ')', ']', '」', '』', ' ']);
    line.ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> (BlockRule, Vec<&str>) {
        let rule = BlockRule::judge(text);
        (rule, split(text, rule).iter().map(|block| text.get(block.span.range()).unwrap()).collect())
    }

    #[test]
    fn long_lines_are_blocks_even_without_blank_lines_between() {
        let long = "The harbour authority said on Tuesday that the strike had cost the city eleven million crowns since it began.";
        let text = format!("Strike\n\n{long}\n{long}\n\n{long}");
        assert_eq!(blocks(&text), (BlockRule::Lines, vec!["Strike", long, long, long]));
    }

    #[test]
    fn hard_wrapped_lines_join_and_blank_lines_separate() {
        let text = "The harbour authority said that the strike\nhad cost the city eleven million crowns\nsince it began.\n\nThe union has not\nreplied to the offer.\n";
        let (rule, found) = blocks(text);
        assert_eq!(rule, BlockRule::Wrapped);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("The harbour") && found[0].ends_with("began."));
    }

    #[test]
    fn an_indent_or_a_short_last_line_opens_a_paragraph_in_wrapped_text() {
        let text = "The harbour authority said that the strike had cost\nthe city eleven million crowns since it began in\nMay.\nThe union has not replied to the offer that was made\nto it on Monday, and will not say when it might do\n  so. Neither side expects a quick end to the dispute\nor to the blockade.";
        let (rule, found) = blocks(text);
        assert_eq!(rule, BlockRule::Wrapped);
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn short_lines_that_end_sentences_stay_apart() {
        assert_eq!(blocks("One line.\nTwo lines.\nThree lines.\nFour.").1.len(), 4);
    }

    #[test]
    fn white_space_of_all_kinds_is_trimmed_and_never_a_block() {
        let (_, found) = blocks("\u{a0}\n \t \n  Body text.\u{a0}\n");
        assert_eq!(found, ["Body text."]);
    }

    #[test]
    fn a_long_line_cut_by_the_head_is_judged_without_splitting_a_character() {
        let text = "é".repeat(HEAD);
        assert_eq!(BlockRule::judge(&text), BlockRule::Lines);
    }
}
