//! The annotations that follow from a decision.

use std::collections::BTreeMap;

use super::{Choice, Decision, Placement, Refused};
use crate::annotation::{Annotation, Id, LabelId, Origin, Value};
use crate::article::{Span, Text, sha256};
use crate::review::cases::{Case, Held, Tie, Version};

/// A relation that begins at what was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) kind: String,
    /// The case that it leads to.
    pub(super) case: usize,
    /// The annotators whose it is, the first with the first word.
    pub(super) of: Vec<String>,
    /// The relations that it was decided from.
    pub(super) from: Vec<Id>,
}

/// An annotation of gold, and what it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) annotation: Annotation,
    /// The annotators whose version it is; none when it was placed by hand.
    pub(super) of: Vec<String>,
    pub(super) threads: Vec<Thread>,
}

/// What an annotation is about to be.
struct Draft<'a> {
    label: LabelId,
    spans: Vec<Span>,
    attributes: BTreeMap<String, Value>,
    sources: Vec<(&'a Version, &'a Held)>,
}

/// What a decision makes of its case, in the order of the choice.
pub(super) fn outcome(case: &Case, decision: &Decision, text: &Text) -> Result<Vec<Made>, Refused> {
    let drafts = match &decision.choice {
        Choice::Nothing => Vec::new(),
        Choice::Take(names) => taken(&sources(case, names)?),
        Choice::Union(names) => vec![joined(&sources(case, names)?, union)?],
        Choice::Intersection(names) => vec![joined(&sources(case, names)?, intersection)?],
        Choice::Placed(placements) => placed(placements, text)?,
    };
    if let Some(stranger) = decision.relations.values().flatten().find(|whose| case.of(&whose.annotator).is_none()) {
        return Err(Refused::NothingOf(stranger.annotator.clone()));
    }
    Ok(drafts.into_iter().enumerate().map(|(slot, draft)| made(case, decision, slot, draft)).collect())
}

/// The annotations of those who are named, in the order of the names.
fn sources<'a>(case: &'a Case, names: &[String]) -> Result<Vec<(&'a Version, &'a Held)>, Refused> {
    if names.is_empty() {
        return Err(Refused::NothingChosen);
    }
    names.iter().map(|name| case.of(name).ok_or_else(|| Refused::NothingOf(name.clone()))).collect()
}

fn draft<'a>(source: (&'a Version, &'a Held)) -> Draft<'a> {
    let annotation = &source.1.annotation;
    Draft { label: annotation.label.clone(), spans: annotation.spans.clone(), attributes: annotation.attributes.clone(), sources: vec![source] }
}

impl<'a> Draft<'a> {
    /// Takes in a version with the same label: what it says and this does not.
    fn take_in(&mut self, source: (&'a Version, &'a Held)) {
        self.sources.push(source);
        if source.1.annotation.label != self.label {
            return;
        }
        for (name, value) in &source.1.annotation.attributes {
            self.attributes.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// An annotation for each label on each spans.
fn taken<'a>(sources: &[(&'a Version, &'a Held)]) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft> = Vec::new();
    for source in sources {
        let (label, spans) = (&source.1.annotation.label, &source.1.annotation.spans);
        match drafts.iter_mut().find(|draft| draft.label == *label && draft.spans == *spans) {
            Some(draft) => draft.take_in(*source),
            None => drafts.push(draft(*source)),
        }
    }
    drafts
}

/// One annotation of all.
fn joined<'a>(sources: &[(&'a Version, &'a Held)], join: impl Fn(&[Span], &[Span]) -> Vec<Span>) -> Result<Draft<'a>, Refused> {
    let mut sources = sources.iter();
    let mut draft = draft(*sources.next().ok_or(Refused::NothingChosen)?);
    for source in sources {
        draft.spans = join(&draft.spans, &source.1.annotation.spans);
        draft.take_in(*source);
    }
    if draft.spans.is_empty() { Err(Refused::NothingShared) } else { Ok(draft) }
}

fn placed<'a>(placements: &[Placement], text: &Text) -> Result<Vec<Draft<'a>>, Refused> {
    if placements.is_empty() {
        return Err(Refused::NothingChosen);
    }
    let sound = |placement: &Placement| {
        let spans = &placement.spans;
        let ordered = spans.windows(2).all(|pair| matches!(pair, [one, next] if one.end <= next.start));
        !spans.is_empty() && ordered && spans.iter().all(|span| !span.is_empty() && text.holds(*span))
    };
    if !placements.iter().all(sound) {
        return Err(Refused::OutOfText);
    }
    let draft = |placement: &Placement| Draft {
        label: placement.label.clone(),
        spans: placement.spans.clone(),
        attributes: placement.attributes.clone(),
        sources: Vec::new(),
    };
    Ok(placements.iter().map(draft).collect())
}

fn made(case: &Case, decision: &Decision, slot: usize, mut draft: Draft) -> Made {
    for (name, value) in &decision.attributes {
        match value {
            Some(value) => drop(draft.attributes.insert(name.clone(), value.clone())),
            None => drop(draft.attributes.remove(name)),
        }
    }
    let from = if draft.sources.is_empty() { case.held().map(id_of).collect() } else { draft.sources.iter().map(|(_, held)| id_of(held)).collect() };
    let origin = Origin::Adjudicated { from, by: decision.by.clone() };
    let mut annotation = Annotation::new(id(decision, slot), draft.label, draft.spans, origin, decision.at);
    annotation.attributes = draft.attributes;
    let mut own = if draft.sources.is_empty() { shared_threads(case, &annotation.label) } else { threads(&draft.sources, |_, _, _| true) };
    for (kind, all) in &decision.relations {
        let sources = all.iter().filter_map(|whose| case.of(&whose.annotator)).filter(|(version, _)| version.label == annotation.label);
        let named =
            |name: &str, of: &str, number: usize| of == kind && all.iter().any(|whose| whose.annotator == name && whose.number.is_none_or(|own| own == number));
        own.retain(|thread| thread.kind != *kind);
        own.extend(threads(&sources.collect::<Vec<_>>(), named));
    }
    Made { annotation, of: draft.sources.iter().map(|(_, held)| held.annotator.clone()).collect(), threads: own }
}

fn id_of(held: &Held) -> Id {
    held.annotation.id.clone()
}

/// The ends of the relations of a kind that a version has, in text order; a version may have several.
pub(super) fn ends<'a>(version: &'a Version, kind: &'a str) -> impl Iterator<Item = usize> + 'a {
    version.ties.iter().filter(move |tie| tie.kind == kind).filter_map(|tie| tie.to)
}

/// The relations of versions, as far as they are wanted: by annotator, kind and number among those of that kind.
fn threads(sources: &[(&Version, &Held)], wanted: impl Fn(&str, &str, usize) -> bool) -> Vec<Thread> {
    let mut threads: Vec<Thread> = Vec::new();
    for (version, held) in sources {
        for Tie { kind, to } in &version.ties {
            let Some(case) = *to else { continue };
            let number = ends(version, kind).position(|end| end == case).unwrap_or_default();
            if !wanted(&held.annotator, kind, number)
                || threads.iter().any(|thread| thread.case == case && thread.kind == *kind && thread.of.contains(&held.annotator))
            {
                continue;
            }
            let at = threads.iter().position(|thread| thread.kind == *kind && thread.case == case);
            let thread = Thread { kind: kind.clone(), case, of: Vec::new(), from: Vec::new() };
            let at = at.unwrap_or_else(|| {
                threads.push(thread);
                threads.len() - 1
            });
            if let Some(thread) = threads.get_mut(at) {
                thread.of.push(held.annotator.clone());
                thread.from.extend(held.relations.iter().filter(|relation| relation.kind == *kind).map(|relation| relation.id.clone()));
            }
        }
    }
    threads
}

/// Of what is placed by hand, the relations in which all are one who have that label here.
fn shared_threads(case: &Case, label: &LabelId) -> Vec<Thread> {
    let versions: Vec<&Version> = case.versions.iter().filter(|version| version.label == *label).collect();
    let sources: Vec<(&Version, &Held)> = versions.iter().flat_map(|version| version.held.iter().map(|held| (*version, held))).collect();
    let mut threads = threads(&sources, |_, _, _| true);
    threads.retain(|thread| thread.of.len() == sources.len());
    threads
}

/// The id of what a decision makes: the same whoever decides the case, in whatever window, so that two decisions on it are
/// seen as two on one thing.
fn id(decision: &Decision, slot: usize) -> Id {
    let mut content = format!("{}\n{slot}", decision.case);
    for (annotator, id) in &decision.from {
        content.push_str(&format!("\n{annotator}\n{id}"));
    }
    derived_id(&content)
}

/// An id that follows from content: a UUID of version 8, the one for ids made by other rules than those of the standard.
pub(super) fn derived_id(content: &str) -> Id {
    let hash = sha256(content.as_bytes());
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    Id::from(format!("{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30)).as_str())
}

/// All that is in either; what touches becomes one span.
fn union(one: &[Span], other: &[Span]) -> Vec<Span> {
    let mut all: Vec<Span> = one.iter().chain(other).copied().collect();
    all.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in all {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// All that is in both.
fn intersection(one: &[Span], other: &[Span]) -> Vec<Span> {
    let common = |a: &Span, b: &Span| Span { start: a.start.max(b.start), end: a.end.min(b.end) };
    let pairs = one.iter().flat_map(|a| other.iter().filter(|b| a.overlaps(**b)).map(|b| common(a, b)));
    pairs.collect()
}
