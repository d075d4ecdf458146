//! What a report is made from: an article with what is known of it, its ledger, and what there is to look at.

use super::desk::Finding;
use super::ledger::{Entry, LEDGER, Ledger, Part};
use crate::annotation::{AttributeKind, Codebook, Value};
use crate::article::Article;

/// Whether a text is an address of the web and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// One article of a report.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// Its path in its project.
    pub path: String,
    /// Its headline.
    pub title: String,
    /// The newspaper, agency or site; may be empty, as what follows.
    pub publication: String,
    /// When it was published.
    pub date: String,
    /// Its address.
    pub url: String,
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Whose annotations these are.
    pub annotator: String,
    /// The article.
    pub article: &'a Article,
    /// The labels, attributes and relations in use.
    pub codebook: &'a Codebook,
    /// Who said what.
    pub ledger: Ledger,
    /// What there is to look at, with the reason where somebody waved it through.
    pub findings: Vec<(Finding, Option<String>)>,
}

impl Sheet<'_> {
    /// The day on which it was published, or what is known of it.
    #[must_use]
    pub fn day(&self) -> &str {
        self.date.get(..10).unwrap_or(&self.date)
    }

    /// Its address, where it is one of the web: no other kind leads anywhere a reader would want to go.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| is_address(url))
    }

    /// The letter and number of an entry, by which the report refers to it: `q3`.
    #[must_use]
    pub fn sign(&self, at: usize) -> String {
        let Some(entry) = self.ledger.entries.get(at) else { return String::new() };
        format!("{}{}", self.codebook.letter(&entry.annotation.label), entry.number)
    }

    /// What is said of an entry beside its text: relations, attributes, note.
    #[must_use]
    pub fn remarks(&self, at: usize) -> Vec<String> {
        let Some(entry) = self.ledger.entries.get(at) else { return Vec::new() };
        let mut remarks = Vec::new();
        // Who said it stands beside the quote; what an actor said, and what sort it is, stands in the ledger.
        let known: &[&str] = if entry.part == Part::Actor { &["entity", "kind", "mention"] } else { &["entity"] };
        if let Some(actor) = self.ledger.actor_of(at) {
            let name = &actor.name;
            if !entry.text.to_lowercase().contains(&name.to_lowercase()) {
                remarks.push(format!("= {name}"));
            }
        }
        remarks.extend(self.related(at, |kind| entry.part != Part::Actor || !LEDGER.contains(&kind)));
        remarks.extend(
            self.attributes(entry)
                .into_iter()
                .filter(|(id, ..)| !known.contains(&id.as_str()))
                .map(|(_, name, value)| if value == "yes" { name } else { format!("{name}: {value}") }),
        );
        if !entry.annotation.note.is_empty() {
            remarks.push(format!("note: {}", entry.annotation.note));
        }
        if entry.annotation.doubtful {
            remarks.push("doubtful".into());
        }
        remarks
    }

    /// What an entry is related to, in words.
    #[must_use]
    pub fn relations(&self, at: usize) -> Vec<String> {
        self.related(at, |_| true)
    }

    fn related(&self, at: usize, told: impl Fn(&str) -> bool) -> Vec<String> {
        let Some(entry) = self.ledger.entries.get(at) else { return Vec::new() };
        let mut relations = Vec::new();
        for kind in self.codebook.relations.iter().filter(|kind| told(&kind.id)) {
            let names = self.joined(at, &kind.id);
            if !names.is_empty() {
                let name = if kind.may_begin_at(&entry.annotation.label) { &kind.name } else { &kind.inverse };
                relations.push(format!("{name} {names}"));
            }
        }
        relations
    }

    /// What a relation joins an entry with: actors by name, then the signs of others. Of repeats only the later one tells.
    fn joined(&self, at: usize, kind: &str) -> String {
        let repeats = matches!(kind, "same_claim" | "same_threat");
        let others = self.ledger.ends_of(at, kind).iter().filter(|end| {
            let later = self.ledger.entries.get(at).is_some_and(|entry| entry.repeats == Some(**end));
            self.ledger.actor_of(**end).is_none() && (later || !repeats)
        });
        let names = self.ledger.related(at, kind).into_iter().map(|actor| actor.name.clone());
        names.chain(others.map(|end| self.sign(*end))).collect::<Vec<_>>().join(", ")
    }

    /// The attributes of an entry: id, name, value in words; those of the codebook first.
    #[must_use]
    pub fn attributes(&self, entry: &Entry) -> Vec<(String, String, String)> {
        let label = self.codebook.label(&entry.annotation.label);
        let known = label.map(|label| label.attributes.as_slice()).unwrap_or_default();
        let mut all: Vec<(usize, String, String, String)> = Vec::new();
        for (id, value) in &entry.annotation.attributes {
            let place = known.iter().position(|attribute| attribute.id == *id);
            let name = place.and_then(|at| known.get(at)).map_or_else(|| id.clone(), |attribute| attribute.name.clone());
            all.push((place.unwrap_or(usize::MAX), id.clone(), name, value.in_words(self.article.text())));
        }
        all.sort();
        all.into_iter().map(|(_, id, name, value)| (id, name, value)).collect()
    }

    /// Entries that have a date, by it: the date, what it is, and the entry. When somebody checked it is no part of the story.
    #[must_use]
    pub fn dated(&self) -> Vec<(String, String, usize)> {
        let mut dated = Vec::new();
        for (at, entry) in self.ledger.entries.iter().enumerate() {
            let label = self.codebook.label(&entry.annotation.label);
            for attribute in
                label.into_iter().flat_map(|label| &label.attributes).filter(|attribute| attribute.kind == AttributeKind::Date && attribute.id != "checked_on")
            {
                if let Some(Value::Text(date)) = entry.annotation.attributes.get(&attribute.id) {
                    dated.push((date.clone(), attribute.name.clone(), at));
                }
            }
        }
        dated.sort();
        dated
    }

    /// The entries of labels that are neither actors, quotes, claims nor threats, label by label in the order of the codebook.
    #[must_use]
    pub fn others(&self) -> Vec<(String, Vec<usize>)> {
        let mut labels: Vec<_> = self.ledger.of_part(Part::Other).map(|(_, entry)| entry.annotation.label.clone()).collect();
        labels.sort_by_key(|label| (self.codebook.position(label).unwrap_or(usize::MAX), label.clone()));
        labels.dedup();
        let of = |label: &_| self.ledger.of_part(Part::Other).filter(|(_, entry)| entry.annotation.label == *label).map(|(at, _)| at).collect();
        labels.iter().map(|label| (self.codebook.name_of(label), of(label))).collect()
    }
}
