//! Which labels are taken for which.

use super::corpus::{Corpus, Unit};
use super::spans::Meeting;
use super::tally::stretches_of;
use super::walk::labels;

/// A table of labels by labels; the last row and the last column are "nothing".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    size: usize,
    cells: Vec<u64>,
}

impl Confusion {
    fn new(labels: usize) -> Self {
        let size = labels + 1;
        Self { size, cells: vec![0; size * size] }
    }

    fn add(&mut self, left: Option<u16>, right: Option<u16>, count: u64) {
        let place = |label: Option<u16>| label.map_or(self.size - 1, usize::from);
        let at = place(left) * self.size + place(right);
        if let Some(cell) = self.cells.get_mut(at) {
            *cell += count;
        }
    }

    /// How often the first gave `left` where the second gave `right`; `None` stands for nothing.
    #[must_use]
    pub fn count(&self, left: Option<u16>, right: Option<u16>) -> u64 {
        let place = |label: Option<u16>| label.map_or(self.size.saturating_sub(1), usize::from);
        self.cells.get(place(left) * self.size + place(right)).copied().unwrap_or_default()
    }
}

/// The confusion of two annotators in spans and in tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusions {
    /// Spans with the same boundaries: those with the same label are paired first, then what is left in the order of
    /// labels. What has no span on the same boundaries stands against nothing.
    pub spans: Confusion,
    /// Tokens. A token's labels that both gave count as such; of the others, each of the one side counts against each
    /// of the other, or against nothing.
    pub tokens: Confusion,
}

/// The confusion of two annotators (by number).
#[must_use]
pub fn confusions(corpus: &Corpus, left: usize, right: usize) -> Confusions {
    let count = corpus.labels.all().len();
    let mut found = Confusions { spans: Confusion::new(count), tokens: Confusion::new(count) };
    for entry in &corpus.articles {
        let (Some(Some(mine)), Some(Some(theirs))) = (entry.work.get(left), entry.work.get(right)) else { continue };
        spans(&mut found.spans, &mine.units, &theirs.units);
        let mut unmarked = u64::from(entry.tokens);
        stretches_of([mine, theirs], |length, [a, b]| {
            unmarked -= u64::from(length);
            let count = u64::from(length);
            labels(a & b).for_each(|label| found.tokens.add(Some(label), Some(label), count));
            let (mine, theirs) = (a & !b, b & !a);
            for label in labels(mine) {
                if theirs == 0 {
                    found.tokens.add(Some(label), None, count);
                }
                labels(theirs).for_each(|other| found.tokens.add(Some(label), Some(other), count));
            }
            if mine == 0 {
                labels(theirs).for_each(|label| found.tokens.add(None, Some(label), count));
            }
        });
        found.tokens.add(None, None, unmarked);
    }
    found
}

fn spans(confusion: &mut Confusion, left: &[Unit], right: &[Unit]) {
    let mut meeting = Meeting::default();
    meeting.meet(left, right);
    let (mut mine, mut theirs) = (vec![false; left.len()], vec![false; right.len()]);
    let mut take = |a: usize, b: usize, mine: &mut [bool], theirs: &mut [bool]| {
        if let (Some(a_taken), Some(b_taken), Some(one), Some(other)) = (mine.get_mut(a), theirs.get_mut(b), left.get(a), right.get(b)) {
            (*a_taken, *b_taken) = (true, true);
            confusion.add(Some(one.label), Some(other.label), 1);
        }
    };
    let mut exact = Vec::new();
    meeting.exact(left, right, |a, b| exact.push((a, b)));
    for (a, b) in exact {
        take(a, b, &mut mine, &mut theirs);
    }
    for (a, b) in meeting.edges() {
        let (a, b) = (*a as usize, *b as usize);
        let (Some(one), Some(other)) = (left.get(a), right.get(b)) else { continue };
        let free = mine.get(a) == Some(&false) && theirs.get(b) == Some(&false);
        if free && one.extent == other.extent && one.parts == other.parts {
            take(a, b, &mut mine, &mut theirs);
        }
    }
    for (unit, _) in left.iter().zip(&mine).filter(|(_, taken)| !**taken) {
        confusion.add(Some(unit.label), None, 1);
    }
    for (unit, _) in right.iter().zip(&theirs).filter(|(_, taken)| !**taken) {
        confusion.add(None, Some(unit.label), 1);
    }
}
