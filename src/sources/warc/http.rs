//! What a web server sent: its headers, and its body as it was before it was packed for the wire.

use std::borrow::Cow;
use std::io::Read;

use mailparse::parse_content_type;

use crate::sources::limits;

/// Codings over one another at most.
const LAYERS: usize = 4;

/// A response.
#[derive(Debug, Default)]
pub(super) struct Response<'b> {
    /// What the server says of its success: 200 when there is a page.
    pub(super) status: u16,
    /// The kind of content, in lower case; empty when the server does not say.
    pub(super) kind: String,
    /// The encoding of its text.
    pub(super) charset: Option<String>,
    chunked: bool,
    /// How the body is packed, the innermost first.
    codings: Vec<String>,
    body: &'b [u8],
}

/// A response out of its bytes; `None` when they are none. Headers that are broken are passed over.
pub(super) fn response(block: &[u8]) -> Option<Response<'_>> {
    let ends = [memchr::memmem::find(block, b"\n\r\n").map(|at| (at, at + 3)), memchr::memmem::find(block, b"\n\n").map(|at| (at, at + 2))];
    let (end, start) = ends.into_iter().flatten().min().unwrap_or((block.len(), block.len()));
    let head = String::from_utf8_lossy(block.get(..end.min(64 * 1024))?);
    let mut lines = head.lines();
    let status = lines.next()?.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
    let mut response = Response { status, body: block.get(start..)?, ..Response::default() };
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => response.say_kind(value),
            "transfer-encoding" => response.chunked |= value.to_ascii_lowercase().contains("chunked"),
            "content-encoding" => response.codings.extend(value.split(',').map(|coding| coding.trim().to_ascii_lowercase()).take(LAYERS)),
            _ => {}
        }
    }
    Some(response)
}

impl<'b> Response<'b> {
    /// A page that was archived without what a server says.
    pub(super) fn of_page(body: &'b [u8], kind: &str) -> Self {
        let mut response = Response { status: 200, body, ..Response::default() };
        response.say_kind(kind);
        response
    }

    fn say_kind(&mut self, kind: &str) {
        let kind = parse_content_type(kind);
        kind.mimetype.trim().clone_into(&mut self.kind);
        self.charset = kind.params.get("charset").cloned();
    }

    /// Whether the body begins as a page does.
    pub(super) fn begins_page(&self) -> bool {
        let start = self.body.trim_ascii_start();
        let start = start.get(..start.len().min(14)).unwrap_or_default().to_ascii_lowercase();
        start.starts_with(b"<html") || start.starts_with(b"<!doctype html")
    }

    /// The body unpacked, and whether all of it was there. Archivers often unpack a body and leave the headers that say it
    /// is packed: what does not look packed is taken as it is. An error says what is wrong.
    pub(super) fn unpacked(&self) -> Result<(Cow<'b, [u8]>, bool), String> {
        let (mut body, mut whole) = match self.chunked.then(|| joined(self.body)).flatten() {
            Some((body, whole)) => (Cow::Owned(body), whole),
            None => (Cow::Borrowed(self.body), true),
        };
        for coding in self.codings.iter().rev() {
            let (packed, gzip) = match coding.as_str() {
                "gzip" | "x-gzip" => (body.starts_with(&[0x1f, 0x8b]), true),
                "deflate" => (!begins_text(&body), false),
                "" | "identity" | "none" | "utf-8" => continue,
                _ if begins_text(&body) => continue,
                "br" => return Err("the page is packed with brotli, which cannot be read".to_owned()),
                "zstd" => return Err("the page is packed with zstd, which cannot be read".to_owned()),
                other => return Err(format!("the page is packed in an unknown way ({})", other.chars().take(40).collect::<String>())),
            };
            if packed {
                let (unpacked, ended) = inflated(&body, gzip)?;
                whole &= ended;
                body = Cow::Owned(unpacked);
            }
        }
        Ok((body, whole))
    }
}

/// Whether bytes begin as text of a page does.
fn begins_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().first().is_none_or(|first| *first == b'<')
}

/// A body put together from its chunks, and whether all were there; `None` when it is not in chunks.
fn joined(body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut out = Vec::new();
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', rest.get(..rest.len().min(1024))?);
        let size = end.and_then(|end| size(rest.get(..end)?));
        let (Some(end), Some(size)) = (end, size) else {
            return if rest.len() == body.len() { None } else { Some((out, false)) };
        };
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some((out, true));
        }
        let Some((chunk, after)) = rest.split_at_checked(size) else {
            out.extend_from_slice(rest);
            return Some((out, false));
        };
        out.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r").unwrap_or(after);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}

/// The size that a line above a chunk says, in hexadecimal.
fn size(line: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(line).ok()?.split(';').next()?.trim();
    if digits.is_empty() || digits.starts_with('+') { None } else { usize::from_str_radix(digits, 16).ok() }
}

/// Unpacks gzip or deflate, with and without a frame; also whether it came to its end.
fn inflated(packed: &[u8], gzip: bool) -> Result<(Vec<u8>, bool), String> {
    let mut read: Box<dyn Read + '_> = if gzip {
        Box::new(flate2::read::MultiGzDecoder::new(packed))
    } else if packed.first().is_some_and(|first| first & 0xf == 8)
        && packed.get(..2).is_some_and(|two| two.iter().fold(0u32, |sum, byte| sum * 256 + u32::from(*byte)) % 31 == 0)
    {
        Box::new(flate2::read::ZlibDecoder::new(packed))
    } else {
        Box::new(flate2::read::DeflateDecoder::new(packed))
    };
    let mut out = Vec::new();
    let end = (&mut read).take(limits::ITEM + 1).read_to_end(&mut out);
    if out.len() as u64 > limits::ITEM {
        return Err(format!("the page is larger than {} MiB when unpacked; it is not read", limits::ITEM >> 20));
    }
    match end {
        Err(error) if out.is_empty() => Err(format!("the page cannot be unpacked ({error})")),
        end => Ok((out, end.is_ok())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_what_is_not_in_chunks_is_left() {
        assert_eq!(joined(b"4\r\n<htm\r\n3;x=y\r\nl> \r\n0\r\n\r\n"), Some((b"<html> ".to_vec(), true)));
        assert_eq!(joined(b"5\r\n<html\r\nffff\r\nrest"), Some((b"<htmlrest".to_vec(), false)));
        assert_eq!(joined(b"<html>\n"), None);
        assert_eq!(joined(b"+5\n<html"), None);
        assert_eq!(joined(b"5\r\n<html\r\n"), Some((b"<html".to_vec(), false)));
        assert_eq!(joined(b"ffffffffffffffff\r\nx"), Some((b"x".to_vec(), false)));
    }

    #[test]
    fn headers_are_read_leniently() {
        let response = response(b"HTTP/1.0 200\nbroken\nCONTENT-TYPE : Text/HTML; Charset=\"Shift_JIS\"\ncontent-encoding: gzip\n\n<p>").unwrap();
        assert_eq!((response.status, response.kind.as_str(), response.charset.as_deref()), (200, "text/html", Some("Shift_JIS")));
        assert_eq!(response.unpacked().unwrap(), (Cow::Borrowed(&b"<p>"[..]), true));
        for none in [&b""[..], b"HTTP/1.1", b"HTTP/1.1 abc\n\n", b"<html>"] {
            assert!(super::response(none).is_none());
        }
    }
}
