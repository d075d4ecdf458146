//! `tagline git-setup`: has git merge records by id.

use std::path::PathBuf;

use super::{Failure, Output};
use crate::article::printable;
use crate::library::git_setup;

/// Have git merge records by id instead of by line
///
/// Adds a line to the project's .gitattributes, which goes along with the repository, and names the merge driver in the
/// settings of this clone, which does not: each clone runs this once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cd reports && tagline git-setup && git add .gitattributes")]
pub(super) struct GitSetup {
    /// A folder of the project
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl GitSetup {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let setup = git_setup(&self.dir).map_err(|error| Failure::io(&self.dir.to_string_lossy(), &error))?;
        let Some(setup) = setup else {
            return Err(Failure::usage("there is no project here").hinted("`tagline init` makes this folder one"));
        };
        let file = printable(&setup.attributes.to_string_lossy());
        output.line(&if setup.existed { format!("{file} has it already") } else { format!("added to {file}; commit it") })?;
        match setup.git {
            Ok(()) => {
                output.line("this clone merges records by id now; every other clone runs `tagline git-setup` once, too")?;
                Ok(0)
            }
            Err(why) => {
                Err(Failure::findings(format!("git does not know the merge driver yet: {}", printable(&why))).hinted("run this again inside a git repository"))
            }
        }
    }
}
