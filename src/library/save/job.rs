//! What is to be saved, and what came of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::annotation::{Carried, Change, Id, Move, Tombstone, rebased};
use crate::article::{Text, printable};
use crate::library::{Home, Locked, Record};

/// A record to be saved, as it stands now.
#[derive(Clone, Debug)]
pub struct SaveJob {
    /// Where it belongs.
    pub home: Arc<Home>,
    /// The article's file.
    pub article: PathBuf,
    /// The record.
    pub record: Record,
    /// The text it is about.
    pub text: Text,
    /// What was done since the last job.
    pub moves: Vec<Move>,
    /// The edits that this job holds: a counter that goes up with each edit.
    pub revision: u64,
    /// The number of the last [`Merged`] that this job holds.
    pub merges: u64,
}

impl SaveJob {
    /// The record's file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.home.record_path(&self.record.annotator, &self.record.article.path)
    }
}

/// A save that is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The record's file.
    pub path: PathBuf,
    /// When it was done.
    pub at: Timestamp,
    /// The revision that is safe now.
    pub revision: u64,
}

/// What others have changed in a record while it was open.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// Counts them, from 1 at each opening.
    pub number: u64,
    /// SHA-256 of the text that their spans count in.
    pub text: String,
    /// What they changed.
    pub changes: Vec<Change>,
    /// What they deleted, now and earlier.
    pub deleted: Vec<Tombstone>,
    /// Items that cannot be understood, as they are now.
    pub locked: Vec<Locked>,
    /// What both sides changed differently.
    pub conflicts: Vec<Id>,
    /// What is kept beside and what both sides changed differently, by key.
    pub beside: Vec<String>,
    /// What became of annotations that were made in another text.
    pub carried: Carried,
}

impl Merged {
    /// Does to a record what others did, as far as it has not changed the same; returns what that was.
    pub fn apply_to(&self, record: &mut Record) -> Vec<Change> {
        let now = Timestamp::now();
        let changes: Vec<Change> = self.changes.iter().filter_map(|change| rebased(&record.set, change)).collect();
        record.set.apply_all(&changes, now);
        record.set.bury_all(&self.deleted);
        record.locked.clone_from(&self.locked);
        changes
    }
}

/// Why a record was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody else wrote the record, and what they wrote cannot be read.
    #[error("{} was changed by another program and cannot be read: {why}", shown(.path))]
    Unreadable {
        /// The record's file.
        path: PathBuf,
        /// What is wrong with it, and where.
        why: String,
    },
    /// The article is not the one that was opened.
    #[error("{} has changed; it is read again", shown(.0))]
    ArticleChanged(PathBuf),
    /// The record is one that this version must not write.
    #[error("the record is read-only: {0}")]
    ReadOnly(String),
    /// The system said no.
    #[error("{}", plain(.0))]
    Io(#[from] io::Error),
}

fn shown(path: &Path) -> String {
    printable(&path.file_name().unwrap_or_default().to_string_lossy())
}

/// What the system said, in the fewest words that tell a person what to do.
pub(in crate::library) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "disk full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::PermissionDenied => "no permission to write there".into(),
        io::ErrorKind::QuotaExceeded => "disk quota exceeded".into(),
        io::ErrorKind::FileTooLarge => "file size limit reached".into(),
        _ => error.to_string(),
    }
}
