//! Backslashes before what has a meaning.

use std::borrow::Cow;

/// What has a meaning in a value; `->` is escaped as one.
const RESERVED: [char; 7] = ['\\', '[', ']', '|', '_', ';', '*'];

/// A value as a cell has it.
pub(super) fn value(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            char if RESERVED.contains(&char) || char == '-' && chars.peek() == Some(&'>') => out.extend(['\\', char]),
            char => out.push(char),
        }
    }
    out
}

/// A value without its escapes.
pub(super) fn bare_value(cell: &str) -> String {
    unescaped(cell, |char| match char {
        't' => Some('\t'),
        'n' => Some('\n'),
        '-' => Some('-'),
        char => RESERVED.contains(&char).then_some(char),
    })
}

/// A piece of the text as a line has it.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    if raw.bytes().all(|byte| byte > 0x1f && byte != b'\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    for char in raw.chars() {
        match char {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\\' | '\0'..='\u{7}' | '\u{e}'..='\u{1f}' => out.extend(['\\', char]),
            char => out.push(char),
        }
    }
    Cow::Owned(out)
}

/// A piece of the text without its escapes.
pub(super) fn bare_text(line: &str) -> String {
    unescaped(line, |char| match char {
        't' => Some('\t'),
        'n' => Some('\n'),
        'f' => Some('\u{c}'),
        'r' => Some('\r'),
        'b' => Some('\u{8}'),
        '\\' | '\0'..='\u{7}' | '\u{e}'..='\u{1f}' => Some(char),
        _ => None,
    })
}

/// A backslash before anything else stands for itself.
fn unescaped(raw: &str, meaning: impl Fn(char) -> Option<char>) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(char) = chars.next() {
        let meant = (char == '\\').then(|| chars.peek().and_then(|next| meaning(*next))).flatten();
        if meant.is_some() {
            chars.next();
        }
        out.push(meant.unwrap_or(char));
    }
    out
}

/// The parts of a cell between separators that no backslash stands before.
pub(super) fn parts(cell: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from, mut escaped) = (Vec::new(), 0, false);
    for (at, char) in cell.char_indices() {
        if char == separator && !escaped {
            parts.push(cell.get(from..at).unwrap_or_default());
            from = at + char.len_utf8();
        }
        escaped = char == '\\' && !escaped;
    }
    parts.push(cell.get(from..).unwrap_or_default());
    parts
}

/// A value and what stands behind it in brackets: a number that tells annotations apart, or two for a relation.
pub(super) fn numbered(part: &str) -> (&str, Option<&str>) {
    let split = part.strip_suffix(']').and_then(|open| open.rsplit_once('['));
    let plain = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_' || byte == b'-');
    match split.filter(|(_, number)| plain(number)) {
        Some((value, number)) => (value, Some(number)),
        None => (part, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(raw in "(\\PC|[\\\\\\[\\]|_;*>tnrfb\t\n\u{1}\u{1f}-]){0,20}", other in "[\\\\|a]{0,4}") {
            prop_assert_eq!(bare_value(&value(&raw)), raw.clone());
            prop_assert_eq!(bare_text(&text(&raw)), raw.clone());
            let cell = format!("{}[1]|{}[22]", value(&raw), value(&other));
            let found: Vec<_> = parts(&cell, '|').into_iter().map(numbered).map(|(value, number)| (bare_value(value), number)).collect();
            prop_assert_eq!(found, vec![(raw, Some("1")), (other, Some("22"))]);
            prop_assert!(!cell.contains(['\t', '\n']));
        }
    }
}
