//! Tests of decisions, of what follows from them, and of the keys that they take.

use super::*;
use crate::annotation::{Annotation, AnnotationSet, Change, Codebook, Origin, WorkState};
use crate::article::{Article, Text};
use crate::review::cases::tests::{Said, Story, relation, sets};
use crate::review::cases::{CaseKind, cases};
use std::sync::Arc;

mod drawn;
mod properties;

type Work = Vec<(String, AnnotationSet)>;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

/// The default codebook with relations between any labels: `said_by` at most once, `issued_by` any number of times.
fn book() -> Codebook {
    let mut book = Codebook::default();
    for kind in &mut book.relations {
        kind.from.clear();
        kind.to.clear();
        kind.single = kind.id == "said_by";
    }
    book
}

fn open(story: &Story, work: &Work, gold: &AnnotationSet, decisions: Vec<Decision>) -> Adjudication {
    let book = book();
    Adjudication::new(story.article.text(), &book, cases(&story.article, &book, &sets(work), Some(gold)), decisions)
}

fn apply(gold: &mut AnnotationSet, changes: &[Change]) {
    for change in changes {
        gold.apply(change, at(0));
    }
}

fn decide(desk: &mut Adjudication, gold: &mut AnnotationSet, decisions: Vec<Decision>) {
    let ruling = desk.decide(decisions, gold).unwrap();
    apply(gold, &ruling.changes);
}

fn undo(gold: &mut AnnotationSet, changes: &[Change]) {
    for change in changes.iter().rev() {
        gold.apply(&change.inverted(), at(0));
    }
}

fn content(set: &AnnotationSet) -> (Vec<Arc<Annotation>>, Vec<Arc<crate::annotation::Relation>>) {
    (set.all().to_vec(), set.relations().to_vec())
}

fn short(set: &AnnotationSet, story: &Story) -> Vec<String> {
    set.annotations().iter().map(|annotation| format!("{} {}", annotation.label, annotation.quoted(story.article.text()))).collect()
}

/// Two annotators: a quote with its speaker, whose boundaries differ, and a claim that only one has.
fn two(story: &Story) -> Work {
    let anna: [Said; 3] = [("quote", 2, 6, &[]), ("actor", 8, 10, &[("kind", "person")]), ("claim", 12, 14, &[])];
    let ben: [Said; 2] = [("quote", 2, 6, &[]), ("actor", 9, 11, &[("role", "envoy")])];
    vec![("anna".into(), story.set("anna", &anna, &[("said_by", 0, 1)])), ("ben".into(), story.set("ben", &ben, &[("said_by", 0, 1)]))]
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_each_choice_makes() {
    let story = Story::of(32);
    let work = two(&story);
    let desk = open(&story, &work, &AnnotationSet::default(), Vec::new());
    assert_eq!(desk.cases().iter().map(|case| case.kind).collect::<Vec<_>>(), [CaseKind::Agreed, CaseKind::Boundaries, CaseKind::Only]);
    let made = |number: usize, choice: Choice| {
        let made = desk.preview(&Decision::new(&desk.cases()[number], choice, "ed", at(1)))?;
        Ok(made
            .iter()
            .map(|annotation| format!("{} {:?}", annotation.quoted(story.article.text()), annotation.attributes.keys().collect::<Vec<_>>()))
            .collect::<Vec<_>>())
    };
    assert_eq!(made(1, Choice::Take(names(&["ben"]))).unwrap(), ["w9 w10 [\"role\"]"]);
    assert_eq!(made(1, Choice::Take(names(&["anna", "ben"]))).unwrap(), ["The w8 w9 [\"kind\"]", "w9 w10 [\"role\"]"]);
    assert_eq!(made(1, Choice::Union(names(&["anna", "ben"]))).unwrap(), ["The w8 w9 w10 [\"kind\", \"role\"]"]);
    assert_eq!(made(1, Choice::Intersection(names(&["ben", "anna"]))).unwrap(), ["w9 [\"kind\", \"role\"]"]);
    assert_eq!(made(0, Choice::Take(names(&["anna", "ben"]))).unwrap().len(), 1);
    assert_eq!(made(2, Choice::Nothing), Ok(vec![]));
    assert_eq!(made(2, Choice::Take(names(&["ben"]))), Err(Refused::NothingOf("ben".into())));
    assert_eq!(made(2, Choice::Take(vec![])), Err(Refused::NothingChosen));
    let place = |start, end| Choice::Placed(vec![Placement { label: "claim".into(), spans: vec![Span { start, end }], attributes: BTreeMap::new() }]);
    assert_eq!(made(2, place(0, 3)).unwrap(), ["The []"]);
    assert_eq!(made(2, place(0, 9_999)), Err(Refused::OutOfText));
    let mut set = Decision::new(&desk.cases()[1], Choice::Take(names(&["anna"])), "ed", at(1));
    set.attributes = BTreeMap::from([("kind".into(), None), ("entity".into(), Some(Value::Text("Iran".into())))]);
    assert_eq!(desk.preview(&set).unwrap()[0].attributes, BTreeMap::from([("entity".into(), Value::Text("Iran".into()))]));
    let origin = Origin::Adjudicated { from: vec!["anna-1".into()], by: "ed".into() };
    assert_eq!(desk.preview(&set).unwrap()[0].origin, origin);
}

#[test]
fn a_relation_follows_when_both_ends_are_in_gold() {
    let story = Story::of(32);
    let (work, mut gold) = (two(&story), AnnotationSet::default());
    let mut desk = open(&story, &work, &gold, Vec::new());
    let take = |desk: &Adjudication, number: usize, name: &str| Decision::new(&desk.cases()[number], Choice::Take(names(&[name])), "ed", at(number as i64));
    let first = desk.decide(vec![take(&desk, 0, "anna")], &gold).unwrap();
    apply(&mut gold, &first.changes);
    assert_eq!(gold.relations().len(), 0);
    // Anna's quote, and ben's actor in the place of hers.
    let second = desk.decide(vec![take(&desk, 1, "ben")], &gold).unwrap();
    apply(&mut gold, &second.changes);
    assert_eq!((short(&gold, &story), gold.relations().len()), (vec!["quote w2 w3 w4 w5".into(), "actor w9 w10".into()], 1));
    assert_eq!(gold.relations()[0].to, gold.annotations()[1].id);
    assert_eq!(gold.relations()[0].origin, Origin::Adjudicated { from: vec!["anna-r0".into()], by: "ed".into() });
    // Another decision on the actor keeps the relation, none there takes it away, and both can be undone.
    let shot = content(&gold);
    let third = desk.decide(vec![Decision::new(&desk.cases()[1], Choice::Nothing, "ed", at(7))], &gold).unwrap();
    apply(&mut gold, &third.changes);
    assert_eq!((gold.annotations().len(), gold.relations().len()), (1, 0));
    undo(&mut gold, &third.changes);
    desk.restore(third.before);
    assert_eq!((content(&gold), content(&desk.gold())), (shot.clone(), shot));
}

#[test]
fn of_relations_that_are_to_be_single_the_first_named_has_the_word() {
    let story = Story::of(32);
    let said: [Said; 3] = [("quote", 2, 6, &[]), ("actor", 8, 10, &[]), ("actor", 12, 13, &[])];
    let ties = |to: usize| [("said_by", 0, to), ("issued_by", 0, to)];
    let work = vec![("anna".into(), story.set("anna", &said, &ties(1))), ("ben".into(), story.set("ben", &said, &ties(2)))];
    let mut desk = open(&story, &work, &AnnotationSet::default(), Vec::new());
    let all = desk.cases().iter().map(|case| Decision::new(case, Choice::Take(names(&["ben", "anna"])), "ed", at(1))).collect();
    let mut gold = AnnotationSet::default();
    decide(&mut desk, &mut gold, all);
    let led = |kind: &str| {
        let ends = gold.relations().iter().filter(|relation| relation.kind == kind).filter_map(|relation| gold.get(&relation.to));
        ends.map(|end| end.quoted(story.article.text())).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!((led("said_by").len(), led("said_by").contains("w12"), led("issued_by").len()), (1, true, 2));
}

#[test]
fn new_work_opens_its_case_again_and_the_old_gold_stays_until_it_is_decided() {
    let story = Story::of(32);
    let (mut work, mut gold) = (two(&story), AnnotationSet::default());
    let mut desk = open(&story, &work, &gold, Vec::new());
    let all: Vec<Decision> = desk.cases().iter().map(|case| Decision::new(case, Choice::Take(vec!["anna".into()]), "ed", at(1))).collect();
    decide(&mut desk, &mut gold, all.clone());
    assert_eq!((gold.annotations().len(), gold.relations().len(), desk.next_open(None)), (3, 1, None));
    // Somebody ties something to the actor by hand.
    let by_hand = relation("hand", "same_as", gold.annotations()[1].id.as_str(), gold.annotations()[1].id.as_str());
    gold.apply(&Change::Relation { before: None, after: Some(Arc::new(by_hand)) }, at(2));
    let old = work[1].1.annotations()[1].clone();
    work[1].1.apply(&Change::replace(&old, Annotation { spans: vec![story.span(8, 11)], ..Annotation::clone(&old) }), at(3));
    let mut desk = open(&story, &work, &gold, all);
    // The actor, and the quote which ben's relation ties to it.
    let states: Vec<CaseState> = (0..3).map(|number| desk.state(number)).collect();
    assert_eq!(states, [CaseState::Reopened, CaseState::Reopened, CaseState::Decided]);
    assert_eq!((desk.former(1).len(), desk.cases()[1].gold.len(), desk.stale().count()), (1, 1, 2));
    let again = [0, 1].map(|number| Decision::new(&desk.cases()[number], Choice::Take(vec!["ben".into()]), "ed", at(4)));
    let ruling = desk.decide(again.to_vec(), &gold).unwrap();
    assert_eq!(ruling.after.values().filter(|entry| entry.is_none()).count(), 2, "the former decisions go");
    let shot = content(&gold);
    apply(&mut gold, &ruling.changes);
    assert_eq!(short(&gold, &story), ["quote w2 w3 w4 w5", "actor w8 w9 w10", "claim w12 w13"].map(|words| words.replace("w8", "The w8")));
    assert_eq!(gold.relations().iter().filter(|relation| relation.from == gold.annotations()[1].id).count(), 1, "tied by hand");
    assert_eq!((gold.relations().len(), desk.stale().count()), (2, 0));
    undo(&mut gold, &ruling.changes);
    desk.restore(ruling.before);
    assert_eq!((content(&gold), desk.state(1), desk.stale().count()), (shot, CaseState::Reopened, 2));
}

#[test]
fn gold_made_by_hand_on_the_same_words_is_not_there_twice() {
    let story = Story::of(32);
    let mut gold = AnnotationSet::new(
        vec![story.annotation("hand", ("claim", 12, 14, &[])), story.annotation("mine", ("quote", 2, 4, &[]))],
        vec![],
        vec![],
        WorkState::InProgress,
    );
    let mut desk = open(&story, &two(&story), &gold, Vec::new());
    let decisions = desk.accept_all_of("anna", None, "ed", at(1));
    let ruling = desk.decide(decisions, &gold).unwrap();
    apply(&mut gold, &ruling.changes);
    assert_eq!(gold.annotations().len(), 4);
    assert!(gold.get(&"hand".into()).is_none() && gold.get(&"mine".into()).is_some());
}

#[test]
fn an_entry_holds_all_of_a_decision_and_follows_the_words() {
    let story = Story::of(32);
    let (work, text) = (two(&story), story.article.text());
    let desk = open(&story, &work, &AnnotationSet::default(), Vec::new());
    let value = Value::List(vec![Value::Number(-3), Value::Flag(true), Value::Span(story.span(3, 4)), Value::Text("“é”\n\u{202e}".into())]);
    let attributes = BTreeMap::from([("kind".to_owned(), value)]);
    let placed = Choice::Placed(vec![Placement { label: "claim".into(), spans: vec![story.span(1, 3), story.span(5, 7)], attributes: attributes.clone() }]);
    let choices = [
        placed.clone(),
        Choice::Nothing,
        Choice::Take(names(&["anna", "ben"])),
        Choice::Union(names(&["ben", "anna"])),
        Choice::Intersection(names(&["anna"])),
    ];
    for (choice, reason) in choices.into_iter().zip(Reason::LIST.into_iter().skip(3).chain([Reason::Other("so be it".into())])) {
        let mut decision = Decision::new(&desk.cases()[1], choice, "ed", at(5)).because(reason);
        decision.comment = "see 4.2: \"who\"".into();
        decision.attributes = attributes.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).chain([("role".to_owned(), None)]).collect();
        assert_eq!(Decision::from_entry(decision.case.clone(), &decision.to_entry(text), text).as_ref(), Ok(&decision));
    }
    let decision = Decision::new(&desk.cases()[1], placed, "ed", at(5));
    let entry = decision.to_entry(text);
    let moved = Text::new(format!("Éditor’s note: new. {}", text.as_str()));
    let Choice::Placed(found) = Decision::from_entry(decision.case.clone(), &entry, &moved).unwrap().choice else { panic!() };
    assert_eq!(found[0].spans.iter().map(|span| moved.slice(*span)).collect::<Vec<_>>(), ["w1 w2", "w5 w6"]);
    let lost = Decision::from_entry(decision.case.clone(), &entry, &Text::new("Nothing of it.")).unwrap_err();
    assert!(matches!(lost, Unreadable::Lost(_)));
    for key in ["choice", "placed", "by", "at"] {
        let less: BTreeMap<String, String> = entry.iter().filter(|(name, _)| *name != key).map(|(name, value)| (name.clone(), value.clone())).collect();
        assert_eq!(Decision::from_entry(decision.case.clone(), &less, text).unwrap_err().to_string(), format!("the decision has no `{key}`"));
    }
}

#[test]
fn annotators_learn_what_became_of_their_work() {
    let story = Story::of(32);
    let (work, mut gold) = (two(&story), AnnotationSet::default());
    let mut desk = open(&story, &work, &gold, Vec::new());
    let case = |number: usize| desk.cases()[number].clone();
    let decisions = vec![
        Decision::new(&case(0), Choice::Take(names(&["anna", "ben"])), "ed", at(1)),
        Decision::new(&case(1), Choice::Take(names(&["ben"])), "ed", at(2)).because(Reason::TooWide),
        Decision::new(&case(2), Choice::Take(names(&["anna"])), "ed", at(3)).because(Reason::Overlooked),
    ];
    decide(&mut desk, &mut gold, decisions);
    let anna = feedback("anna", &desk, &gold);
    assert_eq!(anna.iter().map(|item| item.place).collect::<Vec<_>>(), [story.span(2, 6), story.span(8, 10), story.span(12, 14)]);
    assert_eq!((&anna[0].judgement, &anna[2].judgement), (&Judgement::Kept, &Judgement::Kept));
    let Judgement::Changed(amendments) = &anna[1].judgement else { panic!("{:?}", anna[1]) };
    assert_eq!(amendments[0], Amendment::Boundaries { was: vec![story.span(8, 10)], is: vec![story.span(9, 11)] });
    assert_eq!((amendments.len(), &anna[1].reason), (3, &Some(Reason::TooWide)), "kind and role differ, too");
    assert_eq!(
        feedback("ben", &desk, &gold).iter().map(|item| item.judgement.clone()).collect::<Vec<_>>(),
        [Judgement::Kept, Judgement::Kept, Judgement::Missed]
    );
    let drop = Decision::new(&desk.cases()[2], Choice::Nothing, "ed", at(4));
    decide(&mut desk, &mut gold, vec![drop]);
    assert_eq!(feedback("anna", &desk, &gold)[2].judgement, Judgement::Dropped);
    assert_eq!(feedback("ben", &desk, &gold).len(), 2);
}

#[test]
fn one_annotators_work_is_reviewed_in_the_same_way() {
    let story = Story::of(32);
    let (mut work, gold) = (two(&story), AnnotationSet::default());
    work.truncate(1);
    let mut desk = open(&story, &work, &gold, Vec::new());
    assert!(desk.cases().iter().all(|case| case.kind == CaseKind::Alone));
    assert!(desk.accept_agreed("ed", at(1)).is_empty());
    let quotes = desk.accept_all_of("anna", Some(&"quote".into()), "ed", at(1));
    assert_eq!(quotes.len(), 1);
    desk.decide(quotes, &gold).unwrap();
    assert_eq!((desk.next_open(None), desk.next_open(Some(2))), (Some(1), Some(1)));
}

#[test]
fn every_reason_has_words_of_its_own() {
    for reason in Reason::LIST {
        assert_eq!(Reason::from_words(reason.in_words()), Some(reason));
    }
    assert_eq!((Reason::from_words(" "), Reason::from_words(" so ")), (None, Some(Reason::Other("so".into()))));
    let article = Article::new(Text::new(""));
    assert!(cases(&article, &Codebook::default(), &[], None).is_empty());
}
