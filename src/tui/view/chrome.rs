//! The lines below the page: the tour, the status, the layers under the caret or a message, the keys that make sense now.

use ratatui::style::{Modifier, Style};

use crate::annotation::{Layer, WorkState};
use crate::article::printable;
use crate::reading::{Measure, row_starts};
use crate::tui::desk::Desk;
use crate::tui::model::{Model, Tone};
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::tour::STEPS;
use crate::tui::update::save_sign;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    draw_banner(model, canvas);
    draw_tour(model, canvas);
    draw_status(model, canvas);
    draw_stack(model, canvas);
    super::hints::draw(model, canvas);
}

fn tone(model: &Model, tone: Tone) -> Style {
    match tone {
        Tone::Done => model.look.ok(),
        Tone::Refused => model.look.warn(),
        Tone::Alarm => model.look.error(),
    }
}

/// What must not be overlooked, in as many rows as it needs.
fn draw_banner(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.regions.banner;
    let Some(text) = model.banner().filter(|_| area.height > 0) else { return };
    let style = model.look.error().add_modifier(Modifier::REVERSED | Modifier::BOLD);
    paint::fill(canvas, area, style);
    let width = area.width.saturating_sub(2).max(1);
    let text = printable(&text);
    let starts = row_starts(&text, Measure { width, ambiguous: model.settings.ambiguous }, true);
    for (n, start) in starts.iter().enumerate().take(usize::from(area.height)) {
        let end = starts.get(n + 1).map_or(text.len(), |end| *end as usize);
        let row = text.get(*start as usize..end).unwrap_or_default();
        paint::line(canvas, area.x + 1, area.y + n as u16, width, row.trim_end(), style);
    }
}

fn draw_tour(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.regions.tour;
    let Some(tour) = model.tour.as_ref().filter(|_| area.height > 0) else { return };
    let Some(step) = STEPS.get(tour.step) else { return };
    let (text, style) = if tour.praised { (step.praise, model.look.ok()) } else { (step.task, model.look.text()) };
    for x in area.x..area.right() {
        paint::symbol(canvas, x, area.y, "─", 1, model.look.dim());
    }
    let left = model.regions.text.x;
    let width = model.regions.text.width.max(area.width.saturating_sub(left + 2).min(72));
    let title = format!(" tour {} of {}  (:tour ends it) ", tour.step + 1, STEPS.len());
    paint::line(canvas, left, area.y, width, &title, model.look.accent());
    let starts = row_starts(text, Measure { width, ambiguous: model.settings.ambiguous }, true);
    for (n, start) in starts.iter().enumerate().take(2) {
        let end = starts.get(n + 1).map_or(text.len(), |end| *end as usize);
        let row = text.get(*start as usize..end).unwrap_or_default();
        paint::line(canvas, left, area.y + 1 + n as u16, width, row.trim_end(), style);
    }
}

/// `Harbour strike …  in progress  ¶4/19 12%   a3 t1 c2 q5   anna  ✓ saved 12:03:05`
fn draw_status(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.regions.status;
    let ground = model.look.status();
    paint::fill(canvas, area, ground);
    let Some(desk) = &model.desk else {
        paint::line(canvas, area.x + 1, area.y, area.width, "tagline", ground);
        return;
    };
    let (sign_tone, sign) = save_sign(model);
    let mut right = area.right().saturating_sub(1);
    let sign_style =
        if model.look.colored() && sign_tone != Tone::Done { ground.patch(tone(model, sign_tone)).bg(ground.bg.unwrap_or_default()) } else { ground };
    let room = area.width.saturating_sub(2);
    right = paint::line_to(canvas, right, area.y, room, &sign, sign_style);
    let gap = |x: u16| x.saturating_sub(2);
    let spare = |right: u16| right.saturating_sub(area.x + 14);
    let who = who(model);
    if spare(right) > paint::cells(&who) as u16 + 2 {
        right = paint::line_to(canvas, gap(right), area.y, room, &who, ground);
    }
    right = draw_counts(model, canvas, right);
    let place = place(model);
    if spare(right) > paint::cells(&place) as u16 + 2 {
        right = paint::line_to(canvas, gap(right), area.y, room, &place, ground);
    }
    let state = match desk.shown().map(crate::annotation::AnnotationSet::state) {
        Some(WorkState::Done) => "done",
        Some(WorkState::InProgress) => "in progress",
        _ => "new",
    };
    let read_only = desk.record.as_ref().is_some_and(|record| record.read_only.is_some());
    let waiting = desk.needs_look().len();
    let (state, style) = match waiting {
        _ if read_only => ("read-only".to_owned(), ground),
        0 => (state.to_owned(), ground),
        1 => ("1 needs a look".into(), ground.patch(tone(model, Tone::Refused)).bg(ground.bg.unwrap_or_default())),
        n => (format!("{n} need a look"), ground.patch(tone(model, Tone::Refused)).bg(ground.bg.unwrap_or_default())),
    };
    if spare(right) > 16 {
        right = paint::line_to(canvas, gap(right), area.y, room, &state, style);
    }
    let title = desk.article().title();
    let name = desk.path.file_name().unwrap_or_default().to_string_lossy();
    let title = if title.is_empty() { name.as_ref() } else { title };
    let width = gap(right).saturating_sub(area.x + 1);
    paint::line(canvas, area.x + 1, area.y, width, title, ground.add_modifier(Modifier::BOLD));
}

/// Whose record this is; of gold, who reviews and how far that is.
fn who(model: &Model) -> String {
    let review = model.desk.as_ref().and_then(|desk| desk.review.as_ref());
    if let Some(beside) = model.desk.as_ref().and_then(|desk| desk.beside.as_ref()) {
        return beside.whose().map_or_else(|| "shown: everybody".to_owned(), |name| format!("shown: {name}"));
    }
    match (&model.reviewer, review) {
        (Some(by), Some(review)) => {
            let (decided, open) = review.counts();
            format!("gold by {by}: {decided} decided, {open} open")
        }
        (Some(by), None) => format!("gold by {by}"),
        (None, _) => model.annotator.clone().unwrap_or_else(|| "nobody yet".into()),
    }
}

/// The number of annotations of each label; returns where it begins.
fn draw_counts(model: &Model, canvas: &mut Canvas<'_>, right: u16) -> u16 {
    let area = model.regions.status;
    let Some(set) = model.desk.as_ref().and_then(|desk| desk.shown()) else { return right };
    let counts = model.codebook.labels.iter().map(|label| format!("{}{}", label.key, set.count(&label.id)));
    let counts = counts.collect::<Vec<_>>().join(" ");
    if right.saturating_sub(area.x + 14) < paint::cells(&counts) as u16 + 2 {
        return right;
    }
    paint::line_to(canvas, right.saturating_sub(2), area.y, area.width, &counts, model.look.status())
}

fn place(model: &Model) -> String {
    let Some(desk) = &model.desk else { return String::new() };
    let article = desk.article();
    let blocks = article.blocks().len();
    let len = article.text().len().max(1);
    let percent = u64::from(desk.caret.start) * 100 / u64::from(len);
    if !desk.whole {
        return "reading…".into();
    }
    if blocks == 0 {
        return "empty".into();
    }
    format!("¶{}/{blocks} {percent}%", article.block_at(desk.caret.start) + 1)
}

/// What lies under the caret, outermost first, or what there is to say.
fn draw_stack(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.regions.stack;
    if let Some(message) = &model.message {
        paint::line(canvas, area.x + 1, area.y, area.width.saturating_sub(1), &message.text, tone(model, message.tone));
        return;
    }
    let Some(desk) = &model.desk else { return };
    let mut x = area.x + 1;
    let focused = desk.focused();
    let stack = desk.stack();
    if let Some(annotation) = desk.adding_to.as_ref().and_then(|id| desk.annotation(id)) {
        let name = model.codebook.label(&annotation.label).map_or_else(|| annotation.label.to_string(), |label| label.name.clone());
        let said = format!("one more span for {name}: {}", annotation.quoted_head(desk.text(), 400));
        paint::line(canvas, x, area.y, area.width.saturating_sub(2), &said, model.look.ok());
        return;
    }
    if stack.is_empty() && focused.is_none() && desk.selection.is_none() {
        let role = article_role(model);
        paint::line(canvas, x, area.y, area.width.saturating_sub(2), &role, model.look.dim());
        return;
    }
    if let Some(span) = desk.selected() {
        let said = match span.len() {
            0..=8192 => {
                let words = desk.text().slice(span).split_whitespace().count();
                format!("{words} {} selected", if words == 1 { "word" } else { "words" })
            }
            bytes => format!("{} kB selected", bytes / 1000),
        };
        x = paint::line(canvas, x, area.y, area.right().saturating_sub(x), &said, model.look.text()) + 2;
        if let Some(candidate) = desk.candidate.as_ref().filter(|candidate| candidate.hull() == span) {
            let label = candidate
                .label
                .as_ref()
                .map_or_else(|| "candidate".to_owned(), |label| format!("{} {}?", model.codebook.letter(label), model.codebook.name_of(label)));
            let look = if candidate.kind.is_look() { "look: " } else { "" };
            let said = format!("{look}{label} {}  ", candidate.reason);
            x = paint::line(canvas, x, area.y, area.right().saturating_sub(x), &said, model.look.dim());
        }
    }
    draw_layers(model, desk, canvas, x, &stack);
}

/// A layer under the caret, ready to be painted.
struct Crumb {
    name: String,
    style: Style,
    signs: String,
    chosen: bool,
    quoted: String,
}

impl Crumb {
    fn new(model: &Model, desk: &Desk, layer: &Layer, whole: bool) -> Self {
        let annotation = &layer.annotation;
        let label = model.codebook.position(&annotation.label);
        let name = model.codebook.label(&annotation.label).map_or_else(|| printable(annotation.label.as_str()), |label| label.name.clone());
        let chosen = desk.focus.as_ref() == Some(&annotation.id);
        let letter = model.codebook.letter(&annotation.label).to_string();
        let name = match (whole, name.starts_with(&letter)) {
            (false, _) => letter,
            (true, true) => name,
            (true, false) => format!("{letter} {name}"),
        };
        let fragment = if annotation.spans.len() > 1 { format!(" {}/{}", layer.fragment + 1, annotation.spans.len()) } else { String::new() };
        let who = desk.beside.as_ref().and_then(|beside| beside.who(&annotation.id)).map(|who| format!(" {who}")).unwrap_or_default();
        let signs = format!("{}{}{fragment}{who}", if annotation.doubtful { "!" } else { "" }, if annotation.note.is_empty() { "" } else { "✎" });
        let style = if chosen { model.look.letter(label).add_modifier(Modifier::REVERSED) } else { model.look.letter(label) };
        Self { name, style, signs, chosen, quoted: annotation.quoted_head(desk.text(), 400).chars().take(200).collect() }
    }

    fn width(&self) -> usize {
        paint::cells(&self.name) + paint::cells(&self.signs)
    }
}

/// The layers from the outermost to the innermost, which is always seen, as is the one that is selected: where there is no room
/// for all, outer ones give way to `…`.
fn draw_layers(model: &Model, desk: &Desk, canvas: &mut Canvas<'_>, x: u16, stack: &[Layer]) {
    let area = model.regions.stack;
    let room = usize::from(area.right().saturating_sub(x));
    let crumbs =
        |brief: bool| -> Vec<Crumb> { stack.iter().enumerate().map(|(n, layer)| Crumb::new(model, desk, layer, !brief || n + 1 == stack.len())).collect() };
    let total = |crumbs: &[Crumb], between: usize| crumbs.iter().map(|crumb| crumb.width() + between).sum::<usize>();
    let mut shown = crumbs(false);
    // Where the names do not fit, letters do.
    let brief = total(&shown, 3) > room;
    let between = if brief { "›" } else { " › " };
    if brief {
        shown = crumbs(true);
    }
    let mut cut = false;
    while shown.len() > 1 && total(&shown, 1) + 2 * usize::from(cut) > room && brief {
        let last = shown.len() - 1;
        let Some(outer) = shown.iter().take(last).position(|crumb| !crumb.chosen) else { break };
        shown.remove(outer);
        cut = true;
    }
    let spare = (room + paint::cells(between)).saturating_sub(total(&shown, paint::cells(between)) + 2 * usize::from(cut) + 2);
    let quoted = shown.iter().position(|crumb| crumb.chosen).unwrap_or(shown.len().saturating_sub(1));
    let mut x = if cut { paint::line(canvas, x, area.y, 2, "…›", model.look.dim()) } else { x };
    for (n, crumb) in shown.iter().enumerate() {
        if n > 0 {
            x = paint::line(canvas, x, area.y, 3, between, model.look.dim());
        }
        x = paint::line(canvas, x, area.y, area.right().saturating_sub(x), &crumb.name, crumb.style);
        x = paint::line(canvas, x, area.y, area.right().saturating_sub(x), &crumb.signs, model.look.warn());
        if n == quoted && spare > 12 {
            x = paint::line(canvas, x + 1, area.y, spare.min(60) as u16, &crumb.quoted, model.look.dim());
        }
    }
}

fn article_role(model: &Model) -> String {
    let Some(desk) = &model.desk else { return String::new() };
    let block = desk.article().block(desk.article().block_at(desk.caret.start));
    block.map(|block| block.role).filter(|role| *role != crate::article::Role::Body).map(|role| role.name().replace('_', " ")).unwrap_or_default()
}
