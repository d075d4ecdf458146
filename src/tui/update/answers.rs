//! What the worker answers, to whom it concerns.

use super::super::model::Model;
use super::super::worker::Done;
use super::opening::{on_record, on_saved, on_text};
use super::{Effect, adding, caret, company, rename};
use crate::config::Keymap;

pub(super) fn on_done(model: &mut Model, done: Done) -> Vec<Effect> {
    match done {
        Done::Text(path, Ok(text)) => on_text(model, path, *text),
        Done::Text(path, Err(error)) => {
            model.waiting.clear();
            model.refuse(error);
            if model.desk.as_ref().is_some_and(|desk| desk.path == path && !desk.whole) {
                model.desk = None;
            }
            Vec::new()
        }
        Done::Record(path, opening) => on_record(model, &path, *opening),
        Done::Beside(path, read) => {
            super::beside::on_read(model, &path, read);
            Vec::new()
        }
        Done::Reviewed(path, by, review) => super::review::on_reviewed(model, &path, by, review),
        Done::Saved(path, result) => on_saved(model, &path, result),
        Done::Merged(path, merged) => company::on_merged(model, &path, &merged),
        Done::Readable(path, result) => company::on_readable(model, &path, result),
        Done::Rewritten(path, text) => company::on_rewritten(model, &path, *text),
        Done::Restored(path) => company::on_restored(model, &path),
        Done::Listed(listed) => super::library::on_listed(model, listed),
        Done::Chosen(number, chosen) => super::library::on_chosen(model, number, *chosen),
        Done::Previewed(preview) => {
            // The cursor may be elsewhere by now.
            if model.shelf.card(model.shelf.at).is_some_and(|card| card.key() == preview.key) {
                model.shelf.preview = Some(preview);
            }
            Vec::new()
        }
        Done::Acted(told) => super::library::on_acted(model, told),
        Done::Found(path, search, hit, from, forward) => {
            let current = model.desk.as_ref().is_some_and(|desk| desk.path == path && desk.search.as_ref() == Some(&search));
            if current {
                caret::found(model, hit, from, forward);
            }
            Vec::new()
        }
        Done::Made(path, said) => {
            if let Some(said) = said {
                model.refuse(said);
            }
            vec![Effect::Load(path)]
        }
        Done::Names(names) => {
            model.names = names;
            Vec::new()
        }
        Done::Values(values) => {
            model.values = values;
            Vec::new()
        }
        Done::Proposed(basis, all) => {
            if let Some(desk) = &mut model.desk {
                desk.candidates.take_in(&basis, all);
            }
            Vec::new()
        }
        Done::Adding(count) => {
            adding::on_adding(model, count);
            Vec::new()
        }
        Done::Added(added) => adding::on_added(model, added),
        Done::Completed(typed, paths) => {
            adding::on_completed(model, &typed, &paths);
            Vec::new()
        }
        Done::Lessons(stop, articles) => {
            super::lessons::on_read(model, &stop, articles);
            Vec::new()
        }
        Done::Agreeing(stop, news) => {
            super::agree::on_news(model, &stop, news);
            Vec::new()
        }
        Done::Renaming(stop, news) => rename::on_news(model, &stop, news),
        Done::Inited(home, report) => {
            model.home = home;
            model.codebook = model.home.project.codebook.clone();
            model.look.set_codebook(&model.settings, &model.codebook);
            if let (Ok(keymap), _) = Keymap::new(&model.settings.keys, &model.codebook, &model.settings.translation) {
                model.keymap = keymap;
            }
            if let Some(desk) = &mut model.desk {
                desk.key = model.home.key(&desk.path);
                desk.record = None;
            }
            model.shelf = super::super::shelf::Shelf::default();
            model.say(report);
            vec![Effect::LoadRecord]
        }
        Done::Failed(what) => {
            model.adding = None;
            model.alarm(what);
            Vec::new()
        }
    }
}
