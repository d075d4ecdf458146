//! Where a report goes, piece by piece: of thousands of articles no more than one is held.

use std::path::Path;

use super::super::{Failure, Output};
use super::shown;
use crate::library::{Draft, Privacy};

/// Standard output, which gets each piece as it comes, or a file, which is there when it is whole.
pub(super) enum Sink<'a> {
    Output(&'a mut Output),
    File(&'a Path, Box<Draft>),
}

impl<'a> Sink<'a> {
    /// Opens the file, if one is named.
    pub(super) fn new(path: Option<&'a Path>, output: &'a mut Output) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Output(output)) };
        let draft = Draft::new(path, Privacy::Shared).map_err(|error| Failure::io(&shown(path), &error))?;
        Ok(Self::File(path, Box::new(draft)))
    }

    pub(super) fn put(&mut self, text: &str) -> Result<(), Failure> {
        match self {
            Self::Output(output) => output.text(text),
            Self::File(path, draft) => draft.write(text.as_bytes()).map_err(|error| Failure::io(&shown(path), &error)),
        }
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Output(_) => Ok(()),
            Self::File(path, draft) => draft.finish().map_err(|error| Failure::io(&shown(path), &error)),
        }
    }
}
