//! Floor 3: article files of every kind into text.
//!
//! Owns what may be read (regular files below a limit), how bytes become text (byte order marks, encodings, line ends), and
//! the readers of all formats. Knows nothing of annotations or of where articles are kept.
//!
//! ```text
//! bytes ──Source (unpacked, head looked at)──▶ READERS: who recognises it? ──▶ Found: stories, flaws, notices
//! ```

mod columns;
mod decode;
mod docx;
mod epub;
mod factiva;
mod feed;
mod file;
mod front_matter;
mod html;
mod json;
pub mod limits;
mod mail;
mod mhtml;
mod newsml;
mod nexis;
mod ninjs;
mod nitf;
mod package;
mod page_top;
mod paragraph;
mod parquet;
mod pdf;
mod reader;
mod rows;
mod rtf;
mod source;
mod story;
mod suspicion;
mod table;
mod text;
mod transcode;
mod warc;
mod written_date;
mod xml;

pub use crate::article::is_guarded;
pub use decode::{Decoded, decode};
pub use file::{Beginning, LIMIT, SourceError, read, read_beginning, read_into, read_regular, read_regular_text};
pub use reader::{Choices, Field, Format, Found, Likelihood, READERS, Reader, Taker, reader_for, reader_named};
pub use source::Source;
pub use story::{Blocks, Flaw, Place, Story};
pub use suspicion::{Suspicion, SuspicionKind, suspicious};
