//! Several windows and processes at one record, and processes that are killed: nothing acknowledged is lost.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tagline::annotation::{Annotation, Change, Move, Origin, Step};
use tagline::article::{Article, Span, Text};
use tagline::library::{Folders, Home, SaveJob, Saver, load_record};

use crate::place::{Place, STORY};
use crate::terminal::{Program, Terminal};

/// A window on the story.
fn window(place: &Place) -> Terminal {
    Program::new(place).args(["story.txt"]).start()
}

#[test]
fn two_windows_see_each_others_work() {
    let place = Place::with_project();
    let (mut one, mut two) = (window(&place), window(&place));
    one.wait_for("a0 t0");
    two.wait_for("a0 t0");
    one.send("<Tab>a");
    let begun = Instant::now();
    two.wait_for("merged 2 changes from disk");
    two.wait_for("a1 t0");
    eprintln!("a tag was seen in the other window after {} ms (goal 2,000)", begun.elapsed().as_millis());
    two.send("<Tab><Tab>q");
    one.wait_for("q1");
    two.send("gR");
    two.send("t");
    one.wait_for("a0 t1");
    // Each undoes its own.
    two.send("u");
    one.wait_for("a1 t0");
    assert_eq!((one.quit(), two.quit()), (0, 0));
    assert!(place.record().contains("\"actor\"") && place.record().contains("\"quote\""), "{}", place.record());
}

#[test]
fn two_windows_that_tag_at_once_keep_all_of_both() {
    let place = Place::with_project();
    let words = (0..60).map(|n| format!("w{n:02}")).collect::<Vec<_>>().join(" ");
    place.write("work/story.txt", words);
    let (mut one, mut two) = (window(&place), window(&place));
    one.wait_for("a0 t0");
    two.wait_for("a0 t0");
    two.send("G");
    for n in 0..20 {
        // In pieces, as people type.
        one.send("va");
        one.wait_for(&format!("a{}", n + 1));
        two.send("vt");
        two.wait_for(&format!("t{}", n + 1));
        one.send("l");
        two.send("h");
    }
    one.wait_for("a20 t20");
    two.wait_for("a20 t20");
    assert_eq!((one.quit(), two.quit()), (0, 0));
    assert_eq!(place.record().matches("(id: \"").count(), 40, "{}", place.record());
}

/// Where a writer process works, what it calls its annotations, and how many it makes.
const WRITER: &str = "TAGLINE_TEST_WRITER";

/// Not a test of its own: a process that adds annotations through the library as the program does, and notes each one that
/// is acknowledged. It is started by the tests below.
#[test]
fn a_writer() {
    let Ok(spec) = std::env::var(WRITER) else { return };
    let parts: Vec<&str> = spec.split('|').collect();
    let [root, acks, name, count] = parts.as_slice() else { panic!("{spec}") };
    let (root, count): (&Path, usize) = (Path::new(root), count.parse().unwrap());
    let folders = Folders::below(root);
    let story = root.join("work/story.txt");
    let home = Arc::new(Home::find(&story, None, &folders).unwrap());
    let article = Article::new(Text::new(STORY));
    let mut opened = load_record(&home, "anna", "story.txt", &article, false);
    let mut saver = Saver::default();
    saver.opened(home.record_path("anna", "story.txt"), &mut opened, article.text(), None);
    let mut record = opened.record;
    let (mut merges, mut acks) = (0, std::fs::OpenOptions::new().append(true).create(true).open(acks).unwrap());
    for n in 0..count {
        let span = Span { start: n as u32 % 30, end: n as u32 % 30 + 3 };
        let annotation = Annotation::new(format!("{name}-{n:04}").as_str().into(), "actor".into(), vec![span], Origin::Human, jiff::Timestamp::now());
        let step = Step { title: "x".into(), changes: vec![Change::add(annotation)], place: span, at: jiff::Timestamp::now() };
        for change in &step.changes {
            record.set.apply(change, step.at);
        }
        let (text, revision) = (article.text().clone(), n as u64 + 1);
        let mut job = SaveJob { home: home.clone(), article: story.clone(), record: record.clone(), text, moves: vec![Move::Do(step)], revision, merges };
        saver.note(&mut job);
        saver.save(job).unwrap();
        for (_, merged) in saver.take_merged() {
            merged.apply_to(&mut record);
            merges = merged.number;
        }
        // In one write: a killed process leaves a whole line or none.
        acks.write_all(format!("{name}-{n:04}\n").as_bytes()).unwrap();
    }
}

/// Starts a writer; the file into which it writes what is acknowledged comes with it.
pub fn writer(root: &Path, acks: PathBuf, name: &str, count: usize, environment: &[(&str, &str)]) -> (Child, PathBuf) {
    let spec = format!("{}|{}|{name}|{count}", root.display(), acks.display());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "company::a_writer", "--nocapture"])
        .env(WRITER, spec)
        .envs(environment.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    (command.spawn().unwrap(), acks)
}

fn writer_in(place: &Place, name: &str, count: usize) -> (Child, PathBuf) {
    writer(&place.path(""), place.path(&format!("acks-{name}")), name, count, &[])
}

pub fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn writers(count: usize, edits: usize) {
    let place = Place::with_project();
    let started: Vec<(Child, PathBuf)> = (0..count).map(|n| writer_in(&place, &format!("w{n}"), edits)).collect();
    let mut acknowledged = 0;
    for (mut child, acks) in started {
        assert!(child.wait().unwrap().success());
        let record = place.record();
        for id in lines(&acks) {
            assert_eq!(record.matches(&format!("(id: \"{id}\"")).count(), 1, "{id}");
            acknowledged += 1;
        }
    }
    assert_eq!(acknowledged, count * edits);
    eprintln!("{count} writers, {acknowledged} edits acknowledged, {acknowledged} present, none twice");
}

#[test]
fn four_writers_at_once_lose_nothing() {
    writers(4, 25);
}

#[test]
#[ignore = "takes minutes: the long form"]
fn four_writers_of_five_hundred_edits_lose_nothing() {
    writers(4, 500);
}

/// Kills a writer, again and again, as soon as it has so many acknowledgements and a moment more.
fn killed(times: usize, seed: u64) {
    let mut dice = seed;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let mut acknowledged = 0;
    let mut place = Place::with_project();
    for n in 0..times {
        if n % 20 == 0 {
            place = Place::with_project();
        }
        let (mut child, acks) = writer_in(&place, &format!("k{n}"), 10_000);
        let (wanted, spin) = (1 + roll(6) as usize, Duration::from_micros(roll(30_000)));
        let begun = Instant::now();
        while lines(&acks).len() < wanted {
            assert!(begun.elapsed() < Duration::from_secs(30), "the writer does nothing");
            std::thread::yield_now();
        }
        let begun = Instant::now();
        while begun.elapsed() < spin {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let record = place.record();
        let text = Text::new(STORY);
        let read = tagline::library::read_record(&record, &text).unwrap_or_else(|error| panic!("seed {seed}, kill {n}: unreadable: {error}"));
        for file in std::fs::read_dir(place.path("")).unwrap().flatten().filter(|file| file.file_name().to_string_lossy().starts_with("acks-")) {
            for id in lines(&file.path()).iter().filter(|id| id.starts_with(&format!("k{n}-"))) {
                assert!(read.set.get(&id.as_str().into()).is_some(), "seed {seed}, kill {n}: {id} is lost");
                acknowledged += 1;
            }
        }
    }
    eprintln!("{times} kills, {acknowledged} edits acknowledged, 0 lost, 0 unreadable (seed {seed})");
}

#[test]
fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    killed(15, 1);
}

#[test]
#[ignore = "takes minutes: the long form"]
fn killed_a_thousand_times_nothing_acknowledged_is_lost() {
    killed(1_000, 2);
}

#[cfg(debug_assertions)]
mod faults {
    use super::*;

    /// A program whose project is on a disk that fails as long as a file is there.
    fn on_a_bad_disk(place: &Place, error: &str, everywhere: bool) -> (Terminal, PathBuf) {
        let full = place.path("full");
        let program = Program::new(place).args(["story.txt"]).env("TAGLINE_DISK", format!("while={}:{error}", full.display()));
        let program = if everywhere { program } else { program.env("TAGLINE_DISK_BELOW", place.path("work").to_string_lossy()) };
        (program.start(), full)
    }

    #[test]
    fn a_disk_that_refuses_is_told_and_everything_is_saved_when_it_takes_again() {
        for (error, said) in [("ENOSPC", "disk full"), ("EROFS", "the disk is read-only"), ("EDQUOT", "disk quota exceeded"), ("EIO", "Input/output error")] {
            let place = Place::with_project();
            let (mut terminal, full) = on_a_bad_disk(&place, error, false);
            terminal.wait_for("a0 t0");
            std::fs::write(&full, "").unwrap();
            terminal.send("<Tab>a");
            terminal.wait_for(&format!("NOT SAVED: {said}"));
            terminal.wait_for("1 edit is safe in");
            // The program goes on.
            terminal.send("<Tab>t");
            terminal.wait_for("2 edits are safe in");
            terminal.send("<C-q>");
            terminal.wait_for("leave all the same");
            terminal.send("n");
            terminal.wait_gone("leave all the same");
            std::fs::remove_file(&full).unwrap();
            terminal.wait_for("✓ saved");
            terminal.wait_gone("NOT SAVED");
            assert_eq!(terminal.quit(), 0);
            assert!(place.record().contains("\"actor\"") && place.record().contains("\"threat\""), "{}", place.record());
        }
    }

    #[test]
    fn left_with_everything_in_the_journal_it_comes_back_at_the_next_start() {
        let place = Place::with_project();
        let (mut terminal, full) = on_a_bad_disk(&place, "ENOSPC", false);
        terminal.wait_for("a0 t0");
        std::fs::write(&full, "").unwrap();
        terminal.send("<Tab>a");
        terminal.wait_for("1 edit is safe in");
        terminal.send("<Tab>t");
        terminal.wait_for("2 edits are safe in");
        terminal.send("<C-q>");
        terminal.wait_for("leave all the same");
        terminal.send("y");
        assert_eq!((terminal.wait_exit(), place.record().as_str()), (74, ""));
        let mut terminal = window(&place);
        terminal.wait_for("The journal holds changes to 2 annotations");
        terminal.send("<Esc>");
        terminal.wait_gone("The journal holds");
        assert_eq!(terminal.quit(), 0);
        // It is asked again, also after other work.
        let mut terminal = window(&place);
        terminal.wait_for("The journal holds changes to 2 annotations");
        terminal.send("y");
        terminal.wait_for("✓ saved");
        assert_eq!(terminal.quit(), 0);
        assert!(place.record().contains("\"actor\"") && place.record().contains("\"threat\""), "{}", place.record());
    }

    #[test]
    fn with_no_room_anywhere_it_says_that_edits_are_in_memory_only() {
        let place = Place::with_project();
        let (mut terminal, full) = on_a_bad_disk(&place, "ENOSPC", true);
        terminal.wait_for("a0 t0");
        std::fs::write(&full, "").unwrap();
        terminal.send("<Tab>a");
        terminal.wait_for("1 edit is in memory only");
        std::fs::remove_file(&full).unwrap();
        terminal.wait_for("✓ saved");
        assert_eq!(terminal.quit(), 0);
        assert!(place.record().contains("\"actor\""));
    }

    #[test]
    fn killed_at_any_operation_of_a_save_the_next_start_has_everything() {
        let (mut kills, mut offered) = (0, 0);
        for number in 1.. {
            let place = Place::with_project();
            let mut first = window(&place);
            first.wait_for("a0 t0");
            first.send("<Tab>a");
            first.wait_for("✓ saved");
            assert_eq!(first.quit(), 0);
            let mut terminal = Program::new(&place).args(["story.txt"]).env("TAGLINE_DISK", format!("w{number}:kill")).start();
            terminal.wait_that("the record, or the end", || terminal.is_over() || terminal.screen().contains("a1 t0"));
            if !terminal.is_over() {
                terminal.send("<Tab>q");
            }
            terminal.wait_that("a save, or the end", || terminal.is_over() || terminal.screen().contains("✓ saved"));
            if !terminal.is_over() {
                break;
            }
            kills += 1;
            let mut next = window(&place);
            next.wait_that("the record, or an offer", || next.screen().contains("a1 t0"));
            assert_eq!(place.record().matches("\"actor\"").count(), 1, "w{number}");
            // Once it is in the journal it is in the record, or offered.
            let journal: String =
                place.files("state").iter().filter(|name| name.contains("/journal/")).map(|name| place.read(&format!("state/{name}"))).collect();
            let noted = journal.contains("label: \"quote\"");
            if noted && !place.record().contains("\"quote\"") {
                next.wait_for("The journal holds changes to 1 annotation");
                next.send("y");
                next.wait_for("✓ saved");
                offered += 1;
            }
            assert_eq!(next.quit(), 0);
            assert!(!noted || place.record().contains("\"quote\""), "w{number}: {}", place.record());
        }
        assert!(kills >= 6 && offered >= 3, "{kills} {offered}");
    }
}
