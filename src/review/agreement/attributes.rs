//! Agreement on the attributes of annotations.

use std::collections::BTreeMap;

use super::chance::cohen;
use super::corpus::{Corpus, Unit};
use super::spans::{Meeting, paired};

/// How two annotators agree on an attribute of spans that both marked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeAgreement {
    /// The number of the attribute in the corpus.
    pub attribute: u16,
    /// The number of the label that has it.
    pub label: u16,
    /// Pairs of matched spans of which one at least has a value.
    pub pairs: u64,
    /// Those with the same value.
    pub equal: u64,
    /// Pairs of which both have a value.
    pub both: u64,
    /// Cohen's κ over those: for attributes that are a choice or yes and no.
    pub kappa: Option<f64>,
}

impl AttributeAgreement {
    /// The share of equal values.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.equal as f64 / self.pairs as f64)
    }
}

/// Agreement on attributes, by label and attribute, on spans that are paired with the same label and a common code
/// point (the largest share of common text first).
#[must_use]
pub fn attributes(corpus: &Corpus, left: usize, right: usize) -> Vec<AttributeAgreement> {
    type Values<'a> = Vec<(Option<&'a str>, Option<&'a str>)>;
    let mut by_name: BTreeMap<(u16, u16), Values<'_>> = BTreeMap::new();
    let mut meeting = Meeting::default();
    for entry in &corpus.articles {
        let (Some(Some(mine)), Some(Some(theirs))) = (entry.work.get(left), entry.work.get(right)) else { continue };
        if mine.units.iter().chain(&theirs.units).all(|unit| unit.attributes.is_empty()) {
            continue;
        }
        for (unit, partner) in mine.units.iter().zip(paired(&mine.units, &theirs.units, &mut meeting)) {
            let Some(other) = partner.and_then(|at| theirs.units.get(at as usize)) else { continue };
            let mut names: Vec<u16> = unit.attributes.iter().chain(&other.attributes).map(|(name, _)| *name).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                by_name.entry((unit.label, name)).or_default().push((value(unit, name), value(other, name)));
            }
        }
    }
    by_name
        .into_iter()
        .map(|((label, attribute), values)| {
            let both: Vec<(&str, &str)> = values.iter().filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect();
            AttributeAgreement {
                attribute,
                label,
                pairs: values.len() as u64,
                equal: both.iter().filter(|(a, b)| a == b).count() as u64,
                both: both.len() as u64,
                kappa: kappa(&both),
            }
        })
        .collect()
}

fn value(unit: &Unit, name: u16) -> Option<&str> {
    unit.attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| &**value)
}

fn kappa(pairs: &[(&str, &str)]) -> Option<f64> {
    let mut counts: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (left, right) in pairs {
        counts.entry(left).or_default().0 += 1.0;
        counts.entry(right).or_default().1 += 1.0;
    }
    let apart = pairs.iter().filter(|(a, b)| a != b).count() as f64;
    cohen(pairs.len() as f64, apart, counts.into_values())
}
