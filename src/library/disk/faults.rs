//! Faults of the disk on request: an operation that fails, is half done, or is the last one of the program. Release builds
//! have none.
//!
//! A unit test sets a [`Plan`] for its own thread (`with`, `each`). A program that runs takes it from the environment:
//!
//! ```text
//! TAGLINE_DISK=7:ENOSPC:once          the 7th operation fails
//! TAGLINE_DISK=7:EIO:always           the 7th and all after it fail
//! TAGLINE_DISK=7:kill                 the program dies before the 7th, as by kill -9
//! TAGLINE_DISK=…:half                 …after half of the bytes, where bytes are written
//! TAGLINE_DISK=…:after                …after all was done: a file server whose answer was lost
//! TAGLINE_DISK=w7:…                   only operations that change something are counted
//! TAGLINE_DISK=while=FILE:ENOSPC      all that change something fail as long as FILE is there
//! TAGLINE_NOSYNC=1                    nothing is brought to the disk: the control of a test of power cuts
//! TAGLINE_DISK_BELOW=FOLDER           with any of these: only what happens in and below FOLDER is counted
//! ```
//!
//! An error that lasts and is about room or open files lets removals through, as real ones do.

#[cfg(test)]
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Step;

/// Errors that a disk is known for, with the names that plans give them.
pub(in crate::library) const ERRORS: [(&str, i32); 8] = [
    ("ENOSPC", 28),
    ("EIO", 5),
    ("EACCES", 13),
    ("EROFS", 30),
    ("EDQUOT", if cfg!(target_os = "macos") { 69 } else { 122 }),
    ("EMFILE", 24),
    ("ESTALE", if cfg!(target_os = "macos") { 70 } else { 116 }),
    ("EINTR", 4),
];

/// When a fault happens, by the number of the operation from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) enum When {
    /// At one operation.
    Once(usize),
    /// At one and all that follow.
    From(usize),
    /// As long as there is such a file.
    While(PathBuf),
}

/// How much of the operation is done before the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::library) enum Done {
    /// Nothing.
    Nothing,
    /// Half of the bytes; nothing of other operations.
    Half,
    /// All of it.
    All,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::library) enum Fault {
    /// The operation reports an error by its name in [`ERRORS`].
    Error(&'static str),
    /// The program ends.
    Death,
}

/// A fault, and when it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) struct Plan {
    /// When.
    pub(in crate::library) when: When,
    /// What.
    pub(in crate::library) fault: Fault,
    /// After how much.
    pub(in crate::library) done: Done,
    /// Whether only operations are counted that change something.
    pub(in crate::library) writing: bool,
    /// The only folder in and below which operations are counted.
    pub(in crate::library) below: Option<PathBuf>,
}

impl Plan {
    /// From its text; see the head of this file.
    fn parse(source: &str, below: Option<PathBuf>) -> Option<Self> {
        let known = |name: &str| ERRORS.iter().find(|(known, _)| *known == name).map(|(known, _)| Fault::Error(known));
        if let Some(rest) = source.strip_prefix("while=") {
            let (file, error) = rest.rsplit_once(':')?;
            return Some(Self { when: When::While(file.into()), fault: known(error)?, done: Done::Nothing, writing: true, below });
        }
        let mut parts = source.split(':');
        let number = parts.next()?;
        let writing = number.starts_with('w');
        let number = number.trim_start_matches('w').parse().ok()?;
        let (fault, when) = match parts.next()? {
            "kill" => (Fault::Death, When::Once(number)),
            error => (known(error)?, if parts.next()? == "always" { When::From(number) } else { When::Once(number) }),
        };
        let done = match parts.next() {
            None => Done::Nothing,
            Some("half") => Done::Half,
            Some("after") => Done::All,
            Some(_) => return None,
        };
        Some(Self { when, fault, done, writing, below })
    }

    fn counts(&self, step: Step, path: &Path) -> bool {
        (!self.writing || changes(step)) && self.below.as_ref().is_none_or(|folder| path.starts_with(folder))
    }

    /// Whether it strikes the operation that is the `number`-th it counts.
    fn strikes(&self, number: usize, step: Step) -> bool {
        let spares = step == Step::Remove && matches!(self.fault, Fault::Error("ENOSPC" | "EDQUOT" | "EMFILE"));
        match &self.when {
            When::Once(at) => number == *at,
            When::From(at) => number >= *at && !spares,
            When::While(file) => !spares && file.exists(),
        }
    }

    fn strike<T>(&self, operation: &mut impl FnMut(bool) -> io::Result<T>, step: Step) -> io::Result<T> {
        match self.done {
            Done::Half if matches!(step, Step::Write | Step::Append) => drop(operation(true)?),
            Done::All => drop(operation(false)?),
            _ => {}
        }
        match self.fault {
            Fault::Error(name) => {
                let number = ERRORS.iter().find(|(known, _)| *known == name).map_or(5, |(_, number)| *number);
                Err(io::Error::from_raw_os_error(number))
            }
            Fault::Death => die(),
        }
    }
}

/// Whether operations of this kind change something on the disk.
fn changes(step: Step) -> bool {
    !matches!(step, Step::Read | Step::Look | Step::List | Step::Lock)
}

/// Ends the program as `kill -9` does.
fn die() -> ! {
    #[cfg(unix)]
    let _ = signal_hook::low_level::raise(9);
    std::process::abort()
}

/// The plan that the environment asks for.
static PLANNED: LazyLock<Option<Plan>> = LazyLock::new(|| {
    let source = std::env::var("TAGLINE_DISK").ok()?;
    let plan = Plan::parse(&source, std::env::var_os("TAGLINE_DISK_BELOW").map(PathBuf::from));
    // A test that asks for a fault and gets none would see that all is well.
    assert!(plan.is_some(), "TAGLINE_DISK={source} is no plan of faults");
    plan
});

/// The operations that the plan of the environment has counted.
static COUNTED: AtomicUsize = AtomicUsize::new(0);

/// Carries out an operation, or what a plan has put in its place.
pub(super) fn around<T>(step: Step, path: &Path, operation: &mut impl FnMut(bool) -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    if let Some(plan) = struck_here(step, path) {
        return plan.strike(operation, step);
    }
    let Some(plan) = PLANNED.as_ref().filter(|plan| plan.counts(step, path)) else { return operation(false) };
    let number = COUNTED.fetch_add(1, Ordering::SeqCst) + 1;
    if plan.strikes(number, step) { plan.strike(operation, step) } else { operation(false) }
}

#[cfg(test)]
thread_local! {
    /// The plan of this thread's test, and the operations that it has counted.
    static HERE: RefCell<Option<(Option<Plan>, Vec<Step>)>> = const { RefCell::new(None) };
}

#[cfg(test)]
fn struck_here(step: Step, path: &Path) -> Option<Plan> {
    HERE.with_borrow_mut(|here| {
        let (plan, seen) = here.as_mut()?;
        if plan.as_ref().is_none_or(|plan| plan.counts(step, path)) {
            seen.push(step);
            return plan.clone().filter(|plan| plan.strikes(seen.len(), step));
        }
        None
    })
}

#[cfg(test)]
impl Plan {
    /// The `number`-th operation fails.
    pub(in crate::library) fn once(number: usize, error: &'static str) -> Self {
        Self { when: When::Once(number), fault: Fault::Error(error), done: Done::Nothing, writing: false, below: None }
    }

    /// The `number`-th and all that follow fail.
    pub(in crate::library) fn always(number: usize, error: &'static str) -> Self {
        Self { when: When::From(number), ..Self::once(number, error) }
    }

    /// Whether it lasts.
    pub(in crate::library) fn lasts(&self) -> bool {
        matches!(self.when, When::From(_))
    }

    /// Whether it does no harm: one more try is all that it needs.
    pub(in crate::library) fn is_harmless(&self) -> bool {
        self.fault == Fault::Error("EINTR") && !self.lasts() && self.done != Done::All
    }
}

/// Does something on this thread while a plan holds, and tells which operations were counted. The plan ends with it.
#[cfg(test)]
pub(in crate::library) fn with<T>(plan: Option<Plan>, action: impl FnOnce() -> T) -> (T, Vec<Step>) {
    HERE.set(Some((plan, Vec::new())));
    let result = action();
    let seen = HERE.take().map(|(_, seen)| seen).unwrap_or_default();
    (result, seen)
}

/// A temporary folder for tests that sync thousands of times: in memory, where the system has a place for that.
#[cfg(test)]
pub(in crate::library) fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Does the same thing anew with every fault at every operation: each error, once and lasting, before the operation, after
/// half of its bytes and after all of it. Every time `setup` makes the place, `action` runs under the plan, and `check`
/// looks, without one, at what has become of it. Returns how many faults there were.
#[cfg(test)]
pub(in crate::library) fn each<S, T>(setup: impl Fn() -> S, action: impl Fn(&mut S) -> T, check: impl Fn(&mut S, &Plan, T)) -> usize {
    let mut faults = 0;
    for (error, _) in ERRORS {
        for lasting in [false, true] {
            for number in 1.. {
                let plan = if lasting { Plan::always(number, error) } else { Plan::once(number, error) };
                let try_one = |done: Done| {
                    let plan = Plan { done, ..plan.clone() };
                    let mut state = setup();
                    let (result, seen) = with(Some(plan.clone()), || action(&mut state));
                    let struck = seen.get(number - 1).copied();
                    if struck.is_some() {
                        check(&mut state, &plan, result);
                    }
                    struck
                };
                let Some(step) = try_one(Done::Nothing) else { break };
                faults += 1;
                if matches!(step, Step::Write | Step::Append) {
                    try_one(Done::Half);
                    faults += 1;
                }
                if !lasting && changes(step) {
                    try_one(Done::All);
                    faults += 1;
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_read_from_text() {
        let below = Some(PathBuf::from("/work"));
        assert_eq!(Plan::parse("3:EIO:once", None), Some(Plan::once(3, "EIO")));
        assert_eq!(Plan::parse("3:ENOSPC:always", None), Some(Plan::always(3, "ENOSPC")));
        let killed = Plan { fault: Fault::Death, writing: true, done: Done::Half, below: below.clone(), ..Plan::once(12, "EIO") };
        assert_eq!(Plan::parse("w12:kill:half", below.clone()), Some(killed));
        let full = Plan { when: When::While("/a:b".into()), writing: true, ..Plan::once(1, "EROFS") };
        assert_eq!(Plan::parse("while=/a:b:EROFS", None), Some(full));
        for wrong in ["", "x:EIO:once", "3", "3:EWHAT:once", "3:EIO", "3:EIO:once:twice", "while=/a"] {
            assert_eq!(Plan::parse(wrong, None), None, "{wrong}");
        }
    }
}
