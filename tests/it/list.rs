//! Finding one's way among many articles on the command line: `list`, `search`, `stats`.

use crate::place::Place;

fn library() -> Place {
    let place = Place::with_project();
    place.write("work/b/cable.txt", "Cable to Norland cut\n\nThe cable was cut on Monday, “nobody knows by whom”.\n");
    place.write("work/b/cable.txt.meta.ron", "(title: \"Cable to Norland cut\", publication: \"=Courier, Selden\", date: \"2026-09-14\")");
    place.write(
        "work/annotations/anna/b/cable.txt.ron",
        "(schema: 1, state: Done, annotations: [(id: \"1\", label: \"actor\", spans: [(start: 9, end: 16, text: \"Norland\")]), (id: \"2\", label: \"threat\", spans: [])])",
    );
    place
}

#[test]
fn articles_are_listed_and_filtered() {
    let place = library();
    let run = place.run(&["list"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("done   Cable to Norland cut") && run.out.contains("actor 1, threat 1") && run.out.contains("new    Harbour strike"),
        "{}",
        run.out
    );
    assert_eq!(place.run(&["list", "--paths", "state:done", "label:threat"]).out, "b/cable.txt\n");
    assert_eq!(place.run(&["list", "--paths", "date:2026-10"]).out, "");
    assert_eq!(place.run(&["list", "--paths", "--sort", "title", "--reverse"]).out, "story.txt\nb/cable.txt\n");
    let csv = place.run(&["list", "--csv", "cable"]).out;
    assert!(csv.ends_with("b/cable.txt,Cable to Norland cut,\"'=Courier, Selden\",2026-09-14,,,14,done,2,anna\n"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&place.run(&["list", "--json", "cable"]).out).unwrap();
    assert_eq!((&json[0]["path"], &json[0]["records"][0]["labels"]["actor"]), (&"b/cable.txt".into(), &1.into()));
}

#[test]
fn a_list_is_true_after_every_change() {
    let place = library();
    assert_eq!(place.run(&["list", "--paths", "state:done"]).out, "b/cable.txt\n");
    place.write("work/annotations/anna/b/cable.txt.ron", "(schema: 1, state: InProgress, annotations: [])");
    assert_eq!(place.run(&["list", "--paths", "state:done"]).out, "");
    assert_eq!(place.run(&["list", "--paths", "state:progress"]).out, "b/cable.txt\n");
    place.write("work/b/new.txt", "Another one\n");
    assert_eq!(place.run(&["list", "--paths", "path:b/"]).out, "b/cable.txt\nb/new.txt\n");
    std::fs::remove_file(place.path("work/b/cable.txt")).unwrap();
    assert_eq!(place.run(&["list", "--paths"]).out, "b/new.txt\nstory.txt\n");
}

#[test]
fn a_term_that_is_not_understood_is_an_error() {
    let run = library().run(&["list", "state:lost"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("in the filter, `state:lost`: `lost` is no state: new, progress or done"), "{}", run.err);
}

#[test]
fn words_are_found_in_texts_and_in_spans() {
    let place = library();
    let run = place.run(&["search", "\"nobody", "knows"]);
    assert_eq!((run.code, run.out.as_str()), (0, "b/cable.txt:3: The cable was cut on Monday, “nobody knows by whom”.\n"));
    assert_eq!(place.run(&["search", "--count", "cable"]).out, "b/cable.txt: 2\n");
    assert_eq!(place.run(&["search", "--spans", "norland"]).out, "b/cable.txt: anna actor: Norland\n");
    assert_eq!(place.run(&["search", "--spans", "--label", "threat", "norland"]).code, 1);
    let run = place.run(&["search", "nowhere"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, "", ""));
    assert_eq!(place.run(&["search", "--in", "state:new", "cable"]).code, 1);
}

#[test]
fn figures_are_of_what_passes_the_filter() {
    let place = library();
    let run = place.run(&["stats"]);
    assert!(run.out.starts_with("1 of 2 articles done, 1 today; 2 annotations\n") && run.out.contains("actor   1  █"), "{}", run.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&["stats", "--json", "state:new"]).out).unwrap();
    assert_eq!((&json["articles"], &json["annotations"]), (&1.into(), &0.into()));
    assert_eq!(place.run(&["stats", "--by", "state"]).out.lines().count(), 4);
}
