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
        for kind in ["same_claim", "same_threat"] {
            for (later, earlier) in ledger.links.get(kind).cloned().unwrap_or_default() {
                if let Some(entry) = ledger.entries.get_mut(later) {
                    entry.repeats = Some(earlier);
                }
            }
        }
        ledger.gather_actors();
        ledger
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

    /// How many of some entries are there without those that repeat another one.
    #[must_use]
    pub fn once(&self, places: &[usize]) -> usize {
        places.iter().filter(|at| self.entries.get(**at).is_some_and(|entry| entry.repeats.is_none())).count()
    }

    /// How many entries of a part there are, without repeats: those that say so, and quotes outside the body.
    #[must_use]
    pub fn count(&self, part: Part) -> usize {
        self.of_part(part).filter(|(_, entry)| entry.repeats.is_none() && (part != Part::Quote || entry.is_body())).count()
    }

    /// The actor that an entry mentions.
    #[must_use]
    pub fn actor_of(&self, entry: usize) -> Option<&Actor> {
        self.of.get(&entry).and_then(|actor| self.actors.get(*actor))
    }

    /// The actors that a relation joins an entry with, whichever way it leads; each once.
    #[must_use]
    pub fn related(&self, entry: usize, kind: &str) -> Vec<&Actor> {
        let mut actors: Vec<usize> = self.ends_of(entry, kind).iter().filter_map(|end| self.of.get(end).copied()).collect();
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
mod tests {
    use super::super::sample::{Item, annotations, article, relations, set, text};
    use super::*;
    use crate::annotation::{Label, Natural, WorkState};
    use crate::article::{BlockRule, Text};

    fn texts(ledger: &Ledger, places: &[usize]) -> Vec<String> {
        places.iter().map(|at| ledger.entries[*at].text.clone()).collect()
    }

    fn actor<'l>(ledger: &'l Ledger, name: &str) -> &'l Actor {
        ledger.actors.iter().find(|actor| actor.name == name).unwrap_or_else(|| panic!("{name}: {:?}", ledger.actors))
    }

    #[test]
    fn mentions_of_one_entity_are_one_actor_with_all_that_is_its_own() {
        let ledger = Ledger::new(&article(), &set(), &Codebook::default());
        let brandt = actor(&ledger, "Ilse Brandt");
        assert_eq!((brandt.mentions.len(), brandt.kind.as_deref(), brandt.named), (2, Some("person"), true));
        assert_eq!(texts(&ledger, &brandt.said), ["“Nobody sails”", "“Nobody sails before there are talks.”"]);
        assert_eq!(texts(&ledger, &brandt.claimed), ["planting spies in the union"]);
        assert_eq!(ledger.words_of(brandt), (6, 0), "the headline repeats: it does not count");
        let haldane = actor(&ledger, "Noor Haldane");
        assert_eq!(texts(&ledger, &haldane.said), ["“We wait,” … “Nothing was planted.”"]);
        assert_eq!(texts(&ledger, &haldane.denied), ["planting spies in the union"]);
        assert_eq!(texts(&ledger, &actor(&ledger, "Halcyon group").issued).len(), 1);
        assert_eq!(actor(&ledger, "Selden Line").targeted.len(), 1);
        assert!(!actor(&ledger, "port official").named);
        assert_eq!(ledger.actors.first().map(|actor| actor.name.as_str()), Some("Ilse Brandt"), "who says most comes first");
        let threat = ledger.of_part(Part::Threat).next().map(|(at, _)| at).unwrap();
        assert_eq!((ledger.names(threat, "issued_by"), ledger.names(threat, "targets")), ("Halcyon group".into(), "Selden Line".into()));
    }

    #[test]
    fn possessives_and_spaces_make_no_other_actor() {
        let story = "Norland’s envoy left.\nNorland\nIlse\u{a0}Brandt and Ilse Brandt.";
        let items = [("actor", "Norland’s", 0, &[][..]), ("actor", "Norland", 1, &[]), ("actor", "Ilse\u{a0}Brandt", 0, &[]), ("actor", "Ilse Brandt", 0, &[])];
        let set = AnnotationSet::new(annotations(story, &items), Vec::new(), Vec::new(), WorkState::Done);
        let ledger = Ledger::new(&Article::with_rule(Text::new(story), BlockRule::Lines), &set, &Codebook::default());
        let names: Vec<&str> = ledger.actors.iter().map(|actor| actor.name.as_str()).collect();
        assert_eq!(names, ["Ilse Brandt", "Norland"]);
    }

    fn ledger_of(story: &str, items: &[Item<'_>], links: &[(&str, &str, &str)]) -> Ledger {
        let set = AnnotationSet::new(annotations(story, items), relations(links), Vec::new(), WorkState::Done);
        Ledger::new(&Article::with_rule(Text::new(story), BlockRule::Lines), &set, &Codebook::default())
    }

    fn names(ledger: &Ledger) -> Vec<&str> {
        ledger.actors.iter().map(|actor| actor.name.as_str()).collect()
    }

    #[test]
    fn pronouns_are_apart_and_names_go_with_the_entity_that_they_always_have() {
        let story = "Brandt left, she said. Brandt came. Haldane came, she said. 安娜";
        let items = [
            ("actor", "Brandt", 0, &[("entity", text("Ilse Brandt"))][..]),
            ("actor", "she", 0, &[]),
            ("actor", "Brandt", 1, &[]),
            ("actor", "Haldane", 0, &[]),
            ("actor", "she", 1, &[]),
            ("actor", "安娜", 0, &[]),
        ];
        let ledger = ledger_of(story, &items, &[]);
        assert_eq!(names(&ledger), ["Ilse Brandt", "Haldane", "she", "she", "安娜"]);
        let named: Vec<bool> = ledger.actors.iter().map(|actor| actor.named).collect();
        assert_eq!(named, [true, true, false, false, true]);
        // Whichever way it is drawn.
        let ledger = ledger_of(story, &items, &[("same_as", "1", "2"), ("same_as", "5", "4")]);
        assert_eq!(names(&ledger), ["Ilse Brandt", "Haldane", "安娜"]);
        assert_eq!(actor(&ledger, "Ilse Brandt").mentions.len(), 3);
    }

    #[test]
    fn repeats_and_quoted_words_within_a_reported_clause_count_once() {
        let story = "Ferry sunk\nBrandt said that the ferry was “gone for good” on Monday. The ferry sank.";
        let items = [
            ("claim", "Ferry sunk", 0, &[][..]),
            ("actor", "Brandt", 0, &[]),
            ("quote", "that the ferry was “gone for good” on Monday", 0, &[("kind", text("mixed"))]),
            ("quote", "“gone for good”", 0, &[]),
            ("claim", "The ferry sank", 0, &[]),
        ];
        let links = [("said_by", "3", "2"), ("said_by", "4", "2"), ("claimed_by", "1", "2"), ("claimed_by", "5", "2"), ("same_claim", "5", "1")];
        let ledger = ledger_of(story, &items, &links);
        assert_eq!(ledger.numbers_of(actor(&ledger, "Brandt")), [1, 2, 3, 6, 1, 0, 0]);
        assert_eq!((ledger.count(Part::Claim), ledger.entries[4].repeats), (1, Some(0)));
    }

    #[test]
    fn another_codebook_works_by_its_relations_and_without_any() {
        let story = "Brandt spoke of it. “We wait.”";
        let mut codebook =
            Codebook { labels: vec![Label::plain("PER", 'p'), Label { natural: Natural::Clause, ..Label::plain("EVENT", 'e') }], ..Codebook::default() };
        codebook.relations.clear();
        let items = [("PER", "Brandt", 0, &[("entity", text("Ilse Brandt"))][..]), ("EVENT", "spoke of it", 0, &[]), ("SPEECH", "“We wait.”", 0, &[])];
        let article = Article::with_rule(Text::new(story), BlockRule::Lines);
        let set = AnnotationSet::new(annotations(story, &items), relations(&[("said_by", "3", "1")]), Vec::new(), WorkState::Done);
        let ledger = Ledger::new(&article, &set, &codebook);
        assert_eq!(ledger.entries.iter().map(|entry| entry.part).collect::<Vec<_>>(), [Part::Actor, Part::Other, Part::Other]);
        assert_eq!(actor(&ledger, "Ilse Brandt").said.len(), 1);
    }
}
