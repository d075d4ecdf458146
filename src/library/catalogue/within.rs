//! The second step of choosing: leaving those articles that hold the words which `text:` and `span:` ask for.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::filter::{Asking, Filter, Wanted};
use super::search::{Bytes, Snippet};
use super::{Catalogue, Selection, Work};
use crate::library::lanes::in_order;
use crate::library::{Home, Sight};
use crate::sources::read_into;

/// Where an article holds what was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// The words, as they were asked for.
    pub words: Arc<str>,
    /// In something annotated: where its span begins, in code points of the text that it was made in.
    pub span: Option<usize>,
    /// The text around the first place.
    pub snippet: Snippet,
}

/// Takes what is left of a selection, in its order.
struct Remaining<'s> {
    whole: &'s Selection,
    left: Selection,
    /// The place in the whole that has been reached.
    at: usize,
    /// The next group that may begin.
    group: usize,
}

impl Remaining<'_> {
    fn take(&mut self, article: u32, hit: Option<Hit>) {
        self.at += self.whole.articles.iter().skip(self.at).position(|other| *other == article).unwrap_or_default();
        let groups = self.whole.groups.get(self.group..).unwrap_or_default();
        let begun = groups.partition_point(|(start, _)| *start <= self.at);
        if let Some((_, name)) = begun.checked_sub(1).and_then(|last| groups.get(last)) {
            self.left.groups.push((self.left.articles.len(), name.clone()));
        }
        self.group += begun;
        self.left.articles.push(article);
        self.left.hits.extend(hit);
    }
}

impl Catalogue {
    /// Those of the articles of a selection that hold what a filter asks of their files, in their order. `tell` hears after
    /// every few articles of how many have been searched, and of the selection so far. Nothing when `stop` was set meanwhile.
    pub fn holding(
        &self,
        home: &Home,
        filter: &Filter,
        selection: Selection,
        asking: &Asking<'_>,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(usize, &Selection),
    ) -> Option<Selection> {
        if !filter.searches() {
            return Some(selection);
        }
        let whose = filter.whose().or(asking.annotator);
        let work = |bytes: &mut Bytes, &article: &u32, found: &mut Vec<(u32, Option<Hit>)>| {
            found.extend(self.hits(home, &filter.wanted, (whose, asking.sight), article, bytes).map(|hits| (article, hits.into_iter().next())));
        };
        let mut remaining = Remaining { whole: &selection, left: Selection::default(), at: 0, group: 0 };
        let whole = in_order(&selection.articles, stop, &work, &mut |done, found| {
            for (article, hit) in found {
                remaining.take(article, hit);
            }
            tell(done, &remaining.left);
            true
        });
        whole.then_some(remaining.left)
    }

    /// Where an article holds what is wanted; nothing when it lacks any of it, or holds what it must not.
    fn hits(&self, home: &Home, wanted: &[Wanted], whose: (Option<&str>, &Sight), article: u32, bytes: &mut Bytes) -> Option<Vec<Hit>> {
        let mut hits = Vec::new();
        for want in wanted {
            let hit = if want.annotated { self.hit_in_records(home, want, whose, article, bytes) } else { self.hit_in_text(home, want, article, bytes) };
            if hit.is_some() == want.not {
                return None;
            }
            hits.extend(hit);
        }
        Some(hits)
    }

    fn hit_in_text(&self, home: &Home, want: &Wanted, article: u32, bytes: &mut Bytes) -> Option<Hit> {
        read_into(&self.card(article as usize)?.path(home), bytes).ok()?;
        let mut found = want.any.iter().filter_map(|(words, full)| Some((words, full.of_bytes(bytes, article, 1)?)));
        let (words, found) = found.next()?;
        Some(Hit { words: words.clone(), span: None, snippet: found.snippet() })
    }

    fn hit_in_records(&self, home: &Home, want: &Wanted, (whose, sight): (Option<&str>, &Sight), article: u32, bytes: &mut Bytes) -> Option<Hit> {
        let card = self.card(article as usize)?;
        let meant = |work: &Work<'_>| work.total() > 0 && whose.is_none_or(|name| work.annotator() == name) && sight.sees(card, work.annotator());
        for work in card.works().filter(meant) {
            let record = home.record_path(work.annotator(), card.key());
            for (words, full) in &want.any {
                let mut found = Vec::new();
                full.of_record(&record, article, work.annotator(), bytes, &mut found);
                if let Some(first) = found.into_iter().next() {
                    return Some(Hit { words: words.clone(), span: Some(first.start), snippet: first.snippet });
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
