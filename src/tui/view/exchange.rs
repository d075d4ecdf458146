//! The question for a format and a path.

use super::overlay::{draw_field, panel};
use crate::article::printable;
use crate::library::grouped;
use crate::tui::exchanging::{Exchange, Way};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// Rows of the panel, its frame included.
const HEIGHT: u16 = 8;

pub(super) fn draw(model: &Model, asked: &Exchange, canvas: &mut Canvas<'_>) {
    if asked.over_library {
        super::library::draw(model, canvas);
    }
    let title = match (asked.way, asked.articles.len()) {
        (Way::In, _) => "Take annotations in: FORMAT PATH".to_owned(),
        (Way::Out, 1) => "Export the annotations on 1 article: FORMAT PATH".to_owned(),
        (Way::Out, count) => format!("Export the annotations on {} articles: FORMAT PATH", grouped(count)),
    };
    let area = panel(model, canvas, 76, HEIGHT, &title);
    let ground = model.look.panel();
    draw_field(model, canvas, area, if asked.way == Way::Out { "to " } else { "from " }, &asked.field, ground);
    let lines = if let Some(facts) = asked.format() {
        let mut lines = vec![format!("{}: {}", facts.title, facts.shape.name())];
        lines.extend(wrapped(facts.detail, usize::from(area.width)));
        lines
    } else {
        let names: Vec<&str> = asked.candidates().iter().map(|facts| facts.name).collect();
        let names = if names.is_empty() { "no format is called so".to_owned() } else { names.join("  ") };
        wrapped(&names, usize::from(area.width))
    };
    for (row, line) in (1..area.height).zip(lines) {
        paint::line(canvas, area.x, area.y + row, area.width, &printable(&line), ground.patch(model.look.dim()));
    }
}

/// Words of ASCII in lines of so many cells.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| line.len() + word.len() + 2 <= width) {
            Some(line) => {
                line.push_str(if text.contains("  ") { "  " } else { " " });
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
