//! Which items of two sequences are the same: words or lines, given as numbers. Work is bounded for any input.
//!
//! Patience: what stands once on either side and in the same order on both is fixed first, then each gap is divided
//! likewise; small gaps, and those without such items, get the shortest difference (Myers). A gap that is too
//! large for that stays without pairs.

use std::convert::Infallible;
use std::ops::Range;

use similar::algorithms::{DiffHook, myers};

/// Items of both sides in a gap that is compared without being divided first.
const SMALL: usize = 64;

/// Items of both sides in a gap that is compared at all when it cannot be divided.
const LARGE: usize = 4096;

/// Steps of the shortest difference allowed for one alignment, at their worst: the square of the items.
const STEPS: u64 = 1 << 27;

/// Gaps inside gaps; bounds the work on inputs that divide badly.
const DEPTH: usize = 24;

/// A pair of equal items: the number of the one in the old sequence and of the other in the new one.
pub(super) type Pair = (usize, usize);

/// How a kind of item is aligned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grain {
    /// Lengths of the runs that are looked at as fixed points, the first choice first.
    grams: &'static [usize],
    /// Whether gaps without fixed points get the shortest difference.
    shortest: bool,
}

impl Grain {
    /// Lines: only what is certain, as the gaps are looked at by words.
    pub(super) const LINES: Self = Self { grams: &[1, 3], shortest: false };
    /// Words: three in a row are a better fixed point than one.
    pub(super) const WORDS: Self = Self { grams: &[3, 1], shortest: true };
}

/// The pairs of equal items, rising on both sides. `backwards` begins at the ends: where more than one difference is as
/// short as the other, such as a word set beside the same word, it finds the other one.
pub(super) fn align(old: &[u64], new: &[u64], grain: Grain, backwards: bool) -> Vec<Pair> {
    let reversed = |items: &[u64]| items.iter().rev().copied().collect::<Vec<u64>>();
    if backwards {
        let (last_old, last_new) = (old.len().saturating_sub(1), new.len().saturating_sub(1));
        let pairs = Aligner::run(&reversed(old), &reversed(new), grain);
        return pairs.into_iter().rev().map(|(a, b)| (last_old - a, last_new - b)).collect();
    }
    Aligner::run(old, new, grain)
}

struct Aligner<'a> {
    old: &'a [u64],
    new: &'a [u64],
    grain: Grain,
    steps: u64,
    pairs: Vec<Pair>,
}

impl<'a> Aligner<'a> {
    fn run(old: &'a [u64], new: &'a [u64], grain: Grain) -> Vec<Pair> {
        let mut aligner = Self { old, new, grain, steps: STEPS, pairs: Vec::with_capacity(old.len().min(new.len())) };
        aligner.between(0..old.len(), 0..new.len(), 0);
        aligner.pairs
    }

    /// Adds the pairs of a gap: its equal head, what is found in the middle, its equal tail.
    fn between(&mut self, old: Range<usize>, new: Range<usize>, depth: usize) {
        let (a, b) = (slice(self.old, &old), slice(self.new, &new));
        let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let rest = a.len().min(b.len()) - head;
        let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        self.pairs.extend((0..head).map(|at| (old.start + at, new.start + at)));
        self.middle(old.start + head..old.end - tail, new.start + head..new.end - tail, depth);
        self.pairs.extend((0..tail).rev().map(|at| (old.end - 1 - at, new.end - 1 - at)));
    }

    fn middle(&mut self, old: Range<usize>, new: Range<usize>, depth: usize) {
        if old.is_empty() || new.is_empty() {
            return;
        }
        let items = old.len() + new.len();
        let small = self.grain.shortest && items <= SMALL;
        let fixed = if small || depth >= DEPTH { Vec::new() } else { self.fixed(&old, &new) };
        if fixed.is_empty() {
            let worst = (items * items) as u64;
            if self.grain.shortest && items <= LARGE && worst <= self.steps {
                self.steps -= worst;
                self.shortest(old, new);
            }
            return;
        }
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in fixed {
            self.between(from_old..at_old, from_new..at_new, depth + 1);
            self.pairs.push((at_old, at_new));
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.between(from_old..old.end, from_new..new.end, depth + 1);
    }

    fn shortest(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut hook = Equal(&mut self.pairs);
        let Ok(()) = myers::diff(&mut hook, self.old, old, self.new, new);
    }

    /// Where a run of items stands once on either side, in the same order on both.
    fn fixed(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<Pair> {
        for size in self.grain.grams {
            let (a, b) = (unique(slice(self.old, old), *size), unique(slice(self.new, new), *size));
            let mut shared = join(&a, &b);
            // Two runs may have one number by chance, or because somebody has worked one out.
            shared.retain(|(at_old, at_new)| self.old.get(old.start + at_old) == self.new.get(new.start + at_new));
            shared.sort_unstable();
            let chain = longest_rising(&shared);
            if !chain.is_empty() {
                return chain.into_iter().map(|(a, b)| (old.start + a, new.start + b)).collect();
            }
        }
        Vec::new()
    }
}

struct Equal<'a>(&'a mut Vec<Pair>);

impl DiffHook for Equal<'_> {
    type Error = Infallible;

    fn equal(&mut self, old: usize, new: usize, len: usize) -> Result<(), Infallible> {
        self.0.extend((0..len).map(|at| (old + at, new + at)));
        Ok(())
    }
}

fn slice<'a>(items: &'a [u64], range: &Range<usize>) -> &'a [u64] {
    items.get(range.clone()).unwrap_or_default()
}

/// One number for a run of items.
pub(super) fn gram(items: &[u64]) -> u64 {
    items.iter().fold(0xcbf2_9ce4_8422_2325, |sum, item| (sum ^ item).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
}

/// The runs of `size` items that stand here once, by number, each with its place.
fn unique(items: &[u64], size: usize) -> Vec<(u64, usize)> {
    let mut all: Vec<(u64, usize)> = items.windows(size).enumerate().map(|(at, run)| (gram(run), at)).collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a.0 == b.0).filter_map(|same| if let [one] = same { Some(*one) } else { None }).collect()
}

/// The places of the numbers that both lists hold; both are sorted.
fn join(a: &[(u64, usize)], b: &[(u64, usize)]) -> Vec<Pair> {
    let mut others = b.iter().peekable();
    let mut shared = Vec::new();
    for (number, at) in a {
        while others.next_if(|other| other.0 < *number).is_some() {}
        if let Some(other) = others.next_if(|other| other.0 == *number) {
            shared.push((*at, other.1));
        }
    }
    shared
}

/// The longest part of `pairs`, which rise on the old side, that rises on the new side too (patience sorting).
fn longest_rising(pairs: &[Pair]) -> Vec<Pair> {
    let mut piles: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, new)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|(top, _)| top < new);
        before.push(pile.checked_sub(1).and_then(|left| piles.get(left)).map(|(_, at)| *at));
        match piles.get_mut(pile) {
            Some(top) => *top = (*new, at),
            None => piles.push((*new, at)),
        }
    }
    let last = piles.last().map(|(_, at)| *at);
    let mut chain: Vec<Pair> = std::iter::successors(last, |at| before.get(*at).copied().flatten()).filter_map(|at| pairs.get(at).copied()).collect();
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<u64> {
        text.bytes().map(u64::from).collect()
    }

    #[test]
    fn what_stands_once_is_fixed_and_the_gaps_are_filled() {
        assert_eq!(align(&words("abcd"), &words("abxcd"), Grain::WORDS, false), [(0, 0), (1, 1), (2, 3), (3, 4)]);
        assert_eq!(longest_rising(&[(0, 4), (1, 0), (2, 1), (3, 2), (4, 3)]), [(1, 0), (2, 1), (3, 2), (4, 3)]);
    }

    #[test]
    fn where_two_differences_are_as_short_the_directions_disagree() {
        assert_eq!(align(&words("abc"), &words("abbc"), Grain::WORDS, false), [(0, 0), (1, 1), (2, 3)]);
        assert_eq!(align(&words("abc"), &words("abbc"), Grain::WORDS, true), [(0, 0), (1, 2), (2, 3)]);
    }

    #[test]
    fn a_large_gap_without_fixed_points_stays_open() {
        let repeated = |item: u64, other: u64| (0..40_000).map(|at| if at % 2 == 0 { item } else { other }).collect::<Vec<u64>>();
        assert!(align(&repeated(1, 2), &repeated(3, 1), Grain::WORDS, false).is_empty());
    }

    proptest! {
        #[test]
        fn pairs_rise_and_are_equal(old in prop::collection::vec(0u64..9, 0..200), new in prop::collection::vec(0u64..9, 0..200), backwards: bool) {
            for grain in [Grain::LINES, Grain::WORDS] {
                let pairs = align(&old, &new, grain, backwards);
                prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
                prop_assert!(pairs.iter().all(|(a, b)| old[*a] == new[*b]));
            }
        }

        #[test]
        fn equal_sequences_pair_entirely(items in prop::collection::vec(0u64..5, 0..200), backwards: bool) {
            prop_assert_eq!(align(&items, &items, Grain::LINES, backwards).len(), items.len());
        }
    }
}
