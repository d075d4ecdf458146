//! Tables of annotations: a row a span, with tables of relations and of articles beside it.

mod attributes;
mod read;
mod rows;
mod write;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Frame, Input, Piece, Unit};

/// The table of relations.
const RELATIONS: &str = "relations";
/// The table of articles with their texts.
const ARTICLES: &str = "articles";
/// What the column of an attribute begins with.
const ATTRIBUTE: &str = "attribute_";
/// What offsets count, in the column `unit`.
const CODE_POINTS: &str = "codepoints";

const CHOICES: &[Choice] =
    &[Choice { name: "safe", values: &["yes", "no"], meaning: "put an apostrophe before cells that a spreadsheet would run as a formula" }];

static CSV: Facts = Facts {
    name: "csv",
    title: "tables with commas",
    endings: &["csv"],
    shape: Shape::File,
    both: Both::Ways,
    unit: Unit::CodePoints,
    overlaps: true,
    discontinuous: true,
    relations: true,
    attributes: true,
    notes: true,
    choices: CHOICES,
    detail: "A row a span; relations and the texts of articles are tables beside it, which import finds by name.",
};

static TSV: Facts = Facts { name: "tsv", title: "tables with tabs", endings: &["tsv", "tab"], ..CSV };

/// Tables whose cells are parted by a character.
#[derive(Debug)]
pub(super) struct Tables {
    facts: &'static Facts,
    parted: char,
}

/// With commas.
pub(super) static COMMAS: Tables = Tables { facts: &CSV, parted: ',' };
/// With tabs.
pub(super) static TABS: Tables = Tables { facts: &TSV, parted: '\t' };

impl Tables {
    fn style(&self, safe: &str) -> rows::Style {
        rows::Style { parted: self.parted, safe: safe != "no" }
    }
}

impl Format for Tables {
    fn facts(&self) -> &'static Facts {
        self.facts
    }

    fn streams(&self, _: &Plan) -> Vec<String> {
        ["", RELATIONS, ARTICLES].map(ToOwned::to_owned).into()
    }

    fn frame(&self, plan: &Plan, stream: &str) -> Frame {
        let style = self.style(plan.choice(self.facts, "safe"));
        Frame { head: style.row(&write::header(plan, stream)), ..Frame::default() }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::rows(document, plan, self.style(plan.choice(self.facts, "safe")), piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::tables(input, self.style(input.choice("safe")), take)
    }
}

#[cfg(test)]
mod tests;
