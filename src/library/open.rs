//! Opening an article: its beginning for the first screen, then all of it, then its record.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{ArticleRef, Home, Meta, Place, Record, Stamp, disk, history_file, record};
use crate::annotation::{AnnotationSet, History};
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
#[derive(Clone, Debug)]
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
    /// What a person should know.
    pub notices: Vec<String>,
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

/// Reads an annotator's record of an article. A record that cannot be understood gives an empty, read-only one and says
/// where it is wrong; without one under the article's path, one of the same text whose article is gone is taken.
#[must_use]
pub fn load_record(home: &Home, annotator: &str, key: &str, article: &Article) -> OpenRecord {
    let text = article.text();
    let path = home.record_path(annotator, key);
    let mut notices = Vec::new();
    let mut moved_from = None;
    let mut bytes = read_bytes(&path, &mut notices);
    if bytes.is_none() && notices.is_empty() && !annotator.is_empty() {
        moved_from = find_moved(home, annotator, text.sha256());
        if let Some(from) = &moved_from {
            bytes = read_bytes(from, &mut notices);
            notices.push(format!("found by its text: the record of {}", home_relative(home, from)));
        }
    }
    let unreadable = (!notices.is_empty() && bytes.is_none()).then(|| notices.join("; "));
    let fresh = || Record {
        article: ArticleRef { path: key.to_owned(), title: article.title().to_owned(), sha256: text.sha256().to_owned(), chars: text.char_count() },
        annotator: annotator.to_owned(),
        set: AnnotationSet::default(),
        locked: Vec::new(),
        ext: std::collections::BTreeMap::new(),
        read_only: unreadable.clone(),
    };
    let base = bytes.as_deref().map(sha256);
    let record = match bytes.as_deref().map(|bytes| understood(bytes, text)) {
        None => fresh(),
        Some(Ok(mut record)) => {
            key.clone_into(&mut record.article.path);
            record
        }
        Some(Err(problem)) => {
            let said = format!("{}: {problem}; it is left as it is", home_relative(home, moved_from.as_ref().unwrap_or(&path)));
            notices.push(said.clone());
            Record { read_only: Some(said), ..fresh() }
        }
    };
    let history_path = home.state_path(annotator, key, "history");
    let history = disk::read_text(&history_path).map(|source| history_file::decode(&source, base.as_deref())).unwrap_or_default();
    let place = Place::load(&home.state_path(annotator, key, "place"), text);
    OpenRecord { record, history: fresh_enough(history), place, moved_from, base, notices }
}

fn fresh_enough(mut history: History) -> History {
    history.expire(Timestamp::now());
    history
}

fn understood(bytes: &[u8], text: &Text) -> Result<Record, String> {
    let source = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    record::read(source, text).map_err(|error| error.to_string())
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
            } else if path.extension().is_some_and(|ending| ending == "ron") {
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

fn home_relative(home: &Home, path: &Path) -> String {
    let shown = path.strip_prefix(&home.root).unwrap_or(path);
    crate::article::printable(&shown.to_string_lossy())
}
