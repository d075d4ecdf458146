//! A walk along a text from edge to edge: between two edges every annotator's labels stay the same.
//!
//! ```text
//! A  ....[actor      )..........
//! B  .......[actor      )[quote)
//!    0000 aaa  aa|ba   bb  qq      what the walk reports, with lengths
//! ```

use super::corpus::{Stretch, Work};

/// A set of labels, one bit a label; labels from the last bit on share it.
pub(super) type Mask = u64;

/// How many labels are told apart in a set.
pub(super) const BITS: u16 = 64;

/// The bit of a label.
pub(super) fn bit(label: u16) -> Mask {
    1 << label.min(BITS - 1)
}

/// The labels in a set.
pub(super) fn labels(mut mask: Mask) -> impl Iterator<Item = u16> {
    std::iter::from_fn(move || {
        let label = (mask != 0).then(|| mask.trailing_zeros() as u16)?;
        mask &= mask - 1;
        Some(label)
    })
}

/// A stretch in which one annotator's set of labels stays the same and is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) mask: Mask,
}

/// Cuts what overlaps into pieces. Two stretches with the same labels that touch are one piece, unless all spans end
/// where they meet.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    /// What is to be cut: start, end, label.
    ranges: Vec<(u32, u32, u16)>,
    /// Ends and labels of the spans that are open, the nearest end last.
    open: Vec<(u32, Mask)>,
    /// Whether a span goes on over the present place.
    carried: bool,
}

impl Cutter {
    /// The pieces of a work in code points.
    pub(super) fn chars(&mut self, work: &Work, pieces: &mut Vec<Piece>) {
        self.ranges.clear();
        for unit in &work.units {
            self.ranges.extend(unit.spans().iter().map(|span| (span.start, span.end, unit.label)));
        }
        self.cut(pieces);
    }

    /// The pieces of a work in tokens: a token has the labels of all spans that touch it.
    pub(super) fn tokens(&mut self, work: &Work, pieces: &mut Vec<Piece>) {
        self.ranges.clear();
        self.ranges.extend_from_slice(&work.ranges);
        self.cut(pieces);
    }

    /// For each label in what was cut last: the summed squares of the lengths of its stretches, where overlapping
    /// spans of the label are one stretch.
    pub(super) fn squares(&self, runs: &mut Vec<(u32, u32)>, mut found: impl FnMut(u16, f64)) {
        let mut flush = |label: u16, run: (u32, u32)| {
            let length = f64::from(run.1 - run.0);
            found(label, length * length);
        };
        for (start, end, label) in &self.ranges {
            if runs.len() <= usize::from(*label) {
                runs.resize(usize::from(*label) + 1, (0, 0));
            }
            let Some(run) = runs.get_mut(usize::from(*label)) else { continue };
            if *start < run.1 {
                run.1 = run.1.max(*end);
            } else {
                flush(*label, std::mem::replace(run, (*start, *end)));
            }
        }
        for (run, label) in runs.iter_mut().zip(0..) {
            flush(label, std::mem::take(run));
        }
    }

    fn cut(&mut self, pieces: &mut Vec<Piece>) {
        pieces.clear();
        if !self.ranges.is_sorted_by_key(|(start, ..)| *start) {
            self.ranges.sort_unstable();
        }
        self.open.clear();
        self.carried = false;
        let ranges = std::mem::take(&mut self.ranges);
        let mut at = 0;
        for (start, end, label) in &ranges {
            at = self.close(at, *start, pieces);
            let place = self.open.partition_point(|(open, _)| open > end);
            self.open.insert(place, (*end, bit(*label)));
        }
        self.close(at, u32::MAX, pieces);
        self.ranges = ranges;
    }

    /// Ends what ends before `upto`, piece by piece; gives the place reached.
    fn close(&mut self, mut at: u32, upto: u32, pieces: &mut Vec<Piece>) -> u32 {
        if at >= upto {
            return upto;
        }
        while at < upto {
            let Some((end, _)) = self.open.last() else { break };
            let end = (*end).min(upto);
            let mask = self.open.iter().fold(0, |mask, (_, bit)| mask | bit);
            match pieces.last_mut() {
                Some(last) if self.carried && last.end == at && last.mask == mask => last.end = end,
                _ => pieces.push(Piece { start: at, end, mask }),
            }
            at = end;
            while self.open.last().is_some_and(|(end, _)| *end <= at) {
                self.open.pop();
            }
            self.carried = !self.open.is_empty();
        }
        self.carried = !self.open.is_empty();
        upto
    }
}

/// Walks along a text: calls `step` with the length of each stretch in which nobody's labels change and
/// somebody has some, and with everybody's labels there.
pub(super) fn walk(pieces: &[Vec<Piece>], mut step: impl FnMut(Stretch, &[Mask])) {
    let mut places = vec![0_usize; pieces.len()];
    let mut masks = vec![0; pieces.len()];
    let mut at = 0;
    loop {
        let mut next = u32::MAX;
        let mut any = 0;
        for ((pieces, place), mask) in pieces.iter().zip(&mut places).zip(&mut masks) {
            while pieces.get(*place).is_some_and(|piece| piece.end <= at) {
                *place += 1;
            }
            *mask = 0;
            if let Some(piece) = pieces.get(*place) {
                if piece.start <= at {
                    *mask = piece.mask;
                    any |= piece.mask;
                    next = next.min(piece.end);
                } else {
                    next = next.min(piece.start);
                }
            }
        }
        if next == u32::MAX {
            break;
        }
        if any != 0 {
            step(Stretch { start: at, end: next }, &masks);
        }
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::Unit;
    use super::*;
    use proptest::prelude::*;

    fn work(spans: &[(u32, u32, u16)], tokens: &[Stretch]) -> Work {
        let mut spans = spans.to_vec();
        spans.sort_unstable();
        let unit = |(start, end, label): &(u32, u32, u16)| Unit {
            extent: Stretch { start: *start, end: *end },
            label: *label,
            parts: Box::default(),
            attributes: Vec::new(),
        };
        Work::new(spans.iter().map(unit).collect(), Vec::new(), tokens)
    }

    fn masks(work: &Work, length: u32) -> Vec<Mask> {
        let mut masks = vec![0; length as usize];
        for unit in &work.units {
            for at in unit.extent.start..unit.extent.end {
                masks[at as usize] |= bit(unit.label);
            }
        }
        masks
    }

    fn some_work() -> impl Strategy<Value = Vec<(u32, u32, u16)>> {
        prop::collection::vec((0_u32..40, 1_u32..12, 0_u16..4).prop_map(|(start, length, label)| (start, start + length, label)), 0..8)
    }

    #[test]
    fn touching_spans_are_pieces_of_their_own_unless_another_goes_over() {
        let cut = |spans: &[(u32, u32, u16)]| {
            let mut pieces = Vec::new();
            Cutter::default().chars(&work(spans, &[]), &mut pieces);
            pieces.iter().map(|piece| (piece.start, piece.end)).collect::<Vec<_>>()
        };
        assert_eq!(cut(&[(0, 5, 0), (0, 5, 1), (5, 9, 0), (5, 9, 1)]), [(0, 5), (5, 9)]);
        assert_eq!(cut(&[(0, 5, 0), (5, 9, 0), (0, 9, 1)]), [(0, 9)]);
        assert_eq!(cut(&[(0, 9, 0), (3, 5, 0)]), [(0, 9)]);
    }

    proptest! {
        #[test]
        fn the_walk_says_what_every_character_has(all in prop::collection::vec(some_work(), 1..4)) {
            let works: Vec<Work> = all.iter().map(|spans| work(spans, &[])).collect();
            let mut cutter = Cutter::default();
            let pieces: Vec<Vec<Piece>> = works.iter().map(|work| {
                let mut pieces = Vec::new();
                cutter.chars(work, &mut pieces);
                pieces
            }).collect();
            let mut walked = vec![vec![0; 60]; works.len()];
            walk(&pieces, |stretch, masks| {
                for at in stretch.start..stretch.end {
                    for (walked, mask) in walked.iter_mut().zip(masks) {
                        walked[at as usize] = *mask;
                    }
                }
            });
            for (walked, work) in walked.iter().zip(&works) {
                prop_assert_eq!(walked, &masks(work, 60));
            }
        }

        #[test]
        fn a_token_has_the_labels_of_the_spans_that_touch_it(spans in some_work()) {
            let tokens: Vec<Stretch> = (0..15).map(|at| Stretch { start: at * 4, end: at * 4 + 3 }).collect();
            let work = work(&spans, &tokens);
            let mut pieces = Vec::new();
            Cutter::default().tokens(&work, &mut pieces);
            let chars = masks(&work, 60);
            for (at, token) in tokens.iter().enumerate() {
                let expected = (token.start..token.end).fold(0, |mask, at| mask | chars[at as usize]);
                let found = pieces.iter().filter(|piece| piece.start as usize <= at && at < piece.end as usize).fold(0, |mask, piece| mask | piece.mask);
                prop_assert_eq!(found, expected);
            }
        }
    }
}
