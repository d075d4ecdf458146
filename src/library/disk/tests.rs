//! What becomes of files when an operation on the disk fails, whichever it is and however.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;

use super::super::{ArticleRef, Draft, Folders, Home, Record, SaveJob, Saver, write_atomically};
use super::faults::{Done, ERRORS, Fault, Plan, each, folder, with};
use super::*;
use crate::annotation::{Annotation, AnnotationSet, Change, Move, Origin, Step as Edit};
use crate::article::{Span, Text, sha256};

/// The files in and below a folder, temporary ones or the others.
fn files(folder: &Path, temporary: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, temporary));
        } else if path.to_string_lossy().ends_with(".tmp") == temporary {
            found.push(path);
        }
    }
    found
}

/// No temporary file is left, unless the disk refused to remove it.
fn assert_clean(dir: &TempDir, plan: &Plan) {
    let left = files(dir.path(), true);
    let refused = plan.lasts() && !["ENOSPC", "EDQUOT", "EMFILE"].map(Fault::Error).contains(&plan.fault);
    assert!(left.is_empty() || refused && left.len() < 3, "{plan:?}: {left:?}");
}

fn replaced(old: Option<&str>) {
    let path = |dir: &TempDir| dir.path().join("new/folder/record.ron");
    let long = "new ".repeat(1000);
    let count = each(
        || {
            let dir = folder();
            if let Some(old) = old {
                fs::create_dir_all(path(&dir).parent().unwrap()).unwrap();
                fs::write(path(&dir), old).unwrap();
            }
            dir
        },
        |dir| write_atomically(&path(dir), long.as_bytes(), Privacy::Shared),
        |dir, plan, result| {
            let now = fs::read_to_string(path(dir)).ok();
            match result {
                Ok(()) => assert_eq!(now.as_deref(), Some(long.as_str()), "{plan:?}"),
                Err(_) => assert!(now.as_deref() == old || now.as_ref() == Some(&long), "{plan:?}: {now:?}"),
            }
            assert!(!plan.is_harmless() || now.as_ref() == Some(&long), "{plan:?}");
            assert!(files(dir.path(), false).len() < 2, "{plan:?}");
            assert_clean(dir, plan);
            if !plan.lasts() {
                write_atomically(&path(dir), b"next", Privacy::Shared).unwrap();
                assert_eq!(fs::read(path(dir)).unwrap(), b"next");
            }
        },
    );
    assert!(count > 130, "{count}");
}

#[test]
fn a_file_is_the_old_or_the_new_one_whatever_fails() {
    replaced(Some("old"));
    replaced(None);
}

#[test]
fn what_was_not_safe_is_an_error() {
    let dir = folder();
    let path = dir.path().join("record.ron");
    fs::write(&path, "old").unwrap();
    let write = || write_atomically(&path, b"new", Privacy::Shared);
    let (_, steps) = with(None, write);
    fs::write(&path, "old").unwrap();
    for (number, step) in (1..).zip(&steps) {
        for error in ERRORS.map(|(error, _)| error) {
            let (result, _) = with(Some(Plan::once(number, error)), write);
            // One more try is all that an interruption needs.
            assert_eq!(result.is_ok(), error == "EINTR", "{error} at {step:?}");
            assert_eq!(fs::read(&path).unwrap(), if error == "EINTR" || *step == Step::SyncFolder { b"new" } else { b"old" }, "{error} at {step:?}");
            fs::write(&path, "old").unwrap();
        }
    }
    assert_eq!(steps, [Step::Look, Step::Look, Step::Look, Step::Create, Step::Write, Step::Mode, Step::Sync, Step::Rename, Step::SyncFolder]);
}

#[test]
fn a_rename_that_was_done_although_it_failed_has_succeeded() {
    let dir = folder();
    let path = dir.path().join("record.ron");
    fs::write(&path, "old").unwrap();
    let write = |plan: Plan| with(Some(plan), || write_atomically(&path, b"new", Privacy::Shared));
    let renaming = |error| Plan { done: Done::All, ..Plan::once(8, error) };
    let (result, steps) = write(renaming("ESTALE"));
    result.unwrap();
    assert_eq!((fs::read(&path).unwrap(), steps[7]), (b"new".to_vec(), Step::Rename));
    assert_eq!(steps.last(), Some(&Step::SyncFolder));
    // Interrupted and done: the second one finds nothing to rename.
    fs::write(&path, "old").unwrap();
    write(renaming("EINTR")).0.unwrap();
    // And what is written piece by piece.
    for error in ["ESTALE", "EINTR"] {
        fs::write(&path, "old").unwrap();
        let draft = || Draft::new(&path, Privacy::Shared).and_then(|mut draft| draft.write(b"new").and_then(|()| draft.finish()));
        let (result, steps) = with(Some(renaming(error)), draft);
        result.unwrap();
        assert_eq!((fs::read(&path).unwrap(), steps[7]), (b"new".to_vec(), Step::Rename));
    }
    assert_eq!(files(dir.path(), true), [""; 0].map(PathBuf::from));
}

#[test]
fn an_interrupted_sync_is_answered_by_a_new_file() {
    let dir = folder();
    let path = dir.path().join("record.ron");
    let write = || write_atomically(&path, b"new", Privacy::Shared);
    let (_, steps) = with(None, write);
    fs::remove_file(&path).unwrap();
    let sync = steps.iter().position(|step| *step == Step::Sync).unwrap() + 1;
    let (result, steps) = with(Some(Plan::once(sync, "EINTR")), write);
    result.unwrap();
    assert_eq!(steps[sync..sync + 4], [Step::Remove, Step::Look, Step::Create, Step::Write]);
    assert_clean(&dir, &Plan::once(sync, "EINTR"));
}

#[test]
fn a_folder_that_may_not_be_on_the_disk_is_made_anew() {
    let dir = folder();
    let path = dir.path().join("one/two");
    let make = || make_folder(&path, Privacy::Shared);
    let (_, steps) = with(None, make);
    assert_eq!(steps.iter().filter(|step| **step == Step::SyncFolder).count(), 2);
    fs::remove_dir_all(dir.path().join("one")).unwrap();
    with(Some(Plan::once(steps.len(), "EIO")), make).0.unwrap_err();
    assert!(!path.exists());
    make().unwrap();
    assert!(path.is_dir());
}

#[test]
fn an_interrupted_write_goes_on_where_it_was() {
    let dir = folder();
    let path = dir.path().join("log");
    let half = |number| Plan { done: Done::Half, ..Plan::once(number, "EINTR") };
    with(Some(half(5)), || write_atomically(&path, b"0123456789", Privacy::Shared)).0.unwrap();
    with(Some(half(2)), || append(&path, b"abcdef", Privacy::Private)).0.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"0123456789abcdef");
}

#[test]
fn half_an_addition_is_taken_back() {
    let dir = folder();
    let path = dir.path().join("log");
    let count = each(
        || fs::write(&path, "one\n").unwrap(),
        |()| append(&path, b"two, which is longer\n", Privacy::Private),
        |(), plan, result| {
            let now = fs::read_to_string(&path).unwrap();
            let obeys = !plan.lasts();
            match result {
                Ok(()) => assert_eq!(now, "one\ntwo, which is longer\n", "{plan:?}"),
                Err(_) => assert!(now == "one\n" || !obeys && now.starts_with("one\ntwo"), "{plan:?}: {now}"),
            }
        },
    );
    assert!(count > 40, "{count}");
}

/// The hash of the file at `path`.
fn hash_at(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| sha256(&bytes))
}

/// A place with an article that two edits are made in, one after the other.
struct Work {
    dir: TempDir,
    home: Arc<Home>,
    text: Text,
    saver: Saver,
}

impl Work {
    fn new() -> Self {
        let dir = folder();
        fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        let text = Text::new("Harbour strike enters third week\n");
        fs::write(dir.path().join("story.txt"), text.as_str()).unwrap();
        let folders = Folders::below(dir.path());
        let home = Arc::new(Home::find(&dir.path().join("story.txt"), None, &folders).unwrap());
        Self { dir, home, text, saver: Saver::default() }
    }

    /// The job that saves the first `edits` edits, of which the last is new.
    fn job(&self, edits: u32) -> SaveJob {
        let annotation = |n: u32| {
            let span = Span { start: n, end: n + 4 };
            Annotation::new(format!("{n}").as_str().into(), "actor".into(), vec![span], Origin::Human, Timestamp::UNIX_EPOCH)
        };
        let mut set = AnnotationSet::default();
        for n in 1..=edits {
            set.apply(&Change::add(annotation(n)), Timestamp::UNIX_EPOCH);
        }
        let record = Record {
            article: ArticleRef { path: "story.txt".into(), title: "x".into(), sha256: self.text.sha256().into(), chars: self.text.char_count() },
            annotator: "anna".into(),
            set,
            locked: Vec::new(),
            read_only: None,
        };
        let edit =
            Edit { title: format!("edit {edits}"), changes: vec![Change::add(annotation(edits))], place: Span { start: 0, end: 0 }, at: Timestamp::UNIX_EPOCH };
        SaveJob {
            home: self.home.clone(),
            article: self.dir.path().join("story.txt"),
            record,
            text: self.text.clone(),
            moves: vec![Move::Do(edit)],
            revision: u64::from(edits),
            merges: 0,
        }
    }

    /// The hash of the record on the disk.
    fn on_disk(&self) -> Option<String> {
        hash_at(&self.job(1).path())
    }

    /// The hash of the record with so many edits.
    fn with_edits(&self, edits: u32) -> String {
        let job = self.job(edits);
        sha256(super::super::write_record(&job.record, &job.text).as_bytes())
    }
}

/// Saves that follow on `before` edits saved in peace: the one that is struck, and the next one.
fn saved(before: u32) {
    let count = each(
        || {
            let mut work = Work::new();
            for n in 1..=before {
                work.saver.save(work.job(n)).unwrap();
            }
            work
        },
        |work| {
            let mut job = work.job(before + 1);
            work.saver.note(&mut job);
            work.saver.save(job)
        },
        |work, plan, result| {
            let now = work.on_disk();
            let old = (before > 0).then(|| work.with_edits(before));
            match result {
                Ok(_) => assert_eq!(now.as_ref(), Some(&work.with_edits(before + 1)), "{plan:?}"),
                Err(error) => {
                    assert!(now == old || now == Some(work.with_edits(before + 1)), "{plan:?}: {error}");
                    assert!(!plan.is_harmless(), "{plan:?}: {error}");
                }
            }
            assert_clean(&work.dir, plan);
            if !plan.lasts() {
                let job = work.job(before + 2);
                work.saver.save(job).unwrap();
                assert_eq!(work.on_disk(), Some(work.with_edits(before + 2)), "{plan:?}");
            }
        },
    );
    assert!(count > 250, "{count}");
}

#[test]
fn a_first_save_is_whole_or_not_there_whatever_fails() {
    saved(0);
}

#[test]
fn a_later_save_leaves_the_old_or_the_new_record_whatever_fails() {
    saved(1);
}

#[test]
fn records_on_their_way_into_a_project_are_in_one_place_or_both() {
    let folders = |dir: &TempDir| Folders::below(dir.path());
    let record = |home: &Home, work: &Path| home.record_path("anna", &home.key(&work.join("story.txt")));
    let count = each(
        || {
            let work = Work::new();
            fs::remove_file(work.dir.path().join("tagline.ron")).unwrap();
            fs::create_dir(work.dir.path().join("work")).unwrap();
            fs::rename(work.dir.path().join("story.txt"), work.dir.path().join("work/story.txt")).unwrap();
            let library = Home::library(&folders(&work.dir));
            let path = record(&library, &work.dir.path().join("work"));
            let job = work.job(1);
            write_atomically(&path, super::super::write_record(&job.record, &job.text).as_bytes(), Privacy::Shared).unwrap();
            let meta = library.meta_path(&library.key(&work.dir.path().join("work/story.txt")));
            write_atomically(&meta, b"(schema: 1, title: \"x\")", Privacy::Shared).unwrap();
            work
        },
        |work| super::super::init(&work.dir.path().join("work"), &folders(&work.dir)),
        |work, plan, result| {
            let (inside, folders) = (work.dir.path().join("work"), folders(&work.dir));
            let moved = || {
                let project = Home::find(&inside, None, &folders).unwrap();
                hash_at(&record(&project, &inside)) == Some(work.with_edits(1)) && inside.join("story.txt.meta.ron").exists()
            };
            let waits = || {
                let library = Home::library(&folders);
                record(&library, &inside).exists() && library.meta_path(&library.key(&inside.join("story.txt"))).exists()
            };
            assert!(inside.join("tagline.ron").exists() && moved() || waits(), "{plan:?}: {result:?}");
            if !plan.lasts() {
                super::super::init(&inside, &folders).unwrap();
                assert!(moved() && !waits(), "{plan:?}: {result:?}");
            }
        },
    );
    assert!(count > 500, "{count}");
}
