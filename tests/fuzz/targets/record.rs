//! Any bytes as a record: an error, or something that is written and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tagline::article::Text;
use tagline::library::{read_record, read_unanchored, write_record};

fuzz_target!(|data: &[u8]| {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let text = Text::new("Öl: Iran said no.\nThe minister — 🙂 — agreed.\n");
    if let Ok(record) = read_record(source, &text) {
        let written = write_record(&record, &text);
        let back = read_record(&written, &text).expect("what was written can be read");
        assert_eq!(write_record(&back, &text), written);
    }
    if let Ok(record) = read_unanchored(source) {
        let written = write_record(&record, &Text::new(""));
        let back = read_unanchored(&written).expect("what was written can be read");
        assert_eq!(write_record(&back, &Text::new("")), written);
    }
});
