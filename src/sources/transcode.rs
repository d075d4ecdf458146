//! A stream in UTF-8, whatever the encoding of its source is.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use encoding_rs::{CoderResult, Decoder, UTF_8};

use super::decode::encoding;
use super::source::Source;
use super::story::Flaw;

/// Bytes of UTF-8 that are made at once.
const ROOM: usize = 256 * 1024;

/// A source as UTF-8 without a byte order mark, and what it was read as if it is something else. What is UTF-8 by its
/// beginning comes as it is, bad bytes and all.
pub(super) fn in_utf_8<'s>(source: &'s mut Source<'_>) -> Result<(Box<dyn BufRead + 's>, Option<String>), Flaw> {
    let found = encoding(source.head());
    let mark = source.head().starts_with(b"\xef\xbb\xbf");
    let mut stream = source.stream();
    if found == UTF_8 {
        if mark {
            stream.read_exact(&mut [0; 3])?;
        }
        return Ok((Box::new(stream), None));
    }
    let notice = format!("read as {}: the file is not UTF-8", found.name());
    let decoder = found.new_decoder_with_bom_removal();
    Ok((Box::new(Transcoded { read: stream, decoder, buffer: vec![0; ROOM], ready: 0..0, over: false }), Some(notice)))
}

/// Bytes of another encoding that become UTF-8 as they are read.
struct Transcoded<R> {
    read: R,
    decoder: Decoder,
    buffer: Vec<u8>,
    /// What of the buffer is still to be read.
    ready: Range<usize>,
    over: bool,
}

impl<R: BufRead> BufRead for Transcoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.ready.is_empty() && !self.over {
            let input = self.read.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, &mut self.buffer, last);
            self.read.consume(read);
            self.ready = 0..written;
            self.over = last && result == CoderResult::InputEmpty;
        }
        Ok(self.buffer.get(self.ready.clone()).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.ready.start = (self.ready.start + amount).min(self.ready.end);
    }
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let read = ready.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
