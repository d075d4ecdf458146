//! The one way in which a file is written: all of it or nothing, and on the disk before anybody is told.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// As the user's other files: records and articles, which are shared.
    Shared,
    /// Nobody but the user: histories, places, rescued copies.
    Private,
}

/// Replaces the file at `path` by `bytes`: a temporary file beside it, written and synced, keeps the old one's
/// permissions, is renamed over it, and the folder is synced. Makes the folder if it is missing. A symbolic link is
/// followed, so that it stays one. After an error the old file is as it was and the temporary one is gone.
pub fn write_atomically(path: &Path, bytes: &[u8], privacy: Privacy) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    make_folder(folder, privacy)?;
    let temporary = folder.join(format!(".tagline-{}.tmp", Uuid::new_v4().simple()));
    let written = write_synced(&temporary, &target, bytes, privacy).and_then(|()| fs::rename(&temporary, &target));
    if let Err(error) = written {
        // The error that matters is the first one; a left-over temporary is cleaned up by nobody else.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_folder(folder)
}

/// Makes a folder and those above it; private ones can be entered by the user only.
pub(super) fn make_folder(folder: &Path, privacy: Privacy) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if privacy == Privacy::Private {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _ = privacy;
    builder.create(folder)
}

/// Options that create a file readable as `privacy` says.
pub(super) fn creating(privacy: Privacy) -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    if privacy == Privacy::Private {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = privacy;
    options
}

fn write_synced(temporary: &Path, target: &Path, bytes: &[u8], privacy: Privacy) -> io::Result<()> {
    let mut file = creating(privacy).write(true).create_new(true).open(temporary)?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(target) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes temporary files that a killed save has left in `folder` more than an hour ago.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let stale = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let old = || path.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 3600));
        name.strip_prefix(".tagline-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some()) && old()
    };
    let paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| stale(path)).collect();
    for path in paths {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/folder/record.ron");
        write_atomically(&path, b"one", Privacy::Shared).unwrap();
        write_atomically(&path, b"two", Privacy::Shared).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_temporary() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("taken");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "x").unwrap();
        write_atomically(&path, b"two", Privacy::Shared).unwrap_err();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_stay_links() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "one").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_atomically(&link, b"two", Privacy::Private).unwrap();
        assert!(link.is_symlink());
        assert_eq!((fs::read(&real).unwrap().as_slice(), real.metadata().unwrap().permissions().mode() & 0o777), (b"two".as_slice(), 0o640));
        let private = dir.path().join("p/private");
        write_atomically(&private, b"x", Privacy::Private).unwrap();
        assert_eq!(private.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
