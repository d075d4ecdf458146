//! γ, which aligns annotations before it compares them (Y. Mathet, A. Widlöcher, J.-P. Métivier: "The unified and
//! holistic method gamma (γ) for inter-annotator agreement measure and alignment", Computational Linguistics 41, 2015).
//!
//! γ = 1 - observed / expected disorder. The disorder of an alignment is the summed cost of its groups over the mean
//! number of annotations of an annotator; a group has at most one annotation of each annotator, and costs the mean over
//! all pairs of annotators of d(u, v), or 1 where one of the two has none. The dissimilarity is positional plus
//! categorical, both weighted 1, with Δ∅ = 1:
//!
//! ```text
//! d(u, v) = ((|start u - start v| + |end u - end v|) / (length u + length v))²  +  (0 if labels are equal, else 1)
//! ```
//!
//! Observed is the disorder of the best alignment, expected the mean disorder of the best alignments of sampled
//! continua (section 5.2 of the paper): each sampled annotator is a real one, drawn at random, whose annotations are all
//! moved by a random number of code points, over the end of the article to its beginning; the numbers of two
//! annotators lie further apart than half the mean length of an annotation.
//!
//! Of several articles, observed and expected disorder are means in which each article counts as much as its mean number
//! of annotations. Below 0 to 1; annotations of several spans are taken from their first to their last character.
//!
//! *What is exact:* the alignment of two annotators, strict and soft (assignment problems). With more, the problem is
//! a set partition, which pygamma-agreement gives to an integer programming solver; here one annotator after another is
//! aligned exactly with the groups of all others until nothing gets better, from up to three starts. The disorders are
//! then upper bounds; on random articles of three annotators they were those of the solver.

mod align;
mod assign;
mod sample;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use align::{Aligned, Piece, Scene};

use super::corpus::{Corpus, Entry};
use super::random::Random;

/// How to sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// What the drawing follows from.
    pub seed: u64,
    /// How many continua for each article; 30 is usual.
    pub samples: usize,
    /// How many threads share the work; figures do not depend on it.
    pub threads: usize,
}

/// γ and its relatives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gamma {
    /// γ; `None` when nobody marked anything.
    pub gamma: Option<f64>,
    /// Observed disorder.
    pub observed: f64,
    /// Expected disorder.
    pub expected: f64,
    /// Standard deviation of the expected disorder from sample to sample.
    pub deviation: f64,
    /// γ with a soft alignment, in which an annotation may stand in several groups (pygamma-agreement's soft-γ): splits
    /// and merges cost less. Only of two annotators.
    pub soft: Option<f64>,
    /// γcat, agreement on labels alone where annotations are aligned (Y. Mathet: "The agreement measure γcat: a
    /// complement to γ focused on categorization of a continuum", Computational Linguistics 43, 2017): each aligned pair
    /// counts 1/(k - 1) for a group of k, times how well positions agree, max(0, 1 - positional dissimilarity).
    pub categorical: Option<f64>,
    /// γk: the same over the pairs of which one at least has the label.
    pub labels: Vec<Option<f64>>,
    /// Articles that were compared.
    pub articles: usize,
    /// Whether all alignments are the best ones for certain.
    pub exact: bool,
}

/// Sums of one alignment.
#[derive(Clone, Debug, Default)]
struct Disorder {
    cost: f64,
    soft: f64,
    /// By label, and last for all labels: categorical disorder and weight.
    categories: Vec<(f64, f64)>,
}

/// What one article yields.
struct Measured {
    weight: f64,
    observed: Disorder,
    samples: Vec<Disorder>,
}

/// γ of some annotators (by number) over the articles on which two or more of them worked. `watch` is asked after each
/// article whether to go on, with how many are done; `None` when it says no.
#[must_use]
pub fn gamma(corpus: &Corpus, annotators: &[usize], how: Sampling, watch: &(dyn Fn(usize) -> bool + Sync)) -> Option<Gamma> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let labels = corpus.labels.all().len();
    let work = || {
        let mut found = Vec::new();
        while !stopped.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(entry) = corpus.articles.get(at) else { break };
            if let Some(measured) = measured(entry, annotators, labels, how, at) {
                found.push((at, measured));
            }
            if !watch(done.fetch_add(1, Ordering::Relaxed) + 1) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
        found
    };
    let mut all: Vec<(usize, Measured)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..how.threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        all.extend(others.into_iter().flat_map(|other| other.join().unwrap_or_default()));
        all
    });
    all.sort_by_key(|(at, _)| *at);
    let measured: Vec<Measured> = all.into_iter().map(|(_, measured)| measured).collect();
    (!stopped.load(Ordering::Relaxed)).then(|| summed(&measured, annotators.len(), labels))
}

/// Aligns one article and its samples; `None` when there is nothing to align.
fn measured(entry: &Entry, annotators: &[usize], labels: usize, how: Sampling, at: usize) -> Option<Measured> {
    let works: Vec<Vec<Piece>> =
        annotators.iter().filter_map(|annotator| entry.work.get(*annotator)?.as_ref()).map(|work| work.units.iter().map(Piece::of).collect()).collect();
    let units: usize = works.iter().map(Vec::len).sum();
    if works.len() < 2 || units == 0 {
        return None;
    }
    let samples = (0..how.samples).map(|sample| {
        let mut random = Random::new(how.seed, (at * how.samples + sample) as u64);
        disorder(&sample::sampled(&works, entry.chars, &mut random), labels)
    });
    let samples = samples.collect();
    Some(Measured { weight: units as f64 / works.len() as f64, observed: disorder(&works, labels), samples })
}

/// The disorder of the best alignment, over the mean number of annotations.
fn disorder(works: &[Vec<Piece>], labels: usize) -> Disorder {
    let mean = works.iter().map(Vec::len).sum::<usize>() as f64 / works.len() as f64;
    let scene = Scene::new(works);
    let aligned = Aligned::best(&scene);
    let soft = match works {
        [left, right] => align::soft_cost(left, right),
        _ => 0.0,
    };
    let mut categories = vec![(0.0, 0.0); labels + 1];
    aligned.categories(&scene, |label, other, disorder, weight| {
        let alike = label == other;
        for at in [Some(label), (!alike).then_some(other), Some(labels as u16)].into_iter().flatten() {
            if let Some((disorders, weights)) = categories.get_mut(usize::from(at)) {
                *disorders += disorder;
                *weights += weight;
            }
        }
    });
    Disorder { cost: aligned.cost(&scene) / mean, soft: soft / mean, categories }
}

fn summed(measured: &[Measured], people: usize, labels: usize) -> Gamma {
    let weight: f64 = measured.iter().map(|article| article.weight).sum();
    let samples = measured.iter().map(|article| article.samples.len()).min().unwrap_or_default();
    if weight <= 0.0 || samples == 0 {
        return Gamma { exact: people == 2, labels: vec![None; labels], ..Gamma::default() };
    }
    let mean = |of: &dyn Fn(&Measured) -> f64| measured.iter().map(|article| article.weight * of(article)).sum::<f64>() / weight;
    let of_sample = |part: fn(&Disorder) -> f64| -> Vec<f64> { (0..samples).map(|at| mean(&|article| article.samples.get(at).map_or(0.0, part))).collect() };
    let average = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let costs = of_sample(|disorder| disorder.cost);
    let (observed, expected) = (mean(&|article| article.observed.cost), average(&costs));
    let spread = costs.iter().map(|cost| (cost - expected).powi(2)).sum::<f64>() / costs.len() as f64;
    let soft = (people == 2).then(|| ratio(mean(&|article| article.observed.soft), average(&of_sample(|disorder| disorder.soft)))).flatten();
    Gamma {
        gamma: ratio(observed, expected),
        observed,
        expected,
        deviation: spread.sqrt(),
        soft,
        categorical: categorical(measured, samples, labels),
        labels: (0..labels).map(|label| categorical(measured, samples, label)).collect(),
        articles: measured.len(),
        exact: people == 2,
    }
}

/// `1 - observed / expected`.
fn ratio(observed: f64, expected: f64) -> Option<f64> {
    if observed == 0.0 {
        return Some(1.0);
    }
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// γcat or γk over all articles: disorders and weights are added up before they are divided. Samples without an aligned
/// pair say nothing about chance and are left out.
fn categorical(measured: &[Measured], samples: usize, at: usize) -> Option<f64> {
    let share = |parts: &mut dyn Iterator<Item = &Disorder>| {
        let (disorder, weight) = parts.filter_map(|part| part.categories.get(at)).fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        (weight > 0.0).then(|| disorder / weight)
    };
    let observed = share(&mut measured.iter().map(|article| &article.observed))?;
    let expected: Vec<f64> = (0..samples).filter_map(|sample| share(&mut measured.iter().filter_map(|article| article.samples.get(sample)))).collect();
    ratio(observed, if expected.is_empty() { 0.0 } else { expected.iter().sum::<f64>() / expected.len() as f64 })
}

#[cfg(test)]
mod tests;
