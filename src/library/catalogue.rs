//! The catalogue: what lists, filters and figures need to know of every article and record of a home, without reading them
//! again each time.
//!
//! ```text
//! cache folder ──load──▶ Catalogue ──walk: which names are there?──▶ Catalogue ──stat, read what changed──▶ Catalogue ──store─▶
//!                        (at once)                                (complete)                              (true)
//! ```
//!
//! A catalogue never changes: bringing it up to date makes another one, so that the screen can show the old one meanwhile.
//! A file counts as unchanged when its size and times are the same; one that was changed within two seconds before it was
//! read is read again the next time. The file in the cache folder may be deleted at any time.

pub(super) mod cache;
mod complete;
mod dates;
pub(super) mod detail;
mod filter;
mod refresh;
pub(super) mod rows;
#[cfg(test)]
mod sample;
mod search;
mod select;
mod sieve;
#[cfg(test)]
mod tests;
pub(super) mod walk;
mod within;

use std::path::{Path, PathBuf};

use super::Home;
use crate::annotation::WorkState;
use rows::{ArticleRow, RecordRow, Rows, Word};

pub use complete::{Completion, complete};
pub use filter::{Asking, FILTER_FIELDS, Filter, FilterField, FilterProblem, state_of};
pub use refresh::{Refreshed, SoFar, Step};
pub use search::{Found, FoundSpan, FullText, Snippet};
pub use select::{Arrangement, Grouping, Order, Selection};
pub use within::Hit;

/// What is known of the articles of a home, by key.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    rows: Rows,
}

/// What is known of one article.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    rows: &'a Rows,
    row: &'a ArticleRow,
}

/// What is known of one record.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    rows: &'a Rows,
    row: &'a RecordRow,
}

impl Catalogue {
    /// The catalogue as it was when it was last kept; empty when there is none that can be trusted.
    #[must_use]
    pub fn kept(home: &Home) -> Self {
        Self { rows: cache::load(&home.catalogue_path()).unwrap_or_default() }
    }

    /// Keeps it for the next time.
    pub fn keep(&self, home: &Home) -> std::io::Result<()> {
        cache::store(&home.catalogue_path(), &self.rows)
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.articles.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.articles.is_empty()
    }

    /// An article by its number.
    #[must_use]
    pub fn card(&self, index: usize) -> Option<Card<'_>> {
        self.rows.articles.get(index).map(|row| Card { rows: &self.rows, row })
    }

    /// All articles, by key.
    pub fn cards(&self) -> impl ExactSizeIterator<Item = Card<'_>> {
        self.rows.articles.iter().map(|row| Card { rows: &self.rows, row })
    }

    /// The number of the article with that key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<usize> {
        self.rows.find(key).ok()
    }

    /// Every label that a record uses, in no order.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.rows.labels
    }

    /// Everybody who has a record, in no order.
    #[must_use]
    pub fn annotators(&self) -> &[String] {
        &self.rows.annotators
    }
}

impl<'a> Card<'a> {
    fn word(self, word: Word) -> &'a str {
        self.rows.word(word)
    }

    /// Its key.
    #[must_use]
    pub fn key(self) -> &'a str {
        self.word(self.row.key)
    }

    /// Its file.
    #[must_use]
    pub fn path(self, home: &Home) -> PathBuf {
        let path = self.word(self.row.path);
        if path.is_empty() { home.root.join(self.key()) } else { Path::new(path).to_owned() }
    }

    /// Its headline, as its meta or else its text has it; empty while it is not known.
    #[must_use]
    pub fn title(self) -> &'a str {
        self.word(self.row.title)
    }

    /// The newspaper, agency or site; may be empty, as all that follow.
    #[must_use]
    pub fn publication(self) -> &'a str {
        self.word(self.row.publication)
    }

    /// When it was published, as its source says: RFC 3339, or `2026-11-25`, or shorter.
    #[must_use]
    pub fn date(self) -> &'a str {
        self.word(self.row.date)
    }

    /// Its address.
    #[must_use]
    pub fn url(self) -> &'a str {
        self.word(self.row.url)
    }

    /// The id that its source gives it.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.word(self.row.id)
    }

    /// Its language.
    #[must_use]
    pub fn language(self) -> &'a str {
        self.word(self.row.language)
    }

    /// Code points of its text.
    #[must_use]
    pub fn chars(self) -> u32 {
        self.row.chars
    }

    /// Words of its text, by white space.
    #[must_use]
    pub fn words(self) -> u32 {
        self.row.words
    }

    /// Whether more than its name is known.
    #[must_use]
    pub fn is_read(self) -> bool {
        self.row.text != rows::Seen::default()
    }

    /// The records on it, by annotator.
    pub fn works(self) -> impl ExactSizeIterator<Item = Work<'a>> {
        let rows = self.rows;
        rows.records_of(self.row).iter().map(move |row| Work { rows, row })
    }

    /// The record of an annotator on it.
    #[must_use]
    pub fn work_of(self, annotator: &str) -> Option<Work<'a>> {
        self.works().find(|work| work.annotator() == annotator)
    }
}

impl<'a> Work<'a> {
    /// Whose it is.
    #[must_use]
    pub fn annotator(self) -> &'a str {
        self.rows.annotators.get(self.row.annotator as usize).map_or("", String::as_str)
    }

    /// How far it is; `None` when the record cannot be read.
    #[must_use]
    pub fn state(self) -> Option<WorkState> {
        match self.row.state {
            0 => Some(WorkState::New),
            1 => Some(WorkState::InProgress),
            2 => Some(WorkState::Done),
            _ => None,
        }
    }

    /// How many annotations of each label.
    pub fn counts(self) -> impl ExactSizeIterator<Item = (&'a str, u32)> {
        let rows = self.rows;
        rows.counts_of(self.row).iter().map(move |count| (rows.labels.get(count.label as usize).map_or("", String::as_str), count.count))
    }

    /// How many annotations in all.
    #[must_use]
    pub fn total(self) -> u32 {
        self.rows.counts_of(self.row).iter().map(|count| count.count).sum()
    }

    /// When the record's file was last written, in seconds since 1970.
    #[must_use]
    pub fn modified(self) -> i64 {
        self.row.file.modified.div_euclid(1_000_000_000)
    }
}
