//! `tagline merge-driver`: what git calls to merge a record.

use std::path::PathBuf;

use super::{Failure, Output};
use crate::article::printable;
use crate::library::{DriverError, merge_files};

/// Merge three versions of a record by id; git calls this
///
/// The result takes the place of OURS. It is always a whole record, without conflict markers: what both sides changed
/// differently keeps our value, and what theirs was is noted beside it (`M` on the article shows both). Exits with 1 then.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example, as `tagline git-setup` sets it:\n  git config merge.tagline.driver 'tagline merge-driver %O %A %B %P'")]
pub(super) struct MergeDriver {
    /// The version that both began with
    base: PathBuf,
    /// Our version, which the result replaces
    ours: PathBuf,
    /// Their version
    theirs: PathBuf,
    /// The path of the record, for messages
    path: Option<String>,
}

impl MergeDriver {
    pub(super) fn run(&self, _: &mut Output) -> Result<i32, Failure> {
        let path = printable(self.path.as_deref().unwrap_or("the record"));
        match merge_files(&self.base, &self.ours, &self.theirs) {
            Ok(0) => Ok(0),
            Ok(count) => {
                let what = if count == 1 { "1 item was".into() } else { format!("{count} items were") };
                Err(Failure::findings(format!("{path}: {what} changed differently on both sides"))
                    .hinted("the file is sound and holds both values: open the article and press M, then `git add` it"))
            }
            Err(error @ DriverError::Side { .. }) => Err(Failure::findings(format!("{path}: {error}")).hinted("nothing was merged: our version stands")),
            Err(DriverError::Io(error)) => Err(Failure::io(&path, &error)),
        }
    }
}
