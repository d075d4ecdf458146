//! Copies that sync tools make of a record when two machines have written it: found, merged by id when asked, and never
//! taken for another record.

use std::path::{Path, PathBuf};

use super::{disk, record};

/// The name of the file that a copy is one of; nothing when the name does not say that it is a copy.
///
/// Syncthing: `story.txt.sync-conflict-20260101-101010-ABCDEFG.ron`. Dropbox, Nextcloud, `ownCloud`: `story.txt (Ann's
/// conflicted copy 2026-01-01).ron`. Seafile: `story.txt (SFConflict ann 2026-01-01-10-10-10).ron`.
#[must_use]
pub(super) fn original_of(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    if let Some((before, tag)) = stem.split_once(".sync-conflict-") {
        return (!tag.is_empty()).then(|| format!("{before}.{ending}"));
    }
    let (before, within) = stem.strip_suffix(')')?.rsplit_once('(')?;
    let within = within.to_lowercase();
    let says_so = within.contains("conflicted copy") || within.contains("sfconflict") || within.contains("case conflict");
    says_so.then(|| format!("{}.{ending}", before.trim_end()))
}

/// The copy's name when only a number tells it from its original: `story.txt (1).ron`, `story.txt 2.ron`.
fn numbered(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (before, number) = match stem.strip_suffix(')') {
        Some(stem) => stem.rsplit_once(" (")?,
        None => stem.rsplit_once(' ')?,
    };
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("{before}.{ending}"))
}

/// Whether a file is such a copy by its name.
#[must_use]
pub(super) fn is_copy(path: &Path) -> bool {
    path.file_name().is_some_and(|name| original_of(&name.to_string_lossy()).is_some())
}

/// The copies beside a record. One that only a number tells from it must say that it is of the same article and annotator.
#[must_use]
pub(super) fn copies_of(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { return Vec::new() };
    let own = disk::read_text(path).ok().and_then(|source| record::head(&source).ok());
    let same = |path: &PathBuf| {
        let head = disk::read_text(path).ok().and_then(|source| record::head(&source).ok());
        head.zip(own.as_ref()).is_some_and(|(head, own)| head.article.path == own.article.path && head.annotator == own.annotator)
    };
    let copy = |path: &PathBuf| {
        let other = path.file_name().unwrap_or_default().to_string_lossy();
        original_of(&other).is_some_and(|of| of == name) || (numbered(&other).is_some_and(|of| of == name) && same(path))
    };
    disk::list(disk::folder_of(path)).unwrap_or_default().into_iter().filter(copy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_name_their_original() {
        for (name, original) in [
            ("story.txt.sync-conflict-20260101-101010-ABCDEFG.ron", Some("story.txt.ron")),
            ("story.txt (Ann's conflicted copy 2026-01-01).ron", Some("story.txt.ron")),
            ("story.txt (conflicted copy 2026-01-01 101010).ron", Some("story.txt.ron")),
            ("story.txt (SFConflict ann@x.org 2026-01-01-10-10-10).ron", Some("story.txt.ron")),
            ("story.txt.ron", None),
            ("story (2).txt.ron", None),
            ("story (conflicted).txt.ron", None),
            ("notes", None),
            ("(", None),
        ] {
            assert_eq!(original_of(name).as_deref(), original, "{name}");
        }
        assert_eq!((numbered("a.txt (1).ron"), numbered("a.txt 2.ron")), (Some("a.txt.ron".into()), Some("a.txt.ron".into())));
        assert_eq!((numbered("a.txt (x).ron"), numbered("a b.ron"), numbered("2.ron")), (None, None, None));
    }
}
