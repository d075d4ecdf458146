//! `tagline agree`.

use crate::place::Place;
use crate::terminal::Program;

const TIMES: &str = "created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"";

/// Marks spans of an article, each with a label, as somebody's work.
fn marked(place: &Place, annotator: &str, number: usize, spans: &[(&str, usize, usize)]) {
    let text = format!("Harbour strike number {number} enters third week.\n\nThe union said no.\n");
    let key = format!("a{number:02}.txt");
    place.write(&format!("work/{key}"), &text);
    let hash = tagline::article::Text::new(text.as_str()).sha256().to_owned();
    let items: Vec<String> = spans
        .iter()
        .enumerate()
        .map(|(at, (label, start, end))| {
            format!("(id: \"{at}\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: \"{}\")], {TIMES})", text.get(*start..*end).unwrap())
        })
        .collect();
    place.write(
        &format!("work/annotations/{annotator}/{key}.ron"),
        format!(
            "(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"{hash}\", chars: {}), annotator: \"{annotator}\", state: Done, annotations: [{}])",
            text.chars().count(),
            items.join(", ")
        ),
    );
}

fn project() -> Place {
    let place = Place::with_project();
    for number in 0..4 {
        marked(&place, "anna", number, &[("actor", 0, 7), ("claim", 0, 14)]);
        marked(&place, "ben", number, if number < 3 { &[("actor", 0, 7), ("claim", 0, 14)] } else { &[("actor", 0, 14)] });
    }
    marked(&place, "anna", 9, &[("actor", 0, 7)]);
    place
}

fn data(place: &Place, more: &[&str]) -> serde_json::Value {
    let run = place.run(&[&["agree", "--json"], more].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn two_annotators_agree_as_far_as_they_do() {
    let place = project();
    let data = data(&place, &[]);
    assert_eq!((data["articles"].as_u64(), data["articles_left_aside"].as_u64()), (Some(4), Some(2)));
    let pair = &data["pairs"][0];
    // Of 8 and 7 spans, 6 are the same: 2 * 6 / 15.
    assert_eq!(pair["all"]["exact_f1"]["value"].as_f64(), Some(0.8));
    assert_eq!(pair["labels"]["claim"]["exact_f1"]["value"].as_f64(), Some(6.0 / 7.0));
    assert_eq!(pair["labels"]["actor"]["overlap_f1"]["value"].as_f64(), Some(1.0));
    assert!(pair["all"]["exact_f1"]["low"].as_f64().unwrap() < 0.8 && pair["all"]["exact_f1"]["high"].as_f64().unwrap() <= 1.0);
    assert_eq!(data["disputed_articles"][0]["path"], "a03.txt");
    assert!(data["cautions"][0].as_str().unwrap().contains("4 articles in common"), "{}", data["cautions"]);
    assert_eq!(data["labels"], serde_json::json!(["actor", "threat", "claim", "quote"]));
}

#[test]
fn the_same_seed_gives_the_same_figures_and_gamma_is_there_when_asked_for() {
    let place = project();
    let first = data(&place, &["--gamma", "--seed", "7"]);
    assert_eq!(first, data(&place, &["--gamma", "--seed", "7"]));
    let gamma = first["gamma"]["gamma"].as_f64().unwrap();
    assert!((0.0..1.0).contains(&gamma), "{gamma}");
    assert_eq!(data(&place, &["--rounds", "0"])["pairs"][0]["all"]["exact_f1"]["low"], serde_json::Value::Null);
}

#[test]
fn each_against_the_adjudicated_and_as_tables() {
    let place = project();
    assert_eq!(place.run(&["agree", "--gold"]).code, 2);
    for number in 0..4 {
        marked(&place, "gold", number, &[("actor", 0, 7), ("claim", 0, 14)]);
    }
    let against = data(&place, &["--gold"]);
    assert_eq!(against["annotators"], serde_json::json!(["gold", "anna", "ben"]));
    assert_eq!(against["pairs"][0]["all"]["exact_f1"]["value"].as_f64(), Some(1.0));
    let csv = place.run(&["agree", "--csv"]).out;
    assert!(csv.starts_with("annotators,label,measure,value,low,high\nanna ben,,exact_f1,0.800000,"), "{csv}");
    let sheet = place.run(&["agree"]).out;
    assert!(sheet.contains("anna · ben on 4 articles") && sheet.contains("careful:") && sheet.contains("exact F1"), "{sheet}");
}

#[test]
fn without_two_there_is_nothing_to_compare() {
    let place = project();
    let run = place.run(&["agree", "--annotators", "anna"]);
    assert!(run.code == 1 && run.err.contains("needs two"), "{}", run.err);
    let run = place.run(&["agree", "--annotators", "anna,cy"]);
    assert!(run.code == 2 && run.err.contains("cy: has no records"), "{}", run.err);
    let run = place.run(&["agree", "path:a09"]);
    assert!(run.code == 1 && run.err.contains("no article that two"), "{}", run.err);
}

#[test]
fn in_a_blind_project_nothing_is_compared_before_ones_own_is_done() {
    let place = project();
    place.write("work/tagline.ron", "(blind: true)");
    let run = place.run(&["agree", "--annotators", "anna,ben", "--annotator", "cara"]);
    assert!(run.code == 1 && run.out.is_empty() && run.err.contains("blind"), "{} {}", run.out, run.err);
    assert_eq!(data(&place, &["--annotator", "anna"])["articles"].as_u64(), Some(4));
}

/// The tags of a page: all closed, ids there once.
fn is_sound(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::HashSet::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            assert!(ids.insert(id), "{id} twice");
        }
        match () {
            () if name.starts_with('!') || name == "meta" || tag.ends_with('/') => {}
            () if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{tag}"),
            () => open.push(name),
        }
    }
    assert_eq!(open, [""; 0]);
    for named in html.split("aria-labelledby=\"").skip(1) {
        assert!(named.split('"').next().unwrap_or_default().split(' ').all(|id| ids.contains(id)), "{named}");
    }
}

#[test]
fn a_page_tells_all_of_it_and_stands_by_itself() {
    let place = project();
    for number in 0..4 {
        marked(&place, "gold", number, &[("actor", 0, 7), ("claim", 0, 14)]);
    }
    let run = place.run(&["agree", "--annotators", "anna,ben", "--rounds", "50", "--seed", "7", "--gamma", "-o", "out.html"]);
    assert_eq!((run.code, run.err.as_str(), run.out.as_str()), (0, "", ""));
    let html = place.read("work/out.html");
    is_sound(&html);
    let has = |words: &str| assert!(html.contains(words), "{words}: {html}");
    has("<h1>How far anna and ben agree</h1>");
    has("Of all annotations on 4 articles, <b>80 %</b>");
    has("50 rounds, seed 7");
    has("<h2 id=\"careful\">Read this before you rely on a figure</h2>");
    has("<h2>Each against the adjudicated annotations</h2>");
    has("<svg class=\"plot\" role=\"img\" aria-labelledby=\"labels-t labels-d\"");
    has("<td class=\"h4 same\">3 <small>75 %</small></td>");
    has("<h2>γ: spans aligned before they are compared</h2>");
    has(
        "<dt>anna</dt><dd dir=\"auto\"><mark class=\"l2\"><span class=\"sign\">actor claim</span>Harbour</mark><mark class=\"l2\"> strike</mark> number 3 enters third week.</dd>",
    );
    assert!(!html.contains("<script") && !html.contains("<link") && !html.contains("src="));
    assert_eq!(place.run(&["agree", "--annotators", "anna,ben", "--rounds", "50", "--seed", "7", "--gamma", "--html"]).out, html);
}

#[test]
fn the_form_follows_from_the_file_and_nothing_that_somebody_wrote_is_overwritten() {
    let place = project();
    let code = |args: &[&str]| place.run(&[&["agree", "--rounds", "0"], args].concat()).code;
    assert_eq!((code(&["-o", "out.csv"]), code(&["-o", "out.json"]), code(&["-o", "out.txt"])), (0, 0, 0));
    assert!(place.read("work/out.csv").starts_with("annotators,label") && place.read("work/out.json").starts_with('{'));
    assert!(place.read("work/out.txt").starts_with("anna · ben on 4 articles"));
    assert_eq!((code(&["-o", "out.docx"]), code(&["--html", "-o", "a01.txt"]), code(&["--csv", "-o", "annotations/anna/a01.txt.ron"])), (2, 2, 2));
}

#[test]
fn hostile_words_stay_words_on_a_page() {
    let place = Place::with_project();
    for annotator in ["anna", "ben"] {
        let key = "a.txt";
        let text = "<script>alert(1)</script> \u{202e}evil\n\nThe union said no.\n";
        place.write(&format!("work/{key}"), text);
        place.write(&format!("work/{key}.meta.ron"), "(title: \"</title><script>\")");
        let hash = tagline::article::Text::new(text).sha256().to_owned();
        let end = if annotator == "anna" { 8 } else { 16 };
        let words: String = text.chars().take(end).collect();
        place.write(
            &format!("work/annotations/{annotator}/{key}.ron"),
            format!(
                "(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"{hash}\", chars: {}), annotator: \"{annotator}\", state: Done, annotations: [(id: \"1\", label: \"<b>\", spans: [(start: 0, end: {end}, text: \"{words}\")], attributes: {{\"<i>\": \"</p>\"}}, {TIMES})])",
                text.chars().count()
            ),
        );
    }
    let html = place.run(&["agree", "--html"]).out;
    is_sound(&html);
    assert!(html.contains("&lt;script&gt;") && html.contains("&lt;b&gt;"), "{html}");
    assert!(!html.contains("<script") && !html.contains("<b>&") && !html.contains("<i>") && !html.contains('\u{202e}'), "{html}");
}

#[test]
fn the_screen_leads_from_a_place_into_the_review_and_what_is_decided_back_to_the_annotator() {
    let place = project();
    let mut terminal = Program::new(&place).anonymous().args(["--annotator", "dora", "a00.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send(":agree\r");
    terminal.wait_for("anna · ben");
    terminal.wait_for("4 articles");
    terminal.wait_for("! anna and ben have 4 articles in common");
    terminal.send("4");
    terminal.wait_for("a03.txt:1");
    terminal.send("\r");
    terminal.wait_for("Review: 0 decided");
    terminal.send("1");
    terminal.wait_for("1 decided");
    terminal.wait_for("saved");
    assert_eq!(terminal.quit(), 0);
    // Decisions on whole articles come from the command line.
    assert_eq!(place.run(&["review", "--accept-agreed", "--annotator", "dora"]).code, 0);
    let mut terminal = Program::new(&place).anonymous().args(["--annotator", "ben", "."]).start();
    terminal.wait_for("decisions on your work");
    terminal.send("\x1bf");
    terminal.wait_for("under review");
    terminal.wait_for("says dora");
    terminal.send("\r");
    terminal.wait_for("Harbour strike number 0");
    assert_eq!(terminal.quit(), 0);
}

#[test]
fn in_a_blind_project_the_screen_shows_nothing_before_ones_own_is_done() {
    let place = project();
    place.write("work/tagline.ron", "(blind: true)");
    let mut terminal = Program::new(&place).anonymous().args(["--annotator", "cara", "a00.txt"]).start();
    terminal.wait_for("a0 t0");
    terminal.send(":agree\r");
    terminal.wait_for("this project is blind");
    assert!(!terminal.screen().contains("exact F1"));
    assert_eq!(terminal.quit(), 0);
}
