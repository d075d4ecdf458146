//! Floor 3: annotations and other tools' formats.
//!
//! Owns how annotations look outside, both ways, over one registry of formats. Knows nothing of projects and records on disk:
//! it is handed documents and gives bytes, and is handed bytes and gives what came.
//!
//! ```text
//! Document ──Selection──▶ Documents ──Format::write──▶ Piece (bytes of files and streams, losses)
//! Input ──Format::read──▶ Arrival (a text, annotations in it, flaws)
//! ```

mod arrival;
mod bdocjs;
mod bioc;
mod brat;
mod cas;
mod chat;
mod conll;
mod csv;
mod doccano;
mod document;
mod excerpt;
mod format;
mod fragments;
mod gliner;
mod html;
mod huggingface;
mod label_studio;
mod loss;
mod markup;
mod neutral;
mod offsets;
#[cfg(feature = "parquet")]
mod parquet;
mod piece;
mod plain;
mod prodigy;
#[cfg(test)]
mod sample;
mod selection;
mod slate;
mod spacy;
mod tables;
mod tags;
#[cfg(test)]
mod tests;
mod w3c;
mod words;

pub use arrival::{Arrival, Input};
pub use document::{Document, Metadata, Split};
pub use format::{Both, Choice, FORMATS, Facts, Format, Plan, Shape, format_named, format_of_file};
pub use loss::{Loss, Losses};
pub use neutral::article_as_json;
pub use offsets::{Offsets, Unit, Walk};
pub use piece::{Frame, Piece};
pub use selection::{Nesting, Piecewise, Selection};
pub use tables::{Filled, Tables};
pub use words::{Cover, Words};
