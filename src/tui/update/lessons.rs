//! The list of what was decided about one's work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::super::model::{Goal, Model, Overlay};
use super::Effect;
use super::overlay::stepped;
use crate::config::{Action, Command, Context, Key};
use crate::library::FeedbackOn;

/// Has it read, for whoever annotates; nothing while nobody is known to.
pub(super) fn ask(model: &mut Model) -> Option<Effect> {
    let name = model.reviewer.clone().or_else(|| model.annotator.clone())?;
    if let Some(stop) = model.lessons.reading.take() {
        stop.store(true, Ordering::Relaxed);
    }
    let stop: Arc<AtomicBool> = Arc::default();
    model.lessons.reading = Some(stop.clone());
    if model.lessons.whose != name {
        model.lessons.articles.clear();
        model.lessons.whose.clone_from(&name);
    }
    Some(Effect::Lessons(name, stop))
}

/// Opens the list with what is known, and has it read anew.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    if model.annotator.is_none() {
        super::overlay::ask_annotator(model, Action::Command(Command::Feedback));
        return Vec::new();
    }
    model.overlay = Some(Overlay::Lessons);
    ask(model).into_iter().collect()
}

/// The list has been read.
pub(super) fn on_read(model: &mut Model, stop: &Arc<AtomicBool>, articles: Vec<FeedbackOn>) {
    if !model.lessons.reading.as_ref().is_some_and(|reading| Arc::ptr_eq(reading, stop)) {
        return;
    }
    model.lessons.reading = None;
    model.lessons.articles = articles;
    model.lessons.at = model.lessons.at.min(model.lessons.count().saturating_sub(1));
    if model.lessons.articles.is_empty() && matches!(model.overlay, Some(Overlay::Lessons)) {
        close(model);
        model.say(format!("no decisions on the work of {} yet", model.lessons.whose));
    }
}

fn close(model: &mut Model) {
    model.overlay = model.desk.is_none().then_some(Overlay::Library);
}

pub(super) fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    model.overlay = Some(Overlay::Lessons);
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    let (at, count) = (model.lessons.at, model.lessons.count());
    match (command, key.typed()) {
        (Some(Command::ListClose), _) => close(model),
        (Some(Command::ListChoose), _) => {
            let Some((article, line)) = model.lessons.chosen() else { return Vec::new() };
            let (path, place) = (article.path.clone(), line.place);
            model.goal = Some((path.clone(), Goal::Place(place)));
            model.overlay = None;
            return vec![Effect::Load(path)];
        }
        (Some(command), _) => model.lessons.at = stepped(at, count, command),
        (None, Some('j')) => model.lessons.at = stepped(at, count, Command::ListNext),
        (None, Some('k')) => model.lessons.at = stepped(at, count, Command::ListPrevious),
        _ => {}
    }
    Vec::new()
}
