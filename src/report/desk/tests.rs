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
fn who_is_accused_stands_on_either_side() {
    let accused = |story: &str, actors: &[&str]| {
        let items: Vec<Item<'_>> = actors.iter().map(|actor| ("actor", *actor, 0, &[] as &[(&str, Value)])).collect();
        ids(story, &items, &[], Some("2026"))
    };
    assert_eq!(accused("Norland was accused by the union of lies.", &["Norland", "union"]), ["no-reply-norland"]);
    assert_eq!(accused("Norland allegedly paid the union.", &["Norland", "union"]), ["no-reply-norland"]);
    assert_eq!(accused("There were allegations that Norland paid.", &["Norland"]), ["no-reply-norland"]);
    assert_eq!(accused("There were allegations that two reporters had faced threats.", &["two reporters"]), [""; 0]);
    assert_eq!(accused("Norland denied the allegations, Haldane told us.", &["Norland", "Haldane"]), [""; 0]);
    assert_eq!(accused("He gave no details of the alleged plots, but he praised Norland.", &["Norland"]), [""; 0]);
    let story = "The union accused Norland of lies. Norland’s embassy did not answer.";
    let reply = [("reply", text("no response"))];
    let items: [Item<'_>; 3] = [("actor", "Norland", 0, &[]), ("actor", "Norland", 1, &[]), ("actor", "Norland’s embassy", 0, &reply)];
    assert_eq!(ids(story, &items, &[], Some("2026")), [""; 0], "its embassy is asked in its name");
}

#[test]
fn what_lies_inside_or_repeats_is_asked_once() {
    let story = "He said the docks “will burn” soon. Such threats are old.";
    let items: [Item<'_>; 5] = [
        ("quote", "the docks “will burn” soon", 0, &[]),
        ("quote", "“will burn”", 0, &[]),
        ("actor", "He", 0, &[("entity", text("Noor Haldane"))]),
        ("threat", "the docks “will burn”", 0, &[]),
        ("threat", "threats", 0, &[]),
    ];
    let links = [("said_by", "1", "3"), ("issued_by", "4", "3"), ("targets", "4", "3"), ("same_threat", "5", "4")];
    assert_eq!(ids(story, &items, &links, Some("2026")), [""; 0]);
    assert_eq!(ids(story, &items[..3], &[], Some("2026")), ["no-speaker-1", "no-speaker-2"]);
}

#[test]
fn a_mention_spelt_unlike_its_entity() {
    let story = "Ina McMcTolvik spoke. McTolvik left. Tolviks’ friends stayed.";
    let entity = [("entity", text("Ina McTolvik"))];
    let items: [Item<'_>; 2] = [("actor", "Ina McMcTolvik", 0, &entity), ("actor", "McTolvik", 0, &entity)];
    assert_eq!(ids(story, &items, &[], Some("2026")), ["misspelt-1"]);
}

#[test]
fn opinions_are_not_checked_and_what_is_denied_is_disputed() {
    let story = "Ships turn away. Nobody was paid.";
    let items: [Item<'_>; 2] =
        [("claim", "Ships turn away", 0, &[("checkability", text("opinion"))]), ("claim", "Nobody was paid", 0, &[("polarity", text("denied"))])];
    assert_eq!(ids(story, &items, &[], Some("2026")), ["disputed-2"]);
}

#[test]
fn institutions_may_speak_and_pronouns_are_asked_for() {
    let story = "“We wait,” the police said. “They wait,” she said.";
    let items: [Item<'_>; 4] = [
        ("quote", "“We wait,”", 0, &[]),
        ("actor", "police", 0, &[("kind", text("organisation"))]),
        ("quote", "“They wait,”", 0, &[]),
        ("actor", "she", 0, &[]),
    ];
    assert_eq!(ids(story, &items, &[("said_by", "1", "2"), ("said_by", "3", "4")], Some("2026")), ["anonymous-4"]);
}

#[test]
fn days_and_periods_need_a_date_unless_they_have_one() {
    for (story, undated) in [
        ("They met on Wednesday.", true),
        ("They met last\u{a0}week.", true),
        ("They met two years ago.", true),
        ("They met this summer.", true),
        ("They met on Monday, Sept. 19, 2022, at noon.", false),
        ("They met for a week in 2022.", false),
    ] {
        assert_eq!(ids(story, &[], &[], None).len(), usize::from(undated), "{story}");
    }
}

#[test]
fn an_excerpt_with_marks_of_omission_is_the_same_quote() {
    let body = "\n\nIlse Brandt spoke on the quay.\n\n“Nobody in this harbour sails before there are real talks with the owners,” she said to the crowd.";
    let found = |above: &str| ids(&format!("Brandt: {above}{body}"), &[], &[], Some("2026"));
    assert_eq!(found("“Nobody … sails before there are real talks”"), [""; 0]);
    assert_eq!(found("“Nobody sails until there are real talks”"), ["wording-1-3"]);
    assert_eq!(found("“the harbour in the evening”"), [""; 0], "small words alone are no likeness");
}

#[test]
fn figures_that_count_the_same() {
    let found = |above: &str, body: &str| ids(&format!("{above}\n\nIt was a long night in Port Selden, said all.\n\n{body}"), &[], &[], Some("2026"));
    assert_eq!(found("40,000 crowns are lost", "The union lost 45,000 crowns in a night, and more to come."), ["numbers-crown"]);
    assert_eq!(found("Ten crews walk out", "In all 12 harbour crews had walked out by the evening."), ["numbers-crew"]);
    assert_eq!(found("Nearly 600 crews walk out", "In all nearly 587 crews had walked out by the evening."), [""; 0]);
    assert_eq!(found("One crew walks out", "In all 12 crews could have walked out by the evening."), [""; 0]);
    assert_eq!(found("Strike of 9 March", "It was as in the strike of 12 March, they said on the quay."), [""; 0]);
    assert_eq!(found("The 2022 elections", "It was as in the 2018 elections, they said on the quay."), [""; 0]);
    assert_eq!(found("Ten crews walk out", "In all thirty-two crews had walked out by the evening."), ["numbers-crew"]);
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

#[test]
fn a_date_in_the_byline_says_when_it_was_published() {
    let undated = |byline: &str| {
        let text = format!("Dockers wait at the gate\n\n{byline}\n\nThe dockers said on Monday that they would wait for the talks to go on.");
        let article = Article::new(Text::new(text));
        let set = AnnotationSet::default();
        desk_check(&article, &set, &Codebook::default(), None).iter().any(|finding| finding.kind == FindingKind::Undated)
    };
    for byline in ["By Ilse Brandt, 14 November 2026", "By Ilse Brandt\nNov. 14th, 2026", "Published 2026-11-14"] {
        assert!(!undated(byline), "{byline}");
    }
    for byline in ["By Ilse Brandt", "By Ilse Brandt, November 2026", "By Ilse Brandt, 14 people"] {
        assert!(undated(byline), "{byline}");
    }
}

#[test]
fn several_quotes_of_a_pronoun_are_several() {
    let story = "She waits. “Nobody sails,” she said. “We wait,” she said.";
    let article = Article::with_rule(Text::new(story), BlockRule::Lines);
    let items: [Item<'_>; 3] = [("actor", "She", 0, &[]), ("quote", "“Nobody sails,”", 0, &[]), ("quote", "“We wait,”", 0, &[])];
    let links = relations(&[("said_by", "2", "1"), ("said_by", "3", "1")]);
    let set = AnnotationSet::new(annotations(story, &items), links, Vec::new(), WorkState::Done);
    let found = desk_check(&article, &set, &Codebook::default(), Some("2026"));
    assert!(found.iter().any(|finding| finding.sentence == "Who is “She”? There are 2 quotes and no name"), "{found:?}");
}
