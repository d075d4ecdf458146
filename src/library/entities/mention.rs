//! Mentions: the annotations of all records that stand for somebody, by what they say or by the name that they are.

use super::super::{Home, every_record};
use super::{Entity, LONGEST, is_form};
use crate::annotation::{Annotation, Codebook, Id, LabelId, Natural, Value};
use crate::article::{Text, bare_form};

/// The attribute that names whom an annotation stands for.
pub(super) const ENTITY: &str = "entity";

/// An annotation that stands for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Whose annotation it is.
    pub annotator: String,
    /// The key of its article.
    pub key: String,
    /// Its id.
    pub id: Id,
    /// Its label.
    pub label: LabelId,
    /// Whom it stands for.
    pub entity: String,
    /// What sort that is; may be empty.
    pub kind: String,
    /// Its text, as the record has it.
    pub text: String,
    /// Whether it is a pronoun, which is no form to look for.
    pub pronoun: bool,
}

impl Mention {
    /// An annotation of a record that stands for `entity`.
    pub(super) fn new(annotator: &str, key: &str, annotation: &Annotation, entity: &str, text: &Text) -> Self {
        let value = |id: &str| if let Some(Value::Text(text)) = annotation.attributes.get(id) { text.as_str() } else { "" };
        Self {
            annotator: annotator.to_owned(),
            key: key.to_owned(),
            id: annotation.id.clone(),
            label: annotation.label.clone(),
            entity: entity.to_owned(),
            kind: value("kind").to_owned(),
            text: annotation.quoted(text),
            pronoun: value("mention") == "pronoun",
        }
    }

    /// What it tells of a name.
    #[must_use]
    pub fn entity(&self) -> Entity {
        let forms = if self.pronoun { Vec::new() } else { vec![self.text.clone()] };
        Entity { name: self.entity.clone(), label: self.label.clone(), kind: self.kind.clone(), forms }
    }
}

/// Whom an annotation stands for.
pub(super) fn entity_of(annotation: &Annotation) -> Option<&str> {
    match annotation.attributes.get(ENTITY) {
        Some(Value::Text(name)) if !name.trim().is_empty() => Some(name),
        _ => None,
    }
}

/// Whom an annotation stands for: its entity, else, where its label is one of names, the name that it is.
#[must_use]
pub fn name_of(codebook: &Codebook, annotation: &Annotation, text: &Text) -> Option<String> {
    if let Some(entity) = entity_of(annotation) {
        return Some(entity.to_owned());
    }
    codebook.label(&annotation.label).filter(|label| label.natural == Natural::Name || label.attribute(ENTITY).is_some())?;
    let mention = if let Some(Value::Text(mention)) = annotation.attributes.get("mention") { mention.as_str() } else { "name" };
    let name = bare_form(&annotation.quoted_head(text, LONGEST as u32 * 4));
    let is_name = matches!(mention, "name" | "metonym") && name.starts_with(char::is_uppercase) && is_form(&name);
    is_name.then_some(name)
}

/// The mentions in the records of an annotator, or of everybody, and which records cannot be read.
#[must_use]
pub fn mentions(home: &Home, whose: Option<&str>) -> (Vec<Mention>, Vec<String>) {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    // The records have the words of their annotations.
    let text = Text::default();
    for one in every_record(home, whose) {
        let record = match one.record {
            Ok(record) => record,
            Err(why) => {
                unread.push(why);
                continue;
            }
        };
        for annotation in record.set.all() {
            let Some(entity) = name_of(&home.project.codebook, annotation, &text) else { continue };
            found.push(Mention::new(&one.annotator, &one.key, annotation, &entity, &text));
        }
    }
    (found, unread)
}
