//! The screen of agreement: figures by label, the heat map of confusion, the articles and places of most disagreement.

mod figures;
mod places;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::overlay::{first_line, line_style};
use crate::library::grouped;
use crate::review::agreement::Corpus;
use crate::tui::agreeing::{Agreed, Sheet};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// Words in a style.
type Run = (String, Style);

/// The parts of the screen.
struct Parts {
    title: Rect,
    sheets: Rect,
    body: Rect,
    foot: Rect,
}

fn parts(model: &Model) -> Parts {
    let (top, bottom) = (model.regions.banner.bottom(), model.regions.stack.y);
    let width = model.regions.screen.width;
    let row = |y: u16| Rect::new(0, y, width, 1).intersection(Rect::new(0, top, width, bottom.saturating_sub(top)));
    let body = Rect::new(1, top + 3, width.saturating_sub(2), bottom.saturating_sub(top + 3));
    Parts { title: row(top), sheets: row(top + 1), body, foot: model.regions.stack }
}

/// How far down the figures can be moved.
pub(in crate::tui) fn agree_depth(model: &Model) -> usize {
    let body = parts(model).body;
    model.agreeing.agreed.as_ref().map_or(0, |agreed| text_lines(model, agreed, body.width).len()).saturating_sub(usize::from(body.height))
}

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let parts = parts(model);
    let all = Rect::new(0, parts.title.y, model.regions.screen.width, parts.foot.y.saturating_sub(parts.title.y));
    paint::fill(canvas, all, model.look.text());
    draw_title(model, parts.title, canvas);
    draw_sheets(model, parts.sheets, canvas);
    let agreeing = &model.agreeing;
    let Some(agreed) = &agreeing.agreed else {
        paint::line(canvas, parts.body.x, parts.body.y, parts.body.width, &doing(model), model.look.dim());
        return;
    };
    match agreeing.sheet {
        Sheet::Figures | Sheet::Confusion => {
            let lines = text_lines(model, agreed, parts.body.width);
            let from = agreeing.at.min(lines.len().saturating_sub(usize::from(parts.body.height)));
            draw_lines(&lines, from, parts.body, canvas);
        }
        Sheet::Articles => places::draw_articles(model, agreed, parts.body, canvas),
        Sheet::Places => places::draw_places(model, agreed, parts.body, canvas),
    }
    if model.message.is_none() {
        paint::fill(canvas, parts.foot, model.look.text());
        paint::line(canvas, 1, parts.foot.y, parts.foot.width.saturating_sub(2), &foot(model, agreed), model.look.dim());
    }
}

fn doing(model: &Model) -> String {
    model.agreeing.progress.as_ref().map_or_else(String::new, |progress| format!("{progress} …"))
}

/// What has been left out, or how far the work is.
fn foot(model: &Model, agreed: &Agreed) -> String {
    let mut told = Vec::new();
    if model.agreeing.progress.is_some() {
        told.push(doing(model));
    }
    if agreed.compared.alone > 0 {
        told.push(format!("{} with the work of fewer than two left aside", grouped(agreed.compared.alone)));
    }
    if agreed.hidden > 0 {
        told.push(format!("{} not seen before your own work on them is done", grouped(agreed.hidden)));
    }
    if let Some(first) = agreed.compared.failed.first() {
        told.push(format!("{} could not be read: {first}", grouped(agreed.compared.failed.len())));
    }
    if told.is_empty() { "intervals: 95 %, by bootstrap over articles, seed 1".to_owned() } else { told.join(" · ") }
}

/// `Agreement  anna · ben · cara                         60 articles`
fn draw_title(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let ground = model.look.status();
    paint::fill(canvas, area, ground);
    let agreed = model.agreeing.agreed.as_ref();
    let count = agreed.map_or_else(String::new, |agreed| format!("{} articles", grouped(agreed.compared.keys.len())));
    let right = paint::line_to(canvas, area.right().saturating_sub(1), area.y, area.width / 2, &count, ground);
    let x = paint::line(canvas, area.x + 1, area.y, area.width, "Agreement", ground.add_modifier(Modifier::BOLD));
    let names = agreed.map_or_else(String::new, |agreed| agreed.compared.corpus.annotators.join(" · "));
    paint::line(canvas, x + 2, area.y, right.saturating_sub(x + 4), &names, ground);
}

/// `▸1 figures  2 confusion …                    ◂ anna · ben ▸`
fn draw_sheets(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let mut x = area.x + 1;
    for (n, (sheet, name)) in Sheet::NAMED.iter().enumerate() {
        let (sign, style) = if *sheet == model.agreeing.sheet { ("▸", model.look.accent().add_modifier(Modifier::BOLD)) } else { (" ", model.look.dim()) };
        x = paint::line(canvas, x, area.y, area.right().saturating_sub(x), &format!("{sign}{} {name}", n + 1), style) + 1;
    }
    let Some(agreed) = &model.agreeing.agreed else { return };
    let numbers: Vec<usize> = match (model.agreeing.sheet, model.agreeing.pair()) {
        (Sheet::Confusion, Some((left, right))) => vec![left, right],
        (Sheet::Figures, _) => model.agreeing.shown().map(|shown| shown.annotators.clone()).unwrap_or_default(),
        _ => return,
    };
    let names = names(&agreed.compared.corpus, &numbers);
    let told = if model.agreeing.choices() > 1 { format!("◂ {names} ▸") } else { names };
    paint::line_to(canvas, area.right().saturating_sub(1), area.y, area.right().saturating_sub(x + 2), &told, model.look.text().add_modifier(Modifier::BOLD));
}

fn names(corpus: &Corpus, numbers: &[usize]) -> String {
    numbers.iter().filter_map(|number| corpus.annotators.get(*number)).map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// The lines of the pages that are read like a text.
fn text_lines(model: &Model, agreed: &Agreed, width: u16) -> Vec<Vec<Run>> {
    match model.agreeing.sheet {
        Sheet::Figures => figures::figures(model, agreed, width),
        Sheet::Confusion => figures::confusion(model, agreed, width),
        Sheet::Articles | Sheet::Places => Vec::new(),
    }
}

fn draw_lines(lines: &[Vec<Run>], from: usize, area: Rect, canvas: &mut Canvas<'_>) {
    for (line, y) in lines.iter().skip(from).zip(area.y..area.bottom()) {
        let mut x = area.x;
        for (text, style) in line {
            x = paint::line(canvas, x, y, area.right().saturating_sub(x), text, *style);
        }
    }
}

/// Draws a list of so many lines with the cursor on one: what stands to the right is kept, what stands before is cut.
fn draw_list(model: &Model, count: usize, area: Rect, canvas: &mut Canvas<'_>, line: impl Fn(usize) -> (String, String)) {
    let (rows, at) = (usize::from(area.height), model.agreeing.at);
    let from = first_line(at, rows).min(count.saturating_sub(rows));
    for (n, y) in (from..count).zip(area.y..area.bottom()) {
        let style = if n == at { line_style(model, canvas, area, y, true) } else { model.look.text() };
        let quiet = if n == at { style } else { model.look.dim() };
        let (text, more) = line(n);
        let right = paint::line_to(canvas, area.right(), y, area.width / 2, &more, quiet);
        paint::line(canvas, area.x, y, right.saturating_sub(area.x + 2), &text, style);
    }
}
