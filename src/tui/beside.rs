//! What others have on the open article, on the page in the place of one's own annotations or together with them.

use std::collections::BTreeMap;

use super::reviewing::initials;
use crate::annotation::{Annotation, AnnotationSet, Id};

/// Annotations of others, and which of them are shown.
#[derive(Debug)]
pub(super) struct Beside {
    /// Everybody else, by name.
    others: Vec<(String, AnnotationSet)>,
    /// What everybody has, each label on each place once.
    all: AnnotationSet,
    /// Who has an annotation of `all`, by initials.
    who: BTreeMap<Id, String>,
    /// Whose are shown; behind the last, everybody's.
    at: usize,
}

impl Beside {
    /// Shows the first of `others`. Nothing when there is nobody else.
    #[must_use]
    pub(super) fn new(name: &str, own: &AnnotationSet, others: Vec<(String, AnnotationSet)>) -> Option<Self> {
        others.first()?;
        let names: Vec<String> = others.iter().map(|(name, _)| name.clone()).chain([name.to_owned()]).collect();
        let initials = initials(&names);
        let (mut all, mut who): (Vec<Annotation>, BTreeMap<Id, String>) = Default::default();
        let mut known = BTreeMap::new();
        let mut everybody: Vec<(&str, &AnnotationSet)> = others.iter().map(|(name, set)| (name.as_str(), set)).chain([(name, own)]).collect();
        everybody.sort_by_key(|(name, _)| *name);
        for (name, set) in everybody {
            let initial = initials.get(name).map(String::as_str).unwrap_or_default();
            for annotation in set.annotations() {
                let same = known.entry((annotation.label.clone(), annotation.spans.clone())).or_insert_with(|| {
                    all.push(Annotation::clone(annotation));
                    annotation.id.clone()
                });
                let who = who.entry(same.clone()).or_default();
                if !who.is_empty() {
                    who.push(' ');
                }
                who.push_str(initial);
            }
        }
        let all = AnnotationSet::new(all, Vec::new(), Vec::new(), own.state());
        Some(Self { others, all, who, at: 0 })
    }

    /// Goes on to the next one, then to everybody; false when one's own are next.
    pub(super) fn go_on(&mut self) -> bool {
        self.at += 1;
        self.at <= self.others.len()
    }

    /// Whose annotations are shown; nothing when they are everybody's.
    #[must_use]
    pub(super) fn whose(&self) -> Option<&str> {
        self.others.get(self.at).map(|(name, _)| name.as_str())
    }

    /// The annotations that are shown.
    #[must_use]
    pub(super) fn set(&self) -> &AnnotationSet {
        self.others.get(self.at).map_or(&self.all, |(_, set)| set)
    }

    /// How many they are, who looks included.
    #[must_use]
    pub(super) fn people(&self) -> usize {
        self.others.len() + 1
    }

    /// Who has an annotation, by initials, while everybody's are shown.
    #[must_use]
    pub(super) fn who(&self, id: &Id) -> Option<&str> {
        self.who.get(id).filter(|_| self.whose().is_none()).map(String::as_str)
    }
}
