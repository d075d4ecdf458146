//! What structures refer to others by.

use std::collections::BTreeMap;

use super::model::{Cas, Feature, Structure};

/// Features that refer to others in the type systems that everybody uses; others do when the types say so.
const KNOWN: [&str; 4] = ["Governor", "Dependent", "next", "first"];

/// Structures at most that one feature refers to.
const MOST_TARGETS: usize = 4096;

/// The structures of a CAS by their ids.
#[derive(Debug)]
pub(super) struct Index<'c>(BTreeMap<i64, &'c Structure>);

impl<'c> Index<'c> {
    /// Of a CAS.
    pub(super) fn of(cas: &'c Cas) -> Self {
        Self(cas.structures.iter().map(|structure| (structure.id, structure)).collect())
    }

    /// The structures that a feature refers to; those of an array that it refers to stand for the array.
    pub(super) fn targets(&self, structure: &Structure, name: &str) -> Vec<&'c Structure> {
        let Some(feature) = structure.features.get(name).filter(|_| !["begin", "end"].contains(&name)) else { return Vec::new() };
        let ids = ids(feature);
        let direct = ids.iter().filter_map(|id| self.0.get(id).copied());
        let all: Vec<&Structure> = direct
            .flat_map(|target| match target.features.get("elements") {
                Some(elements) if target.place().is_none() => ids_of_elements(elements).take(MOST_TARGETS).filter_map(|id| self.0.get(&id).copied()).collect(),
                _ => vec![target],
            })
            .take(MOST_TARGETS)
            .collect();
        // Without types, a text of digits is a reference only where it cannot be anything else.
        let typed = !matches!(feature, Feature::Text(_)) || KNOWN.contains(&name) || !all.is_empty() && all.iter().all(|target| is_link(target));
        if typed { all } else { Vec::new() }
    }

    /// The texts of an array that a feature refers to.
    pub(super) fn texts(&self, structure: &Structure, name: &str) -> Option<Feature> {
        let [id] = ids(structure.features.get(name)?)[..] else { return None };
        let array = self.0.get(&id).filter(|array| array.place().is_none() && array.kind.starts_with("uima.cas.") && array.kind != "uima.cas.FSArray")?;
        array.features.get("elements").filter(|elements| matches!(elements, Feature::List(_))).cloned()
    }
}

/// Whether it is a link of a slot: a target with a role, at no place.
pub(super) fn is_link(structure: &Structure) -> bool {
    structure.place().is_none() && structure.features.contains_key("target")
}

fn ids(feature: &Feature) -> Vec<i64> {
    match feature {
        Feature::Reference(id) => vec![*id],
        Feature::List(values) => values.iter().filter_map(|value| if let Feature::Reference(id) = value { Some(*id) } else { None }).collect(),
        Feature::Text(text) => text.split(' ').map(|id| id.parse().ok()).collect::<Option<_>>().unwrap_or_default(),
        Feature::Flag(_) | Feature::Number(_) => Vec::new(),
    }
}

/// The elements of an array of structures; JSON has them as numbers.
fn ids_of_elements(elements: &Feature) -> impl Iterator<Item = i64> {
    let all = match elements {
        Feature::List(values) => {
            values.iter().filter_map(|value| if let Feature::Number(id) | Feature::Reference(id) = value { Some(*id) } else { None }).collect()
        }
        other => ids(other),
    };
    all.into_iter()
}
