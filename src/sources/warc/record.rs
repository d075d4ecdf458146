//! The records of an archive, one after the other.

use std::io::{self, BufRead, Read};

/// Bytes of a line, and of the head of a record, at most.
const HEAD: usize = 64 * 1024;

/// What a record says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// What it is: `response`, `request`, `metadata` and others.
    kind: String,
    /// The address that it is about.
    pub(super) uri: String,
    /// The kind of its content.
    pub(super) content: String,
    /// Bytes of its block.
    pub(super) length: u64,
    /// The archiver had to stop before the end.
    pub(super) truncated: bool,
}

impl Head {
    /// Whether it is of that kind.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }
}

/// What comes next in an archive.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A record, of which the block must be read or skipped.
    Record(Head),
    /// Something that is no record; what is wrong.
    Lost(&'static str),
    /// Nothing.
    Over,
}

/// Reads records from a stream.
#[derive(Debug)]
pub(super) struct Records<R> {
    read: R,
    line: Vec<u8>,
    /// The first line of a record was read already.
    begun: bool,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(read: R) -> Self {
        Self { read, line: Vec::new(), begun: false }
    }

    /// Reads on to the end of the next head. What is no record is passed over up to the next first line of one.
    pub(super) fn step(&mut self) -> io::Result<Step> {
        if !std::mem::take(&mut self.begun) {
            let mut lost = false;
            loop {
                if !self.next_line()? {
                    return Ok(if lost { Step::Lost("what follows is no record; a length before it may be wrong") } else { Step::Over });
                }
                if self.line.starts_with(b"WARC/") {
                    break;
                }
                lost |= !self.line.trim_ascii().is_empty();
            }
            if lost {
                self.begun = true;
                return Ok(Step::Lost("what follows is no record; a length before it may be wrong"));
            }
        }
        self.head()
    }

    fn next_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        Ok((&mut self.read).take(HEAD as u64).read_until(b'\n', &mut self.line)? > 0)
    }

    fn head(&mut self) -> io::Result<Step> {
        let mut head = Head::default();
        let mut length = None;
        let mut size = 0;
        loop {
            if !self.next_line()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            size += self.line.len();
            if size > HEAD {
                return Ok(Step::Lost("the head of the record is longer than 64 KiB"));
            }
            let line = String::from_utf8_lossy(&self.line);
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => value.clone_into(&mut head.kind),
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut head.uri),
                "content-type" => value.clone_into(&mut head.content),
                "content-length" => length = value.parse().ok(),
                "warc-truncated" => head.truncated = true,
                _ => {}
            }
        }
        Ok(match length {
            Some(length) => Step::Record(Head { length, ..head }),
            None => Step::Lost("the record does not say how long it is"),
        })
    }

    /// Reads so many bytes of a block.
    pub(super) fn block(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut block = Vec::new();
        (&mut self.read).take(length).read_to_end(&mut block)?;
        if (block.len() as u64) < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(block) }
    }

    /// Passes over so many bytes of a block without holding them.
    pub(super) fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.read).take(length), &mut io::sink())?;
        if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}
