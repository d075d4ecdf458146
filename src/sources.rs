//! Floor 3: article files into text.
//!
//! Owns what may be read (regular files below a limit) and how bytes become text: byte order marks, encodings, line ends.
//! Knows nothing of annotations or of where articles are kept.

mod decode;
mod file;

pub use decode::{Decoded, decode};
pub use file::{Beginning, LIMIT, SourceError, read, read_beginning, read_regular, read_regular_text};
