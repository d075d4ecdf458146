//! `tagline desk`.

use crate::place::{Place, STORY};

fn record() -> String {
    let hash = tagline::article::Text::new(STORY).sha256().to_owned();
    format!(
        "(schema: 1, article: (path: \"story.txt\", title: \"\", sha256: \"{hash}\", chars: 185), annotator: \"anna\", state: Done, annotations: [(id: \"1\", label: \"claim\", spans: [(start: 0, end: 14, text: \"Harbour strike\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")])"
    )
}

#[test]
fn findings_are_told_waved_through_and_counted_in_the_exit_code() {
    let place = Place::with_project();
    place.write("work/annotations/anna/story.txt.ron", record());
    place.write("work/story.txt.meta.ron", "(date: \"2026-11-25\")");
    place.write("work/other.txt", "She said: “We wait.\n");
    let desk = |args: &[&str]| place.run(&[&["desk", "--annotator", "anna"], args].concat());
    let run = desk(&["story.txt"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""), "{}", run.out);
    assert_eq!(run.out, "story.txt:1: Not checked: “Harbour strike”  [unchecked-1]\n");
    let run = desk(&[]);
    assert_eq!((run.code, run.out.lines().count()), (1, 2), "{}", run.out);
    assert!(run.out.contains("other.txt:1: Not closed: “We wait.  [open-marks-1]"), "{}", run.out);
    let run = desk(&["story.txt", "--waive", "unchecked-1", "--reason", "everybody \u{1b}[31m knows"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert_eq!(desk(&["story.txt"]).code, 0);
    let run = desk(&["story.txt", "--all"]);
    assert!(run.out.contains("(waved through: everybody") && !run.out.contains('\u{1b}'), "{}", run.out);
    let data: serde_json::Value = serde_json::from_str(&desk(&["--json", "--all"]).out).unwrap();
    assert_eq!((data[1]["id"].as_str(), data[0]["waived"].as_str()), (Some("unchecked-1"), None));
    assert_eq!(desk(&["story.txt", "--waive", "unchecked-1", "--reason", ""]).code, 1);
    assert_eq!(desk(&["text:nowhere"]).code, 0);
    assert_eq!(desk(&["gone.txt"]).code, 2);
    let run = desk(&["story.txt", "--waive", "unchecked-7", "--reason", "x"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("has no finding `unchecked-7`") && run.err.contains("there are unchecked-1"), "{}", run.err);
    assert_eq!(desk(&["--waive", "unchecked-1", "--reason", "x"]).code, 2, "in which article?");
}
