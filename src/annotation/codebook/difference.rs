//! What another codebook changes for annotations that are there.

use std::collections::BTreeMap;

use super::{AttributeKind, Codebook};
use crate::annotation::{AnnotationSet, Value};

/// How often labels, attributes, values and relations are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Annotations of each label.
    pub labels: BTreeMap<String, usize>,
    /// Annotations that have an attribute, by label and attribute.
    pub attributes: BTreeMap<(String, String), usize>,
    /// The same by label, attribute and value, for values that are texts.
    pub values: BTreeMap<(String, String, String), usize>,
    /// Relations of each kind.
    pub relations: BTreeMap<String, usize>,
}

impl Use {
    /// Counts what a record uses.
    pub fn add(&mut self, set: &AnnotationSet) {
        for annotation in set.all() {
            let label = annotation.label.to_string();
            for (id, value) in &annotation.attributes {
                let texts: Vec<&String> = match value {
                    Value::Text(text) => vec![text],
                    Value::List(list) => list.iter().filter_map(|one| if let Value::Text(text) = one { Some(text) } else { None }).collect(),
                    _ => Vec::new(),
                };
                for text in texts {
                    *self.values.entry((label.clone(), id.clone(), text.clone())).or_default() += 1;
                }
                *self.attributes.entry((label.clone(), id.clone())).or_default() += 1;
            }
            *self.labels.entry(label).or_default() += 1;
        }
        for relation in set.relations() {
            *self.relations.entry(relation.kind.clone()).or_default() += 1;
        }
    }
}

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: `label actor`, `quote.kind`, `relation said_by`.
    pub what: String,
    /// What has changed.
    pub change: String,
    /// How many annotations or relations are concerned.
    pub concerns: usize,
}

impl Codebook {
    /// What changes when `other` takes the place of this codebook, for what is in use.
    #[must_use]
    pub fn differences(&self, other: &Self, used: &Use) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut tell = |what: String, change: String, concerns: usize| found.push(Difference { what, change, concerns });
        let count = |label: &str| used.labels.get(label).copied().unwrap_or_default();
        for label in &self.labels {
            let id = label.id.as_str();
            let Some(now) = other.label(&label.id) else {
                tell(format!("label {id}"), "is gone; its annotations are kept and shown with ?".into(), count(id));
                continue;
            };
            if now.key != label.key {
                tell(format!("label {id}"), format!("has the key {} instead of {}", now.key, label.key), 0);
            }
            if now.definition != label.definition {
                tell(format!("label {id}"), "is defined in other words".into(), count(id));
            }
            for attribute in &label.attributes {
                let what = format!("{id}.{}", attribute.id);
                let with = used.attributes.get(&(id.to_owned(), attribute.id.clone())).copied().unwrap_or_default();
                match now.attribute(&attribute.id) {
                    None => tell(what, "is gone; its values are kept".into(), with),
                    Some(now) => {
                        if std::mem::discriminant(&now.kind) != std::mem::discriminant(&attribute.kind) {
                            tell(what.clone(), format!("is {} instead of {}", now.kind.name(), attribute.kind.name()), with);
                        }
                        for value in attribute.kind.values().iter().filter(|value| !now.kind.values().contains(value)) {
                            // Any text is a value of a text.
                            if now.kind != AttributeKind::Text {
                                let key = (id.to_owned(), attribute.id.clone(), value.clone());
                                tell(what.clone(), format!("no longer has the value {value}"), used.values.get(&key).copied().unwrap_or_default());
                            }
                        }
                        let added: Vec<&str> = now.kind.values().iter().filter(|value| !attribute.kind.values().contains(value)).map(String::as_str).collect();
                        if !added.is_empty() {
                            tell(what.clone(), format!("also has {}", added.join(", ")), 0);
                        }
                        if now.required && !attribute.required {
                            tell(what, "is required".into(), count(id) - with.min(count(id)));
                        }
                    }
                }
            }
            for attribute in now.attributes.iter().filter(|attribute| label.attribute(&attribute.id).is_none()) {
                tell(format!("{id}.{}", attribute.id), "is new".into(), if attribute.required { count(id) } else { 0 });
            }
        }
        for label in other.labels.iter().filter(|label| self.label(&label.id).is_none()) {
            tell(format!("label {}", label.id), "is new".into(), 0);
        }
        for relation in &self.relations {
            let with = used.relations.get(&relation.id).copied().unwrap_or_default();
            match other.relation(&relation.id) {
                None => tell(format!("relation {}", relation.id), "is gone; those there are kept".into(), with),
                Some(now) if (&now.from, &now.to) != (&relation.from, &relation.to) => {
                    tell(format!("relation {}", relation.id), "joins other labels".into(), with);
                }
                Some(_) => {}
            }
        }
        for relation in other.relations.iter().filter(|relation| self.relation(&relation.id).is_none()) {
            tell(format!("relation {}", relation.id), "is new".into(), 0);
        }
        if self.rules != other.rules {
            tell("rules".into(), "are others".into(), 0);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Annotation, Origin, WorkState};
    use crate::article::Span;
    use jiff::Timestamp;

    #[test]
    fn a_difference_tells_how_many_annotations_it_concerns() {
        let mut quote = Annotation::new("1".into(), "quote".into(), vec![Span { start: 0, end: 2 }], Origin::Human, Timestamp::UNIX_EPOCH);
        quote.attributes.insert("kind".into(), Value::Text("mixed".into()));
        let actor = Annotation::new("2".into(), "actor".into(), vec![Span { start: 0, end: 2 }], Origin::Human, Timestamp::UNIX_EPOCH);
        let mut used = Use::default();
        used.add(&AnnotationSet::new(vec![quote, actor], Vec::new(), Vec::new(), WorkState::InProgress));
        let old = Codebook::default();
        assert_eq!(old.differences(&old, &used), []);
        let mut new = old.clone();
        new.labels.retain(|label| label.id.as_str() != "actor");
        for label in &mut new.labels {
            for attribute in label.attributes.iter_mut().filter(|attribute| attribute.id == "kind") {
                attribute.kind = AttributeKind::Choice(vec!["direct".into(), "indirect".into(), "free".into()]);
                attribute.required = true;
            }
        }
        new.relations.retain(|relation| relation.id != "denies");
        let lines: Vec<String> = old.differences(&new, &used).into_iter().map(|one| format!("{} {} ({})", one.what, one.change, one.concerns)).collect();
        assert_eq!(
            lines,
            [
                "label actor is gone; its annotations are kept and shown with ? (1)",
                "quote.kind no longer has the value mixed (1)",
                "quote.kind also has free (0)",
                "quote.kind is required (0)",
                "relation denies is gone; those there are kept (0)",
            ]
        );
    }
}
