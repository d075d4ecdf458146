//! The list of the library: headings, articles in columns, and where they hold what was looked for.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::super::overlay::line_style;
use super::Parts;
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Card, GOLD, Hit, Order, Work};
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::shelf::Shelf;

/// A line of the list.
enum Line {
    /// The name of a group.
    Group(usize),
    /// An article, as a place in the selection.
    Article(usize),
    /// Where that article holds what was looked for.
    Hit(usize),
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

/// How many lines an article takes.
fn height(shelf: &Shelf) -> usize {
    if shelf.hit(0).is_some() { 2 } else { 1 }
}

/// How many articles a list of so many rows shows.
pub(super) fn shown_at_once(shelf: &Shelf, rows: u16) -> usize {
    usize::from(rows) / height(shelf)
}

/// The place in the selection of the article that row number `n` of a list of so many rows belongs to.
pub(super) fn article_at(shelf: &Shelf, rows: u16, n: u16) -> Option<usize> {
    match line_at(shelf, first(shelf, usize::from(rows)) + usize::from(n))? {
        Line::Article(at) | Line::Hit(at) => Some(at),
        Line::Group(_) => None,
    }
}

/// The first line that is shown: the one under the cursor is always among those shown, with some before it.
fn first(shelf: &Shelf, rows: usize) -> usize {
    let groups = shelf.shown.as_ref().map_or(0, |shown| shown.selection.groups.partition_point(|(start, _)| *start <= shelf.at));
    let line = shelf.at * height(shelf) + groups;
    line.saturating_sub(rows.saturating_sub(height(shelf)).min(rows * 2 / 3))
}

fn line_at(shelf: &Shelf, line: usize) -> Option<Line> {
    let selection = &shelf.shown.as_ref()?.selection;
    let height = height(shelf);
    // The heading of group n stands n lines below those of the articles before it.
    let mut low = 0;
    let mut high = selection.groups.len();
    while low < high {
        let middle = usize::midpoint(low, high);
        let heading = selection.groups.get(middle).map_or(usize::MAX, |(start, _)| start * height + middle);
        if heading <= line { low = middle + 1 } else { high = middle }
    }
    match low.checked_sub(1).and_then(|group| selection.groups.get(group).map(|(start, _)| (group, start * height + group))) {
        Some((group, heading)) if heading == line => Some(Line::Group(group)),
        _ => {
            let at = Some((line - low) / height).filter(|at| *at < selection.articles.len())?;
            Some(if (line - low).is_multiple_of(height) { Line::Article(at) } else { Line::Hit(at) })
        }
    }
}

/// Draws the list.
pub(super) fn draw(model: &Model, parts: &Parts, canvas: &mut Canvas<'_>) {
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
            false if shown.searched.is_some() => "searching…",
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
            Some(Line::Hit(at)) => {
                let Some(hit) = shelf.hit(at) else { continue };
                let style = if at == shelf.at { line_style(model, canvas, area, y, true) } else { model.look.text() };
                draw_hit(model, hit, Rect { y, height: 1, ..area }, style, at == shelf.at, canvas);
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
    // What others made of it is seen once one's own is done, in blind projects.
    let seen = !model.home.project.blind || work.and_then(Work::state) == Some(WorkState::Done);
    let reviewed = card.work_of(GOLD).filter(|_| seen && annotator != Some(GOLD)).and_then(Work::state);
    paint::line(canvas, area.x + 2, area.y, 1, reviewed.map_or("", |state| if state == WorkState::Done { "R" } else { "r" }), quiet);
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
    // Without a name, the work would be somebody else's.
    if let Some(work) = work.filter(|_| annotator.is_some() || !model.home.project.blind) {
        draw_counts(model, work.counts(), Rect::new(x, area.y, columns.counts.saturating_sub(1), 1), style, chosen, canvas);
    }
    x += columns.counts;
    let others: Vec<&str> = card.works().map(Work::annotator).filter(|name| annotator.is_some_and(|own| own != *name)).collect();
    paint::line(canvas, x, area.y, columns.others.saturating_sub(1), &others.join(" "), quiet);
}

/// The text around what was found; what was found stays in sight in a narrow window.
fn draw_hit(model: &Model, hit: &Hit, area: Rect, style: Style, chosen: bool, canvas: &mut Canvas<'_>) {
    let quiet = if chosen { style } else { style.patch(model.look.dim()) };
    let room = area.width.saturating_sub(6);
    let found = printable(&hit.snippet.hit);
    let before = printable(&hit.snippet.before);
    let before = end_of(&before, usize::from(room.saturating_sub(paint::cells(&found).min(usize::from(room)) as u16)) / 2);
    let mut x = area.x + 5;
    for (text, style) in [(before.as_str(), quiet), (&found, style.add_modifier(Modifier::BOLD)), (&hit.snippet.after, quiet)] {
        x = paint::line(canvas, x, area.y, area.right().saturating_sub(x + 1), text, style);
    }
}

/// As much of the end of a text as there is room for, in cells.
fn end_of(text: &str, room: usize) -> String {
    if paint::cells(text) <= room {
        return text.to_owned();
    }
    let mut start = text.len();
    for (at, _) in text.grapheme_indices(true).rev() {
        if paint::cells(text.get(at..).unwrap_or_default()) + 1 > room {
            break;
        }
        start = at;
    }
    format!("…{}", text.get(start..).unwrap_or_default())
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
