//! Rows of comma-separated values that are safe to open in a spreadsheet.

use crate::article::printable;

/// A row with its line end. A cell that a spreadsheet would take for a formula begins with an apostrophe.
pub(super) fn csv_row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| csv_cell(cell.as_ref())).collect();
    cells.join(",") + "\n"
}

fn csv_cell(text: &str) -> String {
    let text = printable(text);
    let text = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text };
    // Some spreadsheets part cells at semicolons.
    if text.contains([',', ';', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        assert_eq!(csv_row(["=SUM(A1)", "a \"b\", c", "plain", ""]), "'=SUM(A1),\"a \"\"b\"\", c\",plain,\n");
    }
}
