//! `tagline report`.

use crate::place::{Place, STORY};

fn project() -> Place {
    let place = Place::with_project();
    let hash = tagline::article::Text::new(STORY).sha256().to_owned();
    let times = "created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"";
    place.write(
        "work/annotations/anna/story.txt.ron",
        format!(
            "(schema: 1, article: (path: \"story.txt\", title: \"\", sha256: \"{hash}\", chars: 185), annotator: \"anna\", state: Done, annotations: [(id: \"1\", label: \"claim\", spans: [(start: 0, end: 14, text: \"Harbour strike\")], attributes: {{\"status\": \"supported\", \"evidence\": \"=HYPERLINK(1)\"}}, {times}), (id: \"2\", label: \"actor\", spans: [(start: 0, end: 7, text: \"Harbour\")], attributes: {{\"kind\": \"group\"}}, {times})], relations: [(id: \"3\", kind: \"claimed_by\", from: \"1\", to: \"2\", {times})])"
        ),
    );
    place.write("work/story.txt.meta.ron", "(date: \"2026-11-25\", publication: \"Selden Courier\", url: \"https://example.org/strike\")");
    place.write("work/other.txt", "Ferry talks fail\n\nNothing is tagged here.\n");
    place
}

#[test]
fn the_form_follows_from_the_file() {
    let place = project();
    let report = |args: &[&str]| place.run(&[&["report", "--annotator", "anna"], args].concat());
    let run = report(&["story.txt", "-o", "out.html"]);
    assert_eq!((run.code, run.err.as_str(), run.out.as_str()), (0, "", ""));
    let html = place.read("work/out.html");
    assert!(html.starts_with("<!doctype html>") && html.contains("Selden Courier") && html.contains("claimed by Harbour"), "{html}");
    assert!(report(&["story.txt", "--format", "markdown"]).out.starts_with("# Harbour strike enters third week\n\nSelden Courier"));
    assert_eq!(report(&["-o", "tables", "--format", "csv"]).code, 0);
    assert!(place.read("work/tables/claims.csv").contains("story.txt,2026-11-25,Harbour,,supported,Harbour strike,,'=HYPERLINK(1),,,,headline"));
    assert_eq!(report(&["--table", "actors"]).out.lines().nth(1), Some("story.txt,Harbour,group,yes,,1,0,0,0,1,0,0,,,"));
    assert_eq!(report(&["--format", "csv"]).code, 2);
    let data: serde_json::Value = serde_json::from_str(&report(&["--json"]).out).unwrap();
    assert_eq!((data["articles"].as_array().map(Vec::len), data["sources"][0]["name"].as_str()), (Some(2), Some("Harbour")));
    assert_eq!((data["claims"][0]["claimed_by"][0].as_str(), data["actors"][0]["mentions"].as_u64()), (Some("Harbour"), Some(1)));
    assert!(["quotes", "threats", "timeline", "matrix", "most_quoted"].iter().all(|name| data[name].is_array()), "{data}");
    let data: serde_json::Value = serde_json::from_str(&report(&["story.txt", "--format", "claimreview"]).out).unwrap();
    assert_eq!((data[0]["@type"].as_str(), data[0]["reviewRating"]["alternateName"].as_str()), (Some("ClaimReview"), Some("supported")));
    let run = report(&["source:nowhere"]);
    assert_eq!((run.code, run.err.lines().next()), (1, Some("error: no article passes this filter")));
    assert!(report(&[]).out.contains("<h1 id=\"top\">2 articles</h1>"));
    assert_eq!(report(&["story.txt", "-o", "story.txt/x.html"]).code, 74);
}

#[test]
fn reports_of_many_articles_are_the_same_in_a_file_and_on_the_output() {
    let place = project();
    let report = |args: &[&str]| place.run(&[&["report", "--annotator", "anna"], args].concat());
    for (file, format) in [("all.html", "html"), ("../all.md", "markdown")] {
        for _ in 0..2 {
            let run = report(&["-o", file]);
            assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""), "{file}");
        }
        assert_eq!(place.read(&format!("work/{file}")), report(&["--format", format]).out, "{file}");
    }
    let html = place.read("work/all.html");
    assert!(html.contains("href=\"#a1\"") && html.contains("id=\"a1\"") && html.ends_with("</html>\n"), "{html}");
    assert_eq!(place.read("all.md").matches("\n---\n\n# ").count(), 1);
    place.write("work/annotations/anna/other.txt.ron", "(schema: 1, annotations: [oh]");
    let run = report(&["-o", "all.html"]);
    assert!(run.code == 1 && run.err.contains("1 of 2 could not be read"), "{}", run.err);
    assert!(place.read("work/all.html").contains("<h1 id=\"top\">1 article</h1>"));
}

#[test]
fn a_record_that_cannot_be_read_is_no_empty_report() {
    let place = project();
    place.write("work/annotations/anna/story.txt.ron", "(schema: 1, annotations: [oh]");
    let run = place.run(&["report", "--annotator", "anna", "--json"]);
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("error: 1 of 2 could not be read: annotations/anna/story.txt.ron: "), "{}", run.err);
    let data: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(data["articles"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_report_takes_the_place_of_no_article() {
    let place = project();
    let report = |args: &[&str]| place.run(&[&["report", "--annotator", "anna"], args].concat());
    for args in
        [&["story.txt", "-o", "story.txt"][..], &["story.txt", "-o", "story.txt", "--format", "html"], &["story.txt", "-o", "other.ron"], &["-o", "x.csv"]]
    {
        let run = report(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}: {}", run.err);
    }
    assert_eq!(place.read("work/story.txt"), STORY);
    place.write("work/notes.md", "My own notes.\n");
    assert_eq!(report(&["story.txt", "-o", "notes.md"]).code, 2);
    assert_eq!(place.read("work/notes.md"), "My own notes.\n");
    for _ in 0..2 {
        let run = report(&["story.txt", "-o", "sheet.md"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "a report takes the place of a report");
    }
    assert_eq!(report(&["story.txt", "-o", "actors.csv"]).code, 0, "the file's name is that of a table");
    assert!(place.read("work/actors.csv").starts_with("article,actor,kind,"));
    assert!(!place.files("work").iter().any(|file| file.contains(".tmp")), "{:?}", place.files("work"));
}

#[test]
fn the_only_one_who_has_annotated_is_meant_and_of_several_one_is_to_be_named() {
    let place = project();
    let actors = |args: &[&str]| place.run(&[&["report", "story.txt", "--table", "actors"], args].concat());
    assert!(actors(&[]).out.contains("story.txt,Harbour,"), "{}", actors(&[]).out);
    let record = place.record();
    place.write("work/annotations/ben/story.txt.ron", record.replace("anna", "ben"));
    let run = actors(&[]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("story.txt is annotated by anna, ben") && run.err.contains("--annotator"), "{}", run.err);
    assert_eq!(actors(&["--annotator", "ben"]).code, 0);
    place.write("work/annotations/gold/story.txt.ron", record.replace("anna", "gold"));
    assert!(actors(&[]).out.contains("story.txt,Harbour,"), "what was adjudicated is meant");
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_is_no_empty_report() {
    let place = project();
    place.write("work/annotations/anna/story.txt.ron", "(schema: 1, annotations: [");
    let run = place.run(&["report", "story.txt", "--annotator", "anna"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("annotations/anna/story.txt.ron"), "{}", run.err);
    let run = place.run(&["report", "--annotator", "anna", "--format", "markdown"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("# Ferry talks fail") && run.err.contains("1 of 2 could not be read"), "{} {}", run.out, run.err);
    assert_eq!(place.run(&["desk", "story.txt", "--annotator", "anna"]).code, 1);
    assert_eq!(place.run(&["desk", "story.txt", "--annotator", "anna", "--waive", "x", "--reason", "y"]).code, 1);
    assert_eq!(place.record(), "(schema: 1, annotations: [");
}

#[test]
fn only_claims_that_are_checked_to_an_end_are_reviewed() {
    let place = project();
    let reviews = || -> serde_json::Value { serde_json::from_str(&place.run(&["report", "story.txt", "--format", "claimreview"]).out).unwrap() };
    let review = reviews();
    assert_eq!(
        (review[0]["url"].as_str(), review[0]["reviewBody"].as_str()),
        (Some("https://example.org/strike"), Some("=HYPERLINK(1)")),
        "a note is no address"
    );
    place.write("work/story.txt.meta.ron", "(date: \"2026-11-25\")");
    let run = place.run(&["report", "story.txt", "--format", "claimreview"]);
    assert!(run.code == 0 && !run.out.contains("\"url\""), "{}", run.out);
    assert_eq!(run.err.matches("story.txt has no address").count(), 1, "{}", run.err);
    assert_eq!(review[0]["itemReviewed"]["author"]["@type"].as_str(), Some("Organization"));
    let record = place.record();
    for status in ["unchecked", "mine"] {
        place.write("work/annotations/anna/story.txt.ron", record.replace("supported", status));
        assert_eq!(reviews(), serde_json::json!([]), "{status}");
    }
}

#[test]
fn several_articles_are_named_by_their_paths_and_a_term_is_no_path() {
    let place = project();
    let run = |command: &str, args: &[&str]| place.run(&[&[command, "--annotator", "anna", "--json"], args].concat());
    let articles = |args: &[&str]| {
        let run = run("report", args);
        let data: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
        data["articles"].as_array().map(Vec::len)
    };
    assert_eq!(articles(&["story.txt", "other.txt", "story.txt"]), Some(2));
    assert_eq!(articles(&["path:story.txt"]), Some(1));
    assert!(run("desk", &["story.txt", "other.txt"]).code < 2);
    let wrong = run("report", &["story.txt", "nothing.txt"]);
    assert!(wrong.code == 2 && wrong.err.contains("nothing.txt: no such file"), "{}", wrong.err);
    let wrong = run("desk", &["story.txt", "state:done"]);
    assert!(wrong.code == 2 && wrong.err.contains("articles, or a filter"), "{}", wrong.err);
}

#[test]
fn an_article_without_a_headline_is_called_by_its_file() {
    let place = project();
    place.write("work/empty.txt", "");
    let run = place.run(&["report", "empty.txt", "--format", "markdown"]);
    assert!(run.out.starts_with("# empty.txt\n"), "{}{}", run.out, run.err);
}
