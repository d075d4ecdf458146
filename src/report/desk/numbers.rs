//! Figures for the same thing that differ between headline or deck and the body.

use std::collections::HashMap;

use super::{Finding, FindingKind, words};
use crate::article::{Article, Role, Span, is_month};

/// Figures that are written as words.
const WORDS: [&str; 20] = [
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
];

/// Tens that are written as words.
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Nouns of which many figures stand in every story.
const COMMON: [&str; 17] = [
    "year", "month", "week", "day", "hour", "minute", "second", "time", "percent", "million", "billion", "thousand", "hundred", "dozen", "other", "more",
    "people",
];

/// Words that say that the figure behind them is rounded.
const ROUNDED: [&str; 10] = ["nearly", "almost", "about", "around", "some", "over", "than", "least", "roughly", "most"];

/// Hundredths by which a rounded figure may differ.
const ROUNDING: u64 = 10;

/// A figure with the noun that it counts.
struct Counted {
    noun: String,
    figure: u64,
    rounded: bool,
    span: Span,
}

impl Counted {
    fn agrees(&self, other: &Self) -> bool {
        let near = self.figure.abs_diff(other.figure).saturating_mul(100) <= self.figure.max(other.figure).saturating_mul(ROUNDING);
        self.figure == other.figure || (self.rounded || other.rounded) && near
    }
}

pub(super) fn numbers(article: &Article) -> Vec<Finding> {
    let mut above: Vec<Counted> = Vec::new();
    let mut body: HashMap<String, Vec<Counted>> = HashMap::new();
    let of_role = |above: bool| article.blocks().iter().filter(move |block| matches!(block.role, Role::Headline | Role::Deck) == above);
    for block in of_role(true) {
        above.extend(counted(article.text().slice(block.span), block.span.start));
    }
    if above.is_empty() {
        return Vec::new();
    }
    for block in of_role(false).filter(|block| !matches!(block.role, Role::Boilerplate | Role::Credit | Role::Byline)) {
        for counted in counted(article.text().slice(block.span), block.span.start) {
            body.entry(counted.noun.clone()).or_default().push(counted);
        }
    }
    let mut found = Vec::new();
    for one in above {
        let Some(other) = body.get(&one.noun).filter(|others| !others.iter().any(|other| one.agrees(other))).and_then(|others| others.first()) else {
            continue;
        };
        let text = |span: Span| article.text().slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        found.push(Finding {
            id: format!("{}-{}", FindingKind::Numbers.name(), one.noun),
            kind: FindingKind::Numbers,
            sentence: format!("{} above, {} in the story", text(one.span), text(other.span)),
            spans: vec![one.span, other.span],
            annotation: None,
        });
    }
    found
}

/// Figures with the plural behind them, in the singular as far as an s shows it: the next word, or the one after a word
/// that is none (`12 harbour crews`).
fn counted(text: &str, base: u32) -> Vec<Counted> {
    let all: Vec<(usize, &str)> = words(text).collect();
    let mut found = Vec::new();
    for (n, (at, word)) in all.iter().enumerate() {
        let Some((figure, end)) = figure(text, *at, word) else { continue };
        let rounded = n.checked_sub(1).and_then(|n| all.get(n)).is_some_and(|(_, word)| ROUNDED.contains(word));
        let mut from = end;
        for (noun_at, noun) in all.iter().skip(n + 1).skip_while(|(at, _)| *at < end).take(2) {
            // Only white space parts a figure from what it counts.
            if !text.get(from..*noun_at).is_some_and(|between| !between.is_empty() && between.chars().all(char::is_whitespace)) {
                break;
            }
            from = noun_at + noun.len();
            let small = noun.to_lowercase();
            let single = small.strip_suffix('s').unwrap_or(&small);
            // A figure before a month is a day.
            if COMMON.contains(&single) || is_month(&small) || !small.chars().all(char::is_alphabetic) {
                break;
            }
            if small.len() > 3 && small.ends_with('s') {
                let span = Span { start: *at as u32, end: from as u32 }.shifted(base);
                found.push(Counted { noun: single.to_owned(), figure, rounded, span });
                break;
            }
        }
    }
    found
}

/// The value of a word that is a figure above one, and where it ends; thousands set apart by commas are one figure.
fn figure(text: &str, at: usize, word: &str) -> Option<(u64, usize)> {
    let end = at + word.len();
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return written(word).filter(|value| *value > 1).map(|value| (value, end));
    }
    // Money, parts of figures: not what is counted.
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    if matches!(before, Some('$' | '£' | '€' | '¥' | ',' | '.' | '/' | ':')) || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest = text.get(end..)?;
    let thousands: usize =
        rest.as_bytes().chunks(4).take_while(|group| group.len() == 4 && group.starts_with(b",") && group.iter().skip(1).all(u8::is_ascii_digit)).count() * 4;
    let whole = text.get(at..end + thousands)?;
    let value: u64 = whole.replace(',', "").parse().ok()?;
    // Years count nothing.
    let year = thousands == 0 && (1900..2100).contains(&value);
    (value > 1 && !year).then_some((value, end + thousands))
}

/// The value of a figure that is written as a word: `twelve`, `twenty-two`.
fn written(word: &str) -> Option<u64> {
    let place = |list: &[&str], word: &str| list.iter().position(|name| word.eq_ignore_ascii_case(name)).map(|at| at as u64);
    let ten = |word: &str| place(&TENS, word).map(|at| at * 10 + 20);
    if let Some((tens, ones)) = word.split_once('-') {
        return Some(ten(tens)? + place(&WORDS, ones).filter(|value| (1..10).contains(value))?);
    }
    place(&WORDS, word).or_else(|| ten(word))
}
