//! The worker: everything that touches the disk or takes long, one job after the other, off the keys' way.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::fault;
use super::terminal::{payload, place_of_fault};
use crate::annotation::WorkState;
use crate::article::{Article, Span, Text, printable};
use crate::library::{
    Folders, Home, Meta, OpenRecord, OpenText, Place, Privacy, SaveError, SaveJob, Saved, Saver, Stamp, articles, head, init, load_article, load_record,
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
        /// Its file as it was before it was read.
        stamp: Option<Stamp>,
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
    Search {
        /// The article's file.
        path: PathBuf,
        /// What to look for.
        search: Search,
        /// Where.
        text: Text,
        /// From where on.
        from: Span,
        /// Which way.
        forward: bool,
    },
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
    /// A save of it that failed before and is tried again: why, and its revision.
    pub failed: Option<(String, u64)>,
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
    Text(PathBuf, Result<Box<OpenText>, String>),
    /// A record.
    Record(PathBuf, Box<Opening>),
    /// A save of that record, and the time of the day.
    Saved(PathBuf, Result<(Saved, String), SaveError>),
    /// The articles.
    Listed(Vec<Shelved>),
    /// A hit in that article of that search.
    Found(PathBuf, Search, Option<Span>, Span, bool),
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
pub(super) struct Worker<F> {
    jobs: Receiver<Job>,
    answer: F,
    folders: Folders,
    saver: Saver,
    due: HashMap<PathBuf, Due>,
    last: HashMap<PathBuf, Instant>,
    queue: VecDeque<Job>,
    stopping: bool,
}

impl<F: Fn(Done) + Clone + Send + 'static> Worker<F> {
    /// A worker that takes its jobs from `jobs`.
    pub(super) fn new(jobs: Receiver<Job>, folders: Folders, answer: F) -> Self {
        Self { jobs, answer, folders, saver: Saver::default(), due: HashMap::new(), last: HashMap::new(), queue: VecDeque::new(), stopping: false }
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

    /// The next job, or nothing when a save is due first. Saves and the end are taken in before anything else that waits.
    fn next(&mut self) -> Option<Job> {
        while let Ok(job) = self.jobs.try_recv() {
            self.sort_in(job);
        }
        let now = Instant::now();
        if self.stopping {
            return Some(Job::Stop);
        }
        if self.due.values().any(|due| due.at <= now) {
            return None;
        }
        if let Some(job) = self.queue.pop_front() {
            return Some(job);
        }
        let Some(at) = self.due.values().map(|due| due.at).min() else {
            return Some(self.jobs.recv().unwrap_or(Job::Stop));
        };
        match self.jobs.recv_timeout(at.saturating_duration_since(now)) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Job::Stop),
        }
    }

    fn sort_in(&mut self, job: Job) {
        match job {
            Job::Save(job) => self.take_in(job),
            Job::Stop => self.stopping = true,
            // The last thing that is asked for; it takes no time.
            Job::StorePlace(path, place, text) => drop(place.store(&path, &text)),
            other => self.queue.push_back(other),
        }
    }

    /// Does what only reads, and may take long, on a thread of its own: no save waits for it.
    fn aside(&self, work: impl FnOnce() -> Done + Send + 'static) {
        let answer = self.answer.clone();
        let started = std::thread::Builder::new().name("reader".into()).spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(work));
            answer(done.unwrap_or_else(|panic| Done::Failed(fault_in_words(&*panic))));
        });
        if let Err(error) = started {
            (self.answer)(Done::Failed(format!("no more work can be begun: {error}")));
        }
    }

    fn carry_out(&mut self, job: Job) {
        fault::point("job");
        match job {
            Job::Load(home, path) => self.aside(move || {
                let text = load_article(&home, &path).map(Box::new).map_err(|error| error.to_string());
                Done::Text(path, text)
            }),
            Job::LoadRecord { home, annotator, path, key, article, stamp } => self.load_record(&home, &annotator, path, &key, &article, stamp),
            Job::StoreMeta(path, meta) => {
                if let Err(error) = meta.store(&path) {
                    (self.answer)(Done::Failed(format!("the block's role could not be written down: {error}")));
                }
            }
            // A place that cannot be written is no loss worth a word.
            Job::StorePlace(path, place, text) => drop(place.store(&path, &text)),
            Job::List(home, annotator) => self.aside(move || Done::Listed(list(&home, &annotator))),
            Job::Search { path, search, text, from, forward } => self.aside(move || {
                let hit = if forward { search.next(&text, from.end) } else { search.previous(&text, from.start) };
                Done::Found(path, search, hit, from, forward)
            }),
            Job::NewArticle(home, text) => (self.answer)(new_article(&home, &text)),
            Job::Init(article) => {
                let done = self.init(&article);
                (self.answer)(done);
            }
            Job::Save(_) | Job::Stop => {}
        }
    }

    fn load_record(&mut self, home: &Home, annotator: &str, path: PathBuf, key: &str, article: &Article, stamp: Option<Stamp>) {
        let file = home.record_path(annotator, key);
        // What is still to be saved of it goes to the disk first.
        self.save_now(&file);
        let mut record = load_record(home, annotator, key, article);
        let mut failed = None;
        if let Some(due) = self.due.get(&file) {
            // What could not be saved is newer than the disk.
            record.record = due.job.record.clone();
            for step in self.saver.pending_moves(&file) {
                record.history.replay(step.clone());
            }
            failed = due.failed.clone().map(|why| (why, due.job.revision));
        } else {
            self.saver.opened(file, record.base.clone(), record.moved_from.clone(), stamp);
        }
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
            self.save_now(&path);
        }
    }

    /// Carries out the save of a record, if one is to be done.
    fn save_now(&mut self, path: &Path) {
        let Some(due) = self.due.remove(path) else { return };
        self.last.insert(path.to_owned(), Instant::now());
        match self.attempt((*due.job).clone()) {
            Ok(saved) => {
                let at = saved.at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string();
                (self.answer)(Done::Saved(path.to_owned(), Ok((saved, at))));
            }
            Err(error) => self.failed(path.to_owned(), due, error),
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

    fn init(&mut self, article: &Path) -> Done {
        self.save_due(true);
        if !self.due.is_empty() {
            return Done::Failed("no project was made: something is not saved yet".into());
        }
        self.saver.forget();
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
    format!("a fault inside tagline{}: {}", place_of_fault(), printable(&payload(panic)))
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
