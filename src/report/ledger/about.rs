//! Whom a statement is about.

use super::name::{entity, is_pronoun};
use super::{Actor, Entry, Ledger, Part};

/// Relations that lead to whoever says or does it.
const SPEAKERS: [&str; 3] = ["said_by", "claimed_by", "issued_by"];

impl Ledger {
    /// The actors whom a quote, claim or threat is about, each once: those who are mentioned in it, in the order of the text,
    /// then the targets of a threat and who denies a claim, of itself and of what lies inside it. Whoever says it is left out,
    /// and so is a pronoun of which nobody has said whom it means.
    #[must_use]
    pub fn about(&self, entry: usize) -> Vec<&Actor> {
        let statement = |entry: &&Entry| matches!(entry.part, Part::Quote | Part::Claim | Part::Threat);
        let Some(own) = self.entries.get(entry).filter(statement) else { return Vec::new() };
        let inside = self.inside(entry, own);
        let mentioned = inside.iter().filter_map(|at| self.of.get(at).copied());
        let aimed = ["targets", "denies"].into_iter().flat_map(|kind| self.actors_at(entry, kind));
        // Who is behind a threat that somebody else tells of is whom he talks about.
        let told = inside.iter().flat_map(|at| ["issued_by", "targets", "denies"].into_iter().flat_map(|kind| self.actors_at(*at, kind)));
        let speakers: Vec<usize> = SPEAKERS.into_iter().flat_map(|kind| self.actors_at(entry, kind)).collect();
        let mut about = Vec::new();
        for actor in mentioned.chain(aimed).chain(told) {
            if !speakers.contains(&actor) && !about.contains(&actor) {
                about.push(actor);
            }
        }
        about.into_iter().filter_map(|actor| self.actors.get(actor)).filter(|actor| !self.is_any_pronoun(actor)).collect()
    }

    /// The names of those whom a statement is about.
    #[must_use]
    pub fn about_whom(&self, entry: usize) -> String {
        self.about(entry).iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// The entries all of whose spans lie in the spans of another one, in text order.
    fn inside(&self, entry: usize, own: &Entry) -> Vec<usize> {
        let spans = &own.annotation.spans;
        let mut inside = Vec::new();
        for span in spans {
            let first = self.entries.partition_point(|other| other.annotation.start() < span.start);
            let others = self.entries.iter().enumerate().skip(first).take_while(|(_, other)| other.annotation.start() < span.end);
            let covered = |other: &Entry| other.annotation.spans.iter().all(|inner| spans.iter().any(|span| span.covers(*inner)));
            inside.extend(others.filter(|(at, other)| *at != entry && covered(other)).map(|(at, _)| at));
        }
        inside
    }

    /// Whether all that there is of an actor is a pronoun that might mean anybody.
    fn is_any_pronoun(&self, actor: &Actor) -> bool {
        let mut mentions = actor.mentions.iter().filter_map(|at| self.entries.get(*at));
        mentions.all(|mention| is_pronoun(mention) && entity(mention).is_none())
    }
}
