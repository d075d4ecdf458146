//! Bringing work back: from earlier versions of a record, from the journal, and from what is left of a damaged one.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::backup::{NEWEST, Store};
use super::conflict_copies::copies_of;
use super::journal::{Past, Written};
use super::lock::Lock;
use super::open::{home_relative, understood};
use super::reanchor::reanchor;
use super::record::{self, Head};
use super::{ArticleRef, Home, Privacy, Record, disk, write_atomically};
use crate::annotation::{Change, Id};
use crate::article::{Text, sha256};

/// Something that is asked before the work goes on.
#[derive(Clone, Debug)]
pub enum Offer {
    /// The article has no record, but one of the same text whose article is gone is there.
    Moved {
        /// Where it is, as shown.
        from: String,
    },
    /// The record cannot be read.
    Unreadable {
        /// What is wrong, and where.
        why: String,
        /// What can be put in its place.
        best: Option<Box<Recovered>>,
    },
    /// A sync tool has left copies of the record beside it.
    Copies {
        /// How many.
        count: usize,
    },
    /// The journals hold what the record has not.
    Missing {
        /// What brings it back.
        changes: Vec<Change>,
    },
}

/// A record that was brought back.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// The record.
    pub record: Record,
    /// Where it comes from, in words.
    pub from: String,
}

/// What kind of thing is kept of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptKind {
    /// An earlier version.
    Backup,
    /// A file that could not be read, as it was.
    Quarantine,
    /// A journal of edits.
    Journal,
    /// A temporary file of a save that was cut off.
    Temporary,
}

impl KeptKind {
    /// In one word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Quarantine => "quarantine",
            Self::Journal => "journal",
            Self::Temporary => "temporary",
        }
    }
}

/// Something that is kept of a record.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it is.
    pub kind: KeptKind,
    /// Its file.
    pub path: PathBuf,
    /// When it was kept, or last written.
    pub at: Timestamp,
    /// Annotations in it, or edits of a journal; nothing where that cannot be told.
    pub count: Option<usize>,
    /// The key of the article, where it says so.
    pub article: Option<String>,
}

/// Everything that is kept of an annotator's work on an article, newest first.
#[must_use]
pub fn kept(home: &Home, annotator: &str, key: &str) -> Vec<Kept> {
    let folder = home.state_folder(annotator, key);
    let mut all = kept_in(&folder);
    let record = home.record_path(annotator, key);
    let temporaries = super::atomic::stale_temporaries(disk::folder_of(&record));
    all.extend(temporaries.into_iter().filter_map(|path| {
        let head = head_of(&path).filter(|head| head.annotator == annotator && head.article.path == key)?;
        Some(Kept { kind: KeptKind::Temporary, at: modified(&path), path, count: Some(head.annotations), article: Some(head.article.path) })
    }));
    all.sort_by_key(|kept| std::cmp::Reverse(kept.at));
    all
}

/// Everything that is kept in a record's folder of the state folder.
fn kept_in(folder: &Path) -> Vec<Kept> {
    let copies = |kind: KeptKind, name: &str| {
        let versions = Store::versions(folder.join(name)).list().unwrap_or_default();
        versions.into_iter().map(move |version| {
            let head = head_of(&version.path);
            Kept { kind, at: version.at, count: head.as_ref().map(|head| head.annotations), article: head.map(|head| head.article.path), path: version.path }
        })
    };
    let journals = disk::list(&folder.join("journal")).unwrap_or_default().into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "log"));
    let journals = journals.map(|path| {
        let written = Written::read(&path, &Text::default());
        Kept { kind: KeptKind::Journal, at: modified(&path), count: Some(written.moves().count()), article: written.article().map(str::to_owned), path }
    });
    copies(KeptKind::Backup, "backups").chain(copies(KeptKind::Quarantine, "quarantine")).chain(journals).collect()
}

/// The folders of all records of an annotator of which anything is kept, and the key of each article where it is known.
#[must_use]
fn kept_articles(home: &Home, annotator: &str) -> BTreeSet<String> {
    let folders = disk::list(&home.state().join(annotator)).unwrap_or_default();
    folders.iter().flat_map(|folder| kept_in(folder)).filter_map(|kept| kept.article).collect()
}

fn head_of(path: &Path) -> Option<Head> {
    record::head(&disk::read_text(path).ok()?).ok()
}

fn modified(path: &Path) -> Timestamp {
    let at = disk::metadata(path).ok().flatten().and_then(|there| there.modified().ok());
    at.and_then(|at| Timestamp::try_from(at).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The best that can be brought back of a record: the newest version that can be read, with everything that the journals
/// say was done since, and what else can be read of `damaged`, the bytes that are in its place now.
#[must_use]
pub fn recovered(home: &Home, annotator: &str, key: &str, text: &Text, damaged: &[u8]) -> Option<Recovered> {
    if let Some(merged) = of_both_sides(home, annotator, key, text, damaged) {
        return Some(merged);
    }
    let folder = home.state_folder(annotator, key);
    let backups = Store::versions(folder.join("backups")).list().unwrap_or_default();
    let newest = backups.into_iter().find_map(|version| {
        let bytes = disk::read(&version.path).ok()?;
        let record = record::read(std::str::from_utf8(&bytes).ok()?, text).ok()?;
        // What a newer version wrote cannot be written by this one.
        record.read_only.is_none().then(|| (version.at, sha256(&bytes), record))
    });
    let mut from = Vec::new();
    let mut record = Record::default();
    let mut start = None;
    if let Some((at, hash, version)) = newest {
        from.push(format!("the version of {}", local(at)));
        record = version;
        start = Some(hash);
    }
    let moves = Past::since(&home.journal_folders(annotator, key), text, start.as_deref());
    if !moves.is_empty() {
        from.push(format!("{} edits of the journal", moves.len()));
    }
    for change in moves.iter().flat_map(|step| step.changes().iter()) {
        // Whatever stands there under that id, this is what was done to it last.
        let change = from_what_is_there(&record, change);
        record.set.apply(&change, Timestamp::now());
    }
    let salvage = record::salvage(damaged, text);
    let there: BTreeSet<Id> = record.set.all().iter().map(|item| item.id.clone()).chain(record.set.deleted().iter().map(|dead| dead.id.clone())).collect();
    let lines = salvage.record.set.all().iter().filter(|item| !there.contains(&item.id));
    let more: Vec<Change> = lines.map(|item| Change::Annotation { before: None, after: Some(item.clone()) }).collect();
    let links =
        salvage.record.set.relations().iter().filter(|item| !record.set.relations().iter().any(|there| there.id == item.id) && !there.contains(&item.id));
    let more: Vec<Change> = links.map(|item| Change::Relation { before: None, after: Some(item.clone()) }).chain(more).collect();
    if !more.is_empty() {
        from.push(format!("{} lines of the damaged file", more.len()));
    }
    if salvage.lost > 0 {
        from.push(format!("without {} lines of it that cannot be read", salvage.lost));
    }
    for change in &more {
        record.set.apply(change, Timestamp::now());
    }
    let unknown = salvage.record.locked.iter().filter(|item| !record.locked.iter().any(|there| there.raw.trim() == item.raw.trim()));
    record.locked.extend(unknown.cloned().collect::<Vec<_>>());
    if record.set.is_untouched() && record.locked.is_empty() {
        return None;
    }
    record.article = ArticleRef { path: key.to_owned(), ..record.article };
    annotator.clone_into(&mut record.annotator);
    record.read_only = None;
    reanchor(&mut record, home, text);
    Some(Recovered { record, from: from.join(", ") })
}

/// The same change, whatever the record has under its id now.
fn from_what_is_there(record: &Record, change: &Change) -> Change {
    match change {
        Change::Annotation { before, after } => {
            let id = after.as_ref().or(before.as_ref()).map(|item| item.id.clone());
            Change::Annotation { before: id.and_then(|id| record.set.get(&id).cloned()), after: after.clone() }
        }
        Change::Relation { before, after } => {
            let id = after.as_ref().or(before.as_ref()).map(|item| item.id.clone());
            let there = record.set.relations().iter().find(|link| Some(&link.id) == id.as_ref()).cloned();
            Change::Relation { before: there, after: after.clone() }
        }
        other @ (Change::State { .. } | Change::Ext { .. }) => other.clone(),
    }
}

/// What one kept file holds, brought to `text`; a damaged one as far as it can be read. Nothing for a journal, which holds
/// no record, or when there is nothing in it.
#[must_use]
pub fn held_by(home: &Home, annotator: &str, key: &str, text: &Text, kept: &Kept) -> Option<Recovered> {
    let bytes = disk::read(&kept.path).ok()?;
    let from = format!("the {} of {}", kept.kind.name(), local(kept.at));
    if kept.kind == KeptKind::Journal {
        return None;
    }
    let record = understood(&bytes, text, home).ok().map(|(record, _)| record).filter(|record| record.read_only.is_none());
    let merged = || of_both_sides(home, annotator, key, text, &bytes).map(|merged| merged.record);
    let salvaged = || {
        let mut record = record::salvage(&bytes, text).record;
        reanchor(&mut record, home, text);
        (!record.set.all().is_empty() || !record.locked.is_empty()).then_some(record)
    };
    let mut record = record.or_else(merged).or_else(salvaged)?;
    key.clone_into(&mut record.article.path);
    annotator.clone_into(&mut record.annotator);
    Some(Recovered { record, from })
}

/// What of `recovered` a sound record has not and nobody deleted, put into it; nothing when that is nothing.
#[must_use]
pub fn completed(record: &Record, recovered: &Record) -> Option<(Record, usize)> {
    let gone: BTreeSet<&Id> = record.set.deleted().iter().map(|dead| &dead.id).collect();
    let mut whole = record.clone();
    let lost = recovered.set.all().iter().filter(|item| record.set.get(&item.id).is_none() && !gone.contains(&item.id));
    let mut changes: Vec<Change> = lost.map(|item| Change::Annotation { before: None, after: Some(item.clone()) }).collect();
    let count = changes.len();
    let links = recovered.set.relations().iter().filter(|link| !gone.contains(&link.id) && !record.set.relations().iter().any(|there| there.id == link.id));
    changes.extend(links.map(|link| Change::Relation { before: None, after: Some(link.clone()) }));
    for change in &changes {
        whole.set.apply(change, Timestamp::now());
    }
    (!changes.is_empty()).then_some((whole, count))
}

/// The annotators of whose work anything is kept outside the project, and the key of each article where it is known.
#[must_use]
pub fn kept_everywhere(home: &Home) -> Vec<(String, String)> {
    let folders = disk::list(home.state()).unwrap_or_default();
    let names = folders.iter().filter_map(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    names.flat_map(|name| kept_articles(home, &name).into_iter().map(move |key| (name.clone(), key))).collect()
}

/// The text of an article for reading its record: that of its file, else the newest one that was annotated, else none.
#[must_use]
pub fn text_for(home: &Home, annotator: &str, key: &str) -> Text {
    let file = crate::sources::read(&super::open::article_path(home, key)).ok().map(|decoded| Text::new(decoded.text));
    let kept = || {
        let heads = kept(home, annotator, key).into_iter().filter_map(|kept| head_of(&kept.path));
        let on_disk = head_of(&home.record_path(annotator, key));
        on_disk.into_iter().chain(heads).find_map(|head| super::reanchor::kept_text(home, &head.article.sha256))
    };
    file.or_else(kept).unwrap_or_default()
}

fn local(at: Timestamp) -> String {
    at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The record that the sides of a file with conflict markers are together.
fn of_both_sides(home: &Home, annotator: &str, key: &str, text: &Text, damaged: &[u8]) -> Option<Recovered> {
    let mut record = record::merge_sides(std::str::from_utf8(damaged).ok()?)?.ok()?;
    key.clone_into(&mut record.article.path);
    annotator.clone_into(&mut record.annotator);
    reanchor(&mut record, home, text);
    record.read_only.is_none().then(|| Recovered { record, from: "both sides of the merge".into() })
}

/// What to offer for a record that cannot be read.
pub(super) fn offer(home: &Home, annotator: &str, key: &str, text: &Text, damaged: &[u8], why: &str) -> Offer {
    Offer::Unreadable { why: why.to_owned(), best: recovered(home, annotator, key, text, damaged).map(Box::new) }
}

/// Merges the copies that a sync tool has left beside a record into it, by id. Each copy is kept in the state folder before
/// it is removed. Returns how many there were; an error, and nothing is changed, when one of them or the record cannot be
/// read, or somebody wrote the record meanwhile.
pub fn merge_copies(home: &Home, annotator: &str, key: &str, text: &Text) -> io::Result<usize> {
    let path = home.record_path(annotator, key);
    let _lock = Lock::of_record(home, annotator, key);
    let mut copies = copies_of(&path);
    // More would push each other out of the folder in which they are kept. The others are asked about next.
    copies.truncate(NEWEST);
    let read = |path: &Path| -> io::Result<(Vec<u8>, Record)> {
        let bytes = disk::read(path)?;
        let (record, _) = understood(&bytes, text, home).map_err(|why| io::Error::other(format!("{}: {why}", home_relative(home, path))))?;
        match record.read_only {
            Some(why) => Err(io::Error::other(format!("{}: {why}", home_relative(home, path)))),
            None => Ok((bytes, record)),
        }
    };
    let (own, mut merged) = read(&path)?;
    let mut taken = Vec::with_capacity(copies.len());
    for copy in copies {
        let (bytes, record) = read(&copy)?;
        merged = record::merge(None, &merged, &record, text).record;
        taken.push((copy, bytes));
    }
    let store = Store::quarantine(home.state_folder(annotator, key).join("copies"));
    for (_, bytes) in &taken {
        store.keep(bytes, Timestamp::now())?;
    }
    key.clone_into(&mut merged.article.path);
    // Sync tools do not ask for locks.
    if disk::read(&path)? != own {
        return Err(io::Error::other(format!("{} was written by another program meanwhile: try again", home_relative(home, &path))));
    }
    put(home, annotator, key, text, &merged)?;
    for (copy, bytes) in &taken {
        // One that has been replaced since is not in the record yet.
        if disk::read(copy).is_ok_and(|there| there == *bytes) {
            disk::remove(copy)?;
        }
    }
    Ok(taken.len())
}

/// Puts a record in the place of whatever stands there. What stood there is kept first; nothing is changed if that cannot be.
pub fn overwrite(home: &Home, annotator: &str, key: &str, text: &Text, record: &Record) -> io::Result<PathBuf> {
    let _lock = Lock::of_record(home, annotator, key);
    put(home, annotator, key, text, record)
}

/// Does what [`overwrite`] says, for one who has the lock.
fn put(home: &Home, annotator: &str, key: &str, text: &Text, record: &Record) -> io::Result<PathBuf> {
    let path = home.record_path(annotator, key);
    match disk::read(&path) {
        Ok(old) => {
            let folder = home.state_folder(annotator, key);
            let sound = std::str::from_utf8(&old).is_ok_and(|source| record::head(source).is_ok());
            let store = if sound { Store::versions(folder.join("backups")) } else { Store::quarantine(folder.join("quarantine")) };
            store.keep(&old, Timestamp::now())?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let bytes = record::write(record, text);
    write_atomically(&path, bytes.as_bytes(), Privacy::Shared)?;
    Ok(path)
}
