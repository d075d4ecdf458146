//! `tagline export`, `tagline import`, `tagline formats`.

use crate::place::{Place, STORY};

fn annotated(place: &Place, annotator: &str, key: &str, text: &str) {
    let hash = tagline::article::Text::new(text).sha256().to_owned();
    let chars = text.chars().count();
    let times = "created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"";
    place.write(&format!("work/{key}"), text);
    place.write(
        &format!("work/annotations/{annotator}/{key}.ron"),
        format!(
            "(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"{hash}\", chars: {chars}), annotator: \"{annotator}\", state: Done, annotations: [(id: \"1\", label: \"claim\", spans: [(start: 0, end: 14, text: \"Harbour strike\")], attributes: {{\"status\": \"supported\"}}, note: \"really?\", {times}), (id: \"2\", label: \"actor\", spans: [(start: 0, end: 7, text: \"Harbour\")], attributes: {{\"kind\": \"group\"}}, {times})], relations: [(id: \"3\", kind: \"claimed_by\", from: \"1\", to: \"2\", {times})])"
        ),
    );
}

fn project() -> Place {
    let place = Place::with_project();
    annotated(&place, "anna", "story.txt", STORY);
    place
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn every_format_goes_out_and_what_is_read_comes_in_again() {
    let place = project();
    let formats = json(&place.run(&["formats", "--json"]).out);
    for format in formats["annotations"].as_array().unwrap() {
        let (name, ending) = (format["name"].as_str().unwrap(), format["endings"][0].as_str().unwrap());
        if format["out"] != true {
            continue;
        }
        let one = format["shape"].as_str().unwrap().contains("file") && !format["shape"].as_str().unwrap().contains("folder") || name == "inception";
        let path = if one { format!("../out/{name}.{ending}") } else { format!("../out/{name}") };
        let run = place.run(&["export", name, "-o", &path, "--annotator", "anna"]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{name}: {}", run.err);
        if format["in"] != true {
            continue;
        }
        // The label and the words, at least, are there again: in what tokens are put together from, without white space.
        let run = place.run(&["import", name, &path, "--annotator", &format!("by-{name}"), "--json"]);
        let came = json(&run.out);
        assert_eq!((run.code, came["flaws"].as_array().map(Vec::len)), (0, Some(0)), "{name}: {came}");
        let shown = json(&place.run(&["show", "story.txt", "--json", "--annotator", &format!("by-{name}")]).out);
        let all: Vec<(&str, &str)> =
            shown["annotations"].as_array().unwrap().iter().map(|one| (one["label"].as_str().unwrap(), one["spans"][0]["text"].as_str().unwrap())).collect();
        assert!(all.contains(&("claim", "Harbour strike")), "{name}: {all:?}");
        if format["overlaps"] == true {
            assert!(all.contains(&("actor", "Harbour")), "{name}: {all:?}");
        }
        if format["relations"] == true {
            assert_eq!(shown["relations"].as_array().map(Vec::len), Some(1), "{name}: {shown}");
        }
    }
}

#[test]
fn the_same_records_give_the_same_bytes_and_standard_output_is_the_file() {
    let place = project();
    for name in ["jsonl", "label-studio", "csv"] {
        let streamed = place.run(&["export", name]);
        assert_eq!(streamed.code, 0, "{name}");
        for file in ["../one", "../two"] {
            assert_eq!(place.run(&["export", name, "-o", file]).code, 0, "{name}");
            assert_eq!(place.read(file.trim_start_matches("../")), streamed.out, "{name}");
        }
    }
}

#[test]
fn what_a_format_cannot_hold_is_told_and_strictly_refused() {
    let place = project();
    let run = place.run(&["export", "conll", "-o", "../out.conll"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("1 relation left out") && run.err.contains("1 annotation left out because another one lies there"), "{}", run.err);
    let run = place.run(&["export", "conll", "--strict", "-o", "../strict.conll"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("nothing was written") && !place.path("strict.conll").exists(), "{}", run.err);
    assert_eq!(place.run(&["export", "conll", "--strict"]).out, "");
    assert_eq!(place.run(&["export", "jsonl", "--strict", "-o", "../all.jsonl"]).code, 0);
}

#[test]
fn nothing_that_is_there_is_replaced_unless_it_is_an_export() {
    let place = project();
    let before = place.read("work/story.txt");
    for path in ["story.txt", "tagline.ron", "annotations/anna/story.txt.ron"] {
        let run = place.run(&["export", "jsonl", "-o", path]);
        assert_eq!(run.code, 2, "{path}: {}", run.err);
    }
    assert_eq!(place.read("work/story.txt"), before);
    place.write("full/mine.txt", "mine");
    let run = place.run(&["export", "brat", "-o", "../full"]);
    assert!(run.code == 2 && run.err.contains("holds something"), "{}", run.err);
    assert_eq!(place.run(&["export", "brat"]).code, 2);
    assert_eq!(place.run(&["export", "conll", "--set", "scheme=x"]).code, 2);
}

#[test]
fn whose_work_leaves_is_said_or_clear() {
    let place = project();
    annotated(&place, "ben", "story.txt", STORY);
    place.write("work/other.txt", "Ferry talks fail\n");
    let run = place.run(&["export", "jsonl"]);
    assert!(run.code == 2 && run.err.contains("anna, ben"), "{}", run.err);
    let run = place.run(&["export", "jsonl", "--annotator", "ben"]);
    assert!(run.code == 0 && run.err.contains("1 articles without a record"), "{}", run.err);
    assert_eq!(json(&run.out)["annotator"], "ben");
    assert_eq!(place.run(&["export", "jsonl", "--everyone"]).out.lines().count(), 2);
    assert_eq!(place.run(&["export", "jsonl", "--annotator", "ben", "--unannotated"]).out.lines().count(), 2);
    assert_eq!(place.run(&["export", "jsonl", "--annotator", "ben", "--state", "new"]).out, "");
    annotated(&place, "gold", "story.txt", STORY);
    assert_eq!(json(&place.run(&["export", "jsonl"]).out)["annotator"], "gold");
    let actors = place.run(&["export", "jsonl", "--gold", "--label", "actor"]).out;
    assert_eq!(json(&actors)["annotations"].as_array().map(Vec::len), Some(1));
    let pieces = place.run(&["export", "jsonl", "--gold", "--unit", "paragraph"]).out;
    assert!(pieces.lines().count() > 1 && json(pieces.lines().next().unwrap())["article"]["path"] == "story.txt#1", "{pieces}");
    assert_eq!(place.run(&["export", "jsonl", "--gold", "--shard", "2/2"]).out, "");
}

#[test]
fn a_training_set_is_in_parts() {
    let place = project();
    for number in 0..9 {
        annotated(
            &place,
            "anna",
            &format!("more/{number}.txt"),
            &format!("Harbour strike number {number}\n\nWord{number} other{number} thing{number} here{number}.\n"),
        );
    }
    let run = place.run(&["export", "jsonl", "--split", "80/10/10", "--seed", "7", "-o", "../set"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let lines = |name: &str| place.read(&format!("set/{name}.jsonl")).lines().count();
    assert_eq!([lines("train"), lines("dev"), lines("test")], [8, 1, 1]);
    assert_eq!(place.run(&["export", "jsonl", "--split", "8-1", "-o", "../set2"]).code, 2);
}

#[test]
fn what_comes_in_is_told_and_labels_are_mapped() {
    let place = project();
    place.write("in/story.ann", "T1\tPER 0 7\tHarbour\nT2\tPER 8 14\twrong!\n");
    place.write("in/story.txt", STORY);
    let dry = place.run(&["import", "brat", "../in", "--annotator", "ben", "--map", "PER=actor", "--dry-run"]);
    assert!(dry.out.starts_with("1 annotations and 0 relations on 1 articles would come in"), "{}", dry.out);
    assert!(!place.path("work/annotations/ben").exists());
    let run = place.run(&["import", "brat", "../in", "--annotator", "ben", "--map", "PER=actor"]);
    assert!(run.code == 1 && run.out.contains("1 things did not come in"), "{}", run.out);
    let record = place.read("work/annotations/ben/story.txt.ron");
    assert!(record.contains("label: \"actor\"") && record.contains("Imported(from: \"brat\")"), "{record}");
    let run = place.run(&["import", "brat", "../nowhere"]);
    assert_eq!(run.code, 74);
    let other = "T1\tPER 0 5\tFerry\n";
    place.write("in2/new.ann", other);
    place.write("in2/new.txt", "Ferry talks fail\n");
    let run = place.run(&["import", "brat", "../in2", "--annotator", "ben"]);
    assert!(run.code == 1 && run.out.contains("no article of this project"), "{}", run.out);
    let run = place.run(&["import", "brat", "../in2", "--annotator", "ben", "--add"]);
    assert!(run.code == 0 && run.out.contains("have the label `PER`"), "{}", run.out);
    assert_eq!(place.read("work/new.txt"), "Ferry talks fail\n");
}
