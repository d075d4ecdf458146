//! What the platform has for watching folders.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Message, Outcome};

/// Watches folders, not what is in the folders within. The crate panics where its thread has ended: nothing of that gets out
/// of here.
pub(super) struct Native(Option<RecommendedWatcher>);

impl Native {
    /// Starts it; what it notices goes to `post`. None when the platform has no more of them, or never had.
    pub(super) fn new(post: Sender<Message>) -> Option<Self> {
        let mut broken = false;
        let handle = move |event| {
            // What is broken stays so: once is enough.
            if let Some(message) = message(event).filter(|_| !broken) {
                broken = matches!(message, Message::Broken);
                drop(post.send(message));
            }
        };
        let watcher = catch_unwind(AssertUnwindSafe(|| notify::recommended_watcher(handle))).ok()?.ok()?;
        Some(Self(Some(watcher)))
    }

    /// Watches a folder.
    pub(super) fn add(&mut self, folder: &Path) -> Outcome {
        match self.with(|watcher| watcher.watch(folder, RecursiveMode::NonRecursive)) {
            Some(Ok(())) => Outcome::Watched,
            Some(Err(error)) if is_gone(&error) => Outcome::Gone,
            Some(Err(_)) | None => Outcome::Refused,
        }
    }

    /// Watches it no longer.
    pub(super) fn remove(&mut self, folder: &Path) {
        // One that is gone is not watched any more, which is as it should be.
        drop(self.with(|watcher| watcher.unwatch(folder)));
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut RecommendedWatcher) -> T) -> Option<T> {
        let watcher = self.0.as_mut()?;
        catch_unwind(AssertUnwindSafe(|| act(watcher))).ok()
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        let watcher = self.0.take();
        drop(catch_unwind(AssertUnwindSafe(|| drop(watcher))));
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// What an event says. One of reading says nothing: looking at a file must not have it looked at again.
fn message(event: notify::Result<Event>) -> Option<Message> {
    let Ok(event) = event else { return Some(Message::Broken) };
    if event.need_rescan() {
        return Some(Message::Missed);
    }
    let entries = match event.kind {
        // Whoever writes to memory that stands for the file is noticed only by this.
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => return None,
        EventKind::Modify(kind) => matches!(kind, ModifyKind::Name(_)),
        _ => true,
    };
    Some(Message::Noticed { paths: event.paths, entries })
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, RenameMode};

    use super::*;

    fn entries(kind: EventKind) -> Option<bool> {
        match message(Ok(Event::new(kind).add_path("/a/b".into()))) {
            Some(Message::Noticed { entries, .. }) => Some(entries),
            _ => None,
        }
    }

    #[test]
    fn reading_is_no_change() {
        assert_eq!(entries(EventKind::Access(AccessKind::Open(AccessMode::Any))), None);
        assert_eq!(entries(EventKind::Access(AccessKind::Close(AccessMode::Read))), None);
        assert_eq!(entries(EventKind::Access(AccessKind::Close(AccessMode::Write))), Some(false));
        assert_eq!(entries(EventKind::Modify(ModifyKind::Data(DataChange::Any))), Some(false));
        assert_eq!(entries(EventKind::Modify(ModifyKind::Name(RenameMode::To))), Some(true));
        assert_eq!(entries(EventKind::Create(CreateKind::File)), Some(true));
    }

    #[test]
    fn lost_events_and_errors_are_told_apart() {
        assert!(matches!(message(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))), Some(Message::Missed)));
        assert!(matches!(message(Err(notify::Error::generic("poll"))), Some(Message::Broken)));
    }
}
