//! Sentences: UAX #29 with a layer for abbreviations and closing quotes.

use super::word_list::{ABBREVIATIONS, LONGEST_ABBREVIATION, TITLES};
use super::{Span, bounds};

/// The sentences of `text`, which starts at byte `base` of its article: in order, without white space at either end.
/// A full stop after a title or a dotted abbreviation before a lower-case word ends none; one inside a quotation does.
#[must_use]
pub fn sentences(text: &str, base: u32) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let starts = bounds::sentences(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (at, end) in starts.iter().copied().zip(ends).filter(|(at, end)| at < end) {
        let piece = text.get(at..end).unwrap_or_default();
        let merged = match open {
            Some((start, until)) if joins(text.get(start..until).unwrap_or_default(), piece) => (start, end),
            Some((start, until)) => {
                push(&mut found, text, start, until, base);
                (at, end)
            }
            None => (at, end),
        };
        open = Some(merged);
    }
    if let Some((start, end)) = open {
        push(&mut found, text, start, end, base);
    }
    found
}

fn push(found: &mut Vec<Span>, text: &str, start: usize, end: usize, base: u32) {
    let mut from = start;
    for cut in glued(text.get(start..end).unwrap_or_default()) {
        push_trimmed(found, text, from, start + cut, base);
        from = start + cut;
    }
    push_trimmed(found, text, from, end, base);
}

fn push_trimmed(found: &mut Vec<Span>, text: &str, start: usize, end: usize, base: u32) {
    let raw = text.get(start..end).unwrap_or_default();
    let from = start + raw.len() - raw.trim_start().len();
    let trimmed = raw.trim();
    if let (false, Ok(start), Ok(end)) = (trimmed.is_empty(), u32::try_from(from), u32::try_from(from + trimmed.len())) {
        found.push(Span { start, end }.shifted(base));
    }
}

/// Whether the sentence goes on in `next` although UAX #29 ends it after `before`.
fn joins(before: &str, next: &str) -> bool {
    let trimmed = before.trim_end();
    if next.trim().is_empty() {
        return true;
    }
    let opens_low = next.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next().is_some_and(char::is_lowercase);
    if trimmed.ends_with(['”', '’', '"', '»', ')', '\'']) {
        return opens_low;
    }
    let Some(word) = trimmed.strip_suffix('.').and_then(|head| head.rsplit([' ', '\u{a0}', '“', '"', '(', '\n']).next()) else {
        return false;
    };
    if word.len() > LONGEST_ABBREVIATION && word.is_ascii() && !word.contains('.') {
        return false;
    }
    let lower = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(|c| c.is_uppercase() && c != 'I');
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    let digit = next.chars().next().is_some_and(|c| c.is_ascii_digit());
    let title = TITLES.contains(&lower.as_str()) && word.chars().next().is_some_and(char::is_uppercase);
    let ends_text = lower == "no" && !digit;
    (title && !ends_text) || initial || (dotted || ABBREVIATIONS.contains(&lower.as_str())) && opens_low
}

/// Where a credit is glued to the end of a sentence without a space: `… of Mahsa Amini.AP file`.
fn glued(sentence: &str) -> Vec<usize> {
    let stops = memchr::memchr_iter(b'.', sentence.as_bytes());
    let cuts = stops.filter(|at| {
        let mut after = sentence.get(at + 1..).unwrap_or_default().chars();
        let mut high = || after.next().is_some_and(char::is_uppercase);
        let mut before = sentence.get(..*at).unwrap_or_default().chars().rev();
        let mut low = || before.next().is_some_and(char::is_lowercase);
        high() && high() && low() && low()
    });
    cuts.map(|at| at + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, 0).iter().map(|span| text.get(span.range()).unwrap()).collect()
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        let text = "The U.K. envoy met Dr. Brandt on Sept. 19 at 9 a.m. in the U.S. The talks failed.";
        assert_eq!(split(text), ["The U.K. envoy met Dr. Brandt on Sept. 19 at 9 a.m. in the U.S.", "The talks failed."]);
    }

    #[test]
    fn a_quotation_before_its_cue_belongs_to_the_sentence() {
        let text = "“Will you pay?” she asked. “We are ready.” Orlov left.";
        assert_eq!(split(text), ["“Will you pay?” she asked.", "“We are ready.”", "Orlov left."]);
    }

    #[test]
    fn sentences_inside_a_quotation_are_apart() {
        assert_eq!(split("“We wait. We do not beg,” he said.").len(), 2);
    }

    #[test]
    fn a_glued_credit_is_cut_off_and_no_break_spaces_are_trimmed() {
        assert_eq!(split("The gate of Port Selden.AP file\u{a0}"), ["The gate of Port Selden.", "AP file"]);
    }

    #[test]
    fn no_abbreviation_is_longer_than_is_said() {
        assert_eq!(ABBREVIATIONS.iter().chain(TITLES).map(|word| word.len()).max(), Some(LONGEST_ABBREVIATION));
    }

    #[test]
    fn initials_and_numbers() {
        assert_eq!(split("J. K. Orlov paid No. 7 in cash. She said no. He left.").len(), 3);
    }
}
