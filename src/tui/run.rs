//! The loop: draws first, then listens.

mod effects;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGXFSZ};

use super::event::read_terminal;
use super::fault;
use super::filter::Filter;
use super::look::Look;
use super::model::{Model, Pending};
use super::regions::Regions;
use super::screen::Screen;
use super::terminal::{self, TerminalError};
use super::tour::Tour;
use super::update::{Effect, Msg, arrange, set_desk, update};
use super::view::{fingerprints, view};
use super::worker::{Done, Job, Worker};
use crate::article::{Ambiguous, printable};
use crate::config::{Diagnostic, Keymap, Settings};
use crate::library::{Folders, Home, Place, begin_article, proposed_annotator};
use crate::sources::SourceError;

/// How long leaving waits for the last save after a signal.
const PATIENCE: Duration = Duration::from_millis(1800);

/// What is reviewed.
#[derive(Clone, Debug, Default)]
pub struct Reviews {
    /// The filter of the articles to go on with; empty for all.
    pub filter: String,
    /// Whose work alone, if not that of all.
    pub of: Option<String>,
}

/// What the program starts with.
#[derive(Debug)]
pub struct Start {
    /// The user's settings.
    pub settings: Settings,
    /// The keys.
    pub keymap: Keymap,
    /// The project or library.
    pub home: Home,
    /// The platform's folders.
    pub folders: Folders,
    /// Who annotates, if known.
    pub annotator: Option<String>,
    /// The article to open; without one the library is shown.
    pub article: Option<PathBuf>,
    /// What is reviewed, if the review of the article is opened with it.
    pub review: Option<Reviews>,
    /// Whether the guided tour is offered.
    pub tour: bool,
    /// What is wrong with the settings.
    pub diagnostics: Vec<Diagnostic>,
}

/// How it ended.
#[derive(Debug, Default)]
pub struct Finished {
    /// Records that were saved.
    pub saved: Vec<PathBuf>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// What could not be saved, and why.
    pub unsaved: Option<String>,
}

/// Why it did not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The terminal.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
    /// The article.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Reading or drawing failed.
    #[error("the terminal is gone: {0}")]
    Io(#[from] io::Error),
}

/// Something that reaches the loop.
enum Signal {
    Terminal(Vec<Event>),
    Worker(Done),
    System(i32),
}

/// Whether the loop goes on.
enum Flow {
    /// It does.
    On,
    /// It ends, perhaps because of a signal of the system.
    End(Option<i32>),
}

/// Runs until the user leaves.
pub fn run(start: Start) -> Result<Finished, TuiError> {
    terminal::check()?;
    let (width, height) = crossterm::terminal::size().map_err(TerminalError::Io)?;
    let mut model = model(&start, width, height);
    if let Some(path) = &start.article {
        let opened = begin_article(&start.home, path)?;
        let place = Place::glance(&start.home.place_path(start.annotator.as_deref().unwrap_or_default(), &opened.key));
        set_desk(&mut model, path.clone(), opened);
        if let (Some(caret), Some(desk)) = (place, &mut model.desk) {
            desk.go_to(caret);
        }
    }
    if let Some(diagnostic) = start.diagnostics.first() {
        let more = start.diagnostics.len() - 1;
        let tail = if more > 0 { format!(" (and {more} more: tagline config --check)") } else { String::new() };
        model.refuse(format!("{diagnostic}{tail}"));
    }
    if let Some(background) = terminal::spoken_background() {
        model.look.set_background(&start.settings, background);
    }
    arrange(&mut model);
    terminal::install_panic_hook();
    let distrust = start.settings.ambiguous == Ambiguous::Wide;
    let mut shell = Shell::new(model, Screen::new(width, height, terminal::depth(), distrust), &start)?;
    let result = catch_unwind(AssertUnwindSafe(|| shell.draw().and_then(|()| shell.listen())));
    terminal::leave();
    let finished = shell.finish();
    match result {
        Ok(Ok(signal)) => Ok(Finished { signal, ..finished }),
        // A terminal that can be drawn on no longer is a window that was closed; its signal may come later or never.
        Ok(Err(_)) => Ok(Finished { signal: Some(SIGHUP), ..finished }),
        Err(panic) => resume_unwind(panic),
    }
}

pub(super) fn model(start: &Start, width: u16, height: u16) -> Model {
    let codebook = start.home.project.codebook.clone();
    let regions = Regions::arrange((width, height), start.settings.measure, codebook.labels.len(), start.tour, 0, None);
    Model {
        look: Look::new(&start.settings, &codebook, terminal::depth()),
        settings: start.settings.clone(),
        keymap: start.keymap.clone(),
        codebook,
        home: Arc::new(start.home.clone()),
        annotator: start.annotator.clone(),
        reviewer: None,
        review_of: start.review.as_ref().and_then(|review| review.of.clone()),
        reviews: start.review.is_some(),
        proposed_annotator: String::new(),
        regions,
        desk: None,
        overlay: None,
        message: None,
        pending: Pending::Nothing,
        count: None,
        waiting: std::collections::VecDeque::new(),
        last_label: None,
        shelf: super::shelf::Shelf::filtered(start.review.as_ref().map(|review| review.filter.as_str()).unwrap_or_default()),
        names: super::model::Names::default(),
        values: Arc::default(),
        goal: None,
        lessons: super::feedback::Lessons::default(),
        agreeing: super::agreeing::Agreeing::default(),
        adding: None,
        listing: None,
        tour: start.tour.then(Tour::default),
        layers: false,
        mouse: start.settings.mouse,
        pressed: None,
        quitting: false,
        cancelled: false,
        saved: Vec::new(),
        lost: BTreeMap::new(),
    }
}

/// The running program.
struct Shell {
    model: Model,
    /// Standard output, unbuffered: each frame is one write.
    out: File,
    screen: Screen,
    filter: Filter,
    folders: Folders,
    send: Sender<Signal>,
    receive: Receiver<Signal>,
    jobs: Option<Sender<Job>>,
    worker: Option<JoinHandle<()>>,
    quit: bool,
}

impl Shell {
    fn new(model: Model, mut screen: Screen, start: &Start) -> io::Result<Self> {
        let (send, receive) = channel();
        screen.prepend(&terminal::enter(start.settings.mouse)?);
        let filter = Filter::new(Duration::from_millis(start.settings.escape_timeout_ms.into()), Instant::now());
        let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        Ok(Self { model, out, screen, filter, folders: start.folders.clone(), send, receive, jobs: None, worker: None, quit: false })
    }

    fn draw(&mut self) -> io::Result<()> {
        arrange(&mut self.model);
        let model = &self.model;
        self.screen.draw(&mut self.out, &fingerprints(model), |canvas| {
            fault::point("view");
            view(model, canvas);
        })
    }

    /// Starts everything that listens, now that the first screen is drawn, and goes on until the end. Returns the signal
    /// that ended it, if one did.
    fn listen(&mut self) -> io::Result<Option<i32>> {
        self.start_worker();
        self.start_signals()?;
        self.listen_to_sizes()?;
        let send = self.send.clone();
        std::thread::Builder::new().name("terminal".into()).spawn(move || read_terminal(|batch| send.send(Signal::Terminal(batch)).is_ok()))?;
        self.ask_background()?;
        if self.model.annotator.is_none() {
            self.model.proposed_annotator = proposed_annotator();
        }
        self.first_effects();
        self.show_library();
        self.draw()?;
        loop {
            let Some(first) = self.wait() else { return Ok(None) };
            let mut next = Some(first);
            while let Some(signal) = next {
                if let Flow::End(signal) = self.take(signal)? {
                    return Ok(signal);
                }
                next = self.receive.try_recv().ok();
            }
            self.expire();
            if self.quit {
                return Ok(None);
            }
            self.draw()?;
        }
    }

    /// Has the system tell of new sizes, and takes in one that came between the first question for it and now: window
    /// managers like to resize a new window at once.
    fn listen_to_sizes(&mut self) -> io::Result<()> {
        crossterm::event::poll(Duration::ZERO)?;
        let (width, height) = crossterm::terminal::size()?;
        let known = self.model.regions.screen;
        if (width, height) != (known.width, known.height) {
            self.fit(width, height);
        }
        Ok(())
    }

    /// Brings everything to a size and has it drawn anew.
    fn fit(&mut self, width: u16, height: u16) {
        self.screen.resize(width, height);
        let effects = update(&mut self.model, Msg::Input(super::event::Input::Resize(width, height)));
        self.carry_out(effects);
    }

    /// Waits for something to happen, at most until the filter must decide.
    fn wait(&mut self) -> Option<Signal> {
        loop {
            let Some(deadline) = self.filter.deadline() else { return self.receive.recv().ok() };
            match self.receive.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(signal) => return Some(signal),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    self.expire();
                    if self.quit {
                        return None;
                    }
                    if self.draw().is_err() {
                        return None;
                    }
                }
            }
        }
    }

    fn expire(&mut self) {
        let inputs = self.filter.expire(Instant::now());
        for input in inputs {
            let effects = update(&mut self.model, Msg::Input(input));
            self.carry_out(effects);
        }
    }

    /// Takes in a signal; says whether the loop goes on.
    fn take(&mut self, signal: Signal) -> io::Result<Flow> {
        match signal {
            Signal::Terminal(batch) if batch.is_empty() => return Ok(Flow::End(Some(SIGHUP))),
            Signal::Terminal(batch) => {
                for input in self.filter.feed(batch, Instant::now()) {
                    if let super::event::Input::Resize(width, height) = input {
                        self.screen.resize(width, height);
                    }
                    fault::point("update");
                    let effects = update(&mut self.model, Msg::Input(input));
                    self.carry_out(effects);
                }
            }
            Signal::Worker(done) => {
                let effects = update(&mut self.model, Msg::Done(done));
                self.carry_out(effects);
            }
            Signal::System(SIGTSTP) => self.suspend()?,
            Signal::System(SIGCONT) => self.resume()?,
            Signal::System(signal) => return Ok(Flow::End(Some(signal))),
        }
        Ok(if self.quit { Flow::End(None) } else { Flow::On })
    }

    fn start_worker(&mut self) {
        let (jobs, todo) = channel();
        let send = self.send.clone();
        let folders = self.folders.clone();
        let worker = Worker::new(todo, jobs.clone(), folders, move |done| drop(send.send(Signal::Worker(done))));
        self.worker = std::thread::Builder::new().name("worker".into()).spawn(move || worker.run()).ok();
        self.jobs = Some(jobs);
    }

    fn start_signals(&self) -> io::Result<()> {
        let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGUSR1, SIGXFSZ])?;
        let send = self.send.clone();
        std::thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in &mut signals {
                // A file size limit shows as an error of the save; the other one means nothing here.
                let ignored = matches!(signal, SIGUSR1 | SIGXFSZ);
                if !ignored && send.send(Signal::System(signal)).is_err() {
                    return;
                }
            }
        })?;
        Ok(())
    }

    /// Asks the terminal for its background; the answer comes as an event, or never.
    fn ask_background(&mut self) -> io::Result<()> {
        if self.model.look.colored() && self.model.settings.theme == crate::config::Theme::Auto {
            self.filter.expect_answer(Instant::now());
            self.out.write_all(b"\x1b]11;?\x1b\\")?;
        }
        Ok(())
    }

    fn first_effects(&mut self) {
        let effects = match &self.model.desk {
            Some(desk) if desk.whole => vec![Effect::LoadRecord],
            Some(desk) => vec![Effect::Load(desk.path.clone()), Effect::LoadRecord],
            None => Vec::new(),
        };
        self.carry_out(effects);
    }

    fn show_library(&mut self) {
        if self.model.desk.is_none() {
            let effects = super::update::open_library(&mut self.model);
            self.carry_out(effects);
        }
    }

    /// Hands the terminal to the shell until somebody brings the program back.
    fn suspend(&mut self) -> io::Result<()> {
        terminal::leave();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.resume()
    }

    /// Takes the terminal again, whatever its size is now.
    fn resume(&mut self) -> io::Result<()> {
        let bytes = terminal::enter(self.model.mouse)?;
        let (width, height) = crossterm::terminal::size()?;
        self.fit(width, height);
        self.screen.prepend(&bytes);
        Ok(())
    }

    /// Has the last saves carried out, and tells what is on the disk.
    fn finish(mut self) -> Finished {
        let place = super::update::remember_place(&self.model);
        self.carry_out(place);
        self.job(Job::Stop);
        let until = Instant::now() + PATIENCE;
        let mut worker = self.worker.take();
        while let Some(handle) = worker.take() {
            if handle.is_finished() || Instant::now() > until {
                break;
            }
            if let Ok(Signal::Worker(done)) = self.receive.recv_timeout(Duration::from_millis(20)) {
                drop(update(&mut self.model, Msg::Done(done)));
            }
            worker = Some(handle);
        }
        while let Ok(signal) = self.receive.try_recv() {
            if let Signal::Worker(done) = signal {
                drop(update(&mut self.model, Msg::Done(done)));
            }
        }
        let unsaved = self.model.desk.as_ref().filter(|desk| desk.unsaved() > 0);
        let unsaved = unsaved.map(|desk| match &desk.save {
            super::desk::SaveState::Failed(trouble) => format!("{}: {}", printable(&desk.key), trouble.why),
            _ => printable(&desk.key),
        });
        Finished {
            saved: self.model.saved.iter().map(|saved| saved.path.clone()).collect(),
            signal: None,
            unsaved: unsaved.or_else(|| self.model.lost.iter().next().map(|(path, why)| format!("{}: {why}", printable(&path.to_string_lossy())))),
        }
    }
}
