//! The ledger: actors with what they said, claimed, threatened, and what was aimed at them.

mod name;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::annotation::{Annotation, AnnotationSet, Codebook, Id, LabelId, Value};
use crate::article::{Article, Role};

use name::{entity, is_name, is_pronoun, plain_name};

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

impl Ledger {
    /// Reads the annotations of an article.
    #[must_use]
    pub fn new(article: &Article, set: &AnnotationSet, codebook: &Codebook) -> Self {
        let mut entries: Vec<Entry> = set.annotations().iter().filter_map(|annotation| entry(article, codebook, annotation)).collect();
        let mut numbers: HashMap<char, usize> = HashMap::new();
        for entry in &mut entries {
            let number = numbers.entry(codebook.letter(&entry.annotation.label)).or_default();
            *number += 1;
            entry.number = *number;
        }
        let places: HashMap<&Id, usize> = entries.iter().enumerate().map(|(at, entry)| (&entry.annotation.id, at)).collect();
        let mut links: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for relation in set.relations() {
            if let (Some(from), Some(to)) = (places.get(&relation.from), places.get(&relation.to)) {
                links.entry(relation.kind.clone()).or_default().push((*from, *to));
            }
        }
        let mut ends: BTreeMap<String, HashMap<usize, Vec<usize>>> = BTreeMap::new();
        for (kind, pairs) in &links {
            let ends = ends.entry(kind.clone()).or_default();
            for (from, to) in pairs {
                ends.entry(*from).or_default().push(*to);
                ends.entry(*to).or_default().push(*from);
            }
        }
        let mut ledger = Self { entries, links, ends, ..Self::default() };
        ledger.tie_repeats();
        ledger.gather_actors();
        ledger
    }

    /// Brings together what says the same, whichever way and over however many steps it was tied: all repeat the first in the
    /// text.
    fn tie_repeats(&mut self) {
        let mut first: Vec<usize> = (0..self.entries.len()).collect();
        for (one, other) in ["same_claim", "same_threat"].iter().filter_map(|kind| self.links.get(*kind)).flatten() {
            join(&mut first, *one, *other);
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..first.len() {
            groups.entry(root(&first, at)).or_default().push(at);
        }
        for group in groups.into_values().filter(|group| group.len() > 1) {
            for at in &group {
                if let Some(entry) = self.entries.get_mut(*at) {
                    entry.repeats = group.first().copied().filter(|first| first != at);
                }
                self.groups.insert(*at, group.clone());
            }
        }
    }

    fn gather_actors(&mut self) {
        let first = self.first_mentions();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.part == Part::Actor) {
            let first = root(&first, at);
            let actor = self.of.get(&first).copied().unwrap_or_else(|| {
                self.actors.push(Actor::default());
                self.actors.len() - 1
            });
            self.of.insert(first, actor);
            self.of.insert(at, actor);
            if let Some(actor) = self.actors.get_mut(actor) {
                actor.mention(at, entry);
            }
        }
        for actor in &mut self.actors {
            if actor.name.is_empty() {
                let texts = actor.mentions.iter().filter_map(|at| self.entries.get(*at)).map(|entry| plain_name(&entry.text));
                // A name before a description, then the longest.
                actor.name = texts.max_by_key(|text| (text.starts_with(char::is_uppercase), text.chars().count())).unwrap_or_default();
            }
        }
        for (kind, outward) in [("said_by", true), ("relayed_by", true), ("claimed_by", true), ("denies", false), ("issued_by", true), ("targets", true)] {
            for (from, to) in self.links.get(kind).cloned().unwrap_or_default() {
                let (what, who) = if outward { (from, to) } else { (to, from) };
                let Some(actor) = self.of.get(&who).and_then(|actor| self.actors.get_mut(*actor)) else { continue };
                let list = match kind {
                    "said_by" => &mut actor.said,
                    "relayed_by" => &mut actor.relayed,
                    "claimed_by" => &mut actor.claimed,
                    "denies" => &mut actor.denied,
                    "issued_by" => &mut actor.issued,
                    _ => &mut actor.targeted,
                };
                if !list.contains(&what) {
                    list.push(what);
                }
            }
        }
        self.sort_actors();
    }

    /// For each entry an earlier mention of the same actor, or itself: they share an entity, a name, or a `same_as`.
    fn first_mentions(&self) -> Vec<usize> {
        let mut first: Vec<usize> = (0..self.entries.len()).collect();
        let actors = || self.entries.iter().enumerate().filter(|(_, entry)| entry.part == Part::Actor);
        // A name that is always that of one entity is its name where nobody says so.
        let mut known: HashMap<(&LabelId, String), Option<String>> = HashMap::new();
        for (_, entry) in actors().filter(|(_, entry)| is_name(entry)) {
            if let Some(entity) = entity(entry).map(|entity| entity.to_lowercase()) {
                let key = (&entry.annotation.label, plain_name(&entry.text).to_lowercase());
                known.entry(key).and_modify(|other| *other = other.take().filter(|other| *other == entity)).or_insert(Some(entity));
            }
        }
        let mut by_name: HashMap<(&LabelId, String), usize> = HashMap::new();
        for (at, entry) in actors() {
            let entity = entity(entry).map(|entity| entity.to_lowercase());
            // Two of “she” are two people until somebody says otherwise.
            if entity.is_none() && is_pronoun(entry) {
                continue;
            }
            let label = &entry.annotation.label;
            let own = plain_name(&entry.text).to_lowercase();
            let name = entity.or_else(|| known.get(&(label, own.clone())).cloned().flatten()).unwrap_or(own);
            join(&mut first, at, *by_name.entry((label, name)).or_insert(at));
        }
        let is_actor = |at: usize| self.entries.get(at).is_some_and(|entry| entry.part == Part::Actor);
        for (one, other) in self.links.get("same_as").into_iter().flatten().filter(|(one, other)| is_actor(*one) && is_actor(*other)) {
            join(&mut first, *one, *other);
        }
        first
    }

    /// Who has most to do with anything comes first.
    fn sort_actors(&mut self) {
        let mut order: Vec<usize> = (0..self.actors.len()).collect();
        let weight = |actor: &Actor| actor.said.len() + actor.claimed.len() + actor.issued.len() + actor.denied.len() + actor.relayed.len();
        order.sort_by_key(|at| {
            self.actors.get(*at).map(|actor| (std::cmp::Reverse((weight(actor), actor.targeted.len(), actor.mentions.len())), actor.name.to_lowercase()))
        });
        let place: HashMap<usize, usize> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        self.actors = order.iter().filter_map(|at| self.actors.get(*at).cloned()).collect();
        for actor in self.of.values_mut() {
            *actor = place.get(actor).copied().unwrap_or_default();
        }
        for actor in &mut self.actors {
            for list in [&mut actor.said, &mut actor.relayed, &mut actor.claimed, &mut actor.denied, &mut actor.issued, &mut actor.targeted] {
                list.sort_unstable();
            }
        }
    }

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
        let group = self.group(entry);
        let ends = group.iter().flat_map(|at| self.ends_of(*at, kind));
        let mut actors: Vec<usize> = ends.filter_map(|end| self.of.get(end).copied()).collect();
        actors.sort_unstable();
        actors.dedup();
        actors.into_iter().filter_map(|actor| self.actors.get(actor)).collect()
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

impl Actor {
    fn mention(&mut self, at: usize, entry: &Entry) {
        self.mentions.push(at);
        let text = |id: &str| if let Some(Value::Text(text)) = entry.annotation.attributes.get(id) { Some(text.clone()) } else { None };
        if let Some(entity) = entity(entry) {
            self.name = entity;
            self.named = true;
        }
        self.named |= is_name(entry);
        self.kind = self.kind.take().or_else(|| text("kind"));
        self.reply = self.reply.take().or_else(|| text("reply"));
        self.roles.extend(text("role"));
    }
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

fn entry(article: &Article, codebook: &Codebook, annotation: &Arc<Annotation>) -> Option<Entry> {
    let block = article.block_at(annotation.start());
    let role = article.block(block).map_or(Role::Body, |block| block.role);
    if matches!(role, Role::Boilerplate | Role::Credit) {
        return None;
    }
    let text = annotation.quoted(article.text());
    let words = text.split_whitespace().filter(|word| *word != "…").count();
    Some(Entry { annotation: annotation.clone(), part: part(codebook, &annotation.label), text, role, paragraph: block + 1, words, repeats: None, number: 0 })
}

/// Labels of other codebooks that are given to somebody who acts.
const ACTORS: [&str; 11] = ["per", "person", "org", "organisation", "organization", "gpe", "norp", "group", "state", "speaker", "source"];

/// The part that a label plays: by its id, else by the relations and attributes that it may have.
fn part(codebook: &Codebook, label: &LabelId) -> Part {
    let begins = |kind: &str| codebook.relation(kind).is_some_and(|relation| relation.from.contains(label));
    let ends = |kind: &str| codebook.relation(kind).is_some_and(|relation| relation.to.contains(label));
    match label.as_str() {
        "actor" => Part::Actor,
        "quote" => Part::Quote,
        "claim" => Part::Claim,
        "threat" => Part::Threat,
        _ if begins("said_by") => Part::Quote,
        _ if begins("claimed_by") => Part::Claim,
        _ if begins("issued_by") => Part::Threat,
        _ if ["said_by", "claimed_by", "issued_by", "targets"].into_iter().any(ends) => Part::Actor,
        _ if codebook.label(label).is_some_and(|label| label.attribute("entity").is_some()) => Part::Actor,
        id if ACTORS.contains(&id.to_lowercase().as_str()) => Part::Actor,
        _ => Part::Other,
    }
}

/// The earliest mention that an entry is tied to.
fn root(first: &[usize], mut at: usize) -> usize {
    while let Some(next) = first.get(at).copied().filter(|next| *next != at) {
        at = next;
    }
    at
}

/// Ties two entries, and all that are tied to them.
fn join(first: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(first, one), root(first, other));
    if let Some(later) = first.get_mut(one.max(other)) {
        *later = one.min(other);
    }
}

#[cfg(test)]
mod tests;
