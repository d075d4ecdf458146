//! What is asked before an article comes in.

use ratatui::layout::Rect;
use tui_input::Input as Field;

use super::overlay::{draw_field, panel};
use crate::tui::model::{Model, NewArticle};
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// Cells before the fields.
const NAMES: u16 = 7;

pub(super) fn draw_new_article(model: &Model, new: &NewArticle, canvas: &mut Canvas<'_>) {
    let area = panel(model, canvas, 72, 8, "Pasted text");
    let ground = model.look.panel();
    let fields = [("title", &new.title, !new.on_date), ("date", &new.date, new.on_date)];
    if area.height < 6 {
        // Too low for all: the field that takes the keys.
        for (name, field, _) in fields.iter().filter(|(.., chosen)| *chosen) {
            draw_field(model, canvas, area, &format!("{name} "), field, ground);
        }
        return;
    }
    let count = new.text.chars().count();
    paint::line(canvas, area.x, area.y, area.width, &format!("Make a new article of the {count} pasted characters?"), ground);
    for (n, (name, field, chosen)) in fields.into_iter().enumerate() {
        let row = Rect::new(area.x, area.y + 2 + n as u16, area.width, 1);
        let room = Rect::new(row.x + NAMES.min(row.width), row.y, row.width.saturating_sub(NAMES), 1);
        paint::line(canvas, row.x, row.y, row.width, name, if chosen { ground.patch(model.look.accent()) } else { ground.patch(model.look.dim()) });
        match (chosen, field.value().is_empty()) {
            (true, _) => draw_field(model, canvas, room, "", field, ground),
            (false, true) => drop(paint::line(canvas, room.x, room.y, room.width, "such as 2026-11-25, or nothing", ground.patch(model.look.dim()))),
            (false, false) => drop(paint::line(canvas, room.x, room.y, room.width, field.value(), ground)),
        }
    }
    paint::line(canvas, area.x, area.y + 5, area.width, "Enter  new article      Tab  title, date      Esc  no", ground);
}

pub(super) fn draw_path(model: &Model, field: &Field, canvas: &mut Canvas<'_>) {
    let area = panel(model, canvas, 76, 6, "Add articles");
    let ground = model.look.panel();
    if area.height < 4 {
        draw_field(model, canvas, area, "path ", field, ground);
        return;
    }
    paint::line(canvas, area.x, area.y, area.width, "A file, or a folder with all files below it that can be read.", ground);
    draw_field(model, canvas, Rect::new(area.x, area.y + 2, area.width, 1), "path ", field, ground);
    paint::line(canvas, area.x, area.y + 3, area.width, "Enter  add      Tab  complete      Esc  leave", ground.patch(model.look.dim()));
}
