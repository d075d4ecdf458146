//! The recovery drill: a record is deleted or damaged, and what was acknowledged comes back.

use crate::place::Place;
use crate::terminal::Program;

const RECORD: &str = "work/annotations/anna/story.txt.ron";

/// A record made in two openings, with tags, a note, an undo and a deletion; all of it saved.
fn worked_on() -> Place {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("a1 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("a2 t0");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a2 t0");
    terminal.send("<Tab>q");
    terminal.wait_for("q1");
    terminal.send("<Tab>t");
    terminal.wait_for("t1");
    terminal.send("u");
    terminal.wait_for("t0");
    terminal.send("gex");
    terminal.wait_for("a1 t0");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    place
}

/// Ids and labels of a record, as a command for information tells them.
fn items(place: &Place) -> Vec<(String, String)> {
    let run = place.run(&["show", "--json", "--annotator", "anna", "story.txt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let data: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let item = |item: &serde_json::Value| (item["id"].as_str().unwrap().to_owned(), item["label"].as_str().unwrap().to_owned());
    data["annotations"].as_array().unwrap().iter().map(item).collect()
}

#[test]
fn all_that_was_saved_comes_back_whatever_became_of_the_record() {
    let place = worked_on();
    let (sound, before) = (place.record(), items(&place));
    assert_eq!(before.len(), 2);
    let cut = sound.len() * 2 / 3;
    let garbled = sound.replace("label: \"actor\"", "label: \"act");
    for damaged in [None, Some(""), Some("garbage"), Some(&sound[..cut]), Some(garbled.as_str()), Some("(schema: 1)")] {
        match damaged {
            None => std::fs::remove_file(place.path(RECORD)).unwrap(),
            Some(text) => drop(place.write(RECORD, text)),
        }
        let run = place.run(&["recover", "story.txt", "--restore"]);
        assert_eq!(run.code, 0, "{damaged:?}: {}", run.err);
        assert!(run.out.starts_with("restored ") && run.out.contains("with 2 annotations"), "{}", run.out);
        assert_eq!(items(&place), before, "{damaged:?}\n{}", place.record());
        let run = place.run(&["recover", "story.txt", "--restore"]);
        assert_eq!((run.code, run.out.as_str()), (0, "the record is sound and holds everything that is kept\n"), "{}", run.err);
    }
    let kept = place.files("state").into_iter().filter(|name| name.contains("/quarantine/")).count();
    assert!(kept >= 4, "{kept}");
}

#[test]
fn it_comes_back_without_the_article_too() {
    let place = worked_on();
    let before = items(&place);
    let story = place.read("work/story.txt");
    std::fs::remove_file(place.path("work/story.txt")).unwrap();
    std::fs::remove_file(place.path(RECORD)).unwrap();
    let run = place.run(&["recover", "story.txt", "--restore"]);
    assert_eq!(run.code, 0, "{}", run.err);
    place.write("work/story.txt", story);
    assert_eq!(items(&place), before);
}

#[test]
fn what_is_kept_is_listed_and_a_version_can_be_chosen() {
    let place = worked_on();
    let run = place.run(&["recover"]);
    assert!(run.out.contains("story.txt") && run.out.contains("anna"), "{}", run.out);
    let run = place.run(&["recover", "story.txt"]);
    assert!(run.out.contains("backup") && run.out.contains("2 annotations") && run.out.contains("journal"), "{}", run.out);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["recover", "--json", "story.txt"]).out).unwrap();
    let number = data.as_array().unwrap().iter().find(|kept| kept["kind"] == "backup").unwrap()["number"].to_string();
    let run = place.run(&["recover", "story.txt", "--restore", &number]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(items(&place).len(), 2);
    assert!(place.record().matches("\"actor\"").count() == 2, "{}", place.record());
    assert_eq!(place.run(&["recover", "story.txt", "--restore", "99"]).code, 1);
    assert_eq!(place.run(&["recover", "other.txt"]).code, 1);
}

#[test]
fn a_record_that_lost_annotations_gets_them_back_and_keeps_what_is_new() {
    let place = worked_on();
    let line = place.record().lines().find(|line| line.contains("label: \"quote\"")).unwrap().to_owned();
    place.write(RECORD, place.record().replace(&format!("{line}\n"), ""));
    assert_eq!(items(&place).len(), 1);
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("bring them back");
    terminal.send("<Esc>");
    terminal.wait_gone("bring them back");
    assert_eq!(terminal.quit(), 0);
    let run = place.run(&["recover", "story.txt", "--restore"]);
    assert!(run.out.contains("1 that were missing"), "{}{}", run.out, run.err);
    assert_eq!(items(&place).len(), 2);
}
