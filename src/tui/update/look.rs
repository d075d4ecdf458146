//! Annotations that a person must look at: those that a changed text has left behind, and those that two sides changed
//! differently.

use std::sync::Arc;

use super::super::model::{Message, Model, Overlay, Tone};
use super::select::shortened;
use super::tag::{now, parts, perform};
use super::{Effect, refuse_if_read_only};
use crate::annotation::{Annotation, Change, DELETED, LabelId};
use crate::article::Text;
use crate::config::{Action, Command, Context, Key};

/// What became of the annotations of a text that has changed.
pub(super) fn report(model: &Model, placed: usize, waiting: usize) -> Message {
    let key = model.keymap.keys_of(Command::NeedsLook).first().map_or_else(|| ":needs-look".to_owned(), ToString::to_string);
    let found = match placed {
        0 => String::new(),
        1 => ": 1 annotation found its place".into(),
        n => format!(": {n} annotations found their place"),
    };
    match waiting {
        0 => Message { tone: Tone::Done, text: format!("the article has changed{found}") },
        n => {
            let what = if n == 1 { "1 needs a look".into() } else { format!("{n} need a look") };
            let text = if placed > 0 { format!("the article has changed{found}, {what} ({key})") } else { format!("{what} ({key})") };
            Message { tone: Tone::Refused, text }
        }
    }
}

/// Opens the list.
pub(super) fn open(model: &mut Model) {
    let empty = model.desk.as_ref().is_none_or(|desk| desk.needs_look().is_empty());
    if empty {
        model.say("nothing needs a look");
    } else {
        list(model, 0);
    }
}

/// Shows the list with one item chosen, and the place proposed for it on the page above.
fn list(model: &mut Model, chosen: usize) {
    model.overlay = Some(Overlay::NeedsLook { chosen });
    let Some(desk) = &mut model.desk else { return };
    desk.release();
    desk.selection = None;
    let Some(item) = desk.needs_look().get(chosen).cloned() else { return };
    let proposed = desk.proposals.get(&item.id).map(|proposal| proposal.spans.clone()).unwrap_or_default();
    let spans = if item.unanchored.is_some() { proposed } else { item.spans.clone() };
    if let Some(hull) = spans.into_iter().reduce(crate::article::Span::hull) {
        super::select::set(desk, hull);
        desk.go_to(hull.start);
        let line = desk.page.line_of(hull.start).unwrap_or_default();
        desk.page.put(hull.start, line.min(2));
    }
}

/// Puts the list away.
fn close(model: &mut Model) {
    if let Some(desk) = &mut model.desk {
        desk.selection = None;
        desk.release();
    }
}

pub(super) fn on_key(model: &mut Model, chosen: usize, key: Key) -> Vec<Effect> {
    let items = model.desk.as_ref().map(super::super::desk::Desk::needs_look).unwrap_or_default();
    let Some(item) = items.get(chosen).cloned() else { return Vec::new() };
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    let effects = match (command, key.typed()) {
        (Some(Command::ListClose), _) => {
            close(model);
            return Vec::new();
        }
        (Some(Command::ListChoose), _) => accept(model, &item),
        (Some(command), _) => {
            list(model, super::overlay::stepped(chosen, items.len(), command));
            return Vec::new();
        }
        (None, Some('j')) => return step(model, chosen, items.len(), Command::ListNext),
        (None, Some('k')) => return step(model, chosen, items.len(), Command::ListPrevious),
        (None, Some('p')) if item.unanchored.is_some() => return place(model, &item),
        (None, Some('o')) if item.unanchored.is_none() => take_other(model, &item),
        (None, Some('x')) => drop_it(model, &item),
        (None, Some('u')) => super::annotate::run(model, Command::Undo, None),
        _ => Vec::new(),
    };
    let left = model.desk.as_ref().map_or(0, |desk| desk.needs_look().len());
    if left == 0 {
        close(model);
    } else if model.overlay.is_none() {
        list(model, chosen.min(left - 1));
    }
    effects
}

fn step(model: &mut Model, chosen: usize, len: usize, command: Command) -> Vec<Effect> {
    list(model, super::overlay::stepped(chosen, len, command));
    Vec::new()
}

fn title(what: &str, item: &Annotation, text: &Text) -> String {
    format!("{what} {}", shortened(&item.quoted(text)))
}

/// Takes the proposed place, or keeps what is there.
fn accept(model: &mut Model, item: &Arc<Annotation>) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &model.desk else { return Vec::new() };
    if item.unanchored.is_none() {
        let title = title("kept as it is here:", item, desk.text());
        return change(model, item, &title, |_| {});
    }
    if let Some(proposal) = desk.proposals.get(&item.id).filter(|proposal| !proposal.spans.is_empty()).cloned() {
        return settle_at(model, item, proposal.spans, &proposal.cues);
    }
    model.refuse("there is no place to accept: p places it by hand, x drops it");
    Vec::new()
}

/// Gives an unanchored annotation a place.
fn settle_at(
    model: &mut Model,
    item: &Arc<Annotation>,
    spans: Vec<crate::article::Span>,
    cues: &std::collections::BTreeMap<String, crate::article::Span>,
) -> Vec<Effect> {
    let Some(desk) = &model.desk else { return Vec::new() };
    let mut after = item.anchored(spans, cues, desk.text());
    after.modified = now();
    let title = title("placed", &after, desk.text());
    let effects = perform(model, title.clone(), vec![Change::replace(item, after)]);
    model.say(title);
    effects
}

/// Lets go of the flag of a merge, with one more change.
fn change(model: &mut Model, item: &Arc<Annotation>, title: &str, change: impl FnOnce(&mut Annotation)) -> Vec<Effect> {
    let mut after = Annotation::clone(item);
    after.conflict.clear();
    change(&mut after);
    after.modified = now();
    let effects = perform(model, title.to_owned(), vec![Change::replace(item, after)]);
    model.say(title);
    effects
}

/// Takes what the other side of a merge had, as far as words say it.
fn take_other(model: &mut Model, item: &Arc<Annotation>) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &model.desk else { return Vec::new() };
    let text = desk.text().clone();
    if item.conflict.contains_key(DELETED) {
        return drop_it(model, item);
    }
    let spans = item.conflict.get("spans").and_then(|words| spans_of(words, &text));
    let known = item.conflict.keys().all(|field| matches!(field.as_str(), "label" | "note" | "doubtful") || (field == "spans" && spans.is_some()));
    if !known {
        model.refuse("attributes that differ are for you to set; Enter keeps what is here");
        return Vec::new();
    }
    let title = title("taken from the other side:", item, &text);
    change(model, item, &title, |after| {
        for (field, value) in &item.conflict {
            match field.as_str() {
                "label" => after.label = LabelId::from(value.as_str()),
                "note" => after.note.clone_from(value),
                "doubtful" => after.doubtful = value == "true",
                _ => after.spans = spans.clone().unwrap_or_default(),
            }
        }
    })
}

/// The spans of `94..98 120..130`, in code points of the text.
fn spans_of(words: &str, text: &Text) -> Option<Vec<crate::article::Span>> {
    let parts = words.split_whitespace().map(|part| {
        let (start, end) = part.split_once("..")?;
        text.span_of_chars(start.parse().ok()?, end.parse().ok()?).filter(|span| !span.is_empty())
    });
    parts.collect::<Option<Vec<_>>>().filter(|spans| !spans.is_empty() && spans.is_sorted_by(|a, b| a.end <= b.start))
}

fn drop_it(model: &mut Model, item: &Arc<Annotation>) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &model.desk else { return Vec::new() };
    let title = title("dropped", item, desk.text());
    let relations = desk.set().map(|set| set.relations_of(&item.id)).unwrap_or_default();
    let gone = relations.into_iter().map(|relation| Change::Relation { before: Some(relation), after: None });
    let changes = gone.chain([Change::remove(item)]).collect();
    let effects = perform(model, title.clone(), changes);
    model.say(format!("{title}; u brings it back"));
    effects
}

/// Lets the user select the place.
fn place(model: &mut Model, item: &Arc<Annotation>) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &mut model.desk else { return Vec::new() };
    if let Some(first) = desk.proposals.get(&item.id).and_then(|proposal| proposal.spans.first().copied()) {
        desk.go_to(first.start);
    }
    desk.release();
    desk.selection = None;
    desk.placing = Some(item.id.clone());
    let said = title("select where this is now, then Enter:", item, desk.text());
    model.say(said);
    Vec::new()
}

/// Enter, while the place of an unanchored annotation is being selected.
pub(super) fn place_here(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let (Some(id), Some(span)) = (desk.placing.clone(), desk.selected()) else { return Vec::new() };
    let Some(item) = desk.annotation(&id) else { return Vec::new() };
    let spans = match model.codebook.label(&item.label) {
        Some(label) => parts(desk, label, span),
        None => Ok(crate::reading::by_block(desk.article(), span)),
    };
    match spans {
        Err(why) => {
            model.refuse(why);
            Vec::new()
        }
        Ok(spans) => {
            desk.placing = None;
            desk.selection = None;
            desk.extending = false;
            let cues = desk.proposals.get(&id).map(|proposal| proposal.cues.clone()).unwrap_or_default();
            let effects = settle_at(model, &item, spans, &cues);
            if model.desk.as_ref().is_some_and(|desk| !desk.needs_look().is_empty()) {
                list(model, 0);
            }
            effects
        }
    }
}
