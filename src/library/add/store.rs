//! New article files: many of them, each whole or not there, all of them on the disk before anybody is told.

use std::io;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use uuid::Uuid;

use crate::library::atomic::remove_temporary;
use crate::library::{Privacy, disk};

/// Up to so many files are brought to the disk one by one; more, together with whatever else waits on their file system.
const FEW: usize = 32;

/// Files that have been written since the last time that all were brought to the disk.
#[derive(Debug, Default)]
pub(super) struct Store {
    written: Vec<PathBuf>,
}

impl Store {
    /// Writes a new file under its name, which must be free: what others see of it is whole. It may be lost in a power cut
    /// until [`settle`](Self::settle).
    pub(super) fn put(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let temporary = disk::folder_of(path).join(format!(".tagline-{}.tmp", Uuid::new_v4().simple()));
        let written = disk::create(&temporary, Privacy::Shared).and_then(|file| disk::write(&file, &temporary, bytes));
        let named = written.and_then(|()| match disk::rename_new(&temporary, path) {
            // A file server whose answer was lost has done it all the same. What counts is what is there.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && disk::read(path).is_ok_and(|there| there == bytes) => Ok(()),
            done => done,
        });
        match named {
            Ok(()) => self.written.push(path.to_owned()),
            Err(_) => remove_temporary(&temporary),
        }
        named
    }

    /// Takes back a file that has just been written.
    pub(super) fn take_back(&mut self, path: &Path) {
        if self.written.last().is_some_and(|last| last == path) {
            self.written.pop();
        }
        // Without the text that it belongs to, it does no harm.
        let _ = disk::remove(path);
    }

    /// Brings everything that was written to the disk. After an error nobody knows what is there.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        bring(&std::mem::take(&mut self.written))
    }

    /// The same, while others go on.
    pub(super) fn settle_meanwhile(&mut self) -> Settling {
        let written = std::mem::take(&mut self.written);
        Settling(std::thread::spawn(move || bring(&written)))
    }
}

/// Files on their way to the disk.
#[derive(Debug)]
pub(in crate::library) struct Settling(JoinHandle<io::Result<()>>);

impl Settling {
    /// Whether they are there, or nobody knows whether they are.
    pub(super) fn is_over(&self) -> bool {
        self.0.is_finished()
    }

    /// Waits until they are there.
    pub(super) fn wait(self) -> io::Result<()> {
        self.0.join().unwrap_or_else(|_| Err(io::Error::other("what was written could not be brought to the disk")))
    }
}

fn bring(written: &[PathBuf]) -> io::Result<()> {
    let Some(first) = written.first() else { return Ok(()) };
    if written.len() > FEW && disk::sync_file_system(disk::folder_of(first))? {
        return Ok(());
    }
    written.iter().try_for_each(|path| disk::sync_path(path))?;
    let mut folders: Vec<&Path> = written.iter().map(|path| disk::folder_of(path)).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.into_iter().try_for_each(disk::sync_folder)
}
