//! Opening an article, tagging, undoing, quitting.

use crate::place::{Place, STORY, in_library};
use crate::terminal::Program;

#[test]
fn an_opened_article_shows_its_headline_and_status() {
    let place = Place::with_story();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("Harbour strike enters third week");
    terminal.wait_for("anna");
    terminal.wait_for("a0 t0 c0 q0");
    terminal.wait_for("Tab candidate");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(terminal.after_screen(), "");
}

#[test]
fn a_tag_is_in_the_record_and_its_path_is_printed_on_quitting() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("actor on");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let path = place.path("work/annotations/anna/story.txt.ron");
    assert_eq!(terminal.after_screen(), format!("saved {}\n", path.display()));
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"[0-9a-f]{64}", "<sha256>");
    settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>");
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<time>");
    settings.bind(|| insta::assert_snapshot!(place.record(), @r#"
    (
      schema: 1,
      tool: "tagline 0.1.0",
      article: (path: "story.txt", title: "Harbour strike enters third week", sha256: "<sha256>", chars: 185),
      annotator: "anna",
      state: InProgress,
      annotations: [
        (id: "<id>", label: "actor", spans: [(start: 0, end: 7, text: "Harbour", after: " strike enters third week\n\nPORT ")], origin: Suggested(by: "names"), created: "<time>", modified: "<time>"),
      ],
      relations: [],
      deleted: [],
    )
    "#));
    assert_eq!(place.files("work").len(), 5, "{:?}", place.files("work"));
    let text = place.files("work/annotations/.texts").pop().unwrap();
    assert_eq!(place.read(&format!("work/annotations/.texts/{text}")), STORY);
}

#[test]
fn looking_at_an_article_writes_nothing_beside_it() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("jj)<Tab>");
    terminal.wait_for("selected");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.files("work"), ["story.txt", "tagline.ron"]);

    let loose = Place::with_story();
    let mut terminal = Program::new(&loose).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    assert_eq!(terminal.quit(), 0);
    assert_eq!((loose.files("work"), loose.files("data")), (vec!["story.txt".to_owned()], Vec::new()));
}

#[test]
fn outside_a_project_the_record_goes_to_the_library_and_the_folder_stays_as_it_is() {
    let place = Place::with_story();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert_eq!(place.files("work"), ["story.txt"]);
    let record = place.read(&in_library(&place.path("work/story.txt")));
    assert!(record.contains("label: \"actor\""), "{record} {:?}", place.files("data"));
}

#[test]
fn undo_survives_a_restart() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"actor\""));

    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a1 t0");
    terminal.send("u");
    terminal.wait_for("undone: actor on");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(!place.record().contains("label: \"actor\""));

    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("U");
    terminal.wait_for("done again: actor on");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.record().contains("label: \"actor\""));
}

#[test]
fn the_annotator_is_asked_for_at_the_first_tag() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).anonymous().args(["story.txt"]).start();
    terminal.wait_for("nobody yet");
    terminal.send("<Tab>a");
    terminal.wait_for("Who is annotating?");
    terminal.wait_for("name anna");
    terminal.send("<C-u>bo");
    terminal.wait_for("name bo");
    terminal.send("<Enter>");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(place.read("work/annotations/bo/story.txt.ron").contains("label: \"actor\""));
    assert_eq!(place.record(), "");
}

#[test]
fn the_labels_of_a_codebook_tag_with_their_own_keys() {
    let place = Place::with_story();
    place.write("work/tagline.ron", "(codebook: (labels: [(id: \"ship\", key: 'w', name: \"vessel\", natural: Word), (id: \"port\", key: 'y')]))");
    place.write("config/tagline/config.ron", "(keys: {\"caret-next-word\": [\"Right\"], \"copy\": []})");
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("w0 y0");
    terminal.send("w");
    terminal.wait_for("vessel on");
    terminal.send("<Right>y");
    terminal.wait_for("port on");
    terminal.wait_for("w1 y1");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    let record = place.record();
    assert!(record.contains("label: \"ship\"") && record.contains("label: \"port\""), "{record}");
}

#[test]
fn articles_of_all_kinds_open() {
    let text = "Strike – the “third” week\n\nMüller said: ‘no’.\n";
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>); 5] = [
        ("crlf.txt", text.replace('\n', "\r\n").into_bytes()),
        ("bom.txt", format!("\u{feff}{text}").into_bytes()),
        ("utf16.txt", utf_16),
        ("1252.txt", b"Strike \x96 the \x93third\x94 week\n\nM\xfcller said that the harbour was closed, and the stra\xdfe too: \x91no\x92.\n".to_vec()),
        ("plain.md", text.into()),
    ];
    for (name, bytes) in cases {
        let place = Place::new();
        place.write(&format!("work/{name}"), bytes);
        let mut terminal = Program::new(&place).args([name]).start();
        terminal.wait_for("Strike – the “third” week");
        terminal.wait_for("Müller said");
        terminal.send("<Tab>");
        terminal.wait_for("selected");
        assert_eq!(terminal.quit(), 0, "{name}");
    }
}

#[test]
fn an_empty_article_opens_and_says_so() {
    let place = Place::new();
    place.write("work/nothing.txt", "");
    let mut terminal = Program::new(&place).args(["nothing.txt"]).start();
    terminal.wait_for("empty");
    terminal.send("<Tab>aqGgjk*.;x/");
    terminal.wait_for("Esc back");
    terminal.send("<Esc>");
    terminal.wait_gone("Esc back");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn an_article_opened_again_right_after_tagging_is_counted_truly_and_undone_in_order() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send("<Tab>a");
    terminal.wait_for("✓ saved");
    terminal.send("<Tab>c");
    terminal.send("O");
    terminal.wait_for("1 article");
    terminal.send("<Enter>");
    terminal.wait_gone("Library  work");
    terminal.wait_for("c1");
    terminal.wait_gone("unsaved");
    terminal.send("u");
    terminal.wait_for("c0");
    terminal.wait_for("a1");
    terminal.send("u");
    terminal.wait_for("a0");
    assert_eq!(terminal.quit(), 0);
    assert!(!place.record().contains("label:"), "{}", place.record());
}

#[test]
fn a_project_inside_a_project_is_refused() {
    let place = Place::with_project();
    let mut terminal = Program::new(&place).args(["story.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send(":init");
    terminal.wait_for("make this folder a project");
    terminal.send("<Enter>");
    terminal.wait_for("this is a project already");
    assert_eq!(terminal.quit(), 0);
    place.write("work/inner/story.txt", "One.");
    let run = place.run(&["init", "inner"]);
    assert_eq!(run.code, 74);
    assert!(run.err.contains("it lies in the project"), "{}", run.err);
}
