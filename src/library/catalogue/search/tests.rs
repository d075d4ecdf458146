//! What the full-text search finds, and that it is what the search within an article finds.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::library::{Folders, Refreshed};

/// A project with articles, and its catalogue.
fn project(dir: &Path, articles: &[(&str, &[u8])]) -> (Home, Catalogue) {
    std::fs::write(dir.join("tagline.ron"), "()").unwrap();
    for (name, bytes) in articles {
        std::fs::create_dir_all(dir.join(name).parent().unwrap()).unwrap();
        std::fs::write(dir.join(name), bytes).unwrap();
    }
    let home = Home::find(dir, None, &Folders::below(&dir.join(".tagline"))).unwrap();
    let catalogue = Catalogue::named(&home);
    (home, catalogue)
}

fn found(home: &Home, catalogue: &Catalogue, words: &str) -> Vec<(String, Vec<Span>)> {
    let articles: Vec<u32> = (0..catalogue.len() as u32).collect();
    let mut all = Vec::new();
    let full = FullText::new(words).unwrap();
    let make = |found: Found| (catalogue.card(found.article as usize).unwrap().key().to_owned(), found.hits);
    assert!(full.in_articles((home, catalogue, &articles), 100, &AtomicBool::new(false), &make, &mut |_, found| {
        all.extend(found);
        true
    }));
    all
}

fn keys(home: &Home, catalogue: &Catalogue, words: &str) -> Vec<String> {
    found(home, catalogue, words).into_iter().map(|(key, _)| key).collect()
}

#[test]
fn files_in_any_encoding_are_found_and_what_hides_letters_does_not_hide_them() {
    let dir = tempfile::tempdir().unwrap();
    let utf_16: Vec<u8> = "The Harbour strike goes on".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (home, catalogue) = project(
        dir.path(),
        &[
            ("a.txt", "The har\u{ad}bour STRIKE".as_bytes()),
            ("b.txt", b"A caf\xe9 at the \x93harbour\x94, a na\xefve har\xadbour"),
            ("c.txt", &utf_16),
            ("d.txt", "\u{feff}no\r\nport here".as_bytes()),
            ("e.txt", "\u{130}n a stri\u{212a}e; str\u{130}ke".as_bytes()),
            ("f.txt", b"\0\x01\x02\x03 harbour \0\x01\x02\x03\x04\x05\x06\x07\x10\x11"),
        ],
    );
    assert_eq!(keys(&home, &catalogue, "harbour"), ["a.txt", "b.txt", "c.txt"]);
    assert_eq!(keys(&home, &catalogue, "Harbour"), ["c.txt"]);
    assert_eq!(keys(&home, &catalogue, "strike"), ["a.txt", "c.txt", "e.txt"]);
    assert_eq!(keys(&home, &catalogue, "\"harbour\""), ["b.txt"]);
    assert_eq!(keys(&home, &catalogue, "no port"), ["d.txt"]);
    assert!(keys(&home, &catalogue, "").is_empty());
    assert!(FullText::new(&"x".repeat(2000)).is_err());
}

#[cfg(unix)]
#[test]
fn what_is_no_file_does_not_hold_up_the_search() {
    let dir = tempfile::tempdir().unwrap();
    let (home, _) = project(dir.path(), &[("a.txt", b"harbour")]);
    rustix::fs::mknodat(rustix::fs::CWD, dir.path().join("pipe.txt"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("zero.txt")).unwrap();
    std::os::unix::fs::symlink("gone", dir.path().join("gone.txt")).unwrap();
    assert_eq!(keys(&home, &Catalogue::named(&home), "harbour"), ["a.txt"]);
}

#[test]
fn a_snippet_stays_in_its_paragraph_and_is_cut_between_words() {
    let snippet = |text: &str, words: &str| {
        let text = Text::new(text);
        let hit = Search::new(words).unwrap().next(&text, 0).unwrap();
        let found = Found { article: 0, text, hits: vec![hit] };
        (found.line(), [found.snippet().before, found.snippet().hit, found.snippet().after])
    };
    assert_eq!(
        snippet("Head\n\nThe  ha\u{ad}ven\nstrike \tgoes on.\n \nMore", "strike goes"),
        (4, ["The ha\u{ad}ven ", "strike goes", " on."].map(String::from))
    );
    let (_, [before, _, after]) = snippet(&format!("{0} hit {0}", "word ".repeat(100)), "hit");
    assert!(before.starts_with("… word ") && before.ends_with("word ") && before.chars().count() <= AROUND + 2, "{before}");
    assert!(after.starts_with(" word") && after.ends_with("word …"), "{after}");
    let (_, [before, ..]) = snippet(&format!("{0}hit", "x".repeat(100)), "hit");
    assert_eq!(before, format!("…{}", "x".repeat(AROUND)));
}

#[test]
fn annotated_text_is_found_in_records() {
    let dir = tempfile::tempdir().unwrap();
    let (home, _) = project(dir.path(), &[("a.txt", b"text"), ("b.txt", b"text")]);
    let item = |id: u32, label: &str, start: usize, text: &str| {
        let end = start + text.chars().count();
        format!(
            "(id: \"{id}\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: {text:?})], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),"
        )
    };
    for (who, items) in
        [("anna", [item(1, "actor", 40, "the Harbour Union"), item(2, "claim", 3, "a har\u{ad}bour")].concat()), ("ben", item(3, "threat", 0, "nothing here"))]
    {
        let record = format!(
            "(schema: 1, article: (path: \"a.txt\", title: \"harbour\", sha256: \"x\", chars: 90), annotator: \"{who}\", state: InProgress, annotations: [{items}], relations: [], deleted: [])"
        );
        std::fs::create_dir_all(home.annotations.join(who)).unwrap();
        std::fs::write(home.record_path(who, "a.txt"), record).unwrap();
    }
    let Refreshed::New(catalogue) = Catalogue::default().brought_up_to_date(&home, |_| true) else { panic!("all is new") };
    let search = |words: &str, annotator: Option<&str>| {
        let mut all = Vec::new();
        let full = FullText::new(words).unwrap();
        full.in_spans((&home, &catalogue, &[0, 1]), annotator, &AtomicBool::new(false), &mut |_, found| {
            all.extend(found);
            true
        });
        all.into_iter().map(|found| (found.annotator, found.label, found.start, found.snippet.before)).collect::<Vec<_>>()
    };
    let (union, harbour) = (("anna".into(), "actor".into(), 40, "the ".into()), ("anna".into(), "claim".into(), 3, "a ".into()));
    assert_eq!(search("harbour", None), [harbour, union]);
    assert_eq!(search("harbour", Some("ben")), []);
    assert_eq!(search("nothing", Some("ben")).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_hits_are_those_of_the_search_within_an_article(
        texts in prop::collection::vec("[a-cikIKsé\u{130}\u{212a}\u{ad}\u{a0} \n'’서울İ]{0,30}", 1..8),
        words in "[a-ckiKé '서]{1,4}",
    ) {
        let dir = tempfile::tempdir().unwrap();
        let names: Vec<String> = (0..texts.len()).map(|number| format!("{number}.txt")).collect();
        let articles: Vec<(&str, &[u8])> = names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let (home, catalogue) = project(dir.path(), &articles);
        let search = Search::new(&words).unwrap();
        let expected: Vec<(String, Vec<Span>)> = names.iter().zip(&texts).filter_map(|(name, text)| {
            let text = Text::new(text.as_str());
            let hits: Vec<Span> = search.hits(&text, text.span()).collect();
            (!hits.is_empty()).then(|| (name.clone(), hits))
        }).collect();
        prop_assert_eq!(found(&home, &catalogue, &words), expected);
    }
}
