//! JSON Lines: each line is an object.

use std::io::{self, BufRead};

use super::items::depth;
use super::object::{self, Key};
use crate::sources::columns::{Columns, Sample};
use crate::sources::limits;
use crate::sources::rows::{Judged, Row, Rows, Step};
use crate::sources::story::{Flaw, Place};

/// The lines of a stream.
pub(super) struct Lines<R> {
    read: R,
    number: u64,
    keys: Key,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(read: R) -> Self {
        Self { read, number: 0, keys: Key::default() }
    }

    /// Reads a line without its end; whether there was one, and whether it was larger than the limit and is left out.
    fn line(&mut self, line: &mut Vec<u8>) -> io::Result<(bool, bool)> {
        line.clear();
        let (mut any, mut large) = (false, false);
        loop {
            let ready = self.read.fill_buf()?;
            if ready.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', ready);
            let piece = ready.get(..end.unwrap_or(ready.len())).unwrap_or_default();
            large |= (line.len() + piece.len()) as u64 > limits::ITEM;
            if large {
                line.clear();
            } else {
                line.extend_from_slice(piece);
            }
            let used = end.map_or(ready.len(), |end| end + 1);
            self.read.consume(used);
            if end.is_some() {
                break;
            }
        }
        let trimmed = line.trim_ascii_end().len();
        line.truncate(trimmed);
        Ok((any, large))
    }
}

impl<R: BufRead> Rows for Lines<R> {
    type Raw = Vec<u8>;

    fn next(&mut self, raw: &mut Vec<u8>) -> Result<Option<Step>, Flaw> {
        loop {
            self.number += 1;
            let place = Place::Line(self.number);
            let (any, large) = self.line(raw).map_err(|error| Flaw::at(place.clone(), error))?;
            if !any {
                return Ok(None);
            }
            let wrong = if large {
                Some(format!("is longer than {} MiB; it is not read", limits::ITEM >> 20))
            } else if raw.trim_ascii_start().is_empty() {
                continue;
            } else if depth(raw) > limits::DEPTH {
                Some(format!("nests more than {} layers deep; it is not read", limits::DEPTH))
            } else {
                None
            };
            return Ok(Some(Step { place: Some(place), wrong }));
        }
    }

    fn bytes<'r>(&self, raw: &'r Vec<u8>) -> &'r [u8] {
        raw
    }

    fn row(&self, raw: &Vec<u8>) -> Result<Row, String> {
        object::row(raw, &self.keys)
    }
}

impl<R: BufRead> Judged for Lines<R> {
    fn look(&self, raw: &Vec<u8>, sample: &mut Sample) -> Result<(), String> {
        object::look(raw, sample)
    }

    fn choose(&mut self, columns: &Columns) {
        self.keys = Key::of(columns);
    }
}
