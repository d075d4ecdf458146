//! `tagline keys`: the table of all keys.

use super::{Failure, Output};
use crate::config::{keys_markdown, keys_text};
use crate::library::Home;

/// Print all keys, as they are with your settings and the labels of this project
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tagline keys --markdown > KEYS.md")]
pub(super) struct Keys {
    /// As a table in Markdown
    #[arg(long)]
    markdown: bool,
}

impl Keys {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let home = Home::find(std::path::Path::new("."), None, &folders)?;
        let (keymap, _) = super::keymap(&settings, &home)?;
        let codebook = &home.project.codebook;
        output.text(&if self.markdown { keys_markdown(&keymap, codebook) } else { keys_text(&keymap, codebook) })?;
        Ok(0)
    }
}
