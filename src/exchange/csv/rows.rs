//! Rows and cells, as RFC 4180 has them, with line feeds.

use csv_core::{ReadRecordResult, ReaderBuilder};

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// How cells are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Between cells.
    pub(super) parted: char,
    /// Whether no cell can be a formula.
    pub(super) safe: bool,
}

impl Style {
    /// A row with its line end.
    pub(super) fn row<S: AsRef<str>>(self, cells: &[S]) -> String {
        let mut row = String::with_capacity(cells.iter().map(|cell| cell.as_ref().len() + 3).sum());
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                row.push(self.parted);
            }
            self.cell(cell.as_ref(), &mut row);
        }
        row.push('\n');
        row
    }

    fn cell(self, text: &str, row: &mut String) {
        let guard = if self.safe && is_formula(text) { "'" } else { "" };
        // Some spreadsheets part cells at semicolons, some at tabs, whatever the file says.
        let parts = |byte: u8| matches!(byte, b'"' | b'\n' | b'\r' | b',' | b';' | b'\t') || char::from(byte) == self.parted;
        // White space before a guard is inside the cell. Lengths are compared, since comparing empty texts is slow.
        let bare = if guard.is_empty() { text.trim().len() == text.len() } else { text.trim_end().len() == text.len() };
        if bare && !text.bytes().any(parts) {
            row.push_str(guard);
            row.push_str(text);
            return;
        }
        row.push('"');
        row.push_str(guard);
        for (number, part) in text.split('"').enumerate() {
            row.push_str(if number > 0 { "\"\"" } else { "" });
            row.push_str(part);
        }
        row.push('"');
    }

    /// What a cell said before it was made safe.
    fn said(self, cell: String) -> String {
        match cell.strip_prefix('\'') {
            Some(text) if self.safe && is_formula(text) => text.to_owned(),
            _ => cell,
        }
    }

    /// The rows of a table, each with its cells; without a byte order mark.
    pub(super) fn rows(self, bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
        let mut reader = ReaderBuilder::new().delimiter(u8::try_from(self.parted).unwrap_or(b',')).build();
        let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let (mut cells, mut ends) = (vec![0; 4096], vec![0; 64]);
        let (mut written, mut ended) = (0, 0);
        let mut rows = Vec::new();
        loop {
            let (result, read, out, found) = reader.read_record(rest, cells.get_mut(written..).unwrap_or_default(), ends.get_mut(ended..).unwrap_or_default());
            rest = rest.get(read..).unwrap_or_default();
            (written, ended) = (written + out, ended + found);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => cells.resize(cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    let row = self.row_of(cells.get(..written).unwrap_or_default(), ends.get(..ended).unwrap_or_default());
                    rows.push(row.ok_or_else(|| format!("row {} is not UTF-8", rows.len() + 1))?);
                    (written, ended) = (0, 0);
                }
                ReadRecordResult::End => return Ok(rows),
            }
        }
    }

    fn row_of(self, cells: &[u8], ends: &[usize]) -> Option<Vec<String>> {
        let mut start = 0;
        let mut row = Vec::with_capacity(ends.len());
        for end in ends {
            row.push(self.said(String::from_utf8(cells.get(start..*end)?.to_vec()).ok()?));
            start = *end;
        }
        Some(row)
    }
}

/// Whether a cell begins like a formula, apostrophes before it not counted: so what was made safe can be told from what
/// begins with an apostrophe.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_table_comes_back(table in prop::collection::vec(prop::collection::vec("([=+@'\t\r\n\",; -]|\\PC|.){0,8}", 2..5), 1..6), tabs in any::<bool>(), safe in any::<bool>()) {
            let style = Style { parted: if tabs { '\t' } else { ',' }, safe };
            let written: String = style.row(&["a", "b"]) + &table.iter().map(|row| style.row(row)).collect::<String>();
            prop_assert_eq!(&style.rows(written.as_bytes()).unwrap()[1..], table.as_slice());
            if safe {
                let bare = Style { safe: false, ..style }.rows(written.as_bytes()).unwrap();
                prop_assert!(bare.iter().flatten().all(|cell| !cell.starts_with(FORMULA)));
            }
        }

        #[test]
        fn any_bytes_are_rows_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Style { parted: ',', safe: true }.rows(&bytes);
        }
    }

    #[test]
    fn long_rows_and_windows_lines_are_read() {
        let style = Style { parted: ',', safe: true };
        let long = "x,".repeat(5000) + &"y".repeat(20_000);
        assert_eq!(style.rows(long.as_bytes()).unwrap()[0].len(), 5001);
        assert_eq!(style.rows(b"\xef\xbb\xbfa,b\r\n\"c\nd\",'=e\r\n").unwrap(), [["a", "b"], ["c\nd", "=e"]]);
        assert!(style.rows(b"a\n\xff\n").is_err());
    }
}
