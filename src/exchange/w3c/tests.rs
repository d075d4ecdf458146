//! Web Annotations, tried out.

use super::super::sample::{bare, document, plan};
use super::super::tests::{read, written};
use super::*;

fn arrivals(json: &str) -> Vec<Arrival> {
    read(&W3c, &[("in.json".to_owned(), json.as_bytes().to_vec()), ("story.txt".to_owned(), "👍 Norland waits. Norland acts.".as_bytes().to_vec())].into())
}

#[test]
fn a_collection_of_two_articles() {
    let (files, losses) = written(&W3c, &[document(), bare()], &plan());
    assert!(losses.is_empty());
    let text = String::from_utf8(files["out.jsonld"].clone()).unwrap();
    insta::assert_snapshot!("collection", text);
    let back = arrivals(&text);
    assert_eq!(back.iter().map(|arrival| arrival.annotations.len()).collect::<Vec<_>>(), [11, 0]);
    assert_eq!(back[0].about.url, document().about.url);
    assert_eq!((back[1].path.as_deref(), back[1].annotator.as_deref()), (Some("news/quiet.txt"), Some("anna")));
    for (out, back) in document().annotations.iter().zip(&back[0].annotations) {
        assert_eq!((&out.id, out.created, out.modified, out.doubtful), (&back.id, back.created, back.modified, back.doubtful));
    }
}

#[test]
fn two_annotators_of_one_article_stay_apart() {
    let other = Document { annotator: "ben".into(), ..document() };
    let (files, _) = written(&W3c, &[document(), other], &plan());
    let back = read(&W3c, &files);
    assert_eq!(
        back.iter().map(|arrival| (arrival.annotator.as_deref().unwrap(), arrival.annotations.len(), arrival.relations.len())).collect::<Vec<_>>(),
        [("anna", 11, 4), ("ben", 11, 4)]
    );
}

#[test]
fn foreign_annotations_come_in() {
    let page = r#"[{"@context":"http://www.w3.org/ns/anno.jsonld","id":"https://example.org/a","type":"Annotation","motivation":"commenting","bodyValue":"really?",
        "target":{"source":"story.txt","selector":{"type":"TextPositionSelector","start":2,"end":9}}},
      {"type":"Annotation","motivation":"oa:tagging","body":{"type":"TextualBody","value":"actor"},
        "target":{"source":"story.txt","selector":[{"type":"TextPositionSelector","start":3,"end":10},{"type":"TextQuoteSelector","exact":"Norland"}]}},
      {"type":"Annotation","body":{"purpose":"classifying","source":"https://example.org/actor"},
        "target":{"source":"story.txt","selector":{"type":"oa:TextQuoteSelector","exact":"Norland","suffix":" acts"}}},
      {"type":"Annotation","target":{"source":"story.txt","selector":{"type":"TextQuoteSelector","exact":"Norland"}}}]"#;
    let arrival = &arrivals(page)[0];
    let seen: Vec<(&str, u32, &str)> =
        arrival.annotations.iter().map(|annotation| (annotation.label.as_str(), annotation.start(), annotation.note.as_str())).collect();
    assert_eq!(seen, [("commenting", 5, "really?"), ("actor", 5, ""), ("https://example.org/actor", 20, "")]);
    assert_eq!((arrival.flaws.len(), arrival.path.as_deref()), (1, Some("story.txt")));
}

#[test]
fn hypothesis_rows_come_in_and_say_that_the_text_is_missing() {
    let rows = r#"{"total":1,"rows":[{"id":"h1","user":"acct:kim@hypothes.is","uri":"https://example.org/s","text":"check","tags":["claim","port"],"updated":"2026-11-24T10:00:00Z",
        "target":[{"source":"story.txt","selector":[{"type":"TextQuoteSelector","exact":"waits","prefix":"Norland ","suffix":"."}]}]},
        {"id":"h2","target":[{"source":"https://example.org/s","selector":[]}]}]}"#;
    let all = arrivals(rows);
    assert_eq!(all.len(), 2);
    let (lost, found) = (&all[0], &all[1]);
    assert_eq!((found.annotations.len(), found.annotator.as_deref(), found.annotations[1].note.as_str()), (2, Some("kim@hypothes.is"), "check"));
    assert_eq!((lost.annotations.len(), lost.flaws.len()), (0, 2));
}
