//! The rules and laws of a merge.

use super::super::scripts::{Triple, text, triple};
use super::super::{Anchor, Annotation, Change, History, LabelId, Origin, Relation, Step, Unanchored, Value};
use super::*;
use crate::article::Span;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn annotation(id: &str, label: &str, start: u32) -> Annotation {
    Annotation::new(id.into(), LabelId::from(label), vec![Span { start, end: start + 3 }], Origin::Human, at(10))
}

fn set(annotations: &[Annotation], deleted: &[(&str, i64)]) -> AnnotationSet {
    let deleted = deleted.iter().map(|(id, second)| Tombstone { id: Id::from(*id), at: at(*second) }).collect();
    AnnotationSet::new(annotations.to_vec(), Vec::new(), deleted, WorkState::InProgress)
}

/// Everything in a set.
fn all(set: &AnnotationSet) -> String {
    format!("{:#?}\n{:#?}\n{:#?}\n{:?}", set.all(), set.relations(), set.deleted(), set.state())
}

/// The only annotation after a merge, and whether it is told of as a conflict.
fn only(base: &[Annotation], ours: &[Annotation], theirs: &[Annotation]) -> (Annotation, bool) {
    let merge = merge(&set(base, &[]), &set(ours, &[]), &set(theirs, &[]), &text());
    assert_eq!(merge.set.all().len(), 1);
    (Annotation::clone(&merge.set.all()[0]), !merge.conflicts.is_empty())
}

fn flags(annotation: &Annotation) -> Vec<(&str, &str)> {
    annotation.conflict.iter().map(|(field, words)| (field.as_str(), words.as_str())).collect()
}

#[test]
fn different_fields_are_merged_without_a_flag() {
    let base = annotation("a", "actor", 4);
    let ours = Annotation { label: "claim".into(), modified: at(20), ..base.clone() };
    let attributes = [("kind".to_owned(), Value::Flag(true))].into();
    let theirs = Annotation { note: "sure?".into(), attributes, spans: vec![Span { start: 5, end: 9 }], modified: at(30), ..base.clone() };
    let expected = Annotation { label: "claim".into(), ..theirs.clone() };
    assert_eq!(only(std::slice::from_ref(&base), &[ours], &[theirs]), (expected, false));
}

#[test]
fn one_field_changed_by_both_keeps_ours_and_says_what_theirs_was() {
    let base = annotation("a", "actor", 4);
    let with = |label: &str, note: &str, start, value: &str| Annotation {
        label: label.into(),
        note: note.into(),
        spans: vec![Span { start, end: 14 }],
        attributes: [("kind".to_owned(), Value::Text(value.into())), ("more".to_owned(), Value::Flag(true))].into(),
        ext: [("tool".to_owned(), value.to_owned())].into(),
        ..base.clone()
    };
    let (merged, clash) = only(std::slice::from_ref(&base), &[with("claim", "x", 6, "one")], &[with("threat", "y", 7, "two")]);
    assert!(clash);
    let expected = [("attributes", "kind: two; more: yes"), ("ext", "tool: two"), ("label", "threat"), ("note", "y"), ("spans", "7..14")];
    assert_eq!(flags(&merged), expected);
    assert_eq!(Annotation { conflict: BTreeMap::new(), ..merged }, with("claim", "x", 6, "one"));
}

#[test]
fn a_flag_that_was_there_before_is_kept_and_not_told_of_again() {
    let base = annotation("a", "actor", 4);
    let flagged = Annotation { conflict: [("label".to_owned(), "claim".to_owned())].into(), ..base.clone() };
    let noted = Annotation { note: "x".into(), ..base.clone() };
    assert_eq!(only(std::slice::from_ref(&base), std::slice::from_ref(&flagged), &[noted]), (Annotation { note: "x".into(), ..flagged.clone() }, false));
    let solved = Annotation { conflict: BTreeMap::new(), ..flagged.clone() };
    assert_eq!(only(std::slice::from_ref(&flagged), std::slice::from_ref(&solved), std::slice::from_ref(&flagged)), (solved, false));
}

#[test]
fn deleted_and_left_alone_is_deleted_and_leaves_one_tombstone() {
    let base = annotation("a", "actor", 4);
    for (ours, theirs) in [(set(&[], &[("a", 50)]), set(std::slice::from_ref(&base), &[])), (set(std::slice::from_ref(&base), &[]), set(&[], &[("a", 50)]))] {
        for begun in [set(std::slice::from_ref(&base), &[]), AnnotationSet::default()] {
            let merge = merge(&begun, &ours, &theirs, &text());
            assert_eq!((merge.set.all().len(), merge.set.deleted(), merge.conflicts.len()), (0, &[Tombstone { id: "a".into(), at: at(50) }][..], 0));
        }
    }
}

#[test]
fn deleted_and_changed_is_kept_and_flagged() {
    let base = annotation("a", "actor", 4);
    let changed = Annotation { note: "x".into(), modified: at(60), ..base.clone() };
    for begun in [set(&[base], &[]), AnnotationSet::default()] {
        let merge = merge(&begun, &set(&[], &[("a", 50)]), &set(std::slice::from_ref(&changed), &[]), &text());
        assert_eq!(flags(&merge.set.all()[0]), [(DELETED, "1970-01-01T00:00:50Z")]);
        assert_eq!((merge.set.deleted().len(), merge.conflicts), (0, vec![Id::from("a")]));
    }
}

#[test]
fn tombstones_tell_a_deletion_from_an_addition_when_there_is_no_base() {
    let (old, new) = (annotation("a", "actor", 4), annotation("b", "claim", 9));
    let merge = merge(&AnnotationSet::default(), &set(&[old], &[]), &set(&[new], &[("a", 50)]), &text());
    assert_eq!(merge.set.all().iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(merge.conflicts.is_empty());
}

#[test]
fn what_was_restored_stays_and_what_was_compacted_is_gone() {
    let old = annotation("a", "actor", 4);
    let dead = set(&[], &[("a", 50), ("z", 5)]);
    let restored = merge(&dead, &set(std::slice::from_ref(&old), &[("z", 5)]), &dead, &text());
    assert_eq!((restored.set.all().len(), restored.set.deleted().len(), restored.conflicts.len()), (1, 1, 0));
    let compacted = merge(&dead, &set(&[], &[]), &dead, &text());
    assert_eq!(compacted.set.deleted(), []);
}

#[test]
fn the_same_place_under_two_ids_is_two_annotations() {
    let merge = merge(&AnnotationSet::default(), &set(&[annotation("a", "actor", 4)], &[]), &set(&[annotation("b", "actor", 4)], &[]), &text());
    assert_eq!((merge.set.all().len(), merge.conflicts.len()), (2, 0));
}

#[test]
fn a_state_that_both_changed_is_the_less_done_one() {
    use WorkState::{Done, InProgress, New};
    let of = |state| AnnotationSet::new(Vec::new(), Vec::new(), Vec::new(), state);
    for (base, ours, theirs, expected) in
        [(New, Done, New, Done), (New, InProgress, Done, InProgress), (InProgress, New, Done, New), (Done, InProgress, New, New), (Done, Done, New, New)]
    {
        for (ours, theirs) in [(ours, theirs), (theirs, ours)] {
            assert_eq!(merge(&of(base), &of(ours), &of(theirs), &text()).set.state(), expected);
        }
    }
}

fn adrift(sha256: &str, start: usize, words: &str, cues: &[(&str, usize)]) -> Annotation {
    let anchor = |start: usize, words: &str| Anchor { start, end: start + words.len(), text: words.into(), ..Anchor::default() };
    let cues = cues.iter().map(|(key, start)| ((*key).to_owned(), anchor(*start, "cue"))).collect();
    let was = Unanchored { sha256: sha256.into(), spans: vec![anchor(start, words)], cues };
    Annotation { spans: Vec::new(), unanchored: Some(Box::new(was)), ..annotation("a", "actor", 4) }
}

#[test]
fn the_cues_of_unanchored_annotations_are_merged_like_attributes() {
    let base = adrift("t1", 4, "Iran", &[("cue", 9)]);
    let ours = adrift("t1", 5, "Iran", &[("cue", 9)]);
    let theirs = adrift("t1", 4, "Iran", &[("cue", 20)]);
    assert_eq!(only(std::slice::from_ref(&base), &[ours], std::slice::from_ref(&theirs)), (adrift("t1", 5, "Iran", &[("cue", 20)]), false));
    let other = adrift("t1", 4, "Iran", &[("cue", 30)]);
    let (merged, clash) = only(&[base], std::slice::from_ref(&other), &[theirs]);
    assert_eq!((flags(&merged), clash), (vec![("attributes", "cue: cue")], true));
}

#[test]
fn the_same_words_in_two_versions_of_the_text_are_one_place() {
    let base = adrift("t1", 4, "Iran", &[]);
    let (second, third) = (adrift("t2", 8, "Iran", &[]), adrift("t3", 12, "Iran", &[]));
    assert_eq!(only(std::slice::from_ref(&base), std::slice::from_ref(&second), std::slice::from_ref(&third)), (second.clone(), false));
    assert_eq!(only(&[], std::slice::from_ref(&second), std::slice::from_ref(&base)), (second.clone(), false));
    let (_, clash) = only(&[base], &[second], &[adrift("t3", 12, "Iraq", &[])]);
    assert!(clash);
}

#[test]
fn origins_that_both_changed_come_out_the_same_either_way() {
    let from = |id: &str| Origin::Adjudicated { from: vec![id.into()], by: "anna".into() };
    let of = |origin| Annotation { origin, ..annotation("a", "actor", 4) };
    let base = of(Origin::Human);
    let (one, two) = (of(from("x")), of(from("y")));
    assert_eq!(only(std::slice::from_ref(&base), std::slice::from_ref(&one), std::slice::from_ref(&two)), only(&[base], &[two], &[one]));
}

/// The fields of an annotation by name.
fn parts(item: &Annotation) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = item.attributes.iter().map(|(key, value)| (format!("a {key}"), format!("{value:?}"))).collect();
    all.extend(item.ext.iter().map(|(key, raw)| (format!("e {key}"), raw.clone())));
    all.extend([("label".into(), item.label.to_string()), ("note".into(), item.note.clone()), ("doubtful".into(), item.doubtful.to_string())]);
    all.extend([("spans".into(), format!("{:?}", item.spans))]);
    all
}

/// The ids of annotations that both sides changed differently, found field by field and not as the merge does it.
fn clashes(Triple { base, ours, theirs }: &Triple) -> Vec<Id> {
    let grave = |set: &AnnotationSet, id: &Id| set.deleted().iter().find(|tombstone| tombstone.id == *id).map(|tombstone| tombstone.at);
    let same = |a: &Annotation, b: &Annotation| Annotation { modified: b.modified, ..a.clone() } == *b;
    let lone = |item: &Annotation, other: &AnnotationSet| match base.get(&item.id) {
        Some(before) => !same(before, item),
        None => grave(base, &item.id).is_none() && grave(other, &item.id).is_some_and(|at| at < item.modified),
    };
    let both = |ours: &Annotation, theirs: &Annotation| {
        let (before, ours, theirs) = (base.get(&ours.id).map(|item| parts(item)), parts(ours), parts(theirs));
        let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        keys.into_iter().any(|key| {
            let (our, their) = (ours.get(key), theirs.get(key));
            our != their && before.as_ref().map_or(our.is_some() && their.is_some(), |before| before.get(key) != our && before.get(key) != their)
        })
    };
    let mut found: Vec<Id> = ours
        .all()
        .iter()
        .filter(|our| theirs.get(&our.id).map_or_else(|| lone(our, theirs), |their| both(our, their)))
        .chain(theirs.all().iter().filter(|their| ours.get(&their.id).is_none() && lone(their, ours)))
        .map(|item| item.id.clone())
        .collect();
    found.sort();
    found
}

/// Nothing that either side has is missing, unless one deleted what the other left alone.
fn check_nothing_lost(triple: &Triple, merged: &AnnotationSet, seed: u64) {
    let sides = [(&triple.ours, &triple.theirs), (&triple.theirs, &triple.ours)];
    for (side, other) in sides {
        for item in side.all().iter().filter(|item| merged.get(&item.id).is_none()) {
            let untouched = triple.base.get(&item.id).is_some_and(|before| before.same_but_for_time(item));
            let dead = other.deleted().iter().any(|tombstone| tombstone.id == item.id && tombstone.at >= item.modified);
            assert!(other.get(&item.id).is_none() && (untouched || dead), "seed {seed}: {} is lost", item.id);
            assert!(merged.deleted().iter().any(|tombstone| tombstone.id == item.id), "seed {seed}: no tombstone of {}", item.id);
        }
    }
}

fn check_laws(seed: u64) {
    let triple = triple(seed, 6, true);
    let Triple { base, ours, theirs } = &triple;
    let text = text();
    let one = merge(base, ours, theirs, &text);
    let other = merge(base, theirs, ours, &text);
    check_nothing_lost(&triple, &one.set, seed);
    assert_eq!(one.conflicts, other.conflicts, "seed {seed}: conflicts are the same either way");
    assert_eq!((one.set.ext(), &one.beside), (other.set.ext(), &other.beside), "seed {seed}: what is kept beside is the same either way");
    for side in [ours, theirs] {
        assert_eq!(merge(base, &one.set, side, &text).set.ext(), one.set.ext(), "seed {seed}: kept beside, merged again");
        let kept = |raw: &String| one.set.ext().values().any(|own| own == raw);
        let lost = side.ext().iter().find(|(key, raw)| base.ext().get(*key) != Some(raw) && !kept(raw));
        assert_eq!(lost, None, "seed {seed}: what one side has kept beside is lost");
    }
    let relations: BTreeSet<&Id> = [base, ours, theirs].iter().flat_map(|set| set.relations()).map(|relation| &relation.id).collect();
    let found: Vec<Id> = one.conflicts.iter().filter(|id| !relations.contains(id)).cloned().collect();
    assert_eq!(found, clashes(&triple), "seed {seed}: what both changed is flagged, and nothing else");
    assert!(one.set.all().iter().all(|item| item.conflict.is_empty() != one.conflicts.contains(&item.id)), "seed {seed}");
    for side in [base, ours, theirs, &one.set] {
        assert_eq!(all(&merge(base, side, side, &text).set), all(side), "seed {seed}: idempotent");
        assert_eq!(all(&merge(base, base, side, &text).set), all(side), "seed {seed}: what only theirs changed is theirs");
        assert_eq!(all(&merge(base, side, base, &text).set), all(side), "seed {seed}: what only ours changed is ours");
    }
    if one.conflicts.is_empty() {
        assert_eq!(all(&one.set), all(&other.set), "seed {seed}: commutative");

        for side in [ours, theirs] {
            assert_eq!(all(&merge(base, &one.set, side, &text).set), all(&one.set), "seed {seed}: merged again");
        }
    }
    check_difference(base, ours, seed);
    check_difference(ours, &one.set, seed);
    check_undo(&triple, seed);
}

fn check_difference(from: &AnnotationSet, to: &AnnotationSet, seed: u64) {
    let mut made = from.clone();
    for change in difference(from, to) {
        made.apply(&change, at(7));
    }
    assert_eq!((made.all(), made.relations(), made.state(), made.ext()), (to.all(), to.relations(), to.state(), to.ext()), "seed {seed}");
    let dead = |set: &AnnotationSet, id: &Id| set.deleted().iter().any(|tombstone| tombstone.id == *id);
    let known = from.all().iter().map(|item| &item.id).chain(from.relations().iter().map(|item| &item.id));
    assert!(known.into_iter().all(|id| dead(&made, id) == (to.get(id).is_none() && !to.relations().iter().any(|item| item.id == *id))), "seed {seed}");
}

/// Our step, theirs merged in, then our step taken back: theirs stays.
fn check_undo(Triple { base, ours, theirs }: &Triple, seed: u64) {
    let step = Step { title: String::new(), changes: difference(base, ours), place: Span { start: 0, end: 0 }, at: at(9) };
    for change in &step.changes {
        let mut alone = base.clone();
        alone.apply(change, at(9));
        assert_eq!(rebased(&alone, &change.inverted()), Some(change.inverted()), "seed {seed}: nothing in between");
    }
    let (mut history, mut set) = (History::default(), base.clone());
    history.perform(&mut set, step);
    for change in difference(&set, &merge(base, ours, theirs, &text()).set) {
        set.apply(&change, at(9));
    }
    let merged = set.clone();
    history.undo(&mut set, at(9));
    for their in theirs.all() {
        let Some(before) = base.get(&their.id) else {
            // What both brought back from the same deletion is one thing, and ours to take away again.
            let both = ours.get(&their.id).is_some();
            assert!(both || set.get(&their.id).is_some(), "seed {seed}: an undo took away what others added");
            continue;
        };
        let Some(now) = set.get(&their.id) else {
            assert!(before == their || merged.get(&their.id).is_none(), "seed {seed}: an undo took away what others changed");
            continue;
        };
        let ours_kept = |field: &str| merged.get(&their.id).is_some_and(|item| item.conflict.contains_key(field) || item.conflict.contains_key(DELETED));
        // What both changed alike is ours to take back, too.
        let our = ours.get(&their.id);
        assert!(
            our.is_some_and(|our| our.label == their.label) || before.label == their.label || ours_kept("label") || now.label == their.label,
            "seed {seed}: label of {}",
            now.id
        );
        assert!(
            our.is_some_and(|our| our.note == their.note) || before.note == their.note || ours_kept("note") || now.note == their.note,
            "seed {seed}: note of {}",
            now.id
        );
        assert!(
            our.is_some_and(|our| our.spans == their.spans) || before.spans == their.spans || ours_kept("spans") || now.spans == their.spans,
            "seed {seed}: spans of {}",
            now.id
        );
    }
}

/// Three writers on different things: in whichever order they are merged, the same comes out.
fn check_order_is_the_same(seed: u64) {
    let (one, two) = (triple(seed, 5, true), triple(seed, 9, true));
    let (base, text) = (&one.base, text());
    let sides = [&one.ours, &one.theirs, &two.theirs].map(|set| renamed(set, base));
    let [x, y, z] = &sides;
    let pairs = [(x, y), (y, z), (x, z)];
    let free = pairs.iter().all(|(a, b)| merge(base, a, b, &text).conflicts.is_empty());
    let states: BTreeSet<String> = sides.iter().map(|set| format!("{:?}", set.state())).collect();
    if free && states.len() < 3 {
        let left = merge(base, &merge(base, x, y, &text).set, z, &text);
        let right = merge(base, x, &merge(base, y, z, &text).set, &text);
        assert!(left.conflicts.is_empty() && right.conflicts.is_empty(), "seed {seed}");
        assert_eq!(all(&left.set), all(&right.set), "seed {seed}: associative");
        assert_eq!(left.set.ext(), right.set.ext(), "seed {seed}: associative");
    }
}

/// The set with ids of its own for what was added.
fn renamed(set: &AnnotationSet, base: &AnnotationSet) -> AnnotationSet {
    let fresh =
        |id: &Id| base.get(id).is_none() && !base.deleted().iter().any(|tombstone| tombstone.id == *id) && !base.relations().iter().any(|r| r.id == *id);
    let tag = format!("{:p}", set.all().as_ptr());
    let rename = |id: &Id| if fresh(id) { Id::from(format!("{id}{tag}").as_str()) } else { id.clone() };
    let annotations = set.all().iter().map(|item| Annotation { id: rename(&item.id), ..Annotation::clone(item) }).collect();
    let relation = |item: &Relation| Relation { id: rename(&item.id), from: rename(&item.from), to: rename(&item.to), ..item.clone() };
    let relations = set.relations().iter().map(|item| relation(item)).collect();
    let deleted = set.deleted().iter().map(|dead| Tombstone { id: rename(&dead.id), at: dead.at }).collect();
    AnnotationSet::new(annotations, relations, deleted, set.state())
}

#[test]
fn a_redo_that_others_have_done_is_nothing_to_do() {
    let before = annotation("a", "actor", 4);
    let after = Annotation { label: "claim".into(), modified: at(99), ..before.clone() };
    let now = Annotation { label: "quote".into(), modified: at(50), ..before.clone() };
    let change = Change::replace(&Arc::new(before), after);
    assert_eq!(rebased(&set(&[now], &[]), &change), None);
}

#[test]
fn the_laws_hold_for_2000_random_triples() {
    for seed in 0..2_000 {
        check_laws(seed);
        check_order_is_the_same(seed);
    }
}

#[test]
#[ignore = "long: 100,000 triples"]
fn the_laws_hold_for_100_000_random_triples() {
    for seed in 0..100_000 {
        check_laws(seed);
        check_order_is_the_same(seed);
    }
}
