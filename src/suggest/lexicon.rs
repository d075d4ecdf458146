//! The lexicon: clauses in which words of harm, figures or accusations stand. A mark says “look here” and proposes a span to
//! begin with; it is no finished annotation.

mod begin;
mod claim;
mod harm;
mod words;

use crate::article::{Article, Role, Span, Token, TokenKind, clauses};
use crate::reading::Section;

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

/// A clause: its words in lower case, and where they are.
struct Clause<'a> {
    words: &'a [String],
    tokens: &'a [Token],
    /// The word right before it in its sentence.
    before: &'a str,
}

impl<'a> Clause<'a> {
    /// From one word up to another.
    fn part(&self, from: usize, to: usize) -> Clause<'a> {
        let before = from.checked_sub(1).and_then(|at| self.words.get(at)).map_or(self.before, String::as_str);
        Clause { words: self.words.get(from..to).unwrap_or_default(), tokens: self.tokens.get(from..to).unwrap_or_default(), before }
    }

    /// The word at a place in lower case; empty beyond the ends.
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
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

/// The places worth a look in a section, in text order, those of one label not overlapping. Boilerplate and credits have none.
#[must_use]
pub fn looks(article: &Article, section: Section) -> Vec<Look> {
    let role = article.block(section.block).map(|block| block.role);
    if matches!(role, Some(Role::Boilerplate | Role::Credit) | None) {
        return Vec::new();
    }
    let text = |span: Span| article.text().slice(span);
    let tokens = section.tokens(article);
    let mut found = Vec::new();
    for sentence in section.sentences(article) {
        let from = tokens.partition_point(|token| token.span.start < sentence.start);
        let to = tokens.partition_point(|token| token.span.start < sentence.end);
        let tokens = tokens.get(from..to).unwrap_or_default();
        let words: Vec<String> = tokens.iter().map(|token| text(token.span).to_lowercase().replace('’', "'")).collect();
        let question = text(sentence).trim_end_matches(['”', '"', '’', '\'', ')']).ends_with('?');
        for span in clauses(|span| text(span).to_owned(), tokens) {
            let first = tokens.partition_point(|token| token.span.start < span.start);
            let last = tokens.partition_point(|token| token.span.start < span.end);
            let (Some(words_of), Some(tokens_of)) = (words.get(first..last), tokens.get(first..last)) else { continue };
            let before = first.checked_sub(1).and_then(|at| words.get(at)).map_or("", String::as_str);
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
