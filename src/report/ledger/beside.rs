//! What a codebook has beside quotes, claims and threats: other relations of actors, other attributes.

use super::{Actor, Entry, LEDGER, Ledger};
use crate::annotation::{Codebook, Value};
use crate::article::Text;

/// Attributes of actors that have a place of their own in the ledger, or are about the mention only.
const ATTRIBUTES: [&str; 6] = ["entity", "kind", "mention", "misspelt", "reply", "role"];

impl Ledger {
    /// The relations of an actor that have no list in the ledger, each once: how it reads, and the entry at the other end.
    #[must_use]
    pub fn other_relations(&self, codebook: &Codebook, actor: &Actor) -> Vec<(String, usize)> {
        let mut found: Vec<(String, usize)> = Vec::new();
        for kind in codebook.relations.iter().filter(|kind| !LEDGER.contains(&kind.id.as_str())) {
            for (from, to) in self.links.get(&kind.id).into_iter().flatten() {
                let ends = [(*from, *to, &kind.name), (*to, *from, &kind.inverse)];
                for (_, other, name) in ends.into_iter().filter(|(own, ..)| actor.mentions.contains(own)) {
                    let Some(entry) = self.entries.get(other) else { continue };
                    let told = format!("{name} {}", self.actor_of(other).map_or(&entry.text, |actor| &actor.name));
                    if !found.iter().any(|(known, _)| *known == told) {
                        found.push((told, other));
                    }
                }
            }
        }
        found
    }

    /// The attributes of an actor that have no place in the ledger, each value once: name and value.
    #[must_use]
    pub fn other_attributes(&self, codebook: &Codebook, text: &Text, actor: &Actor) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for entry in actor.mentions.iter().filter_map(|at| self.entries.get(*at)) {
            let others = entry.annotation.attributes.iter().filter(|(id, _)| !ATTRIBUTES.contains(&id.as_str()));
            for told in others.map(|(id, value)| told(codebook, text, entry, (id, value))) {
                if !found.contains(&told) {
                    found.push(told);
                }
            }
        }
        found
    }
}

fn told(codebook: &Codebook, text: &Text, entry: &Entry, (id, value): (&str, &Value)) -> String {
    let name = codebook.label(&entry.annotation.label).and_then(|label| label.attribute(id)).map_or(id, |attribute| attribute.name.as_str());
    let value = value.in_words(text);
    if value == "yes" { name.to_owned() } else { format!("{name}: {value}") }
}
