//! Any two texts and any spans of the first: places in the second that hold whole characters, and the same ones when the
//! texts are the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tagline::annotation::{Anchor, Reanchoring, Verdict, context};
use tagline::article::{Span, Text};

fuzz_target!(|data: (&str, &str, Vec<(u16, u8)>)| {
    let (old, new, places) = (Text::new(data.0), Text::new(data.1), data.2);
    let chars: Vec<u32> = old.as_str().char_indices().map(|(at, _)| at as u32).chain([old.len()]).collect();
    let anchors: Vec<(Span, Anchor)> = places.iter().take(8).filter_map(|(at, len)| {
        let start = usize::from(*at) % chars.len();
        let end = (start + usize::from(*len)).min(chars.len() - 1);
        let span = Span { start: *chars.get(start)?, end: *chars.get(end)? };
        let (before, after) = context(&old, span);
        let anchor = Anchor { start, end, text: old.slice(span).into(), before: before.into(), after: after.into() };
        (start < end).then_some((span, anchor))
    }).collect();
    for known in [Some(&old), None] {
        let reanchoring = Reanchoring::new(known, &new);
        for (span, anchor) in &anchors {
            let placement = reanchoring.place(std::slice::from_ref(anchor));
            for found in &placement.spans {
                assert!(!found.is_empty() && new.as_str().get(found.start as usize..found.end as usize).is_some());
            }
            if known.is_some() && old == new {
                assert_eq!((placement.verdict, placement.spans.as_slice()), (Verdict::Unchanged, [*span].as_slice()));
            }
        }
        for at in 0..old.len().min(64) {
            assert!(reanchoring.follow(at).is_none_or(|to| new.as_str().is_char_boundary(to as usize)));
        }
    }
});
