//! Standoff of brat, tried out.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::names::{path_of, stem_of};
use super::*;
use crate::annotation::{Codebook, Label, Value};
use crate::exchange::sample;
use crate::exchange::tests::written;

/// What files hold: the annotations of `story.ann` in `story.txt`.
fn read_as(name: &str, text: &[u8], ann: &str) -> Result<Arrival, String> {
    let beside = |asked: &str| (asked == name).then(|| text.to_vec());
    let chosen = BTreeMap::new();
    let input =
        Input { name: "sea/story.ann", bytes: ann.as_bytes(), line: 0, beside: &beside, chosen: &chosen, format: "brat", now: jiff::Timestamp::UNIX_EPOCH };
    let mut all = Vec::new();
    Brat.read(&input, &mut |arrival| all.push(arrival))?;
    Ok(all.remove(0))
}

fn read(text: &str, ann: &str) -> Arrival {
    read_as("sea/story.txt", text.as_bytes(), ann).unwrap()
}

fn quoted(arrival: &Arrival) -> Vec<(String, String)> {
    arrival
        .annotations
        .iter()
        .map(|one| (one.label.to_string(), one.spans.iter().map(|span| arrival.text.slice(*span)).collect::<Vec<_>>().join("|")))
        .collect()
}

fn pair(label: &str, text: &str) -> (String, String) {
    (label.to_owned(), text.to_owned())
}

#[test]
fn golden() {
    let (files, _) = written(&Brat, &[sample::document()], &sample::plan());
    let shown: Vec<String> = files
        .iter()
        .filter(|(name, _)| *name != "news/harbour strike.txt")
        .map(|(name, bytes)| format!("== {name}\n{}", String::from_utf8_lossy(bytes)))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn files_are_called_after_the_article_and_never_collide() {
    let paths = ["a.txt", "a.md", "b/a.md.txt", "b/a.md", "c/story.txt#3", "c/story.txt", "d/U.S. strike.txt"];
    for path in paths {
        assert_eq!(path_of(stem_of(path)), path);
    }
    assert_eq!(paths.map(stem_of), ["a", "a.md", "b/a.md.txt", "b/a.md", "c/story.txt#3", "c/story", "d/U.S. strike"]);
}

#[test]
fn spans_end_where_the_server_of_brat_ends_a_line_and_come_back_whole() {
    let mut document = sample::bare();
    let text = "Dockers\nof Port Selden\u{2028}left\u{85}\n\n \nquietly.\n";
    document.article = crate::article::Article::new(crate::article::Text::new(text));
    let whole = crate::article::Span { start: 0, end: text.len() as u32 };
    let one =
        crate::annotation::Annotation::new("T9".into(), "port side/crew".into(), vec![whole], crate::annotation::Origin::Human, jiff::Timestamp::UNIX_EPOCH);
    let blank = crate::annotation::Annotation { id: "n".into(), spans: vec![crate::article::Span { start: 7, end: 8 }], ..one.clone() };
    document.annotations = sample::shared(vec![one.clone(), blank]);
    let mut piece = Piece::default();
    Brat.write(&document, &sample::plan(), &mut piece);
    let ann = String::from_utf8(piece.files.pop().unwrap().1).unwrap();
    assert_eq!(ann.lines().next(), Some("T9\tport_side_crew 0 7;8 22;23 27;30 31;32 40\tDockers of Port Selden left   quietly."));
    assert_eq!((piece.losses.of(crate::exchange::Loss::CutAtLines), piece.losses.of(crate::exchange::Loss::Blank), piece.annotations), (1, 1, 1));
    let back = read(text, &ann);
    assert_eq!((&back.annotations[0].spans, back.annotations[0].label.as_str(), back.annotations[0].id.as_str()), (&one.spans, "port side/crew", "T9"));
    // What was changed in brat afterwards holds.
    let changed = read(text, &ann.replace("port_side_crew 0 7;", "quay 0 4;").replace("\tDockers", "\tDock"));
    assert_eq!((changed.annotations[0].spans.len(), changed.annotations[0].label.as_str()), (5, "quay"));
}

#[test]
fn a_value_that_was_changed_in_brat_holds_and_one_that_was_not_is_exact() {
    let mut document = sample::document();
    let mut threat = (*document.annotations[5]).clone();
    threat.attributes = [("type".into(), Value::Text("threat to life".into())), ("form".into(), Value::Text("act".into()))].into();
    document.annotations = sample::shared(vec![threat]);
    document.relations.clear();
    let mut piece = Piece::default();
    Brat.write(&document, &sample::plan(), &mut piece);
    let ann = String::from_utf8(piece.files.pop().unwrap().1).unwrap();
    assert!(ann.contains("\ttype T1 threat_to_life\n"), "{ann}");
    let back = read(document.text(), &ann);
    assert_eq!(back.annotations[0].attributes["type"], Value::Text("threat to life".into()));
    let back = read(document.text(), &ann.replace("T1 threat_to_life", "T1 cyber").replace("form T1 act", "form T1 plot"));
    assert_eq!(back.annotations[0].attributes["type"], Value::Text("cyber".into()));
    assert_eq!(back.annotations[0].attributes["form"], Value::Text("plot".into()));
}

#[test]
fn events_are_annotations_of_their_triggers_with_relations_named_by_role() {
    let ann = "T1\tSource 0 11\tIlse Brandt\nT2\tCue 12 16\tsaid\nT3\tContent 17 23\tenough\nE1\tSaying:T2 Source:T1 Content2:T3\nE2\tSaying:T2 Content:E1 \nA1\tNegation E2\nM1\tSpeculation E1\n#1\tAnnotatorNotes E2\ttwice\n*\tEquiv T1 T2 T3\nN1\tReference T1 Wikipedia:64488\tIlse Brandt\n";
    let arrival = read("Ilse Brandt said enough", ann);
    assert_eq!(arrival.flaws, Vec::<String>::new());
    assert_eq!(quoted(&arrival), [pair("Source", "Ilse Brandt"), pair("Cue", "said"), pair("Content", "enough"), pair("Saying", "said")]);
    let links: Vec<String> = arrival.relations.iter().map(|link| format!("{} {} {}", link.from, link.kind, link.to)).collect();
    assert_eq!(links, ["T2 Source T1", "T2 Content T3", "E2 Content T2", "T2 same_as T1", "T3 same_as T1"]);
    assert_eq!((&arrival.annotations[3].attributes["Negation"], arrival.annotations[3].note.as_str()), (&Value::Flag(true), "twice"));
    assert_eq!(arrival.annotations[1].attributes["Speculation"], Value::Flag(true));
    assert_eq!(arrival.annotations[0].attributes["Reference"], Value::Text("Wikipedia:64488".into()));
}

#[test]
fn covered_text_over_lines_and_fragments_are_read_and_a_wrong_one_is_a_flaw() {
    let text = "The port\nis closed. It\nstays so.";
    let ann = "T1\tclaim 0 18\tThe port\nis closed\nT2\tclaim 0 18\tThe port is closed\nT3\tclaim 0 8;23 31\tThe port stays so\nT4\tclaim 9 11\tof\nT5\tclaim 30 99\tx\nT6\tclaim 5 4\t\nT1\tclaim 0 3\tThe\nT7\tclaim 0\t\nnonsense\n\n";
    let arrival = read(text, ann);
    assert_eq!(quoted(&arrival), [pair("claim", "The port\nis closed"), pair("claim", "The port\nis closed"), pair("claim", "The port|stays so")]);
    assert_eq!(arrival.flaws.len(), 5, "{:#?}", arrival.flaws);
}

#[test]
fn the_covered_text_tells_how_offsets_count() {
    let line_ends = "One.\r\nPort Selden.\r\n";
    for (text, place) in [
        (line_ends.to_owned(), "6 17"),
        (line_ends.to_owned(), "5 16"),
        (format!("\u{feff}{line_ends}"), "7 18"),
        (format!("\u{feff}{line_ends}"), "6 17"),
        (format!("\u{feff}{line_ends}"), "5 16"),
        (format!("👍🏽 {line_ends}"), "9 20"),
        (format!("👍🏽 {line_ends}"), "11 22"),
        (format!("👍🏽 {line_ends}"), "10 21"),
    ] {
        let arrival = read(&text, &format!("T1\tplace {place}\tPort Selden\r\n"));
        assert_eq!((quoted(&arrival), arrival.flaws.len()), (vec![pair("place", "Port Selden")], 0), "{text:?} {place}");
        assert!(!arrival.text.as_str().contains(['\r', '\u{feff}']));
    }
}

#[test]
fn the_text_is_found_under_other_names_and_its_lack_is_told() {
    let ann = "T1\tplace 0 4\tPort\n";
    for (name, path) in [("sea/story.txt", "sea/story.txt"), ("text/story.txt", "text/story.txt")] {
        assert_eq!(read_as(name, b"Port", ann).unwrap().path.as_deref(), Some(path));
    }
    assert!(read_as("sea/other.txt", b"Port", ann).is_err());
    assert!(read_as("sea/story.txt", b"Por\xff", ann).is_err());
}

#[test]
fn names_of_a_codebook_are_such_as_brat_can_hold() {
    let mut codebook = Codebook::default();
    codebook.labels.push(Label { name: "Müller | <x> #1".into(), color: Some((1, 2, 255)), ..Label::plain("täter, alt", 'ä') });
    let plan = Plan { codebook, ..sample::plan() };
    let files: BTreeMap<String, Vec<u8>> = Brat.beside(&plan).into_iter().collect();
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert!(text("annotation.conf").contains("\nt_ter__alt\n"));
    assert!(text("visual.conf").contains("\nt_ter__alt | Müller    x   1\n") && text("visual.conf").contains("t_ter__alt\tbgColor:#0102ff\n"));
    assert_eq!(text("kb_shortcuts.conf"), "A\tactor\nT\tthreat\nC\tclaim\nQ\tquote\n");
}

proptest! {
    #[test]
    fn no_file_makes_it_fail(lines in prop::collection::vec("([TEARMN#*][0-9]{0,2}|.{0,3})\t?([a-zA-Z]{1,5}|[TE][0-9])?[ :]?([0-9]{1,3}|[TE][0-9]|.{0,3})?[ ;]?[0-9]{0,12}\t?.{0,6}", 0..20), text in "[a-z👍\r\n\u{feff}]{0,30}") {
        let arrival = read(&text, &lines.join("\n"));
        prop_assert!(arrival.annotations.iter().all(|one| one.spans.iter().all(|span| arrival.text.holds(*span))));
    }
}
