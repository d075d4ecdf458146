//! How the article under the cursor of the library begins.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::article::printable;
use crate::reading::{Measure, row_starts};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// How the article under the cursor begins.
pub(super) fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let side = area.x > 0;
    for n in 0..if side { area.height } else { area.width } {
        let (x, y, line) = if side { (area.x, area.y + n, "│") } else { (area.x + n, area.y, "─") };
        paint::symbol(canvas, x, y, line, 1, model.look.dim());
    }
    let inner = if side {
        Rect::new(area.x + 2, area.y, area.width - 3, area.height)
    } else {
        Rect::new(area.x + 3, area.y + 1, area.width.saturating_sub(4), area.height - 1)
    };
    let Some(card) = model.shelf.card(model.shelf.at) else { return };
    let Some(preview) = model.shelf.preview.as_ref().filter(|preview| preview.key == card.key()) else { return };
    let measure = Measure { width: inner.width.clamp(1, model.settings.measure.max(20)), ambiguous: model.settings.ambiguous };
    let mut y = inner.y;
    for (n, paragraph) in preview.paragraphs.iter().enumerate() {
        let text = printable(&paragraph.replace('\n', " "));
        let starts = row_starts(&text, measure, true);
        let style = if n == 0 { model.look.text().add_modifier(Modifier::BOLD) } else { model.look.text() };
        for (n, start) in starts.iter().enumerate() {
            if y >= inner.bottom() {
                return;
            }
            let end = starts.get(n + 1).map_or(text.len(), |end| *end as usize);
            paint::line(canvas, inner.x, y, inner.width, text.get(*start as usize..end).unwrap_or_default().trim_end(), style);
            y += 1;
        }
        y += 1;
    }
}
