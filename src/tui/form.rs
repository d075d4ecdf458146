//! The form of an annotation: its attributes, a row each, and what is being entered into one of them.

use std::collections::HashMap;

use tui_input::Input as Field;

use super::desk::Desk;
use crate::annotation::{Annotation, AnnotationSet, Attribute, AttributeKind, Codebook, Id, LabelId, Value};
use crate::library::{UsedValues, texts};

/// Values that are offered at most.
const OFFERED: usize = 8;

/// Values with how often each is used.
pub(super) type Used = HashMap<String, usize>;

/// What lies beside an annotation to be filled in.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The annotation.
    pub id: Id,
    /// The row under the cursor.
    pub at: usize,
    /// What is being typed into that row.
    pub entry: Option<Entry>,
}

/// A value being typed.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What was typed.
    pub field: Field,
    /// Values that it may become.
    pub offered: Vec<String>,
    /// The one of them that is chosen.
    pub chosen: Option<usize>,
}

/// One row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormRow {
    /// The attribute; of one that the codebook lacks only its id is known.
    pub attribute: Attribute,
    /// Whether the codebook has it.
    pub known: bool,
    /// Its value.
    pub value: Option<Value>,
}

impl Form {
    /// The form of an annotation, nothing being entered.
    #[must_use]
    pub(super) fn new(id: Id) -> Self {
        Self { id, at: 0, entry: None }
    }
}

/// The rows of an annotation: the attributes of its label, then those that it has beyond them.
#[must_use]
pub(super) fn rows(codebook: &Codebook, annotation: &Annotation) -> Vec<FormRow> {
    let own = codebook.label(&annotation.label).map(|label| label.attributes.as_slice()).unwrap_or_default();
    let known = own.iter().map(|attribute| {
        let value = annotation.attributes.get(&attribute.id).cloned();
        // A value that the codebook does not know is shown as it is, and goes only when another one is chosen.
        FormRow { attribute: attribute.clone(), known: true, value }
    });
    let beyond = annotation.attributes.iter().filter(|(id, _)| own.iter().all(|attribute| attribute.id != **id));
    let beyond = beyond.map(|(id, value)| FormRow { attribute: Attribute::plain(id, ' '), known: false, value: Some(value.clone()) });
    known.chain(beyond).collect()
}

/// The value after this one, in the order of the codebook; behind the last there is none.
#[must_use]
pub(super) fn next_value(attribute: &Attribute, value: Option<&Value>) -> Option<Value> {
    match &attribute.kind {
        AttributeKind::Flag => match value {
            None => Some(Value::Flag(true)),
            Some(Value::Flag(true)) => Some(Value::Flag(false)),
            Some(_) => None,
        },
        AttributeKind::Choice(values) => {
            let at = values.iter().position(|one| value == Some(&Value::Text(one.clone())));
            let next = if value.is_none() { Some(0) } else { at.map(|at| at + 1) };
            next.and_then(|next| values.get(next)).map(|one| Value::Text(one.clone()))
        }
        _ => value.cloned(),
    }
}

/// The values of an attribute that are chosen by number from a list; none where something is typed or selected.
#[must_use]
pub(super) fn listed(attribute: &Attribute) -> Vec<String> {
    match attribute.kind {
        AttributeKind::Flag => vec!["yes".to_owned(), "no".to_owned()],
        _ => attribute.kind.values().to_vec(),
    }
}

/// Whether one of the values of a list is the value, or among several.
#[must_use]
pub(super) fn holds(value: Option<&Value>, one: &str) -> bool {
    match value {
        Some(Value::Text(text)) => text == one,
        Some(Value::Flag(flag)) => *flag == (one == "yes"),
        Some(Value::List(list)) => list.iter().any(|value| holds(Some(value), one)),
        _ => false,
    }
}

/// The value after choosing number `n` of the list: of a choice that one, and none if it was chosen already; of several
/// it is added or taken away. A number without a value changes nothing.
#[must_use]
pub(super) fn numbered(attribute: &Attribute, value: Option<&Value>, n: usize) -> Option<Value> {
    let Some(name) = listed(attribute).get(n).cloned() else { return value.cloned() };
    let chosen = if attribute.kind == AttributeKind::Flag { Value::Flag(name == "yes") } else { Value::Text(name) };
    match &attribute.kind {
        AttributeKind::Several(values) => {
            let mut list = if let Some(Value::List(list)) = value { list.clone() } else { Vec::new() };
            match list.iter().position(|one| *one == chosen) {
                Some(at) => drop(list.remove(at)),
                None => list.push(chosen),
            }
            list.sort_by_key(|one| values.iter().position(|value| *one == Value::Text(value.clone())));
            (!list.is_empty()).then_some(Value::List(list))
        }
        _ => Some(chosen).filter(|chosen| value != Some(chosen)),
    }
}

/// The values that what is typed may become: of a list its own in their order, so that they keep their numbers, else those that
/// are used already for the same attribute, the ones used most first. The ones that begin so come before all others.
#[must_use]
pub(super) fn offered(attribute: &Attribute, typed: &str, used: &Used) -> Vec<String> {
    let fixed = listed(attribute);
    let mut all: Vec<&String> = if fixed.is_empty() { used.keys().collect() } else { fixed.iter().collect() };
    if fixed.is_empty() {
        all.sort_by_key(|value| (std::cmp::Reverse(used.get(*value)), *value));
    }
    let typed = typed.trim().to_lowercase();
    let begins = |value: &&&String| value.to_lowercase().starts_with(&typed);
    let holds = |value: &&&String| !begins(value) && value.to_lowercase().split_whitespace().any(|word| word.starts_with(&typed));
    let fits = all.iter().filter(begins).chain(all.iter().filter(holds));
    let fits = fits.filter(|value| !fixed.is_empty() || value.to_lowercase() != typed);
    let most = if fixed.is_empty() { OFFERED } else { usize::MAX };
    fits.take(most).map(|value| (*value).clone()).collect()
}

/// The values that an attribute of annotations with a label has in the record that is open and in the others.
#[must_use]
pub(super) fn used(set: Option<&AnnotationSet>, others: &UsedValues, label: &LabelId, attribute: &str) -> Used {
    let mut used: Used = others.of(label, attribute).iter().cloned().collect();
    let alike = set.map(AnnotationSet::annotations).unwrap_or_default().iter().filter(|annotation| annotation.label == *label);
    for value in alike.filter_map(|annotation| annotation.attributes.get(attribute)).flat_map(texts) {
        *used.entry(value.to_owned()).or_default() += 1;
    }
    used
}

/// What else may be offered for an attribute that is a text: for an entity the names that are tagged with the same label.
pub(super) fn names(desk: &Desk, annotation: &Annotation) -> impl Iterator<Item = String> {
    let alike = desk.set().map(AnnotationSet::annotations).unwrap_or_default().iter().filter(|other| other.label == annotation.label);
    let texts = alike.map(|other| other.quoted_head(desk.text(), 200).replace(char::is_whitespace, " "));
    texts.filter(|text| text.chars().next().is_some_and(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: AttributeKind) -> Attribute {
        Attribute { kind, ..Attribute::plain("kind", 'k') }
    }

    fn values() -> Vec<String> {
        vec!["direct".into(), "indirect".into(), "mixed".into()]
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_key_goes_through_the_values_and_back_to_none() {
        let choice = of(AttributeKind::Choice(values()));
        let mut value = None;
        for expected in [Some("direct"), Some("indirect"), Some("mixed"), None, Some("direct")] {
            value = next_value(&choice, value.as_ref());
            assert_eq!(value, expected.map(text));
        }
        assert_eq!(next_value(&choice, Some(&text("unknown"))), None);
        let flag = of(AttributeKind::Flag);
        assert_eq!(next_value(&flag, None), Some(Value::Flag(true)));
        assert_eq!(next_value(&flag, Some(&Value::Flag(true))), Some(Value::Flag(false)));
        assert_eq!(next_value(&flag, Some(&Value::Flag(false))), None);
    }

    #[test]
    fn numbers_choose_and_drop() {
        let choice = of(AttributeKind::Choice(values()));
        assert_eq!(numbered(&choice, None, 2), Some(text("mixed")));
        assert_eq!(numbered(&choice, Some(&text("mixed")), 2), None);
        assert_eq!(numbered(&choice, None, 3), None);
        let several = of(AttributeKind::Several(values()));
        let two = numbered(&several, Some(&Value::List(vec![text("mixed")])), 0);
        assert_eq!(two, Some(Value::List(vec![Value::Text("direct".into()), Value::Text("mixed".into())])));
        assert_eq!(numbered(&several, Some(&Value::List(vec![text("mixed")])), 2), None);
        let flag = of(AttributeKind::Flag);
        assert_eq!((numbered(&flag, None, 1), numbered(&flag, Some(&Value::Flag(true)), 0)), (Some(Value::Flag(false)), None));
    }

    #[test]
    fn what_begins_so_comes_before_what_has_a_word_that_does() {
        let used = Used::from([("Ilse Brandt", 2), ("Brandt & Sons", 1), ("Norland", 1)].map(|(value, count)| (value.to_owned(), count)));
        assert_eq!(offered(&of(AttributeKind::Text), "bra", &used), ["Brandt & Sons", "Ilse Brandt"]);
        assert_eq!(offered(&of(AttributeKind::Text), "Norland", &used), [""; 0]);
        assert_eq!(offered(&of(AttributeKind::Several(values())), "in", &used), ["indirect"]);
        assert_eq!(offered(&of(AttributeKind::Text), "", &used), ["Ilse Brandt", "Brandt & Sons", "Norland"], "used most first");
        let used = Used::from([("mixed".to_owned(), 3), ("gone".to_owned(), 9)]);
        assert_eq!(offered(&of(AttributeKind::Several(values())), "", &used), values(), "only what the codebook has, in its order");
    }
}
