//! Relating annotations to each other.

use std::collections::BTreeMap;

use tui_input::Input as Field;

use super::super::model::{Model, Overlay};
use super::super::relating::{Relating, Target, Way};
use super::annotate::{focus, with_target};
use super::overlay::{form_command, type_into};
use super::select::shortened;
use super::tag::{new_id, now, perform};
use super::{Effect, refuse_if_read_only};
use crate::annotation::{Annotation, Change, Id, LabelId, Origin, Relation};
use crate::config::{Action, Command, Context, Key};
use crate::suggest::{Partner, proposals};

/// Who proposes the other end where the text names it.
const BY: &str = "attribution";

/// `r`: shows what the annotation may be related to.
pub(super) fn open(model: &mut Model) {
    if model.annotator.is_none() {
        model.refuse("tag something first: nobody is annotating yet");
        return;
    }
    with_target(model, |model, annotation| {
        let relating = model.desk.as_ref().and_then(|desk| Relating::new(&model.codebook, desk, &annotation));
        let Some(relating) = relating else {
            model.refuse(format!("the codebook has no relation for {}", model.codebook.name_of(&annotation.label)));
            return;
        };
        focus(model, &annotation);
        model.overlay = Some(Overlay::Relate(Box::new(relating)));
    });
}

pub(super) fn on_key(model: &mut Model, mut relating: Box<Relating>, key: Key) -> Vec<Effect> {
    if let Some(field) = relating.find.take() {
        return on_find_key(model, relating, field, key);
    }
    if form_command(model, key) == Some(Command::FormClose) {
        back(model, &relating);
        return Vec::new();
    }
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    let again = model.keymap.lookup(Context::Annotation, key) == Some(Action::Command(Command::AnnotationRelate));
    match (command, key.typed()) {
        (Some(Command::ListNext | Command::ListTick), _) => step(model, &mut relating, 1),
        (Some(Command::ListPrevious), _) => step(model, &mut relating, -1),
        (Some(Command::ListChoose), _) => {
            let chosen = relating.chosen.and_then(|at| relating.in_order().get(at).copied().cloned()).or_else(|| relating.targets.first().cloned());
            if let (Some(target), Some(way)) = (chosen, relating.meant().cloned()) {
                return take(model, &relating, &way, &target);
            }
            model.refuse("there is nothing here to relate it to yet: tag it first");
        }
        (_, Some('/')) => relating.find = Some(Field::default()),
        _ if again => {
            if let Some(desk) = &model.desk {
                relating.turn(&model.codebook, desk);
            }
        }
        (_, Some(letter)) => match (relating.by_key(letter).cloned(), relating.meant().cloned()) {
            (Some(target), Some(way)) => return take(model, &relating, &way, &target),
            _ => model.refuse(format!("nothing has the key {letter}")),
        },
        _ => {}
    }
    model.overlay = Some(Overlay::Relate(relating));
    Vec::new()
}

/// A key while the targets are narrowed down by what they hold.
fn on_find_key(model: &mut Model, mut relating: Box<Relating>, mut field: Field, key: Key) -> Vec<Effect> {
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    match command {
        Some(Command::ListClose) => {
            if let Some(desk) = &model.desk {
                relating.narrow(&model.codebook, desk);
            }
        }
        Some(Command::ListChoose) => {
            let chosen = relating.chosen.and_then(|at| relating.in_order().get(at).copied().cloned()).or_else(|| relating.targets.first().cloned());
            if let (Some(target), Some(way)) = (chosen, relating.meant().cloned()) {
                return take(model, &relating, &way, &target);
            }
            model.refuse("nothing here holds that");
            relating.find = Some(field);
        }
        Some(Command::ListNext) => {
            step(model, &mut relating, 1);
            relating.find = Some(field);
        }
        Some(Command::ListPrevious) => {
            step(model, &mut relating, -1);
            relating.find = Some(field);
        }
        _ => {
            type_into(&mut field, key);
            relating.find = Some(field);
            if let Some(desk) = &model.desk {
                relating.narrow(&model.codebook, desk);
            }
        }
    }
    model.overlay = Some(Overlay::Relate(relating));
    Vec::new()
}

/// Moves on among the targets in the order of the text, which comes in sight.
fn step(model: &mut Model, relating: &mut Relating, by: isize) {
    let targets = relating.in_order();
    let Some(desk) = &mut model.desk else { return };
    let own = desk.annotation(&relating.id).map_or(0, |annotation| annotation.start());
    let next = match relating.chosen {
        Some(at) => at.saturating_add_signed(by).min(targets.len().saturating_sub(1)),
        None if by > 0 => targets.partition_point(|target| target.span.start < own).min(targets.len().saturating_sub(1)),
        None => targets.partition_point(|target| target.span.start < own).saturating_sub(1),
    };
    if let Some(target) = targets.get(next) {
        desk.page.reveal(target.span.start);
        relating.chosen = Some(next);
    }
}

/// Back to the annotation.
fn back(model: &mut Model, relating: &Relating) {
    if let Some(annotation) = model.desk.as_ref().and_then(|desk| desk.annotation(&relating.id)) {
        focus(model, &annotation);
    }
}

/// Relates to a target, or takes the relation away that is there.
fn take(model: &mut Model, relating: &Relating, way: &Way, target: &Target) -> Vec<Effect> {
    back(model, relating);
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let there = target.related.as_ref().and_then(|id| model.desk.as_ref()?.set()?.relations().iter().find(|relation| relation.id == *id).cloned());
    if let Some(relation) = there {
        let said = format!("no longer {} {}", way.name, words(model, &target.partner));
        let effects = perform(model, said.clone(), vec![Change::Relation { before: Some(relation), after: None }]);
        model.say(said);
        return effects;
    }
    relate(model, &relating.id, (&way.kind, way.outward), &target.partner)
}

fn words(model: &Model, partner: &Partner) -> String {
    let Some(desk) = &model.desk else { return String::new() };
    match partner {
        Partner::Words(span) => shortened(desk.text().slice(*span)),
        Partner::Annotation(id) => desk.annotation(id).map_or_else(String::new, |annotation| shortened(&annotation.quoted_head(desk.text(), 400))),
    }
}

/// Relates an annotation to another one, or to words that become one, as one step. Of a kind that it may have once the one
/// before goes.
pub(super) fn relate(model: &mut Model, id: &Id, (kind, outward): (&str, bool), partner: &Partner) -> Vec<Effect> {
    let Some(kind) = model.codebook.relation(kind).cloned() else { return Vec::new() };
    let Some(annotation) = model.desk.as_ref().and_then(|desk| desk.annotation(id)) else { return Vec::new() };
    let now = now();
    let mut changes = Vec::new();
    let (other, label): (Id, LabelId) = match partner {
        Partner::Annotation(other) => {
            let Some(other) = model.desk.as_ref().and_then(|desk| desk.annotation(other)) else { return Vec::new() };
            (other.id.clone(), other.label.clone())
        }
        Partner::Words(span) => {
            let ends = if outward { &kind.to } else { &kind.from };
            let Some(label) = ends.first().cloned().or_else(|| model.codebook.labels.first().map(|label| label.id.clone())) else { return Vec::new() };
            let new = Annotation::new(new_id(), label.clone(), vec![*span], Origin::Suggested { by: BY.into() }, now);
            let id = new.id.clone();
            changes.push(Change::add(new));
            (id, label)
        }
    };
    let (from, to) = if outward { ((id.clone(), &annotation.label), (other, &label)) } else { ((other, &label), (id.clone(), &annotation.label)) };
    if !kind.fits(from.1, to.1) {
        let name = |label: &LabelId| model.codebook.name_of(label);
        model.refuse(format!("“{}” does not lead from {} to {}", kind.name, name(from.1), name(to.1)));
        return Vec::new();
    }
    let relations = model.desk.as_ref().and_then(|desk| desk.set()).map(|set| set.relations_of(&from.0)).unwrap_or_default();
    let own = relations.into_iter().filter(|relation| relation.kind == kind.id && relation.from == from.0);
    let (same, others): (Vec<_>, Vec<_>) = own.partition(|relation| relation.to == to.0);
    if !same.is_empty() {
        model.say("that relation is there already");
        return Vec::new();
    }
    let mut instead = String::new();
    if kind.single && !others.is_empty() {
        let gone: Vec<String> = others.iter().map(|before| words(model, &Partner::Annotation(before.to.clone()))).collect();
        instead = format!(" instead of {}", gone.join(", "));
        changes.extend(others.into_iter().map(|before| Change::Relation { before: Some(before), after: None }));
    }
    let relation = Relation {
        id: new_id(),
        kind: kind.id.clone(),
        from: from.0,
        to: to.0,
        origin: Origin::Human,
        created: now,
        modified: now,
        conflict: BTreeMap::new(),
        ext: BTreeMap::new(),
    };
    changes.push(Change::Relation { before: None, after: Some(relation.into()) });
    let said = format!("{} {}{instead}", if outward { &kind.name } else { &kind.inverse }, words(model, partner));
    let effects = perform(model, said.clone(), changes);
    model.say(said);
    effects
}

/// Offers what a new annotation is most likely related to: told on the line, taken by `1` or `2`.
pub(super) fn offer(model: &mut Model, id: &Id) {
    if !model.settings.candidates || !model.home.project.candidates {
        return;
    }
    let Some(desk) = &model.desk else { return };
    let Some((set, annotation)) = desk.set().and_then(|set| Some((set, set.get(id)?))) else { return };
    let offered = proposals(desk.article(), set, &model.codebook, annotation);
    if offered.is_empty() {
        return;
    }
    let named = offered.iter().enumerate().map(|(n, (kind, partner))| {
        let name = model.codebook.relation(kind).map_or("", |kind| kind.name.as_str());
        format!("{} {name} {}", n + 1, words(model, partner))
    });
    let named: Vec<String> = named.collect();
    let said = model.message.as_ref().map(|message| message.text.clone()).unwrap_or_default();
    model.say(format!("{said} · {}", named.join(" · ")));
    if let Some(desk) = &mut model.desk {
        desk.offered = Some((id.clone(), offered));
    }
}

/// Takes what was offered for the annotation that was just made, if the key is one of its numbers.
pub(super) fn take_offered(model: &mut Model, key: Key) -> Option<Vec<Effect>> {
    let (id, offered) = model.desk.as_mut()?.offered.take()?;
    let n = (key.typed()?.to_digit(10)? as usize).checked_sub(1)?;
    let (kind, partner) = offered.get(n)?;
    let effects = relate(model, &id, (kind, true), partner);
    if let Some(desk) = &mut model.desk {
        // The other one may be taken as well, when it says something else.
        let rest: Vec<_> = offered.iter().filter(|(other, _)| other != kind).cloned().collect();
        desk.offered = (!rest.is_empty()).then_some((id, rest));
    }
    pass_by(model);
    Some(effects)
}

/// Goes on from a candidate that has been tagged by what was related to it.
fn pass_by(model: &mut Model) {
    let Some(desk) = &model.desk else { return };
    let tagged = desk.candidate.as_ref().is_some_and(|candidate| {
        let same = candidate.label.as_ref().and_then(|label| desk.set()?.same(label, &candidate.spans));
        same.is_some()
    });
    if tagged {
        let (sought, said) = (desk.sought.clone(), model.message.clone());
        super::candidate::go(model, true, sought.as_ref(), 1);
        model.message = said;
    }
}
