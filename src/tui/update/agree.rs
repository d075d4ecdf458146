//! The screen of agreement: its pages, whose figures, and what its lines lead to.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::agreeing::{AgreeNews, Sheet};
use super::super::model::{Goal, Model, Overlay};
use super::super::view::agree_depth;
use super::Effect;
use super::overlay::stepped;
use crate::config::{Action, Command, Context, Key, KeyCode};
use crate::library::grouped;

/// Opens the screen with what was worked out last, and has it worked out anew: on all articles, or on those that the filter
/// of the library leaves.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    model.agreeing.call_off();
    model.agreeing.stop = Arc::new(AtomicBool::new(false));
    model.agreeing.progress = Some("reading".into());
    model.overlay = Some(Overlay::Agree);
    let shelf = &model.shelf;
    let filtered = shelf.shown.is_some() && !shelf.filter.value().trim().is_empty();
    let cards = || (0..shelf.len()).filter_map(|at| shelf.card(at)).map(|card| (card.path(&model.home), card.key().to_owned())).collect();
    vec![Effect::Agree(filtered.then(cards), model.agreeing.stop.clone())]
}

/// How far the work is, or what came of it.
pub(super) fn on_news(model: &mut Model, stop: &Arc<AtomicBool>, news: AgreeNews) {
    if !Arc::ptr_eq(stop, &model.agreeing.stop) {
        return;
    }
    let agreeing = &mut model.agreeing;
    match news {
        AgreeNews::Read(done, all) => agreeing.progress = Some(format!("{} of {} articles read", grouped(done), grouped(all))),
        AgreeNews::Resampled(done, all) => agreeing.progress = Some(format!("{} of {} rounds of the bootstrap", grouped(done), grouped(all))),
        AgreeNews::Agreed(Ok(agreed)) => {
            agreeing.agreed = Some(agreed);
            agreeing.progress = None;
            agreeing.whose = agreeing.whose.min(agreeing.choices().saturating_sub(1));
            agreeing.at = agreeing.lines().map_or(agreeing.at, |lines| agreeing.at.min(lines.saturating_sub(1)));
        }
        AgreeNews::Agreed(Err(why)) => {
            agreeing.agreed = None;
            agreeing.progress = None;
            if matches!(model.overlay, Some(Overlay::Agree)) {
                model.overlay = None;
            }
            model.refuse(why);
        }
    }
}

pub(super) fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    let (lines, choices) = (model.agreeing.lines().unwrap_or_else(|| agree_depth(model) + 1), model.agreeing.choices().max(1));
    let agreeing = &mut model.agreeing;
    let page = key.typed().and_then(|c| c.to_digit(10)).and_then(|digit| Sheet::NAMED.get((digit as usize).checked_sub(1)?));
    match (command, key.code) {
        (Some(Command::ListClose), _) => {
            agreeing.call_off();
            // Of many articles it is much to keep; who goes to a review comes back to it.
            (agreeing.progress, agreeing.agreed) = (None, None);
            return if model.desk.is_none() { super::library::open(model) } else { Vec::new() };
        }
        (Some(Command::ListChoose), _) => return choose(model),
        (Some(Command::ListTick), _) => (agreeing.sheet, agreeing.at) = (agreeing.sheet.next(), 0),
        (Some(command), _) => agreeing.at = stepped(agreeing.at, lines, command),
        (None, KeyCode::Right) => agreeing.whose = (agreeing.whose + 1) % choices,
        (None, KeyCode::Left) => agreeing.whose = (agreeing.whose + choices - 1) % choices,
        (None, _) if page.is_some() => (agreeing.sheet, agreeing.at) = (page.map(|(sheet, _)| *sheet).unwrap_or_default(), 0),
        (None, KeyCode::Char('j')) => agreeing.at = stepped(agreeing.at, lines, Command::ListNext),
        (None, KeyCode::Char('k')) => agreeing.at = stepped(agreeing.at, lines, Command::ListPrevious),
        (None, _) => {}
    }
    model.overlay = Some(Overlay::Agree);
    Vec::new()
}

/// Opens the review of the article or place under the cursor.
fn choose(model: &mut Model) -> Vec<Effect> {
    let agreeing = &model.agreeing;
    let goal = agreeing.agreed.as_ref().and_then(|agreed| match agreeing.sheet {
        Sheet::Articles => agreed.articles.get(agreeing.at).map(|article| (article.path.clone(), None)),
        Sheet::Places => agreed.places.get(agreeing.at).map(|place| (place.path.clone(), Some(place.place))),
        Sheet::Figures | Sheet::Confusion => None,
    });
    let Some((path, place)) = goal else {
        model.overlay = Some(Overlay::Agree);
        return Vec::new();
    };
    model.goal = place.map(|place| (path.clone(), Goal::Case(place)));
    model.reviews = model.reviewer.is_none();
    vec![Effect::Load(path)]
}
