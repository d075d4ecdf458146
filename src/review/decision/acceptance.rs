//! Many cases decided at once.

use jiff::Timestamp;

use super::{Adjudication, CaseState, Choice, Decision};
use crate::annotation::LabelId;
use crate::review::cases::{Case, CaseKind};

impl Adjudication {
    /// Decisions that accept every open case on which all agree.
    #[must_use]
    pub fn accept_agreed(&self, by: &str, at: Timestamp) -> Vec<Decision> {
        let agreed = self.undecided().filter(|case| case.kind == CaseKind::Agreed);
        agreed.map(|case| Decision::new(case, Choice::Take(case.holders()), by, at)).collect()
    }

    /// Decisions that accept, in every open case, what an annotator has under a label; without a label, under any.
    #[must_use]
    pub fn accept_all_of(&self, annotator: &str, label: Option<&LabelId>, by: &str, at: Timestamp) -> Vec<Decision> {
        let theirs = |case: &&Case| case.of(annotator).is_some_and(|(version, _)| label.is_none_or(|label| version.label == *label));
        self.undecided().filter(theirs).map(|case| Decision::new(case, Choice::Take(vec![annotator.to_owned()]), by, at)).collect()
    }

    fn undecided(&self) -> impl Iterator<Item = &Case> {
        self.cases().iter().enumerate().filter(|(number, _)| self.state(*number) != CaseState::Decided).map(|(_, case)| case)
    }
}
