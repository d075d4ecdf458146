//! Tests of reviews: records of several annotators on disk.

use super::*;
use crate::library::{Folders, read_unanchored};
use crate::review::{CaseKind, CaseState, Choice, Reason, feedback};

const STORY: &str = "Iran plotted to kidnap a reporter, said Ken McCallum.\n";

struct Place {
    dir: tempfile::TempDir,
    home: Arc<Home>,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        std::fs::write(dir.path().join("a.txt"), STORY).unwrap();
        let home = Arc::new(Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap());
        Self { dir, home }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("a.txt")
    }

    /// Writes the record of an annotator: by label, the words, which are found in the story.
    fn write(&self, annotator: &str, state: &str, all: &[(&str, &str)]) -> PathBuf {
        let text = Text::new(STORY);
        let annotation = |(number, (label, words)): (usize, &(&str, &str))| {
            let start = STORY.find(words).unwrap();
            let end = start + words.len();
            format!(
                "(id: \"{annotator}-{number}\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: \"{words}\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),"
            )
        };
        let all: String = all.iter().enumerate().map(annotation).collect();
        let file = self.home.record_path(annotator, "a.txt");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let (hash, chars) = (text.sha256(), STORY.len());
        let source = format!(
            "(schema: 1, article: (path: \"a.txt\", title: \"\", sha256: \"{hash}\", chars: {chars}), annotator: \"{annotator}\", state: {state}, annotations: [{all}], ext: {{\"other\": (x: 1)}})"
        );
        std::fs::write(&file, source).unwrap();
        file
    }

    fn gold(&self) -> Option<Record> {
        std::fs::read_to_string(self.home.record_path(GOLD, "a.txt")).ok().map(|source| crate::library::read_record(&source, &Text::new(STORY)).unwrap())
    }

    fn review(&self) -> Review {
        let article = load_article(&self.home, &self.path()).unwrap().article;
        open_review(&self.home, "a.txt", &article, self.gold().as_ref())
    }
}

fn two() -> Place {
    let place = Place::new();
    place.write("anna", "Done", &[("actor", "Iran"), ("actor", "Ken McCallum"), ("threat", "plotted to kidnap a reporter")]);
    place.write("ben", "InProgress", &[("actor", "Iran"), ("actor", "McCallum")]);
    place
}

#[test]
fn everybody_is_read_and_what_cannot_be_read_is_told() {
    let place = two();
    place.write("cara", "New", &[]);
    std::fs::write(place.write("dora", "Done", &[]), "(schema: 1, oops").unwrap();
    let review = place.review();
    assert_eq!((review.annotators, review.unfinished), (vec!["anna".to_owned(), "ben".into()], vec!["ben".to_owned()]));
    assert!(review.told.len() == 1 && review.told[0].contains("dora/a.txt.ron"), "{:?}", review.told);
    let kinds: Vec<CaseKind> = review.adjudication.cases().iter().map(|case| case.kind).collect();
    assert_eq!(kinds, [CaseKind::Agreed, CaseKind::Only, CaseKind::Boundaries]);
    assert_eq!(to_review(&place.home, &[place.path()]), [place.path()]);
    assert!(!is_adjudicated(&place.home, &place.path()));
    place.write(GOLD, "Done", &[]);
    assert!(is_adjudicated(&place.home, &place.path()));
    let waits = |place: &Place| ["anna", "ben", "zoe"].map(|name| must_wait(&place.home, name, "a.txt"));
    assert_eq!(waits(&place), [false; 3]);
    std::fs::write(place.dir.path().join("tagline.ron"), "(blind: true)").unwrap();
    let blind = Home::find(place.dir.path(), None, &Folders::below(&place.dir.path().join(".state"))).unwrap();
    assert_eq!(waits(&Place { home: Arc::new(blind), dir: tempfile::tempdir().unwrap() }), [false, true, false], "ben has not finished, zoe annotates nothing");
    assert!(to_review(&place.home, &[place.dir.path().join("b.txt")]).is_empty());
    assert_eq!(reviewed(&place.home, "a.txt"), ["anna", "ben", "cara", "dora"]);
}

#[test]
fn decisions_are_kept_in_gold_beside_what_others_keep_there_and_nobody_elses_record_is_touched() {
    let place = two();
    place.write(GOLD, "InProgress", &[]);
    let before = |name: &str| std::fs::read_to_string(place.home.record_path(name, "a.txt")).unwrap();
    let (anna, ben) = (before("anna"), before("ben"));
    let at: Timestamp = "2026-11-25T08:00:00Z".parse().unwrap();
    let decide = |review: &Review| {
        let mut all = review.adjudication.accept_agreed("cara", at);
        let case = &review.adjudication.cases()[2];
        all.push(Decision::new(case, Choice::Take(vec!["anna".into()]), "cara", at).because(Reason::TooNarrow));
        all
    };
    assert_eq!(adjudicate(&place.home, &place.path(), "decided", decide), Ok(2));
    assert_eq!((before("anna"), before("ben")), (anna, ben));
    let gold = place.gold().unwrap();
    let words: Vec<String> = gold.set.annotations().iter().map(|annotation| annotation.quoted(&Text::new(STORY))).collect();
    assert_eq!((words, gold.set.ext().get("other").map(String::as_str)), (vec!["Iran".to_owned(), "Ken McCallum".into()], Some("(x: 1)")));
    let review = place.review();
    let states: Vec<CaseState> = (0..3).map(|number| review.adjudication.state(number)).collect();
    assert_eq!((states, review.told), (vec![CaseState::Decided, CaseState::Open, CaseState::Decided], Vec::<String>::new()));
    assert_eq!(review.adjudication.decision(2).unwrap().reason, Some(Reason::TooNarrow));
    assert_eq!(feedback("ben", &review.adjudication, &gold.set).len(), 2);
    assert_eq!(adjudicate(&place.home, &place.path(), "decided", |_| Vec::new()), Ok(0));
}

#[test]
fn what_cannot_be_read_of_the_decisions_stays_and_is_told() {
    let place = two();
    let file = place.write(GOLD, "InProgress", &[]);
    let source = std::fs::read_to_string(&file).unwrap().replace("\"other\": (x: 1)", "\"decided:a-1\": (7), \"decided:b-1\": {\"choice\": \"guess\"}");
    std::fs::write(&file, source).unwrap();
    let review = place.review();
    assert!(review.told.len() == 2 && review.told[0].starts_with("decided:a-1: "), "{:?}", review.told);
    let agreed = |review: &Review| review.adjudication.accept_agreed("cara", Timestamp::UNIX_EPOCH);
    assert_eq!(adjudicate(&place.home, &place.path(), "accepted", agreed), Ok(1));
    let kept = read_unanchored(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(kept.set.ext().keys().filter(|key| key.starts_with("decided:")).count(), 3);
    assert_eq!(kept.set.ext().get("decided:a-1").map(String::as_str), Some("(7)"));
    let mut gold = place.gold().unwrap();
    let entries: Entries = place.review().adjudication.decisions().map(|decision| (decision.case.clone(), None)).collect();
    let text = Text::new(STORY);
    let changes = keeping(&gold.set, &entries, &text);
    assert_eq!((kept_by(&changes, &text), keeping(&gold.set, &kept_by(&changes, &text), &text)), (entries, changes.clone()));
    gold.set.apply_all(&changes, Timestamp::UNIX_EPOCH);
    assert_eq!(gold.set.ext().len(), 2, "taken back");
}
