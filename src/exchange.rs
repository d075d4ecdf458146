//! Floor 3: annotations and other tools' formats.
//!
//! Owns how annotations look outside. Knows nothing of projects and records on disk.

mod neutral;

pub use neutral::{article_as_json, neutral_line};
