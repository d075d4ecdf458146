//! Imports as they lie on the disk, tried out.

use super::*;
use crate::annotation::WorkState;
use crate::exchange::format_named;
use crate::library::{Folders, read_record_of};

const STORY: &str = "Ilse 👍 Brandt waited. She left.\n";

fn project() -> (tempfile::TempDir, Arc<Home>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("p/news")).unwrap();
    std::fs::write(dir.path().join("p/tagline.ron"), "()").unwrap();
    std::fs::write(dir.path().join("p/news/a.txt"), STORY).unwrap();
    let home = Home::find(&dir.path().join("p"), None, &Folders::below(&dir.path().join("state"))).unwrap();
    (dir, Arc::new(home))
}

fn import(home: &Arc<Home>) -> Import<'_> {
    Import {
        home,
        format: format_named("jsonl").unwrap(),
        chosen: BTreeMap::new(),
        annotator: None,
        otherwise: "me".into(),
        labels: BTreeMap::new(),
        relations: BTreeMap::new(),
        add_articles: false,
        dry_run: false,
    }
}

fn line(path: &str, text: &str, annotations: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    format!(
        "{{\"format\":\"tagline\",\"version\":1,\"article\":{{\"path\":\"{path}\"}},\"annotator\":\"ben\",\"state\":\"done\",\"text\":{text},\"annotations\":[{annotations}],\"relations\":[]}}\n"
    )
}

const BRANDT: &str = r#"{"id":"T1","label":"PER","spans":[{"start":7,"end":13,"text":"Brandt"}]}"#;

fn run(import: &Import<'_>, dir: &tempfile::TempDir, lines: &str) -> Imported {
    let file = dir.path().join("in.jsonl");
    std::fs::write(&file, lines).unwrap();
    import.run(&file, &mut |_| true).unwrap()
}

fn texts(home: &Home, annotator: &str, key: &str) -> Vec<(String, String)> {
    let text = crate::article::Text::new(std::fs::read_to_string(home.root.join(key)).unwrap());
    let (record, _) = read_record_of(home, annotator, key, &text).unwrap().unwrap();
    record.set.annotations().iter().map(|annotation| (annotation.label.to_string(), annotation.quoted(&text))).collect()
}

#[test]
fn what_comes_is_in_the_record_once_and_labels_are_mapped() {
    let (dir, home) = project();
    let mut import = import(&home);
    import.labels.insert("PER".into(), "actor".into());
    let first = run(&import, &dir, &line("news/a.txt", STORY, BRANDT));
    assert_eq!((first.annotations, first.known, first.unknown_labels.len(), first.flaws.len()), (1, 0, 0, 0));
    assert_eq!(texts(&home, "ben", "news/a.txt"), [("actor".to_owned(), "Brandt".to_owned())]);
    let before = std::fs::read(home.record_path("ben", "news/a.txt")).unwrap();
    let again = run(&import, &dir, &line("a.txt", STORY, BRANDT));
    assert_eq!((again.annotations, again.known), (0, 1));
    assert_eq!(std::fs::read(home.record_path("ben", "news/a.txt")).unwrap(), before);
    let record = std::str::from_utf8(&before).unwrap();
    assert!(record.contains("Imported(from: \"jsonl\")") && record.contains("state: Done") && record.contains("id: \"T1\""), "{record}");
}

#[test]
fn a_text_that_differs_is_not_guessed_at() {
    let (dir, home) = project();
    let changed = "Ilse 👍 Brandt waited long. He left.\n";
    let items = [BRANDT, r#"{"id":"T2","label":"claim","spans":[{"start":27,"end":34,"text":"He left"}]}"#].join(",");
    let imported = run(&import(&home), &dir, &line("news/a.txt", changed, &items));
    assert_eq!((imported.annotations, imported.moved + imported.waiting, imported.flaws.len()), (2, 2, 0));
    assert!(texts(&home, "ben", "news/a.txt").iter().all(|(_, text)| STORY.contains(text)));
    assert_eq!(imported.unknown_labels.get("PER"), Some(&1));
    assert!(imported.waiting == 0 || home.text_path(crate::article::Text::new(changed).sha256()).is_file());
    let pieces = run(
        &Import { annotator: Some("cy".into()), ..import(&home) },
        &dir,
        &line("news/a.txt#2", "She left.", r#"{"label":"claim","spans":[{"start":0,"end":8,"text":"She left"}]}"#),
    );
    assert_eq!((pieces.annotations, pieces.moved), (1, 0));
    assert_eq!(texts(&home, "cy", "news/a.txt"), [("claim".to_owned(), "She left".to_owned())]);
}

#[test]
fn without_an_article_it_is_told_or_added_and_a_dry_run_saves_nothing() {
    let (dir, home) = project();
    let lines = line("../x/b.txt", "Other news.\n", r#"{"label":"claim","spans":[{"start":0,"end":5,"text":"Other"}]}"#);
    let refused = run(&import(&home), &dir, &lines);
    assert_eq!((refused.annotations, refused.flaws.len()), (0, 1));
    let dry = run(&Import { add_articles: true, dry_run: true, ..import(&home) }, &dir, &lines);
    assert_eq!((dry.annotations, dry.added), (1, 1));
    assert!(!home.root.join("x/b.txt").exists() && !home.annotations.exists());
    let added = run(&Import { add_articles: true, ..import(&home) }, &dir, &lines);
    assert_eq!((added.annotations, added.added), (1, 1));
    let key = added.articles.iter().next().unwrap();
    assert_eq!(texts(&home, "ben", key), [("claim".to_owned(), "Other".to_owned())]);
    assert!(!dir.path().join("x").exists());
    let text = crate::article::Text::new("Other news.\n");
    assert_eq!(read_record_of(&home, "ben", key, &text).unwrap().unwrap().0.set.state(), WorkState::Done);
}

#[test]
fn an_article_in_hundreds_of_pieces_is_one_step_of_undo() {
    let (dir, home) = project();
    let sentences: Vec<String> = (0..700).map(|number| format!("Norland waited {number} days.")).collect();
    let story = sentences.join("\n") + "\n";
    std::fs::write(home.root.join("news/a.txt"), &story).unwrap();
    let of = |(at, sentence): (usize, &String)| {
        let annotation = format!(r#"{{"id":"T{at}","label":"claim","spans":[{{"start":0,"end":{},"text":"{sentence}"}}]}}"#, sentence.len());
        line(&format!("news/a.txt#{}", at + 1), sentence, &annotation)
    };
    let pieces = sentences.iter().enumerate().map(of).collect::<Vec<_>>().concat();
    let imported = run(&import(&home), &dir, &pieces);
    assert_eq!((imported.annotations, imported.flaws.len()), (700, 0));
    let open = crate::library::load_article(&home, &home.root.join("news/a.txt")).unwrap();
    let record = crate::library::load_record(&home, "ben", "news/a.txt", &open.article, false);
    assert_eq!((record.record.set.annotations().len(), record.history.done().len()), (700, 1));
}

#[test]
fn lines_that_were_laid_out_as_one_value_come_in() {
    let (dir, home) = project();
    let import = Import { format: format_named("spacy").unwrap(), ..import(&home) };
    let pairs = "[\n  [\n    \"Ilse 👍 Brandt waited. She left.\\n\",\n    {\"entities\": [[7, 13, \"PER\"]]}\n  ]\n]\n";
    assert_eq!((run(&import, &dir, pairs).annotations, texts(&home, "me", "news/a.txt")), (1, vec![("PER".to_owned(), "Brandt".to_owned())]));
    let broken = run(&import, &dir, &format!("[\n{}", pairs.replace('\n', "")));
    assert_eq!((broken.known, broken.flaws.len()), (1, 1));
}
