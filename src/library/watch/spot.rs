//! Where to watch for a file.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// The longest chain of links that is followed.
const LINKS: usize = 40;

/// A place in a folder where a file, or a link to it, is or may come to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The folder to watch: that of the file, or the nearest one that exists. The system names it like this.
    pub(super) at: PathBuf,
    /// The folder of the file. It is the same as `at` when it exists.
    pub(super) folder: PathBuf,
    name: OsString,
}

impl Spot {
    /// The spots of an absolute path: its own, and where the links at its end lead to. None when watching is not enough.
    pub(super) fn all(path: &Path) -> Option<Vec<Self>> {
        let mut spots = Vec::new();
        let mut path = path.to_owned();
        for _ in 0..LINKS {
            let spot = Self::of(&path)?;
            let entry = spot.folder.join(&spot.name);
            let target = fs::read_link(&entry).map(|target| spot.folder.join(target));
            spots.push(spot);
            match target {
                Ok(target) => path = target,
                Err(_) => return Some(spots),
            }
        }
        None
    }

    /// Whether `path` is this spot.
    pub(super) fn is(&self, path: &Path) -> bool {
        path.file_name() == Some(&self.name) && path.parent() == Some(&self.folder)
    }

    fn of(path: &Path) -> Option<Self> {
        let (parent, name) = (path.parent()?, path.file_name().map(OsStr::to_owned)?);
        for folder in parent.ancestors() {
            match fs::canonicalize(folder) {
                Ok(at) if at.is_dir() => {
                    let rest = parent.strip_prefix(folder).ok()?;
                    return Some(Self { folder: at.join(rest), at, name });
                }
                Ok(_) => {}
                // A link to nowhere says nothing when there is something behind it at last.
                Err(_) if folder.is_symlink() => return None,
                Err(_) => {}
            }
        }
        None
    }
}
