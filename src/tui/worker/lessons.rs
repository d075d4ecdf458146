//! What was decided about an annotator's work, read off the keys' way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Done;
use crate::library::{Catalogue, GOLD, Home, Queues, Sight, feedback_for};

/// Reads it, of all articles.
pub(super) fn read(home: &Home, annotator: &str, stop: Arc<AtomicBool>) -> Done {
    let on = || !stop.load(Ordering::Relaxed);
    let articles = if home.annotations.join(GOLD).is_dir() {
        let catalogue = Catalogue::named(home);
        (0..catalogue.len()).filter_map(|at| catalogue.card(at).map(|card| (card.path(home), card.key().to_owned()))).collect()
    } else {
        Vec::new()
    };
    let sight = Sight::of(home, Some(annotator), &Queues::load(home));
    let found = feedback_for(home, annotator, &articles, &sight, &on);
    Done::Lessons(stop, found)
}
