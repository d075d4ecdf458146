//! Tables, tried out.

use super::super::sample::{bare, document, plan};
use super::super::tests::{read, written};
use super::*;
use crate::annotation::Value;

fn string(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn three_tables() {
    let (files, losses) = written(&COMMAS, &[document(), bare()], &plan());
    assert!(losses.is_empty());
    insta::assert_snapshot!("annotations", string(&files["out.csv"]));
    insta::assert_snapshot!("relations", string(&files["out-relations.csv"]));
    insta::assert_snapshot!("articles", string(&files["out-articles.csv"]));
    let arrivals = read(&COMMAS, &files);
    assert_eq!(arrivals.iter().map(|arrival| arrival.annotations.len()).collect::<Vec<_>>(), [11, 0]);
    for (out, back) in document().annotations.iter().zip(&arrivals[0].annotations) {
        assert_eq!((&out.id, &out.spans, &out.note, out.doubtful, &out.attributes), (&back.id, &back.spans, &back.note, back.doubtful, &back.attributes));
    }
    assert_eq!(arrivals[0].about.date.as_deref(), Some("2026-11-24"));
}

#[test]
fn no_cell_is_a_formula_unless_that_is_asked_for() {
    let (files, _) = written(&TABS, &[document()], &plan());
    assert!(string(&files["out.tsv"]).contains("\"'=HYPERLINK("));
    let mut plan = plan();
    plan.chosen.insert("safe".into(), "no".into());
    let (files, _) = written(&TABS, &[document()], &plan);
    assert!(string(&files["out.tsv"]).contains("\"=HYPERLINK("));
}

#[test]
fn a_cell_that_somebody_changed_holds() {
    let (mut files, _) = written(&COMMAS, &[document()], &plan());
    let table = string(&files["out.csv"]).replace("non-violent", "violent").replace(",said,", ",told,");
    files.insert("out.csv".into(), table.into_bytes());
    let arrival = &read(&COMMAS, &files)[0];
    let threat = arrival.annotations.iter().find(|annotation| annotation.label.as_str() == "threat").unwrap();
    assert_eq!(threat.attributes["severity"], Value::Text("violent".into()));
    let quote = arrival.annotations.iter().find(|annotation| annotation.spans.len() > 1).unwrap();
    assert_eq!(quote.attributes["cue"], Value::Text("told".into()));
}

#[test]
fn tables_of_others_take_their_texts_from_files() {
    let table = "id,file,start,end,text,label,attribute_rank\n1,a.txt,2,9,Norland,actor,7\n2,a.txt,2,5,nor,actor,\n3,b.txt,0,1,x,actor,\n,a.txt,10,15,,claim,\n,a.txt,1000,99,,claim,\n";
    let files = [("t.csv".to_owned(), table.as_bytes().to_vec()), ("a.txt".to_owned(), "👍 Norland waits".as_bytes().to_vec())].into();
    let arrivals = read(&COMMAS, &files);
    assert_eq!(arrivals.len(), 2);
    assert_eq!(arrivals[0].annotations.iter().map(|annotation| annotation.quoted(&arrivals[0].text)).collect::<Vec<_>>(), ["Norland", "waits"]);
    assert_eq!(arrivals[0].annotations[0].attributes["rank"], Value::Number(7));
    assert_eq!((arrivals[0].flaws.len(), arrivals[1].flaws.len()), (2, 2));
}
