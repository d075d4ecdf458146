//! `tagline assign`, `tagline progress`, and projects that are blind.

use crate::place::{Place, Run};

/// A project of ten short articles.
fn project() -> Place {
    let place = Place::new();
    place.write("work/tagline.ron", "()");
    for number in 0..10 {
        place.write(&format!("work/articles/{number}.txt"), "Harbour strike\n\nThe dockers went home.\n");
    }
    place
}

/// A record with one annotation of the first word.
fn record(place: &Place, annotator: &str, key: &str, state: &str, label: &str) {
    let hash = tagline::article::Text::new("Harbour strike\n\nThe dockers went home.\n").sha256().to_owned();
    let times = "created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"";
    place.write(
        &format!("work/annotations/{annotator}/{key}.ron"),
        format!(
            "(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"{hash}\", chars: 39), annotator: \"{annotator}\", state: {state}, annotations: [(id: \"1\", label: \"{label}\", spans: [(start: 0, end: 7, text: \"Harbour\")], attributes: {{\"entity\": \"Port of {annotator}\"}}, {times})])"
        ),
    );
}

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

fn queue(place: &Place, annotator: &str) -> Vec<String> {
    place.run(&["list", "--paths", &format!("queue:{annotator}")]).out.lines().map(str::to_owned).collect()
}

#[test]
fn articles_are_shared_out_and_some_are_in_two_queues() {
    let place = project();
    let args = ["assign", "--annotators", "anna,ben", "--overlap", "20%", "--seed", "7"];
    let run = place.run(&[&args[..], &["--dry-run"]].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.starts_with("10 articles would be assigned\n2 articles (20 %) in several queues\n\nannotator  articles  new  shared  words\n"),
        "{}",
        run.out
    );
    assert_eq!(place.files("work/annotations"), [""; 0]);
    let run = place.run(&args);
    assert_eq!(run.out.lines().next(), Some("10 articles assigned"));
    assert!(run.out.ends_with("anna       6         6    2       36\nben        6         6    2       36\n"), "{}", run.out);
    let (anna, ben) = (queue(&place, "anna"), queue(&place, "ben"));
    assert_eq!((anna.len(), ben.len(), anna.iter().filter(|key| ben.contains(key)).count()), (6, 6, 2));
    let file = place.read("work/annotations/.queues/anna.ron");
    assert!(file.starts_with("(\n  schema: 1,\n  articles: [\n    \"articles/"), "{file}");
    assert!(queue(&place, "none").is_empty());
    // The same again changes nothing and says so.
    let run = place.run(&args);
    assert_eq!(run.out.lines().next(), Some("0 articles assigned, 10 had been before"));
    assert_eq!(place.read("work/annotations/.queues/anna.ron"), file);
    // Another folder gives the same assignment.
    let other = project();
    other.run(&args);
    assert_eq!(queue(&other, "anna"), anna);
}

#[test]
fn new_articles_are_added_to_what_is_assigned() {
    let place = project();
    place.run(&["assign", "--annotators", "anna,ben"]);
    let anna = queue(&place, "anna");
    for number in 10..14 {
        place.write(&format!("work/articles/{number}.txt"), "One more\n\nstory.\n");
    }
    record(&place, "ben", "articles/10.txt", "InProgress", "actor");
    let run = place.run(&["assign", "--annotators", "anna,ben,carl", "--json"]);
    let data = json(&run);
    assert_eq!((data["assigned"].as_u64(), data["begun"].as_u64(), data["shared"].as_u64()), (Some(3), Some(1), Some(0)));
    assert_eq!((data["annotators"][2]["annotator"].as_str(), data["annotators"][2]["new"].as_u64()), (Some("carl"), Some(3)), "{data}");
    assert_eq!(queue(&place, "anna"), anna);
    assert!(queue(&place, "ben").contains(&"articles/10.txt".to_owned()));
    assert_eq!(data["articles"].as_array().unwrap().iter().filter(|one| one["new"] == true).count(), 3);
    assert_eq!(queue(&place, "none"), [""; 0]);
    // All of the overlap to all three.
    let place = project();
    let data = json(&place.run(&["assign", "path:articles/1", "--annotators", "anna,ben,carl", "--overlap", "100", "--all-overlap", "--json"]));
    assert_eq!(data["articles"][0]["annotators"], serde_json::json!(["anna", "ben", "carl"]));
    assert_eq!((data["assigned"].as_u64(), queue(&place, "none").len()), (Some(1), 9));
}

#[test]
fn mistakes_in_an_assignment_are_told() {
    let place = project();
    for args in
        [&["assign"][..], &["assign", "--annotators", "Anna B"], &["assign", "--annotators", "gold"], &["assign", "--annotators", "anna", "--overlap", "101%"]]
    {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
    }
    let run = place.run(&["assign", "path:nowhere", "--annotators", "anna"]);
    assert!(run.code == 1 && run.err.contains("no articles to assign"), "{}", run.err);
    place.write("work/annotations/.queues/ben.ron", "(articles: [");
    let run = place.run(&["assign", "--annotators", "anna,ben"]);
    assert!(run.code == 74 && run.err.contains("ben.ron"), "{}", run.err);
    assert!(queue(&place, "anna").is_empty() && place.read("work/annotations/.queues/ben.ron") == "(articles: [");
    let run = place.run(&["progress"]);
    assert!(run.code == 1 && run.out.contains("10 that nobody has") && run.err.contains("ben.ron"), "{}", run.err);
    for command in ["assign", "progress"] {
        assert!(place.run(&[command, "--help"]).out.contains("Examples:"));
    }
}

#[test]
fn progress_tells_how_far_everybody_is() {
    let place = project();
    let run = place.run(&["progress"]);
    assert!(
        run.code == 0 && run.out.starts_with("0 of 10 articles done by everybody who has them\n0 in somebody's queue\n10 that nobody has:\n  articles/0.txt\n"),
        "{}",
        run.out
    );
    place.run(&["assign", "--annotators", "anna,ben", "--overlap", "100%", "--", "-path:9"]);
    record(&place, "anna", "articles/0.txt", "Done", "actor");
    record(&place, "ben", "articles/0.txt", "Done", "claim");
    record(&place, "anna", "articles/1.txt", "Done", "actor");
    record(&place, "ben", "articles/1.txt", "InProgress", "actor");
    record(&place, "gold", "articles/0.txt", "Done", "actor");
    let run = place.run(&["progress"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines[0].starts_with("annotator  assigned  new  in progress  done  words done  annotations  last change"), "{}", run.out);
    assert!(lines[1].starts_with("anna       9         7    0            2     12          2            20"), "{}", run.out);
    assert!(lines[2].starts_with("ben        9         7    1            1     6           2            20"), "{}", run.out);
    assert_eq!(
        lines[4..],
        ["1 of 10 articles done by everybody who has them", "9 in somebody's queue", "1 adjudicated", "1 that nobody has:", "  articles/9.txt"]
    );
    assert!(place.run(&["progress", "--enough", "1"]).out.contains("2 of 10 articles done by 1 or more"));
    let data = json(&place.run(&["progress", "--json"]));
    assert_eq!((data["ready"][0].as_str(), data["nobody"][0].as_str()), (Some("articles/0.txt"), Some("articles/9.txt")));
    assert_eq!((data["annotators"][1]["in_progress"].as_u64(), data["annotators"][1]["words_done"].as_u64()), (Some(1), Some(6)));
    let run = place.run(&["progress", "path:1.txt", "--csv"]);
    assert!(run.out.starts_with("annotator,assigned,new,in_progress,done,unreadable,words_done,annotations,last_change\nanna,1,0,0,1,0,6,1,20"), "{}", run.out);
}

/// A blind project in which anna has done one of two articles that ben has done, and ben's names are other ones.
fn blind() -> Place {
    let place = project();
    place.write("work/tagline.ron", "(blind: true)");
    place.write("config/tagline/config.ron", "(annotator: \"anna\")");
    record(&place, "anna", "articles/0.txt", "Done", "actor");
    record(&place, "ben", "articles/0.txt", "Done", "actor");
    record(&place, "anna", "articles/1.txt", "InProgress", "claim");
    record(&place, "ben", "articles/1.txt", "Done", "actor");
    place
}

#[test]
fn in_a_blind_project_the_work_of_others_is_hidden_until_ones_own_is_done() {
    let place = blind();
    assert!(place.run(&["show", "--annotator", "ben", "articles/0.txt"]).out.starts_with("[a Harbour]"));
    for args in [&["show"][..], &["show", "--json"], &["desk"], &["report"]] {
        let run = place.run(&[args, &["articles/1.txt", "--annotator", "ben"]].concat());
        assert!(run.code == 1 && run.out.is_empty() && run.err.contains("this project is blind: anna sees"), "{args:?}: {}{}", run.out, run.err);
    }
    assert!(place.run(&["show", "articles/1.txt"]).out.starts_with("[c Harbour]"), "one's own is never hidden");
    let paths = |args: &[&str]| place.run(&[&["list", "--paths"], args].concat()).out;
    assert_eq!(paths(&["by:ben", "label:actor"]), "articles/0.txt\n");
    assert_eq!(paths(&["by:ben", "span:harbour"]), "articles/0.txt\n");
    assert_eq!(paths(&["by:ben"]), "articles/0.txt\narticles/1.txt\n", "who has worked on it is no secret");
    let run = place.run(&["search", "harbour", "--spans"]);
    assert_eq!(run.out, "articles/0.txt:0: anna actor: Harbour\narticles/0.txt:0: ben actor: Harbour\narticles/1.txt:0: anna claim: Harbour\n");
    assert!(run.err.contains("this project is blind"), "{}", run.err);
    let data = json(&place.run(&["list", "--json", "by:ben"]));
    assert_eq!((data[0]["records"][1]["labels"]["actor"].as_u64(), &data[1]["records"][1]["labels"]), (Some(1), &serde_json::Value::Null));
    let run = place.run(&["entities", "--json"]);
    assert!(run.out.contains("Port of anna") && !run.out.contains("Port of ben"), "{}", run.out);
    assert_eq!(place.run(&["entities", "--annotator", "ben"]).code, 1);
    place.write("work/tagline.ron", "()");
    assert!(place.run(&["show", "--annotator", "ben", "articles/1.txt"]).out.starts_with("[a Harbour]"));
    assert!(place.run(&["entities"]).out.contains("Port of ben"));
}

#[test]
fn who_is_not_named_sees_nothing_and_an_editor_sees_all() {
    let place = blind();
    std::fs::remove_file(place.path("config/tagline/config.ron")).unwrap();
    std::fs::remove_file(place.path("work/annotations/anna/articles/1.txt.ron")).unwrap();
    let run = place.run(&["show", "articles/1.txt"]);
    assert!(run.code == 1 && run.err.contains("say who you are with --annotator"), "{}", run.err);
    assert!(!place.run(&["list", "path:1.txt"]).out.contains("a1"));
    assert!(place.run(&["list", "--csv", "path:1.txt"]).out.contains(",done,,"), "no count is no nought");
    assert!(place.run(&["stats", "--by", "label"]).out.ends_with("none\n"));
    // Who has nothing to do where others have is no annotator.
    place.run(&["assign", "--annotators", "anna,ben"]);
    place.write("config/tagline/config.ron", "(annotator: \"editor\")");
    assert!(place.run(&["show", "--annotator", "ben", "articles/1.txt"]).out.starts_with("[a Harbour]"));
    assert!(place.run(&["progress"]).out.contains("ben "));
}
