//! Articles in: of pasted text, from files and folders.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{Done, Pasted};
use crate::article::printable;
use crate::library::{AddOptions, Added, Adder, Batch, Home, Intake, Known, News, Onlooker, Origin, Outcome, Read, Wish, gather};
use crate::sources::{Choices, Field, Source, reader_named};

/// Paths that are offered at most.
const OFFERED: usize = 200;

/// Between two lines about how far it is.
const PACE: Duration = Duration::from_millis(200);

/// Counts what happens, tells how far it is, and keeps in mind what a user should hear of first.
struct Listener<'l> {
    /// Set when the user wants no more.
    stop: &'l AtomicBool,
    tell: &'l dyn Fn(Done),
    told: Instant,
    batch: Batch,
    failed: Option<String>,
    noticed: Option<String>,
    last: Option<Outcome>,
}

impl<'l> Listener<'l> {
    fn new(stop: &'l AtomicBool, tell: &'l dyn Fn(Done)) -> Self {
        Self { stop, tell, told: Instant::now(), batch: Batch::default(), failed: None, noticed: None, last: None }
    }
}

impl Onlooker for Listener<'_> {
    fn step(&mut self) -> Wish {
        if self.is_over() {
            return Wish::Stop;
        }
        if self.told.elapsed() < PACE {
            return Wish::On;
        }
        self.told = Instant::now();
        (self.tell)(Done::Adding(self.batch.new));
        // What is told of is on the disk.
        Wish::Settle
    }

    fn read(&mut self, how: Read) {
        self.batch.skipped += usize::from(how == Read::Skipped);
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn tell(&mut self, source: &str, news: News) {
        self.batch.count(&news);
        let name = Path::new(source).file_name().map_or(source.into(), |name| name.to_string_lossy());
        let said = |what: &str| printable(&format!("{name}: {what}"));
        match news {
            News::Flaw(flaw) => drop(self.failed.get_or_insert_with(|| said(&flaw.to_string()))),
            News::Notice(notice) => drop(self.noticed.get_or_insert_with(|| said(&notice))),
            News::Story { added, notices, .. } => {
                if let Outcome::Refused(why) = &added.outcome {
                    self.failed.get_or_insert_with(|| said(why));
                }
                let noticed = noticed(&added).or_else(|| notices.first().cloned());
                self.noticed = self.noticed.take().or_else(|| noticed.map(|what| said(&what)));
                self.last = Some(added.outcome);
            }
        }
    }
}

/// The gravest of what was noticed about a story.
fn noticed(added: &Added) -> Option<String> {
    let suspicion = added.suspicions.first().map(|one| format!("suspicious text: {one}"));
    suspicion.or_else(|| added.near.first().map(|near| format!("{} % the same as {}", near.per_cent(), near.key)))
}

fn intake(home: &Home, set: BTreeMap<Field, String>) -> Result<Intake<'_>, String> {
    let options = AddOptions { update: false, into: None, dry_run: false, set, now: Timestamp::now() };
    let adder = Adder::new(home, Known::load(home), options).map_err(|error| error.to_string())?;
    Ok(Intake::new(adder, None, Choices::default()))
}

/// Makes an article of pasted text; text that is one already is opened.
pub(super) fn new_article(home: &Home, pasted: Pasted) -> Done {
    let Pasted { title, date, mut text } = pasted;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let set = [(Field::Title, title), (Field::Date, date)].into_iter().filter_map(|(field, value)| Some((field, value?)));
    let never = AtomicBool::new(false);
    let mut listener = Listener::new(&never, &drop);
    let made = intake(home, set.collect()).and_then(|mut intake| {
        intake.reader = reader_named("text");
        let mut source = Source::new("pasted text", text.as_bytes()).map_err(|flaw| flaw.what)?;
        let read = intake.read(&mut source, "pasted text", &Origin::unnamed("pasted text"), false, &mut listener);
        read.and_then(|_| intake.settle(&mut listener)).map_err(|error| error.to_string())
    });
    match (made, listener.last) {
        (Err(why), _) => Done::Failed(format!("the article could not be written: {why}")),
        (Ok(()), Some(Outcome::New(path) | Outcome::Updated(path))) => Done::Made(path, listener.noticed),
        (Ok(()), Some(Outcome::Same(key) | Outcome::Changed(key))) => {
            Done::Made(home.root.join(&key), Some(format!("that text is an article already: {}", printable(&key))))
        }
        (Ok(()), _) => Done::Failed(listener.failed.unwrap_or_else(|| "what was pasted is no text".into())),
    }
}

/// Adds the articles of a file or folder, until `stop` is set; what was added by then is kept.
pub(super) fn add_files(home: &Home, path: &str, stop: &AtomicBool, tell: &dyn Fn(Done)) -> Done {
    let mut listener = Listener::new(stop, tell);
    let added = intake(home, BTreeMap::new()).and_then(|mut intake| {
        let gathered = gather(home, &[at_home(path)]);
        listener.batch.same += gathered.articles;
        let read = intake.read_all(&gathered, &Cell::new(0), &mut listener);
        // What was added before a disk was full is told, too.
        let settled = intake.settle(&mut listener);
        read.and(settled).map_err(|error| format!("not everything was added: {error}"))
    });
    let stopped = if listener.is_over() { "stopped: " } else { "" };
    let summary = stopped.to_owned() + &listener.batch.summary(false);
    Done::Added(match (added, listener.failed, listener.noticed) {
        (Err(why), ..) => Err(why),
        (Ok(()), Some(failed), _) => Err(format!("{summary}: {failed}")),
        (Ok(()), None, Some(noticed)) => Ok(format!("{summary}; {noticed}")),
        (Ok(()), None, None) => Ok(summary),
    })
}

/// A path as it was typed: `~/` is the user's own folder.
pub(super) fn at_home(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(typed),
    }
}

/// The paths that begin as one was typed, folders with a slash behind. Names that could not be shown as they are are left out.
pub(super) fn completions(typed: &str) -> Vec<String> {
    let (folder, begun) = typed.rsplit_once('/').map_or(("", typed), |(_, name)| (typed.strip_suffix(name).unwrap_or_default(), name));
    let looked_into = if folder.is_empty() { PathBuf::from(".") } else { at_home(folder) };
    let entries = std::fs::read_dir(looked_into).into_iter().flatten().flatten();
    let mut paths: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let fits = name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.')) && printable(&name) == name;
            fits.then(|| format!("{folder}{name}{}", if entry.path().is_dir() { "/" } else { "" }))
        })
        .take(OFFERED)
        .collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    #[test]
    fn paths_are_completed() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().to_string_lossy().into_owned();
        std::fs::create_dir(dir.path().join("feeds")).unwrap();
        for name in ["fee.html", "other.txt", ".hidden", "fe\u{1b}x"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        assert_eq!(completions(&format!("{top}/fe")), [format!("{top}/fee.html"), format!("{top}/feeds/")]);
        assert_eq!(completions(&format!("{top}/.h")), [format!("{top}/.hidden")]);
        assert_eq!(completions(&format!("{top}/none")), [""; 0]);
    }

    #[test]
    fn pasted_text_is_an_article_once() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        let pasted = |text: &str| Pasted { title: Some("Strike".into()), date: Some("2026-11".into()), text: text.into() };
        let Done::Made(path, None) = new_article(&home, pasted("It goes on.")) else { panic!() };
        assert_eq!((path.clone(), std::fs::read_to_string(&path).unwrap().as_str()), (home.root.join("articles/strike.txt"), "It goes on.\n"));
        let Done::Made(again, Some(said)) = new_article(&home, pasted("It goes on.\n")) else { panic!() };
        assert_eq!((again, said.as_str()), (path, "that text is an article already: articles/strike.txt"));
        assert!(matches!(new_article(&home, pasted(&"\u{1}\u{2}\u{3}".repeat(100))), Done::Failed(_)));
    }

    #[test]
    fn files_are_added_and_what_failed_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        std::fs::create_dir(dir.path().join("in")).unwrap();
        std::fs::write(dir.path().join("in/a.txt"), "Strike.\n").unwrap();
        std::fs::write(dir.path().join("in/b.txt"), " \n").unwrap();
        let folder = dir.path().join("in").to_string_lossy().into_owned();
        let Done::Added(Err(said)) = add_files(&home, &folder, &AtomicBool::new(false), &drop) else { panic!() };
        assert_eq!(said, "added 1 article, 1 could not be read: b.txt: holds no text");
        std::fs::write(dir.path().join("in/c.txt"), "Another.\n").unwrap();
        let Done::Added(Ok(said)) = add_files(&home, &folder, &AtomicBool::new(true), &drop) else { panic!() };
        assert!(said.starts_with("stopped: added 0 articles"), "{said}");
    }
}
