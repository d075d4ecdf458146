//! The encoding of a web page.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use crate::sources::decode::{Decoded, decode};

/// Bytes from the start in which a page says its encoding.
const PRESCAN: usize = 4096;

/// The text of a web page; `None` when it is no text. `told` is the encoding that the page was sent with, if known. A byte order
/// mark stands before it, what the page says of itself after it. A page that says something else but is plainly UTF-8 is UTF-8,
/// since programs that save pages often leave the old name in them.
pub(in crate::sources) fn decode_page(bytes: &[u8], told: Option<&str>) -> Option<Decoded> {
    let encoding = told.and_then(|told| Encoding::for_label(told.as_bytes())).or_else(|| declared(bytes));
    let marked = Encoding::for_bom(bytes).is_some();
    let Some(encoding) = encoding.filter(|encoding| !marked && *encoding != UTF_8) else { return decode(bytes.to_vec()) };
    if std::str::from_utf8(bytes).is_ok() && (!bytes.is_ascii() || encoding.is_ascii_compatible()) {
        let mut decoded = decode(bytes.to_vec())?;
        if !bytes.is_ascii() {
            decoded.notices.push(format!("read as UTF-8, though the page says that it is {}", encoding.name()));
        }
        return Some(decoded);
    }
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let mut decoded = decode(text.into_owned().into_bytes())?;
    if bad {
        let count = decoded.text.matches('\u{fffd}').count();
        decoded.notices.push(format!("{count} unreadable {} shown as \u{fffd}", if count == 1 { "byte" } else { "bytes" }));
    }
    Some(decoded)
}

/// The encoding that a page names in its first tags, or as XML.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN.min(bytes.len()))?.to_ascii_lowercase();
    let xml = head.starts_with(b"<?xml").then(|| after(&head, b"encoding")).flatten();
    let mut metas = memchr::memmem::find_iter(&head, b"<meta").filter_map(|start| {
        let tag = head.get(start..)?;
        let tag = tag.get(..memchr::memchr(b'>', tag).unwrap_or(tag.len()))?;
        after(tag, b"charset")
    });
    let encoding = metas.find_map(Encoding::for_label).or_else(|| xml.and_then(Encoding::for_label))?;
    // A name that could be read cannot be of an encoding in which each character is two bytes.
    Some(match encoding {
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        encoding if encoding == X_USER_DEFINED => WINDOWS_1252,
        encoding => encoding,
    })
}

/// The value after a name and an equals sign, with or without quotes.
fn after<'h>(head: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let rest = head.get(memchr::memmem::find(head, name)? + name.len()..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"\"';>/?".contains(byte)).unwrap_or(rest.len());
    rest.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], told: Option<&str>) -> String {
        decode_page(bytes, told).map(|decoded| decoded.text).unwrap_or_default()
    }

    #[test]
    fn a_page_says_its_encoding_in_many_ways() {
        assert!(read(b"<meta charset=windows-1252>caf\xe9 \x93x\x94", None).ends_with("café “x”"));
        assert!(read(b"<META http-equiv='Content-Type' content='text/html; charset=iso-8859-2'>\xa3\xf3d\xbc", None).ends_with("Łódź"));
        assert!(read(b"<?xml version='1.0' encoding='Shift_JIS'?>\x88\xc0\x8d\xc0", None).ends_with("安座"));
        assert!(read(b"caf\xe9", Some("latin1")).ends_with("café"));
        assert!(read("<meta charset=utf-16>café".as_bytes(), None).ends_with("café"));
        assert!(read(b"\xef\xbb\xbf<meta charset=latin1>caf\xc3\xa9", None).ends_with("café"));
        assert_eq!(read(b"\xff\xfe<\0p\0>\0\xe9\0", Some("utf-8")), "<p>é");
    }

    #[test]
    fn a_wrong_name_is_found_out() {
        let decoded = decode_page("<meta charset=latin1>Łódź, café".as_bytes(), None).unwrap();
        assert!(decoded.text.ends_with("Łódź, café") && decoded.notices[0].contains("UTF-8"));
        let decoded = decode_page(b"<meta charset=utf-8>Der B\xfcrgermeister sagte, die Stra\xdfe sei gef\xe4hrlich.", None).unwrap();
        assert!(decoded.text.ends_with("Straße sei gefährlich.") && decoded.notices[0].contains("windows-1252"));
        assert_eq!(decode_page(&[0, 1, 2, 3].repeat(100), Some("latin1")), None);
    }
}
