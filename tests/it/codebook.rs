//! `tagline codebook`: the guideline, its check and its comparison.

use crate::place::Place;

#[test]
fn the_guideline_in_markdown_and_as_a_page() {
    let place = Place::with_project();
    let run = place.run(&["codebook"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("# Annotation guideline: work\n") && run.out.contains("\\[**Ilse Brandt**\\]"), "{}", run.out);
    let run = place.run(&["codebook", "--html", "-o", "guideline.html"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let page = place.read("work/guideline.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n") && page.contains("<title>Annotation guideline: work</title>"));
    assert_eq!(place.run(&["codebook", "--html", "-o", "guideline.html"]).code, 0);
    assert_eq!(place.run(&["codebook", "-o", "new/guideline.md"]).code, 0);
    assert!(place.read("work/new/guideline.md").starts_with("# Annotation guideline: work\n"));
    // Nothing else is overwritten.
    let before = (place.read("work/tagline.ron"), place.read("work/story.txt"));
    for name in ["tagline.ron", "story.txt", "."] {
        let run = place.run(&["codebook", "-o", name]);
        assert!(run.code == 2 && run.err.contains("is no guideline"), "{name}: {}", run.err);
    }
    assert_eq!(before, (place.read("work/tagline.ron"), place.read("work/story.txt")));
}

#[test]
fn without_a_project_it_is_that_of_the_four_labels() {
    let place = Place::with_story();
    let run = place.run(&["codebook"]);
    assert!(run.code == 0 && run.out.starts_with("# Annotation guideline\n"), "{}", run.out);
    let run = place.run(&["codebook", "--check"]);
    assert!(run.code == 0 && run.out.contains("does not exist; the four labels hold"), "{}", run.out);
    assert_eq!(place.run(&["codebook", "--json"]).code, 2);
}

#[test]
fn problems_are_told_with_their_place() {
    let place = Place::with_project();
    let run = place.run(&["codebook", "--check"]);
    assert!(run.code == 0 && run.out.contains("tagline.ron: 4 labels, ") && run.out.ends_with(" relations; all is well\n"), "{}", run.out);
    place.write(
        "work/tagline.ron",
        "(\n  codebook: (labels: [\n    (id: \"actor\", key: 'a'),\n    (id: \"a b\", key: 'x'),\n  ]),\n  gazeteers: [\"names.txt\"],\n)\n",
    );
    let run = place.run(&["codebook", "--check"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    assert!(run.out.contains("tagline.ron:4:") && run.out.contains("tagline.ron:6:3\n") && run.out.contains("did you mean `gazetteers`?"), "{}", run.out);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["codebook", "--check", "--json"]).out).unwrap();
    assert_eq!((data[1]["line"].as_u64(), data[1]["column"].as_u64()), (Some(6), Some(3)));
    let run = place.run(&["codebook"]);
    assert!(run.code == 1 && run.out.starts_with("# Annotation guideline") && run.err.contains("2 problems in tagline.ron"), "{}", run.err);
    place.write("work/other.ron", "(codebook: (labels: [(id: \"actor\", key: 'u')]))");
    let run = place.run(&["codebook", "--check", "other.ron"]);
    assert!(run.code == 0 || run.code == 1 && run.out.contains("`u`"), "{}", run.out);
    assert_eq!(place.run(&["codebook", "--check", "gone.ron"]).code, 74);
}

#[test]
fn another_codebook_is_compared_with_what_is_in_use() {
    let place = Place::with_project();
    let item = "(id: \"1\", label: \"actor\", spans: [(start: 0, end: 7, text: \"Harbour\")], attributes: {\"kind\": \"state\"}, created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")";
    for name in ["anna", "ben"] {
        place.write(
            &format!("work/annotations/{name}/story.txt.ron"),
            format!("(schema: 1, article: (path: \"story.txt\", title: \"x\", sha256: \"00\", chars: 9), annotator: \"{name}\", state: Done, annotations: [{item}], relations: [], deleted: [])"),
        );
    }
    let run = place.run(&["codebook", "--diff", "tagline.ron"]);
    assert_eq!((run.code, run.out.as_str()), (0, "the two codebooks say the same\n"));
    place.write("wrong.ron", "(codebook: (labels: [(id: \"PER\", attributes: [(id: \"rank\", kind: Choice)])]))");
    assert_eq!(place.run(&["codebook", "--diff", "../wrong.ron"]).code, 2);
    place.write("new.ron", "(codebook: (labels: [(id: \"claim\", key: 'c'), (id: \"place\", key: 'p')], relations: []))");
    let run = place.run(&["codebook", "--diff", "../new.ron"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told = |what: &str, concerns: &str| run.out.lines().any(|line| line.strip_prefix(what).is_some_and(|rest| rest.trim_start().starts_with(concerns)));
    assert!(told("label actor", "2") && told("label place", "0"), "{}", run.out);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["codebook", "--diff", "../new.ron", "--json"]).out).unwrap();
    assert_eq!((data[0]["what"].as_str(), data[0]["concerns"].as_u64()), (Some("label actor"), Some(2)));
    place.write("work/annotations/ben/story.txt.ron", "(annotations: [");
    let run = place.run(&["codebook", "--diff", "../new.ron"]);
    assert!(run.code == 1 && run.err.contains("annotations/ben/story.txt.ron"), "{}", run.err);
}

#[test]
fn labels_with_one_key_are_told_of_once() {
    let place = Place::with_project();
    place.write("work/tagline.ron", "(codebook: (labels: [(id: \"per\", key: 'p'), (id: \"org\", key: 'p')]))");
    let run = place.run(&["codebook", "--check"]);
    assert_eq!((run.code, run.out.matches("error: ").count()), (1, 1), "{}", run.out);
    assert!(!run.out.contains("`P` means both"), "{}", run.out);
}
