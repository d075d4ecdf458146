//! Work of others that may panic: caught, and kept from being reported as a fault of the program.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether this thread does such work.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does what may panic on a damaged source; an error when it did.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    result
}

/// Whether a panic on this thread is about a damaged source and is answered where the source is read: nothing is to be reported.
#[must_use]
pub fn is_guarded() -> bool {
    // A thread that is ending has no such value any more, and does no such work.
    GUARDED.try_with(Cell::get).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_known_to_be_expected() {
        assert!(!is_guarded());
        assert_eq!(guarded(is_guarded).ok(), Some(true));
        assert!(guarded(|| guarded(|| panic!("damaged")).is_err() && is_guarded()).unwrap());
        assert!(!is_guarded());
    }
}
