//! Filling in the form of an annotation: each attribute by its key.

use std::sync::Arc;

use tui_input::Input as Field;

use super::super::form::{Entry, Form, FormRow, names, next_value, numbered, offered, rows, used};
use super::super::model::{Model, Overlay};
use super::super::renaming::Back;
use super::annotate;
use super::overlay::{form_command, type_into};
use super::{Effect, refuse_if_read_only};
use crate::annotation::{Annotation, AttributeKind, Id, Value};
use crate::config::{Action, Command, Context, Key, KeyCode};

/// The most values that one key goes through; more are chosen from a list.
const CYCLED: usize = 4;

/// Opens the form of an annotation, which is selected with it.
pub(super) fn open(model: &mut Model, annotation: &Annotation) {
    annotate::focus(model, annotation);
    model.overlay = Some(Overlay::Form(Box::new(Form::new(annotation.id.clone()))));
}

pub(super) fn on_key(model: &mut Model, mut form: Box<Form>, key: Key) -> Vec<Effect> {
    let Some(annotation) = model.desk.as_ref().and_then(|desk| desk.annotation(&form.id)) else { return Vec::new() };
    let rows = rows(&model.codebook, &annotation);
    if let Some(entry) = form.entry.take() {
        return on_entry_key(model, form, entry, (&annotation, &rows), key);
    }
    let letter = key.typed().and_then(|c| rows.iter().position(|row| row.known && row.attribute.key == c));
    if let Some(at) = letter {
        form.at = at;
        return act(model, form, &annotation, &rows);
    }
    if let (Some(digit), Some(row)) = (key.typed().and_then(|c| c.to_digit(10)), rows.get(form.at)) {
        let n = (digit as usize).checked_sub(1).filter(|n| *n < row.attribute.kind.values().len());
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
        _ if key.code == KeyCode::Backspace => {
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

/// Does what the row under the cursor wants next: another value, a value typed, or words selected.
fn act(model: &mut Model, mut form: Box<Form>, annotation: &Arc<Annotation>, rows: &[FormRow]) -> Vec<Effect> {
    let Some(row) = rows.get(form.at) else { return stay(model, form) };
    if !row.known {
        model.refuse(format!("the codebook has no {} here: it is kept as it is; Backspace drops it", row.attribute.id));
        return stay(model, form);
    }
    if refuse_if_read_only(model) {
        return stay(model, form);
    }
    match &row.attribute.kind {
        AttributeKind::Flag => put(model, form, row, next_value(&row.attribute, row.value.as_ref())),
        AttributeKind::Choice(values) if values.len() <= CYCLED => put(model, form, row, next_value(&row.attribute, row.value.as_ref())),
        AttributeKind::Span => cite(model, annotation, &row.attribute.id, &row.attribute.name),
        _ => {
            let typed = model.desk.as_ref().zip(row.value.as_ref()).map(|(desk, value)| value.in_words(desk.text())).unwrap_or_default();
            // What is fixed is chosen anew; what is free is changed.
            let typed = if matches!(row.attribute.kind, AttributeKind::Choice(_)) { String::new() } else { typed };
            let offered = offers(model, annotation, row, &typed);
            form.entry = Some(Entry { field: Field::new(typed), offered, chosen: None });
            stay(model, form)
        }
    }
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
                entry.field = Field::new(completed(&row.attribute.kind, entry.field.value(), &value));
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

/// What stands in the field when an offered value is taken: of several it takes the place of the last part.
fn completed(kind: &AttributeKind, typed: &str, value: &str) -> String {
    match (kind, typed.rfind(',')) {
        (AttributeKind::Several(_), Some(comma)) => format!("{}, {value}", typed.get(..comma).unwrap_or_default()),
        _ => value.to_owned(),
    }
}

fn accept(model: &mut Model, mut form: Box<Form>, entry: Entry, row: &FormRow) -> Vec<Effect> {
    let fixed = matches!(row.attribute.kind, AttributeKind::Choice(_));
    let only = || entry.offered.first().filter(|_| fixed && !entry.field.value().is_empty());
    let typed = match entry.chosen.and_then(|at| entry.offered.get(at)).or_else(only) {
        Some(value) => completed(&row.attribute.kind, entry.field.value(), value),
        None => entry.field.value().to_owned(),
    };
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

/// Lets the user select the words that an attribute holds.
fn cite(model: &mut Model, annotation: &Annotation, attribute: &str, name: &str) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let there = if let Some(Value::Span(span)) = annotation.attributes.get(attribute) { Some(*span) } else { None };
    super::select::set(desk, there.unwrap_or(desk.caret));
    desk.go_to(there.map_or(desk.caret.start, |span| span.start));
    desk.extending = false;
    desk.citing = Some((annotation.id.clone(), attribute.to_owned()));
    model.say(format!("select the words of the {name}, then Enter"));
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
    open(model, &annotation);
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        form.at = rows(&model.codebook, &annotation).iter().position(|row| row.attribute.id == attribute).unwrap_or_default();
    }
    model.message = said;
    effects
}
