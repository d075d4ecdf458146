//! Figures of agreement, tried out on worked examples and random data.

use super::*;
use crate::annotation::{Annotation, AnnotationSet, Id, Origin, Relation, Value, WorkState};
use crate::article::{Article, Text};
use jiff::Timestamp;
use proptest::prelude::*;

type Spans = Vec<(u32, u32, u16)>;

fn unit((start, end, label): &(u32, u32, u16)) -> Unit {
    Unit { extent: Stretch { start: *start, end: *end }, label: *label, parts: Box::default(), attributes: Vec::new() }
}

fn work(spans: &Spans) -> Work {
    let mut spans = spans.clone();
    spans.sort_unstable();
    Work::new(spans.iter().map(unit).collect(), Vec::new(), &tokens())
}

fn tokens() -> Vec<Stretch> {
    (0..15).map(|at| Stretch { start: at * 4, end: at * 4 + 3 }).collect()
}

/// Articles of 60 characters in tokens of three characters and a space.
fn corpus(articles: &[Vec<Option<Spans>>]) -> Corpus {
    let people = articles.first().map_or(0, Vec::len);
    let mut corpus = Corpus { annotators: (0..people).map(|at| at.to_string()).collect(), ..Corpus::default() };
    for label in ["a", "b", "c"] {
        corpus.labels.number(label);
    }
    for works in articles {
        corpus.articles.push(Entry { chars: 60, tokens: 15, work: works.iter().map(|spans| spans.as_ref().map(work)).collect() });
    }
    corpus
}

fn plain(corpus: &Corpus) -> Report {
    report(corpus, None, &mut |_| true)
}

fn some_spans() -> impl Strategy<Value = Spans> {
    let span = (0_u32..50, 1_u32..10, 0_u16..3).prop_map(|(start, length, label)| (start, start + length, label));
    prop::collection::btree_set(span, 0..8).prop_map(|set| set.into_iter().collect())
}

fn some_articles(people: usize) -> impl Strategy<Value = Vec<Vec<Option<Spans>>>> {
    prop::collection::vec(prop::collection::vec(prop::option::weighted(0.9, some_spans()), people), 1..5)
}

/// What each token or character has, by annotator.
fn coded(corpus: &Corpus, of: impl Fn(&Work) -> Vec<u32>) -> Vec<Vec<Option<u32>>> {
    let mut rows = Vec::new();
    for entry in &corpus.articles {
        let codes: Vec<Option<Vec<u32>>> = entry.work.iter().map(|work| work.as_ref().map(&of)).collect();
        let length = codes.iter().flatten().map(Vec::len).max().unwrap_or_default();
        rows.extend((0..length).map(|at| codes.iter().map(|codes| codes.as_ref().map(|codes| codes[at])).collect::<Vec<_>>()));
    }
    rows
}

fn token_codes(work: &Work) -> Vec<u32> {
    let touches = |token: &Stretch, unit: &Unit| unit.extent.start < token.end && token.start < unit.extent.end;
    tokens().iter().map(|token| work.units.iter().filter(|unit| touches(token, unit)).fold(0, |code, unit| code | 1 << unit.label)).collect()
}

/// α from all pairs of values, as Krippendorff writes it.
fn slow_alpha(rows: &[Vec<Option<u32>>]) -> Option<f64> {
    let (mut apart, mut all) = (0.0, Vec::new());
    for row in rows {
        let given: Vec<u32> = row.iter().flatten().copied().collect();
        if given.len() < 2 {
            continue;
        }
        let unlike = given.iter().map(|value| given.iter().filter(|other| *other != value).count()).sum::<usize>();
        apart += unlike as f64 / (given.len() - 1) as f64;
        all.extend(given);
    }
    let unlike = all.iter().map(|value| all.iter().filter(|other| *other != value).count()).sum::<usize>() as f64;
    (unlike > 0.0).then(|| 1.0 - apart * (all.len() as f64 - 1.0) / unlike)
}

fn same(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found == expected,
    }
}

fn everything(agreement: &Agreement) -> impl Iterator<Item = (Measure, Option<f64>)> {
    let all = std::iter::once(&agreement.all).chain(&agreement.labels);
    all.flat_map(|figures| Measure::ALL.map(|measure| (measure, figures.get(measure).value)))
}

proptest! {
    #[test]
    fn alpha_is_that_of_all_values_one_by_one(articles in some_articles(3)) {
        let corpus = corpus(&articles);
        let rows = coded(&corpus, token_codes);
        let report = plain(&corpus);
        let whole = report.whole().unwrap();
        prop_assert!(same(whole.all.get(Measure::Alpha).value, slow_alpha(&rows)));
        for label in 0..3 {
            let of_label: Vec<Vec<Option<u32>>> = rows.iter().map(|row| row.iter().map(|code| code.map(|code| code >> label & 1)).collect()).collect();
            prop_assert!(same(whole.labels[label].get(Measure::Alpha).value, slow_alpha(&of_label)));
        }
        for pair in &report.pairs {
            let of_pair: Vec<Vec<Option<u32>>> = rows.iter().map(|row| pair.annotators.iter().map(|at| row[*at]).collect()).collect();
            prop_assert!(same(pair.all.get(Measure::Alpha).value, slow_alpha(&of_pair)));
        }
    }

    #[test]
    fn figures_stay_in_their_bounds(articles in some_articles(3)) {
        let report = plain(&corpus(&articles));
        for agreement in report.pairs.iter().chain(&report.group) {
            for (measure, value) in everything(agreement) {
                let low = if matches!(measure, Measure::ExactF1 | Measure::OverlapF1 | Measure::Relations) { 0.0 } else { f64::NEG_INFINITY };
                prop_assert!(value.is_none_or(|value| value.is_finite() && low <= value && value <= 1.0 + 1e-12), "{:?} {:?}", measure, value);
                prop_assert!(measure != Measure::Cohen || value.is_none_or(|value| value >= -1.0 - 1e-12));
            }
            let exact = agreement.all.get(Measure::ExactF1).value;
            prop_assert!(exact <= agreement.all.get(Measure::OverlapF1).value);
        }
    }

    #[test]
    fn figures_of_a_pair_are_the_same_from_both_sides(articles in some_articles(2)) {
        let turned: Vec<Vec<Option<Spans>>> = articles.iter().map(|works| works.iter().rev().cloned().collect()).collect();
        let (here, there) = (plain(&corpus(&articles)), plain(&corpus(&turned)));
        for ((measure, value), (_, other)) in everything(&here.pairs[0]).zip(everything(&there.pairs[0])) {
            prop_assert!(same(value, other), "{:?} {:?} {:?}", measure, value, other);
        }
    }

    #[test]
    fn the_order_of_annotators_and_of_articles_does_not_matter(articles in some_articles(4)) {
        let turned: Vec<Vec<Option<Spans>>> = articles.iter().rev().map(|works| [2, 0, 3, 1].iter().map(|at| works[*at].clone()).collect()).collect();
        let (here, there) = (plain(&corpus(&articles)), plain(&corpus(&turned)));
        for ((measure, value), (_, other)) in everything(here.whole().unwrap()).zip(everything(there.whole().unwrap())) {
            prop_assert!(same(value, other), "{:?} {:?} {:?}", measure, value, other);
        }
    }

    #[test]
    fn perfect_agreement_is_one(articles in prop::collection::vec(some_spans(), 1..4)) {
        let doubled: Vec<Vec<Option<Spans>>> = articles.iter().map(|spans| vec![Some(spans.clone()); 3]).collect();
        let report = plain(&corpus(&doubled));
        for agreement in report.pairs.iter().chain(&report.group) {
            for (measure, value) in everything(agreement) {
                prop_assert!(value.is_none_or(|value| (value - 1.0).abs() < 1e-12), "{:?} {:?}", measure, value);
            }
        }
        let marked = articles.iter().any(|spans| !spans.is_empty());
        prop_assert_eq!(report.pairs[0].all.get(Measure::ExactF1).value, marked.then_some(1.0));
    }
}

#[test]
fn unitizing_alpha_of_two_unitizations_by_hand() {
    let corpus = corpus(&[vec![Some(vec![(10, 20, 0)]), Some(vec![(15, 25, 0)])]]);
    let report = plain(&corpus);
    let own = 100.0 + 100.0 + 50.0 + 50.0;
    let (total, marked) = (120.0_f64, 20.0_f64);
    let same = marked.powi(2) + (total - marked).powi(2) - own;
    let expected = 1.0 - (20.0 / total) / (1.0 - same / (total.powi(2) - own));
    for figures in [&report.pairs[0].all, &report.pairs[0].labels[0]] {
        assert!((figures.get(Measure::Unitizing).value.unwrap() - expected).abs() < 1e-12);
    }
}

#[test]
fn an_article_that_one_has_not_worked_on_is_left_out_of_pairs_with_them() {
    let spans: Spans = vec![(0, 3, 0), (8, 11, 1)];
    let two = corpus(&[vec![Some(spans.clone()), Some(spans.clone()), Some(Vec::new())]]);
    let more = corpus(&[
        vec![Some(spans.clone()), Some(spans.clone()), Some(Vec::new())],
        vec![Some(spans.clone()), None, None],
        vec![Some(Vec::new()), None, Some(spans.clone())],
    ]);
    assert_eq!(plain(&two).pairs[0], plain(&more).pairs[0]);
    assert_ne!(plain(&two).pairs[1], plain(&more).pairs[1]);
    let fleiss = |corpus: &Corpus| plain(corpus).whole().unwrap().all.get(Measure::Fleiss).value;
    assert_eq!(fleiss(&two), fleiss(&more));
}

#[test]
fn figures_that_are_not_defined_are_none_and_are_cautioned_about() {
    let nothing = corpus(&[vec![Some(Vec::new()), Some(Vec::new())]]);
    let report = plain(&nothing);
    assert!(everything(&report.pairs[0]).all(|(_, value)| value.is_none()));
    let found = cautions(&nothing);
    for caution in [Caution::FewArticles(0, 1, 1), Caution::NoVariation(0, 1), Caution::NothingMarked(0), Caution::NothingMarked(1)] {
        assert!(found.contains(&caution), "{caution:?}");
    }
    let lopsided = corpus(&vec![vec![Some(vec![(0, 3, 0)]), Some(vec![(0, 3, 0)]), None]; 20]);
    let found = cautions(&lopsided);
    for caution in [Caution::OneLabel(0), Caution::NoWork(2), Caution::Incomplete(20), Caution::FewArticles(0, 2, 0)] {
        assert!(found.contains(&caution), "{caution:?}");
    }
    assert!(!found.contains(&Caution::FewArticles(0, 1, 20)));
    assert!(plain(&Corpus::default()).whole().is_none());
}

#[test]
fn intervals_hold_the_figures_and_stop_when_told() {
    let articles: Vec<Vec<Option<Spans>>> =
        (0..40).map(|at| vec![Some(vec![(0, 8, 0), (20, 30, at % 3), (40, 44, 1)]), Some(vec![(0, 8, 0), (20, 30, at % 2), (41, 44, at % 2)])]).collect();
    let corpus = corpus(&articles);
    let how = Some(Resampling { seed: 7, rounds: 200 });
    let found = report(&corpus, how, &mut |_| true);
    assert_eq!(found, report(&corpus, how, &mut |_| true));
    for measure in Measure::ALL.into_iter().filter(|measure| *measure != Measure::Relations) {
        let estimate = found.pairs[0].all.get(measure);
        let (value, interval) = (estimate.value.unwrap(), estimate.interval.unwrap());
        assert!(interval.low < value && value < interval.high, "{measure:?} {value} {interval:?}");
    }
    let stopped = report(&corpus, how, &mut |done| done < 50);
    assert!(everything(&stopped.pairs[0]).eq(everything(&found.pairs[0])));
    assert_eq!(stopped.pairs[0].all.get(Measure::ExactF1).interval, None);
}

#[test]
fn confusion_counts_spans_and_tokens() {
    let corpus = corpus(&[vec![Some(vec![(0, 7, 0), (8, 11, 1), (20, 23, 2)]), Some(vec![(0, 7, 1), (8, 11, 1), (24, 27, 2)])]]);
    let found = confusions(&corpus, 0, 1);
    assert_eq!(found.spans.count(Some(0), Some(1)), 1);
    assert_eq!(found.spans.count(Some(1), Some(1)), 1);
    assert_eq!((found.spans.count(Some(2), None), found.spans.count(None, Some(2))), (1, 1));
    assert_eq!(found.tokens.count(Some(0), Some(1)), 2);
    assert_eq!(found.tokens.count(Some(1), Some(1)), 1);
    assert_eq!((found.tokens.count(Some(2), None), found.tokens.count(None, Some(2)), found.tokens.count(None, None)), (1, 1, 10));
}

#[test]
fn the_worst_articles_and_stretches_come_first() {
    let corpus = corpus(&[
        vec![Some(vec![(0, 4, 0)]), Some(vec![(0, 4, 0)])],
        vec![Some(vec![(0, 4, 0), (10, 30, 1)]), Some(vec![(0, 5, 0)])],
        vec![Some(vec![(0, 4, 0)]), Some(vec![(0, 4, 1)])],
    ]);
    let articles = disputed_articles(&corpus, 10);
    assert_eq!(articles.iter().map(|dispute| (dispute.article, dispute.unmatched)).collect::<Vec<_>>(), [(1, 3), (2, 2)]);
    assert!((articles[0].share() - 1.0).abs() < 1e-12);
    let spans = disputed_spans(&corpus, 2);
    assert_eq!((spans[0].article, spans[0].place), (1, Stretch { start: 10, end: 30 }));
    assert_eq!(spans[0].labels, [Some(vec![1]), Some(vec![])]);
    assert_eq!((spans[1].article, spans[1].place), (2, Stretch { start: 0, end: 4 }));
    assert_eq!(disputed_spans(&corpus, 9).len(), 3);
}

type Marked<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn set(text: &Text, marks: &[Marked<'_>], links: &[(&str, usize, usize)]) -> AnnotationSet {
    let id = |at: usize| Id::from(format!("{at:04}").as_str());
    let annotations = marks.iter().enumerate().map(|(at, (words, label, attributes))| {
        let start = text.as_str().find(words).unwrap() as u32;
        let span = crate::article::Span::new(start, start + words.len() as u32);
        let mut annotation = Annotation::new(id(at), (*label).into(), vec![span], Origin::Human, Timestamp::UNIX_EPOCH);
        annotation.attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect();
        annotation
    });
    let relations = links.iter().enumerate().map(|(at, (kind, from, to))| Relation {
        id: id(100 + at),
        kind: (*kind).to_owned(),
        from: id(*from),
        to: id(*to),
        origin: Origin::Human,
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        conflict: std::collections::BTreeMap::default(),
        ext: std::collections::BTreeMap::default(),
    });
    AnnotationSet::new(annotations.collect(), relations.collect(), Vec::new(), WorkState::Done)
}

#[test]
fn sets_become_works_with_relations_and_attributes_compared_on_matched_spans() {
    let article = Article::new(Text::new("“No déal,” said Ilse Brandt of Ørsted.\n\nThe port stayed shut."));
    let text = article.text();
    let person: &[(&str, &str)] = &[("kind", "person")];
    let anna = set(
        text,
        &[("“No déal,”", "quote", &[]), ("Ilse Brandt", "actor", person), ("Ørsted", "actor", &[("kind", "state")])],
        &[("said_by", 0, 1), ("said_by", 0, 2)],
    );
    let ben = set(
        text,
        &[("“No déal,”", "quote", &[]), ("Brandt", "actor", person), ("Ørsted", "actor", &[("kind", "organisation"), ("role", "owner")])],
        &[("said_by", 0, 1)],
    );
    let mut corpus = Corpus::new(vec!["anna".into(), "ben".into()], &["actor".into(), "threat".into()]);
    corpus.add(&article, &[Some(&anna), Some(&ben)]);
    assert_eq!(corpus.labels.all(), ["actor", "threat", "quote"]);
    let entry = &corpus.articles[0];
    let chars: Vec<char> = text.as_str().chars().collect();
    let words: Vec<String> = token_stretches(&article).iter().map(|token| chars[token.start as usize..token.end as usize].iter().collect()).collect();
    assert_eq!(words[..6], ["“", "No", "déal", ",", "”", "said"]);
    assert_eq!(entry.work[0].as_ref().unwrap().units[0].extent, Stretch { start: 0, end: 10 });
    let report = plain(&corpus);
    let pair = &report.pairs[0];
    assert_eq!(pair.all.counts, (3, 3));
    assert!(same(pair.all.get(Measure::ExactF1).value, Some(4.0 / 6.0)));
    assert!(same(pair.all.get(Measure::OverlapF1).value, Some(1.0)));
    assert!(same(pair.all.get(Measure::Relations).value, Some(2.0 / 3.0)));
    assert!(same(pair.kinds[0].value, Some(2.0 / 3.0)));
    let found = attributes(&corpus, 0, 1);
    let kind = found.iter().find(|agreement| corpus.attributes.name(agreement.attribute) == "kind").unwrap();
    assert_eq!((kind.pairs, kind.equal, kind.both), (2, 1, 2));
    assert!(same(kind.kappa, Some(1.0 / 3.0)));
    let role = found.iter().find(|agreement| corpus.attributes.name(agreement.attribute) == "role").unwrap();
    assert_eq!((role.share(), role.kappa), (Some(0.0), None));
}

#[test]
fn a_corpus_takes_over_others_as_if_all_had_been_added_to_it() {
    let article = Article::new(Text::new("“No déal,” said Ilse Brandt of Ørsted."));
    let text = article.text();
    let state: &[(&str, &str)] = &[("kind", "state"), ("role", "owner")];
    // Names come in another order in each: labels on the same place change theirs, and relations lead to the same annotations.
    let first = set(text, &[("“No déal,”", "quote", &[]), ("Ørsted", "place", state), ("Ørsted", "firm", &[("role", "owner")])], &[("said_by", 0, 1)]);
    let second = set(text, &[("Ørsted", "firm", state), ("Ørsted", "place", &[]), ("“No déal,”", "quote", &[])], &[("about", 2, 0), ("said_by", 2, 1)]);
    let empty = || Corpus::new(vec!["anna".into(), "ben".into()], &["actor".into()]);
    let (mut whole, mut taken) = (empty(), empty());
    for sets in [[&first, &second], [&second, &first]] {
        let sets = sets.map(Some);
        whole.add(&article, &sets);
        let mut part = empty();
        part.add(&article, &sets);
        taken.absorb(part);
    }
    assert_eq!((taken.labels.all(), taken.attributes.all(), taken.kinds.all()), (whole.labels.all(), whole.attributes.all(), whole.kinds.all()));
    for (one, other) in taken.articles.iter().zip(&whole.articles) {
        assert_eq!((&one.work, one.chars, one.tokens), (&other.work, other.chars, other.tokens));
    }
    assert_eq!(plain(&taken), plain(&whole));
}
