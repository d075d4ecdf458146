//! The form of an annotation, beside the page or below it: attributes, relations, note, and how it came about.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::overlay::{draw_field, frame, wrap};
use crate::annotation::{Annotation, AttributeKind, Id};
use crate::article::printable;
use crate::tui::desk::Desk;
use crate::tui::form::{Entry, Form, FormRow, holds, listed, rows};
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
        let below = |text: String, style: Style| Line { chosen: true, ..plain("", "", text, style) };
        let more = if chosen { about(row, u16::MAX).join("  ") } else { String::new() };
        let fits = room >= WIDE && paint::cells(&printable(&text)) + paint::cells(&printable(&more)) + 2 <= usize::from(room);
        // The value under the cursor is read in full.
        let mut parts = if chosen && form.entry.is_none() { wrap(&text, room, 12) } else { vec![text] }.into_iter();
        let text = parts.next().unwrap_or_default();
        lines.push(Line { sign, name: row.attribute.name.clone(), text, style, chosen, more: if fits { more } else { String::new() } });
        let indent = " ".repeat(usize::from(width.saturating_sub(room)));
        lines.extend(parts.map(|part| below(format!("{indent}{part}"), style)));
        if let (Some(entry), true) = (&form.entry, chosen) {
            let offers = offers(entry, row, width).into_iter();
            lines.extend(offers.map(|(text, under)| below(text, if under { model.look.chosen() } else { dim })));
        } else if chosen && !fits {
            lines.extend(about(row, width).into_iter().map(|text| below(text, dim)));
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
fn about(row: &FormRow, room: u16) -> Vec<String> {
    let mut lines = wrap(&row.attribute.definition, room, 3);
    lines.extend(numbered_values(row, room).iter().flat_map(|line| wrap(line, room, 4)));
    if row.attribute.kind == AttributeKind::Span {
        lines.push("a piece of the text".into());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// What may be entered; of a list with the numbers of its values, and a tick at what holds.
fn offers(entry: &Entry, row: &FormRow, room: u16) -> Vec<(String, bool)> {
    let list = listed(&row.attribute);
    let lines = entry.offered.iter().enumerate().flat_map(|(n, value)| {
        let text = match list.iter().position(|one| one == value) {
            Some(at) => {
                let (number, tick) = (if at < 9 { (at + 1).to_string() } else { " ".to_owned() }, if holds(row.value.as_ref(), value) { '✓' } else { ' ' });
                format!("{number} {tick} {value}")
            }
            None => value.clone(),
        };
        let (whole, chosen) = (if list.is_empty() { 1 } else { 3 }, entry.chosen == Some(n));
        wrap(&text, room, whole).into_iter().map(move |line| (line, chosen))
    });
    lines.collect()
}

/// The values of a list by their numbers, in lines of a width; none is parted from its number.
fn numbered_values(row: &FormRow, room: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (n, value) in listed(&row.attribute).iter().enumerate() {
        let pair = match row.attribute.kind {
            AttributeKind::Flag => format!("{} {value}", value.chars().take(1).collect::<String>()),
            _ if n < 9 => format!("{} {value}", n + 1),
            _ => value.clone(),
        };
        match lines.last_mut() {
            Some(line) if paint::cells(&printable(line)) + paint::cells(&printable(&pair)) + 2 <= usize::from(room) => {
                line.push_str("  ");
                line.push_str(&pair);
            }
            _ => lines.push(pair),
        }
    }
    lines
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
