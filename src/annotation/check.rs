//! What is unsound in a set, whatever file it comes from.

use std::collections::HashMap;

use super::{AnnotationSet, Codebook, Id, LabelId};
use crate::article::Span;

/// Something unsound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// A label that the codebook lacks.
    UnknownLabel {
        /// The annotation.
        id: Id,
        /// Its label.
        label: LabelId,
    },
    /// A relation of which an end is not there.
    Dangling {
        /// The relation.
        id: Id,
        /// The end.
        end: Id,
    },
    /// Two annotations with one label on the same spans.
    Twins {
        /// The first.
        id: Id,
        /// The other.
        other: Id,
    },
    /// An annotation that lies to another one as the codebook's rules forbid.
    AgainstRules {
        /// The annotation.
        id: Id,
        /// The rule, in words.
        rule: &'static str,
    },
    /// A value of an attribute that the codebook does not have.
    UnknownValue {
        /// The annotation.
        id: Id,
        /// The attribute.
        attribute: String,
    },
    /// A relation that the codebook lacks, or that joins other labels than it says.
    Misjoined {
        /// The relation.
        id: Id,
        /// Its kind.
        kind: String,
    },
    /// An annotation whose place in the text is not known.
    Unanchored {
        /// The annotation.
        id: Id,
    },
    /// What two sides changed differently and nobody has decided.
    Undecided {
        /// The annotation or relation.
        id: Id,
        /// The fields.
        fields: Vec<String>,
    },
}

/// Everything that is unsound in a set, in its order.
#[must_use]
pub fn unsound(set: &AnnotationSet, codebook: &Codebook) -> Vec<Unsound> {
    let mut found = Vec::new();
    let mut places: HashMap<(&LabelId, &[Span]), &Id> = HashMap::new();
    for annotation in set.all() {
        let id = || annotation.id.clone();
        if codebook.label(&annotation.label).is_none() {
            found.push(Unsound::UnknownLabel { id: id(), label: annotation.label.clone() });
        }
        if annotation.unanchored.is_some() {
            found.push(Unsound::Unanchored { id: id() });
        } else if let Some(first) = places.insert((&annotation.label, &annotation.spans), &annotation.id) {
            found.push(Unsound::Twins { id: first.clone(), other: id() });
        }
        if let Some(rule) = codebook.rules.broken_by(set, &annotation.spans, Some(annotation)) {
            found.push(Unsound::AgainstRules { id: id(), rule });
        }
        if let Some(label) = codebook.label(&annotation.label) {
            let unknown = annotation.attributes.iter().filter(|(name, value)| label.attribute(name).is_some_and(|attribute| !attribute.accepts(value)));
            found.extend(unknown.map(|(name, _)| Unsound::UnknownValue { id: id(), attribute: name.clone() }));
        }
        if !annotation.conflict.is_empty() {
            found.push(Unsound::Undecided { id: id(), fields: annotation.conflict.keys().cloned().collect() });
        }
    }
    for relation in set.relations() {
        let ends = [&relation.from, &relation.to].into_iter().filter(|end| set.get(end).is_none());
        found.extend(ends.map(|end| Unsound::Dangling { id: relation.id.clone(), end: end.clone() }));
        if let (Some(from), Some(to), false) = (set.get(&relation.from), set.get(&relation.to), codebook.relations.is_empty()) {
            let joined = codebook.relation(&relation.kind).is_some_and(|kind| kind.fits(&from.label, &to.label));
            if !joined {
                found.push(Unsound::Misjoined { id: relation.id.clone(), kind: relation.kind.clone() });
            }
        }
        if !relation.conflict.is_empty() {
            found.push(Unsound::Undecided { id: relation.id.clone(), fields: relation.conflict.keys().cloned().collect() });
        }
    }
    found
}

impl AnnotationSet {
    /// Forgets the tombstones older than `before`; returns how many. A copy that still holds what was deleted would bring
    /// it back afterwards.
    pub fn compact(&mut self, before: jiff::Timestamp) -> usize {
        let dead = self.deleted().len();
        self.keep_tombstones(|tombstone| tombstone.at >= before);
        dead - self.deleted().len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Annotation, Origin, Relation, Tombstone, Unanchored, WorkState};
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn each_defect_is_found_once() {
        let at = Timestamp::UNIX_EPOCH;
        let make = |id: &str, label: &str, start: u32| Annotation::new(id.into(), label.into(), vec![Span { start, end: start + 2 }], Origin::Human, at);
        let lost = Annotation { spans: Vec::new(), unanchored: Some(Box::new(Unanchored::default())), ..make("5", "claim", 0) };
        let torn = Annotation { conflict: [("label".to_owned(), "quote".to_owned())].into(), ..make("4", "claim", 9) };
        let relation = Relation {
            id: "r".into(),
            kind: "said_by".into(),
            from: "1".into(),
            to: "9".into(),
            origin: Origin::Human,
            created: at,
            modified: at,
            conflict: std::collections::BTreeMap::new(),
            ext: std::collections::BTreeMap::new(),
        };
        let all = vec![make("1", "actor", 0), make("2", "actor", 0), make("3", "weather", 4), torn, lost];
        let mut set = AnnotationSet::new(all, vec![relation], vec![Tombstone { id: "0".into(), at }], WorkState::Done);
        let expected = [
            Unsound::Twins { id: "1".into(), other: "2".into() },
            Unsound::UnknownLabel { id: "3".into(), label: "weather".into() },
            Unsound::Undecided { id: "4".into(), fields: vec!["label".into()] },
            Unsound::Unanchored { id: "5".into() },
            Unsound::Dangling { id: "r".into(), end: "9".into() },
        ];
        assert_eq!(unsound(&set, &Codebook::default()), expected);
        assert_eq!((set.compact(at), set.compact(Timestamp::MAX)), (0, 1));
    }
}
