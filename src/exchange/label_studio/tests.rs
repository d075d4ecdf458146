//! Tasks of Label Studio, tried out.

use std::collections::BTreeMap;

use super::super::sample::{document, plan};
use super::super::tests::{read, written};
use super::*;

fn arrivals(json: &str) -> Vec<Arrival> {
    read(&LabelStudio, &[("tasks.json".to_owned(), json.as_bytes().to_vec())].into())
}

#[test]
fn a_task_with_everything_and_its_configuration() {
    let (files, losses) = written(&LabelStudio, &[document()], &plan());
    let task: serde_json::Value = serde_json::from_slice(&files["out.json"]).unwrap();
    insta::assert_snapshot!("task", serde_json::to_string_pretty(&task).unwrap());
    insta::assert_snapshot!("configuration", String::from_utf8(files[CONFIG].clone()).unwrap());
    insta::assert_snapshot!(losses.sentences().collect::<Vec<_>>().join("\n"), @"1 discontinuous annotation written as fragments");
}

#[test]
fn the_parts_of_an_annotation_are_one_again_and_keep_their_ids() {
    let (files, _) = written(&LabelStudio, &[document()], &plan());
    let arrival = &read(&LabelStudio, &files)[0];
    let quote = arrival.annotations.iter().find(|annotation| annotation.spans.len() == 2).unwrap();
    assert_eq!(quote.id, document().annotations.iter().find(|annotation| annotation.spans.len() == 2).unwrap().id);
    assert_eq!(arrival.annotations.len(), document().annotations.len());
    assert!(arrival.annotations.iter().any(|annotation| annotation.doubtful));
    let ids = |relations: Vec<&str>| relations.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
    let out = document();
    assert_eq!(
        ids(arrival.relations.iter().map(|relation| relation.id.as_str()).collect()),
        ids(out.relations.iter().map(|relation| relation.id.as_str()).collect())
    );
    assert_eq!((arrival.annotator.as_deref(), arrival.path.as_deref()), (Some("anna"), Some("news/harbour strike.txt")));
}

#[test]
fn offsets_are_read_in_the_unit_in_which_the_covered_text_fits() {
    let task = |start: usize, end: usize| {
        format!(
            r#"[{{"data":{{"text":"👍🏽 Ilse Brandt spoke"}},"annotations":[{{"completed_by":3,"result":[{{"id":"a","type":"labels","from_name":"ner","to_name":"t","value":{{"start":{start},"end":{end},"text":"Ilse Brandt","labels":["actor"]}}}}]}}]}}]"#
        )
    };
    for (start, end) in [(3, 14), (5, 16)] {
        let arrival = &arrivals(&task(start, end))[0];
        assert_eq!(arrival.flaws, Vec::<String>::new());
        assert_eq!(arrival.text.slice(arrival.annotations[0].spans[0]), "Ilse Brandt");
        assert_eq!(arrival.annotator.as_deref(), Some("3"));
    }
    let wrong = &arrivals(&task(4, 15))[0];
    assert_eq!((wrong.annotations.len(), wrong.flaws.len()), (0, 1));
}

#[test]
fn tasks_of_other_projects_come_in() {
    let min = &arrivals(r#"[{"story":"Norland waits","id":1,"ner":[{"start":0,"end":7,"text":"Norland","labels":["actor","claim"]}],"annotator":2}]"#)[0];
    assert_eq!((min.annotations.len(), min.flaws.len(), min.annotator.as_deref()), (2, 0, Some("2")));
    let both = arrivals(
        r#"[{"data":{"text":"a\nb c"},"completions":[
            {"completed_by":{"email":"kim@example.org"},"result":[
                {"id":"x","type":"labels","value":{"start":0,"end":3,"text":"a\\nb","labels":["one"]},"meta":{"text":["first","second"]}},
                {"id":"y","type":"labels","value":{"start":4,"end":5,"text":"c","labels":["two"]}},
                {"type":"relation","from_id":"x","to_id":"y","direction":"left","labels":[]},
                {"id":"x","from_name":"sure","type":"rating","value":{"start":0,"end":3,"rating":4}},
                {"from_name":"topic","type":"choices","value":{"choices":["port"]}}]},
            {"was_cancelled":true,"result":[]},
            {"result":[]}]}]"#,
    );
    assert_eq!(both.len(), 2);
    let first = &both[0];
    assert_eq!((first.annotations[0].note.as_str(), first.annotator.as_deref()), ("first\nsecond", Some("kim@example.org")));
    assert_eq!((first.relations[0].from.as_str(), first.relations[0].kind.as_str()), ("y", "related"));
    assert_eq!(first.annotations[0].attributes["sure"], crate::annotation::Value::Number(4));
    assert_eq!(first.flaws.len(), 1, "{:?}", first.flaws);
}

#[test]
fn what_is_no_list_of_tasks_is_told() {
    for json in ["{}", "[1]", "[{\"data\":{}}]", "nonsense", "[{\"data\":{\"text\":7}}]"] {
        let chosen = BTreeMap::new();
        let input = Input {
            name: "x.json",
            bytes: json.as_bytes(),
            line: 0,
            beside: &|_| None,
            chosen: &chosen,
            format: "label-studio",
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        assert!(LabelStudio.read(&input, &mut |_| panic!("{json}")).is_err(), "{json}");
    }
}
