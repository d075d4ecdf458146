//! Places of a text in the units that other tools count in, both ways, each checked by going back.

use crate::article::Span;

/// Bytes between two marks.
const STRIDE: usize = 64;

/// What offsets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    CodePoints,
    /// Code units of UTF-16: two for what lies beyond U+FFFF.
    Utf16,
    /// Tokens.
    Tokens,
    /// None: the labels stand in the text.
    None,
}

impl Unit {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CodePoints => "code points",
            Self::Utf16 => "UTF-16",
            Self::Tokens => "tokens",
            Self::None => "none",
        }
    }
}

/// What stands before a byte, counted.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    chars: u32,
    /// How many of them take two units of UTF-16.
    wide: u32,
}

/// The offsets of one text.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// At every multiple of [`STRIDE`]; none for a text of ASCII only, where all units are bytes.
    marks: Vec<Mark>,
}

impl<'t> Offsets<'t> {
    /// Counts a text through.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut so_far = Mark::default();
            for chunk in text.as_bytes().chunks(STRIDE) {
                marks.push(so_far);
                let here = count(chunk);
                so_far = Mark { chars: so_far.chars + here.chars, wide: so_far.wide + here.wide };
            }
        }
        Self { text, marks }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// A span in code points; `None` when it does not lie in the text between characters.
    #[must_use]
    pub fn chars(&self, span: Span) -> Option<(usize, usize)> {
        self.there_and_back(span, Unit::CodePoints)
    }

    /// A span in code units of UTF-16.
    #[must_use]
    pub fn utf16(&self, span: Span) -> Option<(usize, usize)> {
        self.there_and_back(span, Unit::Utf16)
    }

    /// The span of code points; `None` when they are out of order or beyond the end.
    #[must_use]
    pub fn span_of_chars(&self, start: usize, end: usize) -> Option<Span> {
        self.span_of(start, end, Unit::CodePoints)
    }

    /// The span of code units of UTF-16; `None` also for a place within a pair of surrogates.
    #[must_use]
    pub fn span_of_utf16(&self, start: usize, end: usize) -> Option<Span> {
        self.span_of(start, end, Unit::Utf16)
    }

    fn there_and_back(&self, span: Span, unit: Unit) -> Option<(usize, usize)> {
        self.text.get(span.range())?;
        let (start, end) = (self.of(span.start as usize, unit), self.of(span.end as usize, unit));
        (self.span_of(start, end, unit)? == span).then_some((start, end))
    }

    fn span_of(&self, start: usize, end: usize, unit: Unit) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span { start: self.byte_of(start, unit)?, end: self.byte_of(end, unit)? })
    }

    /// How many units stand before a byte.
    fn of(&self, byte: usize, unit: Unit) -> usize {
        let entry = byte / STRIDE;
        let Some(mark) = self.marks.get(entry.min(self.marks.len().saturating_sub(1))) else { return byte };
        let from = entry.min(self.marks.len() - 1) * STRIDE;
        let rest = count(self.text.as_bytes().get(from..byte).unwrap_or_default());
        units(Mark { chars: mark.chars + rest.chars, wide: mark.wide + rest.wide }, unit)
    }

    /// The byte at which the unit of that number begins.
    fn byte_of(&self, number: usize, unit: Unit) -> Option<u32> {
        if self.marks.is_empty() {
            return (number <= self.text.len()).then_some(number as u32);
        }
        let entry = self.marks.partition_point(|mark| units(*mark, unit) <= number).saturating_sub(1);
        let mut before = units(*self.marks.get(entry)?, unit);
        let from = (entry * STRIDE..=self.text.len()).find(|byte| self.text.is_char_boundary(*byte))?;
        // A character that the stride cuts is counted with its first byte, before the mark.
        for (at, char) in self.text.get(from..)?.char_indices() {
            if before >= number {
                return (before == number).then_some((from + at) as u32);
            }
            before += if unit == Unit::Utf16 { char.len_utf16() } else { 1 };
        }
        (before == number).then_some(self.text.len() as u32)
    }
}

fn units(mark: Mark, unit: Unit) -> usize {
    (mark.chars + if unit == Unit::Utf16 { mark.wide } else { 0 }) as usize
}

fn count(bytes: &[u8]) -> Mark {
    let chars = bytes.iter().map(|byte| u32::from(byte & 0xc0 != 0x80)).sum();
    let wide = bytes.iter().map(|byte| u32::from(*byte >= 0xf0)).sum();
    Mark { chars, wide }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_found_in_every_unit_and_back(text in "(\\PC|[a-zé“👍🏽\u{301}\n]){0,1500}") {
            let offsets = Offsets::new(&text);
            let (mut chars, mut wide) = (0, 0);
            for (at, char) in text.char_indices() {
                let span = Span { start: at as u32, end: (at + char.len_utf8()) as u32 };
                prop_assert_eq!(offsets.chars(span), Some((chars, chars + 1)));
                prop_assert_eq!(offsets.utf16(span), Some((wide, wide + char.len_utf16())));
                prop_assert_eq!(offsets.span_of_chars(chars, chars + 1), Some(span));
                if char.len_utf16() == 2 {
                    prop_assert_eq!(offsets.span_of_utf16(wide, wide + 1), None);
                }
                if char.len_utf8() > 1 {
                    prop_assert_eq!(offsets.chars(Span { start: at as u32 + 1, end: span.end }), None);
                }
                (chars, wide) = (chars + 1, wide + char.len_utf16());
            }
            prop_assert_eq!(offsets.span_of_chars(0, chars), Some(Span { start: 0, end: text.len() as u32 }));
            prop_assert_eq!(offsets.span_of_utf16(0, wide + 1), None);
            prop_assert_eq!(offsets.span_of_chars(chars, 0).is_some(), chars == 0);
        }
    }
}
