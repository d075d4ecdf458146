//! Which clauses the lexicon points at.

use super::*;
use crate::article::{Article, BlockRule, Text, tokens};
use crate::reading::{next_section, section_at};
use proptest::prelude::*;

fn all(text: &str) -> (Article, Vec<Look>) {
    let article = Article::with_rule(Text::new(text), BlockRule::Lines);
    let mut found = Vec::new();
    let mut section = section_at(&article, 0);
    while let Some(here) = section {
        found.extend(Passage::of(&article, here).iter().flat_map(looks));
        section = next_section(&article, here);
    }
    (article, found)
}

fn of(label: &str, text: &str) -> Vec<String> {
    let (article, found) = all(text);
    found.iter().filter(|look| look.label == label).map(|look| format!("{} | {}", article.text().slice(look.span), look.reason)).collect()
}

#[test]
fn a_word_of_harm_with_its_phrase_to_the_end_of_the_clause() {
    for (text, expected) in [
        ("The syndicate threatened to sink any ferry that sails next week.", "threatened to sink any ferry that sails | “threatened”: a word of harm"),
        ("Norland has plotted to kidnap two dockers this year, Brandt said.", "plotted to kidnap two dockers | “plotted”: a word of harm"),
        ("The crews will try to burn the gate on Monday.", "try to burn the gate | “burn”: a word of harm"),
        ("She spoke of Norland’s attacks on the union.", "Norland’s attacks on the union | “attacks”: a word of harm"),
        ("The fleet poses a direct threat to Port Selden, she said.", "poses a direct threat to Port Selden | “threat”: a word of harm"),
        ("The commander has warned Norland over the ferries.", "warned Norland over the ferries | “warned”: a word of harm"),
        ("The agents are prepared to take reckless action.", "prepared to take reckless action | “reckless”: a word of harm"),
        ("She outlined other threats to the port.", "other threats to the port | “threats”: a word of harm"),
        ("They spoke of the alleged plots.", "alleged plots | “plots”: a word of harm"),
        ("Two clerks had faced lethal threats from agents.", "faced lethal threats from agents | “lethal”: a word of harm"),
    ] {
        assert_eq!(of("threat", text), [expected], "{text}");
    }
    for text in ["The ferry leaves at noon.", "The clock that she has wound strikes.", "The spy chief of Norland spoke.", "She warned that it would rain."] {
        assert_eq!(of("threat", text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_can_be_checked_without_what_attributes_it() {
    for (text, expected) in [
        ("The union said that the strike has cost the port 4 million crowns.", "the strike has cost the port 4 million crowns | “4”: a sum of money"),
        ("Twelve ships have turned away since Monday.", "Twelve ships have turned away since Monday | “twelve”: a figure"),
        ("Traffic fell by 40% in the harbour, Orlov said.", "Traffic fell by 40% in the harbour | “40%”: a share"),
        ("Norland has accused the union of fomenting the strike.", "fomenting the strike | “accused”: an accusation"),
        ("The syndicate denied seeking to close the gate.", "seeking to close the gate | “denied”: a denial"),
        ("Selden is the largest port of the coast.", "Selden is the largest port of the coast | “largest”: a superlative"),
        ("The delay was due to the strike of the pilots.", "The delay was due to the strike of the pilots | “due to”: a cause"),
        ("The pier was opened on Sept. 19 by the mayor.", "The pier was opened on Sept. 19 by the mayor | “sept. 19”: a date"),
        ("It came over allegations that clerks were followed.", "clerks were followed | “allegations”: an accusation"),
        ("The court indicted the four pilots.", "The court indicted the four pilots | “indicted”: an accusation"),
        ("She was arrested for allegedly failing to pay.", "failing to pay | “allegedly”: a hedge"),
        ("A clerk died after she was allegedly pushed.", "A clerk died after she was allegedly pushed | “allegedly”: a hedge"),
    ] {
        assert_eq!(of("claim", text), [expected], "{text}");
    }
    for text in
        ["Will ten ships sail today?", "MI5 and a 22-year-old met.", "They spoke at length of the sea.", "Subscribe to our newsletter: 10 stories a day."]
    {
        assert_eq!(of("claim", text), Vec::<String>::new(), "{text}");
    }
}

proptest! {
    #[test]
    fn looks_are_in_order_on_word_borders_and_apart(
        text in "((attack|plotted|to|kill|10|%|said|that|accused|of|denied|the|a|most|serious|because|’s|Norland|Sept.|19|week|this|,|\\.|“|”|\n|\u{a0}|é) ?){0,30}",
    ) {
        let (article, found) = all(&text);
        prop_assert!(found.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
        for label in ["threat", "claim"] {
            let own: Vec<&Look> = found.iter().filter(|look| look.label == label).collect();
            prop_assert!(own.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        }
        for look in &found {
            let block = article.block(article.block_at(look.span.start)).unwrap();
            let tokens = tokens(article.text().slice(block.span), block.span.start);
            prop_assert!(tokens.iter().any(|token| token.span.start == look.span.start) && tokens.iter().any(|token| token.span.end == look.span.end));
        }
    }
}
