//! How far annotators agree, worked out off the keys' way.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Done;
use crate::library::{Catalogue, Comparison, GOLD, Home, Queues, Sight, annotators, disputed};
use crate::review::agreement::{Resampling, cautions, report};
use crate::tui::agreeing::{AgreeNews, Agreed};

/// How intervals are made, as the command does it when it is not told otherwise.
const HOW: Resampling = Resampling { seed: 1, rounds: 1000 };

/// Articles and places of most disagreement that are listed.
const DISPUTES: usize = 100;

/// Works out the figures on these articles, or on all when none are given, as `looker` may see them.
pub(super) fn agree(home: &Home, looker: Option<&str>, articles: Option<Vec<(PathBuf, String)>>, stop: &Arc<AtomicBool>, answer: &dyn Fn(Done)) {
    let tell = |news: AgreeNews| answer(Done::Agreeing(stop.clone(), news));
    let on = || !stop.load(Ordering::Relaxed);
    let found = worked_out(home, looker, articles, &on, &tell);
    if on() {
        tell(AgreeNews::Agreed(found.map(Box::new)));
    }
}

fn worked_out(
    home: &Home,
    looker: Option<&str>,
    articles: Option<Vec<(PathBuf, String)>>,
    on: &dyn Fn() -> bool,
    tell: &dyn Fn(AgreeNews),
) -> Result<Agreed, String> {
    let names: Vec<String> = annotators(home).into_iter().filter(|name| name != GOLD).collect();
    if names.len() < 2 {
        return Err("agreement needs two annotators, and there are not two here".into());
    }
    let all = || {
        let catalogue = Catalogue::named(home);
        (0..catalogue.len()).filter_map(|at| catalogue.card(at).map(|card| (card.path(home), card.key().to_owned()))).collect()
    };
    let comparison = Comparison { home, annotators: names, only_done: false };
    let sight = Sight::of(home, looker, &Queues::load(home));
    let (seen, hidden) = comparison.seen(articles.unwrap_or_else(all), &sight);
    if seen.is_empty() && hidden > 0 {
        return Err(sight.reason().0);
    }
    let compared = comparison.read(&seen, &mut |done| {
        tell(AgreeNews::Read(done, seen.len()));
        on()
    });
    if compared.corpus.articles.is_empty() {
        return Err(compared.failed.first().cloned().unwrap_or_else(|| "there is no article that two of them have annotated".into()));
    }
    let figures = report(&compared.corpus, Some(HOW), &mut |done| {
        tell(AgreeNews::Resampled(done, HOW.rounds));
        on()
    });
    let (articles, places) = if on() { disputed(home, &compared, DISPUTES, DISPUTES) } else { Default::default() };
    Ok(Agreed { cautions: cautions(&compared.corpus), report: figures, articles, places, hidden, compared })
}
