//! Work on many articles at once, told in order: all cores take the next few articles, and whoever listens hears of them as
//! if one had worked alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// Articles that are taken in one go.
const BATCH: usize = 64;

/// Batches that wait for being told, for each core.
const AHEAD: usize = 8;

/// Does `work` on each article with a room of its own for each core, and tells what came of each batch, with the number of
/// articles done so far. Ends early, and is false, when `stop` is set or `take` says so.
pub(super) fn in_order<I: Sync, T: Send, R: Default>(
    articles: &[I],
    stop: &AtomicBool,
    work: &(dyn Fn(&mut R, &I, &mut Vec<T>) + Sync),
    take: &mut dyn FnMut(usize, Vec<T>) -> bool,
) -> bool {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(16);
    let batches: Vec<&[I]> = articles.chunks(BATCH).collect();
    let (batches, next) = (&batches, &AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(threads * AHEAD);
        for _ in 0..threads.min(batches.len()) {
            let sender = sender.clone();
            scope.spawn(move || {
                let mut room = R::default();
                while !stop.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(number) else { return };
                    let mut found = Vec::new();
                    batch.iter().for_each(|article| work(&mut room, article, &mut found));
                    // Nobody listens any more.
                    if sender.send((number, found)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let (mut early, mut told) = (BTreeMap::new(), 0);
        for (number, found) in receiver {
            early.insert(number, found);
            while let Some(found) = early.remove(&told) {
                told += 1;
                if !take((told * BATCH).min(articles.len()), found) {
                    return false;
                }
            }
        }
        told == batches.len()
    })
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
}
