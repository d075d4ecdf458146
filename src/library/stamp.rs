//! What a file looks like from outside.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Size, times and identity of a file. It tells when the text must be compared again, never what it is; the time of the
/// last change of its entry cannot be set back by copying tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    modified: SystemTime,
    entry: (i64, i64, u64),
}

impl Stamp {
    /// That of the file at `path` now; nothing when there is none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let meta = fs::metadata(path).ok()?;
        Some(Self { size: meta.len(), modified: meta.modified().ok()?, entry: entry(&meta) })
    }
}

#[cfg(unix)]
fn entry(meta: &fs::Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (meta.ctime(), meta.ctime_nsec(), meta.ino())
}

#[cfg(not(unix))]
fn entry(_: &fs::Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_same_size_and_time_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("story.txt");
        fs::write(&path, "one").unwrap();
        let (before, time) = (Stamp::of(&path), fs::metadata(&path).unwrap().modified().unwrap());
        fs::write(dir.path().join("new"), "two").unwrap();
        fs::rename(dir.path().join("new"), &path).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        assert_ne!(Stamp::of(&path), before);
        assert_eq!(Stamp::of(&dir.path().join("gone")), None);
    }
}
