//! The article as a whole: going on to the next, its state, leaving it.

use super::super::desk::{SaveState, UndoView};
use super::super::model::{Model, Overlay, Question};
use super::super::register::Listed;
use super::tag::perform;
use super::{Effect, adding, blocks, look, refuse_if_read_only, register};
use crate::annotation::{Change, WorkState};
use crate::config::Command;
use crate::library::Place;

pub(super) fn run(model: &mut Model, command: Command, count: Option<usize>) -> Vec<Effect> {
    let times = count.unwrap_or(1) as isize;
    match command {
        Command::ArticleNext => neighbour(model, times, command),
        Command::ArticlePrevious => neighbour(model, -times, command),
        Command::Library => super::library::open(model),
        Command::ArticleDone => done(model),
        Command::NeedsLook => {
            look::open(model);
            Vec::new()
        }
        Command::Review => super::review::open(model),
        Command::Agree => super::agree::open(model),
        Command::Feedback => super::lessons::open(model),
        Command::Ledger | Command::DeskCheck => {
            register::open(model, if command == Command::Ledger { Listed::Ledger } else { Listed::Desk });
            Vec::new()
        }
        Command::ArticleAdd => adding::ask_for_files(model),
        Command::Export => {
            super::exchange::ask_out_of_open(model);
            Vec::new()
        }
        Command::Import => {
            super::exchange::ask_in(model);
            Vec::new()
        }
        Command::ArticleNew => adding::ask_to_paste(model),
        Command::BlockRole => blocks::role(model),
        Command::Blocks => blocks::blocks(model),
        _ => Vec::new(),
    }
}

/// Opens the article so many places on in what the library shows.
fn neighbour(model: &mut Model, by: isize, command: Command) -> Vec<Effect> {
    if model.shelf.shown.is_none() {
        model.listing = Some((command, by.unsigned_abs()));
        return vec![Effect::List];
    }
    let here = model.desk.as_ref().and_then(|desk| model.shelf.place_of(&desk.key));
    let to = here.map_or(0, |here| here as isize + by);
    let home = model.home.clone();
    let path = usize::try_from(to).ok().and_then(|to| model.shelf.card(to)).map(|card| card.path(&home));
    if let Some(path) = path {
        return vec![Effect::Load(path)];
    }
    let of = if model.shelf.filter.value().trim().is_empty() { "" } else { " of those that the library's filter shows" };
    model.say(if by > 0 { format!("this is the last article{of}") } else { format!("this is the first article{of}") });
    Vec::new()
}

fn done(model: &mut Model) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    if model.annotator.is_none() {
        super::overlay::ask_annotator(model, crate::config::Action::Command(Command::ArticleDone));
        return Vec::new();
    }
    let Some(before) = model.desk.as_ref().and_then(|desk| desk.set()).map(crate::annotation::AnnotationSet::state) else { return Vec::new() };
    let (after, said) = match before {
        WorkState::Done => (WorkState::InProgress, "in progress again"),
        _ => (WorkState::Done, "marked as done"),
    };
    let effects = perform(model, said.into(), vec![Change::State { before, after }]);
    model.say(if after == WorkState::Done { "marked as done; O opens the library, > the next article" } else { said });
    effects
}

/// Takes back what undo takes back before any step of the record; `None` when there is nothing of that kind.
pub(super) fn undo_view(model: &mut Model) -> Option<Vec<Effect>> {
    let desk = model.desk.as_mut()?;
    match desk.undo_view.take()? {
        UndoView::Rejected(spans) => {
            for span in &spans {
                desk.rejected.remove(span);
            }
            if let Some(first) = spans.first() {
                super::select::set(desk, *first);
            }
            model.say("undone: the candidate is shown again");
            Some(remember_place(model))
        }
        UndoView::Known(meta) => {
            desk.meta = Some(*meta);
            let effects = blocks::apply_meta(model);
            model.say("undone: the block is as it was");
            Some(effects)
        }
    }
}

/// Has the reading place written down, if the record is known.
pub(crate) fn remember_place(model: &Model) -> Vec<Effect> {
    let Some(desk) = model.desk.as_ref().filter(|desk| desk.record.is_some()) else { return Vec::new() };
    let mut rejected: Vec<_> = desk.rejected.iter().copied().collect();
    rejected.sort_unstable();
    let place = Place { caret: desk.caret.start, rejected };
    let path = model.home.place_path(model.annotator.as_deref().unwrap_or_default(), &desk.key);
    vec![Effect::StorePlace(path, place, desk.text().clone())]
}

/// Leaves when all is saved; asks when something cannot be.
pub(super) fn quit(model: &mut Model) -> Vec<Effect> {
    let failed = !model.lost.is_empty() || model.desk.as_ref().is_some_and(|desk| matches!(desk.save, SaveState::Failed(_)) && desk.unsaved() > 0);
    if failed {
        model.overlay = Some(Overlay::Confirm(Question::QuitUnsaved));
        return Vec::new();
    }
    if model.desk.as_ref().is_some_and(|desk| desk.unsaved() > 0) {
        model.quitting = true;
        return Vec::new();
    }
    leave(model)
}

/// Leaves now.
pub(super) fn leave(model: &Model) -> Vec<Effect> {
    remember_place(model).into_iter().chain([Effect::Quit]).collect()
}
