//! `tagline forget`: removes everything that is kept of an article.

use std::path::PathBuf;

use super::recover::home;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{everything_of, purge};

/// Remove everything that is kept of an article
///
/// Records of all annotators, journals, earlier versions, reading places, and the texts that were kept: for a story that must
/// leave no trace. Without --yes, lists what would be removed and removes nothing. The article itself is never touched. There
/// is no way back.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline forget story.txt                       what would be removed\n  tagline forget story.txt --yes\n  tagline forget story.txt --keep-records --yes  only what is outside the project"
)]
pub(super) struct Forget {
    /// The article, which may be gone already
    article: PathBuf,
    /// Remove it
    #[arg(long)]
    yes: bool,
    /// Leave the records, what is known of the article, and the kept texts
    #[arg(long)]
    keep_records: bool,
}

impl Forget {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let home = home(Some(&self.article), options, &folders)?;
        let key = home.key(&self.article);
        let files = everything_of(&home, &key, !self.keep_records).map_err(|error| Failure::io("it cannot be told what is kept", &error))?;
        if files.is_empty() {
            output.line("nothing is kept of this article")?;
            return Ok(0);
        }
        for file in &files {
            output.line(&format!("{} {}", if self.yes { "removed" } else { "would remove" }, printable(&file.to_string_lossy())))?;
        }
        if !self.yes {
            output.flush()?;
            return Err(Failure::findings("nothing was removed").hinted("--yes removes all of it, for good"));
        }
        purge(&files).map_err(|error| Failure::io("not everything was removed", &error))?;
        Ok(0)
    }
}
