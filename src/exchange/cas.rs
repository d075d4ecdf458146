//! UIMA CAS: the text and feature structures in it, as XMI, as JSON, and packed for `INCEpTION`.
//!
//! One type stands for annotations of all labels and one for relations, since a relation of `INCEpTION` leads between two
//! annotations of one type. `custom.Span` and `custom.Relation` with a feature `label` are what its basic project has.
//! An interrupted annotation is several spans with one `identifier` and a `part` each.

mod build;
mod describe;
mod json;
mod links;
mod model;
mod take;
#[cfg(test)]
mod tests;
mod tsv;
mod types;
mod typesystem;
mod xmi;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Loss, Piece, Unit, markup};

/// The type of annotations.
const SPAN: &str = "custom.Span";

/// The type of relations.
const RELATION: &str = "custom.Relation";

/// The type of what is known of the article.
const ARTICLE: &str = "custom.Article";

/// What `DKPro` and `INCEpTION` know of a document.
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";

/// A word.
const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";

/// A sentence.
const SENTENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";

/// The feature with what the others cannot say.
const EXACT: &str = "tagline";

/// The file with the types.
const TYPES: &str = "TypeSystem.xml";

const WITHOUT: Choice = Choice { name: "tokens", values: &["no", "yes"], meaning: "whether sentences and tokens are written too" };
const WITH: Choice = Choice { values: &["yes", "no"], ..WITHOUT };

const XMI: Facts = Facts {
    name: "cas-xmi",
    title: "UIMA CAS XMI",
    endings: &["xmi"],
    shape: Shape::Folder,
    both: Both::Ways,
    unit: Unit::Utf16,
    overlaps: true,
    discontinuous: true,
    relations: true,
    attributes: true,
    notes: true,
    choices: &[WITHOUT],
    detail: "A file an article and TypeSystem.xml, for UIMA, DKPro and cassis; parts of an interrupted annotation share an identifier.",
};

const JSON: Facts = Facts {
    name: "cas-json",
    title: "UIMA CAS JSON 0.4",
    endings: &["json"],
    detail: "A file an article with its types in it, for cassis and INCEpTION; parts of an interrupted annotation share an identifier.",
    ..XMI
};

const INCEPTION: Facts = Facts {
    name: "inception",
    title: "INCEpTION",
    shape: Shape::Archive,
    choices: &[WITH],
    detail: "Import TypeSystem.xml as layers first, then the articles as UIMA CAS XMI (XML 1.0).",
    ..XMI
};

const TSV: Facts = Facts {
    name: "webanno",
    title: "WebAnno TSV 3.3",
    endings: &["tsv"],
    choices: &[],
    detail: "A file an article in sentences and tokens, for WebAnno and INCEpTION, whose layers must be there before.",
    ..XMI
};

/// XMI.
#[derive(Debug)]
pub(super) struct CasXmi;

/// JSON.
#[derive(Debug)]
pub(super) struct CasJson;

/// XMI with sentences and tokens, packed.
#[derive(Debug)]
pub(super) struct Inception;

/// Rows of tokens.
#[derive(Debug)]
pub(super) struct WebAnno;

impl Format for CasXmi {
    fn facts(&self) -> &'static Facts {
        &XMI
    }

    fn beside(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        type_system(&XMI, plan)
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write_xmi(&XMI, document, plan, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read_xmi(input).map(take)
    }
}

impl Format for Inception {
    fn facts(&self) -> &'static Facts {
        &INCEPTION
    }

    fn beside(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        type_system(&INCEPTION, plan)
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write_xmi(&INCEPTION, document, plan, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read_xmi(input).map(take)
    }
}

impl Format for CasJson {
    fn facts(&self) -> &'static Facts {
        &JSON
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        let tokens = has_tokens(&JSON, plan);
        let cas = build::cas(document, &plan.codebook, tokens, piece);
        piece.file(".json", json::written(&cas, &types::types(&plan.codebook, tokens)).into_bytes());
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        let cas = json::read(input.text()?).map_err(|why| format!("{}: {why}", input.place()))?;
        take(take::arrival(cas, input));
        Ok(())
    }
}

impl Format for WebAnno {
    fn facts(&self) -> &'static Facts {
        &TSV
    }

    fn beside(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        type_system(&TSV, plan)
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        let cas = build::cas(document, &plan.codebook, false, piece);
        let file = tsv::written(document, &cas, piece);
        piece.file(".tsv", file.into_bytes());
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        let cas = tsv::read(input.text()?).map_err(|why| format!("{}: {why}", input.place()))?;
        take(take::arrival(cas, input));
        Ok(())
    }
}

fn has_tokens(facts: &Facts, plan: &Plan) -> bool {
    plan.choice(facts, WITHOUT.name) == "yes"
}

fn type_system(facts: &Facts, plan: &Plan) -> Vec<(String, Vec<u8>)> {
    vec![(TYPES.to_owned(), typesystem::written(&types::types(&plan.codebook, has_tokens(facts, plan))).into_bytes())]
}

fn write_xmi(facts: &Facts, document: &Document, plan: &Plan, piece: &mut Piece) {
    let cas = build::cas(document, &plan.codebook, has_tokens(facts, plan), piece);
    piece.lost(Loss::Characters, usize::from(!document.text().chars().all(markup::fits_xml)));
    piece.file(".xmi", xmi::written(&cas).into_bytes());
}

fn read_xmi(input: &Input<'_>) -> Result<Arrival, String> {
    let cas = xmi::read(input.text()?, &typesystem::found(input)).map_err(|why| format!("{}: {why}", input.place()))?;
    Ok(take::arrival(cas, input))
}
