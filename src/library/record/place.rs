//! Where things are in a file: byte offsets to lines and columns, and errors that carry them.

use super::RecordError;
use crate::article::printable;

/// Something wrong at a byte of the source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// The lines of a source.
pub(super) struct Lines<'a> {
    source: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let rest = memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1);
        Self { source, starts: std::iter::once(0).chain(rest).collect() }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// The fault as an error for a person.
    pub(super) fn error(&self, fault: &Fault) -> RecordError {
        let at = fault.at.min(self.source.len());
        let line = self.line(at);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let column = 1 + self.source.get(start..at).unwrap_or_default().chars().count();
        RecordError { line, column, message: printable(&fault.message) }
    }
}

/// The byte of `raw` at a line and column as `ron` counts them; its end when there is no such place.
pub(super) fn byte_of(raw: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => raw.match_indices('\n').nth(line - 2).map_or(raw.len(), |(at, _)| at + 1),
    };
    let rest = raw.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}
