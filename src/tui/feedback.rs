//! What a reviewer decided about the annotator's work, as a list of lines that lead to their places.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::library::{FeedbackLine, FeedbackOn};

/// The list, and the line under the cursor.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    /// On whose work.
    pub whose: String,
    /// Article by article.
    pub articles: Vec<FeedbackOn>,
    /// The decision under the cursor, counted over all articles.
    pub at: usize,
    /// While the records are being read: set, it ends that.
    pub reading: Option<Arc<AtomicBool>>,
}

/// A row of the list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Row<'a> {
    /// An article.
    Heading(&'a FeedbackOn),
    /// A decision, with its number over all articles.
    Line(usize, &'a FeedbackLine),
}

impl Lessons {
    /// How many decisions.
    #[must_use]
    pub(super) fn count(&self) -> usize {
        self.articles.iter().map(|article| article.lines.len()).sum()
    }

    /// The decision under the cursor, and its article.
    #[must_use]
    pub(super) fn chosen(&self) -> Option<(&FeedbackOn, &FeedbackLine)> {
        self.articles.iter().flat_map(|article| article.lines.iter().map(move |line| (article, line))).nth(self.at)
    }

    /// The rows of the list.
    #[must_use]
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let mut number = 0;
        for article in &self.articles {
            rows.push(Row::Heading(article));
            for line in &article.lines {
                rows.push(Row::Line(number, line));
                number += 1;
            }
        }
        rows
    }

    /// `7 decisions on your work`
    #[must_use]
    pub(super) fn in_words(&self) -> String {
        match self.count() {
            1 => "1 decision on your work".to_owned(),
            count => format!("{} decisions on your work", crate::library::grouped(count)),
        }
    }
}
