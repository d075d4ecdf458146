//! Documents as rows of tables.

use super::Document;

/// A file that is full: its path below the folder of the dataset, and its bytes.
pub type Filled = (String, Vec<u8>);

/// Tables that are being filled, document by document. The same documents in the same order give the same files.
///
/// What a file holds is gathered in memory and bounded there; a file is given away when it is full.
pub trait Tables: Send {
    /// Takes a document that has been through [`Format::write`](super::Format::write). An error is the end of the tables.
    fn take(&mut self, document: Document) -> Result<Vec<Filled>, String>;

    /// The files that are left.
    fn finish(&mut self) -> Result<Vec<Filled>, String>;
}
