//! `tagline mv`: moves an article with its records.

use std::path::PathBuf;

use super::recover::home;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{MoveError, relocate};

/// Move an article with its records
///
/// The records of all annotators, what is known of the article, undo and earlier versions go along. If the file was moved
/// already, only the rest is brought to it. Nothing is overwritten.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tagline mv draft.txt articles/harbour-strike.txt\n  tagline mv articles/may/story.txt articles/june/")]
pub(super) struct Mv {
    /// Where the article is, or was
    old: PathBuf,
    /// Its new name, or a folder
    new: PathBuf,
}

impl Mv {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let home = home(Some(&self.old), options, &folders)?;
        let moved = relocate(&home, &self.old, &self.new).map_err(|error| match error {
            MoveError::Refused(why) => Failure::usage(format!("{} was not moved: {why}", self.old.display())),
            MoveError::Io(error) => Failure::io(&format!("{} was not moved", self.old.display()), &error),
        })?;
        let file = printable(&moved.article.to_string_lossy());
        output.line(&if moved.file { format!("moved to {file}") } else { format!("{file} is there already") })?;
        match moved.records.as_slice() {
            [] => output.line("it has no records")?,
            names => output.line(&format!("with the records of {}", names.join(", ")))?,
        }
        Ok(0)
    }
}
