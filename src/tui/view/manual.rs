//! A page of help to read: how saving works.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::panel;
use crate::reading::{Measure, row_starts};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// What is promised about saving, what can still go wrong, and how to get work back.
const SAVING: &str = include_str!("../../../assets/saving.md");

/// Cells that a row has at most.
const WIDEST: u16 = 84;

/// How many rows can be passed over until only the last page is left.
pub(in crate::tui) fn rows(model: &Model) -> usize {
    let area = room(model);
    wrapped(area.width).len().saturating_sub(usize::from(area.height))
}

fn room(model: &Model) -> Rect {
    Rect::new(0, 0, WIDEST.min(model.regions.screen.width).saturating_sub(4), model.regions.status.y.saturating_sub(2))
}

pub(super) fn draw(model: &Model, row: usize, canvas: &mut Canvas<'_>) {
    let area = panel(model, canvas, WIDEST, u16::MAX, "Saving");
    let ground = model.look.panel();
    for (n, line) in wrapped(room(model).width).iter().skip(row).take(usize::from(area.height)).enumerate() {
        let heading = line.trim_start_matches('#');
        let style = if heading.len() < line.len() { ground.patch(model.look.accent()).add_modifier(Modifier::BOLD) } else { ground };
        paint::line(canvas, area.x, area.y + n as u16, area.width, heading.trim_start_matches(' '), style);
    }
}

/// The page in rows of a width; a paragraph of the source is one line.
fn wrapped(width: u16) -> Vec<String> {
    let measure = Measure { width: width.max(8), ambiguous: crate::article::Ambiguous::Narrow };
    let paragraphs = paragraphs();
    paragraphs
        .iter()
        .flat_map(|line| {
            let starts = row_starts(line, measure, true);
            let ends = starts.iter().skip(1).map(|end| *end as usize).chain([line.len()]);
            let rows: Vec<String> =
                starts.iter().zip(ends).map(|(start, end)| line.get(*start as usize..end).unwrap_or_default().trim_end().to_owned()).collect();
            if rows.is_empty() { vec![String::new()] } else { rows }
        })
        .collect()
}

/// Lines that belong together in the source are one; code spans lose their marks.
fn paragraphs() -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in SAVING.lines() {
        let goes_on = !line.is_empty() && !line.starts_with(['#', '-', '|']) && lines.last().is_some_and(|last| !last.is_empty() && !last.starts_with('#'));
        let line = line.trim().replace('`', "");
        match lines.last_mut() {
            Some(last) if goes_on => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => lines.push(line),
        }
    }
    lines
}
