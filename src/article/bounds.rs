//! Boundaries of UAX #29, found fast where a text is as most news are: characters of western languages are known here, and all
//! that has another in it is left to the general rules.

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

/// What a character is to the rules for words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// `_`, which joins letters and digits.
    Joiner,
    /// Joins two letters.
    Colon,
    /// Joins two digits.
    Comma,
    /// Joins two letters, and two digits.
    Stop,
    Space,
    Return,
    Feed,
    /// Another character that ends a line.
    Line,
    /// One that stands for itself.
    Other,
    /// One that is left to the general rules, for whatever stands before it too: it may be an accent.
    Strange,
}

/// The pieces between word boundaries, with where they begin.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    Words { text, at: 0, general: None }
}

struct Words<'t> {
    text: &'t str,
    at: usize,
    /// A part that is divided by the general rules, and where it begins.
    general: Option<(usize, UWordBoundIndices<'t>)>,
}

impl<'t> Iterator for Words<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((from, pieces)) = &mut self.general {
            if let Some((at, piece)) = pieces.next() {
                return Some((*from + at, piece));
            }
            self.general = None;
        }
        let (bytes, start) = (self.text.as_bytes(), self.at);
        if start >= bytes.len() {
            return None;
        }
        if let Some(end) = usual(bytes, start).or_else(|| plain(bytes, start)) {
            self.at = end;
            return Some((start, self.text.get(start..end)?));
        }
        // Between a space and a visible character of ASCII there is a boundary, whatever stands around.
        let parted = |at: &usize| bytes.get(*at).is_some_and(u8::is_ascii_graphic) && bytes.get(*at - 1) == Some(&b' ');
        self.at = (start + 1..bytes.len()).find(parted).unwrap_or(bytes.len());
        self.general = Some((start, self.text.get(start..self.at)?.split_word_bound_indices()));
        self.next()
    }
}

/// Where the piece ends if it is as most are: letters of ASCII before a space, or a space before a visible character of ASCII.
fn usual(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    if let [b' ', next, ..] = rest {
        return next.is_ascii_graphic().then_some(start + 1);
    }
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    (letters > 0 && rest.get(letters) == Some(&b' ')).then_some(start + letters)
}

/// Where the piece ends that begins at a byte; nothing where the general rules are needed.
fn plain(bytes: &[u8], start: usize) -> Option<usize> {
    let (first, length) = class(bytes, start);
    let mut end = start + length;
    match first {
        Class::Letter | Class::Digit | Class::Joiner => return word_end(bytes, end, first),
        Class::Strange => return None,
        Class::Feed | Class::Line => return Some(end),
        Class::Return => return Some(end + usize::from(bytes.get(end) == Some(&b'\n'))),
        Class::Space => end += bytes.get(end..)?.iter().take_while(|byte| **byte == b' ').count(),
        Class::Colon | Class::Comma | Class::Stop | Class::Other => {}
    }
    (class(bytes, end).0 != Class::Strange).then_some(end)
}

/// Where a word ends of which the last character so far ends at a byte.
fn word_end(bytes: &[u8], mut end: usize, mut last: Class) -> Option<usize> {
    loop {
        let (next, length) = class(bytes, end);
        match next {
            Class::Letter => {
                end += length;
                // Most of a word is this.
                end += bytes.get(end..)?.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                last = next;
            }
            Class::Digit | Class::Joiner => (last, end) = (next, end + length),
            Class::Strange => return None,
            Class::Colon | Class::Stop if last == Class::Letter => {
                let (after, long) = class(bytes, end + length);
                match after {
                    Class::Letter => end += length + long,
                    Class::Strange => return None,
                    _ => return Some(end),
                }
            }
            Class::Comma | Class::Stop if last == Class::Digit => {
                let (after, long) = class(bytes, end + length);
                match after {
                    Class::Digit => end += length + long,
                    Class::Strange => return None,
                    _ => return Some(end),
                }
            }
            _ => return Some(end),
        }
    }
}

/// The classes of the characters of ASCII.
const ASCII: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut rest: &mut [Class] = &mut classes;
    let mut byte = 0;
    while let Some((first, others)) = rest.split_first_mut() {
        *first = class_of_ascii(byte);
        rest = others;
        byte += 1;
    }
    classes
};

/// The class of a character of ASCII.
const fn class_of_ascii(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b' ' => Class::Space,
        b'0'..=b'9' => Class::Digit,
        b'.' | b'\'' => Class::Stop,
        b',' | b';' => Class::Comma,
        b':' => Class::Colon,
        b'_' => Class::Joiner,
        b'\n' => Class::Feed,
        b'\r' => Class::Return,
        0x0b | 0x0c => Class::Line,
        _ => Class::Other,
    }
}

/// The class of the character that begins at a byte, and its length. Behind the end is something that stands for itself.
#[inline]
fn class(bytes: &[u8], at: usize) -> (Class, usize) {
    match bytes.get(at) {
        None => (Class::Other, 0),
        Some(first) => ASCII.get(*first as usize).map_or_else(|| class_beyond_ascii(bytes, at), |class| (*class, 1)),
    }
}

fn class_beyond_ascii(bytes: &[u8], at: usize) -> (Class, usize) {
    let next = |count: usize| bytes.get(at + count).copied().unwrap_or_default();
    match next(0) {
        // The no-break space and «».
        0xc2 if matches!(next(1), 0xa0 | 0xab | 0xbb) => (Class::Other, 2),
        // À to ÿ without × and ÷, and the letters up to U+023F.
        0xc3 if !matches!(next(1), 0x97 | 0xb7) => (Class::Letter, 2),
        0xc4..=0xc8 => (Class::Letter, 2),
        0xe2 if next(1) == 0x80 => match next(2) {
            // ‘ and ’.
            0x98 | 0x99 => (Class::Stop, 3),
            // – — “ ” …
            0x93 | 0x94 | 0x9c | 0x9d | 0xa6 => (Class::Other, 3),
            _ => (Class::Strange, 3),
        },
        _ => (Class::Strange, 1),
    }
}

/// Where sentences begin; the first where the text does.
///
/// Only around what may end a sentence are there boundaries, and what decides about them ends with the next word that a space
/// follows.
pub(super) fn sentences(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    let mut at = 0;
    while let Some(stop) = next_stop(bytes, at) {
        match plain_end(bytes, stop) {
            Some(end) if end == bytes.len() => break,
            Some(next) => {
                starts.push(next);
                at = next;
                continue;
            }
            None => {}
        }
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

/// The next byte at which something begins that may end a sentence.
fn next_stop(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let special = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b'\n' | b'\r' | 0xc2..);
    loop {
        // Bytes are looked at a few at a time, which processors do at once.
        let (blocks, _) = bytes.get(at..)?.as_chunks::<16>();
        at += 16 * blocks.iter().take_while(|block| !block.iter().fold(false, |any, byte| any | special(byte))).count();
        at += bytes.get(at..)?.iter().position(special)?;
        if may_end(bytes, at) {
            return Some(at);
        }
        at += 1;
    }
}

/// Where the next sentence begins when this one ends as most do: a stop behind a letter or digit, perhaps a closing mark, one
/// space, perhaps an opening mark, a capital; or the end of the text.
fn plain_end(bytes: &[u8], stop: usize) -> Option<usize> {
    let behind_word = stop.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric);
    let rest = bytes.get(stop..).filter(|_| behind_word)?;
    let [b'.' | b'!' | b'?', rest @ ..] = rest else { return None };
    let rest = match rest {
        [b'"' | b')', rest @ ..] | [0xe2, 0x80, 0x9d, rest @ ..] => rest,
        _ => rest,
    };
    match rest {
        [b' ', b'A'..=b'Z', ..] | [b' ', b'"', b'A'..=b'Z', ..] | [b' ', 0xe2, 0x80, 0x9c, b'A'..=b'Z', ..] => Some(bytes.len() - rest.len() + 1),
        [] => Some(bytes.len()),
        _ => None,
    }
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

    const TEXT: &str =
        "([a-zA-Z]{1,5}|[ .]|[ .!?,;:'’“”)(\u{a0}\u{ad}\n\r\t0-9_-]|\\. |\\.” |[éßÿ×ǆʰ«»–—‘👍🏽\u{301}\u{200d}🇦。…\u{2028}\u{85}\u{b}]|\\PC){0,60}";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn words_are_those_of_the_standard(text in TEXT) {
            let ours: Vec<(usize, &str)> = words(&text).collect();
            prop_assert_eq!(ours, text.split_word_bound_indices().collect::<Vec<_>>());
        }

        #[test]
        fn sentences_are_those_of_the_standard(text in TEXT) {
            let expected: Vec<usize> = text.split_sentence_bound_indices().map(|(at, _)| at).collect();
            let ours = if text.is_empty() { Vec::new() } else { sentences(&text) };
            prop_assert_eq!(ours, expected);
        }
    }
}
