//! The record: one annotator's work on one article, as a RON file that people can read, grep and diff.
//!
//! Reading goes in stages, so that a file of a newer version, or one with a single damaged item, still gives all that
//! can be understood. What cannot is kept as it stands in the file and written back the same.
//!
//! ```text
//! source ──skim──▶ fields ──skim──▶ items ──item──▶ Annotation, Relation, Tombstone
//!                    │                └─ not understood, or does not fit the text ──▶ Locked (verbatim)
//!                    └─ unknown, or a newer schema ──▶ read_only
//! ```
//!
//! Offsets are code points on disk and bytes in memory; this module is where they change.

mod item;
mod merge;
mod place;
mod quick;
mod quote;
mod read;
mod salvage;
mod sides;
mod skim;
mod tally;
mod value;
mod write;

use std::fmt;

use crate::annotation::{AnnotationSet, WorkState};
use crate::article::Text;

pub(super) use item::{Ground, read_annotation, read_relation};
pub(super) use merge::merge;
pub(super) use quick::text as quick_text;
pub(super) use quote::quote;
pub use read::{head, read, read_unanchored};
pub(super) use salvage::{holds, salvage};
pub(super) use sides::merge_sides;
pub(super) use tally::{Tally, tally, top_fields};
pub use write::write;
pub(super) use write::{write_annotation, write_relation};

/// The version of the format that this program writes.
pub const SCHEMA: u32 = 1;

/// Which article a record is about, and what its text was when it was annotated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleRef {
    /// Path from the project's folder, with `/` on every platform.
    pub path: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of its text, in lower-case hexadecimal.
    pub sha256: String,
    /// Code points of its text.
    pub chars: usize,
}

impl ArticleRef {
    /// The article at `path` with the text it has now.
    #[must_use]
    pub fn new(path: &str, title: &str, text: &Text) -> Self {
        Self { path: path.into(), title: title.into(), sha256: text.sha256().into(), chars: text.char_count() }
    }
}

/// A list of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListName {
    /// `annotations`
    Annotations,
    /// `relations`
    Relations,
    /// `deleted`: the tombstones.
    Deleted,
}

impl ListName {
    /// The name of its field in the file.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Annotations => "annotations",
            Self::Relations => "relations",
            Self::Deleted => "deleted",
        }
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field())
    }
}

/// An item that could not be understood or does not fit the text. It is kept verbatim and written back verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The list that it stands in.
    pub list: ListName,
    /// Its RON, with the comments around it.
    pub raw: String,
    /// The line of the file on which it begins.
    pub line: usize,
    /// Why it is locked, for a person; safe to print.
    pub reason: String,
}

/// All that one record holds.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The article it is about.
    pub article: ArticleRef,
    /// Whose work it is.
    pub annotator: String,
    /// Everything that was understood.
    pub set: AnnotationSet,
    /// Everything that was not, in the order of the file.
    pub locked: Vec<Locked>,
    /// Why the file must not be rewritten, for a person; `None` when it may be.
    pub read_only: Option<String>,
}

/// The beginning of a record: enough for lists, and to find a record by the hash of its article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The version of the format; may be newer than [`SCHEMA`].
    pub schema: u32,
    /// The article it is about.
    pub article: ArticleRef,
    /// Whose work it is.
    pub annotator: String,
    /// How far the work is; `InProgress` when it is a word that only a newer version knows.
    pub state: WorkState,
    /// How many annotations the file holds, locked ones counted.
    pub annotations: usize,
}

/// Why a record cannot be read at all, and where; safe to print.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct RecordError {
    /// Line in the file, from 1.
    pub line: usize,
    /// Code point in the line, from 1.
    pub column: usize,
    /// What is wrong, for a person.
    pub message: String,
}
