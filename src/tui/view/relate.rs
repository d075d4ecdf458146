//! What an annotation may be related to: the relations, and the targets with their keys.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::{draw_field, first_line, frame, line_style};
use crate::article::printable;
use crate::suggest::Partner;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::relating::{Relating, Target};
use crate::tui::screen::Canvas;

pub(super) fn draw(model: &Model, relating: &Relating, canvas: &mut Canvas<'_>) {
    let Some((desk, annotation)) = model.desk.as_ref().and_then(|desk| Some((desk, desk.annotation(&relating.id)?))) else { return };
    let area = frame(model, canvas, model.regions.panel, &format!("Relate the {}", model.codebook.name_of(&annotation.label)));
    let ground = model.look.panel();
    let mut x = area.x;
    if let Some(field) = &relating.find {
        draw_field(model, canvas, Rect { height: 1, ..area }, "find ", field, ground);
        x = area.right();
    }
    for (n, way) in relating.ways.iter().enumerate() {
        let meant = n == relating.way;
        let style = if meant { ground.patch(model.look.accent()).add_modifier(Modifier::UNDERLINED) } else { ground.patch(model.look.dim()) };
        if x >= area.right() {
            break;
        }
        x = paint::line(canvas, x, area.y, area.right().saturating_sub(x), &way.name, style) + 2;
    }
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if relating.targets.is_empty() {
        let typed = relating.find.as_ref().map(|field| field.value().trim()).filter(|typed| !typed.is_empty());
        let why = match typed {
            Some(typed) => format!("Nothing that fits here holds “{typed}”."),
            None => "Nothing fits here yet: tag it first.".to_owned(),
        };
        paint::line(canvas, list.x, list.y, list.width, &why, ground.patch(model.look.dim()));
        return;
    }
    // The likeliest first while none is chosen; then in the order of the text, as the cursor goes.
    let targets: Vec<&Target> = if relating.chosen.is_some() { relating.in_order() } else { relating.targets.iter().collect() };
    let from = first_line(relating.chosen.unwrap_or_default(), usize::from(list.height));
    for (n, target) in targets.iter().enumerate().skip(from).take(usize::from(list.height)) {
        let y = list.y + (n - from) as u16;
        let row = line_style(model, canvas, Rect { y, height: 1, ..list }, y, relating.chosen == Some(n));
        let key = relating.targets.iter().position(|other| other == *target).and_then(Relating::key_of);
        paint::line(canvas, list.x, y, 1, &key.map(String::from).unwrap_or_default(), row.patch(model.look.jump()));
        paint::line(canvas, list.x + 2, y, 1, if target.related.is_some() { "✓" } else { " " }, row);
        let label = match &target.partner {
            Partner::Annotation(id) => desk.annotation(id).map(|other| other.label.clone()),
            Partner::Words(_) => None,
        };
        let style = label.as_ref().map_or_else(|| row.patch(model.look.dim()), |label| row.patch(model.look.letter(model.codebook.position(label))));
        let letter = label.map_or('+', |label| model.codebook.letter(&label));
        paint::line(canvas, list.x + 4, y, 1, letter.encode_utf8(&mut [0; 4]), style);
        let text = printable(&desk.text().slice(target.span).chars().take(200).collect::<String>());
        paint::line(canvas, list.x + 6, y, list.width.saturating_sub(6), &text, row);
    }
}
