//! Looks at files again and again, where nothing tells that they changed.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Message, Ready};
use crate::library::Stamp;

/// Files by the name they are told by, and their absolute path.
type Files = Vec<(PathBuf, PathBuf)>;

/// A thread that looks at files. It ends when this is dropped.
pub(super) struct Poller(Sender<(Files, Option<Ready>)>);

impl Poller {
    /// Starts the thread, which tells `post` of the files that differ. None when no thread can be had.
    pub(super) fn start(interval: Duration, post: Sender<Message>) -> Option<Self> {
        let (orders, inbox) = channel();
        thread::Builder::new().name("poll".into()).spawn(move || run(&inbox, interval, &post)).ok()?;
        Some(Self(orders))
    }

    /// Looks at exactly these files from now on; says so when each has been looked at once.
    pub(super) fn look_at(&self, files: Files, ready: Option<Ready>) {
        drop(self.0.send((files, ready)));
    }
}

struct Seen {
    file: PathBuf,
    path: PathBuf,
    stamp: Option<Stamp>,
}

fn run(orders: &Receiver<(Files, Option<Ready>)>, interval: Duration, post: &Sender<Message>) {
    let mut seen = Vec::new();
    let mut next = Instant::now() + interval;
    loop {
        match orders.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok((files, ready)) => {
                seen = first_look(files, seen);
                if ready.is_some_and(|ready| !ready.say()) {
                    drop(post.send(Message::Missed));
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let differ: Vec<_> = seen.iter_mut().filter_map(look).collect();
                if !differ.is_empty() && post.send(Message::Differ(differ)).is_err() {
                    return;
                }
                next = Instant::now() + interval;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Takes the stamps of the files that were not looked at before.
fn first_look(files: Files, mut before: Vec<Seen>) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (file, path) in files {
        let known = before.iter().position(|seen| seen.file == file && seen.path == path).map(|at| before.swap_remove(at));
        seen.push(known.unwrap_or_else(|| Seen { stamp: Stamp::of(&path), file, path }));
    }
    seen
}

/// The file, if it differs from when it was looked at last.
fn look(seen: &mut Seen) -> Option<PathBuf> {
    let stamp = Stamp::of(&seen.path);
    let differs = stamp != seen.stamp;
    seen.stamp = stamp;
    differs.then(|| seen.file.clone())
}
