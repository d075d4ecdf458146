//! Who threatens whom.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ledger, Part};

/// A name, or none where nobody is said to be it yet.
type Name<'l> = Option<&'l str>;

/// Threats by issuer and target.
#[derive(Debug, Default)]
pub struct Matrix<'l> {
    cells: BTreeMap<(Name<'l>, Name<'l>), Vec<usize>>,
}

impl Ledger {
    /// The threats of each issuer against each target, with those that repeat another one or without.
    #[must_use]
    pub fn matrix(&self, repeats: bool) -> Matrix<'_> {
        let names = |at: usize, kind: &str| -> Vec<Name<'_>> {
            let names: Vec<Name<'_>> = self.related(at, kind).into_iter().map(|actor| Some(actor.name.as_str())).collect();
            if names.is_empty() { vec![None] } else { names }
        };
        let mut matrix = Matrix::default();
        for (at, _) in self.of_part(Part::Threat).filter(|(_, entry)| repeats || entry.repeats.is_none()) {
            for issuer in names(at, "issued_by") {
                for target in names(at, "targets") {
                    matrix.cells.entry((issuer, target)).or_default().push(at);
                }
            }
        }
        matrix
    }
}

impl<'l> Matrix<'l> {
    /// Whether there is no threat in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Who threatens, by name; nobody comes first.
    #[must_use]
    pub fn issuers(&self) -> BTreeSet<Name<'l>> {
        self.cells.keys().map(|(issuer, _)| *issuer).collect()
    }

    /// Who is threatened, likewise.
    #[must_use]
    pub fn targets(&self) -> BTreeSet<Name<'l>> {
        self.cells.keys().map(|(_, target)| *target).collect()
    }

    /// The threats of one against another, as places among the entries.
    #[must_use]
    pub fn threats(&self, issuer: Name<'l>, target: Name<'l>) -> &[usize] {
        self.cells.get(&(issuer, target)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Issuer, target and the threats of the one against the other, wherever there are any.
    pub fn cells(&self) -> impl Iterator<Item = (Name<'l>, Name<'l>, &[usize])> {
        self.cells.iter().map(|((issuer, target), threats)| (*issuer, *target, threats.as_slice()))
    }
}
