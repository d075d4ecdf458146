//! What to think of before trusting a figure.

use super::corpus::Corpus;
use super::walk::BITS;

/// Fewer articles than this say little about others.
pub const FEW_ARTICLES: usize = 20;

/// More cautions of one kind than this are told as one.
const ONE_BY_ONE: usize = 3;

/// From this share of all annotations on, one label dominates, in per cent.
pub const DOMINANT: u64 = 90;

/// A label with fewer annotations than this of all annotators together is rare.
pub const FEW_ANNOTATIONS: u64 = 10;

/// A reason not to trust figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// Less than [`FEW_ARTICLES`] articles were annotated by these two (by number); the number of articles.
    FewArticles(usize, usize, usize),
    /// The same of so many of all pairs, from the least to the most articles in common.
    FewArticlesOfMost {
        /// Pairs that have few.
        pairs: usize,
        /// All pairs.
        of: usize,
        /// The fewest articles that a pair has.
        least: usize,
        /// The most that one of these has.
        most: usize,
    },
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
    /// The same of so many annotators, and the most articles that one of them has not marked.
    UnfinishedOfMost {
        /// Annotators.
        people: usize,
        /// Articles.
        most: usize,
    },
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
    together(found, people * people.saturating_sub(1) / 2)
}

/// The same with what is true of many told once, where the first of them stood. `of` is the number of all pairs.
fn together(found: Vec<Caution>, of: usize) -> Vec<Caution> {
    let few: Vec<usize> = found.iter().filter_map(|one| if let Caution::FewArticles(_, _, count) = one { Some(*count) } else { None }).collect();
    let unfinished: Vec<usize> = found.iter().filter_map(|one| if let Caution::Unfinished(_, count) = one { Some(*count) } else { None }).collect();
    let least = few.iter().copied().min().unwrap_or_default();
    let most = |counts: &[usize]| counts.iter().copied().max().unwrap_or_default();
    let told = |one: Caution| match one {
        Caution::FewArticles(..) if few.len() > ONE_BY_ONE => Caution::FewArticlesOfMost { pairs: few.len(), of, least, most: most(&few) },
        Caution::Unfinished(..) if unfinished.len() > ONE_BY_ONE => Caution::UnfinishedOfMost { people: unfinished.len(), most: most(&unfinished) },
        other => other,
    };
    let mut all: Vec<Caution> = Vec::new();
    for one in found.into_iter().map(told) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_true_of_many_is_told_once() {
        let few: Vec<Caution> = (0..4).map(|right| Caution::FewArticles(0, right + 1, 4 + right)).collect();
        let unfinished = |count: usize| (0..count).map(|at| Caution::Unfinished(at, at + 1));
        let all = together(few.into_iter().chain(unfinished(3)).chain([Caution::ManyLabels]).collect(), 6);
        let first = Caution::FewArticlesOfMost { pairs: 4, of: 6, least: 4, most: 7 };
        assert_eq!(all, [first, Caution::Unfinished(0, 1), Caution::Unfinished(1, 2), Caution::Unfinished(2, 3), Caution::ManyLabels]);
        assert_eq!(together(unfinished(4).collect(), 6), [Caution::UnfinishedOfMost { people: 4, most: 4 }]);
    }
}
