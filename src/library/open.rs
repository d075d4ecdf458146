//! Opening an article: its beginning for the first screen, then all of it, then its record.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::conflict_copies::{copies_of, is_copy};
use super::journal::Past;
use super::reanchor::reanchor;
use super::{ArticleRef, Home, Meta, Offer, Place, Record, Stamp, disk, record, recover};
use crate::annotation::{Carried, History};
use crate::article::{Article, Text, sha256};
use crate::sources::{Beginning, SourceError, read as read_source, read_beginning};

/// Records that are looked through at most for one of a moved article.
const SEARCHED: usize = 2_000;

/// An article, or how it begins.
#[derive(Clone, Debug)]
pub struct OpenText {
    /// Its key in its home.
    pub key: String,
    /// The article.
    pub article: Article,
    /// Whether the rest is still to be read.
    pub part: bool,
    /// What is known of it; nothing when its file is damaged and so must not be written.
    pub meta: Option<Meta>,
    /// Its file as it was before it was read.
    pub stamp: Option<Stamp>,
    /// What a person should know about how it was read.
    pub notices: Vec<String>,
}

/// A record ready to be worked on.
#[derive(Debug, Default)]
pub struct OpenRecord {
    /// The record, or a new one.
    pub record: Record,
    /// What can be undone.
    pub history: History,
    /// Where the reader was.
    pub place: Place,
    /// The file it was read from, when that is not where it will be saved (its article was moved).
    pub moved_from: Option<PathBuf>,
    /// SHA-256 of the bytes on disk; `None` when there is no file yet.
    pub base: Option<String>,
    /// What became of annotations that were made in another text.
    pub carried: Carried,
    /// What is to be asked before the work goes on, in this order.
    pub offers: Vec<Offer>,
    /// What a person should know.
    pub notices: Vec<String>,
    /// Why the record cannot be saved, as far as that can be told without trying.
    pub unwritable: Option<String>,
    pub(super) past: Past,
}

impl OpenRecord {
    /// Takes what could not be saved before, which is newer than the disk. What the journal has of it is no news then.
    pub fn take_unsaved(&mut self, unsaved: Record) {
        self.record = unsaved;
        self.offers.retain(|offer| !matches!(offer, Offer::Missing { .. }));
        self.past.settle();
        self.history = self.past.history.clone();
    }
}

/// Reads as much of an article as its first screen needs.
pub fn begin_article(home: &Home, path: &Path) -> Result<OpenText, SourceError> {
    let stamp = Stamp::of(path);
    Ok(match read_beginning(path)? {
        Beginning::Whole(decoded) => OpenText { stamp, ..opened(home, path, decoded.text, decoded.notices, false) },
        Beginning::Part(text) => OpenText { stamp, ..opened(home, path, text, Vec::new(), true) },
    })
}

/// Reads all of an article.
pub fn load_article(home: &Home, path: &Path) -> Result<OpenText, SourceError> {
    let stamp = Stamp::of(path);
    let decoded = read_source(path)?;
    Ok(OpenText { stamp, ..opened(home, path, decoded.text, decoded.notices, false) })
}

fn opened(home: &Home, path: &Path, text: String, mut notices: Vec<String>, part: bool) -> OpenText {
    let key = home.key(path);
    let meta = Meta::load(&home.meta_path(&key));
    let meta = meta.map_err(|error| notices.push(error)).ok();
    let article = meta.clone().unwrap_or_default().divide(Text::new(text));
    OpenText { key, article, part, meta, stamp: None, notices }
}

/// Reads an annotator's record of an article. A record that cannot be understood gives an empty, read-only one, says where
/// it is wrong, and offers what can be brought back. Annotations of a text that has changed are placed where that is
/// certain. Without a record under the article's path, one of the same text whose article is gone is offered, or taken when
/// `moved` says so. Nothing is written.
#[must_use]
pub fn load_record(home: &Home, annotator: &str, key: &str, article: &Article, moved: bool) -> OpenRecord {
    let text = article.text();
    let path = home.record_path(annotator, key);
    let mut notices = Vec::new();
    let mut offers = Vec::new();
    let mut moved_from = None;
    let mut bytes = read_bytes(&path, &mut notices);
    let broken = !notices.is_empty();
    if bytes.is_none() && !broken && !annotator.is_empty() {
        match find_moved(home, annotator, text.sha256()) {
            Some(from) if moved => {
                bytes = read_bytes(&from, &mut notices);
                moved_from = Some(from);
            }
            from => offers.extend(from.map(|from| Offer::Moved { from: home_relative(home, &from) })),
        }
    }
    let unreadable = (broken && bytes.is_none()).then(|| notices.join("; "));
    let fresh = Record { article: ArticleRef::new(key, article.title(), text), annotator: annotator.to_owned(), read_only: unreadable, ..Record::default() };
    let base = bytes.as_deref().map(sha256);
    let mut carried = Carried::default();
    let record = match bytes.as_deref().map(|bytes| understood(bytes, text, home)) {
        None => fresh,
        Some(Ok((mut record, placed))) => {
            key.clone_into(&mut record.article.path);
            carried = placed;
            record
        }
        Some(Err(why)) => {
            let said = format!("{}: {why}", home_relative(home, moved_from.as_ref().unwrap_or(&path)));
            offers.push(recover::offer(home, annotator, key, text, bytes.as_deref().unwrap_or_default(), &said));
            Record { read_only: Some(said), ..fresh }
        }
    };
    let mut past = Past::read(&home.journal_folders(annotator, key), text);
    if record.read_only.is_none() {
        let changes = past.missing(&record, base.as_deref());
        if changes.is_empty() {
            past.settle();
        } else {
            offers.push(Offer::Missing { changes });
        }
    }
    let copies = copies_of(&path).len();
    if copies > 0 && record.read_only.is_none() && !annotator.is_empty() {
        offers.push(Offer::Copies { count: copies });
    }
    let mut history = past.history.clone();
    history.expire(Timestamp::now());
    let place = Place::load(&home.place_path(annotator, key), text);
    let unwritable = disk::writable(disk::folder_of(&path)).err().map(|error| super::save::plain(&error));
    OpenRecord { record, history, place, moved_from, base, carried, offers, notices, unwritable, past }
}

/// The record that some bytes are, its annotations brought to `text` where that is certain; or why it cannot be read.
pub(super) fn understood(bytes: &[u8], text: &Text, home: &Home) -> Result<(Record, Carried), String> {
    let source = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    let mut record = record::read(source, text).map_err(|error| error.to_string())?;
    let carried = if record.read_only.is_none() { reanchor(&mut record, home, text) } else { Carried::default() };
    Ok((record, carried))
}

/// A record of an article as it stands on the disk, its annotations brought to `text` where that is certain. For commands
/// that read only; says what cannot be read and where.
pub fn read_record_of(home: &Home, annotator: &str, key: &str, text: &Text) -> Result<Option<(Record, Carried)>, String> {
    let path = home.record_path(annotator, key);
    let bytes = match disk::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", home_relative(home, &path))),
    };
    understood(&bytes, text, home).map(Some).map_err(|why| format!("{}: {why}", home_relative(home, &path)))
}

fn read_bytes(path: &Path, notices: &mut Vec<String>) -> Option<Vec<u8>> {
    match disk::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            notices.push(format!("{}: {error}", path.display()));
            None
        }
    }
}

/// A record of the same text whose own article is no longer there.
fn find_moved(home: &Home, annotator: &str, sha256: &str) -> Option<PathBuf> {
    let mut folders = vec![home.annotations.join(annotator)];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "ron") && !is_copy(&path) {
                seen += 1;
                let head = disk::read_text(&path).ok().and_then(|source| record::head(&source).ok());
                let gone = |head: &super::Head| !article_path(home, &head.article.path).exists();
                if head.is_some_and(|head| head.article.sha256 == sha256 && gone(&head)) {
                    return Some(path);
                }
            }
            if seen > SEARCHED {
                return None;
            }
        }
    }
    None
}

/// The file of an article, from its key.
pub(super) fn article_path(home: &Home, key: &str) -> PathBuf {
    match key.strip_prefix("files/") {
        Some(outside) if !home.root.join(key).exists() => Path::new("/").join(outside),
        _ => home.root.join(key),
    }
}

pub(super) fn home_relative(home: &Home, path: &Path) -> String {
    let shown = path.strip_prefix(&home.root).unwrap_or(path);
    crate::article::printable(&shown.to_string_lossy())
}
