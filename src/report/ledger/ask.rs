//! What a ledger is asked.

use std::collections::BTreeSet;

use super::{Actor, Entry, Ledger, Part};
use crate::annotation::Id;

impl Ledger {
    /// The entries of a part, with their places.
    pub fn of_part(&self, part: Part) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().filter(move |(_, entry)| entry.part == part)
    }

    /// How many of some entries stand in the body of the story.
    #[must_use]
    pub fn in_body(&self, places: &[usize]) -> usize {
        places.iter().filter(|at| self.entries.get(**at).is_some_and(Entry::is_body)).count()
    }

    /// How many of some entries are there when what says the same counts once.
    #[must_use]
    pub fn once(&self, places: &[usize]) -> usize {
        let first = |at: &usize| self.entries.get(*at).and_then(|entry| entry.repeats).unwrap_or(*at);
        places.iter().map(first).collect::<BTreeSet<usize>>().len()
    }

    /// How many entries of a part there are, without repeats: those that say so, quotes outside the body, and parts of quotes.
    #[must_use]
    pub fn count(&self, part: Part) -> usize {
        let counts = |at: usize, entry: &Entry| entry.repeats.is_none() && (part != Part::Quote || entry.is_body() && !self.is_part_of_quote(at));
        self.of_part(part).filter(|(at, entry)| counts(*at, entry)).count()
    }

    /// Whether a quote without a speaker lies inside one that has a speaker: a fragment of reported speech, which is nothing
    /// said besides.
    #[must_use]
    pub fn is_part_of_quote(&self, at: usize) -> bool {
        let Some(entry) = self.entries.get(at).filter(|_| self.related(at, "said_by").is_empty()) else { return false };
        let Some(own) = entry.annotation.spans.first() else { return false };
        // What lies around it begins at the same place or before, in the same paragraph.
        let before = self.entries.iter().enumerate().take(at + 8).rev().take_while(|(_, other)| other.paragraph + 1 >= entry.paragraph);
        before
            .filter(|(n, other)| *n != at && other.part == Part::Quote && other.annotation.spans.iter().any(|outer| outer.covers(*own)))
            .any(|(n, _)| !self.related(n, "said_by").is_empty())
    }

    /// The quotes of which nobody is said to be the speaker.
    #[must_use]
    pub fn nobodys_quotes(&self) -> Vec<usize> {
        let quotes = self.of_part(Part::Quote).map(|(at, _)| at);
        quotes.filter(|at| self.related(*at, "said_by").is_empty() && !self.is_part_of_quote(*at)).collect()
    }

    /// The entries that say the same as this one, itself among them, in text order.
    #[must_use]
    pub fn group(&self, entry: usize) -> Vec<usize> {
        self.groups.get(&entry).cloned().unwrap_or_else(|| vec![entry])
    }

    /// An attribute of an entry, else of one that says the same.
    #[must_use]
    pub fn attribute(&self, entry: usize, id: &str) -> Option<&str> {
        let own = self.entries.get(entry).and_then(|entry| entry.attribute(id));
        own.or_else(|| self.group(entry).into_iter().find_map(|at| self.entries.get(at)?.attribute(id)))
    }

    /// What checking a claim has found, wherever it was said.
    #[must_use]
    pub fn status(&self, claim: usize) -> &str {
        let mut all = self.group(claim).into_iter().filter_map(|at| self.entries.get(at)?.attribute("status"));
        all.find(|status| *status != "unchecked").unwrap_or("unchecked")
    }

    /// The actor that an entry mentions.
    #[must_use]
    pub fn actor_of(&self, entry: usize) -> Option<&Actor> {
        self.of.get(&entry).and_then(|actor| self.actors.get(*actor))
    }

    /// The actors that a relation joins an entry with, or one that says the same, whichever way it leads; each once.
    #[must_use]
    pub fn related(&self, entry: usize, kind: &str) -> Vec<&Actor> {
        self.actors_at(entry, kind).into_iter().filter_map(|actor| self.actors.get(actor)).collect()
    }

    /// The same, as places among the actors.
    pub(super) fn actors_at(&self, entry: usize, kind: &str) -> Vec<usize> {
        let group = self.group(entry);
        let ends = group.iter().flat_map(|at| self.ends_of(*at, kind));
        let mut actors: Vec<usize> = ends.filter_map(|end| self.of.get(end).copied()).collect();
        actors.sort_unstable();
        actors.dedup();
        actors
    }

    /// The entries that a relation joins an entry with, whichever way it leads.
    #[must_use]
    pub fn ends_of(&self, entry: usize, kind: &str) -> &[usize] {
        self.ends.get(kind).and_then(|ends| ends.get(&entry)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names of those whom a relation joins an entry with.
    #[must_use]
    pub fn names(&self, entry: usize, kind: &str) -> String {
        self.related(entry, kind).iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The entry of that annotation.
    #[must_use]
    pub fn place_of(&self, id: &Id) -> Option<usize> {
        self.entries.iter().position(|entry| entry.annotation.id == *id)
    }

    /// What there is of an actor, each thing once: mentions, quotes in the body, words quoted, words reported, claims, threats
    /// issued and received.
    #[must_use]
    pub fn numbers_of(&self, actor: &Actor) -> [usize; 7] {
        let (direct, indirect) = self.words_of(actor);
        let (quotes, claims) = (self.in_body(&actor.said), self.once(&actor.claimed));
        [actor.mentions.len(), quotes, direct, indirect, claims, self.once(&actor.issued), self.once(&actor.targeted)]
    }

    /// Words quoted of an actor in the body of the story, direct and indirect. Words in quotation marks within a reported
    /// clause are direct, and count once.
    #[must_use]
    pub fn words_of(&self, actor: &Actor) -> (usize, usize) {
        let (mut direct, mut indirect) = (0, 0);
        let own: Vec<&Entry> = actor.said.iter().filter_map(|at| self.entries.get(*at)).filter(|entry| entry.is_body()).collect();
        for (at, entry) in own.iter().enumerate() {
            if entry.is_direct() {
                direct += entry.words;
                continue;
            }
            let end = entry.annotation.spans.iter().map(|span| span.end).max().unwrap_or_default();
            let covers = |inner: &Entry| inner.annotation.spans.iter().all(|inner| entry.annotation.spans.iter().any(|span| span.covers(*inner)));
            // Of two that begin together the longer one stands first.
            let within = own.iter().skip(at + 1).take_while(|inner| inner.annotation.start() < end);
            let inner: usize = within.filter(|inner| inner.is_direct() && covers(inner)).map(|inner| inner.words).sum();
            indirect += entry.words.saturating_sub(inner);
        }
        (direct, indirect)
    }
}
