//! The cases of a review: what several annotators made of the same words, side by side.
//!
//! ```text
//! text    The minister of Iran said on Monday
//! anna    [actor------------]                  ┐ one case: same label, other boundaries
//! ben         [actor--------]                  ┘
//! anna                                [claim]  ┐ one case: same words, other label
//! ben                                 [quote]  ┘
//! ```
//!
//! A case holds at most one annotation of an annotator, an annotation is in exactly one case, and neither depends on the
//! order in which annotators or annotations are given. Annotations without a place in the text are in none.

mod adopted;
mod comparison;
mod fingerprint;
mod pairing;
mod surroundings;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::annotation::{Annotation, AnnotationSet, Codebook, Id, LabelId, Origin, Relation, Value};
use crate::article::{Article, Span};
use comparison::Comparison;
use pairing::Item;
pub use surroundings::sentences_around;

/// What a case is known by: the same as long as its versions say the same, whatever their ids, and wherever in the text
/// they have moved together with their words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// As a string: letters, digits and hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Fingerprint {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a case comes to, in the order of how much it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CaseKind {
    /// The same words, other labels.
    Label,
    /// The same label, other boundaries.
    Boundaries,
    /// Some have it, others do not.
    Only,
    /// All have it, as another entity.
    Entity,
    /// All have it, with other attributes.
    Attributes,
    /// All have it, with other relations.
    Relations,
    /// All have the same.
    Agreed,
    /// There is only one annotator, whose work is reviewed.
    Alone,
    /// Nobody has it but gold.
    GoldOnly,
}

impl CaseKind {
    /// In words, for the screen.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Label => "other label",
            Self::Boundaries => "other boundaries",
            Self::Only => "only some",
            Self::Entity => "other entity",
            Self::Attributes => "other attributes",
            Self::Relations => "other relations",
            Self::Agreed => "agreed",
            Self::Alone => "to be reviewed",
            Self::GoldOnly => "only in gold",
        }
    }
}

/// All the ways in which the versions of a case differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// The annotators who have nothing here, by name.
    pub missing: Vec<String>,
    /// Whether labels differ.
    pub labels: bool,
    /// Whether boundaries differ.
    pub boundaries: bool,
    /// Whether versions with one label name other entities.
    pub entity: bool,
    /// The other attributes in which versions with one label differ, by name.
    pub attributes: Vec<String>,
    /// The kinds of relations in which versions with one label differ, by name.
    pub relations: Vec<String>,
}

/// The annotation of one annotator in a case.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose it is.
    pub annotator: String,
    /// The annotation, as it stands in their record.
    pub annotation: Arc<Annotation>,
    /// The relations that begin at it.
    pub relations: Vec<Arc<Relation>>,
}

/// A relation that begins at a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// Its kind.
    pub kind: String,
    /// The number of the case that it leads to; none when its end has no place in the text.
    pub to: Option<usize>,
}

/// One of the different things that annotators said here, and who said it.
#[derive(Clone, Debug)]
pub struct Version {
    /// The label.
    pub label: LabelId,
    /// The spans.
    pub spans: Vec<Span>,
    /// The attributes, defaults of the codebook filled in.
    pub attributes: BTreeMap<String, Value>,
    /// The relations that begin here, sorted.
    pub ties: Vec<Tie>,
    /// Who has it, by name; never empty.
    pub held: Vec<Held>,
}

/// What an annotator wrote beside an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Who.
    pub annotator: String,
    /// What.
    pub text: String,
}

/// What several annotators made of the same words.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is known by.
    pub fingerprint: Fingerprint,
    /// What it comes to.
    pub kind: CaseKind,
    /// How its versions differ.
    pub differences: Differences,
    /// From the first to the last byte of all its versions.
    pub place: Span,
    /// The sentences that the place touches.
    pub around: Span,
    /// What was said: what most said first, then by name; none when only gold has it.
    pub versions: Vec<Version>,
    /// Notes, by name.
    pub notes: Vec<Note>,
    /// What gold has here already, in text order.
    pub gold: Vec<Arc<Annotation>>,
}

impl Case {
    /// All annotations in it, version by version.
    pub fn held(&self) -> impl Iterator<Item = &Held> {
        self.versions.iter().flat_map(|version| &version.held)
    }

    /// What an annotator has here.
    #[must_use]
    pub fn of(&self, annotator: &str) -> Option<(&Version, &Held)> {
        self.versions.iter().find_map(|version| Some((version, version.held.iter().find(|held| held.annotator == annotator)?)))
    }

    /// The annotators who have something here, version by version.
    #[must_use]
    pub fn holders(&self) -> Vec<String> {
        self.held().map(|held| held.annotator.clone()).collect()
    }

    /// Whether an annotation of gold was decided from what is in this case.
    #[must_use]
    pub(super) fn is_source_of(&self, gold: &Annotation) -> bool {
        let Origin::Adjudicated { from, .. } = &gold.origin else { return false };
        self.held().any(|held| from.contains(&held.annotation.id))
    }
}

/// The cases of an article, in text order. Give the sets of those who were to annotate it, and only of those: who has
/// nothing at a place is said to have left it out. `gold` is told of in the cases and decides nothing about them.
#[must_use]
pub fn cases(article: &Article, codebook: &Codebook, sets: &[(&str, &AnnotationSet)], gold: Option<&AnnotationSet>) -> Vec<Case> {
    let mut sets = sets.to_vec();
    sets.sort_by_key(|(annotator, _)| *annotator);
    let items: Vec<Item> = sets
        .iter()
        .enumerate()
        .flat_map(|(who, (_, set))| set.annotations().iter().map(move |annotation| Item { who, annotation }))
        .filter(|item| !item.annotation.spans.is_empty())
        .collect();
    let mut clusters = pairing::clusters(items, codebook);
    clusters.sort_by_cached_key(|cluster| order(cluster, codebook));
    let comparison = Comparison::new(codebook, &sets, &clusters);
    let mut cases: Vec<Case> = clusters.iter().map(|cluster| comparison.case(cluster)).collect();
    fingerprint::set_all(&mut cases, article.text(), &comparison);
    if let Some(gold) = gold {
        cases = adopted::with_gold(cases, gold, codebook);
    }
    surroundings::set_all(&mut cases, article);
    cases
}

/// Text order of cases: by first start, longest first, by label, then by who is in it.
fn order(cluster: &[Item], codebook: &Codebook) -> (u32, Reverse<u32>, usize, Vec<(usize, Id)>) {
    let start = cluster.iter().map(|item| item.annotation.start()).min().unwrap_or_default();
    let end = cluster.iter().map(|item| item.annotation.end()).max().unwrap_or_default();
    let label = cluster.iter().filter_map(|item| codebook.position(&item.annotation.label)).min().unwrap_or(usize::MAX);
    let mut who: Vec<(usize, Id)> = cluster.iter().map(|item| (item.who, item.annotation.id.clone())).collect();
    who.sort();
    (start, Reverse(end), label, who)
}

#[cfg(test)]
pub(super) mod tests;
