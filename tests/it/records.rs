//! Records and articles that others write, damage or lock: nothing of anybody's is lost, and the status line is true.

use crate::place::{Place, STORY};
use crate::terminal::{Program, Terminal};

const RECORD: &str = "work/annotations/anna/story.txt.ron";

fn opened(place: &Place) -> Terminal {
    Program::new(place).args(["story.txt"]).start()
}

/// A record with one tag, made by the program itself.
fn annotated() -> Place {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    place
}

#[test]
fn what_somebody_else_changed_shows_by_itself_and_both_sides_stay() {
    let place = annotated();
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    place.write(RECORD, place.record().replace("\"actor\"", "\"threat\""));
    terminal.wait_for("merged 1 change from disk");
    terminal.wait_for("a0 t1");
    terminal.send("jc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"threat\"") && place.record().contains("label: \"claim\""), "{}", place.record());
}

#[test]
fn undo_leaves_to_others_what_they_changed() {
    let place = annotated();
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    // Ours: a note. Theirs, in the meantime: the label.
    terminal.send("ei");
    terminal.wait_for("Note");
    terminal.send("mine<Enter>");
    terminal.wait_for("✓ saved");
    let theirs = place.record().replace("\"actor\"", "\"threat\"");
    place.write(RECORD, &theirs);
    terminal.wait_for("a0 t1");
    terminal.send("u");
    terminal.wait_for("undone: note on");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"threat\"") && !place.record().contains("note:"), "{}", place.record());
}

/// All that the journals of the state folder hold.
fn journal(place: &Place) -> String {
    let files = place.files("state").into_iter().filter(|name| name.contains("/journal/"));
    files.map(|file| place.read(&format!("state/{file}"))).collect()
}

#[test]
fn a_record_that_cannot_be_read_is_left_as_it_is() {
    for broken in
        ["(schema: 1, annotator: ", "", "<<<<<<< ours\n(schema: 1)\n=======\n(schema: 1)\n>>>>>>> theirs\n", "not ron at all \u{1b}[31m", "(schema: 1)"]
    {
        let place = Place::with_project();
        place.write(RECORD, broken);
        let mut terminal = opened(&place);
        terminal.wait_for("READ-ONLY");
        terminal.wait_for("story.txt.ron: line 1, column");
        terminal.wait_for("go on, read-only");
        terminal.send("n");
        terminal.wait_gone("go on, read-only");
        terminal.send("<Tab>a");
        terminal.wait_for("cannot be changed");
        terminal.send("d<C-s>u");
        assert_eq!(terminal.quit(), 0);
        assert_eq!(place.record(), broken);
    }
}

#[test]
fn a_damaged_record_comes_back_from_the_journal_when_asked() {
    let place = annotated();
    let sound = place.record();
    place.write(RECORD, "garbage");
    let mut terminal = opened(&place);
    terminal.wait_for("put it in its place");
    terminal.send("y");
    terminal.wait_for("a1 t0");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"actor\"") && place.record().len() > sound.len() / 2, "{}", place.record());
    let kept = place.files("state").into_iter().find(|name| name.contains("quarantine/")).expect("nothing in quarantine");
    assert_eq!(place.read(&format!("state/{kept}")), "garbage");
}

#[test]
fn a_record_with_conflict_markers_opens_merged_from_its_sides_when_asked() {
    let sound = annotated().record();
    let line = sound.lines().find(|line| line.contains("(id: \"")).unwrap();
    let other = |label: &str, id: &str| line.replace("\"actor\"", &format!("\"{label}\"")).replace("(id: \"0", &format!("(id: \"{id}"));
    let (ours, theirs) = (other("claim", "1"), other("quote", "2"));
    for base in ["", "||||||| base\n"] {
        let place = Place::with_project();
        place.write(RECORD, sound.replace(line, &format!("{line}\n<<<<<<< HEAD\n{ours}\n{base}=======\n{theirs}\n>>>>>>> topic")));
        let before = place.record();
        let mut terminal = opened(&place);
        terminal.wait_for("both sides of the merge");
        assert_eq!(place.record(), before);
        terminal.send("y");
        terminal.wait_for("a1 t0 c1 q1");
        assert_eq!(terminal.quit(), 0);
        let record = place.record();
        assert!(!record.contains("<<<<") && ["actor", "claim", "quote"].iter().all(|label| record.contains(&format!("\"{label}\""))), "{record}");
    }
}

#[test]
fn a_record_made_unreadable_while_it_is_open_is_not_overwritten_and_goes_on_when_mended() {
    let place = annotated();
    let sound = place.record();
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    place.write(RECORD, "garbage");
    terminal.wait_for("The record cannot be read");
    terminal.send("n");
    terminal.wait_gone("The record cannot be read");
    terminal.send("<Tab>t");
    terminal.wait_for("cannot be changed");
    assert_eq!(place.record(), "garbage");
    place.write(RECORD, &sound);
    terminal.wait_for("can be read again");
    terminal.send("gjc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"actor\"") && place.record().contains("label: \"claim\""));
}

#[test]
fn a_record_of_a_newer_version_is_shown_and_not_written() {
    let place = annotated();
    let newer = place.record().replace("schema: 1", "schema: 2").replace("relations: []", "relations: [],\n  threads: [Braid(of: 3)]");
    place.write(RECORD, &newer);
    let mut terminal = opened(&place);
    terminal.wait_for("read-only");
    terminal.wait_for("a1 t0");
    terminal.send("<Tab>t");
    terminal.wait_for("newer version of tagline");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), newer);
}

#[test]
fn what_a_newer_version_added_to_a_record_survives() {
    let place = annotated();
    let extended = place
        .record()
        .replace("  annotations: [\n", "  annotations: [\n    Braid(of: [1, 2], id: \"x\"),\n")
        .replace("deleted: [],", "deleted: [],\n  ext: {\"mood\": Dark(7)},");
    place.write(RECORD, &extended);
    let mut terminal = opened(&place);
    terminal.wait_for("kept as it is");
    terminal.send("jc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let record = place.record();
    assert!(record.contains("Braid(of: [1, 2], id: \"x\")") && record.contains("\"mood\": Dark(7)") && record.contains("label: \"claim\""), "{record}");
}

#[test]
fn when_the_folder_cannot_be_written_it_says_so_asks_and_the_work_comes_back() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.wait_for("a0 t0");
    // A file where the folder of records should be: an error for root, too.
    place.write("work/annotations", "in the way");
    terminal.send("<Tab>a");
    terminal.wait_for("NOT SAVED");
    terminal.send("<C-q>");
    terminal.wait_for("leave all the same");
    terminal.send("y");
    assert_eq!(terminal.wait_exit(), 74);
    assert_eq!(place.read("work/annotations"), "in the way");
    assert!(journal(&place).contains("text: \"Harbour\""));
    std::fs::remove_file(place.path("work/annotations")).unwrap();
    let mut terminal = opened(&place);
    terminal.wait_for("bring them back");
    terminal.send("y");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("text: \"Harbour\""));
    // It is asked once.
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    terminal.send("jc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn when_the_folder_can_be_written_again_the_work_is_saved() {
    let place = Place::with_project();
    place.write("work/annotations/anna/story.txt.ron/in-the-way", "");
    let mut terminal = opened(&place);
    terminal.wait_for("story.txt");
    terminal.send("<Tab>a");
    // A record that is a folder cannot be read, so nothing may be written in its place.
    terminal.wait_for("cannot be changed");
    assert_eq!(terminal.quit(), 0);

    let place = annotated();
    let texts = place.path("work/annotations/.texts");
    std::fs::remove_dir_all(&texts).unwrap();
    place.write("work/annotations/.texts", "in the way");
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    terminal.send("jc");
    terminal.wait_for("NOT SAVED");
    std::fs::remove_file(&texts).unwrap();
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"claim\""));
}

#[test]
fn when_the_article_changes_underneath_everything_follows() {
    let place = annotated();
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    place.write("work/story.txt", STORY.replace("Harbour", "News of the day\n\nHarbour"));
    terminal.wait_for("the article has changed: 1 annotation found its place");
    terminal.send("jc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let record = place.record();
    assert!(record.contains("(start: 17, end: 24, text: \"Harbour\"") && record.contains("label: \"claim\""), "{record}");
}

#[test]
fn opening_an_article_that_has_changed_writes_nothing() {
    let place = annotated();
    place.write("work/story.txt", STORY.replace("Harbour", "News of the day\n\nHarbour"));
    let contents = || place.files("work").iter().map(|name| (name.clone(), place.read(&format!("work/{name}")))).collect::<Vec<_>>();
    let before = contents();
    let mut terminal = opened(&place);
    terminal.wait_for("the article has changed");
    terminal.send("jjjG");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(contents(), before);
    assert_eq!(place.run(&["show", "story.txt"]).code, 0);
    assert_eq!(contents(), before);
}

#[test]
fn an_article_that_is_gone_can_still_be_worked_on() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.wait_for("a0 t0");
    std::fs::remove_file(place.path("work/story.txt")).unwrap();
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("text: \"Harbour\""));
}

#[test]
fn the_record_of_an_article_that_moved_is_found_by_its_text() {
    let place = annotated();
    std::fs::rename(place.path("work/story.txt"), place.path("work/moved.txt")).unwrap();
    let mut terminal = Program::new(&place).args(["moved.txt"]).start();
    terminal.wait_for("take it along");
    terminal.send("y");
    terminal.wait_for("a1 t0");
    terminal.send("jc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), "");
    let moved = place.read("work/annotations/anna/moved.txt.ron");
    assert!(moved.contains("label: \"actor\"") && moved.contains("label: \"claim\"") && moved.contains("path: \"moved.txt\""), "{moved}");
}
