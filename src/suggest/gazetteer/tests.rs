//! What the gazetteer finds, and what it must not.

use super::*;
use crate::article::{BlockRule, Text};
use proptest::prelude::*;

fn gazetteer(names: &[&str]) -> Gazetteer {
    Gazetteer::new(names.iter().map(|name| KnownName::new(name, name, "actor".into(), "names")).collect())
}

fn article(text: &str) -> Article {
    Article::with_rule(Text::new(text), BlockRule::Lines)
}

/// What is found, with `=` and the entity where that is another text.
fn found(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
    let article = article(text);
    let all = gazetteer.matches(&article, article.text().span());
    all.iter()
        .map(|one| {
            let written = article.text().slice(one.span);
            if written == &*one.entity { written.to_owned() } else { format!("{written}={}", one.entity) }
        })
        .collect()
}

#[test]
fn the_longest_name_at_the_leftmost_place() {
    let names = gazetteer(&["Norland", "Bank of Norland", "Norland Ferries", "Ferries Union"]);
    assert_eq!(found(&names, "The Bank of Norland paid Norland Ferries Union, said Norland."), ["Bank of Norland", "Norland Ferries", "Norland"]);
}

#[test]
fn typesetting_does_not_hide_a_name_and_possessives_stay_outside() {
    let names = gazetteer(&["Ilse Brandt", "Harbour Workers’ Union", "U.K.", "O'Neill", "Norland"]);
    assert_eq!(
        found(&names, "Ilse\u{a0}Brandt’s aide met the Harbour Workers' Union."),
        ["Ilse\u{a0}Brandt=Ilse Brandt", "Harbour Workers' Union=Harbour Workers’ Union"]
    );
    assert_eq!(found(&names, "the U.K.’s envoy, O’Neill, in the “U.K.”"), ["U.K.", "O’Neill=O'Neill", "U.K."]);
    assert_eq!(found(&names, "a Norland-based, pro-Norland firm at norland.example; Norlanders, Norland."), ["Norland"]);
}

#[test]
fn surnames_stand_for_full_names_that_are_known() {
    let names = gazetteer(&["Ilse Brandt", "Foreign Office", "Li Wu"]);
    assert_eq!(found(&names, "Brandt left the Office with Wu; brandt did not."), ["Brandt=Ilse Brandt"]);
    let two = gazetteer(&["Ilse Brandt", "Olaf Brandt"]);
    assert_eq!(
        found(&two, "Brandt met Olaf Brandt, and Brandt met Ilse Brandt. Brandt left."),
        ["Olaf Brandt", "Brandt=Olaf Brandt", "Ilse Brandt", "Brandt=Ilse Brandt"]
    );
    assert_eq!(found(&gazetteer(&["Ilse Brandt", "Brandt"]), "Brandt"), ["Brandt"]);
}

#[test]
fn capitals_matter_for_short_and_shouted_names_and_for_single_words() {
    let names = gazetteer(&["UN", "ASEAN", "Marsh", "harbour master", "Ilse Brandt", "Åse Ødegård"]);
    assert_eq!(
        found(&names, "un UN asean ASEAN marsh MARSH Harbour master ILSE BRANDT ÅSE ØDEGÅRD").join("|"),
        "UN|ASEAN|MARSH=Marsh|Harbour master=harbour master|ILSE BRANDT=Ilse Brandt|ÅSE ØDEGÅRD=Åse Ødegård"
    );
    let any = Gazetteer::new(vec![KnownName { any_case: true, ..KnownName::new("mi5", "MI5", "actor".into(), "names") }]);
    assert_eq!(found(&any, "MI5 and mi5"), ["MI5", "mi5=MI5"]);
}

#[test]
fn nothing_across_paragraphs_or_in_boilerplate() {
    let names = gazetteer(&["Ilse Brandt"]);
    assert_eq!(found(&names, "Then Ilse\nBrandt spoke to Ilse Brandt.\nSubscribe to our newsletter with Ilse Brandt."), ["Brandt=Ilse Brandt", "Ilse Brandt"]);
    let article = article("Ilse Brandt met Ilse Brandt");
    assert_eq!(names.matches(&article, Span { start: 3, end: 27 }).len(), 2);
    assert_eq!(names.matches(&article, Span { start: 0, end: 14 }).len(), 1);
}

#[test]
fn no_names_find_nothing() {
    assert!(gazetteer(&[]).is_empty() && gazetteer(&["", " ", "X"]).is_empty());
    assert_eq!(found(&gazetteer(&[]), "Norland"), Vec::<String>::new());
}

proptest! {
    #[test]
    fn matches_lie_on_word_borders_in_order_without_overlap(
        names in prop::collection::vec("(Ilse|Brandt|Norland|Al-Rashid|U.K.|of|É|東京|O’Neill|A{1,3})( (Brandt|Norland|京|b))?", 0..8),
        text in "((Ilse|Brandt|Norland|Al-Rashid|U.K.|of|É|東京|京|O’Neill|A|b|s|’s|'|-|,|\\.|\u{301}|“|”|\u{a0}|\n| ){0,20})",
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let article = article(&text);
        let matches = gazetteer(&names).matches(&article, article.text().span());
        prop_assert!(matches.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        for one in matches {
            let block = article.block(article.block_at(one.span.start)).unwrap();
            let tokens = tokens(article.text().slice(block.span), block.span.start);
            prop_assert!(block.span.covers(one.span) && !one.span.is_empty());
            let starts = tokens.iter().any(|token| token.span.start == one.span.start);
            let ends = tokens.iter().any(|token| token.span.end == one.span.end);
            prop_assert!(starts && ends, "{:?} {:?} {:?}", text, article.text().slice(one.span), tokens);
        }
    }
}
