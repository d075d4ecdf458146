//! Pages of help to read: how saving works, what a label means.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::panel;
use crate::annotation::Label;
use crate::article::printable_lines;
use crate::reading::{Measure, row_starts};
use crate::tui::model::{ManualPage, Model};
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// What is promised about saving, what can still go wrong, and how to get work back.
const SAVING: &str = include_str!("../../../assets/saving.md");

/// How cases are decided.
const REVIEW: &str = include_str!("../../../assets/review.md");

/// Cells that a row has at most.
const WIDEST: u16 = 84;

/// How many rows can be passed over until only the last page is left.
pub(in crate::tui) fn rows(model: &Model, page: ManualPage) -> usize {
    let area = room(model);
    wrapped(&source(model, page).1, area.width).len().saturating_sub(usize::from(area.height))
}

fn room(model: &Model) -> Rect {
    Rect::new(0, 0, WIDEST.min(model.regions.screen.width).saturating_sub(4), model.regions.status.y.saturating_sub(2))
}

pub(super) fn draw(model: &Model, page: ManualPage, row: usize, canvas: &mut Canvas<'_>) {
    let (title, source) = source(model, page);
    let area = panel(model, canvas, WIDEST, u16::MAX, &title);
    let ground = model.look.panel();
    for (n, line) in wrapped(&source, room(model).width).iter().skip(row).take(usize::from(area.height)).enumerate() {
        let heading = line.trim_start_matches('#');
        let style = if heading.len() < line.len() { ground.patch(model.look.accent()).add_modifier(Modifier::BOLD) } else { ground };
        paint::line(canvas, area.x, area.y + n as u16, area.width, heading.trim_start_matches(' '), style);
    }
}

/// A page: its title, and its text.
fn source(model: &Model, page: ManualPage) -> (String, String) {
    match page {
        ManualPage::Saving => ("Saving".into(), SAVING.into()),
        ManualPage::Review => ("Review".into(), REVIEW.into()),
        ManualPage::Label(at) => model.codebook.labels.get(at).map(definition).unwrap_or_default(),
    }
}

/// What a label means: the same that the printed guideline says of it.
fn definition(label: &Label) -> (String, String) {
    let mut text = format!("{}\n\n", label.definition);
    for (title, lines) in [("In", &label.includes), ("Out", &label.excludes), ("Where it begins and ends", &label.boundaries), ("Examples", &label.examples)] {
        if !lines.is_empty() {
            text.push_str(&format!("# {title}\n\n"));
            for line in lines {
                text.push_str(&format!("- {line}\n"));
            }
            text.push('\n');
        }
    }
    (format!("{} ({})", label.name, label.key), printable_lines(text.trim_end()))
}

/// The page in rows of a width; a paragraph of the source is one line.
fn wrapped(source: &str, width: u16) -> Vec<String> {
    let measure = Measure { width: width.max(8), ambiguous: crate::article::Ambiguous::Narrow };
    let paragraphs = paragraphs(source);
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
fn paragraphs(source: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in source.lines() {
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
