//! Which column of the ledger holds what, for a pair of annotators and for all of them.

use std::collections::BTreeMap;

use super::chance;
use super::ledger::{Column, Ledger, Sums};
use super::scenario::Scenario;
use super::walk::Mask;

/// Numbers for the sets of labels that occur.
#[derive(Debug, Default)]
pub(super) struct Codes {
    small: Vec<Option<u32>>,
    large: BTreeMap<Mask, u32>,
    count: u32,
}

impl Codes {
    /// Sets below this are looked up in a plain list.
    const SMALL: usize = 1024;

    /// The number of a set that is not empty.
    pub(super) fn number(&mut self, mask: Mask) -> usize {
        let count = self.count;
        let number = match usize::try_from(mask) {
            Ok(at) if at < Self::SMALL => {
                if self.small.is_empty() {
                    self.small.resize(Self::SMALL, None);
                }
                self.small.get_mut(at).map_or(count, |slot| *slot.get_or_insert(count))
            }
            _ => *self.large.entry(mask).or_insert(count),
        };
        if number == count {
            self.count += 1;
        }
        number as usize
    }
}

/// How two annotators (or `N` sides, or all as one side) valued units of text.
#[derive(Clone, Debug)]
pub(super) struct Coding<const N: usize> {
    /// Disagreement; see `chance`.
    pub(super) apart: Column,
    /// How often each side gave each value.
    pub(super) values: Vec<[Column; N]>,
}

impl<const N: usize> Coding<N> {
    pub(super) fn new(ledger: &mut Ledger, values: usize) -> Self {
        let apart = ledger.column();
        let values = (0..values).map(|_| std::array::from_fn(|_| ledger.column())).collect();
        Self { apart, values }
    }

    /// The columns of a value, new ones when it is new.
    pub(super) fn value(&mut self, ledger: &mut Ledger, value: usize) -> Option<[Column; N]> {
        while self.values.len() <= value {
            self.values.push(std::array::from_fn(|_| ledger.column()));
        }
        self.values.get(value).copied()
    }
}

/// Text valued in tokens and in code points.
#[derive(Clone, Debug)]
pub(super) struct Valued<const N: usize> {
    pub(super) tokens: Coding<N>,
    pub(super) chars: Coding<N>,
    /// Squared lengths of stretches with a value.
    pub(super) squares: Column,
}

impl<const N: usize> Valued<N> {
    pub(super) fn new(ledger: &mut Ledger, values: usize) -> Self {
        Self { tokens: Coding::new(ledger, values), chars: Coding::new(ledger, values), squares: ledger.column() }
    }
}

/// Counts of spans.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    pub(super) left: Column,
    pub(super) right: Column,
    pub(super) exact: Column,
    pub(super) overlap: Column,
    /// By scenario: correct, incorrect, partial, missed, spurious.
    pub(super) scenarios: [[Column; 5]; 4],
}

impl Spans {
    pub(super) fn new(ledger: &mut Ledger) -> Self {
        Self {
            left: ledger.column(),
            right: ledger.column(),
            exact: ledger.column(),
            overlap: ledger.column(),
            scenarios: Scenario::ALL.map(|_| std::array::from_fn(|_| ledger.column())),
        }
    }
}

/// Relations of a type: of the left, of the right, common.
#[derive(Clone, Debug)]
pub(super) struct Links {
    pub(super) left: Column,
    pub(super) right: Column,
    pub(super) matched: Column,
}

impl Links {
    pub(super) fn new(ledger: &mut Ledger) -> Self {
        Self { left: ledger.column(), right: ledger.column(), matched: ledger.column() }
    }
}

/// All of a pair.
#[derive(Clone, Debug)]
pub(super) struct PairSheet {
    /// Tokens and code points of the articles on which both worked.
    pub(super) tokens: Column,
    pub(super) chars: Column,
    /// Whatever the label; then by label.
    pub(super) all: (Spans, Valued<2>),
    pub(super) labels: Vec<(Spans, Valued<2>)>,
    pub(super) relations: Links,
    pub(super) kinds: Vec<Links>,
}

impl PairSheet {
    pub(super) fn new(ledger: &mut Ledger, labels: usize, kinds: usize) -> Self {
        Self {
            tokens: ledger.column(),
            chars: ledger.column(),
            all: (Spans::new(ledger), Valued::new(ledger, 0)),
            labels: (0..labels).map(|_| (Spans::new(ledger), Valued::new(ledger, 1))).collect(),
            relations: Links::new(ledger),
            kinds: (0..kinds).map(|_| Links::new(ledger)).collect(),
        }
    }
}

/// All of a group of more than two.
#[derive(Clone, Debug)]
pub(super) struct GroupSheet {
    /// Tokens and code points, each times the annotators of its article.
    pub(super) tokens: Column,
    pub(super) chars: Column,
    /// Tokens of the articles on which all worked, times annotators.
    pub(super) complete: Column,
    /// Whatever the label; then by label: all articles with two annotators or more, and those on which all worked.
    pub(super) all: (Valued<1>, Coding<1>),
    pub(super) labels: Vec<(Valued<1>, Coding<1>)>,
}

impl GroupSheet {
    pub(super) fn new(ledger: &mut Ledger, labels: usize) -> Self {
        Self {
            tokens: ledger.column(),
            chars: ledger.column(),
            complete: ledger.column(),
            all: (Valued::new(ledger, 0), Coding::new(ledger, 0)),
            labels: (0..labels).map(|_| (Valued::new(ledger, 1), Coding::new(ledger, 1))).collect(),
        }
    }
}

/// How a figure follows from sums.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// Matched, left and right; several pairs are added up.
    F1 { matched: Vec<Column>, left: Vec<Column>, right: Vec<Column> },
    /// Units and how two annotators valued them.
    Cohen { units: Column, coding: Coding<2> },
    /// The mean of κ of several pairs (R. J. Light: "Measures of response agreement for qualitative data", 1971).
    MeanCohen { pairs: Vec<(Column, Coding<2>)> },
    /// Values, each counted `scale` times, and what each was.
    Fleiss { total: Column, scale: f64, apart: Column, values: Vec<Vec<Column>> },
    /// The same.
    Alpha { total: Column, scale: f64, apart: Column, values: Vec<Vec<Column>> },
    /// The same on code points, with the squared lengths of units.
    Unitizing { total: Column, scale: f64, apart: Column, values: Vec<Vec<Column>>, squares: Column },
}

impl Formula {
    /// The columns it reads.
    pub(super) fn columns(&self) -> Vec<Column> {
        let coded = |units: Column, coding: &Coding<2>| {
            let values = coding.values.iter().flatten().copied();
            values.chain([units, coding.apart]).collect::<Vec<_>>()
        };
        match self {
            Self::F1 { matched, left, right } => matched.iter().chain(left).chain(right).copied().collect(),
            Self::Cohen { units, coding } => coded(*units, coding),
            Self::MeanCohen { pairs } => pairs.iter().flat_map(|(units, coding)| coded(*units, coding)).collect(),
            Self::Fleiss { total, apart, values, .. } | Self::Alpha { total, apart, values, .. } => {
                values.iter().flatten().copied().chain([*total, *apart]).collect()
            }
            Self::Unitizing { total, apart, values, squares, .. } => values.iter().flatten().copied().chain([*total, *apart, *squares]).collect(),
        }
    }

    /// The figure for given sums.
    pub(super) fn value(&self, sums: &Sums) -> Option<f64> {
        match self {
            Self::F1 { matched, left, right } => chance::f1(sums.of_all(matched), sums.of_all(left), sums.of_all(right)),
            Self::Cohen { units, coding } => cohen(sums, *units, coding),
            Self::MeanCohen { pairs } => {
                let known: Vec<f64> = pairs.iter().filter_map(|(units, coding)| cohen(sums, *units, coding)).collect();
                (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
            }
            Self::Fleiss { total, scale, apart, values } => {
                chance::fleiss(scale * sums.of(*total), scale * sums.of(*apart), values.iter().map(|columns| sums.of_all(columns)))
            }
            Self::Alpha { total, scale, apart, values } => {
                chance::alpha(scale * sums.of(*total), scale * sums.of(*apart), values.iter().map(|columns| sums.of_all(columns)))
            }
            Self::Unitizing { total, scale, apart, values, squares } => {
                let length = scale * sums.of(*total);
                let given: f64 = values.iter().map(|columns| sums.of_all(columns)).sum();
                let own = sums.of(*squares) + length - given;
                chance::unitizing(length, scale * sums.of(*apart), values.iter().map(|columns| sums.of_all(columns)), own)
            }
        }
    }
}

fn cohen(sums: &Sums, units: Column, coding: &Coding<2>) -> Option<f64> {
    let values = coding.values.iter().map(|[left, right]| (sums.of(*left), sums.of(*right)));
    chance::cohen(sums.of(units), sums.of(coding.apart), values)
}
