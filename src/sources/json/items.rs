//! The items of a list of any length, one by one.

use std::io::{self, BufRead};

use super::object::{self, Key};
use crate::sources::columns::{Columns, Sample};
use crate::sources::limits;
use crate::sources::rows::{Judged, Row, Rows, Step};
use crate::sources::story::{Flaw, Place};

/// Where in JSON one is: how deep, and whether in a string.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    /// Lists and objects that are open.
    pub(super) depth: usize,
    /// The most that were open.
    pub(super) deepest: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Whether a string is open.
    pub(super) fn is_in_string(self) -> bool {
        self.in_string
    }

    /// Goes over bytes up to the first after which nothing is open; how many that are, if there is such a one.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if self.in_string && !self.escaped {
                at += memchr::memchr2(b'"', b'\\', rest)?;
            }
            let closes = self.step(*bytes.get(at)?);
            at += 1;
            if closes {
                return Some(at);
            }
        }
        None
    }

    /// Takes one byte; whether it closes all that was open.
    pub(super) fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return !self.in_string && self.depth == 0;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// How deep a value nests.
pub(super) fn depth(json: &[u8]) -> usize {
    if memchr::memchr2_iter(b'[', b'{', json).nth(limits::DEPTH).is_none() {
        return 0;
    }
    let mut scan = Scan::default();
    for byte in json {
        scan.step(*byte);
    }
    scan.deepest
}

/// What holds the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// A list, after its bracket.
    List,
    /// The source itself: one value after the other.
    Source,
    /// The source itself, which is one value.
    Alone,
}

/// The items of a list.
pub(super) struct Items<R> {
    read: R,
    holder: Holder,
    number: u64,
    over: bool,
    keys: Key,
}

impl<R: BufRead> Items<R> {
    pub(super) fn new(read: R, holder: Holder) -> Self {
        Self { read, holder, number: 0, over: false, keys: Key::default() }
    }

    /// The next byte that is no white space and no comma.
    fn first(&mut self) -> io::Result<Option<u8>> {
        loop {
            let ready = self.read.fill_buf()?;
            if ready.is_empty() {
                return Ok(None);
            }
            let at = ready.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b',');
            let first = at.and_then(|at| ready.get(at)).copied();
            let used = at.unwrap_or(ready.len());
            self.read.consume(used);
            if first.is_some() {
                return Ok(first);
            }
        }
    }

    /// Reads an item that begins with `first`. `None` when the source ends in it; false when it is larger than the limit and
    /// left out.
    fn item(&mut self, first: u8, item: &mut Vec<u8>) -> io::Result<Option<bool>> {
        let bare = !matches!(first, b'{' | b'[' | b'"');
        let mut scan = Scan::default();
        let mut fits = true;
        loop {
            let ready = self.read.fill_buf()?;
            if ready.is_empty() {
                return Ok((bare && self.holder != Holder::List).then_some(fits));
            }
            let end = if bare {
                // At least one byte is taken, so that what is no JSON does not hold the reader up.
                let close = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b'{' | b'[' | b'"') || byte.is_ascii_whitespace();
                let skip = usize::from(item.is_empty() && fits);
                ready.iter().skip(skip).position(close).map(|at| at + skip)
            } else {
                scan.end(ready)
            };
            let used = end.unwrap_or(ready.len());
            fits &= (item.len() + used) as u64 <= limits::ITEM && scan.deepest <= limits::DEPTH;
            if fits {
                item.extend_from_slice(ready.get(..used).unwrap_or_default());
            }
            self.read.consume(used);
            if end.is_some() {
                if scan.deepest > limits::DEPTH {
                    item.clear();
                }
                return Ok(Some(fits));
            }
        }
    }
}

impl<R: BufRead> Rows for Items<R> {
    type Raw = Vec<u8>;

    fn next(&mut self, raw: &mut Vec<u8>) -> Result<Option<Step>, Flaw> {
        raw.clear();
        if self.over {
            return Ok(None);
        }
        let place = (self.holder != Holder::Alone).then_some(Place::Item(self.number + 1));
        let fail = |error: io::Error| Flaw { place: place.clone(), ..Flaw::from(error) };
        let first = self.first().map_err(fail)?;
        let wrong = match first {
            None if self.holder == Holder::List => Some("is missing: the list has no end, the file was cut off".to_owned()),
            None => return Ok(None),
            Some(b']') if self.holder == Holder::List => {
                self.over = true;
                return Ok(None);
            }
            Some(first) => match self.item(first, raw).map_err(fail)? {
                None => {
                    self.over = true;
                    Some("is not whole: the file was cut off".to_owned())
                }
                Some(false) if raw.is_empty() => Some(format!("nests more than {} layers deep; it is not read", limits::DEPTH)),
                Some(false) => Some(format!("is larger than {} MiB; it is not read", limits::ITEM >> 20)),
                Some(true) if first != b'{' => Some("is no JSON object".to_owned()),
                Some(true) => None,
            },
        };
        self.over |= first.is_none();
        self.number += 1;
        Ok(Some(Step { place, wrong }))
    }

    fn bytes<'r>(&self, raw: &'r Vec<u8>) -> &'r [u8] {
        raw
    }

    fn row(&self, raw: &Vec<u8>) -> Result<Row, String> {
        object::row(raw, &self.keys)
    }
}

impl<R: BufRead> Judged for Items<R> {
    fn look(&self, raw: &Vec<u8>, sample: &mut Sample) -> Result<(), String> {
        object::look(raw, sample)
    }

    fn choose(&mut self, columns: &Columns) {
        self.keys = Key::of(columns);
    }
}
