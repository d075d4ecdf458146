//! Records and git: merging three versions by id, and telling git to do so.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::home::PROJECT_FILE;
use super::{Privacy, Record, disk, record, write_atomically};
use crate::annotation::CONFLICT;
use crate::article::Text;

/// What marks records as ours to merge. Names and queues are lists with a line for each item, of which both sides' lines are
/// kept; git can do that by itself.
const ATTRIBUTES: [&str; 2] = ["annotations/**/*.ron text eol=lf merge=tagline", "annotations/.*/*.ron text eol=lf merge=union"];

/// Settings of git that let a repository start programs; none of them is followed.
const QUIET: [&str; 5] = ["-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"];

/// Why three versions could not be merged.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// A side is no record that this version can write.
    #[error("{side} cannot be merged: {why}")]
    Side {
        /// Which one.
        side: &'static str,
        /// Why not.
        why: String,
    },
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Merges `theirs` into `ours` by id, against `base` where that can be read; `ours` is replaced by the result. Returns how
/// many annotations, relations and decisions both sides changed differently: those are flagged inside.
pub fn merge_files(base: &Path, ours: &Path, theirs: &Path) -> Result<usize, DriverError> {
    let base = side(base, "the base").map(|(record, _)| record).ok();
    let ((our, our_markers), (their, their_markers)) = (side(ours, "our side")?, side(theirs, "their side")?);
    let text = Text::default();
    let merged = record::merge(base.as_ref(), &our, &their, &text);
    write_atomically(ours, record::write(&merged.record, &text).as_bytes(), Privacy::Shared)?;
    // A side that held markers brings the conflicts of its own sides along.
    let set = &merged.record.set;
    let flagged = set.all().iter().filter(|item| !item.conflict.is_empty()).count() + set.relations().iter().filter(|item| !item.conflict.is_empty()).count();
    let beside = set.ext().keys().filter(|key| key.starts_with(CONFLICT)).count();
    Ok(if our_markers || their_markers { flagged + beside } else { merged.conflicts.len() + merged.beside.len() })
}

/// A version of a record, and whether it had conflict markers: then it is merged from its sides first.
fn side(path: &Path, name: &'static str) -> Result<(Record, bool), DriverError> {
    let failed = |why: String| DriverError::Side { side: name, why };
    let source = disk::read_text(path)?;
    let sides = record::merge_sides(&source);
    let markers = sides.is_some();
    let record = sides.map_or_else(|| record::read_unanchored(&source).map_err(|error| failed(error.to_string())), |merged| merged.map_err(failed))?;
    match record.read_only {
        Some(why) => Err(failed(why)),
        None => Ok((record, markers)),
    }
}

/// What [`git_setup`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitSetup {
    /// The file with the attributes.
    pub attributes: PathBuf,
    /// Whether they were there already.
    pub existed: bool,
    /// Why git does not know the driver; nothing when it does.
    pub git: Result<(), String>,
}

/// Has git merge the records of the project around `folder` by id: attributes beside the project file, which go along with
/// the repository, and the driver in the settings of this clone, which do not. Nothing when there is no project.
pub fn git_setup(folder: &Path) -> io::Result<Option<GitSetup>> {
    let folder = std::fs::canonicalize(folder)?;
    let Some(root) = folder.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file()) else { return Ok(None) };
    let attributes = root.join(".gitattributes");
    // Git does not follow one either, and whoever made the repository says where it leads.
    if disk::link(&attributes)?.is_some() {
        return Err(io::Error::other(".gitattributes is a link: put a file in its place"));
    }
    let old = match disk::read_text(&attributes) {
        Ok(old) => old,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let missing: Vec<&str> = ATTRIBUTES.into_iter().filter(|attribute| !old.lines().any(|line| line.trim() == *attribute)).collect();
    let existed = missing.is_empty();
    if !existed {
        let gap = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
        write_atomically(&attributes, format!("{old}{gap}{}\n", missing.join("\n")).as_bytes(), Privacy::Shared)?;
    }
    let set = |key: &str, value: &str| git(root, &["config", "--local", "--replace-all", key, value]);
    let driver = "tagline merge-driver %O %A %B %P";
    let git = set("merge.tagline.name", "tagline: records merged by id").and_then(|()| set("merge.tagline.driver", driver));
    Ok(Some(GitSetup { attributes, existed, git }))
}

/// Runs git without anything that a repository could make it start.
fn git(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("git");
    command.args(QUIET).arg("-C").arg(root).args(arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    let output = command.stdin(std::process::Stdio::null()).output().map_err(|error| format!("git cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned())
}
