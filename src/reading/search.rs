//! Search: smart case, with typographic variants of spaces, quotes and hyphens read as their plain forms.

use regex::{Regex, RegexBuilder};

use crate::article::{Span, Text};

/// Bytes that a compiled search may take.
const SIZE: usize = 1 << 20;

/// Why a search could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The words to look for are too long to compile.
    #[error("too long to search for")]
    TooLong,
}

/// Words to look for in a text.
#[derive(Clone, Debug)]
pub struct Search {
    pattern: Regex,
}

impl Search {
    /// Looks for `words` as typed; without a capital in them, capitals in the text do not matter.
    pub fn new(words: &str) -> Result<Self, SearchError> {
        let insensitive = !words.chars().any(char::is_uppercase);
        let mut pattern = String::new();
        let mut spaced = false;
        for c in words.chars() {
            let space = c.is_whitespace();
            if !(space && spaced) {
                push(&mut pattern, c);
            }
            spaced = space;
        }
        let built = RegexBuilder::new(&pattern).case_insensitive(insensitive).size_limit(SIZE).build();
        built.map(|pattern| Self { pattern }).map_err(|_source| SearchError::TooLong)
    }

    /// The first hit that begins at or after `from`, else the first one in the text.
    #[must_use]
    pub fn next(&self, text: &Text, from: u32) -> Option<Span> {
        let hit = |hit: regex::Match<'_>| Span { start: hit.start() as u32, end: hit.end() as u32 };
        let mut from = from.min(text.len()) as usize;
        while !text.as_str().is_char_boundary(from) {
            from += 1;
        }
        let found = self.pattern.find_at(text.as_str(), from).or_else(|| self.pattern.find(text.as_str()));
        found.filter(|hit| !hit.is_empty()).map(hit)
    }

    /// The last hit that begins before `from`, else the last one in the text.
    #[must_use]
    pub fn previous(&self, text: &Text, from: u32) -> Option<Span> {
        let mut chunk_end = from.min(text.len());
        let mut size = 16 * 1024;
        while chunk_end > 0 {
            let start = chunk_end.saturating_sub(size);
            if let Some(hit) = self.hits(text, Span { start, end: chunk_end.saturating_add(4096) }).filter(|hit| hit.start < from).last() {
                return Some(hit);
            }
            chunk_end = start;
            size = size.saturating_mul(2);
        }
        self.hits(text, text.span()).last()
    }

    /// The hits that begin in `span`.
    pub fn hits<'t>(&'t self, text: &'t Text, span: Span) -> impl Iterator<Item = Span> + 't {
        let all = text.as_str();
        let (mut start, mut end) = ((span.start as usize).min(all.len()), (span.end as usize).min(all.len()));
        while !all.is_char_boundary(start) {
            start -= 1;
        }
        while !all.is_char_boundary(end) {
            end += 1;
        }
        let slice = all.get(start..end).unwrap_or_default();
        let found = self.pattern.find_iter(slice).filter(|hit| !hit.is_empty());
        found.map(move |hit| Span { start: (start + hit.start()) as u32, end: (start + hit.end()) as u32 })
    }
}

/// Adds what matches one typed character.
fn push(pattern: &mut String, c: char) {
    match c {
        c if c.is_whitespace() => pattern.push_str(r"[\s\u{a0}\u{202f}]+"),
        '"' | '“' | '”' | '„' | '‟' => pattern.push_str("[\"“”„‟«»]"),
        '\'' | '’' | '‘' | '‚' => pattern.push_str("['’‘‚]"),
        '-' | '\u{2010}' | '\u{2011}' => pattern.push_str(r"[-\u{2010}\u{2011}]"),
        c => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit<'t>(text: &'t Text, words: &str, from: u32) -> Option<&'t str> {
        Search::new(words).unwrap().next(text, from).map(|span| text.slice(span))
    }

    #[test]
    fn typographic_forms_are_found_by_their_plain_ones_and_the_other_way_round() {
        let text = Text::new("“an\u{a0}imminent” risk to Norland’s well\u{2011}being (100%)");
        assert_eq!(hit(&text, "\"an imminent\"", 0), Some("“an\u{a0}imminent”"));
        assert_eq!(hit(&text, "norland's", 0), Some("Norland’s"));
        assert_eq!(hit(&text, "well-being", 0), Some("well\u{2011}being"));
        assert_eq!(hit(&text, "(100%)", 0), Some("(100%)"));
        assert_eq!(hit(&text, "", 0), None);
    }

    #[test]
    fn a_capital_makes_capitals_count() {
        let text = Text::new("iran Iran IRAN");
        assert_eq!(hit(&text, "Iran", 0), Some("Iran"));
        assert_eq!(hit(&text, "iran", 1), Some("Iran"));
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
}
