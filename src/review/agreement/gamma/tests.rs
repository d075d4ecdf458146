//! Figures of agreement, tried out on worked examples and random data.

use super::super::corpus::{Stretch, Unit, Work};
use super::*;
use proptest::prelude::*;

const HOW: Sampling = Sampling { seed: 7, samples: 30, threads: 1 };

fn corpus(works: &[&[(u32, u32, u16)]], chars: u32) -> Corpus {
    let unit = |(start, end, label): &(u32, u32, u16)| Unit {
        extent: Stretch { start: *start, end: *end },
        label: *label,
        parts: Box::default(),
        attributes: Vec::new(),
    };
    let work = works.iter().map(|spans| Some(Work::new(spans.iter().map(unit).collect(), Vec::new(), &[])));
    let mut corpus = Corpus { annotators: works.iter().map(|_| String::new()).collect(), ..Corpus::default() };
    for label in ["a", "b", "c", "d"] {
        corpus.labels.number(label);
    }
    corpus.articles.push(Entry { chars, tokens: 0, work: work.collect() });
    corpus
}

fn measure(works: &[&[(u32, u32, u16)]], how: Sampling) -> Gamma {
    let people: Vec<usize> = (0..works.len()).collect();
    gamma(&corpus(works, 400), &people, how, &|_| true).unwrap()
}

#[test]
fn perfect_agreement_is_one_and_the_seed_gives_the_same_again() {
    let spans = [(0, 10, 0), (20, 40, 1), (100, 130, 2)];
    let perfect = measure(&[&spans, &spans], HOW);
    assert_eq!((perfect.gamma, perfect.soft, perfect.categorical), (Some(1.0), Some(1.0), Some(1.0)));
    let other = [(0, 12, 0), (20, 40, 2), (200, 230, 2)];
    let once = measure(&[&spans, &other], HOW);
    assert_eq!(once, measure(&[&spans, &other], Sampling { threads: 2, ..HOW }));
    assert_ne!(once.expected.to_bits(), measure(&[&spans, &other], Sampling { seed: 8, ..HOW }).expected.to_bits());
    assert!(once.gamma.unwrap() > 0.0 && once.gamma.unwrap() < 1.0);
}

/// d = (2/22)² for the first pair, 0 + 1 for the second; the third two are further apart than 2 and stay alone.
#[test]
fn the_disorder_is_what_the_formula_says() {
    let found = measure(&[&[(0, 10, 0), (20, 40, 1), (100, 130, 2)], &[(0, 12, 0), (20, 40, 2), (200, 230, 2)]], HOW);
    let expected = ((2.0_f64 / 22.0).powi(2) + 1.0 + 1.0 + 1.0) / 3.0;
    assert!((found.observed - expected).abs() < 1e-12);
}

#[test]
fn a_split_span_costs_less_in_a_soft_alignment() {
    let found = measure(&[&[(0, 20, 0)], &[(0, 10, 0), (10, 20, 0)]], HOW);
    let half = (10.0_f64 / 30.0).powi(2);
    assert!((found.observed - (half + 1.0) / 1.5).abs() < 1e-12);
    assert!(found.soft.unwrap() > found.gamma.unwrap());
}

#[test]
fn nothing_marked_gives_no_figure_and_a_stop_gives_none() {
    assert_eq!(measure(&[&[], &[]], HOW).gamma, None);
    assert_eq!(gamma(&corpus(&[&[(0, 3, 0)], &[]], 10), &[0, 1], HOW, &|_| false), None);
}

fn spans() -> impl Strategy<Value = Vec<(u32, u32, u16)>> {
    let span = (0_u32..60, 1_u32..20, 0_u16..3).prop_map(|(start, length, label)| (start, start + length, label));
    prop::collection::btree_set(span, 0..5).prop_map(|set| set.into_iter().collect())
}

fn cost(works: &[Vec<Piece>]) -> f64 {
    let scene = Scene::new(works);
    Aligned::best(&scene).cost(&scene)
}

/// The least cost by trying all partitions.
fn least(works: &[Vec<Piece>], groups: &mut Vec<Vec<Option<u32>>>, annotator: usize, unit: usize) -> f64 {
    let Some(work) = works.get(annotator) else { return Aligned::with(groups.clone()).cost(&Scene::new(works)) };
    if unit == work.len() {
        return least(works, groups, annotator + 1, 0);
    }
    let mut best = f64::INFINITY;
    for at in 0..groups.len() {
        if groups[at][annotator].is_none() {
            groups[at][annotator] = Some(unit as u32);
            best = best.min(least(works, groups, annotator, unit + 1));
            groups[at][annotator] = None;
        }
    }
    let mut alone = vec![None; works.len()];
    alone[annotator] = Some(unit as u32);
    groups.push(alone);
    best = best.min(least(works, groups, annotator, unit + 1));
    groups.pop();
    best
}

fn pieces(all: &[Vec<(u32, u32, u16)>]) -> Vec<Vec<Piece>> {
    let piece = |(start, end, label): &(u32, u32, u16)| Piece { start: f64::from(*start), end: f64::from(*end), label: *label };
    all.iter().map(|spans| spans.iter().map(piece).collect()).collect()
}

proptest! {
    #[test]
    fn the_alignment_of_two_is_the_best_and_the_same_from_both_sides(left in spans(), right in spans()) {
        let works = pieces(&[left, right]);
        let turned: Vec<Vec<Piece>> = works.iter().rev().cloned().collect();
        let found = cost(&works);
        prop_assert!((found - least(&works, &mut Vec::new(), 0, 0)).abs() < 1e-9);
        prop_assert!((found - cost(&turned)).abs() < 1e-9);
        prop_assert!(align::soft_cost(&works[0], &works[1]) <= found + 1e-9);
    }

    #[test]
    fn the_alignment_of_three_is_near_the_best(all in prop::collection::vec(spans().prop_map(|mut spans| { spans.truncate(3); spans }), 3)) {
        let works = pieces(&all);
        let found = cost(&works);
        let best = least(&works, &mut Vec::new(), 0, 0);
        prop_assert!(found >= best - 1e-9 && found <= best * 1.25 + 1e-9, "{} for {}", found, best);
    }
}
