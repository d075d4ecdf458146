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
        let from = entry * STRIDE;
        // A character that the stride cuts is counted with its first byte, before the mark.
        for (at, byte) in self.text.as_bytes().get(from..)?.iter().enumerate().filter(|(_, byte)| **byte & 0xc0 != 0x80) {
            if before >= number {
                return (before == number).then_some((from + at) as u32);
            }
            before += if unit == Unit::Utf16 && *byte >= 0xf0 { 2 } else { 1 };
        }
        (before == number).then_some(self.text.len() as u32)
    }

    /// Counts on from where it stands, for places that are in order; see [`Walk`].
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        Walk { offsets: self, at: 0, so_far: Mark::default() }
    }
}

/// Counts through a text once, for many places in order, such as those of its tokens.
#[derive(Clone, Debug)]
pub struct Walk<'o> {
    offsets: &'o Offsets<'o>,
    at: u32,
    so_far: Mark,
}

impl Walk<'_> {
    /// A span in code points, that begins not before the last one ended; one that does is looked up. `None` when it does not
    /// lie in the text between characters.
    #[must_use]
    pub fn chars(&mut self, span: Span) -> Option<(usize, usize)> {
        self.of(span, Unit::CodePoints)
    }

    /// The same in code units of UTF-16.
    #[must_use]
    pub fn utf16(&mut self, span: Span) -> Option<(usize, usize)> {
        self.of(span, Unit::Utf16)
    }

    fn of(&mut self, span: Span, unit: Unit) -> Option<(usize, usize)> {
        if span.start < self.at {
            return self.offsets.there_and_back(span, unit);
        }
        self.offsets.text.get(span.range())?;
        let start = self.on_to(span.start);
        let end = self.on_to(span.end);
        Some((units(start, unit), units(end, unit)))
    }

    fn on_to(&mut self, to: u32) -> Mark {
        let bytes = self.offsets.text.as_bytes().get(self.at as usize..to as usize).unwrap_or_default();
        // Bytes beyond ASCII are rare, and few are looked at here.
        let plain = self.offsets.marks.is_empty() || bytes.iter().fold(0, |all, byte| all | byte) < 0x80;
        let here = if plain { Mark { chars: bytes.len() as u32, wide: 0 } } else { count(bytes) };
        self.so_far = Mark { chars: self.so_far.chars + here.chars, wide: self.so_far.wide + here.wide };
        self.at = to;
        self.so_far
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
            let (mut walk, mut wide_walk) = (offsets.walk(), offsets.walk());
            for (at, char) in text.char_indices() {
                let span = Span { start: at as u32, end: (at + char.len_utf8()) as u32 };
                if at % 3 > 0 {
                    prop_assert_eq!(walk.chars(span), Some((chars, chars + 1)));
                    prop_assert_eq!(wide_walk.utf16(span), Some((wide, wide + char.len_utf16())));
                }
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
            prop_assert_eq!(walk.chars(Span { start: 0, end: text.len() as u32 }), Some((0, chars)));
            prop_assert_eq!(walk.chars(Span { start: text.len() as u32, end: text.len() as u32 + 1 }), None);
        }
    }
}
