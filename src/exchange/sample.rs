//! Documents for tests: one with every kind of annotation, and random ones.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{Document, Metadata, Plan};
use crate::annotation::{Annotation, AnnotationSet, Codebook, Id, Origin, Relation, Value, WorkState};
use crate::article::{Article, Span, Text};

/// A story with what breaks offsets: characters beyond U+FFFF, combining marks, NBSP, text from right to left, families of emoji.
pub(crate) const STORY: &str = "Harbour strike 👩‍👩‍👧 enters third week\n\n\u{201c}We will not move,\u{201d} said Ilse\u{a0}Brandt, the union\u{2019}s leader. \u{201c}Not an inch.\u{201d}\n\nThe port\u{2019}s owner, Norland 𝔖hips, threatened to lock out 400 dockers; أحمد called it cafe\u{301} talk. Brandt\n";

/// What an export is asked for without any choice.
pub(crate) fn plan() -> Plan {
    Plan { codebook: Codebook::default(), chosen: BTreeMap::new(), now: time(9) }
}

fn time(hour: i64) -> Timestamp {
    Timestamp::from_second(1_795_600_000 + hour * 3600).unwrap()
}

fn id(number: usize) -> Id {
    Id::from(format!("0192f300-0000-7000-8000-{number:012}").as_str())
}

/// An annotation with that number on those texts of the story, each at its first place from `from` on.
fn on(number: usize, label: &str, texts: &[&str], from: usize) -> Annotation {
    let mut at = from;
    let spans = texts.iter().map(|text| {
        let start = STORY.get(at..).unwrap().find(text).unwrap() + at;
        at = start + text.len();
        Span { start: start as u32, end: at as u32 }
    });
    Annotation::new(id(number), label.into(), spans.collect(), Origin::Human, time(number as i64))
}

fn relation(number: usize, kind: &str, from: usize, to: usize) -> Relation {
    Relation {
        id: id(number),
        kind: kind.into(),
        from: id(from),
        to: id(to),
        origin: Origin::Human,
        created: time(number as i64),
        modified: time(number as i64),
        conflict: BTreeMap::new(),
        ext: BTreeMap::new(),
    }
}

/// The story with every label, attribute of every kind, and spans that nest, cross, touch, coincide and are interrupted.
pub(crate) fn document() -> Document {
    let mut split = on(1, "quote", &["“We will not move,”", "“Not an inch.”"], 0);
    split.attributes = [("kind".into(), Value::Text("direct".into())), ("partial".into(), Value::Flag(false))].into();
    let said = STORY.find("said").unwrap() as u32;
    split.attributes.insert("cue".into(), Value::Span(Span { start: said, end: said + 4 }));
    let mut brandt = on(2, "actor", &["Ilse\u{a0}Brandt"], 0);
    brandt.attributes = [("entity".into(), Value::Text("Ilse Brandt".into())), ("kind".into(), Value::Text("person".into()))].into();
    brandt.note = "=HYPERLINK(\"http://x\"), \"quoted\", <b>&amp;</b>;\ta tab\nand a second line".into();
    let mut norland = on(3, "actor", &["Norland 𝔖hips"], 0);
    norland.doubtful = true;
    norland.origin = Origin::Suggested { by: "names".into() };
    let mut threat = on(4, "threat", &["threatened to lock out 400 dockers"], 0);
    threat.attributes = [("targets_known".into(), Value::Flag(true)), ("severity".into(), Value::Text("non-violent".into()))].into();
    let claim = on(5, "claim", &["lock out 400 dockers; أحمد"], 0);
    let same = on(6, "claim", &["threatened to lock out 400 dockers"], 0);
    let mut talk = on(7, "quote", &["cafe\u{301} talk"], 0);
    talk.attributes =
        [("topics".into(), Value::List(vec![Value::Text("port".into()), Value::Text("a, b".into())])), ("year".into(), Value::Number(2026))].into();
    let start = on(8, "actor", &["Harbour"], 0);
    let family = on(9, "claim", &["strike 👩‍👩‍👧 enters"], 0);
    let ahmed = on(10, "actor", &["أحمد"], 0);
    let end = on(11, "actor", &["Brandt"], STORY.len() - 7);
    let all = vec![split, brandt, norland, threat, claim, same, talk, start, family, ahmed, end];
    let relations = vec![relation(20, "said_by", 1, 2), relation(21, "issued_by", 4, 3), relation(22, "claimed_by", 5, 10), relation(23, "said_by", 7, 10)];
    made("news/harbour strike.txt", STORY, all, relations)
}

/// An article without any annotation.
pub(crate) fn bare() -> Document {
    made("news/quiet.txt", "Nothing happened.\n", Vec::new(), Vec::new())
}

fn made(path: &str, text: &str, annotations: Vec<Annotation>, relations: Vec<Relation>) -> Document {
    let set = AnnotationSet::new(annotations, relations, Vec::new(), WorkState::Done);
    Document {
        path: path.into(),
        annotator: "anna".into(),
        state: WorkState::Done,
        article: Article::new(Text::new(text)),
        about: Metadata { url: Some("https://example.org/strike?a=1&b=2".into()), date: Some("2026-11-24".into()), ..Metadata::default() },
        annotations: set.annotations().to_vec(),
        unanchored: Vec::new(),
        relations: set.relations().to_vec(),
        split: None,
    }
}

/// Random documents: any text, with or without a line end behind it, and spans in it that neither begin nor end with white space
/// and do not cross a paragraph's end: at the beginning and the end, touching, nested, crossing, twice the same, interrupted.
pub(crate) fn documents() -> impl Strategy<Value = Document> {
    let word = prop_oneof![
        4 => "[a-zA-Z]{1,8}",
        1 => "(👍🏽|👩‍👩‍👧|𝔖|é|e\u{301}|“x”|’s|U\\.K\\.|[0-9]{1,4}|安全|أحمد|&lt;|<b>|\\||\\[1\\]|\\\\|\"|_|\\*)",
    ];
    let text = prop::collection::vec(
        (word, prop_oneof![6 => Just(" "), 1 => Just("\u{a0}"), 1 => Just(". "), 1 => Just("\n\n"), 1 => Just(", "), 1 => Just("")]),
        1..60,
    );
    let note = prop_oneof![3 => ".{0,12}", 1 => "[=+@\t-](1\\+1|cmd\\|' /C'!A0|SUM\\(A1\\))?"];
    let mark = (any::<prop::sample::Index>(), 0usize..9, 0usize..4, any::<bool>(), note);
    let marks = prop::collection::vec((mark, prop::bool::weighted(0.1)), 0..12)
        .prop_map(|marks| marks.into_iter().flat_map(|(mark, twice)| std::iter::repeat_n(mark, 1 + usize::from(twice))).collect::<Vec<_>>());
    let ends = any::<bool>();
    (text, marks, ends, prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..6)).prop_map(|(words, marks, ends, links)| {
        let mut text = String::new();
        let mut places = Vec::new();
        for (word, gap) in words {
            let start = text.len() as u32;
            text.push_str(&word);
            places.push((Span { start, end: text.len() as u32 }, gap == "\n\n"));
            text.push_str(gap);
        }
        if ends {
            text.truncate(text.trim_end().len());
        }
        let run = |first: usize, more: usize| {
            let ends = places[first..].iter().position(|(_, ends)| *ends).unwrap_or(usize::MAX);
            let last = (first + more.min(ends)).min(places.len() - 1);
            (Span { start: places[first].0.start, end: places[last].0.end }, last)
        };
        let annotations: Vec<Annotation> = marks
            .into_iter()
            .enumerate()
            .map(|(number, (at, more, label, split, note))| {
                let (span, last) = run(at.index(places.len()), more);
                let mut spans = vec![span];
                if split && last + 2 < places.len() {
                    spans.push(run(last + 2, 1).0);
                }
                let label = ["actor", "threat", "claim", "quote"][label];
                let mut annotation = Annotation::new(id(number + 1), label.into(), spans, Origin::Human, time(number as i64));
                annotation.note = note.clone();
                annotation.doubtful = number % 5 == 4;
                if number % 3 == 0 {
                    annotation.attributes.insert("kind".into(), Value::Text(note));
                }
                annotation
            })
            .collect();
        let count = annotations.len();
        let links = links.into_iter().filter(|_| count > 1).enumerate();
        let links = links.map(|(number, (from, to))| relation(100 + number, "said_by", from.index(count) + 1, to.index(count) + 1));
        let links: Vec<Relation> = links.filter(|link| link.from != link.to).collect();
        made("a b/ü.txt", &text, annotations, links)
    })
}

/// Annotations as a document has them.
pub(crate) fn shared(annotations: Vec<Annotation>) -> Vec<std::sync::Arc<Annotation>> {
    annotations.into_iter().map(std::sync::Arc::new).collect()
}
