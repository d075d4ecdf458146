//! What comes from the terminal and is no key: sizes, answers, pastes, bursts.

use std::time::Duration;

use crate::place::Place;
use crate::terminal::{Program, Terminal};

fn opened(place: &Place) -> Terminal {
    let terminal = Program::new(place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal
}

#[test]
fn a_storm_of_sizes_leaves_it_alive() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    let sizes = [(1, 1), (0, 0), (500, 200), (0, 24), (80, 0), (3, 90), (200, 2), (20, 5), (19, 5), (21, 4), (2, 2)];
    for round in 0..20 {
        for (width, height) in sizes {
            terminal.resize(width, height);
            if round % 4 == 0 {
                std::thread::sleep(Duration::from_millis(4));
            }
        }
    }
    terminal.resize(80, 24);
    terminal.wait_for("Harbour strike enters third week");
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    terminal.resize(100, 30);
    terminal.send("?");
    terminal.wait_for("type to narrow down");
    terminal.resize(40, 8);
    terminal.resize(80, 24);
    terminal.send("<Esc>");
    terminal.wait_for("a1 t0");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn every_size_at_the_start_is_fine() {
    let place = Place::with_project();
    for (width, height) in [(1, 1), (0, 0), (500, 200), (20, 5), (5, 60)] {
        let mut terminal = Program::new(&place).args(["story.txt"]).size(width.max(1), height.max(1)).start();
        terminal.resize(width, height);
        terminal.wait_bytes(40);
        terminal.resize(80, 24);
        terminal.wait_for("a0 t0");
        assert_eq!(terminal.quit(), 0, "{width}x{height}");
    }
}

#[test]
fn a_screen_too_small_says_so_and_can_be_left() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.resize(19, 24);
    terminal.wait_for("too small");
    terminal.send("<Tab>a");
    terminal.resize(80, 24);
    terminal.wait_for("a0 t0");
    terminal.resize(80, 4);
    terminal.wait_for("too small");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), "", "keys that cannot be seen do nothing");
}

#[test]
fn an_answer_about_the_background_in_pieces_is_no_key_and_switches_the_theme() {
    let place = Place::with_project();
    // A busy machine must not look like a user who pressed Esc.
    place.write("config/tagline/config.ron", "(escape_timeout_ms: 2000)");
    for end in ["\x1b\\", "\x07"] {
        let mut terminal = opened(&place);
        let before = terminal.colors_of("Harbour");
        std::thread::sleep(Duration::from_millis(300));
        for byte in format!("\x1b]11;rgb:ffff/fafa/f0f0{end}").bytes() {
            terminal.send_bytes(&[byte]);
            std::thread::sleep(Duration::from_millis(5));
        }
        terminal.wait_that("other colours", || terminal.colors_of("Harbour") != before);
        assert!(!terminal.screen().contains("does nothing here"), "{}", terminal.screen());
        terminal.send("<Tab>");
        terminal.wait_for("1 word selected");
        assert_eq!(terminal.quit(), 0);
    }
    assert_eq!(place.record(), "");
}

#[test]
fn arrows_with_alt_in_pieces_are_arrows() {
    let place = Place::with_project();
    place.write("config/tagline/config.ron", "(escape_timeout_ms: 2000)");
    let mut terminal = opened(&place);
    terminal.send("v");
    terminal.wait_for("1 word selected");
    for byte in b"\x1b[1;2C" {
        terminal.send_bytes(&[*byte]);
        std::thread::sleep(Duration::from_millis(5));
    }
    terminal.wait_for("2 words selected");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), "");
}

#[test]
fn a_paste_is_offered_as_an_article_and_runs_nothing() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.send_bytes(b"\x1b[200~aaaa\x11\nPasted headline qqxx:quit\n\x1b[201~");
    terminal.wait_for("Make a new article");
    terminal.send("<Esc>");
    terminal.wait_gone("Make a new article");
    terminal.wait_for("a0 t0 c0 q0");
    terminal.send_bytes(b"\x1b[200~A new story\r\rBody of it.\x1b[201~");
    terminal.wait_for("Make a new article");
    terminal.send("<Tab>2026-11-25<Enter>");
    terminal.wait_for("Body of it.");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.files("work"), ["articles/a-new-story.txt", "articles/a-new-story.txt.meta.ron", "story.txt", "tagline.ron"]);
    assert_eq!(place.read("work/articles/a-new-story.txt"), "A new story\n\nBody of it.\n");
    let meta = place.read("work/articles/a-new-story.txt.meta.ron");
    assert!(meta.contains("title: \"A new story\"") && meta.contains("date: \"2026-11-25\"") && meta.contains("source: \"pasted text\""), "{meta}");
}

#[test]
fn a_paste_into_a_field_stays_there() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.send("/");
    terminal.wait_for("Esc back");
    terminal.send_bytes(b"\x1b[200~the strike\x11\x1b[201~");
    terminal.wait_for("/the strike");
    terminal.send("<Esc>");
    terminal.wait_gone("Esc back");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), "");
}

#[test]
fn a_burst_of_text_is_a_paste_too() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.send("aqxd The dockers of the harbour said on Monday: no, never, not for x, q or !");
    terminal.wait_for("Make a new article");
    terminal.send("<Esc>");
    terminal.wait_gone("Make a new article");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.record(), "");
}

#[test]
fn a_key_held_down_is_no_paste() {
    let place = Place::with_project();
    let mut terminal = opened(&place);
    terminal.send(&"w".repeat(60));
    terminal.wait_for("¶3/3");
    assert!(!terminal.screen().contains("Make a new article"));
    assert_eq!(terminal.quit(), 0);
}
