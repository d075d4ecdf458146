//! Continua as chance makes them.

use super::super::random::Random;
use super::align::Piece;

/// Tries for a sample in which somebody marked something.
const TRIES: usize = 1000;

/// As many annotators as there are, each a real one drawn at random with all annotations moved by a number of its own.
pub(super) fn sampled(works: &[Vec<Piece>], length: u32, random: &mut Random) -> Vec<Vec<Piece>> {
    let units: usize = works.iter().map(Vec::len).sum();
    let total: f64 = works.iter().flatten().map(Piece::length).sum();
    let apart = total / units.max(1) as f64 / 2.0;
    for _ in 0..TRIES {
        let mut free = vec![(0.0, f64::from(length))];
        let sample: Vec<Vec<Piece>> = works
            .iter()
            .map(|_| {
                let by = drawn(&free, f64::from(length), random);
                free = without(&free, by - apart, by + apart);
                let work = works.get(random.below(works.len() as u64) as usize);
                work.into_iter().flatten().map(|piece| moved(piece, by, f64::from(length))).collect()
            })
            .collect();
        if sample.iter().any(|work| !work.is_empty()) {
            return sample;
        }
    }
    works.to_vec()
}

/// A whole number from the free ranges, or from the whole length when nothing is free.
fn drawn(free: &[(f64, f64)], length: f64, random: &mut Random) -> f64 {
    let total: f64 = free.iter().map(|(from, to)| to - from).sum();
    let unit = random.below(1 << 53) as f64 / (1_u64 << 53) as f64;
    if total <= 0.0 {
        return (unit * length).floor();
    }
    let mut left = unit * total;
    for (from, to) in free {
        if left < to - from {
            return (from + left).floor();
        }
        left -= to - from;
    }
    free.last().map_or(0.0, |(_, to)| to.floor())
}

/// The ranges without what lies between `low` and `high`.
fn without(free: &[(f64, f64)], low: f64, high: f64) -> Vec<(f64, f64)> {
    let parts = free.iter().flat_map(|(from, to)| [(*from, to.min(low)), (from.max(high), *to)]);
    parts.filter(|(from, to)| from < to).collect()
}

/// Moved to the right, from the end to the beginning.
fn moved(piece: &Piece, by: f64, length: f64) -> Piece {
    let by = if piece.start + by > length { by - length } else { by };
    Piece { start: piece.start + by, end: piece.end + by, label: piece.label }
}
