//! The library: filtered as one types, ordered, ticked, acted on.

use std::fs;
use std::sync::Arc;

use super::harness::Stage;
use super::screens::snapshot;
use crate::library::{Catalogue, Folders, Home, Queues, Refreshed};
use crate::tui::model::Overlay;
use crate::tui::shelf::Asked;
use crate::tui::worker::{Done, Listed, choose};

/// Name, title, publication, date, state and labels of anna's record.
type Item = (&'static str, &'static str, &'static str, &'static str, Option<(&'static str, &'static [&'static str])>);

const ITEMS: [Item; 5] = [
    ("cable", "Cable to Norland cut for the third time this year", "Selden Courier", "2026-09-14", Some(("Done", &["actor", "actor", "threat"]))),
    ("harbour", "Harbour strike enters third week", "Norland Press", "2026-10-02T08:00:00Z", Some(("InProgress", &["quote", "place"]))),
    ("long", "A very long headline of an article that somebody saved from the web without thinking of who is to read it", "", "", None),
    ("tokyo", "東京港湾のストライキ", "Norland Press", "2026-10-05", None),
    ("zebra", "Zoo counts its zebras", "Selden Courier", "2025-01-01", Some(("Done", &[]))),
];

/// A catalogue of files that are gone by now.
fn catalogue() -> Arc<Catalogue> {
    on_disk(tempfile::tempdir().unwrap().path()).1
}

/// A library of real files, and its catalogue.
fn on_disk(dir: &std::path::Path) -> (Home, Arc<Catalogue>) {
    let home = Home::library(&Folders::below(dir));
    for (name, title, publication, date, work) in ITEMS {
        let key = format!("articles/{name}.txt");
        let path = home.root.join(&key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("One two three.\n\nThe word “{name}” is in this text, as on every quay from Selden to Norland and back.\n")).unwrap();
        fs::write(home.meta_path(&key), format!("(title: \"{title}\", publication: \"{publication}\", date: \"{date}\")")).unwrap();
        for annotator in ["anna", "ben"].into_iter().take(if name == "cable" { 2 } else { 1 }) {
            let Some((state, labels)) = work else { continue };
            let record = home.record_path(annotator, &key);
            let item = |(n, label): (usize, &&str)| {
                let times = "created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"";
                format!("(id: \"{n}\", label: \"{label}\", spans: [(start: {}, end: {}, text: \"two\")], {times}),", 4 + n * 20, 7 + n * 20)
            };
            let items: String = labels.iter().enumerate().map(item).collect();
            fs::create_dir_all(record.parent().unwrap()).unwrap();
            fs::write(&record, format!("(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"00\", chars: 90), annotator: \"{annotator}\", state: {state}, annotations: [{items}])")).unwrap();
            // Long ago, so that nothing is of today.
            let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
            fs::File::options().write(true).open(&record).unwrap().set_modified(old).unwrap();
        }
    }
    match Catalogue::default().brought_up_to_date(&home, |_| true) {
        Refreshed::New(catalogue) => (home, Arc::new(catalogue)),
        other => panic!("{other:?}"),
    }
}

/// The library over an article, listed.
fn library(width: u16, height: u16) -> Stage {
    let mut stage = Stage::marked("Then Ilse [Brandt] waited.", width, height);
    stage.keys("O");
    list(&mut stage);
    stage
}

fn list(stage: &mut Stage) {
    stage.answer(Done::Listed(Listed { catalogue: Some(catalogue()), queues: Arc::new(Queues::default()), progress: None }));
    stage.done.clear();
}

/// The keys that are shown, in order.
fn shown(stage: &Stage) -> Vec<String> {
    let name = |key: &str| key.trim_start_matches("articles/").trim_end_matches(".txt").to_owned();
    (0..stage.model.shelf.len()).map(|at| name(stage.model.shelf.card(at).unwrap().key())).collect()
}

#[test]
fn what_is_typed_filters_at_once() {
    let mut stage = library(80, 24);
    assert_eq!(shown(&stage), ["cable", "harbour", "long", "tokyo", "zebra"]);
    for (filter, expected) in [
        ("harbor strik", &["harbour"][..]),
        ("state:new", &["long", "tokyo"]),
        ("state:done label:threat", &["cable"]),
        ("-state:done date:2026-10", &["harbour", "tokyo"]),
        ("by:ben", &["cable"]),
        ("nothing of the kind", &[]),
    ] {
        stage.keys("<C-u>").keys(filter);
        assert_eq!(shown(&stage), expected, "{filter}");
    }
    stage.keys("<Esc>");
    assert_eq!(shown(&stage).len(), 5);
    assert!(stage.keys("<Esc>").model.overlay.is_none());
}

#[test]
fn a_term_is_completed_with_one_key() {
    let mut stage = library(80, 24);
    stage.keys("sta<Right>d<Right>");
    assert_eq!(stage.model.shelf.filter.value(), "state:done");
    assert_eq!(shown(&stage), ["cable", "zebra"]);
}

#[test]
fn an_article_opens_and_the_next_one_follows_the_filter() {
    let mut stage = library(80, 24);
    assert_eq!(stage.keys("source:norland<Down><Enter>").done, ["load /nowhere/data/articles/tokyo.txt"]);
    stage.done.clear();
    stage.model.desk.as_mut().unwrap().key = "articles/harbour.txt".into();
    assert_eq!(stage.keys(">").done, ["load /nowhere/data/articles/tokyo.txt"]);
    stage.done.clear();
    stage.model.desk.as_mut().unwrap().key = "articles/tokyo.txt".into();
    assert_eq!(stage.keys(">").said(), "this is the last article of those that the library's filter shows");
    assert_eq!(stage.done, [""; 0]);
}

#[test]
fn without_a_list_the_neighbour_waits_for_it() {
    let mut stage = Stage::marked("Then Ilse [Brandt] waited.", 80, 24);
    stage.model.desk.as_mut().unwrap().key = "articles/cable.txt".into();
    assert_eq!(stage.keys(">").done, ["list"]);
    stage.answer(Done::Listed(Listed { catalogue: Some(catalogue()), queues: Arc::new(Queues::default()), progress: None }));
    assert_eq!(stage.done, ["list", "load /nowhere/data/articles/harbour.txt"]);
}

#[test]
fn what_is_ticked_is_acted_on() {
    let mut stage = library(80, 24);
    assert_eq!(stage.keys("<Down><Tab><Tab><M-d>").done, ["Done /nowhere/data/articles/harbour.txt /nowhere/data/articles/long.txt"]);
    stage.done.clear();
    assert_eq!(stage.keys("<C-u>cable<M-d>").done, ["InProgress /nowhere/data/articles/cable.txt"]);
    stage.done.clear();
    assert_eq!(stage.keys("<C-u>source:norland<C-a><M-q><C-u>Ben B.<Enter>").done, ["queue \"ben-b\" articles/harbour.txt articles/tokyo.txt"]);
    stage.done.clear();
    assert_eq!(stage.keys("<M-e><C-u>out.jsonl<Enter>").done, ["export 1 to out.jsonl"]);
    assert!(matches!(stage.model.overlay, Some(Overlay::Library)));
    assert_eq!(stage.model.shelf.marked.len(), 0);
    stage.done.clear();
    stage.answer(Done::Acted(Ok("2 moved".into())));
    assert_eq!((stage.done.as_slice(), stage.said()), (&["list".to_owned()][..], "2 moved"));
}

#[test]
fn the_order_goes_round_and_the_cursor_stays_on_its_article() {
    let mut stage = library(80, 24);
    stage.keys("<Down><M-s>");
    assert_eq!(shown(&stage), ["long", "cable", "harbour", "zebra", "tokyo"]);
    assert_eq!(stage.model.shelf.card(stage.model.shelf.at).unwrap().key(), "articles/harbour.txt");
    stage.keys("<M-s><M-s>");
    assert_eq!(shown(&stage)[..2], ["tokyo", "harbour"], "the newest first");
    stage.keys("<M-r>");
    assert_eq!(shown(&stage).last().map(String::as_str), Some("tokyo"));
    stage.keys("<M-u>");
    let first = shown(&stage);
    stage.keys("<M-u>");
    assert_ne!(shown(&stage), first);
}

#[test]
fn an_answer_to_an_older_question_is_not_taken() {
    let mut stage = library(80, 24);
    let old = stage.model.shelf.ask(&stage.model.home.clone(), None, Vec::new()).unwrap();
    stage.keys("cable");
    let answers = std::cell::RefCell::new(Vec::new());
    choose(&Asked { stop: Arc::default(), ..old }, &|done| answers.borrow_mut().push(done));
    assert_eq!(answers.borrow().len(), 1);
    answers.into_inner().into_iter().for_each(|done| stage.answer(done));
    assert_eq!(shown(&stage), ["cable"]);
}

#[test]
fn what_is_found_in_texts_is_shown_and_opened_there() {
    let dir = tempfile::tempdir().unwrap();
    let (home, catalogue) = on_disk(dir.path());
    let mut stage = Stage::plain("One two three.\n\nThe word “tokyo” is in this text. No “Tokyo” more.", 80, 24);
    stage.model.home = Arc::new(home);
    stage.keys("O");
    stage.answer(Done::Listed(Listed { catalogue: Some(catalogue), queues: Arc::new(Queues::default()), progress: None }));
    stage.keys("text:\"in<Space>this\"<Space>-text:cable");
    assert_eq!(shown(&stage), ["harbour", "long", "tokyo", "zebra"]);
    stage.keys("<M-g><PageDown>");
    assert_eq!(stage.model.shelf.at, 3, "a page is as many articles as fit");
    snapshot("library_80x24_found", stage.keys("<Up>"));
    stage.keys("<Esc>span:two").keys("<Space>label:threat");
    assert_eq!(shown(&stage), ["cable"]);
    assert_eq!(stage.model.shelf.hit(0).and_then(|hit| hit.span), Some(4));
    stage.keys("<Esc>text:tokyo<Down>");
    let path = stage.model.shelf.card(0).unwrap().path(&stage.model.home);
    stage.keys("<Enter>");
    assert!(stage.model.overlay.is_none() && stage.model.goal.as_ref().is_some_and(|(goal, _)| *goal == path));
    stage.model.desk.as_mut().unwrap().path = path;
    stage.reopen();
    let selected = |stage: &Stage| stage.model.desk.as_ref().unwrap().selected().map(|span| span.start);
    assert_eq!((selected(&stage), stage.model.goal.is_none()), (Some(28), true), "at the word that was found");
    assert!(selected(stage.keys("n")) > Some(28), "n goes on from there");
}

#[test]
fn the_library_in_every_size() {
    let mut waiting = Stage::marked("Then Ilse [Brandt] waited.", 80, 24);
    snapshot("library_waiting_80x24", waiting.keys("O"));
    snapshot("library_80x24", library(80, 24).keys("<Down><Tab>"));
    snapshot("library_40x10", &library(40, 10));
    snapshot("library_120x30_grouped", library(120, 30).keys("<M-g><Down>"));
    snapshot("library_80x24_problem", library(80, 24).keys("state:lost"));
    snapshot("library_80x24_completion", library(80, 24).keys("source:"));
    snapshot("library_80x24_nothing", library(80, 24).keys("zzzz"));
    snapshot("library_80x24_queue", library(80, 24).keys("<M-q>"));
    let mut preview = library(120, 30);
    preview.keys("<M-p>");
    let paragraphs = ["Cable to Norland cut", "The cable was cut on Monday, and nobody knows by whom.\u{202e}"].map(str::to_owned).to_vec();
    preview.answer(Done::Previewed(crate::tui::shelf::Preview { key: "articles/cable.txt".into(), paragraphs }));
    snapshot("library_120x30_preview", &preview);
}
