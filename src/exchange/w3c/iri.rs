//! Ids as IRIs.

use std::fmt::Write as _;

const OWN: &str = "urn:tagline:";
const UUID: &str = "urn:uuid:";

/// The IRI of an id: `urn:uuid:` for a UUID, else one of our own. Other ids are unique in their record only, so the IRI tells
/// the record too: `urn:tagline:RECORD:ID`.
pub(super) fn of(record: &str, id: &str) -> String {
    if uuid::Uuid::try_parse(id).is_ok_and(|uuid| *uuid.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()) == *id) {
        return format!("{UUID}{id}");
    }
    format!("{OWN}{record}:{}", escaped(id))
}

/// Text with everything escaped that a part of an IRI cannot hold as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

/// The id of an IRI; of a foreign one the IRI itself.
pub(super) fn id(iri: &str) -> String {
    if let Some(uuid) = iri.strip_prefix(UUID) {
        return uuid.to_owned();
    }
    iri.strip_prefix(OWN).and_then(|own| unescaped(own.rsplit(':').next()?)).unwrap_or_else(|| iri.to_owned())
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        bytes.push(if byte == b'%' { (digit(rest.next())? * 16 + digit(rest.next())?) as u8 } else { byte });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_iris_and_come_back() {
        assert_eq!(of("r", "0192f300-0000-7000-8000-000000000001"), "urn:uuid:0192f300-0000-7000-8000-000000000001");
        assert_eq!(of("r:anna", "0192F300-0000-7000-8000-000000000001"), "urn:tagline:r:anna:0192F300-0000-7000-8000-000000000001");
        for own in ["T1", "a b/ü#%:", "0192f300-0000-7000-8000-000000000001", ""] {
            assert_eq!(id(&of("a%20b:anna", own)), own);
        }
        assert_eq!(id("https://example.org/1"), "https://example.org/1");
        assert_eq!(id("urn:tagline:%4"), "urn:tagline:%4");
    }
}
