//! Documents of GATE, tried out.

use super::super::sample::{document, plan};
use super::super::tests::{read, written};
use super::*;

fn arrivals(json: &str) -> Vec<Arrival> {
    read(&Bdocjs, &[("x.bdocjs".to_owned(), json.as_bytes().to_vec())].into())
}

#[test]
fn a_document_with_everything() {
    let (files, _) = written(&Bdocjs, &[document()], &plan());
    let file: serde_json::Value = serde_json::from_slice(&files["news/harbour strike.txt.bdocjs"]).unwrap();
    insta::assert_snapshot!("document", serde_json::to_string_pretty(&file).unwrap());
    let back = &read(&Bdocjs, &files)[0];
    assert_eq!((back.annotator.as_deref(), back.path.as_deref()), (Some("anna"), Some("news/harbour strike.txt")));
    for (out, back) in document().annotations.iter().zip(&back.annotations) {
        assert_eq!((&out.id, &out.spans, out.doubtful), (&back.id, &back.spans, back.doubtful));
    }
}

#[test]
fn sets_of_java_come_in_one_by_one() {
    let all = arrivals(
        r#"{"text":"👍 Norland waits","offset_type":"j","name":"d1","features":{"gate.SourceURL":"file:/x"},"annotation_sets":{
            "":{"annotations":[{"type":"Person","start":3,"end":10,"id":7,"features":{"gender":null,"score":0.5,"majorType":"org","deep":{"a":1}}},{"type":"Lookup","start":1,"end":4,"id":8}]},
            "Original markups":{"annotations":[{"type":"p","start":0,"end":4,"id":1}]},
            "Key":{"annotations":[{"type":"Person","start":11,"end":16,"id":0,"features":{}}]}}}"#,
    );
    assert_eq!(all.iter().map(|arrival| arrival.annotator.as_deref()).collect::<Vec<_>>(), [None, Some("Key")]);
    let first = &all[0];
    assert_eq!((first.text.slice(first.annotations[0].spans[0]), first.annotations[0].id.as_str()), ("Norland", "7"));
    assert_eq!(first.flaws.len(), 1, "an offset within a pair of surrogates");
    assert_eq!(first.annotations[0].attributes.keys().map(String::as_str).collect::<Vec<_>>(), ["deep", "majorType", "score"]);
}
