//! The ledger or the desk check, beside the page or below it.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::{draw_field, first_line, frame, line_style, panel, wrap};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::register::{Register, RegisterLine};
use crate::tui::screen::Canvas;

/// Rows that the line under the cursor takes at most where there is little room.
const WHOLE: usize = 4;

/// Rows of any line at most.
const LONGEST: usize = 12;

pub(super) fn draw(model: &Model, register: &Register, canvas: &mut Canvas<'_>) {
    let area = frame(model, canvas, model.regions.panel, &register.title());
    let ground = model.look.panel();
    let room = |inner: bool| area.width.saturating_sub(if inner { 2 } else { 0 });
    let height = usize::from(area.height);
    let texts: Vec<String> = register.lines.iter().map(shown).collect();
    let needs: Vec<usize> = register.lines.iter().zip(&texts).map(|(line, text)| wrap(text, room(line.inner), LONGEST).len()).collect();
    let (from, rows) = share(&needs, register.at, height);
    let mut y = area.y;
    for (n, ((line, text), most)) in register.lines.iter().zip(&texts).zip(rows).enumerate().skip(from) {
        let chosen = n == register.at;
        let waived = line.finding.as_ref().and_then(|(_, reason)| reason.as_ref());
        for (row, part) in wrap(text, room(line.inner), most).into_iter().enumerate() {
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

fn shown(line: &RegisterLine) -> String {
    match line.finding.as_ref().and_then(|(_, reason)| reason.as_ref()) {
        Some(reason) => format!("✓ {} ({reason})", line.text),
        None => line.text.clone(),
    }
}

/// The line to begin with, and how many rows each line takes: all that it needs while there are rows; the one under the cursor
/// first, the others one at least.
fn share(needs: &[usize], at: usize, height: usize) -> (usize, Vec<usize>) {
    let from = if needs.len() <= height { 0 } else { first_line(at, height.saturating_sub(WHOLE - 1).max(1)) };
    let mut rows = vec![1; needs.len()];
    let mut spare = height.saturating_sub(needs.len().saturating_sub(from));
    let own = needs.get(at).copied().unwrap_or(1);
    // Where nothing is to spare, what is under the cursor is read at the cost of the lines below.
    if let Some(row) = rows.get_mut(at) {
        *row = own.min((spare + 1).max(WHOLE));
        spare = (spare + 1).saturating_sub(*row);
    }
    for (row, need) in rows.iter_mut().zip(needs).enumerate().filter(|(n, _)| *n >= from && *n != at).map(|(_, pair)| pair) {
        let more = need.saturating_sub(1).min(spare);
        *row += more;
        spare -= more;
    }
    (from, rows)
}

/// Asks for the reason why a finding is waved through.
pub(super) fn draw_waive(model: &Model, field: &tui_input::Input, canvas: &mut Canvas<'_>) {
    let area = panel(model, canvas, 60, 5, "Why is this no matter?");
    let ground = model.look.panel();
    draw_field(model, canvas, area, "reason ", field, ground);
    paint::line(canvas, area.x, area.y + 1, area.width, "It is kept in the record; w on it takes it up again.", ground.patch(model.look.dim()));
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn lines_are_read_in_full_while_there_are_rows() {
        assert_eq!(share(&[1, 3, 2], 1, 20), (0, vec![1, 3, 2]));
        assert_eq!(share(&[3, 3, 3], 2, 6), (0, vec![2, 1, 3]));
        assert_eq!(share(&[2; 9], 8, 5).1.last(), Some(&2));
        assert_eq!(share(&[], 0, 5), (0, vec![]));
    }
}
