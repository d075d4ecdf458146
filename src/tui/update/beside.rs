//! Looking at what others have on the page. Nothing is changed while theirs is shown.

use std::path::Path;

use super::super::beside::Beside;
use super::super::model::Model;
use super::Effect;
use crate::annotation::AnnotationSet;
use crate::config::{Action, Command, Group};

/// Shows the next one's annotations, then everybody's, then one's own again.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = model.desk.as_mut().filter(|desk| desk.record.is_some()) else {
        model.refuse("no article is open");
        return Vec::new();
    };
    desk.release();
    desk.touch_all();
    let Some(beside) = &mut desk.beside else { return vec![Effect::Beside(model.annotator.clone().unwrap_or_default())] };
    if beside.go_on() {
        say(model);
    } else {
        desk.beside = None;
        model.say("your own annotations");
    }
    Vec::new()
}

/// The annotations of others have been read, or are not shown, and why.
pub(super) fn on_read(model: &mut Model, path: &Path, read: Result<Vec<(String, AnnotationSet)>, String>) {
    let name = model.annotator.clone().unwrap_or_default();
    // Asked twice, the second answer is no news.
    let Some(desk) = model.desk.as_mut().filter(|desk| desk.path == path && desk.beside.is_none()) else { return };
    let Some(own) = desk.record.as_ref().map(|record| record.set.clone()) else { return };
    match read {
        Ok(others) => {
            desk.beside = Beside::new(&name, &own, others);
            desk.touch_all();
            if desk.beside.is_none() {
                model.say("nobody else has annotated this article");
            } else {
                say(model);
            }
        }
        Err(why) => model.refuse(why),
    }
}

fn say(model: &mut Model) {
    let Some(beside) = model.desk.as_ref().and_then(|desk| desk.beside.as_ref()) else { return };
    let said = match beside.whose() {
        Some(name) => format!("the annotations of {name}"),
        None => "everybody’s annotations, with who has them".to_owned(),
    };
    let key = model.keymap.keys_of(Command::Others).first().map_or_else(|| ":others".to_owned(), ToString::to_string);
    model.say(format!("{said}; {key} goes on"));
}

/// Whether an action would change one's own annotations, or work with them, while others' are shown; says so.
pub(super) fn refuses(model: &mut Model, action: Action) -> bool {
    let shown = model.desk.as_ref().is_some_and(|desk| desk.beside.is_some());
    let works = match action {
        Action::Tag { .. } => true,
        Action::Command(command) => matches!(command.info().group, Group::Tag | Group::Annotation),
    };
    if shown && works {
        let key = model.keymap.keys_of(Command::Others).first().map_or_else(|| ":others".to_owned(), ToString::to_string);
        model.refuse(format!("others’ annotations are shown, and they are not changed: {key} goes on to your own"));
    }
    shown && works
}
