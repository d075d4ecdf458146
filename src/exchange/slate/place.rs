//! Places of SLATE: numbers of lines, of words in a line, and of characters in a word, all from 0, the last included.

use super::MARK;
use crate::article::Span;

/// How deep tuples lie in each other at most: a list of pairs of places.
const DEEPEST: usize = 3;

/// The words of each line.
pub(super) struct Lines<'t> {
    text: &'t str,
    words: Vec<Vec<Span>>,
    /// Bytes of a byte order mark, which no span counts.
    mark: u32,
}

/// A place as it is written.
#[derive(Debug, PartialEq, Eq)]
enum Written {
    Number(usize),
    Tuple(Vec<Written>),
    List(Vec<Written>),
}

impl<'t> Lines<'t> {
    /// Divides a text.
    pub(super) fn of(text: &'t str) -> Self {
        let mut words = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let mut here = Vec::new();
            let mut start = None;
            for (offset, char) in line.char_indices().chain(std::iter::once((line.len(), ' '))) {
                match (is_space(char), start) {
                    (true, Some(from)) => {
                        here.push(Span { start: (at + from) as u32, end: (at + offset) as u32 });
                        start = None;
                    }
                    (false, None) => start = Some(offset),
                    _ => {}
                }
            }
            words.push(here);
            at += line.len() + 1;
        }
        let mark = text.strip_prefix(MARK).map_or(0, |rest| text.len() - rest.len());
        Self { text, words, mark: mark as u32 }
    }

    /// The span of a place: of a line, a word, a character, or with no number of the whole text.
    fn place(&self, numbers: &[usize]) -> Option<Span> {
        let hull = |words: &[Span]| Some(words.first()?.hull(*words.last()?));
        match numbers {
            [] => self.words.iter().filter_map(|line| hull(line)).reduce(Span::hull),
            [line] => hull(self.words.get(*line)?),
            [line, word] => self.words.get(*line)?.get(*word).copied(),
            [line, word, char] => {
                let word = self.words.get(*line)?.get(*word)?;
                let (at, found) = self.text.get(word.range())?.char_indices().nth(*char)?;
                let start = word.start + at as u32;
                Some(Span { start, end: start + found.len_utf8() as u32 })
            }
            _ => None,
        }
    }

    /// The span of a place, or of a pair of places: from the one through the other.
    fn span(&self, written: &Written) -> Option<Span> {
        let numbers = |all: &[Written]| all.iter().map(|one| if let Written::Number(number) = one { Some(*number) } else { None }).collect::<Option<Vec<_>>>();
        match written {
            Written::Number(line) => self.place(&[*line]),
            Written::Tuple(parts) => match (numbers(parts), parts.as_slice()) {
                (Some(numbers), _) => self.place(&numbers),
                (None, [Written::Tuple(first), Written::Tuple(last)]) => {
                    let (first, last) = (self.place(&numbers(first)?)?, self.place(&numbers(last)?)?);
                    (first.start <= last.start).then(|| first.hull(last))
                }
                _ => None,
            },
            Written::List(_) => None,
        }
    }
}

/// White space as Python parts words at it.
fn is_space(char: char) -> bool {
    char.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&char)
}

/// The spans of what is written before the hyphen.
pub(super) fn spans(text: &str, lines: &Lines<'_>) -> Result<Vec<Span>, &'static str> {
    let text = text.trim();
    let written = if text.starts_with(['(', '[']) {
        let (written, _) = value(text, 0).filter(|(_, rest)| rest.trim().is_empty()).ok_or("its place cannot be read")?;
        match written {
            Written::List(many) => many,
            one => vec![one],
        }
    } else {
        let numbers = text.split_whitespace().map(|number| number.parse().ok().map(Written::Number));
        numbers.collect::<Option<Vec<_>>>().ok_or("its place cannot be read")?
    };
    let shifted = |span: Span| Span { start: span.start.saturating_sub(lines.mark), end: span.end.saturating_sub(lines.mark) };
    written.iter().map(|one| lines.span(one).map(shifted).ok_or("its place is not in the text")).collect()
}

/// A number, a tuple or a list at the beginning of a text, and what stands behind it.
fn value(text: &str, depth: usize) -> Option<(Written, &str)> {
    let text = text.trim_start();
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => {
            let end = text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len());
            let (number, rest) = text.split_at_checked(end)?;
            return Some((Written::Number(number.parse().ok()?), rest));
        }
    };
    if depth >= DEEPEST {
        return None;
    }
    let mut rest = text.get(1..)?.trim_start();
    let mut parts = Vec::new();
    while let Some(more) = rest.strip_prefix(close).map_or(Some(rest), |_| None) {
        let (part, behind) = value(more, depth + 1)?;
        parts.push(part);
        let behind = behind.trim_start();
        rest = match behind.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None => behind.strip_prefix(close).map(|_| behind)?,
        };
    }
    let rest = rest.strip_prefix(close)?;
    Some((if close == ')' { Written::Tuple(parts) } else { Written::List(parts) }, rest))
}
