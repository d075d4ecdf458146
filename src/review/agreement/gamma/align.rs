//! The best alignment of the annotations of several annotators.

use super::super::corpus::Unit;
use super::assign::{Offer, best_pairs};

/// Rounds of improvement from one start at most.
const ROUNDS: usize = 20;

/// An annotation as a stretch with a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) label: u16,
}

impl Piece {
    pub(super) fn of(unit: &Unit) -> Self {
        Self { start: f64::from(unit.extent.start), end: f64::from(unit.extent.end), label: unit.label }
    }

    pub(super) fn length(&self) -> f64 {
        self.end - self.start
    }

    fn positional(&self, other: &Self) -> f64 {
        let off = (self.start - other.start).abs() + (self.end - other.end).abs();
        (off / (self.length() + other.length())).powi(2)
    }

    fn categorical(&self, other: &Self) -> f64 {
        if self.label == other.label { 0.0 } else { 1.0 }
    }

    fn unlike(&self, other: &Self) -> f64 {
        self.positional(other) + self.categorical(other)
    }
}

/// Groups of annotations; each holds at most one of each annotator, by its number.
#[derive(Clone, Debug)]
pub(super) struct Aligned {
    groups: Vec<Vec<Option<u32>>>,
}

impl Aligned {
    /// The best alignment that is found: of two annotators the best there is.
    pub(super) fn best(works: &[Vec<Piece>]) -> Self {
        let starts = if works.len() == 2 { 1 } else { works.len() };
        let mut best: Option<(f64, Self)> = None;
        for first in 0..starts {
            let mut aligned = Self { groups: Vec::new() };
            for step in 0..works.len() {
                aligned.realign(works, (first + step) % works.len());
            }
            let mut cost = aligned.cost(works);
            for _ in 0..if works.len() == 2 { 0 } else { ROUNDS } {
                for annotator in 0..works.len() {
                    aligned.realign(works, annotator);
                }
                let better = aligned.cost(works);
                if better > cost - 1e-12 {
                    break;
                }
                cost = better;
            }
            if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-12) {
                best = Some((cost, aligned));
            }
        }
        best.map_or(Self { groups: Vec::new() }, |(_, aligned)| aligned)
    }

    /// Takes all annotations of one annotator out and puts them back in the best way, everything else left as it is.
    ///
    /// Alone an annotation costs 1; in a group it costs Σ (d - 1) / pairs over the others there, since each of these
    /// pairs cost 1 before.
    fn realign(&mut self, works: &[Vec<Piece>], annotator: usize) {
        let Some(own) = works.get(annotator) else { return };
        for group in &mut self.groups {
            if let Some(slot) = group.get_mut(annotator) {
                *slot = None;
            }
        }
        self.groups.retain(|group| group.iter().any(Option::is_some));
        let pairs = pairs(works.len());
        let mut offers = Vec::new();
        for (group, column) in self.groups.iter().zip(0_u32..) {
            let members: Vec<&Piece> = members(works, group).map(|(_, piece)| piece).collect();
            for (piece, row) in own.iter().zip(0_u32..) {
                let gain = 1.0 + members.iter().map(|member| 1.0 - piece.unlike(member)).sum::<f64>() / pairs;
                if gain > 0.0 {
                    offers.push(Offer { row, column, gain });
                }
            }
        }
        let mut placed = vec![false; own.len()];
        for offer in best_pairs(own.len(), self.groups.len(), &offers) {
            if let (Some(placed), Some(slot)) =
                (placed.get_mut(offer.row as usize), self.groups.get_mut(offer.column as usize).and_then(|group| group.get_mut(annotator)))
            {
                *placed = true;
                *slot = Some(offer.row);
            }
        }
        for (placed, row) in placed.iter().zip(0_u32..) {
            if !placed {
                let mut group = vec![None; works.len()];
                if let Some(slot) = group.get_mut(annotator) {
                    *slot = Some(row);
                }
                self.groups.push(group);
            }
        }
    }

    /// The summed cost of the groups.
    pub(super) fn cost(&self, works: &[Vec<Piece>]) -> f64 {
        let pairs = pairs(works.len());
        let cost = |group: &Vec<Option<u32>>| {
            let mut cost = pairs;
            for_pairs(works, group, |a, b, _| cost += a.unlike(b) - 1.0);
            cost / pairs
        };
        self.groups.iter().map(cost).sum()
    }

    /// Calls `found` for each aligned pair: both labels, categorical disorder, weight.
    pub(super) fn categories(&self, works: &[Vec<Piece>], mut found: impl FnMut(u16, u16, f64, f64)) {
        for group in &self.groups {
            for_pairs(works, group, |a, b, size| {
                let weight = (1.0 - a.positional(b)).max(0.0) / (size as f64 - 1.0);
                found(a.label, b.label, weight * a.categorical(b), weight);
            });
        }
    }
}

/// Pairs of annotators.
fn pairs(people: usize) -> f64 {
    (people * people.saturating_sub(1)) as f64 / 2.0
}

fn members<'a>(works: &'a [Vec<Piece>], group: &'a [Option<u32>]) -> impl Iterator<Item = (usize, &'a Piece)> {
    group.iter().zip(works).enumerate().filter_map(|(at, (unit, work))| Some((at, work.get((*unit)? as usize)?)))
}

fn for_pairs(works: &[Vec<Piece>], group: &[Option<u32>], mut found: impl FnMut(&Piece, &Piece, usize)) {
    let size = group.iter().flatten().count();
    for (at, piece) in members(works, group) {
        for (_, other) in members(works, group).filter(|(other, _)| *other > at) {
            found(piece, other, size);
        }
    }
}

/// The least summed cost when each annotation stands in one group or more: an edge cover, which is exact. Each
/// annotation costs what its cheapest group does, less what a matching of them saves.
pub(super) fn soft_cost(left: &[Piece], right: &[Piece]) -> f64 {
    let least = |piece: &Piece, others: &[Piece]| others.iter().map(|other| piece.unlike(other)).fold(1.0, f64::min);
    let lefts: Vec<f64> = left.iter().map(|piece| least(piece, right)).collect();
    let rights: Vec<f64> = right.iter().map(|piece| least(piece, left)).collect();
    let mut offers = Vec::new();
    for ((mine, alone), row) in left.iter().zip(&lefts).zip(0_u32..) {
        for ((theirs, other), column) in right.iter().zip(&rights).zip(0_u32..) {
            let gain = alone + other - mine.unlike(theirs);
            if gain > 0.0 {
                offers.push(Offer { row, column, gain });
            }
        }
    }
    let saved: f64 = best_pairs(left.len(), right.len(), &offers).iter().map(|offer| offer.gain).sum();
    lefts.iter().chain(&rights).sum::<f64>() - saved
}

#[cfg(test)]
impl Aligned {
    pub(super) fn with(groups: Vec<Vec<Option<u32>>>) -> Self {
        Self { groups }
    }
}
