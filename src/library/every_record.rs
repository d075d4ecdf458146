//! Every record of a home as it stands on the disk: for commands that count or list over all of them.

use std::path::{Path, PathBuf};

use super::list::walk_records;
use super::open::home_relative;
use super::{Home, Record, annotators, disk, record};

/// One record, without the text of its article: its annotations are where the record says, and have no place.
#[derive(Debug)]
pub struct EveryRecord {
    /// Whose it is.
    pub annotator: String,
    /// The key of its article.
    pub key: String,
    /// What it holds, or why it cannot be read; the reason is safe to show.
    pub record: Result<Record, String>,
}

/// The file of a record.
pub(super) struct RecordFile {
    pub(super) annotator: String,
    pub(super) key: String,
    pub(super) path: PathBuf,
}

impl RecordFile {
    /// What it holds now.
    pub(super) fn read(self, home: &Home) -> EveryRecord {
        EveryRecord { record: read(home, &self.path), annotator: self.annotator, key: self.key }
    }
}

/// The files of the records of an annotator, or of everybody, by annotator and key.
pub(super) fn record_files(home: &Home, whose: Option<&str>) -> Vec<RecordFile> {
    let mut files = Vec::new();
    for annotator in annotators(home).into_iter().filter(|name| whose.is_none_or(|whose| whose == name)) {
        let folder = home.annotations.join(&annotator);
        let mut paths = Vec::new();
        walk_records(&folder, &mut paths);
        paths.sort();
        files.extend(paths.into_iter().map(|path| {
            let key = path.strip_prefix(&folder).unwrap_or(&path).with_extension("").to_string_lossy().replace('\\', "/");
            RecordFile { annotator: annotator.clone(), key, path }
        }));
    }
    files
}

/// The records of an annotator, or of everybody, by annotator and key. One is read at a time.
pub fn every_record(home: &Home, whose: Option<&str>) -> impl ExactSizeIterator<Item = EveryRecord> {
    record_files(home, whose).into_iter().map(|file| file.read(home))
}

fn read(home: &Home, path: &Path) -> Result<Record, String> {
    let told = |why: String| format!("{}: {why}", home_relative(home, path));
    let source = disk::read_text(path).map_err(|error| told(error.to_string()))?;
    record::read_unanchored(&source).map_err(|error| told(error.to_string()))
}
