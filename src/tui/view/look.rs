//! Annotations that a person must look at: what was and what is, side by side, the difference marked.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::overlay::{drawer, first_line, line_style};
use crate::annotation::{Annotation, DELETED, Verdict, context};
use crate::article::printable;
use crate::tui::desk::Desk;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// Beneath this many cells the two texts stand one under the other.
const SIDE_BY_SIDE: u16 = 56;

/// Rows for the two texts, their titles counted.
const TEXT_ROWS: u16 = 8;

/// A word and whether the other side has it too.
type Word = (String, Ink);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    /// Around the span.
    Around,
    /// In the span, and the same on both sides.
    Same,
    /// In the span, and only here.
    Only,
}

pub(super) fn draw(model: &Model, chosen: usize, canvas: &mut Canvas<'_>) {
    let Some(desk) = &model.desk else { return };
    let items = desk.needs_look();
    let page = model.regions.status.y;
    let listed = (items.len() as u16).min((page / 5).max(1));
    // What is above stays in sight: the place that is proposed is selected there.
    let height = (listed + TEXT_ROWS + 3).min((page * 2 / 3).max(8));
    let area = drawer(model, canvas, height, &format!("Needs a look: {}", items.len()));
    let rows = listed.min(area.height.saturating_sub(4)).max(1);
    let from = first_line(chosen, usize::from(rows));
    for (n, item) in items.iter().skip(from).take(usize::from(rows)).enumerate() {
        let y = area.y + n as u16;
        let style = line_style(model, canvas, area, y, from + n == chosen);
        let label = model.codebook.position(&item.label);
        let x = paint::line(
            canvas,
            area.x,
            y,
            2,
            &model.codebook.letter(&item.label).to_string(),
            model.look.letter(label).patch(style.remove_modifier(Modifier::BOLD)),
        );
        let state = state(desk, item);
        let room = area.width.saturating_sub(paint::cells(&state) as u16 + 4);
        paint::line(canvas, x + 1, y, room, &printable(&item.quoted(desk.text())), style);
        paint::line_to(canvas, area.right(), y, area.width, &state, style.patch(model.look.dim()));
    }
    let Some(item) = items.get(chosen) else { return };
    let rest = Rect::new(area.x, area.y + rows + 1, area.width, area.height.saturating_sub(rows + 1));
    for x in area.x..area.right() {
        paint::symbol(canvas, x, rest.y.saturating_sub(1), "─", 1, model.look.panel().patch(model.look.dim()));
    }
    if item.unanchored.is_some() {
        draw_texts(model, desk, item, rest, canvas);
    } else {
        draw_conflict(model, desk, item, rest, canvas);
    }
}

fn state(desk: &Desk, item: &Annotation) -> String {
    if item.unanchored.is_none() {
        return if item.conflict.contains_key(DELETED) { "deleted there".into() } else { "both changed it".into() };
    }
    match desk.proposals.get(&item.id).map(|proposal| proposal.verdict) {
        Some(Verdict::Lost) | None => "no place found".into(),
        Some(_) => "a place is proposed".into(),
    }
}

fn draw_texts(model: &Model, desk: &Desk, item: &Annotation, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(was) = item.unanchored.as_deref() else { return };
    let old: Vec<&str> = was.spans.iter().flat_map(|anchor| words(&anchor.text)).collect();
    let spans = desk.proposals.get(&item.id).map(|proposal| proposal.spans.clone()).unwrap_or_default();
    let new: Vec<&str> = spans.iter().flat_map(|span| words(desk.text().slice(*span))).collect();
    let (old, new) = marked(&old, &new);
    let around = |text: &str| words(text).into_iter().map(|word| (word.to_owned(), Ink::Around)).collect::<Vec<Word>>();
    let before = was.spans.first().map(|anchor| around(&anchor.before)).unwrap_or_default();
    let after = was.spans.last().map(|anchor| around(&anchor.after)).unwrap_or_default();
    let left: Vec<Word> = before.into_iter().chain(old).chain(after).collect();
    let right: Vec<Word> = match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => around(context(desk.text(), *first).0).into_iter().chain(new).chain(around(context(desk.text(), *last).1)).collect(),
        _ => around("no place was found: p places it by hand, x drops it"),
    };
    draw_columns(model, area, ("when it was tagged", &left), ("now", &right), canvas);
}

fn draw_conflict(model: &Model, desk: &Desk, item: &Annotation, area: Rect, canvas: &mut Canvas<'_>) {
    let plain = |text: String| words(&text).into_iter().map(|word| (word.to_owned(), Ink::Same)).collect::<Vec<Word>>();
    let here = |field: &str| match field {
        "label" => item.label.to_string(),
        "note" => item.note.clone(),
        "doubtful" => item.doubtful.to_string(),
        "spans" => item.quoted(desk.text()),
        DELETED => "kept".into(),
        _ => item.attributes.iter().map(|(key, value)| format!("{key}: {}", value.in_words(desk.text()))).collect::<Vec<_>>().join("; "),
    };
    let left: Vec<Word> = item.conflict.keys().flat_map(|field| plain(format!("{field}: {}  ", here(field)))).collect();
    let right: Vec<Word> = item.conflict.iter().flat_map(|(field, value)| plain(format!("{field}: {value}  "))).collect();
    draw_columns(model, area, ("here", &left), ("there", &right), canvas);
}

fn draw_columns(model: &Model, area: Rect, left: (&str, &[Word]), right: (&str, &[Word]), canvas: &mut Canvas<'_>) {
    if area.width >= SIDE_BY_SIDE {
        let half = (area.width - 3) / 2;
        draw_column(model, Rect::new(area.x, area.y, half, area.height), left, canvas);
        for y in area.y..area.bottom() {
            paint::symbol(canvas, area.x + half + 1, y, "│", 1, model.look.panel().patch(model.look.dim()));
        }
        draw_column(model, Rect::new(area.x + half + 3, area.y, half, area.height), right, canvas);
    } else if area.height < 6 {
        // There is room for one of them; what is now is what is decided on.
        draw_column(model, area, right, canvas);
    } else {
        let half = area.height / 2;
        draw_column(model, Rect::new(area.x, area.y, area.width, half), left, canvas);
        draw_column(model, Rect::new(area.x, area.y + half, area.width, area.height - half), right, canvas);
    }
}

fn draw_column(model: &Model, area: Rect, (title, text): (&str, &[Word]), canvas: &mut Canvas<'_>) {
    let ground = model.look.panel();
    if area.height == 0 {
        return;
    }
    paint::line(canvas, area.x, area.y, area.width, title, ground.patch(model.look.accent()));
    let (mut x, mut y) = (area.x, area.y + 1);
    for (word, ink) in text {
        let word = printable(word);
        let width = paint::cells(&word) as u16;
        if x > area.x && x + width > area.right() {
            (x, y) = (area.x, y + 1);
        }
        if y >= area.bottom() {
            return;
        }
        paint::line(canvas, x, y, area.right().saturating_sub(x), &word, style_of(model, *ink, ground));
        x = (x + width + 1).min(area.right());
    }
}

fn style_of(model: &Model, ink: Ink, ground: Style) -> Style {
    match ink {
        Ink::Around => ground.patch(model.look.dim()),
        Ink::Same => ground,
        Ink::Only => ground.patch(model.look.warn()).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Both sequences of words, those that only one has marked.
fn marked(old: &[&str], new: &[&str]) -> (Vec<Word>, Vec<Word>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, old, new) {
        let same = matches!(op, similar::DiffOp::Equal { .. });
        let ink = if same { Ink::Same } else { Ink::Only };
        let take = |words: &[&str], range: std::ops::Range<usize>| {
            words.get(range).unwrap_or_default().iter().map(|word| ((*word).to_owned(), ink)).collect::<Vec<Word>>()
        };
        left.extend(take(old, op.old_range()));
        right.extend(take(new, op.new_range()));
    }
    (left, right)
}
