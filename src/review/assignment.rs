//! Who annotates which article.

use std::collections::{BTreeMap, BTreeSet};

/// Who gets an article of the overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// Two annotators, each pair about as often as any other.
    #[default]
    Two,
    /// All annotators.
    All,
}

/// How articles are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The share of articles that more than one annotator gets, in hundredths.
    pub percent: u8,
    /// Who gets these.
    pub overlap: Overlap,
    /// What chance follows from: the same seed gives the same assignment.
    pub seed: u64,
}

/// Who annotates which article: by article, the annotators by name.
pub type Assignment = BTreeMap<String, Vec<String>>;

/// Shares articles out among annotators: the same whatever the order in which they are given. `kept` is what is assigned
/// already, also of other articles, and stays as it is; new articles even it out, and share that of the given ones which more
/// than one annotator gets. Without any, no annotator has two articles more than another.
#[must_use]
pub fn assign(articles: &[&str], annotators: &[&str], plan: Plan, kept: &Assignment) -> Assignment {
    let annotators: BTreeSet<&str> = annotators.iter().copied().collect();
    let articles: BTreeSet<&str> = articles.iter().copied().collect();
    let mut assignment = kept.clone();
    if annotators.is_empty() {
        return assignment;
    }
    let mut new: Vec<&str> = articles.iter().copied().filter(|article| !kept.contains_key(*article)).collect();
    new.sort_by_cached_key(|article| (chance(plan.seed, &[article]), *article));
    let wanted = (articles.len() * usize::from(plan.percent.min(100)) + 50) / 100;
    let doubled = kept.iter().filter(|(article, names)| names.len() > 1 && articles.contains(article.as_str())).count();
    let mut work = Workload::new(&annotators, plan.seed, kept);
    for (at, article) in new.into_iter().enumerate() {
        let many = match plan.overlap {
            _ if at >= wanted.saturating_sub(doubled) => 1,
            Overlap::Two => 2,
            Overlap::All => annotators.len(),
        };
        assignment.insert(article.to_owned(), work.give(article, many));
    }
    assignment
}

/// What each annotator has so far.
struct Workload<'a> {
    seed: u64,
    articles: BTreeMap<&'a str, usize>,
    /// How many articles two annotators share, by their names in order.
    shared: BTreeMap<(String, String), usize>,
}

impl<'a> Workload<'a> {
    fn new(annotators: &BTreeSet<&'a str>, seed: u64, kept: &Assignment) -> Self {
        let mut work = Self { seed, articles: annotators.iter().map(|name| (*name, 0)).collect(), shared: BTreeMap::new() };
        for names in kept.values() {
            work.count(&names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        work
    }

    /// Gives an article to those who have least, among them to those who share least with each other; then chance decides.
    fn give(&mut self, article: &str, many: usize) -> Vec<String> {
        let mut chosen: Vec<&'a str> = Vec::new();
        while chosen.len() < many.min(self.articles.len()) {
            let left = self.articles.iter().filter(|(name, _)| !chosen.contains(*name));
            let met = |name: &str| chosen.iter().map(|other| self.shared.get(&pair(name, other)).copied().unwrap_or_default()).sum::<usize>();
            let next = left.min_by_key(|(name, articles)| (**articles, met(name), chance(self.seed, &[article, name])));
            let Some(next) = next.map(|(name, _)| *name) else { break };
            chosen.push(next);
        }
        chosen.sort_unstable();
        self.count(&chosen);
        chosen.into_iter().map(str::to_owned).collect()
    }

    fn count(&mut self, names: &[&str]) {
        for (annotator, articles) in &mut self.articles {
            *articles += usize::from(names.iter().any(|name| name == annotator));
        }
        for (at, name) in names.iter().enumerate() {
            for other in names.iter().skip(at + 1) {
                *self.shared.entry(pair(name, other)).or_default() += 1;
            }
        }
    }
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.min(other).to_owned(), one.max(other).to_owned())
}

/// A number that follows from a seed and words (FNV-1a, with the last step of `SplitMix64`).
fn chance(seed: u64, words: &[&str]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325 ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(prefix: &str, count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{prefix}{at}")).collect()
    }

    fn borrowed(names: &[String]) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }

    fn loads(assignment: &Assignment, annotators: &[String]) -> Vec<usize> {
        annotators.iter().map(|name| assignment.values().filter(|names| names.contains(name)).count()).collect()
    }

    #[test]
    fn a_fifth_goes_to_two_and_every_pair_meets_about_as_often() {
        let (articles, annotators) = (names("a", 300), names("p", 4));
        let plan = Plan { percent: 20, overlap: Overlap::Two, seed: 7 };
        let assignment = assign(&borrowed(&articles), &borrowed(&annotators), plan, &Assignment::new());
        let mut met: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
        for names in assignment.values().filter(|names| names.len() == 2) {
            *met.entry(names).or_default() += 1;
        }
        assert_eq!((met.values().sum::<usize>(), met.len()), (60, 6));
        assert!(met.values().all(|count| (8..=12).contains(count)), "{met:?}");
        let other = assign(&borrowed(&articles), &borrowed(&annotators), Plan { seed: 8, ..plan }, &Assignment::new());
        assert_ne!(assignment, other, "another seed is another assignment");
    }

    #[test]
    fn new_articles_leave_the_old_assignment_and_even_it_out() {
        let (articles, annotators) = (names("a", 50), names("p", 3));
        let plan = Plan { percent: 10, overlap: Overlap::All, seed: 1 };
        let first = assign(&borrowed(&articles[..30]), &borrowed(&annotators[..2]), plan, &Assignment::new());
        let all = assign(&borrowed(&articles), &borrowed(&annotators), plan, &first);
        assert!(first.iter().all(|(article, names)| all.get(article) == Some(names)));
        assert_eq!(all.values().filter(|names| names.len() > 1).count(), 5);
        assert!(loads(&all, &annotators)[2] >= 17, "{:?}", loads(&all, &annotators));
        assert!(assign(&borrowed(&articles), &[], plan, &Assignment::new()).is_empty());
        // The share is one of the given articles, whatever else is assigned.
        let rest = assign(&borrowed(&articles[30..]), &borrowed(&annotators), Plan { percent: 50, ..plan }, &first);
        assert_eq!(rest.iter().filter(|(article, names)| names.len() > 1 && !first.contains_key(*article)).count(), 10);
    }

    proptest! {
        #[test]
        fn assignment_is_balanced_complete_and_independent_of_order(
            articles in 0usize..80, annotators in 1usize..7, percent in 0u8..=100, all in any::<bool>(), seed in any::<u64>(),
        ) {
            let (mut articles, mut annotators) = (names("a", articles), names("p", annotators));
            let plan = Plan { percent, overlap: if all { Overlap::All } else { Overlap::Two }, seed };
            let assignment = assign(&borrowed(&articles), &borrowed(&annotators), plan, &Assignment::new());
            let loads = loads(&assignment, &annotators);
            prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{:?}", loads);
            prop_assert_eq!(assignment.len(), articles.len());
            let many = if annotators.len() == 1 { 0 } else { (articles.len() * usize::from(percent) + 50) / 100 };
            prop_assert_eq!(assignment.values().filter(|names| names.len() > 1).count(), many);
            articles.reverse();
            annotators.reverse();
            prop_assert_eq!(assign(&borrowed(&articles), &borrowed(&annotators), plan, &Assignment::new()), assignment);
        }
    }
}
