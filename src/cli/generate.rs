//! `tagline completions` and `tagline man`: made from the definition of the command line.

use clap_complete::Shell;

use super::{Failure, Output, definition};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tagline completions fish > ~/.config/fish/completions/tagline.fish")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut definition(), "tagline", &mut script);
        output.text(&String::from_utf8_lossy(&script))?;
        Ok(0)
    }
}

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tagline man | man -l -")]
pub(super) struct Man;

impl Man {
    pub(super) fn run(output: &mut Output) -> Result<i32, Failure> {
        let mut page = Vec::new();
        clap_mangen::Man::new(definition()).render(&mut page).map_err(|error| Failure::io("the manual page", &error))?;
        output.text(&String::from_utf8_lossy(&page))?;
        Ok(0)
    }
}
