//! Copies that sync tools make of a record when two machines have written it: found, merged by id when asked, and never
//! taken for another record.

use std::path::{Path, PathBuf};

use super::{disk, record};

/// What sync tools write in brackets; Dropbox in the language of its user.
const SAYINGS: [&str; 8] = [
    "conflicted copy",
    "sfconflict",
    "case conflict",
    "in konflikt stehende kopie",
    "konfliktkopie",
    "copie en conflit",
    "copia en conflicto",
    "copia conflictiva",
];

/// The name of the file that a copy is one of; nothing when the name does not say that it is a copy.
///
/// Syncthing: `story.txt.sync-conflict-20260101-101010-ABCDEFG.ron`. Dropbox, Nextcloud, `ownCloud`: `story.txt (Ann's
/// conflicted copy 2026-01-01).ron`. Seafile: `story.txt (SFConflict ann 2026-01-01-10-10-10).ron`.
#[must_use]
pub(super) fn original_of(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let before = syncthing(stem).or_else(|| owncloud(stem)).or_else(|| in_brackets(stem))?;
    let original = format!("{before}.{ending}");
    // Copies are copied, too.
    Some(original_of(&original).unwrap_or(original))
}

fn syncthing(stem: &str) -> Option<&str> {
    let (before, tag) = stem.rsplit_once(".sync-conflict-")?;
    // A tag with a dot is one of the article's name: then this is the record of a copied article.
    (!tag.is_empty() && !tag.contains('.')).then_some(before)
}

/// As older versions of `ownCloud` have it: `story.txt_conflict-20260101-101010.ron`.
fn owncloud(stem: &str) -> Option<&str> {
    let (before, when) = stem.rsplit_once("_conflict-")?;
    let is_time = when.bytes().any(|byte| byte.is_ascii_digit()) && when.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_time.then_some(before)
}

/// Names of people and numbers may bring brackets of their own.
fn in_brackets(stem: &str) -> Option<&str> {
    let inner = stem.strip_suffix(')')?;
    let mut depth = 1;
    let open = inner.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == ')') - i32::from(c == '(');
        (depth == 0).then_some(at)
    })?;
    let (before, within) = inner.split_at_checked(open)?;
    let within = within.to_lowercase();
    SAYINGS.iter().any(|saying| within.contains(saying)).then(|| before.trim_end())
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

/// Whether a file is such a copy: its name says so, or it stands beside the record that it is another of.
#[must_use]
pub(super) fn is_copy(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    original_of(&name).is_some() || numbered(&name).is_some_and(|of| of_one_record(path, &path.with_file_name(of)))
}

/// Whether two files are of the same article and annotator.
fn of_one_record(path: &Path, other: &Path) -> bool {
    let head = |path: &Path| disk::read_text(path).ok().and_then(|source| record::head(&source).ok());
    head(path).zip(head(other)).is_some_and(|(one, other)| one.article.path == other.article.path && one.annotator == other.annotator)
}

/// The copies beside a record. One that only a number tells from it must say that it is of the same article and annotator.
#[must_use]
pub(super) fn copies_of(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { return Vec::new() };
    let copy = |other: &PathBuf| {
        let file = other.file_name().unwrap_or_default().to_string_lossy();
        original_of(&file).is_some_and(|of| of == name) || (numbered(&file).is_some_and(|of| of == name) && of_one_record(other, path))
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
            ("story.txt (Ann's conflicted copy 2026-01-01 (1)).ron", Some("story.txt.ron")),
            ("story (b).txt (Ann (laptop)'s conflicted copy 2026-01-01).ron", Some("story (b).txt.ron")),
            ("story.txt (Copie en conflit de ann 2026-01-01).ron", Some("story.txt.ron")),
            ("story.txt (In Konflikt stehende Kopie von ann 2026-01-01).ron", Some("story.txt.ron")),
            ("story.txt (Copia en conflicto de ann 2026-01-01).ron", Some("story.txt.ron")),
            ("story.txt_conflict-20260101-101010.ron", Some("story.txt.ron")),
            ("story_conflict-zone.txt.ron", None),
            ("the_conflict-of-1974.txt.ron", None),
            ("story.txt (1)).ron", None),
            ("story.txt.ron", None),
            ("story (2).txt.ron", None),
            ("story (conflicted).txt.ron", None),
            ("notes", None),
            // A copy of a copy, and the record of an article that is a copy itself.
            ("a.txt.sync-conflict-20260101-101010-A.sync-conflict-20260102-101010-B.ron", Some("a.txt.ron")),
            ("a.txt (conflicted copy 1) (SFConflict b).ron", Some("a.txt.ron")),
            ("a.sync-conflict-20260101-101010-ABCDEFG.txt.ron", None),
            ("a (conflicted copy 1).txt.ron", None),
            ("(", None),
        ] {
            assert_eq!(original_of(name).as_deref(), original, "{name}");
        }
        assert_eq!((numbered("a.txt (1).ron"), numbered("a.txt 2.ron")), (Some("a.txt.ron".into()), Some("a.txt.ron".into())));
        assert_eq!((numbered("a.txt (x).ron"), numbered("a b.ron"), numbered("2.ron")), (None, None, None));
    }

    #[test]
    fn a_number_makes_a_copy_only_of_a_record_that_says_the_same_article() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, article: &str, annotator: &str| {
            let path = dir.path().join(name);
            let article = crate::library::ArticleRef::new(article, "", &crate::article::Text::new("x"));
            let record = record::Record { article, annotator: annotator.into(), ..record::Record::default() };
            std::fs::write(&path, record::write(&record, &crate::article::Text::new("x"))).unwrap();
            path
        };
        let own = write("a.txt.ron", "a.txt", "anna");
        let copies = [write("a.txt (1).ron", "a.txt", "anna"), write("a.txt 2.ron", "a.txt", "anna")];
        let others = [write("a.txt 3.ron", "a.txt", "ben"), write("a.txt 4.ron", "a.txt 4", "anna"), write("b.txt 2.ron", "b.txt", "anna")];
        std::fs::write(dir.path().join("a.txt 5.ron"), "notes").unwrap();
        assert_eq!(copies_of(&own), copies);
        assert!(copies.iter().all(|path| is_copy(path)) && !others.iter().any(|path| is_copy(path)) && !is_copy(&own));
        let mut listed = Vec::new();
        crate::library::list::walk_records(dir.path(), &mut listed);
        assert!(listed.contains(&own) && !copies.iter().any(|copy| listed.contains(copy)), "{listed:?}");
    }
}
