//! The worker: everything that touches the disk or takes long, one job after the other, off the keys' way.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::fault;
use super::terminal::payload;
use crate::annotation::WorkState;
use crate::article::{Article, Span, Text, printable};
use crate::library::{
    Folders, Home, Meta, OpenRecord, OpenText, Place, Privacy, SaveError, SaveJob, Saved, Saver, articles, head, init, load_article, load_record,
    write_atomically,
};
use crate::reading::Search;

/// Between two saves of one record at least.
const PACE: Duration = Duration::from_millis(250);

/// After a failed save, tries again this much later, then after twice as long, and so on.
const RETRY: Duration = Duration::from_secs(1);

/// The longest wait between two tries.
const SLOWEST: Duration = Duration::from_secs(30);

/// Something for the worker to do.
#[derive(Debug)]
pub(super) enum Job {
    /// Read all of an article.
    Load(Arc<Home>, PathBuf),
    /// Read a record.
    LoadRecord {
        /// Where.
        home: Arc<Home>,
        /// Whose; empty when that is not known.
        annotator: String,
        /// The article's file.
        path: PathBuf,
        /// Its key.
        key: String,
        /// The article.
        article: Arc<Article>,
    },
    /// Save a record.
    Save(Box<SaveJob>),
    /// Write an article's meta.
    StoreMeta(PathBuf, Meta),
    /// Write a reading place.
    StorePlace(PathBuf, Place, Text),
    /// List the articles.
    List(Arc<Home>, String),
    /// Look for the next or previous hit from a span on.
    Search(Search, Text, Span, bool),
    /// Make an article of text.
    NewArticle(Arc<Home>, String),
    /// Make the folder of an article a project.
    Init(PathBuf),
    /// Finish: carry out the saves that are due, then stop.
    Stop,
}

/// A record that has been read, and why it could not be saved last, if so.
#[derive(Debug)]
pub(super) struct Opening {
    /// The record.
    pub record: OpenRecord,
    /// A save of it that failed before and is tried again.
    pub failed: Option<String>,
}

/// An article in a list.
#[derive(Clone, Debug)]
pub(super) struct Shelved {
    /// Its file.
    pub path: PathBuf,
    /// Its path as shown and searched.
    pub shown: String,
    /// How far the work on it is; `None` when it has no record.
    pub state: Option<WorkState>,
    /// How many annotations it has.
    pub count: usize,
}

/// What came of a job.
#[derive(Debug)]
pub(super) enum Done {
    /// An article, or why not.
    Text(PathBuf, Result<OpenText, String>),
    /// A record.
    Record(PathBuf, Box<Opening>),
    /// A save of that record, and the time of the day.
    Saved(PathBuf, Result<(Saved, String), SaveError>),
    /// The articles.
    Listed(Vec<Shelved>),
    /// A hit.
    Found(Option<Span>, Span, bool),
    /// A new article.
    Made(PathBuf),
    /// A new project, and what to tell.
    Inited(Arc<Home>, String),
    /// A job that did not come off, and why.
    Failed(String),
}

/// A save that waits for its time.
struct Due {
    job: Box<SaveJob>,
    at: Instant,
    tries: u32,
    failed: Option<String>,
}

/// Carries out jobs until told to stop; what comes of them goes to `answer`.
pub(super) struct Worker<F: Fn(Done)> {
    jobs: Receiver<Job>,
    answer: F,
    folders: Folders,
    saver: Saver,
    due: HashMap<PathBuf, Due>,
    last: HashMap<PathBuf, Instant>,
    queue: VecDeque<Job>,
}

impl<F: Fn(Done)> Worker<F> {
    /// A worker that takes its jobs from `jobs`.
    pub(super) fn new(jobs: Receiver<Job>, folders: Folders, answer: F) -> Self {
        Self { jobs, answer, folders, saver: Saver::default(), due: HashMap::new(), last: HashMap::new(), queue: VecDeque::new() }
    }

    /// Works. A panic in a job is answered as a failure, and the work goes on.
    pub(super) fn run(mut self) {
        loop {
            let job = self.next();
            if matches!(job, Some(Job::Stop)) {
                self.save_due(true);
                return;
            }
            // A save is among those that are due before anything can go wrong.
            let job = match job {
                Some(Job::Save(job)) => {
                    self.take_in(job);
                    None
                }
                other => other,
            };
            let result = catch_unwind(AssertUnwindSafe(|| {
                if let Some(job) = job {
                    self.carry_out(job);
                }
                self.save_due(false);
            }));
            if let Err(panic) = result {
                (self.answer)(Done::Failed(format!("{}; your work is kept, please report this", fault_in_words(&*panic))));
            }
        }
    }

    /// The next job, or nothing when a save is due first. Saves that wait in the channel are taken in before anything else,
    /// so that only the newest of a record is carried out.
    fn next(&mut self) -> Option<Job> {
        while let Ok(job) = self.jobs.try_recv() {
            self.queue.push_back(job);
        }
        if let Some(job) = self.queue.pop_front() {
            return Some(job);
        }
        let Some(at) = self.due.values().map(|due| due.at).min() else {
            return Some(self.jobs.recv().unwrap_or(Job::Stop));
        };
        match self.jobs.recv_timeout(at.saturating_duration_since(Instant::now())) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Job::Stop),
        }
    }

    fn carry_out(&mut self, job: Job) {
        fault::point("job");
        match job {
            Job::Load(home, path) => {
                let text = load_article(&home, &path).map_err(|error| error.to_string());
                (self.answer)(Done::Text(path, text));
            }
            Job::LoadRecord { home, annotator, path, key, article } => self.load_record(&home, &annotator, path, &key, &article),
            Job::StoreMeta(path, meta) => {
                if let Err(error) = meta.store(&path) {
                    (self.answer)(Done::Failed(format!("the block's role could not be written down: {error}")));
                }
            }
            // A place that cannot be written is no loss worth a word.
            Job::StorePlace(path, place, text) => drop(place.store(&path, &text)),
            Job::List(home, annotator) => (self.answer)(Done::Listed(list(&home, &annotator))),
            Job::Search(search, text, from, forward) => {
                let hit = if forward { search.next(&text, from.end) } else { search.previous(&text, from.start) };
                (self.answer)(Done::Found(hit, from, forward));
            }
            Job::NewArticle(home, text) => (self.answer)(new_article(&home, &text)),
            Job::Init(article) => (self.answer)(self.init(&article)),
            Job::Save(_) | Job::Stop => {}
        }
    }

    fn load_record(&mut self, home: &Home, annotator: &str, path: PathBuf, key: &str, article: &Article) {
        let file = home.record_path(annotator, key);
        let mut record = load_record(home, annotator, key, article);
        let waiting = self.due.get(&file);
        if let Some(due) = waiting {
            // What could not be saved is newer than the disk.
            record.record = due.job.record.clone();
        } else {
            self.saver.opened(file, record.base.clone(), record.moved_from.clone(), &path);
        }
        let failed = waiting.and_then(|due| due.failed.clone());
        (self.answer)(Done::Record(path, Box::new(Opening { record, failed })));
    }

    /// Puts a save among those that are due; the newest of a record takes the place of older ones.
    fn take_in(&mut self, job: Box<SaveJob>) {
        let path = job.path();
        let soonest = self.last.get(&path).map_or_else(Instant::now, |last| *last + PACE);
        let due = match self.due.remove(&path) {
            Some(earlier) => Due { job: Box::new(job.after(*earlier.job)), at: soonest, tries: earlier.tries, failed: earlier.failed },
            None => Due { job, at: soonest, tries: 0, failed: None },
        };
        self.due.insert(path, due);
    }

    /// Carries out the saves whose time has come, or all of them.
    fn save_due(&mut self, all: bool) {
        let now = Instant::now();
        let ready: Vec<PathBuf> = self.due.iter().filter(|(_, due)| all || due.at <= now).map(|(path, _)| path.clone()).collect();
        for path in ready {
            let Some(due) = self.due.remove(&path) else { continue };
            self.last.insert(path.clone(), Instant::now());
            match self.attempt((*due.job).clone()) {
                Ok(saved) => {
                    let at = saved.at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string();
                    (self.answer)(Done::Saved(path, Ok((saved, at))));
                }
                Err(error) => self.failed(path, due, error),
            }
        }
    }

    /// Saves. A fault on the way is a save that failed: told, kept, and tried again.
    fn attempt(&mut self, job: SaveJob) -> Result<Saved, SaveError> {
        let saved = catch_unwind(AssertUnwindSafe(|| {
            fault::point("save");
            self.saver.save(job)
        }));
        saved.unwrap_or_else(|panic| Err(std::io::Error::other(fault_in_words(&*panic)).into()))
    }

    /// Keeps what could not be saved, in memory and in the state folder, and tries again later.
    fn failed(&mut self, path: PathBuf, due: Due, error: SaveError) {
        let rescued = Saver::rescue(&due.job).is_ok();
        let wait = RETRY.saturating_mul(2u32.saturating_pow(due.tries)).min(SLOWEST);
        let mut job = due.job;
        // The saver keeps the moves of a failed save itself.
        job.moves.clear();
        let failed = if rescued { format!("{error} (a copy is kept in the state folder)") } else { error.to_string() };
        self.due.insert(path.clone(), Due { job, at: Instant::now() + wait, tries: due.tries + 1, failed: Some(failed) });
        (self.answer)(Done::Saved(path, Err(error)));
    }

    fn init(&self, article: &Path) -> Done {
        let folder = article.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match init(folder, &self.folders).and_then(|report| Ok((report, Home::find(article, None, &self.folders).map_err(std::io::Error::other)?))) {
            Ok((report, home)) => {
                let moved = match report.moved {
                    0 => String::new(),
                    1 => "; 1 record moved along".into(),
                    n => format!("; {n} records moved along"),
                };
                let file = printable(&report.file.to_string_lossy());
                Done::Inited(Arc::new(home), if report.existed { format!("{file} is there already{moved}") } else { format!("made {file}{moved}") })
            }
            Err(error) => Done::Failed(format!("no project could be made: {error}")),
        }
    }
}

fn fault_in_words(panic: &(dyn std::any::Any + Send)) -> String {
    format!("a fault inside tagline: {}", printable(&payload(panic)))
}

fn list(home: &Home, annotator: &str) -> Vec<Shelved> {
    let found = articles(home, Some(annotator).filter(|name| !name.is_empty()));
    let shelved = found.into_iter().map(|path| {
        let key = home.key(&path);
        let record = crate::sources::read_regular_text(&home.record_path(annotator, &key)).ok();
        let head = record.and_then(|source| head(&source).ok());
        let shown = printable(key.strip_prefix("files").unwrap_or(&key));
        Shelved { path, shown, state: head.as_ref().map(|head| head.state), count: head.map_or(0, |head| head.annotations) }
    });
    shelved.collect()
}

/// Writes pasted text as a new article, named after its first line.
fn new_article(home: &Home, text: &str) -> Done {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("article");
    let slug: String = first.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let slug = if slug.is_empty() { "article".into() } else { slug };
    let folder = home.root.join("articles");
    let free = (1..1000).map(|n| folder.join(if n == 1 { format!("{slug}.txt") } else { format!("{slug}-{n}.txt") })).find(|path| !path.exists());
    if crate::sources::decode(text.as_bytes().to_vec()).is_none() {
        return Done::Failed("what was pasted is no text: it is full of control characters".into());
    }
    let Some(path) = free else { return Done::Failed("there are too many articles of that name".into()) };
    let mut text = text.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    match write_atomically(&path, text.as_bytes(), Privacy::Shared) {
        Ok(()) => Done::Made(path),
        Err(error) => Done::Failed(format!("the article could not be written: {error}")),
    }
}
