//! An annotation, a relation, and what they are made of.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::article::{Span, Text};

/// Code points of context kept on either side of a span.
const CONTEXT: usize = 32;

/// The id of an annotation or relation: `UUIDv7` for our own, anything for imported ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Arc<str>);

/// The id of a label in the codebook.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelId(Arc<str>);

macro_rules! shared_str {
    ($name:ident) => {
        impl $name {
            /// As a string.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

shared_str!(Id);
shared_str!(LabelId);

/// How far the work on an article is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkState {
    /// Nothing done yet.
    #[default]
    New,
    /// Begun.
    InProgress,
    /// Finished by its annotator.
    Done,
}

/// How an annotation came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Selected and tagged by hand.
    #[default]
    Human,
    /// Accepted as a suggester proposed it.
    Suggested {
        /// The suggester.
        by: String,
    },
    /// Accepted from a suggester, then changed.
    Edited {
        /// The suggester.
        by: String,
    },
    /// Made by tagging all occurrences at once.
    Repeated,
    /// Read from another tool's format.
    Imported {
        /// The format.
        from: String,
    },
    /// Decided by a reviewer.
    Adjudicated {
        /// The annotations it was decided from.
        from: Vec<Id>,
        /// The reviewer.
        by: String,
    },
}

impl Origin {
    /// The origin after a person has changed the annotation: what was accepted as proposed is so no longer.
    #[must_use]
    pub fn edited(&self) -> Self {
        match self {
            Self::Suggested { by } => Self::Edited { by: by.clone() },
            other => other.clone(),
        }
    }

    /// In words, for the screen.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Human => "by hand".into(),
            Self::Suggested { by } => format!("suggested by {by}"),
            Self::Edited { by } => format!("suggested by {by}, then changed"),
            Self::Repeated => "tagged with all occurrences".into(),
            Self::Imported { from } => format!("imported from {from}"),
            Self::Adjudicated { by, .. } => format!("adjudicated by {by}"),
        }
    }
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, a choice or a date.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Several values.
    List(Vec<Value>),
    /// A span of the text, such as a cue.
    Span(Span),
}

/// A span as it stands in a record: enough to find it again in a text that has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// Where it begins, in code points of the text that it was made in.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it holds.
    pub text: String,
    /// What stood right before it: at most 32 code points.
    pub before: String,
    /// What stood right after it.
    pub after: String,
}

/// Where an annotation was, whose place in the present text is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unanchored {
    /// SHA-256 of the text that its offsets count in, in lower-case hexadecimal.
    pub sha256: String,
    /// Its spans, at least one, in the order of that text.
    pub spans: Vec<Anchor>,
    /// Its attributes that are spans, by name.
    pub cues: BTreeMap<String, Anchor>,
}

/// A label on one or more spans of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its id, unique in the record.
    pub id: Id,
    /// Its label; may be one that the codebook lacks.
    pub label: LabelId,
    /// Where it is: in text order, none empty, none overlapping; at least one, unless it is unanchored.
    pub spans: Vec<Span>,
    /// Where it was, when the text has changed and its place is not known: then it has no spans.
    pub unanchored: Option<Box<Unanchored>>,
    /// Attributes by name.
    pub attributes: BTreeMap<String, Value>,
    /// A note of the annotator; empty for none.
    pub note: String,
    /// Whether the annotator is in doubt.
    pub doubtful: bool,
    /// How it came about.
    pub origin: Origin,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Where a merge found both sides changed: by field, what the other side had.
    pub conflict: BTreeMap<String, String>,
    /// Data of newer versions and other tools, as raw RON by key.
    pub ext: BTreeMap<String, String>,
}

impl Value {
    /// The spans in it, to be moved: of a span itself, of a list those of its values.
    pub fn spans_mut(&mut self) -> Vec<&mut Span> {
        match self {
            Self::Span(span) => vec![span],
            Self::List(values) => values.iter_mut().flat_map(Self::spans_mut).collect(),
            Self::Text(_) | Self::Flag(_) | Self::Number(_) => Vec::new(),
        }
    }

    /// As a person writes it.
    #[must_use]
    pub fn in_words(&self, text: &Text) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
            Self::Number(number) => number.to_string(),
            Self::List(values) => values.iter().map(|value| value.in_words(text)).collect::<Vec<_>>().join(", "),
            Self::Span(span) => text.slice(*span).to_owned(),
        }
    }
}

impl Annotation {
    /// A new annotation without attributes.
    #[must_use]
    pub fn new(id: Id, label: LabelId, spans: Vec<Span>, origin: Origin, now: Timestamp) -> Self {
        Self {
            id,
            label,
            spans,
            unanchored: None,
            attributes: BTreeMap::new(),
            note: String::new(),
            doubtful: false,
            origin,
            created: now,
            modified: now,
            conflict: BTreeMap::new(),
            ext: BTreeMap::new(),
        }
    }

    /// The offset at which it begins.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.spans.first().map_or(0, |span| span.start)
    }

    /// The offset at which it ends.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.spans.last().map_or(0, |span| span.end)
    }

    /// From its first to its last byte, gaps included.
    #[must_use]
    pub fn extent(&self) -> Span {
        Span::new(self.start(), self.end())
    }

    /// Bytes of text it holds, gaps not counted.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.spans.iter().map(|span| span.len()).sum()
    }

    /// How its text begins: so many bytes about.
    #[must_use]
    pub fn quoted_head(&self, text: &Text, bytes: u32) -> String {
        if self.unanchored.is_some() {
            return self.quoted(text);
        }
        let mut left = bytes;
        let mut parts = Vec::new();
        for span in &self.spans {
            let mut end = span.end.min(span.start + left);
            while end < span.end && !text.as_str().is_char_boundary(end as usize) {
                end += 1;
            }
            parts.push(text.slice(Span { start: span.start, end }));
            left = left.saturating_sub(span.len());
            if left == 0 {
                break;
            }
        }
        parts.join(" … ")
    }

    /// Its text; fragments are joined by ` … `. Of an unanchored one, what its text was.
    #[must_use]
    pub fn quoted(&self, text: &Text) -> String {
        let parts: Vec<&str> = match &self.unanchored {
            Some(was) => was.spans.iter().map(|anchor| anchor.text.as_str()).collect(),
            None => self.spans.iter().map(|span| text.slice(*span)).collect(),
        };
        parts.join(" … ")
    }
}

/// A directed, typed link between two annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Its id, unique in the record.
    pub id: Id,
    /// Its type, such as `said_by`.
    pub kind: String,
    /// The annotation it leads from.
    pub from: Id,
    /// The annotation it leads to.
    pub to: Id,
    /// How it came about.
    pub origin: Origin,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Where a merge found both sides changed: by field, what the other side had.
    pub conflict: BTreeMap<String, String>,
    /// Data of newer versions and other tools, as raw RON by key.
    pub ext: BTreeMap<String, String>,
}

/// What is left of a deleted annotation or relation, so that a merge does not bring it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The id of what was deleted.
    pub id: Id,
    /// When.
    pub at: Timestamp,
}

/// The text right before and right after a span: at most 32 code points each.
#[must_use]
pub fn context(text: &Text, span: Span) -> (&str, &str) {
    let before = text.slice(Span { start: 0, end: span.start });
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let after = text.slice(Span { start: span.end, end: text.len() });
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    (before.get(from..).unwrap_or_default(), after.get(..to).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_at_32_code_points_and_at_the_ends_of_the_text() {
        let text = Text::new(format!("{}word{}", "é".repeat(40), "ü".repeat(5)));
        let (before, after) = context(&text, Span { start: 80, end: 84 });
        assert_eq!((before.chars().count(), after), (32, "üüüüü"));
        assert_eq!(context(&text, text.span()), ("", ""));
    }

    #[test]
    fn a_suggestion_that_is_changed_is_edited_once_and_for_all() {
        let edited = Origin::Suggested { by: "names".into() }.edited();
        assert_eq!(edited, Origin::Edited { by: "names".into() });
        assert_eq!(edited.edited(), edited);
        assert_eq!(Origin::Human.edited(), Origin::Human);
    }
}
