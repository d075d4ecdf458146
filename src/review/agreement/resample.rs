//! How far figures would move with other articles: intervals by bootstrap.

use super::ledger::{ABREAST, Ledger};
use super::random::Random;
use super::sheet::Formula;

/// Two ends of a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// 2.5 % of the rounds are below.
    pub low: f64,
    /// 2.5 % of the rounds are above.
    pub high: f64,
}

/// How to resample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resampling {
    /// What the drawing follows from.
    pub seed: u64,
    /// How many times; 1,000 is usual.
    pub rounds: usize,
}

/// 95 % percentile intervals (B. Efron, R. Tibshirani: "An introduction to the bootstrap", 1993, chapter 13): as many
/// articles as there are are drawn with replacement, the figure is computed anew, and the 2.5th and the 97.5th
/// percentile of all rounds are the ends (with linear interpolation). Articles are drawn whole, since what is in one is
/// not independent. Rounds in which a figure is not defined are left out; when they are more than half there is no
/// interval, and there is none of a single article. `watch` is told how many rounds are done and stops the work by
/// returning `false`.
pub(super) fn intervals(
    ledger: &Ledger,
    formulas: &[Formula],
    articles: usize,
    how: Resampling,
    watch: &mut dyn FnMut(usize) -> bool,
) -> Vec<Option<Interval>> {
    let mut found: Vec<Vec<f64>> = vec![Vec::with_capacity(how.rounds); formulas.len()];
    let mut done = 0;
    while done < how.rounds && articles > 1 {
        let now = ABREAST.min(how.rounds - done);
        let weights = drawn(articles, how.seed, done, now);
        for sums in ledger.weighted(&weights).iter().take(now) {
            for (formula, found) in formulas.iter().zip(&mut found) {
                found.extend(formula.value(sums));
            }
        }
        done += now;
        if !watch(done) {
            return vec![None; formulas.len()];
        }
    }
    found.into_iter().map(|values| interval(values, how.rounds)).collect()
}

/// How often each article is drawn, for eight rounds. Each round has its own numbers: they do not depend on the others.
fn drawn(articles: usize, seed: u64, first: usize, rounds: usize) -> Vec<[f64; ABREAST]> {
    let mut weights = vec![[0.0; ABREAST]; articles];
    for at in 0..rounds {
        let mut random = Random::new(seed, (first + at) as u64);
        for _ in 0..articles {
            let article = random.below(articles as u64) as usize;
            if let Some(weight) = weights.get_mut(article).and_then(|weights| weights.get_mut(at)) {
                *weight += 1.0;
            }
        }
    }
    weights
}

fn interval(mut values: Vec<f64>, rounds: usize) -> Option<Interval> {
    if values.len() * 2 < rounds || values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    Some(Interval { low: percentile(&values, 0.025)?, high: percentile(&values, 0.975)? })
}

/// The value below which a share of sorted values lies.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len() as f64 - 1.0);
    let low = *sorted.get(place.floor() as usize)?;
    let high = *sorted.get(place.ceil() as usize)?;
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Column;
    use super::*;

    fn ledger(hits: &[f64]) -> (Ledger, [Column; 2]) {
        let mut ledger = Ledger::default();
        let columns = [ledger.column(), ledger.column()];
        for hit in hits {
            ledger.add(columns[0], *hit);
            ledger.add(columns[1], 5.0);
            ledger.close();
        }
        (ledger, columns)
    }

    fn formula([matched, all]: [Column; 2]) -> [Formula; 1] {
        [Formula::F1 { matched: vec![matched], left: vec![all], right: vec![all] }]
    }

    #[test]
    fn percentiles_are_interpolated() {
        let values: Vec<f64> = (0..=40).map(f64::from).collect();
        assert_eq!(percentile(&values, 0.025), Some(1.0));
        assert_eq!(percentile(&[1.0, 2.0], 0.25), Some(1.25));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn a_seed_gives_one_interval_that_holds_the_figure_and_has_the_width_that_theory_says() {
        let hits: Vec<f64> = (0..200).map(|at| f64::from(at % 6)).collect();
        let (ledger, columns) = ledger(&hits);
        let formulas = formula(columns);
        let run = |seed| intervals(&ledger, &formulas, 200, Resampling { seed, rounds: 1000 }, &mut |_| true)[0].unwrap();
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let value = formulas[0].value(&ledger.sums()).unwrap();
        let found = run(7);
        assert!(found.low < value && value < found.high);
        let deviation = (35.0_f64 / 12.0).sqrt() / 5.0 / 200.0_f64.sqrt();
        assert!(((found.high - found.low) / (2.0 * 1.96 * deviation) - 1.0).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn there_is_no_interval_without_articles_of_a_single_one_or_when_stopped() {
        let (one, columns) = ledger(&[1.0]);
        assert_eq!(intervals(&one, &formula(columns), 1, Resampling { seed: 1, rounds: 10 }, &mut |_| true), [None]);
        let (ledger, columns) = ledger(&[]);
        let formulas = formula(columns);
        assert_eq!(intervals(&ledger, &formulas, 0, Resampling { seed: 1, rounds: 10 }, &mut |_| true), [None]);
        assert_eq!(intervals(&ledger, &formulas, 3, Resampling { seed: 1, rounds: 10 }, &mut |_| false), [None]);
    }
}
