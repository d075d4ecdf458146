//! What lies over the page.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{DataCursor, TextArea};
use tui_input::Input as Field;

use crate::annotation::LabelId;
use crate::article::{Span, printable};
use crate::reading::{Measure, row_starts};
use crate::tui::desk::Desk;
use crate::tui::model::{Listing, Model, Occurrence, Overlay, Pending};
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::update::{HelpRow, entries, help};

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    if let Pending::Relabel(_) = model.pending {
        draw_labels(model, canvas);
    }
    match &model.overlay {
        None | Some(Overlay::Search { .. }) => {}
        Some(Overlay::Help(listing)) => draw_help(model, listing, canvas),
        Some(Overlay::Palette(listing)) => draw_palette(model, listing, canvas),
        Some(Overlay::Library) => super::library::draw(model, canvas),
        Some(Overlay::Exchange(asked)) => super::exchange::draw(model, asked, canvas),
        Some(Overlay::Queue { field }) => {
            super::library::draw(model, canvas);
            super::library::draw_queue(model, field, canvas);
        }
        Some(Overlay::Note { editor, .. }) => draw_note(model, editor, canvas),
        Some(Overlay::Relate(relating)) => super::relate::draw(model, relating, canvas),
        Some(Overlay::Form(form)) => super::form::draw(model, form, canvas),
        Some(Overlay::Occurrences { label, items, chosen }) => draw_occurrences(model, label, items, *chosen, canvas),
        Some(Overlay::NeedsLook { chosen }) => super::look::draw(model, *chosen, canvas),
        Some(Overlay::Manual { page, row }) => super::manual::draw(model, *page, *row, canvas),
        Some(Overlay::Rename(renaming)) => super::rename::draw(model, renaming, canvas),
        Some(Overlay::Register(register)) => super::register::draw(model, register, canvas),
        Some(Overlay::Lessons) => super::lessons::draw(model, canvas),
        Some(Overlay::Agree) => super::agree::draw(model, canvas),
        Some(Overlay::Review) => super::review::draw(model, canvas),
        Some(Overlay::ReviewWords { comment, field }) => super::review::draw_words(model, *comment, field, canvas),
        Some(Overlay::Waive { field, .. }) => super::register::draw_waive(model, field, canvas),
        Some(Overlay::Annotator { field, .. }) => draw_annotator(model, field, canvas),
        Some(Overlay::NewArticle(new)) => super::adding::draw_new_article(model, new, canvas),
        Some(Overlay::AddFiles { field }) => super::adding::draw_path(model, field, canvas),
        Some(Overlay::Confirm(question)) => super::question::draw(model, question, canvas),
    }
}

/// The labels to choose from while an annotation waits for another one.
fn draw_labels(model: &Model, canvas: &mut Canvas<'_>) {
    let labels = &model.codebook.labels;
    let widest = labels.iter().map(|label| paint::cells(&printable(&label.name))).max().unwrap_or_default();
    let (width, height) = ((widest as u16 + 8).clamp(16, 40), labels.len() as u16 + 2);
    let bottom = model.regions.status.y;
    let right = model.regions.screen.width;
    let (width, height) = (width.min(right), height.min(bottom));
    let area = frame(model, canvas, Rect::new(right - width, bottom - height, width, height), "new label");
    for (n, label) in labels.iter().enumerate().take(usize::from(area.height)) {
        let y = area.y + n as u16;
        let ground = model.look.panel();
        paint::line(canvas, area.x, y, 2, &label.key.to_string(), ground.patch(model.look.letter(Some(n))));
        paint::line(canvas, area.x + 2, y, area.width.saturating_sub(2), &label.name, ground);
    }
}

/// A box in the middle of the page, with a title in its upper edge; returns what is inside.
pub(super) fn panel(model: &Model, canvas: &mut Canvas<'_>, width: u16, height: u16, title: &str) -> Rect {
    let page = Rect::new(0, 0, model.regions.screen.width, model.regions.status.y);
    let width = width.min(page.width);
    let height = height.min(page.height);
    let area = Rect::new((page.width - width) / 2, (page.height - height) / 2, width, height);
    frame(model, canvas, area, title)
}

/// A box at the lower end of the page, which leaves what is above in sight.
pub(super) fn drawer(model: &Model, canvas: &mut Canvas<'_>, height: u16, title: &str) -> Rect {
    let bottom = model.regions.status.y;
    let width = model.regions.screen.width.min(model.settings.measure + 8);
    let height = height.min(bottom);
    let area = Rect::new((model.regions.screen.width - width) / 2, bottom - height, width, height);
    frame(model, canvas, area, title)
}

pub(super) fn frame(model: &Model, canvas: &mut Canvas<'_>, area: Rect, title: &str) -> Rect {
    if area.width < 4 || area.height < 3 {
        paint::fill(canvas, area, model.look.panel());
        return area;
    }
    let ground = model.look.panel();
    paint::fill(canvas, area, ground);
    let edge = ground.patch(model.look.dim());
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for x in area.x..=right {
        paint::symbol(canvas, x, area.y, "─", 1, edge);
        paint::symbol(canvas, x, bottom, "─", 1, edge);
    }
    for y in area.y..=bottom {
        paint::symbol(canvas, area.x, y, "│", 1, edge);
        paint::symbol(canvas, right, y, "│", 1, edge);
    }
    for (x, y, corner) in [(area.x, area.y, "╭"), (right, area.y, "╮"), (area.x, bottom, "╰"), (right, bottom, "╯")] {
        paint::symbol(canvas, x, y, corner, 1, edge);
    }
    if !title.is_empty() {
        paint::line(canvas, area.x + 2, area.y, area.width - 4, &format!(" {title} "), ground.patch(model.look.accent()));
    }
    Rect::new(area.x + 2, area.y + 1, area.width - 4, area.height - 2)
}

pub(super) fn draw_field(model: &Model, canvas: &mut Canvas<'_>, area: Rect, prompt: &str, field: &Field, ground: Style) {
    let x = paint::line(canvas, area.x, area.y, area.width, prompt, ground.patch(model.look.accent()));
    let room = area.right().saturating_sub(x + 1);
    let skip = field.visual_scroll(usize::from(room.max(1)));
    let shown: String = printable(field.value()).chars().skip(skip).collect();
    paint::line(canvas, x, area.y, room, &shown, ground);
    let cursor = x + (field.visual_cursor().saturating_sub(skip) as u16).min(room);
    let under: String = shown.chars().nth(field.cursor().saturating_sub(skip)).map_or(" ".into(), |c| c.to_string());
    paint::line(canvas, cursor, area.y, 1, &under, model.look.caret());
}

/// The first line to show so that the chosen one is in sight.
pub(super) fn first_line(chosen: usize, height: usize) -> usize {
    chosen.saturating_sub(height.saturating_sub(1).min(height * 2 / 3))
}

fn draw_help(model: &Model, listing: &Listing, canvas: &mut Canvas<'_>) {
    let all = help(model);
    let area = panel(model, canvas, 130, u16::MAX, "Keys");
    draw_field(model, canvas, area, "find ", &listing.field, model.look.panel());
    let typed = !listing.field.value().is_empty();
    let matching: Vec<&HelpRow> = if typed { listing.matches.iter().filter_map(|at| all.get(*at)).collect() } else { all.iter().collect() };
    let height = usize::from(area.height.saturating_sub(2));
    let from = first_line(listing.chosen, height).min(matching.len().saturating_sub(height));
    let ground = model.look.panel();
    for (n, row) in matching.iter().skip(from).take(height).enumerate() {
        let y = area.y + 2 + n as u16;
        let chosen = from + n == listing.chosen;
        let style = if chosen { model.look.chosen() } else { ground };
        if chosen {
            paint::fill(canvas, Rect::new(area.x, y, area.width, 1), style);
        }
        match row {
            HelpRow::Heading(title) => drop(paint::line(canvas, area.x, y, area.width, title, style.patch(model.look.accent()))),
            HelpRow::Key(keys, title, detail) => {
                let keys_width = 22.min(area.width / 3);
                paint::line(canvas, area.x + 1, y, keys_width.saturating_sub(1), keys, style.add_modifier(Modifier::BOLD));
                let x = paint::line(canvas, area.x + 1 + keys_width, y, area.width.saturating_sub(keys_width + 1), title, style);
                let room = area.right().saturating_sub(x + 2);
                if room > 8 && !detail.is_empty() {
                    let quiet = if chosen { style } else { style.patch(model.look.dim()) };
                    paint::line(canvas, x + 2, y, room, detail, quiet);
                }
            }
        }
    }
}

fn draw_palette(model: &Model, listing: &Listing, canvas: &mut Canvas<'_>) {
    let all = entries(model);
    let height = (listing.matches.len().max(1) as u16).saturating_add(4).clamp(8, 20);
    let area = panel(model, canvas, 76, height, "Commands");
    draw_field(model, canvas, area, ":", &listing.field, model.look.panel());
    let rows = usize::from(area.height.saturating_sub(2));
    let from = first_line(listing.chosen, rows);
    let matches: Vec<_> = if listing.matches.is_empty() && listing.field.value().is_empty() { (0..all.len()).collect() } else { listing.matches.clone() };
    for (n, entry) in matches.iter().filter_map(|at| all.get(*at)).skip(from).take(rows).enumerate() {
        let y = area.y + 2 + n as u16;
        let style = line_style(model, canvas, area, y, from + n == listing.chosen);
        let quiet = if from + n == listing.chosen { style } else { style.patch(model.look.dim()) };
        let x = paint::line(canvas, area.x, y, area.width, &entry.title, style);
        paint::line(canvas, x + 2, y, area.right().saturating_sub(x + 24), &entry.name, quiet);
        paint::line_to(canvas, area.right(), y, 22, &entry.keys, style.add_modifier(Modifier::BOLD));
    }
}

pub(super) fn line_style(model: &Model, canvas: &mut Canvas<'_>, area: Rect, y: u16, chosen: bool) -> Style {
    let style = if chosen { model.look.chosen() } else { model.look.panel() };
    if chosen {
        paint::fill(canvas, Rect::new(area.x, y, area.width, 1), style);
    }
    style
}

/// The rows of a note for a width, and the row and cell of its cursor. The editor's own drawing would let through what is
/// no safe glyph, and does not wrap.
fn note_rows(editor: &TextArea<'static>, width: u16) -> (Vec<String>, (usize, usize)) {
    let DataCursor(line_at, column) = editor.cursor();
    let measure = Measure { width, ambiguous: crate::article::Ambiguous::Narrow };
    let mut rows: Vec<String> = Vec::new();
    let mut cursor = (0, 0);
    for (n, line) in editor.lines().iter().enumerate() {
        let safe = printable(line);
        let starts: Vec<usize> = row_starts(&safe, measure, true).into_iter().map(|start| start as usize).collect();
        if n == line_at {
            let before = printable(&line.chars().take(column).collect::<String>()).len();
            let row = starts.partition_point(|start| *start <= before).saturating_sub(1);
            let from = starts.get(row).copied().unwrap_or_default();
            cursor = (rows.len() + row, paint::cells(safe.get(from..before).unwrap_or_default()));
        }
        let ends = starts.iter().skip(1).copied().chain([safe.len()]);
        rows.extend(starts.iter().zip(ends).map(|(start, end)| safe.get(*start..end).unwrap_or_default().to_owned()));
    }
    (rows, cursor)
}

fn draw_note(model: &Model, editor: &TextArea<'static>, canvas: &mut Canvas<'_>) {
    let width = model.regions.screen.width.min(model.settings.measure + 8).saturating_sub(5).max(1);
    let (rows, (row, cell)) = note_rows(editor, width);
    let area = drawer(model, canvas, (rows.len() as u16).clamp(3, 8) + 2, "Note");
    let from = (row + 1).saturating_sub(usize::from(area.height));
    for (n, text) in rows.iter().skip(from).take(usize::from(area.height)).enumerate() {
        let y = area.y + n as u16;
        paint::line(canvas, area.x, y, area.width, text.trim_end(), model.look.panel());
        if from + n == row {
            let x = (area.x + cell as u16).min(area.right().saturating_sub(1));
            let under = canvas.cell(x, y).map_or(" ".into(), |cell| cell.symbol().to_owned());
            paint::line(canvas, x, y, 2.min(area.right() - x), &under, model.look.caret());
        }
    }
}

/// A text in lines of a width, at most so many, the last one cut.
pub(super) fn wrap(text: &str, width: u16, most: usize) -> Vec<String> {
    let text = printable(text);
    let starts = row_starts(&text, Measure { width, ambiguous: crate::article::Ambiguous::Narrow }, true);
    let ends = starts.iter().skip(1).map(|end| *end as usize).chain([text.len()]);
    let mut lines: Vec<String> = starts.iter().zip(ends).map(|(start, end)| text.get(*start as usize..end).unwrap_or_default().trim_end().to_owned()).collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

fn draw_occurrences(model: &Model, label: &LabelId, items: &[Occurrence], chosen: usize, canvas: &mut Canvas<'_>) {
    let Some(desk) = &model.desk else { return };
    let name = model.codebook.label(label).map_or_else(|| label.to_string(), |label| label.name.clone());
    let ticked = items.iter().filter(|item| item.ticked).count();
    let height = (items.len() as u16).saturating_add(2).clamp(3, 12);
    let area = drawer(model, canvas, height, &format!("Tag as {name}: {ticked} of {} ticked", items.len()));
    let rows = usize::from(area.height);
    let from = first_line(chosen, rows);
    for (n, item) in items.iter().skip(from).take(rows).enumerate() {
        let y = area.y + n as u16;
        let style = line_style(model, canvas, area, y, from + n == chosen);
        let quiet = if from + n == chosen { style } else { style.patch(model.look.dim()) };
        paint::line(canvas, area.x, y, 4, if item.ticked { "[x]" } else { "[ ]" }, style.add_modifier(Modifier::BOLD));
        let hit = printable(desk.text().slice(item.span));
        let side = usize::from(area.width.saturating_sub(4)).saturating_sub(paint::cells(&hit)) / 2;
        let (before, after) = context(desk, item.span, side);
        let x = area.x + 4 + (side.saturating_sub(paint::cells(&before))) as u16;
        let x = paint::line(canvas, x, y, area.right().saturating_sub(x), &before, quiet);
        let x = paint::line(canvas, x, y, area.right().saturating_sub(x), &hit, style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED));
        paint::line(canvas, x, y, area.right().saturating_sub(x), &after, quiet);
    }
}

/// What stands before and after a span in its paragraph, about as many cells as given.
fn context(desk: &Desk, span: Span, side: usize) -> (String, String) {
    let block = desk.article().block(desk.article().block_at(span.start)).map_or(span, |block| block.span);
    let before = desk.text().slice(Span { start: block.start.min(span.start), end: span.start });
    let after = desk.text().slice(Span { start: span.end, end: block.end.max(span.end) });
    let head: Vec<char> = printable(before).chars().collect();
    let before: String = head.iter().skip(head.len().saturating_sub(side)).collect();
    (before, printable(after).chars().take(side).collect())
}

fn draw_annotator(model: &Model, field: &Field, canvas: &mut Canvas<'_>) {
    let area = panel(model, canvas, 60, 6, "Who is annotating?");
    let ground = model.look.panel();
    if area.height < 4 {
        draw_field(model, canvas, area, "name ", field, ground);
        return;
    }
    paint::line(canvas, area.x, area.y, area.width, "A short name; your annotations are kept under it.", ground);
    let room = Rect::new(area.x, area.y + 2, area.width, 1);
    draw_field(model, canvas, room, "name ", field, model.look.panel());
    paint::line(canvas, area.x, area.y + 3, area.width, "To be asked no more: annotator in config.ron.", ground.patch(model.look.dim()));
}
