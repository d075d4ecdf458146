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
mod csv;
mod doccano;
mod document;
mod excerpt;
mod format;
mod fragments;
mod html;
mod label_studio;
mod loss;
mod markup;
mod neutral;
mod offsets;
mod piece;
#[cfg(test)]
mod sample;
mod selection;
mod slate;
#[cfg(test)]
mod tests;
mod w3c;
mod words;

pub use arrival::{Arrival, Input};
pub use document::{Document, Metadata, Split};
pub use format::{Both, Choice, FORMATS, Facts, Format, Plan, Shape, format_named};
pub use loss::{Loss, Losses};
pub use neutral::article_as_json;
pub use offsets::{Offsets, Unit};
pub use piece::{Frame, Piece};
pub use selection::{Nesting, Piecewise, Selection};
pub use words::{Cover, Words};
