//! A dataset in Parquet: a folder with two tables, for `DuckDB`, polars, pandas, Spark and the `datasets` of Hugging Face.
//!
//! ```text
//! README.md                                 what it holds, and which files are which part
//! articles/split=train/part-0000.parquet    an article a row, its annotations and relations as lists
//! annotations/split=train/part-0000.parquet a fragment of an annotation a row
//!
//! Documents ──▶ Folder (one for each part) ──full──▶ Rows ──some columns at a time──▶ file with one row group
//! ```

mod card;
mod columns;
mod encode;
mod leaf;
mod packing;
mod partition;
mod read;
mod schema;
mod table;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Loss, Piece, Tables, Unit};

/// Parquet.
#[derive(Debug)]
pub(super) struct Parquet;

static FACTS: Facts = Facts {
    name: "parquet",
    title: "Parquet tables",
    endings: &["parquet"],
    shape: Shape::Tables,
    both: Both::Ways,
    unit: Unit::CodePoints,
    overlaps: true,
    discontinuous: true,
    relations: true,
    attributes: true,
    notes: true,
    choices: &[Choice {
        name: "partition",
        values: &["split", "none", "publication", "month"],
        meaning: "which folders the rows are in: those of the parts of a training set, one for all, a publication's or a month's",
    }],
    detail: "A table of articles with their annotations as lists, and one with a row for each fragment of an annotation, for DuckDB, polars, Spark and Hugging Face datasets; articles come back from the first.",
};

impl Format for Parquet {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Checks what goes into the rows, which [`tables`](Format::tables) writes in order.
    fn write(&self, document: &Document, _: &Plan, piece: &mut Piece) {
        document.check_places(piece);
        piece.lost(Loss::Unanchored, document.unanchored.len());
        piece.annotations = document.annotations.len();
    }

    fn tables(&self, plan: &Plan) -> Option<Box<dyn Tables>> {
        Some(Box::new(table::Dataset::new(plan, plan.choice(&FACTS, "partition"))))
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::table(input, take)
    }
}

#[cfg(test)]
mod tests;
