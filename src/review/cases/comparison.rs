//! What the versions of a case are and how they differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::pairing::Item;
use super::{Case, CaseKind, Differences, Fingerprint, Held, Note, Tie, Version};
use crate::annotation::{Annotation, AnnotationSet, Attribute, AttributeKind, Codebook, Id, LabelId, Relation, Value};
use crate::article::Span;

/// The attribute that names what an annotation is about.
const ENTITY: &str = "entity";

/// What is known of all annotators, to make cases of what belongs together.
pub(super) struct Comparison<'a> {
    names: Vec<&'a str>,
    /// By annotator and id: the annotation and the number of its case.
    places: HashMap<(usize, &'a Id), (&'a Arc<Annotation>, usize)>,
    /// By annotator and id: the relations that begin there.
    relations: HashMap<(usize, &'a Id), Vec<&'a Arc<Relation>>>,
    /// By label: what holds when nothing is said.
    defaults: HashMap<&'a LabelId, Vec<(&'a str, Value)>>,
}

impl<'a> Comparison<'a> {
    /// Of the annotators by name and what belongs together in the order of the cases.
    pub(super) fn new(codebook: &'a Codebook, sets: &[(&'a str, &'a AnnotationSet)], clusters: &[Vec<Item<'a>>]) -> Self {
        let mut places = HashMap::with_capacity(clusters.iter().map(Vec::len).sum());
        for (number, cluster) in clusters.iter().enumerate() {
            places.extend(cluster.iter().map(|item| ((item.who, &item.annotation.id), (item.annotation, number))));
        }
        let mut relations: HashMap<_, Vec<_>> = HashMap::new();
        for (who, (_, set)) in sets.iter().enumerate() {
            for relation in set.relations() {
                relations.entry((who, &relation.from)).or_default().push(relation);
            }
        }
        let names = sets.iter().map(|(name, _)| *name).collect();
        Self { names, places, relations, defaults: defaults(codebook) }
    }

    /// The case of what belongs together, as yet without a fingerprint and the sentences around it.
    pub(super) fn case(&self, cluster: &[Item<'a>]) -> Case {
        let versions = self.versions(cluster);
        let differences = self.differences(cluster, &versions);
        let kind = if self.names.len() == 1 { CaseKind::Alone } else { kind(&differences) };
        let place = cluster.iter().map(|item| item.annotation.extent()).reduce(Span::hull).unwrap_or(Span { start: 0, end: 0 });
        let noted = cluster.iter().filter(|item| !item.annotation.note.is_empty());
        let notes = noted.map(|item| Note { annotator: self.name(item.who), text: item.annotation.note.clone() }).collect();
        Case { fingerprint: Fingerprint(String::new()), kind, differences, place, around: place, versions, notes, gold: Vec::new() }
    }

    /// The annotation that a relation of an annotator leads to.
    pub(super) fn target(&self, annotator: &str, relation: &'a Relation) -> Option<&'a Arc<Annotation>> {
        let who = self.names.binary_search(&annotator).ok()?;
        self.places.get(&(who, &relation.to)).map(|(annotation, _)| *annotation)
    }

    fn name(&self, who: usize) -> String {
        self.names.get(who).map(|name| (*name).to_owned()).unwrap_or_default()
    }

    fn versions(&self, cluster: &[Item<'a>]) -> Vec<Version> {
        let mut versions: Vec<Version> = Vec::new();
        for item in cluster {
            let annotation = item.annotation;
            let relations = self.relations.get(&(item.who, &annotation.id)).map(Vec::as_slice).unwrap_or_default();
            let to = |relation: &Relation| self.places.get(&(item.who, &relation.to)).map(|(_, case)| *case);
            let mut ties: Vec<Tie> = relations.iter().map(|relation| Tie { kind: relation.kind.clone(), to: to(relation) }).collect();
            ties.sort();
            ties.dedup();
            let attributes = self.effective(annotation);
            let same = |version: &&mut Version| {
                version.label == annotation.label && version.spans == annotation.spans && version.attributes == attributes && version.ties == ties
            };
            let relations = relations.iter().map(|relation| Arc::clone(relation)).collect();
            let held = Held { annotator: self.name(item.who), annotation: annotation.clone(), relations };
            match versions.iter_mut().find(same) {
                Some(version) => version.held.push(held),
                None => versions.push(Version { label: annotation.label.clone(), spans: annotation.spans.clone(), attributes, ties, held: vec![held] }),
            }
        }
        // Stable: among those with as many holders, the one of the first name stays first.
        versions.sort_by_key(|version| std::cmp::Reverse(version.held.len()));
        versions
    }

    /// Attributes as a reader takes them: defaults filled in, text without white space at its ends, lists in order.
    fn effective(&self, annotation: &Annotation) -> BTreeMap<String, Value> {
        let mut all: BTreeMap<String, Value> = annotation.attributes.iter().map(|(name, value)| (name.clone(), settled(value))).collect();
        for (name, value) in self.defaults.get(&annotation.label).map(Vec::as_slice).unwrap_or_default() {
            if !all.contains_key(*name) {
                all.insert((*name).to_owned(), value.clone());
            }
        }
        all
    }

    fn differences(&self, cluster: &[Item], versions: &[Version]) -> Differences {
        let missing = (0..self.names.len()).filter(|who| !cluster.iter().any(|item| item.who == *who)).map(|who| self.name(who)).collect();
        let mut differences = Differences { missing, ..Differences::default() };
        let (mut attributes, mut relations) = (BTreeSet::new(), BTreeSet::new());
        for (at, one) in versions.iter().enumerate() {
            for other in versions.iter().skip(at + 1) {
                differences.labels |= one.label != other.label;
                differences.boundaries |= one.spans != other.spans;
                if one.label == other.label {
                    let names = one.attributes.keys().chain(other.attributes.keys());
                    attributes.extend(names.filter(|name| one.attributes.get(*name) != other.attributes.get(*name)).cloned());
                    let (own, its): (BTreeSet<&Tie>, BTreeSet<&Tie>) = (one.ties.iter().collect(), other.ties.iter().collect());
                    relations.extend(own.symmetric_difference(&its).map(|tie| tie.kind.clone()));
                }
            }
        }
        differences.entity = attributes.remove(ENTITY);
        differences.attributes = attributes.into_iter().collect();
        differences.relations = relations.into_iter().collect();
        differences
    }
}

fn defaults(codebook: &Codebook) -> HashMap<&LabelId, Vec<(&str, Value)>> {
    codebook.labels.iter().map(|label| (&label.id, label.attributes.iter().filter_map(default).collect())).collect()
}

/// The value that an attribute has when nothing is said.
fn default(attribute: &Attribute) -> Option<(&str, Value)> {
    let value = match attribute.parse(&attribute.default) {
        Ok(Some(value)) => settled(&value),
        // A yes or no that nobody asks for is no until somebody says yes.
        _ if attribute.kind == AttributeKind::Flag && !attribute.required => Value::Flag(false),
        _ => return None,
    };
    Some((attribute.id.as_str(), value))
}

fn settled(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(text.trim().to_owned()),
        Value::List(values) => {
            let mut values: Vec<Value> = values.iter().map(settled).collect();
            values.sort_by_cached_key(|value| format!("{value:?}"));
            values.dedup();
            Value::List(values)
        }
        other => other.clone(),
    }
}

/// What weighs most among the differences.
fn kind(differences: &Differences) -> CaseKind {
    match differences {
        all if all.labels => CaseKind::Label,
        all if all.boundaries => CaseKind::Boundaries,
        all if !all.missing.is_empty() => CaseKind::Only,
        all if all.entity => CaseKind::Entity,
        all if !all.attributes.is_empty() => CaseKind::Attributes,
        all if !all.relations.is_empty() => CaseKind::Relations,
        _ => CaseKind::Agreed,
    }
}
