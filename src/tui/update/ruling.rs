//! Decisions on the cases of a review: made, worded, taken back.

use super::super::model::Model;
use super::super::reviewing::{Mixing, Pick, Reviewing};
use super::select::shortened;
use super::tag::{now, perform};
use super::{Effect, annotate, refuse_if_read_only, review};
use crate::annotation::Change;
use crate::config::Command;
use crate::library::keeping;
use crate::review::{Case, CaseState, Choice, Decision, Held, Reason, Ruling};

/// Takes the version of that place; where all agree, that of every case of the line.
pub(super) fn take(model: &mut Model, version: usize) -> Vec<Effect> {
    let said = match reviewing(model).map(|reviewing| (reviewing.alone().is_some(), version)) {
        Some((true, 0)) => "accepted",
        Some((true, _)) => "rejected",
        _ => "taken",
    };
    decide(model, said, |reviewing, case| {
        let version = *reviewing.versions(case).get(version)?;
        Some(Choice::Take(version.held.iter().map(|held| held.annotator.clone()).collect()))
    })
}

/// Takes the version of the annotator with that initial; where initials are longer, that of all who begin with the letter.
pub(super) fn take_of(model: &mut Model, letter: char) -> Vec<Effect> {
    let letter: String = letter.to_uppercase().collect();
    decide(model, "taken", |reviewing, case| {
        let initial = |held: &Held| reviewing.initials.get(&held.annotator).map(|initial| initial.to_uppercase()).unwrap_or_default();
        let own = case.versions.iter().find(|version| version.held.iter().any(|held| initial(held) == letter));
        let mut near = case.versions.iter().filter(|version| version.held.iter().any(|held| initial(held).starts_with(&letter)));
        let version = own.or_else(|| near.next().filter(|_| near.next().is_none()))?;
        Some(Choice::Take(version.held.iter().map(|held| held.annotator.clone()).collect()))
    })
}

/// Takes every version.
pub(super) fn both(model: &mut Model) -> Vec<Effect> {
    decide(model, "all taken", |_, case| Some(Choice::Take(case.holders())))
}

/// Takes nothing: nobody is right.
pub(super) fn nothing(model: &mut Model) -> Vec<Effect> {
    let said = if reviewing(model).is_some_and(|reviewing| reviewing.alone().is_some()) { "rejected" } else { "nobody’s taken" };
    decide(model, said, |_, case| (!case.versions.is_empty()).then_some(Choice::Nothing))
}

/// Makes one annotation of all versions: of all that any has, or of what all have.
pub(super) fn joined(model: &mut Model, union: bool) -> Vec<Effect> {
    let said = if union { "joined" } else { "what all have, taken" };
    decide(model, said, |_, case| Some(if union { Choice::Union(case.holders()) } else { Choice::Intersection(case.holders()) }))
}

/// Accepts every open case on which all agree; of the work of one annotator, every open case.
pub(super) fn agreed(model: &mut Model) -> Vec<Effect> {
    let by = model.reviewer.clone().unwrap_or_default();
    let Some(reviewing) = reviewing(model) else { return Vec::new() };
    let adjudication = &reviewing.review.adjudication;
    let (decisions, said) = match reviewing.alone() {
        Some(name) => (adjudication.accept_all_of(name, None, &by, now()), format!("of {name} accepted")),
        None => (adjudication.accept_agreed(&by, now()), "accepted, on which all agree".to_owned()),
    };
    many(model, decisions, &said)
}

/// Chooses of the part that is to be chosen now; after the last one the case is decided.
pub(super) fn pick(model: &mut Model, mut mixing: Mixing, pick: Pick) -> Vec<Effect> {
    let (by, at) = (model.reviewer.clone().unwrap_or_default(), now());
    let text = model.desk.as_ref().map(|desk| desk.text().clone()).unwrap_or_default();
    let Some(reviewing) = reviewing(model) else { return Vec::new() };
    let Some(case) = reviewing.case().cloned() else { return Vec::new() };
    let possible = mixing.pick(&case, pick);
    let decided = mixing.decision(&case, |choice| reviewing.worded(Decision::new(&case, choice, &by, at)));
    if let Some(decision) = decided {
        return carry_out(model, vec![decision], format!("put together: {}", shortened(text.slice(case.place))));
    }
    reviewing.mixing = Some(mixing);
    if !possible {
        model.refuse("that cannot be chosen here");
    }
    Vec::new()
}

/// Accepts, in every open case, what the first annotator of a version has with its label.
pub(super) fn take_all_of(model: &mut Model, version: usize) -> Vec<Effect> {
    let by = model.reviewer.clone().unwrap_or_default();
    let of = |reviewing: &Reviewing| {
        let version = *reviewing.versions(reviewing.case()?).get(version)?;
        let name = version.held.first()?.annotator.clone();
        Some((reviewing.review.adjudication.accept_all_of(&name, Some(&version.label), &by, now()), name, version.label.clone()))
    };
    let Some((decisions, name, label)) = reviewing(model).and_then(|reviewing| of(reviewing)) else {
        model.refuse("there is no version of that number");
        return Vec::new();
    };
    let label = model.codebook.name_of(&label);
    many(model, decisions, &format!("taken: {label} of {name}"))
}

fn many(model: &mut Model, decisions: Vec<Decision>, said: &str) -> Vec<Effect> {
    if decisions.is_empty() {
        model.say("there is none that is open");
        return Vec::new();
    }
    let said = format!("{} {said}", decisions.len());
    carry_out(model, decisions, said)
}

fn reviewing(model: &mut Model) -> Option<&mut Reviewing> {
    model.desk.as_mut()?.review.as_deref_mut()
}

/// Decides the case under the cursor, or all of a line on which all agree, as `choice` says for each.
fn decide(model: &mut Model, said: &str, choice: impl Fn(&Reviewing, &Case) -> Option<Choice>) -> Vec<Effect> {
    let (by, at) = (model.reviewer.clone().unwrap_or_default(), now());
    let text = model.desk.as_ref().map(|desk| desk.text().clone()).unwrap_or_default();
    let Some(reviewing) = reviewing(model) else { return Vec::new() };
    let Some((_, entry)) = reviewing.entry() else { return Vec::new() };
    let words = reviewing.case().map(|case| shortened(text.slice(case.place))).unwrap_or_default();
    let cases = reviewing.cases().iter().skip(entry.first).take(entry.count);
    let decisions = cases.map(|case| Some(reviewing.worded(Decision::new(case, choice(reviewing, case)?, &by, at)))).collect::<Option<Vec<_>>>();
    let Some(decisions) = decisions.filter(|decisions| !decisions.is_empty()) else {
        model.refuse("there is no version of that number or name here");
        return Vec::new();
    };
    let said = if decisions.len() == 1 { format!("{said}: {words}") } else { format!("{} {said}", decisions.len()) };
    carry_out(model, decisions, said)
}

/// Carries decisions out, says so, and goes to the next case that is open.
fn carry_out(model: &mut Model, decisions: Vec<Decision>, said: String) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let (Some(reviewing), Some(record)) = (&mut desk.review, &desk.record) else { return Vec::new() };
    let ruling = match reviewing.review.adjudication.decide(decisions, &record.set) {
        Ok(ruling) => ruling,
        Err(refused) => {
            model.refuse(refused.to_string());
            return Vec::new();
        }
    };
    let at = reviewing.at;
    reviewing.contested.retain(|case| !ruling.after.contains_key(case));
    reviewing.reason = None;
    reviewing.comment.clear();
    let next = reviewing.next_open(Some(at));
    reviewing.at = next.unwrap_or(at);
    let all = match (&reviewing.of, reviewing.review.adjudication.next_open(None)) {
        (Some(of), Some(_)) => format!("{said}; all of {of} is reviewed, w goes on with the others"),
        _ => format!("{said}; every case is decided, d marks the article as done"),
    };
    let effects = keep(model, said.clone(), ruling);
    model.say(if next.is_some() { said } else { all });
    review::go(model);
    effects
}

/// Has what a ruling changes, and its decisions, written into the record of gold as one step.
fn keep(model: &mut Model, title: String, ruling: Ruling) -> Vec<Effect> {
    let Some(desk) = &model.desk else { return Vec::new() };
    let Some(set) = desk.set() else { return Vec::new() };
    let kept = keeping(set, &ruling.after, desk.text());
    let changes = [ruling.changes, kept].concat();
    if changes.is_empty() { Vec::new() } else { perform(model, title, changes) }
}

/// Changes of gold that are made by hand, with what becomes of the decisions that they are about: the page and the review
/// always agree.
pub(super) fn followed(model: &mut Model, mut changes: Vec<Change>) -> Vec<Change> {
    let by = model.reviewer.clone().unwrap_or_default();
    let Some(desk) = &mut model.desk else { return changes };
    let text = desk.text().clone();
    let (Some(reviewing), Some(record)) = (&mut desk.review, &desk.record) else { return changes };
    let decided = changes.iter().any(|change| matches!(change, Change::Ext { .. }));
    if by.is_empty() || decided {
        return changes;
    }
    let mut set = record.set.clone();
    set.apply_all(&changes, now());
    let ruling = reviewing.review.adjudication.follow_hand(&changes, &set, &by, now());
    changes.extend(ruling.changes);
    changes.extend(keeping(&record.set, &ruling.after, &text));
    changes
}

/// Takes the last step in the record of gold back, or does it again: decisions, and what was done by hand.
pub(super) fn replayed(model: &mut Model, undo: bool) -> Vec<Effect> {
    let effects = annotate::run(model, if undo { Command::Undo } else { Command::Redo }, None);
    review::go(model);
    effects
}

/// Opens the case under the cursor again.
pub(super) fn withdraw(model: &mut Model) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let (Some(reviewing), Some(record)) = (&mut desk.review, &desk.record) else { return Vec::new() };
    let at = reviewing.at;
    if reviewing.review.adjudication.decision(at).is_none() {
        model.say("this case is open");
        return Vec::new();
    }
    let ruling = reviewing.review.adjudication.withdraw(at, &record.set);
    let effects = keep(model, "case opened again".into(), ruling);
    model.say("open again");
    effects
}

/// Gives the decision under the cursor another reason; where there is none yet, the next decision gets it.
pub(super) fn reason(model: &mut Model, reason: Option<Reason>) -> Vec<Effect> {
    worded(model, |decision| decision.reason.clone_from(&reason), |reviewing| reviewing.reason.clone_from(&reason))
}

/// The same with a comment.
pub(super) fn comment(model: &mut Model, comment: &str) -> Vec<Effect> {
    worded(model, |decision| comment.clone_into(&mut decision.comment), |reviewing| comment.clone_into(&mut reviewing.comment))
}

fn worded(model: &mut Model, decided: impl FnOnce(&mut Decision), waits: impl FnOnce(&mut Reviewing)) -> Vec<Effect> {
    let Some(reviewing) = reviewing(model) else { return Vec::new() };
    let at = reviewing.at;
    let Some(mut decision) = reviewing.review.adjudication.decision(at).cloned() else {
        waits(reviewing);
        model.say("it goes with your next decision");
        return Vec::new();
    };
    decided(&mut decision);
    let effects = carry_out(model, vec![decision], "the decision says why now".into());
    if let Some(reviewing) = self::reviewing(model) {
        reviewing.at = at;
    }
    review::go(model);
    effects
}

/// Takes what was placed by hand since the panel was left as the decision on its case.
pub(super) fn take_placed(model: &mut Model) -> Vec<Effect> {
    let by = model.reviewer.clone().unwrap_or_default();
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let (Some(reviewing), Some(record)) = (&mut desk.review, &desk.record) else { return Vec::new() };
    let placements = reviewing.placed(&record.set);
    let Some(case) = reviewing.by_hand.take().map(|hand| hand.case) else { return Vec::new() };
    reviewing.at = case;
    let adjudication = &reviewing.review.adjudication;
    let decided = adjudication.state(case) == CaseState::Decided;
    if placements.is_empty() || (decided && adjudication.decision(case).is_none()) {
        return Vec::new();
    }
    // What lies on what was decided takes its place; all else stands beside it.
    let made: Vec<_> = adjudication.made_ids(case).iter().filter_map(|id| record.set.get(id)).flat_map(|one| one.spans.clone()).collect();
    let on_it = placements.iter().flat_map(|placement| &placement.spans).any(|span| made.iter().any(|own| own.overlaps(*span)));
    if !made.is_empty() && !on_it {
        model.say("what you tagged stands in gold beside what was decided");
        return Vec::new();
    }
    let Some(decision) = reviewing.case().map(|case| reviewing.worded(Decision::new(case, Choice::Placed(placements), &by, now()))) else {
        return Vec::new();
    };
    carry_out(model, vec![decision], "placed by hand".into())
}
