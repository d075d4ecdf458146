//! Every record of a home as it stands on the disk: for commands that count or list over all of them.

use std::path::Path;

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

/// The records of an annotator, or of everybody, by annotator and key. One is read at a time.
pub fn every_record(home: &Home, whose: Option<&str>) -> impl Iterator<Item = EveryRecord> {
    let names = annotators(home).into_iter().filter(move |name| whose.is_none_or(|whose| whose == name));
    names.flat_map(move |annotator| {
        let folder = home.annotations.join(&annotator);
        let mut paths = Vec::new();
        walk_records(&folder, &mut paths);
        paths.sort();
        paths.into_iter().map(move |path| {
            let key = path.strip_prefix(&folder).unwrap_or(&path).with_extension("").to_string_lossy().replace('\\', "/");
            EveryRecord { annotator: annotator.clone(), key, record: read(home, &path) }
        })
    })
}

fn read(home: &Home, path: &Path) -> Result<Record, String> {
    let told = |why: String| format!("{}: {why}", home_relative(home, path));
    let source = disk::read_text(path).map_err(|error| told(error.to_string()))?;
    record::read_unanchored(&source).map_err(|error| told(error.to_string()))
}
