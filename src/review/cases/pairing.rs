//! Which annotations of different annotators are about the same thing.
//!
//! In three passes, each of which joins only what has no annotator twice: the same label on the same spans; the same label
//! on spans that overlap, those that share most first; the same spans under other labels. Joining is transitive.
//!
//! The passes sort by place and look at neighbours. Where spans with one label lie on each other in heaps, only so many
//! neighbours on either side are looked at that the whole stays fast: the heap is paired by its nearest edges.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::annotation::{Annotation, Codebook, LabelId};
use crate::article::Span;

/// Pairs of overlapping spans that are looked at in all, about.
const PAIRS: usize = 100_000;

/// Neighbours on either side that are looked at, at least.
const NEIGHBOURS: usize = 8;

/// An annotation and whose it is: the number of the annotator by name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) who: usize,
    pub(super) annotation: &'a Arc<Annotation>,
}

/// Annotations that belong together; no annotator twice.
#[derive(Debug, Default)]
struct Group<'a> {
    items: Vec<Item<'a>>,
}

impl<'a> Group<'a> {
    fn has(&self, who: usize) -> bool {
        self.items.iter().any(|item| item.who == who)
    }

    fn may_join(&self, other: &Self) -> bool {
        !self.items.iter().any(|item| other.has(item.who))
    }

    /// The first of it, which stands for its label and spans before groups are joined.
    fn first(&self) -> Option<&'a Annotation> {
        self.items.first().map(|item| item.annotation.as_ref())
    }
}

/// Two groups that overlap, and how much of both together they share.
struct Edge {
    shared: u32,
    total: u32,
    pair: (usize, usize),
}

impl Edge {
    /// What shares most comes first; then by place.
    fn before(&self, other: &Self) -> Ordering {
        let (own, its) = (u64::from(self.shared) * u64::from(other.total), u64::from(other.shared) * u64::from(self.total));
        its.cmp(&own).then_with(|| self.pair.cmp(&other.pair))
    }
}

/// The annotations that belong together, in each by annotator.
pub(super) fn clusters<'a>(mut items: Vec<Item<'a>>, codebook: &Codebook) -> Vec<Vec<Item<'a>>> {
    items.sort_by(|a, b| by_place(a, b, codebook));
    let groups: Vec<Group> = items.chunk_by(|a, b| alike(a, b)).flat_map(same).collect();
    let firsts: Vec<&Annotation> = groups.iter().filter_map(Group::first).collect();
    let mut pairs = overlaps(&firsts);
    pairs.extend(same_spans(&firsts));
    let mut joining = Joining::new(groups);
    for (one, other) in pairs {
        joining.join(one, other);
    }
    joining.clusters()
}

/// What overlaps with the same label, as pairs of numbers, what shares most first.
pub(super) fn overlaps(all: &[&Annotation]) -> Vec<(usize, usize)> {
    let mut by_label: BTreeMap<&LabelId, Vec<usize>> = BTreeMap::new();
    for (number, annotation) in all.iter().enumerate() {
        by_label.entry(&annotation.label).or_default().push(number);
    }
    let limit = PAIRS.checked_div(all.len()).unwrap_or_default().max(NEIGHBOURS);
    let mut edges: Vec<Edge> = by_label.into_values().flat_map(|numbers| neighbours(all, numbers, limit)).collect();
    edges.sort_by(Edge::before);
    edges.into_iter().map(|edge| edge.pair).collect()
}

/// What has the same spans under other labels.
pub(super) fn same_spans(all: &[&Annotation]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    let spans = |number: &usize| all.get(*number).map(|annotation| annotation.spans.as_slice());
    order.sort_by(|a, b| spans(a).cmp(&spans(b)).then_with(|| a.cmp(b)));
    let mut pairs = Vec::new();
    for run in order.chunk_by(|a, b| spans(a) == spans(b)) {
        for (at, one) in run.iter().enumerate() {
            pairs.extend(run.iter().skip(at + 1).map(|other| (*one, *other)));
        }
    }
    pairs
}

/// Groups that are joined step by step.
struct Joining<'a> {
    groups: Vec<Group<'a>>,
    /// Where each group has gone; its own number while it stands by itself.
    into: Vec<usize>,
}

impl<'a> Joining<'a> {
    fn new(groups: Vec<Group<'a>>) -> Self {
        let into = (0..groups.len()).collect();
        Self { groups, into }
    }

    fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while let Some(next) = self.into.get(at).copied().filter(|next| *next != at) {
            at = next;
        }
        if let Some(short) = self.into.get_mut(of) {
            *short = at;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (first, second) = (one.min(other), one.max(other));
        let free = |joining: &Self| Some(joining.groups.get(first)?.may_join(joining.groups.get(second)?));
        if first == second || free(self) != Some(true) {
            return;
        }
        let moved = self.groups.get_mut(second).map(std::mem::take).unwrap_or_default();
        if let (Some(group), Some(into)) = (self.groups.get_mut(first), self.into.get_mut(second)) {
            group.items.extend(moved.items);
            *into = first;
        }
    }

    fn clusters(self) -> Vec<Vec<Item<'a>>> {
        let filled = self.groups.into_iter().map(|group| group.items).filter(|items| !items.is_empty());
        filled
            .map(|mut items| {
                items.sort_by_key(|item| item.who);
                items
            })
            .collect()
    }
}

/// By start, longest first, by spans, by label as in the codebook, by annotator.
fn by_place(a: &Item, b: &Item, codebook: &Codebook) -> Ordering {
    let (one, other) = (a.annotation, b.annotation);
    let label = |annotation: &Annotation| codebook.position(&annotation.label).unwrap_or(usize::MAX);
    (one.start(), Reverse(one.end()))
        .cmp(&(other.start(), Reverse(other.end())))
        .then_with(|| one.spans.cmp(&other.spans))
        .then_with(|| label(one).cmp(&label(other)))
        .then_with(|| one.label.cmp(&other.label))
        .then_with(|| a.who.cmp(&b.who))
        .then_with(|| one.id.cmp(&other.id))
}

fn alike(a: &Item, b: &Item) -> bool {
    a.annotation.spans == b.annotation.spans && a.annotation.label == b.annotation.label
}

/// The groups of items with one label and the same spans: one, unless somebody has it twice; then what has the same
/// attributes goes together first.
fn same<'a>(run: &[Item<'a>]) -> Vec<Group<'a>> {
    if !run.windows(2).any(|pair| matches!(pair, [a, b] if a.who == b.who)) {
        return vec![Group { items: run.to_vec() }];
    }
    let mut by_attributes: BTreeMap<String, Vec<Group>> = BTreeMap::new();
    for item in run {
        let groups = by_attributes.entry(format!("{:?}", item.annotation.attributes)).or_default();
        match groups.iter_mut().find(|group| !group.has(item.who)) {
            Some(group) => group.items.push(*item),
            None => groups.push(Group { items: vec![*item] }),
        }
    }
    let mut joined: Vec<Group> = Vec::new();
    for group in by_attributes.into_values().flatten() {
        match joined.iter_mut().find(|other| other.may_join(&group)) {
            Some(other) => other.items.extend(group.items),
            None => joined.push(group),
        }
    }
    joined
}

/// The overlaps among annotations with one label: each with those that begin next after it, and those that end next before.
fn neighbours(all: &[&Annotation], mut numbers: Vec<usize>, limit: usize) -> Vec<Edge> {
    let extent = |number: usize| all.get(number).map_or(Span { start: 0, end: 0 }, |annotation| annotation.extent());
    let mut edges = Vec::new();
    numbers.sort_by_key(|number| (extent(*number).start, Reverse(extent(*number).end), *number));
    for (at, one) in numbers.iter().enumerate() {
        let next = numbers.iter().skip(at + 1).take(limit);
        let near = next.take_while(|other| extent(**other).start < extent(*one).end);
        edges.extend(near.filter_map(|other| edge(all, *one, *other)));
    }
    if numbers.len() > limit {
        numbers.sort_by_key(|number| (Reverse(extent(*number).end), extent(*number).start, *number));
        for (at, one) in numbers.iter().enumerate() {
            let next = numbers.iter().skip(at + 1).take(limit);
            let near = next.take_while(|other| extent(**other).end > extent(*one).start);
            edges.extend(near.filter_map(|other| edge(all, *one, *other)));
        }
    }
    edges
}

fn edge(all: &[&Annotation], one: usize, other: usize) -> Option<Edge> {
    let (a, b) = (all.get(one)?, all.get(other)?);
    let shared = shared(&a.spans, &b.spans);
    (shared > 0).then(|| Edge { shared, total: a.length() + b.length() - shared, pair: (one.min(other), one.max(other)) })
}

/// Bytes that are in both; the spans of each in order, none overlapping.
fn shared(one: &[Span], other: &[Span]) -> u32 {
    let overlap = |a: &Span, b: &Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    if let ([a], [b]) = (one, other) {
        return overlap(a, b);
    }
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut sum = 0;
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        sum += overlap(a, b);
        if a.end <= b.end {
            one.next()
        } else {
            other.next()
        };
    }
    sum
}
