//! Times that mean a day only when one knows when the story was printed.

use super::{Finding, FindingKind, Story, small, words};
use crate::article::{Role, Span};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

pub(super) fn undated(story: &Story<'_>) -> Option<Finding> {
    let by = story.article.blocks().iter().filter(|block| block.role == Role::Byline);
    if by.into_iter().any(|block| has_day(story.article.text().slice(block.span))) {
        return None;
    }
    let mut spans = Vec::new();
    for block in story.blocks() {
        let text = story.article.text().slice(block.span);
        let mut before = "";
        for (at, word) in words(text) {
            let period = small(before, |word| matches!(word, "last" | "this" | "next" | "past" | "coming")) && small(word, is_period);
            let ago = small(word, |word| word == "ago") && small(before, is_period);
            let end = at + word.len();
            if period || ago || small(word, is_relative) && !has_date(text.get(end..).unwrap_or_default()) {
                // The word before belongs to it: `last week`, `years ago`.
                let start = if period || ago { before.as_ptr() as usize - text.as_ptr() as usize } else { at };
                spans.push(Span { start: start as u32, end: end as u32 }.shifted(block.span.start));
            }
            before = word;
        }
    }
    let first = *spans.first()?;
    let word = story.article.text().slice(first).split_whitespace().collect::<Vec<_>>().join(" ");
    let more = if spans.len() == 1 { String::new() } else { format!(" and {} more", spans.len() - 1) };
    let sentence = format!("“{word}”{more}: when was this published?");
    Some(Finding { id: FindingKind::Undated.name().into(), kind: FindingKind::Undated, sentence, spans, annotation: None })
}

fn is_relative(word: &str) -> bool {
    let days = matches!(word, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" | "weekend");
    days || matches!(word, "yesterday" | "today" | "tomorrow" | "tonight" | "overnight")
}

fn is_period(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    matches!(
        word,
        "hour"
            | "day"
            | "night"
            | "morning"
            | "afternoon"
            | "evening"
            | "week"
            | "month"
            | "quarter"
            | "year"
            | "decade"
            | "spring"
            | "summer"
            | "autumn"
            | "fall"
            | "winter"
    )
}

/// Whether a text holds a whole date: `14 November 2026`, `Nov. 14, 2026`, `2026-11-14`.
fn has_day(text: &str) -> bool {
    let words: Vec<&str> = words(text).map(|(_, word)| word).collect();
    let number = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u16>().ok();
    let day = |word: &str| number(word).is_some_and(|day| (1..=31).contains(&day));
    let year = |word: &str| word.len() == 4 && number(word).is_some_and(|year| (1900..2100).contains(&year));
    let month = |word: &str| MONTHS.iter().any(|month| word.to_ascii_lowercase().starts_with(month));
    let iso = |word: &str| matches!(word.split('-').collect::<Vec<_>>().as_slice(), [y, m, d] if year(y) && day(m) && day(d));
    let written = words.windows(3).any(|three| matches!(three, [a, b, c] if year(c) && (day(a) && month(b) || month(a) && day(b))));
    written || words.iter().any(|word| iso(word))
}

/// Whether a day is followed by its date with the year: `Monday, Sept. 19, 2022`, `Monday 19 September 2022`.
fn has_date(after: &str) -> bool {
    words(after).take(3).any(|(at, word)| {
        let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|byte| byte.is_ascii_digit());
        year && at < 24
    })
}
