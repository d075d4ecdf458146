//! Figures for the same thing that differ between headline or deck and the body.

use std::collections::BTreeMap;

use super::{Finding, FindingKind, words};
use crate::article::{Article, Role, Span};

/// Figures that are written as words.
const WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Nouns of which many figures stand in every story.
const COMMON: [&str; 16] =
    ["year", "month", "week", "day", "hour", "minute", "time", "percent", "million", "billion", "thousand", "hundred", "dozen", "other", "more", "people"];

pub(super) fn numbers(article: &Article) -> Vec<Finding> {
    let mut above: Vec<(String, u64, Span)> = Vec::new();
    let mut body: BTreeMap<String, Vec<(u64, Span)>> = BTreeMap::new();
    for block in article.blocks() {
        let counted = counted(article.text().slice(block.span), block.span.start);
        match block.role {
            Role::Headline | Role::Deck => above.extend(counted),
            Role::Boilerplate | Role::Credit | Role::Byline => {}
            _ => counted.into_iter().for_each(|(noun, figure, span)| body.entry(noun).or_default().push((figure, span))),
        }
    }
    let mut found = Vec::new();
    for (noun, figure, span) in above {
        let Some(others) = body.get(&noun).filter(|others| others.iter().all(|(other, _)| *other != figure)) else { continue };
        let Some((_, place)) = others.first() else { continue };
        let text = |span: Span| article.text().slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        found.push(Finding {
            id: format!("{}-{noun}", FindingKind::Numbers.name()),
            kind: FindingKind::Numbers,
            sentence: format!("{} above, {} in the story", text(span), text(*place)),
            spans: vec![span, *place],
            annotation: None,
        });
    }
    found
}

/// Figures with the noun behind them, in the singular as far as an s shows it.
fn counted(text: &str, base: u32) -> Vec<(String, u64, Span)> {
    let all: Vec<(usize, &str)> = words(text).collect();
    let mut found = Vec::new();
    for (at, word) in &all {
        let Some(figure) = figure(text, *at, word) else { continue };
        let after = all.iter().find(|(other, _)| other > at);
        let Some((noun_at, noun)) = after.filter(|(_, noun)| noun.chars().all(char::is_alphabetic) && noun.len() > 3) else { continue };
        let small = noun.to_lowercase();
        let single = small.strip_suffix('s').unwrap_or(&small).to_owned();
        if !COMMON.contains(&single.as_str()) && !COMMON.contains(&small.as_str()) {
            found.push((single, figure, Span { start: base + *at as u32, end: base + (noun_at + noun.len()) as u32 }));
        }
    }
    found
}

/// The value of a word that is a figure; thousands set apart by commas are one figure.
fn figure(text: &str, at: usize, word: &str) -> Option<u64> {
    if let Some(value) = WORDS.iter().position(|name| word.eq_ignore_ascii_case(name)) {
        return Some(value as u64);
    }
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let whole = text.get(at..)?;
    let digits: String = whole.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(char::is_ascii_digit).collect();
    // Money, parts of figures, years of clubs: not what is counted.
    let plain = word.chars().all(|c| c.is_ascii_digit()) && !matches!(before, Some('$' | '£' | '€' | ',' | '.'));
    plain.then(|| digits.parse().ok()).flatten()
}
