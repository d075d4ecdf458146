//! The decoded text of an article and spans of it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

/// Bytes between two entries of the code point index.
const STRIDE: usize = 256;

/// A half-open range of a text in bytes; both ends on character boundaries of the text it belongs to.
///
/// ```text
/// t h e   m i n i s t e r
///         [           )      Span { start: 4, end: 12 }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span; ends given in the wrong order are swapped.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start: start.min(end), end: start.max(end) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether the byte at `offset` lies inside.
    #[must_use]
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether all of `other` lies inside.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same range with `usize` ends, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Moved to the right by `by` bytes.
    #[must_use]
    pub fn shifted(self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

/// The decoded text of an article: immutable and cheap to clone.
#[derive(Clone, Debug)]
pub struct Text {
    content: Arc<String>,
    index: Arc<OnceLock<Vec<u32>>>,
    digest: Arc<OnceLock<String>>,
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl Text {
    /// Takes over `content`, which must be shorter than 4 GiB (readers refuse more than 100 MB).
    #[must_use]
    pub fn new(content: impl Into<String>) -> Self {
        Self { content: Arc::new(content.into()), index: Arc::default(), digest: Arc::default() }
    }

    /// All of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.content.len()).unwrap_or(u32::MAX)
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The whole text as a span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: 0, end: self.len() }
    }

    /// The text of a span; empty for one that is out of range or cuts a character.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.content.get(span.range()).unwrap_or_default()
    }

    /// Whether a span lies in the text with both ends between characters.
    #[must_use]
    pub fn holds(&self, span: Span) -> bool {
        span.start <= span.end && self.content.get(span.range()).is_some()
    }

    /// The number of code points before the byte `offset`, which is brought into the text and down to a
    /// character boundary first.
    #[must_use]
    pub fn char_of(&self, offset: u32) -> usize {
        let mut end = (offset as usize).min(self.content.len());
        while !self.content.is_char_boundary(end) {
            end -= 1;
        }
        let entry = (end / STRIDE).min(self.index().len().saturating_sub(1));
        let before = self.index().get(entry).copied().unwrap_or_default() as usize;
        before + starts(self.content.as_bytes().get(entry * STRIDE..end).unwrap_or_default())
    }

    /// The byte at which the code point number `char` starts; the length of the text for the one past the end,
    /// `None` beyond it.
    #[must_use]
    pub fn byte_of(&self, char: usize) -> Option<u32> {
        let index = self.index();
        let entry = index.partition_point(|before| *before as usize <= char).saturating_sub(1);
        let mut left = char - index.get(entry).copied().unwrap_or_default() as usize;
        let from = entry * STRIDE;
        // Between two entries as far apart as their bytes there is nothing but ASCII.
        let plain = index.get(entry + 1).is_some_and(|next| *next as usize == index.get(entry).map_or(0, |before| *before as usize) + STRIDE);
        if plain {
            return u32::try_from(from + left).ok();
        }
        for (at, byte) in self.content.as_bytes().get(from..)?.iter().enumerate() {
            if is_start(*byte) {
                if left == 0 {
                    return u32::try_from(from + at).ok();
                }
                left -= 1;
            }
        }
        (left == 0).then(|| self.len())
    }

    /// The span of the code points `start..end`; `None` when they are out of range or out of order.
    #[must_use]
    pub fn span_of_chars(&self, start: usize, end: usize) -> Option<Span> {
        let span = Span { start: self.byte_of(start)?, end: self.byte_of(end)? };
        (start <= end).then_some(span)
    }

    /// The number of code points.
    #[must_use]
    pub fn char_count(&self) -> usize {
        self.char_of(self.len())
    }

    /// SHA-256 of the text in UTF-8, as 64 lower-case hexadecimal digits; computed once.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.digest.get_or_init(|| sha256(self.content.as_bytes()))
    }

    /// Code points that start before each multiple of [`STRIDE`] bytes.
    fn index(&self) -> &[u32] {
        self.index.get_or_init(|| {
            let mut before = 0;
            let chunks = self.content.as_bytes().chunks(STRIDE);
            let entries = chunks.map(|chunk| {
                let entry = before;
                before += u32::try_from(starts(chunk)).unwrap_or_default();
                entry
            });
            entries.collect()
        })
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl Eq for Text {}

fn is_start(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

fn starts(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| usize::from(is_start(*byte))).sum()
}

/// SHA-256 of bytes, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_digest_is_that_of_the_utf_8_bytes() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Text::new("abc").sha256(), abc);
    }

    #[test]
    fn spans_out_of_range_are_empty_and_not_held() {
        let text = Text::new("né");
        for span in [Span { start: 2, end: 3 }, Span { start: 0, end: 9 }, Span { start: 7, end: 9 }] {
            assert_eq!(text.slice(span), "");
            assert!(!text.holds(span), "{span:?}");
        }
        assert!(text.holds(Span { start: 3, end: 3 }));
    }

    proptest! {
        #[test]
        fn code_points_and_bytes_are_inverse(content in "(\\PC|[a-zé“👍🏽\u{301}]){0,3000}", at in 0usize..4000) {
            let text = Text::new(content.clone());
            let chars = content.chars().count();
            prop_assert_eq!(text.char_count(), chars);
            let byte = text.byte_of(at);
            prop_assert_eq!(byte.is_some(), at <= chars);
            if let Some(byte) = byte {
                prop_assert_eq!(text.char_of(byte), at);
                prop_assert_eq!(content.get(..byte as usize).map(|head| head.chars().count()), Some(at));
            }
        }
    }
}
