//! The assignment problem: which rows go with which columns so that the summed gain is largest.

/// A pair that may be formed, with a gain above zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) gain: f64,
}

/// The pairs with the largest summed gain when each row and each column is used once at most: exact. Parts that have no
/// offer in common are solved each on its own.
pub(super) fn best_pairs(rows: usize, columns: usize, offers: &[Offer]) -> Vec<Offer> {
    let mut parts = Parts::new(rows + columns);
    for offer in offers {
        parts.join(offer.row as usize, rows + offer.column as usize);
    }
    let mut sorted: Vec<(usize, Offer)> = offers.iter().map(|offer| (parts.of(offer.row as usize), *offer)).collect();
    sorted.sort_by_key(|(part, offer)| (*part, offer.row, offer.column));
    let mut found = Vec::new();
    for part in sorted.chunk_by(|a, b| a.0 == b.0) {
        if let [(_, only)] = part {
            found.push(*only);
        } else {
            found.extend(solved(&part.iter().map(|(_, offer)| *offer).collect::<Vec<_>>()));
        }
    }
    found
}

/// Sets that are joined step by step.
struct Parts(Vec<usize>);

impl Parts {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn of(&mut self, mut at: usize) -> usize {
        while let Some(up) = self.0.get(at).copied() {
            if up == at {
                break;
            }
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = above;
            }
            at = up;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

/// One connected part, by the Hungarian method with shortest augmenting paths (H. W. Kuhn 1955; R. Jonker,
/// A. Volgenant 1987).
fn solved(offers: &[Offer]) -> Vec<Offer> {
    let number = |key: fn(&Offer) -> u32| {
        let mut all: Vec<u32> = offers.iter().map(key).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (rows, columns) = (number(|offer| offer.row), number(|offer| offer.column));
    let width = columns.len() + rows.len();
    let mut costs = vec![0.0; rows.len() * width];
    for offer in offers {
        if let (Ok(row), Ok(column)) = (rows.binary_search(&offer.row), columns.binary_search(&offer.column))
            && let Some(cost) = costs.get_mut(row * width + column)
        {
            *cost = -offer.gain;
        }
    }
    let chosen = assigned(rows.len(), width, &costs);
    let named = chosen.iter().zip(&rows).filter_map(|(column, row)| Some((*row, *columns.get(*column)?)));
    named.filter_map(|(row, column)| offers.iter().find(|offer| (offer.row, offer.column) == (row, column)).copied()).collect()
}

/// For each row its column, so that the summed cost is least; at least as many columns as rows.
fn assigned(rows: usize, width: usize, costs: &[f64]) -> Vec<usize> {
    let at = |values: &[f64], place: usize| values.get(place).copied().unwrap_or_default();
    let mut above = vec![0.0; rows + 1];
    let mut beside = vec![0.0; width + 1];
    let mut holder = vec![0_usize; width + 1];
    for row in 1..=rows {
        set(&mut holder, 0, row);
        let mut column = 0;
        let mut least = vec![f64::INFINITY; width + 1];
        let mut from = vec![0_usize; width + 1];
        let mut used = vec![false; width + 1];
        while let Some(here) = holder.get(column).copied().filter(|here| *here != 0) {
            set(&mut used, column, true);
            let (mut step, mut next) = (f64::INFINITY, 0);
            for other in 1..=width {
                if used.get(other) == Some(&true) {
                    continue;
                }
                let cost = at(costs, (here - 1) * width + other - 1) - at(&above, here) - at(&beside, other);
                if cost < at(&least, other) {
                    set(&mut least, other, cost);
                    set(&mut from, other, column);
                }
                if at(&least, other) < step {
                    (step, next) = (at(&least, other), other);
                }
            }
            for other in 0..=width {
                if used.get(other) == Some(&true) {
                    let owner = holder.get(other).copied().unwrap_or_default();
                    let raised = at(&above, owner) + step;
                    set(&mut above, owner, raised);
                    let lowered = at(&beside, other) - step;
                    set(&mut beside, other, lowered);
                } else {
                    let lowered = at(&least, other) - step;
                    set(&mut least, other, lowered);
                }
            }
            column = next;
        }
        while column != 0 {
            let before = from.get(column).copied().unwrap_or_default();
            let owner = holder.get(before).copied().unwrap_or_default();
            set(&mut holder, column, owner);
            column = before;
        }
    }
    let mut chosen = vec![usize::MAX; rows];
    for (row, column) in holder.iter().skip(1).zip(0..) {
        if let Some(slot) = row.checked_sub(1).and_then(|row| chosen.get_mut(row)) {
            *slot = column;
        }
    }
    chosen
}

fn set<T>(values: &mut [T], place: usize, value: T) {
    if let Some(slot) = values.get_mut(place) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn most(offers: &[Offer], rows: u32, columns: u32) -> f64 {
        let Some((first, rest)) = offers.split_first() else { return 0.0 };
        let without = most(rest, rows, columns);
        let (row, column) = (1 << first.row, 1 << first.column);
        if rows & row != 0 || columns & column != 0 {
            return without;
        }
        without.max(first.gain + most(rest, rows | row, columns | column))
    }

    proptest! {
        #[test]
        fn the_gain_is_the_largest_there_is(gains in prop::collection::btree_map((0_u32..5, 0_u32..5), 0.01_f64..2.0, 0..14)) {
            let offers: Vec<Offer> = gains.iter().map(|((row, column), gain)| Offer { row: *row, column: *column, gain: *gain }).collect();
            let found = best_pairs(5, 5, &offers);
            let total: f64 = found.iter().map(|offer| offer.gain).sum();
            prop_assert!((total - most(&offers, 0, 0)).abs() < 1e-9);
            for (at, offer) in found.iter().enumerate() {
                prop_assert!(found.iter().skip(at + 1).all(|other| other.row != offer.row && other.column != offer.column));
            }
        }
    }
}
