//! Text that hides or deceives: findings for whoever works with a text from outside.
//!
//! One pass over the text. Plain ASCII is skipped in long steps; only what lies beyond it is looked at.

mod letters;

use std::fmt;

use crate::article::{Ambiguous, glyphs, printable};
use letters::{Script, is_joiner_script, is_pictograph, is_plain_letter, mixture, script};

/// What a text does to hide or deceive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuspicionKind {
    /// Letters are shown in another order than they are stored (U+202D, U+202E).
    Override,
    /// The direction is changed for a stretch (U+202A to U+202C, U+2066 to U+2069).
    Embedding,
    /// One word has letters of two scripts that look alike.
    MixedScripts,
    /// Characters without width where no script or emoji needs them.
    ZeroWidth,
    /// Tag characters (U+E0000 to U+E007F) outside of a flag.
    Tag,
    /// Variation selectors that vary nothing.
    Selector,
    /// Control characters and escape sequences.
    Control,
}

impl SuspicionKind {
    /// All kinds, in the order in which they are told.
    const ALL: [Self; 7] = [Self::Override, Self::Embedding, Self::MixedScripts, Self::ZeroWidth, Self::Tag, Self::Selector, Self::Control];

    /// What is counted, for one and for several.
    fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Override => ("direction override", "direction overrides"),
            Self::Embedding => ("hidden change of direction", "hidden changes of direction"),
            Self::MixedScripts => ("word mixes scripts that look alike", "words mix scripts that look alike"),
            Self::ZeroWidth => ("character without width", "characters without width"),
            Self::Tag => ("invisible tag character", "invisible tag characters"),
            Self::Selector => ("stray variation selector", "stray variation selectors"),
            Self::Control => ("control character", "control characters"),
        }
    }
}

/// Something in a text that hides or deceives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// What it is.
    pub kind: SuspicionKind,
    /// How often: characters, or words that mix scripts.
    pub count: usize,
    /// The line of the first, counted from 1.
    pub line: usize,
    /// The text at the first, safe to show: what hides stands there as a code between `‹` and `›`.
    pub excerpt: String,
}

impl fmt::Display for Suspicion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, several) = self.kind.nouns();
        if self.count == 1 {
            write!(f, "1 {one}, in line {}: {}", self.line, self.excerpt)
        } else {
            write!(f, "{} {several}, the first in line {}: {}", self.count, self.line, self.excerpt)
        }
    }
}

/// What in `text` hides or deceives: one finding a kind, in the order of the kinds. Takes time linear in the text.
#[must_use]
pub fn suspicious(text: &str) -> Vec<Suspicion> {
    let mut scan = Scan { text, tallies: Default::default(), open: 0, seen: 0, floor: 0 };
    let mut at = 0;
    while let Some(rest) = text.as_bytes().get(at..) {
        at += plain(rest);
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at = scan.look(at, c);
    }
    SuspicionKind::ALL.into_iter().zip(scan.tallies).filter(|(_, tally)| tally.count > 0).map(|(kind, tally)| tally.told(text, kind)).collect()
}

/// Glyphs of an excerpt at most.
const EXCERPT: usize = 32;

/// Characters without width from which a run is suspicious wherever it stands.
const LONG_RUN: usize = 4;

/// How many bytes at the start are ASCII that needs no look.
fn plain(bytes: &[u8]) -> usize {
    let odd = |byte: &u8| (byte.wrapping_sub(0x20) >= 0x5f) & !matches!(*byte, b'\t' | b'\n' | b'\r' | 0xc);
    if let Some(near) = bytes.iter().take(8).position(odd) {
        return near;
    }
    let steps = bytes.chunks_exact(64).take_while(|chunk| !chunk.iter().fold(false, |any, byte| any | odd(byte))).count();
    let rest = bytes.get(steps * 64..).unwrap_or_default();
    steps * 64 + rest.iter().position(odd).unwrap_or(rest.len())
}

/// What was counted of one kind.
#[derive(Clone, Debug, Default)]
struct Tally {
    count: usize,
    first: usize,
    shown: String,
}

impl Tally {
    fn told(self, text: &str, kind: SuspicionKind) -> Suspicion {
        let before = text.as_bytes().get(..self.first).unwrap_or_default();
        let excerpt = if self.shown.is_empty() { excerpt(text, self.first) } else { self.shown };
        Suspicion { kind, count: self.count, line: memchr::memchr_iter(b'\n', before).count() + 1, excerpt }
    }
}

/// The text from a place on, to the end of its line at most, from the beginning of the word that it is in.
fn excerpt(text: &str, at: usize) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or_default();
    let word = before.chars().rev().take(12).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    let line = after.split('\n').next().unwrap_or_default();
    let shown = text.get(at - word..at + line.len()).unwrap_or_default();
    let end = glyphs(shown, 0, Ambiguous::Narrow).nth(EXCERPT).map_or(shown.len(), |glyph| glyph.at);
    let more = if end < shown.len() { "…" } else { "" };
    format!("{}{more}", printable(shown.get(..end).unwrap_or_default()).trim_end())
}

/// The pass over a text.
struct Scan<'t> {
    text: &'t str,
    tallies: [Tally; 7],
    /// Directions that are open in this line, and up to where it was looked for the line's end.
    open: usize,
    seen: usize,
    /// Where the last word that was judged ends: no other one reaches back beyond it.
    floor: usize,
}

impl Scan<'_> {
    /// Looks at a character that is no plain ASCII; returns where to go on.
    fn look(&mut self, at: usize, c: char) -> usize {
        match c {
            '\u{370}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}' | '\u{a640}'..='\u{a69f}' => return self.word(at),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' => self.count(SuspicionKind::Control, at, 1),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.direction(at, c),
            _ if is_zero_width(c) => return self.zero_widths(at),
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => return self.selectors(at),
            '\u{e0000}'..='\u{e007f}' => return self.tags(at),
            _ => {}
        }
        at + c.len_utf8()
    }

    fn count(&mut self, kind: SuspicionKind, at: usize, count: usize) {
        let Some(tally) = self.tallies.get_mut(kind as usize) else { return };
        if tally.count == 0 {
            tally.first = at;
        }
        tally.count += count;
    }

    /// What opens a direction is counted; what closes one only when there is none to close.
    fn direction(&mut self, at: usize, c: char) {
        if memchr::memchr(b'\n', self.text.as_bytes().get(self.seen..at).unwrap_or_default()).is_some() {
            self.open = 0;
        }
        self.seen = at;
        let closes = matches!(c, '\u{202c}' | '\u{2069}');
        if closes && self.open > 0 {
            self.open -= 1;
            return;
        }
        self.open += usize::from(!closes);
        let kind = if matches!(c, '\u{202d}' | '\u{202e}') { SuspicionKind::Override } else { SuspicionKind::Embedding };
        self.count(kind, at, 1);
    }

    /// The word around a letter that is Cyrillic or Greek.
    fn word(&mut self, at: usize) -> usize {
        let before = self.text.get(self.floor..at).unwrap_or_default();
        let back: usize = before.chars().rev().take_while(|c| script(*c).is_some()).map(char::len_utf8).sum();
        let start = at - back;
        let rest = self.text.get(start..).unwrap_or_default();
        let len = match rest.char_indices().find(|(_, c)| script(*c).is_none()) {
            Some((end, _)) => end,
            None => rest.len(),
        };
        let word = rest.get(..len).unwrap_or_default();
        if let Some(foreign) = mixture(word) {
            self.count(SuspicionKind::MixedScripts, start, 1);
            self.show_word(word, foreign);
        }
        // A sign of those blocks that is no letter makes no word.
        let first = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        self.floor = (start + len).max(at + first);
        self.floor
    }

    /// The first word that mixes scripts is shown with the codes of its foreign letters, since one would not see them.
    fn show_word(&mut self, word: &str, foreign: Script) {
        let Some(tally) = self.tallies.get_mut(SuspicionKind::MixedScripts as usize).filter(|tally| tally.shown.is_empty()) else { return };
        for c in word.chars().take(EXCERPT) {
            if script(c) == Some(foreign) {
                tally.shown.push_str(&format!("‹{:04X}›", u32::from(c)));
            } else {
                tally.shown.push_str(&printable(c.encode_utf8(&mut [0; 4])));
            }
        }
        if word.chars().nth(EXCERPT).is_some() {
            tally.shown.push('…');
        }
    }

    /// A run of characters without width.
    fn zero_widths(&mut self, at: usize) -> usize {
        let (before, rest) = self.text.split_at_checked(at).unwrap_or_default();
        let len = rest.find(|c| !is_zero_width(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(len).unwrap_or_default();
        let (left, right) = (before.chars().next_back(), after.chars().next());
        let count = run.chars().count();
        let is = |side: Option<char>, what: fn(char) -> bool| side.is_some_and(what);
        let inside = is(left, is_plain_letter) && is(right, is_plain_letter);
        let beside = is(left, is_plain_letter) || is(right, is_plain_letter);
        let needed = is(left, is_joiner_script) || is(right, is_joiner_script) || is(left, is_pictograph) || is(right, is_pictograph);
        let hyphens = run.chars().all(|c| c == '\u{ad}');
        let joiners = run.chars().all(|c| matches!(c, '\u{200c}' | '\u{200d}'));
        if count >= LONG_RUN || !hyphens && (inside || joiners && beside && !needed) {
            self.count(SuspicionKind::ZeroWidth, at, count);
        }
        at + len
    }

    /// A run of variation selectors: one after a pictograph or an ideograph varies it.
    fn selectors(&mut self, at: usize) -> usize {
        let (before, rest) = self.text.split_at_checked(at).unwrap_or_default();
        let len = rest.find(|c| !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')).unwrap_or(rest.len());
        let run = rest.get(..len).unwrap_or_default();
        let count = run.chars().count();
        let high = run.chars().any(|c| c >= '\u{e0100}');
        let varies = before.chars().next_back().is_some_and(letters::is_ideograph);
        if count >= LONG_RUN || high && (count > 1 || !varies) {
            self.count(SuspicionKind::Selector, at, count);
        }
        at + len
    }

    /// A run of tag characters: after a black flag and with its end they spell a flag.
    fn tags(&mut self, at: usize) -> usize {
        let (before, rest) = self.text.split_at_checked(at).unwrap_or_default();
        let len = rest.find(|c| !matches!(c, '\u{e0000}'..='\u{e007f}')).unwrap_or(rest.len());
        let run = rest.get(..len).unwrap_or_default();
        let count = run.chars().count();
        let flag = before.ends_with('\u{1f3f4}') && run.ends_with('\u{e007f}') && count <= 7;
        if !flag {
            self.count(SuspicionKind::Tag, at, count);
        }
        at + len
    }
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{34f}' | '\u{180e}')
}

#[cfg(test)]
mod tests;
