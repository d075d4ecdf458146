//! Web Annotations: one collection in JSON-LD for all articles. The text of each is an annotation that describes it.

mod foreign;
mod iri;
mod item;
mod place;
mod read;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Frame, Input, Piece, Unit};

/// What the value of an attribute is written as when it is no text.
const JSON: &str = "application/json";
/// The body of an annotation whose annotator is in doubt.
const DOUBTFUL: &str = "doubtful";

/// Web Annotations.
#[derive(Debug)]
pub(super) struct W3c;

impl Format for W3c {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "w3c",
            title: "W3C Web Annotations",
            endings: &["jsonld", "json"],
            shape: Shape::File,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "The text of an article is an annotation that describes it, the spans of an interrupted one are several targets; what Hypothesis exports comes in too.",
        }
    }

    fn frame(&self, _: &Plan, _: &str) -> Frame {
        let head = [
            r#"{"@context": "http://www.w3.org/ns/anno.jsonld","#,
            r#""id": "urn:tagline:annotations", "type": "AnnotationCollection", "label": "Annotations","#,
            r#""first": {"id": "urn:tagline:annotations:1", "type": "AnnotationPage", "startIndex": 0, "items": ["#,
            "",
        ];
        Frame { head: head.join("\n"), between: ",\n".to_owned(), tail: "\n]}}\n".to_owned() }
    }

    fn write(&self, document: &Document, _: &Plan, piece: &mut Piece) {
        write::items(document, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::collection(input, take)
    }
}

#[cfg(test)]
mod tests;
