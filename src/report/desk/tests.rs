//! Each kind of finding, with what must and what must not be one.

use super::super::sample::{annotations, article, relations, set, text};
use super::*;
use crate::annotation::{AttributeKind, WorkState};
use crate::article::{BlockRule, Text};

type Item<'a> = (&'a str, &'a str, usize, &'a [(&'a str, Value)]);

fn ids(story: &str, items: &[Item<'_>], links: &[(&str, &str, &str)], published: Option<&str>) -> Vec<String> {
    let article = Article::with_rule(Text::new(story), BlockRule::Lines);
    let set = AnnotationSet::new(annotations(story, items), relations(links), Vec::new(), WorkState::Done);
    desk_check(&article, &set, &Codebook::default(), published).into_iter().map(|finding| finding.id).collect()
}

#[test]
fn the_sample_story_has_what_it_was_written_to_have() {
    let found = desk_check(&article(), &set(), &Codebook::default(), None);
    let shown: Vec<String> = found.iter().map(|finding| format!("{}: {}", finding.id, finding.sentence)).collect();
    assert_eq!(
        shown,
        [
            "undated: “Monday”: when was this published?",
            "no-reply-norland: Norland is accused; was there a chance to reply?",
            "disputed-6: Disputed by Noor Haldane: “planting spies in the union”",
            "anonymous-11: “port official” has a quote and no name",
            "no-reply-halcyon-group: Halcyon group is said to threaten; was there a chance to reply?",
        ],
    );
    assert_eq!(desk_check(&article(), &set(), &Codebook::default(), Some("2026-11-25")).len(), 4);
    assert!(found.iter().all(|finding| !finding.spans.is_empty()));
}

#[test]
fn quotes_and_threats_need_somebody_and_claims_a_check() {
    let story = "“We wait,” she said. They will burn it. Ships turn away.";
    let items: [Item<'_>; 4] = [("quote", "“We wait,”", 0, &[]), ("threat", "burn it", 0, &[]), ("claim", "Ships turn away", 0, &[]), ("actor", "she", 0, &[])];
    assert_eq!(ids(story, &items, &[], Some("2026")), ["no-speaker-1", "no-issuer-2", "no-target-2", "unchecked-3"]);
    let links = [("said_by", "1", "4"), ("issued_by", "2", "4"), ("targets", "2", "4")];
    assert_eq!(ids(story, &items, &links, Some("2026")), ["anonymous-4", "unchecked-3"]);
    let checked: [Item<'_>; 1] = [("claim", "Ships turn away", 0, &[("status", text("supported"))])];
    assert_eq!(ids(story, &checked, &[], Some("2026")), [""; 0]);
    let codebook = Codebook { relations: Vec::new(), ..Codebook::default() };
    let article = Article::with_rule(Text::new(story), BlockRule::Lines);
    let set = AnnotationSet::new(annotations(story, &items[..2]), Vec::new(), Vec::new(), WorkState::Done);
    assert_eq!(desk_check(&article, &set, &codebook, Some("2026")), [], "a codebook without relations asks for none");
}

#[test]
fn marks_that_do_not_close() {
    assert_eq!(ids("She said: “We wait, and nobody sails.", &[], &[], Some("2026")), ["open-marks-1"]);
    assert_eq!(ids("She said: “We wait, and nobody sails.”", &[], &[], Some("2026")), [""; 0]);
    assert_eq!(ids("She said: “We wait,\n“and nobody sails.”", &[], &[], Some("2026")), [""; 0], "it goes on in the next paragraph");
}

#[test]
fn the_same_quote_in_other_words() {
    let story = |above: &str| {
        format!("Brandt: {above}\n\nIlse Brandt spoke on the quay.\n\n“Nobody sails before there are real talks,” she said to a long crowd of people there.")
    };
    assert_eq!(ids(&story("“Nobody sails before there are new talks”"), &[], &[], Some("2026")), ["wording-1-3"]);
    assert_eq!(ids(&story("“Nobody sails before there are real talks”"), &[], &[], Some("2026")), [""; 0]);
    assert_eq!(ids(&story("“before there are real talks”"), &[], &[], Some("2026")), [""; 0], "an excerpt");
    assert_eq!(ids(&story("“We want the moon and the stars”"), &[], &[], Some("2026")), [""; 0]);
}

#[test]
fn names_spelt_in_two_ways() {
    let story = "Noor Haldane came. Noor Haldene left. Noor Haldane said so.";
    let items: [Item<'_>; 3] = [("actor", "Noor Haldane", 0, &[]), ("actor", "Noor Haldene", 0, &[]), ("actor", "Noor Haldane", 1, &[])];
    assert_eq!(ids(story, &items, &[], Some("2026")), ["misspelt-noor-haldene-noor-haldane"]);
    let one = [("entity", text("Noor Haldane")), ("misspelt", Value::Flag(true))];
    let items: [Item<'_>; 2] = [("actor", "Noor Haldane", 0, &one[..1]), ("actor", "Noor Haldene", 0, &one)];
    assert_eq!(ids(story, &items, &[], Some("2026")), ["misspelt-2"], "the same entity, and said to be misspelt");
}

#[test]
fn who_is_accused_may_answer() {
    let story = "The union accused Norland of lies.";
    let reply = [("reply", text("declined"))];
    let items: [Item<'_>; 1] = [("actor", "Norland", 0, &[])];
    assert_eq!(ids(story, &items, &[], Some("2026")), ["no-reply-norland"]);
    let items: [Item<'_>; 1] = [("actor", "Norland", 0, &reply)];
    assert_eq!(ids(story, &items, &[], Some("2026")), [""; 0]);
    let items: [Item<'_>; 1] = [("actor", "union", 0, &[])];
    assert_eq!(ids(story, &items, &[], Some("2026")), [""; 0], "who accuses is not accused");
}

#[test]
fn figures_that_differ() {
    let story = |above: &str| {
        format!(
            "{above}\n\nIt was a long night in Port Selden, said all who were there.\n\nThe harbour was empty: 12 crews had walked out, and 3 ships lay idle."
        )
    };
    assert_eq!(ids(&story("Ten crews walk out"), &[], &[], Some("2026")), ["numbers-crew"]);
    assert_eq!(ids(&story("Twelve crews walk out"), &[], &[], Some("2026")), [""; 0]);
    assert_eq!(ids(&story("Two years of strike"), &[], &[], Some("2026")), [""; 0]);
}

#[test]
fn what_the_codebook_asks_for() {
    let mut codebook = Codebook::default();
    let attribute = codebook.labels[0].attributes.iter_mut().find(|attribute| attribute.id == "kind").unwrap();
    attribute.required = true;
    assert!(matches!(attribute.kind, AttributeKind::Choice(_)));
    let story = "Norland waits.";
    let article = Article::with_rule(Text::new(story), BlockRule::Lines);
    let set = AnnotationSet::new(annotations(story, &[("actor", "Norland", 0, &[])]), Vec::new(), Vec::new(), WorkState::Done);
    let found = desk_check(&article, &set, &codebook, Some("2026"));
    assert_eq!(found.iter().map(|finding| (finding.id.as_str(), finding.sentence.as_str())).collect::<Vec<_>>(), [("missing-1-kind", "“Norland” has no kind")]);
}
