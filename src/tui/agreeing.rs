//! How far annotators agree: what is shown of it, and how far the working out is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::library::{Compared, DisputedArticle, DisputedPlace};
use crate::review::agreement::{Agreement, Caution, Report};

/// What is told of some articles.
#[derive(Debug)]
pub(super) struct Agreed {
    /// What was compared.
    pub compared: Compared,
    /// The figures.
    pub report: Report,
    /// When not to trust them.
    pub cautions: Vec<Caution>,
    /// The articles of most disagreement.
    pub articles: Vec<DisputedArticle>,
    /// The places of most disagreement.
    pub places: Vec<DisputedPlace>,
    /// Articles whose annotations by others must not be seen yet.
    pub hidden: usize,
}

/// News from the worker.
#[derive(Debug)]
pub(in crate::tui) enum AgreeNews {
    /// So many articles have been read, of so many.
    Read(usize, usize),
    /// So many rounds of the bootstrap are done, of so many.
    Resampled(usize, usize),
    /// All is worked out, or why not.
    Agreed(Result<Box<Agreed>, String>),
}

/// A page of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sheet {
    /// The figures of a pair or of all, by label.
    #[default]
    Figures,
    /// Which labels are taken for which.
    Confusion,
    /// The articles of most disagreement.
    Articles,
    /// The places of most disagreement.
    Places,
}

impl Sheet {
    /// All, in their order, with their names.
    pub(super) const NAMED: [(Self, &'static str); 4] =
        [(Self::Figures, "figures"), (Self::Confusion, "confusion"), (Self::Articles, "articles"), (Self::Places, "places")];

    /// The next one, or the first after the last.
    #[must_use]
    pub(super) fn next(self) -> Self {
        let at = Self::NAMED.iter().position(|(sheet, _)| *sheet == self).unwrap_or_default();
        Self::NAMED.get((at + 1) % Self::NAMED.len()).map_or(self, |(sheet, _)| *sheet)
    }
}

/// The screen.
#[derive(Debug, Default)]
pub(super) struct Agreeing {
    /// Set, it ends the work that is under way; news of that work carry the same one.
    pub stop: Arc<AtomicBool>,
    /// What was worked out last.
    pub agreed: Option<Box<Agreed>>,
    /// How far the work is, in words; nothing when it is done.
    pub progress: Option<String>,
    /// The page.
    pub sheet: Sheet,
    /// Whose figures: 0 for all together, else the pair of that number, from 1.
    pub whose: usize,
    /// The first line that is shown of figures, or the line under the cursor.
    pub at: usize,
}

impl Agreeing {
    /// Work under way is not wanted any more.
    pub(super) fn call_off(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whose figures there are: all together when they are more than two, and every pair.
    #[must_use]
    pub(super) fn choices(&self) -> usize {
        self.agreed.as_ref().map_or(0, |agreed| agreed.report.pairs.len() + usize::from(agreed.report.group.is_some()))
    }

    /// The figures that are shown.
    #[must_use]
    pub(super) fn shown(&self) -> Option<&Agreement> {
        let report = &self.agreed.as_ref()?.report;
        report.group.iter().chain(&report.pairs).nth(self.whose)
    }

    /// The pair whose confusion is shown: of all together, the first.
    #[must_use]
    pub(super) fn pair(&self) -> Option<(usize, usize)> {
        let report = &self.agreed.as_ref()?.report;
        let pair = self.shown().filter(|shown| shown.annotators.len() == 2).or_else(|| report.pairs.first())?;
        pair.annotators.first().copied().zip(pair.annotators.get(1).copied())
    }

    /// Lines that a cursor can be on; nothing where a page is read like a text.
    #[must_use]
    pub(super) fn lines(&self) -> Option<usize> {
        let agreed = self.agreed.as_ref();
        match self.sheet {
            Sheet::Articles => Some(agreed.map_or(0, |agreed| agreed.articles.len())),
            Sheet::Places => Some(agreed.map_or(0, |agreed| agreed.places.len())),
            Sheet::Figures | Sheet::Confusion => None,
        }
    }
}
