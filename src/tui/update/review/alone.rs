//! The work of one annotator: whose it is, and decisions against it.

use tui_input::Input as Field;

use super::{Effect, go, reviewing};
use crate::tui::model::{Model, Overlay};

/// Reviews the work of the next annotator alone, then that of all again.
pub(super) fn whose(model: &mut Model) {
    let Some(reviewing) = reviewing(model).filter(|reviewing| reviewing.review.annotators.len() > 1) else {
        model.refuse("only one has worked on this article");
        return;
    };
    let of = reviewing.next_of().map(str::to_owned);
    reviewing.only(of.as_deref());
    model.say(of.as_ref().map_or_else(|| "the work of all".to_owned(), |of| format!("the work of {of} alone")));
    model.review_of = of;
    go(model);
}

/// Whether the work of one annotator is reviewed where others say something else.
pub(super) fn others_differ(model: &mut Model) -> bool {
    reviewing(model).is_some_and(|reviewing| reviewing.of.is_some() && reviewing.case().is_some_and(|case| case.versions.len() > 1))
}

/// Decides against an annotator whose work alone is reviewed. They are told why: the reason is asked for at once.
pub(super) fn reject(model: &mut Model, ruling: impl FnOnce(&mut Model) -> Vec<Effect>) -> Vec<Effect> {
    let at = reviewing(model).map(|reviewing| reviewing.at);
    let effects = ruling(model);
    let Some(reviewing) = reviewing(model).filter(|reviewing| reviewing.alone().is_some() && !effects.is_empty()) else { return effects };
    reviewing.at = at.unwrap_or_default();
    let unsaid = reviewing.review.adjudication.decision(reviewing.at).is_some_and(|decision| decision.reason.is_none());
    if unsaid {
        reviewing.goes_on = true;
        model.overlay = Some(Overlay::ReviewWords { comment: false, field: Field::default() });
    }
    go(model);
    effects
}
