//! brat standoff: `story.txt` with the text and `story.ann` with a line for each thing that is said of it.
//!
//! ```text
//! T1<tab>quote 41 59;93 107<tab>“We will not move,” “Not an inch.”      a text-bound annotation
//! A1<tab>kind T1 direct                                             an attribute
//! #1<tab>Tagline T1<tab>{"id":"0192…"}                                what brat has no place for: see `exact`
//! #2<tab>AnnotatorNotes T1<tab>Twice in the recording.                 a note
//! R1<tab>said_by Arg1:T1 Arg2:T2                                    a relation
//! ```

mod config;
mod exact;
mod names;
mod read;
mod records;
#[cfg(test)]
mod tests;
mod text;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// The type of the notes that hold what brat has no place for.
const EXACT: &str = "Tagline";

/// The type of the notes that brat's own dialog shows.
const NOTES: &str = "AnnotatorNotes";

/// The attribute that says that the annotator was in doubt.
const DOUBT: &str = "doubtful";

/// A folder for brat.
#[derive(Debug)]
pub(super) struct Brat;

impl Format for Brat {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "brat",
            title: "brat standoff",
            endings: &["ann"],
            shape: Shape::Folder,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "A folder to copy into brat's data, with its configuration; a span over several lines is cut at line ends, since brat has none.",
        }
    }

    fn beside(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        vec![
            ("annotation.conf".to_owned(), config::annotation(&plan.codebook).into_bytes()),
            ("visual.conf".to_owned(), config::visual(&plan.codebook).into_bytes()),
            ("kb_shortcuts.conf".to_owned(), config::keys(&plan.codebook).into_bytes()),
        ]
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::document(document, &plan.codebook, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::file(input).map(take)
    }
}
