//! Safe glyphs: the one gateway between text from outside and anything that shows it.
//!
//! Each grapheme becomes something visible, harmless and of known width. Nothing that a terminal could take for a
//! command, that hides, or that reorders what is around it passes; the offset of every cell stays known.
//!
//! ```text
//! text     a  TAB  ESC  U+202E   é      👍🏽
//! shown    a  ⎵⎵⎵  ␛    ‹202E›   é      👍🏽
//! width    1   3    1      6     1       2
//! ```

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Combining marks that one base may carry on the screen; more are cut with a mark that says so.
const MARKS_SHOWN: usize = 8;

/// Cells between two tab stops.
const TAB: usize = 4;

/// How many cells a character of ambiguous East Asian width takes on this terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One cell: nearly everywhere.
    #[default]
    Narrow,
    /// Two cells: some terminals in CJK locales.
    Wide,
}

/// What to draw for a grapheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink<'a> {
    /// The grapheme itself.
    Text(&'a str),
    /// The grapheme cut short; one more cell with `…` says so.
    Cut(&'a str),
    /// This many blank cells (a space, a tab, a joined line end).
    Blank,
    /// A one-cell picture that stands for a control or stray mark.
    Picture(char),
    /// The code point in hexadecimal between `‹` and `›`.
    Code(char),
    /// Nothing: a soft hyphen that is not at the end of its row.
    Nothing,
}

/// A grapheme as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Byte offset in the text given to [`glyphs`].
    pub at: usize,
    /// Bytes it takes in the text.
    pub len: usize,
    /// Cells it takes on the screen.
    pub width: usize,
    /// What to draw.
    pub ink: Ink<'a>,
}

impl Glyph<'_> {
    /// Whether it is white space, on which a row may end without counting its width.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.ink, Ink::Blank)
    }
}

/// The glyphs of `text`; `column` is the cell at which it begins, for its tab stops.
pub fn glyphs(text: &str, column: usize, ambiguous: Ambiguous) -> Glyphs<'_> {
    Glyphs { text, at: 0, column, ambiguous }
}

/// Iterator over [`Glyph`]s, made by [`glyphs`].
#[derive(Clone, Debug)]
pub struct Glyphs<'a> {
    text: &'a str,
    at: usize,
    column: usize,
    ambiguous: Ambiguous,
}

impl<'a> Iterator for Glyphs<'a> {
    type Item = Glyph<'a>;

    fn next(&mut self) -> Option<Glyph<'a>> {
        let bytes = self.text.as_bytes();
        let first = *bytes.get(self.at)?;
        let next = bytes.get(self.at + 1).copied().unwrap_or_default();
        let (len, width, ink) = if (0x21..0x7f).contains(&first) && next < 0x80 {
            (1, 1, Ink::Text(self.text.get(self.at..=self.at)?))
        } else if first == b' ' && next < 0x80 {
            (1, 1, Ink::Blank)
        } else {
            let grapheme = self.text.get(self.at..)?.graphemes(true).next()?;
            self.classify(grapheme)
        };
        let glyph = Glyph { at: self.at, len, width, ink };
        self.at += len;
        self.column += width;
        Some(glyph)
    }
}

impl<'a> Glyphs<'a> {
    fn classify(&self, grapheme: &'a str) -> (usize, usize, Ink<'a>) {
        let Some(first) = grapheme.chars().next() else { return (grapheme.len(), 0, Ink::Nothing) };
        let alone = first.len_utf8() == grapheme.len();
        let one = first.len_utf8();
        match first {
            '\t' => (grapheme.len(), TAB - self.column % TAB, Ink::Blank),
            '\n' => (grapheme.len(), 1, Ink::Blank),
            '\u{ad}' if alone => (one, 0, Ink::Nothing),
            '\0'..='\u{1f}' => (one, 1, Ink::Picture(char::from_u32(0x2400 + u32::from(first)).unwrap_or('␀'))),
            '\u{7f}' => (one, 1, Ink::Picture('␡')),
            _ if is_space(first) && alone => (grapheme.len(), first.width().unwrap_or(1).max(1), Ink::Blank),
            _ if is_hidden(first) || is_lone_indicator(grapheme) => (one, code_width(first), Ink::Code(first)),
            _ if first.width().unwrap_or(0) == 0 => (grapheme.len(), 1, Ink::Picture('◌')),
            _ if is_unassigned(first) => (one, 1, Ink::Picture('◌')),
            _ => self.cluster(grapheme, first),
        }
    }

    /// A grapheme whose first character is fine; what hides inside it is cut off into a glyph of its own.
    fn cluster(&self, grapheme: &'a str, first: char) -> (usize, usize, Ink<'a>) {
        let mut marks = 0;
        let mut shown = first.len_utf8();
        for (at, c) in grapheme.char_indices().skip(1) {
            let halfwidth_voice = matches!(c, '\u{ff9e}' | '\u{ff9f}');
            if halfwidth_voice || hides_inside(grapheme, first, c) {
                let head = grapheme.get(..at).unwrap_or(grapheme);
                return (at, self.width(head), Ink::Text(head));
            }
            marks += usize::from(c.width().unwrap_or(0) == 0 && !is_joiner(c));
            if marks <= MARKS_SHOWN {
                shown = at + c.len_utf8();
            }
        }
        if marks > MARKS_SHOWN {
            let head = grapheme.get(..shown).unwrap_or(grapheme);
            return (grapheme.len(), self.width(head) + 1, Ink::Cut(head));
        }
        (grapheme.len(), self.width(grapheme), Ink::Text(grapheme))
    }

    fn width(&self, cluster: &str) -> usize {
        let width = match self.ambiguous {
            Ambiguous::Narrow => cluster.width(),
            Ambiguous::Wide => cluster.width_cjk(),
        };
        width.clamp(1, 2)
    }
}

fn code_width(c: char) -> usize {
    format!("{:X}", u32::from(c)).len().max(4) + 2
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Characters that show nothing or change what is around them: direction controls, zero widths, fillers, line
/// separators, tags, C1 controls, non-characters.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether `c`, inside a grapheme, hides something: a joiner where no script or emoji needs one, a tag that spells no
/// flag.
fn hides_inside(grapheme: &str, first: char, c: char) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => !(is_pictograph(first) || needs_joiners(first)) || grapheme.ends_with(c),
        '\u{fe00}'..='\u{fe0f}' => !(is_pictograph(first) || first.is_ascii_digit() || matches!(first, '#' | '*') || is_han(first)),
        '\u{e0020}'..='\u{e007f}' => first != '\u{1f3f4}' || !grapheme.ends_with('\u{e007f}') || grapheme.chars().count() > 8,
        _ => is_hidden(c),
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}')
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{25a0}'..='\u{25ff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '©' | '®')
}

/// Scripts in which a (non-)joiner changes the shape of letters: Arabic and its neighbours, Indic scripts, Mongolian.
fn needs_joiners(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}')
}

fn is_lone_indicator(grapheme: &str) -> bool {
    let indicators = grapheme.chars().filter(|c| matches!(c, '\u{1f1e6}'..='\u{1f1ff}')).count();
    indicators == 1
}

/// Unassigned and private-use characters: terminals disagree on their width. The common scripts are known to have none
/// and skip the table.
fn is_unassigned(c: char) -> bool {
    if matches!(c, '\0'..='\u{377}' | '\u{400}'..='\u{52f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{23ff}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ffbe}' | '\u{1f300}'..='\u{1f64f}')
    {
        return false;
    }
    matches!(c.general_category(), GeneralCategory::Unassigned | GeneralCategory::PrivateUse)
}

/// Writes what an [`Ink`] looks like to the end of `out`; `width` is that of its glyph.
fn write_ink(out: &mut String, ink: Ink<'_>, width: usize) {
    use std::fmt::Write;
    match ink {
        Ink::Text(text) => out.push_str(text),
        Ink::Cut(text) => {
            out.push_str(text);
            out.push('…');
        }
        Ink::Blank => out.extend(std::iter::repeat_n(' ', width)),
        Ink::Picture(picture) => out.push(picture),
        Ink::Code(c) => {
            let _ = write!(out, "‹{:04X}›", u32::from(c));
        }
        Ink::Nothing => {}
    }
}

/// One line of untrusted text made safe to print anywhere: names, titles, errors, notes. Line ends become spaces.
#[must_use]
pub fn printable(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    glyphs(text, 0, Ambiguous::Narrow).fold(String::with_capacity(text.len()), |mut out, glyph| {
        write_ink(&mut out, glyph.ink, glyph.width);
        out
    })
}

/// The same for text of several lines, which stay lines.
#[must_use]
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// Whether `symbol` may stand in a cell of the screen: the last check before the terminal.
#[must_use]
pub fn safe_symbol(symbol: &str) -> bool {
    let bytes = symbol.as_bytes();
    if let [byte] = bytes {
        return (0x20..0x7f).contains(byte);
    }
    glyphs(symbol, 0, Ambiguous::Narrow).all(|glyph| matches!(glyph.ink, Ink::Text(_) | Ink::Blank)) && !symbol.contains(['\t', '\n', '\u{ad}'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> (String, usize) {
        (printable(text), glyphs(text, 0, Ambiguous::Narrow).map(|glyph| glyph.width).sum())
    }

    #[test]
    fn controls_hidden_characters_and_stray_marks_are_made_visible() {
        assert_eq!(shown("a\u{1b}[31mb\0\u{7f}"), ("a␛[31mb␀␡".into(), 9));
        assert_eq!(shown("a\u{9b}b\u{202e}c"), ("a‹009B›b‹202E›c".into(), 15));
        assert_eq!(shown("a\u{200b}b"), ("a‹200B›b".into(), 8));
        assert_eq!(shown("A🇺B"), ("A‹1F1FA›B".into(), 9));
        assert_eq!(shown("x\u{e0041}"), ("x‹E0041›".into(), 8));
        assert_eq!(shown("\u{301}a"), ("◌a".into(), 2));
        assert_eq!(shown("a\u{200d}b"), ("a‹200D›b".into(), 8));
        assert_eq!(shown("\u{e000}\u{378}"), ("◌◌".into(), 2));
    }

    #[test]
    fn what_is_sound_passes_whole() {
        for (text, width) in [("é", 1), ("e\u{301}", 1), ("安", 2), ("👍🏽", 2), ("👩‍👩‍👧‍👦", 2), ("🇳🇴", 2), ("क्‍ष", 2), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("❤️", 2), ("“—…", 3), ("ｶﾞ", 2)]
        {
            let (printed, cells) = shown(text);
            assert_eq!(printed, text);
            assert!(cells == width || text == "क्‍ष", "{text}: {cells}");
        }
    }

    #[test]
    fn tabs_go_to_the_stop_and_soft_hyphens_take_no_cell() {
        assert_eq!(shown("ab\tc\td"), ("ab  c   d".into(), 9));
        assert_eq!(shown("Hafen\u{ad}streik"), ("Hafenstreik".into(), 11));
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("e{}", "\u{301}".repeat(2000));
        let (printed, cells) = shown(&tower);
        assert_eq!((printed.chars().count(), cells), (10, 2));
    }

    #[test]
    fn ambiguous_characters_can_be_wide() {
        let cells: usize = glyphs("“a”", 0, Ambiguous::Wide).map(|glyph| glyph.width).sum();
        assert_eq!(cells, 5);
    }

    proptest! {
        #[test]
        fn nothing_unsafe_passes_and_no_byte_is_lost(text in "(\\PC|\\p{C}|[\u{0}-\u{ff}]|[\u{200b}-\u{206f}\u{fe0f}\u{e0020}\u{301}👍🏽🇳a]){0,40}") {
            let mut at = 0;
            for glyph in glyphs(&text, 0, Ambiguous::Narrow) {
                prop_assert_eq!(glyph.at, at);
                prop_assert!(glyph.len > 0);
                at += glyph.len;
                if let Ink::Text(symbol) | Ink::Cut(symbol) = glyph.ink {
                    prop_assert!(safe_symbol(symbol), "{:?}", symbol);
                }
            }
            prop_assert_eq!(at, text.len());
            let printed = printable(&text);
            let bad = printed.chars().find(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{2028}' | '\u{2029}'));
            prop_assert_eq!(bad, None);
        }
    }
}
