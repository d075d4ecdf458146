//! Figures of agreement, tried out on worked examples and random data.

use super::super::corpus::Stretch;
use super::*;
use proptest::prelude::*;

fn units(spans: &[(u32, u32, u16)]) -> Vec<Unit> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let unit = |(start, end, label): &(u32, u32, u16)| Unit {
        extent: Stretch { start: *start, end: *end },
        label: *label,
        parts: Box::default(),
        attributes: Vec::new(),
    };
    spans.iter().map(unit).collect()
}

fn counts(left: &[Unit], right: &[Unit]) -> (usize, usize) {
    let mut meeting = Meeting::default();
    meeting.meet(left, right);
    let (mut exact, mut overlap) = (0, 0);
    meeting.exact(left, right, |_, _| exact += 1);
    meeting.overlapping(left, right, |_| overlap += 1);
    (exact, overlap)
}

/// The largest number of pairs by trying everything.
fn most(left: &[Unit], right: &[Unit], used: u32) -> usize {
    let Some((first, rest)) = left.split_first() else { return 0 };
    let with = right.iter().enumerate().filter(|(at, unit)| used & (1 << at) == 0 && unit.label == first.label && unit.shared(first) > 0);
    let best = with.map(|(at, _)| 1 + most(rest, right, used | 1 << at)).max();
    best.unwrap_or_default().max(most(rest, right, used))
}

#[test]
fn a_long_span_is_matched_once_and_the_most_pairs_are_formed() {
    let long = units(&[(0, 30, 0)]);
    let short = units(&[(0, 4, 0), (5, 9, 0)]);
    assert_eq!(counts(&long, &short), (0, 1));
    let left = units(&[(0, 10, 0), (0, 3, 0)]);
    let right = units(&[(0, 10, 0), (7, 10, 0)]);
    assert_eq!(counts(&left, &right), (1, 2));
}

#[test]
fn spans_that_interleave_without_a_common_character_do_not_overlap() {
    let mut left = units(&[(0, 20, 0)]);
    left[0].parts = Box::new([Stretch { start: 0, end: 5 }, Stretch { start: 15, end: 20 }]);
    assert_eq!(counts(&left, &units(&[(6, 14, 0)])), (0, 0));
    assert_eq!(counts(&left, &units(&[(4, 14, 0)])), (0, 1));
    assert_eq!(counts(&left, &units(&[(0, 20, 0)])), (0, 1));
}

#[test]
fn the_exact_partner_is_preferred_and_nobody_is_paired_twice() {
    let left = units(&[(0, 10, 0), (2, 8, 0), (20, 30, 1)]);
    let right = units(&[(2, 8, 0), (20, 30, 0)]);
    assert_eq!(paired(&left, &right, &mut Meeting::default()), [None, Some(0), None]);
}

proptest! {
    #[test]
    fn the_matching_is_a_largest_one_and_the_same_from_both_sides(
        left in prop::collection::vec((0_u32..20, 1_u32..8, 0_u16..2).prop_map(|(start, length, label)| (start, start + length, label)), 0..7),
        right in prop::collection::vec((0_u32..20, 1_u32..8, 0_u16..2).prop_map(|(start, length, label)| (start, start + length, label)), 0..7),
    ) {
        let (left, right) = (units(&left), units(&right));
        let (exact, overlap) = counts(&left, &right);
        prop_assert_eq!(overlap, most(&left, &right, 0));
        prop_assert_eq!(counts(&right, &left), (exact, overlap));
        prop_assert!(exact <= overlap);
        prop_assert_eq!(counts(&left, &left), (left.len(), left.len()));
    }
}
