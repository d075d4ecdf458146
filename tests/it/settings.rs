//! Settings and projects as users write them, slips included.

use crate::place::{Place, in_library};
use crate::terminal::Program;

#[test]
fn an_unknown_entry_is_told_with_its_place_and_the_program_starts() {
    let place = Place::with_project();
    place.write("config/tagline/config.ron", "(\n    themme: Dark,\n    measure: 40,\n)\n");
    let mut terminal = Program::new(&place).args(["story.txt"]).size(200, 24).start();
    terminal.wait_for("config.ron:2:5: unknown entry `themme`; did you mean `theme`?");
    terminal.wait_for("a0 t0");
    assert_eq!(terminal.quit(), 0);

    let run = place.run(&["config", "--check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("config.ron:2:5") && run.out.contains("2 |     themme: Dark,"), "{}", run.out);
}

#[test]
fn a_slip_in_a_project_is_told_too() {
    let place = Place::with_story();
    place.write("work/tagline.ron", "(rots: [\"articles\"])");
    let mut terminal = Program::new(&place).args(["story.txt"]).size(200, 24).start();
    terminal.wait_for("tagline.ron:1:2: unknown entry `rots`");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn two_actions_on_one_key_are_refused_with_both_names() {
    let place = Place::with_project();
    place.write("config/tagline/config.ron", "(keys: {\"undo\": [\"y\"]})");
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    assert_eq!(terminal.wait_exit(), 2);
    let said = String::from_utf8(terminal.raw()).unwrap();
    assert!(said.contains("`y` means both") && said.contains("undo") && said.contains("copy") && !said.contains('\x1b'), "{said}");
}

#[test]
fn the_nearest_project_upwards_is_the_one() {
    let place = Place::with_project();
    place.write("work/inner/deep/er/a.txt", "A headline of this\n\nHarbour said no.\n");
    place.write("work/inner/tagline.ron", "()");
    let mut terminal = Program::new(&place).args(["inner/deep/er/a.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.path("work/inner/annotations/anna/deep/er/a.txt.ron").exists(), "{:?}", place.files("work"));
    assert!(!place.path("work/annotations").exists());
}

#[test]
fn annotations_go_where_they_are_wanted() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["--annotations", "elsewhere/else", "story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.path("work/elsewhere/else/anna/story.txt.ron").exists(), "{:?}", place.files("work"));
    assert!(!place.path("work/annotations").exists());
    let run = place.run(&["show", "--annotations", "elsewhere/else", "story.txt"]);
    assert!(run.out.starts_with("[a Harbour] strike"), "{}", run.out);
}

#[test]
fn init_makes_a_project_and_brings_records_along_with_their_history() {
    let place = Place::with_story();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let before = in_library(&place.path("work/story.txt"));
    assert!(place.path(&before).exists());

    let run = place.run(&["init"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("made ") && run.out.contains("moved 1 record along"), "{}", run.out);
    assert!(!place.path(&before).exists());
    assert!(place.record().contains("path: \"story.txt\""), "{}", place.record());

    let run = place.run(&["init"]);
    assert!(run.code == 0 && run.out.contains("is there already"), "{}", run.out);
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a1 t0");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn init_from_inside_brings_the_open_article_along() {
    let place = Place::with_story();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    terminal.send(":");
    terminal.wait_for("to narrow down");
    terminal.send("init");
    terminal.wait_for("make this folder a project");
    terminal.send("<Enter>");
    terminal.wait_for("1 record moved along");
    terminal.wait_for("a1 t0");
    terminal.send("jc");
    terminal.wait_that("the new tag in the project", || place.record().contains("label: \"claim\""));
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn without_colours_nothing_is_coloured() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).env("NO_COLOR", "1").start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let raw = String::from_utf8(terminal.raw()).unwrap();
    assert!(!regex::Regex::new(r"\x1b\[[0-9;:]*\b(3[0-8]|4[0-8]|9[0-7])\b").unwrap().is_match(&raw), "{raw:?}");
}

#[test]
fn the_first_start_shows_the_sample_story_with_the_tour() {
    let place = Place::new();
    let mut terminal = Program::new(&place).start();
    terminal.wait_for("tour 1 of");
    terminal.send("jl");
    terminal.wait_for("Good.");
    assert_eq!(terminal.quit(), 0);
    assert!(place.path("data/tagline/articles/sample-story.txt").exists());
    assert!(place.files("work").is_empty());
}

#[test]
fn a_folder_opens_the_list_of_its_articles() {
    let place = Place::with_project();
    place.write("work/second.txt", "Another one\n\nBody of it.\n");
    let mut terminal = Program::new(&place).args(["."]).start();
    terminal.wait_for("Another one");
    terminal.send("path:second");
    terminal.wait_for("1 of 2");
    terminal.send("<Enter>");
    terminal.wait_for("Body of it.");
    terminal.send(">");
    terminal.wait_for("the last article of those that the library's filter shows");
    terminal.send("O<Esc>");
    terminal.wait_for("2 articles");
    terminal.send("<Esc>");
    terminal.wait_gone("Library  work");
    terminal.send("<lt>");
    terminal.wait_for("this is the first article");
    terminal.send(">");
    terminal.wait_for("Harbour strike enters");
    assert_eq!(terminal.quit(), 0);
}
