//! A section, divided once for all who look for something in it.

use crate::article::{Article, Quotation, Role, Span, Token, quotations};
use crate::reading::Section;

/// A section with its tokens, sentences and quotations.
#[derive(Debug)]
pub struct Passage<'a> {
    /// Its article.
    pub article: &'a Article,
    /// The number of its block.
    pub block: usize,
    /// Where it is.
    pub span: Span,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Its sentences.
    pub sentences: Vec<Span>,
    /// The quotations that touch its block, those that run over several blocks whole.
    pub quotations: Vec<Quotation>,
}

impl<'a> Passage<'a> {
    /// Divides a section. Boilerplate and credits are no passages.
    #[must_use]
    pub fn of(article: &'a Article, section: Section) -> Option<Self> {
        let role = article.block(section.block)?.role;
        (!matches!(role, Role::Boilerplate | Role::Credit)).then(|| Self::divided(article, section))
    }

    /// Divides a block, however long it is and whatever it is.
    pub(super) fn block(article: &'a Article, index: usize) -> Option<Self> {
        let span = article.block(index)?.span;
        Some(Self::divided(article, Section { block: index, span }))
    }

    fn divided(article: &'a Article, section: Section) -> Self {
        Self {
            article,
            block: section.block,
            span: section.span,
            tokens: section.tokens(article),
            sentences: section.sentences(article),
            quotations: quotations(article, section.block, section.span),
        }
    }

    /// Whether it is all of its block.
    pub(super) fn is_whole(&self) -> bool {
        self.article.block(self.block).is_some_and(|block| block.span == self.span)
    }

    /// The words of a span of it.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.article.text().slice(span)
    }

    /// The tokens that begin in a span.
    pub(super) fn tokens_in(&self, span: Span) -> &[Token] {
        let from = self.tokens.partition_point(|token| token.span.start < span.start);
        let to = self.tokens.partition_point(|token| token.span.start < span.end);
        self.tokens.get(from..to).unwrap_or_default()
    }
}
