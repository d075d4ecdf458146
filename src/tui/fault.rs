//! Faults on request: how a test sees what becomes of the work when the program itself breaks. Release builds have none.

/// Panics when `TAGLINE_FAULT` is `place=FILE` and the file is there. The file is removed, so that it happens once.
#[cfg(debug_assertions)]
pub(super) fn point(place: &str) {
    let Ok(wanted) = std::env::var("TAGLINE_FAULT") else { return };
    let trigger = wanted.split_once('=').filter(|(wanted, _)| *wanted == place).map(|(_, file)| file);
    let asked = trigger.is_some_and(|file| std::fs::remove_file(file).is_ok());
    assert!(!asked, "a fault was asked for in {place}");
}

/// Does nothing.
#[cfg(not(debug_assertions))]
pub(super) fn point(_: &str) {}
