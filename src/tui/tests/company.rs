//! Others at the same article: merges, texts that change, what is asked, and what needs a look.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::desk::SaveState;
use super::super::model::Overlay;
use super::super::worker::{Done, Trouble};
use super::dump::dump;
use super::harness::{Disk, Stage};
use super::screens::snapshot;
use crate::annotation::{Annotation, AnnotationSet, Change};
use crate::article::{Article, Text};
use crate::library::{Merged, Offer, OpenText, Record, Recovered, Saved};

const STORY: &str = "Harbour strike enters third week

PORT SELDEN — Maren Tolvik told parliament on Monday that the strike would go on.

“We have been patient, and we have been mocked for it,” Zoltan Verecki said on Tuesday.

Two ferries were cancelled, and the island was cut off for the night.

“Nobody will be hurried,” Tolvik said. The dockers had said so too.";

const PATH: &str = "/nowhere/data/articles/story.txt";

fn story(width: u16, height: u16) -> Stage {
    let mut stage = Stage::open(Article::new(Text::new(STORY)), width, height);
    stage.tagged(&[
        ("actor", "Maren Tolvik"),
        ("quote", "“We have been patient, and we have been mocked for it,”"),
        ("claim", "Two ferries were cancelled, and the island was cut off for the night."),
        ("quote", "“Nobody will be hurried,”"),
    ]);
    stage
}

/// The article's file holds another text now.
fn rewritten(stage: &mut Stage, changes: &[(&str, &str)]) {
    let text = changes.iter().fold(STORY.to_owned(), |text, (old, new)| text.replace(old, new));
    let opened = OpenText { article: Article::new(Text::new(text)), ..opened() };
    stage.answer(Done::Rewritten(PathBuf::from(PATH), Box::new(opened)));
}

fn opened() -> OpenText {
    OpenText { key: "articles/story.txt".into(), article: Article::new(Text::new("")), part: false, meta: None, stamp: None, notices: Vec::new() }
}

/// A story of which two annotations need a look.
fn needs_look(width: u16, height: u16) -> Stage {
    let mut stage = story(width, height);
    let changes = [
        ("Harbour strike", "News of the night\n\nHarbour strike"),
        ("“We have been patient, and we have been mocked for it,”", "“We were patient. We have been mocked,”"),
    ];
    rewritten(&mut stage, &[changes[0], changes[1], ("Two ferries were cancelled, and the island was cut off for the night.\n\n", "")]);
    stage
}

/// What stands on the screen.
fn lines(stage: &Stage) -> String {
    dump(&stage.screen())
}

fn record_path(stage: &Stage) -> PathBuf {
    stage.model.home.record_path("anna", "articles/story.txt")
}

/// Others have done this to the record.
fn merged(stage: &mut Stage, number: u64, changes: Vec<Change>) {
    let text = stage.model.desk.as_ref().unwrap().text().sha256().to_owned();
    let merged = Merged { number, text, changes, ..Merged::default() };
    let path = record_path(stage);
    stage.answer(Done::Merged(path, Arc::new(merged)));
}

fn find(set: &AnnotationSet, label: &str) -> Arc<Annotation> {
    set.annotations().iter().find(|annotation| annotation.label.as_str() == label).unwrap().clone()
}

#[test]
fn a_text_that_changes_takes_its_annotations_and_the_caret_along() {
    let mut stage = story(80, 24);
    stage.at("ferries");
    rewritten(&mut stage, &[("Harbour strike", "News of the night\n\nHarbour strike")]);
    assert_eq!((stage.set().annotations().len(), stage.set().unanchored().len(), stage.caret()), (4, 0, "ferries"));
    assert_eq!(stage.said(), "the article has changed: 4 annotations found their place");
    // Undo still works on what was done before.
    stage.at("dockers").keys("a");
    assert_eq!(stage.set().annotations().len(), 5);
    assert_eq!(stage.keys("u").set().annotations().len(), 4);
}

#[test]
fn what_is_not_certain_waits_and_can_be_accepted_placed_or_dropped() {
    let mut stage = needs_look(80, 24);
    assert_eq!((stage.set().annotations().len(), stage.set().unanchored().len()), (2, 2));
    assert!(stage.said().ends_with("2 need a look (M)"), "{}", stage.said());
    stage.keys("M");
    assert_eq!(stage.selected(), "“We were patient. We have been mocked,”");
    stage.keys("<Enter>");
    assert_eq!((stage.set().annotations().len(), stage.set().unanchored().len()), (3, 1));
    // Without a place there is nothing to accept.
    stage.keys("<Enter>");
    assert!(stage.refused());
    stage.keys("p");
    assert!(stage.model.overlay.is_none());
    stage.at("dockers").keys("s<Enter>");
    let text = stage.model.desk.as_ref().unwrap().text().clone();
    let claim = find(stage.set(), "claim");
    assert_eq!((claim.quoted(&text).as_str(), stage.set().unanchored().len()), ("The dockers had said so too.", 0));
    assert!(claim.ext["was"].contains("ferries"));
    // All of it can be undone.
    stage.keys("uu");
    assert_eq!(stage.set().unanchored().len(), 2);
    stage.keys("Mxx");
    assert_eq!((stage.set().unanchored().len(), stage.set().deleted().len()), (0, 2));
    assert!(stage.model.overlay.is_none());
    assert_eq!(stage.keys("uu").set().unanchored().len(), 2);
}

#[test]
fn what_others_did_is_done_here_and_undo_leaves_it() {
    let mut stage = story(80, 24);
    stage.keys("g").at("dockers").keys("a");
    let quote = find(stage.set(), "quote");
    let theirs = Annotation { note: "theirs".into(), ..Annotation::clone(&quote) };
    merged(&mut stage, 1, vec![Change::replace(&quote, theirs)]);
    assert_eq!((stage.said(), find(stage.set(), "quote").note.as_str()), ("merged 1 change from disk", "theirs"));
    assert_eq!(stage.model.desk.as_ref().unwrap().unsaved(), 0);
    stage.keys("u");
    assert_eq!((stage.set().annotations().len(), find(stage.set(), "quote").note.as_str()), (4, "theirs"));
    // The same merge again, or one of another text, changes nothing.
    let claim = find(stage.set(), "claim");
    merged(&mut stage, 1, vec![Change::remove(&claim)]);
    assert_eq!(stage.set().annotations().len(), 4);
    merged(&mut stage, 2, vec![Change::remove(&claim)]);
    assert_eq!(stage.set().annotations().len(), 3);
}

#[test]
fn a_merge_that_comes_before_the_save_is_told_leaves_nothing_unsaved() {
    let mut stage = story(80, 24);
    stage.disk = Disk::Slow;
    stage.at("dockers").keys("a");
    let claim = find(stage.set(), "claim");
    merged(&mut stage, 1, vec![Change::remove(&claim)]);
    let (path, revision) = (record_path(&stage), stage.model.desk.as_ref().unwrap().revision);
    assert_eq!(stage.model.desk.as_ref().unwrap().unsaved(), 1);
    let saved = Saved { path: path.clone(), at: jiff::Timestamp::UNIX_EPOCH, revision };
    stage.answer(Done::Saved(path, Ok((saved, "12:00:00".into()))));
    assert_eq!(stage.model.desk.as_ref().unwrap().unsaved(), 0);
}

#[test]
fn what_both_changed_is_shown_and_either_can_be_taken() {
    let clash = |stage: &mut Stage| {
        let quote = find(stage.set(), "quote");
        let flagged = Annotation { conflict: [("label".to_owned(), "claim".to_owned())].into(), ..Annotation::clone(&quote) };
        merged(stage, 1, vec![Change::replace(&quote, flagged)]);
    };
    let mut stage = story(80, 24);
    clash(&mut stage);
    stage.keys("Mo");
    assert_eq!(stage.set().annotations().iter().filter(|item| item.label.as_str() == "claim").count(), 2);
    assert!(stage.set().annotations().iter().all(|item| item.conflict.is_empty()));
    let mut stage = story(80, 24);
    clash(&mut stage);
    snapshot("conflict_80x24", stage.keys("M"));
    stage.keys("<Enter>");
    assert_eq!(find(stage.set(), "quote").conflict.len(), 0);
}

#[test]
fn an_answer_to_what_the_journal_holds_brings_it_back_drops_it_or_waits() {
    let asked = || {
        let mut stage = story(80, 24);
        let claim = find(stage.set(), "claim");
        stage.keys("g");
        let desk = stage.model.desk.as_mut().unwrap();
        desk.record.as_mut().unwrap().set.apply(&Change::remove(&claim), jiff::Timestamp::UNIX_EPOCH);
        desk.offers.push_back(Offer::Missing { changes: vec![Change::Annotation { before: None, after: Some(claim) }] });
        super::super::update::ask_next(&mut stage.model);
        stage.done.clear();
        stage
    };
    let mut stage = asked();
    snapshot("bring_back_80x24", &stage);
    assert_eq!(stage.keys("jq").set().annotations().len(), 3, "other keys do nothing");
    assert_eq!(stage.keys("y").set().annotations().len(), 4);
    assert_eq!(stage.keys("u").set().annotations().len(), 3);
    assert_eq!(asked().keys("n").done, ["dismiss"]);
    let mut stage = asked();
    assert!(stage.keys("<Esc>").done.is_empty() && stage.model.overlay.is_none());
}

#[test]
fn a_record_that_turns_unreadable_locks_the_article_until_it_is_mended() {
    let mut stage = story(80, 24);
    let path = record_path(&stage);
    stage.answer(Done::Readable(path.clone(), Err("story.txt.ron was changed by another program and cannot be read: line 3, column 1: x".into())));
    snapshot("unreadable_80x24", &stage);
    stage.keys("n");
    stage.at("dockers").keys("a");
    assert!(stage.refused() && stage.said().starts_with("cannot be changed"), "{}", stage.said());
    snapshot("read_only_40x10", stage.resize(40, 10));
    stage.answer(Done::Readable(path, Ok(())));
    stage.keys("a");
    assert_eq!(stage.set().annotations().len(), 5);
}

#[test]
fn what_is_on_the_screen_can_be_put_over_an_unreadable_record() {
    let mut stage = story(80, 24);
    let path = record_path(&stage);
    stage.answer(Done::Readable(path, Err("it cannot be read".into())));
    assert_eq!(stage.keys("y").done.last().map(String::as_str), Some("restore Some(4)"));
}

#[test]
fn the_banner_says_where_the_edits_are() {
    let mut stage = story(80, 24);
    stage.disk = Disk::Full;
    stage.at("dockers").keys("a");
    assert!(lines(&stage).contains("NOT SAVED: the disk is full. 1 edit is safe in /state/journal"), "{}", lines(&stage));
    let desk = stage.model.desk.as_mut().unwrap();
    desk.save = SaveState::Failed(Trouble { why: "disk full".into(), journal: None });
    snapshot("memory_only_80x24", stage.resize(80, 24));
    snapshot("memory_only_20x5", stage.resize(20, 5));
}

#[test]
fn screens_of_what_needs_a_look() {
    for (width, height) in [(80, 24), (120, 40), (40, 10), (20, 5)] {
        snapshot(&format!("needs_look_{width}x{height}"), needs_look(width, height).keys("M"));
    }
    snapshot("no_place_80x24", needs_look(80, 24).keys("Mj"));
}

#[test]
fn the_page_on_saving_can_be_read_to_its_end() {
    let mut stage = story(80, 24);
    stage.keys(":help saving<Enter>");
    snapshot("saving_80x24", &stage);
    assert!(!lines(&stage).contains("Power cuts were tested"));
    for _ in 0..40 {
        stage.keys("<PageDown>");
    }
    assert!(lines(&stage).contains("Power cuts were tested"), "{}", lines(&stage));
    stage.keys("<Esc>");
    assert!(stage.model.overlay.is_none());
}

#[test]
fn questions_fit_small_screens() {
    let record = Record::default();
    for offer in [
        Offer::Moved { from: "annotations/anna/articles/an-article-with-a-long-name-in-a-deep-folder/story.txt.ron".into() },
        Offer::Unreadable {
            why: "line 1".into(),
            best: Some(Box::new(Recovered { record, from: "the version of 2026-11-24 10:00, 3 edits of the journal".into() })),
        },
        Offer::Unreadable { why: "line 1".into(), best: None },
        Offer::Missing { changes: Vec::new() },
        Offer::Copies { count: 2 },
    ] {
        for (width, height) in [(80, 24), (40, 10), (20, 5)] {
            let mut stage = story(width, height);
            stage.model.desk.as_mut().unwrap().offers.push_back(offer.clone());
            super::super::update::ask_next(&mut stage.model);
            assert!(matches!(stage.model.overlay, Some(Overlay::Confirm(_))));
            let shown = lines(&stage);
            assert!(shown.contains("y  ") || shown.contains("n  "), "{shown}");
        }
    }
}
