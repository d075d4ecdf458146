//! Annotations that are there already: going to them, changing, deleting, undoing.

use std::sync::Arc;

use ratatui_textarea::TextArea;

use super::super::desk::Desk;
use super::super::model::{Model, Overlay, Pending, Tone};
use super::select::{both_ends, set, shortened};
use super::tag::{edited, now, parts, perform};
use super::{Effect, refuse_if_read_only, repeat};
use crate::annotation::{Annotation, Change, Codebook, Id, Move, Replayed};
use crate::article::Span;
use crate::config::{Action, Command, Key};
use crate::reading::{by_block, token_near};

pub(super) fn run(model: &mut Model, command: Command, count: Option<usize>) -> Vec<Effect> {
    let times = count.unwrap_or(1);
    match command {
        Command::AnnotationNext => go(model, times as isize),
        Command::AnnotationPrevious => go(model, -(times as isize)),
        Command::AnnotationOpen => with_target(model, |model, annotation| super::form::open(model, &annotation)),
        _ if refuse_if_read_only(model) => {}
        Command::EntityRename => super::rename::open(model, None),
        Command::AnnotationRelate => super::relate::open(model),
        Command::AnnotationRelabel => with_target(model, |model, annotation| model.pending = Pending::Relabel(annotation.id.clone())),
        Command::AnnotationNote => with_target(model, |model, annotation| open_note(model, &annotation)),
        Command::AnnotationDoubtful => return doubt(model),
        Command::AnnotationAdjust => adjust(model),
        Command::AnnotationApply => return apply(model),
        Command::FragmentAdd => return add_fragment(model),
        Command::AnnotationDelete => return repeat(model, times, delete),
        Command::Undo => return replayed(model, times, true),
        Command::Redo => return replayed(model, times, false),
        _ => {}
    }
    Vec::new()
}

/// The annotation that a command is about: the selected one, the one just made, the innermost under the caret.
fn target(desk: &Desk) -> Option<Arc<Annotation>> {
    let recent = || desk.annotation(desk.recent.as_ref()?);
    desk.focused().or_else(recent).or_else(|| desk.set()?.innermost(desk.caret.start).map(|layer| layer.annotation))
}

pub(super) fn with_target(model: &mut Model, then: impl FnOnce(&mut Model, Arc<Annotation>)) {
    match model.desk.as_ref().and_then(target) {
        Some(annotation) => then(model, annotation),
        None => model.refuse("no annotation under the caret; e goes to the next one"),
    }
}

/// Selects an annotation.
pub(super) fn focus(model: &mut Model, annotation: &Annotation) {
    let Some(desk) = &mut model.desk else { return };
    desk.selection = None;
    desk.adjusting = None;
    desk.recent = None;
    desk.candidate = None;
    desk.focus = Some(annotation.id.clone());
    desk.goal = None;
    desk.page.reveal(annotation.end().saturating_sub(1));
    desk.go_to(annotation.start());
}

/// The next or previous annotation in the order of the record, from the selected one or from the caret.
fn go(model: &mut Model, by: isize) {
    let Some(desk) = &model.desk else { return };
    let all = desk.set().map(|set| set.annotations().to_vec()).unwrap_or_default();
    let focused = desk.focus.as_ref().and_then(|id| all.iter().position(|annotation| annotation.id == *id));
    let last = all.len() as isize - 1;
    let to = match focused {
        Some(at) => at as isize + by,
        None if by > 0 => all.partition_point(|annotation| annotation.start() < desk.caret.start) as isize + by - 1,
        None => all.partition_point(|annotation| annotation.start() < desk.caret.start) as isize + by,
    };
    if to < 0 || to > last {
        let way = if by > 0 { "after" } else { "before" };
        model.say(if all.is_empty() { "nothing is annotated here yet".into() } else { format!("no annotation {way} this") });
        return;
    }
    if let Some(annotation) = all.get(to as usize) {
        focus(model, annotation);
    }
}

/// Replaces an annotation by a changed one, as one step.
pub(super) fn change(model: &mut Model, before: &Arc<Annotation>, title: &str, change: impl FnOnce(&mut Annotation)) -> Vec<Effect> {
    let mut after = Annotation::clone(before);
    change(&mut after);
    if after == **before {
        return Vec::new();
    }
    after.modified = now();
    let text = model.desk.as_ref().map(|desk| shortened(&before.quoted_head(desk.text(), 400))).unwrap_or_default();
    let title = format!("{title} {text}");
    let effects = perform(model, title.clone(), vec![Change::replace(before, after)]);
    model.say(title);
    effects
}

pub(super) fn on_relabel_key(model: &mut Model, id: &Id, key: Key) -> Vec<Effect> {
    let action = model.keymap.lookup(super::context(model), key);
    let (Some(Action::Tag { label, .. }), Some(before)) = (action, model.desk.as_ref().and_then(|desk| desk.annotation(id))) else {
        model.say("label not changed");
        return Vec::new();
    };
    let Some(label) = model.codebook.labels.get(label).cloned() else { return Vec::new() };
    if label.id == before.label {
        model.say(format!("it is {} already", label.name));
        return Vec::new();
    }
    let same = model.desk.as_ref().and_then(|desk| desk.set()).is_some_and(|set| set.same(&label.id, &before.spans).is_some_and(|same| same.id != *id));
    if same {
        model.refuse(format!("this is tagged as {} already", label.name));
        return Vec::new();
    }
    change(model, &before, &format!("relabelled as {}:", label.name), |after| {
        after.label = label.id.clone();
        after.origin = after.origin.edited();
    })
}

/// Sets the spans of an annotation; refuses what would leave it empty or equal to another one.
fn set_spans(model: &mut Model, id: &Id, title: &str, spans: Vec<Span>) -> Vec<Effect> {
    let Some(before) = model.desk.as_ref().and_then(|desk| desk.annotation(id)) else { return Vec::new() };
    let mut spans = spans;
    spans.sort_unstable();
    let overlap = spans.windows(2).any(|pair| matches!(pair, [a, b] if a.overlaps(*b)));
    let taken = model.desk.as_ref().and_then(|desk| desk.set()).and_then(|set| set.same(&before.label, &spans)).is_some_and(|same| same.id != *id);
    let rule = model.desk.as_ref().and_then(|desk| desk.set()).and_then(|set| model.codebook.rules.broken_by(set, &spans, Some(&before)));
    if let Some(rule) = rule {
        model.refuse(rule);
        return Vec::new();
    }
    if spans.is_empty() || overlap || taken {
        let why = if taken {
            "that text is tagged with this label already"
        } else if overlap {
            "the spans of one annotation cannot overlap"
        } else {
            "nothing would be left"
        };
        model.refuse(why);
        return Vec::new();
    }
    change(model, &before, title, |after| {
        after.spans = spans;
        after.origin = after.origin.edited();
    })
}

/// Changes the last span of the annotation just made; the caret stays.
pub(super) fn resize_recent(model: &mut Model, id: &Id, resize: impl FnOnce(&Desk, Span) -> Option<Span>) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &model.desk else { return Vec::new() };
    let Some(before) = desk.annotation(id) else { return Vec::new() };
    let Some(last) = before.spans.last().copied() else { return Vec::new() };
    let parts = resize(desk, last).map(|span| by_block(desk.article(), span)).unwrap_or_default();
    let [span] = parts.as_slice() else {
        model.refuse("that goes no further here");
        return Vec::new();
    };
    let mut spans = before.spans.clone();
    spans.pop();
    spans.push(*span);
    let effects = set_spans(model, id, "edges of", spans);
    let said = model.desk.as_ref().map(|desk| both_ends(desk.text().slice(*span)));
    if let (false, Some(text)) = (effects.is_empty(), said) {
        model.say(format!("now {text}"));
    }
    if let Some(desk) = &mut model.desk {
        desk.recent = Some(id.clone());
    }
    effects
}

/// The parts of a span that is to belong to an annotation; for most labels there can only be one.
fn parts_for(codebook: &Codebook, desk: &Desk, annotation: &Annotation, span: Span) -> Result<Vec<Span>, String> {
    match codebook.label(&annotation.label) {
        Some(label) => parts(desk, label, span),
        None => Ok(by_block(desk.article(), span)),
    }
}

/// `v` on an annotation: its span under the caret becomes the selection.
fn adjust(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    let Some(annotation) = desk.focused() else {
        model.refuse("select the annotation first (e)");
        return;
    };
    let under = annotation.spans.iter().position(|span| span.contains(desk.caret.start)).unwrap_or_default();
    let Some(span) = annotation.spans.get(under).copied() else { return };
    set(desk, span);
    desk.focus = Some(annotation.id.clone());
    desk.extending = true;
    desk.adjusting = Some((annotation.id.clone(), under));
    let end = token_near(desk.article(), span.end.saturating_sub(1)).map_or(span, |token| token.span);
    desk.caret = end;
    model.say("move the edge, o for the other one, Enter applies, Esc leaves it");
}

/// Enter: the selection becomes the span that was being adjusted, or one more span of the annotation chosen with `&`.
fn apply(model: &mut Model) -> Vec<Effect> {
    if model.desk.as_ref().is_some_and(|desk| desk.placing.is_some()) {
        return super::look::place_here(model);
    }
    if model.desk.as_ref().is_some_and(|desk| desk.citing.is_some()) {
        return super::form::cite_here(model);
    }
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some((id, at)) = desk.adjusting.clone() else {
        if desk.adding_to.is_some() {
            return add_fragment(model);
        }
        let proposed = desk.candidate.as_ref().and_then(|candidate| candidate.label.as_ref()).and_then(|label| model.codebook.position(label));
        if let Some(label) = proposed {
            return take_candidate(model, label);
        }
        with_target(model, |model, annotation| super::form::open(model, &annotation));
        return Vec::new();
    };
    let (Some(span), Some(annotation)) = (desk.selected(), desk.annotation(&id)) else { return Vec::new() };
    let parts = match parts_for(&model.codebook, desk, &annotation, span) {
        Ok(parts) => parts,
        Err(why) => {
            model.refuse(why);
            return Vec::new();
        }
    };
    let mut spans = annotation.spans.clone();
    if at < spans.len() {
        spans.splice(at..=at, parts);
    }
    desk.selection = None;
    desk.adjusting = None;
    let effects = set_spans(model, &id, "edges set:", spans);
    if let Some(desk) = &mut model.desk {
        desk.focus = Some(id);
    }
    effects
}

/// Takes a candidate as it is proposed, and goes on to the next one. What was said of the one that was taken stays on the line,
/// and what is proposed for the next one stands behind it.
fn take_candidate(model: &mut Model, label: usize) -> Vec<Effect> {
    let sought = model.desk.as_ref().and_then(|desk| desk.sought.clone());
    let effects = super::tag::tag(model, label, false);
    let Some(message) = model.message.clone().filter(|message| message.tone == Tone::Done && model.overlay.is_none()) else { return effects };
    super::candidate::go(model, true, sought.as_ref(), 1);
    let next = model.desk.as_ref().and_then(|desk| desk.candidate.as_ref()?.label.clone()).map(|label| model.codebook.name_of(&label));
    model.say(match next {
        Some(next) => format!("{} → {next}?", message.text),
        None => format!("{} · that was the last", message.text),
    });
    effects
}

/// `&`: first says which annotation, then adds the selection to it.
fn add_fragment(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let goal = desk.adding_to.clone().or_else(|| desk.recent.clone().filter(|_| desk.selection.is_some()));
    if let (Some(id), Some(span)) = (goal, desk.selected()) {
        let Some(annotation) = desk.annotation(&id) else { return Vec::new() };
        let mut spans = annotation.spans.clone();
        match parts_for(&model.codebook, desk, &annotation, span) {
            Ok(parts) => spans.extend(parts),
            Err(why) => {
                model.refuse(why);
                return Vec::new();
            }
        }
        desk.selection = None;
        desk.adding_to = None;
        desk.candidate = None;
        let effects = set_spans(model, &id, "one more span:", spans);
        if let Some(desk) = &mut model.desk {
            desk.focus = Some(id);
        }
        return effects;
    }
    let Some(annotation) = target(desk) else {
        model.refuse("select the annotation to add to first (e)");
        return Vec::new();
    };
    desk.adding_to = Some(annotation.id.clone());
    desk.focus = None;
    let text = shortened(&annotation.quoted_head(desk.text(), 400));
    let name = model.codebook.label(&annotation.label).map_or_else(|| annotation.label.to_string(), |label| label.name.clone());
    model.say(format!("select one more span for the {name} {text}, then & again"));
    Vec::new()
}

/// Deletes the selected annotation or the innermost one under the caret; of one with several spans only that which is
/// selected. Relations that begin or end at it go along.
fn delete(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let selected = desk.selected();
    let fragment = selected.and_then(|span| {
        let layers = desk.set()?.layers(span).into_iter();
        layers.into_iter().find(|layer| layer.span == span && layer.annotation.spans.len() > 1)
    });
    if let Some(layer) = fragment {
        let mut spans = layer.annotation.spans.clone();
        spans.remove(layer.fragment.min(spans.len().saturating_sub(1)));
        desk.selection = None;
        return set_spans(model, &layer.annotation.id, "span removed from", spans);
    }
    let Some(annotation) = target(desk) else {
        model.refuse("no annotation under the caret");
        return Vec::new();
    };
    let relations = desk.set().map(|set| set.relations_of(&annotation.id)).unwrap_or_default();
    let text = shortened(&annotation.quoted_head(desk.text(), 400));
    let name = model.codebook.label(&annotation.label).map_or_else(|| annotation.label.to_string(), |label| label.name.clone());
    desk.release();
    let with = match relations.len() {
        0 => String::new(),
        1 => " and its relation".into(),
        n => format!(" and its {n} relations"),
    };
    let mut changes: Vec<Change> = relations.into_iter().map(|relation| Change::Relation { before: Some(relation), after: None }).collect();
    changes.push(Change::remove(&annotation));
    let title = format!("deleted {name} on {text}{with}");
    let effects = perform(model, title.clone(), changes);
    model.say(format!("{title}; u brings it back"));
    effects
}

fn doubt(model: &mut Model) -> Vec<Effect> {
    let Some(annotation) = model.desk.as_ref().and_then(target) else {
        model.refuse("no annotation under the caret");
        return Vec::new();
    };
    let title = if annotation.doubtful { "no longer doubtful:" } else { "marked as doubtful:" };
    change(model, &annotation, title, |after| after.doubtful = !after.doubtful)
}

pub(super) fn open_note(model: &mut Model, annotation: &Annotation) {
    let mut editor = TextArea::new(annotation.note.lines().map(str::to_owned).collect());
    editor.set_cursor_line_style(ratatui::style::Style::new());
    editor.move_cursor(ratatui_textarea::CursorMove::Bottom);
    editor.move_cursor(ratatui_textarea::CursorMove::End);
    focus(model, annotation);
    model.overlay = Some(Overlay::Note { id: annotation.id.clone(), editor: Box::new(editor) });
}

/// Writes a note.
pub(super) fn set_note(model: &mut Model, id: &Id, note: &str) -> Vec<Effect> {
    let Some(before) = model.desk.as_ref().and_then(|desk| desk.annotation(id)) else { return Vec::new() };
    let title = if note.trim().is_empty() { "note removed from" } else { "note on" };
    change(model, &before, title, |after| note.trim_end().clone_into(&mut after.note))
}

/// Undoes so many steps, or does them again.
fn replayed(model: &mut Model, times: usize, undo: bool) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut times = times;
    if undo && let Some(own) = super::article::undo_view(model) {
        effects = own;
        times -= 1;
        if times == 0 {
            return effects;
        }
    }
    let mut said = None;
    for _ in 0..times {
        let Some(desk) = &mut model.desk else { break };
        let Some(record) = &mut desk.record else { break };
        let now = now();
        let replayed = if undo { desk.history.undo(&mut record.set, now) } else { desk.history.redo(&mut record.set, now) };
        let Some(Replayed { step, changed }) = replayed else { break };
        let (title, place) = (step.title.clone(), step.place);
        let title = if changed.is_empty() { format!("{title} (others have changed it since: it stays)") } else { title };
        desk.touch(&changed);
        let text = desk.text().clone();
        if let (Some(reviewing), Some(record)) = (&mut desk.review, &desk.record) {
            reviewing.take_over(&changed, &record.set, &text);
        }
        desk.moves.push(if undo { Move::Undo(changed) } else { Move::Redo(changed) });
        desk.selection = None;
        desk.adjusting = None;
        desk.adding_to = None;
        desk.release();
        desk.go_to(place.start);
        said = Some(title);
    }
    match said {
        None => {
            if effects.is_empty() {
                model.say(if undo { "nothing to undo" } else { "nothing to redo" });
            }
            effects
        }
        Some(title) => {
            model.say(format!("{} {title}", if undo { "undone:" } else { "done again:" }));
            effects.extend(edited(model));
            effects
        }
    }
}
