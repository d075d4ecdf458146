//! Going through the ledger or the desk check.

use tui_input::Input as Field;

use super::super::model::{Model, Overlay};
use super::super::register::{Listed, Register};
use super::super::renaming::Back;
use super::annotate::focus;
use super::overlay::{form_command, stepped, type_into};
use super::tag::perform;
use super::{Effect, refuse_if_read_only, select};
use crate::config::{Action, Command, Context, Key};
use crate::library::{name_of, waiver_change, waiver_title};

/// Opens a register, or says why there is nothing in it.
pub(super) fn open(model: &mut Model, listed: Listed) {
    show(model, listed, 0);
    let Some(Overlay::Register(register)) = &model.overlay else { return };
    if register.lines.is_empty() {
        model.overlay = None;
        model.say(match listed {
            Listed::Ledger => "no actor, quote, claim or threat is tagged yet",
            Listed::Desk => "the desk check finds nothing to look at",
        });
        return;
    }
    go(model);
}

/// Opens a register at a line, or nothing when it is empty.
pub(super) fn open_at(model: &mut Model, listed: Listed, at: usize) {
    show(model, listed, at);
    if matches!(&model.overlay, Some(Overlay::Register(register)) if register.lines.is_empty()) {
        model.overlay = None;
    }
    go(model);
}

fn show(model: &mut Model, listed: Listed, at: usize) {
    let Some(desk) = model.desk.as_ref().filter(|desk| desk.record.is_some()) else {
        model.refuse("no article is open");
        return;
    };
    model.overlay = Some(Overlay::Register(Box::new(Register::new(listed, &model.codebook, desk, at))));
}

/// Has the place of the line under the cursor in sight, and shows what is related to it.
fn go(model: &mut Model) {
    let Some(Overlay::Register(register)) = &model.overlay else { return };
    let Some(line) = register.lines.get(register.at).cloned() else { return };
    let annotation = model.desk.as_ref().zip(line.annotation.as_ref()).and_then(|(desk, id)| desk.annotation(id));
    match (annotation, line.span) {
        (Some(annotation), _) => focus(model, &annotation),
        (None, Some(span)) => {
            if let Some(desk) = &mut model.desk {
                desk.go_to(span.start);
                select::set(desk, span);
            }
        }
        (None, None) => {}
    }
}

pub(super) fn on_key(model: &mut Model, mut register: Box<Register>, key: Key) -> Vec<Effect> {
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    if model.keymap.lookup(Context::Annotation, key) == Some(Action::Command(Command::EntityRename)) {
        rename(model, register);
        return Vec::new();
    }
    if let Some(Action::Command(command @ (Command::Undo | Command::Redo))) = model.keymap.lookup(Context::Page, key) {
        let effects = super::annotate::run(model, command, None);
        show(model, register.listed, register.at);
        return effects;
    }
    let last = register.lines.len();
    match (command, key.typed()) {
        // What is selected stays: that is where one wants to go on.
        (Some(Command::ListClose | Command::ListChoose), _) => return Vec::new(),
        (Some(command), _) => register.at = stepped(register.at, last, command),
        (None, Some('j')) => register.at = stepped(register.at, last, Command::ListNext),
        (None, Some('k')) => register.at = stepped(register.at, last, Command::ListPrevious),
        (None, Some('w')) => return waive(model, register),

        _ => {}
    }
    model.overlay = Some(Overlay::Register(register));
    go(model);
    Vec::new()
}

/// Asks for another name for the actor of a line, or for the entity of the annotation that it is about.
fn rename(model: &mut Model, register: Box<Register>) {
    let line = register.lines.get(register.at);
    let back = if register.listed == Listed::Ledger { Back::Ledger(register.at) } else { Back::Desk(register.at) };
    let annotation = || model.desk.as_ref().and_then(|desk| name_of(&model.codebook, &*desk.annotation(line?.annotation.as_ref()?)?, desk.text()));
    let name = line.and_then(|line| line.actor.clone()).or_else(annotation);
    model.overlay = Some(Overlay::Register(register));
    match name {
        Some(name) => super::rename::ask(model, name, back),
        None => model.refuse("this line is about nobody who could have another name"),
    }
}

/// Asks why a finding is waved through; one that is, is taken up again.
fn waive(model: &mut Model, register: Box<Register>) -> Vec<Effect> {
    let (listed, at) = (register.listed, register.at);
    let finding = register.lines.get(at).and_then(|line| line.finding.clone());
    if finding.is_none() || refuse_if_read_only(model) {
        model.overlay = Some(Overlay::Register(register));
        return Vec::new();
    }
    match finding {
        Some((id, None)) => {
            model.overlay = Some(Overlay::Waive { id, at, field: Field::default() });
            Vec::new()
        }
        Some((id, Some(_))) => {
            let effects = settle(model, &id, None);
            show(model, listed, at);
            effects
        }
        None => Vec::new(),
    }
}

fn settle(model: &mut Model, id: &str, reason: Option<&str>) -> Vec<Effect> {
    let Some(change) = model.desk.as_ref().and_then(|desk| desk.set()).map(|set| waiver_change(set, id, reason)) else { return Vec::new() };
    let effects = perform(model, waiver_title(reason.is_some()).into(), vec![change]);
    model.say(if reason.is_some() { "waved through" } else { "to be looked at again" });
    effects
}

pub(super) fn on_waive_key(model: &mut Model, id: String, at: usize, mut field: Field, key: Key) -> Vec<Effect> {
    let mut effects = Vec::new();
    match form_command(model, key) {
        Some(Command::FormClose) => {}
        Some(Command::FormAccept) if !field.value().trim().is_empty() => effects = settle(model, &id, Some(field.value().trim())),
        Some(Command::FormAccept) => {
            model.refuse("a reason is needed, for whoever asks later");
            model.overlay = Some(Overlay::Waive { id, at, field });
            return Vec::new();
        }
        _ => {
            type_into(&mut field, key);
            model.overlay = Some(Overlay::Waive { id, at, field });
            return Vec::new();
        }
    }
    show(model, Listed::Desk, at);
    effects
}
