//! Coefficients that correct for chance, as functions of a few sums.
//!
//! Values that units were given are counted sparsely: what the listed counts leave over of the total is the count of
//! one more value, "no label". A coefficient is `None` where it is not defined: without units, or when everything
//! got the same value, so that agreement by chance would be complete.

/// Differences from complete agreement by chance below this are rounding.
const ROUNDING: f64 = 1e-12;

/// `1 - observed / expected`, where both are disagreement.
fn corrected(observed: f64, expected: f64) -> Option<f64> {
    (expected > ROUNDING).then(|| 1.0 - observed / expected)
}

/// Cohen's κ of two annotators (J. Cohen: "A coefficient of agreement for nominal scales", 1960).
///
/// κ = (po - pe) / (1 - pe); po is the share of units with the same value, pe = Σ over values (left/n)·(right/n).
/// `n` units, of which `apart` have different values; `values` holds how often left and right gave each value.
/// From -1 to 1.
pub(super) fn cohen(n: f64, apart: f64, values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    if n <= 0.0 {
        return None;
    }
    let (mut lefts, mut rights, mut chance) = (0.0, 0.0, 0.0);
    for (left, right) in values {
        lefts += left;
        rights += right;
        chance += left * right;
    }
    chance += (n - lefts) * (n - rights);
    corrected(apart / n, 1.0 - chance / (n * n))
}

/// Fleiss' κ of a constant number of annotators (J. L. Fleiss: "Measuring nominal scale agreement among many raters",
/// 1971).
///
/// κ = (P - Pe) / (1 - Pe); P is the mean share of agreeing pairs of annotators in a unit, Pe = Σ pj².
/// `n` values in all (units times annotators m), `apart` = Σ over units of Σ over values v of c(m - c) / (m - 1), where
/// c annotators gave v; `values` holds how often each value was given. From -1/(m - 1) to 1.
pub(super) fn fleiss(n: f64, apart: f64, values: impl Iterator<Item = f64>) -> Option<f64> {
    if n <= 0.0 {
        return None;
    }
    let (given, squares) = totals(values);
    corrected(apart / n, 1.0 - (squares + (n - given) * (n - given)) / (n * n))
}

/// Krippendorff's α for nominal data; data may be missing (K. Krippendorff: "Computing Krippendorff's
/// alpha-reliability", 2011).
///
/// α = 1 - Do / De; Do = Σ over c ≠ k of o(c, k), De = Σ over c ≠ k of n(c)·n(k) / (n - 1). Arguments as for [`fleiss`];
/// units with a single value are left out by the caller. Below 0 to 1.
pub(super) fn alpha(n: f64, apart: f64, values: impl Iterator<Item = f64>) -> Option<f64> {
    if n <= 1.0 {
        return None;
    }
    let (given, squares) = totals(values);
    let expected = (n * n - squares - (n - given) * (n - given)) / (n - 1.0);
    corrected(apart / n, expected / n)
}

/// Krippendorff's uα for unitizing (K. Krippendorff, Y. Mathet, S. Bouvry, A. Widlöcher: "On the reliability of
/// unitizing textual continua: further developments", 2016).
///
/// uα = 1 - Do / De with the lengths of intersections as coincidences: Do = l - Σ l(c, c),
/// De = l - l·(Σ l(c)² - s) / (l² - s). `l` is the length of the text times annotators, `apart` is Do, `values` holds
/// l(c) of each value, and `own` is s: the squared lengths of all units plus the lengths of all gaps. Below 0 to 1.
pub(super) fn unitizing(l: f64, apart: f64, values: impl Iterator<Item = f64>, own: f64) -> Option<f64> {
    if l <= 1.0 {
        return None;
    }
    let (given, squares) = totals(values);
    let same = squares + (l - given) * (l - given) - own;
    let all = l * l - own;
    if all <= ROUNDING * l * l {
        return None;
    }
    corrected(apart / l, 1.0 - same / all)
}

/// F1 = 2·matched / (left + right) (C. J. van Rijsbergen: "Information retrieval", 1979; for annotators without a gold
/// standard G. Hripcsak, A. S. Rothschild: "Agreement, the F-measure, and reliability in information retrieval", 2005).
/// Symmetric; from 0 to 1; `None` when nobody marked anything.
pub(super) fn f1(matched: f64, left: f64, right: f64) -> Option<f64> {
    (left + right > 0.0).then(|| 2.0 * matched / (left + right))
}

fn totals(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((0.0, 0.0), |(sum, squares), value| (sum + value, squares + value * value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64, digits: i32) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 0.5 * 10_f64.powi(-digits) + 1e-12, "{found} is not {expected}");
    }

    /// A row a unit, a column a value: how many annotators gave it. Units with less than two values are left out.
    fn counted(table: &[&[u32]]) -> (f64, f64, Vec<f64>) {
        let (mut n, mut apart, mut values) = (0.0, 0.0, vec![0.0; table[0].len()]);
        for row in table {
            let m = f64::from(row.iter().sum::<u32>());
            if m < 2.0 {
                continue;
            }
            n += m;
            for (value, count) in values.iter_mut().zip(*row) {
                *value += f64::from(*count);
                apart += f64::from(*count) * (m - f64::from(*count)) / (m - 1.0);
            }
        }
        (n, apart, values)
    }

    #[test]
    fn cohen_1960_table_1_of_psychiatric_diagnoses() {
        let cells = [[88.0, 14.0, 18.0], [10.0, 40.0, 10.0], [2.0, 6.0, 12.0]];
        let rows = cells.iter().map(|row| row.iter().sum::<f64>());
        let columns = (0..3).map(|at| cells.iter().map(|row| row[at]).sum::<f64>());
        let apart = 200.0 - cells[0][0] - cells[1][1] - cells[2][2];
        near(cohen(200.0, apart, rows.zip(columns)), 0.492, 3);
    }

    #[test]
    fn cohen_of_fifty_grant_proposals() {
        near(cohen(50.0, 15.0, [(25.0, 30.0)].into_iter()), 0.4, 9);
    }

    #[test]
    fn fleiss_1971_table_1_of_thirty_patients() {
        let table: [[u32; 5]; 30] = [
            [0, 0, 0, 6, 0],
            [0, 3, 0, 0, 3],
            [0, 1, 4, 0, 1],
            [0, 0, 0, 0, 6],
            [0, 3, 0, 3, 0],
            [2, 0, 4, 0, 0],
            [0, 0, 4, 0, 2],
            [2, 0, 3, 1, 0],
            [2, 0, 0, 4, 0],
            [0, 0, 0, 0, 6],
            [1, 0, 0, 5, 0],
            [1, 1, 0, 4, 0],
            [0, 3, 3, 0, 0],
            [1, 0, 0, 5, 0],
            [0, 2, 0, 3, 1],
            [0, 0, 5, 0, 1],
            [3, 0, 0, 1, 2],
            [5, 1, 0, 0, 0],
            [0, 2, 0, 4, 0],
            [1, 0, 2, 0, 3],
            [0, 0, 0, 0, 6],
            [0, 1, 0, 5, 0],
            [0, 2, 0, 1, 3],
            [2, 0, 0, 4, 0],
            [1, 0, 0, 4, 1],
            [0, 5, 0, 1, 0],
            [4, 0, 0, 0, 2],
            [0, 2, 0, 4, 0],
            [1, 0, 5, 0, 0],
            [0, 0, 0, 0, 6],
        ];
        let rows: Vec<&[u32]> = table.iter().map(<[u32; 5]>::as_slice).collect();
        let (n, apart, values) = counted(&rows);
        near(fleiss(n, apart, values.into_iter()), 0.430, 3);
    }

    #[test]
    fn fleiss_of_fourteen_raters_and_ten_subjects() {
        let table: [&[u32]; 10] = [
            &[0, 0, 0, 0, 14],
            &[0, 2, 6, 4, 2],
            &[0, 0, 3, 5, 6],
            &[0, 3, 9, 2, 0],
            &[2, 2, 8, 1, 1],
            &[7, 7, 0, 0, 0],
            &[3, 2, 6, 3, 0],
            &[2, 5, 3, 2, 2],
            &[6, 5, 2, 1, 0],
            &[0, 2, 2, 3, 7],
        ];
        let (n, apart, values) = counted(&table);
        near(fleiss(n, apart, values.into_iter()), 0.210, 3);
    }

    #[test]
    fn krippendorff_2011_part_a_binary_data_of_two_observers() {
        let left = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
        let right = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
        let rows: Vec<[u32; 2]> = left.iter().zip(right).map(|(a, b)| [2 - a - b, a + b]).collect();
        let rows: Vec<&[u32]> = rows.iter().map(<[u32; 2]>::as_slice).collect();
        let (n, apart, values) = counted(&rows);
        near(alpha(n, apart, values.into_iter()), 0.095, 3);
    }

    #[test]
    fn krippendorff_2011_part_c_four_observers_with_missing_data() {
        let table: [&[u32]; 12] = [
            &[3, 0, 0, 0, 0],
            &[0, 3, 1, 0, 0],
            &[0, 0, 4, 0, 0],
            &[0, 0, 4, 0, 0],
            &[0, 4, 0, 0, 0],
            &[1, 1, 1, 1, 0],
            &[0, 0, 0, 4, 0],
            &[3, 1, 0, 0, 0],
            &[0, 4, 0, 0, 0],
            &[0, 0, 0, 0, 3],
            &[2, 0, 0, 0, 0],
            &[0, 0, 1, 0, 0],
        ];
        let (n, apart, values) = counted(&table);
        assert_eq!(n as u32, 40);
        near(alpha(n, apart, values.into_iter()), 0.743, 3);
    }

    #[test]
    fn units_of_length_one_make_unitizing_alpha_the_nominal_alpha() {
        let (n, apart, values) = counted(&[&[2, 0], &[1, 1], &[0, 2], &[2, 0], &[1, 1]]);
        let unitized = unitizing(n, apart, values.clone().into_iter(), n);
        near(unitized, alpha(n, apart, values.into_iter()).unwrap(), 12);
    }

    #[test]
    fn nothing_is_claimed_where_nothing_varies() {
        assert_eq!(cohen(10.0, 0.0, std::iter::empty()), None);
        assert_eq!(cohen(10.0, 0.0, [(10.0, 10.0)].into_iter()), None);
        assert_eq!(cohen(0.0, 0.0, std::iter::empty()), None);
        assert_eq!(fleiss(10.0, 0.0, std::iter::empty()), None);
        assert_eq!(alpha(10.0, 0.0, [10.0].into_iter()), None);
        assert_eq!(alpha(0.0, 0.0, std::iter::empty()), None);
        assert_eq!(unitizing(10.0, 0.0, std::iter::empty(), 10.0), None);
        assert_eq!(f1(0.0, 0.0, 0.0), None);
        assert_eq!(f1(0.0, 1.0, 0.0), Some(0.0));
    }
}
