//! `tagline review` and `tagline feedback`: several annotators, a reviewer, and what the annotators learn.

use std::sync::Arc;

use tagline::article::Text;
use tagline::library::{Folders, Home, adjudicate};
use tagline::review::{Choice, Decision, Reason};

use crate::place::{Place, STORY};
use crate::terminal::Program;

/// Writes an annotator's record of the story: labels on words.
fn record(place: &Place, annotator: &str, all: &[(&str, &str)]) {
    let text = Text::new(STORY);
    let annotation = |(number, (label, words)): (usize, &(&str, &str))| {
        let start = STORY[..STORY.find(words).unwrap()].chars().count();
        let end = start + words.chars().count();
        format!(
            "(id: \"{annotator}-{number}\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: \"{words}\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),"
        )
    };
    let annotations: String = all.iter().enumerate().map(annotation).collect();
    let (hash, chars) = (text.sha256(), text.char_count());
    place.write(
        &format!("work/annotations/{annotator}/story.txt.ron"),
        format!("(schema: 1, article: (path: \"story.txt\", title: \"\", sha256: \"{hash}\", chars: {chars}), annotator: \"{annotator}\", state: Done, annotations: [{annotations}])"),
    );
}

/// Anna and Ben agree on one actor and on little else.
fn reviewed() -> Place {
    let place = Place::with_project();
    record(&place, "anna", &[("claim", "Harbour strike"), ("actor", "Maren Tolvik"), ("actor", "parliament"), ("quote", "“We will not be hurried,”")]);
    record(&place, "ben", &[("claim", "Harbour strike"), ("actor", "Tolvik"), ("quote", "We will not be hurried")]);
    place
}

#[test]
fn decisions_are_told_to_those_whose_work_they_are_about() {
    let place = reviewed();
    let folders = Folders::below(&place.path("none"));
    let home = Arc::new(Home::find(&place.path("work"), None, &folders).unwrap());
    let at = "2026-11-25T08:00:00Z".parse().unwrap();
    let decide = |review: &tagline::library::Review| {
        let mut all = review.adjudication.accept_agreed("cara", at);
        let cases = review.adjudication.cases();
        all.push(Decision::new(&cases[1], Choice::Take(vec!["anna".into()]), "cara", at).because(Reason::TooNarrow));
        all.push(Decision::new(&cases[2], Choice::Nothing, "cara", at).because(Reason::Other("a \u{1b}[31mplace".into())));
        all.push(Decision::new(&cases[3], Choice::Take(vec!["anna".into()]), "cara", at));
        all
    };
    assert_eq!(adjudicate(&home, &place.path("work/story.txt"), "decided", decide), Ok(4));
    let run = place.run(&["feedback", "ben"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        run.out,
        "story.txt:1: kept: claim “Harbour strike”, says cara\nstory.txt:3: changed: actor “Tolvik”: now “Maren Tolvik” (boundaries too narrow), says cara\nstory.txt:5: changed: quote “We will not be hurried”: now “We will not be hurried,”, says cara\n"
    );
    let run = place.run(&["feedback", "anna", "story.txt"]);
    assert!(run.code == 0 && run.out.contains("story.txt:3: dropped: actor “parliament” (a ") && !run.out.contains('\u{1b}'), "{}{}", run.out, run.err);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["feedback", "ben", "--json"]).out).unwrap();
    assert_eq!((data[1]["judgement"].as_str(), data[1]["line"].as_u64(), data.as_array().map(Vec::len)), (Some("changed"), Some(3), Some(3)));
    assert_eq!((&data[1]["changed"]["spans"]["is"][0]["text"], &data[1]["reason"]), (&"Maren Tolvik".into(), &"boundaries too narrow".into()));
    let run = place.run(&["feedback", "nobody"]);
    assert_eq!((run.code, run.out.as_str()), (0, "no decisions on the work of nobody yet\n"));
    assert_eq!(place.run(&["feedback"]).code, 2);
}

#[test]
fn two_annotate_a_third_reviews_and_gold_holds_what_is_right() {
    let place = Place::with_project();
    let annotate = |name: &str, keys: &[&str]| {
        let mut terminal = Program::new(&place).anonymous().args(["--annotator", name, "story.txt"]).start();
        terminal.wait_for("a0 t0");
        for (n, key) in keys.iter().enumerate() {
            terminal.send(key);
            terminal.wait_that("the tag", || place.read(&format!("work/annotations/{name}/story.txt.ron")).matches("(id: \"").count() > n);
        }
        assert_eq!(terminal.quit(), 0);
    };
    annotate("anna", &["<Tab>a", "<Tab>a"]);
    annotate("ben", &["<Tab>a", "<Tab>t"]);
    let before = ["anna", "ben"].map(|name| place.read(&format!("work/annotations/{name}/story.txt.ron")));
    let mut terminal = Program::new(&place).anonymous().args(["review", "--annotator", "cara"]).start();
    terminal.wait_for("Review: 0 decided, 2 open");
    terminal.send("A");
    terminal.wait_for("Review: 1 decided, 1 open");
    terminal.send("r3");
    terminal.wait_for("with: wrong label");
    terminal.send("1");
    terminal.wait_for("every case is decided");
    terminal.send("d");
    terminal.wait_for("marked as done");
    terminal.wait_for("saved");
    terminal.send("<Esc>");
    terminal.wait_for("these are the annotations of cara");
    assert_eq!(terminal.quit(), 0);
    assert!(terminal.after_screen().contains("annotations/gold/story.txt.ron"), "{}", terminal.after_screen());
    let gold = place.read("work/annotations/gold/story.txt.ron");
    assert_eq!((gold.matches("label: \"actor\"").count(), gold.matches("Adjudicated").count(), gold.matches("\"decided:").count()), (2, 2, 2), "{gold}");
    assert!(gold.contains("state: Done") && gold.contains("by: \"cara\""), "{gold}");
    assert_eq!(["anna", "ben"].map(|name| place.read(&format!("work/annotations/{name}/story.txt.ron"))), before);
    let run = place.run(&["feedback", "ben"]);
    assert!(run.out.contains("kept: actor") && run.out.contains("threat → actor (wrong label), says cara"), "{}", run.out);
}

#[test]
fn the_work_of_one_of_several_is_reviewed_and_told() {
    let place = reviewed();
    let run = place.run(&["review", "--of", "nobody"]);
    assert!(run.code == 1 && run.err.contains("nobody has annotated no article that passes"), "{}", run.err);
    assert_eq!(place.run(&["review", "--of", "ben", "--accept-agreed"]).code, 2);
    let mut terminal = Program::new(&place).anonymous().args(["review", "--of", "ben", "--annotator", "cara"]).start();
    terminal.wait_for("Review of ben: 0 reviewed, 3 open");
    terminal.send("a");
    terminal.wait_for("Review of ben: 1 reviewed, 2 open");
    terminal.send("2");
    terminal.wait_for("Why?");
    terminal.send("2");
    terminal.wait_for("Review of ben: 2 reviewed, 1 open");
    terminal.send("a");
    terminal.wait_for("all of ben is reviewed");
    terminal.wait_for("saved");
    assert_eq!(terminal.quit(), 0);
    let run = place.run(&["feedback", "ben"]);
    let told = ["kept: claim", "changed: actor “Tolvik”: now “Maren Tolvik” (boundaries too narrow), says cara", "kept: quote"];
    assert!(told.iter().all(|told| run.out.contains(told)), "{}", run.out);
}

#[test]
fn what_all_agree_on_is_accepted_without_a_screen_and_blind_work_is_not_shown() {
    let place = reviewed();
    let accept = |name: &str| place.run(&["review", "--accept-agreed", "--annotator", name]);
    assert_eq!(place.run(&["review", "--accept-agreed"]).code, 2, "who reviews?");
    assert_eq!((accept("cara").out.as_str(), accept("cara").out.as_str()), ("story.txt: 1 accepted\n", ""));
    assert!(place.read("work/annotations/gold/story.txt.ron").contains("by: \"cara\""));
    place.write("work/tagline.ron", "(blind: true)");
    record(&place, "dora", &[]);
    place.write("work/annotations/dora/story.txt.ron", place.read("work/annotations/dora/story.txt.ron").replace("Done", "InProgress"));
    let run = accept("dora");
    assert!(run.code == 1 && run.err.contains("annotation is blind in this project"), "{}", run.err);
    let mut terminal = Program::new(&place).anonymous().args(["review", "--annotator", "dora"]).start();
    terminal.wait_for("annotation is blind in this project");
    assert!(!terminal.screen().contains("Review:"));
    assert_eq!(terminal.quit(), 0);
    let mut terminal = Program::new(&place).anonymous().args(["review", "--of", "ben", "--annotator", "dora"]).start();
    terminal.wait_for("annotation is blind in this project");
    assert!(!terminal.screen().contains("Review of"));
    assert_eq!(terminal.quit(), 0);
    let empty = Place::with_project();
    let run = empty.run(&["review"]);
    assert!(run.code == 1 && run.err.contains("nobody has annotated"), "{}", run.err);
}

#[test]
fn decisions_are_taken_back_after_a_restart_and_new_work_opens_its_case_again() {
    let place = reviewed();
    let open = || Program::new(&place).anonymous().args(["review", "--annotator", "cara"]).start();
    let gold = || place.read("work/annotations/gold/story.txt.ron");
    let mut terminal = open();
    terminal.wait_for("Review: 0 decided, 4 open");
    terminal.send("A1x1");
    terminal.wait_for("Review: 4 decided, 0 open");
    terminal.wait_for("saved");
    assert_eq!(terminal.quit(), 0);
    assert_eq!((gold().matches("label: \"").count(), gold().matches("\"decided:").count()), (3, 4), "{}", gold());
    // Two steps back, in another session, and one forward.
    let mut terminal = open();
    terminal.wait_for("Review: 4 decided, 0 open");
    for (key, title) in [("u", "3 decided, 1 open"), ("u", "2 decided, 2 open"), ("U", "3 decided, 1 open")] {
        terminal.send(key);
        terminal.wait_for(title);
    }
    terminal.wait_that("the save", || gold().matches("\"decided:").count() == 3);
    assert_eq!(terminal.quit(), 0);
    assert_eq!(gold().matches("label: \"").count(), 2, "{}", gold());
    // Ben looks at the actor again: that case is open, and no other.
    record(&place, "ben", &[("claim", "Harbour strike"), ("actor", "Maren"), ("quote", "We will not be hurried")]);
    let mut terminal = open();
    terminal.wait_for("Review: 2 decided, 2 open");
    terminal.wait_for("↺ has changed since it was decided");
    assert_eq!(terminal.screen().matches('↺').count(), 2, "in the list and above the versions: {}", terminal.screen());
    terminal.send("1x");
    terminal.wait_for("every case is decided");
    terminal.wait_that("the save", || gold().matches("\"decided:").count() == 4);
    assert_eq!(terminal.quit(), 0);
    let run = place.run(&["export", "jsonl", "--gold"]);
    assert!(run.code == 0 && run.out.contains("Maren Tolvik\"") && !run.out.contains("\"parliament\""), "{}{}", run.out, run.err);
}
