//! What an annotator learns of the decisions on their work.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::outcome::Made;
use super::{Adjudication, Decision, Reason};
use crate::annotation::{Annotation, AnnotationSet, Id, LabelId, Value};
use crate::article::Span;
use crate::review::cases::{Fingerprint, Version};

pub use words::Standing;

/// One way in which gold differs from what the annotator had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// Another label.
    Label {
        /// As it was.
        was: LabelId,
        /// As it is in gold.
        is: LabelId,
    },
    /// Other boundaries.
    Boundaries {
        /// As they were.
        was: Vec<Span>,
        /// As they are in gold.
        is: Vec<Span>,
    },
    /// Another value of an attribute.
    Attribute {
        /// Its name.
        name: String,
        /// As it was.
        was: Option<Value>,
        /// As it is in gold.
        is: Option<Value>,
    },
    /// Relations of a kind lead elsewhere, or some were added or dropped.
    Relations {
        /// The kind.
        kind: String,
        /// Where those led that gold has not.
        was: Vec<Vec<Span>>,
        /// Where those lead that only gold has.
        is: Vec<Vec<Span>>,
    },
}

/// What became of an annotator's annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Gold has it as it is.
    Kept,
    /// Gold has it otherwise.
    Changed(Vec<Amendment>),
    /// Gold has nothing of it.
    Dropped,
    /// Gold has what the annotator left out.
    Missed,
}

/// A decision as an annotator reads it.
#[derive(Clone, Debug)]
pub struct Feedback {
    /// The case.
    pub case: Fingerprint,
    /// Where in the text.
    pub place: Span,
    /// What the annotator had; nothing when they left it out.
    pub annotation: Option<Arc<Annotation>>,
    /// What gold has.
    pub gold: Vec<Arc<Annotation>>,
    /// What became of it.
    pub judgement: Judgement,
    /// Why.
    pub reason: Option<Reason>,
    /// What else the reviewer said; empty for nothing.
    pub comment: String,
    /// The reviewer.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The decisions on an annotator's work, in text order; `gold` is the set as it stands, since what was decided may have been
/// changed by hand afterwards. Cases in which neither they nor gold have anything are left out.
#[must_use]
pub fn feedback(annotator: &str, adjudication: &Adjudication, gold: &AnnotationSet) -> Vec<Feedback> {
    let by_id: BTreeMap<&Id, &Arc<Annotation>> = gold.all().iter().map(|annotation| (&annotation.id, annotation)).collect();
    let on_case = |number: usize, decision: &Decision| {
        let case = adjudication.cases().get(number)?;
        let made = adjudication.made(number);
        let now: Vec<(&Made, &Arc<Annotation>)> = made.iter().filter_map(|made| Some((made, *by_id.get(&made.annotation.id)?))).collect();
        let own = case.of(annotator);
        let judgement = match own {
            Some((version, held)) => judged(annotator, (adjudication, number), version, &held.annotation, &now),
            None if now.is_empty() || !case.differences.missing.iter().any(|name| name == annotator) => return None,
            None => Judgement::Missed,
        };
        Some(Feedback {
            case: case.fingerprint.clone(),
            place: own.map_or(case.place, |(_, held)| held.annotation.extent()),
            annotation: own.map(|(_, held)| held.annotation.clone()),
            gold: now.iter().map(|(_, annotation)| Arc::clone(annotation)).collect(),
            judgement,
            reason: decision.reason.clone(),
            comment: decision.comment.clone(),
            by: decision.by.clone(),
            at: decision.at,
        })
    };
    let all = (0..adjudication.cases().len()).filter_map(|number| on_case(number, adjudication.decision(number)?));
    all.collect()
}

/// What became of an annotation: by what was made of it, else by what gold has on some of its words.
fn judged(annotator: &str, at: (&Adjudication, usize), version: &Version, own: &Annotation, now: &[(&Made, &Arc<Annotation>)]) -> Judgement {
    let overlaps = |gold: &Annotation| gold.spans.iter().any(|span| own.spans.iter().any(|other| span.overlaps(*other)));
    let taken = now.iter().find(|(made, _)| made.of.iter().any(|name| name == annotator));
    let near = || now.iter().find(|(_, gold)| overlaps(gold));
    let Some((made, gold)) = taken.or_else(near) else { return Judgement::Dropped };
    let mut amendments = amendments(version, own, gold);
    amendments.extend(other_relations(annotator, at, version, made));
    if amendments.is_empty() { Judgement::Kept } else { Judgement::Changed(amendments) }
}

fn amendments(version: &Version, own: &Annotation, gold: &Annotation) -> Vec<Amendment> {
    let mut all = Vec::new();
    if own.label != gold.label {
        all.push(Amendment::Label { was: own.label.clone(), is: gold.label.clone() });
    }
    if own.spans != gold.spans {
        all.push(Amendment::Boundaries { was: own.spans.clone(), is: gold.spans.clone() });
    }
    let names: BTreeSet<&String> = own.attributes.keys().chain(gold.attributes.keys()).collect();
    for name in names {
        let (was, is) = (own.attributes.get(name), gold.attributes.get(name));
        // What holds without being said is no other value when it is said.
        if was != is && version.attributes.get(name) != is {
            all.push(Amendment::Attribute { name: name.clone(), was: was.cloned(), is: is.cloned() });
        }
    }
    all
}

/// The kinds of which what was made of a case has other relations than the annotator had.
fn other_relations(annotator: &str, (adjudication, number): (&Adjudication, usize), version: &Version, made: &Made) -> Vec<Amendment> {
    let now: BTreeSet<(&str, usize)> = adjudication.relations_to(number, made).into_iter().collect();
    let before: BTreeSet<(&str, usize)> = version.ties.iter().filter_map(|tie| Some((tie.kind.as_str(), tie.to?))).collect();
    let kinds: BTreeSet<&str> = before.symmetric_difference(&now).map(|(kind, _)| *kind).collect();
    let case = |to: usize| adjudication.cases().get(to);
    let place = |to: usize| case(to).map(|case| vec![case.place]);
    let had = |to: usize| case(to)?.of(annotator).map(|(_, held)| held.annotation.spans.clone()).or_else(|| place(to));
    let has = |to: usize| adjudication.made(to).first().map(|made| made.annotation.spans.clone()).or_else(|| place(to));
    let of = |kind: &str| Amendment::Relations {
        kind: kind.to_owned(),
        was: before.difference(&now).filter(|(own, _)| *own == kind).filter_map(|(_, to)| had(*to)).collect(),
        is: now.difference(&before).filter(|(own, _)| *own == kind).filter_map(|(_, to)| has(*to)).collect(),
    };
    kinds.into_iter().map(of).collect()
}
