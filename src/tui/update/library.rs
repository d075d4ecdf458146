//! The library: what is typed filters it at once, the rest of the keys move, mark and act.

use std::path::PathBuf;

use tui_input::{Input as Field, InputRequest};

use super::super::event::Mouse;
use super::super::model::{Goal, Model, Overlay};
use super::super::shelf::Chosen;
use super::super::view::library_page;
use super::super::worker::Listed;
use super::overlay::{form_command, type_into};
use super::{Effect, article, palette};
use crate::annotation::WorkState;
use crate::config::{Action, Command, Context, Key, KeyCode};
use crate::library::{Completion, Grouping, Order, Work, annotator_name, complete};

/// Shows the library, and has it listed anew.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    model.overlay = Some(Overlay::Library);
    model.shelf.stay = model.desk.as_ref().map(|desk| desk.key.clone());
    if let Some(at) = model.shelf.stay.as_deref().and_then(|key| model.shelf.place_of(key)) {
        model.shelf.at = at;
    }
    let mut effects: Vec<Effect> = super::lessons::ask(model).into_iter().collect();
    effects.push(Effect::List);
    effects.extend(look_into(model));
    effects
}

/// Has what was typed carried out.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    let annotator = model.annotator.clone();
    let labels = model.codebook.labels.iter().map(|label| label.id.as_str().to_owned()).collect();
    model.shelf.ask(&model.home, annotator.as_deref(), labels).map(Effect::Choose).into_iter().collect()
}

pub(super) fn on_listed(model: &mut Model, listed: Listed) -> Vec<Effect> {
    model.shelf.queues = listed.queues;
    model.shelf.progress = listed.progress;
    match listed.catalogue {
        Some(catalogue) => {
            model.shelf.catalogue = Some(catalogue);
            ask(model)
        }
        None => Vec::new(),
    }
}

pub(super) fn on_chosen(model: &mut Model, number: u64, chosen: Chosen) -> Vec<Effect> {
    if number != model.shelf.number {
        return Vec::new();
    }
    model.shelf.take(chosen);
    let waiting = model.listing.take();
    let mut effects = waiting.map(|(command, times)| article::run(model, command, Some(times))).unwrap_or_default();
    effects.extend(look_into(model));
    effects
}

pub(super) fn on_acted(model: &mut Model, told: Result<String, String>) -> Vec<Effect> {
    match told {
        Ok(told) => model.say(told),
        Err(why) => model.refuse(why),
    }
    vec![Effect::List]
}

/// Reads the beginning of the article under the cursor, if it is to be shown.
fn look_into(model: &Model) -> Option<Effect> {
    let shelf = &model.shelf;
    let card = shelf.card(shelf.at).filter(|_| shelf.previews && matches!(model.overlay, Some(Overlay::Library)))?;
    let known = shelf.preview.as_ref().is_some_and(|preview| preview.key == card.key());
    (!known).then(|| Effect::Preview(card.key().to_owned(), card.path(&model.home)))
}

pub(super) fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    model.overlay = Some(Overlay::Library);
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    match (command, model.keymap.lookup(Context::Page, key)) {
        (Some(command), _) => on_command(model, command),
        (None, Some(Action::Command(Command::Quit))) => article::quit(model),
        (None, Some(Action::Command(Command::Help))) if key.typed().is_none() => palette::run(model, Command::Help),
        _ => on_typed(model, key),
    }
}

fn on_command(model: &mut Model, command: Command) -> Vec<Effect> {
    let last = model.shelf.len().saturating_sub(1);
    let page = library_page(model).saturating_sub(1).max(1);
    match command {
        Command::ListClose => return close(model),
        Command::ListChoose => return choose(model),
        Command::ListNext => model.shelf.at = (model.shelf.at + 1).min(last),
        Command::ListPrevious => model.shelf.at = model.shelf.at.saturating_sub(1),
        Command::ListPageDown => model.shelf.at = (model.shelf.at + page).min(last),
        Command::ListPageUp => model.shelf.at = model.shelf.at.saturating_sub(page),
        Command::ListTick => tick(model),
        Command::ListTickAll => tick_all(model),
        Command::LibrarySort => return sort(model),
        Command::LibraryReverse => {
            model.shelf.arrangement.reverse = !model.shelf.arrangement.reverse;
            return ask(model);
        }
        Command::LibraryShuffle => return shuffle(model),
        Command::LibraryGroup => return group(model),
        Command::LibraryPreview => {
            model.shelf.previews = !model.shelf.previews;
        }
        Command::LibraryDone => return done(model),
        Command::LibraryQueue if !model.shelf.meant().is_empty() => {
            model.overlay = Some(Overlay::Queue { field: Field::new(model.annotator.clone().unwrap_or_default()) });
        }
        Command::LibraryFeedback => return super::lessons::open(model),
        Command::LibraryAgree => return super::agree::open(model),
        Command::LibraryExport if !model.shelf.meant().is_empty() => {
            let Some(shown) = &model.shelf.shown else { return Vec::new() };
            let cards = model.shelf.meant().into_iter().filter_map(|key| shown.catalogue.card(shown.catalogue.find(&key)?));
            let articles = cards.map(|card| card.path(&model.home)).collect();
            super::exchange::ask_out(model, articles, true);
        }
        _ => {}
    }
    look_into(model).into_iter().collect()
}

fn on_typed(model: &mut Model, key: Key) -> Vec<Effect> {
    let end = model.shelf.filter.cursor() == model.shelf.filter.value().chars().count();
    if key.code == KeyCode::Right && end {
        let Some(first) = completions(model).into_iter().next() else { return Vec::new() };
        let mut text = model.shelf.filter.value().get(..first.start).unwrap_or_default().to_owned();
        text.push_str(&first.with);
        model.shelf.filter = Field::new(text);
        return ask(model);
    }
    if type_into(&mut model.shelf.filter, key) { ask(model) } else { Vec::new() }
}

/// How the term at the end of the filter may go on.
fn completions(model: &Model) -> Vec<Completion> {
    let shelf = &model.shelf;
    let Some(catalogue) = shelf.catalogue.as_ref().filter(|_| shelf.filter.cursor() == shelf.filter.value().chars().count()) else { return Vec::new() };
    let labels: Vec<&str> = model.codebook.labels.iter().map(|label| label.id.as_str()).collect();
    complete(shelf.filter.value(), catalogue, &shelf.queues, &labels)
}

/// `Esc`: first drops the filter, then the ticks, then goes back to the article.
fn close(model: &mut Model) -> Vec<Effect> {
    if !model.shelf.filter.value().is_empty() {
        model.shelf.filter.handle(InputRequest::DeleteLine);
        model.shelf.filter = Field::default();
        return ask(model);
    }
    if !model.shelf.marked.is_empty() {
        model.shelf.marked.clear();
    } else if model.desk.is_some() {
        model.overlay = None;
    } else {
        model.say("no article is open; Enter opens one, Ctrl-q quits");
    }
    Vec::new()
}

fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(path) = model.shelf.card(model.shelf.at).map(|card| card.path(&model.home)) else { return Vec::new() };
    model.goal = model.shelf.hit(model.shelf.at).map(|hit| (path.clone(), Goal::Found(hit.clone())));
    model.overlay = None;
    vec![Effect::Load(path)]
}

fn tick(model: &mut Model) {
    let shelf = &mut model.shelf;
    let Some(key) = shelf.card(shelf.at).map(|card| card.key().to_owned()) else { return };
    if !shelf.marked.remove(&key) {
        shelf.marked.insert(key);
    }
    shelf.at = (shelf.at + 1).min(shelf.len().saturating_sub(1));
}

/// Ticks all that is shown, or drops all ticks when all that is shown has one.
fn tick_all(model: &mut Model) {
    let shelf = &mut model.shelf;
    let keys: Vec<String> = (0..shelf.len()).filter_map(|at| shelf.card(at)).map(|card| card.key().to_owned()).collect();
    if keys.iter().all(|key| shelf.marked.contains(key)) {
        shelf.marked.clear();
    } else {
        shelf.marked.extend(keys);
    }
}

fn sort(model: &mut Model) -> Vec<Effect> {
    let named = Order::NAMED;
    let at = named.iter().position(|(_, order)| *order == model.shelf.arrangement.order);
    let (name, order) = at.and_then(|at| named.get(at + 1)).or(named.first()).copied().unwrap_or(("path", Order::Path));
    model.shelf.arrangement.order = order;
    model.say(format!("sorted by {name}"));
    ask(model)
}

fn shuffle(model: &mut Model) -> Vec<Effect> {
    let seed = match model.shelf.arrangement.order {
        Order::Shuffled(seed) => seed + 1,
        _ => 1,
    };
    model.shelf.arrangement.order = Order::Shuffled(seed);
    model.say(format!("shuffled (seed {seed}): > goes through the articles in this order"));
    ask(model)
}

fn group(model: &mut Model) -> Vec<Effect> {
    let named = Grouping::NAMED;
    let at = named.iter().position(|(_, grouping)| *grouping == model.shelf.arrangement.grouping).unwrap_or_default();
    let (name, grouping) = named.get(at + 1).or(named.first()).copied().unwrap_or(("none", Grouping::None));
    model.shelf.arrangement.grouping = grouping;
    model.say(if grouping == Grouping::None { "not grouped".to_owned() } else { format!("grouped by {name}") });
    ask(model)
}

/// Marks what is meant as done, or when all of it is done as in progress. The article that is open is marked on its page.
fn done(model: &mut Model) -> Vec<Effect> {
    let Some(annotator) = model.annotator.clone() else {
        model.refuse("who is annotating? tag something first, or start with --annotator NAME");
        return Vec::new();
    };
    let Some(shown) = &model.shelf.shown else { return Vec::new() };
    let open = model.desk.as_ref().map(|desk| desk.key.as_str());
    let meant = model.shelf.meant();
    let cards: Vec<_> = meant.iter().filter_map(|key| shown.catalogue.card(shown.catalogue.find(key)?)).collect();
    let all_done = cards.iter().all(|card| card.work_of(&annotator).and_then(Work::state) == Some(WorkState::Done));
    let articles: Vec<PathBuf> = cards.iter().filter(|card| open != Some(card.key())).map(|card| card.path(&model.home)).collect();
    if articles.is_empty() {
        model.refuse(if meant.is_empty() { "there is no article to mark" } else { "this article is open: d marks it on its page" });
        return Vec::new();
    }
    model.shelf.marked.clear();
    vec![Effect::SetState(articles, if all_done { WorkState::InProgress } else { WorkState::Done })]
}

/// The name of the annotator whose queue articles go to; none takes them out of all queues.
pub(super) fn on_queue_key(model: &mut Model, mut field: Field, key: Key) -> Vec<Effect> {
    model.overlay = Some(Overlay::Library);
    match form_command(model, key) {
        Some(Command::FormClose) => Vec::new(),
        Some(Command::FormAccept) => {
            let typed = field.value().trim();
            let name = if typed.is_empty() { Some(String::new()) } else { annotator_name(typed) };
            let Some(name) = name else {
                model.refuse("a name has letters or digits, and is not “gold”");
                model.overlay = Some(Overlay::Queue { field });
                return Vec::new();
            };
            let keys = model.shelf.meant();
            model.shelf.marked.clear();
            vec![Effect::MoveToQueue(name, keys)]
        }
        _ => {
            type_into(&mut field, key);
            model.overlay = Some(Overlay::Queue { field });
            Vec::new()
        }
    }
}

/// The wheel moves; a press chooses a line, and opens the one that is chosen already.
pub(super) fn on_mouse(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let last = model.shelf.len().saturating_sub(1);
    match mouse {
        Mouse::Wheel(by) => model.shelf.at = model.shelf.at.saturating_add_signed(isize::from(by)).min(last),
        Mouse::Press(_, y) => match super::super::view::library_line(model, y) {
            Some(at) if at == model.shelf.at => return choose(model),
            Some(at) => model.shelf.at = at,
            None => return Vec::new(),
        },
        Mouse::Drag(..) => return Vec::new(),
    }
    look_into(model).into_iter().collect()
}
