//! Giving an entity another name: the field, how far it is, and what would change.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::{draw_field, first_line, line_style, panel};
use crate::article::printable;
use crate::library::grouped;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::renaming::{PlanLine, Renaming, Stage};
use crate::tui::screen::Canvas;
use crate::tui::update::shortened;

/// Cells of the panel.
const WIDTH: u16 = 92;

pub(super) fn draw(model: &Model, renaming: &Renaming, canvas: &mut Canvas<'_>) {
    let (ground, dim) = (model.look.panel(), model.look.panel().patch(model.look.dim()));
    let (old, new) = (shortened(&renaming.old), shortened(&renaming.new));
    let told = |canvas: &mut Canvas<'_>, title: &str, line: &str| {
        let area = panel(model, canvas, 66, 4, title);
        paint::line(canvas, area.x, area.y, area.width, line, ground);
        paint::line(canvas, area.x, area.y + 1, area.width, "Esc calls it off.", dim);
    };
    match &renaming.stage {
        Stage::Naming(field) => {
            let area = panel(model, canvas, 66, 4, &format!("Another name for {old}"));
            draw_field(model, canvas, area, "name ", field, ground);
            paint::line(canvas, area.x, area.y + 1, area.width, "Nothing changes yet: what would is listed first.", dim);
        }
        Stage::Looking(done, all) => {
            let far = if *all > 0 { format!("records looked through: {} of {}", grouped(*done), grouped(*all)) } else { "looking through your records".into() };
            told(canvas, &format!("{old} → {new}"), &far);
        }
        Stage::Changing { done, all, .. } => {
            told(canvas, &format!("{old} → {new}"), &format!("articles changed: {} of {}", grouped(*done), grouped(*all)));
        }
        Stage::Listed { lines, at, .. } => draw_plan(model, renaming, (lines, *at), canvas),
        Stage::Told { failed, at } => {
            let area = panel(model, canvas, WIDTH, (failed.len() as u16).saturating_add(2).clamp(3, 20), "Not changed");
            let from = first_line(*at, usize::from(area.height));
            for (n, why) in failed.iter().skip(from).take(usize::from(area.height)).enumerate() {
                let y = area.y + n as u16;
                let style = line_style(model, canvas, area, y, from + n == *at);
                paint::line(canvas, area.x, y, area.width, why, style);
            }
        }
    }
}

/// What would change: a line an article.
fn draw_plan(model: &Model, renaming: &Renaming, (lines, at): (&[PlanLine], usize), canvas: &mut Canvas<'_>) {
    let (annotations, articles) = renaming.extent();
    let noun = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(count)) };
    let title = format!("{} → {}", shortened(&renaming.old), shortened(&renaming.new));
    let area = panel(model, canvas, WIDTH, (lines.len() as u16).saturating_add(5).clamp(6, 20), &title);
    let ground = model.look.panel();
    let dim = ground.patch(model.look.dim());
    let sum = format!("{} in {} would change. Enter changes them.", noun(annotations, "annotation"), noun(articles, "article"));
    paint::line(canvas, area.x, area.y, area.width, &sum, ground.add_modifier(Modifier::BOLD));
    let more = if renaming.taken { "The new name is there already: the two become one." } else { "Only yours: what others annotated stays as it is." };
    paint::line(canvas, area.x, area.y + 1, area.width, more, if renaming.taken { ground.patch(model.look.warn()) } else { dim });
    let list = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
    let widest = lines.iter().map(|line| paint::cells(&printable(&line.what))).max().unwrap_or_default() as u16;
    let left = widest.min(list.width / 2);
    let from = first_line(at, usize::from(list.height));
    for (n, line) in lines.iter().skip(from).take(usize::from(list.height)).enumerate() {
        let y = list.y + n as u16;
        let chosen = from + n == at;
        let style = line_style(model, canvas, list, y, chosen);
        let quiet = if chosen { style } else { style.patch(if line.warns { model.look.warn() } else { model.look.dim() }) };
        paint::line(canvas, list.x, y, left, &line.what, style);
        if line.count > 0 {
            paint::line_to(canvas, list.x + left + 7, y, 6, &format!("×{}", grouped(line.count)), style);
        }
        paint::line(canvas, list.x + left + 9, y, list.right().saturating_sub(list.x + left + 9), &line.sample, quiet);
    }
}
