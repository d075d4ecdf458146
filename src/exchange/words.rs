//! An article as sentences of tokens, for formats that count in tokens.

use std::ops::Range;

use crate::article::{Article, Span, sentences, tokens};

/// The tokens that a span touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Their numbers in the article.
    pub tokens: Range<usize>,
    /// Whether the span begins where the first begins and ends where the last ends.
    pub exact: bool,
}

/// The tokens of an article, sentence by sentence. No sentence goes over the end of a block.
#[derive(Clone, Debug, Default)]
pub struct Words {
    tokens: Vec<Span>,
    sentences: Vec<Range<usize>>,
}

impl Words {
    /// Divides an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let mut words = Self::default();
        for block in article.blocks() {
            let prose = article.prose(*block);
            let parts = sentences(&prose, block.span.start);
            let mut all = tokens(&prose, block.span.start).into_iter().map(|token| token.span).peekable();
            for number in 0..parts.len().max(1) {
                let end = parts.get(number + 1).map_or(u32::MAX, |next| next.start);
                let first = words.tokens.len();
                while let Some(token) = all.next_if(|token| token.start < end) {
                    words.tokens.push(token);
                }
                if first < words.tokens.len() {
                    words.sentences.push(first..words.tokens.len());
                }
            }
        }
        words
    }

    /// Only the tokens of an article, for what has no use for sentences: there are none.
    #[must_use]
    pub fn tokens_of(article: &Article) -> Self {
        let found = article.blocks().iter().flat_map(|block| tokens(&article.prose(*block), block.span.start));
        Self { tokens: found.map(|token| token.span).collect(), sentences: Vec::new() }
    }

    /// The tokens, in text order.
    #[must_use]
    pub fn tokens(&self) -> &[Span] {
        &self.tokens
    }

    /// The sentences as ranges of token numbers: in order, none empty, together all tokens.
    #[must_use]
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The tokens that a span touches; `None` when it touches none.
    #[must_use]
    pub fn cover(&self, span: Span) -> Option<Cover> {
        let first = self.tokens.partition_point(|token| token.end <= span.start);
        let last = self.tokens.partition_point(|token| token.start < span.end);
        let (from, to) = (self.tokens.get(first)?, self.tokens.get(last.checked_sub(1)?)?);
        (first < last).then_some(Cover { tokens: first..last, exact: from.start == span.start && to.end == span.end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Text;

    #[test]
    fn every_word_is_in_a_sentence_and_spans_find_their_tokens() {
        let article = Article::new(Text::new("Ilse Brandt’s offer failed.\n\n“No deal,” she said. The U.K. left.\n"));
        let words = Words::of(&article);
        let text = article.text();
        let sentences: Vec<Vec<&str>> =
            words.sentences().iter().map(|range| words.tokens()[range.clone()].iter().map(|span| text.slice(*span)).collect()).collect();
        assert_eq!(sentences[0], ["Ilse", "Brandt", "’s", "offer", "failed", "."]);
        assert_eq!(sentences[2], ["The", "U.K.", "left", "."]);
        assert_eq!(Words::tokens_of(&article).tokens(), words.tokens());
        assert_eq!(words.cover(Span { start: 0, end: 11 }), Some(Cover { tokens: 0..2, exact: true }));
        assert_eq!(words.cover(Span { start: 0, end: 8 }), Some(Cover { tokens: 0..2, exact: false }));
        assert_eq!(words.cover(Span { start: 4, end: 5 }), None);
    }
}
