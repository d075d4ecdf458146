//! Relations that a reviewer has drawn by hand.

use super::*;

/// Draws a relation by hand, and has the decisions follow.
fn draw(desk: &mut Adjudication, gold: &mut AnnotationSet, kind: &str, from: usize, to: usize, second: i64) -> Ruling {
    let ends = [from, to].map(|at| gold.annotations()[at].id.clone());
    let tie = relation(&format!("hand-{second}"), kind, ends[0].as_str(), ends[1].as_str());
    let change = Change::Relation { before: None, after: Some(Arc::new(tie)) };
    let mut after = gold.clone();
    apply(&mut after, std::slice::from_ref(&change));
    let ruling = desk.follow_hand(std::slice::from_ref(&change), &after, "hand", at(second));
    apply(&mut after, &ruling.changes);
    *gold = after;
    Ruling { changes: [vec![change], ruling.changes].concat(), ..ruling }
}

fn taken(desk: &Adjudication, number: usize, name: &str, second: i64) -> Decision {
    Decision::new(&desk.cases()[number], Choice::Take(names(&[name])), "ed", at(second))
}

fn all(desk: &mut Adjudication, gold: &mut AnnotationSet, name: &str) {
    let all = desk.accept_all_of(name, None, "ed", at(1));
    decide(desk, gold, all);
}

fn led(gold: &AnnotationSet, story: &Story) -> Vec<String> {
    let words = |id: &Id| gold.get(id).map(|one| one.quoted(story.article.text())).unwrap_or_default();
    gold.relations().iter().map(|tie| format!("{} {} {}", words(&tie.from), tie.kind, words(&tie.to))).collect()
}

#[test]
fn what_is_drawn_is_replayed_and_taken_back() {
    let story = Story::of(32);
    let (work, mut gold) = (two(&story), AnnotationSet::default());
    let mut desk = open(&story, &work, &gold, Vec::new());
    all(&mut desk, &mut gold, "anna");
    let shot = content(&gold);
    let drawn = draw(&mut desk, &mut gold, "issued_by", 2, 1, 5);
    assert_eq!(led(&gold, &story).iter().filter(|tie| *tie == "w12 w13 issued_by The w8 w9").count(), 1, "not there twice");
    assert_eq!(content(&gold), content(&desk.gold()));
    let text = story.article.text();
    let kept: Vec<Decision> = desk.decisions().map(|one| Decision::from_entry(one.case.clone(), &one.to_entry(text), text).unwrap()).collect();
    assert_eq!(content(&replay(&story.article, &book(), &sets(&work), kept.clone()).set), content(&gold));
    assert_eq!(kept.iter().map(|one| one.drawn.len()).sum::<usize>(), 1);
    // What was drawn goes with an end and comes back with it, and stays when the case is decided in another way.
    let (ben, nothing) = (taken(&desk, 1, "ben", 6), Decision::new(&desk.cases()[1], Choice::Nothing, "ed", at(7)));
    decide(&mut desk, &mut gold, vec![nothing]);
    assert_eq!(led(&gold, &story).len(), 0);
    decide(&mut desk, &mut gold, vec![ben]);
    assert_eq!(led(&gold, &story).iter().filter(|tie| *tie == "w12 w13 issued_by w9 w10").count(), 1);
    let again = taken(&desk, 2, "anna", 8);
    decide(&mut desk, &mut gold, vec![again]);
    assert_eq!((led(&gold, &story).len(), content(&gold) == content(&desk.gold())), (2, true));
    // Taken away by hand, it is no longer in the decision.
    let tie = gold.relations().iter().find(|tie| tie.kind == "issued_by").cloned().unwrap();
    let gone = [Change::Relation { before: Some(tie), after: None }];
    apply(&mut gold, &gone);
    let ruling = desk.follow_hand(&gone, &gold, "hand", at(9));
    apply(&mut gold, &ruling.changes);
    assert_eq!((content(&gold) == content(&desk.gold()), desk.decisions().all(|one| one.drawn.is_empty())), (true, true));
    // And the step that drew it can be taken back from where it was made.
    let mut gold = AnnotationSet::default();
    let mut desk = open(&story, &work, &gold, Vec::new());
    all(&mut desk, &mut gold, "anna");
    draw(&mut desk, &mut gold, "issued_by", 2, 1, 5);
    undo(&mut gold, &drawn.changes);
    desk.restore(drawn.before);
    assert_eq!((content(&gold), content(&desk.gold())), (shot.clone(), shot));
}

#[test]
fn what_is_drawn_follows_when_new_work_opens_an_end_again() {
    let story = Story::of(32);
    let (mut work, mut gold) = (two(&story), AnnotationSet::default());
    let mut desk = open(&story, &work, &gold, Vec::new());
    all(&mut desk, &mut gold, "anna");
    draw(&mut desk, &mut gold, "issued_by", 2, 1, 5);
    let kept: Vec<Decision> = desk.decisions().cloned().collect();
    let old = work[1].1.annotations()[1].clone();
    work[1].1.apply(&Change::replace(&old, Annotation { spans: vec![story.span(8, 11)], ..Annotation::clone(&old) }), at(3));
    let mut desk = open(&story, &work, &gold, kept);
    assert_eq!((desk.state(1), led(&gold, &story).len()), (CaseState::Reopened, 2), "until it is decided, gold stays as it is");
    for number in [0, 1] {
        let again = taken(&desk, number, "ben", 6);
        decide(&mut desk, &mut gold, vec![again]);
    }
    assert_eq!(led(&gold, &story).iter().filter(|tie| *tie == "w12 w13 issued_by The w8 w9 w10").count(), 1, "{:?}", led(&gold, &story));
    assert_eq!((desk.stale().count(), content(&gold) == content(&desk.gold())), (0, true));
}

#[test]
fn annotators_are_told_to_whom_relations_lead() {
    let story = Story::of(32);
    let said: [Said; 3] = [("quote", 2, 6, &[]), ("actor", 8, 10, &[]), ("actor", 12, 13, &[])];
    let work = vec![
        ("anna".into(), story.set("anna", &said, &[("said_by", 0, 1)])),
        ("ben".into(), story.set("ben", &said, &[("said_by", 0, 2)])),
        ("cleo".into(), story.set("cleo", &said, &[])),
    ];
    let mut gold = AnnotationSet::default();
    let mut desk = open(&story, &work, &gold, Vec::new());
    let told = |desk: &Adjudication, gold: &AnnotationSet, name: &str| feedback(name, desk, gold)[0].in_words(story.article.text(), &book());
    all(&mut desk, &mut gold, "ben");
    assert_eq!(told(&desk, &gold, "anna"), "changed: quote “w2 w3 w4 w5”: said by “w12”, not “The w8 w9”, says ed");
    assert_eq!(told(&desk, &gold, "ben"), "kept: quote “w2 w3 w4 w5”, says ed");
    assert_eq!(told(&desk, &gold, "cleo"), "changed: quote “w2 w3 w4 w5”: said by “w12”, says ed");
    let none = Decision { relations: BTreeMap::from([("said_by".into(), Vec::new())]), ..taken(&desk, 0, "anna", 3) };
    decide(&mut desk, &mut gold, vec![none]);
    assert_eq!(told(&desk, &gold, "ben"), "changed: quote “w2 w3 w4 w5”: not said by “w12”, says ed");
    draw(&mut desk, &mut gold, "said_by", 0, 1, 5);
    assert_eq!(told(&desk, &gold, "anna"), "kept: quote “w2 w3 w4 w5”, says hand");
    assert_eq!(told(&desk, &gold, "ben"), "changed: quote “w2 w3 w4 w5”: said by “The w8 w9”, not “w12”, says hand");
}
