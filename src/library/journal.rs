//! The journal of one annotator's work on one article: every edit, at once, in the state folder.
//!
//! Nothing depends on it as long as records can be written: it carries undo across restarts, and holds what never reached
//! the record. Each opening appends to a file of its own, which is locked as long as the program lives, so that two
//! windows do not mix and what a killed one has left is told from what a living one is still saving.
//!
//! ```text
//! 3c0e11aa Begin(article: "articles/a.txt", record: Some("77ab…"), at: "…")
//! 11d02c9e Text(sha256: "5fe2…")         ◀── from here on spans count in this text
//! 5f1c09ae Do(title: "actor on Iran", at: "…", place: (94, 98), changes: […])
//! 90b3d2f7 Undo(changes: […])
//! 5511c2b7 Merged(changes: […])          ◀── by others, taken in from the disk
//! e2a07c41 Saved(sha256: "9f0c…")        ◀── everything above is in the record
//! 41d8860b Do(…)                         ◀── never reached the record: offered at the next start
//! 7c2e13f0 Do(tit                        ◀── torn: its checksum fails
//! ```
//!
//! Each line begins with a checksum of the rest; a damaged line is passed over.

mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::lock::Lock;
use super::record::{Ground, Record};
use super::{Privacy, disk};
use crate::annotation::{Change, History, Id, Move, Step, difference, rebased};
use crate::article::Text;

/// A journal that is this long is begun anew, with the steps that can still be undone.
const LONGEST: usize = 20_000;

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// An opening.
    Begin {
        /// The key of the article.
        article: String,
        /// SHA-256 of the record's bytes then.
        record: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// What spans count in from here on.
    Text {
        /// Its SHA-256.
        sha256: String,
    },
    /// What was done.
    Move(Move),
    /// The record was saved with everything before this line.
    Saved {
        /// SHA-256 of the record's bytes, in lower-case hexadecimal.
        sha256: String,
    },
    /// What is above and not in the record is not wanted.
    Settled,
}

/// The journal of this opening.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    /// Held as long as the journal is ours; without one where nothing can be locked.
    _lock: Option<Lock>,
    /// SHA-256 of the text that the last line counts in.
    text: String,
    /// Whether half a line may stand at the end.
    torn: bool,
    /// Journals that this one takes the place of, as soon as what they hold is in the record or not wanted.
    old: Vec<PathBuf>,
}

impl Journal {
    /// Begins a journal in `folder`, or goes on with the one that an earlier opening has left. Several that were left are
    /// brought together: the steps that can be undone stay. The old files stay too until the next save, since they may hold
    /// edits that are in no record yet.
    pub(super) fn begin(folder: &Path, past: &mut Past, begin: Line, text: &Text) -> io::Result<Self> {
        // What has not been answered yet is left where it is, and asked again.
        let left = if past.unanswered { Vec::new() } else { std::mem::take(&mut past.left) };
        if let [only] = left.as_slice()
            && only.whole
            && only.lines < LONGEST
            && let Ok(Some(lock)) = Lock::try_hold(&only.path)
        {
            let mut journal = Self { path: only.path.clone(), _lock: Some(lock), text: String::new(), torn: false, old: Vec::new() };
            journal.write(&[begin], text)?;
            return Ok(journal);
        }
        let path = folder.join(format!("{}.log", uuid::Uuid::now_v7()));
        let lock = Lock::try_hold(&path).ok().flatten();
        let mut journal = Self { path, _lock: lock, text: String::new(), torn: false, old: Vec::new() };
        let mut lines = Vec::new();
        if let (false, Line::Begin { record: Some(sha256), .. }) = (left.is_empty(), &begin) {
            lines.extend(past.refolded().into_iter().map(Line::Move));
            lines.push(Line::Saved { sha256: sha256.clone() });
        }
        lines.insert(0, begin);
        journal.write(&lines, text)?;
        journal.old = left.into_iter().map(|old| old.path).collect();
        Ok(journal)
    }

    /// Adds lines at the end. After an error none of them counts.
    pub(super) fn write(&mut self, lines: &[Line], text: &Text) -> io::Result<()> {
        let mut out = String::new();
        if self.torn {
            out.push('\n');
        }
        if self.text != text.sha256() {
            out.push_str(&line::encode(&Line::Text { sha256: text.sha256().to_owned() }, text));
        }
        out.extend(lines.iter().map(|line| line::encode(line, text)));
        let written = disk::append(&self.path, out.as_bytes(), Privacy::Private);
        self.torn = written.is_err();
        if written.is_ok() {
            text.sha256().clone_into(&mut self.text);
            if lines.iter().any(|line| matches!(line, Line::Saved { .. } | Line::Settled)) {
                self.remove_old();
            }
        }
        written
    }

    /// Removes the journals that this one takes the place of. What cannot be removed is read again the next time.
    fn remove_old(&mut self) {
        if !self.old.is_empty() && self.sync().is_ok() {
            for old in self.old.drain(..) {
                let _ = disk::remove(&old);
            }
        }
    }

    /// Has everything written so far on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        disk::sync_path(&self.path)?;
        disk::sync_folder(disk::folder_of(&self.path))
    }

    /// Its file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// A journal that an earlier opening has left.
#[derive(Clone, Debug)]
struct Left {
    path: PathBuf,
    lines: usize,
    /// Whether every line could be read.
    whole: bool,
}

/// A journal as it was written.
#[derive(Debug)]
pub(super) struct Written {
    /// The lines that can be read.
    lines: Vec<Line>,
    /// Whether every line could be.
    whole: bool,
}

impl Written {
    /// Reads a journal; one that cannot be read is empty.
    pub(super) fn read(path: &Path, text: &Text) -> Self {
        let source = disk::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let mut sha256 = String::new();
        let (mut lines, mut whole) = (Vec::new(), source.ends_with('\n'));
        for raw in source.split_inclusive('\n').filter(|raw| !raw.trim().is_empty()) {
            match line::decode(raw, &Ground { sha256: &sha256, text: Some(text) }) {
                None => whole = false,
                Some(line) => {
                    if let Line::Text { sha256: of } = &line {
                        sha256.clone_from(of);
                    }
                    lines.push(line);
                }
            }
        }
        Self { lines, whole }
    }

    /// What was done.
    pub(super) fn moves(&self) -> impl Iterator<Item = &Move> {
        self.lines.iter().filter_map(|line| if let Line::Move(step) = line { Some(step) } else { None })
    }

    /// The key of the article.
    pub(super) fn article(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| if let Line::Begin { article, .. } = line { Some(article.as_str()) } else { None })
    }
}

/// What the journals of earlier openings hold.
#[derive(Debug, Default)]
pub(super) struct Past {
    left: Vec<Left>,
    /// What can be undone.
    pub(super) history: History,
    /// What never reached the record, as far as its journal knows.
    pending: Vec<Move>,
    /// Each annotation and relation that reached it, as it was last; nothing for one that was deleted.
    known: BTreeMap<Id, Option<Change>>,
    /// SHA-256 of the record after the last save of each.
    saved: BTreeSet<String>,
    /// Whether something is missing in the record, and nobody has said yet what is to become of it.
    unanswered: bool,
}

impl Past {
    /// Reads the journals that nobody is writing any more. A folder or file that cannot be read holds nothing.
    pub(super) fn read(folders: &[PathBuf], text: &Text) -> Self {
        let mut past = Self::default();
        for path in folders.iter().flat_map(|folder| disk::list(folder).unwrap_or_default()) {
            let ours = path.extension().is_some_and(|ending| ending == "log");
            // Where nothing can be locked, every journal counts as left.
            let living = ours && matches!(Lock::try_hold(&path), Ok(None));
            if ours && !living {
                past.take_in(path, text);
            }
        }
        past
    }

    fn take_in(&mut self, path: PathBuf, text: &Text) {
        let written = Written::read(&path, text);
        let (lines, whole) = (written.lines.len(), written.whole);
        let mut sha256 = String::new();
        let mut pending: Vec<Move> = Vec::new();
        let mut history = History::default();
        let mut last_saved = None;
        for line in written.lines {
            match line {
                Line::Begin { .. } => {}
                Line::Text { sha256: of } => {
                    // Steps of another text cannot be undone in this one.
                    if sha256 != of {
                        history = History::default();
                    }
                    sha256 = of;
                }
                Line::Move(step) => pending.push(step),
                Line::Saved { sha256 } => {
                    for step in pending.drain(..) {
                        self.learn(&step);
                        history.replay(step);
                    }
                    last_saved = Some(sha256);
                }
                Line::Settled => {
                    pending.clear();
                    self.known.clear();
                }
            }
        }
        if sha256 != text.sha256() {
            history = History::default();
        }
        self.saved.extend(last_saved);
        self.history.join(self.unknown(history));
        self.pending.extend(pending);
        self.left.push(Left { path, lines, whole });
    }

    /// A history without the steps of an earlier one that two journals hold: one was to take the place of the other.
    fn unknown(&self, history: History) -> History {
        let known: BTreeSet<(Timestamp, &str)> = self.history.done().iter().map(|step| (step.at, step.title.as_str())).collect();
        let (again, new): (Vec<&Step>, Vec<&Step>) = history.done().iter().partition(|step| known.contains(&(step.at, step.title.as_str())));
        if again.is_empty() {
            return history;
        }
        let mut rest = History::default();
        for step in new {
            rest.replay(Move::Do(step.clone()));
        }
        rest
    }

    /// Remembers what is in the record after a move.
    fn learn(&mut self, step: &Move) {
        for change in step.changes() {
            let (id, there) = match change {
                Change::Annotation { before, after } => (before.as_ref().or(after.as_ref()).map(|item| item.id.clone()), after.is_some()),
                Change::Relation { before, after } => (before.as_ref().or(after.as_ref()).map(|item| item.id.clone()), after.is_some()),
                Change::State { .. } | Change::Ext { .. } => (None, false),
            };
            let now = there.then(|| match change.clone() {
                Change::Annotation { after, .. } => Change::Annotation { before: None, after },
                Change::Relation { after, .. } => Change::Relation { before: None, after },
                other @ (Change::State { .. } | Change::Ext { .. }) => other,
            });
            self.known.extend(id.map(|id| (id, now)));
        }
    }

    /// What the journals hold that a record has not: edits that never reached it, and annotations that did and are gone
    /// without having been deleted. `hash` is that of the record's bytes.
    pub(super) fn missing(&mut self, record: &Record, hash: Option<&str>) -> Vec<Change> {
        let now = Timestamp::UNIX_EPOCH;
        let mut set = record.set.clone();
        for change in self.pending.iter().flat_map(Move::changes) {
            if let Some(change) = rebased(&set, change) {
                set.apply(&change, now);
            }
        }
        let agree = hash.is_some_and(|hash| self.saved.contains(hash));
        if !agree {
            let there: BTreeSet<&Id> = record.set.all().iter().map(|item| &item.id).chain(record.set.relations().iter().map(|item| &item.id)).collect();
            let gone: BTreeSet<&Id> = record.set.deleted().iter().map(|tombstone| &tombstone.id).collect();
            let locked = |id: &Id| record.locked.iter().any(|item| item.raw.contains(id.as_str()));
            let lost = self.known.iter().filter(|(id, _)| !there.contains(id) && !gone.contains(id) && !locked(id));
            for (_, change) in lost {
                if let Some(change) = change.as_ref().and_then(|change| rebased(&set, change)) {
                    set.apply(&change, now);
                }
            }
        }
        let changes = difference(&record.set, &set);
        self.unanswered = !changes.is_empty();
        changes
    }

    /// Takes in that everything pending is in the record after all, or on its way there.
    pub(super) fn settle(&mut self) {
        for step in self.pending.drain(..) {
            self.history.replay(step);
        }
        self.unanswered = false;
    }

    /// Writes down that what is missing in the record is not wanted.
    pub(super) fn dismiss(&mut self, text: &Text) -> io::Result<()> {
        for left in &self.left {
            disk::append(&left.path, format!("\n{}", line::encode(&Line::Settled, text)).as_bytes(), Privacy::Private)?;
        }
        self.pending.clear();
        self.known.clear();
        self.unanswered = false;
        Ok(())
    }

    /// The moves that were written down since the record had the hash `record`; all of them when no journal knows it.
    pub(super) fn since(folders: &[PathBuf], text: &Text, record: Option<&str>) -> Vec<Move> {
        let journals =
            folders.iter().flat_map(|folder| disk::list(folder).unwrap_or_default()).filter(|path| path.extension().is_some_and(|ending| ending == "log"));
        let mut moves: Vec<Move> = Vec::new();
        for path in journals {
            for line in Written::read(&path, text).lines {
                let names = match &line {
                    Line::Begin { record: of, .. } => of.as_deref() == record && record.is_some(),
                    Line::Saved { sha256 } => Some(sha256.as_str()) == record,
                    _ => false,
                };
                if names {
                    moves.clear();
                }
                if let Line::Move(step) = line {
                    moves.push(step);
                }
            }
        }
        moves
    }

    /// The history as moves that lead to it.
    fn refolded(&self) -> Vec<Move> {
        let undone: Vec<_> = self.history.undone().iter().rev().cloned().collect();
        let back = undone.iter().rev().map(|step| Move::Undo(step.changes.iter().rev().map(Change::inverted).collect()));
        let back: Vec<Move> = back.collect();
        self.history.done().iter().cloned().chain(undone).map(Move::Do).chain(back).collect()
    }
}
