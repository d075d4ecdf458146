//! Rows of cells, read as they come.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

use super::shape::Shape;
use crate::sources::columns::{Column, Columns, Sample};
use crate::sources::decode;
use crate::sources::limits;
use crate::sources::reader::Field;
use crate::sources::rows::{Judged, Row, Rows, Step, readable};
use crate::sources::story::{Flaw, Place};

/// Cells of a row at most.
const CELLS: usize = 10_000;

/// Bytes for cells at first.
const ROOM: usize = 8 * 1024;

/// How quotation marks stand in a row of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotation {
    /// Not at its beginning, or around all of it, and those in it are doubled.
    Sound,
    /// One at its beginning is not closed.
    Open,
    /// Text comes after the closing one.
    Broken,
}

/// A row as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Its bytes, without the line end.
    raw: Vec<u8>,
    /// Its cells, without quotation marks, one after the other.
    content: Vec<u8>,
    /// Where each cell ends.
    ends: Vec<usize>,
    count: usize,
    /// The line on which it begins.
    line: u64,
    /// Whether it is larger than the limit and left out.
    large: bool,
    /// Whether the source ends within quotation marks.
    open: bool,
}

impl Record {
    /// Its cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let starts = [0].into_iter().chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| self.content.get(start..*end).unwrap_or_default())
    }

    /// How its quotation marks stand, for a row of one cell.
    pub(super) fn quotation(&self) -> Quotation {
        let Some(mut rest) = self.raw.strip_prefix(b"\"") else { return Quotation::Sound };
        while let Some(at) = memchr::memchr(b'"', rest) {
            let after = rest.get(at + 1..).unwrap_or_default();
            match after.strip_prefix(b"\"") {
                Some(next) => rest = next,
                None if after.trim_ascii().is_empty() => return Quotation::Sound,
                None => return Quotation::Broken,
            }
        }
        Quotation::Open
    }

    /// Makes room for longer cells, or for more of them; whether there is any within the limits.
    fn grow(&mut self, longer: bool) -> bool {
        let (content, ends) = ((self.content.len() * 2).max(ROOM), (self.ends.len() * 2).max(64));
        if longer && content as u64 <= limits::ITEM * 2 {
            self.content.resize(content, 0);
            return true;
        }
        let fits = !longer && ends <= CELLS * 2;
        if fits {
            self.ends.resize(ends, 0);
        }
        fits
    }
}

/// The rows of a stream.
pub(super) struct Cells<R> {
    read: R,
    reader: csv_core::Reader,
    /// The line that comes next.
    line: u64,
}

impl<R: BufRead> Cells<R> {
    pub(super) fn new(read: R, delimiter: u8, quoted: bool) -> Self {
        Self { read, reader: csv_core::ReaderBuilder::new().delimiter(delimiter).quoting(quoted).build(), line: 1 }
    }

    /// Reads a row; false at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> io::Result<bool> {
        record.raw.clear();
        (record.large, record.open) = (false, false);
        record.count = 0;
        let (mut content, mut begun) = (0, false);
        loop {
            let ready = self.read.fill_buf()?;
            // A line end ends the last row, unless it stands within quotation marks.
            let over = ready.is_empty() && begun && !record.open;
            let ready = if over { b"\n" } else { ready };
            let (into, ends) = (record.content.get_mut(content..).unwrap_or_default(), record.ends.get_mut(record.count..).unwrap_or_default());
            let (result, read, written, ended) = self.reader.read_record(ready, into, ends);
            record.open = over && result == ReadRecordResult::InputEmpty || record.open;
            let read = if over { 0 } else { read };
            let mut taken = ready.get(..read).unwrap_or_default();
            if !begun {
                // Blank lines, and what is left of the line end before.
                let blank = taken.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                let (before, rest) = taken.split_at_checked(blank).unwrap_or_default();
                self.line += memchr::memchr_iter(b'\n', before).count() as u64;
                record.line = self.line;
                begun = !rest.is_empty();
                taken = rest;
            }
            self.line += memchr::memchr_iter(b'\n', taken).count() as u64;
            record.large |= (record.raw.len() + taken.len()) as u64 > limits::ITEM;
            if record.large {
                record.raw.clear();
            } else {
                record.raw.extend_from_slice(taken);
            }
            self.read.consume(read);
            content += written;
            record.count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => record.large |= !record.large && !record.grow(true),
                ReadRecordResult::OutputEndsFull => record.large |= !record.large && !record.grow(false),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(false),
            }
            if record.large {
                (content, record.count) = (0, 0);
            }
        }
        let end = record.raw.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
        record.raw.truncate(end);
        Ok(true)
    }
}

/// The rows of a table with the names of its columns.
pub(super) struct Table<R> {
    cells: Cells<R>,
    names: Vec<String>,
    /// The fields that are read and the number of their cell.
    fields: Vec<(Field, usize)>,
    /// Whether quotation marks stand around cells.
    quoted: bool,
}

impl<R: BufRead> Table<R> {
    /// A table whose first row is read.
    pub(super) fn new(mut read: R, shape: &Shape) -> Result<Self, Flaw> {
        let mut line = 1;
        if shape.told {
            read.read_until(b'\n', &mut Vec::new())?;
            line = 2;
        }
        let mut cells = Cells { line, ..Cells::new(read, shape.delimiter, shape.quoted) };
        let mut record = Record::default();
        cells.next(&mut record)?;
        let names = record.cells().map(|cell| readable(cell, &mut Vec::new()).trim().to_owned()).collect();
        Ok(Self { cells, names, fields: Vec::new(), quoted: shape.quoted })
    }

    /// What is wrong with the number of cells. Without a comma that parts nothing, or a line end in a cell, it is the same in all
    /// rows; a text that is cut off by one must not pass.
    fn uneven(&self, record: &Record) -> Option<String> {
        let (count, names) = (record.count, self.names.len());
        if self.quoted && names == 1 && record.quotation() != Quotation::Sound {
            return Some("has a quotation mark that is not closed, or text after it: those within a cell must be doubled".to_owned());
        }
        let text = self.fields.iter().find(|(field, _)| *field == Field::Text).map(|(_, at)| *at);
        let short = count < names && text.is_none_or(|at| at + 1 >= count);
        let long = record.cells().skip(names).any(|cell| !cell.trim_ascii().is_empty());
        (short || long).then(|| format!("has {count} cells instead of {names}: a cell may need quotation marks around it"))
    }
}

impl<R: BufRead> Rows for Table<R> {
    type Raw = Record;

    fn next(&mut self, raw: &mut Record) -> Result<Option<Step>, Flaw> {
        let line = self.cells.line;
        if !self.cells.next(raw).map_err(|error| Flaw::at(Place::Line(line), error))? {
            return Ok(None);
        }
        let open = raw.open.then(|| "is not whole: a quotation mark is not closed, or the file was cut off".to_owned());
        let wrong = raw
            .large
            .then(|| format!("is longer than {} MiB or has more than {CELLS} cells; it is not read (a quotation mark may be missing)", limits::ITEM >> 20))
            .or(open);
        Ok(Some(Step { place: Some(Place::Line(raw.line)), wrong }))
    }

    fn bytes<'r>(&self, raw: &'r Record) -> &'r [u8] {
        &raw.raw
    }

    fn row(&self, raw: &Record) -> Result<Row, String> {
        if let Some(what) = self.uneven(raw) {
            return Err(what);
        }
        let mut row = Row::default();
        // A row is read in one encoding: a name of a few letters tells less than all of it.
        let foreign = std::str::from_utf8(&raw.raw).is_err().then(|| decode::encoding(&raw.raw));
        if let Some(encoding) = foreign {
            row.notices.push(format!("read as {}: it is not UTF-8", encoding.name()));
        }
        for (field, at) in &self.fields {
            let cell = raw.cells().nth(*at).unwrap_or_default();
            let value = match foreign {
                Some(encoding) => encoding.decode_without_bom_handling(cell).0,
                None => readable(cell, &mut row.notices),
            };
            if *field == Field::Text {
                row.text = value.into_owned();
            } else {
                row.told.push((*field, value.into_owned()));
            }
        }
        Ok(row)
    }
}

impl<R: BufRead> Judged for Table<R> {
    fn look(&self, raw: &Record, sample: &mut Sample) -> Result<(), String> {
        for name in &self.names {
            sample.see(&[name], None);
        }
        for (name, cell) in self.names.iter().zip(raw.cells()) {
            sample.see(&[name], Some(&readable(cell, &mut Vec::new())));
        }
        Ok(())
    }

    fn choose(&mut self, columns: &Columns) {
        let place = |column: &Column| self.names.iter().position(|name| column.path.iter().eq([name]));
        self.fields = columns.all().filter_map(|(field, column)| Some((field, place(column)?))).collect();
    }
}
