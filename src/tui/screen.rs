//! The screen: two buffers, and the bytes that turn one into the other.
//!
//! The library's own backend sends more bytes than a slow line likes and knows one kind of underline. This one sends a
//! frame in a single write, only what changed, with the shortest style change; brings colours down to what the terminal
//! has; and lets nothing pass that is no safe glyph.

use std::io::{self, Write};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::article::safe_symbol;

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// None, or the user wants none.
    None,
    /// The 16 of every terminal.
    Ansi,
    /// 256.
    Indexed,
    /// 24 bits.
    True,
}

/// Kinds of underline. Cells have bits for blinking, which nothing here ever does; together with the underline bit they
/// say which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Underline {
    /// A single line.
    Single,
    /// Two lines.
    Double,
    /// A wave.
    Wavy,
    /// Dots.
    Dotted,
}

impl Underline {
    /// The bits that stand for it in a cell.
    #[must_use]
    pub(super) fn modifier(self) -> Modifier {
        match self {
            Self::Single => Modifier::UNDERLINED,
            Self::Double => Modifier::UNDERLINED.union(Modifier::SLOW_BLINK),
            Self::Wavy => Modifier::UNDERLINED.union(Modifier::RAPID_BLINK),
            Self::Dotted => Modifier::UNDERLINED.union(Modifier::SLOW_BLINK).union(Modifier::RAPID_BLINK),
        }
    }

    /// The kind that a cell's bits stand for.
    #[must_use]
    pub(super) fn of(modifier: Modifier) -> Option<Self> {
        let slow = modifier.contains(Modifier::SLOW_BLINK);
        let rapid = modifier.contains(Modifier::RAPID_BLINK);
        modifier.contains(Modifier::UNDERLINED).then_some(match (slow, rapid) {
            (false, false) => Self::Single,
            (true, false) => Self::Double,
            (false, true) => Self::Wavy,
            (true, true) => Self::Dotted,
        })
    }
}

/// What is on the terminal, and what will be.
#[derive(Debug)]
pub(super) struct Screen {
    shown: Buffer,
    next: Buffer,
    /// What each row that is shown was made of.
    made_of: Vec<u64>,
    dirty: Vec<bool>,
    out: Vec<u8>,
    depth: Depth,
    /// Characters beyond ASCII may take more cells than thought: the cursor is placed after each.
    distrust: bool,
}

/// The rows of a screen that are painted anew; the others are left as they are.
#[derive(Debug)]
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// Which rows are painted; all of them when it is empty.
    dirty: &'a [bool],
}

impl Canvas<'_> {
    /// All of the screen.
    #[must_use]
    pub(super) fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Whether what is painted on a row will be seen.
    #[must_use]
    pub(super) fn wants(&self, y: u16) -> bool {
        self.dirty.is_empty() || self.dirty.get(usize::from(y)).copied().unwrap_or(false)
    }

    /// A cell of a row that is painted anew.
    #[must_use]
    pub(super) fn cell(&self, x: u16, y: u16) -> Option<&Cell> {
        self.buffer.cell((x, y)).filter(|_| self.wants(y))
    }

    /// The cells of a row that is painted anew, to be changed; none of another.
    pub(super) fn row_mut(&mut self, y: u16) -> &mut [Cell] {
        let width = usize::from(self.buffer.area.width);
        let from = usize::from(y) * width;
        let wanted = if self.wants(y) { from..from + width } else { 0..0 };
        self.buffer.content.get_mut(wanted).unwrap_or_default()
    }
}

/// The style that the terminal draws with.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    line: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, line: Color::Reset, modifier: Modifier::empty() };

#[cfg(test)]
impl<'a> Canvas<'a> {
    /// All rows of a buffer.
    pub(super) fn whole(buffer: &'a mut Buffer) -> Self {
        Self { buffer, dirty: &[] }
    }
}

impl Screen {
    /// A blank screen of `width` × `height` cells.
    #[must_use]
    pub(super) fn new(width: u16, height: u16, depth: Depth, distrust: bool) -> Self {
        let next = Buffer::empty(Rect::new(0, 0, width, height));
        let out = Vec::with_capacity(8192);
        Self { shown: Buffer::default(), next, made_of: Vec::new(), dirty: Vec::new(), out, depth, distrust }
    }

    /// Brings it to another size; everything is drawn anew.
    pub(super) fn resize(&mut self, width: u16, height: u16) {
        self.shown = Buffer::default();
        self.next = Buffer::empty(Rect::new(0, 0, width, height));
        self.made_of.clear();
        self.out.extend_from_slice(b"\x1b[0m\x1b[2J");
    }

    /// What is on the terminal.
    #[cfg(test)]
    pub(super) fn shown(&self) -> &Buffer {
        &self.shown
    }

    /// Bytes to send before the next frame.
    pub(super) fn prepend(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Lets `view` paint the rows of which the fingerprint in `made_of` is another than it was, and sends what is different
    /// from the screen to `terminal` in one write. Rows without a fingerprint are always painted.
    pub(super) fn draw(&mut self, terminal: &mut impl Write, made_of: &[u64], view: impl FnOnce(&mut Canvas<'_>)) -> io::Result<()> {
        let rows = usize::from(self.next.area.height);
        self.dirty.clear();
        self.dirty.extend((0..rows).map(|y| made_of.get(y).is_none_or(|new| self.made_of.get(y) != Some(new))));
        let width = usize::from(self.next.area.width).max(1);
        for (row, _) in self.next.content.chunks_mut(width).zip(&self.dirty).filter(|(_, dirty)| **dirty) {
            row.iter_mut().for_each(Cell::reset);
        }
        view(&mut Canvas { buffer: &mut self.next, dirty: &self.dirty });
        let first = self.shown.area != self.next.area;
        if first {
            self.encode_first(width);
        } else {
            self.encode(width);
        }
        self.made_of.clear();
        self.made_of.extend_from_slice(made_of);
        if self.out.is_empty() {
            return Ok(());
        }
        let sent = terminal.write_all(&self.out).and_then(|()| terminal.flush());
        self.out.clear();
        if first {
            self.shown.clone_from(&self.next);
        }
        sent
    }

    /// Puts all that is not blank into `out`: the terminal has just been cleared.
    fn encode_first(&mut self, width: usize) {
        let mut pen = PLAIN;
        let mut at = None;
        for (y, row) in self.next.content.chunks(width).enumerate() {
            let mut covered = 0;
            for (x, cell) in row.iter().enumerate().filter(|(_, cell)| !is_blank(cell)) {
                if x >= covered {
                    covered = x + cells_of(cell);
                    at = write_cell(&mut self.out, cell, (x as u16, y as u16), at, &mut pen, self.depth, self.distrust);
                }
            }
        }
        if pen != PLAIN {
            self.out.extend_from_slice(b"\x1b[0m");
        }
    }

    /// Puts what is different in the rows that were painted into `out`, and takes it over.
    fn encode(&mut self, width: usize) {
        let mut pen = PLAIN;
        let mut at: Option<(u16, u16)> = None;
        let out = &mut self.out;
        let rows = self.shown.content.chunks_mut(width).zip(self.next.content.chunks(width)).zip(&self.dirty).enumerate();
        for (y, ((shown, next), _)) in rows.filter(|(_, (_, dirty))| **dirty) {
            let mut covered = 0;
            let mut uncovered = 0;
            for (x, (old, new)) in shown.iter_mut().zip(next).enumerate() {
                let same = old == new;
                if !same {
                    // Half of a wide symbol that goes away may leave its other half behind.
                    uncovered = uncovered.max(x + cells_of(old));
                }
                if (same && x >= uncovered) || x < covered {
                    if !same {
                        old.clone_from(new);
                    }
                    continue;
                }
                at = write_cell(out, new, (x as u16, y as u16), at, &mut pen, self.depth, self.distrust);
                covered = x + cells_of(new);
                old.clone_from(new);
            }
        }
        if pen != PLAIN {
            out.extend_from_slice(b"\x1b[0m");
        }
    }
}

/// Whether a cell looks like one of a screen that has just been cleared.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && cell.modifier.is_empty()
}

/// Writes a cell: moves there unless the cursor `at` is there already, and changes the pen if it must. Returns where the
/// cursor is then, if that is certain.
fn write_cell(out: &mut Vec<u8>, cell: &Cell, to: (u16, u16), at: Option<(u16, u16)>, pen: &mut Pen, depth: Depth, distrust: bool) -> Option<(u16, u16)> {
    if at != Some(to) {
        move_to(out, at, to.0, to.1);
    }
    let wanted = Pen { fg: cell.fg, bg: cell.bg, line: cell.underline_color, modifier: cell.modifier };
    if wanted != *pen {
        change_pen(out, *pen, wanted, depth);
        *pen = wanted;
    }
    put(out, cell, to.0, to.1, distrust)
}

/// Cells that a symbol covers.
fn cells_of(cell: &Cell) -> usize {
    let symbol = cell.symbol();
    if symbol.len() == 1 { 1 } else { symbol.width().clamp(1, 2) }
}

/// Writes a cell's symbol; returns where the cursor is afterwards, if that is certain.
fn put(out: &mut Vec<u8>, cell: &Cell, x: u16, y: u16, distrust: bool) -> Option<(u16, u16)> {
    let symbol = cell.symbol();
    if let [byte] = symbol.as_bytes() {
        out.push(if (0x20..0x7f).contains(byte) { *byte } else { b'?' });
        return Some((x + 1, y));
    }
    let symbol = if safe_symbol(symbol) { symbol } else { "\u{fffd}" };
    out.extend_from_slice(symbol.as_bytes());
    let certain = !distrust && symbol.width() == 1 && symbol.chars().nth(1).is_none();
    certain.then_some((x + 1, y))
}

fn move_to(out: &mut Vec<u8>, from: Option<(u16, u16)>, x: u16, y: u16) {
    let moved = match from {
        Some((column, row)) if row == y && x > column => write!(out, "\x1b[{}C", x - column),
        Some((_, row)) if y == row + 1 && x == 0 => write!(out, "\r\n"),
        _ if x == 0 => write!(out, "\x1b[{}H", y + 1),
        _ => write!(out, "\x1b[{};{}H", y + 1, x + 1),
    };
    // Writing to memory does not fail.
    debug_assert!(moved.is_ok());
}

/// The shortest change from one style to another: by what differs, or by a reset when that is shorter.
fn change_pen(out: &mut Vec<u8>, from: Pen, to: Pen, depth: Depth) {
    let mut codes: Vec<String> = Vec::new();
    let from = if to == PLAIN {
        out.extend_from_slice(b"\x1b[m");
        return;
    } else if !to.modifier.contains(from.modifier) {
        codes.push("0".into());
        PLAIN
    } else {
        from
    };
    let added = to.modifier.difference(from.modifier);
    for (bit, code) in [(Modifier::BOLD, "1"), (Modifier::DIM, "2"), (Modifier::ITALIC, "3"), (Modifier::REVERSED, "7"), (Modifier::CROSSED_OUT, "9")] {
        if added.contains(bit) {
            codes.push(code.into());
        }
    }
    let underline = Underline::of(to.modifier);
    if underline != Underline::of(from.modifier) {
        // A plain underline first: terminals that do not know the finer kinds keep that.
        codes.push("4".into());
    }
    codes.extend(color(to.fg, from.fg, depth, 38));
    codes.extend(color(to.bg, from.bg, depth, 48));
    let mut sequence = codes.join(";");
    if !sequence.is_empty() {
        sequence = format!("\x1b[{sequence}m");
    }
    if underline != Underline::of(from.modifier) {
        sequence.push_str(match underline {
            Some(Underline::Double) => "\x1b[4:2m",
            Some(Underline::Wavy) => "\x1b[4:3m",
            Some(Underline::Dotted) => "\x1b[4:4m",
            Some(Underline::Single) | None => "",
        });
    }
    if depth >= Depth::Indexed && underline.is_some() && (to.line != from.line) {
        sequence.push_str(&match (to.line, depth) {
            (Color::Rgb(r, g, b), Depth::True) => format!("\x1b[58:2::{r}:{g}:{b}m"),
            (Color::Rgb(r, g, b), _) => format!("\x1b[58:5:{}m", indexed(r, g, b)),
            _ => "\x1b[59m".into(),
        });
    }
    out.extend_from_slice(sequence.as_bytes());
}

impl PartialOrd for Depth {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (*self as u8).partial_cmp(&(*other as u8))
    }
}

/// The code for a colour, if it changes; `base` is 38 for text and 48 for its background.
fn color(to: Color, from: Color, depth: Depth, base: u8) -> Option<String> {
    if to == from || depth == Depth::None {
        return None;
    }
    Some(match (to, depth) {
        (Color::Rgb(r, g, b), Depth::True) => format!("{base};2;{r};{g};{b}"),
        (Color::Rgb(r, g, b), Depth::Indexed) => format!("{base};5;{}", indexed(r, g, b)),
        (Color::Rgb(r, g, b), _) => {
            let nearest = ansi(r, g, b);
            (if nearest < 8 { base - 8 + nearest } else { base + 52 + nearest - 8 }).to_string()
        }
        _ => (base + 1).to_string(),
    })
}

/// The nearest colour of the 6×6×6 cube or the grey ramp.
fn indexed(r: u8, g: u8, b: u8) -> u8 {
    let level = |c: u8| {
        if c < 48 {
            0
        } else if c < 115 {
            1
        } else {
            (c - 35) / 40
        }
    };
    let value = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    let (cr, cg, cb) = (level(r), level(g), level(b));
    let grey = ((i32::from(r) + i32::from(g) + i32::from(b)) / 3 - 3).clamp(0, 239) / 10;
    let grey = grey.min(23) as u8;
    let far = |x: (u8, u8, u8)| {
        let d = |a: u8, b: u8| i32::from(a.abs_diff(b)).pow(2);
        d(x.0, r) + d(x.1, g) + d(x.2, b)
    };
    let tone = 8 + 10 * grey;
    if far((tone, tone, tone)) < far((value(cr), value(cg), value(cb))) { 232 + grey } else { 16 + 36 * cr + 6 * cg + cb }
}

/// The nearest of the 16 colours.
fn ansi(r: u8, g: u8, b: u8) -> u8 {
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    if max - min < 40 {
        return match max {
            0..=60 => 0,
            61..=140 => 8,
            141..=215 => 7,
            _ => 15,
        };
    }
    let middle = u16::midpoint(u16::from(max), u16::from(min));
    let bit = |c: u8, n: u8| if u16::from(c) > middle { n } else { 0 };
    bit(r, 1) + bit(g, 2) + bit(b, 4) + if max > 170 { 8 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn bytes(depth: Depth, frames: &[&dyn Fn(&mut Buffer)]) -> String {
        let mut screen = Screen::new(10, 2, depth, false);
        let mut out = Vec::new();
        for frame in frames {
            out.clear();
            screen.draw(&mut out, &[], |canvas| frame(canvas.buffer)).unwrap();
        }
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn only_what_changed_is_sent() {
        let one = |buffer: &mut Buffer| buffer.set_string(0, 0, "one two", Style::new());
        let two = |buffer: &mut Buffer| buffer.set_string(0, 0, "one 2wo", Style::new());
        assert_eq!(bytes(Depth::True, &[&one]), "^[1Hone^[1Ctwo");
        assert_eq!(bytes(Depth::True, &[&one, &one]), "");
        assert_eq!(bytes(Depth::True, &[&one, &two]), "^[1;5H2");
    }

    #[test]
    fn colours_come_down_to_what_the_terminal_has() {
        let red = |buffer: &mut Buffer| buffer.set_string(0, 0, "x", Style::new().fg(Color::Rgb(230, 60, 50)));
        assert_eq!(bytes(Depth::True, &[&red]), "^[1H^[38;2;230;60;50mx^[0m");
        assert_eq!(bytes(Depth::Indexed, &[&red]), "^[1H^[38;5;167mx^[0m");
        assert_eq!(bytes(Depth::Ansi, &[&red]), "^[1H^[91mx^[0m");
        assert_eq!(bytes(Depth::None, &[&red]), "^[1Hx^[0m");
    }

    #[test]
    fn nothing_unsafe_reaches_the_terminal() {
        let evil = |buffer: &mut Buffer| {
            for (x, symbol) in ["e\u{301}", "\u{202e}", "\u{200b}x", "x\u{e0041}", "\u{2028}"].into_iter().enumerate() {
                if let Some(cell) = buffer.cell_mut((x as u16, 0)) {
                    // The library passes these on as they are (and panics on controls in debug builds).
                    cell.set_symbol(symbol);
                }
            }
        };
        let out = bytes(Depth::None, &[&evil]);
        assert!(!out.contains(['\u{202e}', '\u{200b}', '\u{e0041}', '\u{2028}']), "{out:?}");
        assert!(out.contains("e\u{301}"));
    }
}
