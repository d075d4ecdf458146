//! Any three sets that two writers made of one: what comes of them holds every id that nobody deleted, and merging again
//! changes nothing.
#![no_main]

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tagline::annotation::{Annotation, AnnotationSet, Change, Id, Origin, difference, merge};
use tagline::article::{Span, Text};

const LABELS: [&str; 3] = ["actor", "claim", "quote"];

/// Changes a set as the bytes say: who, what, and how.
fn edited(set: &AnnotationSet, script: &[(u8, u8, u8)], side: u8) -> AnnotationSet {
    let mut set = set.clone();
    for (n, (which, what, how)) in script.iter().take(24).enumerate() {
        let at = Timestamp::from_second(1_000 + n as i64).expect("a time");
        let pick = set.all().get(usize::from(*which) % set.all().len().max(1)).cloned();
        let change = match (what % 5, pick) {
            (0, Some(item)) => Change::remove(&item),
            (1, Some(item)) => Change::replace(&item, Annotation { label: LABELS[usize::from(how % 3)].into(), modified: at, ..Annotation::clone(&item) }),
            (2, Some(item)) => Change::replace(&item, Annotation { note: how.to_string(), modified: at, ..Annotation::clone(&item) }),
            (3, Some(item)) => {
                let spans = vec![Span { start: u32::from(*how % 30), end: u32::from(*how % 30) + 3 }];
                Change::replace(&item, Annotation { spans, modified: at, ..Annotation::clone(&item) })
            }
            _ => {
                let id = Id::from(format!("{side}-{n}-{which}").as_str());
                if set.get(&id).is_some() {
                    continue;
                }
                let start = u32::from(how % 30);
                Change::add(Annotation::new(id, LABELS[usize::from(how % 3)].into(), vec![Span { start, end: start + 4 }], Origin::Human, at))
            }
        };
        set.apply(&change, at);
    }
    set
}

fuzz_target!(|data: (Vec<(u8, u8, u8)>, Vec<(u8, u8, u8)>, Vec<(u8, u8, u8)>)| {
    let text = Text::new("a".repeat(64));
    let base = edited(&AnnotationSet::default(), &data.0, 0);
    let (ours, theirs) = (edited(&base, &data.1, 1), edited(&base, &data.2, 2));
    let merged = merge(&base, &ours, &theirs, &text);
    let there = |set: &AnnotationSet, id: &Id| set.get(id).is_some();
    for item in ours.all().iter().chain(theirs.all()) {
        let deleted = there(&base, &item.id) && !(there(&ours, &item.id) && there(&theirs, &item.id));
        assert!(there(&merged.set, &item.id) || deleted, "{} is lost", item.id);
    }
    assert!(difference(&merged.set, &merge(&merged.set, &merged.set, &merged.set, &text).set).is_empty());
    assert!(difference(&ours, &merge(&base, &ours, &base, &text).set).is_empty());
    assert!(difference(&theirs, &merge(&base, &base, &theirs, &text).set).is_empty());
});
