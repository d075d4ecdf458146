//! The best alignment of the annotations of several annotators.

use super::super::corpus::Unit;
use super::assign::{Offer, best_pairs};

/// Starts at most, when there are more than two annotators.
const STARTS: usize = 3;

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

/// Annotations of several annotators, and how unlike any two are.
pub(super) struct Scene<'a> {
    works: &'a [Vec<Piece>],
    /// Where each annotator's annotations begin when all are counted on.
    offsets: Vec<usize>,
    total: usize,
    /// The dissimilarity of each to each; empty when they are too many to keep.
    table: Vec<f64>,
}

impl<'a> Scene<'a> {
    /// Annotations in all whose dissimilarities are kept at most.
    const KEPT: usize = 1500;

    pub(super) fn new(works: &'a [Vec<Piece>]) -> Self {
        let mut total = 0;
        let mut offsets = Vec::with_capacity(works.len());
        for work in works {
            offsets.push(total);
            total += work.len();
        }
        let mut table = Vec::new();
        if works.len() > 2 && total <= Self::KEPT {
            table.reserve(total * total);
            for piece in works.iter().flatten() {
                table.extend(works.iter().flatten().map(|other| piece.unlike(other)));
            }
        }
        Self { works, offsets, total, table }
    }

    fn number(&self, annotator: usize, unit: u32) -> usize {
        self.offsets.get(annotator).copied().unwrap_or_default() + unit as usize
    }

    fn unlike(&self, (piece, number): (&Piece, usize), (other, place): (&Piece, usize)) -> f64 {
        self.table.get(number * self.total + place).copied().unwrap_or_else(|| piece.unlike(other))
    }

    /// Pairs of annotators.
    fn pairs(&self) -> f64 {
        (self.works.len() * self.works.len().saturating_sub(1)) as f64 / 2.0
    }

    /// The annotations in a group, with their numbers.
    fn members(&self, group: &[Option<u32>]) -> impl Iterator<Item = (&Piece, usize)> {
        let placed = group.iter().zip(self.works).enumerate();
        placed.filter_map(|(annotator, (unit, work))| Some((work.get((*unit)? as usize)?, self.number(annotator, (*unit)?))))
    }

    /// Calls `found` for each pair in a group, with the size of the group.
    fn for_pairs(&self, group: &[Option<u32>], mut found: impl FnMut((&Piece, usize), (&Piece, usize), usize)) {
        let size = group.iter().flatten().count();
        for (at, member) in self.members(group).enumerate() {
            for other in self.members(group).skip(at + 1) {
                found(member, other, size);
            }
        }
    }
}

/// Groups of annotations; each holds at most one of each annotator, by its number.
#[derive(Clone, Debug)]
pub(super) struct Aligned {
    groups: Vec<Vec<Option<u32>>>,
}

impl Aligned {
    /// The best alignment that is found: of two annotators the best there is.
    pub(super) fn best(scene: &Scene<'_>) -> Self {
        let people = scene.works.len();
        let (starts, rounds) = if people == 2 { (1, 0) } else { (people.min(STARTS), ROUNDS) };
        let mut best: Option<(f64, Self)> = None;
        for first in 0..starts {
            let mut aligned = Self { groups: Vec::new() };
            for step in 0..people {
                aligned.realign(scene, (first + step) % people);
            }
            let mut cost = aligned.cost(scene);
            for _ in 0..rounds {
                for annotator in 0..people {
                    aligned.realign(scene, annotator);
                }
                let better = aligned.cost(scene);
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
    fn realign(&mut self, scene: &Scene<'_>, annotator: usize) {
        let Some(own) = scene.works.get(annotator) else { return };
        for group in &mut self.groups {
            if let Some(slot) = group.get_mut(annotator) {
                *slot = None;
            }
        }
        self.groups.retain(|group| group.iter().any(Option::is_some));
        let pairs = scene.pairs();
        let mut offers = Vec::new();
        let mut members = Vec::new();
        for (group, column) in self.groups.iter().zip(0_u32..) {
            members.clear();
            members.extend(scene.members(group));
            for (piece, row) in own.iter().zip(0_u32..) {
                let one = (piece, scene.number(annotator, row));
                let gain = 1.0 + members.iter().map(|member| 1.0 - scene.unlike(one, *member)).sum::<f64>() / pairs;
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
        for (_, row) in placed.iter().zip(0_u32..).filter(|(placed, _)| !**placed) {
            let mut group = vec![None; scene.works.len()];
            if let Some(slot) = group.get_mut(annotator) {
                *slot = Some(row);
            }
            self.groups.push(group);
        }
    }

    /// The summed cost of the groups.
    pub(super) fn cost(&self, scene: &Scene<'_>) -> f64 {
        let pairs = scene.pairs();
        let cost = |group: &Vec<Option<u32>>| {
            let mut cost = pairs;
            scene.for_pairs(group, |a, b, _| cost += scene.unlike(a, b) - 1.0);
            cost / pairs
        };
        self.groups.iter().map(cost).sum()
    }

    /// Calls `found` for each aligned pair: both labels, categorical disorder, weight.
    pub(super) fn categories(&self, scene: &Scene<'_>, mut found: impl FnMut(u16, u16, f64, f64)) {
        for group in &self.groups {
            scene.for_pairs(group, |(a, _), (b, _), size| {
                let weight = (1.0 - a.positional(b)).max(0.0) / (size as f64 - 1.0);
                found(a.label, b.label, weight * a.categorical(b), weight);
            });
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
