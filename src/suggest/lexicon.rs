//! The lexicon: clauses in which words of harm, figures or accusations stand. A mark says “look here” and proposes a span to
//! begin with; it is no finished annotation.

mod begin;
mod claim;
mod harm;
mod words;

use std::borrow::Cow;

use super::Passage;
use crate::article::{Span, Token, TokenKind, clauses};
use words::{List, lists_of};

pub use begin::threat_in;

/// Whether a word is an adverb by its ending.
fn is_adverb(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ly")
}

/// A place worth a look, for somebody who tags threats or claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The span to begin with: on the borders of words, inside one sentence.
    pub span: Span,
    /// `threat` or `claim`.
    pub label: &'static str,
    /// Why, in a few words: `“plotted”: a word of harm`.
    pub reason: String,
    /// Whether it is likely one: a verb or noun of harm, a figure, an accusation. Of a warning, a date, a superlative or a cause
    /// less is known.
    pub strong: bool,
}

/// A word in lower case, its apostrophe straight.
struct Word<'a> {
    text: Cow<'a, str>,
    /// The lists that it is in.
    lists: u32,
}

impl<'a> Word<'a> {
    fn new(raw: &'a str) -> Self {
        let text = lower(raw);
        Self { lists: lists_of(&text), text }
    }
}

/// A clause: its words, and where they are.
struct Clause<'a> {
    words: &'a [Word<'a>],
    tokens: &'a [Token],
    /// The word right before it in its sentence.
    before: &'a str,
}

impl<'a> Clause<'a> {
    /// From one word up to another.
    fn part(&self, from: usize, to: usize) -> Clause<'a> {
        let before = from.checked_sub(1).and_then(|at| self.words.get(at)).map_or(self.before, |word| &word.text);
        Clause { words: self.words.get(from..to).unwrap_or_default(), tokens: self.tokens.get(from..to).unwrap_or_default(), before }
    }

    /// The word at a place in lower case; empty beyond the ends.
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.text)
    }

    /// Whether the word at a place is in a list.
    fn is(&self, at: usize, list: List) -> bool {
        self.words.get(at).is_some_and(|word| list.is_among(word.lists))
    }

    /// Whether the word so many places before is in a list.
    fn back_is(&self, at: usize, by: usize, list: List) -> bool {
        at.checked_sub(by).is_some_and(|at| self.is(at, list))
    }

    /// The word so many places before.
    fn back(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.word(at))
    }

    fn is_clitic(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Clitic)
    }

    /// From one word to another, both included.
    fn span(&self, first: usize, last: usize) -> Option<Span> {
        Some(self.tokens.get(first)?.span.hull(self.tokens.get(last)?.span))
    }
}

/// A word in lower case, its apostrophe straight.
fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.to_lowercase().replace('’', "'"))
}

/// The places worth a look in a passage, in text order, those of one label not overlapping.
#[must_use]
pub fn looks(passage: &Passage<'_>) -> Vec<Look> {
    let mut found = Vec::new();
    for sentence in &passage.sentences {
        let tokens = passage.tokens_in(*sentence);
        let words: Vec<Word<'_>> = tokens.iter().map(|token| Word::new(passage.text(token.span))).collect();
        let question = passage.text(*sentence).trim_end_matches(['”', '"', '’', '\'', ')']).ends_with('?');
        for span in clauses(|span| passage.text(span), tokens) {
            let first = tokens.partition_point(|token| token.span.start < span.start);
            let last = tokens.partition_point(|token| token.span.start < span.end);
            let (Some(words_of), Some(tokens_of)) = (words.get(first..last), tokens.get(first..last)) else { continue };
            let before = first.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| &word.text);
            let clause = Clause { words: words_of, tokens: tokens_of, before };
            found.extend(harm::look(&clause));
            if !question {
                found.extend(claim::looks(&clause));
            }
        }
    }
    found.sort_by_key(|look| (look.span.start, std::cmp::Reverse(look.span.end)));
    found
}

#[cfg(test)]
mod tests;
