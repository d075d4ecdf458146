//! The library: a screen of its own, from a line with how far the work is down to how the article under the cursor begins.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::overlay::{draw_field, line_style, panel};
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Arrangement, Card, Grouping, HomeKind, Order, Work};
use crate::reading::{Measure, row_starts};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::shelf::Shelf;

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

/// A line of the list.
enum Line {
    /// The name of a group.
    Group(usize),
    /// An article, as a place in the selection.
    Article(usize),
}

/// The columns beside the title; 0 for one that there is no room for.
struct Columns {
    title: u16,
    source: u16,
    date: u16,
    words: u16,
    counts: u16,
    others: u16,
}

impl Columns {
    fn fit(width: u16) -> Self {
        let room = |least: u16, columns: u16| if width >= least { columns } else { 0 };
        let (source, date, words, counts, others) =
            (if width >= 120 { 20 } else { room(76, 13) }, room(56, 11), room(66, 6), room(44, if width >= 110 { 16 } else { 11 }), room(90, 7));
        Self { title: width.saturating_sub(3 + source + date + words + counts + others), source, date, words, counts, others }
    }
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

/// Rows of the list.
pub(in crate::tui) fn library_rows(model: &Model) -> usize {
    usize::from(parts(model).list.height)
}

/// The place in the selection of the article that is drawn in a row of the screen.
pub(in crate::tui) fn library_line(model: &Model, y: u16) -> Option<usize> {
    let area = parts(model).list;
    let n = y.checked_sub(area.y).filter(|n| *n < area.height)?;
    match line_at(&model.shelf, first(&model.shelf, usize::from(area.height)) + usize::from(n))? {
        Line::Article(at) => Some(at),
        Line::Group(_) => None,
    }
}

/// The first line that is shown: the one under the cursor is always among those shown, with some before it.
fn first(shelf: &Shelf, rows: usize) -> usize {
    let groups = shelf.shown.as_ref().map_or(0, |shown| shown.selection.groups.partition_point(|(start, _)| *start <= shelf.at));
    let line = shelf.at + groups;
    line.saturating_sub(rows.saturating_sub(1).min(rows * 2 / 3))
}

fn line_at(shelf: &Shelf, line: usize) -> Option<Line> {
    let selection = &shelf.shown.as_ref()?.selection;
    // The heading of group n stands n lines below the place where the group begins.
    let mut low = 0;
    let mut high = selection.groups.len();
    while low < high {
        let middle = usize::midpoint(low, high);
        let heading = selection.groups.get(middle).map_or(usize::MAX, |(start, _)| start + middle);
        if heading <= line { low = middle + 1 } else { high = middle }
    }
    match low.checked_sub(1).and_then(|group| selection.groups.get(group).map(|(start, _)| (group, start + group))) {
        Some((group, heading)) if heading == line => Some(Line::Group(group)),
        _ => Some(line - low).filter(|at| *at < selection.articles.len()).map(Line::Article),
    }
}

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let parts = parts(model);
    let all = Rect::new(0, parts.title.y, model.regions.screen.width, parts.foot.y.saturating_sub(parts.title.y));
    paint::fill(canvas, all, model.look.text());
    draw_title(model, parts.title, canvas);
    draw_find(model, parts.field, canvas);
    draw_help(model, parts.help, canvas);
    draw_list(model, &parts, canvas);
    if let Some(area) = parts.preview {
        draw_preview(model, area, canvas);
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
    let looked = shelf.progress.filter(|(_, all)| *all > 0).map(|(done, all)| format!("looking {} %  ", done * 100 / all)).unwrap_or_default();
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
    } else if shelf.filter.value().is_empty() {
        let text = "words of the headline, state:new  label:threat  date:2026-09  source:courier  by:anna";
        paint::line(canvas, area.x + 6, area.y, width, text, model.look.dim());
    }
}

fn draw_list(model: &Model, parts: &Parts, canvas: &mut Canvas<'_>) {
    let shelf = &model.shelf;
    let area = parts.list;
    let columns = Columns::fit(area.width);
    if area.height == 0 {
        return;
    }
    let Some(shown) = &shelf.shown else {
        paint::line(canvas, area.x + 3, area.y, area.width.saturating_sub(4), "looking for articles…", model.look.dim());
        return;
    };
    draw_heading(model, parts.heading, &columns, canvas);
    if shown.selection.articles.is_empty() {
        let text = match shown.catalogue.is_empty() {
            true if shelf.progress.is_some() => "looking for articles…",
            true => "There are no articles here yet: tagline add FILE brings some in, tagline FILE opens one.",
            false => "No article passes this filter. Esc drops it.",
        };
        paint::line(canvas, area.x + 3, area.y, area.width.saturating_sub(4), text, model.look.dim());
        return;
    }
    let top = first(shelf, usize::from(area.height));
    for n in 0..area.height {
        let y = area.y + n;
        match line_at(shelf, top + usize::from(n)) {
            Some(Line::Group(group)) => {
                let name = shown.selection.groups.get(group).map_or("", |(_, name)| name);
                let x = paint::line(canvas, area.x + 1, y, area.width.saturating_sub(2), name, model.look.text().add_modifier(Modifier::BOLD));
                for x in (x + 1)..area.right().saturating_sub(1) {
                    paint::symbol(canvas, x, y, "─", 1, model.look.dim());
                }
            }
            Some(Line::Article(at)) => {
                let Some(card) = shelf.card(at) else { continue };
                let chosen = at == shelf.at;
                let style = if chosen { line_style(model, canvas, area, y, true) } else { model.look.text() };
                draw_card(model, card, Rect { y, height: 1, ..area }, &columns, style, chosen, canvas);
            }
            None => break,
        }
    }
}

fn draw_heading(model: &Model, area: Rect, columns: &Columns, canvas: &mut Canvas<'_>) {
    let style = model.look.dim();
    let sorted = |order: Order, name: &str| {
        let sign = if model.shelf.arrangement.reverse { "▴" } else { "▾" };
        if model.shelf.arrangement.order == order { format!("{name} {sign}") } else { name.to_owned() }
    };
    let mut x = area.x + 3;
    for (width, text) in [
        (columns.title, sorted(Order::Title, "title")),
        (columns.source, sorted(Order::Source, "source")),
        (columns.date, sorted(Order::Date, "date")),
        (columns.words, sorted(Order::Length, "words")),
        (columns.counts, sorted(Order::Annotations, "tagged")),
        (columns.others, "others".to_owned()),
    ] {
        paint::line(canvas, x, area.y, width.saturating_sub(1), &text, style);
        x += width;
    }
}

fn draw_card(model: &Model, card: Card<'_>, area: Rect, columns: &Columns, style: Style, chosen: bool, canvas: &mut Canvas<'_>) {
    let annotator = model.annotator.as_deref();
    let quiet = if chosen { style } else { style.patch(model.look.dim()) };
    let mut works = card.works().filter(|work| annotator.is_none_or(|name| work.annotator() == name));
    let work = works.next();
    let sign = match work.and_then(Work::state) {
        Some(WorkState::Done) => "✓",
        Some(WorkState::InProgress) => "◐",
        _ if work.is_some_and(|work| work.state().is_none()) => "!",
        _ => "○",
    };
    let ticked = model.shelf.marked.contains(card.key());
    paint::line(canvas, area.x, area.y, 1, if ticked { "▌" } else { " " }, style.patch(if chosen { style } else { model.look.accent() }));
    paint::line(canvas, area.x + 1, area.y, 1, sign, style.add_modifier(Modifier::BOLD));
    let mut x = area.x + 3;
    let title = if card.title().is_empty() { card.key().rsplit('/').next().unwrap_or_default() } else { card.title() };
    let title_style = if ticked { style.add_modifier(Modifier::BOLD) } else { style };
    paint::line(canvas, x, area.y, columns.title.saturating_sub(1), title, title_style);
    x += columns.title;
    paint::line(canvas, x, area.y, columns.source.saturating_sub(1), card.publication(), quiet);
    x += columns.source;
    paint::line(canvas, x, area.y, columns.date.saturating_sub(1), card.date().get(..10).unwrap_or(card.date()), quiet);
    x += columns.date;
    if columns.words > 0 && card.is_read() {
        paint::line_to(canvas, x + columns.words - 1, area.y, columns.words - 1, &card.words().to_string(), quiet);
    }
    x += columns.words;
    if let Some(work) = work {
        draw_counts(model, work.counts(), Rect::new(x, area.y, columns.counts.saturating_sub(1), 1), style, chosen, canvas);
    }
    x += columns.counts;
    let others: Vec<&str> = card.works().map(Work::annotator).filter(|name| annotator.is_some_and(|own| own != *name)).collect();
    paint::line(canvas, x, area.y, columns.others.saturating_sub(1), &others.join(" "), quiet);
}

/// `a3 t1 q2`: letters of the codebook, in its order; labels that it lacks count together.
fn draw_counts<'a>(model: &Model, counts: impl Iterator<Item = (&'a str, u32)>, area: Rect, style: Style, chosen: bool, canvas: &mut Canvas<'_>) {
    let counts: Vec<(&str, u32)> = counts.collect();
    let mut x = area.x;
    let mut put = |letter: char, label: Option<usize>, count: u32, canvas: &mut Canvas<'_>| {
        let text = count.to_string();
        if count == 0 || x + 1 + text.len() as u16 > area.right() {
            return;
        }
        let ink = if chosen { style.add_modifier(Modifier::BOLD) } else { style.patch(model.look.letter(label)) };
        x = paint::line(canvas, x, area.y, 1, &letter.to_string(), ink);
        x = paint::line(canvas, x, area.y, text.len() as u16, &text, style) + 1;
    };
    for (n, label) in model.codebook.labels.iter().enumerate() {
        let id = label.id.as_str();
        put(label.key, Some(n), counts.iter().filter(|(name, _)| *name == id).map(|(_, count)| count).sum(), canvas);
    }
    let known = |name: &str| model.codebook.labels.iter().any(|label| label.id.as_str() == name);
    put('?', None, counts.iter().filter(|(name, _)| !known(name)).map(|(_, count)| count).sum(), canvas);
}

/// How the article under the cursor begins.
fn draw_preview(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
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

/// A number with commas: 100,000.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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
