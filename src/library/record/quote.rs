//! Strings as RON: everything that a person can read stays readable, everything that hides or reorders is an escape.
//!
//! `ron`'s own printer cannot be used: it escapes every combining mark, which makes Hindi, Thai or vowelled Arabic
//! unreadable.

use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;

/// Writes `text` as a RON string to the end of `out`.
pub(in crate::library) fn quote(out: &mut String, text: &str) {
    out.push('"');
    // Whether the next character follows one of ours, onto which a combining mark would climb.
    let mut bare = true;
    let mut done = 0;
    for (at, c) in text.char_indices() {
        if is_escaped(c) || (bare && joins(c)) {
            out.push_str(text.get(done..at).unwrap_or_default());
            done = at + c.len_utf8();
            escape(out, c);
            bare = true;
        } else {
            bare = false;
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
}

/// Controls, direction controls, characters without width, separators, tags, non-characters.
fn is_escaped(c: char) -> bool {
    match c {
        '"' | '\\' | '\0'..='\x1f' => true,
        ' '..='~' => false,
        '\x7f'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// Whether `c` would form one grapheme with a quotation mark before it.
fn joins(c: char) -> bool {
    c >= '\u{300}' && format!("\"{c}").graphemes(true).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = String::new();
        quote(&mut out, text);
        out
    }

    #[test]
    fn text_in_any_script_stays_readable() {
        for text in ["Iran’s “red line”", "हिन्दी", "ภาษาไทย", "שָׁלוֹם", "العَرَبِيَّة", "安全", "❤️ 👩‍👩‍👧", "e\u{301}", "\u{e000}"]
        {
            assert_eq!(quoted(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn what_hides_or_reorders_is_an_escape() {
        assert_eq!(quoted("a\"\\\n\r\t\0\u{1b}\u{9b}"), r#""a\"\\\n\r\t\u{0}\u{1b}\u{9b}""#);
        assert_eq!(quoted("\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\u{fffe}\u{10ffff}"), r#""\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\u{fffe}\u{10ffff}""#);
    }

    #[test]
    fn a_mark_may_not_climb_onto_the_quotation_mark() {
        assert_eq!(quoted("\u{301}a\u{301}"), "\"\\u{301}a\u{301}\"");
        assert_eq!(quoted("\n\u{fe0f}"), r#""\n\u{fe0f}""#);
    }
}
