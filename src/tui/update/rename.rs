//! Giving an entity another name: what is asked, what is shown before anything changes, and what came of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tui_input::Input as Field;

use super::super::model::{Model, Overlay};
use super::super::register::Listed;
use super::super::renaming::{Back, PlanLine, RenameNews, RenameOver, Renaming, Stage};
use super::overlay::{form_command, stepped, type_into};
use super::select::shortened;
use super::tag::{now, perform};
use super::{Effect, annotate, form, refuse_if_read_only, register};
use crate::annotation::Change;
use crate::config::{Action, Command, Context, Key};
use crate::library::{RenamePlan, grouped, name_of, renaming};

/// Code points of a name at most.
const LONGEST: usize = 200;

/// Asks for another name for the entity of the annotation that a command is about.
pub(super) fn open(model: &mut Model, back: Option<Back>) {
    annotate::with_target(model, |model, annotation| {
        let name = model.desk.as_ref().and_then(|desk| name_of(&model.codebook, &annotation, desk.text()));
        match name {
            Some(name) => ask(model, name, back.unwrap_or(Back::Page)),
            None => model.refuse("this annotation names nobody: it has no entity"),
        }
    });
}

/// Asks for another name for an entity.
pub(super) fn ask(model: &mut Model, old: String, back: Back) {
    if refuse_if_read_only(model) {
        return;
    }
    if own_changes(model, &old, &old).is_empty() {
        model.refuse(format!("{} is nobody’s entity yet: its form (Enter) has a row for it", shortened(&old)));
        return;
    }
    let stage = Stage::Naming(Field::new(old.clone()));
    let renaming = Renaming { old, new: String::new(), taken: false, stage, stop: Arc::<AtomicBool>::default(), back };
    model.overlay = Some(Overlay::Rename(Box::new(renaming)));
}

/// What would change in the open article.
fn own_changes(model: &Model, old: &str, new: &str) -> Vec<Change> {
    let Some(desk) = &model.desk else { return Vec::new() };
    desk.set().map(|set| renaming(set, desk.text(), &model.codebook, (old, new), now())).unwrap_or_default()
}

pub(super) fn on_key(model: &mut Model, mut renaming: Box<Renaming>, key: Key) -> Vec<Effect> {
    let form = form_command(model, key);
    let list = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    if form == Some(Command::FormClose) {
        return leave(model, &renaming);
    }
    let step = |at: usize, len: usize| match (list, key.typed()) {
        (Some(command), _) => stepped(at, len, command),
        (None, Some('j')) => stepped(at, len, Command::ListNext),
        (None, Some('k')) => stepped(at, len, Command::ListPrevious),
        _ => at,
    };
    match &mut renaming.stage {
        Stage::Naming(_) if form == Some(Command::FormAccept) => return named(model, renaming),
        Stage::Naming(field) => drop(type_into(field, key)),
        Stage::Listed { plan, .. } if list == Some(Command::ListChoose) => {
            let plan = plan.clone();
            return carry_out(model, renaming, plan);
        }
        Stage::Listed { lines, at, .. } => *at = step(*at, lines.len()),
        Stage::Told { .. } if list == Some(Command::ListChoose) => return leave(model, &renaming),
        Stage::Told { failed, at } => *at = step(*at, failed.len()),
        Stage::Looking(..) | Stage::Changing { .. } => {}
    }
    model.overlay = Some(Overlay::Rename(renaming));
    Vec::new()
}

/// Leaves it, whatever is under way, and goes back to where it began.
fn leave(model: &mut Model, renaming: &Renaming) -> Vec<Effect> {
    renaming.call_off();
    match renaming.stage {
        Stage::Changing { .. } => model.say("called off after the article at hand; what is changed by now stays"),
        Stage::Told { .. } => {}
        _ => model.say(format!("{} keeps its name", shortened(&renaming.old))),
    }
    go_back(model, &renaming.back);
    Vec::new()
}

fn go_back(model: &mut Model, back: &Back) {
    let said = model.message.take();
    match back {
        Back::Page => {}
        Back::Form(id) => {
            if let Some(annotation) = model.desk.as_ref().and_then(|desk| desk.annotation(id)) {
                form::open(model, &annotation);
            }
        }
        Back::Ledger(at) => register::open_at(model, Listed::Ledger, *at),
        Back::Desk(at) => register::open_at(model, Listed::Desk, *at),
    }
    model.message = said.or_else(|| model.message.take());
}

/// The new name is there: has the worker look what it comes to.
fn named(model: &mut Model, mut renaming: Box<Renaming>) -> Vec<Effect> {
    let typed = if let Stage::Naming(field) = &renaming.stage { field.value() } else { "" };
    let new = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = if new.is_empty() {
        Some("a name is needed")
    } else if new == renaming.old {
        Some("that is its name already")
    } else {
        (new.chars().count() > LONGEST).then_some("that is too long for a name")
    };
    if let Some(why) = why {
        model.refuse(why);
        model.overlay = Some(Overlay::Rename(renaming));
        return Vec::new();
    }
    renaming.taken = model.names.entities.all().iter().any(|entity| entity.name == new) || !own_changes(model, &new, &new).is_empty();
    renaming.new = new;
    renaming.stage = Stage::Looking(0, 0);
    let open = model.desk.as_ref().map(|desk| desk.key.clone()).unwrap_or_default();
    let effect = Effect::PlanRename { old: renaming.old.clone(), open, stop: renaming.stop.clone() };
    model.overlay = Some(Overlay::Rename(renaming));
    vec![effect]
}

/// The worker tells how far it is, what would change, or what came of it.
pub(super) fn on_news(model: &mut Model, stop: &Arc<AtomicBool>, news: RenameNews) -> Vec<Effect> {
    let shown = matches!(&model.overlay, Some(Overlay::Rename(renaming)) if Arc::ptr_eq(&renaming.stop, stop));
    if let RenameNews::Over(over) = news {
        return finish(model, over, shown);
    }
    if !shown {
        return Vec::new();
    }
    let planned = if let RenameNews::Planned(plan) = &news { Some(lines(model, plan)) } else { None };
    let Some(Overlay::Rename(renaming)) = &mut model.overlay else { return Vec::new() };
    match (news, &mut renaming.stage) {
        (RenameNews::Looked(done, all), Stage::Looking(..)) => renaming.stage = Stage::Looking(done, all),
        (RenameNews::Planned(plan), Stage::Looking(..)) => {
            renaming.stage = Stage::Listed { plan: Arc::new(*plan), lines: planned.unwrap_or_default(), at: 0 };
        }
        (RenameNews::Changed(now, of), Stage::Changing { done, all, .. }) => (*done, *all) = (now, of),
        _ => {}
    }
    Vec::new()
}

/// What would change, the open article first: as it is on the screen, saved or not.
fn lines(model: &Model, plan: &RenamePlan) -> Vec<PlanLine> {
    let changes = own_changes(model, &plan.old, &plan.old);
    let Some(desk) = &model.desk else { return PlanLine::all(plan) };
    let texts: Vec<String> = changes
        .iter()
        .filter_map(|change| if let Change::Annotation { before: Some(before), .. } = change { Some(before.quoted_head(desk.text(), 80)) } else { None })
        .collect();
    let own = (!texts.is_empty()).then(|| PlanLine::article(&desk.key, &texts, true));
    own.into_iter().chain(PlanLine::all(plan)).collect()
}

/// One step changes the open article; the worker changes the others.
fn carry_out(model: &mut Model, mut renaming: Box<Renaming>, plan: Arc<RenamePlan>) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        model.overlay = Some(Overlay::Rename(renaming));
        return Vec::new();
    }
    let changes = own_changes(model, &renaming.old, &renaming.new);
    let own = changes.len();
    let title = format!("{} is {} now", shortened(&renaming.old), shortened(&renaming.new));
    let mut effects = if own > 0 { perform(model, title, changes) } else { Vec::new() };
    effects.push(Effect::Rename { plan: plan.clone(), new: renaming.new.clone(), stop: renaming.stop.clone() });
    renaming.stage = Stage::Changing { done: 0, all: plan.by_article().len(), own };
    model.overlay = Some(Overlay::Rename(renaming));
    effects
}

/// It is over: says what was changed, and lists what was not.
fn finish(model: &mut Model, over: RenameOver, shown: bool) -> Vec<Effect> {
    let RenameOver { old, new, articles, renamed } = over;
    let renaming = if shown { model.overlay.take() } else { None };
    let own = match &renaming {
        Some(Overlay::Rename(renaming)) => {
            if let Stage::Changing { own, .. } = renaming.stage {
                own
            } else {
                0
            }
        }
        _ => 0,
    };
    let count = own + renamed.annotations;
    let annotations = if count == 1 { "1 annotation".into() } else { format!("{} annotations", grouped(count)) };
    let names = format!("{} is {} now in {annotations}", shortened(&old), shortened(&new));
    let said = match (renamed.failed.as_slice(), renamed.stopped) {
        (_, true) => format!("called off: {names}; the others keep it"),
        ([], _) if own > 0 && articles > 0 => format!("{names}; u undoes it here"),
        ([], _) => names,
        ([one], _) => format!("{names}; not changed: {one}"),
        ([one, rest @ ..], _) => format!("{names}; not changed: {one} (and {} more)", rest.len()),
    };
    let sound = renamed.failed.is_empty();
    if sound {
        model.say(said);
    } else {
        model.refuse(said);
    }
    let Some(Overlay::Rename(mut renaming)) = renaming else { return Vec::new() };
    if sound {
        go_back(model, &renaming.back);
    } else {
        renaming.stage = Stage::Told { failed: renamed.failed, at: 0 };
        model.overlay = Some(Overlay::Rename(renaming));
    }
    Vec::new()
}
