//! Orders, groups and shuffles.

use super::*;
use crate::library::catalogue::sample::catalogue;
use crate::library::{Queues, Sight};

fn select(order: Order, reverse: bool, grouping: Grouping) -> (String, Vec<(usize, String)>) {
    let (catalogue, queues) = (catalogue(), Queues::default());
    let asking = Asking { annotator: None, queues: &queues, sight: &Sight::default() };
    let selection = catalogue.select(&Filter::default(), Arrangement { order, reverse, grouping }, &asking, &AtomicBool::new(false)).unwrap();
    let letters = selection.articles.iter().map(|at| file_name(catalogue.card(*at as usize).unwrap().key()).chars().next().unwrap());
    (letters.collect(), selection.groups)
}

#[test]
fn every_order_and_its_reverse() {
    for (order, forwards, backwards) in [
        (Order::Path, "svhz", "zhvs"),
        (Order::Title, "zsh", "hsz"),
        (Order::Source, "szvh", "hvzs"),
        (Order::Date, "vszh", "hzsv"),
        (Order::Length, "svzh", "hzvs"),
        (Order::State, "hzvs", "svhz"),
        (Order::Annotations, "svhz", "hzvs"),
    ] {
        // Where a letter with a mark stands is left open.
        let known = |text: String| if order == Order::Title { text.replace('v', "") } else { text };
        assert_eq!(known(select(order, false, Grouping::None).0), forwards, "{order:?}");
        assert_eq!(known(select(order, true, Grouping::None).0), backwards, "{order:?}");
    }
}

#[test]
fn groups_keep_the_order_within() {
    let named = |groups: &[(usize, &str)]| groups.iter().map(|(at, name)| (*at, (*name).to_owned())).collect::<Vec<_>>();
    assert_eq!(select(Order::Length, true, Grouping::Source), ("zsvh".into(), named(&[(0, "Courier"), (2, "Post"), (3, "no source")])));
    assert_eq!(select(Order::Path, false, Grouping::Month), ("vszh".into(), named(&[(0, "2026-10"), (1, "2026-09"), (2, "2025-01"), (3, "no date")])));
    assert_eq!(select(Order::Path, false, Grouping::State), ("hzvs".into(), named(&[(0, "new"), (2, "in progress"), (3, "done")])));
    assert_eq!(select(Order::Path, true, Grouping::Folder), ("vszh".into(), named(&[(0, "a"), (2, "b")])));
}

#[test]
fn a_shuffle_is_a_permutation_that_its_seed_gives_again() {
    let orders: Vec<String> = (0..50).map(|seed| select(Order::Shuffled(seed), false, Grouping::None).0).collect();
    for (seed, order) in orders.iter().enumerate() {
        let mut letters: Vec<char> = order.chars().collect();
        letters.sort_unstable();
        assert_eq!(letters, ['h', 's', 'v', 'z']);
        assert_eq!(*order, select(Order::Shuffled(seed as u64), false, Grouping::None).0);
    }
    assert!(orders.iter().any(|order| *order != orders[0]));
}

#[test]
fn the_best_match_comes_first_and_a_stop_gives_nothing() {
    let (catalogue, queues) = (catalogue(), Queues::default());
    let asking = Asking { annotator: None, queues: &queues, sight: &Sight::default() };
    let (filter, _) = Filter::parse("stri", jiff::civil::Date::constant(2026, 11, 25));
    let arrangement = Arrangement { order: Order::Match, ..Arrangement::default() };
    let found = catalogue.select(&filter, arrangement, &asking, &AtomicBool::new(false)).unwrap();
    assert_eq!(found.articles, [0, 3]);
    assert_eq!(catalogue.select(&filter, arrangement, &asking, &AtomicBool::new(true)), None);
}
