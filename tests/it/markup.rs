//! A story of our own with everything that the built-in codebook has: each label, each attribute, each relation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tagline::annotation::{Annotation, AnnotationSet, AttributeKind, Codebook, Id, LabelId, Origin, Relation, Value, WorkState};
use tagline::article::{Span, Text};
use tagline::library::{ArticleRef, Record, read_record, write_record};

use crate::place::Place;

const STORY: &str = include_str!("../../assets/sample-story.txt");

/// The words of the story from one place to another.
fn words(number: usize) -> Span {
    let mut starts = STORY.match_indices(|c: char| c.is_ascii_alphabetic()).map(|(at, _)| at).filter(|at| *at == 0 || STORY.as_bytes()[at - 1] == b' ');
    let start = starts.nth(number * 5).unwrap();
    let end = start + STORY[start..].find(|c: char| !c.is_ascii_alphabetic()).unwrap();
    Span { start: start as u32, end: end as u32 }
}

/// An annotation of each label with all its attributes, and one of two fragments.
fn annotations(codebook: &Codebook) -> Vec<Annotation> {
    let made = "2026-11-24T09:12:44Z".parse().unwrap();
    let new = |number: usize, label: &LabelId, spans| Annotation::new(Id::from(format!("{number}").as_str()), label.clone(), spans, Origin::Human, made);
    let value = |kind: &AttributeKind| match kind {
        AttributeKind::Text => Value::Text("some “words”\n".into()),
        AttributeKind::Choice(values) => Value::Text(values.last().unwrap().clone()),
        AttributeKind::Several(values) => Value::List(values.iter().cloned().map(Value::Text).collect()),
        AttributeKind::Flag => Value::Flag(true),
        AttributeKind::Number => Value::Number(12),
        AttributeKind::Date => Value::Text("2026-11-25".into()),
        AttributeKind::Span => Value::Span(words(0)),
    };
    let each = codebook.labels.iter().enumerate().map(|(number, label)| {
        let attributes = label.attributes.iter().map(|attribute| (attribute.id.clone(), value(&attribute.kind))).collect();
        Annotation { attributes, note: "sure?".into(), doubtful: true, ..new(number, &label.id, vec![words(number + 1)]) }
    });
    let more = codebook.labels.iter().enumerate().map(|(number, label)| new(number + 10, &label.id, vec![words(number + 9), words(number + 20)]));
    each.chain(more).collect()
}

/// A relation of each kind, between the first annotations that it may lead from and to.
fn relations(codebook: &Codebook, annotations: &[Annotation]) -> Vec<Relation> {
    let may = |labels: &[LabelId], one: &Annotation| labels.is_empty() || labels.contains(&one.label);
    let all = codebook.relations.iter().enumerate().map(|(number, kind)| {
        let from = annotations.iter().find(|one| may(&kind.from, one)).unwrap();
        let to = annotations.iter().rfind(|one| may(&kind.to, one) && one.id != from.id).unwrap();
        Relation {
            id: Id::from(format!("r{number}").as_str()),
            kind: kind.id.clone(),
            from: from.id.clone(),
            to: to.id.clone(),
            origin: Origin::Suggested { by: "partners".into() },
            created: from.created,
            modified: from.modified,
            conflict: BTreeMap::new(),
            ext: BTreeMap::new(),
        }
    });
    all.collect()
}

#[test]
fn everything_that_the_codebook_has_is_saved_read_again_and_nothing_is_wrong_with_it() {
    let (codebook, text) = (Codebook::default(), Text::new(STORY));
    let annotations = annotations(&codebook);
    let relations = relations(&codebook, &annotations);
    let kinds: BTreeSet<&str> = relations.iter().map(|relation| relation.kind.as_str()).collect();
    assert_eq!((annotations.len(), kinds.len()), (2 * codebook.labels.len(), codebook.relations.len()));
    let article = ArticleRef { path: "story.txt".into(), title: "A story".into(), sha256: text.sha256().into(), chars: text.char_count() };
    let set = AnnotationSet::new(annotations, relations, Vec::new(), WorkState::Done);
    let record = Record { article, annotator: "anna".into(), set, locked: Vec::new(), read_only: None };
    let written = write_record(&record, &text);
    let read = read_record(&written, &text).unwrap();
    assert!(read.locked.is_empty(), "{:?}", read.locked);
    assert_eq!((read.set.all(), read.set.relations()), (record.set.all(), record.set.relations()));
    assert_eq!(write_record(&read, &text), written);

    let place = Place::with_project();
    place.write("work/story.txt", STORY);
    place.write("work/annotations/anna/story.txt.ron", &written);
    // The text that a record was made in is kept by whoever saves; this one comes from elsewhere.
    place.run(&["check", "--fix"]);
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    let report = place.run(&["report", "story.txt", "--annotator", "anna", "--json"]);
    assert_eq!(report.code, 0, "{}", report.err);
    let first: Arc<Annotation> = read.set.annotations()[0].clone();
    assert!(report.out.contains(text.slice(first.spans[0])), "{}", report.out);
}
