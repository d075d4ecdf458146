//! A page an article, to be read in a browser: the text with its annotations marked in it. Only written.

mod page;
mod pieces;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Document, Piece, Unit};

/// Web pages.
#[derive(Debug)]
pub(super) struct Html;

impl Format for Html {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "html",
            title: "web pages",
            endings: &["html"],
            shape: Shape::Folder,
            both: Both::Out,
            unit: Unit::None,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "Each annotation is a <mark> with data-label and data-id; one that crosses another or a paragraph is in several with the same data-id.",
        }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        page::write(document, plan, piece);
    }
}

#[cfg(test)]
mod tests;
