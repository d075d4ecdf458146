//! Lines of doccano, tried out.

use super::super::Loss;
use super::super::sample::{document, plan};
use super::super::tests::{read, written};
use super::*;

fn line(format: &[(&str, &str)]) -> (String, super::super::Losses) {
    let mut plan = plan();
    plan.chosen = format.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (files, losses) = written(&Doccano, &[document()], &plan);
    (String::from_utf8(files["out.jsonl"].clone()).unwrap(), losses)
}

fn arrival(line: &str) -> Arrival {
    read(&Doccano, &[("in.jsonl".to_owned(), line.as_bytes().to_vec())].into()).remove(0)
}

#[test]
fn a_line_with_entities_and_one_with_labels() {
    let (relations, losses) = line(&[]);
    insta::assert_snapshot!("relations", relations);
    insta::assert_snapshot!(losses.sentences().collect::<Vec<_>>().join("\n"), @r"
    1 discontinuous annotation written as fragments
    4 annotations without their attributes
    1 mark of doubt left out
    ");
    let (plain, losses) = line(&[("form", "plain")]);
    insta::assert_snapshot!("plain", plain);
    assert_eq!(losses.of(Loss::Relation), 4);
    assert_eq!((arrival(&plain).annotations.len(), arrival(&relations).annotations.len()), (12, 11));
    assert!(arrival(&plain).annotations.iter().any(|annotation| annotation.note.starts_with("=HYPERLINK")));
}

#[test]
fn grapheme_clusters_are_counted_both_ways() {
    let (written, losses) = line(&[("unit", "graphemes")]);
    assert_eq!(losses.of(Loss::Widened), 0);
    let chosen = [("unit".to_owned(), "graphemes".to_owned())].into();
    let input =
        Input { name: "x.jsonl", bytes: written.as_bytes(), line: 1, beside: &|_| None, chosen: &chosen, format: "doccano", now: jiff::Timestamp::UNIX_EPOCH };
    let mut texts = Vec::new();
    Doccano.read(&input, &mut |arrival| texts = arrival.annotations.iter().map(|annotation| annotation.quoted(&arrival.text)).collect()).unwrap();
    let out = document();
    assert_eq!(texts, out.annotations.iter().map(|annotation| annotation.quoted(out.article.text())).collect::<Vec<_>>());
    // Half a family of emoji is no cluster.
    let graphemes = super::graphemes::Graphemes::new("a👩‍👩‍👧b");
    assert_eq!(graphemes.of(crate::article::Span { start: 1, end: 5 }), ((1, 2), true));
}

#[test]
fn old_and_plain_lines_come_in() {
    let old = arrival(r#"{"id":4,"text":"Norland waits","annotations":[{"label":3,"start_offset":0,"end_offset":7,"user":1}],"meta":{"path":"a.txt"}}"#);
    assert_eq!((old.annotations[0].label.as_str(), old.path.as_deref()), ("3", Some("a.txt")));
    let plain = arrival(r#"{"data":"Norland waits","label":[[0,7,"actor"],[8,99,"claim"],[3,3,"x"],"actor"],"Comments":[{"id":2,"comment":"check"}]}"#);
    assert_eq!((plain.annotations.len(), plain.flaws.len()), (1, 4), "{:?}", plain.flaws);
    let list = r#"[{"text":"a b","entities":[{"id":71,"label":"x","start_offset":0,"end_offset":1},{"id":72,"label":"x","start_offset":2,"end_offset":3}],"relations":[{"id":9,"from_id":72,"to_id":71,"type":"r"},{"from_id":71,"to_id":5,"type":"r"}]}]"#;
    let linked = arrival(list);
    assert_eq!((linked.relations.len(), linked.relations[0].from.as_str(), linked.flaws.len()), (1, "72", 1));
}
