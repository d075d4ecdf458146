//! What one document becomes in a format.

use std::collections::BTreeMap;

use super::{Loss, Losses};

/// What stands around the documents of one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Before the first.
    pub head: String,
    /// Between two.
    pub between: String,
    /// After the last.
    pub tail: String,
}

/// What a document becomes: its part of the streams that run through all documents, and files of its own.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// By the name of the stream; that of formats with one stream is empty.
    pub streams: BTreeMap<String, Vec<u8>>,
    /// By name in the folder of the document; one that begins with a dot is put behind the document's path.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format cannot hold.
    pub losses: Losses,
    /// Why the document must not be written; the reason is safe to show.
    pub refused: Option<String>,
    /// Annotations that were written.
    pub annotations: usize,
}

impl Piece {
    /// The only stream.
    pub fn stream(&mut self) -> &mut Vec<u8> {
        self.streams.entry(String::new()).or_default()
    }

    /// Puts bytes into the only stream, without a copy when they are the first.
    pub fn put(&mut self, bytes: Vec<u8>) {
        self.put_named("", bytes);
    }

    /// Puts bytes into the stream of that name, in the same way.
    pub fn put_named(&mut self, name: &str, bytes: Vec<u8>) {
        let stream = self.stream_named(name);
        if stream.is_empty() { *stream = bytes } else { stream.extend_from_slice(&bytes) }
    }

    /// The stream of that name.
    pub fn stream_named(&mut self, name: &str) -> &mut Vec<u8> {
        self.streams.entry(name.to_owned()).or_default()
    }

    /// The bytes in it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.streams.values().chain(self.files.iter().map(|(_, bytes)| bytes)).map(Vec::len).sum()
    }

    /// Puts a file beside the document: `.ann` is put behind its path, another name is one in its folder.
    pub fn file(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.push((name.to_owned(), bytes));
    }

    /// Where a file of a document is, by the path of the document.
    #[must_use]
    pub fn place(path: &str, name: &str) -> String {
        match path.rsplit_once('/') {
            _ if name.starts_with('.') => format!("{path}{name}"),
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }

    /// Counts a loss.
    pub fn lost(&mut self, loss: Loss, count: usize) {
        self.losses.count(loss, count);
    }

    /// Refuses the document: nothing of it is written.
    pub fn refuse(&mut self, why: impl Into<String>) {
        self.refused.get_or_insert_with(|| why.into());
    }
}
