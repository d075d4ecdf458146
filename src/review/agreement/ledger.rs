//! Sums by article: every figure is a function of sums over articles, so that resampling articles is only adding up.

/// The number of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column(u32);

/// Rounds whose sums are made in one pass.
pub(super) const ABREAST: usize = 8;

/// A table of articles by quantities of which most cells are zero. It is written article by article.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// The cells of closed rows that are not zero, row after row.
    cells: Vec<(Column, f64)>,
    /// Where each closed row ends in `cells`.
    ends: Vec<usize>,
    /// The open row, all columns; and those of them that are not zero.
    open: Vec<f64>,
    touched: Vec<Column>,
}

impl Ledger {
    /// A new column.
    pub(super) fn column(&mut self) -> Column {
        self.open.push(0.0);
        Column(self.open.len() as u32 - 1)
    }

    /// Adds to a cell of the open row; nothing is ever taken away.
    pub(super) fn add(&mut self, column: Column, value: f64) {
        if let Some(cell) = self.open.get_mut(column.0 as usize)
            && value > 0.0
        {
            if *cell == 0.0 {
                self.touched.push(column);
            }
            *cell += value;
        }
    }

    /// Closes the row of one article and opens the next.
    pub(super) fn close(&mut self) {
        for column in self.touched.drain(..) {
            if let Some(cell) = self.open.get_mut(column.0 as usize) {
                self.cells.push((column, std::mem::take(cell)));
            }
        }
        self.ends.push(self.cells.len());
    }

    /// The same with all other columns than these empty.
    pub(super) fn only(&self, kept: &[Column]) -> Self {
        let mut keep = vec![false; self.open.len()];
        for column in kept {
            if let Some(keep) = keep.get_mut(column.0 as usize) {
                *keep = true;
            }
        }
        let mut other = Self { open: self.open.clone(), ..Self::default() };
        for row in self.rows() {
            other.cells.extend(row.iter().filter(|(column, _)| keep.get(column.0 as usize) == Some(&true)));
            other.ends.push(other.cells.len());
        }
        other
    }

    fn rows(&self) -> impl Iterator<Item = &[(Column, f64)]> {
        let mut from = 0;
        self.ends.iter().map(move |end| self.cells.get(std::mem::replace(&mut from, *end)..*end).unwrap_or_default())
    }

    /// The sums of all columns.
    pub(super) fn sums(&self) -> Sums {
        let mut sums = vec![0.0; self.open.len()];
        for (column, value) in &self.cells {
            if let Some(sum) = sums.get_mut(column.0 as usize) {
                *sum += value;
            }
        }
        Sums(sums)
    }

    /// The sums when each article counts as often as its weight says, for eight sets of weights at a time.
    pub(super) fn weighted(&self, weights: &[[f64; ABREAST]]) -> [Sums; ABREAST] {
        let mut totals = vec![[0.0; ABREAST]; self.open.len()];
        for (row, weights) in self.rows().zip(weights) {
            for (column, value) in row {
                if let Some(total) = totals.get_mut(column.0 as usize) {
                    for (sum, weight) in total.iter_mut().zip(weights) {
                        *sum += value * weight;
                    }
                }
            }
        }
        std::array::from_fn(|at| Sums(totals.iter().map(|total| total.get(at).copied().unwrap_or_default()).collect()))
    }
}

/// One sum for each column.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums(Vec<f64>);

impl Sums {
    /// The sum of a column.
    pub(super) fn of(&self, column: Column) -> f64 {
        self.0.get(column.0 as usize).copied().unwrap_or_default()
    }

    /// The sum of several columns.
    pub(super) fn of_all(&self, columns: &[Column]) -> f64 {
        columns.iter().map(|column| self.of(*column)).sum()
    }
}
