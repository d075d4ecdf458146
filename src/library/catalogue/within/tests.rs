//! What `text:` and `span:` leave of a selection.

use std::path::Path;

use jiff::civil::Date;

use super::*;
use crate::library::{Arrangement, Folders, Grouping, Order, Queues, Refreshed, Sight};

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A project of four articles, two of them annotated.
fn project(dir: &Path) -> (Home, Catalogue) {
    put(&dir.join("tagline.ron"), "()");
    put(&dir.join("a/1.txt"), "The Harbour strike.\n\nIt is in its third week.\n");
    put(&dir.join("a/2.txt"), "A vote on the harbour, and no strike.\n");
    put(&dir.join("b/3.txt"), "Nothing of the kind, in Selden.\n");
    put(&dir.join("b/4.txt"), "The strike, again: a harbour.\n");
    let home = Home::find(dir, None, &Folders::below(&dir.join(".tagline"))).unwrap();
    for (who, key, label, start, text) in [("anna", "a/1.txt", "actor", 4, "Harbour"), ("ben", "b/4.txt", "claim", 21, "a harbour")] {
        let span = format!("(start: {start}, end: {}, text: \"{text}\")", start + text.len());
        put(
            &home.record_path(who, key),
            &format!(
                "(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"x\", chars: 9), annotator: \"{who}\", state: InProgress, annotations: [(id: \"1\", label: \"{label}\", spans: [{span}], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")])"
            ),
        );
    }
    let Refreshed::New(catalogue) = Catalogue::default().brought_up_to_date(&home, |_| true) else { panic!("all is new") };
    (home, catalogue)
}

fn chosen(home: &Home, catalogue: &Catalogue, text: &str, arrangement: Arrangement, annotator: Option<&str>) -> Selection {
    let (filter, problems) = Filter::parse(text, Date::constant(2026, 11, 25));
    assert_eq!(problems, [], "{text}");
    let (queues, stop) = (Queues::default(), AtomicBool::new(false));
    let asking = Asking { annotator, queues: &queues, sight: &Sight::default() };
    let selection = catalogue.select(&filter, arrangement, &asking, &stop).unwrap();
    let mut last = (0, 0);
    let all = selection.articles.len();
    let left = catalogue.holding(home, &filter, selection, &asking, &stop, &mut |done, so_far| last = (done, so_far.articles.len())).unwrap();
    if filter.searches() && all > 0 {
        assert_eq!(last, (all, left.articles.len()));
    }
    left
}

#[test]
fn articles_are_left_that_hold_the_words() {
    let dir = tempfile::tempdir().unwrap();
    let (home, catalogue) = project(dir.path());
    for (text, annotator, left) in [
        ("text:strike", None, "0 1 3"),
        ("text:Harbour", None, "0"),
        ("text:\"harbour strike\"", None, "0"),
        ("text:week,vote", None, "0 1"),
        ("text:strike text:harbour -text:vote", None, "0 3"),
        ("-text:strike", None, "2"),
        ("text:", None, "0 1 2 3"),
        ("text:nowhere", None, ""),
        ("path:b/ text:strike", None, "3"),
        ("span:harbour", None, "0 3"),
        ("span:harbour", Some("anna"), "0"),
        ("span:harbour by:ben", Some("anna"), "3"),
        ("span:strike", None, ""),
        ("-span:harbour text:strike", None, "1"),
    ] {
        let numbers: Vec<String> = chosen(&home, &catalogue, text, Arrangement::default(), annotator).articles.iter().map(u32::to_string).collect();
        assert_eq!(numbers.join(" "), left, "{text}");
    }
}

#[test]
fn each_has_its_snippet_and_groups_and_order_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (home, catalogue) = project(dir.path());
    let arrangement = Arrangement { order: Order::Path, reverse: true, grouping: Grouping::Folder };
    let found = chosen(&home, &catalogue, "text:strike", arrangement, None);
    assert_eq!((found.articles, found.groups), (vec![1, 0, 3], vec![(0, "a".to_owned()), (2, "b".to_owned())]));
    let snippets: Vec<String> = found.hits.iter().map(|hit| format!("{}|{}|{}", hit.snippet.before, hit.snippet.hit, hit.snippet.after)).collect();
    assert_eq!(snippets, ["A vote on the harbour, and no |strike|.", "The Harbour |strike|.", "The |strike|, again: a harbour."]);
    let found = chosen(&home, &catalogue, "span:harbour", Arrangement { grouping: Grouping::Folder, ..Arrangement::default() }, Some("ben"));
    assert_eq!((found.groups, found.hits.iter().map(|hit| hit.span).collect::<Vec<_>>()), (vec![(0, "b".to_owned())], vec![Some(21)]));
    assert_eq!(chosen(&home, &catalogue, "-text:strike", Arrangement::default(), None).hits, []);
}
