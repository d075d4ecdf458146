//! How a table is written, by its beginning.

use super::cells::{Cells, Quotation, Record};
use crate::sources::columns::{is_usual, is_value};

/// Rows that are looked at.
const ROWS: usize = 50;

/// What parts the cells of a table of one column, so that commas in its text part nothing: a character made for parting, which
/// no text has.
const NOTHING: u8 = 0x1f;

/// How a table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// What parts the cells.
    pub(super) delimiter: u8,
    /// Whether quotation marks stand around cells.
    pub(super) quoted: bool,
    /// Whether the first line says what parts the cells, as spreadsheets write it: `sep=;`.
    pub(super) told: bool,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// Rows with as many cells as there are names, and all others, of the first ones.
    even: usize,
    uneven: usize,
}

impl Shape {
    /// Whether the first row names columns.
    pub(super) fn has_names(&self) -> bool {
        let values = self.names.iter().filter(|name| is_value(name)).count();
        values == 0 || values * 2 < self.names.len() && self.names.iter().any(|name| is_usual(name, true))
    }

    /// Whether it is a table beyond doubt: one of the columns is called as texts are, another as something else of an article.
    pub(super) fn is_plain(&self) -> bool {
        let usual = self.names.iter().filter(|name| is_usual(name, false)).count();
        // A space after each comma is how a sentence is written.
        let spaced = self.names.iter().skip(1).all(|name| name.starts_with(' '));
        usual >= 2 && !spaced && self.names.iter().any(|name| is_usual(name, true)) && self.has_names() && self.even > self.uneven
    }

    /// The same table as one column, each line of it a cell.
    pub(super) fn one_column(self, head: &str) -> Self {
        let head = if self.told { head.split_once('\n').map_or(head, |(_, rest)| rest) } else { head };
        // Quotation marks may stand around a cell, or around what somebody said at its beginning.
        let mut cells = Cells::new(head.as_bytes(), NOTHING, true);
        let mut record = Record::default();
        let mut quoted = true;
        for _ in 0..ROWS {
            let Ok(true) = cells.next(&mut record) else { break };
            // One that is open is cut off by the end of the beginning.
            quoted &= record.quotation() != Quotation::Broken;
        }
        Self { delimiter: NOTHING, quoted, even: 0, uneven: 0, ..self }
    }

    /// The name of the only column, when rows seem to have more.
    pub(super) fn only_name(&self) -> Option<&str> {
        match self.names.as_slice() {
            [name] if self.uneven > 0 && self.delimiter != NOTHING => Some(name.trim()),
            _ => None,
        }
    }

    /// How well it fits: usual names, the share of even rows, the number of columns.
    fn worth(&self) -> (usize, usize, usize) {
        let usual = self.names.iter().filter(|name| is_usual(name, false)).count();
        let share = if self.names.len() > 1 { self.even * 100 / (self.even + self.uneven).max(1) } else { 0 };
        (usual, share, self.names.len())
    }
}

/// The shape in which the beginning of a table reads best.
pub(super) fn shape(head: &str, delimiters: &[u8]) -> Shape {
    let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
    let told = first.strip_prefix("sep=").map(str::as_bytes).and_then(|mark| if let [mark] = mark { Some(*mark) } else { None });
    if let Some(mark) = told.filter(|mark| delimiters.contains(mark)) {
        return Shape { told: true, ..quoting(rest, mark) };
    }
    let mut best: Option<Shape> = None;
    for shape in delimiters.iter().map(|mark| quoting(head, *mark)) {
        if best.as_ref().is_none_or(|best| shape.worth() > best.worth()) {
            best = Some(shape);
        }
    }
    best.unwrap_or_else(|| quoting(head, b','))
}

/// With quotation marks around cells, unless the rows are more even without.
fn quoting(head: &str, delimiter: u8) -> Shape {
    let (with, without) = (measured(head, delimiter, true), measured(head, delimiter, false));
    let better = without.names.len() > 1 && without.even > with.even && without.uneven <= with.uneven;
    if better && without.names.iter().all(|name| !name.starts_with('"')) { without } else { with }
}

fn measured(head: &str, delimiter: u8, quoted: bool) -> Shape {
    let mut cells = Cells::new(head.as_bytes(), delimiter, quoted);
    let mut shape = Shape { delimiter, quoted, told: false, names: Vec::new(), even: 0, uneven: 0 };
    let mut record = Record::default();
    let mut last = false;
    for row in 0..ROWS {
        match cells.next(&mut record) {
            Ok(true) if row == 0 => shape.names = record.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect(),
            Ok(true) => {
                last = record.cells().count() == shape.names.len();
                *(if last { &mut shape.even } else { &mut shape.uneven }) += 1;
            }
            _ => {
                // The last row may be cut off by the end of the beginning.
                let count = if last { &mut shape.even } else { &mut shape.uneven };
                if !last && !head.ends_with('\n') {
                    *count = count.saturating_sub(1);
                }
                break;
            }
        }
    }
    shape
}
