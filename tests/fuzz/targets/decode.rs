//! Any bytes as an article: text without carriage returns and byte order mark, or none; and it can be divided.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tagline::article::{Article, Text};

fuzz_target!(|data: &[u8]| {
    if let Some(decoded) = tagline::sources::decode(data.to_vec()) {
        assert!(!decoded.text.contains('\r'));
        let article = Article::new(Text::new(decoded.text));
        assert!(article.blocks().iter().all(|block| block.span.end <= article.text().len()));
    }
});
