//! doccano's JSON Lines: entities and relations, or plain labels.

mod graphemes;
mod read;
mod write;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// Lines of doccano.
#[derive(Debug)]
pub(super) struct Doccano;

impl Format for Doccano {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "doccano",
            title: "doccano JSON Lines",
            endings: &["jsonl", "json"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: false,
            relations: true,
            attributes: false,
            notes: true,
            choices: &[
                Choice { name: "form", values: &["relations", "plain"], meaning: "entities with relations, or plain labels for sequence labelling" },
                Choice {
                    name: "unit",
                    values: &["codepoints", "graphemes"],
                    meaning: "graphemes for a project that counts grapheme clusters as one character",
                },
            ],
            detail: "Overlapping annotations need a project that allows them, else doccano drops them silently; notes are kept with the text as data.",
        }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::line(document, plan.choice(self.facts(), "form") == "plain", plan.choice(self.facts(), "unit") == "graphemes", piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::line(input, input.choice("unit") == "graphemes", take)
    }
}

#[cfg(test)]
mod tests;
