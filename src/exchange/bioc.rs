//! `BioC`, in XML or JSON: a collection of documents, each one passage, so that its text stays as it is.

mod model;
mod read;
mod write;
mod xml;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Frame, Input, Piece, Unit};

/// `BioC` collections.
#[derive(Debug)]
pub(super) struct BioC;

static FACTS: Facts = Facts {
    name: "bioc",
    title: "BioC collections",
    endings: &["xml", "json"],
    shape: Shape::File,
    both: Both::Ways,
    unit: Unit::CodePoints,
    overlaps: true,
    discontinuous: true,
    relations: true,
    attributes: true,
    notes: true,
    choices: &[Choice { name: "form", values: &["xml", "json"], meaning: "BioC in XML or in JSON" }],
    detail: "The label is the infon “type”, attributes are infons “attribute:NAME”; XML cannot hold some control characters of a text, JSON can.",
};

fn is_json(plan: &Plan) -> bool {
    plan.choice(&FACTS, "form") == "json"
}

impl Format for BioC {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn ending(&self, plan: &Plan) -> &'static str {
        if is_json(plan) { "json" } else { "xml" }
    }

    fn frame(&self, plan: &Plan, _: &str) -> Frame {
        let date = plan.now.strftime("%Y-%m-%d");
        if is_json(plan) {
            let head = format!(
                "{{\"bioctype\":\"BioCCollection\",\"source\":\"tagline\",\"date\":\"{date}\",\"key\":\"tagline\",\"version\":\"1.0\",\"infons\":{{}},\"documents\":[\n"
            );
            return Frame { head, between: ",\n".to_owned(), tail: "\n]}\n".to_owned() };
        }
        let head = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection><source>tagline</source><date>{date}</date><key>tagline</key>\n");
        Frame { head, between: String::new(), tail: "</collection>\n".to_owned() }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::document(document, is_json(plan), piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        let text = input.text()?;
        let told = |why: String| format!("{}: {why}", input.place());
        if text.trim_start().starts_with(['{', '[']) {
            let documents = model::of_json(text).map_err(told)?;
            for document in &documents {
                take(read::document(input, document));
            }
            return Ok(());
        }
        xml::documents(text, &mut |document| take(read::document(input, &document))).map_err(told)
    }
}

#[cfg(test)]
mod tests;
