//! `tagline review` and `tagline feedback`: several annotators, a reviewer, and what the annotators learn.

use std::sync::Arc;

use tagline::article::Text;
use tagline::library::{Folders, Home, adjudicate};
use tagline::review::{Choice, Decision, Reason};

use crate::place::{Place, STORY};

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
        all
    };
    assert_eq!(adjudicate(&home, &place.path("work/story.txt"), "decided", decide), Ok(3));
    let run = place.run(&["feedback", "ben"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        run.out,
        "story.txt:1: kept: claim “Harbour strike”, says cara\nstory.txt:3: changed: actor “Tolvik”: now “Maren Tolvik” (boundaries too narrow), says cara\n"
    );
    let run = place.run(&["feedback", "anna", "story.txt"]);
    assert!(run.code == 0 && run.out.contains("story.txt:3: dropped: actor “parliament” (a ") && !run.out.contains('\u{1b}'), "{}{}", run.out, run.err);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["feedback", "ben", "--json"]).out).unwrap();
    assert_eq!((data[1]["judgement"].as_str(), data[1]["line"].as_u64(), data.as_array().map(Vec::len)), (Some("changed"), Some(3), Some(2)));
    assert_eq!((&data[1]["changed"]["spans"]["is"][0]["text"], &data[1]["reason"]), (&"Maren Tolvik".into(), &"boundaries too narrow".into()));
    let run = place.run(&["feedback", "nobody"]);
    assert_eq!((run.code, run.out.as_str()), (0, "no decisions on the work of nobody yet\n"));
    assert_eq!(place.run(&["feedback"]).code, 2);
}
