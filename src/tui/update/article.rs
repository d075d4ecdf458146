//! The article as a whole: opening, going on to the next, its state and blocks, leaving; and what the worker answers.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::desk::{Desk, SaveState, UndoView};
use super::super::model::{Goal, Model, Overlay, Question};
use super::super::register::Listed;
use super::super::worker::{Done, Opening, Trouble};
use super::tag::perform;
use super::{Effect, adding, caret, company, look, refuse_if_read_only, register, rename, search};
use crate::annotation::{Change, WorkState};
use crate::article::{Article, BlockRule, printable};
use crate::config::{Command, Keymap};
use crate::library::{HomeKind, Meta, OpenRecord, OpenText, Place, Saved};
use crate::reading::{Measure, Page};

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
        Command::BlockRole => role(model),
        Command::Blocks => blocks(model),
        _ => Vec::new(),
    }
}

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

/// An article has been read: the rest of the one on the desk, or another one.
fn on_text(model: &mut Model, path: PathBuf, opened: OpenText) -> Vec<Effect> {
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

fn on_record(model: &mut Model, path: &std::path::Path, opening: Opening) -> Vec<Effect> {
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

fn on_saved(model: &mut Model, record: &std::path::Path, result: Result<(Saved, String), Trouble>) -> Vec<Effect> {
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

/// `B`: the next role for the block of the caret, remembered in the article's meta.
fn role(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(block) = desk.article().block(desk.article().block_at(desk.caret.start)) else { return Vec::new() };
    let role = block.role.next();
    let effects = remade(model, |meta, article| meta.set_role(article, block, role));
    if !effects.is_empty() {
        model.say(format!("this block is {} now (was {})", role.name(), block.role.name()));
    }
    effects
}

/// `:blocks`: the next way to divide the file.
fn blocks(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &model.desk else { return Vec::new() };
    let at = BlockRule::ALL.iter().position(|rule| *rule == desk.article().rule()).unwrap_or_default();
    let rule = BlockRule::ALL.get(at + 1).or(BlockRule::ALL.first()).copied().unwrap_or_default();
    let effects = remade(model, |meta, _| meta.set_rule(rule));
    if !effects.is_empty() {
        model.say(match rule {
            BlockRule::Lines => "each line is a block now",
            BlockRule::Paragraphs => "blank lines separate blocks now, and lines are kept",
            BlockRule::Wrapped => "blank lines separate blocks now, and lines are joined",
        });
    }
    effects
}

/// Changes what is known of the article, divides it by that, and has it written down; the caret's row stays where it is.
fn remade(model: &mut Model, change: impl FnOnce(&mut Meta, &Article)) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(meta) = &mut desk.meta else {
        model.refuse("what is known of this article cannot be read, so it is not changed: see its .meta.ron");
        return Vec::new();
    };
    desk.undo_view = Some(UndoView::Known(Box::new(meta.clone())));
    change(meta, desk.page.article());
    apply_meta(model)
}

/// Divides the article by what is known of it, and has that written down.
fn apply_meta(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(meta) = &desk.meta else { return Vec::new() };
    let article = meta.divide(desk.page.article().text().clone());
    let line = desk.page.line_of(desk.caret.start).unwrap_or_default();
    let effect = Effect::StoreMeta(model.home.meta_path(&desk.key), Box::new(meta.clone()));
    desk.page.set_article(Arc::new(article));
    desk.page.put(desk.caret.start, line);
    desk.go_to(desk.caret.start);
    vec![effect]
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
            let effects = apply_meta(model);
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
