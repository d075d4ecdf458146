//! Sums by article: every figure is a function of sums over articles, so that resampling articles is only adding up.

/// The number of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column(u32);

/// Rounds whose sums are made in one pass.
pub(super) const ABREAST: usize = 8;

#[derive(Clone, Debug, Default)]
struct Entries {
    rows: Vec<u32>,
    values: Vec<f64>,
}

/// A table of articles by quantities of which most cells are zero.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    columns: Vec<Entries>,
}

impl Ledger {
    /// A new column.
    pub(super) fn column(&mut self) -> Column {
        self.columns.push(Entries::default());
        Column(self.columns.len() as u32 - 1)
    }

    /// Adds to a cell; rows come in ascending order.
    pub(super) fn add(&mut self, column: Column, row: u32, value: f64) {
        let Some(entries) = self.columns.get_mut(column.0 as usize) else { return };
        if let (Some(last), Some(sum)) = (entries.rows.last(), entries.values.last_mut())
            && *last == row
        {
            *sum += value;
        } else if value != 0.0 {
            entries.rows.push(row);
            entries.values.push(value);
        }
    }

    /// The same with all other columns than these empty.
    pub(super) fn only(&self, kept: &[Column]) -> Self {
        let mut other = Self { columns: vec![Entries::default(); self.columns.len()] };
        for column in kept {
            let at = column.0 as usize;
            if let (Some(to), Some(from)) = (other.columns.get_mut(at), self.columns.get(at)) {
                *to = from.clone();
            }
        }
        other
    }

    /// The sums of all columns.
    pub(super) fn sums(&self) -> Sums {
        Sums(self.columns.iter().map(|entries| entries.values.iter().sum()).collect())
    }

    /// The sums when each article counts as often as its weight says, for eight sets of weights at a time.
    pub(super) fn weighted(&self, weights: &[[f64; ABREAST]]) -> [Sums; ABREAST] {
        let mut sums: [Vec<f64>; ABREAST] = std::array::from_fn(|_| Vec::with_capacity(self.columns.len()));
        for entries in &self.columns {
            let mut total = [0.0; ABREAST];
            for (row, value) in entries.rows.iter().zip(&entries.values) {
                if let Some(weight) = weights.get(*row as usize) {
                    for (sum, weight) in total.iter_mut().zip(weight) {
                        *sum += value * weight;
                    }
                }
            }
            for (sums, total) in sums.iter_mut().zip(total) {
                sums.push(total);
            }
        }
        sums.map(Sums)
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
