//! Full-text search over the articles of a home, and over what is annotated in them.
//!
//! There is no index. It would take as much room as the articles, be stale after every change of a file, and save little:
//! a hundred thousand articles are read in less than a second, most of it spent in opening them. What makes that fast is a
//! [`Sieve`] that looks at bytes; only what it lets through is decoded and searched exactly.
//!
//! ```text
//! articles ──lanes──▶ bytes ──Sieve──▶ may hold it ──decode──▶ reading::Search ──▶ Found, in order
//! ```

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::sieve::Sieve;
use super::{Catalogue, Work};
use crate::article::{Span, Text};
use crate::library::lanes::in_order;
use crate::library::{Home, read_unanchored};
use crate::reading::{Search, SearchError};
use crate::sources::{decode, read_into};

/// Code points of a snippet on each side of a hit.
const AROUND: usize = 60;

/// Words to look for in many articles.
#[derive(Debug)]
pub struct FullText {
    search: Search,
    sieve: Sieve,
    in_records: Sieve,
}

/// An article that holds them.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its number in the catalogue.
    pub article: u32,
    /// Its text as it is now.
    pub text: Text,
    /// Where they are: at least one place.
    pub hits: Vec<Span>,
}

/// A span of an annotation that holds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSpan {
    /// The article's number in the catalogue.
    pub article: u32,
    /// Whose annotation it is.
    pub annotator: String,
    /// Its label.
    pub label: String,
    /// Where the span begins, in code points of the text that it was made in.
    pub start: usize,
    /// Its text, in three parts around the first hit.
    pub snippet: Snippet,
}

/// A piece of text around a hit; white space in it is one space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// What stands before, in the same paragraph.
    pub before: String,
    /// What was found.
    pub hit: String,
    /// What stands after.
    pub after: String,
}

/// What is used again for each file.
pub(super) type Bytes = Vec<u8>;

impl FullText {
    /// Looks for words as the search within an article does: without a capital in them, capitals do not matter; spaces, quotes
    /// and hyphens of any kind are the same; soft hyphens do not count.
    pub fn new(words: &str) -> Result<Self, SearchError> {
        let (sieve, in_records) = (Sieve::new(words), Sieve::new(words).with_escapes());
        Ok(Self { search: Search::new(words)?, sieve, in_records })
    }

    /// Searches articles, at most `most` places in each. What `make` makes of an article is told in order, with how many have
    /// been searched; it runs on all cores. Ends early, and is false, when `stop` is set or `take` says so. Files that
    /// cannot be read hold nothing.
    pub fn in_articles<T: Send>(
        &self,
        place: (&Home, &Catalogue, &[u32]),
        most: usize,
        stop: &AtomicBool,
        make: &(dyn Fn(Found) -> T + Sync),
        take: &mut dyn FnMut(usize, Vec<T>) -> bool,
    ) -> bool {
        let (home, catalogue, articles) = place;
        let work = |bytes: &mut Bytes, &article: &u32, found: &mut Vec<T>| {
            let Some(card) = catalogue.card(article as usize) else { return };
            found.extend(self.of_file(&card.path(home), article, most, bytes).map(make));
        };
        in_order(articles, stop, &work, take)
    }

    fn of_file(&self, path: &Path, article: u32, most: usize, bytes: &mut Bytes) -> Option<Found> {
        if read_into(path, bytes).is_ok() { self.of_bytes(bytes, article, most) } else { None }
    }

    /// Searches an article's file that has been read.
    pub(super) fn of_bytes(&self, bytes: &Bytes, article: u32, most: usize) -> Option<Found> {
        if !self.sieve.lets_through(bytes) {
            return None;
        }
        let (text, hits) = if let Some((text, hits)) = self.sieve.hits(bytes, most) {
            (Text::new(text), hits)
        } else {
            let text = Text::new(decode(bytes.clone())?.text);
            let hits = self.search.hits(&text, text.span()).take(most).collect();
            (text, hits)
        };
        (!hits.is_empty()).then_some(Found { article, text, hits })
    }

    /// Searches the texts of annotations, as their records have them: of one annotator, or else of everybody. Told as above.
    pub fn in_spans(
        &self,
        place: (&Home, &Catalogue, &[u32]),
        annotator: Option<&str>,
        stop: &AtomicBool,
        take: &mut dyn FnMut(usize, Vec<FoundSpan>) -> bool,
    ) -> bool {
        let (home, catalogue, articles) = place;
        let work = |bytes: &mut Bytes, &article: &u32, found: &mut Vec<FoundSpan>| {
            let Some(card) = catalogue.card(article as usize) else { return };
            let meant = |work: &Work<'_>| work.total() > 0 && annotator.is_none_or(|name| work.annotator() == name);
            for work in card.works().filter(meant) {
                self.of_record(&home.record_path(work.annotator(), card.key()), article, work.annotator(), bytes, found);
            }
        };
        in_order(articles, stop, &work, take)
    }

    /// Searches a record; what is found is added.
    pub(super) fn of_record(&self, path: &Path, article: u32, annotator: &str, bytes: &mut Bytes, found: &mut Vec<FoundSpan>) {
        if read_into(path, bytes).is_err() || !self.in_records.lets_through(bytes) {
            return;
        }
        let Some(record) = std::str::from_utf8(bytes).ok().and_then(|source| read_unanchored(source).ok()) else { return };
        for annotation in record.set.unanchored() {
            for span in annotation.unanchored.iter().flat_map(|was| &was.spans) {
                let text = Text::new(span.text.as_str());
                let Some(hit) = self.search.hits(&text, text.span()).next() else { continue };
                let (label, annotator) = (annotation.label.as_str().to_owned(), annotator.to_owned());
                found.push(FoundSpan { article, annotator, label, start: span.start, snippet: Snippet::of(&text, hit) });
            }
        }
        // In the order of the text, whatever the order of the file.
        found.sort_by(|a, b| (a.article, &a.annotator, a.start).cmp(&(b.article, &b.annotator, b.start)));
    }
}

impl Found {
    /// The line of the text that the first hit begins in, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        let before = self.hits.first().map_or(0, |hit| hit.start as usize);
        let before = self.text.as_str().as_bytes().get(..before).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() + 1
    }

    /// The text around the first hit.
    #[must_use]
    pub fn snippet(&self) -> Snippet {
        self.hits.first().map(|hit| Snippet::of(&self.text, *hit)).unwrap_or_default()
    }
}

impl Snippet {
    /// The text around a hit.
    #[must_use]
    pub fn of(text: &Text, hit: Span) -> Self {
        let before: String = around(text.as_str().get(..hit.start as usize).unwrap_or_default().chars().rev());
        let after = around(text.as_str().get(hit.end as usize..).unwrap_or_default().chars());
        Self { before: before.chars().rev().collect(), hit: one_line(text.slice(hit)), after }
    }
}

/// What follows within the paragraph, up to a number of code points, cut between words and marked where it is cut.
fn around(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let (mut count, mut lines, mut space) = (0, 0, false);
    for c in chars {
        if c.is_whitespace() {
            lines += usize::from(c == '\n');
            space = true;
            if lines > 1 {
                return out;
            }
            continue;
        }
        if space {
            out.push(' ');
            count += 1;
        }
        (lines, space) = (0, false);
        if count >= AROUND {
            let whole = out.rfind(' ').filter(|at| *at > 0).unwrap_or(out.len());
            out.truncate(whole + usize::from(whole < out.len()));
            out.push('…');
            return out;
        }
        out.push(c);
        count += 1;
    }
    out
}

fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
