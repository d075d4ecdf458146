//! `tagline check`: each defect is found, what is certain is mended, nothing is lost.

use crate::place::{Place, STORY};
use crate::terminal::Program;

const RECORD: &str = "work/annotations/anna/story.txt.ron";

/// A record with two tags, made by the program.
fn annotated() -> Place {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("a1");
    terminal.send("<Tab>q");
    terminal.wait_for("q1");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    place
}

/// The kinds of what is wrong.
fn kinds(place: &Place, args: &[&str]) -> Vec<String> {
    let run = place.run(&[&["check", "--json"], args].concat());
    let data: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err));
    let kinds: Vec<String> = data["findings"].as_array().unwrap().iter().map(|finding| finding["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(run.code, i32::from(!kinds.is_empty()));
    kinds
}

#[test]
fn a_sound_project_has_no_findings_and_is_not_written_to() {
    let place = annotated();
    let before = (place.record(), place.files("work"));
    let run = place.run(&["check"]);
    assert_eq!((run.code, run.out.as_str()), (0, "1 record checked: nothing is wrong\n"), "{}", run.err);
    let run = place.run(&["check", "--fix", "--compact"]);
    assert_eq!((run.code, run.out.as_str()), (0, "1 record checked: nothing is wrong\n"));
    assert_eq!((place.record(), place.files("work")), before);
    assert_eq!(place.run(&["check", "no-such-folder"]).code, 2);
}

#[test]
fn every_defect_is_named() {
    let place = annotated();
    let sound = place.record();
    let line = sound.lines().find(|line| line.contains("label: \"actor\"")).unwrap();
    let changed = |from: &str, to: &str| sound.replace(from, to);
    let twin = line.replace("(id: \"0", "(id: \"1");
    for (kind, record) in [
        ("unreadable", "garbage".to_owned()),
        ("label", changed("\"actor\"", "\"weather\"")),
        ("item", changed("text: \"Harbour\"", "text: \"Airport\"")),
        ("item", changed(line, &format!("{line}\n{line}"))),
        ("twins", changed(line, &format!("{line}\n{twin}"))),
        (
            "relation",
            changed(
                "relations: []",
                "relations: [(id: \"r\", kind: \"said_by\", from: \"x\", to: \"y\", created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")]",
            ),
        ),
        ("conflict", changed("label: \"actor\"", "label: \"actor\"").replacen("Z\"),", "Z\", ext: {\"conflict\": {\"label\": \"quote\"}}),", 1)),
        ("annotator", changed("annotator: \"anna\"", "annotator: \"ben\"")),
        ("path", changed("path: \"story.txt\"", "path: \"other.txt\"")),
        ("read-only", changed("schema: 1", "schema: 3")),
    ] {
        place.write(RECORD, &record);
        let found = kinds(&place, &[]);
        assert!(found.iter().all(|found| found == kind) && !found.is_empty(), "{kind}: {found:?}");
        let run = place.run(&["check"]);
        assert!(run.out.contains("annotations/anna/story.txt.ron"), "{}", run.out);
    }
    place.write(RECORD, &sound);
    place.write("work/annotations/anna/story.txt.sync-conflict-20260101-101010-ABCDEFG.ron", &sound);
    assert_eq!(kinds(&place, &["story.txt"]), ["copy"]);
    assert!(kinds(&place, &["annotations"]) == ["copy"] && kinds(&place, &["tagline.ron"]).is_empty());
    std::fs::remove_file(place.path("work/story.txt")).unwrap();
    assert_eq!(kinds(&place, &[]), ["orphan", "copy"]);
}

#[test]
fn what_is_certain_is_mended_and_the_old_bytes_are_kept() {
    let place = annotated();
    let sound = place.record();
    // The article has changed, the kept text is gone, a copy and a temporary file lie about.
    place.write("work/story.txt", STORY.replace("Harbour", "News\n\nHarbour"));
    assert_eq!(kinds(&place, &[]), ["changed"]);
    place.write("work/annotations/anna/story.txt (conflicted copy 2026).ron", &sound);
    let temporary = place.write("work/annotations/anna/.tagline-1.tmp", &sound);
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(9000);
    std::fs::File::options().write(true).open(&temporary).unwrap().set_modified(old).unwrap();
    assert_eq!(kinds(&place, &[]), ["changed", "copy", "temporary"]);
    let run = place.run(&["check", "--fix"]);
    assert!(run.out.contains("copies of a sync tool") && run.out.contains("temporary file"), "{}{}", run.out, run.err);
    assert_eq!(kinds(&place, &[]), ["text"; 0]);
    let record = place.record();
    assert!(record.contains("(start: 6, end: 13, text: \"Harbour\"") && record.matches("(id: \"").count() == 2, "{record}");
    assert!(place.files("state").iter().any(|name| name.contains("/backups/")));
    // A second time there is nothing left to do.
    let again = place.run(&["check", "--fix"]);
    assert_eq!((again.out.as_str(), place.record()), ("1 record checked: nothing is wrong\n", record));
}

#[test]
fn old_tombstones_are_dropped_when_asked() {
    let place = annotated();
    let graves = "deleted: [\n    (id: \"old\", at: \"2020-01-01T00:00:00Z\"),\n    (id: \"x\", at: \"2999-01-01T00:00:00Z\"),\n  ],";
    place.write(RECORD, place.record().replace("deleted: [],", graves));
    assert!(place.run(&["check", "--compact"]).out.contains("1 old tombstones dropped"));
    assert!(!place.record().contains("\"old\"") && place.record().contains("\"x\""));
}
