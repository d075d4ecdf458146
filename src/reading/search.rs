//! Search: smart case, with typographic variants of spaces, quotes and hyphens read as their plain forms.
//!
//! A character of the text and one that was typed are the same when they fold to the same plain form; a run of white
//! space, however many line ends and no-break spaces it holds, is one space, and soft hyphens are not there at all. Places
//! where the first character can be are found at the speed of memory, and looked at one by one.

use memchr::{memchr, memchr_iter, memchr2_iter, memchr3_iter};

use crate::article::{Span, Text};

/// Code points that can be looked for at most.
const LONGEST: usize = 1000;

/// Bytes looked at in one step backwards.
const STEP: u32 = 64 * 1024;

/// Why a search could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is too much to look for.
    #[error("too long to search for")]
    TooLong,
}

/// Words to look for in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    /// What was typed, folded.
    needle: Vec<char>,
    /// Whether capitals do not matter.
    insensitive: bool,
    /// First bytes of all characters that fold to the first one of the needle.
    first: Vec<u8>,
}

impl Search {
    /// Looks for `words` as typed; without a capital in them, capitals in the text do not matter.
    pub fn new(words: &str) -> Result<Self, SearchError> {
        let insensitive = !words.chars().any(char::is_uppercase);
        let mut needle: Vec<char> = Vec::new();
        for c in words.chars().filter(|c| *c != '\u{ad}').take(LONGEST + 1) {
            let folded = fold(c, insensitive);
            if folded != ' ' || needle.last() != Some(&' ') {
                needle.push(folded);
            }
        }
        if needle.len() > LONGEST {
            return Err(SearchError::TooLong);
        }
        let first = needle.first().map(|c| first_bytes(*c, insensitive)).unwrap_or_default();
        Ok(Self { needle, insensitive, first })
    }

    /// The first hit that begins at or after `from`, else the first one in the text.
    #[must_use]
    pub fn next(&self, text: &Text, from: u32) -> Option<Span> {
        let after = self.hits(text, Span { start: from.min(text.len()), end: text.len() }).next();
        after.or_else(|| self.hits(text, Span { start: 0, end: from.min(text.len()) }).next())
    }

    /// The last hit that begins before `from`, else the last one in the text.
    #[must_use]
    pub fn previous(&self, text: &Text, from: u32) -> Option<Span> {
        self.last_in(text, 0, from.min(text.len())).or_else(|| self.last_in(text, from.min(text.len()), text.len()))
    }

    /// The last hit that begins in `low..high`, looked for from its end backwards.
    fn last_in(&self, text: &Text, low: u32, high: u32) -> Option<Span> {
        let mut end = high;
        while end > low {
            let start = end.saturating_sub(STEP).max(low);
            if let Some(hit) = self.hits(text, Span { start, end }).last() {
                return Some(hit);
            }
            end = start;
        }
        None
    }

    /// The hits that begin in `span`, in order, none overlapping.
    pub fn hits<'t>(&'t self, text: &'t Text, span: Span) -> impl Iterator<Item = Span> + 't {
        let all = text.as_str();
        let begins = all.as_bytes().get(span.range()).unwrap_or_default();
        let candidates: Box<dyn Iterator<Item = usize> + 't> = match self.first.as_slice() {
            [] => Box::new(std::iter::empty()),
            [a] => Box::new(memchr_iter(*a, begins)),
            [a, b] => Box::new(memchr2_iter(*a, *b, begins)),
            [a, b, c] => Box::new(memchr3_iter(*a, *b, *c, begins)),
            many => Box::new(begins.iter().enumerate().filter(move |(_, byte)| memchr(**byte, many).is_some()).map(|(at, _)| at)),
        };
        let mut free = 0;
        candidates.filter_map(move |at| {
            let start = span.start as usize + at;
            let end = (start >= free).then(|| self.matches(all.get(start..)?)).flatten()? + start;
            free = end;
            Some(Span { start: start as u32, end: end as u32 })
        })
    }

    /// The length of the hit at the start of `text`, if it is one.
    fn matches(&self, text: &str) -> Option<usize> {
        let mut chars = text.char_indices().filter(|(_, c)| *c != '\u{ad}').peekable();
        let mut end = 0;
        for wanted in &self.needle {
            let (at, c) = chars.next()?;
            if fold(c, self.insensitive) != *wanted {
                return None;
            }
            end = at + c.len_utf8();
            if *wanted == ' ' {
                while let Some((at, c)) = chars.next_if(|(_, c)| c.is_whitespace()) {
                    end = at + c.len_utf8();
                }
            }
        }
        (end > 0).then_some(end)
    }
}

/// The plain form of a character.
fn fold(c: char, insensitive: bool) -> char {
    match c {
        'a'..='z' => c,
        'A'..='Z' if insensitive => c.to_ascii_lowercase(),
        c if c.is_whitespace() => ' ',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '’' | '‘' | '‚' | '‹' | '›' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c if insensitive && !c.is_ascii() => c.to_lowercase().next().unwrap_or(c),
        c => c,
    }
}

/// The first bytes, in UTF-8, of everything that folds to `c`.
fn first_bytes(c: char, insensitive: bool) -> Vec<u8> {
    let variants: Vec<char> = match c {
        ' ' => vec![' ', '\t', '\n', '\u{b}', '\u{c}', '\r', '\u{85}', '\u{1680}', '\u{2000}', '\u{3000}'],
        '"' => vec!['"', '“', '«'],
        '\'' => vec!['\'', '’'],
        '-' => vec!['-', '\u{2010}'],
        c if insensitive => c.to_uppercase().take(1).chain([c, if c == 'k' { '\u{212a}' } else { c }]).collect(),
        c => vec![c],
    };
    let mut bytes: Vec<u8> = variants.iter().filter_map(|c| c.encode_utf8(&mut [0; 4]).bytes().next()).collect();
    bytes.sort_unstable();
    bytes.dedup();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hit<'t>(text: &'t Text, words: &str, from: u32) -> Option<&'t str> {
        Search::new(words).unwrap().next(text, from).map(|span| text.slice(span))
    }

    #[test]
    fn typographic_forms_are_found_by_their_plain_ones_and_the_other_way_round() {
        let text = Text::new("“an\u{a0}imminent” risk to Norland’s well\u{2011}being (100%) in the Hafen\u{ad}streik\nand");
        assert_eq!(hit(&text, "\"an imminent\"", 0), Some("“an\u{a0}imminent”"));
        assert_eq!(hit(&text, "norland's", 0), Some("Norland’s"));
        assert_eq!(hit(&text, "well-being", 0), Some("well\u{2011}being"));
        assert_eq!(hit(&text, "(100%)", 0), Some("(100%)"));
        assert_eq!(hit(&text, "hafenstreik and", 0), Some("Hafen\u{ad}streik\nand"));
        assert_eq!(hit(&text, "’s", 0), Some("’s"));
        assert_eq!(hit(&text, "", 0), None);
        assert_eq!(hit(&text, "nowhere", 0), None);
    }

    #[test]
    fn a_capital_makes_capitals_count() {
        let text = Text::new("iran Iran IRAN Élan élan");
        assert_eq!(hit(&text, "Iran", 0), Some("Iran"));
        assert_eq!(hit(&text, "iran", 1), Some("Iran"));
        assert_eq!(hit(&text, "élan", 0), Some("Élan"));
        assert_eq!(hit(&text, "Élan", 16), Some("Élan"));
    }

    #[test]
    fn it_goes_round_both_ways() {
        let text = Text::new(format!("one two one {}", "filler é ".repeat(10_000)));
        let search = Search::new("one").unwrap();
        assert_eq!(search.next(&text, 9).map(|span| span.start), Some(0));
        assert_eq!(search.previous(&text, text.len()).map(|span| span.start), Some(8));
        assert_eq!(search.previous(&text, 8).map(|span| span.start), Some(0));
        assert_eq!(search.previous(&text, 0).map(|span| span.start), Some(8));
    }

    proptest! {
        #[test]
        fn every_plain_hit_is_found(before in "[a-z “é\u{a0}]{0,40}", word in "[A-Z][a-z“é\u{a0} ]{0,8}[a-z]", after in "[a-z ’]{0,40}") {
            let text = Text::new(format!("{before}{word}{after}"));
            let found = Search::new(&word).unwrap().next(&text, 0);
            prop_assert_eq!(found.map(|span| span.start as usize), Some(before.len()));
        }
    }
}
