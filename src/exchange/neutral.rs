//! The neutral form: annotations as plain data, everything that a record says. What `show --json` prints and a line of the
//! neutral export holds. Offsets are code points, half-open.

mod read;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

pub(super) use read::{state_named, value_of};
pub use write::article_as_json;
pub(super) use write::{json_of, state_name};

/// The version of this form. A reader refuses what is newer.
const VERSION: u32 = 1;

/// The neutral form, a line an article.
#[derive(Debug)]
pub(super) struct Neutral;

impl Format for Neutral {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "jsonl",
            title: "neutral JSON Lines",
            endings: &["jsonl", "ndjson"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "All that a record says, with the text: nothing is lost.",
        }
    }

    fn holds_extras(&self) -> bool {
        true
    }

    fn write(&self, document: &Document, _: &Plan, piece: &mut Piece) {
        write::line(document, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::line(input).map(take)
    }
}
