//! The worker: everything that touches the disk or takes long, one job after the other, off the keys' way.

mod adding;
mod agreeing;
mod exchange;
mod job;
mod lessons;
mod names;
mod project;
mod renaming;
mod reviewing;
mod shelf;

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::fault;
use super::terminal::{payload, place_of_fault};
use crate::article::{Text, printable};
use crate::library::{Folders, Home, SaveError, SaveJob, Saved, Saver, Stamp, Watch, load_article, load_record, merge_copies, overwrite};

use adding::{add_files, completions, new_article};
use exchange::{export, import};
pub(super) use job::{Done, Job, Listed, Opening, Pasted, Restore, Trouble};
pub(super) use shelf::choose;
use shelf::{list, move_to_queue, preview, set_state};

/// Between two saves of one record at least.
const PACE: Duration = Duration::from_millis(250);

/// After a failed save, tries again this much later, then after twice as long, and so on.
const RETRY: Duration = Duration::from_secs(1);

/// The longest wait between two tries.
const SLOWEST: Duration = Duration::from_secs(30);

/// A save that waits for its time.
struct Due {
    job: Box<SaveJob>,
    at: Instant,
    tries: u32,
    failed: Option<Trouble>,
    /// Whether there may be names in it that were not learnt yet.
    learns: bool,
}

/// What is open, and so looked after.
struct Current {
    home: Arc<Home>,
    annotator: String,
    article: PathBuf,
    record: PathBuf,
    text: Text,
    /// The article's file as it was when it was last compared.
    stamp: Option<Stamp>,
}

/// Carries out jobs until told to stop; what comes of them goes to `answer`.
pub(super) struct Worker<F> {
    jobs: Receiver<Job>,
    answer: F,
    folders: Folders,
    saver: Saver,
    watch: Watch,
    current: Option<Current>,
    /// Records that somebody else has made unreadable.
    unreadable: HashSet<PathBuf>,
    due: HashMap<PathBuf, Due>,
    /// Records that were opened and not saved since.
    fresh: HashSet<PathBuf>,
    memory: Arc<names::Memory>,
    last: HashMap<PathBuf, Instant>,
    queue: VecDeque<Job>,
    stopping: bool,
}

impl<F: Fn(Done) + Clone + Send + 'static> Worker<F> {
    /// A worker that takes its jobs from `jobs`; `own` is their other end.
    pub(super) fn new(jobs: Receiver<Job>, own: Sender<Job>, folders: Folders, answer: F) -> Self {
        let watch = Watch::new(move |path| drop(own.send(Job::Look(Some(path)))));
        Self {
            jobs,
            answer,
            folders,
            saver: Saver::default(),
            watch,
            current: None,
            unreadable: HashSet::new(),
            due: HashMap::new(),
            fresh: HashSet::new(),
            memory: Arc::default(),
            last: HashMap::new(),
            queue: VecDeque::new(),
            stopping: false,
        }
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

    /// Does what touches no record, and may take long, on a thread of its own: no save waits for it.
    fn aside(&self, work: impl FnOnce() -> Done + Send + 'static) {
        self.aside_many(move |answer| answer(work()));
    }

    /// The same, for what answers several times, or never.
    fn aside_many(&self, work: impl FnOnce(&F) + Send + 'static) {
        let answer = self.answer.clone();
        let started = std::thread::Builder::new().name("reader".into()).spawn(move || {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(&answer))) {
                answer(Done::Failed(fault_in_words(&*panic)));
            }
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
            Job::LoadRecord { .. } => self.load_record(job),
            Job::Look(path) => self.look(path.as_deref()),
            Job::Dismiss(path) => {
                if let Err(error) = self.saver.dismiss(&path) {
                    (self.answer)(Done::Failed(format!("that could not be written down, and is asked again: {error}")));
                }
            }
            Job::Restore(restore) => self.restore(&restore),
            Job::StoreMeta(path, meta) => {
                if let Err(error) = meta.store(&path) {
                    (self.answer)(Done::Failed(format!("the block's role could not be written down: {error}")));
                }
            }
            // A place that cannot be written is no loss worth a word.
            Job::StorePlace(path, place, text) => drop(place.store(&path, &text)),
            Job::Review { home, by, path, key, article } => self.aside(move || reviewing::read(&home, by, path, &key, &article)),
            Job::Agree(home, looker, articles, stop) => self.aside_many(move |answer| agreeing::agree(&home, looker.as_deref(), articles, &stop, answer)),
            Job::Lessons(home, annotator, stop) => self.aside(move || lessons::read(&home, &annotator, stop)),
            Job::Beside { home, name, path, key, article } => self.aside(move || reviewing::read_others(&home, &name, path, &key, &article)),
            Job::List(home) => self.aside_many(move |answer| list(&home, answer)),
            Job::Choose(asked) => self.aside_many(move |answer| choose(&asked, answer)),
            Job::Preview(home, key, path) => self.aside(move || preview(&home, key, &path)),
            Job::SetState(home, annotator, articles, state) => self.aside(move || set_state(&home, &annotator, &articles, state)),
            Job::Import(home, annotator, what) => self.aside(move || import(&home, &annotator, &what)),
            Job::Export(home, annotator, articles, file) => self.aside(move || export(&home, &annotator, &articles, &file)),
            Job::MoveToQueue(home, annotator, keys) => self.aside(move || move_to_queue(&home, &annotator, &keys)),
            Job::Search { path, search, text, from, forward } => self.aside(move || {
                let hit = if forward { search.next(&text, from.end) } else { search.previous(&text, from.start) };
                Done::Found(path, search, hit, from, forward)
            }),
            Job::Propose(basis) => self.aside(move || {
                let all = basis.work_out();
                Done::Proposed(basis, all)
            }),
            Job::NewArticle(home, pasted) => self.aside(move || new_article(&home, pasted)),
            Job::AddFiles(home, path, stop) => self.aside_many(move |answer| answer(add_files(&home, &path, &stop, &answer))),
            Job::CompletePath(typed) => self.aside(move || {
                let paths = completions(&typed);
                Done::Completed(typed, paths)
            }),
            Job::PlanRename { home, annotator, old, open, stop } => {
                self.aside_many(move |answer| renaming::plan(&home, &annotator, (&old, &open), &stop, answer));
            }
            Job::Rename { home, plan, new, stop } => self.rename(home, plan, new, stop),
            Job::Init(article) => {
                let done = self.init(&article);
                (self.answer)(done);
            }
            Job::Save(_) | Job::Stop => {}
        }
    }

    fn load_record(&mut self, job: Job) {
        let Job::LoadRecord { home, annotator, path, key, article, stamp, moved } = job else { return };
        let file = home.record_path(&annotator, &key);
        // What is still to be saved of it goes to the disk first.
        self.save_now(&file);
        self.saver.close(&file);
        self.unreadable.remove(&file);
        self.read_names(&home, annotator.clone(), file.clone());
        // Watched before it is read: no change falls in between.
        self.watch.files(&[file.clone(), path.clone()]);
        let text = article.text().clone();
        let mut record = load_record(&home, &annotator, &key, &article, moved);
        let mut failed = None;
        if let Some(due) = self.due.get(&file) {
            // What could not be saved is newer than the disk.
            record.take_unsaved(due.job.record.clone());
            failed = due.failed.clone().map(|why| (why, due.job.revision));
        }
        self.saver.opened(file.clone(), &mut record, &text, stamp.clone());
        self.fresh.insert(file.clone());
        self.current = Some(Current { home, annotator, article: path.clone(), record: file, text, stamp });
        (self.answer)(Done::Record(path, Box::new(Opening { record, failed })));
    }

    /// Looks after what is open: whether others have changed the record or the article.
    fn look(&mut self, path: Option<&Path>) {
        let Some(current) = &self.current else { return };
        let (record, article) = (current.record.clone(), current.article.clone());
        if path.is_none_or(|path| path == record) {
            self.look_at_record(&record);
        }
        if path.is_none_or(|path| path == article) {
            self.look_at_article();
        }
    }

    fn look_at_record(&mut self, record: &Path) {
        let Some(home) = self.current.as_ref().map(|current| current.home.clone()) else { return };
        let looked = self.saver.look(record, &home);
        self.tell_merged();
        match looked {
            Ok(()) if self.unreadable.remove(record) => {
                (self.answer)(Done::Readable(record.to_owned(), Ok(())));
                self.save_now(record);
            }
            Ok(()) | Err(SaveError::Io(_) | SaveError::ArticleChanged(_)) => {}
            Err(error) => self.found_unreadable(record, &error),
        }
    }

    fn found_unreadable(&mut self, record: &Path, error: &SaveError) {
        if self.unreadable.insert(record.to_owned()) {
            (self.answer)(Done::Readable(record.to_owned(), Err(error.to_string())));
        }
    }

    /// Reads the open article again if its text has changed. A file that is gone or cannot be read is left to the next look.
    fn look_at_article(&mut self) {
        let Some(current) = &mut self.current else { return };
        let now = Stamp::of(&current.article);
        if now.is_none() || now == current.stamp {
            return;
        }
        let Ok(opened) = load_article(&current.home, &current.article) else { return };
        current.stamp.clone_from(&opened.stamp);
        if opened.article.text().sha256() == current.text.sha256() {
            return;
        }
        current.text = opened.article.text().clone();
        let path = current.article.clone();
        (self.answer)(Done::Rewritten(path, Box::new(opened)));
    }

    fn tell_merged(&mut self) {
        for (path, merged) in self.saver.take_merged() {
            self.learn_merged(&path, &merged);
            (self.answer)(Done::Merged(path, merged));
        }
    }

    fn restore(&mut self, restore: &Restore) {
        let path = restore.home.record_path(&restore.annotator, &restore.key);
        // What waits to be saved is in the record before copies are merged into it.
        if restore.record.is_none() {
            self.save_now(&path);
        }
        let done = match &restore.record {
            Some(record) => overwrite(&restore.home, &restore.annotator, &restore.key, &restore.text, record).map(|_| ()),
            None => merge_copies(&restore.home, &restore.annotator, &restore.key, &restore.text).map(|_| ()),
        };
        match done {
            Ok(()) => {
                self.due.remove(&path);
                (self.answer)(Done::Restored(path));
            }
            Err(error) => (self.answer)(Done::Failed(format!("nothing was put in its place: {error}"))),
        }
    }

    /// Puts a save among those that are due; the newest of a record takes the place of older ones.
    fn take_in(&mut self, mut job: Box<SaveJob>) {
        let path = job.path();
        // What it held when it was opened is learnt, too.
        let learns = self.fresh.remove(&path) || job.moves.iter().any(|step| names::concern_names(&job.home.project.codebook, step.changes()));
        let written = catch_unwind(AssertUnwindSafe(|| self.saver.note(&mut job)));
        if let Err(panic) = written {
            (self.answer)(Done::Failed(fault_in_words(&*panic)));
        }
        let soonest = self.last.get(&path).map_or_else(Instant::now, |last| *last + PACE);
        let due = match self.due.remove(&path) {
            Some(earlier) => Due { job, at: soonest, tries: earlier.tries, failed: earlier.failed, learns: learns || earlier.learns },
            None => Due { job, at: soonest, tries: 0, failed: None, learns },
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
        let result = self.attempt((*due.job).clone());
        self.tell_merged();
        match result {
            Ok(saved) => {
                if self.unreadable.remove(path) {
                    (self.answer)(Done::Readable(path.to_owned(), Ok(())));
                }
                let at = saved.at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string();
                (self.answer)(Done::Saved(path.to_owned(), Ok((saved, at))));
                self.learn_saved(*due.job, due.learns);
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

    /// Keeps what could not be saved, in memory and in the journal, and tries again later.
    fn failed(&mut self, path: PathBuf, due: Due, error: SaveError) {
        let wait = RETRY.saturating_mul(2u32.saturating_pow(due.tries)).min(SLOWEST);
        let trouble = Trouble { why: error.to_string(), journal: self.saver.secure(&path).ok() };
        let again = Due { at: Instant::now() + wait, tries: due.tries + 1, failed: Some(trouble.clone()), ..due };
        self.due.insert(path.clone(), again);
        match &error {
            SaveError::Unreadable { .. } | SaveError::ReadOnly(_) => self.found_unreadable(&path, &error),
            SaveError::ArticleChanged(_) => self.look_at_article(),
            SaveError::Io(_) => {}
        }
        (self.answer)(Done::Saved(path, Err(trouble)));
    }
}

fn fault_in_words(panic: &(dyn std::any::Any + Send)) -> String {
    format!("a fault inside tagline{}: {}", place_of_fault(), printable(&payload(panic)))
}
