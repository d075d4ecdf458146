//! Collections of `BioC`, tried out.

use super::super::sample::{document, plan};
use super::super::tests::{read, written};
use super::super::{Document, Loss};
use super::*;
use crate::article::{Article, Text};

fn arrivals(text: &str) -> Vec<Arrival> {
    read(&BioC, &[("x.xml".to_owned(), text.as_bytes().to_vec())].into())
}

#[test]
fn a_collection_in_xml_and_in_json() {
    let (files, losses) = written(&BioC, &[document()], &plan());
    assert!(losses.is_empty());
    insta::assert_snapshot!("xml", String::from_utf8(files["out.xml"].clone()).unwrap());
    let mut plan = plan();
    plan.chosen.insert("form".into(), "json".into());
    let (json, _) = written(&BioC, &[document()], &plan);
    insta::assert_snapshot!("json", String::from_utf8(json["out.json"].clone()).unwrap());
    for arrival in [&read(&BioC, &files)[0], &read(&BioC, &json)[0]] {
        for (out, back) in document().annotations.iter().zip(&arrival.annotations) {
            assert_eq!((&out.id, &out.spans, &out.note, out.doubtful, &out.attributes), (&back.id, &back.spans, &back.note, back.doubtful, &back.attributes));
        }
    }
}

#[test]
fn control_characters_are_replaced_in_xml_and_kept_in_json() {
    let text = "Port\u{1} Selden\u{c} waits.\n";
    let story = Document { article: Article::new(Text::new(text)), annotations: Vec::new(), relations: Vec::new(), ..document() };
    let (files, losses) = written(&BioC, std::slice::from_ref(&story), &plan());
    assert_eq!(losses.of(Loss::Characters), 1);
    assert_eq!(read(&BioC, &files)[0].text.as_str(), "Port\u{fffd} Selden\u{fffd} waits.\n");
    let mut plan = plan();
    plan.chosen.insert("form".into(), "json".into());
    let (files, losses) = written(&BioC, &[story], &plan);
    assert!(losses.is_empty());
    assert_eq!(read(&BioC, &files)[0].text.as_str(), text);
}

#[test]
fn passages_sentences_and_other_units_come_in() {
    let xml = "<?xml version='1.0'?><!DOCTYPE collection SYSTEM 'BioC.dtd'><collection><source/><document><id>7</id>\
        <passage><infon key='type'>title</infon><offset>0</offset><text>👍 Norland &amp; Selden</text></passage>\
        <passage><offset>19</offset><sentence><offset>19</offset><text>Ilse Brandt spoke.</text>\
        <annotation id='A'><infon key='type'>actor</infon><infon key='NCBI'>9</infon><location offset='19' length='4'/>\
        <location offset='31' length='5'/><text>Ilse spoke</text></annotation></sentence></passage>\
        <annotation id='B'><infon key='type'>actor</infon><location offset='2' length='7'/><text>Norland</text></annotation>\
        <relation id='R'><infon key='type'>meets</infon><node refid='A' role='x'/><node refid='B' role='y'/><node refid='C' role='z'/></relation>\
        </document></collection>";
    let chars = &arrivals(xml)[0];
    assert_eq!(chars.text.as_str(), "👍 Norland & Selden\nIlse Brandt spoke.");
    assert_eq!(chars.annotations.iter().map(|annotation| annotation.quoted(&chars.text)).collect::<Vec<_>>(), ["Ilse … spoke", "Norland"]);
    assert_eq!((chars.relations.len(), chars.flaws.len(), chars.path.as_deref()), (1, 1, Some("7")));
    assert_eq!(chars.annotations[0].attributes["NCBI"], crate::annotation::Value::Text("9".into()));
}

#[test]
fn bytes_and_code_units_are_told_by_the_covered_text() {
    let xml = |at: usize| {
        format!(
            "<collection><document><id>d</id><passage><offset>0</offset><text>👍é Norland</text><annotation id='A'><infon key='type'>actor</infon><location offset='{at}' length='7'/><text>Norland</text></annotation></passage></document></collection>"
        )
    };
    for at in [3, 4, 7] {
        let arrival = &arrivals(&xml(at))[0];
        assert_eq!(arrival.annotations.iter().map(|annotation| annotation.quoted(&arrival.text)).collect::<Vec<_>>(), ["Norland"], "{at}");
    }
    assert_eq!(arrivals(&xml(5))[0].flaws.len(), 1);
}
