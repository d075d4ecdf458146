//! Going from candidate to candidate, and turning one down.

use super::super::candidates::Basis;
use super::super::desk::{Desk, UndoView};
use super::super::model::Model;
use super::Effect;
use super::select::{self, shortened};
use crate::annotation::{AnnotationSet, LabelId, Origin};
use crate::article::Span;
use crate::suggest::{Candidate, CandidateKind, Stop, next_candidate};

/// Bytes of an article up to which all of its candidates are worked out; of a book those near the caret are, key by key, so that it
/// takes no more memory than its text is worth.
const WHOLE: u32 = 2 * 1024 * 1024;

/// Places at most that a name is turned down at with one key.
const MOST_ALIKE: usize = 2000;

/// Has the candidates of the open article worked out when what they come from is new.
pub(super) fn prepare(model: &mut Model) -> Option<Effect> {
    let shown = model.settings.candidates && model.home.project.candidates && model.names.read;
    let desk = model.desk.as_mut().filter(|desk| shown && desk.whole && desk.record.is_some() && desk.text().len() <= WHOLE)?;
    let basis = Basis::new(desk.article(), &model.names.gazetteer, &model.home);
    desk.candidates.ask(&basis).then_some(Effect::Propose(basis))
}

/// Selects the next (or previous) candidate.
pub(super) fn go(model: &mut Model, forward: bool, label: Option<&LabelId>, times: usize) {
    if !model.settings.candidates || !model.home.project.candidates {
        model.refuse("candidates are switched off (candidates: Off)");
        return;
    }
    for _ in 0..times {
        let Some(desk) = &mut model.desk else { return };
        let from = desk.candidate.as_ref().map(Candidate::hull).or(desk.selected()).unwrap_or(desk.caret);
        // From a bare caret, the candidate that begins on it counts too.
        let fresh = desk.candidate.is_none() && desk.selection.is_none() && desk.recent.is_none();
        let from = if fresh && forward { Span { start: from.start, end: u32::MAX } } else { from };
        let empty = AnnotationSet::default();
        let set = desk.set().unwrap_or(&empty);
        let basis = Basis::new(desk.article(), &model.names.gazetteer, &model.home);
        let found = next_candidate(
            basis.proposing(desk.candidates.of(&basis)),
            set,
            &desk.rejected,
            Stop { span: from, look: label.is_none() && is_look(desk) },
            forward,
            label,
        );
        let Some(candidate) = found else {
            let what = label.map_or_else(|| "candidate".to_owned(), |label| model.codebook.name_of(label));
            let way = if forward { "after" } else { "before" };
            model.say(format!("no untagged {what} {way} this"));
            return;
        };
        select::set(desk, candidate.hull());
        desk.candidate = Some(candidate);
        desk.sought = label.cloned();
    }
}

/// Whether what is selected, or was just tagged, was shown as a place to look at on the way through all candidates.
fn is_look(desk: &Desk) -> bool {
    let tagged = || desk.recent.as_ref().and_then(|id| desk.annotation(id));
    let by_look = |origin: &Origin| matches!(origin, Origin::Suggested { by } | Origin::Edited { by } if by == CandidateKind::Look.by());
    match &desk.candidate {
        Some(candidate) => candidate.kind.is_look(),
        None => desk.sought.is_none() && tagged().is_some_and(|annotation| by_look(&annotation.origin)),
    }
}

/// The places that go with a candidate when it is turned down, itself first: a name is no candidate anywhere in the article.
fn alike(desk: &Desk, candidate: &Candidate) -> Vec<Span> {
    let span = candidate.hull();
    let mut places = vec![span];
    if matches!(candidate.kind, CandidateKind::Name | CandidateKind::Known) {
        let text = desk.text().as_str();
        let form = desk.text().slice(span);
        let ends = |at: usize| at == text.len() || text.get(at..).and_then(|rest| rest.chars().next()).is_none_or(|c| !c.is_alphanumeric());
        let begins = |at: usize| text.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|c| !c.is_alphanumeric());
        let others = text.match_indices(form).filter(|(at, _)| begins(*at) && ends(at + form.len()));
        let others = others.map(|(at, _)| Span { start: at as u32, end: (at + form.len()) as u32 });
        places.extend(others.filter(|other| *other != span).take(MOST_ALIKE));
    }
    places
}

pub(super) fn reject(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &mut model.desk else { return Vec::new() };
    let Some(rejected) = desk.candidate.clone() else {
        model.refuse("select a candidate with Tab first");
        return Vec::new();
    };
    let span = rejected.hull();
    let turned_down = alike(desk, &rejected);
    let others = turned_down.len() - 1;
    desk.rejected.extend(turned_down.iter().copied());
    desk.undo_view = Some(UndoView::Rejected(turned_down));
    let text = shortened(desk.text().slice(span));
    go(model, true, None, 1);
    let what = match rejected.kind {
        CandidateKind::Name | CandidateKind::Known => "name",
        CandidateKind::Quotation => "quotation",
        CandidateKind::Speech => "reported speech",
        CandidateKind::Look | CandidateKind::Hint => "place",
    };
    let more = match others {
        0 => String::new(),
        1 => ", here and at another place".to_owned(),
        others => format!(", here and at {others} other places"),
    };
    model.say(format!("not shown here again: the {what} {text}{more}"));
    super::article::remember_place(model)
}
