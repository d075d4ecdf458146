//! `tagline list`, `tagline search` and `tagline stats`.

use std::io::Read;
use std::process::Stdio;

use crate::place::{Place, STORY};
use crate::terminal::Program;

const HEAD: &str = "schema: 1, tool: \"tagline 0.1.0\"";

/// A record of anna's with one annotation.
fn record(path: &str, state: &str, label: &str, start: usize, text: &str) -> String {
    let end = start + text.chars().count();
    format!(
        "(\n  {HEAD},\n  article: (path: \"{path}\", title: \"x\", sha256: \"00\", chars: 200),\n  annotator: \"anna\",\n  state: {state},\n  annotations: [\n    (id: \"1\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: \"{text}\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n  ],\n  relations: [],\n  deleted: [],\n)\n"
    )
}

/// A project of three articles; anna has done one and begun another.
fn project() -> Place {
    let place = Place::with_project();
    place.write("work/articles/ferry.txt", "Ferry talks fail\n\nThe ferry company and the crews broke off\ntheir talks on Tuesday night.\n");
    place.write("work/articles/ferry.txt.meta.ron", "(title: \"Ferry talks fail\", publication: \"Harbour Post\", date: \"2026-09-14T10:00:00Z\")");
    place.write("work/articles/sum.md", "=SUM(A1)\n\nNothing of note, and an escape \u{1b}[31m.\n");
    place.write("work/annotations/anna/story.txt.ron", record("story.txt", "Done", "actor", 0, "Harbour"));
    place.write("work/annotations/anna/articles/ferry.txt.ron", record("articles/ferry.txt", "InProgress", "threat", 40, "the crews"));
    place
}

#[test]
fn the_list_has_state_headline_source_date_words_and_labels() {
    let place = project();
    let run = place.run(&["list"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        run.out,
        "   title                             source        date        words  labels  others  path\n\
         ~  Ferry talks fail                  Harbour Post  2026-09-14     16  t1      anna    articles/ferry.txt\n\
         ·  =SUM(A1)                                                        8                  articles/sum.md\n\
         ✓  Harbour strike enters third week                               33  a1      anna    story.txt\n"
    );
    let run = place.run(&["list", "--annotator", "anna", "state:done", "--sort", "title"]);
    assert!(!run.out.contains("anna") && run.out.lines().count() == 2, "{}", run.out);
    let paths = |args: &[&str]| place.run(&[&["list", "--paths"], args].concat()).out;
    assert_eq!(paths(&[]), "articles/ferry.txt\narticles/sum.md\nstory.txt\n");
    assert_eq!(paths(&["--sort", "title", "--limit", "2"]), "articles/ferry.txt\nstory.txt\n");
    assert_eq!(paths(&["--reverse", "path:articles"]), "articles/sum.md\narticles/ferry.txt\n");
    assert_eq!(paths(&["date:2026-09", "ferry"]), "articles/ferry.txt\n");
    assert_eq!(paths(&["--", "-label:threat", "-by:none"]), "story.txt\n");
    assert_eq!(paths(&["--shuffle", "7"]), paths(&["--shuffle", "7"]));
    let run = place.run(&["list", "--group", "source"]);
    assert!(run.out.contains("\nHarbour Post\n~  Ferry") && run.out.contains("\n\nno source\n"), "{}", run.out);
    let run = place.run(&["list", "label:none"]);
    assert!(run.out.contains("sum.md") && !run.out.contains("story"), "{}", run.out);
    assert_eq!(place.run(&["list", "source:nowhere"]).out, "");
}

#[test]
fn on_a_terminal_lines_fit() {
    let place = project();
    place.write("work/long.txt", format!("{}\n\nText.\n", "A headline that is long ".repeat(20)));
    let mut terminal = Program::new(&place).anonymous().args(["list"]).start();
    assert_eq!(terminal.wait_exit(), 0);
    let screen = terminal.screen();
    assert!(screen.lines().any(|line| line.contains("A headline that") && line.contains('…')), "{screen}");
    assert_eq!(screen.lines().filter(|line| line.starts_with(['·', '~', '✓'])).count(), 4, "{screen}");
    assert!(place.run(&["list"]).out.lines().any(|line| line.len() > 200));
}

#[test]
fn the_list_as_data() {
    let place = project();
    let run = place.run(&["list", "--json", "--group", "state"]);
    let data: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(data.as_array().map(Vec::len), Some(3));
    let ferry = &data[1];
    assert_eq!(
        (ferry["path"].as_str(), ferry["state"].as_str(), ferry["group"].as_str()),
        (Some("articles/ferry.txt"), Some("in_progress"), Some("in progress"))
    );
    assert_eq!((ferry["source"].as_str(), ferry["records"][0]["labels"]["threat"].as_u64()), (Some("Harbour Post"), Some(1)));
    assert_eq!(place.run(&["list", "--json", "source:nowhere"]).out, "[]\n");
    let run = place.run(&["list", "--csv"]);
    assert_eq!(
        run.out,
        "path,title,source,date,words,chars,state,actor,threat,others\n\
         articles/ferry.txt,Ferry talks fail,Harbour Post,2026-09-14T10:00:00Z,16,90,in_progress,0,1,anna\n\
         articles/sum.md,'=SUM(A1),,,8,48,new,0,0,\n\
         story.txt,Harbour strike enters third week,,,33,185,done,1,0,anna\n"
    );
}

#[test]
fn a_term_that_is_not_understood_is_pointed_at() {
    let place = project();
    let run = place.run(&["list", "state:done", "colour:red", "x"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("`colour:` is not known; there are state, label"), "{}", run.err);
    assert!(run.err.contains("\n  state:done colour:red x\n             ^^^^^^^^^^\n"), "{}", run.err);
    assert_eq!(place.run(&["search", "x", "--in", "state:lost"]).code, 2);
    assert_eq!(place.run(&["stats", "words:many"]).code, 2);
    let run = place.run(&["list", "colour\u{1b}[31m:red\u{202e}", "state:\u{1b}]0;x"]);
    assert!(run.code == 2 && !run.err.contains(['\u{1b}', '\u{202e}']), "{}", run.err);
    assert!(place.run(&["list", "--help"]).out.contains("label:threat, label:quote>3"));
}

#[test]
fn words_are_found_in_articles_and_the_exit_code_tells() {
    let place = project();
    let run = place.run(&["search", "broke", "off their"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.out, "articles/ferry.txt:3: The ferry company and the crews broke off their talks on Tuesday night.\n");
    let run = place.run(&["search", "harbour"]);
    assert_eq!(run.out, "story.txt:1: Harbour strike enters third week\n");
    assert_eq!(place.run(&["search", "Talks"]).code, 1);
    assert_eq!(place.run(&["search", "the", "--count"]).out, "articles/ferry.txt:3\nstory.txt:2\n");
    assert_eq!(place.run(&["search", "the", "--count", "--limit", "1"]).out, "articles/ferry.txt:3\n");
    assert_eq!(place.run(&["search", "the", "--count", "--in", "state:done"]).out, "story.txt:2\n");
    let run = place.run(&["search", "escape"]);
    assert!(run.out.starts_with("articles/sum.md:3: Nothing") && !run.out.contains('\u{1b}'), "{}", run.out);
    let run = place.run(&["search", "ferry", "--json"]);
    let data: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((data["line"].as_u64(), data["hits"][1]["start"].as_u64(), data["hit"].as_str()), (Some(1), Some(22), Some("Ferry")));
    let run = place.run(&["search", "nowhere"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, "", ""));
    assert_eq!(place.run(&["search", " "]).code, 2);
    assert_eq!(place.files("work").len(), 7);
}

#[test]
fn words_are_found_in_what_is_annotated() {
    let place = project();
    let run = place.run(&["search", "crews", "--spans"]);
    assert_eq!((run.code, run.out.as_str()), (0, "articles/ferry.txt:40: anna threat: the crews\n"), "{}", run.err);
    assert_eq!(place.run(&["search", "crews", "--spans", "--label", "actor"]).code, 1);
    assert_eq!(place.run(&["search", "crews", "--spans", "--annotator", "ben"]).code, 1);
    assert_eq!(place.run(&["search", "talks", "--spans"]).code, 1);
    assert!(place.run(&["search", "harbour", "--spans", "--json"]).out.contains("\"label\":\"actor\""));
}

#[test]
fn things_are_counted() {
    let place = project();
    let run = place.run(&["stats"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("1 of 3 done, 1 today\n\nannotations by label\n  actor   1  ██"), "{}", run.out);
    for part in ["annotations by annotator\n  anna  2  █", "articles by state\n  new          1  █", "articles by source\n  no source     2  █"] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let run = place.run(&["stats", "state:done", "--by", "label"]);
    assert_eq!(run.out.lines().count(), 4, "{}", run.out);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["stats", "--json"]).out).unwrap();
    assert_eq!((data["articles"].as_u64(), data["done_today"].as_u64()), (Some(3), Some(1)));
    assert_eq!(data["by"]["source"][0]["name"].as_str(), Some("no source"));
}

#[test]
fn a_list_that_nobody_reads_to_its_end_ends_quietly() {
    let place = project();
    for number in 0..3000 {
        place.write(&format!("work/many/{number}.txt"), STORY);
    }
    for args in [&["list"][..], &["list", "--json"], &["list", "--csv"], &["search", "harbour"]] {
        let mut child = place.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut some = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        let end = child.wait_with_output().unwrap();
        assert_eq!((end.status.code(), end.stderr.len()), (Some(0), 0), "{args:?}");
    }
}

#[test]
fn a_filter_may_ask_for_words_in_texts_and_in_what_is_annotated() {
    let place = project();
    let paths = |args: &[&str]| place.run(&[&["list", "--paths"], args].concat()).out;
    assert_eq!(paths(&["text:talks"]), "articles/ferry.txt\n");
    assert_eq!(paths(&["text:\"broke off their\""]), "articles/ferry.txt\n");
    assert_eq!(paths(&["--", "-text:talks", "state:done"]), "story.txt\n");
    assert_eq!(paths(&["span:crews"]), "articles/ferry.txt\n");
    assert!(place.run(&["stats", "text:talks"]).out.starts_with("0 of 1 done"));
    assert_eq!(paths(&["text:nowhere"]), "");
}
