//! Painting text into cells: the only place in the program that writes them.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::screen::Canvas;
use crate::article::{Ambiguous, Glyph, Ink, glyphs, printable};

/// Puts a glyph at a cell, in a style; nothing outside the buffer.
pub(super) fn glyph(canvas: &mut Canvas<'_>, x: u16, y: u16, glyph: &Glyph<'_>, style: Style) {
    match glyph.ink {
        Ink::Text(text) => symbol(canvas, x, y, text, glyph.width, style),
        Ink::Blank => (0..glyph.width).for_each(|n| symbol(canvas, x + n as u16, y, " ", 1, style)),
        Ink::Nothing => {}
        Ink::Picture(picture) => symbol(canvas, x, y, picture.encode_utf8(&mut [0; 4]), 1, style),
        Ink::Cut(text) => {
            symbol(canvas, x, y, text, glyph.width - 1, style);
            symbol(canvas, x + glyph.width as u16 - 1, y, "…", 1, style);
        }
        Ink::Code(c) => {
            for (n, c) in format!("‹{:04X}›", u32::from(c)).chars().enumerate() {
                symbol(canvas, x + n as u16, y, c.encode_utf8(&mut [0; 4]), 1, style);
            }
        }
    }
}

/// Puts a symbol that is known to be safe and `width` cells wide. What lay there before does not shine through.
#[allow(clippy::disallowed_methods, reason = "this is the one place that writes cells")]
pub(super) fn symbol(canvas: &mut Canvas<'_>, x: u16, y: u16, symbol: &str, width: usize, style: Style) {
    let row = canvas.row_mut(y);
    let x = usize::from(x);
    if x + width > row.len() {
        return;
    }
    // The other half of a wide character that is overwritten goes too.
    if let Some(before) = x.checked_sub(1).and_then(|x| row.get_mut(x)).filter(|cell| cell.symbol().len() > 2 && cell.symbol().width() > 1) {
        before.set_symbol(" ");
    }
    for (n, cell) in row.iter_mut().skip(x).take(width).enumerate() {
        cell.set_symbol(if n == 0 { symbol } else { " " });
        cell.fg = style.fg.unwrap_or_default();
        cell.bg = style.bg.unwrap_or_default();
        cell.underline_color = style.underline_color.unwrap_or_default();
        cell.modifier = style.add_modifier.difference(style.sub_modifier);
    }
}

/// Writes a line of any text from `x` on, in `width` cells at most; what does not fit is cut with `…`. Returns the cell
/// after it.
pub(super) fn line(canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    let end = x.saturating_add(width).min(canvas.area().right());
    if end <= x {
        return x;
    }
    if !canvas.wants(y) {
        return end.min(x.saturating_add(cells(&printable(text)) as u16));
    }
    let safe = printable(text);
    let fits = cells(&safe) <= usize::from(end.saturating_sub(x));
    let limit = if fits { end } else { end.saturating_sub(1) };
    let mut at = x;
    for one in glyphs(&safe, 0, Ambiguous::Narrow) {
        if at + one.width as u16 > limit {
            if limit < end {
                symbol(canvas, at, y, "…", 1, style);
                at += 1;
            }
            break;
        }
        glyph(canvas, at, y, &one, style);
        at += one.width as u16;
    }
    at
}

/// The same, ending at cell `right`; returns the cell at which it begins.
pub(super) fn line_to(canvas: &mut Canvas<'_>, right: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    let taken = (cells(&printable(text)) as u16).min(width);
    let x = right.saturating_sub(taken);
    line(canvas, x, y, taken, text, style);
    x
}

/// Cells that a line of safe text takes.
pub(super) fn cells(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { glyphs(text, 0, Ambiguous::Narrow).map(|glyph| glyph.width).sum::<usize>().max(text.width().min(1)) }
}

/// Fills an area with blanks in a style.
pub(super) fn fill(canvas: &mut Canvas<'_>, area: Rect, style: Style) {
    let area = area.intersection(canvas.area());
    for y in (area.top()..area.bottom()).filter(|y| canvas.wants(*y)).collect::<Vec<_>>() {
        for x in area.left()..area.right() {
            symbol(canvas, x, y, " ", 1, style);
        }
    }
}
