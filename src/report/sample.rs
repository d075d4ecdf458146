//! A story with a full markup for tests: every label, relation and kind of attribute.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::desk::desk_check;
use super::ledger::Ledger;
use super::sheet::Sheet;
use crate::annotation::{Annotation, AnnotationSet, Codebook, Origin, Relation, Value, WorkState};
use crate::article::{Article, BlockRule, Span, Text};

pub(super) const STORY: &str = "Brandt: “Nobody sails” before talks
Ilse Brandt, head of the Dockers’ Union, said on Monday: “Nobody sails before there are talks.” She accused Norland of planting spies in the union.
“We wait,” said Noor Haldane, the envoy. “Nothing was planted.”
The union says that 12 ships have turned away. A port official who asked not to be named put the loss at 4 million.
The Halcyon group threatened to burn the quay of the Selden Line.";

/// Label, text, which occurrence of it, attributes.
pub(super) type Item<'a> = (&'a str, &'a str, usize, &'a [(&'a str, Value)]);

/// The annotations of items, their ids `1`, `2` …; several texts of one annotation are parted by `|`.
pub(super) fn annotations(story: &str, items: &[Item<'_>]) -> Vec<Annotation> {
    let made = items.iter().enumerate().map(|(n, (label, texts, nth, attributes))| {
        let spans = texts.split('|').map(|text| {
            let (at, _) = story.match_indices(text).nth(*nth).unwrap_or_else(|| panic!("{text}"));
            Span { start: at as u32, end: (at + text.len()) as u32 }
        });
        let mut annotation = Annotation::new((n + 1).to_string().as_str().into(), (*label).into(), spans.collect(), Origin::Human, Timestamp::UNIX_EPOCH);
        annotation.attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        annotation
    });
    made.collect()
}

/// Relations: kind, from, to.
pub(super) fn relations(items: &[(&str, &str, &str)]) -> Vec<Relation> {
    let made = items.iter().enumerate().map(|(n, (kind, from, to))| Relation {
        id: format!("r{n}").as_str().into(),
        kind: (*kind).to_owned(),
        from: (*from).into(),
        to: (*to).into(),
        origin: Origin::Human,
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        conflict: BTreeMap::new(),
        ext: BTreeMap::new(),
    });
    made.collect()
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(super) fn article() -> Article {
    Article::with_rule(Text::new(STORY), BlockRule::Lines)
}

/// The story, fully marked up.
pub(super) fn set() -> AnnotationSet {
    let brandt = &[("entity", text("Ilse Brandt")), ("kind", text("person")), ("role", text("head of the Dockers’ Union"))];
    let said = STORY.find("said on").unwrap() as u32;
    let items: Vec<Item<'_>> = vec![
        ("actor", "Brandt", 0, &brandt[..1]),
        ("quote", "“Nobody sails”", 0, &[]),
        ("actor", "Ilse Brandt", 0, brandt),
        ("quote", "“Nobody sails before there are talks.”", 0, &[]),
        ("actor", "Norland", 0, &[]),
        ("claim", "planting spies in the union", 0, &[]),
        ("quote", "“We wait,”|“Nothing was planted.”", 0, &[]),
        ("actor", "Noor Haldane", 0, &[]),
        ("actor", "The union", 0, &[]),
        ("claim", "12 ships have turned away", 0, &[]),
        ("actor", "port official", 0, &[]),
        ("quote", "the loss at 4 million", 0, &[]),
        ("actor", "Halcyon group", 0, &[]),
        ("threat", "threatened to burn the quay of the Selden Line", 0, &[]),
        ("actor", "Selden Line", 0, &[]),
    ];
    let mut made = annotations(STORY, &items);
    let mut put = |n: usize, name: &str, value: Value| drop(made[n - 1].attributes.insert(name.to_owned(), value));
    put(4, "kind", text("direct"));
    put(4, "cue", Value::Span(Span { start: said, end: said + 4 }));
    put(4, "translated", Value::Flag(false));
    put(12, "kind", text("indirect"));
    put(9, "entity", text("Dockers’ Union"));
    put(9, "kind", text("organisation"));
    put(10, "status", text("supported"));
    put(10, "checked_on", text("2026-11-25"));
    put(10, "evidence", text("https://example.org/port"));
    put(6, "status", text("disputed"));
    put(11, "mention", text("description"));
    put(14, "form", text("communicated"));
    put(14, "severity", text("violent"));
    made[13].note = "ask the fire brigade".into();
    let links = relations(&[
        ("said_by", "2", "1"),
        ("said_by", "4", "3"),
        ("said_by", "7", "8"),
        ("said_by", "12", "11"),
        ("claimed_by", "6", "3"),
        ("denies", "8", "6"),
        ("claimed_by", "10", "9"),
        ("issued_by", "14", "13"),
        ("targets", "14", "15"),
    ]);
    AnnotationSet::new(made, links, Vec::new(), WorkState::Done)
}

/// A sheet of an article with all that can be known of one.
pub(super) fn sheet<'a>(article: &'a Article, set: &AnnotationSet, codebook: &'a Codebook) -> Sheet<'a> {
    Sheet {
        path: "articles/strike.txt".into(),
        title: article.title().to_owned(),
        publication: "Selden Courier".into(),
        date: "2026-11-25T08:00:00Z".into(),
        url: "https://example.org/strike".into(),
        language: "en-GB".into(),
        authors: vec!["Mara Lind".into()],
        annotator: "anna".into(),
        article,
        codebook,
        ledger: Ledger::new(article, set, codebook),
        findings: desk_check(article, set, codebook, Some("2026")).into_iter().map(|finding| (finding, None)).collect(),
    }
}
