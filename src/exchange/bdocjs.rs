//! GATE's documents in JSON: a file an article, an annotation set an annotator.

mod read;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// The feature in which stands what GATE has no place for.
const OWN: &str = "tagline";

/// Documents of GATE.
#[derive(Debug)]
pub(super) struct Bdocjs;

impl Format for Bdocjs {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "bdocjs",
            title: "GATE documents (Bdoc JSON)",
            endings: &["bdocjs"],
            shape: Shape::Folder,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: false,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "Notes, doubt and what joins the parts of an interrupted annotation are in a feature “tagline”, relations in a feature of the document.",
        }
    }

    fn write(&self, document: &Document, _: &Plan, piece: &mut Piece) {
        write::file(document, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::file(input, take)
    }
}

#[cfg(test)]
mod tests;
