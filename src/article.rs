//! Floor 0: what an article is, before anybody has annotated it.
//!
//! Owns the text and its offsets, the division into blocks with roles, and the units that a reader sees in
//! it: tokens, sentences, clauses, quotations, names and glyphs. Pure: knows no files, clock or terminal.
//!
//! ```text
//! Text  ──split──▶  Block (role)  ──▶  tokens · sentences · clauses · quotations · names
//!   └── Span: half-open range of bytes; code points only at the border (records, exports)
//! ```

mod block;
mod bounds;
mod clause;
mod form;
mod glyph;
mod guarded;
mod name;
mod quotation;
mod role;
mod sentence;
mod text;
mod token;
mod word_list;

pub use block::{Block, BlockRule};
pub use clause::clauses;
pub use form::{bare_form, folded_form};
pub use glyph::{Ambiguous, Glyph, Ink, glyphs, printable, printable_lines, safe_symbol};
pub use guarded::{guarded, is_guarded};
pub use name::names;
pub use quotation::{Quotation, quotations};
pub use role::Role;
pub use sentence::sentences;
pub use text::{Span, Text, sha256};
pub use token::{Token, TokenKind, tokens};
pub use word_list::is_month;

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Code points of a title at most: a line of a megabyte is none.
const LONGEST_TITLE: usize = 200;

/// One story: its text divided into blocks.
#[derive(Clone, Debug)]
pub struct Article {
    text: Text,
    /// Found when it is first asked for, as the blocks are.
    rule: OnceLock<BlockRule>,
    blocks: OnceLock<Vec<Block>>,
}

impl Article {
    /// Divides `text` by the rule that fits it; see [`BlockRule::judge`].
    #[must_use]
    pub fn new(text: Text) -> Self {
        Self::undivided(text, None).divided()
    }

    /// Divides `text` by a given rule and recognises the role of each block.
    #[must_use]
    pub fn with_rule(text: Text, rule: BlockRule) -> Self {
        Self::undivided(text, Some(rule)).divided()
    }

    /// The same, divided only when a block is first asked for: whoever goes through many texts may never ask.
    #[must_use]
    pub fn undivided(text: Text, rule: Option<BlockRule>) -> Self {
        Self { text, rule: rule.map_or_else(OnceLock::new, OnceLock::from), blocks: OnceLock::new() }
    }

    fn divided(self) -> Self {
        _ = self.blocks();
        self
    }

    /// Sets roles that a person has given; keys are the byte offsets at which the blocks start.
    pub fn set_roles(&mut self, roles: &BTreeMap<u32, Role>) {
        if roles.is_empty() {
            return;
        }
        _ = self.blocks();
        for block in self.blocks.get_mut().into_iter().flatten() {
            if let Some(role) = roles.get(&block.span.start) {
                block.role = *role;
            }
        }
    }

    /// The decoded text.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// How the text was divided.
    #[must_use]
    pub fn rule(&self) -> BlockRule {
        *self.rule.get_or_init(|| BlockRule::judge(self.text.as_str()))
    }

    /// All blocks, in text order; never overlapping, never empty.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        self.blocks.get_or_init(|| {
            let mut blocks = block::split(self.text.as_str(), self.rule());
            role::recognise(self.text.as_str(), &mut blocks);
            blocks
        })
    }

    /// The block with this number.
    #[must_use]
    pub fn block(&self, index: usize) -> Option<Block> {
        self.blocks().get(index).copied()
    }

    /// The number of the block that holds `offset`, or of the nearest one before it (else the first).
    #[must_use]
    pub fn block_at(&self, offset: u32) -> usize {
        self.blocks().partition_point(|block| block.span.start <= offset).saturating_sub(1)
    }

    /// The numbers of the blocks that touch `span`.
    #[must_use]
    pub fn blocks_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.blocks().partition_point(|block| block.span.end <= span.start);
        let last = self.blocks().partition_point(|block| block.span.start < span.end);
        first..last.max(first)
    }

    /// The headline, or the first line that is no boilerplate, or nothing for a blank article.
    #[must_use]
    pub fn title(&self) -> &str {
        let headline = self.blocks().iter().take(20).find(|block| block.role == Role::Headline);
        let readable = || self.blocks().iter().find(|block| block.role != Role::Boilerplate);
        headline.or_else(readable).map_or("", |block| {
            let line = self.text.slice(block.span).split('\n').next().unwrap_or_default();
            let line = line.trim_start_matches('#').trim();
            let end = line.char_indices().nth(LONGEST_TITLE).map_or(line.len(), |(at, _)| at);
            line.get(..end).unwrap_or_default().trim_end()
        })
    }

    /// The text of a block as one line: where lines were joined, the line break reads as a space of the same
    /// length, so that offsets stay.
    #[must_use]
    pub fn prose(&self, block: Block) -> std::borrow::Cow<'_, str> {
        let raw = self.text.slice(block.span);
        if self.rule() == BlockRule::Wrapped && raw.contains('\n') { std::borrow::Cow::Owned(raw.replace('\n', " ")) } else { std::borrow::Cow::Borrowed(raw) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_headline_after_boilerplate() {
        let article = Article::new(Text::new(
            "This site uses cookies. Accept all cookies to continue reading.\n\nHarbour strike enters third week\n\nThe dockers went out on Monday, and they will stay out until a new contract is signed, their union said.\n",
        ));
        assert_eq!(article.title(), "Harbour strike enters third week");
    }

    #[test]
    fn an_empty_article_has_no_blocks_and_no_title() {
        for text in ["", "\n", " \n\t\n\u{a0}"] {
            let article = Article::new(Text::new(text));
            assert_eq!((article.blocks().len(), article.title()), (0, ""), "{text:?}");
        }
    }
}
