//! Those who are accused or said to threaten, and whom the story does not let answer.

use super::super::ledger::{Actor, Entry, Part};
use super::{Finding, FindingKind, Story, about, short, slug, small, words};
use crate::article::{Span, sentences};

/// Bytes between somebody and the word that accuses them: beyond that the word is about others.
const NEAR: u32 = 160;

/// The same for `the alleged`, which says something of the next words only.
const HARD_BY: u32 = 24;

/// Where somebody stands whom a word accuses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Behind it: `accused Norland of`.
    Behind,
    /// Before it: `Norland was accused of`.
    Before,
}

impl Story<'_> {
    pub(super) fn without_reply(&self) -> Vec<Finding> {
        let mut accused: Vec<(usize, &str)> = Vec::new();
        for (at, _) in self.ledger.of_part(Part::Threat) {
            for actor in self.ledger.related(at, "issued_by") {
                accused.extend(actor.mentions.first().map(|mention| (*mention, "is said to threaten")));
            }
        }
        let mentions: Vec<(usize, &Entry)> = self.ledger.of_part(Part::Actor).collect();
        for block in self.blocks() {
            let text = self.article.text().slice(block.span);
            if !words(text).any(|(_, word)| accuses(word)) {
                continue;
            }
            for sentence in sentences(text, block.span.start) {
                accused.extend(self.accused_in(sentence, &mentions).map(|at| (at, "is accused")));
            }
        }
        accused.into_iter().filter_map(|(mention, how)| self.no_reply(mention, how)).collect()
    }

    /// Once for each actor, wherever it is accused.
    fn no_reply(&self, mention: usize, how: &str) -> Option<Finding> {
        let (actor, entry) = (self.ledger.actor_of(mention)?, self.ledger.entries.get(mention)?);
        if !self.can_have(entry, "reply") || answers(actor) || self.answered_for(actor) {
            return None;
        }
        let mut finding = about(FindingKind::NoReply, entry, format!("{} {how}; was there a chance to reply?", short(&actor.name)));
        finding.id = format!("{}-{}", FindingKind::NoReply.name(), slug(&actor.name));
        Some(finding)
    }

    /// Whether somebody answers in whose name this one stands: `[[Norland]’s embassy]`.
    fn answered_for(&self, actor: &Actor) -> bool {
        let inner: Vec<Span> = actor.mentions.iter().filter_map(|at| self.ledger.entries.get(*at)).map(hull).collect();
        let others = self.ledger.actors.iter().filter(|other| answers(other));
        others.flat_map(|other| &other.mentions).filter_map(|at| self.ledger.entries.get(*at)).any(|entry| {
            let outer = hull(entry);
            inner.iter().any(|inner| outer.covers(*inner) && outer != *inner)
        })
    }

    /// The mention of whom a sentence accuses.
    fn accused_in(&self, sentence: Span, mentions: &[(usize, &Entry)]) -> Option<usize> {
        let text = self.article.text().slice(sentence);
        let all: Vec<(usize, &str)> = words(text).collect();
        let first = mentions.partition_point(|(_, entry)| entry.annotation.start() < sentence.start);
        let inside = mentions.get(first..)?.iter().take_while(|(_, entry)| entry.annotation.start() < sentence.end);
        let inside: Vec<(usize, Span)> = inside.map(|(at, entry)| (*at, hull(entry))).collect();
        all.iter().enumerate().filter(|(_, (_, word))| accuses(word)).find_map(|(n, (at, _))| {
            let place = sentence.start + *at as u32;
            let (side, near) = side(&all, n)?;
            let within = |from: u32, to: u32| to.checked_sub(from).is_some_and(|bytes| bytes <= near);
            let found = match side {
                Side::Behind => inside.iter().find(|(_, span)| span.start > place && within(place, span.start)),
                Side::Before => inside.iter().rev().find(|(_, span)| within(span.end, place)),
            };
            found.filter(|(_, span)| side == Side::Before || !suffers(text.get((span.end - sentence.start) as usize..).unwrap_or_default())).map(|(at, _)| *at)
        })
    }
}

/// From the start of an entry to its end.
fn hull(entry: &Entry) -> Span {
    let start = entry.annotation.start();
    Span { start, end: entry.annotation.spans.last().map_or(start, |span| span.end) }
}

/// Whether who stands before these words is one to whom something was done.
fn suffers(after: &str) -> bool {
    words(after).take(2).any(|(_, word)| small(word, |word| matches!(word, "faced" | "suffered" | "received" | "been" | "was" | "were")))
}

fn answers(actor: &Actor) -> bool {
    actor.reply.is_some() || !actor.said.is_empty() || !actor.denied.is_empty() || !actor.claimed.is_empty()
}

/// Whether a word accuses somebody.
fn accuses(word: &str) -> bool {
    (6..=12).contains(&word.len())
        && small(word, |word| {
            matches!(
                word,
                "accuse"
                    | "accused"
                    | "accuses"
                    | "accusing"
                    | "accusation"
                    | "accusations"
                    | "allege"
                    | "alleged"
                    | "alleges"
                    | "alleging"
                    | "allegedly"
                    | "allegation"
                    | "allegations"
                    | "blamed"
                    | "blames"
            )
        })
}

/// On which side of the accusing word number `n` the accused stands, and how many bytes away at most; none when the word
/// accuses nobody in the sentence: `denied the allegations`, `the accused`.
fn side(all: &[(usize, &str)], n: usize) -> Option<(Side, u32)> {
    let lower = |at: Option<usize>| at.and_then(|at| all.get(at)).map(|(_, word)| word.to_lowercase()).unwrap_or_default();
    let (word, before) = (lower(Some(n)), lower(n.checked_sub(1)));
    let denies = |word: &str| matches!(word, "denied" | "denies" | "deny" | "denying" | "rejected" | "rejects" | "dismissed" | "dismisses");
    let article = matches!(before.as_str(), "the" | "an" | "these" | "those" | "any" | "over" | "of" | "for");
    match word.as_str() {
        "allegation" | "allegations" | "accusation" | "accusations" => {
            let leads = (n + 1..n + 3).any(|at| matches!(lower(Some(at)).as_str(), "against" | "that"));
            (leads && !(1..=3).any(|back| denies(&lower(n.checked_sub(back))))).then_some((Side::Behind, NEAR))
        }
        "allegedly" => Some((Side::Before, NEAR)),
        "accused" if before == "the" => None,
        "alleged" if article => Some((Side::Behind, HARD_BY)),
        "accused" | "blamed" => {
            let passive = matches!(before.as_str(), "is" | "are" | "was" | "were" | "been" | "being" | "be" | "stands" | "stand" | "stood");
            Some((if passive { Side::Before } else { Side::Behind }, NEAR))
        }
        _ => Some((Side::Behind, NEAR)),
    }
}
