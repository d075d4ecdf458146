//! Exports as they lie on the disk, tried out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::*;
use crate::exchange::format_named;
use crate::library::Folders;

const STORY: &str = "Ilse 👍 Brandt waited.\n";

fn project() -> (tempfile::TempDir, Home) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("p")).unwrap();
    std::fs::write(dir.path().join("p/tagline.ron"), "()").unwrap();
    let home = Home::find(&dir.path().join("p"), None, &Folders::below(&dir.path().join("state"))).unwrap();
    (dir, home)
}

fn article(home: &Home, key: &str, text: &str, item: &str) -> Wanted {
    let path = home.root.join(key);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    let record = home.record_path("anna", key);
    std::fs::create_dir_all(record.parent().unwrap()).unwrap();
    let text = crate::article::Text::new(text);
    let (hash, chars) = (text.sha256(), text.char_count());
    std::fs::write(
        &record,
        format!(
            "(schema: 1, article: (path: \"{key}\", title: \"\", sha256: \"{hash}\", chars: {chars}), annotator: \"anna\", state: Done, annotations: [{item}])"
        ),
    )
    .unwrap();
    Wanted { path, key: key.into(), annotator: "anna".into(), split: None }
}

const BRANDT: &str = "(id: \"1\", label: \"actor\", spans: [(start: 7, end: 13, text: \"Brandt\")], note: \"x\", created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")";

fn export<'a>(home: &'a Home, wanted: &'a [Wanted]) -> Export<'a> {
    let plan = Plan { codebook: home.project.codebook.clone(), chosen: BTreeMap::new(), now: Timestamp::UNIX_EPOCH };
    Export { home, format: format_named("jsonl").unwrap(), plan, selection: Selection::default(), wanted, strict: false, suggested: None, by_annotator: false }
}

fn gone() -> Wanted {
    Wanted { path: PathBuf::from("/nowhere/gone.txt"), key: "gone.txt".into(), annotator: "anna".into(), split: None }
}

#[test]
fn what_is_exported_stands_by_itself_and_what_cannot_be_read_is_told() {
    let (dir, home) = project();
    let wanted = [article(&home, "a.txt", STORY, BRANDT), gone()];
    let file = dir.path().join("out.jsonl");
    let exported = export(&home, &wanted).run(Destination::Path(&file), &mut |_| true).unwrap();
    assert_eq!((exported.articles, exported.annotations, exported.failed.len()), (1, 1, 1));
    let data: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let (text, span) = (data["text"].as_str().unwrap(), &data["annotations"][0]["spans"][0]);
    let chars: String = text.chars().skip(span["start"].as_u64().unwrap() as usize).take(6).collect();
    assert_eq!((chars.as_str(), data["version"].as_u64(), data["state"].as_str()), ("Brandt", Some(1), Some("done")));
    let mut streamed = Vec::new();
    export(&home, &wanted).run(Destination::Stream(&mut streamed), &mut |_| true).unwrap();
    assert_eq!(streamed, std::fs::read(&file).unwrap());
    let left: Vec<String> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(left.iter().all(|name| !name.contains(".tmp")), "{left:?}");
}

#[test]
fn nobodys_work_is_replaced() {
    let (dir, home) = project();
    let wanted = [article(&home, "a.txt", STORY, BRANDT)];
    let record = home.record_path("anna", "a.txt");
    for file in [wanted[0].path.clone(), record, home.root.join("tagline.ron")] {
        let before = std::fs::read(&file).unwrap();
        let refused = export(&home, &wanted).run(Destination::Path(&file), &mut |_| true).unwrap_err();
        assert!(refused.to_string().contains("would take the place of"), "{refused}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
    assert!(export(&home, &wanted).run(Destination::Path(dir.path()), &mut |_| true).unwrap_err().to_string().contains("folder"));
}

#[test]
fn what_is_called_off_or_refused_leaves_nothing() {
    let (dir, home) = project();
    let wanted = [article(&home, "a.txt", STORY, BRANDT)];
    let out = dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let file = out.join("out.jsonl");
    let called_off = export(&home, &wanted).run(Destination::Path(&file), &mut |_| false).unwrap();
    assert!(called_off.nothing_written);
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
}

#[test]
fn the_parts_of_a_training_set_are_files_and_texts_that_are_alike_stay_together() {
    let (dir, home) = project();
    let words = |number: usize| (0..60).map(|at| format!("w{}", (number * 977 + at * 31) % 5000)).collect::<Vec<_>>().join(" ");
    let mut wanted: Vec<Wanted> = (0..20).map(|number| article(&home, &format!("n/{number:02}.txt"), &format!("{}\n", words(number)), "")).collect();
    wanted.push(article(&home, "copy.txt", &format!("{} more\n", words(3)), ""));
    let together = split(&home, &mut wanted, Shares::parse("80/10/10").unwrap(), 7, true);
    assert_eq!((together, wanted[3].split), (1, wanted[20].split));
    let mut again = wanted.clone();
    split(&home, &mut again, Shares::parse("80/10/10").unwrap(), 7, true);
    assert_eq!(again, wanted);
    let out = dir.path().join("set");
    export(&home, &wanted).run(Destination::Path(&out), &mut |_| true).unwrap();
    let lines = |name: &str| std::fs::read_to_string(out.join(name)).unwrap().lines().count();
    let sizes = [lines("train.jsonl"), lines("dev.jsonl"), lines("test.jsonl")];
    assert_eq!(sizes.iter().sum::<usize>(), 21);
    assert!(sizes[0] >= 16 && sizes[1] >= 1 && sizes[2] >= 1, "{sizes:?}");
    let refused = export(&home, &wanted).run(Destination::Path(&out), &mut |_| true).unwrap_err();
    assert!(refused.to_string().contains("holds something"), "{refused}");
}

#[test]
fn what_is_proposed_leaves_when_asked_for_and_as_doubtful() {
    let (_dir, home) = project();
    let text = "Ilse Brandt waited.\n\n“We will not move an inch,” said Olaf Orlov.\n";
    let wanted = [article(&home, "a.txt", text, &BRANDT.replace("start: 7, end: 13", "start: 5, end: 11"))];
    let gazetteer = Gazetteer::default();
    let shown = |suggested| {
        let mut out = Vec::new();
        Export { suggested, ..export(&home, &wanted) }.run(Destination::Stream(&mut out), &mut |_| true).unwrap();
        let data: serde_json::Value = serde_json::from_slice(&out).unwrap();
        data["annotations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["spans"][0]["text"].as_str().unwrap().to_owned(), one["doubtful"] == true))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(None), [("Brandt".to_owned(), false)]);
    let all = shown(Some(&gazetteer));
    assert!(
        all.contains(&("Brandt".to_owned(), false))
            && all.contains(&("Olaf Orlov".to_owned(), true))
            && all.contains(&("“We will not move an inch,”".to_owned(), true)),
        "{all:?}"
    );
}

#[test]
fn lines_of_windows_are_exported_as_those_of_unix() {
    let (_dir, home) = project();
    let text = "Ilse 👍 Brandt\nwaited.\n";
    let wanted = [article(&home, "a.txt", text, BRANDT)];
    let line = |home: &Home| {
        let mut out = Vec::new();
        let exported = export(home, &wanted).run(Destination::Stream(&mut out), &mut |_| true).unwrap();
        assert_eq!((exported.annotations, exported.failed.len()), (1, 0));
        out
    };
    let unix = line(&home);
    std::fs::write(&wanted[0].path, text.replace('\n', "\r\n")).unwrap();
    assert_eq!(line(&home), unix);
}

#[test]
fn labels_that_the_codebook_lacks_are_in_the_configuration() {
    let (dir, home) = project();
    let wanted = [article(&home, "a.txt", STORY, &BRANDT.replace("actor", "ship's <name>"))];
    for (format, file, expected) in
        [("label-studio", "tasks-label-config.xml", "<Label value=\"ship's &lt;name&gt;\"/>"), ("brat", "tasks/annotation.conf", "\nship_s__name_\n")]
    {
        let out = dir.path().join(format).join(if format == "brat" { "tasks" } else { "tasks.json" });
        std::fs::create_dir(dir.path().join(format)).unwrap();
        let export = Export { format: format_named(format).unwrap(), ..export(&home, &wanted) };
        export.run(Destination::Path(&out), &mut |_| true).unwrap();
        let configuration = std::fs::read_to_string(dir.path().join(format).join(file)).unwrap();
        assert!(configuration.contains(expected), "{configuration}");
    }
}

#[test]
fn what_a_merge_has_left_is_lost_but_in_the_neutral_form() {
    let (_dir, home) = project();
    let wanted = [article(&home, "a.txt", STORY, &format!("{}, ext: {{\"seen\": 2}})", BRANDT.trim_end_matches(')')))];
    for (format, lost) in [("jsonl", 0), ("spacy", 1), ("csv", 1)] {
        let export = Export { format: format_named(format).unwrap(), ..export(&home, &wanted) };
        let exported = export.run(Destination::Stream(&mut Vec::new()), &mut |_| true).unwrap();
        assert_eq!((exported.annotations, exported.losses.of(Loss::Extras)), (1, lost), "{format}: {:?}", exported.failed);
    }
}
