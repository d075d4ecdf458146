//! Places counted in grapheme clusters.

use unicode_segmentation::UnicodeSegmentation;

use crate::article::Span;

/// The clusters of a text.
pub(super) struct Graphemes {
    /// The byte at which each begins, and the end of the text.
    starts: Vec<u32>,
}

impl Graphemes {
    /// Counts a text through.
    pub(super) fn new(text: &str) -> Self {
        let starts = text.grapheme_indices(true).map(|(at, _)| at as u32);
        Self { starts: starts.chain(std::iter::once(text.len() as u32)).collect() }
    }

    /// A span in clusters, and whether it had to be widened to whole ones.
    pub(super) fn of(&self, span: Span) -> ((usize, usize), bool) {
        let start = self.starts.partition_point(|at| *at <= span.start).saturating_sub(1);
        let end = self.starts.partition_point(|at| *at < span.end);
        let whole = self.span(start, end);
        ((start, end), whole != Some(span))
    }

    /// The span of clusters.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span { start: *self.starts.get(start)?, end: *self.starts.get(end)? })
    }
}
