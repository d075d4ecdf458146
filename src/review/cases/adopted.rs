//! What gold has already, put to the cases that it was decided from, or that are about the same words.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::pairing::{overlaps, same_spans};
use super::{Case, CaseKind, Differences, Note, fingerprint};
use crate::annotation::{Annotation, AnnotationSet, Codebook, Id, Origin};
use crate::article::Span;

/// The cases with the annotations of gold; those that belong to none become cases of their own. Cases keep their order, and
/// those of gold come in text order among them.
pub(super) fn with_gold(mut cases: Vec<Case>, gold: &AnnotationSet, codebook: &Codebook) -> Vec<Case> {
    let mut left: Vec<&Arc<Annotation>> = Vec::new();
    let mut adopted: Vec<(usize, &Arc<Annotation>)> = Vec::new();
    let by_id = numbers_by_id(&cases);
    for annotation in gold.annotations().iter().filter(|annotation| !annotation.spans.is_empty()) {
        match source(annotation, &cases, &by_id) {
            Some(number) => adopted.push((number, annotation)),
            None => left.push(annotation),
        }
    }
    let (placed, left) = by_place(&cases, left);
    adopted.extend(placed);
    for (number, annotation) in adopted {
        if let Some(case) = cases.get_mut(number) {
            case.gold.push(annotation.clone());
        }
    }
    for case in &mut cases {
        case.gold.sort_by(|a, b| a.start().cmp(&b.start()).then_with(|| b.end().cmp(&a.end())).then_with(|| a.id.cmp(&b.id)));
    }
    merged(cases, left.into_iter().map(own_case).collect(), codebook)
}

fn numbers_by_id(cases: &[Case]) -> HashMap<&Id, Vec<usize>> {
    let mut numbers: HashMap<&Id, Vec<usize>> = HashMap::new();
    for (number, case) in cases.iter().enumerate() {
        for held in case.held() {
            numbers.entry(&held.annotation.id).or_default().push(number);
        }
    }
    numbers
}

/// The case that an annotation was decided from: the one with most of its sources, then the one that overlaps it.
fn source(annotation: &Annotation, cases: &[Case], by_id: &HashMap<&Id, Vec<usize>>) -> Option<usize> {
    let Origin::Adjudicated { from, .. } = &annotation.origin else { return None };
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    for number in from.iter().filter_map(|id| by_id.get(id)).flatten() {
        *votes.entry(*number).or_default() += 1;
    }
    let near = |number: usize| cases.get(number).is_some_and(|case| case.place.overlaps(annotation.extent()));
    votes.into_iter().max_by_key(|(number, votes)| (*votes, near(*number), std::cmp::Reverse(*number))).map(|(number, _)| number)
}

type Placed<'a> = (Vec<(usize, &'a Arc<Annotation>)>, Vec<&'a Arc<Annotation>>);

/// Puts each annotation to the case with a version that shares most with it under its label, or that has its spans; the rest
/// is given back.
fn by_place<'a>(cases: &[Case], gold: Vec<&'a Arc<Annotation>>) -> Placed<'a> {
    let of_case = |(number, case): (usize, &Case)| {
        case.versions.iter().filter_map(|version| version.held.first()).map(move |held| (number, held.annotation.clone())).collect::<Vec<_>>()
    };
    let versions: Vec<(usize, Arc<Annotation>)> = if gold.is_empty() { Vec::new() } else { cases.iter().enumerate().flat_map(of_case).collect() };
    let all: Vec<&Annotation> =
        versions.iter().map(|(_, annotation)| annotation.as_ref()).chain(gold.iter().map(|annotation| -> &Annotation { annotation })).collect();
    let mut numbers: Vec<Option<usize>> = vec![None; gold.len()];
    for (one, other) in overlaps(&all).into_iter().chain(same_spans(&all)) {
        if let (Some((number, _)), Some(slot)) = (versions.get(one), other.checked_sub(versions.len()).and_then(|at| numbers.get_mut(at))) {
            slot.get_or_insert(*number);
        }
    }
    let mut placed: Placed = (Vec::new(), Vec::new());
    for (annotation, number) in gold.into_iter().zip(numbers) {
        match number {
            Some(number) => placed.0.push((number, annotation)),
            None => placed.1.push(annotation),
        }
    }
    placed
}

/// A case that only gold has.
fn own_case(annotation: &Arc<Annotation>) -> Case {
    let note = (!annotation.note.is_empty()).then(|| Note { annotator: "gold".into(), text: annotation.note.clone() });
    Case {
        fingerprint: fingerprint::of_gold(annotation),
        kind: CaseKind::GoldOnly,
        differences: Differences::default(),
        place: annotation.extent(),
        around: annotation.extent(),
        versions: Vec::new(),
        notes: note.into_iter().collect(),
        gold: vec![annotation.clone()],
    }
}

/// Both in text order, and the numbers that relations lead to brought up to date.
fn merged(cases: Vec<Case>, own: Vec<Case>, codebook: &Codebook) -> Vec<Case> {
    if own.is_empty() {
        return cases;
    }
    let annotators = cases.len();
    let label = |case: &Case| {
        let versions = case.versions.iter().map(|version| &version.label);
        versions.chain(case.gold.iter().map(|gold| &gold.label)).filter_map(|label| codebook.position(label)).min()
    };
    let key = |Span { start, end }: Span, label: Option<usize>| (start, std::cmp::Reverse(end), label.unwrap_or(usize::MAX));
    let mut all: Vec<(usize, Case)> = cases.into_iter().chain(own).enumerate().collect();
    all.sort_by_cached_key(|(number, case)| (key(case.place, label(case)), *number));
    let mut moved: Vec<usize> = vec![0; all.len()];
    for (now, (before, _)) in all.iter().enumerate() {
        if let Some(place) = moved.get_mut(*before) {
            *place = now;
        }
    }
    let mut cases: Vec<Case> = all.into_iter().map(|(_, case)| case).collect();
    let ties = cases.iter_mut().flat_map(|case| &mut case.versions).flat_map(|version| &mut version.ties);
    for tie in ties {
        tie.to = tie.to.filter(|to| *to < annotators).and_then(|to| moved.get(to).copied());
    }
    cases
}
