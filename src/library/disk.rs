//! The one seam between the library and the file system: whatever the library does to a file is an operation here.
//!
//! It knows files, folders and links, nothing of records. Each operation can be made to fail, or the program to die there,
//! by a plan of faults (`disk/faults.rs`) in tests and debug builds; in release builds that compiles to nothing.
//!
//! An operation that a signal interrupts is done once more. Syncing a file is the exception: after a sync that failed nobody
//! knows what is on the disk, and a second one on the same file may say that all is well. So a new file must be written.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Privacy;

#[cfg(any(test, debug_assertions))]
pub(super) mod faults;
#[cfg(test)]
mod tests;

#[cfg(any(test, debug_assertions))]
use faults::around;

/// The kinds of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All bytes of a file.
    Read,
    /// What is at a path: its kind, size, permissions, where a link leads.
    Look,
    /// The entries of a folder.
    List,
    /// A new folder.
    MakeFolder,
    /// A new file, or one opened to be written.
    Create,
    /// Bytes into a new file.
    Write,
    /// Who may read a file, and whose it is.
    Mode,
    /// A file's bytes to the disk.
    Sync,
    /// Another name.
    Rename,
    /// A folder's entries to the disk.
    SyncFolder,
    /// Bytes to the end of a file.
    Append,
    /// A file's end cut off.
    Truncate,
    /// A file or an empty folder gone.
    Remove,
    /// An advisory lock.
    Lock,
}

/// Carries out an operation, and once more when a signal interrupted it. The operation is told whether to do only half of
/// it, which matters where bytes are written: a disk may take some of them before it says that it is full.
fn attempt<T>(step: Step, path: &Path, mut operation: impl FnMut(bool) -> io::Result<T>) -> io::Result<T> {
    match around(step, path, &mut operation) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted && step != Step::Sync => around(step, path, &mut operation),
        done => done,
    }
}

/// Release builds have no faults of their own making.
#[cfg(not(any(test, debug_assertions)))]
fn around<T>(_: Step, _: &Path, operation: &mut impl FnMut(bool) -> io::Result<T>) -> io::Result<T> {
    operation(false)
}

/// All bytes of a regular file.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    attempt(Step::Read, path, |_| crate::sources::read_regular(path))
}

/// The same, of a file that must be UTF-8.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    attempt(Step::Read, path, |_| crate::sources::read_regular_text(path))
}

/// Whether there is something at `path`; an error when nobody can tell.
pub(super) fn exists(path: &Path) -> io::Result<bool> {
    attempt(Step::Look, path, |_| Ok(found(fs::metadata(path))?.is_some()))
}

/// What the file at `path` looks like, links followed; `None` when there is none.
pub(super) fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    attempt(Step::Look, path, |_| found(fs::metadata(path)))
}

/// Where the symbolic link at `path` leads; `None` when there is none or it is something else.
pub(super) fn link(path: &Path) -> io::Result<Option<PathBuf>> {
    attempt(Step::Look, path, |_| match found(fs::symlink_metadata(path))? {
        Some(entry) if entry.is_symlink() => fs::read_link(path).map(Some),
        _ => Ok(None),
    })
}

/// The paths in a folder, sorted; none when there is no folder.
pub(super) fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = attempt(Step::List, folder, |_| {
        let entries = found(fs::read_dir(folder))?;
        entries.into_iter().flatten().map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
    })?;
    paths.sort();
    Ok(paths)
}

/// A path that is not there is an answer, not an error.
fn found<T>(answer: io::Result<T>) -> io::Result<Option<T>> {
    match answer {
        Ok(it) => Ok(Some(it)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes a folder and those above it, each on the disk before the next; private ones can be entered by the user only.
pub(super) fn make_folder(folder: &Path, privacy: Privacy) -> io::Result<()> {
    if folder.as_os_str().is_empty() || metadata(folder)?.is_some_and(|there| there.is_dir()) {
        return Ok(());
    }
    let above = folder_of(folder);
    make_folder(above, privacy)?;
    match attempt(Step::MakeFolder, folder, |_| make_one(folder, privacy)) {
        // Somebody else was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        made => made?,
    }
    // Left standing, the next attempt would take it for one that is safe.
    sync_folder(above).inspect_err(|_| drop(remove_folder(folder)))
}

fn make_one(folder: &Path, privacy: Privacy) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are Unix'"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    if privacy == Privacy::Private {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _ = privacy;
    builder.create(folder)
}

/// The folder that an entry stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Options that create a file readable as `privacy` says.
fn creating(privacy: Privacy) -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are Unix'"))]
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

/// Makes a new file; an error when there is something at `path`, were it a link that leads nowhere.
pub(super) fn create(path: &Path, privacy: Privacy) -> io::Result<File> {
    attempt(Step::Create, path, |_| creating(privacy).write(true).create_new(true).open(path))
}

/// Opens a private file that is only there to be locked; makes it when it is missing.
pub(super) fn open_to_lock(path: &Path) -> io::Result<File> {
    // Some network file systems lock only what is open for writing.
    attempt(Step::Create, path, |_| creating(Privacy::Private).read(true).write(true).create(true).truncate(false).open(path))
}

/// Locks an open file if nobody else has it locked, and says whether it did.
pub(super) fn try_lock(file: &File, path: &Path) -> io::Result<bool> {
    attempt(Step::Lock, path, |_| match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    })
}

/// Writes all bytes to a file from [`create`].
pub(super) fn write(mut file: &File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    attempt(Step::Write, path, |half| write_on(&mut file, &mut rest, half))
}

/// Writes what is left of `rest`, or half of that, and takes it off.
fn write_on(file: &mut impl Write, rest: &mut &[u8], half: bool) -> io::Result<()> {
    let end = if half { rest.len() / 2 } else { rest.len() };
    let (now, later) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    file.write_all(now)?;
    *rest = later;
    Ok(())
}

/// Gives a file the owner, as far as the user may, and the permissions of the one whose place it takes.
pub(super) fn take_after(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    attempt(Step::Mode, path, |_| {
        let new = file.metadata()?;
        keep_owner(file, &new, old);
        if new.permissions() == old.permissions() { Ok(()) } else { file.set_permissions(old.permissions()) }
    })
}

/// Only the system's administrator can give files away, and a user only to groups of their own: a failure means nothing.
#[cfg(unix)]
fn keep_owner(file: &File, new: &Metadata, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if new.gid() != old.gid() {
        let _ = fchown(file, None, Some(old.gid()));
    }
    if new.uid() != old.uid() {
        let _ = fchown(file, Some(old.uid()), None);
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata, _: &Metadata) {}

/// Whether anything is brought to the disk. A test of power cuts must lose something without, or it sees nothing; release
/// builds always do.
fn syncs() -> bool {
    !cfg!(debug_assertions) || std::env::var_os("TAGLINE_NOSYNC").is_none()
}

/// Brings a file's bytes to the disk. After an error the file must be given up.
pub(super) fn sync(file: &File, path: &Path) -> io::Result<()> {
    attempt(Step::Sync, path, |_| if syncs() { file.sync_all() } else { Ok(()) })
}

/// The same for a file that is not open.
pub(super) fn sync_path(path: &Path) -> io::Result<()> {
    attempt(Step::Sync, path, |_| if syncs() { File::open(path)?.sync_all() } else { Ok(()) })
}

/// Brings the entries of a folder to the disk: new names, and old ones gone.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    attempt(Step::SyncFolder, folder, |_| if syncs() { sync_entries(folder) } else { Ok(()) })
}

#[cfg(unix)]
fn sync_entries(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems, such as those of other machines, know no such thing: there is nothing more to be had.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

#[cfg(not(unix))]
fn sync_entries(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Gives a file the name `to`, instead of the one that has it.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    attempt(Step::Rename, to, |_| fs::rename(from, to))
}

/// Gives a file the name `to`, which must be free: `AlreadyExists` when it is not, and nothing is changed.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    attempt(Step::Rename, to, |_| rename_free(from, to))
}

#[cfg(target_os = "linux")]
fn rename_free(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Some file systems cannot do both in one.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => look_and_rename(from, to),
        done => Ok(done?),
    }
}

#[cfg(not(target_os = "linux"))]
fn rename_free(from: &Path, to: &Path) -> io::Result<()> {
    look_and_rename(from, to)
}

fn look_and_rename(from: &Path, to: &Path) -> io::Result<()> {
    if found(fs::symlink_metadata(to))?.is_some() { Err(io::ErrorKind::AlreadyExists.into()) } else { fs::rename(from, to) }
}

/// Brings everything on the file system of a folder to the disk, and says whether it did: not every system can.
pub(super) fn sync_file_system(folder: &Path) -> io::Result<bool> {
    attempt(Step::Sync, folder, |_| if syncs() { sync_all_of(folder) } else { Ok(true) })
}

#[cfg(target_os = "linux")]
fn sync_all_of(folder: &Path) -> io::Result<bool> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn sync_all_of(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Opens a regular file to read it; `None` when it is something else or cannot be opened.
pub(super) fn open(path: &Path) -> Option<File> {
    let open = |_| if fs::metadata(path)?.is_file() { File::open(path).map(Some) } else { Ok(None) };
    attempt(Step::Read, path, open).ok().flatten()
}

/// Adds bytes to the end of a file, which is made when it is missing. After an error its end is as it was, as far as the
/// disk still obeys: half a line would hide what comes after it. Nothing is synced.
pub(super) fn append(path: &Path, bytes: &[u8], privacy: Privacy) -> io::Result<()> {
    let mut file = attempt(Step::Create, path, |_| creating(privacy).append(true).create(true).open(path))?;
    let before = file.metadata()?.len();
    let mut rest = bytes;
    let written = attempt(Step::Append, path, |half| write_on(&mut file, &mut rest, half));
    // Longer than these bytes make it, it holds what somebody else has added since.
    let ours = |file: &File| file.metadata().is_ok_and(|now| now.len() <= before + bytes.len() as u64);
    if written.is_err() && ours(&file) {
        let _ = attempt(Step::Truncate, path, |_| file.set_len(before));
    }
    written
}

/// Whether files can be made in a folder, or in the nearest one above it that is there. Nothing is written.
pub(super) fn writable(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    attempt(Step::Look, there, |_| may_write(there))
}

#[cfg(unix)]
fn may_write(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?)
}

#[cfg(not(unix))]
fn may_write(folder: &Path) -> io::Result<()> {
    if fs::metadata(folder)?.permissions().readonly() { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
}

/// Removes a file.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    attempt(Step::Remove, path, |_| fs::remove_file(path))
}

/// A temporary folder with all that is in it.
pub(super) fn remove_all(folder: &Path) -> io::Result<()> {
    attempt(Step::Remove, folder, |_| fs::remove_dir_all(folder))
}

/// Removes a folder that is empty.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    attempt(Step::Remove, path, |_| fs::remove_dir(path))
}
