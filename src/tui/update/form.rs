//! Filling in the form of an annotation: each attribute by its key.

use std::sync::Arc;

use jiff::tz::TimeZone;
use tui_input::Input as Field;

use super::super::form::{Entry, Form, FormRow, holds, listed, names, next_value, numbered, offered, rows, used};
use super::super::model::{Model, Overlay};
use super::super::renaming::Back;
use super::annotate;
use super::overlay::{form_command, type_into};
use super::select::shortened;
use super::tag::now;
use super::{Effect, refuse_if_read_only};
use crate::annotation::{Annotation, AttributeKind, Id, Value};
use crate::config::{Action, Command, Context, Key, KeyCode};
use crate::suggest::cue_of;

/// The most values that one key goes through; more are chosen from a list.
const CYCLED: usize = 4;

/// Opens the form of an annotation, which is selected with it.
pub(super) fn open(model: &mut Model, annotation: &Annotation) {
    annotate::focus(model, annotation);
    model.overlay = Some(Overlay::Form(Box::new(Form::new(annotation.id.clone()))));
}

/// Opens the form of an annotation at the row of an attribute.
pub(super) fn open_at(model: &mut Model, id: &Id, attribute: &str) {
    let Some(annotation) = model.desk.as_ref().and_then(|desk| desk.annotation(id)) else { return };
    open(model, &annotation);
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        form.at = rows(&model.codebook, &annotation).iter().position(|row| row.attribute.id == attribute).unwrap_or_default();
    }
}

pub(super) fn on_key(model: &mut Model, mut form: Box<Form>, key: Key) -> Vec<Effect> {
    let Some(annotation) = model.desk.as_ref().and_then(|desk| desk.annotation(&form.id)) else { return Vec::new() };
    let rows = rows(&model.codebook, &annotation);
    if let Some(entry) = form.entry.take() {
        let list = rows.get(form.at).filter(|row| !listed(&row.attribute).is_empty());
        return match list {
            Some(row) => on_list_key(model, form, entry, row, key),
            None => on_entry_key(model, form, entry, (&annotation, &rows), key),
        };
    }
    if let Some((row, n)) = rows.get(form.at).and_then(|row| Some((row, flagged(row, key)?))) {
        return put(model, form, row, Some(Value::Flag(n == 0)));
    }
    let letter = key.typed().and_then(|c| rows.iter().position(|row| row.known && row.attribute.key == c));
    if let Some(at) = letter {
        form.at = at;
        return match rows.get(at) {
            Some(row) if is_cycled(row) => put(model, form, row, next_value(&row.attribute, row.value.as_ref())),
            _ => act(model, form, &annotation, &rows),
        };
    }
    if let (Some(digit), Some(row)) = (key.typed().and_then(|c| c.to_digit(10)), rows.get(form.at)) {
        let n = (digit as usize).checked_sub(1).filter(|n| row.known && *n < listed(&row.attribute).len());
        return match n {
            Some(n) => put(model, form, row, numbered(&row.attribute, row.value.as_ref(), n)),
            None => stay(model, form),
        };
    }
    match (form_command(model, key), model.keymap.lookup(Context::List, key)) {
        (Some(Command::FormClose), _) => return Vec::new(),
        (Some(Command::FormAccept), _) => return act(model, form, &annotation, &rows),
        (_, Some(Action::Command(Command::ListNext))) => form.at = (form.at + 1).min(rows.len().saturating_sub(1)),
        (_, Some(Action::Command(Command::ListPrevious))) => form.at = form.at.saturating_sub(1),
        // To delete the annotation is another key: these are about the row.
        _ if matches!(key.code, KeyCode::Backspace | KeyCode::Delete) => {
            return match rows.get(form.at) {
                Some(row) => put(model, form, row, None),
                None => stay(model, form),
            };
        }
        _ => return on_command(model, form, key),
    }
    stay(model, form)
}

fn stay(model: &mut Model, form: Box<Form>) -> Vec<Effect> {
    model.overlay = Some(Overlay::Form(form));
    Vec::new()
}

/// What can be done with an annotation can be done beside its form, which goes along to the next one.
fn on_command(model: &mut Model, form: Box<Form>, key: Key) -> Vec<Effect> {
    let Some(Action::Command(command)) = model.keymap.lookup(Context::Annotation, key) else { return stay(model, form) };
    if command == Command::EntityRename {
        super::rename::open(model, Some(Back::Form(form.id.clone())));
        return if model.overlay.is_none() { stay(model, form) } else { Vec::new() };
    }
    let stays = matches!(command, Command::AnnotationDoubtful | Command::AnnotationNext | Command::AnnotationPrevious | Command::Undo | Command::Redo);
    let acts = stays
        || matches!(
            command,
            Command::AnnotationNote | Command::AnnotationRelate | Command::AnnotationDelete | Command::AnnotationRelabel | Command::AnnotationAdjust
        );
    let effects = if acts { annotate::run(model, command, None) } else { Vec::new() };
    if (stays || !acts) && model.overlay.is_none() {
        let id = model.desk.as_ref().and_then(|desk| desk.focus.clone()).unwrap_or_else(|| form.id.clone());
        if model.desk.as_ref().is_some_and(|desk| desk.annotation(&id).is_some()) {
            let same = id == form.id;
            model.overlay = Some(Overlay::Form(Box::new(Form { at: if same { form.at } else { 0 }, ..Form::new(id) })));
        }
    }
    effects
}

/// The number of `y` or `n` on a row that is yes or no.
fn flagged(row: &FormRow, key: Key) -> Option<usize> {
    (row.known && row.attribute.kind == AttributeKind::Flag).then(|| key.typed().and_then(|c| "yn".find(c))).flatten()
}

/// Whether the key of a row goes through its values.
fn is_cycled(row: &FormRow) -> bool {
    matches!(&row.attribute.kind, AttributeKind::Flag) || matches!(&row.attribute.kind, AttributeKind::Choice(values) if values.len() <= CYCLED)
}

/// Opens what the row under the cursor is filled in with: a list, a field, or the text to select words in. Changes nothing yet.
fn act(model: &mut Model, mut form: Box<Form>, annotation: &Arc<Annotation>, rows: &[FormRow]) -> Vec<Effect> {
    let Some(row) = rows.get(form.at) else { return stay(model, form) };
    if !row.known {
        model.refuse(format!("the codebook has no {} here: it is kept as it is; Backspace drops it", row.attribute.id));
        return stay(model, form);
    }
    if refuse_if_read_only(model) {
        return stay(model, form);
    }
    if row.attribute.kind == AttributeKind::Span {
        return cite(model, annotation, &row.attribute.id, &row.attribute.name);
    }
    let list = listed(&row.attribute);
    form.entry = Some(if list.is_empty() {
        let typed = model.desk.as_ref().zip(row.value.as_ref()).map(|(desk, value)| value.in_words(desk.text())).unwrap_or_default();
        Entry { offered: offers(model, annotation, row, &typed), field: Field::new(typed), chosen: None }
    } else {
        // The cursor is on what holds, so that Enter leaves it.
        let chosen = if several(row) { None } else { list.iter().position(|one| holds(row.value.as_ref(), one)) };
        Entry { field: Field::default(), offered: list, chosen }
    });
    stay(model, form)
}

fn several(row: &FormRow) -> bool {
    matches!(row.attribute.kind, AttributeKind::Several(_))
}

/// A key while a list of values is open: a number takes one, letters narrow it down. Of several values one after the other is
/// taken or given back, and the list stays.
fn on_list_key(model: &mut Model, mut form: Box<Form>, mut entry: Entry, row: &FormRow, key: Key) -> Vec<Effect> {
    let list = listed(&row.attribute);
    let empty = entry.field.value().is_empty();
    let number = key.typed().filter(|_| empty).and_then(|c| c.to_digit(10)).and_then(|digit| (digit as usize).checked_sub(1));
    if let Some(n) = flagged(row, key) {
        return put(model, form, row, Some(Value::Flag(n == 0)));
    }
    if let Some(n) = number {
        if n < list.len() {
            form.entry = several(row).then_some(entry);
            return put(model, form, row, numbered(&row.attribute, row.value.as_ref(), n));
        }
        form.entry = Some(entry);
        return stay(model, form);
    }
    let under = entry.chosen.or((!empty).then_some(0)).and_then(|at| entry.offered.get(at)).and_then(|value| list.iter().position(|one| one == value));
    match (form_command(model, key), model.keymap.lookup(Context::List, key)) {
        (Some(Command::FormClose), _) => return stay(model, form),
        (Some(Command::FormAccept), _) => {
            return match under {
                // What holds already is not given back by Enter.
                Some(n) if several(row) || !list.get(n).is_some_and(|one| holds(row.value.as_ref(), one)) => {
                    put(model, form, row, numbered(&row.attribute, row.value.as_ref(), n))
                }
                None if !empty => {
                    model.refuse(format!("{} is one of {}", row.attribute.name, list.join(", ")));
                    form.entry = Some(entry);
                    stay(model, form)
                }
                _ => stay(model, form),
            };
        }
        (_, Some(Action::Command(Command::ListTick))) if several(row) => {
            if let Some(n) = under {
                form.entry = Some(Entry { field: Field::default(), chosen: Some(n), offered: list });
                return put(model, form, row, numbered(&row.attribute, row.value.as_ref(), n));
            }
        }
        (_, Some(Action::Command(Command::ListNext))) => {
            entry.chosen = Some(entry.chosen.map_or(0, |at| at + 1)).filter(|at| *at < entry.offered.len()).or(entry.chosen);
        }
        (_, Some(Action::Command(Command::ListPrevious))) => entry.chosen = entry.chosen.and_then(|at| at.checked_sub(1)),
        _ => {
            if type_into(&mut entry.field, key) {
                entry.chosen = None;
                entry.offered = offered(&row.attribute, entry.field.value(), &std::collections::HashMap::new());
            }
        }
    }
    form.entry = Some(entry);
    stay(model, form)
}

/// What may be typed into a row.
fn offers(model: &Model, annotation: &Annotation, row: &FormRow, typed: &str) -> Vec<String> {
    let Some(desk) = &model.desk else { return Vec::new() };
    let mut known = used(desk.set(), &model.values, &annotation.label, &row.attribute.id);
    if row.attribute.id == "entity" {
        let entities = model.names.entities.complete(typed, Some(&annotation.label)).into_iter().map(|entity| entity.name.clone());
        // Names that nobody has entered yet are offered, too.
        for name in names(desk, annotation).chain(entities) {
            known.entry(name).or_default();
        }
    }
    offered(&row.attribute, typed, &known)
}

fn on_entry_key(model: &mut Model, mut form: Box<Form>, mut entry: Entry, (annotation, rows): (&Arc<Annotation>, &[FormRow]), key: Key) -> Vec<Effect> {
    let Some(row) = rows.get(form.at) else { return stay(model, form) };
    let end = entry.field.cursor() == entry.field.value().chars().count();
    let takes = key.code == KeyCode::Tab || key.code == KeyCode::Right && end;
    match (form_command(model, key), model.keymap.lookup(Context::List, key)) {
        (Some(Command::FormClose), _) => return stay(model, form),
        (Some(Command::FormAccept), _) => return accept(model, form, entry, row),
        (_, Some(Action::Command(Command::ListNext))) => {
            let next = entry.chosen.map_or(0, |at| at + 1);
            entry.chosen = Some(next).filter(|next| *next < entry.offered.len()).or(entry.chosen);
        }
        (_, Some(Action::Command(Command::ListPrevious))) => entry.chosen = entry.chosen.and_then(|at| at.checked_sub(1)),
        _ if takes => {
            if let Some(value) = entry.offered.get(entry.chosen.unwrap_or_default()).cloned() {
                entry.field = Field::new(value);
                entry.chosen = None;
                entry.offered = offers(model, annotation, row, entry.field.value());
            }
        }
        _ => {
            if type_into(&mut entry.field, key) {
                entry.chosen = None;
                entry.offered = offers(model, annotation, row, entry.field.value());
            }
        }
    }
    form.entry = Some(entry);
    stay(model, form)
}

fn accept(model: &mut Model, mut form: Box<Form>, entry: Entry, row: &FormRow) -> Vec<Effect> {
    let chosen = entry.chosen.and_then(|at| entry.offered.get(at)).cloned();
    let typed = chosen.as_deref().unwrap_or(entry.field.value());
    let today = row.attribute.kind == AttributeKind::Date && matches!(typed.trim().to_lowercase().as_str(), "t" | "today");
    let typed = if today { TimeZone::system().to_datetime(now()).date().to_string() } else { typed.to_owned() };
    match row.attribute.parse(&typed) {
        Ok(value) => put(model, form, row, value),
        Err(why) => {
            model.refuse(why);
            form.entry = Some(entry);
            stay(model, form)
        }
    }
}

/// Gives the annotation a value, and goes on with the form.
fn put(model: &mut Model, form: Box<Form>, row: &FormRow, value: Option<Value>) -> Vec<Effect> {
    let effects = if refuse_if_read_only(model) { Vec::new() } else { set_attribute(model, &form.id, (&row.attribute.id, &row.attribute.name), value) };
    model.overlay = Some(Overlay::Form(form));
    effects
}

/// Sets an attribute, or takes it away, as one step.
pub(super) fn set_attribute(model: &mut Model, id: &Id, (attribute, name): (&str, &str), value: Option<Value>) -> Vec<Effect> {
    let Some(before) = model.desk.as_ref().and_then(|desk| desk.annotation(id)) else { return Vec::new() };
    let shown = model.desk.as_ref().zip(value.as_ref()).map(|(desk, value)| value.in_words(desk.text()));
    let title = shown.map_or_else(|| format!("no {name} on"), |shown| format!("{name}: {shown} on"));
    annotate::change(model, &before, &title, |after| match value {
        Some(value) => drop(after.attributes.insert(attribute.to_owned(), value)),
        None => drop(after.attributes.remove(attribute)),
    })
}

/// The attribute of the words that report a quote, which can be told from the text.
const CUE: &str = "cue";

/// Lets the user select the words that an attribute holds. A cue that the text shows is selected to begin with.
fn cite(model: &mut Model, annotation: &Annotation, attribute: &str, name: &str) -> Vec<Effect> {
    let proposes = model.settings.candidates && model.home.project.candidates && attribute == CUE;
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let held = if let Some(Value::Span(span)) = annotation.attributes.get(attribute) { Some(*span) } else { None };
    let proposed = annotation.spans.first().filter(|_| proposes && held.is_none()).and_then(|span| cue_of(desk.article(), *span));
    let there = held.or(proposed);
    super::select::set(desk, there.unwrap_or(desk.caret));
    desk.go_to(there.map_or(desk.caret.start, |span| span.start));
    desk.extending = false;
    desk.citing = Some((annotation.id.clone(), attribute.to_owned()));
    let words = proposed.map(|span| shortened(desk.text().slice(span)));
    model.say(match words {
        Some(words) => format!("{words}? Enter takes it as the {name}; or select other words"),
        None => format!("select the words of the {name}, then Enter"),
    });
    Vec::new()
}

/// Enter, while the words of an attribute are being selected.
pub(super) fn cite_here(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let (Some((id, attribute)), Some(span)) = (desk.citing.clone(), desk.selected()) else { return Vec::new() };
    if crate::reading::by_block(desk.article(), span).len() != 1 {
        model.refuse("the words lie in one paragraph");
        return Vec::new();
    }
    desk.citing = None;
    desk.selection = None;
    desk.extending = false;
    let Some(annotation) = desk.annotation(&id) else { return Vec::new() };
    let name = model.codebook.label(&annotation.label).and_then(|label| label.attribute(&attribute)).map_or_else(|| attribute.clone(), |one| one.name.clone());
    let effects = set_attribute(model, &id, (&attribute, &name), Some(Value::Span(span)));
    let said = model.message.take();
    open_at(model, &id, &attribute);
    model.message = said;
    effects
}
