//! Copies of files as they were: earlier versions of a record, and what could not be understood.
//!
//! ```text
//! 20261125T101112.123Z.ron      ◀── when it was kept, in UTC
//! ```
//!
//! Of earlier versions the newest twenty stay, and beside them the last one of each of fourteen days. The clock may be
//! wrong, now or when a copy was made. So copies from the future count as the newest ones, and a clock that has fallen back
//! removes nothing that a right one would have left.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Span, Timestamp, Unit};

use super::{Privacy, disk, write_atomically};

/// Copies that stay whatever their age.
pub(super) const NEWEST: usize = 20;

/// Days, the present one among them, of which the last copy stays.
const DAYS: i64 = 14;

/// How times are spelt in names. The milliseconds follow.
const SECONDS: &str = "%Y%m%dT%H%M%S";

/// A folder of copies of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Store {
    folder: PathBuf,
    /// Days of which one copy stays.
    days: i64,
}

/// A copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// Its file.
    pub(super) path: PathBuf,
    /// When it was kept.
    pub(super) at: Timestamp,
}

impl Store {
    /// Earlier versions of a record.
    pub(super) fn versions(folder: PathBuf) -> Self {
        Self { folder, days: DAYS }
    }

    /// Files that could not be understood.
    pub(super) fn quarantine(folder: PathBuf) -> Self {
        Self { folder, days: 0 }
    }

    /// Keeps a copy of `bytes` and removes the copies that are too many; returns its file, which is on the disk then. `None`
    /// when the newest copy holds the same bytes, or there are none to keep.
    pub(super) fn keep(&self, bytes: &[u8], now: Timestamp) -> io::Result<Option<PathBuf>> {
        let copies = self.list()?;
        let newest = [copies.first(), copies.iter().find(|copy| copy.at <= now)];
        let same = |copy: &Version| disk::read(&copy.path).is_ok_and(|kept| kept == bytes);
        if bytes.is_empty() || newest.into_iter().flatten().any(same) {
            return Ok(None);
        }
        let path = self.reserve(now)?;
        if let Err(error) = write_atomically(&path, bytes, Privacy::Private) {
            // A reserved name that stays is an empty file, which counts as no copy.
            let _ = disk::read(&path).is_ok_and(|kept| kept.is_empty()) && disk::remove(&path).is_ok();
            return Err(error);
        }
        self.prune(now, &path);
        Ok(Some(path))
    }

    /// Makes an empty file of a name that nothing else has, not even a copy of another process in the same instant.
    fn reserve(&self, now: Timestamp) -> io::Result<PathBuf> {
        disk::make_folder(&self.folder, Privacy::Private)?;
        for later in 0..1000 {
            let at = now.saturating_add(Span::new().milliseconds(later)).unwrap_or(now);
            let path = self.folder.join(name(at));
            match disk::create(&path, Privacy::Private) {
                Ok(_) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("too many copies at once"))
    }

    /// The copies, newest first.
    pub(super) fn list(&self) -> io::Result<Vec<Version>> {
        let paths = disk::list(&self.folder)?;
        let mut copies: Vec<Version> = paths.into_iter().filter_map(|path| Some(Version { at: time(&path)?, path })).collect();
        copies.retain(|copy| !disk::metadata(&copy.path).is_ok_and(|there| there.is_none_or(|there| there.len() == 0)));
        copies.sort_by_key(|copy| std::cmp::Reverse(copy.at));
        Ok(copies)
    }

    /// Removes copies that are too many, but never the one just made. What cannot be removed now can be the next time.
    fn prune(&self, now: Timestamp, just_made: &Path) {
        let copies = self.list().unwrap_or_default();
        let times: Vec<Timestamp> = copies.iter().map(|copy| copy.at).collect();
        let stay = staying(&times, now, self.days);
        for copy in copies.iter().filter(|copy| !stay.contains(&copy.at) && copy.path != just_made) {
            let _ = disk::remove(&copy.path);
        }
    }
}

/// Which of the copies made at `times`, newest first, are to stay.
fn staying(times: &[Timestamp], now: Timestamp, days: i64) -> BTreeSet<Timestamp> {
    let mut stay: BTreeSet<Timestamp> = times.iter().take(NEWEST).copied().collect();
    // Seen from the newest copy too: if the clock has fallen back, that is where the right time was.
    let newest = times.first().copied().unwrap_or(now).max(now);
    for present in [now, newest] {
        let today = day(present);
        let mut seen = BTreeSet::new();
        let last_of_days = times.iter().filter(|at| **at <= present && days_between(day(**at), today) < days && seen.insert(day(**at)));
        stay.extend(last_of_days);
    }
    stay
}

/// The day of a time in UTC.
fn day(at: Timestamp) -> Date {
    Offset::UTC.to_datetime(at).date()
}

fn days_between(earlier: Date, later: Date) -> i64 {
    earlier.until((Unit::Day, later)).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

/// The name of a copy kept at a time.
fn name(at: Timestamp) -> String {
    let at = Offset::UTC.to_datetime(at);
    format!("{}.{:03}Z.ron", at.strftime(SECONDS), at.millisecond())
}

/// The time that a name tells; `None` for files that are something else.
fn time(path: &Path) -> Option<Timestamp> {
    let stem = path.file_name()?.to_str()?.strip_suffix("Z.ron")?;
    let (seconds, millis) = stem.split_once('.')?;
    let millis: i16 = (millis.len() == 3).then(|| millis.parse().ok())??;
    let at = DateTime::strptime(SECONDS, seconds).ok()?.with().millisecond(millis).build().ok()?;
    Offset::UTC.to_timestamp(at).ok()
}

#[cfg(test)]
mod tests {
    use super::super::disk::faults;
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn plus(time: Timestamp, seconds: i64) -> Timestamp {
        Timestamp::from_millisecond(time.as_millisecond() + seconds * 1000).unwrap()
    }

    const DAY: i64 = 24 * 60 * 60;

    fn noon() -> Timestamp {
        at("2026-11-25T12:00:00Z")
    }

    fn store(dir: &tempfile::TempDir) -> Store {
        Store::versions(dir.path().join("state/copies"))
    }

    fn bytes(copies: &[Version]) -> Vec<String> {
        copies.iter().map(|copy| std::fs::read_to_string(&copy.path).unwrap()).collect()
    }

    #[test]
    fn copies_are_private_named_by_their_time_and_made_for_new_bytes_only() {
        let dir = faults::folder();
        let store = store(&dir);
        assert_eq!(store.list().unwrap(), []);
        let first = store.keep(b"one", at("2026-11-25T10:11:12.123456Z")).unwrap().unwrap();
        assert_eq!(first.file_name().unwrap(), "20261125T101112.123Z.ron");
        assert_eq!(store.keep(b"one", noon()).unwrap(), None);
        assert_eq!(store.keep(b"", noon()).unwrap(), None);
        store.keep(b"two", noon()).unwrap().unwrap();
        let third = store.keep(b"three", noon()).unwrap().unwrap();
        assert_eq!(third.file_name().unwrap(), "20261125T120000.001Z.ron");
        std::fs::write(store.folder.join("notes.txt"), "").unwrap();
        assert_eq!(bytes(&store.list().unwrap()), ["three", "two", "one"]);
        assert_eq!(store.list().unwrap()[2], Version { path: first.clone(), at: at("2026-11-25T10:11:12.123Z") });
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(first.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn the_newest_and_one_a_day_stay() {
        let dir = faults::folder();
        let store = store(&dir);
        for n in 0..120 {
            store.keep(format!("{n}").as_bytes(), plus(noon(), n * DAY / 4)).unwrap().unwrap();
        }
        let left = store.list().unwrap();
        // Twenty are of the last six days; the eight days before these have one each.
        assert_eq!(left.len(), 20 + 8);
        assert_eq!(bytes(&left)[..20], (100..120).rev().map(|n| n.to_string()).collect::<Vec<_>>());
        let quarantine = Store::quarantine(dir.path().join("quarantine"));
        for n in 0..30 {
            quarantine.keep(format!("{n}").as_bytes(), plus(noon(), n * DAY)).unwrap().unwrap();
        }
        assert_eq!(quarantine.list().unwrap().len(), 20);
    }

    #[test]
    fn a_clock_that_falls_back_loses_nothing() {
        let dir = faults::folder();
        let store = store(&dir);
        for n in 0..120 {
            store.keep(format!("{n}").as_bytes(), plus(noon(), n * DAY / 4)).unwrap().unwrap();
        }
        let before = store.list().unwrap();
        let long_ago = at("2020-01-01T00:00:00Z");
        for n in 0..50 {
            let made = store.keep(format!("old {n}").as_bytes(), plus(long_ago, n * 60)).unwrap().unwrap();
            assert!(made.exists());
        }
        let after = store.list().unwrap();
        assert_eq!(after[..before.len()], before);
        assert_eq!(bytes(&after[before.len()..]), ["old 49"]);
        let quarantine = Store::quarantine(dir.path().join("quarantine"));
        for n in 0..30 {
            let made = quarantine.keep(format!("{n}").as_bytes(), plus(noon(), -n * DAY)).unwrap().unwrap();
            assert!(made.exists());
        }
    }

    #[test]
    fn whatever_fails_a_copy_is_whole_or_not_there_and_older_ones_stay() {
        let setup = || {
            let dir = faults::folder();
            store(&dir).keep(b"one", noon()).unwrap();
            dir
        };
        let count = faults::each(
            setup,
            |dir| store(dir).keep(b"two", plus(noon(), 1)),
            |dir, plan, result| {
                let kept = bytes(&store(dir).list().unwrap());
                match result {
                    Ok(path) => assert_eq!(std::fs::read(path.unwrap()).unwrap(), b"two", "{plan:?}"),
                    Err(_) => assert!(kept == ["one"] || kept == ["two", "one"], "{plan:?}: {kept:?}"),
                }
                assert!(kept.ends_with(&["one".into()]), "{plan:?}: {kept:?}");
                assert!(!plan.is_harmless() || kept.len() == 2, "{plan:?}");
                if !plan.lasts() {
                    store(dir).keep(b"three", plus(noon(), 2)).unwrap().unwrap();
                }
            },
        );
        assert!(count > 300, "{count}");
    }

    proptest! {
        #[test]
        fn the_rule_of_what_stays(seconds in prop::collection::btree_set(-60 * DAY..60 * DAY, 0..90), now in -70 * DAY..70 * DAY) {
            let times: Vec<Timestamp> = seconds.iter().rev().map(|s| plus(noon(), *s)).collect();
            let now = plus(noon(), now);
            let stay = staying(&times, now, DAYS);
            let left: Vec<Timestamp> = times.iter().filter(|at| stay.contains(at)).copied().collect();
            prop_assert_eq!(left.len(), stay.len());
            prop_assert!(left.starts_with(&times[..times.len().min(NEWEST)]));
            let clock_is_right = times.first().is_none_or(|newest| *newest <= now);
            let bound = NEWEST + if clock_is_right { 14 } else { 28 };
            prop_assert!(left.len() <= bound);
            prop_assert_eq!(&staying(&left, now, DAYS), &stay);
            let recent = times.iter().find(|at| **at <= now && now.as_second() - at.as_second() < 13 * DAY);
            prop_assert!(recent.is_none_or(|at| stay.contains(at)));
            prop_assert_eq!(staying(&times, now, 0).len(), times.len().min(NEWEST));
        }

        #[test]
        fn names_tell_their_time(millis in -62_000_000_000_000_i64..250_000_000_000_000) {
            let at = Timestamp::from_millisecond(millis).unwrap();
            prop_assert_eq!(time(Path::new(&name(at))), Some(at));
        }
    }
}
