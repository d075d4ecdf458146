//! `tagline entities`: names, proposals, renaming.

use crate::place::{Place, STORY};

/// A record with mentions as start, text and entity.
fn with_record(place: &Place, annotator: &str, mentions: &[(usize, &str, &str)]) {
    let text = tagline::article::Text::new(STORY.to_owned());
    let items: Vec<String> = mentions
        .iter()
        .enumerate()
        .map(|(n, (start, text, entity))| {
            let end = start + text.chars().count();
            format!("    (id: \"{n}\", label: \"actor\", spans: [(start: {start}, end: {end}, text: \"{text}\")], attributes: {{\"entity\": \"{entity}\", \"kind\": \"person\"}}, created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n")
        })
        .collect();
    let record = format!(
        "(\n  schema: 1,\n  article: (path: \"story.txt\", title: \"x\", sha256: \"{}\", chars: {}),\n  annotator: \"{annotator}\",\n  state: InProgress,\n  annotations: [\n{}  ],\n  relations: [],\n  deleted: [],\n)\n",
        text.sha256(),
        text.char_count(),
        items.concat(),
    );
    place.write(&format!("work/annotations/{annotator}/story.txt.ron"), record);
}

/// Anna writes one name in two ways; ben has the same slip.
fn project() -> Place {
    let place = Place::with_project();
    let at = |word: &str| STORY.get(..STORY.find(word).unwrap()).unwrap().chars().count();
    with_record(&place, "anna", &[(at("Maren Tolvik"), "Maren Tolvik", "Maren Tolvik"), (at("Tolvik said"), "Tolvik", "Maren Tolvick")]);
    with_record(&place, "ben", &[(at("Tolvik said"), "Tolvik", "Maren Tolvick")]);
    place.write("work/annotations/.entities/anna.ron", "(schema: 1, entities: [(name: \"Norland\", label: \"actor\", kind: \"state\", forms: [\"Norland\"])])");
    place
}

#[test]
fn names_are_listed_with_their_mentions_and_forms() {
    let place = project();
    let run = place.run(&["entities"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        run.out,
        "name           label  kind    mentions  articles  also called\n\
         Maren Tolvick  actor  person  2         1         Tolvik\n\
         Maren Tolvik   actor  person  1         1\n\
         Norland        actor  state   0         0\n"
    );
    let data: serde_json::Value = serde_json::from_str(&place.run(&["entities", "--json", "--annotator", "ben"]).out).unwrap();
    assert_eq!(data, serde_json::json!([{"name": "Maren Tolvick", "label": "actor", "kind": "person", "forms": ["Tolvik"], "mentions": 1, "articles": 1}]));
    let run = place.run(&["entities", "--proposals"]);
    assert_eq!((run.code, run.out.as_str()), (0, "Maren Tolvik -> Maren Tolvick? one letter differs\n"));
    assert!(Place::with_story().run(&["entities"]).out.starts_with("no names yet"));
}

#[test]
fn a_name_is_changed_in_the_own_records_only_and_only_when_asked() {
    let place = project();
    let (before, others) = (place.record(), place.read("work/annotations/ben/story.txt.ron"));
    let rename = |more: &[&str]| place.run(&[&["entities", "--annotator", "anna", "--rename", "Maren Tolvick", "--to", " Maren  Tolvik"], more].concat());
    let run = rename(&[]);
    assert_eq!((run.code, run.out.as_str()), (1, "article    label  text\nstory.txt  actor  Tolvik\n"));
    assert!(run.err.contains("nothing was changed") && run.err.contains("--yes changes 1 annotation"), "{}", run.err);
    assert_eq!(place.record(), before);
    let run = rename(&["--yes"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "Maren Tolvick is Maren Tolvik in 1 annotation\n", ""));
    assert_eq!(place.record().matches("\"entity\": \"Maren Tolvik\"").count(), 2, "{}", place.record());
    assert_eq!(place.read("work/annotations/ben/story.txt.ron"), others);
    let run = rename(&["--yes"]);
    assert!(run.code == 1 && run.err.contains("anna has no annotation of the name Maren Tolvick"), "{}", run.err);
    let run = place.run(&["entities", "--annotator", "anna", "--rename", "Norland", "--to", "Nordland", "--yes"]);
    assert_eq!((run.code, run.out.as_str()), (0, "Norland is Nordland in 0 annotations, and in the file of names\n"));
    assert!(place.read("work/annotations/.entities/anna.ron").contains("(name: \"Nordland\", label: \"actor\", kind: \"state\", forms: [\"Norland\"])"));
}

/// People of a codebook without the attribute `entity`, each standing for the name that it is.
fn people(place: &Place) {
    place.write("work/tagline.ron", "(codebook: (labels: [(id: \"per\", key: 'p', natural: Name)]))");
    let at = |word: &str| STORY.get(..STORY.find(word).unwrap()).unwrap().chars().count();
    with_record(place, "anna", &[(at("Maren Tolvik"), "Maren Tolvik", ""), (at("Tolvik said"), "Tolvik", "")]);
    let record = place.record().replace("\"actor\"", "\"per\"").replace(" attributes: {\"entity\": \"\", \"kind\": \"person\"},", "");
    place.write("work/annotations/anna/story.txt.ron", record);
}

#[test]
fn a_name_that_says_nothing_else_is_counted_proposed_and_renamed() {
    let place = Place::with_project();
    people(&place);
    let run = place.run(&["entities"]);
    assert!(run.out.contains("Maren Tolvik  per          1         1") && run.out.contains("Tolvik        per          1         1"), "{}{}", run.out, run.err);
    let run = place.run(&["entities", "--proposals"]);
    assert!(run.out.starts_with("Tolvik -> Maren Tolvik?"), "{}", run.out);
    let run = place.run(&["entities", "--annotator", "anna", "--rename", "Tolvik", "--to", "Maren Tolvik", "--yes"]);
    assert_eq!((run.code, run.out.as_str()), (0, "Tolvik is Maren Tolvik in 1 annotation\n"));
    let actors = place.run(&["report", "story.txt", "--table", "actors"]).out;
    assert_eq!(actors.lines().count(), 2, "one person: {actors}");
    let run = place.run(&["entities"]);
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    assert!(run.out.contains("Maren Tolvik  per          2         1"), "{}", run.out);
}

#[test]
fn what_is_wrong_is_told() {
    let place = project();
    for args in [&["entities", "--rename", "x"][..], &["entities", "--yes"], &["entities", "--rename", "a", "--to", "b"], &["entities", "--annotator", "A b"]] {
        assert_eq!(place.run(args).code, 2, "{args:?}");
    }
    place.write("work/annotations/.entities/ben.ron", "(entities: [(name: \"a\u{1b}[31m\"");
    place.write("work/annotations/ben/story.txt.ron", "(annotations: [");
    let run = place.run(&["entities"]);
    assert!(
        run.code == 1 && run.out.contains("Norland") && run.err.contains("annotations/.entities/ben.ron: ") && run.err.contains("ben/story.txt.ron"),
        "{}",
        run.err
    );
    assert!(!run.err.contains('\u{1b}'));
}

#[test]
fn gazetteers_are_checked_with_the_settings() {
    let place = Place::with_project();
    place.write("work/tagline.ron", "(gazetteers: [\"patterns.jsonl\", \"gone.txt\"])");
    place.write("work/patterns.jsonl", "{\"label\": \"ORG\", \"pattern\": \"Norland\"}\n{\"label\"\n");
    let run = place.run(&["config", "--check"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("error: patterns.jsonl:2:1: no JSON") && run.out.contains("error: gone.txt:1:1: cannot be read"), "{}", run.out);
}

#[test]
fn what_is_tagged_in_one_article_is_proposed_in_the_next() {
    let place = Place::with_project();
    place.write("work/tide.txt", "Tide tables\n\nAll night the dockers waited on the quay.\n");
    let mut terminal = crate::terminal::Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("/dockers<Enter>a");
    terminal.wait_for("actor on “dockers”");
    terminal.send("<Enter>");
    terminal.wait_for("n entity");
    terminal.send("n");
    terminal.wait_for("Enter keep");
    terminal.send("Dockers’ Union");
    terminal.wait_for("Dockers’ Union");
    terminal.send("<Enter>");
    terminal.wait_for("entity: Dockers’ Union");
    terminal.send("<Esc>");
    terminal.wait_gone("n entity");
    let file = place.path("work/annotations/.entities/anna.ron");
    terminal.wait_that("the name is kept", || std::fs::read_to_string(&file).is_ok_and(|text| text.contains("dockers")));
    terminal.send(">");
    terminal.wait_for("Tide tables");
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>");
    terminal.wait_for("actor? a name");
    terminal.send("<Tab>");
    terminal.wait_for("actor? tagged as Dockers’ Union before");
    terminal.send("<Enter>");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.read("work/annotations/anna/tide.txt.ron").contains("\"entity\": \"Dockers’ Union\""));
}
