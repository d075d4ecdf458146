//! Articles and records that have been read, and records that have been saved.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::desk::{Desk, SaveState};
use super::super::model::{Goal, Model, Overlay, Question};
use super::super::worker::{Opening, Trouble};
use super::article::{leave, remember_place};
use super::{Effect, company, look, search};
use crate::article::printable;
use crate::library::{HomeKind, OpenRecord, OpenText, Saved};
use crate::reading::{Measure, Page};

/// Puts an article on the desk.
pub(crate) fn set_desk(model: &mut Model, path: PathBuf, opened: OpenText) {
    let text = model.regions.text;
    let measure = Measure { width: text.width.max(1), ambiguous: model.settings.ambiguous };
    let page = Page::new(Arc::new(opened.article), measure, usize::from(text.height));
    if let Some(notice) = opened.notices.first() {
        model.refuse(notice.clone());
    }
    let mut desk = Desk::new(path, opened.key, page, !opened.part);
    desk.meta = opened.meta;
    desk.stamp = opened.stamp;
    model.desk = Some(desk);
}

/// An article has been read: the rest of the one on the desk, or another one.
pub(super) fn on_text(model: &mut Model, path: PathBuf, opened: OpenText) -> Vec<Effect> {
    match &mut model.desk {
        Some(desk) if desk.path == path && !desk.whole => {
            desk.page.set_article(Arc::new(opened.article));
            desk.whole = true;
            desk.stamp = opened.stamp;
            if let Some(notice) = opened.notices.first() {
                model.refuse(notice.clone());
            }
            vec![Effect::LoadRecord]
        }
        _ => {
            let effects = remember_place(model);
            leave_desk(model);
            set_desk(model, path, opened);
            super::arrange(model);
            effects.into_iter().chain([Effect::LoadRecord]).collect()
        }
    }
}

/// Keeps in mind what is not saved of the article that is left, and forgets keys that waited for it.
fn leave_desk(model: &mut Model) {
    model.waiting.clear();
    let Some((desk, name)) = model.desk.as_ref().zip(model.annotator.as_ref()) else { return };
    if let (SaveState::Failed(trouble), true) = (&desk.save, desk.unsaved() > 0) {
        model.lost.insert(model.home.record_path(name, &desk.key), trouble.why.clone());
    }
}

pub(super) fn on_record(model: &mut Model, path: &std::path::Path, opening: Opening) -> Vec<Effect> {
    let Some(desk) = model.desk.as_mut().filter(|desk| desk.path == path) else { return Vec::new() };
    let OpenRecord { record, history, place, notices, offers, carried, unwritable, .. } = opening.record;
    let locked = record.locked.len();
    if record.read_only.is_none() && opening.failed.is_none() {
        desk.save = SaveState::Idle;
    }
    // What could not be saved before the article was opened again is still to be saved.
    (desk.revision, desk.saved_revision) = (0, 0);
    if let Some((trouble, revision)) = opening.failed {
        desk.save = SaveState::Failed(trouble);
        (desk.revision, desk.saved_revision) = (revision.max(1), revision.max(1) - 1);
    }
    desk.history = history;
    desk.merges = 0;
    desk.unreadable = None;
    desk.unwritable = unwritable;
    desk.placing = None;
    desk.citing = None;
    desk.offers = offers.into();
    let changed = carried.placed + carried.proposals.len() > 0;
    let placed = carried.placed;
    desk.proposals = carried.proposals;
    desk.rejected = place.rejected.into_iter().collect();
    desk.record = Some(record);
    desk.beside = None;
    desk.touch_all();
    let fresh = desk.caret.start == crate::reading::first_token(desk.article()).map_or(0, |token| token.span.start);
    // Keys that waited were meant for where the caret is.
    if place.caret > 0 && fresh && model.waiting.is_empty() {
        desk.go_to(place.caret);
    }
    let waiting_looks = desk.needs_look().len();
    let goal = model.goal.take().filter(|(goal, _)| goal == path);
    let mut effects = goal.map(|(path, goal)| go_to(model, path, goal)).unwrap_or_default();
    if let Some(notice) = notices.first() {
        model.refuse(notice.clone());
    } else if changed || waiting_looks > 0 {
        model.message = Some(look::report(model, placed, waiting_looks));
    } else if locked > 0 {
        let what = if locked == 1 { "1 item of the record".into() } else { format!("{locked} items of the record") };
        model.refuse(format!("{what} cannot be understood and is kept as it is: tagline show --json tells more"));
    }
    if company::ask_next(model) {
        model.waiting.clear();
        return effects;
    }
    effects.extend(reviewed(model));
    // Keys that were pressed before everything was there.
    let waiting = std::mem::take(&mut model.waiting);
    effects.extend(waiting.into_iter().flat_map(|key| super::on_key(model, key)));
    effects
}

/// Goes to the place for which an article was opened; to a case, once the review is there.
fn go_to(model: &mut Model, path: PathBuf, goal: Goal) -> Vec<Effect> {
    match goal {
        Goal::Found(hit) => return search::go_to(model, &hit),
        Goal::Place(place) => {
            if let Some(desk) = &mut model.desk {
                desk.go_to(place.start);
                super::select::set(desk, place);
            }
        }
        Goal::Case(_) => model.goal = Some((path, goal)),
    }
    Vec::new()
}

/// The review goes on in what was opened, or is begun if that was asked for.
pub(super) fn reviewed(model: &mut Model) -> Vec<Effect> {
    let read = model.desk.as_ref().is_some_and(|desk| desk.review.is_some());
    match (model.reviewer.is_some(), read) {
        (true, true) => super::review::begin(model),
        (true, false) => return super::review::open(model),
        (false, _) if std::mem::take(&mut model.reviews) => return super::review::open(model),
        (false, _) => {}
    }
    Vec::new()
}

pub(super) fn on_saved(model: &mut Model, record: &std::path::Path, result: Result<(Saved, String), Trouble>) -> Vec<Effect> {
    let own = model.desk.as_ref().is_some_and(|desk| model.annotator.as_ref().is_some_and(|name| model.home.record_path(name, &desk.key) == *record));
    match result {
        Ok((saved, at)) => {
            if let Some(desk) = model.desk.as_mut().filter(|_| own) {
                // A save from before the article was opened again says nothing of this desk.
                if desk.record.is_some() {
                    desk.saved_revision = saved.revision.clamp(desk.saved_revision, desk.revision);
                }
                desk.save = SaveState::Saved(at);
                desk.unwritable = None;
                model.lost.remove(record);
            } else {
                model.lost.remove(record);
            }
            let loose = model.home.kind == HomeKind::Library && model.desk.as_ref().is_some_and(|desk| desk.key.starts_with("files/"));
            if own && loose && model.saved.is_empty() && model.tour.is_none() && model.message.is_none() {
                model.say("kept in your own library; :init makes this folder a project and moves it there");
            }
            model.saved.retain(|earlier| earlier.path != saved.path);
            model.saved.push(saved);
            let clean = model.desk.as_ref().is_none_or(|desk| desk.unsaved() == 0) && model.lost.is_empty();
            if model.quitting && clean { leave(model) } else { Vec::new() }
        }
        Err(trouble) => {
            if let Some(desk) = model.desk.as_mut().filter(|_| own) {
                desk.save = SaveState::Failed(trouble);
            } else {
                let why = trouble.why;
                let name = printable(&record.to_string_lossy());
                model.alarm(format!("✗ NOT SAVED: {why} ({name})"));
                model.lost.insert(record.to_owned(), why);
            }
            if std::mem::take(&mut model.quitting) {
                model.overlay = Some(Overlay::Confirm(Question::QuitUnsaved));
            }
            Vec::new()
        }
    }
}
