//! A catalogue that was kept and brought up to date is one that was built from nothing.

use std::path::Path;

use super::*;
use crate::library::Folders;

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn record(state: &str, labels: &[&str]) -> String {
    let items: Vec<String> = labels.iter().map(|label| format!("(id: \"{label}\", label: \"{label}\"),")).collect();
    format!("(schema: 1, state: {state}, annotations: [{}])", items.concat())
}

/// A project with three articles and two records.
fn project(dir: &Path) -> Home {
    put(&dir.join("tagline.ron"), "()");
    put(&dir.join("a.txt"), "First headline\n\nSome words of it.\n");
    put(&dir.join("deep/b.txt"), "Second headline\n\nMore.\n");
    put(&dir.join("deep/b.txt.meta.ron"), "(title: \"Told by its meta\", publication: \"Courier\", date: \"2026-11-25\")");
    put(&dir.join("é.md"), "Third\n");
    put(&dir.join("annotations/anna/a.txt.ron"), &record("Done", &["actor", "quote"]));
    put(&dir.join("annotations/ben/a.txt.ron"), &record("InProgress", &["actor"]));
    Home::find(dir, None, &Folders::below(&dir.join(".tagline"))).unwrap()
}

fn fresh(home: &Home) -> Catalogue {
    now(&Catalogue::default(), home).unwrap()
}

/// The catalogue as things are, if anything has changed.
fn now(kept: &Catalogue, home: &Home) -> Option<Catalogue> {
    match kept.brought_up_to_date(home, |_| true) {
        Refreshed::New(catalogue) => Some(catalogue),
        Refreshed::Same => None,
        Refreshed::Stopped => panic!("nobody stopped it"),
    }
}

/// What a user can see of it.
fn seen(catalogue: &Catalogue) -> Vec<String> {
    let lines = catalogue.cards().map(|card| {
        let works: Vec<String> = card.works().map(|work| format!("{} {:?} {:?}", work.annotator(), work.state(), work.counts().collect::<Vec<_>>())).collect();
        format!("{} {} {} {} {} {works:?}", card.key(), card.title(), card.publication(), card.date(), card.words())
    });
    lines.collect()
}

#[test]
fn what_was_kept_and_brought_up_to_date_is_what_is_built_from_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = project(dir.path());
    let first = fresh(&home);
    assert_eq!(first.find("deep/b.txt"), Some(1));
    assert_eq!(first.card(1).unwrap().title(), "Told by its meta");
    let changes: [&dyn Fn(); 7] = [
        &|| put(&dir.path().join("a.txt"), "Another headline\n\nSome words of it.\n"),
        &|| put(&dir.path().join("0.txt"), "New\n"),
        &|| std::fs::remove_file(dir.path().join("é.md")).unwrap(),
        &|| std::fs::rename(dir.path().join("deep/b.txt"), dir.path().join("deep/c.txt")).unwrap(),
        &|| put(&dir.path().join("annotations/anna/a.txt.ron"), &record("InProgress", &["threat", "quote"])),
        &|| put(&dir.path().join("annotations/carl/0.txt.ron"), "not a record"),
        &|| std::fs::remove_dir_all(dir.path().join("annotations/ben")).unwrap(),
    ];
    for change in changes {
        fresh(&home).keep(&home).unwrap();
        let kept = Catalogue::kept(&home);
        assert_eq!(seen(&kept), seen(&fresh(&home)));
        change();
        let changed = now(&kept, &home).unwrap();
        assert_eq!(seen(&changed), seen(&fresh(&home)));
        assert!(seen(&changed) != seen(&kept));
    }
}

#[test]
fn a_file_that_is_damaged_cut_or_gone_is_as_none() {
    let dir = tempfile::tempdir().unwrap();
    let home = project(dir.path());
    fresh(&home).keep(&home).unwrap();
    let file = home.catalogue_path();
    let whole = std::fs::read(&file).unwrap();
    assert_eq!(Catalogue::kept(&home), fresh(&home));
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        std::fs::write(&file, &damaged).unwrap();
        assert!(Catalogue::kept(&home).is_empty(), "byte {at}");
        std::fs::write(&file, &whole[..at]).unwrap();
        assert!(Catalogue::kept(&home).is_empty(), "cut at {at}");
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(seen(&now(&Catalogue::kept(&home), &home).unwrap()), seen(&fresh(&home)));
}

#[test]
fn the_first_step_has_every_name_and_work_can_be_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let home = project(dir.path());
    let keys = |catalogue: &Catalogue| catalogue.cards().map(|card| card.key().to_owned()).collect::<Vec<_>>();
    let mut named = None;
    let stopped = Catalogue::default().brought_up_to_date(&home, |step| {
        if let Step::Named(catalogue) = step {
            named = Some(catalogue);
        }
        false
    });
    assert!(matches!(stopped, Refreshed::Stopped));
    assert_eq!(keys(&named.unwrap()), keys(&fresh(&home)));
    assert_eq!(keys(&Catalogue::named(&home)), keys(&fresh(&home)));
}
