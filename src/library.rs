//! Floor 4: what is kept on disk.
//!
//! Owns the record of one annotator's work on one article and the undo history beside it: how both are written as
//! bytes and read back. The formats are a contract with a version, so they have types of their own; the domain types
//! know nothing of them.
//!
//! ```text
//! AnnotationSet ──record::write──▶ story.txt.ron ──record::read──▶ Record (set · locked items · ext · read only?)
//! Move          ──history_file::encode──▶ a line  ──history_file::decode──▶ History
//! ```

pub mod history_file;
pub mod record;
mod terms;

#[cfg(test)]
mod hostile;

pub use record::{ArticleRef, Head, ListName, Locked, Record, RecordError, SCHEMA};
