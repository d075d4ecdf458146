//! Saving records: under a lock, against what the disk holds now, and with everything in the journal first.
//!
//! ```text
//! edit ─▶ journal ─▶ lock ─▶ read the disk ─┬─ as we left it ───────────────▶ write ─▶ “saved”
//!                                           ├─ others wrote ─▶ merge by id ─▶ write ─▶ “merged”
//!                                           └─ cannot be read ─▶ a copy is kept, nothing is overwritten
//! ```

mod job;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::atomic::{Privacy, sweep, write_atomically};
use super::backup::Store;
use super::journal::{Journal, Line, Past};
use super::lock::Lock;
use super::open::understood;
use super::{Home, OpenRecord, Record, Stamp, disk, record};
use crate::annotation::{Move, carry, difference};
use crate::article::{Text, sha256};

pub(super) use job::plain;
pub use job::{Merged, SaveError, SaveJob, Saved};

/// A record as it is on the disk.
#[derive(Clone, Debug)]
struct Base {
    /// SHA-256 of its bytes.
    sha256: String,
    /// What they say.
    record: Record,
}

/// A record that is open.
#[derive(Debug, Default)]
struct Open {
    /// As last read or written.
    base: Option<Base>,
    /// With all edits and merges so far.
    record: Record,
    /// What it is about.
    text: Text,
    /// Merges that the last job did not hold.
    unseen: Vec<Arc<Merged>>,
    merges: u64,
    /// Where it was read from, when the article was moved.
    moved_from: Option<PathBuf>,
    /// The article's file as it was before its text was last read or compared.
    stamp: Option<Stamp>,
    /// Whether the last write may not be on the disk although it can be read.
    unsynced: bool,
    /// Whether temporary files have been cleared away.
    swept: bool,
    /// Whether the version before this opening is kept.
    backed_up: bool,
    past: Past,
    journal: Option<Journal>,
    /// Lines that are in no journal yet.
    unwritten: Vec<Line>,
}

/// The one that saves.
#[derive(Debug, Default)]
pub struct Saver {
    open: HashMap<PathBuf, Open>,
    merged: Vec<(PathBuf, Arc<Merged>)>,
}

impl Saver {
    /// Learns what the disk held when a record was opened.
    pub fn opened(&mut self, path: PathBuf, opened: &mut OpenRecord, text: &Text, stamp: Option<Stamp>) {
        let base = opened.base.clone().map(|sha256| Base { sha256, record: opened.record.clone() });
        let open = Open {
            base,
            record: opened.record.clone(),
            text: text.clone(),
            moved_from: opened.moved_from.clone(),
            stamp,
            past: std::mem::take(&mut opened.past),
            ..Open::default()
        };
        self.open.insert(path, open);
    }

    /// Lets go of a record, so that it can be opened again.
    pub fn close(&mut self, path: &Path) {
        self.open.remove(path);
    }

    /// Writes down what was done, before it is saved. Returns whether it is in the journal: otherwise it is only in memory
    /// and written down with the next.
    pub fn note(&mut self, job: &mut SaveJob) -> bool {
        let open = self.open.entry(job.path()).or_default();
        open.set_text(&job.text);
        open.unwritten.extend(job.moves.drain(..).map(Line::Move));
        open.record.annotator.clone_from(&job.record.annotator);
        open.record.article.path.clone_from(&job.record.article.path);
        open.write_down(&job.home).is_ok()
    }

    /// Has it written down that what earlier openings left in the journal is not wanted. Where that cannot be written, it is
    /// asked again.
    pub fn dismiss(&mut self, path: &Path) -> io::Result<()> {
        self.open.get_mut(path).map_or(Ok(()), |open| open.past.dismiss(&open.text))
    }

    /// Has the journal of a record on the disk, which is where its edits are as long as the record cannot be saved. Returns
    /// its folder; an error when the edits are in memory only.
    pub fn secure(&mut self, path: &Path) -> io::Result<PathBuf> {
        let open = self.open.get(path).ok_or(io::ErrorKind::NotFound)?;
        let journal = open.journal.as_ref().filter(|_| open.unwritten.is_empty()).ok_or(io::ErrorKind::StorageFull)?;
        journal.sync()?;
        Ok(disk::folder_of(journal.path()).to_owned())
    }

    /// Takes what others have changed since it was asked last.
    pub fn take_merged(&mut self) -> Vec<(PathBuf, Arc<Merged>)> {
        std::mem::take(&mut self.merged)
    }

    /// Looks whether others have changed a record that is open, and takes in what they did.
    pub fn look(&mut self, path: &Path, home: &Home) -> Result<(), SaveError> {
        let Some(open) = self.open.get_mut(path) else { return Ok(()) };
        if open.moved_from.is_some() {
            return Ok(());
        }
        let Some(bytes) = read(path)? else { return Ok(()) };
        let merged = open.take_in(path, &bytes, home)?;
        let known = open.base.as_ref().is_some_and(|base| same_content(&base.record, &open.record));
        if merged.is_some() && known {
            open.unwritten.push(Line::Saved { sha256: sha256(&bytes) });
        }
        // It is in the record: a journal that cannot be written costs only a step of undo.
        let _ = merged.is_some() && open.write_down(home).is_ok();
        self.merged.extend(merged.map(|merged| (path.to_owned(), merged)));
        Ok(())
    }

    /// Saves a record, merged with what others did in the meantime. It is on the disk when this returns; after an error the
    /// disk is as it was, and what was to be saved is kept for the next try.
    pub fn save(&mut self, job: SaveJob) -> Result<Saved, SaveError> {
        let path = job.path();
        if let Some(why) = &job.record.read_only {
            return Err(SaveError::ReadOnly(why.clone()));
        }
        let (home, key) = (&job.home, &job.record.article.path);
        let folder = home.state_folder(&job.record.annotator, key);
        let open = self.open.entry(path.clone()).or_default();
        open.set_text(&job.text);
        open.record = job.record.clone();
        open.unseen.retain(|merged| merged.number > job.merges);
        for merged in &open.unseen {
            merged.apply_to(&mut open.record);
        }
        let _lock = Lock::of_record(home, &job.record.annotator, key);
        let read_from = open.moved_from.clone().unwrap_or_else(|| path.clone());
        let on_disk = read(&read_from)?;
        if let Some(bytes) = &on_disk {
            self.merged.extend(open.take_in(&path, bytes, home)?.map(|merged| (path.clone(), merged)));
        }
        check_article(&job.article, &job.text, &mut open.stamp)?;
        if !open.record.set.is_untouched() {
            keep_text(&home.text_path(job.text.sha256()), &job.text)?;
        }
        open.write(&path, on_disk.as_deref(), &folder)?;
        // Everything is in the record: a journal that cannot be written costs only steps of undo.
        let _ = open.write_down(home);
        Ok(Saved { path, at: Timestamp::now(), revision: job.revision })
    }

    /// Forgets what the disk held: records have been moved to another place.
    pub fn forget(&mut self) {
        self.open.clear();
    }
}

impl Open {
    /// Goes on with a text that has changed while it was open.
    fn set_text(&mut self, text: &Text) {
        if self.text.sha256() == text.sha256() {
            return;
        }
        // What was merged and not seen yet counts in the old text: then the disk is merged anew, without a beginning.
        self.base = self.base.take().filter(|_| self.unseen.is_empty()).map(|base| {
            let (set, _) = carry(&base.record.set, &self.text, text);
            Base { record: Record { set, ..base.record }, ..base }
        });
        self.unseen.clear();
        self.text = text.clone();
    }

    /// Brings the lines that are in no journal yet into the journal: the one in the state folder, or, where that cannot be
    /// written to, one among the temporary files.
    fn write_down(&mut self, home: &Home) -> io::Result<()> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let mut failed = None;
        if let Some(journal) = &mut self.journal {
            match journal.write(&self.unwritten, &self.text) {
                Ok(()) => {
                    self.unwritten.clear();
                    return Ok(());
                }
                Err(error) => failed = Some(error),
            }
        }
        let article = self.record.article.path.clone();
        for folder in home.journal_folders(&self.record.annotator, &article) {
            let record = self.base.as_ref().map(|base| base.sha256.clone());
            let begin = Line::Begin { article: article.clone(), record, at: Timestamp::now() };
            let begun = Journal::begin(&folder, &mut self.past, begin, &self.text);
            match begun.and_then(|mut journal| journal.write(&self.unwritten, &self.text).map(|()| journal)) {
                Ok(journal) => {
                    self.journal = Some(journal);
                    self.unwritten.clear();
                    return Ok(());
                }
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(|| io::ErrorKind::StorageFull.into()))
    }

    /// Takes in the bytes of the record's file; tells what was new in them.
    fn take_in(&mut self, path: &Path, bytes: &[u8], home: &Home) -> Result<Option<Arc<Merged>>, SaveError> {
        let hash = sha256(bytes);
        if self.base.as_ref().is_some_and(|base| base.sha256 == hash) {
            return Ok(None);
        }
        let unreadable = |why: String| {
            // A copy that cannot be made leaves the file as it is all the same.
            let _ = Store::quarantine(home.state_folder(&self.record.annotator, &self.record.article.path).join("quarantine")).keep(bytes, Timestamp::now());
            SaveError::Unreadable { path: path.to_owned(), why }
        };
        let (theirs, carried) = understood(bytes, &self.text, home).map_err(unreadable)?;
        if let Some(why) = theirs.read_only {
            return Err(SaveError::ReadOnly(why));
        }
        let merge = record::merge(self.base.as_ref().map(|base| &base.record), &self.record, &theirs, &self.text);
        let changes = difference(&self.record.set, &merge.record.set);
        let others = merge.record.locked != self.record.locked;
        self.record = Record { article: self.record.article.clone(), ..merge.record };
        self.base = Some(Base { sha256: hash, record: theirs });
        if changes.is_empty() && !others {
            return Ok(None);
        }
        self.merges += 1;
        let merged = Arc::new(Merged {
            number: self.merges,
            text: self.text.sha256().to_owned(),
            changes,
            deleted: self.record.set.deleted().to_vec(),
            locked: self.record.locked.clone(),
            conflicts: merge.conflicts,
            beside: merge.beside,
            carried,
        });
        self.unwritten.push(Line::Move(Move::Merged(merged.changes.clone())));
        self.unseen.push(merged.clone());
        Ok(Some(merged))
    }

    /// Writes the record, and keeps the version that was there before this opening.
    fn write(&mut self, path: &Path, on_disk: Option<&[u8]>, folder: &Path) -> Result<(), SaveError> {
        let bytes = record::write(&self.record, &self.text).into_bytes();
        let hash = sha256(&bytes);
        if !self.backed_up {
            self.backed_up = match on_disk {
                None => true,
                Some(old) if old == bytes => false,
                // The record matters more than its earlier version.
                Some(old) => Store::versions(folder.join("backups")).keep(old, Timestamp::now()).is_ok(),
            };
        }
        let there = on_disk.is_some_and(|old| old == bytes);
        if !there || self.moved_from.is_some() || self.unsynced {
            if let Err(error) = write_atomically(path, &bytes, Privacy::Shared) {
                // The rename may have been done and only its way to the disk have failed: then these bytes are ours, and the
                // next try writes them anew.
                if read(path).is_ok_and(|now| now.as_deref() == Some(bytes.as_slice())) {
                    self.base = Some(Base { sha256: hash, record: self.record.clone() });
                    self.unsynced = true;
                }
                return Err(error.into());
            }
            self.unsynced = false;
        }
        if !self.swept {
            self.swept = true;
            sweep(disk::folder_of(path), |bytes| record::holds(&self.record, bytes));
        }
        if let Some(from) = self.moved_from.take() {
            // The record is where it belongs; an old one whose article is gone harms nobody.
            let _ = disk::remove(&from);
        }
        self.base = Some(Base { sha256: hash.clone(), record: self.record.clone() });
        self.unwritten.push(Line::Saved { sha256: hash });
        Ok(())
    }
}

/// Whether two records say the same.
fn same_content(a: &Record, b: &Record) -> bool {
    a.set.all() == b.set.all() && a.set.relations() == b.set.relations() && a.set.state() == b.set.state()
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match disk::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
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

/// Keeps the text that annotations were made in, where changed texts look for it.
pub(super) fn keep_text(path: &Path, text: &Text) -> io::Result<()> {
    if disk::exists(path)? {
        return Ok(());
    }
    write_atomically(path, text.as_str().as_bytes(), Privacy::Shared)
}
