//! The body of a line as RON: types of its own for every domain type, and the way there and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Line;
use crate::annotation::{Annotation, Change, Id, LabelId, Move, Relation, Step, Value};
use crate::article::Span;
use crate::library::terms::{OriginTerm, StateTerm};

/// The body as one line of RON. It cannot fail but for values nested more than a hundred deep; such a line is damaged,
/// and ends the history when it is read.
pub(super) fn print(line: &Line) -> String {
    ron::to_string(&LineBody::from(line)).unwrap_or_default()
}

/// The line of a body; nothing for one that this version does not understand.
pub(super) fn parse(body: &str) -> Option<Line> {
    ron::from_str::<LineBody>(body).ok()?.line()
}

#[derive(Serialize, Deserialize)]
enum LineBody {
    Do { title: String, changes: Vec<ChangeBody>, place: Range, at: String },
    Undo { changes: Vec<ChangeBody> },
    Redo { changes: Vec<ChangeBody> },
    Merged { changes: Vec<ChangeBody> },
    Saved { sha256: String },
}

#[derive(Serialize, Deserialize)]
enum ChangeBody {
    Annotation { before: Option<AnnotationBody>, after: Option<AnnotationBody> },
    Relation { before: Option<RelationBody>, after: Option<RelationBody> },
    State { before: StateTerm, after: StateTerm },
}

/// A span in bytes.
type Range = (u32, u32);

#[derive(Serialize, Deserialize)]
enum ValueBody {
    Text(String),
    Flag(bool),
    Number(i64),
    List(Vec<ValueBody>),
    Span(u32, u32),
}

#[derive(Serialize, Deserialize)]
struct AnnotationBody {
    id: String,
    label: String,
    spans: Vec<Range>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, ValueBody>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    doubtful: bool,
    origin: OriginTerm,
    created: String,
    modified: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    ext: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct RelationBody {
    id: String,
    kind: String,
    from: String,
    to: String,
    origin: OriginTerm,
    created: String,
    modified: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    ext: BTreeMap<String, String>,
}

impl From<&Line> for LineBody {
    fn from(line: &Line) -> Self {
        match line {
            Line::Move(Move::Do(step)) => Self::Do {
                title: step.title.clone(),
                changes: step.changes.iter().map(ChangeBody::from).collect(),
                place: range(step.place),
                at: step.at.to_string(),
            },
            Line::Move(Move::Undo(changes)) => Self::Undo { changes: changes.iter().map(ChangeBody::from).collect() },
            Line::Move(Move::Merged(changes)) => Self::Merged { changes: changes.iter().map(ChangeBody::from).collect() },
            Line::Move(Move::Redo(changes)) => Self::Redo { changes: changes.iter().map(ChangeBody::from).collect() },
            Line::Saved { sha256 } => Self::Saved { sha256: sha256.clone() },
        }
    }
}

impl LineBody {
    fn line(self) -> Option<Line> {
        Some(match self {
            Self::Do { title, changes, place, at } => {
                let changes = changes.into_iter().map(ChangeBody::change).collect::<Option<_>>()?;
                Line::Move(Move::Do(Step { title, changes, place: span(place)?, at: at.parse().ok()? }))
            }
            Self::Undo { changes } => Line::Move(Move::Undo(changes.into_iter().map(ChangeBody::change).collect::<Option<_>>()?)),
            Self::Redo { changes } => Line::Move(Move::Redo(changes.into_iter().map(ChangeBody::change).collect::<Option<_>>()?)),
            Self::Merged { changes } => Line::Move(Move::Merged(changes.into_iter().map(ChangeBody::change).collect::<Option<_>>()?)),
            Self::Saved { sha256 } => Line::Saved { sha256 },
        })
    }
}

impl From<&Change> for ChangeBody {
    fn from(change: &Change) -> Self {
        match change {
            Change::Annotation { before, after } => {
                Self::Annotation { before: before.as_deref().map(AnnotationBody::from), after: after.as_deref().map(AnnotationBody::from) }
            }
            Change::Relation { before, after } => {
                Self::Relation { before: before.as_deref().map(RelationBody::from), after: after.as_deref().map(RelationBody::from) }
            }
            Change::State { before, after } => Self::State { before: (*before).into(), after: (*after).into() },
        }
    }
}

impl ChangeBody {
    fn change(self) -> Option<Change> {
        Some(match self {
            Self::Annotation { before, after } => {
                Change::Annotation { before: shared(before, AnnotationBody::annotation)?, after: shared(after, AnnotationBody::annotation)? }
            }
            Self::Relation { before, after } => {
                Change::Relation { before: shared(before, RelationBody::relation)?, after: shared(after, RelationBody::relation)? }
            }
            Self::State { before, after } => Change::State { before: before.into(), after: after.into() },
        })
    }
}

/// Converts what is there; nothing when that fails.
#[expect(clippy::option_option, reason = "the outer one is whether it could be read, the inner one whether it is there")]
fn shared<T, U>(body: Option<T>, convert: impl Fn(T) -> Option<U>) -> Option<Option<Arc<U>>> {
    match body {
        Some(body) => Some(Some(Arc::new(convert(body)?))),
        None => Some(None),
    }
}

impl From<&Annotation> for AnnotationBody {
    fn from(annotation: &Annotation) -> Self {
        Self {
            id: annotation.id.to_string(),
            label: annotation.label.to_string(),
            spans: annotation.spans.iter().copied().map(range).collect(),
            attributes: annotation.attributes.iter().map(|(key, value)| (key.clone(), value.into())).collect(),
            note: annotation.note.clone(),
            doubtful: annotation.doubtful,
            origin: (&annotation.origin).into(),
            created: annotation.created.to_string(),
            modified: annotation.modified.to_string(),
            ext: annotation.ext.clone(),
        }
    }
}

impl AnnotationBody {
    fn annotation(self) -> Option<Annotation> {
        Some(Annotation {
            id: Id::from(self.id.as_str()),
            label: LabelId::from(self.label.as_str()),
            spans: self.spans.into_iter().map(span).collect::<Option<_>>()?,
            attributes: self.attributes.into_iter().map(|(key, value)| Some((key, value.value()?))).collect::<Option<_>>()?,
            unanchored: None,
            note: self.note,
            doubtful: self.doubtful,
            origin: self.origin.into(),
            created: time(&self.created)?,
            modified: time(&self.modified)?,
            conflict: BTreeMap::new(),
            ext: self.ext,
        })
    }
}

impl From<&Relation> for RelationBody {
    fn from(relation: &Relation) -> Self {
        Self {
            id: relation.id.to_string(),
            kind: relation.kind.clone(),
            from: relation.from.to_string(),
            to: relation.to.to_string(),
            origin: (&relation.origin).into(),
            created: relation.created.to_string(),
            modified: relation.modified.to_string(),
            ext: relation.ext.clone(),
        }
    }
}

impl RelationBody {
    fn relation(self) -> Option<Relation> {
        Some(Relation {
            id: Id::from(self.id.as_str()),
            kind: self.kind,
            from: Id::from(self.from.as_str()),
            to: Id::from(self.to.as_str()),
            origin: self.origin.into(),
            created: time(&self.created)?,
            modified: time(&self.modified)?,
            conflict: BTreeMap::new(),
            ext: self.ext,
        })
    }
}

impl From<&Value> for ValueBody {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Flag(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(*number),
            Value::List(values) => Self::List(values.iter().map(Self::from).collect()),
            Value::Span(span) => Self::Span(span.start, span.end),
        }
    }
}

impl ValueBody {
    fn value(self) -> Option<Value> {
        Some(match self {
            Self::Text(text) => Value::Text(text),
            Self::Flag(flag) => Value::Flag(flag),
            Self::Number(number) => Value::Number(number),
            Self::List(values) => Value::List(values.into_iter().map(Self::value).collect::<Option<_>>()?),
            Self::Span(start, end) => Value::Span(span((start, end))?),
        })
    }
}

fn range(span: Span) -> Range {
    (span.start, span.end)
}

/// The span of a range, unless its ends are in the wrong order.
fn span((start, end): Range) -> Option<Span> {
    (start <= end).then_some(Span { start, end })
}

fn time(raw: &str) -> Option<Timestamp> {
    raw.parse().ok()
}
