//! What every page has, whatever is on it: its head, its end, escaped texts, tables.

use std::fmt::Write;

use super::style;
use crate::annotation::Codebook;
use crate::article::printable;

/// Where the body of a page begins.
pub const BODY: &str = "<body>\n<main>\n";

/// The end of a page.
pub const PAGE_END: &str = "</main>\n</body>\n</html>\n";

/// All of a page before its body. `more` are rules of style that this page needs beside those of all pages.
#[must_use]
pub fn head(title: &str, codebook: &Codebook, more: &str) -> String {
    let (rules, labels) = (style::STYLE, style::labels(codebook));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{rules}{labels}{more}</style>\n</head>\n",
        text(title)
    )
}

/// A text that means nothing in HTML; control and direction characters are visible marks.
#[must_use]
pub fn text(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// A table with its caption, headings and rows; the first cell of each row is its heading. Cells are HTML; columns in which
/// nothing stands are left out, and numbers stand below each other.
pub fn table(out: &mut String, caption: &str, columns: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).filter(|cell| !cell.is_empty());
    let shown: Vec<(usize, &str)> = (0..columns.len())
        .filter(|column| *column == 0 || cells(*column).next().is_some())
        .map(|column| (column, if column > 0 && cells(column).all(|cell| is_figure(cell)) { " class=\"number\"" } else { "" }))
        .collect();
    let head = |(column, class): &(usize, &str)| format!("<th scope=\"col\"{class}>{}</th>", columns.get(*column).copied().unwrap_or_default());
    let heads: String = shown.iter().map(head).collect();
    let _ = writeln!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table>\n<caption>{0}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>",
        text(caption)
    );
    for row in rows {
        let cell = |(column, class): &(usize, &str)| {
            let cell = row.get(*column).map(String::as_str).unwrap_or_default();
            if *column == 0 { format!("<th scope=\"row\">{cell}</th>") } else { format!("<td{class}>{cell}</td>") }
        };
        let cells: String = shown.iter().map(cell).collect();
        let _ = writeln!(out, "<tr>{cells}</tr>");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// Whether a cell holds nothing but figures: `12`, `.85 (.79–.90)`; a date is none.
fn is_figure(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit() || " .,()/%–−".contains(c))
}
