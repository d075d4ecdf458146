//! Saving records: one writer, which knows what the disk held last and overwrites nothing else.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::atomic::{Privacy, sweep, write_atomically};
use super::disk;
use super::history_file::{self, Line};
use super::{Home, Record, Stamp, record};
use crate::annotation::Move;
use crate::article::{Text, printable, sha256};

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
    /// What was done since the last job, for the undo history.
    pub moves: Vec<Move>,
    /// The edits that this job holds: a counter that goes up with each edit.
    pub revision: u64,
}

impl SaveJob {
    /// The record's file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.home.record_path(&self.record.annotator, &self.record.article.path)
    }

    /// Takes the place of an earlier job on the same record that was not carried out.
    #[must_use]
    pub fn after(mut self, earlier: Self) -> Self {
        let own = std::mem::replace(&mut self.moves, earlier.moves);
        self.moves.extend(own);
        self
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

/// Why a record was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody else wrote the record.
    #[error("{} was changed by another program; open the article again to go on from that", shown(.0))]
    RecordChanged(PathBuf),
    /// The article is not the one that was opened.
    #[error("{} was changed while it was open; open it again before you go on", shown(.0))]
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
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "disk full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::PermissionDenied => "no permission to write there".into(),
        io::ErrorKind::QuotaExceeded => "disk quota exceeded".into(),
        io::ErrorKind::FileTooLarge => "file size limit reached".into(),
        _ => error.to_string(),
    }
}

/// What is known of a record's file and its article's.
#[derive(Clone, Debug, Default)]
struct Base {
    /// SHA-256 of the record's bytes as last read or written.
    record: Option<String>,
    /// Where it was read from, when the article was moved.
    moved_from: Option<PathBuf>,
    /// The article's file as it was before its text was last read or compared.
    stamp: Option<Stamp>,
    /// Whether the last write may not be on the disk although it can be read.
    unsynced: bool,
    /// Moves that are in no history file yet.
    moves: Vec<Move>,
    /// Whether the end of the history file is known to be whole and to belong to the record.
    history_trimmed: bool,
}

/// The one that saves.
#[derive(Debug, Default)]
pub struct Saver {
    bases: HashMap<PathBuf, Base>,
}

impl Saver {
    /// Learns what the disk held when a record was opened.
    pub fn opened(&mut self, record: PathBuf, base: Option<String>, moved_from: Option<PathBuf>, stamp: Option<Stamp>) {
        if let Some(folder) = record.parent() {
            sweep(folder);
        }
        self.bases.insert(record, Base { record: base, moved_from, stamp, ..Base::default() });
    }

    /// Saves a record. It is on the disk when this returns; after an error the disk is as it was, and what was to be saved
    /// is kept for the next try.
    pub fn save(&mut self, job: SaveJob) -> Result<Saved, SaveError> {
        let path = job.path();
        if let Some(why) = &job.record.read_only {
            return Err(SaveError::ReadOnly(why.clone()));
        }
        let base = self.bases.entry(path.clone()).or_default();
        base.moves.extend(job.moves);
        let read_from = base.moved_from.clone().unwrap_or_else(|| path.clone());
        let bytes = record::write(&job.record, &job.text).into_bytes();
        let hash = sha256(&bytes);
        let on_disk = match disk::read(&read_from) {
            Ok(bytes) => Some(sha256(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if on_disk.is_some() && on_disk != base.record && on_disk.as_ref() != Some(&hash) {
            return Err(SaveError::RecordChanged(read_from));
        }
        check_article(&job.article, &job.text, &mut base.stamp)?;
        if !job.record.set.is_untouched() {
            keep_text(&job.home.text_path(job.text.sha256()), &job.text)?;
        }
        if on_disk.as_ref() != Some(&hash) || base.moved_from.is_some() || base.unsynced {
            if let Err(error) = write_atomically(&path, &bytes, Privacy::Shared) {
                // The rename may have been done and only its way to the disk have failed: then these bytes are ours, and the
                // next try writes them anew.
                if disk::read(&path).is_ok_and(|bytes| sha256(&bytes) == hash) {
                    base.record = Some(hash);
                    base.unsynced = true;
                }
                return Err(error.into());
            }
            base.unsynced = false;
        }
        if let Some(from) = base.moved_from.take() {
            // The record is where it belongs; an old one whose article is gone harms nobody.
            let _ = disk::remove(&from);
        }
        let history = job.home.state_path(&job.record.annotator, &job.record.article.path, "history");
        if !base.history_trimmed {
            base.history_trimmed = trim_history(&history, base.record.as_deref()).is_ok();
        }
        base.record = Some(hash.clone());
        if base.history_trimmed && append_history(&history, &base.moves, hash).is_ok() {
            base.moves.clear();
        }
        Ok(Saved { path, at: Timestamp::now(), revision: job.revision })
    }

    /// Moves of a record that are in no history file yet.
    #[must_use]
    pub fn pending_moves(&self, record: &Path) -> &[Move] {
        self.bases.get(record).map_or(&[], |base| &base.moves)
    }

    /// Forgets what the disk held: records have been moved to another place.
    pub fn forget(&mut self) {
        self.bases.clear();
    }

    /// Writes a record that cannot be saved where it belongs into the state folder; returns the file.
    pub fn rescue(job: &SaveJob) -> io::Result<PathBuf> {
        let path = job.home.state_path(&job.record.annotator, &job.record.article.path, "rescued.ron");
        let bytes = record::write(&job.record, &job.text);
        write_atomically(&path, bytes.as_bytes(), Privacy::Private)?;
        Ok(path)
    }
}

/// Refuses to go on when the article's file holds another text now. A file that is gone harms nothing.
fn check_article(path: &Path, text: &Text, known: &mut Option<Stamp>) -> Result<(), SaveError> {
    let now = Stamp::of(path);
    if now.is_none() || now == *known {
        return Ok(());
    }
    let same = crate::sources::read(path).is_ok_and(|decoded| decoded.text == text.as_str());
    if !same {
        return Err(SaveError::ArticleChanged(path.to_owned()));
    }
    *known = now;
    Ok(())
}

fn keep_text(path: &Path, text: &Text) -> io::Result<()> {
    if disk::exists(path)? {
        return Ok(());
    }
    write_atomically(path, text.as_str().as_bytes(), Privacy::Shared)
}

/// Cuts a history file to what belongs to the record as it was on the disk: moves that never reached a record must not be
/// replayed, and a torn line would hide everything after it.
fn trim_history(path: &Path, record: Option<&str>) -> io::Result<()> {
    match disk::read_text(path) {
        Ok(source) => disk::truncate(path, history_file::kept(&source, record) as u64),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Adds moves and the hash of the record that they led to at the end of a history file.
fn append_history(path: &Path, moves: &[Move], hash: String) -> io::Result<()> {
    if moves.is_empty() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        disk::make_folder(folder, Privacy::Private)?;
    }
    let lines = moves.iter().map(|step| Line::Move(step.clone())).chain([Line::Saved { sha256: hash }]);
    let lines: String = lines.map(|line| history_file::encode(&line)).collect();
    disk::append(path, lines.as_bytes(), Privacy::Private)
}
