//! The ledger: actors with what they said, claimed, threatened, and what was aimed at them.

mod about;
mod ask;
mod beside;
mod gather;
mod matrix;
mod name;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::annotation::{Annotation, Value};
use crate::article::Role;

pub use matrix::Matrix;

pub(super) use gather::part;

/// Relations of actors that have a place of their own in the ledger.
pub(super) const LEDGER: [&str; 7] = ["said_by", "relayed_by", "claimed_by", "denies", "issued_by", "targets", "same_as"];

/// What part an annotation plays in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Somebody who acts, speaks, or is the target.
    Actor,
    /// Words that are somebody's.
    Quote,
    /// What can be checked.
    Claim,
    /// Harm that is meant, planned, done or feared.
    Threat,
    /// None of these: a label of another codebook.
    Other,
}

/// An annotation of the story.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The annotation.
    pub annotation: Arc<Annotation>,
    /// What part it plays.
    pub part: Part,
    /// Its text; fragments are joined by ` … `.
    pub text: String,
    /// The role of its block.
    pub role: Role,
    /// The number of its block, from 1.
    pub paragraph: usize,
    /// Words in it.
    pub words: usize,
    /// The entry of which it says that it is the same, by its place.
    pub repeats: Option<usize>,
    /// Its number among the entries whose labels have the same letter, from 1.
    pub number: usize,
}

/// Somebody in the story: all mentions of one entity.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The canonical name: the entity, else the longest name among the mentions.
    pub name: String,
    /// What sort of actor it is, as far as anybody said.
    pub kind: Option<String>,
    /// Whether anybody is named: a mention is a name, or has an entity.
    pub named: bool,
    /// Titles and posts.
    pub roles: BTreeSet<String>,
    /// What became of the right of reply.
    pub reply: Option<String>,
    /// Places of its mentions among the entries, and of what follows likewise.
    pub mentions: Vec<usize>,
    /// Quotes that are its own.
    pub said: Vec<usize>,
    /// Quotes of others that it passed on.
    pub relayed: Vec<usize>,
    /// Claims that it makes.
    pub claimed: Vec<usize>,
    /// Claims that it denies.
    pub denied: Vec<usize>,
    /// Threats that it issues.
    pub issued: Vec<usize>,
    /// Threats that are aimed at it.
    pub targeted: Vec<usize>,
}

/// Who said what in one article.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The annotations in text order, without those on boilerplate and credits.
    pub entries: Vec<Entry>,
    /// The actors: who said, claimed and threatened most comes first.
    pub actors: Vec<Actor>,
    /// The actor of each entry that is a mention.
    of: HashMap<usize, usize>,
    /// By relation: from one entry to others.
    links: BTreeMap<String, Vec<(usize, usize)>>,
    /// By relation and entry: those at its other end.
    ends: BTreeMap<String, HashMap<usize, Vec<usize>>>,
    /// Entries that say the same, by each of them; those that nothing repeats are left out.
    groups: HashMap<usize, Vec<usize>>,
}

impl Entry {
    /// Whether it stands in the story itself, not in what repeats it: headline, deck, caption.
    #[must_use]
    pub fn is_body(&self) -> bool {
        !matches!(self.role, Role::Headline | Role::Deck | Role::Caption)
    }

    /// A text attribute.
    #[must_use]
    pub fn attribute(&self, id: &str) -> Option<&str> {
        match self.annotation.attributes.get(id) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether a quote is in somebody's own words: said to be so, or in quotation marks from end to end.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        if let Some(kind) = self.attribute("kind") {
            return kind == "direct";
        }
        let marks = |c: char| matches!(c, '“' | '”' | '"' | '„' | '«' | '»' | '‘' | '’' | '「' | '」');
        let text = self.text.trim();
        text.starts_with(marks) && text.ends_with(marks)
    }
}

#[cfg(test)]
mod tests;
