//! Searching: each letter goes to the first hit of what has been typed, and leaving goes back.

use tui_input::Input as Field;

use super::super::desk::Desk;
use super::super::model::{Before, Model, Overlay};
use super::overlay::{form_command, type_into};
use super::{Effect, caret};
use crate::article::Span;
use crate::config::{Command, Key};
use crate::library::Hit;
use crate::reading::Search;

pub(super) fn on_key(model: &mut Model, mut field: Field, before: Box<Before>, key: Key) -> Vec<Effect> {
    match form_command(model, key) {
        Some(Command::FormClose) => {
            if let Some(desk) = &mut model.desk {
                go_back(desk, &before);
                desk.search.clone_from(&before.search);
            }
            Vec::new()
        }
        Some(Command::FormAccept) => {
            if let Some(desk) = &mut model.desk {
                desk.last_search = desk.search.clone().or(desk.last_search.take());
            }
            Vec::new()
        }
        _ => {
            let changed = type_into(&mut field, key);
            model.overlay = Some(Overlay::Search { field, before });
            if changed { search(model) } else { Vec::new() }
        }
    }
}

/// Goes to where the library found words; `n` goes on from there.
pub(super) fn go_to(model: &mut Model, hit: &Hit) -> Vec<Effect> {
    let Some((desk, search)) = model.desk.as_mut().zip(Search::new(&hit.words).ok()) else { return Vec::new() };
    desk.search = Some(search.clone());
    desk.last_search = Some(search.clone());
    let from = hit.span.and_then(|at| desk.text().byte_of(at)).unwrap_or_default();
    caret::look(model, search, Span { start: from, end: from }, true)
}

/// The page as it was before the search.
fn go_back(desk: &mut Desk, before: &Before) {
    desk.caret = before.caret;
    desk.selection = before.selection.map(|(selection, _)| selection);
    desk.extending = before.selection.is_some_and(|(_, extending)| extending);
    desk.page.put(before.caret.start, before.line);
}

/// Goes to the first hit of what has been typed so far.
pub(super) fn search(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Search { field, before }) = &model.overlay else { return Vec::new() };
    let (typed, before) = (field.value().to_owned(), before.clone());
    let Some(desk) = &mut model.desk else { return Vec::new() };
    if typed.is_empty() {
        desk.search = None;
        go_back(desk, &before);
        return Vec::new();
    }
    match Search::new(&typed) {
        Ok(search) => {
            desk.search = Some(search.clone());
            let effects = caret::look(model, search, Span { start: before.caret.start, end: before.caret.start }, true);
            if let (Some(message), Some(desk)) = (&model.message, &mut model.desk)
                && message.text == "not found"
            {
                go_back(desk, &before);
            }
            effects
        }
        Err(error) => {
            model.refuse(error.to_string());
            Vec::new()
        }
    }
}
