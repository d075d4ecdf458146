//! Articles and names from people who mean harm: nothing in them is a command to a terminal.

use std::time::{Duration, Instant};

use regex::bytes::Regex;

use crate::place::Place;
use crate::terminal::Program;

/// Text that would move the cursor, set the title, answer questions, hide, turn around.
const PAYLOAD: &str = "A\u{1b}[31mRED\u{1b}[0m\u{1b}]0;title\u{7}\u{1b}]52;c;aGk=\u{7}\u{1b}[6n\u{1b}[99;99r\u{1b}P+q544e\u{1b}\\\u{1b}c\u{9b}31m\u{9d}0;x\u{9c}\u{85}\u{90}B \
\u{202e}over\u{202c} \u{2066}iso\u{2069} z\u{200b}w and quite a lot of ordinary words, so that the file counts as text and is not taken for a picture or a program; \
 \u{feff} t\u{e0041}\u{e007f} s\u{ad}y \u{8}\u{8}\u{7f}\u{0}\u{e}\u{f}\u{c}\u{b} \u{61c}\u{200e}\u{200f}\u{2028}\u{2029} x\u{fff9}y \u{3164} end";

/// What the program itself sends.
fn own() -> Regex {
    Regex::new(r"(?-u)\x1b\[[0-9;:]*[mHC]|\x1b\[2J|\x1b\[\?(25|1049|2004|1004|1002|1006)[hl]|\x1b\]11;\?\x1b\\|\r\n").unwrap()
}

/// Fails when bytes hold anything that acts on a terminal, the program's own commands apart.
fn harmless(raw: &[u8], what: &str) {
    let rest = own().replace_all(raw, &b""[..]);
    let text = std::str::from_utf8(&rest).unwrap_or_else(|error| panic!("{what}: {error}"));
    let acts = |c: &char| {
        let plain_line_end = *c == '\n';
        let hides = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}' | '\u{fff9}');
        c.is_control() && !plain_line_end || hides
    };
    if let Some(at) = text.find(|c| acts(&c)) {
        let from = text.char_indices().map(|(at, _)| at).take_while(|from| *from <= at).last().unwrap();
        panic!("{what}: {:?}", text[from..].chars().take(30).collect::<String>());
    }
    assert!(!String::from_utf8_lossy(raw).contains("\x1b[31mRED"), "{what}: a colour of the article's");
}

fn evil_name() -> String {
    "ev\u{1b}[31mRED\u{1b}]0;x\u{7}\u{202e}\u{200b}\u{9b}il\n.txt".into()
}

#[test]
fn a_hostile_article_sends_nothing_to_the_terminal() {
    let place = Place::with_project();
    place.write("work/evil.txt", format!("{PAYLOAD}\n\n“{PAYLOAD}” {PAYLOAD}\n\n{PAYLOAD}\n"));
    let mut terminal = Program::new(&place).args(["evil.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.wait_for("‹202E›");
    terminal.send("pc");
    terminal.wait_for("claim on");
    terminal.send("<Tab>a<Tab>q");
    terminal.wait_for("✓ saved");
    terminal.send("e<Enter>");
    terminal.wait_for("marks");
    terminal.send("i");
    terminal.wait_for("Note");
    terminal.send_bytes(format!("\x1b[200~{}\x1b[201~", PAYLOAD.replace('\u{1b}', "")).as_bytes());
    terminal.send("<Enter>");
    terminal.wait_for("note on");
    terminal.send("<Enter>");
    terminal.wait_for("p partial");
    terminal.send("<Esc>");
    terminal.wait_gone("p partial");
    terminal.send("|/RED");
    terminal.wait_for("/RED");
    terminal.send("<Enter>*");
    terminal.send("<C-c>O");
    terminal.wait_for("2 articles");
    terminal.send("<Esc>");
    terminal.wait_gone("Library  work");
    assert_eq!(terminal.quit(), 0);
    harmless(&terminal.raw(), "the screen");
    let record = place.read("work/annotations/anna/evil.txt.ron");
    harmless(record.as_bytes(), "the record");

    for args in [&["show", "evil.txt"][..], &["show", "--json", "evil.txt"]] {
        let run = place.run(args);
        assert_eq!(run.code, 0, "{}", run.err);
        harmless(run.out.as_bytes(), "show");
    }
}

#[test]
fn show_on_a_terminal_is_harmless_too() {
    let place = Place::with_project();
    place.write("work/evil.txt", PAYLOAD);
    let mut terminal = Program::new(&place).anonymous().args(["show", "evil.txt"]).start();
    assert_eq!(terminal.wait_exit(), 0);
    harmless(&terminal.raw(), "show");
}

#[test]
fn a_pasted_article_is_harmless_too() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send_bytes(format!("\x1b[200~{PAYLOAD}\r\r{PAYLOAD}\x1b[201~").as_bytes());
    terminal.wait_for("Make a new article");
    terminal.send("<Enter>");
    terminal.wait_gone("Make a new article");
    terminal.wait_for("‹202E›");
    assert_eq!(terminal.quit(), 0);
    harmless(&terminal.raw(), "the screen");
    let name = place.files("work/articles").pop().unwrap();
    harmless(name.as_bytes(), "the name");
}

#[test]
fn hostile_names_of_files_are_harmless_everywhere() {
    let place = Place::with_project();
    let name = evil_name();
    place.write(&format!("work/{name}"), "");
    let mut terminal = Program::new(&place).args([&name]).start();
    terminal.wait_for("empty");
    terminal.wait_for("ev␛[31mRED");
    terminal.send("O");
    terminal.wait_for("2 articles");
    terminal.send("<Esc>");
    terminal.wait_gone("Library  work");
    terminal.send("d");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    harmless(&terminal.raw(), "the screen");
    assert!(terminal.after_screen().contains("saved "));

    let gone = name.replace("ev", "gone");
    let folder = format!("d{name}");
    std::fs::create_dir(place.path(&format!("work/{folder}"))).unwrap();
    let option = format!("--{gone}");
    let cases: [&[&str]; 9] = [
        &["show", &gone],
        &["show", &folder],
        &["show", &name],
        &[&gone],
        &[&folder],
        &[&option],
        &["--annotator", &gone],
        &["completions", &gone],
        &["init", &gone],
    ];
    for args in cases {
        let run = place.run(args);
        harmless(run.out.as_bytes(), &format!("{args:?}"));
        harmless(run.err.as_bytes(), &format!("{args:?}"));
    }
}

#[test]
fn a_hostile_project_is_harmless() {
    let place = Place::with_story();
    let id = "x\\u{1b}[31mRED\\u{202e}";
    place.write(
        "work/tagline.ron",
        format!("(codebook: (labels: [(id: \"a\", key: 'a', name: \"{id}\", definition: \"{id}\"), (id: \"{id}\", key: 'b')]), \"{id}\": 3, \u{1b}[31mRED)"),
    );
    for args in [&["keys"][..], &["config", "--check"], &["show", "story.txt"]] {
        let run = place.run(args);
        harmless(run.out.as_bytes(), &format!("{args:?}"));
        harmless(run.err.as_bytes(), &format!("{args:?}"));
    }
    place.write("work/tagline.ron", format!("(codebook: (labels: [(id: \"a\", key: 'a', name: \"{id}\", definition: \"{id}\")]))"));
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    terminal.send("?");
    terminal.wait_for("to narrow down");
    terminal.send("<Esc>");
    terminal.wait_gone("to narrow down");
    assert_eq!(terminal.quit(), 0);
    harmless(&terminal.raw(), "the screen");
}

#[test]
#[cfg(unix)]
fn what_is_no_article_is_refused_in_one_line_at_once() {
    let place = Place::with_project();
    place.write("work/picture.txt", [0u8, 1, 2, 3, 0x89].repeat(1000));
    std::fs::create_dir(place.path("work/folder")).unwrap();
    std::fs::File::create(place.path("work/huge.txt")).unwrap().set_len(400_000_000_000).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(place.path("work/pipe.txt")).status().unwrap().success());
    let cases = [
        ("missing.txt", "no such file"),
        ("picture.txt", "holds no text"),
        ("huge.txt", "is larger than 100 MB"),
        ("pipe.txt", "is a pipe, not a file of text"),
        ("/dev/null", "is a device, not a file of text"),
        ("/dev/zero", "is a device, not a file of text"),
        ("story.txt/x", "Not a directory"),
    ];
    for (name, expected) in cases {
        let begin = Instant::now();
        let mut terminal = Program::new(&place).args([name]).start();
        assert_eq!(terminal.wait_exit(), 2, "{name}");
        let said = String::from_utf8(terminal.raw()).unwrap();
        assert!(said.starts_with("error: ") && said.contains(expected) && said.lines().count() == 1 && !said.contains('\x1b'), "{name}: {said}");
        let run = place.run(&["show", name]);
        assert_eq!(run.code, 2, "{name}");
        assert!(run.err.contains(expected) && run.err.lines().count() == 1 && run.out.is_empty(), "{name}: {}", run.err);
        assert!(begin.elapsed() < Duration::from_secs(10), "{name}: {:?}", begin.elapsed());
    }
    let run = place.run(&["show", "folder"]);
    assert!(run.code == 2 && run.err.contains("is a folder"), "{}", run.err);
    let place = Place::new();
    std::fs::create_dir(place.path("work/folder")).unwrap();
    let mut terminal = Program::new(&place).args(["folder"]).start();
    assert_eq!(terminal.wait_exit(), 2);
    assert!(String::from_utf8(terminal.raw()).unwrap().contains("there are no articles"));
}
