//! The library: a screen of its own, from a line with how far the work is down to how the article under the cursor begins.

mod list;
mod preview;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::overlay::{draw_field, panel};
use crate::article::printable;
use crate::config::Command;
use crate::library::{Arrangement, Grouping, HomeKind, Order, grouped};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;

/// The parts of the screen.
struct Parts {
    title: Rect,
    field: Rect,
    help: Rect,
    heading: Rect,
    list: Rect,
    preview: Option<Rect>,
    foot: Rect,
}

fn parts(model: &Model) -> Parts {
    let (top, bottom) = (model.regions.banner.bottom(), model.regions.stack.y);
    let width = model.regions.screen.width;
    let row = |y: u16| Rect::new(0, y, width, 1).intersection(Rect::new(0, top, width, bottom.saturating_sub(top)));
    let heading = top + 3;
    let list = Rect::new(0, heading + 1, width, bottom.saturating_sub(heading + 1));
    let (list, preview) = match list {
        list if !model.shelf.previews || list.height < 8 => (list, None),
        list if width >= 110 => {
            let left = width * 3 / 5;
            (Rect { width: left, ..list }, Some(Rect { x: left, width: width - left, ..list }))
        }
        list => {
            let below = (list.height / 2).min(12);
            let above = list.height - below;
            (Rect { height: above, ..list }, Some(Rect { y: list.y + above, height: below, ..list }))
        }
    };
    Parts { title: row(top), field: row(top + 1), help: row(top + 2), heading: row(heading), list, preview, foot: model.regions.stack }
}

/// Articles that the list shows at once.
pub(in crate::tui) fn library_page(model: &Model) -> usize {
    list::shown_at_once(&model.shelf, parts(model).list.height)
}

/// The place in the selection of the article that is drawn in a row of the screen.
pub(in crate::tui) fn library_line(model: &Model, y: u16) -> Option<usize> {
    let area = parts(model).list;
    let n = y.checked_sub(area.y).filter(|n| *n < area.height)?;
    list::article_at(&model.shelf, area.height, n)
}

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let parts = parts(model);
    let all = Rect::new(0, parts.title.y, model.regions.screen.width, parts.foot.y.saturating_sub(parts.title.y));
    paint::fill(canvas, all, model.look.text());
    draw_title(model, parts.title, canvas);
    draw_find(model, parts.field, canvas);
    draw_help(model, parts.help, canvas);
    list::draw(model, &parts, canvas);
    if let Some(area) = parts.preview {
        preview::draw(model, area, canvas);
    }
    if model.message.is_none() {
        paint::fill(canvas, parts.foot, model.look.text());
        paint::line(canvas, 1, parts.foot.y, parts.foot.width.saturating_sub(2), &standing(model), model.look.dim());
    }
}

/// `Library  reports      312 of 1,000 done, 38 today   anna`
fn draw_title(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let ground = model.look.status();
    paint::fill(canvas, area, ground);
    let name = match model.home.kind {
        HomeKind::Project => model.home.root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        HomeKind::Library => "your own".into(),
    };
    let mut right = area.right().saturating_sub(1);
    if let Some(shown) = &model.shelf.shown {
        let (done, today) = shown.done;
        let all = shown.catalogue.len();
        let mut progress = format!("{} of {} done", grouped(done), grouped(all));
        if today > 0 {
            progress.push_str(&format!(", {} today", grouped(today)));
        }
        if let Some(name) = &model.annotator {
            progress.push_str(&format!("  {name}"));
        }
        right = paint::line_to(canvas, right, area.y, area.width.saturating_sub(10), &progress, ground);
    }
    let room = right.saturating_sub(area.x + 2);
    let x = paint::line(canvas, area.x + 1, area.y, room, "Library", ground.add_modifier(Modifier::BOLD));
    paint::line(canvas, x + 2, area.y, right.saturating_sub(x + 4), &name, ground);
}

fn draw_find(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let shelf = &model.shelf;
    let of = |word: &str, (done, all): (usize, usize)| (done * 100).checked_div(all).map(|part| format!("{word} {part} %  ")).unwrap_or_default();
    let looking = shelf.progress.map(|progress| of("looking", progress));
    let searching = shelf.shown.as_ref().and_then(|shown| shown.searched).map(|searched| of("searching", searched));
    let looked = searching.or(looking).unwrap_or_default();
    let count = shelf.shown.as_ref().map(|shown| match shown.selection.articles.len() {
        all if all == shown.catalogue.len() => format!("{} articles", grouped(all)).replace("1 articles", if all == 1 { "1 article" } else { "1 articles" }),
        some => format!("{} of {}", grouped(some), grouped(shown.catalogue.len())),
    });
    let right = area.right().saturating_sub(1);
    let x = paint::line_to(canvas, right, area.y, area.width / 2, &format!("{looked}{}", count.unwrap_or_default()), model.look.dim());
    let room = Rect { x: area.x + 1, width: x.saturating_sub(area.x + 2), ..area };
    draw_field(model, canvas, room, "find ", &shelf.filter, model.look.text());
}

/// What is wrong with the filter, how it can go on, or what can be typed.
fn draw_help(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let shelf = &model.shelf;
    let width = area.width.saturating_sub(7);
    let problem = shelf.shown.as_ref().and_then(|shown| shown.problems.first());
    let typed = shelf.filter.value();
    let at_end = shelf.filter.cursor() == typed.chars().count();
    // What the answer to something typed earlier offers fits no longer.
    let offered = shelf.shown.as_ref().filter(|shown| at_end && shown.filter == typed).map_or(&[][..], |shown| &shown.offered);
    if !offered.is_empty() {
        let mut x = area.x + 6;
        for (n, one) in offered.iter().enumerate() {
            let room = area.right().saturating_sub(x + 1);
            let style = if n == 0 { model.look.accent() } else { model.look.dim() };
            let text = if one.title.is_empty() { one.with.clone() } else { format!("{} {}", one.with, one.title) };
            if paint::cells(&printable(&text)) as u16 > room && n > 0 {
                break;
            }
            x = paint::line(canvas, x, area.y, room, &text, style) + 2;
        }
        if area.width >= 60 {
            paint::line(canvas, area.x + 1, area.y, 4, "→", model.look.accent());
        }
    } else if let Some(problem) = problem {
        paint::line(canvas, area.x + 6, area.y, width, &problem.what, model.look.warn());
    } else if shelf.filter.value().is_empty() && model.lessons.count() > 0 {
        let key = model.keymap.keys_of(Command::LibraryFeedback).first().map(|key| format!(": {key} opens them")).unwrap_or_default();
        paint::line(canvas, area.x + 6, area.y, width, &format!("{}{key}", model.lessons.in_words()), model.look.accent());
    } else if shelf.filter.value().is_empty() {
        let text = "words of the headline, text:strike  state:new  label:threat  date:2026-09  by:anna";
        paint::line(canvas, area.x + 6, area.y, width, text, model.look.dim());
    }
}

/// What is ticked, and how the list stands.
fn standing(model: &Model) -> String {
    let Arrangement { order, reverse, grouping } = model.shelf.arrangement;
    let mut parts = Vec::new();
    if !model.shelf.marked.is_empty() {
        parts.push(format!("{} ticked", grouped(model.shelf.marked.len())));
    }
    let name = match order {
        Order::Shuffled(seed) => format!("shuffled, seed {seed}"),
        order => format!("sorted by {}", Order::NAMED.iter().find(|(_, named)| *named == order).map_or("path", |(name, _)| name)),
    };
    parts.push(if reverse { format!("{name}, turned round") } else { name });
    if grouping != Grouping::None {
        parts.push(format!("grouped by {}", Grouping::NAMED.iter().find(|(_, named)| *named == grouping).map_or("", |(name, _)| name)));
    }
    if let Some(card) = model.shelf.card(model.shelf.at) {
        parts.push(card.key().to_owned());
    }
    parts.join(" · ")
}

/// Asks whose queue what is ticked is to go to.
pub(super) fn draw_queue(model: &Model, field: &tui_input::Input, canvas: &mut Canvas<'_>) {
    let count = model.shelf.meant().len();
    let what = if count == 1 { "1 article".to_owned() } else { format!("{} articles", grouped(count)) };
    let area = panel(model, canvas, 60, 5, &format!("Move {what} to a queue"));
    let ground = model.look.panel();
    draw_field(model, canvas, area, "of ", field, ground);
    paint::line(canvas, area.x, area.y + 1, area.width, "The name of an annotator; none takes them out of all queues.", ground.patch(model.look.dim()));
}
