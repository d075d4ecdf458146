//! The form of an annotation, beside the page or below it: attributes, relations, note, and how it came about.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::overlay::{draw_field, frame, wrap};
use crate::annotation::{Annotation, AttributeKind, Id};
use crate::article::printable;
use crate::tui::desk::Desk;
use crate::tui::form::{Entry, Form, FormRow, rows};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// Cells of the names of attributes at most.
const NAMES: u16 = 16;

/// Cells from which on what a row means stands behind its value instead of under it.
const WIDE: u16 = 50;

/// A line of the form, ready to be painted.
struct Line {
    /// Before the name: a key or a sign.
    sign: String,
    name: String,
    text: String,
    style: Style,
    /// Whether it belongs to the row under the cursor.
    chosen: bool,
    /// What stands behind the value, where there is room.
    more: String,
}

pub(super) fn draw(model: &Model, form: &Form, canvas: &mut Canvas<'_>) {
    let Some((desk, annotation)) = model.desk.as_ref().and_then(|desk| Some((desk, desk.annotation(&form.id)?))) else { return };
    let rows = rows(&model.codebook, &annotation);
    let area = frame(model, canvas, model.regions.panel, &model.codebook.name_of(&annotation.label));
    let names = rows.iter().map(|row| paint::cells(&printable(&row.attribute.name)) as u16 + 1).max().unwrap_or_default().clamp(8, NAMES).min(area.width / 2);
    let room = area.width.saturating_sub(names + 2);
    let (mut lines, at) = lines(model, desk, &annotation, (form, &rows), (room, area.width.saturating_sub(2)));
    // The row under the cursor and what goes with it stay in sight.
    let height = usize::from(area.height);
    let last = at + lines.iter().skip(at).take_while(|line| line.chosen).count();
    let from = last.saturating_sub(height).min(at);
    lines.drain(..from.min(lines.len()));
    let ground = model.look.panel();
    for (n, line) in lines.iter().take(height).enumerate() {
        let y = area.y + n as u16;
        let own = if line.chosen && form.entry.is_none() { ground.add_modifier(Modifier::BOLD) } else { ground };
        paint::line(canvas, area.x, y, 1, &line.sign, ground.patch(model.look.accent()));
        paint::line(canvas, area.x + 2, y, names.saturating_sub(1), &line.name, own.patch(if line.chosen { Style::new() } else { model.look.dim() }));
        if line.name.is_empty() && line.chosen {
            paint::line(canvas, area.x + 2, y, area.width.saturating_sub(2), &line.text, ground.patch(line.style));
        } else if let (Some(entry), true, true) = (&form.entry, line.chosen, !line.name.is_empty()) {
            draw_field(model, canvas, Rect::new(area.x + 2 + names, y, room, 1), "", &entry.field, ground);
        } else {
            let x = paint::line(canvas, area.x + 2 + names, y, room, &line.text, ground.patch(line.style));
            paint::line(canvas, x + 2, y, area.right().saturating_sub(x + 2), &line.more, ground.patch(model.look.dim()));
        }
    }
}

/// All lines, and the number of the one under the cursor.
fn lines(model: &Model, desk: &Desk, annotation: &Annotation, (form, rows): (&Form, &[FormRow]), (room, width): (u16, u16)) -> (Vec<Line>, usize) {
    let plain =
        |sign: &str, name: &str, text: String, style: Style| Line { sign: sign.into(), name: name.into(), text, style, chosen: false, more: String::new() };
    let dim = model.look.dim();
    let mut lines: Vec<Line> = wrap(&annotation.quoted_head(desk.text(), 600), room, 2)
        .into_iter()
        .enumerate()
        .map(|(n, text)| plain("", if n == 0 { "text" } else { "" }, text, Style::new()))
        .collect();
    for (way, text) in relations(model, desk, &annotation.id) {
        lines.extend(wrap(&text, room, 2).into_iter().enumerate().map(|(n, text)| plain("", if n == 0 { &way } else { "" }, text, Style::new())));
    }
    if !annotation.note.is_empty() {
        let note = wrap(&annotation.note.replace('\n', " ⏎ "), room, 4);
        lines.extend(note.into_iter().enumerate().map(|(n, text)| plain("", if n == 0 { "note" } else { "" }, text, Style::new())));
    }
    if annotation.doubtful {
        lines.push(plain("", "doubtful", "yes".into(), Style::new()));
    }
    let mut at = 0;
    for (n, row) in rows.iter().enumerate() {
        let chosen = n == form.at;
        if chosen {
            at = lines.len();
        }
        let (text, style) = shown(model, desk, row);
        let sign = if row.known { row.attribute.key.to_string() } else { "?".into() };
        let more = if chosen && room >= WIDE { about(row, u16::MAX).into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("  ") } else { String::new() };
        lines.push(Line { sign, name: row.attribute.name.clone(), text, style, chosen, more });
        if chosen && (room < WIDE || form.entry.is_some()) {
            let more = form.entry.as_ref().map_or_else(|| about(row, width), |entry| offers(entry, width));
            lines.extend(more.into_iter().map(|(text, bold)| Line {
                sign: String::new(),
                name: String::new(),
                text,
                style: if bold { model.look.chosen() } else { dim },
                chosen: true,
                more: String::new(),
            }));
        }
    }
    let when = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let made = wrap(&format!("{}, {}", when(annotation.created), annotation.origin.describe()), room, 3);
    lines.extend(made.into_iter().enumerate().map(|(n, text)| plain("", if n == 0 { "made" } else { "" }, text, dim)));
    if annotation.modified != annotation.created {
        lines.push(plain("", "changed", when(annotation.modified), dim));
    }
    (lines, at)
}

/// A row's value; without one its default, or that it is needed.
fn shown(model: &Model, desk: &Desk, row: &FormRow) -> (String, Style) {
    match &row.value {
        Some(value) if row.known && !row.attribute.accepts(value) => (format!("{} (not in the codebook)", value.in_words(desk.text())), model.look.warn()),
        Some(value) => (value.in_words(desk.text()), Style::new()),
        None if row.attribute.required => ("needed".into(), model.look.warn()),
        None if !row.attribute.default.is_empty() => (format!("({})", row.attribute.default), model.look.dim()),
        None => ("·".into(), model.look.dim()),
    }
}

/// What a row means, and the values that it can have by number.
fn about(row: &FormRow, room: u16) -> Vec<(String, bool)> {
    let mut lines = wrap(&row.attribute.definition, room, 3);
    let values = row.attribute.kind.values();
    if !values.is_empty() {
        let numbered: Vec<String> = values.iter().enumerate().map(|(n, value)| if n < 9 { format!("{} {value}", n + 1) } else { value.clone() }).collect();
        lines.extend(wrap(&numbered.join("  "), room, 12));
    }
    match row.attribute.kind {
        AttributeKind::Flag => lines.push("yes or no".into()),
        AttributeKind::Span => lines.push("a piece of the text".into()),
        _ => {}
    }
    lines.into_iter().filter(|line| !line.is_empty()).map(|line| (line, false)).collect()
}

/// What may be entered.
fn offers(entry: &Entry, room: u16) -> Vec<(String, bool)> {
    let lines = entry.offered.iter().enumerate().map(|(n, value)| (wrap(value, room, 1).concat(), entry.chosen == Some(n)));
    lines.collect()
}

/// What an annotation is related to: the relation read from it, and the text at the other end.
fn relations(model: &Model, desk: &Desk, id: &Id) -> Vec<(String, String)> {
    let found = desk.set().map(|set| set.relations_of(id)).unwrap_or_default();
    let named = found.iter().map(|relation| {
        let out = relation.from == *id;
        let other = if out { &relation.to } else { &relation.from };
        let text = desk.annotation(other).map_or_else(|| other.to_string(), |other| other.quoted_head(desk.text(), 400));
        let kind = model.codebook.relation(&relation.kind);
        let name = kind.map_or_else(|| relation.kind.clone(), |kind| if out { kind.name.clone() } else { kind.inverse.clone() });
        (name, text)
    });
    named.collect()
}
