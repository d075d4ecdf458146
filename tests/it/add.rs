//! `tagline add`, `tagline new` and `tagline formats`.

use std::io::Write;
use std::process::Stdio;

use crate::place::{Place, Run, STORY};
use crate::terminal::Program;

/// A page as a browser saves it.
const PAGE: &str = "<!doctype html><html><head><title>Ferry talks fail</title></head><body><article><h1>Ferry talks fail</h1>\
<p>The ferry company and the crews broke off their talks on Tuesday night, and neither side would name a day for the next round.</p>\
<p>“We are further apart than in spring,” said Noor Haldane, who speaks for the crews, when she left the building.</p></article></body></html>";

/// A project with nothing in it.
fn project() -> Place {
    let place = Place::new();
    place.write("work/tagline.ron", "()");
    place
}

/// Runs a command that is given text to read.
fn run_with(place: &Place, args: &[&str], input: &str) -> Run {
    let mut child = place.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = input.as_bytes().to_vec();
    let writing = std::thread::spawn(move || drop(stdin.write_all(&text)));
    let run = Run::of(child.wait_with_output().unwrap());
    writing.join().unwrap();
    run
}

#[test]
fn a_folder_becomes_articles_and_again_adds_nothing() {
    let place = project();
    place.write("in/story.txt", STORY);
    place.write("in/deep/page.html", PAGE);
    place.write("in/deep/page_files/frame.html", PAGE);
    place.write("in/notes.md", "---\ntitle: \"Notes, continued\"\n---\n# Notes\n\nMore of them.\n");
    place.write("in/.hidden.txt", "Not this.");
    place.write("in/picture.txt.bin", [0u8, 1, 2, 3].repeat(100));
    let run = place.run(&["add", "../in"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(
        run.out,
        "articles/ferry-talks-fail.txt  Ferry talks fail\narticles/notes-continued.md  Notes, continued\n\
         articles/story.txt  Harbour strike enters third week\nadded 3 articles, 1 file skipped\n"
    );
    assert_eq!(place.read("work/articles/story.txt"), STORY);
    assert!(place.read("work/articles/ferry-talks-fail.txt.meta.ron").contains("extractor: \"tagline-html"));
    let files = place.files("work");
    assert_eq!(files.len(), 7, "{files:?}");
    std::fs::rename(place.path("work/articles/story.txt"), place.path("work/mine.txt")).unwrap();
    let run = place.run(&["add", "../in", "../in/story.txt", "."]);
    assert_eq!((run.code, run.out.as_str()), (0, "added 0 articles, 6 were there already, 1 file skipped\n"), "{}", run.err);
    assert_eq!(run.err, "../in/story.txt: is named twice; it is read once\n");
    assert_eq!(place.files("work").len(), 7);
}

#[test]
fn outside_a_project_articles_go_to_the_library() {
    let place = Place::with_story();
    let run = place.run(&["add", "story.txt", "--into", "articles/may"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(place.read("data/tagline/articles/may/story.txt"), STORY);
    assert_eq!(place.files("work"), ["story.txt"]);
}

#[test]
fn text_comes_from_standard_input() {
    let place = project();
    let run = run_with(&place, &["add", "-"], PAGE);
    assert_eq!((run.code, run.out.lines().next()), (0, Some("articles/ferry-talks-fail.txt  Ferry talks fail")), "{}", run.err);
    assert!(place.read("work/articles/ferry-talks-fail.txt.meta.ron").contains("source: \"standard input\""));
    let run = run_with(&place, &["new", "--title", "Strike!", "--date", "2026-11-25"], "It goes on.\n");
    assert_eq!((run.code, run.out.as_str()), (0, "articles/strike.txt  Strike!\nadded 1 article\n"), "{}", run.err);
    assert!(place.read("work/articles/strike.txt.meta.ron").contains("date: \"2026-11-25\""));
    let run = run_with(&place, &["new", "--as", "markdown"], "# A heading\n");
    assert_eq!(run.out.lines().next(), Some("articles/a-heading.md  A heading"));
    let run = run_with(&place, &["new"], " \n");
    assert_eq!((run.code, run.err.as_str()), (1, "standard input: holds no text\n"));
    let mut terminal = Program::new(&place).anonymous().args(["new"]).start();
    assert_eq!(terminal.wait_exit(), 2);
    assert!(String::from_utf8(terminal.raw()).unwrap().contains("in the program, paste the text"));
}

#[test]
fn a_changed_article_is_told_then_taken_and_its_annotations_are_found_again() {
    let place = project();
    let page = |text: &str| format!("---\nurl: https://example.org/strike\ntitle: Strike\n---\nThe dockers went out.\n\n{text}\n");
    place.write("in/a.md", page("Maren Tolvik spoke."));
    assert_eq!(place.run(&["add", "../in"]).code, 0);
    let text = tagline::article::Text::new(place.read("work/articles/strike.md"));
    let start = text.as_str().split("Maren").next().unwrap().chars().count();
    let record = format!(
        "(\n  schema: 1,\n  article: (path: \"articles/strike.md\", title: \"x\", sha256: \"{}\", chars: {}),\n  annotator: \"anna\",\n  state: InProgress,\n  annotations: [\n    (id: \"0192f000-0000-7000-8000-000000000000\", label: \"actor\", spans: [(start: {start}, end: {}, text: \"Maren Tolvik\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n  ],\n  relations: [],\n  deleted: [],\n)\n",
        text.sha256(),
        text.char_count(),
        start + 12
    );
    place.write("work/annotations/anna/articles/strike.md.ron", record);
    place.write(&format!("work/annotations/.texts/{}.txt", text.sha256()), text.as_str());
    place.write("in/a.md", page("On Monday, Maren Tolvik spoke."));
    let run = place.run(&["add", "../in"]);
    assert_eq!((run.code, run.out.as_str()), (0, "added 0 articles, 1 changed (take it with --update)\n"));
    assert_eq!(run.err, "../in/a.md: has changed since articles/strike.md was added; --update takes the new text\n");
    assert!(!place.read("work/articles/strike.md").contains("On Monday"));
    let run = place.run(&["add", "../in", "--update"]);
    assert_eq!((run.code, run.out.as_str()), (0, "updated articles/strike.md  Strike\nupdated 1 article\n"), "{}", run.err);
    let run = place.run(&["show", "--annotator", "anna", "articles/strike.md"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("On Monday, [a Maren Tolvik] spoke."), "{}", run.out);
    assert_eq!(place.run(&["add", "../in", "--update"]).out, "added 0 articles, 1 was there already\n");
}

#[test]
fn near_duplicates_and_suspicious_text_are_pointed_out() {
    let place = project();
    place.write("in/a.txt", STORY);
    place.write("in/b.txt", format!("PORT SELDEN (Agency) — {STORY}"));
    place.write("in/c.txt", "One line.\nA p\u{430}ypal and \u{202e}more\u{1b}[31m.\n");
    let run = place.run(&["add", "../in"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.starts_with("../in/b.txt: ") && run.err.contains(" % the same as articles/a.txt\n"), "{}", run.err);
    assert!(run.err.contains("../in/c.txt: suspicious text: 1 direction override, in line 2: "), "{}", run.err);
    assert!(run.err.contains("1 word mixes scripts that look alike"), "{}", run.err);
    assert!(!run.err.contains(['\u{1b}', '\u{202e}']), "{}", run.err);
}

#[test]
fn a_dry_run_writes_nothing_and_says_the_same_as_data() {
    let place = project();
    place.write("in/story.txt", format!("{STORY}\u{202e}"));
    place.write("in/empty.txt", "");
    let run = place.run(&["add", "../in", "--dry-run", "--json", "--set", "date=2026-11"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(place.files("work"), ["tagline.ron"]);
    assert!(!run.out.contains('\u{202e}'), "{}", run.out);
    let data: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((data[0]["outcome"].as_str(), data[0]["why"].as_str()), (Some("refused"), Some("holds no text")));
    assert_eq!((data[1]["outcome"].as_str(), data[1]["title"].as_str()), (Some("new"), Some("Harbour strike enters third week")));
    assert!(data[1]["path"].as_str().unwrap().ends_with("work/articles/story.txt"));
    assert_eq!(data[1]["suspicious"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let place = project();
    place.write("in/story.txt", STORY);
    place.write("in/picture.png", [0u8, 1, 2, 3].repeat(100));
    std::fs::create_dir(place.path("empty")).unwrap();
    place.write("bare/x.bin", [0u8, 1, 2, 3].repeat(100));
    assert!(std::process::Command::new("mkfifo").arg(place.path("in/pipe")).status().unwrap().success());
    let run = place.run(&["add", "../in/pipe", "/dev/zero", "../gone", "../in/picture.png", "../empty", "../in/story.txt"]);
    assert_eq!((run.code, run.out.as_str()), (1, "articles/story.txt  Harbour strike enters third week\nadded 1 article, 5 could not be read\n"));
    for said in [
        "../in/pipe: is a pipe, not a file of text; - reads what is piped in\n",
        "/dev/zero: is a device, not a file of text; - reads what is piped in\n",
        "../gone: no such file or folder\n",
        "../in/picture.png: is nothing that can be read: tagline formats",
        "../empty: there are no files in this folder\n",
    ] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    let run = place.run(&["add", "../bare"]);
    assert_eq!((run.code, run.out.as_str()), (1, "there is nothing that can be read: added 0 articles, 1 file skipped\n"));
    let run = place.run(&["add", "articles/story.txt"]);
    assert_eq!((run.code, run.err.as_str()), (0, "articles/story.txt: is an article of this project already\n"));
}

#[test]
fn hostile_titles_stay_in_the_folder() {
    let place = project();
    let titles = ["../../../../tmp/evil", "/etc/passwd", "nul", "..", ".git/config", &"long ".repeat(60), "\u{202e}txt.exe"];
    for (n, title) in titles.iter().enumerate() {
        place.write(&format!("in/{n}.md"), format!("---\ntitle: \"{title}\"\n---\nStory number {n}.\n"));
    }
    let run = place.run(&["add", "../in"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = place.files("work/articles");
    assert_eq!(files.len(), 2 * titles.len(), "{files:?}");
    assert!(files.iter().all(|name| name.len() < 100 && !name.contains('/') && !name.starts_with('.')), "{files:?}");
    assert!(!run.out.contains('\u{202e}'));
    std::os::unix::fs::symlink(place.path("outside"), place.path("work/away")).unwrap();
    std::fs::create_dir(place.path("outside")).unwrap();
    let run = place.run(&["add", "../in/0.md", "--set", "title=Other", "--into", "away/may"]);
    assert_eq!((run.code, place.files("outside").len()), (0, 0), "the same text is there already: {}", run.err);
    place.write("in/8.md", "A new story.\n");
    let run = place.run(&["add", "../in/8.md", "--into", "away/may"]);
    assert_eq!((run.code, place.files("outside").len()), (74, 0), "{}", run.err);
    assert!(run.err.contains("away/may is a link that leads out of"), "{}", run.err);
}

/// Bytes packed with gzip.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A Word document with one paragraph.
fn document(text: &str) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let body = format!("<w:document xmlns:w=\"{space}\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", body.as_str())] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(part.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Runs `add` on `in` and on more; all files that are then anywhere but in the project and in `in` were there before.
fn add_harmlessly(place: &Place, args: &[&str]) -> Run {
    let others = || place.files("").into_iter().filter(|file| !file.starts_with("work/")).collect::<Vec<_>>();
    let before = others();
    let run = place.run(&[&["add"], args].concat());
    assert_eq!(others(), before, "{}", run.out);
    assert!(place.files("work").iter().all(|file| file == "tagline.ron" || file.starts_with("articles/")), "{:?}", place.files("work"));
    run
}

#[test]
fn bombs_are_refused_and_the_rest_goes_on() {
    let place = project();
    place.write("in/a.txt.gz", gzip(&vec![b'a'; 32 << 20]));
    place.write("in/b.jsonl.gz", gzip(format!("{{\"text\":\"{}\"}}\n", " ".repeat(32 << 20)).as_bytes()));
    place.write("in/c.docx", document(&"a".repeat(32 << 20)));
    place.write("in/d.docx", document("A short story of the quay."));
    place.write("in/e.txt.gz", gzip(STORY.as_bytes()));
    let run = add_harmlessly(&place, &["../in"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let refused = "unpacks to more than 200 times its size; not read on";
    assert!(["a.txt.gz", "c.docx"].iter().all(|name| run.err.contains(&format!("../in/{name}: {refused}\n"))), "{}", run.err);
    assert!(run.err.lines().any(|line| line.starts_with("../in/b.jsonl.gz: ") && line.ends_with(refused)), "{}", run.err);
    assert!(run.out.ends_with("added 2 articles, 3 could not be read\n"), "{}", run.out);
    assert_eq!(place.read("work/articles/e.txt"), STORY);
}

#[test]
fn a_page_that_nests_without_end_is_read_and_told() {
    let place = project();
    place.write("in/deep.html", format!("<!doctype html><html><body>{}<p>The ferry company broke off the talks.</p>", "<div>".repeat(100_000)));
    let run = add_harmlessly(&place, &["../in"]);
    assert_eq!((run.code, run.err.as_str()), (0, "../in/deep.html: the page nests its elements without end; all of its text was taken\n"), "{}", run.out);
    assert_eq!(place.read("work/articles/deep.txt"), "The ferry company broke off the talks.\n");
}

#[test]
fn a_page_over_which_a_library_stumbles_is_read_in_silence() {
    let place = project();
    // The search for the article cuts between the bytes of the quotation mark before the name of the site.
    let paragraph = PAGE.split_once("</h1>").unwrap().1.split_once("</article>").unwrap().0;
    place.write("in/film.html", PAGE.replace(paragraph, &format!("{paragraph}<object data=\"a.swf\">aaaa\u{201c}youtube.com</object>{paragraph}")));
    let run = add_harmlessly(&place, &["../in"]);
    assert_eq!((run.code, run.err.as_str()), (0, "../in/film.html: no article was found on the page; all of its text was taken\n"));
    assert_eq!(place.read("work/articles/ferry-talks-fail.txt").matches("further apart").count(), 2);
}

#[test]
fn a_pipe_among_the_files_holds_nothing_up() {
    let place = project();
    place.write("in/story.txt", STORY);
    assert!(std::process::Command::new("mkfifo").arg(place.path("in/pipe.jsonl")).status().unwrap().success());
    let run = add_harmlessly(&place, &["../in", "../in/pipe.jsonl"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("../in/pipe.jsonl: is a pipe, not a file of text; - reads what is piped in\n"), "{}", run.err);
    assert_eq!(place.files("work/articles"), ["story.txt", "story.txt.meta.ron"]);
}

#[test]
fn hostile_ids_stay_in_the_folder_and_tell_articles_apart() {
    let place = project();
    let long = "x".repeat(300);
    let ids = ["../../../../tmp/evil", &format!("{long}1"), &format!("{long}2"), "/etc/passwd", "..", "a/../../b\u{1b}[31m\u{0}", ".git/config", "CON"];
    let row = |(n, id): (usize, &&str)| serde_json::json!({ "id": id, "text": format!("Story number {n} of the quay.") }).to_string() + "\n";
    place.write("in/ids.jsonl", ids.iter().enumerate().map(row).collect::<String>());
    let run = add_harmlessly(&place, &["../in"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = place.files("work/articles/ids");
    assert_eq!(files.len(), 2 * ids.len(), "{files:?}");
    assert!(files.iter().all(|name| name.len() < 100 && !name.contains('/') && !name.starts_with('.')), "{files:?}");
    assert!(!run.out.contains('\u{1b}'), "{}", run.out);
    let metas: String = files.iter().filter(|name| name.ends_with(".meta.ron")).map(|name| place.read(&format!("work/articles/ids/{name}"))).collect();
    assert!(metas.contains(&format!("\"{long}1\"")) && metas.contains("\"../../../../tmp/evil\""), "{metas}");
    assert_eq!(place.run(&["add", "../in"]).out, "added 0 articles, 8 were there already\n");
}

#[test]
fn a_bad_line_is_told_with_its_number_and_costs_no_other() {
    let place = project();
    let line =
        |n: usize| if n == 31 { "{\"id\":\"s31\" \"text\"}\n".to_owned() } else { format!("{{\"id\":\"s{n}\",\"text\":\"Story number {n} of the quay.\"}}\n") };
    place.write("in/stories.jsonl", (1..=200).map(line).collect::<String>());
    let run = add_harmlessly(&place, &["../in"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("../in/stories.jsonl: line 31: is no valid JSON: expected `,` or `}` (at character 13)\n"), "{}", run.err);
    assert!(run.out.ends_with("added 199 articles, 1 could not be read\n"), "{}", run.out);
}

#[test]
fn mistakes_are_told_before_anything_is_read() {
    let place = Place::with_project();
    let cases: [(&[&str], &str); 7] = [
        (&["add"], "<SOURCE>"),
        (&["add", "story.txt", "--as", "tcl"], "invalid value 'tcl'"),
        (&["add", "story.txt", "--into", "../x"], "leads out of"),
        (&["add", "story.txt", "--into", "annotations/anna"], "is not looked through for articles"),
        (&["add", "story.txt", "--set", "colour=red"], "the fields are title"),
        (&["add", "story.txt", "--set", "date=tomorrow"], "a date is 2026-11-25"),
        (&["new", "--date", "25.11.2026"], "a date is 2026-11-25"),
    ];
    for (args, said) in cases {
        let run = place.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
    assert_eq!(place.files("work"), ["story.txt", "tagline.ron"]);
}

#[test]
#[cfg(debug_assertions)]
fn a_full_disk_ends_it_and_nothing_is_claimed() {
    for number in 1..14 {
        let place = project();
        place.write("in/story.txt", STORY);
        let run = Run::of(
            place
                .command(&["add", "../in"])
                .env("TAGLINE_DISK", format!("w{number}:ENOSPC:always"))
                .env("TAGLINE_DISK_BELOW", place.path("work"))
                .output()
                .unwrap(),
        );
        let claimed = run.out.contains("articles/story.txt");
        assert!(run.code == 74 || claimed, "{number}: {}{}", run.out, run.err);
        if run.code == 74 {
            assert!(run.err.contains("not everything was added") && !claimed, "{number}: {}{}", run.out, run.err);
        }
        for file in place.files("work").iter().filter(|file| file.contains("story.txt") && !file.contains(".ron")) {
            assert_eq!(place.read(&format!("work/{file}")), STORY, "{number}");
            assert!(place.files("work").contains(&format!("{file}.meta.ron")), "{number}");
        }
    }
}

#[test]
fn interrupted_it_keeps_what_it_has() {
    let place = Place::with_project();
    place.write("in/ferry.html", PAGE);
    let mut terminal = Program::new(&place).anonymous().args(["add", "../in/ferry.html", "-"]).start();
    terminal.wait_for("reading standard input");
    terminal.send_bytes(b"\x03");
    assert_eq!(terminal.wait_exit(), 130);
    let said = String::from_utf8(terminal.raw()).unwrap();
    assert!(said.contains("stopped: added 1 article"), "{said}");
    assert_eq!(place.files("work/articles"), ["ferry-talks-fail.txt", "ferry-talks-fail.txt.meta.ron"]);
}

#[test]
fn how_far_it_is_shows_on_a_terminal_and_is_gone_at_the_end() {
    use std::cell::RefCell;
    let place = project();
    let terminal = RefCell::new(Program::new(&place).anonymous().args(["add", "-", "--as", "mbox"]).start());
    terminal.borrow().wait_for("reading standard input");
    let body = "It goes on and on, they said, and nobody at the gates would say for how much longer.\n".repeat(12);
    let number = RefCell::new(0);
    let more = || {
        *number.borrow_mut() += 1;
        let mail = format!("From a@example.org Wed Nov 25 08:00:00 2026\nMessage-ID: <{0}@example.org>\nSubject: Story {0}\n\n{body}\n", number.borrow());
        terminal.borrow_mut().send_bytes(mail.as_bytes());
    };
    let raw = || String::from_utf8_lossy(&terminal.borrow().raw()).into_owned();
    // The first mails are looked at together; from then on each counts, and after a second it shows.
    while !raw().contains(" read") || !raw().contains("\r\u{1b}[K") {
        more();
        assert!(*number.borrow() < 20_000, "it never shows how far it is: {}", raw());
    }
    let mut terminal = terminal.into_inner();
    terminal.send_bytes(b"\n\x04");
    assert_eq!(terminal.wait_exit(), 0);
    assert!(!terminal.screen().contains(" read"), "{}", terminal.screen());
    assert!(terminal.screen().contains("added "), "{}", terminal.screen());
    place.write("in/story.txt", STORY);
    assert!(!place.run(&["add", "../in"]).err.contains(['\r', '\u{1b}']));
}

#[test]
fn formats_are_listed() {
    let place = Place::new();
    let run = place.run(&["formats"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let data: serde_json::Value = serde_json::from_str(&place.run(&["formats", "--json"]).out).unwrap();
    for format in data["annotations"].as_array().unwrap().iter().chain(data["articles"].as_array().unwrap()) {
        assert!(run.out.contains(format["title"].as_str().unwrap()), "{format}");
    }
    assert!(place.run(&["add", "--help"]).out.contains("Limits: 100 MiB"));
}
