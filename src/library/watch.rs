//! Which files may have been changed by somebody else: another program, another machine.
//!
//! Owns the watching, natively where that works and by looking every two seconds where it does not. It does not know what is
//! in a file, nor whether it changed: that is for a hash to say. Own saves are told like all others.

mod courier;
#[cfg(feature = "watch")]
mod native;
mod network;
mod poller;
mod spot;
#[cfg(test)]
mod tests;
#[cfg(not(feature = "watch"))]
mod without;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use courier::Courier;

/// Between two looks at a file that cannot be watched natively.
const INTERVAL: Duration = Duration::from_secs(2);

/// How long [`Watch::files`] waits at most until the watching has begun.
const PATIENCE: Duration = Duration::from_millis(100);

/// Tells when files may have changed. It only tells to look: whether something changed is for a hash to say.
///
/// It has a thread of its own, and one more while there are files that must be looked at again and again. With nothing to
/// tell, the former sleeps. Dropping the watch stops both; what is being told at that moment is still told.
#[derive(Debug)]
pub struct Watch {
    orders: Sender<Message>,
    patience: Duration,
}

impl Watch {
    /// A watch that watches nothing yet. `tell` is called from a thread of its own with each watched file that may have
    /// changed, as its path was given; changes within 50 ms are told once. A file is told also when it comes, when it goes, and
    /// when it cannot be known whether it changed.
    pub fn new(tell: impl Fn(PathBuf) + Send + 'static) -> Self {
        Self::with(Means { native: true, interval: INTERVAL, patience: PATIENCE, mounts: Box::new(network::table) }, tell)
    }

    fn with(means: Means, tell: impl Fn(PathBuf) + Send + 'static) -> Self {
        let (orders, inbox) = channel();
        let (post, patience) = (orders.clone(), means.patience);
        // A machine that has no thread left gets a watch that never tells; saves check the disk in any case.
        drop(thread::Builder::new().name("watch".into()).spawn(move || Courier::new(means, post, tell).run(&inbox)));
        Self { orders, patience }
    }

    /// Watches exactly these files from now on, which need not exist yet, nor their folders. What was watched before is let
    /// go of.
    ///
    /// Read the files after this, not before: then no change falls in between. Where the watching takes long to begin, as on a
    /// share that does not answer, this returns nevertheless, and the files are told once when it has begun.
    pub fn files(&mut self, files: &[PathBuf]) {
        let mut seen = HashSet::new();
        let orders = files.iter().filter(|file| seen.insert(*file)).map(|file| Order { file: file.clone(), path: absolute(file) }).collect();
        let (ready, begun) = sync_channel(0);
        if self.orders.send(Message::Watch(orders, Ready(ready))).is_ok() {
            let _ = begun.recv_timeout(self.patience);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The threads are not waited for: one of them may hang in a share that does not answer.
        drop(self.orders.send(Message::Stop));
    }
}

/// Made absolute while the current folder is the one that was meant.
fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// How the watching is done; tests do it otherwise.
struct Means {
    /// Whether to try what the platform has for it.
    native: bool,
    interval: Duration,
    patience: Duration,
    /// Tells the table of what is mounted.
    mounts: Box<dyn Fn() -> String + Send>,
}

/// A file to watch.
struct Order {
    /// Its path as it was given.
    file: PathBuf,
    /// Its absolute path.
    path: PathBuf,
}

/// Says that the watching has begun, to whoever still waits for it.
struct Ready(SyncSender<()>);

impl Ready {
    /// Whether somebody waited. A channel without room hands over or fails: there is no third.
    fn say(self) -> bool {
        self.0.send(()).is_ok()
    }
}

/// What the watching thread is told, by the owner, the platform and the poller.
#[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "some of it only the platform says"))]
enum Message {
    /// Watch these from now on.
    Watch(Vec<Order>, Ready),
    /// Something happened at these paths; with `entries`, something came, went or was renamed there.
    Noticed { paths: Vec<PathBuf>, entries: bool },
    /// These files look different.
    Differ(Vec<PathBuf>),
    /// Something happened, and nobody knows what.
    Missed,
    /// The platform watches no longer.
    Broken,
    /// Stop.
    Stop,
}

/// What came of an attempt to watch a folder.
#[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "only the platform gives these answers"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It is watched.
    Watched,
    /// It is gone.
    Gone,
    /// It cannot be watched: there are too many watches, or it may not be read.
    Refused,
}
