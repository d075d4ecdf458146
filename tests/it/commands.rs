//! The subcommands, without a terminal.

use std::io::Read;
use std::process::Stdio;

use crate::place::{Place, Run, STORY};
use crate::terminal::Program;

/// A record of the story with the tags that are given as label, start, end, text.
fn with_record(place: &Place, text: &str, tags: &[(&str, usize, usize, &str)]) {
    let text = tagline::article::Text::new(text.to_owned());
    let hash = text.sha256();
    let items = tags.iter().enumerate().map(|(n, (label, start, end, quoted))| {
        format!("    (id: \"0192f000-0000-7000-8000-00000000000{n}\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: \"{quoted}\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n")
    });
    let record = format!(
        "(\n  schema: 1,\n  article: (path: \"story.txt\", title: \"x\", sha256: \"{hash}\", chars: {}),\n  annotator: \"anna\",\n  state: InProgress,\n  annotations: [\n{}  ],\n  relations: [],\n  deleted: [],\n)\n",
        text.char_count(),
        items.collect::<String>()
    );
    place.write("work/annotations/anna/story.txt.ron", record);
}

#[test]
fn show_prints_the_article_with_its_annotations() {
    let place = Place::with_project();
    with_record(&place, STORY, &[("actor", 0, 7, "Harbour"), ("claim", 0, 14, "Harbour strike")]);
    let run = place.run(&["show", "story.txt"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("[c [a Harbour] strike] enters third week\n"), "{}", run.out);
}

#[test]
fn offsets_in_json_are_code_points() {
    let place = Place::with_project();
    let text = "🎣 Zoë 👩‍👩‍👧 said no\n\nThe e\u{301}nd.\n";
    place.write("work/story.txt", text);
    let start = text.chars().position(|c| c == 's').unwrap();
    with_record(&place, text, &[("actor", 2, 5, "Zoë"), ("claim", start, start + 7, "said no")]);
    let run = place.run(&["show", "--json", "story.txt"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let data: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(data["offset_unit"], "codepoint");
    assert_eq!(data["article"]["chars"], text.chars().count());
    assert_eq!(data["not_understood"], serde_json::json!([]));
    let annotations = data["annotations"].as_array().unwrap();
    assert_eq!(annotations.len(), 2);
    for annotation in annotations {
        let span = &annotation["spans"][0];
        let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
        assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), span["text"]);
    }
}

#[test]
fn every_command_and_option_for_information_works() {
    let place = Place::with_project();
    let cases: [(&[&str], &str); 13] = [
        (&["--version"], "tagline 0.1.0"),
        (&["--help"], "Keys that matter"),
        (&["show", "--help"], "Examples:"),
        (&["init", "--help"], "Example:"),
        (&["config", "--help"], "Examples:"),
        (&["config", "--path"], "config/tagline/config.ron"),
        (&["config", "--check"], "the defaults hold"),
        (&["config", "--default"], "escape_timeout_ms: 30"),
        (&["keys"], "C-q"),
        (&["keys", "--markdown"], "| `C-q` |"),
        (&["completions", "bash"], "complete -F"),
        (&["completions", "fish"], "complete -c tagline"),
        (&["man"], ".TH tagline"),
    ];
    for (args, expected) in cases {
        let run = place.run(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        assert!(run.out.contains(expected), "{args:?}: {}", run.out);
        assert!(run.out.ends_with('\n'), "{args:?}");
    }
    assert_eq!(place.files("work"), ["story.txt", "tagline.ron"]);
}

#[test]
fn the_default_settings_are_right_as_printed() {
    let place = Place::with_project();
    place.write("config/tagline/config.ron", place.run(&["config", "--default"]).out);
    let run = place.run(&["config", "--check"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("all is well"), "{}", run.out);
}

#[test]
fn mistakes_on_the_command_line_exit_with_2() {
    let place = Place::with_project();
    for args in
        [&["--nonsense"][..], &["show"], &["config"], &["completions", "tcl"], &["--annotator", "Anna B", "story.txt"], &["--annotator", "gold", "story.txt"]]
    {
        let run = place.run(args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.starts_with("error: ") && run.out.is_empty(), "{args:?}: {}{}", run.out, run.err);
    }
}

#[test]
fn without_a_terminal_it_says_what_works() {
    let place = Place::with_project();
    let run = place.run(&["story.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no terminal") && run.err.contains("hint: ") && run.err.contains("tagline show"), "{}", run.err);
    let mut terminal = Program::new(&place).args(["story.txt"]).env("TERM", "dumb").start();
    assert_eq!(terminal.wait_exit(), 2);
    let said = String::from_utf8(terminal.raw()).unwrap();
    assert!(said.contains("TERM is dumb") && said.contains("hint: set TERM") && !said.contains('\x1b'), "{said}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::with_project();
    place.write("work/long.txt", "A line of the story that goes on.\n\n".repeat(20_000));
    for args in [&["show", "long.txt"][..], &["show", "--json", "long.txt"], &["keys"], &["man"], &["completions", "zsh"], &["--help"]] {
        let mut child = place.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let _ = out.read(&mut [0; 10]).unwrap();
        drop(out);
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let place = Place::with_project();
    for args in [&["show", "story.txt"][..], &["show", "--json", "story.txt"], &["keys"], &["man"], &["--help"], &["--version"], &["config", "--path"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = Run::of(place.command(args).stdout(full).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(run.code, 74, "{args:?}");
        assert!(run.err.starts_with("error: the output cannot be written"), "{args:?}: {}", run.err);
    }
}
