//! Who said what, in stories written to be hard.

use super::super::sample::{Item, annotations, article, relations, set, text};
use super::*;
use crate::annotation::{AnnotationSet, Codebook, Label, Natural, WorkState};
use crate::article::{Article, BlockRule, Text};

fn texts(ledger: &Ledger, places: &[usize]) -> Vec<String> {
    places.iter().map(|at| ledger.entries[*at].text.clone()).collect()
}

fn actor<'l>(ledger: &'l Ledger, name: &str) -> &'l Actor {
    ledger.actors.iter().find(|actor| actor.name == name).unwrap_or_else(|| panic!("{name}: {:?}", ledger.actors))
}

#[test]
fn mentions_of_one_entity_are_one_actor_with_all_that_is_its_own() {
    let ledger = Ledger::new(&article(), &set(), &Codebook::default());
    let brandt = actor(&ledger, "Ilse Brandt");
    assert_eq!((brandt.mentions.len(), brandt.kind.as_deref(), brandt.named), (2, Some("person"), true));
    assert_eq!(texts(&ledger, &brandt.said), ["“Nobody sails”", "“Nobody sails before there are talks.”"]);
    assert_eq!(texts(&ledger, &brandt.claimed), ["planting spies in the union"]);
    assert_eq!(ledger.words_of(brandt), (6, 0), "the headline repeats: it does not count");
    let haldane = actor(&ledger, "Noor Haldane");
    assert_eq!(texts(&ledger, &haldane.said), ["“We wait,” … “Nothing was planted.”"]);
    assert_eq!(texts(&ledger, &haldane.denied), ["planting spies in the union"]);
    assert_eq!(texts(&ledger, &actor(&ledger, "Halcyon group").issued).len(), 1);
    assert_eq!(actor(&ledger, "Selden Line").targeted.len(), 1);
    assert!(!actor(&ledger, "port official").named);
    assert_eq!(ledger.actors.first().map(|actor| actor.name.as_str()), Some("Ilse Brandt"), "who says most comes first");
    let threat = ledger.of_part(Part::Threat).next().map(|(at, _)| at).unwrap();
    assert_eq!((ledger.names(threat, "issued_by"), ledger.names(threat, "targets")), ("Halcyon group".into(), "Selden Line".into()));
}

#[test]
fn possessives_and_spaces_make_no_other_actor() {
    let story = "Norland’s envoy left.\nNorland\nIlse\u{a0}Brandt and Ilse Brandt.";
    let items = [("actor", "Norland’s", 0, &[][..]), ("actor", "Norland", 1, &[]), ("actor", "Ilse\u{a0}Brandt", 0, &[]), ("actor", "Ilse Brandt", 0, &[])];
    let set = AnnotationSet::new(annotations(story, &items), Vec::new(), Vec::new(), WorkState::Done);
    let ledger = Ledger::new(&Article::with_rule(Text::new(story), BlockRule::Lines), &set, &Codebook::default());
    let names: Vec<&str> = ledger.actors.iter().map(|actor| actor.name.as_str()).collect();
    assert_eq!(names, ["Ilse Brandt", "Norland"]);
}

fn ledger_of(story: &str, items: &[Item<'_>], links: &[(&str, &str, &str)]) -> Ledger {
    let set = AnnotationSet::new(annotations(story, items), relations(links), Vec::new(), WorkState::Done);
    Ledger::new(&Article::with_rule(Text::new(story), BlockRule::Lines), &set, &Codebook::default())
}

fn names(ledger: &Ledger) -> Vec<&str> {
    ledger.actors.iter().map(|actor| actor.name.as_str()).collect()
}

#[test]
fn pronouns_are_apart_and_names_go_with_the_entity_that_they_always_have() {
    let story = "Brandt left, she said. Brandt came. Haldane came, she said. 安娜";
    let items = [
        ("actor", "Brandt", 0, &[("entity", text("Ilse Brandt"))][..]),
        ("actor", "she", 0, &[]),
        ("actor", "Brandt", 1, &[]),
        ("actor", "Haldane", 0, &[]),
        ("actor", "she", 1, &[]),
        ("actor", "安娜", 0, &[]),
    ];
    let ledger = ledger_of(story, &items, &[]);
    assert_eq!(names(&ledger), ["Ilse Brandt", "Haldane", "she", "she", "安娜"]);
    let named: Vec<bool> = ledger.actors.iter().map(|actor| actor.named).collect();
    assert_eq!(named, [true, true, false, false, true]);
    // Whichever way it is drawn.
    let ledger = ledger_of(story, &items, &[("same_as", "1", "2"), ("same_as", "5", "4")]);
    assert_eq!(names(&ledger), ["Ilse Brandt", "Haldane", "安娜"]);
    assert_eq!(actor(&ledger, "Ilse Brandt").mentions.len(), 3);
}

#[test]
fn repeats_and_quoted_words_within_a_reported_clause_count_once() {
    let story = "Ferry sunk\nBrandt said that the ferry was “gone for good” on Monday. The ferry sank.";
    let items = [
        ("claim", "Ferry sunk", 0, &[][..]),
        ("actor", "Brandt", 0, &[]),
        ("quote", "that the ferry was “gone for good” on Monday", 0, &[("kind", text("mixed"))]),
        ("quote", "“gone for good”", 0, &[]),
        ("claim", "The ferry sank", 0, &[]),
    ];
    let links = [("said_by", "3", "2"), ("said_by", "4", "2"), ("claimed_by", "1", "2"), ("claimed_by", "5", "2"), ("same_claim", "5", "1")];
    let ledger = ledger_of(story, &items, &links);
    assert_eq!(ledger.numbers_of(actor(&ledger, "Brandt")), [1, 2, 3, 6, 1, 0, 0]);
    assert_eq!((ledger.count(Part::Claim), ledger.entries[4].repeats), (1, Some(0)));
}

#[test]
fn another_codebook_works_by_its_relations_and_without_any() {
    let story = "Brandt spoke of it. “We wait.”";
    let mut codebook =
        Codebook { labels: vec![Label::plain("PER", 'p'), Label { natural: Natural::Clause, ..Label::plain("EVENT", 'e') }], ..Codebook::default() };
    codebook.relations.clear();
    let items = [("PER", "Brandt", 0, &[("entity", text("Ilse Brandt"))][..]), ("EVENT", "spoke of it", 0, &[]), ("SPEECH", "“We wait.”", 0, &[])];
    let article = Article::with_rule(Text::new(story), BlockRule::Lines);
    let set = AnnotationSet::new(annotations(story, &items), relations(&[("said_by", "3", "1")]), Vec::new(), WorkState::Done);
    let ledger = Ledger::new(&article, &set, &codebook);
    assert_eq!(ledger.entries.iter().map(|entry| entry.part).collect::<Vec<_>>(), [Part::Actor, Part::Other, Part::Other]);
    assert_eq!(actor(&ledger, "Ilse Brandt").said.len(), 1);
}

#[test]
fn what_is_repeated_counts_once_and_what_is_said_of_one_holds_for_all() {
    let story = "Ten ships left
Brandt said ten ships had left. That ten ships left is denied.";
    let (refuted, open) = ([("status", text("refuted"))], [("status", text("unchecked"))]);
    let items = [
        ("claim", "Ten ships left", 0, &open[..]),
        ("actor", "Brandt", 0, &[]),
        ("claim", "ten ships had left", 0, &refuted),
        ("claim", "ten ships left", 0, &[]),
    ];
    let ledger = ledger_of(story, &items, &[("claimed_by", "3", "2"), ("same_claim", "3", "1"), ("same_claim", "4", "3")]);
    assert_eq!(ledger.count(Part::Claim), 1);
    assert_eq!((ledger.group(3), ledger.status(0), ledger.names(0, "claimed_by")), (vec![0, 2, 3], "refuted", "Brandt".into()));
    assert_eq!(ledger.once(&actor(&ledger, "Brandt").claimed), 1);
}

#[test]
fn a_circle_of_repeats_has_a_first_one() {
    let story = "Ten ships left. Ten ships had left.";
    let items = [("claim", "Ten ships left", 0, &[][..]), ("claim", "Ten ships had left", 0, &[])];
    let ledger = ledger_of(story, &items, &[("same_claim", "1", "2"), ("same_claim", "2", "1")]);
    assert_eq!((ledger.count(Part::Claim), ledger.entries[0].repeats, ledger.entries[1].repeats), (1, None, Some(0)));
}

#[test]
fn who_is_named() {
    for (story, mention, named) in [
        ("Then Ilse Brandt left.", "Ilse Brandt", true),
        ("The Ministry of Fish left.", "Ministry of Fish", true),
        ("The Halcyon group left.", "Halcyon group", true),
        ("Norland’s envoy left.", "Norland’s envoy", false),
        ("Port officials left.", "Port officials", false),
        ("Norland left.", "Norland", true),
        ("She left.", "She", false),
        ("市長は去った。", "市長", true),
    ] {
        assert_eq!(ledger_of(story, &[("actor", mention, 0, &[])], &[]).actors[0].named, named, "{mention}");
    }
}

#[test]
fn a_fragment_of_reported_speech_is_nothing_said_besides() {
    let story = "Tolvik said that it was “a mess.” “Go,” she said.";
    let items = [("actor", "Tolvik", 0, &[][..]), ("quote", "that it was “a mess.”", 0, &[]), ("quote", "“a mess.”", 0, &[]), ("quote", "“Go,”", 0, &[])];
    let ledger = ledger_of(story, &items, &[("said_by", "2", "1")]);
    assert_eq!((ledger.count(Part::Quote), texts(&ledger, &ledger.nobodys_quotes())), (2, vec!["“Go,”".to_owned()]));
    assert_eq!(ledger_of(story, &items, &[]).nobodys_quotes().len(), 3, "until somebody says it");
}

#[test]
fn a_statement_is_about_whom_it_mentions_and_aims_at_but_not_about_the_speaker() {
    let story = "Brandt said that she saw Norland and Norland’s fleet chase the Selden Line. Halcyon threatened Tolvik.";
    let items = [
        ("actor", "Brandt", 0, &[("entity", text("Ilse Brandt"))][..]),
        ("quote", "that she saw Norland and Norland’s fleet chase the Selden Line", 0, &[]),
        ("actor", "she", 0, &[("entity", text("Ilse Brandt"))]),
        ("actor", "Norland", 0, &[]),
        ("actor", "Norland", 1, &[]),
        ("actor", "Norland’s fleet", 0, &[]),
        ("threat", "chase the Selden Line", 0, &[]),
        ("actor", "Selden Line", 0, &[]),
        ("actor", "Halcyon", 0, &[]),
        ("actor", "Tolvik", 0, &[]),
        ("threat", "threatened Tolvik", 0, &[]),
        ("claim", "Norland’s fleet chase the Selden Line", 0, &[]),
    ];
    let links =
        [("said_by", "2", "1"), ("issued_by", "7", "9"), ("targets", "7", "8"), ("issued_by", "11", "9"), ("denies", "9", "12"), ("claimed_by", "12", "1")];
    let ledger = ledger_of(story, &items, &links);
    let about = |label: &str, nth: usize| {
        let place = ledger.entries.iter().enumerate().filter(|(_, entry)| entry.annotation.label.as_str() == label).nth(nth).map(|(at, _)| at);
        ledger.about_whom(place.unwrap())
    };
    assert_eq!(about("quote", 0), "Norland; Norland’s fleet; Selden Line; Halcyon");
    assert_eq!(about("claim", 0), "Norland’s fleet; Norland; Selden Line; Halcyon");
    assert_eq!((about("threat", 0), about("threat", 1)), ("Selden Line".into(), "Tolvik".into()));
    assert_eq!(about("actor", 0), "", "no statement");
}

#[test]
fn parts_of_a_quote_are_all_looked_into_and_nobody_is_a_pronoun() {
    let story = "“Norland waits,” he said. “They lie to Selden.” Norland lies.";
    let items = [
        ("quote", "“Norland waits,”|“They lie to Selden.”", 0, &[][..]),
        ("actor", "Norland", 0, &[]),
        ("actor", "he", 0, &[]),
        ("actor", "They", 0, &[]),
        ("actor", "Selden", 0, &[]),
    ];
    assert_eq!(ledger_of(story, &items, &[("said_by", "1", "3")]).about_whom(0), "Norland; Selden");
}

#[test]
fn whom_a_statement_is_about_follows_the_parts_of_another_codebook() {
    let story = "“Norland waits,” Brandt said.";
    let mut codebook = Codebook { labels: vec![Label::plain("WHO", 'w'), Label::plain("SPEECH", 's')], ..Codebook::default() };
    codebook.relations.retain(|relation| relation.id == "said_by");
    codebook.relations[0].from = vec!["SPEECH".into()];
    codebook.relations[0].to = vec!["WHO".into()];
    let items = [("SPEECH", "“Norland waits,”", 0, &[][..]), ("WHO", "Norland", 0, &[]), ("WHO", "Brandt", 0, &[])];
    let set = AnnotationSet::new(annotations(story, &items), relations(&[("said_by", "1", "3")]), Vec::new(), WorkState::Done);
    let ledger = Ledger::new(&Article::with_rule(Text::new(story), BlockRule::Lines), &set, &codebook);
    assert_eq!(ledger.about_whom(0), "Norland");
}
