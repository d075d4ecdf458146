//! CAS files, tried out.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::annotation::Value;
use crate::article::{Article, Span, Text};
use crate::exchange::sample;
use crate::exchange::tests::{read, written};

/// What a file holds, with the types beside it.
fn read_as(format: &dyn Format, file: &str, types: &str) -> Result<Arrival, String> {
    let beside = |asked: &str| (asked == "a/TypeSystem.xml" && !types.is_empty()).then(|| types.as_bytes().to_vec());
    let chosen = BTreeMap::new();
    let input =
        Input { name: "a/b/story.xmi", bytes: file.as_bytes(), line: 0, beside: &beside, chosen: &chosen, format: "cas", now: jiff::Timestamp::UNIX_EPOCH };
    let mut all = Vec::new();
    format.read(&input, &mut |arrival| all.push(arrival))?;
    Ok(all.remove(0))
}

fn xmi(structures: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" xmlns:tcas=\"http:///uima/tcas.ecore\" \
         xmlns:c=\"http:///webanno/custom.ecore\" xmlns:ner=\"http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore\" \
         xmlns:seg=\"http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore\" xmi:version=\"2.0\"><cas:NULL xmi:id=\"0\"/>{structures}\
         <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text\" sofaString=\"👍🏽 Ilse&#13;&#10;met &quot;Jan&quot;.\"/></xmi:XMI>"
    )
}

fn seen(arrival: &Arrival) -> Vec<String> {
    let of = |one: &crate::annotation::Annotation| {
        let text = one.spans.iter().map(|span| arrival.text.slice(*span)).collect::<Vec<_>>().join("|");
        format!("{} {text} {:?}", one.label, one.attributes)
    };
    arrival.annotations.iter().map(of).collect()
}

#[test]
fn golden() {
    for (name, format) in [("xmi", &CasXmi as &dyn Format), ("json", &CasJson), ("inception", &Inception)] {
        let (files, _) = written(format, &[sample::document()], &sample::plan());
        let shown: Vec<String> = files.iter().map(|(name, bytes)| format!("== {name}\n{}", String::from_utf8_lossy(bytes))).collect();
        insta::assert_snapshot!(name, shown.join("\n"));
    }
}

#[test]
fn what_is_known_of_the_article_comes_back() {
    let mut document = sample::document();
    document.about.authors = vec!["Ilse Brandt".into(), "Jan & Co".into()];
    document.about.publication = Some("Selden <Post>".into());
    for format in [&CasXmi as &dyn Format, &CasJson] {
        let (files, _) = written(format, std::slice::from_ref(&document), &sample::plan());
        let arrival = &read(format, &files)[0];
        assert_eq!(arrival.about, document.about);
        assert_eq!(
            (arrival.path.as_deref(), arrival.annotator.as_deref(), arrival.state),
            (Some("news/harbour strike.txt"), Some("anna"), Some(document.state))
        );
        assert_eq!(arrival.sha256.as_deref(), Some(document.article.text().sha256()));
        let ids = |all: &[crate::annotation::Annotation]| all.iter().map(|one| one.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&arrival.annotations), document.annotations.iter().map(|one| one.id.to_string()).collect::<Vec<_>>());
    }
}

#[test]
fn characters_that_xml_cannot_hold_are_replaced_in_the_text_and_kept_elsewhere() {
    let mut document = sample::bare();
    let text = "Selden\u{1}\u{ffff}\u{b}👍 \u{85}\r harbour.";
    document.article = Article::new(Text::new(text));
    let harbour = text.find("harbour").unwrap() as u32;
    let mut one = (*sample::document().annotations[0]).clone();
    one.spans = vec![Span { start: harbour, end: harbour + 7 }];
    one.label = "a\u{2}b".into();
    one.note = "bell\u{7} \u{fffe}".into();
    one.attributes = [("kind".into(), Value::Text("esc\u{1b}".into())), ("my own\u{3}".into(), Value::Text("\u{4}".into()))].into();
    document.annotations = sample::shared(vec![one.clone()]);
    let (files, losses) = written(&CasXmi, &[document.clone()], &sample::plan());
    assert_eq!(losses.of(Loss::Characters), 1);
    let arrival = &read(&CasXmi, &files)[0];
    assert_eq!(arrival.text.as_str(), "Selden\u{fffd}\u{fffd}\u{fffd}👍 \u{85}\n harbour.");
    let back = &arrival.annotations[0];
    assert_eq!(arrival.text.slice(back.spans[0]), "harbour");
    assert_eq!((back.label.as_str(), &back.note, &back.attributes), ("a\u{2}b", &one.note, &one.attributes));
    let (files, losses) = written(&CasJson, &[document], &sample::plan());
    assert!(losses.is_empty());
    assert_eq!(read(&CasJson, &files)[0].text.as_str(), text.replace('\r', "\n"));
}

#[test]
fn what_was_changed_in_another_tool_holds() {
    let (mut files, _) = written(&CasXmi, &[sample::document()], &sample::plan());
    let file = files.get_mut("news/harbour strike.txt.xmi").unwrap();
    *file = String::from_utf8(file.clone()).unwrap().replace("partial=\"no\"", "partial=\"yes\"").replace("a tab&#10;", "a gap&#10;").into_bytes();
    let arrival = &read(&CasXmi, &files)[0];
    let quote = arrival.annotations.iter().find(|one| one.spans.len() == 2).unwrap();
    assert_eq!(quote.attributes["partial"], Value::Text("yes".into()));
    assert!(matches!(quote.attributes["cue"], Value::Span(_)));
    assert!(arrival.annotations.iter().any(|one| one.note.contains("a gap\n")));
}

#[test]
fn annotations_of_other_tools_are_taken_and_words_and_grammar_are_not() {
    let file = xmi(
        "<seg:Token xmi:id=\"2\" sofa=\"1\" begin=\"5\" end=\"9\"/><ner:NamedEntity xmi:id=\"3\" sofa=\"1\" begin=\"5\" end=\"9\" value=\"PER\" identifier=\"Q1\"/>\
         <c:Person xmi:id=\"4\" sofa=\"1\" begin=\"16\" end=\"19\" age=\"7\" sure=\"true\" met=\"3\"><tags>one</tags><tags>t&amp;o</tags></c:Person>\
         <c:Link xmi:id=\"5\" role=\"whom\" target=\"4\"/><c:Meeting xmi:id=\"6\" sofa=\"1\" begin=\"11\" end=\"14\" who=\"5\" hidden=\"false\"/>\
         <c:Relation xmi:id=\"7\" sofa=\"1\" begin=\"5\" end=\"9\" Governor=\"3\" Dependent=\"4\"/><tcas:Annotation xmi:id=\"8\" sofa=\"1\" begin=\"0\" end=\"4\"/>\
         <c:Person xmi:id=\"9\" sofa=\"1\" begin=\"1\" end=\"9\"/><c:Person xmi:id=\"10\" sofa=\"1\" begin=\"5\" end=\"5\"/>\
         <c:Relation xmi:id=\"11\" sofa=\"1\" begin=\"5\" end=\"9\" Governor=\"3\"/>",
    );
    let links = |arrival: &Arrival| arrival.relations.iter().map(|one| format!("{} {} {}", one.from, one.kind, one.to)).collect::<Vec<_>>();
    let arrival = read_as(&CasXmi, &file, "").unwrap();
    assert_eq!(arrival.text.as_str(), "👍🏽 Ilse\nmet \"Jan\".");
    assert_eq!(
        seen(&arrival),
        [
            "PER Ilse {\"identifier\": Text(\"Q1\")}",
            "Person Jan {\"age\": Text(\"7\"), \"met\": Text(\"3\"), \"sure\": Text(\"true\"), \"tags\": List([Text(\"one\"), Text(\"t&o\")])}",
            "Meeting met {\"hidden\": Text(\"false\")}",
            "Annotation 👍🏽 {}",
        ]
    );
    assert_eq!(links(&arrival), ["3 Relation 4", "6 whom 4"]);
    assert_eq!(arrival.flaws.len(), 3, "{:#?}", arrival.flaws);
    let range = |name: &str, range: &str| {
        format!("<featureDescription><name>{name}</name><description>x</description><rangeTypeName>{range}</rangeTypeName></featureDescription>")
    };
    let of = |name: &str, parent: &str, features: &str| {
        format!("<typeDescription><name>{name}</name><description/><supertypeName>{parent}</supertypeName><features>{features}</features></typeDescription>")
    };
    let being = of("webanno.custom.Being", "uima.tcas.Annotation", &[range("age", "uima.cas.Integer"), range("met", "uima.tcas.Annotation")].concat());
    let person = of("webanno.custom.Person", "webanno.custom.Being", &range("sure", "uima.cas.Boolean"));
    let meeting = of("webanno.custom.Meeting", "uima.tcas.Annotation", &range("hidden", "uima.cas.Boolean"));
    let arrival = read_as(&CasXmi, &file, &format!("<typeSystemDescription><types>{being}{person}{meeting}</types></typeSystemDescription>")).unwrap();
    assert!(seen(&arrival)[1].starts_with("Person Jan {\"age\": Number(7), \"sure\": Flag(true), "), "{:?}", seen(&arrival));
    assert_eq!((links(&arrival), seen(&arrival)[2].as_str()), (vec!["3 Relation 4".into(), "4 met 3".into(), "6 whom 4".into()], "Meeting met {}"));
}

#[test]
fn json_as_other_tools_write_it_is_read() {
    let file = r##"{"%TYPES": {}, "%FEATURE_STRUCTURES": {"2": {"%TYPE": "webanno.custom.Act", "@sofa": 1, "^begin": 0, "^end": 4, "value": "strike", "#odds": "NaN", "@who": 5, "@tags": 6},
        "3": {"%TYPE": "webanno.custom.Person", "@sofa": 1, "begin": 5, "end": 9}, "4": {"%TYPE": "webanno.custom.Link", "role": "agent", "@target": 3},
        "5": {"%TYPE": "webanno.custom.Link[]", "%ELEMENTS": [4]}, "6": {"%TYPE": "uima.cas.StringArray", "%ELEMENTS": ["x", "y"]},
        "1": {"%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": "\ud83d\udc4d\ud83c\udffd Ilse"}}, "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3]}}}"##;
    let arrival = read_as(&CasJson, file, "").unwrap();
    assert_eq!(seen(&arrival), ["strike 👍🏽 {\"odds\": Text(\"NaN\"), \"tags\": List([Text(\"x\"), Text(\"y\")])}", "Person Ilse {}"]);
    assert_eq!((arrival.relations[0].kind.as_str(), arrival.flaws.len()), ("agent", 0));
}

#[test]
fn files_that_are_no_cas_are_refused() {
    for file in ["", "<a>", "<a/>", "<a><b><c><d/></c></b></a>", "{}", "[]", "{\"%FEATURE_STRUCTURES\": []}", "<a b='&nope;'/>"] {
        assert!(read_as(&CasXmi, file, "<").is_err(), "{file}");
        assert!(read_as(&CasJson, file, "").is_err(), "{file}");
    }
}

proptest! {
    #[test]
    fn no_structure_makes_it_fail(all in prop::collection::vec("<c:[PS] xmi:id=\"[0-9]\"( sofa=\"[12]\")?( (begin|end|Governor|Dependent|target|elements|label|part|identifier|tagline)=\"(-?[0-9]{1,2}|[a-z{} ]{0,3}|[0-9] [0-9])\")?/>", 0..12)) {
        let _ = read_as(&CasXmi, &xmi(&all.concat()), "").map(|arrival| {
            assert!(arrival.annotations.iter().all(|one| one.spans.iter().all(|span| arrival.text.holds(*span))));
        });
    }
}
