//! Times that mean a day only when one knows when the story was printed.

use super::{Finding, FindingKind, Story, small, words};
use crate::article::Span;

pub(super) fn undated(story: &Story<'_>) -> Option<Finding> {
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

/// Whether a day is followed by its date with the year: `Monday, Sept. 19, 2022`, `Monday 19 September 2022`.
fn has_date(after: &str) -> bool {
    words(after).take(3).any(|(at, word)| {
        let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|byte| byte.is_ascii_digit());
        year && at < 24
    })
}
