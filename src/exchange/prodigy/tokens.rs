//! Tokens that give the text back, whatever is in it.

use std::collections::BTreeSet;
use std::iter::Peekable;

use crate::article::Span;
use crate::exchange::Words;

/// A token, and whether a space follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it is.
    pub(super) span: Span,
    /// Whether a space follows.
    pub(super) space: bool,
}

/// The tokens of a text: its words, and what lies between them but for single spaces. None goes over one of the `cuts`.
/// Put together they are the text.
pub(super) fn tokens(text: &str, words: &Words, cuts: &BTreeSet<u32>) -> Vec<Token> {
    let mut cutting = Cutting { tokens: Vec::with_capacity(words.tokens().len() + cuts.len() + 16), cuts: cuts.iter().copied().peekable() };
    let mut at = 0;
    for word in words.tokens() {
        cutting.gap(text, Span { start: at, end: word.start.max(at) });
        cutting.push(Span { start: word.start.max(at), end: word.end });
        at = word.end.max(at);
    }
    cutting.gap(text, Span { start: at, end: text.len() as u32 });
    cutting.tokens
}

/// The token numbers of a span, both inclusive; `None` when it does not lie on whole tokens.
pub(super) fn numbers(tokens: &[Token], span: Span) -> Option<(usize, usize)> {
    let first = tokens.partition_point(|token| token.span.start < span.start);
    let last = tokens.partition_point(|token| token.span.end < span.end);
    let exact = tokens.get(first)?.span.start == span.start && tokens.get(last)?.span.end == span.end;
    exact.then_some((first, last))
}

/// Tokens as they are found, in text order, and the cuts that are still to come.
struct Cutting<C: Iterator<Item = u32>> {
    tokens: Vec<Token>,
    cuts: Peekable<C>,
}

impl<C: Iterator<Item = u32>> Cutting<C> {
    fn gap(&mut self, text: &str, gap: Span) {
        let between = text.get(gap.range()).unwrap_or_default();
        let mut start = gap.start;
        if let Some(last) = self.tokens.last_mut().filter(|last| between.starts_with(' ') && last.span.end == gap.start) {
            last.space = true;
            start += 1;
        }
        self.push(Span { start, end: gap.end });
    }

    fn push(&mut self, span: Span) {
        let mut start = span.start;
        while let Some(cut) = self.cuts.next_if(|cut| *cut < span.end) {
            if cut > start {
                self.tokens.push(Token { span: Span { start, end: cut }, space: false });
                start = cut;
            }
        }
        if span.end > start {
            self.tokens.push(Token { span: Span { start, end: span.end }, space: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Text};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tokens_give_the_text_back(text in "([a-z’é👍. \u{a0}\n]|\\PC){0,80}", at in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
            let article = Article::new(Text::new(text.clone()));
            let places: Vec<u32> = text.char_indices().filter(|(_, char)| !char.is_whitespace()).map(|(at, _)| at as u32).collect();
            let cuts: BTreeSet<u32> = at.iter().filter(|_| !places.is_empty()).map(|at| places[at.index(places.len())]).collect();
            let tokens = tokens(&text, &Words::of(&article), &cuts);
            let joined: String = tokens.iter().flat_map(|token| [text.get(token.span.range()).unwrap(), if token.space { " " } else { "" }]).collect();
            prop_assert_eq!(joined, text);
            for cut in cuts {
                prop_assert!(tokens.iter().any(|token| token.span.start == cut));
            }
        }
    }
}
