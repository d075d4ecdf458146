//! What was decided about one's work: article by article, the decision under the cursor in full below.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::{first_line, line_style, wrap};
use crate::tui::feedback::Row;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// Rows in which a decision is read in full.
const WHOLE: u16 = 6;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let (top, bottom) = (model.regions.banner.bottom(), model.regions.stack.y);
    let width = model.regions.screen.width;
    paint::fill(canvas, Rect::new(0, top, width, bottom.saturating_sub(top)), model.look.text());
    let (lessons, foot) = (&model.lessons, model.regions.stack);
    if model.message.is_none() {
        paint::fill(canvas, foot, model.look.text());
        paint::line(canvas, 1, foot.y, foot.width.saturating_sub(2), "✓ kept as it was   △ something else", model.look.dim());
    }
    let ground = model.look.status();
    paint::fill(canvas, Rect::new(0, top, width, 1), ground);
    let right = paint::line_to(canvas, width.saturating_sub(1), top, width / 2, &lessons.whose, ground);
    let title = if lessons.articles.is_empty() { "Decisions on your work".to_owned() } else { lessons.in_words() };
    paint::line(canvas, 1, top, right.saturating_sub(3), &title, ground.add_modifier(Modifier::BOLD));
    let body = Rect::new(1, top + 2, width.saturating_sub(2), bottom.saturating_sub(top + 2));
    if lessons.articles.is_empty() {
        paint::line(canvas, body.x, body.y, body.width, "the records are being read …", model.look.dim());
        return;
    }
    let below = if body.height > WHOLE * 2 { WHOLE } else { 0 };
    let list = Rect { height: body.height - below, ..body };
    draw_rows(model, list, canvas);
    if below > 0 {
        for x in body.x..body.right() {
            paint::symbol(canvas, x, list.bottom(), "─", 1, model.look.dim());
        }
        let words = lessons.chosen().map(|(_, line)| line.words.as_str()).unwrap_or_default();
        for (row, y) in wrap(words, body.width, usize::from(WHOLE - 1)).iter().zip(list.bottom() + 1..body.bottom()) {
            paint::line(canvas, body.x, y, body.width, row, model.look.text());
        }
    }
}

fn draw_rows(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = model.lessons.rows();
    let at = rows.iter().position(|row| matches!(row, Row::Line(number, _) if *number == model.lessons.at)).unwrap_or_default();
    let height = usize::from(area.height);
    let from = first_line(at, height).min(rows.len().saturating_sub(height));
    for (n, (row, y)) in rows.iter().skip(from).zip(area.y..area.bottom()).enumerate() {
        match row {
            Row::Heading(article) => {
                let right = paint::line_to(canvas, area.right(), y, area.width / 2, article.standing.in_words(), model.look.accent());
                paint::line(canvas, area.x, y, right.saturating_sub(area.x + 2), &article.key, model.look.text().add_modifier(Modifier::BOLD));
            }
            Row::Line(_, line) => {
                let chosen = from + n == at;
                let style = if chosen { line_style(model, canvas, area, y, true) } else { model.look.text() };
                let style = if line.kept && !chosen { style.patch(model.look.dim()) } else { style };
                let sign = if line.kept { "✓" } else { "△" };
                let x = paint::line(canvas, area.x + 1, y, area.width, &format!("{sign} {:>4}  ", line.line), style);
                paint::line(canvas, x, y, area.right().saturating_sub(x), &line.words, style);
            }
        }
    }
}
