//! Advisory locks between the program's own processes.
//!
//! They make it rare that two of them write one record at once. They guarantee nothing: a network or synchronized folder
//! may not know locks, and other programs do not ask for them. What guards the work is that a save compares the bytes on
//! the disk with those it read.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Home, Privacy, disk};

/// The first pause between two tries; each one after it is twice as long.
const PAUSE: Duration = Duration::from_millis(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// How long a record's writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(2);

/// A lock, or the fact that there is none to be had. Let go of when it is dropped, and by the system when the process ends
/// in whatever way. The file stays: removing it would let two processes lock two files of one name.
#[derive(Debug)]
pub(super) struct Lock {
    /// The open file that is locked; `None` when it goes without.
    #[cfg_attr(not(test), expect(dead_code, reason = "dropping it lets go of the lock"))]
    file: Option<File>,
}

impl Lock {
    /// Locks an annotator's record of an article, for reading it, changing it and writing it back.
    pub(super) fn of_record(home: &Home, annotator: &str, key: &str) -> Self {
        Self::take(&home.state_folder(annotator, key).join("lock"), PATIENCE)
    }

    /// Locks the file at `path`, which is made if need be, and waits for whoever has it as long as `patience` lasts. After
    /// that, and where nothing can be locked, it goes on without: work is never held back for want of a lock.
    pub(super) fn take(path: &Path, patience: Duration) -> Self {
        let begin = Instant::now();
        let mut pause = PAUSE;
        loop {
            match Self::try_hold(path) {
                Ok(Some(lock)) => return lock,
                Ok(None) => {}
                Err(_) => return Self { file: None },
            }
            let left = patience.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return Self { file: None };
            }
            sleep(pause.min(left));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Locks the file at `path` for as long as the value lives; `None` when another process, or this one, has it locked. An
    /// error where nothing can be locked.
    pub(super) fn try_hold(path: &Path) -> io::Result<Option<Self>> {
        disk::make_folder(disk::folder_of(path), Privacy::Private)?;
        let file = disk::open_to_lock(path)?;
        Ok(disk::try_lock(&file, path)?.then_some(Self { file: Some(file) }))
    }

    /// Whether the lock is held indeed.
    #[cfg(test)]
    fn held(&self) -> bool {
        self.file.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::disk::faults::{Plan, with};
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    fn file() -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state/locks/record.lock");
        (dir, path)
    }

    #[test]
    fn one_at_a_time_until_it_is_dropped() {
        let (_dir, path) = file();
        let lock = Lock::take(&path, Duration::ZERO);
        assert!(lock.held());
        assert!(Lock::try_hold(&path).unwrap().is_none());
        let begin = Instant::now();
        assert!(!Lock::take(&path, Duration::from_millis(30)).held());
        assert!(begin.elapsed() >= Duration::from_millis(30));
        drop(lock);
        assert!(Lock::try_hold(&path).unwrap().is_some_and(|lock| lock.held()));
    }

    #[cfg(unix)]
    #[test]
    fn its_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, path) = file();
        let _lock = Lock::take(&path, Duration::ZERO);
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn whoever_waits_gets_it() {
        let (_dir, path) = file();
        let turns = 25;
        let tally = path.with_file_name("tally");
        drop(Lock::take(&path, LONG));
        std::fs::write(&tally, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..turns {
                        let lock = Lock::take(&path, LONG);
                        assert!(lock.held());
                        let now: u32 = std::fs::read_to_string(&tally).unwrap().parse().unwrap();
                        std::fs::write(&tally, (now + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read_to_string(&tally).unwrap(), (4 * turns).to_string());
    }

    #[test]
    fn where_nothing_can_be_locked_the_work_goes_on() {
        let (_dir, path) = file();
        let (_, seen) = with(None, || Lock::take(&path, Duration::ZERO));
        for at in 1..=seen.len() {
            let (_dir, path) = file();
            let (lock, _) = with(Some(Plan::always(at, "EROFS")), || Lock::take(&path, LONG));
            assert!(!lock.held(), "{at}");
        }
        let (lock, _) = with(Some(Plan::once(1, "EINTR")), || Lock::take(&path, LONG));
        assert!(lock.held());
    }
}
