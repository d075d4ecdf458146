//! Rows in columns, as wide as what is in them.

/// A table with its heading; the last column is not padded.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let cells = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let heading = heading.map(str::to_owned);
    let widths: Vec<usize> = (0..N)
        .map(|column| std::iter::once(&heading).chain(rows).filter_map(|row| row.get(column)).map(|cell| cells(cell)).max().unwrap_or_default())
        .collect();
    let mut out = String::new();
    for row in std::iter::once(&heading).chain(rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cells(cell)) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["1".to_owned(), "東京".to_owned()], ["12".to_owned(), "b".to_owned()]];
        assert_eq!(table(["no", "what"], &rows), "no  what\n1   東京\n12  b\n");
    }
}
