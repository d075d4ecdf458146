//! Formats without interrupted annotations: the parts are annotations of their own, joined by relations.

use std::collections::{BTreeMap, BTreeSet};

use super::Arrival;
use crate::annotation::Id;
use crate::article::Span;

/// The name of the relation that leads from the first part of an annotation to each other part.
pub(super) const FRAGMENT: &str = "fragment";

/// The id of a part, counted from 0; that of the first is the id of the annotation.
pub(super) fn part_id(id: &str, number: usize) -> String {
    if number == 0 { id.to_owned() } else { format!("{id}#{}", number + 1) }
}

/// Puts parts together again that came as annotations with the same label and relations between them.
pub(super) fn join(arrival: &mut Arrival) {
    let places: BTreeMap<Id, usize> = arrival.annotations.iter().enumerate().map(|(at, annotation)| (annotation.id.clone(), at)).collect();
    let mut heads: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    let mut relations = std::mem::take(&mut arrival.relations);
    relations.retain(|relation| {
        let ends = (relation.kind == FRAGMENT).then(|| places.get(&relation.from).zip(places.get(&relation.to))).flatten();
        let Some((&from, &to)) = ends.filter(|(from, to)| from != to && !gone.contains(from) && !gone.contains(to) && !heads.contains_key(to)) else {
            return true;
        };
        let same = arrival.annotations.get(from).zip(arrival.annotations.get(to)).filter(|(head, part)| head.label == part.label);
        let Some((_, part)) = same else { return true };
        heads.entry(from).or_default().extend(&part.spans);
        gone.insert(to);
        false
    });
    arrival.relations = relations;
    for (at, more) in heads {
        if let Some(annotation) = arrival.annotations.get_mut(at) {
            annotation.spans.extend(more);
            annotation.spans = apart(std::mem::take(&mut annotation.spans));
        }
    }
    let mut at = 0;
    arrival.annotations.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// In text order, those joined that overlap.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut().filter(|last| last.overlaps(span)) {
            Some(last) => *last = last.hull(span),
            None => apart.push(span),
        }
    }
    apart
}
