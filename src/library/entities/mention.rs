//! Mentions: the annotations of all records that say whom they stand for.

use super::super::{Home, every_record};
use super::Entity;
use crate::annotation::{Annotation, Id, LabelId, Value};
use crate::article::Text;

/// The attribute that names whom an annotation stands for.
pub(super) const ENTITY: &str = "entity";

/// An annotation that says whom it stands for.
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

/// The mentions in the records of an annotator, or of everybody, and which records cannot be read.
#[must_use]
pub fn mentions(home: &Home, whose: Option<&str>) -> (Vec<Mention>, Vec<String>) {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for one in every_record(home, whose) {
        let record = match one.record {
            Ok(record) => record,
            Err(why) => {
                unread.push(why);
                continue;
            }
        };
        for annotation in record.set.all() {
            let Some(entity) = entity_of(annotation) else { continue };
            let value = |id: &str| if let Some(Value::Text(text)) = annotation.attributes.get(id) { text.as_str() } else { "" };
            found.push(Mention {
                annotator: one.annotator.clone(),
                key: one.key.clone(),
                id: annotation.id.clone(),
                label: annotation.label.clone(),
                entity: entity.to_owned(),
                kind: value("kind").to_owned(),
                text: annotation.quoted(&Text::default()),
                pronoun: value("mention") == "pronoun",
            });
        }
    }
    (found, unread)
}
