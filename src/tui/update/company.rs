//! Others at the same article: what they changed in the record and in the text, and what is asked before the work goes on.

use std::path::Path;
use std::sync::Arc;

use super::super::desk::Desk;
use super::super::model::{Model, Overlay, Question};
use super::super::worker::Restore;
use super::tag::{handed_over, perform};
use super::{Effect, look};
use crate::annotation::{Reanchoring, carry, follow_change};
use crate::library::{Merged, Offer, OpenText, Record, Recovered};

/// Whether a record is the one on the desk.
fn is_own(model: &Model, record: &Path) -> bool {
    let name = model.annotator.as_ref();
    model.desk.as_ref().zip(name).is_some_and(|(desk, name)| model.home.record_path(name, &desk.key) == *record)
}

/// Others have changed the record: what they did is done here too.
pub(super) fn on_merged(model: &mut Model, path: &Path, merged: &Merged) -> Vec<Effect> {
    if !is_own(model, path) {
        return Vec::new();
    }
    let Some(desk) = model.desk.as_mut().filter(|desk| desk.text().sha256() == merged.text && merged.number > desk.merges) else { return Vec::new() };
    let Some(record) = &mut desk.record else { return Vec::new() };
    let changes = merged.apply_to(record);
    desk.merges = merged.number;
    desk.proposals.extend(merged.carried.proposals.clone());
    desk.touch(&changes);
    drop_what_is_gone(desk);
    super::review::follow(model);
    let count = changes.len();
    if count > 0 {
        let what = if count == 1 { "1 change".into() } else { format!("{count} changes") };
        let clash = match merged.conflicts.len() {
            0 => String::new(),
            1 => "; 1 was changed here too: M shows it".into(),
            n => format!("; {n} were changed here too: M shows them"),
        };
        let decided = match merged.beside.iter().filter(|key| crate::library::is_decision(key)).count() {
            0 => String::new(),
            1 => "; 1 case was decided here too, and differently: the review shows it".into(),
            n => format!("; {n} cases were decided here too, and differently: the review shows them"),
        };
        model.say(format!("merged {what} from disk{clash}{decided}"));
    }
    Vec::new()
}

/// Lets go of annotations that are selected and no longer there.
fn drop_what_is_gone(desk: &mut Desk) {
    let gone = |id: &crate::annotation::Id| desk.annotation(id).is_none_or(|annotation| annotation.unanchored.is_some());
    let focus = desk.focus.as_ref().is_some_and(gone);
    let recent = desk.recent.as_ref().is_some_and(gone);
    let adjusting = desk.adjusting.as_ref().is_some_and(|(id, _)| gone(id));
    let adding = desk.adding_to.as_ref().is_some_and(gone);
    if focus {
        desk.focus = None;
    }
    if recent {
        desk.recent = None;
    }
    if adjusting {
        desk.adjusting = None;
        desk.selection = None;
    }
    if adding {
        desk.adding_to = None;
    }
}

/// Somebody has made the record unreadable, or has mended it.
pub(super) fn on_readable(model: &mut Model, path: &Path, result: Result<(), String>) -> Vec<Effect> {
    if !is_own(model, path) {
        return Vec::new();
    }
    let Some(desk) = &mut model.desk else { return Vec::new() };
    match result {
        Ok(()) => {
            if desk.unreadable.take().is_some() {
                desk.offers.retain(|offer| !matches!(offer, Offer::Unreadable { .. }));
                if let Some(Overlay::Confirm(Question::Offer(offer))) = &model.overlay
                    && matches!(**offer, Offer::Unreadable { .. })
                {
                    model.overlay = None;
                }
                model.say("the record can be read again");
            }
        }
        Err(why) => {
            let best = desk.record.clone().map(|record| Box::new(Recovered { record, from: "what is on the screen".into() }));
            desk.unreadable = Some(why.clone());
            desk.offers.push_back(Offer::Unreadable { why, best });
            ask_next(model);
        }
    }
    Vec::new()
}

/// A record has been put in its place.
pub(super) fn on_restored(model: &mut Model, path: &Path) -> Vec<Effect> {
    if !is_own(model, path) {
        return Vec::new();
    }
    model.say("done; what stood there before is kept: tagline recover lists it");
    vec![Effect::LoadRecord]
}

/// The text of the open article has changed: everything follows, and the caret stays in its sentence.
pub(super) fn on_rewritten(model: &mut Model, path: &Path, opened: OpenText) -> Vec<Effect> {
    let Some(desk) = model.desk.as_mut().filter(|desk| desk.path == *path && desk.whole) else { return Vec::new() };
    let (old, article) = (desk.text().clone(), Arc::new(opened.article));
    let new = article.text().clone();
    if old.sha256() == new.sha256() {
        return Vec::new();
    }
    let reanchoring = Reanchoring::new(Some(&old), &new);
    let caret = reanchoring.follow(desk.caret.start).unwrap_or_default();
    let line = desk.page.line_of(desk.caret.start).unwrap_or_default();
    desk.selection = None;
    desk.extending = false;
    desk.adjusting = None;
    desk.search = None;
    desk.release();
    desk.touch_all();
    desk.rejected.clear();
    desk.undo_view = None;
    desk.stamp = opened.stamp;
    desk.meta = opened.meta;
    desk.history.follow(|change| follow_change(change, &old, &new, &reanchoring));
    let mut placed = 0;
    if let Some(record) = &mut desk.record {
        let (set, carried) = carry(&record.set, &old, &new);
        placed = carried.placed;
        record.set = set;
        record.article = crate::library::ArticleRef::new(&record.article.path, article.title(), &new);
        desk.proposals = carried.proposals;
    }
    desk.page.set_article(article);
    desk.go_to(caret);
    desk.page.put(desk.caret.start, line);
    drop_what_is_gone(desk);
    let unsaved = desk.unsaved() > 0;
    desk.revision += u64::from(unsaved);
    let waiting = desk.needs_look().len();
    model.message = Some(look::report(model, placed, waiting));
    // What was not saved yet is saved with the new text; all else waits for the next edit, since looking never writes.
    let mut effects = if unsaved { handed_over(model) } else { Vec::new() };
    effects.extend(super::review::on_rewritten(model));
    effects
}

/// Asks the next question about what was opened, if there is one.
pub(in crate::tui) fn ask_next(model: &mut Model) -> bool {
    let Some(desk) = &mut model.desk else { return false };
    if model.overlay.as_ref().is_some_and(|overlay| matches!(overlay, Overlay::Confirm(_))) {
        return true;
    }
    let Some(offer) = desk.offers.pop_front() else { return false };
    model.overlay = Some(Overlay::Confirm(Question::Offer(Box::new(offer))));
    true
}

/// Does what was offered, or leaves it; then asks the next question.
pub(super) fn answer(model: &mut Model, offer: Offer, yes: bool) -> Vec<Effect> {
    let mut effects = match offer {
        Offer::Moved { .. } if yes => vec![Effect::TakeAlong],
        Offer::Missing { changes } if yes => {
            let count = changes.len();
            let title = if count == 1 { "1 change brought back from the journal".to_owned() } else { format!("{count} changes brought back from the journal") };
            let effects = perform(model, title.clone(), changes);
            model.say(format!("{title}; u takes that back"));
            effects
        }
        Offer::Missing { .. } => dismiss(model),
        Offer::Unreadable { best: Some(best), .. } if yes => restore(model, Some(best.record)),
        Offer::Copies { .. } if yes => restore(model, None),
        Offer::Unreadable { why, .. } => {
            model.refuse(format!("left as it is: {why}"));
            Vec::new()
        }
        Offer::Moved { .. } | Offer::Copies { .. } => Vec::new(),
    };
    effects.extend(go_on(model));
    effects
}

/// Asks the next question; when there is none, a review that waits for the answers goes on.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    if ask_next(model) { Vec::new() } else { super::opening::reviewed(model) }
}

fn dismiss(model: &Model) -> Vec<Effect> {
    let Some((desk, name)) = model.desk.as_ref().zip(model.annotator.as_ref()) else { return Vec::new() };
    vec![Effect::Dismiss(model.home.record_path(name, &desk.key))]
}

fn restore(model: &Model, record: Option<Record>) -> Vec<Effect> {
    let Some((desk, annotator)) = model.desk.as_ref().zip(model.annotator.clone()) else { return Vec::new() };
    vec![Effect::Restore(Box::new(Restore { home: model.home.clone(), annotator, key: desk.key.clone(), text: desk.text().clone(), record }))]
}
