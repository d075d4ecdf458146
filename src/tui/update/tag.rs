//! Tagging: the label keys, repeating, and all occurrences at once.

use jiff::Timestamp;
use uuid::Uuid;

use super::super::desk::Desk;
use super::super::model::{Model, Occurrence, Overlay};
use super::candidate;
use super::select::shortened;
use super::{Effect, refuse_if_read_only};
use crate::annotation::{Annotation, Change, Id, Label, LabelId, Move, Natural, Origin, Step, Value, WorkState};
use crate::article::{Article, Span, TokenKind};
use crate::config::{Action, Command};
use crate::library::SaveJob;
use crate::reading::{Object, Search, Section, by_block, object_around, section_at, token_near};
use crate::suggest::threat_in;

/// The label of which the lexicon tells where it begins in a clause.
const THREAT: &str = "threat";

/// The attribute that says whom an annotation stands for.
const ENTITY: &str = "entity";

/// Occurrences that are listed at most.
const MOST: usize = 2000;

pub(super) fn run(model: &mut Model, command: Command, count: Option<usize>) -> Vec<Effect> {
    let last = model.last_label.clone().and_then(|id| model.codebook.position(&id));
    match (command, last) {
        (Command::TagAllOccurrences, _) => all_occurrences(model),
        (_, None) => {
            model.refuse("nothing was tagged yet");
            Vec::new()
        }
        (Command::TagRepeat, Some(label)) => tag(model, label, false),
        (_, Some(label)) => {
            let label = model.codebook.labels.get(label).map(|label| label.id.clone());
            candidate::go(model, true, label.as_ref(), count.unwrap_or(1));
            Vec::new()
        }
    }
}

/// Adds the label with that place in the codebook to what is selected, or to its natural span around the caret.
pub(super) fn tag(model: &mut Model, label: usize, keep: bool) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    if model.annotator.is_none() {
        super::overlay::ask_annotator(model, Action::Tag { label, keep });
        return Vec::new();
    }
    let Some(label) = model.codebook.labels.get(label).cloned() else { return Vec::new() };
    let Some(desk) = &model.desk else { return Vec::new() };
    let spans = match spans_for(desk, &label) {
        Ok(spans) => spans,
        Err(why) => {
            model.refuse(why);
            return Vec::new();
        }
    };
    let origin = origin(desk, &spans);
    let quoted = quoted(desk, &spans);
    if let Some(same) = desk.set().and_then(|set| set.same(&label.id, &spans)) {
        let id = same.id.clone();
        model.refuse(format!("{quoted} is already tagged as {}", label.name));
        model.last_label = Some(label.id);
        if let Some(desk) = &mut model.desk {
            desk.recent = Some(id);
        }
        return Vec::new();
    }
    if let Some(rule) = desk.set().and_then(|set| model.codebook.rules.broken_by(set, &spans, None)) {
        model.refuse(rule);
        return Vec::new();
    }
    let now = now();
    let mut annotation = Annotation::new(new_id(), label.id.clone(), spans, origin, now);
    if let Some(entity) = entity(desk, &label, &annotation) {
        annotation.attributes.insert(ENTITY.into(), Value::Text(entity));
    }
    let id = annotation.id.clone();
    let title = format!("{} on {quoted}", label.name);
    let effects = perform(model, title.clone(), vec![Change::add(annotation)]);
    model.last_label = Some(label.id);
    model.say(title);
    if let Some(desk) = &mut model.desk {
        if !keep {
            desk.selection = None;
            desk.candidate = None;
        }
        desk.focus = None;
        desk.recent = Some(id.clone());
    }
    if !keep {
        super::relate::offer(model, &id);
    }
    effects
}

/// Whom an annotation stands for, when a known name was proposed for it in other words.
fn entity(desk: &Desk, label: &Label, annotation: &Annotation) -> Option<String> {
    let candidate = desk.candidate.as_ref().filter(|candidate| candidate.spans == annotation.spans && candidate.label.as_ref() == Some(&label.id))?;
    let entity = candidate.entity.as_ref().filter(|_| label.attribute(ENTITY).is_some())?;
    let same = annotation.quoted(desk.text()) == entity.as_ref();
    (!same).then(|| entity.to_string())
}

/// The time, to the second: finer than anybody annotates.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

pub(super) fn new_id() -> Id {
    Id::from(Uuid::now_v7().to_string().as_str())
}

fn quoted(desk: &Desk, spans: &[Span]) -> String {
    let parts: Vec<&str> = spans.iter().map(|span| desk.text().slice(*span)).collect();
    shortened(&parts.join(" … "))
}

/// What was proposed and taken as it is says so; so does what was changed first.
fn origin(desk: &Desk, spans: &[Span]) -> Origin {
    let Some(proposed) = &desk.candidate else { return Origin::Human };
    let by = proposed.kind.by().to_owned();
    let extent = spans.first().zip(spans.last()).map(|(first, last)| first.hull(*last));
    if extent == Some(proposed.hull()) { Origin::Suggested { by } } else { Origin::Edited { by } }
}

/// The spans that a label would get now.
fn spans_for(desk: &Desk, label: &Label) -> Result<Vec<Span>, String> {
    if let Some(annotation) = desk.focused().filter(|_| desk.selection.is_none()) {
        return Ok(annotation.spans.clone());
    }
    let span = match desk.selected() {
        // What was proposed in several pieces is one annotation of several spans, where its label has such.
        Some(span) => match &desk.candidate {
            Some(candidate) if label.over_paragraphs && candidate.hull() == span && candidate.spans.len() > 1 => return Ok(candidate.spans.clone()),
            _ => span,
        },
        None => natural(desk, label)?,
    };
    parts(desk, label, span)
}

/// A span in parts, one a block; more than one only for labels that may go over the end of a paragraph.
pub(super) fn parts(desk: &Desk, label: &Label, span: Span) -> Result<Vec<Span>, String> {
    let parts = by_block(desk.article(), span);
    match parts.len() {
        0 => Err("there is nothing to tag here".into()),
        1 => Ok(parts),
        _ if label.over_paragraphs => Ok(parts),
        _ => Err(format!("{} cannot go over the end of a paragraph; a selection inside one can", with_article(&label.name))),
    }
}

fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The natural span of a label around the caret.
fn natural(desk: &Desk, label: &Label) -> Result<Span, String> {
    let around = |object| object_around(desk.article(), desk.caret, object);
    let word = || token_near(desk.article(), desk.caret.start).filter(|token| token.kind == TokenKind::Word).map(|token| token.span);
    let (found, what) = match label.natural {
        Natural::Name => (around(Object::Name).or_else(word), "name or word"),
        Natural::Word => (word(), "word"),
        // Who threatens stays outside, where the text shows him beyond doubt.
        Natural::Clause if label.id.as_str() == THREAT => {
            let clause = around(Object::Clause);
            (clause.map(|clause| threat_in(desk.article(), clause).unwrap_or(clause)), "clause")
        }
        Natural::Clause => (around(Object::Clause), "clause"),
        Natural::Sentence => (around(Object::Sentence), "sentence"),
        Natural::Quotation => (around(Object::Quotation), "quotation"),
    };
    found.ok_or_else(|| format!("no {what} around the caret to tag as {}", label.name))
}

/// Does a step on the record and has it saved. The first one on an article also says that work has begun.
pub(super) fn perform(model: &mut Model, title: String, changes: Vec<Change>) -> Vec<Effect> {
    let mut changes = super::ruling::followed(model, changes);
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(record) = &mut desk.record else { return Vec::new() };
    if record.set.state() == WorkState::New && !matches!(changes.first(), Some(Change::State { .. })) {
        changes.push(Change::State { before: WorkState::New, after: WorkState::InProgress });
    }
    let step = Step { title, changes, place: desk.caret, at: now() };
    desk.moves.push(Move::Do(step.clone()));
    desk.touch(&step.changes);
    let Some(record) = &mut desk.record else { return Vec::new() };
    desk.history.perform(&mut record.set, step);
    edited(model)
}

/// Counts an edit and hands the record to the worker.
pub(super) fn edited(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    desk.revision += 1;
    desk.undo_view = None;
    handed_over(model)
}

/// Hands the record as it is to the worker.
pub(super) fn handed_over(model: &mut Model) -> Vec<Effect> {
    let home = model.home.clone();
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(record) = desk.record.clone() else { return Vec::new() };
    let moves = std::mem::take(&mut desk.moves);
    let job = SaveJob { home, article: desk.path.clone(), record, text: desk.text().clone(), moves, revision: desk.revision, merges: desk.merges };
    vec![Effect::Save(Box::new(job))]
}

/// Lists the other places of a text: that of the selected annotation, of the one just made, of the one under the caret.
fn all_occurrences(model: &mut Model) -> Vec<Effect> {
    if refuse_if_read_only(model) {
        return Vec::new();
    }
    let Some(desk) = &model.desk else { return Vec::new() };
    let recent = desk.recent.as_ref().and_then(|id| desk.annotation(id));
    let found = desk.focused().or(recent).or_else(|| desk.stack().last().map(|layer| layer.annotation.clone()));
    let Some(annotation) = found else {
        model.refuse("tag one first, then * finds the others");
        return Vec::new();
    };
    let [span] = annotation.spans.as_slice() else {
        model.refuse("an annotation of several spans has no other occurrences");
        return Vec::new();
    };
    let text = desk.text().slice(*span).to_owned();
    let Ok(search) = Search::new(&text) else {
        model.refuse("too long to look for");
        return Vec::new();
    };
    let mut words = Words::default();
    let free = |hit: &Span| hit != span && words.hold(desk.article(), *hit) && desk.set().is_none_or(|set| set.same(&annotation.label, &[*hit]).is_none());
    let exact_case = |hit: &Span| text.chars().any(char::is_uppercase) || desk.text().slice(*hit).chars().next().is_some_and(|c| !c.is_uppercase());
    let hits = search.hits(desk.text(), desk.text().span()).filter(free).filter(exact_case).take(MOST);
    let items: Vec<Occurrence> = hits.map(|span| Occurrence { span, ticked: true }).collect();
    if items.is_empty() {
        model.say(format!("{} occurs nowhere else untagged", shortened(&text)));
    } else {
        model.overlay = Some(Overlay::Occurrences { label: annotation.label.clone(), items, chosen: 0 });
    }
    Vec::new()
}

/// The words of the section looked at last: hits come in order, and a section is taken apart once.
#[derive(Default)]
struct Words {
    section: Option<Section>,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Words {
    /// Whether a hit begins and ends between words.
    fn hold(&mut self, article: &Article, hit: Span) -> bool {
        if self.section.is_none_or(|section| !section.span.contains(hit.start)) {
            self.section = section_at(article, hit.start);
            let tokens = self.section.map(|section| section.tokens(article)).unwrap_or_default();
            self.starts = tokens.iter().map(|token| token.span.start).collect();
            self.ends = tokens.iter().map(|token| token.span.end).collect();
        }
        self.starts.binary_search(&hit.start).is_ok() && self.ends.binary_search(&hit.end).is_ok()
    }
}

/// Tags the ticked occurrences in one step.
pub(super) fn tag_occurrences(model: &mut Model, label: &LabelId, items: &[Occurrence]) -> Vec<Effect> {
    let now = now();
    let ticked = items.iter().filter(|item| item.ticked);
    let changes: Vec<Change> = ticked.map(|item| Change::add(Annotation::new(new_id(), label.clone(), vec![item.span], Origin::Repeated, now))).collect();
    let count = changes.len();
    if count == 0 {
        model.say("nothing was ticked");
        return Vec::new();
    }
    let name = model.codebook.label(label).map_or_else(|| label.to_string(), |label| label.name.clone());
    let text = model.desk.as_ref().zip(items.first()).map(|(desk, item)| shortened(desk.text().slice(item.span))).unwrap_or_default();
    let title = format!("{name} on {count} more of {text}");
    let effects = perform(model, title.clone(), changes);
    model.say(title);
    effects
}
