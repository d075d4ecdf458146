//! Articles that are moved with everything that belongs to them, and articles that must leave no trace.

use crate::place::{Place, STORY};
use crate::terminal::Program;

fn annotated() -> Place {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("a1");
    terminal.wait_for("✓ saved");
    terminal.send("B");
    assert_eq!(terminal.quit(), 0);
    place.write("work/annotations/ben/story.txt.ron", place.record().replace("annotator: \"anna\"", "annotator: \"ben\""));
    place
}

#[test]
fn an_article_moves_with_all_that_belongs_to_it() {
    let place = annotated();
    let run = place.run(&["mv", "story.txt", "articles/june/strike.txt"]);
    assert_eq!((run.code, run.out.contains("with the records of anna, ben")), (0, true), "{}{}", run.out, run.err);
    assert_eq!((place.read("work/articles/june/strike.txt").as_str(), place.read("work/story.txt").as_str()), (STORY, ""));
    for name in ["anna", "ben"] {
        let record = place.read(&format!("work/annotations/{name}/articles/june/strike.txt.ron"));
        assert!(record.contains("path: \"articles/june/strike.txt\"") && record.contains("Harbour"), "{record}");
    }
    assert!(place.path("work/articles/june/strike.txt.meta.ron").exists() && !place.path("work/story.txt.meta.ron").exists());
    assert_eq!(place.run(&["check"]).code, 0, "{}", place.run(&["check"]).out);
    // Undo goes along.
    let mut terminal = Program::new(&place).args(["articles/june/strike.txt"]).start();
    terminal.wait_for("a1");
    terminal.send("u");
    terminal.wait_for("undone: actor");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn a_file_that_was_moved_already_gets_the_rest() {
    let place = annotated();
    std::fs::rename(place.path("work/story.txt"), place.path("work/strike.txt")).unwrap();
    let run = place.run(&["mv", "story.txt", "strike.txt"]);
    assert_eq!((run.code, run.out.contains("is there already")), (0, true), "{}{}", run.out, run.err);
    assert!(place.read("work/annotations/ben/strike.txt.ron").contains("path: \"strike.txt\"") && place.record().is_empty());
}

#[test]
fn nothing_is_overwritten_and_nothing_leaves_the_project() {
    let place = annotated();
    place.write("work/other.txt", "x");
    place.write("work/annotations/ben/third.txt.ron", "(schema: 1)");
    let before = place.files("work");
    for (old, new) in [("story.txt", "other.txt"), ("story.txt", "third.txt"), ("story.txt", "../gone.txt"), ("story.txt", "story.txt"), ("no.txt", "new.txt")]
    {
        let run = place.run(&["mv", old, new]);
        assert_eq!((run.code, place.files("work")), (2, before.clone()), "{old} {new} {}", run.err);
    }
}

#[test]
fn what_is_to_be_forgotten_is_shown_first_and_leaves_no_trace() {
    let place = annotated();
    place.write("work/annotations/anna/other.txt.ron", place.record().replace("story.txt", "other.txt"));
    let before = (place.files("work"), place.files("state"));
    let run = place.run(&["forget", "story.txt"]);
    assert_eq!((run.code, (place.files("work"), place.files("state"))), (1, before), "{}", run.err);
    assert!(run.out.contains("would remove") && run.out.contains("journal"), "{}", run.out);
    let run = place.run(&["forget", "story.txt", "--keep-records", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!place.record().is_empty() && place.files("state").iter().all(|name| !name.contains("story.txt")));
    let run = place.run(&["forget", "story.txt", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    // The other record needs the same kept text.
    let left = place.files("work");
    assert!(left.iter().all(|name| !name.contains("story.txt") || name == "story.txt"), "{left:?}");
    assert!(left.iter().any(|name| name.contains(".texts/")) && left.iter().any(|name| name == "annotations/anna/other.txt.ron"), "{left:?}");
    assert_eq!(place.run(&["forget", "story.txt", "--yes"]).out, "nothing is kept of this article\n");
}
