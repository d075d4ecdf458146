//! The page: rows of text with their layers, the margin beside them, the position bar.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::annotation::Layer;
use crate::article::{Role, Span, glyphs};
use crate::reading::Row;
use crate::tui::desk::{Desk, Line};
use crate::tui::model::{Jump, Model, Overlay, Pending};
use crate::tui::paint;
use crate::tui::regions::COLUMNS;
use crate::tui::relating::Relating;
use crate::tui::screen::Canvas;

/// What is drawn over the text of a row, whatever its layers.
struct Marks {
    caret: Span,
    selection: Vec<Span>,
    hits: Vec<Span>,
    focus: Vec<Span>,
    partners: Vec<Span>,
    jumps: HashMap<u32, String>,
}

pub(super) fn draw_empty(model: &Model, canvas: &mut Canvas<'_>) {
    let text = model.regions.text;
    let lines = ["No article is open.", "", "O  the library", ":  all commands", "?  all keys", "C-q  quit"];
    for (n, line) in lines.iter().enumerate() {
        paint::line(canvas, text.x, text.y + n as u16 + 1, text.width, line, model.look.dim());
    }
}

pub(super) fn draw(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>) {
    let area = model.regions.text;
    if desk.lines.is_empty() {
        paint::line(canvas, area.x, area.y, area.width, "This article is empty.", model.look.dim());
    }
    let marks = marks(model, desk);
    for (n, line) in desk.lines.iter().enumerate().take(usize::from(area.height)) {
        let y = area.y + n as u16;
        if !canvas.wants(y) {
            continue;
        }
        match line {
            Line::Gap => {}
            Line::Row(row) => {
                let layers = desk.shown().map(|set| set.layers(row.span)).unwrap_or_default();
                draw_row(model, desk, canvas, *row, y, &layers, &marks);
            }
            Line::Lane(row, lane) => draw_lane(model, desk, canvas, *row, *lane, y),
        }
    }
    draw_margin(model, desk, canvas);
    draw_agreement(model, desk, canvas);
    draw_bar(model, desk, canvas);
}

/// See [`super::fingerprints`]. A row is made of its text, what is drawn over it, and what is the same for all rows: the
/// annotations, the look, the search.
pub(super) fn fingerprints(model: &Model, desk: &Desk) -> Vec<u64> {
    let mut common = DefaultHasher::new();
    (model.regions, model.look.version(), model.layers, desk.record.is_some(), Arc::as_ptr(desk.article()) as usize, desk.page.version()).hash(&mut common);
    (desk.focus.as_ref(), desk.search.as_ref(), desk.lines.first(), desk.lines.last(), desk.lines.len()).hash(&mut common);
    let marked = [Some(desk.caret), desk.selected()];
    let rows = 0..model.regions.status.y.min(model.regions.text.bottom());
    let top = model.regions.text.y;
    let banner = model.banner();
    let made_of = rows.map(|y| {
        let mut hasher = common.clone();
        y.hash(&mut hasher);
        (y < model.regions.banner.bottom()).then_some(&banner).hash(&mut hasher);
        let line = y.checked_sub(top).map(usize::from);
        let around = line.map(|line| (desk.lines.get(line.wrapping_sub(1)), desk.lines.get(line), desk.lines.get(line + 1)));
        around.hash(&mut hasher);
        let near = [line.map(|line| line.wrapping_sub(1)), line, line.map(|line| line + 1)].into_iter().flatten().filter_map(|line| desk.lines.get(line));
        let rows = near.filter_map(|line| if let Line::Row(row) | Line::Lane(row, _) = line { Some(row.span) } else { None });
        rows.reduce(Span::hull).map(|span| desk.touched_at(span)).hash(&mut hasher);
        bar(model, desk).contains(&y).hash(&mut hasher);
        if let Some(Line::Row(row)) = line.and_then(|line| desk.lines.get(line)) {
            for span in marked.into_iter().flatten().filter(|span| span.overlaps(row.span)) {
                span.hash(&mut hasher);
                (Some(span) == desk.selected()).hash(&mut hasher);
            }
        }
        hasher.finish()
    });
    made_of.collect()
}

fn marks(model: &Model, desk: &Desk) -> Marks {
    let jump = if let Pending::Jump(jump) = &model.pending { Some(jump) } else { None };
    let rows: Vec<Row> = desk.lines.iter().filter_map(|line| if let Line::Row(row) = line { Some(*row) } else { None }).collect();
    let shown = rows.first().zip(rows.last()).map(|(first, last)| first.span.hull(last.span));
    let hits = match (&desk.search, shown) {
        (Some(search), Some(shown)) => search.hits(desk.text(), shown).collect(),
        _ => Vec::new(),
    };
    let occurrences = match &model.overlay {
        Some(Overlay::Review | Overlay::ReviewWords { .. }) => {
            let case = desk.review.as_ref().and_then(|review| review.case());
            case.into_iter().flat_map(|case| &case.versions).flat_map(|version| version.spans.iter().copied()).collect()
        }
        Some(Overlay::Occurrences { items, .. }) => items.iter().filter(|item| item.ticked).map(|item| item.span).collect(),
        _ => Vec::new(),
    };
    Marks {
        caret: jump.and_then(|jump| jump.from).unwrap_or(desk.caret),
        selection: match &model.overlay {
            Some(Overlay::Relate(relating)) => relating.chosen.and_then(|at| relating.in_order().get(at).map(|target| target.span)).into_iter().collect(),
            _ => selected(desk),
        },
        hits: [hits, occurrences].concat(),
        focus: desk.focused().map(|annotation| annotation.spans.clone()).unwrap_or_default(),
        partners: partners(desk),
        jumps: match &model.overlay {
            Some(Overlay::Relate(relating)) => target_keys(relating),
            _ => jump.map(jump_letters).unwrap_or_default(),
        },
    }
}

/// What is selected: of a candidate in several pieces only those.
fn selected(desk: &Desk) -> Vec<Span> {
    match (&desk.candidate, desk.selected()) {
        (Some(candidate), Some(span)) if candidate.hull() == span => candidate.spans.clone(),
        (_, selected) => selected.into_iter().collect(),
    }
}

/// What the selected annotation is related to.
fn partners(desk: &Desk) -> Vec<Span> {
    let Some((set, id)) = desk.set().zip(desk.focus.as_ref()) else { return Vec::new() };
    let ends = set.relations_of(id).into_iter().map(|relation| if relation.from == *id { relation.to.clone() } else { relation.from.clone() });
    ends.filter_map(|end| set.get(&end)).flat_map(|other| other.spans.clone()).collect()
}

/// The keys of what an annotation may be related to, by where it begins.
fn target_keys(relating: &Relating) -> HashMap<u32, String> {
    let keyed = relating.targets.iter().enumerate().filter_map(|(n, target)| Some((target.span.start, Relating::key_of(n)?.to_string())));
    // Where two begin the likelier one counts.
    let mut keys = HashMap::new();
    for (start, key) in keyed {
        keys.entry(start).or_insert(key);
    }
    keys
}

/// What is left to type of each label that still fits, by the offset of its word.
fn jump_letters(jump: &Jump) -> HashMap<u32, String> {
    let fitting = jump.targets.iter().filter_map(|(label, span)| Some((span.start, label.strip_prefix(&jump.typed)?.to_owned())));
    fitting.collect()
}

fn base_style(model: &Model, role: Role) -> Style {
    match role {
        Role::Headline | Role::Heading => model.look.accent(),
        Role::Deck if model.look.colored() => model.look.text().add_modifier(Modifier::ITALIC),
        role if role.is_dimmed() => model.look.dim(),
        _ => model.look.text(),
    }
}

/// Pieces of a row between the edges of its layers, with the labels on each, innermost first, each label once beyond the innermost two. Goes through
/// the edges from left to right with the layers that are open, so that hundreds of them cost no more than their edges.
fn pieces(model: &Model, row: Span, layers: &[Layer]) -> Vec<(u32, Vec<Option<usize>>)> {
    let mut inner: Vec<(&Layer, Option<usize>)> = layers.iter().map(|layer| (layer, model.codebook.position(&layer.annotation.label))).collect();
    inner.sort_by_key(|(layer, _)| (layer.annotation.length(), std::cmp::Reverse(layer.span.start)));
    let mut edges: Vec<(u32, bool, usize)> = vec![(row.start, false, usize::MAX)];
    for (rank, (layer, _)) in inner.iter().enumerate() {
        edges.push((layer.span.start.max(row.start), true, rank));
        edges.push((layer.span.end, false, rank));
    }
    edges.retain(|(at, _, _)| row.contains(*at));
    edges.sort_unstable();
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<(u32, Vec<Option<usize>>)> = Vec::new();
    let mut edges = edges.into_iter().peekable();
    while let Some((at, opens, rank)) = edges.next() {
        match (open.binary_search(&rank), opens) {
            (Err(place), true) => open.insert(place, rank),
            (Ok(place), false) => {
                open.remove(place);
            }
            _ => {}
        }
        if edges.peek().is_none_or(|(next, _, _)| *next != at) {
            let mut labels: Vec<Option<usize>> = Vec::new();
            for (_, label) in open.iter().filter_map(|rank| inner.get(*rank)) {
                // The innermost two count each for itself: one inside another of its kind must show.
                if labels.len() < 2 || !labels.contains(label) {
                    labels.push(*label);
                }
            }
            found.push((at, labels));
        }
    }
    found
}

fn draw_row(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>, row: Row, y: u16, layers: &[Layer], marks: &Marks) {
    let area = model.regions.text;
    let base = base_style(model, row.role);
    let pieces = pieces(model, row.span, layers);
    let mut pieces = pieces.into_iter().map(|(at, labels)| (at, model.look.annotated(&labels))).peekable();
    let mut layered = Style::new();
    let jumping = matches!(model.pending, Pending::Jump(_));
    let inked = row.span.start + desk.text().slice(row.span).trim_end().len() as u32;
    let mut x = area.x;
    let mut covered = 0u16;
    for glyph in desk.page.row_glyphs(row) {
        let at = row.span.start + glyph.at as u32;
        while pieces.peek().is_some_and(|(from, _)| *from <= at) {
            layered = pieces.next().map_or(layered, |(_, style)| style);
        }
        if at >= inked || x >= area.right() {
            break;
        }
        let within = |spans: &[Span]| spans.iter().any(|span| span.contains(at));
        let mut style = base.patch(if jumping { Style::new() } else { layered });
        if jumping {
            style = style.patch(model.look.dim());
        }
        if within(&marks.hits) {
            style = style.patch(model.look.hit());
        }
        if within(&marks.partners) {
            style = style.patch(model.look.partner());
        }
        if within(&marks.focus) || within(&marks.selection) {
            style = style.patch(model.look.selection());
        }
        if marks.caret.contains(at) {
            style = style.patch(model.look.caret());
        }
        if let Some(letters) = marks.jumps.get(&at) {
            covered = paint::line(canvas, x, y, area.right() - x, letters, model.look.jump());
        }
        if x >= covered {
            paint::glyph(canvas, x, y, &glyph, style);
        }
        x += glyph.width as u16;
    }
    let breaks_word = desk.text().slice(row.span).ends_with('\u{ad}');
    if breaks_word && x < area.right() {
        paint::symbol(canvas, x, y, "-", 1, base.patch(model.look.dim()));
    }
}

/// One lane under a row: a letter where a layer begins, a line as far as it goes.
fn draw_lane(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>, row: Row, lane: usize, y: u16) {
    let area = model.regions.text;
    let layers = desk.shown().map(|set| set.layers(row.span)).unwrap_or_default();
    let columns: Vec<(u32, u16, u16)> = {
        let mut x = area.x;
        let glyphs = glyphs(desk.text().slice(row.span), 0, desk.page.measure().ambiguous);
        glyphs
            .map(|glyph| {
                let from = x;
                x += glyph.width as u16;
                (row.span.start + glyph.at as u32, from, glyph.width as u16)
            })
            .collect()
    };
    let own = desk.lanes(&layers).into_iter().zip(&layers).filter(|(own, _)| *own == lane).map(|(_, layer)| layer);
    for layer in own {
        let label = model.codebook.position(&layer.annotation.label);
        let style = model.look.bar(label);
        let letter = model.codebook.letter(&layer.annotation.label);
        let cells: Vec<&(u32, u16, u16)> = columns.iter().filter(|(at, _, width)| layer.span.contains(*at) && *width > 0).collect();
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { continue };
        let (left, right) = (first.1, last.1 + last.2 - 1);
        for x in left..=right.min(area.right().saturating_sub(1)) {
            paint::symbol(canvas, x, y, "─", 1, style);
        }
        if layer.span.start >= row.span.start {
            paint::symbol(canvas, left, y, letter.encode_utf8(&mut [0; 4]), 1, model.look.letter(label));
            let who = desk.who(&layer.annotation.id);
            let inside = right.saturating_sub(left + 3) >= paint::cells(who) as u16;
            let at = if inside { left + 2 } else { right + 2 };
            paint::line(canvas, at, y, area.right().saturating_sub(at), who, model.look.text());
        } else {
            paint::symbol(canvas, left, y, "╶", 1, style);
            if right > left {
                paint::symbol(canvas, left + 1, y, letter.encode_utf8(&mut [0; 4]), 1, style);
            }
        }
        if layer.span.end <= row.span.end && right > left {
            paint::symbol(canvas, right, y, "╯", 1, style);
        }
    }
}

/// A column for each label: its letter where an annotation begins, a bar where it goes on, an arrow where it goes beyond
/// the screen.
fn draw_margin(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>) {
    let area = model.regions.margin;
    let columns = model.codebook.labels.len().clamp(1, COLUMNS);
    let rows: Vec<(u16, Row)> =
        desk.lines.iter().enumerate().filter_map(|(n, line)| if let Line::Row(row) = line { Some((area.y + n as u16, *row)) } else { None }).collect();
    let (Some((_, first)), Some((last_y, last))) = (rows.first(), rows.last()) else { return };
    let (top, bottom) = (first.span.start, last.span.end);
    for (n, (y, row)) in rows.iter().enumerate() {
        let below = rows.get(n + 1).map_or(*y + 1, |(below, _)| *below);
        if !(*y..below).any(|y| canvas.wants(y)) {
            continue;
        }
        let mut running = vec![false; columns];
        for layer in desk.shown().map(|set| set.layers(row.span)).unwrap_or_default() {
            let label = model.codebook.position(&layer.annotation.label);
            let column = label.unwrap_or(columns - 1).min(columns - 1);
            let x = area.x + column as u16;
            if x >= area.right() {
                continue;
            }
            let from_above = layer.span.start < top && row.span.start == top;
            let goes_below = layer.span.end > bottom && y == last_y;
            let begins = layer.span.start >= row.span.start || (layer.span.start < top && rows.get(1).is_some_and(|(second, _)| second == y));
            let letter = model.codebook.letter(&layer.annotation.label);
            let occupied = canvas.cell(x, *y).is_none_or(|cell| cell.symbol() != " ");
            let held = canvas.cell(x, *y).is_some_and(|cell| cell.symbol() == "│");
            let focused = desk.focus.as_ref() == Some(&layer.annotation.id);
            let letter_style = if focused { model.look.letter(label).add_modifier(Modifier::REVERSED) } else { model.look.letter(label) };
            if begins {
                paint::symbol(canvas, x, *y, letter.encode_utf8(&mut [0; 4]), 1, letter_style);
            } else if !occupied || held {
                let sign = if from_above {
                    "↑"
                } else if goes_below {
                    "↓"
                } else {
                    "│"
                };
                paint::symbol(canvas, x, *y, sign, 1, model.look.bar(label));
            }
            if let Some(running) = running.get_mut(column) {
                *running |= layer.span.end > row.span.end || layer.annotation.end() > row.span.end && layer.annotation.spans.len() > 1;
            }
        }
        // Between the rows of one annotation the bar goes on over gaps and lanes.
        for gap in *y + 1..below {
            for (column, _) in running.iter().enumerate().filter(|(_, running)| **running) {
                let label = (column < model.codebook.labels.len()).then_some(column);
                paint::symbol(canvas, area.x + column as u16, gap, "│", 1, model.look.bar(label));
            }
        }
    }
}

/// Beside the lanes of everybody's annotations: who has what begins there, where that is one annotation. `all` have it, or
/// these, by initial, or so many of so many.
fn draw_agreement(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>) {
    let area = model.regions.margin;
    let Some(beside) = desk.beside.as_ref().filter(|beside| beside.whose().is_none()) else { return };
    for (n, line) in desk.lines.iter().enumerate() {
        let Line::Lane(row, lane) = line else { continue };
        let y = area.y + n as u16;
        let layers = beside.set().layers(row.span);
        let own = desk.lanes(&layers).into_iter().zip(&layers).filter(|(own, layer)| own == lane && layer.span.start >= row.span.start);
        let begins: Vec<&Layer> = own.map(|(_, layer)| layer).collect();
        let [layer] = begins.as_slice() else { continue };
        let (who, all) = (desk.who(&layer.annotation.id), beside.people());
        let count = who.split(' ').count();
        let said = match count {
            _ if count == all => "all".to_owned(),
            _ if paint::cells(who) <= usize::from(area.width) => who.to_owned(),
            _ => format!("{count}/{all}"),
        };
        paint::fill(canvas, Rect { y, height: 1, ..area }, model.look.text());
        paint::line(canvas, area.x, y, area.width, &said, model.look.text());
    }
}

/// The rows of the mark at the right: where in the article the screen is.
fn bar(model: &Model, desk: &Desk) -> Range<u16> {
    let area = model.regions.bar;
    let (from, share) = desk.position;
    if share >= 0.999 || area.height == 0 {
        return 0..0;
    }
    let height = f32::from(area.height);
    let size = (share * height).ceil().clamp(1.0, height);
    let top = (from / (1.0 - share).max(f32::EPSILON) * (height - size)).round().clamp(0.0, height - size);
    area.y + top as u16..area.y + (top + size) as u16
}

fn draw_bar(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>) {
    for y in bar(model, desk) {
        paint::symbol(canvas, model.regions.bar.x, y, "▐", 1, model.look.dim());
    }
}
