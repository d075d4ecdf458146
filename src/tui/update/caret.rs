//! Moving the caret; while a selection is extended, its head goes along.

use std::time::{Duration, Instant};

use super::super::desk::{Desk, Line};
use super::super::event::Mouse;
use super::super::model::{Before, Listing, Model, Overlay};
use super::{Effect, select};
use crate::annotation::Id;
use crate::article::Span;
use crate::config::Command;
use crate::reading::{Motion, Selection, first_token, last_token, move_by, token_near};

/// Two presses within this time on one word select it.
const DOUBLE: Duration = Duration::from_millis(400);

/// Hits that one key goes over at most.
const MOST_HITS: usize = 200;

/// Texts longer than this are searched by the worker.
const QUICK: u32 = 2 * 1024 * 1024;

/// Lines that are scrolled one by one at most.
const FAR: usize = 5000;

pub(super) fn run(model: &mut Model, command: Command, count: Option<usize>) -> Vec<Effect> {
    let times = count.unwrap_or(1);
    match command {
        Command::WordJump => select::begin_jump(model),
        Command::SearchOpen => {
            let Some(desk) = &mut model.desk else { return Vec::new() };
            let line = desk.page.line_of(desk.caret.start).unwrap_or_default();
            let selection = desk.selection.map(|selection| (selection, desk.extending));
            let before = Box::new(Before { caret: desk.caret, line, selection, search: desk.search.clone() });
            model.overlay = Some(Overlay::Search { field: Listing::default().field, before });
        }
        Command::SearchNext | Command::SearchPrevious => return search_on(model, command == Command::SearchNext, times),
        Command::CaretNextChar | Command::CaretPreviousChar => {
            let by = times as isize;
            return nudge(model, if command == Command::CaretNextChar { by } else { -by });
        }
        _ => {
            let Some(desk) = &mut model.desk else { return Vec::new() };
            step(desk, command, times, count.is_some());
        }
    }
    Vec::new()
}

/// One motion of the caret.
fn step(desk: &mut Desk, command: Command, times: usize, counted: bool) {
    let motion = |motion: Motion| Some(motion);
    let by_motion = match command {
        Command::CaretNextWord => motion(Motion::NextWord),
        Command::CaretPreviousWord => motion(Motion::PreviousWord),
        Command::CaretNextSentence => motion(Motion::NextSentence),
        Command::CaretPreviousSentence => motion(Motion::PreviousSentence),
        Command::CaretNextParagraph => motion(Motion::NextParagraph),
        Command::CaretPreviousParagraph => motion(Motion::PreviousParagraph),
        _ => None,
    };
    if let Some(motion) = by_motion {
        let to = move_by(desk.article(), desk.caret, motion, times);
        return move_to(desk, to, None);
    }
    let page = desk.page.height().saturating_sub(2).max(1) as isize;
    let half = (desk.page.height() / 2).max(1) as isize;
    let times = times as isize;
    match command {
        Command::CaretNextRow => by_rows(desk, times),
        Command::CaretPreviousRow => by_rows(desk, -times),
        Command::PageDown => by_page(desk, page * times),
        Command::PageUp => by_page(desk, -page * times),
        Command::HalfPageDown => by_page(desk, half * times),
        Command::HalfPageUp => by_page(desk, -half * times),
        Command::CaretRowStart | Command::CaretRowEnd => {
            let Some(row) = desk.page.row_at(desk.caret.start) else { return };
            let offset = if command == Command::CaretRowStart { row.span.start } else { desk.page.offset_at(row, usize::MAX) };
            let text = desk.text().slice(row.span).trim_end().len() as u32;
            let offset = offset.min(row.span.start + text.saturating_sub(1));
            let to = token_near(desk.article(), offset).map(|token| token.span);
            move_to(desk, to, Some(if command == Command::CaretRowStart { 0 } else { usize::MAX }));
        }
        Command::CaretArticleStart if counted => {
            let offset = (u64::from(desk.text().len()) * (times as u64).min(100) / 100) as u32;
            let to = token_near(desk.article(), offset.min(desk.text().len().saturating_sub(1))).map(|token| token.span);
            move_to(desk, to, None);
        }
        Command::CaretArticleStart => {
            let to = first_token(desk.article()).map(|token| token.span);
            move_to(desk, to, None);
        }
        Command::CaretArticleEnd => {
            let to = last_token(desk.article()).map(|token| token.span);
            move_to(desk, to, None);
        }
        _ => {}
    }
}

/// Puts the caret on a token; lets go of what a movement ends, or extends the selection.
pub(super) fn move_to(desk: &mut Desk, to: Option<Span>, goal: Option<usize>) {
    let Some(to) = to else { return };
    desk.caret = to;
    desk.goal = goal;
    match &mut desk.selection {
        Some(selection) if desk.extending => {
            selection.head = to;
        }
        _ => {
            desk.selection = None;
            desk.release();
        }
    }
    desk.page.reveal(to.start);
}

/// Up or down by rows of text, keeping the column.
fn by_rows(desk: &mut Desk, by: isize) {
    let goal = desk.goal.unwrap_or_else(|| desk.page.column_of(desk.caret.start));
    let Some(row) = desk.page.row_from(desk.caret.start, by) else { return };
    if row.span.contains(desk.caret.start) {
        return;
    }
    let offset = desk.page.offset_at(row, goal).min(last_ink(desk, row.span));
    let to = token_near(desk.article(), offset).map(|token| token.span);
    // A token that began on the row above would lead back there.
    let to = to.filter(|to| by < 0 || to.start >= row.span.start).or_else(|| token_near(desk.article(), row.span.start).map(|token| token.span));
    let to = to.filter(|to| by > 0 || to.start < row.span.end);
    let stuck = to.is_some_and(|to| by > 0 && to.start < row.span.start || to == desk.caret);
    let to = if stuck && by > 0 { move_by(desk.article(), desk.caret, Motion::NextWord, 1) } else { to };
    move_to(desk, to, Some(goal));
}

fn last_ink(desk: &Desk, row: Span) -> u32 {
    let inked = desk.text().slice(row).trim_end();
    let last = inked.chars().next_back().map_or(0, char::len_utf8);
    row.start + (inked.len() - last) as u32
}

/// Scrolls by lines and takes the caret along; thousands of lines at once lead to the end of the article.
fn by_page(desk: &mut Desk, by: isize) {
    if by.unsigned_abs() > FAR {
        let end = if by > 0 { last_token(desk.article()) } else { first_token(desk.article()) };
        return move_to(desk, end.map(|token| token.span), None);
    }
    let goal = desk.goal.unwrap_or_else(|| desk.page.column_of(desk.caret.start));
    let line = desk.page.line_of(desk.caret.start).unwrap_or_default();
    let down = by > 0;
    let far = by.unsigned_abs();
    let scrolled = (0..far).take_while(|_| desk.page.scroll(if down { 1 } else { -1 })).count();
    let moved = scrolled > 0;
    let lines = desk.page.lines();
    // What the page could not move, the caret does, so that going back leads to where it was.
    let rest = far - scrolled;
    let wanted = if down { (line + rest).min(lines.len().saturating_sub(1)) } else { line.saturating_sub(rest) };
    let rows = lines.iter().enumerate().filter_map(|(at, line)| if let crate::reading::PageLine::Row(row) = line { Some((at, *row)) } else { None });
    let Some((_, row)) = rows.min_by_key(|(at, _)| at.abs_diff(wanted)) else { return };
    let offset = desk.page.offset_at(row, goal).min(last_ink(desk, row.span));
    let to = token_near(desk.article(), offset).map(|token| token.span);
    let top = desk.page.top();
    move_to(desk, to, Some(goal));
    if desk.page.top() != top && moved {
        // The margin around the caret moved the page once more; that is as it should be at its ends.
        desk.page.reveal(desk.caret.start);
    }
}

/// The wheel: the page moves, and the caret only as far as it must to stay in sight.
pub(super) fn scroll(model: &mut Model, by: isize) {
    let Some(desk) = &mut model.desk else { return };
    if !desk.page.scroll(by) {
        return;
    }
    let lines = desk.page.lines();
    let mut rows = lines.iter().filter_map(|line| if let crate::reading::PageLine::Row(row) = line { Some(*row) } else { None });
    if desk.page.line_of(desk.caret.start).is_none() && desk.selection.is_none() {
        let row = if by > 0 { rows.next() } else { rows.next_back() };
        let to = row.and_then(|row| token_near(desk.article(), row.span.start));
        if let Some(to) = to {
            desk.caret = to.span;
            desk.goal = None;
        }
    }
}

/// The offset under a cell of the screen.
fn under(model: &Model, x: u16, y: u16) -> Option<u32> {
    let (desk, text) = (model.desk.as_ref()?, model.regions.text);
    let line = y.checked_sub(text.y).filter(|_| y < text.bottom())?;
    let row = desk.lines.iter().take(usize::from(line) + 1).rev().find_map(|line| if let Line::Row(row) = line { Some(*row) } else { None })?;
    let offset = desk.page.offset_at(row, usize::from(x.saturating_sub(text.x)));
    Some(offset.min(last_ink(desk, row.span)))
}

pub(super) fn press(model: &mut Model, x: u16, y: u16) {
    let Some(offset) = under(model, x, y) else { return };
    let now = Instant::now();
    let double = model.pressed.is_some_and(|(last, at)| last == Mouse::Press(x, y) && now.duration_since(at) < DOUBLE);
    model.pressed = Some((Mouse::Press(x, y), now));
    let Some(desk) = &mut model.desk else { return };
    desk.selection = None;
    desk.adjusting = None;
    let Some(token) = token_near(desk.article(), offset) else { return };
    move_to(desk, Some(token.span), None);
    if double {
        desk.selection = Some(Selection::new(token.span));
        desk.extending = false;
    }
}

pub(super) fn drag(model: &mut Model, x: u16, y: u16) {
    let Some(offset) = under(model, x, y) else { return };
    let Some(desk) = &mut model.desk else { return };
    let Some(token) = token_near(desk.article(), offset) else { return };
    if desk.selection.is_none() {
        desk.selection = Some(Selection::new(desk.caret));
        desk.release();
    }
    desk.extending = true;
    move_to(desk, Some(token.span), None);
    desk.extending = false;
}

/// `L` and `H`: by characters. The moving edge of a selection, the end of what was just tagged, or the caret.
fn nudge(model: &mut Model, by: isize) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    if let Some(selection) = desk.selection {
        let text = desk.text().clone();
        let moved = selection.nudged(&text, by);
        desk.selection = Some(moved);
        let edge = if moved.is_forward() { moved.span().end.saturating_sub(1) } else { moved.span().start };
        desk.page.reveal(edge);
        return Vec::new();
    }
    if let Some(id) = desk.recent.clone() {
        return nudge_recent(model, &id, by);
    }
    let to = move_by(desk.article(), desk.caret, if by > 0 { Motion::NextWord } else { Motion::PreviousWord }, by.unsigned_abs());
    move_to(desk, to, None);
    Vec::new()
}

fn nudge_recent(model: &mut Model, id: &Id, by: isize) -> Vec<Effect> {
    super::annotate::resize_recent(model, id, |desk, last| {
        let edges = Selection { anchor: Span { start: last.start, end: last.start }, head: Span { start: last.end, end: last.end } };
        Some(edges.nudged(desk.text(), by).span())
    })
}

/// Looks for the next (or previous) hit of the last search.
fn search_on(model: &mut Model, forward: bool, times: usize) -> Vec<Effect> {
    for _ in 0..times.min(MOST_HITS) {
        let Some(desk) = &mut model.desk else { break };
        desk.search = desk.search.take().or_else(|| desk.last_search.clone());
        let Some(search) = desk.search.clone() else {
            model.refuse("nothing to look for yet: / begins a search");
            break;
        };
        let from = desk.selected().unwrap_or(desk.caret);
        let effects = look(model, search, from, forward);
        if !effects.is_empty() {
            return effects;
        }
    }
    Vec::new()
}

/// Looks for a hit behind `from` (or before it) and goes there; in a long text the worker does.
pub(super) fn look(model: &mut Model, search: crate::reading::Search, from: Span, forward: bool) -> Vec<Effect> {
    let Some(desk) = &model.desk else { return Vec::new() };
    if desk.text().len() > QUICK {
        return vec![Effect::Search(search, from, forward)];
    }
    let hit = if forward { search.next(desk.text(), from.end) } else { search.previous(desk.text(), from.start) };
    found(model, hit, from, forward);
    Vec::new()
}

/// Selects a hit.
pub(super) fn found(model: &mut Model, hit: Option<Span>, from: Span, forward: bool) {
    let Some(desk) = &mut model.desk else { return };
    let Some(hit) = hit else {
        model.refuse("not found");
        return;
    };
    // A hit inside words takes the words whole: nothing is ever tagged from the middle of one.
    let first = token_near(desk.article(), hit.start).map_or(hit, |token| token.span);
    let last = token_near(desk.article(), hit.end.saturating_sub(1)).map_or(hit, |token| token.span);
    let words = Span { start: first.start.min(hit.start), end: last.end.max(hit.end) };
    select::set(desk, crate::reading::trimmed(desk.text(), words));
    let wrapped = if forward { hit.start < from.end } else { hit.start >= from.start };
    if wrapped {
        model.say(if forward { "gone on from the start" } else { "gone on from the end" });
    }
}
