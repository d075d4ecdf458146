//! A screen as text: what stands in its cells, and in which style.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::super::screen::Underline;

/// The cells, then a letter for the style of each (`.` is the terminal's own), then what the letters mean.
pub(super) fn dump(buffer: &Buffer) -> String {
    let mut styles: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut layer = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area.width).max(1)) {
        let (mut line, mut letters) = (String::new(), String::new());
        let mut wide = false;
        for cell in row {
            if !std::mem::take(&mut wide) {
                line.push_str(cell.symbol());
                wide = cell.symbol().width() > 1;
            }
            letters.push(letter(&mut styles, cell));
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
        writeln!(layer, "{}", letters.trim_end_matches('.')).unwrap();
    }
    let rule = "-".repeat(usize::from(buffer.area.width).min(80));
    let mut out = format!("{text}{rule}\n{layer}{rule}\n");
    for (n, style) in styles.iter().enumerate() {
        writeln!(out, "{}  {style}", name(n)).unwrap();
    }
    out
}

fn name(n: usize) -> char {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().nth(n).unwrap_or('?')
}

fn letter(styles: &mut Vec<String>, cell: &Cell) -> char {
    let style = describe(cell);
    if style.is_empty() {
        return '.';
    }
    let known = styles.iter().position(|other| *other == style);
    name(known.unwrap_or_else(|| {
        styles.push(style);
        styles.len() - 1
    }))
}

/// A style in words; nothing for the terminal's own.
fn describe(cell: &Cell) -> String {
    let mut parts = Vec::new();
    for (what, color) in [("fg", cell.fg), ("bg", cell.bg)] {
        if color != Color::Reset {
            parts.push(format!("{what}={}", hex(color)));
        }
    }
    for (bit, what) in [(Modifier::BOLD, "bold"), (Modifier::DIM, "dim"), (Modifier::ITALIC, "italic"), (Modifier::REVERSED, "reversed")] {
        if cell.modifier.contains(bit) {
            parts.push(what.to_owned());
        }
    }
    if let Some(kind) = Underline::of(cell.modifier) {
        let kind = format!("{kind:?}").to_lowercase();
        parts.push(format!("line={kind},{}", hex(cell.underline_color)));
    }
    parts.join(" ")
}

/// A colour as `#rrggbb`.
pub(super) fn hex(color: Color) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        other => format!("{other:?}"),
    }
}
