//! Selecting: by extension, by object, by jump.

use super::super::desk::{Desk, Line};
use super::super::model::{Jump, Model, Pending};
use super::{Effect, candidate, caret, repeat};
use crate::article::{Ambiguous, Ink, Span, glyphs, printable};
use crate::config::{Command, Key, KeyCode};
use crate::reading::{Motion, Object, Selection, by_block, grown, jump_labels, move_by, next_object, object_around, shrunk, token_near};

/// Longest text that the clipboard is given, in bytes.
const CLIPBOARD: usize = 64 * 1024;

pub(super) fn run(model: &mut Model, command: Command, count: Option<usize>) -> Vec<Effect> {
    let times = count.unwrap_or(1);
    match command {
        Command::SelectionExtend => extend(model),
        Command::SelectionNextWord => extended(model, Command::CaretNextWord, count),
        Command::SelectionPreviousWord => extended(model, Command::CaretPreviousWord, count),
        Command::SelectionNextRow => extended(model, Command::CaretNextRow, count),
        Command::SelectionPreviousRow => extended(model, Command::CaretPreviousRow, count),
        Command::SelectionSwapEdge => swap(model),
        Command::SelectionDrop => drop_all(model),
        Command::NameSelect => object(model, Object::Name, times),
        Command::ClauseSelect => object(model, Object::Clause, times),
        Command::SentenceSelect => object(model, Object::Sentence, times),
        Command::ParagraphSelect => object(model, Object::Paragraph, times),
        Command::QuotationSelect => object(model, Object::Quotation, times),
        Command::SelectionGrow => return repeat(model, times, |model| resize(model, true)),
        Command::SelectionShrink => return repeat(model, times, |model| resize(model, false)),
        Command::CandidateNext => candidate::go(model, true, None, times),
        Command::CandidatePrevious => candidate::go(model, false, None, times),
        Command::CandidateReject => return candidate::reject(model),
        Command::Copy => return copy(model),
        _ => {}
    }
    Vec::new()
}

/// Selects a span; its right edge is the one that moves, and the caret stands on its first token.
pub(super) fn set(desk: &mut Desk, span: Span) {
    desk.release();
    desk.adjusting = None;
    desk.extending = false;
    if span.is_empty() {
        desk.selection = None;
        return;
    }
    let first = token_near(desk.article(), span.start).map_or(span, |token| token.span);
    let last = token_near(desk.article(), span.end.saturating_sub(1)).map_or(span, |token| token.span);
    desk.caret = first;
    desk.goal = None;
    let anchor = Span { start: span.start, end: first.end.clamp(span.start, span.end) };
    let head = Span { start: last.start.clamp(span.start, span.end), end: span.end };
    desk.selection = Some(Selection { anchor, head });
    desk.page.reveal(span.end.saturating_sub(1));
    desk.page.reveal(span.start);
}

fn extend(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    match desk.selection {
        Some(selection) if !desk.extending => {
            let edge = if selection.is_forward() { selection.span().end.saturating_sub(1) } else { selection.span().start };
            desk.caret = token_near(desk.article(), edge).map_or(desk.caret, |token| token.span);
            desk.extending = true;
            model.say("movements extend the selection now");
        }
        Some(_) => desk.selection = None,
        None if desk.caret.is_empty() => {}
        None => {
            desk.release();
            desk.selection = Some(Selection::new(desk.caret));
            desk.extending = true;
        }
    }
}

fn extended(model: &mut Model, motion: Command, count: Option<usize>) {
    let Some(desk) = &mut model.desk else { return };
    if desk.caret.is_empty() {
        return;
    }
    let pinned = desk.selection.is_some();
    if desk.selection.is_none() {
        desk.release();
        desk.selection = Some(Selection::new(desk.caret));
    } else if let Some(selection) = desk.selection {
        let edge = if selection.is_forward() { selection.span().end.saturating_sub(1) } else { selection.span().start };
        desk.caret = token_near(desk.article(), edge).map_or(desk.caret, |token| token.span);
    }
    // Once `v` was pressed, plain movements go on extending; after Shift alone they let go.
    let pinned = std::mem::replace(&mut desk.extending, true) && pinned;
    let _ = caret::run(model, motion, count);
    if let Some(desk) = &mut model.desk {
        desk.extending = pinned;
    }
}

fn swap(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    let Some(selection) = desk.selection else {
        if let Some(annotation) = desk.focused() {
            let extent = annotation.extent();
            let edge = if desk.caret.start == annotation.start() { extent.end.saturating_sub(1) } else { extent.start };
            desk.go_to(edge);
        } else {
            model.refuse("nothing is selected");
        }
        return;
    };
    let swapped = selection.swapped();
    let edge = if swapped.is_forward() { swapped.span().end.saturating_sub(1) } else { swapped.span().start };
    desk.selection = Some(swapped);
    desk.extending = true;
    desk.go_to(edge);
}

fn drop_all(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    let citing = desk.citing.take();
    desk.selection = None;
    desk.adjusting = None;
    desk.adding_to = None;
    desk.placing = None;
    desk.search = None;
    desk.release();
    // Words for an attribute were asked for by a form, which goes on.
    if let Some((id, attribute)) = citing {
        super::form::open_at(model, &id, &attribute);
    }
}

/// Selects the object around the caret; when it is selected already, up to the end of the next one.
fn object(model: &mut Model, object: Object, times: usize) {
    let Some(desk) = &mut model.desk else { return };
    for _ in 0..times {
        let selected = desk.selected();
        let around = object_around(desk.article(), selected.unwrap_or(desk.caret), object).or_else(|| object_around(desk.article(), desk.caret, object));
        let found = match (around, selected) {
            (Some(around), Some(selected)) if selected.covers(around) => next_object(desk.article(), selected.end, object).map(|next| selected.hull(next)),
            (Some(around), _) => Some(around),
            (None, Some(selected)) => {
                next_object(desk.article(), selected.end, object).filter(|_| is_object_run(desk, selected, object)).map(|next| selected.hull(next))
            }
            (None, None) => None,
        };
        let Some(found) = found else {
            model.refuse(format!("no {} here", object.name()));
            return;
        };
        set(desk, found);
    }
}

/// Whether a selection ends with an object of that kind: then the same key goes on to the next one.
fn is_object_run(desk: &Desk, selected: Span, object: Object) -> bool {
    let last = Span { start: selected.end.saturating_sub(1), end: selected.end };
    object_around(desk.article(), last, object).is_some_and(|found| found.end == selected.end && selected.start <= found.start)
}

/// `+` and `-`: the selection, or what was just tagged.
fn resize(model: &mut Model, grow: bool) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    // Shrinking goes back the way that growing came.
    let grown_from = desk.grown.clone();
    let step = move |desk: &Desk, span: Span| {
        let back = grown_from.last().filter(|inner| span.covers(**inner) && **inner != span).map(|inner| (Object::Word, *inner));
        if grow { grown(desk.article(), span) } else { back.or_else(|| shrunk(desk.article(), span)) }
    };
    if let (None, Some(id)) = (desk.selection, desk.recent.clone()) {
        let last = desk.annotation(&id).and_then(|annotation| annotation.spans.last().copied());
        let effects = super::annotate::resize_recent(model, &id, |desk, last| step(desk, last).map(|(_, span)| span));
        if let (false, Some(desk)) = (effects.is_empty(), &mut model.desk) {
            remember_grown(desk, last, grow);
        }
        return effects;
    }
    let from = desk.selected().or_else(|| desk.focused().map(|annotation| annotation.extent())).unwrap_or(desk.caret);
    match step(desk, from) {
        Some((object, span)) => {
            let (candidate, stack) = (desk.candidate.take(), std::mem::take(&mut desk.grown));
            let known = !grow && stack.last() == Some(&span);
            set(desk, span);
            desk.candidate = candidate;
            desk.grown = stack;
            remember_grown(desk, Some(from), grow);
            model.say(if known { "as it was" } else { object.name() });
        }
        None => model.refuse(if grow { "cannot grow any more" } else { "cannot shrink any more" }),
    }
    Vec::new()
}

/// Puts what was grown on the stack, or takes the last one off it.
fn remember_grown(desk: &mut Desk, from: Option<Span>, grow: bool) {
    match from {
        Some(from) if grow => desk.grown.push(from),
        _ => drop(desk.grown.pop()),
    }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &model.desk else { return Vec::new() };
    let spans = desk.selected().map(|span| by_block(desk.article(), span)).or_else(|| desk.focused().map(|annotation| annotation.spans.clone()));
    let spans = spans.unwrap_or_else(|| vec![desk.caret]);
    let text = spans.iter().map(|span| desk.text().slice(*span)).collect::<Vec<_>>().join("\n");
    let (clean, cut) = harmless(&text);
    let count = clean.chars().count();
    model.say(if cut {
        format!("sent the first {count} characters to the clipboard: it takes no more")
    } else {
        format!("sent {count} characters to the clipboard")
    });
    vec![Effect::Copy(clean)]
}

/// A text for the clipboard: line ends, tabs and whole characters, nothing that acts or hides; whether it was cut.
fn harmless(text: &str) -> (String, bool) {
    let mut clean = String::new();
    for glyph in glyphs(text, 0, Ambiguous::Narrow) {
        let raw = text.get(glyph.at..glyph.at + glyph.len).unwrap_or_default();
        let kept = matches!(glyph.ink, Ink::Text(_) | Ink::Cut(_) | Ink::Blank | Ink::Nothing);
        if clean.len() + raw.len() > CLIPBOARD {
            return (clean, true);
        }
        if kept {
            clean.push_str(raw);
        }
    }
    (clean, false)
}

/// A text for a message: one line, not too long.
pub(in crate::tui) fn shortened(text: &str) -> String {
    let line = printable(cut(text, 64));
    let mut chars = line.chars();
    let head: String = chars.by_ref().take(48).collect();
    let shown = if chars.next().is_some() { format!("{}…", head.trim_end()) } else { head };
    if shown.starts_with(['“', '"', '„', '«', '‘']) { shown } else { format!("“{shown}”") }
}

/// How a text begins and ends, where both edges matter.
pub(super) fn both_ends(text: &str) -> String {
    let tail = text.char_indices().rev().nth(23).map_or(0, |(at, _)| at);
    if tail < 28 {
        return shortened(text);
    }
    let (head, tail) = (printable(cut(text, 22)), printable(text.get(tail..).unwrap_or_default()));
    format!("{} … {}", head.trim_end(), tail.trim_start())
}

/// The first characters of a text, so many at most.
fn cut(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// Puts letters on every word in view.
pub(super) fn begin_jump(model: &mut Model) {
    super::arrange(model);
    let Some(desk) = &model.desk else { return };
    let rows = desk.lines.iter().filter_map(|line| if let Line::Row(row) = line { Some(*row) } else { None });
    let mut words: Vec<Span> = Vec::new();
    for row in rows {
        let mut token = token_near(desk.article(), row.span.start).map(|token| token.span);
        while let Some(span) = token.filter(|span| span.start < row.span.end) {
            let is_word = desk.text().slice(span).chars().any(char::is_alphanumeric);
            if is_word && span.start >= row.span.start && words.last() != Some(&span) {
                words.push(span);
            }
            token = move_by(desk.article(), span, Motion::NextWord, 1);
        }
    }
    let targets = jump_labels(words.len()).into_iter().zip(words).collect();
    model.pending = Pending::Jump(Jump { targets, typed: String::new(), from: None });
}

pub(super) fn on_jump_key(model: &mut Model, mut jump: Jump, key: Key) -> Vec<Effect> {
    let key = model.keymap.translate(key);
    if key.code == KeyCode::Enter
        && let Some(from) = jump.from
        && let Some(desk) = &mut model.desk
    {
        set(desk, from);
        return jumped(model);
    }
    if key.code == KeyCode::Backspace {
        jump.typed.pop();
        model.pending = Pending::Jump(jump);
        return Vec::new();
    }
    let Some(c) = key.typed().filter(char::is_ascii_alphabetic) else {
        return Vec::new();
    };
    jump.typed.push(c.to_ascii_lowercase());
    let hit = jump.targets.iter().find(|(label, _)| *label == jump.typed).map(|(_, span)| *span);
    if let Some(span) = hit {
        let Some(desk) = &mut model.desk else { return Vec::new() };
        match jump.from {
            None => {
                desk.selection = None;
                desk.release();
                desk.caret = span;
                jump.from = Some(span);
                jump.typed.clear();
                model.pending = Pending::Jump(jump);
            }
            Some(from) => {
                set(desk, from.hull(span));
                return jumped(model);
            }
        }
    } else if jump.targets.iter().any(|(label, _)| label.starts_with(&jump.typed)) {
        model.pending = Pending::Jump(jump);
    } else {
        model.refuse(format!("no word is labelled {}", jump.typed));
    }
    Vec::new()
}

fn jumped(model: &mut Model) -> Vec<Effect> {
    if let Some(tour) = &mut model.tour {
        tour.noticed(Command::WordJump);
        tour.jumped = true;
    }
    Vec::new()
}
