//! The ledger or the desk check, beside the page or below it.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::{draw_field, first_line, frame, line_style, panel, wrap};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::register::Register;
use crate::tui::screen::Canvas;

/// Rows that the line under the cursor takes at most; the others take one.
const WHOLE: usize = 4;

pub(super) fn draw(model: &Model, register: &Register, canvas: &mut Canvas<'_>) {
    let area = frame(model, canvas, model.regions.panel, &register.title());
    let ground = model.look.panel();
    let room = |inner: bool| area.width.saturating_sub(if inner { 2 } else { 0 });
    let height = usize::from(area.height);
    let from = first_line(register.at, height.saturating_sub(WHOLE - 1).max(1));
    let mut y = area.y;
    for (n, line) in register.lines.iter().enumerate().skip(from) {
        let chosen = n == register.at;
        let waived = line.finding.as_ref().and_then(|(_, reason)| reason.as_ref());
        let text = waived.map_or_else(|| line.text.clone(), |reason| format!("✓ {} ({reason})", line.text));
        for (row, part) in wrap(&text, room(line.inner), if chosen { WHOLE } else { 1 }).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            let style = line_style(model, canvas, Rect { y, height: 1, ..area }, y, chosen);
            let style = match (line.inner || waived.is_some(), chosen) {
                (_, true) => style,
                (true, false) => ground.patch(model.look.dim()),
                (false, false) if register.lines.iter().any(|line| line.inner) => style.add_modifier(Modifier::BOLD),
                (false, false) => style,
            };
            let indent = u16::from(line.inner) * 2 + u16::from(row > 0 && !line.inner);
            paint::line(canvas, area.x + indent, y, area.width.saturating_sub(indent), &part, style);
            y += 1;
        }
    }
}

/// Asks for the reason why a finding is waved through.
pub(super) fn draw_waive(model: &Model, field: &tui_input::Input, canvas: &mut Canvas<'_>) {
    let area = panel(model, canvas, 60, 5, "Why is this no matter?");
    let ground = model.look.panel();
    draw_field(model, canvas, area, "reason ", field, ground);
    paint::line(canvas, area.x, area.y + 1, area.width, "It is kept in the record; w on it takes it up again.", ground.patch(model.look.dim()));
}
