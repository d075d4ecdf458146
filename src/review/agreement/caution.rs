//! What to think of before trusting a figure.

use super::corpus::Corpus;
use super::walk::BITS;

/// Fewer articles than this say little about others.
pub const FEW_ARTICLES: usize = 20;

/// From this share of all annotations on, one label dominates, in per cent.
pub const DOMINANT: u64 = 90;

/// A label with fewer annotations than this of all annotators together is rare.
pub const FEW_ANNOTATIONS: u64 = 10;

/// A reason not to trust figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// Less than [`FEW_ARTICLES`] articles were annotated by these two (by number); the number of articles.
    FewArticles(usize, usize, usize),
    /// One label (by number) has more than [`DOMINANT`] per cent of all annotations: F1 in all is mostly its own, and
    /// coefficients that correct for chance are low even when annotators rarely differ.
    OneLabel(u16),
    /// A label has less than [`FEW_ANNOTATIONS`] annotations.
    RareLabel(u16),
    /// An annotator (by number) worked on articles but marked nothing.
    NothingMarked(usize),
    /// An annotator has worked on none of these articles.
    NoWork(usize),
    /// An annotator has not marked so many of the articles as done.
    Unfinished(usize, usize),
    /// So many articles were not annotated by all: Fleiss' κ leaves them out.
    Incomplete(usize),
    /// More labels than are told apart in sets of labels: those from the last on are taken as one on tokens.
    ManyLabels,
    /// No label varies in the articles of these two: coefficients that correct for chance are not defined.
    NoVariation(usize, usize),
}

/// The cautions for a corpus.
#[must_use]
pub fn cautions(corpus: &Corpus) -> Vec<Caution> {
    let people = corpus.annotators.len();
    let mut found = Vec::new();
    for left in 0..people {
        for right in left + 1..people {
            pair(corpus, left, right, &mut found);
        }
    }
    for annotator in 0..people {
        let mut works = corpus.articles.iter().filter_map(|entry| entry.work.get(annotator)?.as_ref()).peekable();
        if works.peek().is_none() {
            found.push(Caution::NoWork(annotator));
        } else if works.all(|work| work.units.is_empty()) {
            found.push(Caution::NothingMarked(annotator));
        }
        let unfinished = corpus.articles.iter().filter(|entry| matches!(entry.work.get(annotator), Some(Some(work)) if work.unfinished)).count();
        if unfinished > 0 {
            found.push(Caution::Unfinished(annotator, unfinished));
        }
    }
    let mut counts = vec![0_u64; corpus.labels.all().len()];
    for unit in corpus.articles.iter().flat_map(|entry| entry.work.iter().flatten()).flat_map(|work| &work.units) {
        if let Some(count) = counts.get_mut(usize::from(unit.label)) {
            *count += 1;
        }
    }
    let all: u64 = counts.iter().sum();
    for (count, label) in counts.iter().zip(0_u16..) {
        if *count * 100 > all * DOMINANT && counts.len() > 1 {
            found.push(Caution::OneLabel(label));
        } else if (1..FEW_ANNOTATIONS).contains(count) {
            found.push(Caution::RareLabel(label));
        }
    }
    let incomplete = corpus.articles.iter().filter(|entry| entry.work.iter().any(Option::is_none)).count();
    if incomplete > 0 && people > 2 {
        found.push(Caution::Incomplete(incomplete));
    }
    if corpus.labels.all().len() > usize::from(BITS) {
        found.push(Caution::ManyLabels);
    }
    found
}

fn pair(corpus: &Corpus, left: usize, right: usize, found: &mut Vec<Caution>) {
    let both = corpus.articles.iter().filter_map(|entry| Some([entry.work.get(left)?.as_ref()?, entry.work.get(right)?.as_ref()?]));
    let (mut articles, mut marked) = (0, 0);
    for works in both {
        articles += 1;
        marked += works.iter().map(|work| work.units.len()).sum::<usize>();
    }
    if articles < FEW_ARTICLES {
        found.push(Caution::FewArticles(left, right, articles));
    }
    if articles > 0 && marked == 0 {
        found.push(Caution::NoVariation(left, right));
    }
}
