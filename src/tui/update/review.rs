//! Reviewing: opening it, going through the cases, what is decided by hand.
//!
//! While an article is reviewed, the record on the desk is that of gold: decisions and hand-made annotations are edits of it
//! like any other, with its journal, its saves and its merges.

mod alone;

use std::path::Path;

use tui_input::Input as Field;

use super::super::desk::SaveState;
use super::super::model::{Goal, ManualPage, Model, Overlay, Pending};
use super::super::reviewing::{ByHand, Mixing, Pick, Reviewing};
use super::overlay::{form_command, stepped, type_into};
use super::{Effect, article, form, refuse_if_read_only, ruling};
use crate::config::{Action, Command, Context, Key};
use crate::library::{GOLD, Review};
use crate::review::Reason;

/// Opens the review, or goes back to it.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &model.desk else {
        model.refuse("no article is open");
        return Vec::new();
    };
    let Some(name) = model.reviewer.clone().or_else(|| model.annotator.clone()) else {
        super::overlay::ask_annotator(model, Action::Command(Command::Review));
        return Vec::new();
    };
    if model.reviewer.is_none() || desk.review.is_none() {
        return vec![Effect::Review(name)];
    }
    if let Some(desk) = &mut model.desk {
        desk.beside = None;
        desk.touch_all();
    }
    model.overlay = Some(Overlay::Review);
    let effects = ruling::take_placed(model);
    go(model);
    effects
}

/// Everybody's work has been read, or there is nothing to be seen, and why.
pub(super) fn on_reviewed(model: &mut Model, path: &Path, by: String, review: Result<Box<Review>, String>) -> Vec<Effect> {
    if model.desk.as_ref().is_none_or(|desk| desk.path != path) {
        return Vec::new();
    }
    let review = match review {
        Ok(review) => review,
        Err(why) => {
            model.goal = None;
            model.refuse(why);
            return Vec::new();
        }
    };
    let Some(desk) = &mut model.desk else { return Vec::new() };
    desk.review = Some(Box::new(Reviewing::new(*review, model.review_of.as_deref())));
    if model.reviewer.is_some() {
        begin(model);
        return Vec::new();
    }
    model.reviewer = Some(by);
    as_whom(model, GOLD.to_owned())
}

/// The record of gold is on the desk: what it holds is put to the cases, and the first open one is shown.
pub(super) fn begin(model: &mut Model) {
    follow(model);
    let place = model.goal.take().map(|(_, goal)| goal);
    let Some(reviewing) = model.desk.as_mut().and_then(|desk| desk.review.as_mut()) else { return };
    let goal = place.and_then(|goal| if let Goal::Case(place) = goal { reviewing.case_at(place) } else { None });
    if let Some(at) = goal.or_else(|| reviewing.next_open(None)) {
        reviewing.at = at;
    }
    let nothing_of = model.review_of.clone().filter(|of| reviewing.of.as_ref() != Some(of));
    let told = reviewing.review.told.first().cloned();
    let unfinished = reviewing.review.unfinished.join(", ");
    model.overlay = Some(Overlay::Review);
    match told {
        Some(told) => model.refuse(told),
        None if nothing_of.is_some() => model.say(format!("nothing here is by {}: the work of all", nothing_of.unwrap_or_default())),
        None if !unfinished.is_empty() => model.say(format!("not marked as done yet by {unfinished}")),
        None => {}
    }
    go(model);
}

/// Takes over what the record of gold holds now, since others have changed it too.
pub(in crate::tui) fn follow(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    let text = desk.page.article().text().clone();
    if let (Some(reviewing), Some(gold)) = (&mut desk.review, &desk.record) {
        reviewing.follow(gold, &text);
    }
}

/// The text has changed: everybody's work is read anew.
pub(super) fn on_rewritten(model: &mut Model) -> Option<Effect> {
    let by = model.reviewer.clone()?;
    model.desk.as_mut()?.review = None;
    if matches!(model.overlay, Some(Overlay::Review | Overlay::ReviewWords { .. })) {
        model.overlay = None;
    }
    Some(Effect::Review(by))
}

/// Puts somebody else's record on the desk.
fn as_whom(model: &mut Model, name: String) -> Vec<Effect> {
    if let (Some(desk), Some(own)) = (&model.desk, &model.annotator)
        && let (SaveState::Failed(trouble), true) = (&desk.save, desk.unsaved() > 0)
    {
        model.lost.insert(model.home.record_path(own, &desk.key), trouble.why.clone());
    }
    model.overlay = None;
    model.annotator = Some(name);
    if let Some(desk) = &mut model.desk {
        desk.record = None;
        desk.selection = None;
        desk.adjusting = None;
        desk.adding_to = None;
        desk.release();
    }
    vec![Effect::LoadRecord]
}

/// Goes back to one's own record.
fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(own) = model.reviewer.take() else { return Vec::new() };
    if let Some(desk) = &mut model.desk {
        desk.review = None;
    }
    let effects = as_whom(model, own.clone());
    model.say(format!("the review is left: these are the annotations of {own}"));
    effects
}

/// Has the case under the cursor in sight.
pub(super) fn go(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    let Some((place, around)) = desk.review.as_ref().and_then(|review| review.case()).map(|case| (case.place, case.around)) else { return };
    desk.selection = None;
    desk.release();
    desk.page.reveal(around.end.saturating_sub(1));
    desk.page.reveal(around.start);
    desk.go_to(place.start);
}

fn reviewing(model: &mut Model) -> Option<&mut Reviewing> {
    model.desk.as_mut()?.review.as_deref_mut()
}

/// Goes to another case.
fn to(model: &mut Model, case: Option<usize>) {
    match (case, reviewing(model)) {
        (Some(case), Some(reviewing)) => {
            reviewing.at = case;
            go(model);
        }
        _ => model.say("every case is decided"),
    }
}

/// A line further in the list, or back.
fn step(model: &mut Model, command: Command) {
    let Some(reviewing) = reviewing(model) else { return };
    let entries = reviewing.entries();
    let at = reviewing.entry().map_or(0, |(at, _)| at);
    let case = entries.get(stepped(at, entries.len(), command)).map(|entry| entry.first);
    if case.is_some() {
        to(model, case);
    }
}

pub(super) fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    model.overlay = Some(Overlay::Review);
    let key = model.keymap.translate(key);
    if let (true, crate::config::KeyCode::Char(letter)) = (key.alt, key.code) {
        return ruling::take_of(model, letter);
    }
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    if let Some(mixing) = reviewing(model).and_then(|reviewing| reviewing.mixing.take()) {
        return on_mixing_key(model, mixing, command, key.typed());
    }
    let all_of = reviewing(model).is_some_and(|reviewing| std::mem::take(&mut reviewing.all_of));
    match (command, key.typed()) {
        (Some(Command::ListClose), _) if all_of => {}
        (Some(Command::ListClose), _) => return leave(model),
        (Some(Command::ListChoose), _) => by_hand(model),
        (Some(command), _) => step(model, command),
        (None, Some(letter)) => return on_letter(model, letter, all_of),
        (None, None) if model.keymap.lookup(Context::Page, key) == Some(Action::Command(Command::Quit)) => return article::quit(model),
        _ => {}
    }
    Vec::new()
}

/// A key while a case is put together part by part: of what version, of all, nothing; anything else leaves it.
fn on_mixing_key(model: &mut Model, mut mixing: Mixing, command: Option<Command>, letter: Option<char>) -> Vec<Effect> {
    let pick = match letter {
        Some(digit @ '1'..='9') => Pick::Version(digit.to_digit(10).unwrap_or(1) as usize - 1),
        Some('b') => Pick::All,
        Some('0' | 'x') => Pick::Nothing,
        _ if command == Some(Command::ListClose) => return Vec::new(),
        Some('?') => {
            model.overlay = Some(Overlay::Manual { page: ManualPage::Review, row: 0 });
            if let Some(reviewing) = reviewing(model) {
                reviewing.mixing = Some(mixing);
            }
            return Vec::new();
        }
        _ => {
            // Back to the part before.
            let left = !matches!(letter, Some('u')) || mixing.picked.pop().is_none();
            if let (false, Some(reviewing)) = (left, reviewing(model)) {
                reviewing.mixing = Some(mixing);
            }
            return Vec::new();
        }
    };
    ruling::pick(model, mixing, pick)
}

/// Edits what the case under the cursor has in gold, in its form. A case with one version is accepted first; of one whose
/// versions say different things of the same words, what to take of whom is chosen part by part.
fn edit(model: &mut Model) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(reviewing) = reviewing(model) else { return Vec::new() };
    let at = reviewing.at;
    let Some(case) = reviewing.case() else { return Vec::new() };
    let versions = if reviewing.of.is_some() { 1 } else { case.versions.len() };
    let (mixing, open) = (Mixing::of(case), reviewing.review.adjudication.decision(at).is_none());
    let mut effects = Vec::new();
    match (open, versions) {
        (true, 2..) => {
            if mixing.is_none() {
                model.refuse("the versions differ in their words only: take one, then e edits it");
            } else if let Some(reviewing) = self::reviewing(model) {
                reviewing.mixing = mixing;
            }
            return Vec::new();
        }
        (true, 1) => effects = ruling::take(model, 0),
        _ => {}
    }
    let Some(reviewing) = self::reviewing(model) else { return effects };
    reviewing.at = at;
    let made = reviewing.review.adjudication.made_ids(at);
    let gold = reviewing.case().into_iter().flat_map(|case| &case.gold).map(|gold| gold.id.clone());
    let ids: Vec<_> = made.into_iter().chain(gold).collect();
    let Some(annotation) = model.desk.as_ref().and_then(|desk| ids.iter().find_map(|id| desk.annotation(id))) else {
        model.refuse("gold has nothing here to edit; Enter places what is right by hand");
        return effects;
    };
    form::open(model, &annotation);
    if let Some(reviewing) = self::reviewing(model) {
        reviewing.editing = true;
    }
    effects
}

/// Once what was edited is let go of, the review goes on.
pub(super) fn after_editing(model: &mut Model) {
    let Some(desk) = model.desk.as_mut().filter(|_| model.overlay.is_none() && model.pending == Pending::Nothing) else { return };
    let busy = desk.citing.is_some() || desk.adjusting.is_some() || desk.adding_to.is_some();
    if let Some(reviewing) = desk.review.as_mut().filter(|reviewing| reviewing.editing && !busy) {
        reviewing.editing = false;
        desk.touch_all();
        model.overlay = Some(Overlay::Review);
        go(model);
    }
}

fn on_letter(model: &mut Model, letter: char, all_of: bool) -> Vec<Effect> {
    match letter {
        '1'..='9' => {
            let version = letter.to_digit(10).unwrap_or(1) as usize - 1;
            let of_another = version > 0 && reviewing(model).is_some_and(|reviewing| reviewing.of.is_some());
            return match (all_of, of_another) {
                (true, _) => ruling::take_all_of(model, version),
                (false, true) => alone::reject(model, |model| ruling::take(model, version)),
                (false, false) => ruling::take(model, version),
            };
        }
        'a' if reviewing(model).is_some_and(|reviewing| reviewing.alone().is_some()) => return ruling::take(model, 0),
        'x' if alone::others_differ(model) => model.refuse("others have something else here: a number takes theirs, 0 nobody’s"),
        '0' | 'x' => return alone::reject(model, ruling::nothing),
        'w' => alone::whose(model),
        'e' => return edit(model),
        'b' => return ruling::both(model),
        '+' | '=' => return ruling::joined(model, true),
        '-' => return ruling::joined(model, false),
        'A' => return ruling::agreed(model),
        'u' => return ruling::replayed(model, true),
        'U' => return ruling::replayed(model, false),
        'o' => return ruling::withdraw(model),
        'd' => return article::run(model, Command::ArticleDone, None),
        'a' => {
            if let Some(reviewing) = reviewing(model) {
                reviewing.all_of = true;
            }
            model.say("everything of whom, with this label? The number of a version");
        }
        'r' | 'c' => words(model, letter == 'c'),
        'j' => step(model, Command::ListNext),
        'k' => step(model, Command::ListPrevious),
        'n' | 's' => {
            let next = reviewing(model).and_then(|reviewing| reviewing.next_open(Some(reviewing.at)));
            to(model, next);
        }
        'N' => {
            let previous = reviewing(model).and_then(|reviewing| reviewing.previous_open());
            to(model, previous);
        }
        '?' => model.overlay = Some(Overlay::Manual { page: ManualPage::Review, row: 0 }),
        _ => model.refuse(format!("{letter} does nothing here; ? shows the keys of the review")),
    }
    Vec::new()
}

/// Leaves the panel for the page, to place by hand what nobody has.
fn by_hand(model: &mut Model) {
    if refuse_if_read_only(model) {
        return;
    }
    let known = model.desk.as_ref().and_then(|desk| desk.set()).map(|set| set.all().iter().map(|annotation| annotation.id.clone()).collect());
    if let Some(reviewing) = reviewing(model) {
        reviewing.by_hand = Some(ByHand { case: reviewing.at, known: known.unwrap_or_default() });
    }
    model.overlay = None;
    let key = model.keymap.keys_of(Command::Review).first().map_or_else(|| ":review".to_owned(), ToString::to_string);
    model.say(format!("in the record of gold: tag what is right, then {key} goes back to the review"));
}

/// Asks for the reason, or for a comment.
fn words(model: &mut Model, comment: bool) {
    let Some(reviewing) = reviewing(model) else { return };
    let decided = reviewing.review.adjudication.decision(reviewing.at);
    let before = match (comment, decided) {
        (true, Some(decision)) => decision.comment.clone(),
        (true, None) => reviewing.comment.clone(),
        (false, _) => String::new(),
    };
    model.overlay = Some(Overlay::ReviewWords { comment, field: Field::new(before) });
}

/// A key while the reason or a comment is asked for. A digit that is typed first is that of the short list.
pub(super) fn on_words_key(model: &mut Model, comment: bool, mut field: Field, key: Key) -> Vec<Effect> {
    let listed = key.typed().and_then(|c| c.to_digit(10)).filter(|_| !comment && field.value().is_empty());
    let listed = listed.and_then(|digit| Reason::LIST.get((digit as usize + 9) % 10));
    model.overlay = Some(Overlay::Review);
    let effects = match (form_command(model, key), listed) {
        (Some(Command::FormClose), _) => Vec::new(),
        (_, Some(reason)) => ruling::reason(model, Some(reason.clone())),
        (Some(Command::FormAccept), _) if comment => ruling::comment(model, field.value().trim()),
        (Some(Command::FormAccept), _) => ruling::reason(model, Reason::from_words(field.value())),
        _ => {
            type_into(&mut field, key);
            model.overlay = Some(Overlay::ReviewWords { comment, field });
            return Vec::new();
        }
    };
    let next = |reviewing: &mut Reviewing| std::mem::take(&mut reviewing.goes_on).then(|| reviewing.next_open(Some(reviewing.at)))?;
    if let Some(next) = reviewing(model).and_then(next) {
        to(model, Some(next));
    }
    effects
}
