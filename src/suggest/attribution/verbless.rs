//! Attributions without a verb: *according to*, nouns such as *the claim that*, a name and a colon.

use std::ops::Range;

use super::clause::content_end;
use super::frame::{Draft, Reading};
use super::lexicon::is_noun;
use super::phrase::{agent, noun_phrase, subject};
use super::word::{Act, Class};

impl Reading<'_, '_> {
    /// `According to the union, the gate is shut`; also at the end or in the middle.
    pub(super) fn according(&self, at: usize) -> Option<(Draft, usize)> {
        let mut source = agent(self.paragraph, at + 2, self.end)?;
        if at == self.free && source.end >= self.end {
            // What follows the comma is what is said, no apposition.
            let comma = source.clone().find(|at| self.paragraph.class(*at) == Class::Mark(','));
            source.end = comma.unwrap_or(source.end);
        }
        let comma = self.paragraph.class(source.end) == Class::Mark(',');
        let lead = if self.before(at) == Class::Mark(',') { at - 1 } else { at };
        let quote = self.paragraph.quote_before(lead).map(|(_, quote)| quote.words.clone());
        let left = if lead > self.free { self.opening(lead) } else { None }.or(quote);
        let rest = (comma && source.end + 1 < self.end).then(|| source.end + 1..content_end(self.paragraph, source.end + 1, self.end));
        let small = left.as_ref().is_some_and(|left| left.len() < 3);
        let verb_follows = matches!(self.paragraph.class(source.end + 1), Class::Auxiliary | Class::Finite);
        let rest = rest.filter(|_| left.is_none() || small || verb_follows);
        let resume = rest.as_ref().map_or(source.end, |rest| rest.end);
        let content: Vec<Range<usize>> = left.into_iter().chain(rest).collect();
        (!content.is_empty()).then_some((Draft { content, cue: Some(at..at + 2), source: Some(source), plain: true, act: Act::Say }, resume))
    }

    /// `the claim that the gate is shut`: the source is the possessor, if there is one.
    pub(super) fn noun(&self, at: usize) -> Option<(Draft, usize)> {
        let word = self.paragraph.text(at).to_lowercase();
        if !is_noun(&word) || at + 3 >= self.end {
            return None;
        }
        let verb = matches!(self.paragraph.class(at + 2), Class::Auxiliary | Class::Finite);
        let content = at + 1..content_end(self.paragraph, at + 1, self.end);
        let source = self.possessor(at);
        (!verb).then(|| (Draft { content: vec![content.clone()], cue: Some(at..at + 1), source, plain: false, act: Act::Say }, content.end))
    }

    /// The possessor of the noun at `at`.
    fn possessor(&self, at: usize) -> Option<Range<usize>> {
        let owner = (self.free..at).rev().take(3).find(|at| matches!(self.paragraph.class(*at), Class::Clitic | Class::Possessive))?;
        match self.paragraph.class(owner) {
            Class::Clitic => noun_phrase(self.paragraph, self.free, owner),
            _ => Some(owner..owner + 1),
        }
    }

    /// `Brandt: prices will rise` over a story: a name or a source, a colon and what is said.
    fn headline(&self, at: usize) -> Option<(Draft, usize)> {
        let content = at + 1..self.end;
        let source = subject(self.paragraph, self.sentence.start, at).filter(|source| source.start == self.sentence.start && source.len() <= 5)?;
        let long = content.len() >= 4 && self.paragraph.is_headline;
        long.then(|| (Draft { content: vec![content], cue: Some(at..at + 1), source: Some(source), plain: false, act: Act::Say }, self.end))
    }

    /// `Brandt: “We wait.”`: a name, a colon and what is said.
    pub(super) fn colon(&self, at: usize) -> Option<(Draft, usize)> {
        let quote = self.paragraph.quote_from(at + 1).map(|(_, quote)| quote.words.clone());
        let Some(quote) = quote else { return self.headline(at) };
        let source = (at - self.sentence.start <= 6)
            .then(|| subject(self.paragraph, self.sentence.start, at))
            .flatten()
            .filter(|source| source.start == self.sentence.start);
        let speaker = source.or_else(|| self.main_subject(at));
        Some((Draft { content: vec![quote.clone()], cue: Some(at..at + 1), source: speaker, plain: false, act: Act::Say }, quote.end))
    }
}
