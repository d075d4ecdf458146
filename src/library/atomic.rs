//! The one way in which a file is written: all of it or nothing, and on the disk before anybody is told.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

use super::disk;

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// As the user's other files: records and articles, which are shared.
    Shared,
    /// Nobody but the user: histories, places, rescued copies.
    Private,
}

/// Symbolic links that are followed from one to the next at most, as the system does.
const LINKS: usize = 40;

/// How old a temporary file is that no save can be at work on any more.
const STALE: Duration = Duration::from_secs(60 * 60);

/// Replaces the file at `path` by `bytes`: a temporary file beside it, written and synced, keeps the old one's owner and
/// permissions, is renamed over it, and the folder is synced. Makes the folder if it is missing. A symbolic link is
/// followed, so that it stays one, even when it leads nowhere yet.
///
/// When this returns, the bytes are on the disk. After an error the file is the old one or, when only the way of its new
/// name to the disk has failed, the new one; either is whole, and the temporary one is gone.
pub fn write_atomically(path: &Path, bytes: &[u8], privacy: Privacy) -> io::Result<()> {
    let target = final_target(path)?;
    let folder = disk::folder_of(&target);
    disk::make_folder(folder, privacy)?;
    let temporary = match write_beside(&target, bytes, privacy) {
        // An interrupted sync cannot be gone on with: only a new file is known to be on the disk.
        Err(error) if error.kind() == io::ErrorKind::Interrupted => write_beside(&target, bytes, privacy)?,
        written => written?,
    };
    if let Err(error) = disk::rename(&temporary, &target) {
        // A file server whose answer was lost has done it all the same. What counts is what is there.
        let done = disk::read(&target).is_ok_and(|there| there == bytes);
        remove_temporary(&temporary);
        if !done {
            return Err(error);
        }
        disk::sync_path(&target)?;
    }
    disk::sync_folder(folder)
}

/// The file that `path` means, whose folder the temporary one has to stand in: the end of a chain of links.
fn final_target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..LINKS {
        match disk::link(&target)? {
            Some(next) => target = disk::folder_of(&target).join(next),
            None => return Ok(target),
        }
    }
    Err(io::Error::other("too many links, each to the next"))
}

/// Writes and syncs a temporary file beside `target`; after an error there is none.
fn write_beside(target: &Path, bytes: &[u8], privacy: Privacy) -> io::Result<PathBuf> {
    let mut draft = Draft::beside(target.to_owned(), privacy)?;
    draft.write(bytes)?;
    draft.sync()
}

/// A file that is written piece by piece, for what is too large to be held: a temporary one beside it, which takes its place
/// when it is finished, as [`write_atomically`] does. Dropped before that, it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    file: File,
    /// The temporary file, as long as this has to remove it.
    temporary: Option<PathBuf>,
    /// The file whose place it takes.
    old: Option<Metadata>,
}

impl Draft {
    /// Begins a file that is to be at `path`. Makes the folder if it is missing.
    pub fn new(path: &Path, privacy: Privacy) -> io::Result<Self> {
        let target = final_target(path)?;
        disk::make_folder(disk::folder_of(&target), privacy)?;
        Self::beside(target, privacy)
    }

    fn beside(target: PathBuf, privacy: Privacy) -> io::Result<Self> {
        let old = disk::metadata(&target)?;
        let temporary = disk::folder_of(&target).join(format!(".tagline-{}.tmp", Uuid::new_v4().simple()));
        // Until it has the old one's permissions nobody else may look into it.
        let privacy = if old.is_some() { Privacy::Private } else { privacy };
        match disk::create(&temporary, privacy) {
            Ok(file) => Ok(Self { target, file, temporary: Some(temporary), old }),
            Err(error) => {
                remove_temporary(&temporary);
                Err(error)
            }
        }
    }

    /// Writes the next piece.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        disk::write(&self.file, self.temporary.as_deref().unwrap_or(&self.target), bytes)
    }

    /// Brings all of it to the disk and gives it its name. After an error the file is the old one or, when only the way of
    /// its new name to the disk has failed, the new one.
    pub fn finish(self) -> io::Result<()> {
        let target = self.target.clone();
        let temporary = self.sync()?;
        if let Err(error) = disk::rename(&temporary, &target) {
            // A file server whose answer was lost has done it all the same: then nothing is left under the old name.
            if !disk::metadata(&temporary).is_ok_and(|there| there.is_none()) {
                remove_temporary(&temporary);
                return Err(error);
            }
            disk::sync_path(&target)?;
        }
        disk::sync_folder(disk::folder_of(&target))
    }

    /// Brings it to the disk; the temporary file is then the caller's.
    fn sync(mut self) -> io::Result<PathBuf> {
        let temporary = self.temporary.as_deref().unwrap_or(&self.target);
        if let Some(old) = &self.old {
            disk::take_after(&self.file, temporary, old)?;
        }
        disk::sync(&self.file, temporary)?;
        Ok(self.temporary.take().unwrap_or_default())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            remove_temporary(temporary);
        }
    }
}

/// Temporary files in `folder` that a killed save has left more than an hour ago. They may hold what no record does.
pub(super) fn stale_temporaries(folder: &Path) -> Vec<PathBuf> {
    let temporary = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix(".tagline-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some())
    };
    let stale = |path: &PathBuf| {
        let entry = path.symlink_metadata();
        entry.is_ok_and(|entry| entry.is_file() && entry.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age > STALE)))
    };
    disk::list(folder).unwrap_or_default().into_iter().filter(|path| temporary(path) && stale(path)).collect()
}

/// Removes a temporary file. One that stays is found again by [`stale_temporaries`], so a failure is nobody's concern.
pub(super) fn remove_temporary(path: &Path) {
    let _ = disk::remove(path);
}

/// Removes the stale temporary files in `folder` that are of no use to anybody, which `useless` tells from their bytes.
pub(super) fn sweep(folder: &Path, useless: impl Fn(&[u8]) -> bool) {
    for path in stale_temporaries(folder) {
        if disk::read(&path).is_ok_and(|bytes| useless(&bytes)) {
            remove_temporary(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
    fn a_draft_is_there_when_it_is_finished_and_leaves_nothing_when_it_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("page.html");
        fs::write(&path, "old").unwrap();
        let mut draft = Draft::new(&path, Privacy::Shared).unwrap();
        draft.write(b"one ").unwrap();
        draft.write(b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        draft.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one two");
        let mut draft = Draft::new(&path, Privacy::Shared).unwrap();
        draft.write(b"three").unwrap();
        drop(draft);
        assert_eq!((fs::read(&path).unwrap().as_slice(), fs::read_dir(dir.path()).unwrap().count()), (b"one two".as_slice(), 1));
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

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_yet_and_rings_of_links() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("far")).unwrap();
        symlink("far/middle", dir.path().join("link")).unwrap();
        symlink("end", dir.path().join("far/middle")).unwrap();
        write_atomically(&dir.path().join("link"), b"one", Privacy::Shared).unwrap();
        assert!(dir.path().join("link").is_symlink() && dir.path().join("far/middle").is_symlink());
        assert_eq!(fs::read(dir.path().join("far/end")).unwrap(), b"one");
        symlink("ring", dir.path().join("ring")).unwrap();
        write_atomically(&dir.path().join("ring"), b"one", Privacy::Shared).unwrap_err();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn another_name_of_the_old_file_keeps_the_old_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let (path, other) = (dir.path().join("record"), dir.path().join("other"));
        fs::write(&path, "one").unwrap();
        fs::hard_link(&path, &other).unwrap();
        write_atomically(&path, b"two", Privacy::Shared).unwrap();
        assert_eq!((fs::read(&path).unwrap(), fs::read(&other).unwrap()), (b"two".to_vec(), b"one".to_vec()));
    }

    #[test]
    fn only_old_temporary_files_are_swept() {
        let dir = tempfile::tempdir().unwrap();
        let names = [".tagline-1.tmp", ".tagline-2.tmp", ".tagline-x", "story.tmp"];
        let hour_ago = std::time::SystemTime::now() - STALE - Duration::from_secs(60);
        for name in names {
            let file = fs::File::create(dir.path().join(name)).unwrap();
            if name != names[1] {
                file.set_modified(hour_ago).unwrap();
            }
        }
        assert_eq!(stale_temporaries(dir.path()), [dir.path().join(names[0])]);
        sweep(dir.path(), |_| false);
        assert_eq!(stale_temporaries(dir.path()).len(), 1);
        sweep(dir.path(), |_| true);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
        assert_eq!(stale_temporaries(&dir.path().join("gone")), [""; 0].map(PathBuf::from));
    }
}
