//! Sections: a block, or a piece of one that is longer than anybody writes.
//!
//! Some files hold a megabyte in one line. Every computation near the caret works on a section, so its cost is bounded
//! by the section and not by the line.

use unicode_segmentation::GraphemeCursor;

use crate::article::{Article, Span, Token, sentences, tokens};

/// Bytes of a section at most.
const LONGEST: u32 = 16 * 1024;

/// Bytes before the cut within which white space is looked for.
const SLACK: u32 = 1024;

/// A block or a piece of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// The number of its block.
    pub block: usize,
    /// Its text.
    pub span: Span,
}

impl Section {
    /// Its tokens.
    #[must_use]
    pub fn tokens(self, article: &Article) -> Vec<Token> {
        tokens(&self.prose(article), self.span.start)
    }

    /// Its sentences.
    #[must_use]
    pub fn sentences(self, article: &Article) -> Vec<Span> {
        sentences(&self.prose(article), self.span.start)
    }

    /// Its text, joined lines read as one.
    #[must_use]
    pub fn prose(self, article: &Article) -> std::borrow::Cow<'_, str> {
        let Some(block) = article.block(self.block) else { return std::borrow::Cow::Borrowed("") };
        article.prose(crate::article::Block { span: self.span, ..block })
    }
}

/// The section that holds `offset`, or the nearest one before it; nothing in an empty article.
#[must_use]
pub fn section_at(article: &Article, offset: u32) -> Option<Section> {
    let index = article.block_at(offset);
    let block = article.block(index)?.span;
    let mut start = block.start;
    loop {
        let end = cut(article, start, block.end);
        if offset < end || end == block.end {
            return Some(Section { block: index, span: Span { start, end } });
        }
        start = end;
    }
}

/// The section after this one.
#[must_use]
pub fn next_section(article: &Article, section: Section) -> Option<Section> {
    let block = article.block(section.block)?.span;
    if section.span.end < block.end {
        let end = cut(article, section.span.end, block.end);
        return Some(Section { block: section.block, span: Span { start: section.span.end, end } });
    }
    let next = article.block(section.block + 1)?.span;
    Some(Section { block: section.block + 1, span: Span { start: next.start, end: cut(article, next.start, next.end) } })
}

/// The section before this one.
#[must_use]
pub fn previous_section(article: &Article, section: Section) -> Option<Section> {
    let block = article.block(section.block)?.span;
    if section.span.start > block.start {
        return section_at(article, section.span.start - 1);
    }
    let before = article.block(section.block.checked_sub(1)?)?.span;
    section_at(article, before.end - 1)
}

/// Where the section that begins at `start` ends: after white space if there is some near, else between characters.
fn cut(article: &Article, start: u32, end: u32) -> u32 {
    if end - start <= LONGEST {
        return end;
    }
    let bytes = article.text().as_str().as_bytes();
    let target = (start + LONGEST) as usize;
    let near = bytes.get(target - SLACK as usize..target).unwrap_or_default();
    if let Some(space) = near.iter().rposition(|byte| matches!(byte, b' ' | b'\n')) {
        return (target - SLACK as usize + space + 1) as u32;
    }
    let mut target = target;
    while !article.text().as_str().is_char_boundary(target) {
        target -= 1;
    }
    let text = article.text().as_str();
    let mut cursor = GraphemeCursor::new(target, text.len(), true);
    let inside = !cursor.is_boundary(text, 0).unwrap_or(true);
    let border = if inside { cursor.prev_boundary(text, 0).ok().flatten() } else { None };
    // A cluster longer than a section is cut all the same.
    border.filter(|border| *border > start as usize).unwrap_or(target) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Text;

    #[test]
    fn a_long_line_is_cut_and_walked_both_ways_without_gap() {
        for unit in ["word ", "é安", "x", "e\u{301}\u{302}"] {
            let article = Article::new(Text::new(format!("Title\n\n{}", unit.repeat(60_000))));
            let mut section = section_at(&article, 0).unwrap();
            let mut forward = vec![section];
            while let Some(next) = next_section(&article, section) {
                section = next;
                forward.push(section);
            }
            let mut backward = vec![section];
            while let Some(previous) = previous_section(&article, section) {
                section = previous;
                backward.push(section);
            }
            backward.reverse();
            assert_eq!(forward, backward, "{unit:?}");
            assert!(forward.len() > 3 && forward.iter().all(|section| section.span.len() <= LONGEST));
            assert!(forward[1..].windows(2).all(|pair| pair[0].span.end == pair[1].span.start));
            for section in forward {
                assert_eq!(section_at(&article, section.span.start), Some(section));
                assert_eq!(section_at(&article, section.span.end - 1), Some(section));
            }
        }
    }

    #[test]
    fn an_empty_article_has_no_section() {
        assert_eq!(section_at(&Article::new(Text::new("\n")), 0), None);
    }
}
