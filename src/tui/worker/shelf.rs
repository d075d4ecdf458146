//! The library: listed, chosen from, looked into, and acted on as a whole.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{Timestamp, tz::TimeZone};

use super::{Done, Listed};
use crate::annotation::WorkState;
use crate::article::{BlockRule, Role};
use crate::library::{Asking, Catalogue, Filter, Home, Queues, Refreshed, Selection, Sight, Step, begin_article, complete, dequeue, enqueue, mark};
use crate::tui::shelf::{Asked, Chosen, Preview};

/// Paragraphs of a preview at most.
const PARAGRAPHS: usize = 12;

/// After this long what a search has found so far is shown.
const PACE: Duration = Duration::from_millis(150);

/// The longest time without a word of how far a search is.
const SLOWEST: Duration = Duration::from_secs(1);

/// Lists the articles: first as they were last time, then by name, then as they are.
pub(super) fn list(home: &Arc<Home>, answer: &impl Fn(Done)) {
    let queues = Arc::new(Queues::load(home));
    let tell = |catalogue: Option<Arc<Catalogue>>, progress| answer(Done::Listed(Listed { catalogue, queues: queues.clone(), progress }));
    let kept = Arc::new(Catalogue::kept(home));
    if !kept.is_empty() {
        tell(Some(kept.clone()), Some((0, kept.len())));
    }
    let up_to_date = kept.brought_up_to_date(home, |step| {
        match step {
            Step::Named(catalogue) => {
                let all = catalogue.len();
                tell(Some(Arc::new(catalogue)), Some((0, all)));
            }
            Step::Looked { done, all, so_far } => tell(so_far.map(|so_far| Arc::new(so_far.catalogue())), Some((done, all))),
        }
        true
    });
    match up_to_date {
        Refreshed::New(catalogue) => {
            let catalogue = Arc::new(catalogue);
            tell(Some(catalogue.clone()), None);
            // A cache that cannot be written is made again the next time.
            let _ = catalogue.keep(home);
        }
        Refreshed::Same if kept.is_empty() => tell(Some(kept), None),
        Refreshed::Same | Refreshed::Stopped => tell(None, None),
    }
}

/// Chooses articles. What must be searched for words is told little by little; nothing more once the question was called off.
pub(in crate::tui) fn choose(asked: &Asked, answer: &dyn Fn(Done)) {
    let now = Timestamp::now().to_zoned_datetime(TimeZone::system());
    let (filter, problems) = Filter::parse(&asked.filter, now.date());
    let sight = Sight::of(&asked.home, asked.annotator.as_deref(), &asked.queues);
    let asking = Asking { annotator: asked.annotator.as_deref(), queues: &asked.queues, sight: &sight };
    let midnight = now.start_of_day().map_or(i64::MAX, |day| day.timestamp().as_second());
    let labels: Vec<&str> = asked.labels.iter().map(String::as_str).collect();
    let plain = Chosen {
        catalogue: asked.catalogue.clone(),
        selection: Selection::default(),
        problems,
        filter: asked.filter.clone(),
        offered: complete(&asked.filter, &asked.catalogue, &asked.queues, &labels),
        done: done(asked, midnight),
        searched: None,
    };
    let tell = |selection: Selection, searched| answer(Done::Chosen(asked.number, Box::new(Chosen { selection, searched, ..plain.clone() })));
    let Some(selection) = asked.catalogue.select(&filter, asked.arrangement, &asking, &asked.stop) else { return };
    let all = selection.articles.len();
    let (mut told, mut pace) = (Instant::now(), PACE);
    let held = asked.catalogue.holding(&asked.home, &filter, selection, &asking, &asked.stop, &mut |searched, so_far| {
        if told.elapsed() >= pace {
            tell(so_far.clone(), Some((searched, all)));
            // Ever longer lists are told ever more seldom.
            (told, pace) = (Instant::now(), (pace * 2).min(SLOWEST));
        }
    });
    if let Some(selection) = held {
        tell(selection, None);
    }
}

/// How many articles the annotator has done, and how many of them since midnight.
fn done(asked: &Asked, midnight: i64) -> (usize, usize) {
    let mut done = (0, 0);
    for card in asked.catalogue.cards() {
        let mut works = card.works().filter(|work| asked.annotator.as_deref().is_none_or(|name| work.annotator() == name));
        if let Some(work) = works.find(|work| work.state() == Some(WorkState::Done)) {
            done = (done.0 + 1, done.1 + usize::from(work.modified() >= midnight));
        }
    }
    done
}

/// The beginning of an article.
pub(super) fn preview(home: &Home, key: String, path: &std::path::Path) -> Done {
    let paragraphs = match begin_article(home, path) {
        Ok(opened) => {
            let article = &opened.article;
            let blocks = article.blocks().iter().filter(|block| block.role != Role::Boilerplate).take(PARAGRAPHS);
            let line = |block: &crate::article::Block| match article.rule() {
                BlockRule::Wrapped => article.prose(*block).into_owned(),
                _ => article.text().slice(block.span).to_owned(),
            };
            blocks.map(line).collect()
        }
        Err(error) => vec![error.to_string()],
    };
    Done::Previewed(Preview { key, paragraphs })
}

/// Gives articles a state.
pub(super) fn set_state(home: &Arc<Home>, annotator: &str, articles: &[PathBuf], state: WorkState) -> Done {
    let marked = mark(home, annotator, articles, state);
    let word = if state == WorkState::Done { "done" } else { "in progress" };
    let noun = if marked.changed == 1 { "article" } else { "articles" };
    let told = format!("{} {noun} marked as {word}", marked.changed);
    match marked.failed.as_slice() {
        [] => Done::Acted(Ok(told)),
        [one] => Done::Acted(Err(format!("{told}; {one}"))),
        [one, rest @ ..] => Done::Acted(Err(format!("{told}; {one} (and {} more)", rest.len()))),
    }
}

/// Moves articles into an annotator's queue, or with an empty name out of every queue.
pub(super) fn move_to_queue(home: &Home, annotator: &str, keys: &[String]) -> Done {
    let (moved, told) = if annotator.is_empty() {
        (dequeue(home, keys), "taken out of the queues".to_owned())
    } else {
        (enqueue(home, annotator, keys), format!("moved to the queue of {annotator}"))
    };
    Done::Acted(match moved {
        Ok(count) => Ok(format!("{count} {told}")),
        Err(error) => Err(format!("the queue could not be written: {error}")),
    })
}
