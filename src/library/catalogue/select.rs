//! Choosing articles, and putting them in order.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicBool, Ordering as Memory};

use super::dates::day_of;
use super::filter::{Asking, Filter, Loose, by_state, file_name, state_of, works};
use super::{Card, Catalogue, Hit, Work};
use crate::annotation::WorkState;

/// In what order articles stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By path.
    #[default]
    Path,
    /// By headline.
    Title,
    /// By newspaper, agency or site, then by date.
    Source,
    /// By date of publication, the newest first.
    Date,
    /// By length, the longest first.
    Length,
    /// By state: new, in progress, done.
    State,
    /// By how many annotations they have, the most first.
    Annotations,
    /// The best match of the words first.
    Match,
    /// Shuffled: the same seed gives the same order.
    Shuffled(u64),
}

/// What articles are put together by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Nothing.
    #[default]
    None,
    /// Newspaper, agency or site.
    Source,
    /// Month of publication.
    Month,
    /// State.
    State,
    /// Folder.
    Folder,
}

/// How a selection is arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The order within a group.
    pub order: Order,
    /// Whether it is turned round.
    pub reverse: bool,
    /// The groups.
    pub grouping: Grouping,
}

/// Articles that were chosen, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Their numbers in the catalogue.
    pub articles: Vec<u32>,
    /// Where in `articles` each group begins, and its name; empty without groups.
    pub groups: Vec<(usize, String)>,
    /// Where each of them holds the words that the filter asks for, if it asks for any.
    pub hits: Vec<Hit>,
}

impl Order {
    /// Every order that has a name, with that name.
    pub const NAMED: [(&'static str, Self); 8] = [
        ("path", Self::Path),
        ("title", Self::Title),
        ("source", Self::Source),
        ("date", Self::Date),
        ("length", Self::Length),
        ("state", Self::State),
        ("annotations", Self::Annotations),
        ("match", Self::Match),
    ];
}

impl Grouping {
    /// Every grouping, with its name.
    pub const NAMED: [(&'static str, Self); 5] =
        [("none", Self::None), ("source", Self::Source), ("month", Self::Month), ("state", Self::State), ("folder", Self::Folder)];

    /// The name of the group of an article.
    fn name_of(self, card: Card<'_>, asking: &Asking<'_>) -> String {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        match self {
            Self::None => String::new(),
            Self::Source => or(card.publication(), "no source"),
            Self::Month => day_of(card.date()).map_or_else(|| "no date".into(), |day| format!("{:04}-{:02}", day.year(), day.month())),
            Self::State => match state_of(card, asking.annotator) {
                WorkState::New => "new".into(),
                WorkState::InProgress => "in progress".into(),
                WorkState::Done => "done".into(),
            },
            Self::Folder => or(card.key().rsplit_once('/').map_or("", |(folder, _)| folder), "."),
        }
    }
}

impl Catalogue {
    /// The articles of which what is known passes a filter, arranged; words in texts are a second step
    /// ([`Catalogue::holding`]). Nothing when `stop` was set meanwhile.
    #[must_use]
    pub fn select(&self, filter: &Filter, arrangement: Arrangement, asking: &Asking<'_>, stop: &AtomicBool) -> Option<Selection> {
        let mut found = self.passing(filter, asking, stop)?;
        let cards = |at: u32| self.card(at as usize);
        let groups = arrangement.grouping != Grouping::None;
        let rank = |a: &(u32, u32), b: &(u32, u32)| -> Ordering {
            let (Some(one), Some(other)) = (cards(a.0), cards(b.0)) else { return Ordering::Equal };
            let order = if arrangement.order == Order::Match { b.1.cmp(&a.1) } else { compare(arrangement.order, one, other, asking) };
            let order = if arrangement.reverse { order.reverse() } else { order };
            order.then(a.0.cmp(&b.0))
        };
        if arrangement.order != Order::Path || arrangement.reverse {
            found.sort_unstable_by(rank);
        }
        if stop.load(Memory::Relaxed) {
            return None;
        }
        let mut selection = Selection { articles: found.into_iter().map(|(at, _)| at).collect(), ..Selection::default() };
        if groups {
            self.group(&mut selection, arrangement.grouping, asking);
        }
        Some(selection)
    }

    /// The numbers of the articles that pass, by key, with how well they match; on all cores.
    fn passing(&self, filter: &Filter, asking: &Asking<'_>, stop: &AtomicBool) -> Option<Vec<(u32, u32)>> {
        if filter.is_empty() {
            return Some((0..self.len() as u32).map(|at| (at, 0)).collect());
        }
        let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
        let share = self.len().div_ceil(threads).max(1);
        let parts = std::thread::scope(|scope| {
            let starts = (0..self.len()).step_by(share);
            let work: Vec<_> = starts.map(|start| scope.spawn(move || self.passing_of(start, share, filter, asking, stop))).collect();
            work.into_iter().map(|part| part.join().ok().flatten()).collect::<Option<Vec<_>>>()
        });
        parts.map(|parts| parts.into_iter().flatten().collect())
    }

    fn passing_of(&self, start: usize, share: usize, filter: &Filter, asking: &Asking<'_>, stop: &AtomicBool) -> Option<Vec<(u32, u32)>> {
        let mut loose = Loose::default();
        let mut found = Vec::new();
        for (at, card) in self.cards().enumerate().skip(start).take(share) {
            if at % 1024 == 0 && stop.load(Memory::Relaxed) {
                return None;
            }
            if let Some(score) = filter.matches(card, asking, &mut loose) {
                found.push((at as u32, score));
            }
        }
        Some(found)
    }

    /// Puts articles together by group; within one the order stays.
    fn group(&self, selection: &mut Selection, grouping: Grouping, asking: &Asking<'_>) {
        let mut named: Vec<(String, u32)> = Vec::with_capacity(selection.articles.len());
        for at in &selection.articles {
            named.push((self.card(*at as usize).map(|card| grouping.name_of(card, asking)).unwrap_or_default(), *at));
        }
        let by_name = |a: &(String, u32), b: &(String, u32)| match grouping {
            Grouping::State => state_rank(&a.0).cmp(&state_rank(&b.0)),
            Grouping::Month => b.0.starts_with("no ").cmp(&a.0.starts_with("no ")).reverse().then_with(|| b.0.cmp(&a.0)),
            _ => a.0.starts_with("no ").cmp(&b.0.starts_with("no ")).then_with(|| a.0.cmp(&b.0)),
        };
        named.sort_by(by_name);
        selection.articles.clear();
        for (name, at) in named {
            if selection.groups.last().is_none_or(|(_, last)| *last != name) {
                selection.groups.push((selection.articles.len(), name));
            }
            selection.articles.push(at);
        }
    }
}

fn state_rank(name: &str) -> usize {
    ["new", "in progress", "done"].iter().position(|state| *state == name).unwrap_or_default()
}

fn compare(order: Order, a: Card<'_>, b: Card<'_>, asking: &Asking<'_>) -> Ordering {
    let total = |card: Card<'_>| works(card, asking.annotator).filter(|work| asking.sight.sees(card, work.annotator())).map(Work::total).sum::<u32>();
    match order {
        Order::Path | Order::Match => a.key().cmp(b.key()),
        Order::Title => alphabetical(title(a), title(b)),
        Order::Source => {
            last_if_empty(a.publication(), b.publication()).then_with(|| alphabetical(a.publication(), b.publication())).then_with(|| b.date().cmp(a.date()))
        }
        Order::Date => last_if_empty(a.date(), b.date()).then_with(|| b.date().cmp(a.date())),
        Order::Length => b.words().cmp(&a.words()),
        Order::State => by_state(state_of(a, asking.annotator), state_of(b, asking.annotator)),
        Order::Annotations => total(b).cmp(&total(a)),
        Order::Shuffled(seed) => scatter(seed, a.key()).cmp(&scatter(seed, b.key())),
    }
}

fn last_if_empty(a: &str, b: &str) -> Ordering {
    a.is_empty().cmp(&b.is_empty())
}

fn title(card: Card<'_>) -> &str {
    if card.title().is_empty() { file_name(card.key()) } else { card.title() }
}

/// The order of letters, capitals or not, marks in front left out.
fn alphabetical(a: &str, b: &str) -> Ordering {
    let letters = |text: &str| text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let (a, b) = (a.get(letters(a)..).unwrap_or(a), b.get(letters(b)..).unwrap_or(b));
    if a.is_ascii() && b.is_ascii() {
        return a.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
}

/// A number that looks random and depends on the seed and the key alone (FNV-1a with a final mix of `MurmurHash3`).
fn scatter(seed: u64, key: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut hash = key.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests;
