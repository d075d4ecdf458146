//! The review: every key, what becomes of gold, and how it looks for two and for five annotators.

mod alone;

use super::dump::dump;
use super::harness::Stage;
use super::screens::snapshot;
use std::sync::Arc;

use proptest::prelude::*;

use crate::annotation::{Annotation, Change, Origin, Relation, Value, merge};
use crate::article::{Article, Text};
use crate::library::GOLD;
use crate::tui::model::Overlay;

const STORY: &str = "Harbour strike enters third week

PORT SELDEN — Maren Tolvik, minister of ports, told parliament on Monday that the strike would go on.

“We will not be hurried,” Tolvik said. The dockers had said so too, and two ferries were cancelled.";

fn stage(width: u16, height: u16) -> Stage {
    let mut stage = Stage::open(Article::new(Text::new(STORY)), width, height);
    stage.model.annotator = Some("cara".into());
    stage.reopen();
    stage
}

/// Anna and Ben: agreed, boundaries, only one, label, and a run of two agreed ones.
fn two(width: u16, height: u16) -> Stage {
    let mut stage = stage(width, height);
    let both = [("claim", "Harbour strike enters third week"), ("quote", "“We will not be hurried,”"), ("actor", "[Tolvik] said")];
    stage.work("anna", &[&both[..], &[("actor", "Maren Tolvik"), ("actor", "parliament"), ("quote", "the strike would go on")]].concat());
    stage.work("ben", &[&both[..], &[("actor", "Maren Tolvik, minister of ports"), ("claim", "the strike would go on")]].concat());
    stage
}

/// Five annotators, each in their own way.
fn five(width: u16, height: u16) -> Stage {
    let mut stage = stage(width, height);
    let words = ["Maren Tolvik", "Maren Tolvik, minister of ports", "Maren Tolvik", "[Tolvik], minister", "Maren Tolvik, minister"];
    for (name, words) in ["anna", "ben", "bella", "dora", "emil"].into_iter().zip(words) {
        stage.work(name, &[("claim", "Harbour strike enters third week"), ("actor", words), ("quote", "“We will not be hurried,”")]);
    }
    stage
}

/// What gold has: letter and words.
fn gold(stage: &Stage) -> Vec<String> {
    let (record, _) = stage.records.get(GOLD).unwrap();
    let text = stage.model.desk.as_ref().unwrap().text().clone();
    record.set.annotations().iter().map(|one| format!("{} {}", stage.model.codebook.letter(&one.label), one.quoted(&text))).collect()
}

/// How many decisions the record of gold holds.
fn kept(stage: &Stage) -> usize {
    stage.records.get(GOLD).map_or(0, |(record, _)| record.set.ext().keys().filter(|key| key.starts_with("decided:")).count())
}

fn screen(stage: &Stage) -> String {
    dump(&stage.screen())
}

#[test]
fn two_annotators_are_reviewed_case_by_case() {
    let mut stage = two(80, 24);
    snapshot("review_two_80x24", stage.keys("SA"));
    assert_eq!((stage.said(), kept(&stage)), ("3 accepted, on which all agree", 3));
    stage.keys("2");
    assert_eq!(gold(&stage)[1], "a Maren Tolvik, minister of ports");
    stage.keys("xb");
    assert!(stage.said().contains("every case is decided"), "{}", stage.said());
    let all = ["c Harbour strike enters third week", "a Maren Tolvik, minister of ports", "c the strike would go on", "q the strike would go on"];
    assert_eq!(gold(&stage), [&all[..], &["q “We will not be hurried,”", "a Tolvik"]].concat());
    let (record, _) = stage.records.get(GOLD).unwrap();
    assert!(record.set.all().iter().all(|one| matches!(&one.origin, Origin::Adjudicated { by, .. } if by == "cara")));
    assert_eq!((kept(&stage), stage.records["anna"].0.set.all().len()), (6, 6));
    stage.keys("d");
    assert_eq!(stage.set().state(), crate::annotation::WorkState::Done);
    snapshot("review_decided_120x40", stage.resize(120, 40));
}

#[test]
fn everything_is_taken_back_step_by_step() {
    let mut stage = two(80, 24);
    stage.keys("SA1xbuu");
    assert!(screen(&stage).contains("Review: 4 decided, 2 open"), "{}", screen(&stage));
    stage.keys("uu");
    assert_eq!((gold(&stage).len(), kept(&stage)), (0, 0));
    assert_eq!(stage.keys("u").said(), "nothing to undo");
    stage.keys("UUUU");
    assert_eq!((kept(&stage), gold(&stage).len()), (6, 6));
    stage.keys("uuuu");
    assert_eq!((kept(&stage), gold(&stage).len()), (0, 0));
    // A decided case is opened again, and that is taken back too.
    stage.keys("1ko");
    assert_eq!((stage.said(), kept(&stage), gold(&stage).len()), ("open again", 0, 0));
    stage.keys("u");
    assert_eq!((kept(&stage), gold(&stage).len()), (1, 1));
    assert_eq!(stage.keys("jo").said(), "this case is open");
}

#[test]
fn boundaries_are_joined_or_shared_and_versions_taken_by_initial() {
    let mut stage = two(80, 24);
    stage.keys("SA+");
    assert_eq!(gold(&stage)[1], "a Maren Tolvik, minister of ports");
    stage.keys("u-");
    assert_eq!(gold(&stage)[1], "a Maren Tolvik");
    stage.keys("u<M-b>");
    assert_eq!(gold(&stage)[1], "a Maren Tolvik, minister of ports");
    assert!(stage.keys("<M-b>").refused(), "ben has nothing at parliament");
    assert!(stage.keys("2").refused() && stage.keys("z").refused());
    // Initials of several letters: what all who begin with the letter have, where that is one version.
    let mut stage = five(80, 24);
    assert!(stage.keys("SA<M-b>").refused() && !stage.keys("<M-e>").refused());
    // A run of agreed cases is taken by one key.
    let mut stage = two(80, 24);
    stage.keys("SNb");
    assert_eq!((stage.said(), kept(&stage)), ("2 all taken", 2));
}

#[test]
fn everything_of_an_annotator_with_a_label_is_taken_at_once() {
    let mut stage = two(80, 24);
    stage.keys("Ssa1");
    assert_eq!((stage.said(), gold(&stage)), ("3 taken: actor of anna", vec!["a Maren Tolvik".to_owned(), "a parliament".into(), "a Tolvik".into()]));
    stage.keys("a<Esc>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Review)), "what was begun is let go first");
}

#[test]
fn a_decision_says_why() {
    let mut stage = two(80, 24);
    stage.keys("SAr");
    snapshot("review_reason_80x24", &stage);
    snapshot("review_reason_120x40", stage.resize(120, 40));
    for (width, height) in [(60, 24), (80, 24), (80, 30), (100, 24), (120, 30), (200, 50)] {
        let seen = screen(stage.resize(width, height));
        let all = ["the strike would go", "A anna", "B ben", "1 boundaries", "0 codebook"];
        assert!(all.iter().all(|words| seen.contains(words)), "{width}x{height}\n{seen}");
    }
    stage.resize(80, 24).keys("1");
    assert!(screen(&stage).contains("with: boundaries too wide"), "{}", screen(&stage));
    stage.keys("csee page 3<Enter>1k");
    assert!(screen(&stage).contains("✓ anna (boundaries too wide; see page 3)"), "{}", screen(&stage));
    stage.keys("rmy own words<Enter>");
    assert!(screen(&stage).contains("✓ anna (my own words; see page 3)"), "{}", screen(&stage));
    stage.keys("r<Esc>c<Esc>?");
    assert!(screen(&stage).contains("What a case is"), "{}", screen(&stage));
    stage.keys("<Esc>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Review)));
    assert_eq!(stage.records[GOLD].0.set.ext().values().filter(|entry| entry.contains("my own words")).count(), 1);
}

#[test]
fn what_nobody_has_is_placed_by_hand() {
    let mut stage = two(80, 24);
    stage.keys("SAs<Enter>");
    assert!(stage.model.overlay.is_none() && stage.caret() == "parliament", "{}", stage.said());
    stage.keys("t");
    assert!(!gold(&stage).is_empty());
    stage.keys("S");
    assert!(stage.said().starts_with("placed by hand") && screen(&stage).contains("Review: 4 decided, 2 open"), "{}", screen(&stage));
    let placed = stage.set().annotations().iter().find(|one| one.label.as_str() == "threat").unwrap();
    assert!(matches!(&placed.origin, Origin::Adjudicated { from, .. } if from.len() == 1), "{:?}", placed.origin);
    stage.keys("<Enter>S");
    assert_eq!(kept(&stage), 4, "nothing was placed");
}

#[test]
fn what_is_tagged_beside_a_decision_leaves_it_as_it_is() {
    let mut stage = two(80, 24);
    stage.keys("SA1k<Enter>/Monday<Enter>a");
    assert_eq!(stage.keys("S").said(), "what you tagged stands in gold beside what was decided");
    assert_eq!((&gold(&stage)[1..3], kept(&stage)), (&["a Maren Tolvik".to_owned(), "a Monday".into()][..], 4));
    // On the words of the decision it takes the place of what was decided.
    stage.keys("<Enter>/Tolvik, min<Enter>a");
    stage.keys("S");
    assert!(stage.said().starts_with("placed by hand"), "{}", stage.said());
    assert_eq!((&gold(&stage)[1..3], kept(&stage)), (&["a Tolvik, minister".to_owned(), "a Monday".into()][..], 4));
}

#[test]
fn leaving_goes_back_to_ones_own_annotations() {
    let mut stage = two(80, 24);
    stage.keys("Sjjkn<Esc>");
    assert_eq!((stage.model.annotator.as_deref(), stage.model.reviewer.as_deref()), (Some("cara"), None));
    assert!(stage.said().contains("annotations of cara") && stage.set().all().is_empty(), "{}", stage.said());
    stage.keys("<Tab>a");
    assert_eq!((stage.records["cara"].0.set.all().len(), stage.records.contains_key(GOLD)), (1, false));
    let mut alone = Stage::sample(80, 24);
    assert!(alone.keys("S").refused() && alone.model.reviewer.is_none());
    let mut nobody = two(80, 24);
    nobody.model.annotator = None;
    nobody.keys("Scara<Enter>");
    assert!(matches!(nobody.model.overlay, Some(Overlay::Review)) && nobody.model.reviewer.as_deref() == Some("cara"));
}

#[test]
fn what_others_decide_meanwhile_is_taken_over() {
    let mut stage = two(80, 24);
    stage.keys("SA");
    let mut elsewhere = two(80, 24);
    elsewhere.keys("SA1");
    let set = elsewhere.records[GOLD].0.set.clone();
    stage.model.desk.as_mut().unwrap().record.as_mut().unwrap().set = set;
    crate::tui::update::follow_review(&mut stage.model);
    assert!(screen(&stage).contains("Review: 4 decided, 2 open"), "{}", screen(&stage));
}

#[test]
fn what_two_decide_differently_at_the_same_time_is_open_and_neither_is_lost() {
    let mut stage = two(80, 24);
    stage.keys("SA");
    let base = stage.set().clone();
    let mut elsewhere = two(80, 24);
    elsewhere.model.annotator = Some("dora".into());
    elsewhere.reopen();
    elsewhere.keys("SAx");
    stage.keys("1");
    let text = stage.model.desk.as_ref().unwrap().text().clone();
    let one = merge(&base, stage.set(), elsewhere.set(), &text);
    let other = merge(&base, elsewhere.set(), stage.set(), &text);
    assert_eq!((one.set.ext(), !one.beside.is_empty()), (other.set.ext(), true));
    stage.model.desk.as_mut().unwrap().record.as_mut().unwrap().set = one.set;
    crate::tui::update::follow_review(&mut stage.model);
    let counts =
        |stage: &Stage| screen(stage).lines().find_map(|line| line.split("Review: ").nth(1).map(|rest| rest.chars().take(18).collect::<String>())).unwrap();
    assert_eq!(counts(&stage), "3 decided, 3 open ");
    stage.keys("N");
    while !screen(&stage).contains("decided otherwise") {
        stage.keys("N");
    }
    stage.keys("2");
    assert_eq!((counts(&stage).as_str(), screen(&stage).contains("decided otherwise")), ("4 decided, 2 open ", false));
    assert_eq!(gold(&stage)[1], "a Maren Tolvik, minister of ports");
    stage.keys("u");
    assert!(screen(&stage).contains("decided otherwise") && counts(&stage) == "3 decided, 3 open ", "{}", screen(&stage));
}

#[test]
fn five_annotators_and_all_sizes() {
    snapshot("review_five_80x24", five(80, 24).keys("SA"));
    snapshot("review_five_120x40", five(120, 40).keys("SA"));
    snapshot("review_two_120x40", two(120, 40).keys("SA"));
    for (width, height) in [(20, 5), (40, 10), (56, 20), (200, 50)] {
        let mut stage = five(width, height);
        stage.keys("SjjA");
        screen(&stage);
        stage.keys("r");
        screen(&stage);
    }
}

#[test]
fn others_are_shown_in_turn_then_all_with_who_has_what() {
    let mut stage = two(80, 24);
    stage.keys("<Tab>aP");
    assert!(stage.said().starts_with("the annotations of anna") && screen(&stage).contains("shown: anna"), "{}", stage.said());
    let own = stage.set().all().len();
    assert!(stage.keys("t").refused() && stage.keys("x").refused() && stage.keys("u").refused());
    assert_eq!(stage.set().all().len(), own);
    stage.keys("PP");
    snapshot("others_all_80x24", &stage);
    stage.keys("P");
    assert_eq!(stage.said(), "your own annotations");
    assert!(!stage.keys("u").refused());
    let mut alone = self::stage(80, 24);
    assert_eq!(alone.keys("P").said(), "nobody else has annotated this article");
}

#[test]
fn a_review_waits_for_what_is_asked_first() {
    for key in ["n", "y", "<Esc>"] {
        let mut stage = two(80, 24);
        stage.keys("S");
        stage.model.overlay = None;
        stage.model.desk.as_mut().unwrap().offers.push_back(crate::library::Offer::Missing { changes: Vec::new() });
        crate::tui::update::ask_next(&mut stage.model);
        assert!(matches!(stage.model.overlay, Some(Overlay::Confirm(_))));
        stage.keys(key);
        assert!(matches!(stage.model.overlay, Some(Overlay::Review)), "{key}");
    }
}

#[test]
fn decisions_are_taken_back_after_the_review_was_closed_and_on_the_page() {
    let mut stage = two(80, 24);
    stage.keys("SA1x<Esc>");
    assert_eq!(stage.model.annotator.as_deref(), Some("cara"));
    stage.keys("Suu");
    assert!(screen(&stage).contains("Review: 3 decided, 3 open"), "{}", screen(&stage));
    assert_eq!((kept(&stage), gold(&stage).len()), (3, 3));
    // The same on the page: no case stays decided of which nothing is left.
    stage.keys("1<Enter>u");
    assert_eq!((kept(&stage), gold(&stage).len()), (3, 3));
    stage.keys("S");
    assert!(screen(&stage).contains("Review: 3 decided, 3 open"), "{}", screen(&stage));
}

#[test]
fn what_is_changed_by_hand_on_the_page_changes_the_decision() {
    let mut stage = two(80, 24);
    stage.keys("SA1");
    let id = stage.set().annotations()[1].id.clone();
    stage.keys("k<Enter>x");
    assert_eq!((kept(&stage), gold(&stage).len()), (3, 3), "{}", stage.said());
    stage.keys("uS");
    assert!(screen(&stage).contains("Review: 4 decided, 2 open"), "{}", screen(&stage));
    // Another label: placed by hand, in the same annotation.
    stage.keys("<Enter>eRtS");
    assert!(gold(&stage)[1].starts_with("t Maren"), "{:?}", gold(&stage));
    assert_eq!(stage.set().annotations()[1].id, id);
    let entries: Vec<&String> = stage.records[GOLD].0.set.ext().values().filter(|entry| entry.contains("placed")).collect();
    assert!(entries.len() == 1 && entries[0].contains("threat"), "{entries:?}");
    assert!(matches!(&stage.set().annotations()[1].origin, Origin::Adjudicated { by, .. } if by == "cara"));
}

#[test]
fn a_relation_that_is_drawn_on_the_page_is_part_of_the_decision() {
    let mut stage = two(80, 24);
    stage.keys("SA1xb<Enter>geeeeer1S");
    let set = stage.set();
    let origins: Vec<&Origin> = set.relations().iter().map(|relation| &relation.origin).collect();
    assert!(matches!(origins.as_slice(), [Origin::Adjudicated { by, .. }] if by == "cara"), "{origins:?} {}", stage.said());
    let drawn = |stage: &Stage| stage.records[GOLD].0.set.ext().values().filter(|entry| entry.contains("drawn")).count();
    assert_eq!((drawn(&stage), kept(&stage)), (1, 6));
    stage.keys("u");
    assert_eq!((stage.set().relations().len(), kept(&stage)), (0, 6));
    stage.keys("U<Enter>geeeeer1S");
    assert_eq!((stage.set().relations().len(), drawn(&stage), kept(&stage)), (0, 0, 6), "{}", screen(&stage));
}

#[test]
fn attributes_of_a_decided_annotation_are_set_in_its_form() {
    let mut stage = two(80, 24);
    stage.keys("SA1ke");
    assert!(matches!(stage.model.overlay, Some(Overlay::Form(_))), "{}", stage.said());
    stage.keys("k<Esc>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Review)), "{:?}", stage.model.overlay);
    let one = stage.set().annotations()[1].clone();
    assert!(one.attributes.contains_key("kind") && matches!(&one.origin, Origin::Adjudicated { .. }), "{one:?}");
    assert!(screen(&stage).contains("✓ anna, kind set"), "{}", screen(&stage));
    stage.keys("u");
    assert!(!screen(&stage).contains("kind set"), "{}", screen(&stage));
}

/// Anna and Ben agree on the words of a quote and of an actor, and not on what they say of them.
fn different(width: u16, height: u16) -> Stage {
    let mut stage = stage(width, height);
    let all = [("quote", "“We will not be hurried,”"), ("actor", "Maren Tolvik"), ("actor", "parliament")];
    stage.work("anna", &all);
    stage.work("ben", &all);
    for (name, kind, speaker) in [("anna", "person", 0), ("ben", "state", 1)] {
        let (record, _) = stage.records.get_mut(name).unwrap();
        let all = record.set.annotations().to_vec();
        let quote = all.iter().find(|one| one.label.as_str() == "quote").unwrap().id.clone();
        let actors: Vec<_> = all.iter().filter(|one| one.label.as_str() == "actor").cloned().collect();
        let mut after = Annotation::clone(&actors[0]);
        after.attributes.insert("kind".into(), Value::Text(kind.into()));
        after.attributes.insert("role".into(), Value::Text(format!("minister of {name}")));
        record.set.apply(&Change::replace(&actors[0], after), jiff::Timestamp::UNIX_EPOCH);
        let tie = Relation {
            id: format!("{name}-tie").as_str().into(),
            kind: "said_by".into(),
            from: quote,
            to: actors[speaker].id.clone(),
            origin: Origin::Human,
            created: jiff::Timestamp::UNIX_EPOCH,
            modified: jiff::Timestamp::UNIX_EPOCH,
            conflict: std::collections::BTreeMap::new(),
            ext: std::collections::BTreeMap::new(),
        };
        record.set.apply(&Change::Relation { before: None, after: Some(Arc::new(tie)) }, jiff::Timestamp::UNIX_EPOCH);
    }
    stage.reopen();
    stage
}

#[test]
fn what_differs_is_put_together_part_by_part() {
    let mut stage = different(80, 24);
    stage.keys("Se");
    snapshot("review_parts_80x24", &stage);
    stage.keys("2");
    assert!(screen(&stage).contains("✓ kind: 2 B state"), "{}", screen(&stage));
    stage.keys("1");
    assert!(stage.said().starts_with("put together"), "{}", stage.said());
    let values = |stage: &Stage| stage.set().annotations()[0].attributes.values().map(|value| value.in_words(&Text::new(STORY))).collect::<Vec<_>>();
    assert_eq!(values(&stage), ["state", "minister of anna"]);
    // The other actor is agreed; the quote gets ben’s speaker only.
    stage.keys("1e");
    assert!(stage.keys("e").said().is_empty() || !stage.refused());
    stage.keys("2");
    let set = stage.set();
    assert_eq!(set.relations().len(), 1);
    assert_eq!(set.get(&set.relations()[0].to).unwrap().quoted(&Text::new(STORY)), "parliament");
    stage.keys("oex");
    assert_eq!(stage.set().relations().len(), 0, "{}", screen(&stage));
    stage.keys("ku");
    assert_eq!(stage.set().relations().len(), 0);
}

/// A hundred cases on the screen, every key counted: half agreed; of the others mostly one is right, now and then all, nobody,
/// both joined, or what nobody has.
#[test]
fn a_hundred_cases_take_one_and_a_half_keys_each_at_most() {
    let story: Vec<String> = (0..100).map(|n| format!("On day {n} of the strike, Brandt {n} of Norland said no.")).collect();
    let mut stage = Stage::open(Article::new(Text::new(story.join("\n\n"))), 80, 24);
    stage.model.annotator = Some("cara".into());
    stage.reopen();
    let words: Vec<[String; 2]> = (0..100).map(|n| [format!("Brandt {n} of"), format!("Brandt {n} of Norland")]).collect();
    let anna: Vec<(&str, &str)> = words.iter().map(|[_, long]| ("actor", long.as_str())).collect();
    let ben = words.iter().enumerate().map(|(n, [short, long])| match n % 10 {
        0..5 => ("actor", long.as_str()),
        5..8 => ("actor", short.as_str()),
        _ => ("claim", long.as_str()),
    });
    let ben: Vec<(&str, &str)> = ben.collect();
    stage.work("anna", &anna).work("ben", &ben);
    let mut pressed = vec!["S", "A"];
    for n in (0..50).map(|n| n * 7 % 20) {
        pressed.extend(match n {
            0 => &["<Enter>", "w", "w", "w", "a", "S"][..],
            1 | 2 => &["x"],
            3 | 4 => &["+"],
            5 => &["b"],
            6..12 => &["2"],
            _ => &["1"],
        });
    }
    for key in &pressed {
        stage.keys(key);
    }
    assert!(screen(&stage).contains("Review: 100 decided, 0 open"), "{}", screen(&stage));
    assert_eq!(gold(&stage).iter().filter(|words| words.as_str() == "a Norland").count(), 3, "by hand");
    // Of those alone on which they do not agree, too.
    assert!(pressed.len() * 2 <= 3 * 50, "{} keys", pressed.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is done in the review, in the form and on the page of gold: what decisions make is what gold has, and the
    /// record keeps exactly the decisions that the review shows.
    #[test]
    fn the_page_and_the_review_always_agree(keys in prop::collection::vec(prop::sample::select(KEYS), 1..60)) {
        let mut stage = different(80, 24);
        stage.keys("S");
        for key in keys {
            stage.keys(key);
            if stage.model.reviewer.is_none() {
                stage.model.overlay = None;
                stage.keys("S");
            }
            let desk = stage.model.desk.as_ref().unwrap();
            let (Some(reviewing), Some(set)) = (&desk.review, desk.set()) else { continue };
            for made in reviewing.review.adjudication.gold().all() {
                let there = set.get(&made.id);
                prop_assert!(there.is_some_and(|there| (&there.label, &there.spans, &there.attributes) == (&made.label, &made.spans, &made.attributes)), "{key}: {made:?} {there:?}");
            }
            for made in reviewing.review.adjudication.gold().relations() {
                prop_assert!(set.relations().iter().any(|there| there.id == made.id), "{key}: {made:?}");
            }
            let kept = set.ext().keys().filter(|key| key.starts_with("decided:")).count();
            prop_assert_eq!(kept, reviewing.review.adjudication.decisions().count() + reviewing.review.adjudication.stale().count(), "{}", key);
        }
    }
}

/// Keys of the review, of the form and of the page.
const KEYS: &[&str] = &[
    "1", "2", "b", "x", "+", "-", "A", "u", "u", "U", "o", "e", "e", "k", "j", "n", "N", "S", "S", "a", "t", "q", "w", "R", "v", "<Esc>", "<Enter>", "<Tab>",
    "r", "!", "d", "L",
];
