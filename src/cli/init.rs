//! `tagline init`: makes a folder a project.

use std::path::PathBuf;

use super::{Failure, Output};
use crate::article::printable;
use crate::library::init;

/// Make a folder a project, and move along what was annotated there before
///
/// Writes a `tagline.ron` with the codebook and settings of the project. Records of its articles that are in your own
/// library move into the project's `annotations` folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tagline init reports/2026")]
pub(super) struct Init {
    /// The folder; this one if none is given
    #[arg(default_value = ".")]
    folder: PathBuf,
}

impl Init {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let name = printable(&self.folder.to_string_lossy());
        let report = init(&self.folder, &folders).map_err(|error| Failure::io(&name, &error))?;
        let file = printable(&report.file.to_string_lossy());
        output.line(&if report.existed { format!("{file} is there already; it is left as it is") } else { format!("made {file}") })?;
        if report.moved > 0 {
            output.line(&format!("moved {} {} along from your library", report.moved, if report.moved == 1 { "record" } else { "records" }))?;
        }
        Ok(0)
    }
}
