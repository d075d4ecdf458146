//! Records in real git repositories, and copies that sync tools leave: merged by id, nothing lost.

use std::process::{Command, Output};

use crate::place::{PROGRAM, Place};
use crate::terminal::Program;

const RECORD: &str = "annotations/anna/story.txt.ron";

/// A small random number generator with a seed, so that a failure can be seen again.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// An item of a record: its number, its label, a note, and the hour of its last change.
type Item = (usize, &'static str, usize, usize);

const LABELS: [&str; 4] = ["actor", "threat", "claim", "quote"];

fn source(items: &[Item], dead: &[usize]) -> String {
    let text = tagline::article::Text::new(crate::place::STORY.to_owned());
    let line = |(n, label, note, hour): &Item| {
        let span = text.slice(text.span_of_chars(*n, n + 1).unwrap()).replace('\n', "\\n");
        let note = if *note > 0 { format!(", note: \"{note}\"") } else { String::new() };
        format!(
            "    (id: \"{n:04}\", label: \"{label}\", spans: [(start: {n}, end: {}, text: \"{span}\")]{note}, created: \"2026-11-24T08:00:00Z\", modified: \"2026-11-24T{hour:02}:00:00Z\"),\n",
            n + 1
        )
    };
    let graves = dead.iter().map(|n| format!("    (id: \"{n:04}\", at: \"2026-11-24T10:00:00Z\"),\n"));
    let mut items = items.to_vec();
    items.sort_unstable();
    format!(
        "(\n  schema: 1,\n  tool: \"tagline 0.1.0\",\n  article: (path: \"story.txt\", title: \"x\", sha256: \"{}\", chars: {}),\n  annotator: \"anna\",\n  state: InProgress,\n  annotations: [\n{}  ],\n  relations: [],\n  deleted: [\n{}  ],\n)\n",
        text.sha256(),
        text.char_count(),
        items.iter().map(line).collect::<String>(),
        graves.collect::<String>()
    )
}

/// One side's edits of a set: some items relabelled or noted, some deleted, some added.
fn edited(random: &mut Random, base: &[Item], side: usize) -> (Vec<Item>, Vec<usize>) {
    let (mut items, mut dead) = (base.to_vec(), Vec::new());
    for n in 0..=random.below(4) {
        match (random.below(4), items.len()) {
            (0, len) if len > 0 => dead.push(items.remove(random.below(len)).0),
            (what @ (1 | 2), len) if len > 0 => {
                let item = &mut items[random.below(len)];
                (item.1, item.2) = if what == 1 { (LABELS[random.below(4)], item.2) } else { (item.1, 1 + random.below(90)) };
                item.3 = 11;
            }
            _ => items.push((100 + side * 20 + n, LABELS[random.below(4)], 0, 11)),
        }
    }
    (items, dead)
}

struct Repository {
    place: Place,
}

impl Repository {
    /// A project in a repository; nothing, said loudly, where there is no git.
    fn new() -> Option<Self> {
        let place = Place::with_project();
        let repository = Self { place };
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("SKIPPED: git is not installed, merges through git are not tested");
            return None;
        }
        repository.git(&["init", "-q", "-b", "main"]);
        repository.git(&["config", "user.name", "anna"]);
        repository.git(&["config", "user.email", "anna@example.org"]);
        Some(repository)
    }

    fn try_git(&self, args: &[&str]) -> Output {
        Command::new("git").args(args).env_clear().envs(self.place.environment()).current_dir(self.place.path("work")).output().unwrap()
    }

    fn git(&self, args: &[&str]) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn use_driver(&self) {
        let run = self.place.run(&["git-setup"]);
        assert_eq!(run.code, 0, "{}", run.err);
        // The installed name is not on the path of a test.
        self.git(&["config", "merge.tagline.driver", &format!("{PROGRAM} merge-driver %O %A %B %P")]);
    }

    fn commit(&self, content: &str, message: &str) {
        self.place.write(&format!("work/{RECORD}"), content);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Merges two versions that began with one; whether git says that it is clean.
    fn merge(&self, base: &str, ours: &str, theirs: &str) -> bool {
        self.commit(base, "base");
        self.git(&["branch", "-f", "theirs"]);
        self.commit(ours, "ours");
        self.git(&["checkout", "-q", "theirs"]);
        self.commit(theirs, "theirs");
        self.git(&["checkout", "-q", "main"]);
        let clean = self.try_git(&["merge", "-q", "--no-edit", "theirs"]).status.success();
        if !clean {
            self.git(&["add", "-A"]);
            self.git(&["commit", "-q", "-m", "merged"]);
        }
        clean
    }

    fn record(&self) -> String {
        self.place.read(&format!("work/{RECORD}"))
    }

    /// What the program says of it.
    fn shown(&self) -> serde_json::Value {
        let run = self.place.run(&["show", "--json", "--annotator", "anna", "story.txt"]);
        assert_eq!(run.code, 0, "{}\n{}", run.err, self.record());
        serde_json::from_str(&run.out).unwrap()
    }
}

fn ids(shown: &serde_json::Value) -> Vec<usize> {
    let mut ids: Vec<usize> = shown["annotations"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

/// The ids that a merge must hold: all but those that one side deleted and the other left alone.
fn expected(base: &[Item], ours: &(Vec<Item>, Vec<usize>), theirs: &(Vec<Item>, Vec<usize>)) -> Vec<usize> {
    let find = |items: &[Item], n: usize| items.iter().find(|item| item.0 == n).copied();
    let all: std::collections::BTreeSet<usize> = base.iter().chain(&ours.0).chain(&theirs.0).map(|item| item.0).collect();
    let kept = all.into_iter().filter(|n| match (find(base, *n), find(&ours.0, *n), find(&theirs.0, *n)) {
        (_, Some(_), Some(_)) | (None, _, _) => true,
        (Some(old), Some(item), None) | (Some(old), None, Some(item)) => (item.1, item.2) != (old.1, old.2),
        (Some(_), None, None) => false,
    });
    kept.collect()
}

fn random_merges(count: usize, seed: u64) {
    let Some(repository) = Repository::new() else { return };
    repository.use_driver();
    let mut random = Random(seed);
    for n in 0..count {
        let base: Vec<Item> = (0..3 + random.below(6)).map(|n| (n * 3, LABELS[random.below(4)], 0, 9)).collect();
        let (ours, theirs) = (edited(&mut random, &base, 1), edited(&mut random, &base, 2));
        repository.merge(&source(&base, &[]), &source(&ours.0, &ours.1), &source(&theirs.0, &theirs.1));
        assert!(!repository.record().contains("<<<<<<<"), "seed {seed}, merge {n}");
        assert_eq!(ids(&repository.shown()), expected(&base, &ours, &theirs), "seed {seed}, merge {n}\n{}", repository.record());
    }
}

/// The same where nobody has set the driver up: git leaves markers, the record opens merged from its sides.
fn random_markers(count: usize, seed: u64) {
    let Some(repository) = Repository::new() else { return };
    let mut random = Random(seed);
    let mut marked = 0;
    for n in 0..count {
        repository.git(&["config", "merge.conflictStyle", ["merge", "diff3", "zdiff3"][n % 3]]);
        let base: Vec<Item> = (0..3 + random.below(6)).map(|n| (n * 3, LABELS[random.below(4)], 0, 9)).collect();
        let (ours, theirs) = (edited(&mut random, &base, 1), edited(&mut random, &base, 2));
        repository.merge(&source(&base, &[]), &source(&ours.0, &ours.1), &source(&theirs.0, &theirs.1));
        if !repository.record().contains("<<<<<<<") {
            continue;
        }
        marked += 1;
        let side = repository.place.write("work/side.ron", repository.record());
        let run = repository.place.run(&["merge-driver", "/dev/null", side.to_str().unwrap(), side.to_str().unwrap(), "x"]);
        assert!(run.code < 2, "seed {seed}, merge {n}: {}\n{}", run.err, repository.record());
        repository.place.write(&format!("work/{RECORD}"), repository.place.read("work/side.ron"));
        std::fs::remove_file(side).unwrap();
        let found = ids(&repository.shown());
        let must = expected(&base, &ours, &theirs);
        assert!(must.iter().all(|id| found.contains(id)), "seed {seed}, merge {n}: {must:?} {found:?}\n{}", repository.record());
    }
    assert!(marked > count / 4, "{marked}");
}

#[test]
fn twenty_five_merges_through_the_driver_lose_nothing() {
    random_merges(25, 1);
}

#[test]
fn twenty_five_merges_without_it_open_all_the_same() {
    random_markers(25, 2);
}

#[test]
#[ignore = "takes minutes: the long form"]
fn five_hundred_merges_lose_nothing() {
    random_merges(250, 3);
    random_markers(250, 4);
}

#[test]
fn what_both_sides_changed_is_flagged_in_a_sound_record() {
    let Some(repository) = Repository::new() else { return };
    repository.use_driver();
    let clean = repository.merge(&source(&[(1, "actor", 0, 9)], &[]), &source(&[(1, "claim", 0, 9)], &[]), &source(&[(1, "quote", 7, 9)], &[]));
    assert!(!clean);
    let record = repository.record();
    assert!(
        record.contains("label: \"claim\"") && record.contains("note: \"7\"") && record.contains("ext: {\"conflict\": {\"label\": \"quote\"}}"),
        "{record}"
    );
    let mut terminal = Program::new(&repository.place).args(["story.txt"]).start();
    terminal.wait_for("1 needs a look");
    terminal.send("M");
    terminal.wait_for("label: quote");
    terminal.send("o");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(repository.record().contains("label: \"quote\"") && !repository.record().contains("conflict"));
}

/// A record with the decision of somebody at a time on one case.
fn decided(by: &str, at: &str) -> String {
    let entry = format!("{{\"at\": \"2026-11-25T08:00:{at}Z\", \"by\": \"{by}\", \"choice\": \"nothing\"}}");
    source(&[], &[]).replace("  deleted: [\n  ],\n", &format!("  deleted: [\n  ],\n  ext: {{\"decided:1\": {entry}}},\n"))
}

#[test]
fn of_two_decisions_on_one_case_the_later_counts_whoever_merges_and_neither_is_lost() {
    let merged = |ours: &str, theirs: &str| {
        let repository = Repository::new()?;
        repository.use_driver();
        assert!(!repository.merge(&source(&[], &[]), ours, theirs), "that they differ is told");
        Some(repository.record())
    };
    let (early, late) = (decided("cara", "01"), decided("anna", "02"));
    let (Some(one), Some(other)) = (merged(&early, &late), merged(&late, &early)) else { return };
    assert_eq!(one, other);
    assert!(one.contains("\"cara\"") && one.contains("conflict:decided:1:") && !one.contains("<<<<"), "{one}");
    let kept = one.split("\"decided:1\"").nth(1).unwrap();
    assert!(kept.find("anna").unwrap() < kept.find("cara").unwrap_or(usize::MAX), "{one}");
}

#[test]
fn the_attributes_are_added_once_and_nothing_else_is_touched() {
    let Some(repository) = Repository::new() else { return };
    repository.place.write("work/.gitattributes", "*.png binary");
    for _ in 0..2 {
        assert_eq!(repository.place.run(&["git-setup"]).code, 0);
    }
    let attributes = "*.png binary\nannotations/**/*.ron text eol=lf merge=tagline\nannotations/.*/*.ron text eol=lf merge=union\n";
    assert_eq!(repository.place.read("work/.gitattributes"), attributes);
    let outside = Place::with_project();
    let run = outside.run(&["git-setup"]);
    assert_eq!((run.code, run.err.contains("git does not know")), (1, true), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn attributes_that_lead_out_of_the_project_are_not_followed() {
    let place = Place::with_project();
    let outside = place.write("home/.profile", "umask 022\n");
    std::os::unix::fs::symlink(&outside, place.path("work/.gitattributes")).unwrap();
    let run = place.run(&["git-setup"]);
    assert_eq!((run.code, place.read("home/.profile").as_str()), (74, "umask 022\n"), "{}", run.err);
    assert!(run.err.contains(".gitattributes is a link"), "{}", run.err);
}

#[test]
fn a_driver_that_is_named_twice_is_replaced() {
    let Some(repository) = Repository::new() else { return };
    for driver in ["theirs", "others"] {
        repository.git(&["config", "--add", "merge.tagline.driver", driver]);
    }
    assert_eq!(repository.place.run(&["git-setup"]).code, 0);
    let config = repository.place.read("work/.git/config");
    assert_eq!((config.matches("driver = ").count(), config.contains("driver = tagline merge-driver %O %A %B %P")), (1, true), "{config}");
}

#[test]
fn a_version_that_cannot_be_read_is_not_merged_and_ours_stands() {
    let place = Place::with_project();
    let ours = source(&[(1, "actor", 0, 9)], &[]);
    for broken in ["garbage", "", &ours.replace("schema: 1", "schema: 9")] {
        place.write("work/o", &ours);
        place.write("work/b", &ours);
        place.write("work/t", broken);
        let run = place.run(&["merge-driver", "b", "o", "t", "annotations/anna/story.txt.ron"]);
        assert_eq!((run.code, place.read("work/o")), (1, ours.clone()), "{}", run.err);
        assert!(run.err.contains("their side"), "{}", run.err);
    }
}

#[test]
fn conflicts_of_a_side_that_held_markers_are_told() {
    let place = Place::with_project();
    let (actor, claim) = (source(&[(1, "actor", 0, 9)], &[]), source(&[(1, "claim", 0, 9)], &[]));
    let line = |source: &str| source.lines().find(|line| line.contains("(id:")).unwrap().to_owned();
    let marked = actor.replace(&line(&actor), &format!("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> topic", line(&actor), line(&claim)));
    place.write("work/o", &marked);
    place.write("work/t", source(&[], &[]));
    let run = place.run(&["merge-driver", "/dev/null", "o", "t", "x"]);
    assert_eq!((run.code, place.read("work/o").contains("\"conflict\": {\"label\": \"claim\"}")), (1, true), "{}\n{}", run.err, place.read("work/o"));
}

#[test]
fn a_repository_cannot_make_us_start_anything() {
    let Some(repository) = Repository::new() else { return };
    let place = &repository.place;
    let trap = place.write("trap", "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\n");
    #[cfg(unix)]
    std::fs::set_permissions(&trap, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = trap.to_str().unwrap();
    for key in ["core.fsmonitor", "core.pager", "diff.external", "core.editor", "core.sshCommand", "alias.config"] {
        repository.git(&["config", key, path]);
    }
    for hook in ["post-index-change", "pre-commit", "post-merge", "reference-transaction"] {
        std::fs::copy(&trap, place.path(&format!("work/.git/hooks/{hook}"))).unwrap();
    }
    place.write("work/tagline.ron", "(editor: \"trap\", hooks: [\"trap\"])");
    place.write(&format!("work/{RECORD}"), source(&[(1, "actor", 0, 9)], &[]));
    assert_eq!(place.run(&["git-setup"]).code, 0);
    place.run(&["show", "--annotator", "anna", "story.txt"]);
    let mut terminal = Program::new(place).args(["story.txt"]).start();
    terminal.wait_for("a1 t0");
    terminal.send("<Tab>t");
    terminal.wait_for("✓ saved");
    assert_eq!(terminal.quit(), 0);
    assert!(!place.path("sprung").exists());
}

fn copies(pairs: usize, seed: u64) {
    let mut random = Random(seed);
    for n in 0..pairs {
        let place = Place::with_project();
        let base: Vec<Item> = (0..3 + random.below(4)).map(|n| (n * 3, LABELS[random.below(4)], 0, 9)).collect();
        let (ours, theirs) = (edited(&mut random, &base, 1), edited(&mut random, &base, 2));
        place.write(&format!("work/{RECORD}"), source(&ours.0, &ours.1));
        let names = [
            "story.txt.sync-conflict-20260101-101010-ABCDEFG.ron",
            "story.txt (Ann's conflicted copy 2026-01-01).ron",
            "story.txt (SFConflict ann 2026).ron",
            "story.txt (1).ron",
        ];
        let copy = format!("work/annotations/anna/{}", names[n % names.len()]);
        place.write(&copy, source(&theirs.0, &theirs.1));
        let mut terminal = Program::new(&place).args(["story.txt"]).start();
        terminal.wait_for("Copies of a sync tool");
        if n % 4 == 3 {
            terminal.send("n");
            terminal.wait_gone("Copies of a sync tool");
            assert_eq!(terminal.quit(), 0);
            assert_eq!((place.read(&copy), place.record()), (source(&theirs.0, &theirs.1), source(&ours.0, &ours.1)));
            continue;
        }
        terminal.send("y");
        terminal.wait_gone("Copies of a sync tool");
        let begun = std::time::Instant::now();
        while place.path(&copy).exists() {
            assert!(begun.elapsed().as_secs() < 20, "the copy is still there");
            std::thread::yield_now();
        }
        assert_eq!(terminal.quit(), 0);
        let kept = place.files("state").into_iter().find(|name| name.contains("/copies/")).unwrap();
        assert_eq!(place.read(&format!("state/{kept}")), source(&theirs.0, &theirs.1));
        let dead: Vec<usize> = ours.1.iter().chain(&theirs.1).copied().collect();
        for (id, ..) in ours.0.iter().chain(&theirs.0).filter(|item| !dead.contains(&item.0)) {
            assert!(place.record().contains(&format!("(id: \"{id:04}\", label")), "seed {seed}, pair {n}: {id} is lost\n{}", place.record());
        }
    }
}

#[test]
fn copies_of_sync_tools_are_merged_when_asked_and_never_deleted_unasked() {
    copies(8, 5);
}

#[test]
#[ignore = "takes a minute: the long form"]
fn a_hundred_copies_of_sync_tools_are_merged() {
    copies(100, 6);
}

#[test]
fn names_that_two_branches_have_learned_are_all_kept() {
    let Some(repository) = Repository::new() else { return };
    repository.use_driver();
    let names = |lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| format!("    (name: {line}]),\n")).collect();
        repository.place.write("work/annotations/.entities/anna.ron", format!("(\n  schema: 1,\n  entities: [\n{}  ],\n)\n", lines.concat()));
    };
    let falk = "\"Otto Falk\", label: \"actor\", forms: [\"Falk\"";
    names(&[falk]);
    repository.commit(&source(&[], &[]), "base");
    repository.git(&["branch", "theirs"]);
    names(&["\"Ilse Brandt\", label: \"actor\", forms: [\"Brandt\"", "\"Otto Falk\", label: \"actor\", forms: [\"Falk\", \"the envoy\""]);
    repository.commit(&source(&[], &[]), "ours");
    repository.git(&["checkout", "-q", "theirs"]);
    names(&["\"Ana Moss\", label: \"actor\", forms: [\"Moss\"", "\"Otto Falk\", label: \"actor\", forms: [\"Falk\", \"Otto\""]);
    repository.commit(&source(&[], &[]), "theirs");
    repository.git(&["checkout", "-q", "main"]);
    repository.git(&["merge", "-q", "--no-edit", "theirs"]);
    let data: serde_json::Value = serde_json::from_str(&repository.place.run(&["entities", "--json"]).out).unwrap();
    let told: Vec<String> = data.as_array().unwrap().iter().map(|one| format!("{} {}", one["name"], one["forms"])).collect();
    assert_eq!(told, ["\"Ana Moss\" [\"Moss\"]", "\"Ilse Brandt\" [\"Brandt\"]", "\"Otto Falk\" [\"Falk\",\"Otto\",\"the envoy\"]"]);
}
