//! A case put together part by part: the words of one version, an attribute of another, the relations of a third.

use std::collections::BTreeMap;

use crate::article::Text;
use crate::review::{Case, Choice, Decision, Version, Whose};

/// A part in which versions differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Part {
    /// Label and boundaries.
    Words,
    /// An attribute.
    Attribute(String),
    /// The relations of a kind.
    Relations(String),
}

/// What is chosen of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Pick {
    /// That of a version, by its place.
    Version(usize),
    /// Those of all versions.
    All,
    /// Nothing.
    Nothing,
}

/// A choice under way.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Mixing {
    /// The parts.
    pub parts: Vec<Part>,
    /// What was chosen of the first ones.
    pub picked: Vec<Pick>,
}

impl Mixing {
    /// Of a case whose versions differ in more than one way, or in what they say of the same words.
    #[must_use]
    pub(in crate::tui) fn of(case: &Case) -> Option<Self> {
        let differences = &case.differences;
        let words = (differences.labels || differences.boundaries).then_some(Part::Words);
        let entity = differences.entity.then(|| "entity".to_owned());
        let attributes = entity.into_iter().chain(differences.attributes.iter().cloned()).map(Part::Attribute);
        let said: Vec<Part> = attributes.chain(differences.relations.iter().cloned().map(Part::Relations)).collect();
        (!said.is_empty()).then(|| Self { parts: words.into_iter().chain(said).collect(), picked: Vec::new() })
    }

    /// The part that is to be chosen now.
    #[must_use]
    pub(in crate::tui) fn part(&self) -> Option<&Part> {
        self.parts.get(self.picked.len())
    }

    /// Chooses it; false where that cannot be.
    pub(in crate::tui) fn pick(&mut self, case: &Case, pick: Pick) -> bool {
        let possible = match (self.part(), pick) {
            (None, _) | (Some(Part::Words), Pick::All | Pick::Nothing) | (Some(Part::Attribute(_)), Pick::All) => false,
            (_, Pick::Version(number)) => number < case.versions.len(),
            _ => true,
        };
        if possible {
            self.picked.push(pick);
        }
        possible
    }

    /// The decision, once everything is chosen.
    #[must_use]
    pub(in crate::tui) fn decision(&self, case: &Case, decision: impl FnOnce(Choice) -> Decision) -> Option<Decision> {
        if self.part().is_some() {
            return None;
        }
        let base = self.picked.iter().find_map(|pick| if let Pick::Version(number) = pick { case.versions.get(*number) } else { None });
        let base = base.or(case.versions.first())?;
        let alike = |version: &&Version| version.label == base.label && version.spans == base.spans;
        // Who says the same of the words is named too, behind those whose version it is.
        let others = case.versions.iter().filter(alike).flat_map(holders).filter(|name| !base.held.iter().any(|held| held.annotator == *name));
        let mut made = decision(Choice::Take(holders(base).chain(others).collect()));
        let (mut attributes, mut relations) = (BTreeMap::new(), BTreeMap::new());
        for (part, pick) in self.parts.iter().zip(&self.picked) {
            let version = if let Pick::Version(number) = pick { case.versions.get(*number) } else { None };
            match part {
                Part::Words => {}
                Part::Attribute(name) => drop(attributes.insert(name.clone(), version.and_then(|version| version.attributes.get(name)).cloned())),
                Part::Relations(kind) => {
                    let of = if *pick == Pick::All { case.holders() } else { version.into_iter().flat_map(holders).collect() };
                    relations.insert(kind.clone(), of.iter().map(|name| Whose::all(name)).collect());
                }
            }
        }
        (made.attributes, made.relations) = (attributes, relations);
        Some(made)
    }
}

fn holders(version: &Version) -> impl Iterator<Item = String> + '_ {
    version.held.iter().map(|held| held.annotator.clone())
}

/// What a version says of a part, in words.
#[must_use]
pub(in crate::tui) fn said(version: &Version, part: &Part, cases: &[Case], text: &Text) -> String {
    let none = || "–".to_owned();
    match part {
        Part::Words => version.spans.iter().map(|span| text.slice(*span)).collect::<Vec<_>>().join(" … "),
        Part::Attribute(name) => version.attributes.get(name).map_or_else(none, |value| value.in_words(text)),
        Part::Relations(kind) => {
            let ends = version.ties.iter().filter(|tie| tie.kind == *kind).filter_map(|tie| cases.get(tie.to?));
            let ends: Vec<&str> = ends.map(|case| text.slice(case.place)).collect();
            if ends.is_empty() { none() } else { ends.join(" + ") }
        }
    }
}
