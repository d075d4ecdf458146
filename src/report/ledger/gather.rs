//! How the annotations of an article become a ledger: parts, repeats, actors.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::name::{entity, is_name, is_pronoun, plain_name};
use super::{Actor, Entry, Ledger, Part};
use crate::annotation::{Annotation, AnnotationSet, Codebook, Id, LabelId, Value};
use crate::article::{Article, Role};

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
pub(in crate::report) fn part(codebook: &Codebook, label: &LabelId) -> Part {
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
