//! A record into which git has written conflict markers, taken apart into its sides and merged by id.
//!
//! ```text
//! <<<<<<< ours          both sides read the lines outside the markers; each reads its own within
//! ||||||| base          (only with diff3 and zdiff3)
//! =======
//! >>>>>>> theirs
//! ```

use super::{Record, merge, read_unanchored};
use crate::article::Text;

/// The files that a file with conflict markers was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) struct Sides {
    pub(in crate::library) ours: String,
    /// Only where git wrote it down.
    pub(in crate::library) base: Option<String>,
    pub(in crate::library) theirs: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Takes a file apart; nothing when it has no markers, or they do not belong together.
#[must_use]
pub(in crate::library) fn sides(source: &str) -> Option<Sides> {
    let mut sides = Sides { ours: String::new(), base: None, theirs: String::new() };
    let mut base = String::new();
    let (mut at, mut hunks, mut with_base) = (At::Both, 0, 0);
    for line in source.split_inclusive('\n') {
        at = match (at, marker(line)) {
            (At::Both, Some('<')) => At::Ours,
            (At::Ours, Some('|')) => {
                with_base += 1;
                At::Base
            }
            (At::Ours | At::Base, Some('=')) => At::Theirs,
            (At::Theirs, Some('>')) => {
                hunks += 1;
                At::Both
            }
            // Merges of several beginnings set their own markers into the part of the base.
            (At::Base, Some(_)) => At::Base,
            (_, Some('<' | '>')) => return None,
            _ => {
                let files: &mut [&mut String] = match at {
                    At::Both => &mut [&mut sides.ours, &mut base, &mut sides.theirs],
                    At::Ours => &mut [&mut sides.ours],
                    At::Base => &mut [&mut base],
                    At::Theirs => &mut [&mut sides.theirs],
                };
                for file in files {
                    file.push_str(line);
                }
                at
            }
        };
    }
    // A base of some hunks only would make the others look deleted.
    sides.base = (with_base == hunks).then_some(base);
    (at == At::Both && hunks > 0).then_some(sides)
}

/// The sign of a marker: seven of one, then nothing or a name.
fn marker(line: &str) -> Option<char> {
    let line = line.trim_end_matches(['\n', '\r']);
    let sign = line.chars().next().filter(|sign| "<|=>".contains(*sign))?;
    let rest = line.trim_start_matches(sign);
    (line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))).then_some(sign)
}

/// Merges the sides of a file with conflict markers; its annotations are unanchored, for the text is not needed. An error
/// says which side cannot be read.
pub(in crate::library) fn merge_sides(source: &str) -> Option<Result<Record, String>> {
    let sides = sides(source)?;
    let read = |side: &str, name: &str| read_unanchored(side).map_err(|error| format!("{name}: {error}"));
    Some(read(&sides.ours, "our side").and_then(|ours| {
        let theirs = read(&sides.theirs, "their side")?;
        // A base that cannot be read is none: then tombstones tell what was deleted.
        let base = sides.base.as_deref().and_then(|base| read_unanchored(base).ok());
        Ok(merge(base.as_ref(), &ours, &theirs, &Text::default()).record)
    }))
}

#[cfg(test)]
mod tests {
    use super::super::write;
    use super::*;
    use crate::annotation::{Annotation, AnnotationSet, Origin, WorkState};
    use crate::article::Span;
    use crate::library::ArticleRef;
    use jiff::Timestamp;
    use std::process::Command;

    #[test]
    fn every_style_is_taken_apart() {
        let merge = "a\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\nb\n";
        assert_eq!(sides(merge), Some(Sides { ours: "a\nours\nb\n".into(), base: None, theirs: "a\ntheirs\nb\n".into() }));
        let diff3 = "a\r\n<<<<<<<\r\nours\r\n||||||| 12ab\r\nold\r\n=======\r\ntheirs\r\n>>>>>>>\r\nb\r\n";
        assert_eq!(sides(diff3).unwrap().base.as_deref(), Some("a\r\nold\r\nb\r\n"));
        let criss = "<<<<<<< a\no\n||||||| m\n<<<<<<<<< t1\nx\n=========\ny\n>>>>>>>>> t2\n=======\nt\n>>>>>>> b\n";
        assert_eq!((sides(criss).unwrap().ours.as_str(), sides(criss).unwrap().theirs.as_str()), ("o\n", "t\n"));
        for broken in ["a\n", "<<<<<<< a\nb\n", "<<<<<<< a\n<<<<<<< b\n", "<<<<<<< a\n=======\n", ">>>>>>> a\n", "<<<<<<<< a\n=======\n>>>>>>> b\n"] {
            assert_eq!(sides(broken), None, "{broken}");
        }
    }

    fn record(text: &Text, items: &[(u32, &str)], dead: &[u32]) -> String {
        let id = |n: u32| format!("{n:02}").as_str().into();
        let annotation =
            |(n, label): &(u32, &str)| Annotation::new(id(*n), (*label).into(), vec![Span { start: *n, end: n + 1 }], Origin::Human, Timestamp::UNIX_EPOCH);
        let dead = dead.iter().map(|n| crate::annotation::Tombstone { id: id(*n), at: Timestamp::UNIX_EPOCH }).collect();
        let set = AnnotationSet::new(items.iter().map(annotation).collect(), Vec::new(), dead, WorkState::InProgress);
        write(&Record { article: ArticleRef::new("a.txt", "", text), annotator: "anna".into(), set, ..Record::default() }, text)
    }

    /// Merges three files with git itself, line by line; nothing without git.
    fn by_lines(style: &[&str], files: [&str; 3]) -> Option<String> {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in ["ours", "base", "theirs"].iter().zip(files) {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let mut command = Command::new("git");
        command.arg("merge-file").arg("-p").args(style).args(["ours", "base", "theirs"]).current_dir(dir.path());
        // Without git there is nothing to compare with; the tests of the program say so loudly.
        Some(String::from_utf8(command.output().ok()?.stdout).unwrap())
    }

    #[test]
    fn what_git_could_not_merge_by_lines_is_merged_by_id() {
        let text = Text::new("abcdefghijklmnopqrstuvwxyz");
        let base = [(1, "actor"), (5, "claim"), (9, "quote"), (13, "actor")];
        let ours = [(1, "threat"), (5, "claim"), (9, "quote"), (14, "claim")];
        let theirs = [(1, "actor"), (5, "quote"), (9, "quote"), (13, "actor"), (15, "threat"), (2, "actor")];
        let (base, ours, theirs) = (record(&text, &base, &[]), record(&text, &ours, &[13]), record(&text, &theirs, &[]));
        for style in [&[][..], &["--diff3"], &["--zdiff3"]] {
            let Some(merged) = by_lines(style, [&ours, &base, &theirs]) else { return };
            assert!(merged.contains("<<<<<<<"), "{merged}");
            let record = merge_sides(&merged).unwrap().unwrap();
            let found: Vec<String> = record.set.all().iter().map(|item| format!("{}{}", item.id, item.label)).collect();
            assert!(["01", "02", "05", "09", "14", "15"].iter().all(|id| found.iter().any(|item| item.starts_with(id))), "{style:?} {found:?}\n{merged}");
            assert!(!found.iter().any(|item| item.starts_with("13")), "{style:?} {found:?}");
            let written = write(&record, &Text::default());
            assert!(crate::library::read_record(&written, &text).is_ok_and(|record| record.set.annotations().len() == 6), "{written}");
        }
    }
}
