//! The watching thread: takes in what happens and tells which files it concerns.

use std::collections::{BTreeMap, HashSet};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

#[cfg(feature = "watch")]
use super::native::Native;
use super::poller::Poller;
use super::spot::Spot;
#[cfg(not(feature = "watch"))]
use super::without::Native;
use super::{Means, Message, Order, Outcome, Ready, network};

/// Changes of a file within this time are told once.
const TOGETHER: Duration = Duration::from_millis(50);

/// How often to look again for the folder to watch while it comes and goes.
const TRIES: usize = 8;

/// A watched file.
struct Watched {
    path: PathBuf,
    way: Way,
    /// When to tell it.
    due: Option<Instant>,
}

/// How a file is watched.
#[derive(PartialEq, Eq)]
enum Way {
    /// Not yet.
    None,
    /// By what happens at these places.
    Native(Vec<Spot>),
    /// By looking at it again and again.
    Poll,
}

/// Watches and tells.
pub(super) struct Courier<F> {
    means: Means,
    /// Where the platform and the poller write to.
    post: Sender<Message>,
    tell: F,
    files: BTreeMap<PathBuf, Watched>,
    native: Option<Native>,
    /// The folders that are watched natively.
    folders: HashSet<PathBuf>,
    poller: Option<Poller>,
}

impl<F: Fn(PathBuf)> Courier<F> {
    /// One that watches nothing.
    pub(super) fn new(means: Means, post: Sender<Message>, tell: F) -> Self {
        Self { means, post, tell, files: BTreeMap::new(), native: None, folders: HashSet::new(), poller: None }
    }

    /// Watches until told to stop.
    pub(super) fn run(mut self, inbox: &Receiver<Message>) {
        loop {
            let message = match self.files.values().filter_map(|file| file.due).min() {
                Some(due) => inbox.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => inbox.recv().map_err(RecvTimeoutError::from),
            };
            match message {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(message) => self.take_in(message),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.tell_due();
        }
    }

    fn take_in(&mut self, message: Message) {
        match message {
            Message::Watch(orders, ready) => self.watch(orders, ready),
            Message::Noticed { paths, entries } => {
                let again: Vec<bool> = paths.iter().map(|path| self.notice(path, entries)).collect();
                if again.contains(&true) {
                    self.plan(None);
                }
            }
            Message::Differ(files) => {
                for file in files {
                    if let Some(file) = self.files.get_mut(&file) {
                        file.mark();
                    }
                }
            }
            Message::Missed => self.doubt(),
            Message::Broken => {
                self.native = None;
                self.folders.clear();
                self.doubt();
            }
            Message::Stop => {}
        }
    }

    fn watch(&mut self, orders: Vec<Order>, ready: Ready) {
        let mut before = mem::take(&mut self.files);
        for Order { file, path } in orders {
            let kept = before.remove(&file).filter(|kept| kept.path == path);
            self.files.insert(file, kept.unwrap_or(Watched { path, way: Way::None, due: None }));
        }
        if self.means.native && self.native.is_none() && !self.files.is_empty() {
            self.native = Native::new(self.post.clone());
        }
        self.plan(Some(ready));
    }

    /// Marks the files that something at `path` concerns; tells whether the folders to watch must be found anew.
    fn notice(&mut self, path: &Path, entries: bool) -> bool {
        let mut again = false;
        for file in self.files.values_mut() {
            let Way::Native(spots) = &file.way else { continue };
            let hit = spots.iter().any(|spot| spot.is(path));
            // A file may be a link now, and a folder may be there or gone.
            again |= entries && (hit || spots.iter().any(|spot| spot.folder.starts_with(path)));
            if hit {
                file.mark();
            }
        }
        // The watch is on the folder that went, no matter what is in its place; macOS watches the path.
        let gone = again && !cfg!(target_os = "macos") && self.folders.remove(path);
        if let Some(native) = self.native.as_mut().filter(|_| gone) {
            native.remove(path);
        }
        again
    }

    /// Something was missed: each file may have changed.
    fn doubt(&mut self) {
        self.plan(None);
        self.files.values_mut().for_each(Watched::mark);
    }

    /// Finds for each file how to watch it, and does so. A file whose watching changed may have changed meanwhile.
    fn plan(&mut self, ready: Option<Ready>) {
        let mut fresh = HashSet::new();
        let mut files = mem::take(&mut self.files);
        let mounts = if files.is_empty() { String::new() } else { (self.means.mounts)() };
        for file in files.values_mut() {
            let way = self.way(&file.path, &mounts, &mut fresh);
            let anew = matches!(&way, Way::Native(spots) if spots.iter().any(|spot| fresh.contains(&spot.at)));
            if file.way != Way::None && (anew || file.way != way) {
                file.mark();
            }
            file.way = way;
        }
        self.files = files;
        self.let_go();
        self.poll(ready);
    }

    /// Watches the folders that a file depends on; those that were not watched before go to `fresh`.
    fn way(&mut self, path: &Path, mounts: &str, fresh: &mut HashSet<PathBuf>) -> Way {
        let Some(native) = &mut self.native else { return Way::Poll };
        // First by its name: a share that does not answer is not even asked.
        if network::is_mute(path, mounts) {
            return Way::Poll;
        }
        for _ in 0..TRIES {
            let Some(spots) = Spot::all(path) else { return Way::Poll };
            if spots.iter().any(|spot| network::is_mute(&spot.at, mounts)) {
                return Way::Poll;
            }
            let mut settled = true;
            for spot in spots.iter().filter(|spot| !self.folders.contains(&spot.at)).collect::<Vec<_>>() {
                settled = false;
                match native.add(&spot.at) {
                    Outcome::Watched => {
                        self.folders.insert(spot.at.clone());
                        fresh.insert(spot.at.clone());
                    }
                    Outcome::Gone => break,
                    Outcome::Refused => return Way::Poll,
                }
            }
            // What came or went before the folders were watched is seen by looking again.
            if settled {
                return Way::Native(spots);
            }
        }
        Way::Poll
    }

    /// Watches no folder that no file depends on.
    fn let_go(&mut self) {
        let needed: HashSet<&Path> = self.files.values().flat_map(|file| file.way.spots()).map(|spot| spot.at.as_path()).collect();
        let native = &mut self.native;
        self.folders.retain(|folder| {
            let keep = needed.contains(folder.as_path());
            if let Some(native) = native.as_mut().filter(|_| !keep) {
                native.remove(folder);
            }
            keep
        });
    }

    /// Hands the files that need it to the poller, which there is only while there are some.
    fn poll(&mut self, ready: Option<Ready>) {
        let files: Vec<_> = self.files.iter().filter(|(_, file)| file.way == Way::Poll).map(|(name, file)| (name.clone(), file.path.clone())).collect();
        if files.is_empty() {
            self.poller = None;
            if ready.is_some_and(|ready| !ready.say()) {
                self.files.values_mut().for_each(Watched::mark);
            }
            return;
        }
        if self.poller.is_none() {
            self.poller = Poller::start(self.means.interval, self.post.clone());
        }
        if let Some(poller) = &self.poller {
            poller.look_at(files, ready);
        }
    }

    fn tell_due(&mut self) {
        let now = Instant::now();
        for (name, file) in &mut self.files {
            if file.due.take_if(|due| *due <= now).is_some() {
                (self.tell)(name.clone());
            }
        }
    }
}

impl Watched {
    /// Has it told, together with what else happens to it soon.
    fn mark(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + TOGETHER);
    }
}

impl Way {
    fn spots(&self) -> &[Spot] {
        match self {
            Self::Native(spots) => spots,
            Self::None | Self::Poll => &[],
        }
    }
}
