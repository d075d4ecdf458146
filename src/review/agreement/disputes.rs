//! Where annotators disagree most.

use super::corpus::{Corpus, Entry, Stretch};
use super::spans::Meeting;
use super::walk::{Cutter, Mask, Piece, labels, walk};

/// An article and how far annotators are apart in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArticleDispute {
    /// The number of the article in the corpus.
    pub article: usize,
    /// Annotations without an exact match, over all pairs of annotators.
    pub unmatched: u64,
    /// All annotations, over all pairs.
    pub all: u64,
}

impl ArticleDispute {
    /// The share of annotations without an exact match: 1 - F1.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.all == 0 { 0.0 } else { self.unmatched as f64 / self.all as f64 }
    }
}

/// A stretch of text that annotators do not label alike.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanDispute {
    /// The number of the article in the corpus.
    pub article: usize,
    /// Where, in code points: from the first to the last place that somebody labelled without a place in between that
    /// nobody did.
    pub place: Stretch,
    /// Code points times the share of pairs of annotators that differ there: long stretches on which few agree come first.
    pub score: f64,
    /// By annotator, which labels somewhere in it; `None` for somebody who has not worked on the article.
    pub labels: Vec<Option<Vec<u16>>>,
}

/// The articles with the most annotations that have no exact match: `most` of them, the worst first.
#[must_use]
pub fn disputed_articles(corpus: &Corpus, most: usize) -> Vec<ArticleDispute> {
    let mut meeting = Meeting::default();
    let mut found: Vec<ArticleDispute> = Vec::new();
    for (article, entry) in corpus.articles.iter().enumerate() {
        let works: Vec<_> = entry.work.iter().flatten().collect();
        let mut dispute = ArticleDispute { article, unmatched: 0, all: 0 };
        for (at, mine) in works.iter().enumerate() {
            for theirs in works.iter().skip(at + 1) {
                let mut exact = 0;
                meeting.meet(&mine.units, &theirs.units);
                meeting.exact(&mine.units, &theirs.units, |_, _| exact += 1);
                let all = (mine.units.len() + theirs.units.len()) as u64;
                dispute.all += all;
                dispute.unmatched += all - 2 * exact;
            }
        }
        if dispute.unmatched > 0 {
            found.push(dispute);
        }
    }
    found.sort_by(|a, b| b.unmatched.cmp(&a.unmatched).then(a.all.cmp(&b.all)).then(a.article.cmp(&b.article)));
    found.truncate(most);
    found
}

/// The stretches of text on which annotators differ most: `most` of them, the worst first.
#[must_use]
pub fn disputed_spans(corpus: &Corpus, most: usize) -> Vec<SpanDispute> {
    let mut found = Vec::new();
    for (article, entry) in corpus.articles.iter().enumerate() {
        if entry.work.iter().flatten().count() > 1 {
            gather(article, entry, &mut found);
        }
        if found.len() > 4 * most.max(256) {
            keep(&mut found, most);
        }
    }
    keep(&mut found, most);
    found
}

fn keep(found: &mut Vec<SpanDispute>, most: usize) {
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.article.cmp(&b.article)).then(a.place.cmp(&b.place)));
    found.truncate(most);
}

fn gather(article: usize, entry: &Entry, found: &mut Vec<SpanDispute>) {
    let mut cutter = Cutter::default();
    let pieces: Vec<Vec<Piece>> = entry
        .work
        .iter()
        .map(|work| {
            let mut pieces = Vec::new();
            if let Some(work) = work {
                cutter.chars(work, &mut pieces);
            }
            pieces
        })
        .collect();
    let mut open: Option<(Stretch, f64, Vec<Mask>)> = None;
    let mut close = |open: &mut Option<(Stretch, f64, Vec<Mask>)>| {
        if let Some((place, score, masks)) = open.take().filter(|(_, score, _)| *score > 0.0) {
            let named = masks.iter().zip(&entry.work).map(|(mask, work)| work.as_ref().map(|_| labels(*mask).collect()));
            found.push(SpanDispute { article, place, score, labels: named.collect() });
        }
    };
    walk(&pieces, |stretch, masks| {
        let given: Vec<Mask> = masks.iter().zip(&entry.work).filter(|(_, work)| work.is_some()).map(|(mask, _)| *mask).collect();
        let unlike: usize = given.iter().map(|mask| given.iter().filter(|other| *other != mask).count()).sum();
        let share = unlike as f64 / (given.len() * (given.len() - 1)).max(1) as f64;
        let score = f64::from(stretch.end - stretch.start) * share;
        match &mut open {
            Some((place, sum, all)) if place.end == stretch.start => {
                place.end = stretch.end;
                *sum += score;
                all.iter_mut().zip(masks).for_each(|(all, mask)| *all |= mask);
            }
            _ => {
                close(&mut open);
                open = Some((stretch, score, masks.to_vec()));
            }
        }
    });
    close(&mut open);
}
