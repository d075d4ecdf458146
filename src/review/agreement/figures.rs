//! The figures of a pair or of all annotators, by label and in all.

use super::ledger::{Column, Ledger, Sums};
use super::resample::{Interval, Resampling, intervals};
use super::scenario::{Counts, Scenario};
use super::sheet::{Coding, Formula, GroupSheet, PairSheet, Spans, Valued};
use super::tally::Tally;
use super::walk::BITS;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// F1 of spans with the same label and the same boundaries. Of all annotators: the pairs added up.
    ExactF1,
    /// F1 of spans with the same label and a common code point, matched one to one.
    OverlapF1,
    /// Cohen's κ on tokens: whether they have the label; in all, which set of labels they have. Of more than two: the
    /// mean of the pairs (Light 1971).
    Cohen,
    /// Fleiss' κ on the same, over the articles on which all have worked.
    Fleiss,
    /// Krippendorff's α for nominal data on the same, over all articles on which two or more have worked.
    Alpha,
    /// Krippendorff's uα on code points; overlapping spans of one annotator and label are one unit, and in all, a
    /// stretch with the same set of labels is one.
    Unitizing,
    /// F1 of relations between matched spans, of the same type; no such figure by label.
    Relations,
}

impl Measure {
    /// All, in the order in which they are reported.
    pub const ALL: [Self; 7] = [Self::ExactF1, Self::OverlapF1, Self::Cohen, Self::Fleiss, Self::Alpha, Self::Unitizing, Self::Relations];

    /// A short name, for columns and keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ExactF1 => "exact_f1",
            Self::OverlapF1 => "overlap_f1",
            Self::Cohen => "cohen_kappa",
            Self::Fleiss => "fleiss_kappa",
            Self::Alpha => "alpha",
            Self::Unitizing => "unitizing_alpha",
            Self::Relations => "relation_f1",
        }
    }
}

/// A figure with its uncertainty.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The figure; `None` where it is not defined.
    pub value: Option<f64>,
    /// Its 95 % interval, when one was asked for and there is one.
    pub interval: Option<Interval>,
}

/// The figures for one label, or whatever the label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    estimates: Vec<(Measure, Estimate)>,
    /// Annotations of the first and of the second; of a group, of all pairs added up.
    pub counts: (u64, u64),
    /// What nervaluate counts with the first as the truth; only for pairs.
    pub scenarios: Vec<(Scenario, Counts)>,
}

impl Figures {
    /// One of them.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Estimate {
        self.estimates.iter().find(|(name, _)| *name == measure).map_or(Estimate::default(), |(_, estimate)| *estimate)
    }
}

/// The figures of some annotators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Who, by number in the corpus.
    pub annotators: Vec<usize>,
    /// Whatever the label.
    pub all: Figures,
    /// By label.
    pub labels: Vec<Figures>,
    /// F1 of relations by type.
    pub kinds: Vec<Estimate>,
}

/// A block of formulas that becomes one [`Figures`].
struct Plan {
    formulas: Vec<(Measure, Formula)>,
    spans: Vec<Spans>,
    pair: bool,
}

/// What is to be computed for some annotators: in all, by label, by type of relation.
struct Outline {
    annotators: Vec<usize>,
    all: Plan,
    labels: Vec<Plan>,
    kinds: Vec<Formula>,
}

/// The figures of every pair, and of all when they are more than two.
pub(super) fn figures(tally: &Tally, articles: usize, how: Option<Resampling>, watch: &mut dyn FnMut(usize) -> bool) -> (Vec<Agreement>, Option<Agreement>) {
    let mut outlines: Vec<Outline> = tally.pairs.iter().map(|(left, right, sheet)| pair_outline(*left, *right, sheet)).collect();
    outlines.extend(tally.group.as_ref().map(|group| group_outline(tally, group)));
    let formulas: Vec<Formula> = outlines.iter().flat_map(Outline::formulas).cloned().collect();
    let sums = tally.ledger.sums();
    let values = formulas.iter().map(|formula| formula.value(&sums));
    let ranges = match how {
        Some(how) => intervals(&used(&tally.ledger, &formulas), &formulas, articles, how, watch),
        None => vec![None; formulas.len()],
    };
    let mut estimates = values.zip(ranges).map(|(value, interval)| Estimate { value, interval: interval.filter(|_| value.is_some()) });
    let mut done: Vec<Agreement> = outlines.iter().map(|outline| outline.filled(&mut estimates, &sums)).collect();
    let group = if tally.group.is_some() { done.pop() } else { None };
    (done, group)
}

/// The ledger with those columns alone that formulas read.
fn used(ledger: &Ledger, formulas: &[Formula]) -> Ledger {
    let mut columns: Vec<Column> = formulas.iter().flat_map(Formula::columns).collect();
    columns.sort_unstable();
    columns.dedup();
    ledger.only(&columns)
}

impl Outline {
    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let plans = std::iter::once(&self.all).chain(&self.labels);
        plans.flat_map(|plan| plan.formulas.iter().map(|(_, formula)| formula)).chain(&self.kinds)
    }

    /// Takes the estimates of its formulas in their order.
    fn filled(&self, estimates: &mut impl Iterator<Item = Estimate>, sums: &Sums) -> Agreement {
        let all = self.all.filled(estimates, sums);
        let labels = self.labels.iter().map(|plan| plan.filled(estimates, sums)).collect();
        let kinds = estimates.take(self.kinds.len()).collect();
        Agreement { annotators: self.annotators.clone(), all, labels, kinds }
    }
}

impl Plan {
    fn filled(&self, estimates: &mut impl Iterator<Item = Estimate>, sums: &Sums) -> Figures {
        let count = |column: fn(&Spans) -> Column| self.spans.iter().map(|spans| sums.of(column(spans))).sum::<f64>() as u64;
        let scenarios = self.spans.first().filter(|_| self.pair).map(|spans| {
            let counts = spans.scenarios.map(|columns| columns.map(|column| sums.of(column) as u64));
            let named = counts.map(|[correct, incorrect, partial, missed, spurious]| Counts { correct, incorrect, partial, missed, spurious });
            Scenario::ALL.into_iter().zip(named).collect()
        });
        Figures {
            estimates: self.formulas.iter().map(|(measure, _)| *measure).zip(estimates).collect(),
            counts: (count(|spans| spans.left), count(|spans| spans.right)),
            scenarios: scenarios.unwrap_or_default(),
        }
    }
}

fn pair_outline(left: usize, right: usize, sheet: &PairSheet) -> Outline {
    let plan = |spans: &Spans, valued: &Valued<2>, told: bool| {
        let mut formulas = span_formulas(std::slice::from_ref(spans));
        if told {
            formulas.push((Measure::Cohen, Formula::Cohen { units: sheet.tokens, coding: valued.tokens.clone() }));
            let chance = |coding: &Coding<2>| coding.values.iter().map(|columns| columns.to_vec()).collect::<Vec<_>>();
            formulas.extend(corrected(&Weighed {
                tokens: (sheet.tokens, valued.tokens.apart, chance(&valued.tokens)),
                complete: (sheet.tokens, valued.tokens.apart, chance(&valued.tokens)),
                chars: (sheet.chars, valued.chars.apart, chance(&valued.chars)),
                squares: valued.squares,
                scale: 2.0,
            }));
        }
        Plan { formulas, spans: vec![spans.clone()], pair: true }
    };
    let relation = |links: &super::sheet::Links| Formula::F1 { matched: vec![links.matched], left: vec![links.left], right: vec![links.right] };
    let mut all = plan(&sheet.all.0, &sheet.all.1, true);
    all.formulas.push((Measure::Relations, relation(&sheet.relations)));
    let told = |at: usize| is_told(at, sheet.labels.len());
    let labels = sheet.labels.iter().enumerate().map(|(at, (spans, valued))| plan(spans, valued, told(at))).collect();
    Outline { annotators: vec![left, right], all, labels, kinds: sheet.kinds.iter().map(relation).collect() }
}

fn group_outline(tally: &Tally, group: &GroupSheet) -> Outline {
    let sheets: Vec<&PairSheet> = tally.pairs.iter().map(|(_, _, sheet)| sheet).collect();
    let plan = |spans: Vec<Spans>, codings: Vec<(Column, Coding<2>)>, (valued, complete): &(Valued<1>, Coding<1>), told: bool| {
        let mut formulas = span_formulas(&spans);
        if told {
            formulas.push((Measure::Cohen, Formula::MeanCohen { pairs: codings }));
            let chance = |coding: &Coding<1>| coding.values.iter().map(|columns| columns.to_vec()).collect::<Vec<_>>();
            formulas.extend(corrected(&Weighed {
                tokens: (group.tokens, valued.tokens.apart, chance(&valued.tokens)),
                complete: (group.complete, complete.apart, chance(complete)),
                chars: (group.chars, valued.chars.apart, chance(&valued.chars)),
                squares: valued.squares,
                scale: 1.0,
            }));
        }
        Plan { formulas, spans, pair: false }
    };
    let of_label = |at: usize| {
        let parts: Vec<&(Spans, Valued<2>)> = sheets.iter().filter_map(|sheet| sheet.labels.get(at)).collect();
        let codings = sheets.iter().zip(&parts).map(|(sheet, (_, valued))| (sheet.tokens, valued.tokens.clone())).collect();
        (parts.iter().map(|(spans, _)| spans.clone()).collect::<Vec<_>>(), codings)
    };
    let relation = |links: Vec<&super::sheet::Links>| Formula::F1 {
        matched: links.iter().map(|links| links.matched).collect(),
        left: links.iter().map(|links| links.left).collect(),
        right: links.iter().map(|links| links.right).collect(),
    };
    let whole = sheets.iter().map(|sheet| (sheet.tokens, sheet.all.1.tokens.clone())).collect();
    let mut all = plan(sheets.iter().map(|sheet| sheet.all.0.clone()).collect(), whole, &group.all, true);
    all.formulas.push((Measure::Relations, relation(sheets.iter().map(|sheet| &sheet.relations).collect())));
    let labels = group.labels.iter().enumerate().map(|(at, columns)| {
        let (spans, codings) = of_label(at);
        plan(spans, codings, columns, is_told(at, group.labels.len()))
    });
    let kinds = (0..sheets.first().map_or(0, |sheet| sheet.kinds.len())).map(|at| relation(sheets.iter().filter_map(|sheet| sheet.kinds.get(at)).collect()));
    let people = tally.pairs.iter().map(|(_, right, _)| right + 1).max().unwrap_or_default();
    Outline { annotators: (0..people).collect(), all, labels: labels.collect(), kinds: kinds.collect() }
}

/// Whether a label has a bit of its own in sets of labels.
fn is_told(label: usize, labels: usize) -> bool {
    labels <= usize::from(BITS) || label < usize::from(BITS) - 1
}

fn span_formulas(spans: &[Spans]) -> Vec<(Measure, Formula)> {
    let all = |column: fn(&Spans) -> Column| spans.iter().map(column).collect::<Vec<_>>();
    let f1 = |matched| Formula::F1 { matched, left: all(|spans| spans.left), right: all(|spans| spans.right) };
    vec![(Measure::ExactF1, f1(all(|spans| spans.exact))), (Measure::OverlapF1, f1(all(|spans| spans.overlap)))]
}

/// Totals, disagreement and values, in tokens, in tokens of complete articles and in code points.
struct Weighed {
    tokens: (Column, Column, Vec<Vec<Column>>),
    complete: (Column, Column, Vec<Vec<Column>>),
    chars: (Column, Column, Vec<Vec<Column>>),
    squares: Column,
    scale: f64,
}

fn corrected(of: &Weighed) -> [(Measure, Formula); 3] {
    let scale = of.scale;
    let (total, apart, values) = of.complete.clone();
    let fleiss = Formula::Fleiss { total, scale, apart, values };
    let (total, apart, values) = of.tokens.clone();
    let alpha = Formula::Alpha { total, scale, apart, values };
    let (total, apart, values) = of.chars.clone();
    let unitizing = Formula::Unitizing { total, scale, apart, values, squares: of.squares };
    [(Measure::Fleiss, fleiss), (Measure::Alpha, alpha), (Measure::Unitizing, unitizing)]
}
