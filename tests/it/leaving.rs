//! Signals, closed windows, faults: whatever ends the program, the work is saved and the terminal given back.

use std::time::{Duration, Instant};

use crate::place::Place;
use crate::terminal::{Program, Terminal};

/// How long leaving may take, and as long again for a machine that is busy with other tests.
const PROMPT: Duration = Duration::from_secs(4);

fn opened(place: &Place) -> Terminal {
    let terminal = Program::new(place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal
}

fn tagged(place: &Place) -> Terminal {
    let mut terminal = opened(place);
    terminal.send("<Tab>a");
    terminal.wait_for("actor on “Harbour”");
    terminal
}

#[test]
fn a_signal_right_after_a_tag_loses_nothing() {
    for (name, number) in [("TERM", 15), ("HUP", 1), ("INT", 2), ("QUIT", 3)] {
        let place = Place::with_project();
        let mut terminal = tagged(&place);
        let begin = Instant::now();
        terminal.signal(name);
        assert_eq!(terminal.wait_exit(), 128 + number, "{name}");
        assert!(begin.elapsed() < PROMPT, "{name} took {:?}", begin.elapsed());
        assert!(place.record().contains("text: \"Harbour\""), "{name}: {}", place.record());
        assert!(terminal.after_screen().contains("annotations/anna/story.txt.ron"), "{name}");
    }
}

#[test]
fn signals_that_mean_nothing_here_change_nothing() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    for name in ["USR1", "XFSZ", "WINCH", "PIPE"] {
        terminal.signal(name);
    }
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn stopped_and_brought_back_it_draws_all_again() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.signal("TSTP");
    terminal.wait_that("the process to stop", || terminal.process_state() == 'T');
    terminal.wait_that("the terminal to be given back", || terminal.raw().ends_with(b"\x1b[?1049l"));
    let before = terminal.raw().len();
    terminal.signal("CONT");
    terminal.wait_bytes(before);
    terminal.wait_for("Harbour strike enters third week");
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    terminal.after_screen();
}

#[test]
fn suspended_from_the_palette_it_comes_back_too() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.send(":");
    terminal.wait_for("type to narrow down");
    terminal.send("suspend");
    terminal.wait_for("suspend to the shell");
    terminal.send("<Enter>");
    terminal.wait_that("the process to stop", || terminal.process_state() == 'T');
    terminal.signal("CONT");
    terminal.wait_for("a0 t0");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn stopped_from_outside_it_draws_all_again() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.signal("STOP");
    terminal.wait_that("the process to stop", || terminal.process_state() == 'T');
    let before = terminal.raw().len();
    terminal.signal("CONT");
    terminal.wait_bytes(before + 500);
    terminal.wait_for("a0 t0");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn a_closed_window_ends_it_and_the_work_is_saved() {
    let place = Place::with_project();
    let mut terminal = tagged(&place);
    let begin = Instant::now();
    terminal.hang_up();
    assert_eq!(terminal.wait_exit(), 129);
    assert!(begin.elapsed() < PROMPT, "{:?}", begin.elapsed());
    assert!(place.record().contains("text: \"Harbour\""), "{}", place.record());
}

#[test]
fn control_c_twice_leaves() {
    let place = Place::with_project();
    let mut terminal = tagged(&place);
    terminal.send("<C-c>");
    terminal.wait_for("again to quit");
    terminal.send("<C-c>");
    assert_eq!(terminal.wait_exit(), 0);
    assert!(place.record().contains("text: \"Harbour\""));
}

/// Tags twice, then has a fault happen at a place of the program: at once, or when all is `calm`.
#[cfg(debug_assertions)]
fn with_fault(point: &str, calm: bool, then: impl FnOnce(&Place, &mut Terminal)) {
    let place = Place::with_project();
    let trigger = place.path("fault");
    let mut terminal = Program::new(&place).args(["story.txt"]).env("TAGLINE_FAULT", format!("{point}={}", trigger.display())).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    terminal.send("t");
    terminal.wait_for("threat on");
    if calm {
        terminal.wait_that("the second tag in the record", || place.record().contains("label: \"threat\""));
        terminal.wait_for("✓ saved");
    }
    std::fs::write(&trigger, "").unwrap();
    then(&place, &mut terminal);
    assert!(!trigger.exists(), "the fault has not happened");
}

#[test]
#[cfg(debug_assertions)]
fn a_fault_of_its_own_gives_the_terminal_back_and_saves() {
    for point in ["update", "view"] {
        with_fault(point, false, |place, terminal| {
            terminal.send("j");
            assert_eq!(terminal.wait_exit(), 101, "{point}");
            let said = terminal.after_screen();
            assert!(said.contains("tagline came upon a fault of its own at src/tui/fault.rs:"), "{said}");
            assert!(place.record().contains("label: \"threat\""), "{}", place.record());
        });
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_fault_in_a_job_is_told_and_the_work_goes_on() {
    with_fault("job", true, |place, terminal| {
        terminal.send("O");
        terminal.wait_for("a fault inside tagline");
        terminal.send("<Esc>");
        terminal.wait_gone("Library  work");
        terminal.send("jc");
        terminal.wait_for("a1 t1 c1");
        terminal.wait_that("the third tag in the record", || place.record().contains("label: \"claim\""));
        assert_eq!(terminal.quit(), 0);
    });
}

#[test]
#[cfg(debug_assertions)]
fn a_fault_in_a_save_is_a_save_that_failed_and_is_tried_again() {
    with_fault("save", true, |place, terminal| {
        terminal.send("jc");
        terminal.wait_for("NOT SAVED");
        terminal.wait_for("✓ saved");
        assert!(place.record().contains("label: \"claim\""), "{}", place.record());
        assert_eq!(terminal.quit(), 0);
    });
}
