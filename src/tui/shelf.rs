//! What the library shows: the articles, which of them are chosen and in what order, what is marked.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tui_input::Input as Field;

use crate::library::{Arrangement, Card, Catalogue, Completion, FilterProblem, Hit, Home, Queues, Selection};

/// A catalogue, and what was chosen of it; the numbers of the one count in the other.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// The articles.
    pub catalogue: Arc<Catalogue>,
    /// Those that pass the filter, in order.
    pub selection: Selection,
    /// What is not understood of the filter.
    pub problems: Vec<FilterProblem>,
    /// The filter that this is the answer to.
    pub filter: String,
    /// How the term at its end may go on.
    pub offered: Vec<Completion>,
    /// How many articles the annotator has done, and how many of those today.
    pub done: (usize, usize),
    /// How many articles have been searched for words, of how many, while that goes on.
    pub searched: Option<(usize, usize)>,
}

/// What is asked of the worker: what to choose, and from what.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Counts the questions: an answer to an older one is no longer wanted.
    pub number: u64,
    /// Where they are.
    pub home: Arc<Home>,
    /// The articles.
    pub catalogue: Arc<Catalogue>,
    /// Who has which articles to do.
    pub queues: Arc<Queues>,
    /// The filter as typed.
    pub filter: String,
    /// The order.
    pub arrangement: Arrangement,
    /// Whose work counts.
    pub annotator: Option<String>,
    /// The labels of the codebook, which may be typed next.
    pub labels: Vec<String>,
    /// Set when the answer is no longer wanted.
    pub stop: Arc<AtomicBool>,
}

/// The beginning of an article, to see before it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Preview {
    /// The article's key.
    pub key: String,
    /// Its first paragraphs.
    pub paragraphs: Vec<String>,
}

/// The library.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// All articles, as they were last heard of.
    pub catalogue: Option<Arc<Catalogue>>,
    /// What is shown of them.
    pub shown: Option<Chosen>,
    /// Who has which articles to do.
    pub queues: Arc<Queues>,
    /// How many articles have been looked at, of how many, while that goes on.
    pub progress: Option<(usize, usize)>,
    /// What was typed.
    pub filter: Field,
    /// The order.
    pub arrangement: Arrangement,
    /// The line under the cursor, as a place in the selection.
    pub at: usize,
    /// Keys of the articles that are marked.
    pub marked: BTreeSet<String>,
    /// Whether the beginning of the article under the cursor is shown.
    pub previews: bool,
    /// That beginning.
    pub preview: Option<Preview>,
    /// The key that the cursor is to stay on when the list changes.
    pub stay: Option<String>,
    /// The number of the last question.
    pub number: u64,
    stop: Arc<AtomicBool>,
}

impl Shelf {
    /// One that shows what passes a filter.
    pub(super) fn filtered(filter: &str) -> Self {
        Self { filter: Field::new(filter.to_owned()), ..Self::default() }
    }

    /// The next question to the worker; the one before is called off. Nothing while there are no articles to choose from.
    pub(super) fn ask(&mut self, home: &Arc<Home>, annotator: Option<&str>, labels: Vec<String>) -> Option<Asked> {
        let catalogue = self.catalogue.clone()?;
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::default();
        self.number += 1;
        Some(Asked {
            number: self.number,
            home: home.clone(),
            catalogue,
            queues: self.queues.clone(),
            filter: self.filter.value().to_owned(),
            arrangement: self.arrangement,
            annotator: annotator.map(str::to_owned),
            labels,
            stop: self.stop.clone(),
        })
    }

    /// How many articles are chosen.
    #[must_use]
    pub(super) fn len(&self) -> usize {
        self.shown.as_ref().map_or(0, |shown| shown.selection.articles.len())
    }

    /// The article at a place of the selection.
    #[must_use]
    pub(super) fn card(&self, at: usize) -> Option<Card<'_>> {
        let shown = self.shown.as_ref()?;
        shown.catalogue.card(*shown.selection.articles.get(at)? as usize)
    }

    /// Where the article at a place of the selection holds the words that were asked for.
    #[must_use]
    pub(super) fn hit(&self, at: usize) -> Option<&Hit> {
        self.shown.as_ref()?.selection.hits.get(at)
    }

    /// The place of an article in the selection.
    #[must_use]
    pub(super) fn place_of(&self, key: &str) -> Option<usize> {
        let shown = self.shown.as_ref()?;
        let number = shown.catalogue.find(key)? as u32;
        shown.selection.articles.iter().position(|at| *at == number)
    }

    /// The keys that an action is about: those marked, else the one under the cursor.
    #[must_use]
    pub(super) fn meant(&self) -> Vec<String> {
        if self.marked.is_empty() { self.card(self.at).map(|card| card.key().to_owned()).into_iter().collect() } else { self.marked.iter().cloned().collect() }
    }

    /// Takes an answer; the cursor stays on the article that it is on, or is to be on.
    pub(super) fn take(&mut self, chosen: Chosen) {
        let here = self.stay.take().or_else(|| self.card(self.at).map(|card| card.key().to_owned()));
        self.shown = Some(chosen);
        self.at = here.and_then(|key| self.place_of(&key)).unwrap_or_default().min(self.len().saturating_sub(1));
    }
}
