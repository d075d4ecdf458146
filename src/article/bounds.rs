//! Boundaries of UAX #29, found fast where a text is as most news are: those of a text and of its parts are the same, where it
//! is parted well, and most parts are ASCII or hold nothing that could end a sentence.

use unicode_segmentation::UnicodeSegmentation;

/// The pieces between word boundaries, with where they begin.
///
/// Between a space and a visible character of ASCII there is a boundary, whatever stands around; parts that are ASCII are divided
/// without looking characters up.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    let parts = std::iter::from_fn(move || {
        let start = from;
        from += part(text.as_bytes().get(start..)?);
        text.get(start..from).filter(|part| !part.is_empty()).map(|part| (start, part))
    });
    parts.flat_map(|(start, part)| part.split_word_bound_indices().map(move |(at, piece)| (start + at, piece)))
}

/// The length of the first part: ASCII up to the word that is not, or all words that are not.
fn part(bytes: &[u8]) -> usize {
    let strange = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    let parted = |at: &usize| bytes.get(*at).is_some_and(u8::is_ascii_graphic) && at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b' ');
    if strange == bytes.len() {
        return strange;
    }
    let before = (1..strange).rev().find(parted);
    before.or_else(|| (strange..bytes.len()).find(parted)).unwrap_or(bytes.len())
}

/// Where sentences begin; the first where the text does.
///
/// Only around what may end a sentence are there boundaries, and what decides about them ends with the next word that a space
/// follows.
pub(super) fn sentences(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    let mut at = 0;
    while let Some(stop) = (at..bytes.len()).find(|at| may_end(bytes, *at)) {
        let from = (at..=stop).rev().find(|at| after_word(bytes, *at, 0)).unwrap_or(at);
        let mut last = stop;
        let mut until = stop + 1;
        while until < bytes.len() && !after_word(bytes, until, last + 1) {
            last = if may_end(bytes, until) { until } else { last };
            until += 1;
        }
        let window = text.get(from..until).unwrap_or_default();
        starts.extend(window.split_sentence_bound_indices().map(|(start, _)| from + start).filter(|start| *start > from));
        at = until;
    }
    starts
}

/// Whether a letter and a space stand before a byte, the letter not before `least`.
fn after_word(bytes: &[u8], at: usize, least: usize) -> bool {
    let before = |count: usize| at.checked_sub(count).filter(|place| *place >= least).and_then(|place| bytes.get(place));
    before(1) == Some(&b' ') && before(2).is_some_and(u8::is_ascii_alphabetic)
}

/// Whether a character that begins with this byte may end a sentence or a line: no letter, quotation mark or dash of western
/// languages does.
fn may_end(bytes: &[u8], at: usize) -> bool {
    let next = |count: usize| bytes.get(at + count).copied().unwrap_or_default();
    match next(0) {
        b'.' | b'!' | b'?' | b'\n' | b'\r' => true,
        0xc2 => next(1) != 0xa0,
        0xe2 => !(next(1) == 0x80 && matches!(next(2), 0x93 | 0x94 | 0x98..=0x9f)),
        0xc4..=0xff => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "([a-zA-Z]{1,5}|[ .]|[ .!?,;:'’“”)(\u{a0}\u{ad}\n\r\t0-9_-]|\\. |\\.” |[éß👍🏽\u{301}\u{200d}🇦。…\u{2028}\u{85}]|\\PC){0,60}";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn words_are_those_of_the_standard(text in TEXT) {
            // A text with a character beyond ASCII is divided by the general rules.
            let whole = format!("{text} é");
            let ours: Vec<(usize, &str)> = words(&whole).collect();
            prop_assert_eq!(ours, whole.split_word_bound_indices().collect::<Vec<_>>());
        }

        #[test]
        fn sentences_are_those_of_the_standard(text in TEXT) {
            let expected: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).collect();
            let ours = if text.is_empty() { Vec::new() } else { sentences(&text) };
            prop_assert_eq!(ours, expected);
        }
    }
}
