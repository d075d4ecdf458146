//! Tables of a Word document: a row is a line, with tabs between its cells.

use crate::sources::paragraph::Paragraph;

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Vec<Paragraph>>>,
    row: Vec<Vec<Paragraph>>,
    deleted: bool,
}

impl Table {
    /// Adds a cell to the open row.
    pub(super) fn push_cell(&mut self, mut cell: Vec<Paragraph>) {
        cell.retain(|paragraph| !paragraph.is_blank());
        self.row.push(cell);
    }

    /// Marks the open row as deleted by a tracked change.
    pub(super) fn delete_row(&mut self) {
        self.deleted = true;
    }

    /// Ends the open row.
    pub(super) fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !std::mem::take(&mut self.deleted) {
            self.rows.push(row);
        }
    }

    /// The paragraphs of the table: rows that follow each other are lines of one. A row with a cell of several paragraphs,
    /// or of one cell only, lays out the page, and its paragraphs stand by themselves.
    pub(super) fn into_paragraphs(mut self) -> Vec<Paragraph> {
        self.end_row();
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut in_lines = false;
        for row in self.rows {
            let lines = row.len() > 1 && row.iter().flatten().all(|paragraph| !paragraph.text.contains('\n')) && row.iter().all(|cell| cell.len() < 2);
            if !lines {
                paragraphs.extend(row.into_iter().flatten());
            } else if !row.iter().all(Vec::is_empty) {
                let cells: Vec<&str> = row.iter().map(|cell| cell.first().map_or("", |paragraph| paragraph.text.trim_matches(' '))).collect();
                let line = cells.join("\t");
                match paragraphs.last_mut().filter(|_| in_lines) {
                    Some(above) => above.text.extend(["\n", &line]),
                    None => paragraphs.push(Paragraph { text: line, ..Paragraph::default() }),
                }
            }
            in_lines = lines;
        }
        paragraphs
    }
}
