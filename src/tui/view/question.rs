//! Questions with two or three answers, and what there is to know before one answers.

use super::overlay::{panel, wrap};
use crate::annotation::Change;
use crate::library::Offer;
use crate::tui::desk::SaveState;
use crate::tui::model::{Model, Question};
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::update::{save_sign, shortened};

pub(super) fn draw(model: &Model, question: &Question, canvas: &mut Canvas<'_>) {
    let (title, mut lines, answers) = asked(model, question);
    let width = 72.min(model.regions.screen.width).saturating_sub(4);
    lines = lines.iter().flat_map(|line| if line.is_empty() { vec![String::new()] } else { wrap(line, width, 4) }).collect();
    lines.extend([String::new(), answers.to_owned()]);
    let area = panel(model, canvas, 72, lines.len() as u16 + 2, title);
    // The answers come last and must be seen, even where not all fits.
    let skipped = lines.len().saturating_sub(usize::from(area.height));
    let shown = lines.iter().enumerate().filter(|(n, _)| n + 1 + skipped < lines.len() || n + 1 == lines.len()).map(|(_, line)| line);
    for (n, line) in shown.enumerate() {
        paint::line(canvas, area.x, area.y + n as u16, area.width, line, model.look.panel());
    }
}

/// What is asked: a title, what there is to know, and the answers.
fn asked(model: &Model, question: &Question) -> (&'static str, Vec<String>, &'static str) {
    match question {
        Question::QuitUnsaved => {
            let (_, sign) = save_sign(model);
            let sign = if sign.is_empty() { model.lost.values().next().cloned().unwrap_or_default() } else { sign };
            let kept = model.desk.as_ref().and_then(|desk| match &desk.save {
                SaveState::Failed(trouble) => trouble.journal.clone(),
                _ => None,
            });
            let kept = kept.map_or_else(
                || "No safety copy could be written: what you did since is in memory only, and lost if you leave.".into(),
                |folder| format!("Every edit is in the journal and offered at the next start: {}", folder.display()),
            );
            ("Not saved", vec![sign, kept], "y  leave all the same      n  stay")
        }
        Question::Offer(offer) => offered(model, offer),
    }
}

fn offered(model: &Model, offer: &Offer) -> (&'static str, Vec<String>, &'static str) {
    match offer {
        Offer::Moved { from } => (
            "Was this article moved?",
            vec![
                "It has no record of yours, but there is one of the very same text whose own article is gone:".into(),
                from.clone(),
                "Taken along, it moves here with the next edit.".into(),
            ],
            "y  take it along      n  begin anew",
        ),
        Offer::Missing { changes } => {
            let annotations = changes.iter().filter(|change| matches!(change, Change::Annotation { .. })).count();
            let what = match annotations {
                0 => "what is kept beside the annotations".into(),
                1 => "1 annotation".into(),
                _ => format!("{annotations} annotations"),
            };
            let first = changes.iter().find_map(|change| match change {
                Change::Annotation { before, after } => after.as_ref().or(before.as_ref()),
                _ => None,
            });
            let text = model.desk.as_ref().map(|desk| desk.text().clone()).unwrap_or_default();
            let first = first.map(|item| format!("The first: {} on {}", item.label, shortened(&item.quoted(&text)))).unwrap_or_default();
            (
                "Bring back?",
                vec![format!(
                    "The journal holds changes to {what} that the record does not have: a save did not come off, or the record was put back. {first}"
                )],
                "y  bring them back    n  drop them    Esc  ask again next time",
            )
        }
        Offer::Copies { count } => (
            "Copies of a sync tool",
            vec![
                format!(
                    "Beside this record {} that a sync tool has made of it, since two machines had changed it.",
                    if *count == 1 { "lies a copy".into() } else { format!("lie {count} copies") }
                ),
                "Merged, all that is in either stays; the copies then go to the state folder.".into(),
            ],
            "y  merge them      n  leave them",
        ),
        Offer::Unreadable { why, best: Some(best) } => (
            "The record cannot be read",
            vec![why.clone(), format!("There is a version of {} annotations, from {}. The file as it is now is kept.", best.record.set.all().len(), best.from)],
            "y  put it in its place      n  leave it, read-only",
        ),
        Offer::Unreadable { why, best: None } => {
            ("The record cannot be read", vec![why.clone(), "It is left as it is, and nothing is written until it is mended.".into()], "n  go on, read-only")
        }
    }
}
