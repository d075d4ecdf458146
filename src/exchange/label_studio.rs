//! Label Studio: a list of tasks, with the labelling configuration beside it.

mod config;
mod read;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Frame, Input, Piece, Unit};

/// The control with the labels.
const LABEL: &str = "label";
/// The control with attributes that are spans.
const PART: &str = "part";
/// The control that says that somebody is in doubt, and its only choice.
const DOUBT: (&str, &str) = ("doubt", "doubtful");
/// The control with attributes that no other one can hold, as `name=JSON`.
const OTHER: &str = "other";
/// The name of the text.
const TEXT: &str = "text";
/// The configuration.
const CONFIG: &str = "label-config.xml";

/// Tasks of Label Studio.
#[derive(Debug)]
pub(super) struct LabelStudio;

impl Format for LabelStudio {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "label-studio",
            title: "Label Studio tasks",
            endings: &["json"],
            shape: Shape::File,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: false,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "The parts of an interrupted annotation are regions with a relation “fragment”, which comes in as one again; set up the project with label-config.xml first.",
        }
    }

    fn frame(&self, _: &Plan, _: &str) -> Frame {
        Frame { head: "[\n".to_owned(), between: ",\n".to_owned(), tail: "\n]\n".to_owned() }
    }

    fn beside(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        vec![(CONFIG.to_owned(), config::configuration(&plan.codebook).into_bytes())]
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::task(document, plan, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::tasks(input, take)
    }
}

/// The control of an attribute of a label.
fn control(label: &str, attribute: &str) -> String {
    format!("{label}-{attribute}")
}

#[cfg(test)]
mod tests;
