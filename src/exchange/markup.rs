//! Text in XML and HTML.

use std::fmt::Write as _;

/// Whether XML 1.0 can hold a character.
pub(super) fn fits_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text between tags. A character that XML cannot hold becomes U+FFFD, as long in code points.
pub(super) fn text(raw: &str) -> String {
    escaped(raw, |char| matches!(char, '\r'))
}

/// The value of an attribute in double quotes. White space stays as it is.
pub(super) fn attribute(raw: &str) -> String {
    escaped(raw, |char| matches!(char, '\r' | '\n' | '\t'))
}

fn escaped(raw: &str, by_number: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(raw.len() + raw.len() / 16);
    let mut rest = raw;
    // U+FFFE and U+FFFF begin with 0xEF; all else that is not written as it stands is ASCII.
    let special = |byte: u8| matches!(byte, 0..=0x1f | b'&' | b'<' | b'>' | b'"' | 0xef);
    while let Some(at) = rest.bytes().position(special) {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = from.chars();
        let Some(char) = chars.next() else { break };
        rest = chars.as_str();
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            char if by_number(char) => _ = write!(out, "&#{};", u32::from(char)),
            char if fits_xml(char) => out.push(char),
            _ => out.push('\u{fffd}'),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(text("<b a=\"x\">&amp;\n\u{1}\u{ffff}é"), "&lt;b a=&quot;x&quot;&gt;&amp;amp;\n\u{fffd}\u{fffd}é");
        assert_eq!(attribute("a\nb\t'"), "a&#10;b&#9;'");
    }
}
