//! Any text as the user's settings or a project's: values and complaints, never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tagline::config::{Project, Settings};

fuzz_target!(|data: &[u8]| {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let _ = Settings::parse(source, "config.ron");
    let _ = Project::parse(source, "tagline.ron");
});
