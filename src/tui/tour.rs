//! The guided tour: teaches by doing. Each step asks for one thing and knows when it has been done.

use super::model::{Model, Overlay};
use crate::annotation::{Change, Move};
use crate::config::Command;
use crate::suggest::CandidateKind;

/// A step of the tour.
#[derive(Clone, Copy, Debug)]
pub(super) struct TourStep {
    /// What to do.
    pub task: &'static str,
    /// What is said when it is done.
    pub praise: &'static str,
    /// Whether it is done.
    done: fn(&Model, &Tour) -> bool,
}

/// Where somebody is in the tour.
#[derive(Clone, Debug, Default)]
pub(super) struct Tour {
    /// The number of the step.
    pub step: usize,
    /// Whether its task is done and the praise is shown until the next key.
    pub praised: bool,
    /// Whether a jump has selected a span.
    pub jumped: bool,
    /// Commands run during this step.
    seen: Vec<Command>,
    /// Commands run while the praise is shown: they count for the next step.
    ahead: Vec<Command>,
    /// Revision of the record when the step began.
    revision: u64,
    /// Revision of the record when its task was done: what the next key changes counts for the next step.
    praised_at: u64,
}

impl Tour {
    /// Notices that a command was run.
    pub(super) fn noticed(&mut self, command: Command) {
        if self.praised { self.ahead.push(command) } else { self.seen.push(command) }
    }

    fn ran(&self, commands: &[Command]) -> bool {
        commands.iter().any(|command| self.seen.contains(command))
    }
}

/// Whether an annotation with the label of that natural place in the codebook was added during the step.
fn added(model: &Model, tour: &Tour, label: usize) -> bool {
    let Some(label) = model.codebook.labels.get(label) else { return true };
    let Some(desk) = &model.desk else { return false };
    let last = desk.history.done().last();
    desk.revision > tour.revision
        && last.is_some_and(|step| {
            step.changes.iter().any(|change| matches!(change, Change::Annotation { before: None, after: Some(after) } if after.label == label.id))
        })
}

/// The steps.
pub(super) static STEPS: &[TourStep] = &[
    TourStep {
        task: "Right and Left move by word, Down and Up by row (also l h j k). Go down a row or two, then right: keys act where the caret is.",
        praise: "Good. The caret rests on whole words. Space and Backspace turn pages.",
        done: |_, tour| tour.ran(&[Command::CaretNextRow, Command::CaretPreviousRow]) && tour.ran(&[Command::CaretNextWord, Command::CaretPreviousWord]),
    },
    TourStep {
        task: "Tab selects the next name or quotation, so you need not mark it out. Press it until a name is selected; Shift-Tab goes back.",
        praise: "That is a candidate, found by its typography. Nothing is tagged yet, and X would turn it down.",
        done: |model, _| {
            model
                .desk
                .as_ref()
                .is_some_and(|desk| desk.candidate.as_ref().is_some_and(|candidate| matches!(candidate.kind, CandidateKind::Name | CandidateKind::Known)))
        },
    },
    TourStep {
        task: "Press a to tag the selected name as an actor: one who acts, speaks, is accused or is the target.",
        praise: "Tagged. The a in the margin says so too, because colour alone is never the sign.",
        done: |model, tour| added(model, tour, 0),
    },
    TourStep {
        task: "Press Esc, move the caret into a quotation, and press q: all of it is tagged, marks included, nothing selected before.",
        praise: "Good. q looks for the quotation around the caret, and follows it from one paragraph to the next.",
        done: |model, tour| added(model, tour, 3),
    },
    TourStep {
        task: "Any other span: press v, then move to extend the selection. Choose words somebody could check, and press c to tag a claim.",
        praise: "Well chosen. Tags may overlap: a claim in a quote, a threat in a claim. The line below names every layer under the caret.",
        done: |model, tour| added(model, tour, 2) && tour.ran(&[Command::SelectionExtend, Command::SelectionNextWord, Command::SelectionNextRow]),
    },
    TourStep {
        task: "Press u to undo the last step, then U to redo it, so that a slip costs one key.",
        praise: "Everything can be undone, even after a restart.",
        done: |_, tour| tour.ran(&[Command::Undo]) && tour.ran(&[Command::Redo]),
    },
    TourStep {
        task: "Press E to select the annotation before this (e: the next one). Then i writes a note on it, or x deletes it; u brings it back.",
        praise: "Enter opens an annotation: its text, note and origin.",
        done: |model, tour| {
            let changed = model.desk.as_ref().is_some_and(|desk| desk.revision > tour.revision && !matches!(desk.moves.last(), Some(Move::Undo(_))));
            changed && tour.ran(&[Command::AnnotationNext, Command::AnnotationPrevious])
        },
    },
    TourStep {
        task: "Press f: each word in view gets letters. Type those of the first word you want, then those of the last (Enter: just the one).",
        praise: "Good. Any span on the screen is five or six keys away.",
        done: |_, tour| tour.jumped,
    },
    TourStep {
        task: "Tag a name with a. Then ; selects the next one and . tags it too. Press ; again to pass one by.",
        praise: "Two keys a name, and every one of them seen.",
        done: |_, tour| tour.ran(&[Command::CandidateNextOfKind]) && tour.ran(&[Command::TagRepeat]),
    },
    TourStep {
        task: "Press d when you have finished with an article, so that the library counts it. Press d again to take it back.",
        praise: "Marked. O opens the library, and > goes to the next article.",
        done: |_, tour| tour.ran(&[Command::ArticleDone]),
    },
    TourStep {
        task: "? shows all keys, Ctrl-q leaves. Work is saved as you go, this story’s in your own library: the path is printed as you leave.",
        praise: "That is the tour. For a story of your own, run tagline with the name of its file.",
        done: |model, tour| tour.ran(&[Command::Help]) && !matches!(model.overlay, Some(Overlay::Help(_))),
    },
];

/// Goes on in the tour when the task of its step is done; called after every key.
pub(super) fn advance(model: &mut Model) {
    let Some(mut tour) = model.tour.take() else { return };
    let revision = model.desk.as_ref().map_or(0, |desk| desk.revision);
    if tour.praised {
        tour = Tour { step: tour.step + 1, revision: tour.praised_at, seen: tour.ahead, ..Tour::default() };
    }
    if let Some(step) = STEPS.get(tour.step) {
        tour.praised = (step.done)(model, &tour);
        tour.praised_at = revision;
        model.tour = Some(tour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_fits_two_lines_of_72_cells() {
        for step in STEPS {
            for text in [step.task, step.praise] {
                assert!(
                    crate::reading::row_starts(text, crate::reading::Measure { width: 72, ambiguous: crate::article::Ambiguous::Narrow }, true).len() <= 2,
                    "{text}"
                );
            }
        }
    }
}
