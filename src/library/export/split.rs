//! Which part of a training set each article is in.
//!
//! By article, since sentences of one article know of each other; texts that are alike, such as one agency's copy in several
//! papers, are kept together, or a model is judged by what it has learned. The same articles, shares and seed give the same
//! parts on every machine. On request each part gets its share of every label: iterative stratification after Sechidis,
//! Tsoumakas and Vlahavas, “On the Stratification of Multi-label Data”, ECML PKDD 2011.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::Wanted;
use super::prepare::document;
use crate::article::{Text, sha256};
use crate::exchange::Split;
use crate::library::Home;
use crate::library::lanes::in_order;
use crate::library::sketch::{Shingles, Sketch};
use crate::sources;

/// From which resemblance on two texts are kept together.
const ALIKE: f64 = 0.5;

/// How large the parts are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares([u32; 3]);

impl Shares {
    /// `80/10/10`: train, dev and test; or two numbers, train and test. They need not come to a hundred.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<u32> = text.split('/').map(|number| number.trim().parse().ok().filter(|number| *number <= 1_000_000)).collect::<Option<_>>()?;
        let shares = match numbers.as_slice() {
            [train, test] => Self([*train, 0, *test]),
            [train, dev, test] => Self([*train, *dev, *test]),
            _ => return None,
        };
        (shares.0.iter().sum::<u32>() > 0).then_some(shares)
    }

    fn of(self, part: usize) -> f64 {
        let all: u32 = self.0.iter().sum();
        f64::from(self.0.get(part).copied().unwrap_or_default()) / f64::from(all.max(1))
    }
}

/// What is known of a text for this.
#[derive(Clone, Debug, Default)]
struct Glance {
    hash: String,
    sketch: Sketch,
    labels: BTreeMap<String, usize>,
}

/// Articles that stay together.
struct Group {
    /// Where it comes in the shuffled order.
    order: String,
    members: Vec<usize>,
    labels: BTreeMap<String, usize>,
}

/// Gives each piece of work its part. With `by_label` every label is shared out as the articles are. How many articles were
/// kept together with one like them. Files that cannot be read are in some part; the export tells of them.
pub fn split(home: &Home, wanted: &mut [Wanted], shares: Shares, seed: u64, by_label: bool) -> usize {
    let glances = glances(home, wanted, by_label);
    let owners = together(wanted, &glances);
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (at, owner) in owners.iter().enumerate() {
        let key = wanted.get(*owner).map_or("", |one| one.key.as_str());
        let group =
            groups.entry(*owner).or_insert_with(|| Group { order: sha256(format!("{seed} {key}").as_bytes()), members: Vec::new(), labels: BTreeMap::new() });
        group.members.push(at);
        for (label, count) in glances.get(at).map(|glance| &glance.labels).into_iter().flatten() {
            *group.labels.entry(label.clone()).or_default() += count;
        }
    }
    let kept_together = wanted.len() - groups.len();
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by(|a, b| a.order.cmp(&b.order));
    for (group, part) in dealt(&groups, shares, wanted.len()) {
        for at in &group.members {
            if let Some(one) = wanted.get_mut(*at) {
                one.split = Split::ALL.get(part).copied();
            }
        }
    }
    kept_together
}

fn glances(home: &Home, wanted: &[Wanted], by_label: bool) -> Vec<Glance> {
    let mut all = Vec::with_capacity(wanted.len());
    let work = |(): &mut (), one: &Wanted, found: &mut Vec<Glance>| {
        // Of a record that cannot be read the text still counts.
        let work = if by_label { document(home, one).ok() } else { None };
        let text = work.as_ref().map(|document| document.article.text().clone());
        let Some(text) = text.or_else(|| sources::read(&one.path).ok().map(|decoded| Text::new(decoded.text))) else {
            return found.push(Glance::default());
        };
        let mut labels = BTreeMap::new();
        for annotation in work.iter().flat_map(|document| &document.annotations) {
            *labels.entry(annotation.label.to_string()).or_default() += 1;
        }
        found.push(Glance { hash: text.sha256().to_owned(), sketch: Sketch::of(text.as_str()), labels });
    };
    in_order(wanted, &AtomicBool::new(false), &work, &mut |_, found| {
        all.extend(found);
        true
    });
    all
}

/// For each piece of work the first one that it stays with: itself, mostly.
fn together(wanted: &[Wanted], glances: &[Glance]) -> Vec<usize> {
    let mut owners: Vec<usize> = (0..wanted.len()).collect();
    let mut by_hash: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut same: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let shingles = |at: usize| wanted.get(at).and_then(|one| sources::read(&one.path).ok()).map(|decoded| Shingles::of(&decoded.text));
    for (at, glance) in glances.iter().enumerate() {
        // The same text, or the work of several people on one article.
        let key = wanted.get(at).map_or("", |one| one.key.as_str());
        for known in [("text", glance.hash.as_str()), ("key", key)] {
            let first = *same.entry(known).or_insert(at);
            join(&mut owners, first, at);
        }
        let mut near: Vec<usize> = glance.sketch.hashes().flat_map(|hash| by_hash.get(&hash).cloned().unwrap_or_default()).collect();
        near.sort_unstable();
        near.dedup();
        let alike = near.into_iter().filter(|other| glances.get(*other).is_some_and(|other| glance.sketch.shares(&other.sketch)));
        let candidates: Vec<usize> = alike.filter(|other| owner(&owners, *other) != owner(&owners, at)).collect();
        if let Some(own) = (!candidates.is_empty()).then(|| shingles(at)).flatten() {
            for other in candidates {
                if shingles(other).is_some_and(|other| own.resemblance(&other) >= ALIKE) {
                    join(&mut owners, other, at);
                }
            }
        }
        glance.sketch.hashes().for_each(|hash| by_hash.entry(hash).or_default().push(at));
    }
    (0..owners.len()).map(|at| owner(&owners, at)).collect()
}

fn owner(owners: &[usize], mut at: usize) -> usize {
    while let Some(next) = owners.get(at).copied().filter(|next| *next != at) {
        at = next;
    }
    at
}

fn join(owners: &mut [usize], one: usize, other: usize) {
    let (one, other) = (owner(owners, one), owner(owners, other));
    if let Some(place) = owners.get_mut(one.max(other)) {
        *place = one.min(other);
    }
}

/// Deals groups out: one with a rare label first, to the part that lacks most of that label; then to the part that lacks
/// most articles.
fn dealt(groups: &[Group], shares: Shares, articles: usize) -> Vec<(&Group, usize)> {
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for (label, count) in groups.iter().flat_map(|group| &group.labels) {
        *totals.entry(label).or_default() += count;
    }
    let rarest = |group: &Group| group.labels.keys().map(|label| (totals.get(label.as_str()).copied().unwrap_or_default(), label.clone())).min();
    let mut queue: Vec<(&Group, Option<(usize, String)>)> = groups.iter().map(|group| (group, rarest(group))).collect();
    queue.sort_by_key(|(_, rare)| rare.as_ref().map_or(usize::MAX, |(count, _)| *count));
    let mut lacks_articles = [0, 1, 2].map(|part| shares.of(part) * articles as f64);
    let mut lacks_label: BTreeMap<&str, [f64; 3]> =
        totals.iter().map(|(label, count)| (*label, [0, 1, 2].map(|part| shares.of(part) * *count as f64))).collect();
    let mut dealt = Vec::with_capacity(queue.len());
    for (group, rare) in queue {
        let of_label = rare.and_then(|(_, label)| lacks_label.get(label.as_str()).copied()).unwrap_or([0.0; 3]);
        let lack = |part: usize| (of_label.get(part).copied().unwrap_or_default(), lacks_articles.get(part).copied().unwrap_or_default());
        let open = (0..3).filter(|part| shares.of(*part) > 0.0);
        let part = open.reduce(|best, part| if lack(part) > lack(best) { part } else { best }).unwrap_or_default();
        if let Some(lacking) = lacks_articles.get_mut(part) {
            *lacking -= group.members.len() as f64;
        }
        for (label, count) in &group.labels {
            if let Some(lacking) = lacks_label.get_mut(label.as_str()).and_then(|parts| parts.get_mut(part)) {
                *lacking -= *count as f64;
            }
        }
        dealt.push((group, part));
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(number: usize, labels: &[(&str, usize)]) -> Group {
        Group { order: format!("{number:04}"), members: vec![number], labels: labels.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect() }
    }

    fn sizes(dealt: &[(&Group, usize)]) -> [usize; 3] {
        [0, 1, 2].map(|part| dealt.iter().filter(|(_, there)| *there == part).count())
    }

    #[test]
    fn shares_are_two_or_three_numbers() {
        assert_eq!(Shares::parse("80/10/10"), Some(Shares([80, 10, 10])));
        assert_eq!(Shares::parse("9/1"), Some(Shares([9, 0, 1])));
        for wrong in ["80", "a/b", "0/0/0", "1/2/3/4", "-1/2", ""] {
            assert_eq!(Shares::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_have_their_sizes_also_of_few_articles() {
        let groups: Vec<Group> = (0..10).map(|number| group(number, &[])).collect();
        assert_eq!(sizes(&dealt(&groups, Shares([80, 10, 10]), 10)), [8, 1, 1]);
        assert_eq!(sizes(&dealt(&groups, Shares([1, 0, 1]), 10)), [5, 0, 5]);
    }

    #[test]
    fn a_rare_label_is_in_every_part_when_asked_for() {
        let groups: Vec<Group> = (0..100).map(|number| group(number, if number < 10 { &[("threat", 2), ("actor", 3)] } else { &[("actor", 3)] })).collect();
        let dealt = dealt(&groups, Shares([80, 10, 10]), 100);
        let threats = |part: usize| dealt.iter().filter(|(group, there)| *there == part && group.labels.contains_key("threat")).count();
        assert_eq!([threats(0), threats(1), threats(2)], [8, 1, 1]);
        assert_eq!(sizes(&dealt), [80, 10, 10]);
    }
}
