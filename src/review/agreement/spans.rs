//! Which annotations of two annotators meet, and which of them match one to one.

use super::corpus::Unit;

/// The annotations of two annotators in one article, and which of them overlap.
#[derive(Debug, Default)]
pub(super) struct Meeting {
    /// Pairs (left, right) whose extents overlap, by right, then by left.
    edges: Vec<(u32, u32)>,
    reach: Vec<u32>,
    taken: Vec<bool>,
    chosen: Vec<Option<u32>>,
}

impl Meeting {
    /// Finds all overlapping pairs; both lists are in the order of starts.
    pub(super) fn meet(&mut self, left: &[Unit], right: &[Unit]) {
        self.edges.clear();
        self.reach.clear();
        let mut furthest = 0;
        self.reach.extend(left.iter().map(|unit| {
            furthest = furthest.max(unit.extent.end);
            furthest
        }));
        let mut from = 0;
        for (theirs, at) in right.iter().zip(0_u32..) {
            while self.reach.get(from).is_some_and(|reach| *reach <= theirs.extent.start) {
                from += 1;
            }
            for (mine, place) in left.iter().zip(0_u32..).skip(from) {
                if mine.extent.start >= theirs.extent.end {
                    break;
                }
                if mine.extent.end > theirs.extent.start {
                    self.edges.push((place, at));
                }
            }
        }
    }

    /// Pairs whose extents overlap, by right, then by left.
    pub(super) fn edges(&self) -> &[(u32, u32)] {
        &self.edges
    }

    /// Pairs with the same label on exactly the same spans, one to one.
    pub(super) fn exact(&mut self, left: &[Unit], right: &[Unit], mut found: impl FnMut(usize, usize)) {
        self.taken.clear();
        self.taken.resize(left.len(), false);
        let mut done = None;
        for (mine, theirs) in &self.edges {
            let (Some(a), Some(b)) = (left.get(*mine as usize), right.get(*theirs as usize)) else { continue };
            let same = a.label == b.label && a.extent == b.extent && a.parts == b.parts;
            if same
                && done != Some(*theirs)
                && let Some(taken) = self.taken.get_mut(*mine as usize)
                && !*taken
            {
                *taken = true;
                done = Some(*theirs);
                found(*mine as usize, *theirs as usize);
            }
        }
    }

    /// How many pairs with the same label and at least one code point in common can be formed at most when each
    /// annotation is used once: a maximum matching by augmenting paths (C. Berge, 1957). Calls `found` with the left
    /// annotation of each.
    pub(super) fn overlapping(&mut self, left: &[Unit], right: &[Unit], mut found: impl FnMut(usize)) {
        self.edges.retain(|(mine, theirs)| match (left.get(*mine as usize), right.get(*theirs as usize)) {
            (Some(a), Some(b)) => a.label == b.label && a.shared(b) > 0,
            _ => false,
        });
        self.chosen.clear();
        self.chosen.resize(left.len(), None);
        let mut at = 0;
        while let Some((_, theirs)) = self.edges.get(at) {
            let rest = self.edges.get(at..).unwrap_or_default();
            let group = rest.iter().take_while(|(_, other)| other == theirs).count();
            let free = rest.iter().take(group).find(|(mine, _)| self.chosen.get(*mine as usize).is_some_and(Option::is_none));
            if let Some((mine, theirs)) = free {
                if let Some(chosen) = self.chosen.get_mut(*mine as usize) {
                    *chosen = Some(*theirs);
                }
            } else {
                self.taken.clear();
                self.taken.resize(left.len(), false);
                augment(&self.edges, *theirs, &mut self.chosen, &mut self.taken);
            }
            at += group;
        }
        for (mine, chosen) in self.chosen.iter().enumerate() {
            if chosen.is_some() {
                found(mine);
            }
        }
    }
}

/// Finds a left partner for `theirs`, moving others to other partners where needed.
fn augment(edges: &[(u32, u32)], theirs: u32, chosen: &mut [Option<u32>], seen: &mut [bool]) -> bool {
    let from = edges.partition_point(|(_, other)| *other < theirs);
    for (mine, other) in edges.get(from..).unwrap_or_default() {
        if *other != theirs {
            break;
        }
        match seen.get_mut(*mine as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let holder = chosen.get(*mine as usize).copied().flatten();
        if holder.is_none_or(|holder| augment(edges, holder, chosen, seen)) {
            if let Some(chosen) = chosen.get_mut(*mine as usize) {
                *chosen = Some(theirs);
            }
            return true;
        }
    }
    false
}

/// Which annotation of `right` stands for which of `left`, by left: same label, one to one; the largest share of
/// common text (common / covered by either) first, so that exact matches come before all others.
pub(super) fn paired(left: &[Unit], right: &[Unit], meeting: &mut Meeting) -> Vec<Option<u32>> {
    meeting.meet(left, right);
    let mut candidates: Vec<(f64, u32, u32, u32)> = Vec::new();
    for (mine, theirs) in meeting.edges() {
        let (Some(a), Some(b)) = (left.get(*mine as usize), right.get(*theirs as usize)) else { continue };
        let shared = a.shared(b);
        if a.label == b.label && shared > 0 {
            let share = f64::from(shared) / f64::from(a.length() + b.length() - shared);
            candidates.push((share, a.extent.start.min(b.extent.start), *mine, *theirs));
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then((a.2 + a.3).cmp(&(b.2 + b.3))).then(a.2.cmp(&b.2)));
    let (mut partners, mut taken) = (vec![None; left.len()], vec![false; right.len()]);
    for (_, _, mine, theirs) in candidates {
        if let (Some(partner), Some(taken)) = (partners.get_mut(mine as usize), taken.get_mut(theirs as usize))
            && partner.is_none()
            && !*taken
        {
            *partner = Some(theirs);
            *taken = true;
        }
    }
    partners
}

#[cfg(test)]
mod tests;
