//! Work on many articles at once, told in order: all cores take the next few articles, and whoever listens hears of them as
//! if one had worked alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Articles that are taken in one go.
const BATCH: usize = 64;

/// Batches that wait for being told, for each core.
const AHEAD: usize = 8;

/// Bytes that wait for being told, before only the next batch goes on.
const HELD: usize = 48 << 20;

/// Bytes of a batch that are told before the rest of it is done.
const PART: usize = 2 << 20;

/// How long a core waits before it looks again whether all of it was called off.
const LOOK: Duration = Duration::from_millis(50);

/// A part of what came of a batch: the number of the batch, what it is, the bytes that it takes, and whether it is the last.
type Part<T> = (usize, Vec<T>, usize, bool);

/// How far the telling is.
#[derive(Debug, Default)]
struct Told {
    /// The batch that is told next.
    batch: usize,
    /// Bytes that wait for it.
    held: usize,
    /// Whether nobody listens any more.
    over: bool,
}

#[derive(Debug, Default)]
struct Gate {
    told: Mutex<Told>,
    changed: Condvar,
}

impl Gate {
    fn change(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits until a batch may go on: the next one always may. False when there is no more need.
    fn pass(&self, batch: usize, threads: usize, stop: &AtomicBool) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if told.over || stop.load(Ordering::Relaxed) {
                return false;
            }
            if batch == told.batch || told.held < HELD && batch < told.batch + threads * AHEAD {
                return true;
            }
            told = self.changed.wait_timeout(told, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Lets those who wait go home, however the telling ends.
struct Over<'g>(&'g Gate);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.change(|told| told.over = true);
    }
}

/// Does `work` on each article with a room of its own for each core, and tells what came of them, with the number of articles
/// done so far. Ends early, and is false, when `stop` is set or `take` says so.
pub(super) fn in_order<I: Sync, T: Send, R: Default>(
    articles: &[I],
    stop: &AtomicBool,
    work: &(dyn Fn(&mut R, &I, &mut Vec<T>) + Sync),
    take: &mut dyn FnMut(usize, Vec<T>) -> bool,
) -> bool {
    in_order_weighed(articles, stop, work, &|_| 0, take)
}

/// The same for what is large: `weigh` gives the bytes that something takes, of which only so many wait at once.
pub(super) fn in_order_weighed<I: Sync, T: Send, R: Default>(
    articles: &[I],
    stop: &AtomicBool,
    work: &(dyn Fn(&mut R, &I, &mut Vec<T>) + Sync),
    weigh: &(dyn Fn(&T) -> usize + Sync),
    take: &mut dyn FnMut(usize, Vec<T>) -> bool,
) -> bool {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(16);
    let batches: Vec<&[I]> = articles.chunks(BATCH).collect();
    let (batches, next, gate) = (&batches, &AtomicUsize::new(0), &Gate::default());
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(threads);
        for _ in 0..threads.min(batches.len()) {
            let sender = sender.clone();
            scope.spawn(move || {
                let mut room = R::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(number) else { return };
                    let lane = Lane { number, gate, sender: &sender, weigh };
                    let mut each = |article: &I, found: &mut Vec<T>| work(&mut room, article, found);
                    if !lane.through(batch, &mut each, &|| gate.pass(number, threads, stop)) {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let _over = Over(gate);
        let (mut early, mut told): (BTreeMap<usize, Vec<Part<T>>>, usize) = (BTreeMap::new(), 0);
        for part in receiver {
            early.entry(part.0).or_default().push(part);
            while let Some(parts) = early.remove(&told) {
                let mut ended = false;
                for (_, found, bytes, last) in parts {
                    ended |= last;
                    let done = ((told + usize::from(last)) * BATCH).min(articles.len());
                    if !take(done, found) {
                        return false;
                    }
                    gate.change(|told| told.held = told.held.saturating_sub(bytes));
                }
                if !ended {
                    break;
                }
                told += 1;
                gate.change(|gate| gate.batch = told);
            }
        }
        told == batches.len()
    })
}

/// A core at work on a batch.
struct Lane<'a, T> {
    number: usize,
    gate: &'a Gate,
    sender: &'a SyncSender<Part<T>>,
    weigh: &'a (dyn Fn(&T) -> usize + Sync),
}

impl<T> Lane<'_, T> {
    /// Works through a batch; whether to go on.
    fn through<I>(&self, batch: &[I], work: &mut dyn FnMut(&I, &mut Vec<T>), pass: &dyn Fn() -> bool) -> bool {
        let (mut found, mut bytes) = (Vec::new(), 0);
        for article in batch {
            if !pass() {
                return false;
            }
            let before = found.len();
            work(article, &mut found);
            bytes += found.iter().skip(before).map(self.weigh).sum::<usize>();
            if bytes > PART && !self.send(std::mem::take(&mut found), std::mem::take(&mut bytes), false) {
                return false;
            }
        }
        self.send(found, bytes, true)
    }

    fn send(&self, found: Vec<T>, bytes: usize, last: bool) -> bool {
        self.gate.told.lock().unwrap_or_else(PoisonError::into_inner).held += bytes;
        // Nobody listens any more.
        self.sender.send((self.number, found, bytes, last)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(count: u32, stop: &AtomicBool, most: usize) -> (bool, Vec<u32>) {
        let articles: Vec<u32> = (0..count).collect();
        let mut all = Vec::new();
        let whole = in_order(&articles, stop, &|(): &mut (), article: &u32, found| found.push(article * article), &mut |_, found| {
            all.extend(found);
            all.len() < most
        });
        (whole, all)
    }

    #[test]
    fn what_many_do_is_told_in_order() {
        let expected: Vec<u32> = (0..5000).map(|number| number * number).collect();
        assert_eq!(squares(5000, &AtomicBool::new(false), usize::MAX), (true, expected.clone()));
        assert_eq!(squares(0, &AtomicBool::new(false), usize::MAX), (true, Vec::new()));
        let (whole, some) = squares(5000, &AtomicBool::new(false), 100);
        assert!(!whole && some.len() < 5000 && expected.starts_with(&some));
        assert_eq!(squares(5000, &AtomicBool::new(true), usize::MAX), (false, Vec::new()));
    }

    #[test]
    fn what_is_large_waits_and_is_told_in_order() {
        let articles: Vec<u32> = (0..400).collect();
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let large = |(): &mut (), article: &u32, found: &mut Vec<u32>| {
            most.fetch_max(held.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
            found.push(*article);
        };
        let mut all = Vec::new();
        let whole = in_order_weighed(&articles, &AtomicBool::new(false), &large, &|_| 8 << 20, &mut |_, found| {
            held.fetch_sub(found.len(), Ordering::SeqCst);
            all.extend(found);
            true
        });
        let threads = std::thread::available_parallelism().map_or(2, usize::from).min(16);
        assert_eq!((whole, all), (true, articles));
        assert!(most.into_inner() <= 8 + 4 * threads);
    }
}
