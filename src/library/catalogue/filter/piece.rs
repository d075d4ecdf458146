//! A filter taken apart into its terms.

use std::ops::Range;

/// A term as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it stands, in bytes.
    pub(super) at: Range<usize>,
    /// Whether it is turned round.
    pub(super) not: bool,
    /// Without its quotation marks and sign.
    pub(super) text: String,
    /// The name before its colon, and the values behind.
    pub(super) field: Option<(String, Vec<String>)>,
}

/// The terms of a filter: white space separates, except between quotation marks.
pub(super) fn split(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Option<usize> = None;
    let mut quoted = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c == '"' {
            quoted = !quoted;
        }
        let ends = c.is_whitespace() && !quoted || at == text.len();
        match (open, ends) {
            (None, false) => open = Some(at),
            (Some(start), true) => {
                pieces.push(Piece::new(text, start..at));
                open = None;
            }
            _ => {}
        }
    }
    pieces
}

impl Piece {
    fn new(text: &str, at: Range<usize>) -> Self {
        let raw = text.get(at.clone()).unwrap_or_default();
        let not = raw.len() > 1 && raw.starts_with('-');
        let raw = if not { raw.get(1..).unwrap_or_default() } else { raw };
        let field = raw.split_once(':').filter(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()));
        let field = field.map(|(name, list)| (name.to_lowercase(), values(list)));
        Self { at, not, text: raw.replace('"', ""), field }
    }
}

/// The values behind a colon: commas separate, except between quotation marks.
fn values(list: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quoted = false;
    for c in list.chars() {
        match (c, values.last_mut()) {
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => values.push(String::new()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_hold_spaces_and_commas_together() {
        let pieces = split("a -source:\"The Post, Selden\",courier \"b c");
        let shown: Vec<String> = pieces.iter().map(|piece| format!("{} {} {:?}", piece.not, piece.text, piece.field)).collect();
        assert_eq!(shown, ["false a None", "true source:The Post, Selden,courier Some((\"source\", [\"The Post, Selden\", \"courier\"]))", "false b c None"]);
    }
}
