//! Text with one kind of space and one kind of apostrophe, and the way back from its offsets.

use std::borrow::Cow;

/// A text in which white space is single spaces and apostrophes are straight.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    text: Cow<'a, str>,
    /// From which offset on the original is how many bytes ahead.
    ahead: Vec<(usize, usize)>,
}

impl<'a> Flat<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        let plain = raw.is_ascii() && !raw.contains("  ") && !raw.bytes().any(|byte| matches!(byte, b'\n' | b'\t' | b'\r' | 0x0b | 0x0c));
        if plain {
            return Self { text: Cow::Borrowed(raw), ahead: Vec::new() };
        }
        let mut text = String::with_capacity(raw.len());
        let mut ahead = Vec::new();
        for (at, c) in raw.char_indices() {
            match c {
                _ if c.is_whitespace() => {
                    if !text.ends_with(' ') {
                        text.push(' ');
                    }
                }
                '’' | '‘' | 'ʼ' => text.push('\''),
                _ => {
                    text.push(c);
                    continue;
                }
            }
            let by = at + c.len_utf8() - text.len();
            if ahead.last().map_or(0, |(_, before)| *before) != by {
                ahead.push((text.len(), by));
            }
        }
        Self { text: Cow::Owned(text), ahead }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The offset in the original of an offset here that is not inside a character.
    pub(super) fn original(&self, at: usize) -> usize {
        let passed = self.ahead.partition_point(|(from, _)| *from <= at);
        at + passed.checked_sub(1).and_then(|last| self.ahead.get(last)).map_or(0, |(_, by)| *by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_other_character_is_where_the_way_back_leads(raw in "[a-z’' \u{a0}\u{3000}\né]{0,30}") {
            let flat = Flat::new(&raw);
            prop_assert!(!flat.text().contains("  "));
            for (at, c) in flat.text().char_indices() {
                let there = raw.get(flat.original(at)..).unwrap().chars().next().unwrap();
                let same = c == there || c == '\'' && there == '’' || c == ' ' && there.is_whitespace();
                prop_assert!(same, "{:?} {:?} {}", raw, flat, at);
            }
        }
    }
}
