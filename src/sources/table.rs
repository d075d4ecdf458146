//! Tables in text: a row is an article. The first row names the columns.
//!
//! ```text
//! head ──shape──▶ what parts the cells, whether they are quoted, where the names are
//! stream ──Cells──▶ each row ──▶ Row
//! ```

mod cells;
mod shape;

use cells::Table;
use shape::{Shape, shape};

use super::columns::is_usual;
use super::decode::decode;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::rows;
use super::source::Source;
use super::story::Flaw;
use super::transcode::in_utf_8;

/// Reads tables whose cells are parted by commas, semicolons, tabs or bars.
#[derive(Debug)]
pub(super) struct CsvReader;

/// Reads tables whose cells are parted by tabs.
#[derive(Debug)]
pub(super) struct TsvReader;

static CSV: Format = Format {
    name: "csv",
    title: "table (CSV)",
    endings: &["csv"],
    many: true,
    detail: "An article a row, its text as it is there; the first row names the columns, commas, semicolons, tabs or bars part them.",
    extractor: "tagline-rows 1",
};

static TSV: Format = Format {
    name: "tsv",
    title: "table (TSV)",
    endings: &["tsv", "tab"],
    many: true,
    detail: "An article a row, its text as it is there; the first row names the columns, tabs part them.",
    extractor: "tagline-rows 1",
};

impl Reader for CsvReader {
    fn format(&self) -> &'static Format {
        &CSV
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        recognise(source, &CSV, b",;|")
    }

    fn read(&self, source: &mut Source<'_>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        read(source, b",;\t|", choices, take)
    }
}

impl Reader for TsvReader {
    fn format(&self) -> &'static Format {
        &TSV
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        recognise(source, &TSV, b"\t")
    }

    fn read(&self, source: &mut Source<'_>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        read(source, b"\t", choices, take)
    }
}

/// A file of that ending that is text is a table; any other only if its first row names a column of text and others as tables do.
fn recognise(source: &Source<'_>, format: &Format, delimiters: &[u8]) -> Likelihood {
    let named = format.endings.contains(&&*source.ending());
    let marks = |byte: &u8| delimiters.contains(byte);
    if !named && !source.head().iter().take(4096).any(marks) {
        return Likelihood::No;
    }
    let Some(decoded) = decode(source.head().to_vec()) else { return Likelihood::No };
    if named || shape(&decoded.text, delimiters).is_plain() { Likelihood::Likely } else { Likelihood::No }
}

fn read(source: &mut Source<'_>, delimiters: &[u8], choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
    let head = decode(source.head().to_vec()).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
    let mut shape = shape(&head.text, delimiters);
    if shape.only_name().is_some_and(|name| is_usual(name, false) || choices.fields.values().any(|chosen| chosen == name)) {
        shape = shape.one_column(&head.text);
    }
    check(&shape, choices)?;
    let (stream, notice) = in_utf_8(source)?;
    if notice.is_some_and(|notice| take(Found::Notice(notice)).is_break()) {
        return Ok(());
    }
    rows::read(Table::new(stream, &shape)?, choices, take)
}

/// An error when the first row does not name columns, unless the user names them so.
fn check(shape: &Shape, choices: &Choices) -> Result<(), Flaw> {
    if shape.names.iter().all(|name| name.trim().is_empty()) {
        return Err(Flaw::whole("holds no rows"));
    }
    let chosen = choices.fields.values().any(|name| shape.names.contains(name));
    if let Some(name) = shape.only_name().filter(|_| shape.has_names()) {
        return Err(Flaw::whole(format!(
            "names one column, `{name}`, but its rows have more: name all of them in the first row, or say --text {name} if each line is one text"
        )));
    }
    if shape.has_names() || chosen {
        return Ok(());
    }
    Err(Flaw::whole("has no header row: the first row is an article, not names of columns; put a row such as id,title,text before it"))
}

#[cfg(test)]
mod tests;
