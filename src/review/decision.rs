//! Decisions of a reviewer on cases: data, from which the gold set follows.
//!
//! ```text
//! records of annotators ──cases──▶ Case ◀──fingerprint── Decision ──▶ annotations and relations of gold
//! ```
//!
//! The same decisions on the same records give the same gold set: ids and times follow from the decision. A decision on a
//! case whose versions have changed since is stale: the case is open again, and no other.

mod acceptance;
mod adjudication;
mod by_hand;
mod drawing;
mod entry;
mod feedback;
mod outcome;
mod relating;
mod sketch;

use std::collections::BTreeMap;

use jiff::Timestamp;
use thiserror::Error;

use super::cases::{Case, Fingerprint};
use crate::annotation::{Id, LabelId, Value};
use crate::article::Span;

pub use adjudication::{Adjudication, CaseState, Entries, Replay, Ruling, replay};
pub use entry::Unreadable;
pub use feedback::{Amendment, Feedback, Judgement, Standing, feedback};

/// An annotation that a reviewer has placed by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Its label.
    pub label: LabelId,
    /// Its spans, in order, none overlapping.
    pub spans: Vec<Span>,
    /// Its attributes.
    pub attributes: BTreeMap<String, Value>,
}

/// What a reviewer chose. Annotators are named: each has at most one annotation in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The versions of these; what has the same label and the same spans becomes one annotation, in which the first named
    /// has the word on attributes.
    Take(Vec<String>),
    /// Nothing: nobody is right, and nothing is to be here.
    Nothing,
    /// One annotation on everything that any of these has; label and attributes as with `Take`.
    Union(Vec<String>),
    /// One annotation on what all of these have.
    Intersection(Vec<String>),
    /// What the reviewer has placed by hand.
    Placed(Vec<Placement>),
}

/// Why a reviewer decided as they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The boundaries are too wide.
    TooWide,
    /// The boundaries are too narrow.
    TooNarrow,
    /// The label is another one.
    WrongLabel,
    /// The codebook does not count it.
    DoesNotCount,
    /// It was overlooked.
    Overlooked,
    /// An attribute is wrong.
    WrongAttribute,
    /// It is another entity.
    WrongEntity,
    /// A relation is wrong or lacking.
    WrongRelation,
    /// It is there twice.
    Twice,
    /// The codebook allows both.
    Unclear,
    /// In the reviewer's own words.
    Other(String),
}

impl Reason {
    /// The short list to choose from.
    pub const LIST: [Self; 10] = [
        Self::TooWide,
        Self::TooNarrow,
        Self::WrongLabel,
        Self::DoesNotCount,
        Self::Overlooked,
        Self::WrongAttribute,
        Self::WrongEntity,
        Self::WrongRelation,
        Self::Twice,
        Self::Unclear,
    ];

    /// In words, for the screen and for the annotator.
    #[must_use]
    pub fn in_words(&self) -> &str {
        match self {
            Self::TooWide => "boundaries too wide",
            Self::TooNarrow => "boundaries too narrow",
            Self::WrongLabel => "wrong label",
            Self::DoesNotCount => "does not count by the codebook",
            Self::Overlooked => "overlooked",
            Self::WrongAttribute => "wrong attribute",
            Self::WrongEntity => "wrong entity",
            Self::WrongRelation => "wrong relation",
            Self::Twice => "there twice",
            Self::Unclear => "codebook unclear: both can be defended",
            Self::Other(words) => words,
        }
    }

    /// The reason that these words give: one of the list, or the reviewer's own; none for no words.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        let words = words.trim();
        let listed = Self::LIST.into_iter().find(|reason| reason.in_words() == words);
        (!words.is_empty()).then(|| listed.unwrap_or_else(|| Self::Other(words.to_owned())))
    }
}

/// Relations of an annotator that begin in a case: all of a kind, or one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// Whose they are.
    pub annotator: String,
    /// Which one, from 0 in the order of their ends; all without a number.
    pub number: Option<usize>,
}

impl Whose {
    /// All of an annotator.
    #[must_use]
    pub fn all(annotator: &str) -> Self {
        Self { annotator: annotator.to_owned(), number: None }
    }
}

/// A relation that a reviewer has drawn by hand from what was made of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Which of the annotations that the decision makes it begins at, from 0.
    pub start: usize,
    /// Its kind.
    pub kind: String,
    /// The case that it leads to.
    pub to: Fingerprint,
    /// Which of the annotations made of that case it ends at, from 0.
    pub end: usize,
}

/// What a reviewer decided about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The case as it was when it was decided.
    pub case: Fingerprint,
    /// The annotations that were in it: by annotator, the id.
    pub from: BTreeMap<String, Id>,
    /// What was chosen.
    pub choice: Choice,
    /// Attributes that are set, or taken away, in what was chosen.
    pub attributes: BTreeMap<String, Option<Value>>,
    /// Kinds of relations that are not those of what was chosen but these; none where nobody is named.
    pub relations: BTreeMap<String, Vec<Whose>>,
    /// Relations that nobody had, drawn by hand.
    pub drawn: Vec<Drawn>,
    /// Why; the annotators are told.
    pub reason: Option<Reason>,
    /// What else there is to say to the annotators; empty for nothing.
    pub comment: String,
    /// The reviewer.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Decision {
    /// A decision without a reason, with attributes as they were chosen.
    #[must_use]
    pub fn new(case: &Case, choice: Choice, by: &str, at: Timestamp) -> Self {
        let from = case.held().map(|held| (held.annotator.clone(), held.annotation.id.clone())).collect();
        let (case, by) = (case.fingerprint.clone(), by.to_owned());
        let (attributes, relations, drawn) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        Self { case, from, choice, attributes, relations, drawn, reason: None, comment: String::new(), by, at }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(self, reason: Reason) -> Self {
        Self { reason: Some(reason), ..self }
    }
}

/// Why a decision cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The article has no such case, or no longer.
    #[error("the case has changed: look at it again")]
    NoSuchCase,
    /// Somebody named has nothing in the case.
    #[error("{0} has nothing here")]
    NothingOf(String),
    /// Nobody is named, or nothing is placed.
    #[error("nothing is chosen")]
    NothingChosen,
    /// The intersection is empty.
    #[error("there are no words that all of them have")]
    NothingShared,
    /// A span that was placed is empty, out of order, or outside of the text.
    #[error("the place is not in the text")]
    OutOfText,
}

#[cfg(test)]
mod tests;
