//! What adding does to a home, whatever comes in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::library::disk::faults;
use crate::library::{Folders, articles};
use crate::sources::{Place, reader_named};

fn options() -> AddOptions {
    AddOptions { update: false, into: None, dry_run: false, set: BTreeMap::new(), now: Timestamp::UNIX_EPOCH }
}

fn home(dir: &Path) -> Home {
    Home::library(&Folders::below(dir))
}

fn origin() -> Origin {
    Origin { name: "dump.jsonl".into(), stem: Some("dump".into()) }
}

fn many() -> Format {
    Format { many: true, ..*reader_named("text").unwrap().format() }
}

fn story(title: &str, id: &str, text: &str) -> Story {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Story { title: some(title), id: some(id), text: text.into(), ..Story::default() }
}

fn add(home: &Home, options: AddOptions, stories: &[Story]) -> Vec<Added> {
    let mut adder = Adder::new(home, Known::load(home), options).unwrap();
    let added = stories.iter().map(|story| adder.take(story.clone(), &many(), &origin()).unwrap()).collect();
    adder.settle().unwrap();
    added
}

fn keys(home: &Home) -> Vec<String> {
    articles(home, None).iter().map(|path| home.key(path)).collect()
}

#[test]
fn a_story_becomes_a_file_and_what_is_known_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let one = Story {
        place: Some(Place::Line(12)),
        authors: vec!["Ilse Brandt".into()],
        date: Some("2026-11-25".into()),
        original: "f00".into(),
        ..story("Strike, third week", "7", "Strike\n\nIt goes on.")
    };
    let added = add(&home, options(), &[one]);
    let path = home.root.join("articles/dump/strike-third-week.txt");
    assert_eq!(added[0].outcome, Outcome::New(path.clone()));
    assert_eq!(fs::read_to_string(&path).unwrap(), "Strike\n\nIt goes on.");
    let about = Meta::load(&home.meta_path("articles/dump/strike-third-week.txt")).unwrap().about;
    assert_eq!(about.source.as_deref(), Some("dump.jsonl, line 12"));
    assert_eq!(about.retrieved.as_deref(), Some("1970-01-01T00:00:00Z"));
    assert_eq!((about.id.as_deref(), about.date.as_deref(), about.original.as_deref()), (Some("7"), Some("2026-11-25"), Some("f00")));
    assert_eq!(about.extractor.as_deref(), Some("tagline-text 1"));
}

#[test]
fn the_same_again_is_nothing_and_a_changed_one_is_told_or_taken() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    add(&home, options(), &[story("Strike", "7", "It goes on.")]);
    let key = "articles/dump/strike.txt".to_owned();
    fs::rename(home.root.join(&key), home.root.join("articles/dump/mine.txt")).unwrap();
    fs::rename(home.meta_path(&key), home.meta_path("articles/dump/mine.txt")).unwrap();
    let key = "articles/dump/mine.txt".to_owned();
    assert_eq!(add(&home, options(), &[story("Strike", "7", "It goes on.")])[0].outcome, Outcome::Same(key.clone()));
    let changed = story("Strike over", "7", "It is over.");
    assert_eq!(add(&home, options(), std::slice::from_ref(&changed))[0].outcome, Outcome::Changed(key.clone()));
    assert_eq!(fs::read_to_string(home.root.join(&key)).unwrap(), "It goes on.");
    let update = AddOptions { update: true, ..options() };
    assert_eq!(add(&home, update.clone(), std::slice::from_ref(&changed))[0].outcome, Outcome::Updated(home.root.join(&key)));
    assert_eq!(fs::read_to_string(home.root.join(&key)).unwrap(), "It is over.");
    assert_eq!(Meta::load(&home.meta_path(&key)).unwrap().about.title.as_deref(), Some("Strike over"));
    assert_eq!(add(&home, update, &[changed])[0].outcome, Outcome::Same(key.clone()));
    assert_eq!(keys(&home), [key]);
}

#[test]
#[cfg(unix)]
fn a_text_outside_that_a_link_leads_to_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let outside = dir.path().join("mine.txt");
    fs::write(&outside, "It goes on.").unwrap();
    fs::create_dir_all(home.root.join("articles")).unwrap();
    std::os::unix::fs::symlink(&outside, home.root.join("articles/link.txt")).unwrap();
    let key = home.key(&outside);
    let about = About { id: Some("urn:news:strike".into()), ..About::default() };
    Meta::of_story(&Story::default(), &Text::default(), about).store(&home.meta_path(&key)).unwrap();
    let added = add(&home, AddOptions { update: true, ..options() }, &[story("", "urn:news:strike", "It is over.")]);
    assert!(matches!(&added[0].outcome, Outcome::Refused(why) if why.contains("lies elsewhere")), "{added:?}");
    assert_eq!(fs::read_to_string(&outside).unwrap(), "It goes on.");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let text = "The dockers of Port Selden went out on Monday and will stay out until a new contract is signed, their union said";
    let stories = [story("A", "1", text), story("A", "2", &format!("{text} again")), story("", "1", text), story("", "", " \n")];
    let dry = add(&home, AddOptions { dry_run: true, ..options() }, &stories);
    assert!(!home.root.exists());
    assert_eq!(dry, add(&home, options(), &stories));
    assert_eq!(dry[1].near[0].key, "articles/dump/a.txt");
    assert_eq!(dry[3].outcome, Outcome::Refused("holds no text".into()));
}

#[test]
fn what_the_user_says_counts() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let set = BTreeMap::from([(Field::Title, "Mine".to_owned()), (Field::Date, "2026".to_owned())]);
    let added = add(&home, AddOptions { into: Some("articles/may".into()), set, ..options() }, &[story("Theirs", "", "Text.")]);
    assert_eq!(added[0].outcome, Outcome::New(home.root.join("articles/may/dump/mine.txt")));
    for (date, fine) in [
        ("2026", true),
        ("2026-11", true),
        ("2026-11-25", true),
        ("2026-11-25T10:00:00Z", true),
        ("2026-13", false),
        ("25.11.2026", false),
        ("", false),
        ("tomorrow", false),
    ] {
        assert_eq!(is_date(date), fine, "{date}");
    }
}

#[test]
fn a_text_is_kept_as_it_will_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let texts = ["\u{feff}\u{feff}One\r\n\u{1}", "Two\0", "\u{0}\u{1}\u{2}\u{3}".repeat(50).leak()];
    let stories: Vec<Story> = texts.iter().map(|text| story("", "", text)).collect();
    let outcomes: Vec<bool> = add(&home, options(), &stories).iter().map(|added| matches!(added.outcome, Outcome::New(_))).collect();
    assert_eq!(outcomes, [true, true, false]);
    assert!(add(&home, options(), &stories[..2]).iter().all(|added| matches!(added.outcome, Outcome::Same(_))));
}

#[test]
fn whatever_fails_no_text_is_there_without_its_meta_or_cut_off() {
    let text = "It goes on. ".repeat(40);
    let count = faults::each(
        || {
            let dir = faults::folder();
            let home = home(dir.path());
            (dir, home)
        },
        |(_, home)| -> io::Result<()> {
            let mut adder = Adder::new(home, Known::default(), options()).unwrap();
            adder.take(story("Strike", "1", &text), &many(), &origin())?;
            adder.take(story("Strike", "2", &format!("{text}So.")), &many(), &origin())?;
            adder.settle()
        },
        |(_, home), plan, result| {
            let found = articles(home, None);
            assert!(result.is_err() || found.len() == 2, "{plan:?}");
            for path in found {
                assert!(fs::read_to_string(&path).unwrap().starts_with(&text), "{plan:?}");
                assert!(home.meta_path(&home.key(&path)).exists() || plan.lasts(), "{plan:?}");
            }
            assert!(!plan.is_harmless() || result.is_ok() || result.unwrap_err().kind() == io::ErrorKind::Interrupted, "{plan:?}");
        },
    );
    assert!(count > 200, "{count}");
}

#[test]
fn what_is_kept_of_articles_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = home(dir.path());
    let text = "The dockers of Port Selden went out on Monday and will stay out until a new contract is signed, their union said";
    let stories: Vec<Story> = ["A", "B", "C"].iter().map(|name| story(name, name, &format!("{text}: {name}."))).collect();
    add(&home, options(), &stories);
    // Long after everything was written.
    let seen = |stories: &[Story]| -> Vec<(Outcome, Vec<Near>)> {
        let mut adder = Adder::new(&home, Known::load_at(&home, i64::MAX), AddOptions { dry_run: true, ..options() }).unwrap();
        let added = stories.iter().map(|story| adder.take(story.clone(), &many(), &origin()).unwrap());
        added.map(|added| (added.outcome, added.near)).collect()
    };
    let new = [stories[0].clone(), story("B", "B", "It is over."), story("D", "D", &format!("{text}: D."))];
    let without = seen(&new);
    let same = |key: &str| Outcome::Same(format!("articles/dump/{key}.txt"));
    assert_eq!((&without[0].0, &without[1].0), (&same("a"), &Outcome::Changed("articles/dump/b.txt".into())));
    assert_eq!(without[2].1.len(), 3);
    assert_eq!(seen(&new), without, "with what was kept");
    let kept = fs::read(home.known_path()).unwrap();
    fs::write(home.known_path(), &kept[..kept.len() - 1]).unwrap();
    assert_eq!(seen(&new), without, "with what is damaged");
    assert_eq!(fs::read(home.known_path()).unwrap(), kept, "it was made again");
    // An article, a meta and a name that have changed.
    fs::write(home.root.join("articles/dump/a.txt"), "Another text.").unwrap();
    let meta = home.meta_path("articles/dump/b.txt");
    fs::write(&meta, fs::read_to_string(&meta).unwrap().replace("id: \"B\"", "id: \"X\"")).unwrap();
    fs::rename(home.root.join("articles/dump/c.txt"), home.root.join("articles/dump/z.txt")).unwrap();
    let now = seen(&[story("", "", "Another text."), story("", "X", "It is over."), story("", "", &format!("{text}: C."))]);
    assert_eq!(now.iter().map(|(outcome, _)| outcome.clone()).collect::<Vec<_>>(), [same("a"), Outcome::Changed("articles/dump/b.txt".into()), same("z")]);
}

fn any_story() -> impl Strategy<Value = Story> {
    let hostile = "(\\PC|[./\\\\:\u{0}\u{202e}aA]|\\.\\./|con|NUL){0,300}";
    (proptest::option::of(hostile), proptest::option::of("[ab./]{0,3}"), "[abc \n]{0,12}").prop_map(|(title, id, text)| Story {
        text,
        title,
        id,
        ..Story::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn twice_is_once_and_no_name_leads_out(stories in proptest::collection::vec(any_story(), 1..12)) {
        let dir = faults::folder();
        let home = home(dir.path());
        let first = add(&home, options(), &stories);
        let there = keys(&home);
        prop_assert_eq!(there.len(), first.iter().filter(|added| matches!(added.outcome, Outcome::New(_))).count());
        let folded: BTreeSet<String> = there.iter().map(|key| name::folded(key)).collect();
        prop_assert_eq!(folded.len(), there.len());
        for key in &there {
            prop_assert!(key.starts_with("articles/dump/") && key.split('/').count() == 3 && !key.contains(".."), "{}", key);
        }
        let again = add(&home, options(), &stories);
        prop_assert!(again.iter().all(|added| !matches!(added.outcome, Outcome::New(_))), "{:?}", again);
        prop_assert_eq!(keys(&home), there);
        let outside: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        prop_assert!(outside.iter().all(|name| name == "data" || name == "cache"), "{:?}", outside);
    }
}
