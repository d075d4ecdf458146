//! Bytes to text: the one place where an encoding is chosen and line ends are made one.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes from the start that are looked at when an encoding must be guessed.
const SAMPLE: usize = 64 * 1024;

/// Text, and what a person should know about how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text: no byte order mark, line ends `\n`, otherwise as it was.
    pub text: String,
    /// What was found strange, in sentences.
    pub notices: Vec<String>,
}

/// Decodes the bytes of an article; `None` when they are no text.
///
/// UTF-8 is kept byte for byte. With a few bad bytes in text that is otherwise UTF-8 (at least 95 % of the bytes beyond
/// ASCII), those become U+FFFD; else the encoding is guessed.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Option<Decoded> {
    let mut notices = Vec::new();
    let text = match String::from_utf8(bytes) {
        Ok(text) if utf_16_without_mark(text.as_bytes()).is_none() => text,
        Ok(text) => foreign(text.as_bytes(), &mut notices)?,
        Err(error) => foreign(error.as_bytes(), &mut notices)?,
    };
    if is_binary(&text) {
        return None;
    }
    Some(Decoded { text: unify(text), notices })
}

fn foreign(bytes: &[u8], notices: &mut Vec<String>) -> Option<String> {
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return None;
    }
    let encoding = encoding(bytes);
    let (text, bad) = encoding.decode_with_bom_removal(bytes);
    if encoding != UTF_8 {
        notices.push(format!("read as {}: the file is not UTF-8", encoding.name()));
    }
    if bad {
        let count = text.matches('\u{fffd}').count();
        notices.push(format!("{count} unreadable {} shown as \u{fffd}", if count == 1 { "byte" } else { "bytes" }));
    }
    Some(text.into_owned())
}

/// The encoding that bytes look like, which may be the beginning of more.
pub(super) fn encoding(bytes: &[u8]) -> &'static Encoding {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or_else(|| utf_16_without_mark(bytes));
    marked.unwrap_or_else(|| if is_mostly_utf_8(bytes) { UTF_8 } else { guess(bytes) })
}

/// The share of NUL bytes at the start, in per cent.
fn nul_share(bytes: &[u8]) -> usize {
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or_default();
    memchr::memchr_iter(0, sample).count() * 100 / sample.len().max(1)
}

/// Western text in UTF-16 has every other byte NUL, and is valid UTF-8.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 8 || nul_share(bytes) <= 10 {
        return None;
    }
    let odd = bytes.iter().take(SAMPLE).skip(1).step_by(2).filter(|byte| **byte == 0).count();
    let even = bytes.iter().take(SAMPLE).step_by(2).filter(|byte| **byte == 0).count();
    if odd > even * 4 {
        Some(UTF_16LE)
    } else if even > odd * 4 {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0x80).count();
        bad += chunk.invalid().len();
    }
    good * 100 >= (good + bad) * 95
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..SAMPLE.min(bytes.len())).unwrap_or_default(), bytes.len() <= SAMPLE);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// More than a tenth of control characters: a picture, a program, an archive.
fn is_binary(text: &str) -> bool {
    // Of nearly all text, a count of bytes shows at once that it cannot be.
    if text.len() < 4 * SAMPLE && suspects(text.as_bytes()) * 10 <= (text.len() / 4).max(40) {
        return false;
    }
    let head = text.chars().take(SAMPLE);
    let (all, controls) = head.fold((0usize, 0usize), |(all, controls), c| {
        let usual = matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}');
        (all + 1, controls + usize::from(c.is_control() && !usual))
    });
    controls * 10 > all.max(40)
}

/// Bytes that can be a control character, or the first one of it: U+0080 to U+009F begin with 0xC2. Counted in bytes, a few at
/// a time, which processors do many at once.
fn suspects(bytes: &[u8]) -> usize {
    let suspect = |byte: u8| u8::from(byte < 0x20 && !matches!(byte, b'\n' | b'\t' | b'\r') || matches!(byte, 0x7f | 0xc2));
    bytes.chunks(u8::MAX.into()).map(|chunk| usize::from(chunk.iter().fold(0u8, |count, byte| count + suspect(*byte)))).sum()
}

/// Drops a byte order mark and makes every line end a line feed; text that has neither is not copied.
fn unify(text: String) -> String {
    let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if memchr::memchr(b'\r', body.as_bytes()).is_some() {
        return body.replace("\r\n", "\n").replace('\r', "\n");
    }
    if body.len() < text.len() { body.to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(String, usize)> {
        decode(bytes.to_vec()).map(|decoded| (decoded.text, decoded.notices.len()))
    }

    #[test]
    fn utf_8_is_kept_and_line_ends_are_made_one() {
        assert_eq!(read(b"\xef\xbb\xbfa\r\nb\rc"), Some(("a\nb\nc".into(), 0)));
        assert_eq!(read("e\u{301}\u{a0}".as_bytes()), Some(("e\u{301}\u{a0}".into(), 0)));
        assert_eq!(read(b""), Some((String::new(), 0)));
        assert_eq!(read(b"a\0b"), Some(("a\0b".into(), 0)));
    }

    #[test]
    fn one_bad_byte_does_not_change_the_encoding() {
        let mut bytes = "naïve café, ünïcödé, élan, über, Łódź, naïve café".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(bytes).unwrap();
        assert!(decoded.text.ends_with("café\u{fffd}"));
        assert_eq!(decoded.notices, ["1 unreadable byte shown as \u{fffd}"]);
    }

    #[test]
    fn old_encodings_are_guessed_and_named() {
        let decoded = decode(b"Der B\xfcrgermeister sagte, die Stra\xdfe sei gef\xe4hrlich.".to_vec()).unwrap();
        assert_eq!(decoded.text, "Der Bürgermeister sagte, die Straße sei gefährlich.");
        assert!(decoded.notices[0].contains("windows-1252"));
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        let le: Vec<u8> = "The harbour".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "\u{feff}The harbour".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&le).map(|read| read.0).as_deref(), Some("The harbour"));
        assert_eq!(read(&be).map(|read| read.0).as_deref(), Some("The harbour"));
    }

    #[test]
    fn binary_is_refused() {
        assert_eq!(read(&(0..=255).cycle().take(4096).collect::<Vec<u8>>()), None);
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01"), None);
        assert_eq!(read(b"\xff\xfe\0\0a\0\0\0"), None);
    }
}
