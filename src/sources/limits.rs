//! How much of a source is read, at most. Stated in `tagline add --help`.

/// Bytes of a source that is read whole, packed or unpacked.
pub const WHOLE: u64 = 100 << 20;

/// Bytes of one HTML document, one line of JSONL, one row, one mail, one response of an archive.
pub const ITEM: u64 = 16 << 20;

/// Bytes of the value of a header that is decoded: the time for it grows with the square of its length.
pub const HEADER: usize = 4096;

/// Bytes of the headers of a mail, or of a part of one.
pub const HEADERS: usize = 1 << 20;

/// How deep elements, parts and packed layers nest.
pub const DEPTH: usize = 512;

/// Bytes unpacked from one packed byte, over all of a packed source from its first 16 MiB on: more is a bomb.
pub const RATIO: u64 = 200;

/// Stories from one source.
pub const STORIES: u64 = 1_000_000;

/// Parts of a mail, files of a folder archive, entries of a book.
pub const PARTS: usize = 10_000;
