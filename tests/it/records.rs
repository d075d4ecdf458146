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
fn a_record_that_somebody_else_changed_is_not_overwritten() {
    let place = annotated();
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    let theirs = place.record().replace("\"actor\"", "\"threat\"");
    place.write(RECORD, &theirs);
    terminal.send("jc");
    terminal.wait_for("NOT SAVED");
    terminal.send("<C-q>");
    terminal.wait_for("leave all the same");
    terminal.send("n");
    terminal.wait_gone("leave all the same");
    terminal.send("<C-q>");
    terminal.wait_for("leave all the same");
    terminal.send("y");
    assert_eq!(terminal.wait_exit(), 74);
    assert!(terminal.after_screen().contains("not saved"), "{}", terminal.after_screen());
    assert_eq!(place.record(), theirs);
    assert!(rescued(&place).contains("label: \"claim\""));
}

/// The copy that is kept of what could not be saved.
fn rescued(place: &Place) -> String {
    let file = place.files("state").into_iter().find(|name| name.ends_with(".rescued.ron")).expect("no rescued copy");
    place.read(&format!("state/{file}"))
}

#[test]
fn a_record_that_cannot_be_read_is_left_as_it_is() {
    for broken in
        ["(schema: 1, annotator: ", "", "<<<<<<< ours\n(schema: 1)\n=======\n(schema: 1)\n>>>>>>> theirs\n", "not ron at all \u{1b}[31m", "(schema: 1)"]
    {
        let place = Place::with_project();
        place.write(RECORD, broken);
        let mut terminal = opened(&place);
        terminal.wait_for("read-only");
        terminal.wait_for("story.txt.ron: line 1, column");
        terminal.send("<Tab>a");
        terminal.wait_for("cannot be changed");
        terminal.send("d<C-s>u");
        assert_eq!(terminal.quit(), 0);
        assert_eq!(place.record(), broken);
    }
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
fn when_the_folder_cannot_be_written_it_says_so_asks_and_keeps_a_copy() {
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
    assert!(rescued(&place).contains("text: \"Harbour\""));
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
fn an_article_that_changed_underneath_takes_no_more_tags() {
    let place = annotated();
    let before = place.record();
    let mut terminal = opened(&place);
    terminal.wait_for("a1 t0");
    place.write("work/story.txt", STORY.replace("Harbour", "The harbour"));
    terminal.send("jc");
    terminal.wait_for("NOT SAVED");
    terminal.wait_for("was changed");
    terminal.send("<C-q>");
    terminal.wait_for("leave all the same");
    terminal.send("y");
    assert_eq!(terminal.wait_exit(), 74);
    assert!(terminal.after_screen().contains("story.txt was changed while it was open; open it again"), "{}", terminal.after_screen());
    assert_eq!(place.record(), before);
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
    terminal.wait_for("found by its text");
    terminal.send("jc");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), "");
    let moved = place.read("work/annotations/anna/moved.txt.ron");
    assert!(moved.contains("label: \"actor\"") && moved.contains("label: \"claim\"") && moved.contains("path: \"moved.txt\""), "{moved}");
}
