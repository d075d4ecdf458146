//! Data printed as JSON: safe to show, whatever stands in its strings.

use std::fmt::Write;

use crate::article::{Ambiguous, Ink, glyphs};

/// A value as JSON, on one line or set out, with an escape for every character that hides, reorders or acts on a terminal:
/// those stand in strings only.
pub(super) fn json_line(value: &serde_json::Value, set_out: bool) -> String {
    let json = if set_out { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    let json = json.unwrap_or_default();
    // Nothing in plain ASCII hides but DEL.
    if json.bytes().all(|byte| byte == b'\n' || (0x20..0x7f).contains(&byte)) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for glyph in glyphs(&json, 0, Ambiguous::Narrow) {
        let text = json.get(glyph.at..glyph.at + glyph.len).unwrap_or_default();
        if matches!(glyph.ink, Ink::Text(_) | Ink::Cut(_) | Ink::Blank) {
            out.push_str(text);
        } else {
            for unit in text.encode_utf16() {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_escaped_and_read_back() {
        let value = serde_json::json!({"a": "x\u{202e}\u{1b}\u{e0041}é👍🏽\n"});
        let line = json_line(&value, false);
        assert!(line.contains("\\u202e\\u001b\\udb40\\udc41é👍🏽\\n"), "{line}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), value);
    }
}
