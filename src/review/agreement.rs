//! How far annotators agree, in figures that say what they mean.
//!
//! A [`Corpus`] holds what is compared, cheap to make from sets of annotations. [`report`] goes through it once on the
//! edges of spans, never character by character, and gives the figures of each pair of annotators and of all of them,
//! by label and in all, with intervals by bootstrap over articles. γ is computed apart ([`gamma`]), since it takes
//! longer. A figure that is not defined is `None`: nothing here is ever NaN.
//!
//! ```text
//! AnnotationSet ──▶ Corpus ──▶ tally: sums by article ──▶ figures ──▶ Report
//!                     │                   └── resampled articles ──▶ intervals
//!                     ├──▶ gamma: alignments of real and of sampled continua
//!                     └──▶ confusions · attributes · disputed_articles · disputed_spans · cautions
//! ```

mod attributes;
mod caution;
mod chance;
mod confusion;
mod corpus;
mod disputes;
mod figures;
mod gamma;
mod ledger;
mod periods;
mod random;
mod resample;
mod scenario;
mod sheet;
mod spans;
mod tally;
#[cfg(test)]
mod tests;
mod walk;
mod words;

pub use attributes::{AttributeAgreement, attributes};
pub use caution::{Caution, DOMINANT, FEW_ANNOTATIONS, FEW_ARTICLES, cautions};
pub use confusion::{Confusion, Confusions, confusions};
pub use corpus::{Corpus, Entry, Link, Names, Stretch, Unit, Work, token_stretches};
pub use disputes::{ArticleDispute, SpanDispute, disputed_articles, disputed_spans};
pub use figures::{Agreement, Estimate, Figures, Measure};
pub use gamma::{Gamma, Sampling, gamma};
pub use periods::{Period, periods};
pub use resample::{Interval, Resampling};
pub use scenario::{Counts, Scenario};
pub use words::{short, verdict};

/// The figures of a corpus.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Each pair of annotators, in the order of their numbers.
    pub pairs: Vec<Agreement>,
    /// All annotators, when they are more than two; of two, it is the pair.
    pub group: Option<Agreement>,
}

impl Report {
    /// The figures of all annotators together.
    #[must_use]
    pub fn whole(&self) -> Option<&Agreement> {
        self.group.as_ref().or_else(|| self.pairs.first())
    }
}

/// Computes all figures but γ. With `how`, intervals too: `watch` is then told how many rounds are done, and stops them by
/// returning `false`.
#[must_use]
pub fn report(corpus: &Corpus, how: Option<Resampling>, watch: &mut dyn FnMut(usize) -> bool) -> Report {
    let tally = tally::Tally::of(corpus);
    let (pairs, group) = figures::figures(&tally, corpus.articles.len(), how, watch);
    Report { pairs, group }
}
