//! The counts of four ways to compare spans, as nervaluate 1.2.1 makes them (after I. Segura-Bedmar, P. Martínez,
//! M. Herrero-Zazo: "`SemEval`-2013 task 9", and D. Batista: "Named-entity evaluation metrics based on entity-level",
//! 2018).
//!
//! They take one side as the truth and are not symmetric: which spans are paired depends on their order, which is that
//! of starts, ends and labels. A pair counts as overlapping from 1 % of the true span on. Annotations of several spans
//! are taken from their first to their last character.

use super::corpus::Unit;

/// A way to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scenario {
    /// Same boundaries and same label.
    Strict,
    /// Same boundaries, whatever the label.
    Exact,
    /// Same boundaries, or half a hit for overlapping ones, whatever the label.
    Partial,
    /// Same label on overlapping boundaries (`ent_type`).
    Type,
}

impl Scenario {
    /// All, in the order in which they are reported.
    pub const ALL: [Self; 4] = [Self::Strict, Self::Exact, Self::Partial, Self::Type];

    /// Its name in nervaluate.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Exact => "exact",
            Self::Partial => "partial",
            Self::Type => "ent_type",
        }
    }
}

/// What became of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Correct,
    Incorrect,
    Partial,
    Missed,
    Spurious,
}

/// Counts and what follows from them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Hits.
    pub correct: u64,
    /// Overlapping, but wrong.
    pub incorrect: u64,
    /// Overlapping, half a hit.
    pub partial: u64,
    /// In the truth alone.
    pub missed: u64,
    /// In the other alone.
    pub spurious: u64,
}

impl Counts {
    fn hits(&self) -> f64 {
        self.correct as f64 + 0.5 * self.partial as f64
    }

    fn paired(&self) -> u64 {
        self.correct + self.incorrect + self.partial
    }

    /// (correct + partial / 2) / (all of the other); `None` when the other marked nothing.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        let actual = self.paired() + self.spurious;
        (actual > 0).then(|| self.hits() / actual as f64)
    }

    /// (correct + partial / 2) / (all of the truth); `None` when the truth is empty.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        let possible = self.paired() + self.missed;
        (possible > 0).then(|| self.hits() / possible as f64)
    }

    /// The harmonic mean of both; 0 without a hit, `None` when nobody marked anything.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        let all = 2 * self.paired() + self.missed + self.spurious;
        (all > 0).then(|| 2.0 * self.hits() / all as f64)
    }
}

/// Compares `other` with `truth`; `edges` are the overlapping pairs (truth, other) by other, then by truth. With `within`,
/// only spans of the same label meet. Calls `found` with each outcome and the label it counts for.
pub(super) fn compare(
    scenario: Scenario,
    (truth, other): (&[Unit], &[Unit]),
    edges: &[(u32, u32)],
    within: bool,
    taken: &mut Vec<bool>,
    mut found: impl FnMut(Outcome, u16),
) {
    taken.clear();
    taken.resize(truth.len(), false);
    let mut rest = edges;
    for (unit, at) in other.iter().zip(0_u32..) {
        let count = rest.iter().take_while(|(_, theirs)| *theirs == at).count();
        let (mine, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = later;
        let free = mine.iter().filter_map(|(place, _)| {
            let true_unit = truth.get(*place as usize)?;
            let open = !*taken.get(*place as usize)? && (!within || true_unit.label == unit.label);
            open.then_some((*place as usize, true_unit))
        });
        let (outcome, place) = judged(scenario, unit, free);
        if let Some(taken) = place.and_then(|place| taken.get_mut(place)) {
            *taken = true;
        }
        found(outcome, unit.label);
    }
    for (unit, taken) in truth.iter().zip(taken) {
        if !*taken {
            found(Outcome::Missed, unit.label);
        }
    }
}

/// What becomes of `unit` among the free true units that it overlaps, and which of them it takes.
fn judged<'a>(scenario: Scenario, unit: &Unit, free: impl Iterator<Item = (usize, &'a Unit)>) -> (Outcome, Option<usize>) {
    let mut nearest: Option<(u32, usize)> = None;
    let mut second = None;
    for (place, truth) in free {
        let same_bounds = truth.extent == unit.extent;
        let same_label = truth.label == unit.label;
        match scenario {
            Scenario::Strict if same_bounds && same_label => return (Outcome::Correct, Some(place)),
            Scenario::Exact | Scenario::Partial if same_bounds => return (Outcome::Correct, Some(place)),
            _ => {}
        }
        if u64::from(unit.extent.shared(truth.extent)) * 100 < u64::from(truth.extent.end - truth.extent.start) {
            continue;
        }
        if scenario == Scenario::Type && same_label {
            let off = truth.extent.start.abs_diff(unit.extent.start) + truth.extent.end.abs_diff(unit.extent.end);
            if nearest.is_none_or(|(least, _)| off < least) {
                nearest = Some((off, place));
            }
        } else if second.is_none() {
            second = Some(place);
        }
    }
    match (nearest, second) {
        (Some((_, place)), _) => (Outcome::Correct, Some(place)),
        (None, Some(place)) if scenario == Scenario::Partial => (Outcome::Partial, Some(place)),
        (None, Some(place)) => (Outcome::Incorrect, Some(place)),
        (None, None) => (Outcome::Spurious, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::Stretch;
    use super::super::spans::Meeting;
    use super::*;

    fn unit(start: u32, end: u32, label: u16) -> Unit {
        Unit { extent: Stretch { start, end }, label, parts: Box::default(), attributes: Vec::new() }
    }

    fn counts(scenario: Scenario, truth: &[Unit], other: &[Unit]) -> [u64; 5] {
        let mut meeting = Meeting::default();
        meeting.meet(truth, other);
        let mut counts = [0; 5];
        compare(scenario, (truth, other), meeting.edges(), false, &mut Vec::new(), |outcome, _| counts[outcome as usize] += 1);
        counts
    }

    /// The table of six scenarios in nervaluate's README, one below the other.
    #[test]
    fn the_example_of_nervaluates_readme() {
        let (brand, drug, group) = (0, 1, 2);
        let truth = [unit(0, 7, brand), unit(23, 31, drug), unit(40, 51, drug), unit(60, 69, drug), unit(85, 99, group)];
        let other = [unit(10, 17, brand), unit(20, 31, drug), unit(40, 51, brand), unit(60, 69, drug), unit(80, 99, drug)];
        assert_eq!(counts(Scenario::Type, &truth, &other), [2, 2, 0, 1, 1]);
        assert_eq!(counts(Scenario::Partial, &truth, &other), [2, 0, 2, 1, 1]);
        assert_eq!(counts(Scenario::Exact, &truth, &other), [2, 2, 0, 1, 1]);
        assert_eq!(counts(Scenario::Strict, &truth, &other), [1, 3, 0, 1, 1]);
    }

    /// The sums that the README goes on with: it counts one more hit in each.
    #[test]
    fn the_sums_of_nervaluates_readme() {
        let figures = |correct, incorrect, partial| Counts { correct, incorrect, partial, missed: 1, spurious: 1 };
        let near = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 0.01);
        near(figures(3, 2, 0).precision(), 0.5);
        near(figures(3, 0, 2).recall(), 0.66);
        near(figures(2, 3, 0).f1(), 0.33);
        assert_eq!(Counts::default().f1(), None);
    }

    #[test]
    fn less_than_a_hundredth_of_the_true_span_is_no_overlap() {
        assert_eq!(counts(Scenario::Partial, &[unit(0, 101, 0)], &[unit(100, 105, 0)]), [0, 0, 0, 1, 1]);
        assert_eq!(counts(Scenario::Partial, &[unit(0, 100, 0)], &[unit(99, 105, 0)]), [0, 0, 1, 0, 0]);
    }
}
