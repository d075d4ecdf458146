//! A record into which git has written conflict markers, taken apart into its sides and merged by id.
//!
//! ```text
//! <<<<<<< ours          both sides read the lines outside the markers; each reads its own within
//! ||||||| base          (only with diff3 and zdiff3)
//! =======
//! >>>>>>> theirs
//! ```

mod assemble;

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Record, RecordError, merge, read_unanchored};
use crate::annotation::{Annotation, Change, Id};
use crate::article::Text;

/// A line of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line<'a> {
    text: &'a str,
    /// Whether it stands within a conflict: the others are what git made of both sides.
    own: bool,
}

/// The files that a file with conflict markers was made of.
#[derive(Debug, Default)]
struct Sides<'a> {
    ours: Vec<Line<'a>>,
    /// Only where git wrote it down.
    base: Option<Vec<Line<'a>>>,
    theirs: Vec<Line<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Takes a file apart; nothing when it has no markers, or they do not belong together.
fn sides(source: &str) -> Option<Sides<'_>> {
    let mut sides = Sides::default();
    let mut base = Vec::new();
    let (mut at, mut hunks, mut with_base) = (At::Both, 0, 0);
    for text in source.split_inclusive('\n') {
        at = match (at, marker(text)) {
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
                let line = Line { text, own: at != At::Both };
                match at {
                    At::Both => {
                        sides.ours.push(line);
                        base.push(line);
                        sides.theirs.push(line);
                    }
                    At::Ours => sides.ours.push(line),
                    At::Base => base.push(line),
                    At::Theirs => sides.theirs.push(line),
                }
                at
            }
        };
    }
    // A base of some hunks only would make the others look deleted.
    sides.base = (with_base == hunks).then_some(base);
    if at != At::Both || hunks == 0 {
        return None;
    }
    sides.drop_what_only_the_other_side_wrote();
    Some(sides)
}

impl Sides<'_> {
    /// A line outside of the conflicts may be a change of one side that git has merged. The other side does not have it when
    /// it has its own line for the same item, and neither does the base.
    fn drop_what_only_the_other_side_wrote(&mut self) {
        let own = |lines: &[Line<'_>]| -> HashSet<_> {
            lines.iter().filter(|line| line.own).filter_map(|line| assemble::item(line.text)).map(|(id, list)| (id.to_owned(), list)).collect()
        };
        let keep = |lines: &mut Vec<Line<'_>>, own: &HashSet<(String, usize)>| {
            lines.retain(|line| line.own || assemble::item(line.text).is_none_or(|(id, list)| !own.contains(&(id.to_owned(), list))));
        };
        let (ours, theirs) = (own(&self.ours), own(&self.theirs));
        if let Some(base) = &mut self.base {
            let within = own(base);
            keep(base, &ours.iter().chain(&theirs).chain(&within).cloned().collect());
        }
        keep(&mut self.ours, &ours);
        keep(&mut self.theirs, &theirs);
    }
}

fn joined(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect()
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
    let read = |side: &[Line<'_>], name: &str| read_lines(side).map_err(|error| format!("{name}: {error}"));
    Some(read(&sides.ours, "our side").and_then(|ours| {
        let theirs = read(&sides.theirs, "their side")?;
        // A base that cannot be read is none: then tombstones tell what was deleted.
        let mut base = sides.base.as_deref().and_then(|base| read_lines(base).ok());
        if let Some(base) = &mut base {
            remember(base, &sides.ours, &ours, &theirs);
            remember(base, &sides.theirs, &theirs, &ours);
        }
        Ok(merge(base.as_ref(), &ours, &theirs, &Text::default()).record)
    }))
}

/// Puts into the base what `side` has changed and `other` has deleted, where git has left it out: an annotation that was
/// moved has another line, so the old one is gone from both sides and git takes that for agreed. What stands for it only
/// has to be different from what the side has made of it.
fn remember(base: &mut Record, lines: &[Line<'_>], side: &Record, other: &Record) {
    let own: HashSet<&str> = lines.iter().filter(|line| line.own).filter_map(|line| assemble::item(line.text)).map(|(id, _)| id).collect();
    let dead = |record: &Record, id: &Id| record.set.deleted().iter().any(|dead| dead.id == *id);
    let left_out = |id: &Id| base.set.get(id).is_none() && !dead(base, id) && other.set.get(id).is_none() && dead(other, id);
    let items = side.set.all().iter().filter(|item| own.contains(item.id.as_str()) && left_out(&item.id));
    let changes: Vec<Change> = items.map(|item| Change::add(Annotation { doubtful: !item.doubtful, ..Annotation::clone(item) })).collect();
    for change in &changes {
        base.set.apply(change, Timestamp::UNIX_EPOCH);
    }
}

/// Reads a side as it stands. Where that is no record, or has ids twice, because git has merged lines and not items, it is
/// put together from its lines.
fn read_lines(lines: &[Line<'_>]) -> Result<Record, RecordError> {
    let plain = read_unanchored(&joined(lines));
    match &plain {
        Ok(record) if record.locked.is_empty() || record.read_only.is_some() => return plain,
        _ => {}
    }
    let again = read_unanchored(&assemble::assemble(lines));
    match (plain, again) {
        // Not understood for another reason than its neighbours: as it stands is best.
        (Ok(plain), Ok(again)) if again.locked.len() >= plain.locked.len() => Ok(plain),
        (_, Ok(again)) => Ok(again),
        (plain, Err(_)) => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::super::write;
    use super::*;
    use crate::annotation::{AnnotationSet, Origin, WorkState, scripts};
    use crate::article::Span;
    use crate::library::ArticleRef;
    use std::process::Command;

    #[test]
    fn every_style_is_taken_apart() {
        let taken = |source: &str| sides(source).map(|sides| (joined(&sides.ours), sides.base.as_deref().map(joined), joined(&sides.theirs)));
        let merge = "a\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\nb\n";
        assert_eq!(taken(merge), Some(("a\nours\nb\n".into(), None, "a\ntheirs\nb\n".into())));
        let diff3 = "a\r\n<<<<<<<\r\nours\r\n||||||| 12ab\r\nold\r\n=======\r\ntheirs\r\n>>>>>>>\r\nb\r\n";
        assert_eq!(taken(diff3).unwrap().1.as_deref(), Some("a\r\nold\r\nb\r\n"));
        let criss = "<<<<<<< a\no\n||||||| m\n<<<<<<<<< t1\nx\n=========\ny\n>>>>>>>>> t2\n=======\nt\n>>>>>>> b\n";
        let (ours, _, theirs) = taken(criss).unwrap();
        assert_eq!((ours.as_str(), theirs.as_str()), ("o\n", "t\n"));
        for broken in ["a\n", "<<<<<<< a\nb\n", "<<<<<<< a\n<<<<<<< b\n", "<<<<<<< a\n=======\n", ">>>>>>> a\n", "<<<<<<<< a\n=======\n>>>>>>> b\n"] {
            assert_eq!(taken(broken), None, "{broken}");
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

    fn file(set: &AnnotationSet) -> String {
        let text = scripts::text();
        write(&Record { article: ArticleRef::new("a.txt", "", &text), annotator: "anna".into(), set: set.clone(), ..Record::default() }, &text)
    }

    /// Random edits on both sides, merged by git line by line. With the base in the markers, what comes out is what a
    /// merge by id makes of the files; without it, nothing is missing but what a tombstone says was deleted.
    fn check_random(seed: u64, style: &[&str]) -> Option<()> {
        let triple = scripts::triple(seed, 6, seed.is_multiple_of(2));
        let files = [&triple.ours, &triple.base, &triple.theirs].map(file);
        let lines = by_lines(style, [&files[0], &files[1], &files[2]])?;
        let found = merge_sides(&lines)?.unwrap_or_else(|why| panic!("seed {seed} {style:?}: {why}\n{lines}"));
        let read = |file: &String| read_unanchored(file).unwrap();
        let expected = merge(Some(&read(&files[1])), &read(&files[0]), &read(&files[2]), &Text::default());
        let written = write(&found, &Text::default());
        if !style.is_empty() {
            assert_eq!(written, write(&expected.record, &Text::default()), "seed {seed} {style:?}\n{lines}");
        }
        for item in expected.record.set.all() {
            let dead = [&triple.ours, &triple.theirs].iter().any(|set| set.deleted().iter().any(|tombstone| tombstone.id == item.id));
            assert!(dead || found.set.get(&item.id).is_some(), "seed {seed} {style:?}: {} is lost\n{lines}", item.id);
        }
        assert_eq!(write(&read_unanchored(&written).unwrap(), &Text::default()), written, "seed {seed} {style:?}");
        Some(())
    }

    #[test]
    fn what_one_side_moved_and_the_other_deleted_is_kept_and_flagged() {
        // Git leaves the annotation out of the base.
        let triple = scripts::triple(5036, 6, true);
        let files = [&triple.ours, &triple.base, &triple.theirs].map(file);
        for style in ["--diff3", "--zdiff3"] {
            let Some(lines) = by_lines(&[style], [&files[0], &files[1], &files[2]]) else { return };
            let found = merge_sides(&lines).unwrap().unwrap();
            assert!(found.set.get(&"2b-b1".into()).is_some_and(|item| item.conflict.contains_key("deleted")), "{lines}");
        }
    }

    fn check_randoms(seeds: std::ops::Range<u64>) {
        for style in [&[][..], &["--diff3"], &["--zdiff3"]] {
            let with_markers = seeds.clone().filter_map(|seed| check_random(seed, style)).count();
            assert!(Command::new("git").arg("--version").output().is_err() || with_markers > 0, "{style:?}: nothing was in conflict");
        }
    }

    #[test]
    fn random_merges_by_line_come_to_what_a_merge_by_id_makes_of_them() {
        // Few: a process that is being started holds the locks of tests beside it for a moment.
        check_randoms(0..12);
    }

    #[test]
    #[ignore = "long: 5,000 merges in each style"]
    fn random_merges_by_line_the_long_form() {
        check_randoms(0..5_000);
    }
}
