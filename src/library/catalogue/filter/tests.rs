//! What terms mean, and that no text stops a filter.

use proptest::prelude::*;

use super::*;
use crate::library::catalogue::Catalogue;
use crate::library::catalogue::sample::catalogue;

const TODAY: Date = Date::constant(2026, 11, 25);

/// The letters of the articles that pass: s(trike), v(ote), h(idden), z(oo).
fn passing(catalogue: &Catalogue, text: &str, annotator: Option<&str>) -> String {
    let (filter, problems) = Filter::parse(text, TODAY);
    assert_eq!(problems, [], "{text}");
    let (queues, sight, mut loose) = (Queues::default(), Sight::default(), Loose::default());
    let asking = Asking { annotator, queues: &queues, sight: &sight };
    let cards = catalogue.cards().filter(|card| filter.matches(*card, &asking, &mut loose).is_some());
    cards.map(|card| file_name(card.key()).chars().next().unwrap()).collect()
}

#[test]
fn every_kind_of_term() {
    let catalogue = catalogue();
    for (text, found) in [
        ("", "svhz"),
        ("state:done", "s"),
        ("state:progress", "v"),
        ("state:new,DONE", "shz"),
        ("-state:new", "sv"),
        ("label:threat", "sv"),
        ("label:threat>3", "s"),
        ("label:threat>=4 label:quote", "s"),
        ("label:threat<4", "svhz"),
        ("label:threat=1", "v"),
        ("label:none", "hz"),
        ("by:anna", "sz"),
        ("by:none", "h"),
        ("by:ben state:done", ""),
        ("by:ben state:progress", "sv"),
        ("-by:anna", "vh"),
        ("date:2026-09", "s"),
        ("date:2026", "sv"),
        ("date:2025..2026-09", "sz"),
        ("date:none", "h"),
        ("source:cour", "sz"),
        ("SOURCE:\"Courier\" path:a/", "s"),
        ("path:.MD", "z"),
        ("lang:EN", "svhz"),
        ("words:<300", "hz"),
        ("words:300..", "sv"),
        ("words:20..299", "hz"),
        ("words:>800", ""),
        ("queue:anna", ""),
        ("queue:none", "svhz"),
        ("state:", "svhz"),
        ("-", ""),
    ] {
        assert_eq!(passing(&catalogue, text, None), found, "{text}");
    }
}

#[test]
fn words_are_looked_for_loosely_and_strewn_letters_are_not_found() {
    let catalogue = catalogue();
    for (text, found) in [
        ("harbor strik", "s"),
        ("strike harbour", "s"),
        ("\"harbour strike\"", "s"),
        ("elan", "v"),
        ("hidden", "h"),
        ("harbour", "s"),
        ("-strike", "vhz"),
        ("strike source:post", ""),
    ] {
        assert_eq!(passing(&catalogue, text, None), found, "{text}");
    }
}

#[test]
fn state_and_labels_are_those_of_the_annotator() {
    let catalogue = catalogue();
    assert_eq!(passing(&catalogue, "state:done", Some("ben")), "");
    assert_eq!(passing(&catalogue, "state:new", Some("anna")), "vhz");
    assert_eq!(passing(&catalogue, "label:actor", Some("anna")), "");
    assert_eq!(passing(&catalogue, "label:actor by:ben", Some("anna")), "s");
}

#[test]
fn what_is_not_understood_is_told_with_its_place_and_the_rest_holds() {
    let text = "harbour colour:red -state:lost words:many date:soon label:a>b state:done";
    let (filter, problems) = Filter::parse(text, TODAY);
    let places: Vec<&str> = problems.iter().map(|problem| text.get(problem.at.clone()).unwrap()).collect();
    assert_eq!(places, ["colour:red", "-state:lost", "words:many", "date:soon", "label:a>b"]);
    assert!(problems[0].what.contains("state, label, text, span, by, date"));
    assert_eq!((filter.words.len(), filter.terms.len()), (1, 1));
    assert!(filter.is_ranked() && !filter.is_empty());
}

proptest! {
    #[test]
    fn no_text_stops_a_filter(text in "\\PC{0,40}|[a-z:,\"<>.=\\- \u{202e}é]{0,60}") {
        let catalogue = catalogue();
        let (filter, problems) = Filter::parse(&text, TODAY);
        for problem in problems {
            prop_assert!(text.get(problem.at).is_some());
        }
        let queues = Queues::default();
        for card in catalogue.cards() {
            let _ = filter.matches(card, &Asking { annotator: None, queues: &queues, sight: &Sight::default() }, &mut Loose::default());
        }
    }
}
