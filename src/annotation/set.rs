//! All annotations of one annotator on one article, in canonical order, with an index by place.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Annotation, Id, LabelId, Relation, Tombstone, WorkState};
use crate::article::Span;

/// One change to a set; what was before and what is after, so that it can be inverted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An annotation is added (nothing before), removed (nothing after) or replaced.
    Annotation {
        /// As it was.
        before: Option<Arc<Annotation>>,
        /// As it is.
        after: Option<Arc<Annotation>>,
    },
    /// The same for a relation.
    Relation {
        /// As it was.
        before: Option<Arc<Relation>>,
        /// As it is.
        after: Option<Arc<Relation>>,
    },
    /// The state of the work.
    State {
        /// As it was.
        before: WorkState,
        /// As it is.
        after: WorkState,
    },
    /// What else is kept beside the annotations under a key, as raw RON; nothing where nothing is kept.
    Ext {
        /// The key.
        key: String,
        /// As it was.
        before: Option<String>,
        /// As it is.
        after: Option<String>,
    },
}

impl Change {
    /// Adds an annotation.
    #[must_use]
    pub fn add(annotation: Annotation) -> Self {
        Self::Annotation { before: None, after: Some(Arc::new(annotation)) }
    }

    /// Removes an annotation.
    #[must_use]
    pub fn remove(annotation: &Arc<Annotation>) -> Self {
        Self::Annotation { before: Some(annotation.clone()), after: None }
    }

    /// Replaces an annotation by a changed copy of itself.
    #[must_use]
    pub fn replace(before: &Arc<Annotation>, after: Annotation) -> Self {
        Self::Annotation { before: Some(before.clone()), after: Some(Arc::new(after)) }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        match self.clone() {
            Self::Annotation { before, after } => Self::Annotation { before: after, after: before },
            Self::Relation { before, after } => Self::Relation { before: after, after: before },
            Self::State { before, after } => Self::State { before: after, after: before },
            Self::Ext { key, before, after } => Self::Ext { key, before: after, after: before },
        }
    }
}

/// A fragment of an annotation that touches a place.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The annotation.
    pub annotation: Arc<Annotation>,
    /// Which of its spans.
    pub fragment: usize,
    /// That span.
    pub span: Span,
}

/// An entry of the index: one span of one annotation.
#[derive(Clone, Copy, Debug)]
struct Entry {
    span: Span,
    /// Position in `annotations`.
    at: u32,
    fragment: u32,
    /// The furthest end of all entries up to this one.
    reach: u32,
}

/// The annotations, relations and tombstones of one record, and what is kept beside them.
#[derive(Clone, Debug, Default)]
pub struct AnnotationSet {
    /// Those with a place in the text, then the unanchored ones.
    annotations: Vec<Arc<Annotation>>,
    /// How many have a place.
    anchored: usize,
    relations: Vec<Arc<Relation>>,
    deleted: Vec<Tombstone>,
    state: WorkState,
    ext: BTreeMap<String, String>,
    index: Vec<Entry>,
    /// How many annotations bear each label.
    counts: BTreeMap<LabelId, usize>,
}

impl AnnotationSet {
    /// A set of what was read; brought into canonical order.
    #[must_use]
    pub fn new(annotations: Vec<Annotation>, relations: Vec<Relation>, deleted: Vec<Tombstone>, state: WorkState) -> Self {
        let mut set = Self {
            annotations: annotations.into_iter().map(Arc::new).collect(),
            anchored: 0,
            relations: relations.into_iter().map(Arc::new).collect(),
            deleted,
            state,
            ext: BTreeMap::new(),
            index: Vec::new(),
            counts: BTreeMap::new(),
        };
        for annotation in &set.annotations {
            *set.counts.entry(annotation.label.clone()).or_default() += 1;
        }
        set.annotations.sort_by(|a, b| canonical(a, b));
        set.relations.sort_by(|a, b| a.id.cmp(&b.id));
        set.deleted.sort_by(|a, b| a.id.cmp(&b.id));
        set.reindex();
        set
    }

    /// The same with what is kept beside.
    #[must_use]
    pub fn with_ext(self, ext: BTreeMap<String, String>) -> Self {
        Self { ext, ..self }
    }

    /// The annotations that have a place in the text, in canonical order: by first start, longest first, then by id.
    #[must_use]
    pub fn annotations(&self) -> &[Arc<Annotation>] {
        self.annotations.get(..self.anchored).unwrap_or_default()
    }

    /// The annotations whose place in the present text is not known, by where they were.
    #[must_use]
    pub fn unanchored(&self) -> &[Arc<Annotation>] {
        self.annotations.get(self.anchored..).unwrap_or_default()
    }

    /// All annotations: those with a place, then the unanchored ones.
    #[must_use]
    pub fn all(&self) -> &[Arc<Annotation>] {
        &self.annotations
    }

    /// All relations by id.
    #[must_use]
    pub fn relations(&self) -> &[Arc<Relation>] {
        &self.relations
    }

    /// All tombstones by id.
    #[must_use]
    pub fn deleted(&self) -> &[Tombstone] {
        &self.deleted
    }

    /// The state of the work.
    #[must_use]
    pub fn state(&self) -> WorkState {
        self.state
    }

    /// What is kept beside the annotations, decisions and the data of other tools and newer versions, as raw RON by key.
    #[must_use]
    pub fn ext(&self) -> &BTreeMap<String, String> {
        &self.ext
    }

    /// Keeps something beside the annotations, or nothing under that key any longer.
    pub fn keep(&mut self, key: String, value: Option<String>) {
        match value {
            Some(value) => drop(self.ext.insert(key, value)),
            None => drop(self.ext.remove(&key)),
        }
    }

    /// Whether nothing was ever done here.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.annotations.is_empty() && self.relations.is_empty() && self.deleted.is_empty() && self.state == WorkState::New
    }

    /// The annotation of that id.
    #[must_use]
    pub fn get(&self, id: &Id) -> Option<&Arc<Annotation>> {
        self.annotations.iter().find(|annotation| annotation.id == *id)
    }

    /// The relations that begin or end at an annotation.
    #[must_use]
    pub fn relations_of(&self, id: &Id) -> Vec<Arc<Relation>> {
        self.relations.iter().filter(|relation| relation.from == *id || relation.to == *id).cloned().collect()
    }

    /// The fragments that overlap `span`, outermost first: earlier start, then later end.
    #[must_use]
    pub fn layers(&self, span: Span) -> Vec<Layer> {
        let upto = self.index.partition_point(|entry| entry.span.start < span.end);
        let mut found: Vec<Layer> = Vec::new();
        for entry in self.index.get(..upto).unwrap_or_default().iter().rev() {
            if entry.reach <= span.start {
                break;
            }
            if entry.span.end > span.start
                && let Some(annotation) = self.annotations.get(entry.at as usize)
            {
                found.push(Layer { annotation: annotation.clone(), fragment: entry.fragment as usize, span: entry.span });
            }
        }
        found.reverse();
        found
    }

    /// The innermost fragment at `offset`: the shortest one that holds it.
    #[must_use]
    pub fn innermost(&self, offset: u32) -> Option<Layer> {
        let layers = self.layers(Span { start: offset, end: offset + 1 });
        layers.into_iter().min_by(|a, b| a.annotation.length().cmp(&b.annotation.length()).then_with(|| b.span.start.cmp(&a.span.start)))
    }

    /// The annotation with exactly this label on exactly these spans.
    #[must_use]
    pub fn same(&self, label: &LabelId, spans: &[Span]) -> Option<&Arc<Annotation>> {
        let start = spans.first()?.start;
        let from = self.annotations().partition_point(|annotation| annotation.start() < start);
        let rest = self.annotations().get(from..).unwrap_or_default().iter();
        rest.take_while(|annotation| annotation.start() == start).find(|annotation| annotation.label == *label && annotation.spans == spans)
    }

    /// How many annotations bear `label`.
    #[must_use]
    pub fn count(&self, label: &LabelId) -> usize {
        self.counts.get(label).copied().unwrap_or_default()
    }

    /// Puts other versions of the same annotations in the place of all.
    pub(super) fn replace_annotations(&mut self, annotations: Vec<Arc<Annotation>>) {
        self.annotations = annotations;
        self.annotations.sort_by(|a, b| canonical(a, b));
        self.reindex();
    }

    pub(super) fn keep_tombstones(&mut self, keep: impl Fn(&Tombstone) -> bool) {
        self.deleted.retain(keep);
    }

    /// Takes in tombstones of others, but of nothing that is there.
    pub fn bury_all(&mut self, tombstones: &[Tombstone]) {
        for tombstone in tombstones {
            let there = self.get(&tombstone.id).is_some() || self.relations.iter().any(|relation| relation.id == tombstone.id);
            if !there {
                self.bury(&tombstone.id, tombstone.at);
            }
        }
    }

    /// Carries out a change; `at` is the time that a tombstone gets.
    pub fn apply(&mut self, change: &Change, at: Timestamp) {
        self.apply_unindexed(change, at);
        if matches!(change, Change::Annotation { .. }) {
            self.reindex();
        }
    }

    /// Carries out changes one after the other; the index is made once.
    pub fn apply_all<'a>(&mut self, changes: impl IntoIterator<Item = &'a Change>, at: Timestamp) {
        for change in changes {
            self.apply_unindexed(change, at);
        }
        self.reindex();
    }

    fn apply_unindexed(&mut self, change: &Change, at: Timestamp) {
        match change {
            Change::Annotation { before, after } => {
                if let Some(before) = before {
                    self.annotations.retain(|annotation| annotation.id != before.id);
                    self.counted(&before.label, false);
                    self.bury(&before.id, at);
                }
                if let Some(after) = after {
                    let place = self.annotations.partition_point(|annotation| canonical(annotation, after) == Ordering::Less);
                    self.annotations.insert(place, after.clone());
                    self.counted(&after.label, true);
                    self.unbury(&after.id);
                }
            }
            Change::Relation { before, after } => {
                if let Some(before) = before {
                    self.relations.retain(|relation| relation.id != before.id);
                    self.bury(&before.id, at);
                }
                if let Some(after) = after {
                    let place = self.relations.partition_point(|relation| relation.id < after.id);
                    self.relations.insert(place, after.clone());
                    self.unbury(&after.id);
                }
            }
            Change::State { after, .. } => self.state = *after,
            Change::Ext { key, after, .. } => self.keep(key.clone(), after.clone()),
        }
    }

    fn counted(&mut self, label: &LabelId, more: bool) {
        let count = self.counts.entry(label.clone()).or_default();
        *count = if more { *count + 1 } else { count.saturating_sub(1) };
    }

    fn bury(&mut self, id: &Id, at: Timestamp) {
        let place = self.deleted.partition_point(|tombstone| tombstone.id < *id);
        if self.deleted.get(place).is_none_or(|tombstone| tombstone.id != *id) {
            self.deleted.insert(place, Tombstone { id: id.clone(), at });
        }
    }

    fn unbury(&mut self, id: &Id) {
        self.deleted.retain(|tombstone| tombstone.id != *id);
    }

    fn reindex(&mut self) {
        self.index.clear();
        self.anchored = self.annotations.partition_point(|annotation| annotation.unanchored.is_none());
        for (at, annotation) in self.annotations.iter().enumerate() {
            for (fragment, span) in annotation.spans.iter().enumerate() {
                self.index.push(Entry { span: *span, at: at as u32, fragment: fragment as u32, reach: 0 });
            }
        }
        self.index.sort_by_key(|entry| (entry.span.start, Reverse(entry.span.end)));
        let mut reach = 0;
        for entry in &mut self.index {
            reach = reach.max(entry.span.end);
            entry.reach = reach;
        }
    }
}

/// The order of annotations in a set and a record.
fn canonical(a: &Annotation, b: &Annotation) -> Ordering {
    let key = |annotation: &Annotation| match &annotation.unanchored {
        None => (false, annotation.start() as usize, Reverse(annotation.end() as usize)),
        Some(was) => (true, was.spans.first().map_or(0, |first| first.start), Reverse(was.spans.last().map_or(0, |last| last.end))),
    };
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn annotation(id: usize, label: &str, spans: &[(u32, u32)]) -> Annotation {
        let spans = spans.iter().map(|(start, end)| Span { start: *start, end: *end }).collect();
        Annotation::new(Id::from(format!("{id:04}").as_str()), label.into(), spans, Origin::Human, Timestamp::UNIX_EPOCH)
    }

    fn ids(layers: &[Layer]) -> Vec<String> {
        layers.iter().map(|layer| layer.annotation.id.to_string()).collect()
    }

    #[test]
    fn the_innermost_of_a_stack_is_the_shortest() {
        let all = vec![
            annotation(1, "quote", &[(0, 90)]),
            annotation(2, "claim", &[(10, 60)]),
            annotation(3, "actor", &[(20, 30)]),
            annotation(4, "threat", &[(20, 30)]),
        ];
        let set = AnnotationSet::new(all, Vec::new(), Vec::new(), WorkState::New);
        assert_eq!(["actor", "claim", "none"].map(|label| set.count(&label.into())), [1, 1, 0]);
        assert_eq!(ids(&set.layers(Span { start: 25, end: 26 })), ["0001", "0002", "0003", "0004"]);
        assert_eq!(set.innermost(25).map(|layer| layer.span.len()), Some(10));
        assert_eq!(set.innermost(95).map(|layer| layer.span), None);
    }

    #[test]
    fn a_removed_annotation_leaves_a_tombstone_until_it_comes_back() {
        let mut set = AnnotationSet::default();
        let add = Change::add(annotation(1, "actor", &[(0, 4)]));
        set.apply(&add, Timestamp::UNIX_EPOCH);
        set.apply(&add.inverted(), Timestamp::UNIX_EPOCH);
        assert_eq!((set.annotations().len(), set.deleted().len()), (0, 1));
        set.apply(&add, Timestamp::UNIX_EPOCH);
        assert_eq!((set.annotations().len(), set.deleted().len()), (1, 0));
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_a_linear_scan(
            spans in prop::collection::vec(prop::collection::vec((0u32..200, 1u32..60), 1..3), 0..40),
            at in 0u32..260,
            len in 1u32..20,
        ) {
            let all: Vec<Annotation> = spans.iter().enumerate().map(|(id, spans)| {
                let mut spans: Vec<(u32, u32)> = spans.iter().map(|(start, len)| (*start, start + len)).collect();
                spans.sort_unstable();
                annotation(id, "actor", &spans)
            }).collect();
            let query = Span { start: at, end: at + len };
            let mut expected: Vec<(u32, u32, String)> = Vec::new();
            for annotation in &all {
                for span in annotation.spans.iter().filter(|span| span.overlaps(query)) {
                    expected.push((span.start, span.end, annotation.id.to_string()));
                }
            }
            let set = AnnotationSet::new(all, Vec::new(), Vec::new(), WorkState::New);
            let layers = set.layers(query);
            prop_assert!(layers.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
            let mut found: Vec<(u32, u32, String)> = layers.iter().map(|layer| (layer.span.start, layer.span.end, layer.annotation.id.to_string())).collect();
            found.sort();
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
