//! Learning, finding, merging and renaming names.

use std::sync::Arc;

use super::*;
use crate::library::{Folders, disk};
use proptest::prelude::*;

fn home(dir: &std::path::Path) -> Arc<Home> {
    std::fs::create_dir_all(dir.join("work")).unwrap();
    std::fs::write(dir.join("work/tagline.ron"), "()").unwrap();
    Arc::new(Home::find(&dir.join("work"), None, &Folders::below(&dir.join("state"))).unwrap())
}

fn person(name: &str, form: &str) -> Entity {
    Entity::new(name, "actor".into(), "person", form)
}

fn entities(names: &[&str]) -> Entities {
    let mut entities = Entities::default();
    for name in names {
        entities.add(&Entity::new(name, "actor".into(), "", name));
    }
    entities
}

fn source(home: &Home, annotator: &str) -> String {
    disk::read_text(&home.annotations.join(format!(".entities/{annotator}.ron"))).unwrap()
}

#[test]
fn what_is_learned_is_a_line_in_the_own_file_and_all_files_are_one() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    assert!(Entities::learn(&home, "anna", &[person("Ilse Brandt", "Brandt’s"), person("Ilse Brandt", "she"), person("Norland", "Norland")]).unwrap());
    assert!(Entities::learn(&home, "ben", &[person("Ilse\u{a0}Brandt", "the harbour chief")]).unwrap());
    assert_eq!(
        source(&home, "anna"),
        "(\n  schema: 1,\n  entities: [\n    (name: \"Ilse Brandt\", label: \"actor\", kind: \"person\", forms: [\"Brandt\"]),\n    (name: \"Norland\", label: \"actor\", kind: \"person\", forms: [\"Norland\"]),\n  ],\n)\n"
    );
    let all = Entities::load(&home, None);
    assert_eq!(all.all().iter().map(|entity| (entity.name.as_str(), entity.forms.len())).collect::<Vec<_>>(), [("Ilse Brandt", 2), ("Norland", 1)]);
    assert!(!Entities::learn(&home, "anna", &[person("Ilse Brandt", "Brandt")]).unwrap());
    assert!(Entities::learn(&home, "../x", &[]).is_err());
}

#[test]
fn a_damaged_or_newer_file_is_left_out_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    Entities::learn(&home, "anna", &[person("Norland", "Norland")]).unwrap();
    let damaged = [
        "(schema: 1, entities: [(name: \"A\"",
        "(schema: 2, entities: [])",
        "<<<<<<< ours\n",
        "(entities: [(name: \"A\", label: \"a\", since: 3)])",
        "",
        "(schema: 1, entities: [\n<<<<<<< HEAD\n])",
    ];
    for text in damaged {
        let file = home.annotations.join(".entities/ben.ron");
        std::fs::write(&file, text).unwrap();
        let all = Entities::load(&home, None);
        assert_eq!((all.all().len(), all.notices().len()), (1, 1), "{text}");
        assert!(all.notices()[0].starts_with("annotations/.entities/ben.ron: "), "{:?}", all.notices());
        assert!(Entities::learn(&home, "ben", &[person("B", "B")]).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn a_form_or_a_beginning_leads_to_the_name() {
    let mut all = entities(&["Ilse Brandt", "Brandenburg Ferries", "MI5", "Norland"]);
    all.add(&person("Ilse Brandt", "the harbour chief"));
    let names = |found: Vec<&Entity>| found.iter().map(|entity| entity.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(all.by_form("Ilse\u{a0}Brandt’s")), ["Ilse Brandt"]);
    assert_eq!(names(all.by_form("ILSE BRANDT")), ["Ilse Brandt"]);
    assert_eq!(names(all.by_form("mi5")), Vec::<String>::new());
    assert_eq!(names(all.complete("Brand", None)), ["Brandenburg Ferries", "Ilse Brandt"]);
    assert_eq!(names(all.complete("brandt", None)), ["Ilse Brandt"]);
    assert_eq!(names(all.complete("the harb", None)), ["Ilse Brandt"]);
    assert_eq!(names(all.complete("Brand", Some(&"threat".into()))), Vec::<String>::new());
}

fn merges(names: &[&str]) -> Vec<String> {
    entities(names).proposed_merges(|_| 1).iter().map(|one| format!("{} -> {}: {}", one.from, one.to, one.reason)).collect()
}

#[test]
fn names_that_may_be_one_are_proposed_with_the_reason() {
    for (one, other, reason) in [
        ("Ken McMcCallum", "Ken McCallum", "2 letters differ"),
        ("Brandt", "Ilse Brandt", "the surname of one name only"),
        ("I. Brandt", "Ilse Brandt", "same surname, and the initial fits"),
        ("Ken Orlov", "Kenneth Orlov", "same surname, and one first name begins as the other"),
        ("Ilse Brandt", "Ilse M. Brandt", "same first name and surname"),
        ("Port Seldenn", "Port Selden", "one letter differs"),
        ("O’Neil", "O'neil", "only capitals or apostrophes differ"),
        ("Konstantin Orlov", "Konstantinos Orlow", "spelt much alike"),
        ("Jonas Brandt", "Jonah Brandt", "same surname, and one letter of the first name differs"),
    ] {
        let found = merges(&[one, other]);
        assert_eq!(found.len(), 1, "{one} {other} {found:?}");
        assert!(found[0].ends_with(&format!(": {reason}")), "{found:?}");
    }
    assert_eq!(merges(&["Ken McMcCallum", "Ken McCallum"]), ["Ken McMcCallum -> Ken McCallum: 2 letters differ"]);
    assert_eq!(merges(&["Ilse Brandt", "Brandt"]), ["Brandt -> Ilse Brandt: the surname of one name only"]);
    for names in [
        &["Olaf Brandt", "Ilse Brandt", "Brandt"][..],
        &["MI5", "MI6"],
        &["Iran", "Iraq"],
        &["Norland", "Bank of Norland"],
        &["Ken Orlov", "Jen Orlov"],
        &["Konstantin Berg", "Konstantin Bach"],
    ] {
        assert_eq!(merges(names), Vec::<String>::new(), "{names:?}");
    }
    let all = entities(&["Port Selden", "Port Seldem"]);
    let rare = all.proposed_merges(|entity| if entity.name.ends_with('m') { 1 } else { 9 });
    assert_eq!((rare[0].from.as_str(), rare[0].to.as_str()), ("Port Seldem", "Port Selden"));
}

/// A record of an annotator on `story.txt` with two mentions.
fn record(home: &Home, annotator: &str) -> String {
    std::fs::write(home.root.join("story.txt"), "Ilse Brandt and Norland, and Brandt again.\n").unwrap();
    let hash = crate::article::sha256(b"Ilse Brandt and Norland, and Brandt again.\n");
    let mention = |id: &str, start: usize, text: &str, entity: &str| {
        let end = start + text.len();
        format!(
            "    (id: \"{id}\", label: \"actor\", spans: [(start: {start}, end: {end}, text: \"{text}\")], attributes: {{\"entity\": \"{entity}\", \"kind\": \"person\"}}, note: \"n\", origin: Suggested(by: \"names\"), created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n"
        )
    };
    let items = [mention("1", 0, "Ilse Brandt", "Ilse Brand"), mention("2", 16, "Norland", "Norland"), mention("3", 29, "Brandt", "Ilse Brand")].concat();
    let source = format!(
        "(\n  schema: 1,\n  tool: \"tagline 0.1.0\",\n  article: (path: \"story.txt\", title: \"x\", sha256: \"{hash}\", chars: 43),\n  annotator: \"{annotator}\",\n  state: Done,\n  annotations: [\n{items}  ],\n  relations: [],\n  deleted: [],\n)\n"
    );
    let path = home.record_path(annotator, "story.txt");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, &source).unwrap();
    source
}

#[test]
fn a_new_name_changes_nothing_else_and_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    record(&home, "anna");
    let others = record(&home, "ben");
    Entities::learn(&home, "anna", &[person("Ilse Brand", "Brandt"), person("Ilse Brandt", "the chief")]).unwrap();
    Entities::learn(&home, "ben", &[person("Ilse Brand", "Brandt")]).unwrap();
    let (all, unread) = mentions(&home, Some("anna"));
    assert_eq!((all.len(), unread.len()), (3, 0));
    let before = mentions(&home, None).0;
    let plan = look(&home, "anna", "Ilse Brand");
    assert_eq!((plan.mentions.len(), plan.names, plan.by_article().len()), (2, true, 1));
    assert_eq!(RenamePlan::look(&home, "anna", "Ilse Brand", None, &mut |_, _| false), None);
    assert_eq!(RenamePlan::look(&home, "anna", "Ilse Brand", Some("story.txt"), &mut |_, _| true).map(|plan| plan.mentions.len()), Some(0));
    let stopped = rename(&home, &plan, "Ilse Brandt", &mut |_, _| false);
    assert_eq!(stopped, Renamed { stopped: true, ..Renamed::default() });
    let renamed = rename(&home, &plan, "Ilse Brandt", &mut |_, _| true);
    assert_eq!(renamed, Renamed { annotations: 2, names: true, ..Renamed::default() });
    assert_eq!(std::fs::read_to_string(home.record_path("ben", "story.txt")).unwrap(), others);
    let after = mentions(&home, None).0;
    let expected: Vec<Mention> = before
        .into_iter()
        .map(|mut mention| {
            if mention.annotator == "anna" && mention.entity == "Ilse Brand" {
                mention.entity = "Ilse Brandt".into();
            }
            mention
        })
        .collect();
    assert_eq!(after, expected);
    let written = std::fs::read_to_string(home.record_path("anna", "story.txt")).unwrap();
    assert_eq!(written.matches("note: \"n\", origin: Suggested(by: \"names\")").count(), 3, "{written}");
    assert!(written.contains("state: Done") && written.matches("2026-11-24T09:12:44Z\", modified: \"2026-11-24").count() == 1, "{written}");
    assert!(
        source(&home, "anna").contains("(name: \"Ilse Brandt\", label: \"actor\", kind: \"person\", forms: [\"Brandt\", \"the chief\"])"),
        "{}",
        source(&home, "anna")
    );
    assert!(source(&home, "ben").contains("Ilse Brand\""));
    std::fs::remove_file(home.root.join("story.txt")).unwrap();
    let renamed = rename(&home, &look(&home, "ben", "Norland"), "N", &mut |_, _| true);
    assert_eq!((renamed.annotations, renamed.failed.len()), (0, 1));
}

fn look(home: &Home, annotator: &str, old: &str) -> RenamePlan {
    RenamePlan::look(home, annotator, old, None, &mut |_, _| true).unwrap()
}

#[test]
fn an_annotation_that_is_the_name_and_says_nothing_else_gets_the_new_one_too() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let source = record(&home, "anna");
    let bare = source.replace("{\"entity\": \"Norland\", \"kind\": \"person\"}", "{}");
    assert_ne!(bare, source);
    std::fs::write(home.record_path("anna", "story.txt"), &bare).unwrap();
    assert_eq!(look(&home, "anna", "Brandt").mentions, [], "this one says whom it stands for");
    let plan = look(&home, "anna", "Norland");
    assert_eq!(plan.mentions.iter().map(|mention| mention.text.as_str()).collect::<Vec<_>>(), ["Norland"]);
    assert_eq!(rename(&home, &plan, "Kingdom of Norland", &mut |_, _| true).annotations, 1);
    assert!(std::fs::read_to_string(home.record_path("anna", "story.txt")).unwrap().contains("{\"entity\": \"Kingdom of Norland\"}"));
    let described = bare.replace("attributes: {}", "attributes: {\"mention\": \"description\"}");
    std::fs::write(home.record_path("anna", "story.txt"), described).unwrap();
    assert!(look(&home, "anna", "Norland").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_was_learned_is_there_when_it_is_read(
        names in prop::collection::vec(("[A-Za-zé’\"\\\\ \u{a0}\u{202e}\n東]{1,12}", "[A-Za-z’s\u{301}\t ]{0,8}", "(actor|threat)", "(|person)"), 1..6),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path());
        let additions: Vec<Entity> = names.iter().map(|(name, form, label, kind)| Entity::new(name, label.as_str().into(), kind, form)).collect();
        Entities::learn(&home, "anna", &additions).unwrap();
        let all = Entities::load(&home, None);
        prop_assert!(all.notices().is_empty());
        for addition in additions.iter().filter(|addition| !addition.name.trim().is_empty()) {
            let name = addition.name.split_whitespace().collect::<Vec<_>>().join(" ");
            let known = all.all().iter().find(|entity| entity.name == name && entity.label == addition.label);
            prop_assert!(known.is_some());
            let form = bare_form(&addition.forms[0]);
            if is_form(&form) {
                prop_assert!(all.by_form(&form).iter().any(|entity| entity.name == name), "{:?} {:?}", form, all);
            }
        }
        prop_assert!(!Entities::learn(&home, "anna", &additions).unwrap());
        prop_assert!(all.all().windows(2).all(|pair| (&pair[0].name, &pair[0].label) < (&pair[1].name, &pair[1].label)));
    }
}
