//! `tagline codebook`.

use crate::place::Place;

#[test]
fn the_guideline_is_printed_and_written() {
    let place = Place::with_project();
    let run = place.run(&["codebook"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("# Annotation guideline\n\nLabels and their keys: actor (a), threat (t)"), "{}", run.out);
    assert!(run.out.contains("> **“We wait,”** she said. **“Nobody sails.”**"), "{}", run.out);
    assert_eq!(place.run(&["codebook", "--html", "-o", "guide.html"]).code, 0);
    assert!(place.read("work/guide.html").starts_with("<!doctype html>"));
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let place = Place::with_project();
    let run = place.run(&["codebook", "--check"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    place.write("work/other.ron", "(codebook: (labels: [(id: \"PER\", attributes: [(id: \"rank\", kind: Choice)])]))");
    let run = place.run(&["codebook", "--check", "other.ron"]);
    assert!(run.code == 1 && run.out.contains("needs `values`") && run.out.contains("other.ron:1:47"), "{}", run.out);
    assert_eq!(place.run(&["codebook", "--check", "nowhere.ron"]).code, 74);
    assert_eq!(place.run(&["codebook", "--diff", "other.ron"]).code, 2);
}

#[test]
fn a_difference_tells_what_it_concerns() {
    let place = Place::with_project();
    place.write(
        "work/annotations/anna/story.txt.ron",
        "(schema: 1, article: (path: \"story.txt\", title: \"\", sha256: \"00\", chars: 9), annotator: \"anna\", state: Done, annotations: [(id: \"1\", label: \"actor\", spans: [(start: 0, end: 7, text: \"Harbour\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")])",
    );
    place.write("work/other.ron", "(codebook: (labels: [(id: \"quote\")]))");
    let run = place.run(&["codebook", "--diff", "other.ron"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("label actor") && run.out.lines().any(|line| line.starts_with("label actor") && line.contains("  1  ")), "{}", run.out);
    assert!(place.run(&["codebook", "--diff", "other.ron", "--json"]).out.contains("\"concerns\": 1"));
    assert_eq!(place.run(&["codebook", "--diff", "tagline.ron"]).out, "the two codebooks say the same\n");
}
