//! What is said while articles are added: new ones on standard output, what was noticed on standard error.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::article::printable;
use crate::cli::interrupt::Interrupt;
use crate::cli::json::json_line;
use crate::cli::progress::Progress;
use crate::cli::{Failure, Output};
use crate::library::{Added, Batch, Home, News, Onlooker, Outcome, Read, Wish, grouped};
use crate::sources::Place;

/// New articles that are listed one by one.
const LISTED: usize = 20;

/// How long what was added waits at most to be brought to the disk and told.
const SETTLED: Duration = Duration::from_secs(3);

/// Says what happens.
pub(super) struct Report<'o> {
    /// Whether everything goes to standard output as data.
    pub(super) json: bool,
    /// Whether nothing is written.
    pub(super) dry_run: bool,
    pub(super) progress: Progress,
    output: &'o mut Output,
    home: &'o Home,
    /// Bytes read so far, and of how many.
    count: &'o Cell<u64>,
    total: Option<u64>,
    interrupt: Interrupt,
    batch: Batch,
    stories: usize,
    settled: Instant,
    here: PathBuf,
    /// Why nothing more can be said.
    failure: Option<Failure>,
}

impl<'o> Report<'o> {
    pub(super) fn new(output: &'o mut Output, home: &'o Home, count: &'o Cell<u64>, total: Option<u64>, interrupt: Interrupt) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        Self {
            json: false,
            dry_run: false,
            progress: Progress::new(),
            output,
            home,
            count,
            total,
            interrupt,
            batch: Batch::default(),
            stories: 0,
            settled: Instant::now(),
            here: std::fs::canonicalize(&here).unwrap_or(here),
            failure: None,
        }
    }

    /// Shows how far it is, if it is time to.
    fn draw(&mut self) {
        let stories = self.stories;
        self.progress.step(self.count.get(), self.total, || format!("{} read", grouped(stories)));
    }

    /// So many files are articles already.
    pub(super) fn same(&mut self, count: usize) {
        self.batch.same += count;
    }

    /// Ends with how many came to what; the exit code.
    pub(super) fn finish(mut self) -> Result<i32, Failure> {
        self.progress.erase();
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let signal = self.interrupt.signal();
        let more = (self.batch.new + self.batch.updated).saturating_sub(LISTED);
        if more > 0 && !self.json {
            self.output.line(&format!("… and {} more", grouped(more)))?;
        }
        let nothing = Batch { skipped: 0, ..self.batch } == Batch::default();
        let mut summary = self.batch.summary(self.dry_run);
        if nothing && signal.is_none() && self.batch.skipped > 0 {
            summary = format!("there is nothing that can be read: {summary}");
        }
        if signal.is_some() {
            summary = format!("stopped: {summary}");
        }
        if self.json {
            self.progress.say(&summary);
        } else {
            self.output.line(&summary)?;
        }
        let missing = self.batch.failed > 0 || nothing && self.batch.skipped > 0;
        Ok(signal.map_or(i32::from(missing), |signal| 128 + signal))
    }

    fn said(&mut self, source: &str, place: Option<&Place>, what: &str) {
        let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
        self.progress.say(&format!("{}: {place}{}", printable(source), printable(what)));
    }

    fn shown(&self, path: &Path) -> String {
        printable(&path.strip_prefix(&self.here).unwrap_or(path).to_string_lossy())
    }

    fn line(&mut self, line: &str) {
        self.progress.erase();
        if let Err(failure) = self.output.line(line) {
            self.failure.get_or_insert(failure);
        }
    }

    fn list(&mut self, added: &Added) {
        let (path, updated) = match &added.outcome {
            Outcome::New(path) => (path, false),
            Outcome::Updated(path) => (path, true),
            _ => return,
        };
        if self.batch.new + self.batch.updated <= LISTED {
            let (path, title) = (self.shown(path), printable(&added.title));
            self.line(&format!("{}{path}  {title}", if updated { "updated " } else { "" }));
        }
    }

    fn story(&mut self, source: &str, place: Option<&Place>, notices: &[String], added: &Added) {
        for notice in notices {
            self.said(source, place, notice);
        }
        for suspicion in &added.suspicions {
            self.said(source, place, &format!("suspicious text: {suspicion}"));
        }
        for near in &added.near {
            let path = self.home.root.join(&near.key);
            let what = format!("{} % the same as {}", near.per_cent(), self.shown(&path));
            self.said(source, place, &what);
        }
        match &added.outcome {
            Outcome::Refused(why) => self.said(source, place, why),
            Outcome::Changed(key) => {
                let what = format!("has changed since {} was added; --update takes the new text", self.shown(&self.home.root.join(key)));
                self.said(source, place, &what);
            }
            _ => {}
        }
    }

    fn as_json(&self, source: &str, news: &News) -> serde_json::Value {
        match news {
            News::Flaw(flaw) => json!({"source": source, "place": flaw.place.as_ref().map(ToString::to_string), "outcome": "unreadable", "why": flaw.what}),
            News::Notice(notice) => json!({"source": source, "outcome": "notice", "why": notice}),
            News::Story { place, id, notices, added } => {
                let (outcome, path, why) = match &added.outcome {
                    Outcome::New(path) => ("new", Some(path.clone()), None),
                    Outcome::Updated(path) => ("updated", Some(path.clone()), None),
                    Outcome::Same(key) => ("same", Some(self.home.root.join(key)), None),
                    Outcome::Changed(key) => ("changed", Some(self.home.root.join(key)), None),
                    Outcome::Refused(why) => ("refused", None, Some(why)),
                };
                let near = added.near.iter().map(|near| json!({"path": self.home.root.join(&near.key).to_string_lossy(), "resemblance": near.resemblance}));
                let suspicions = added.suspicions.iter().map(|one| json!({"line": one.line, "count": one.count, "what": one.to_string()}));
                json!({
                    "source": source, "place": place.as_ref().map(ToString::to_string), "outcome": outcome, "why": why,
                    "path": path.map(|path| path.to_string_lossy().into_owned()), "title": added.title, "id": id, "notices": notices,
                    "near": near.collect::<Vec<_>>(), "suspicious": suspicions.collect::<Vec<_>>(),
                })
            }
        }
    }
}

impl Onlooker for Report<'_> {
    fn step(&mut self) -> Wish {
        if self.is_over() {
            return Wish::Stop;
        }
        self.stories += 1;
        self.draw();
        if self.settled.elapsed() < SETTLED {
            return Wish::On;
        }
        self.settled = Instant::now();
        Wish::Settle
    }

    fn read(&mut self, how: Read) {
        self.batch.skipped += usize::from(how == Read::Skipped);
        self.draw();
    }

    fn is_over(&self) -> bool {
        self.interrupt.signal().is_some() || self.failure.is_some()
    }

    fn tell(&mut self, source: &str, news: News) {
        self.batch.count(&news);
        if self.json {
            let line = json_line(&self.as_json(source, &news), false);
            self.line(&line);
            return;
        }
        match &news {
            News::Flaw(flaw) => self.said(source, flaw.place.as_ref(), &flaw.what),
            News::Notice(notice) => self.said(source, None, notice),
            News::Story { place, notices, added, .. } => {
                self.list(added);
                self.story(source, place.as_ref(), notices, added);
            }
        }
    }
}
