//! Quotations that stand at two places in other words: the headline or deck against the body.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Finding, FindingKind, short, words};
use crate::article::{Article, Role, Span, quotations};

/// Words from which a quotation is compared.
const LEAST: usize = 3;

/// Halves of an edit for each word of the shorter one up to which both are the same words, meant: a word that is another
/// counts two, a word that is left out one.
const APART: usize = 1;

/// Quotations in which a word may stand to tell anything.
const COMMON: usize = 200;

/// Letters from which a word says something by itself.
const TELLING: usize = 4;

struct Quoted {
    span: Span,
    paragraph: usize,
    repeats: bool,
    words: Vec<String>,
    /// Its words between marks of omission and additions in brackets.
    pieces: Vec<Vec<String>>,
}

pub(super) fn wording(article: &Article) -> Vec<Finding> {
    let mut all = Vec::new();
    for (index, block) in article.blocks().iter().enumerate() {
        if matches!(block.role, Role::Boilerplate | Role::Credit) {
            continue;
        }
        let repeats = matches!(block.role, Role::Headline | Role::Deck | Role::Caption | Role::Heading);
        for quotation in quotations(article, index, block.span) {
            let Some(span) = quotation.spans.first().copied().filter(|span| block.span.contains(span.start)) else { continue };
            let text = article.text().slice(span);
            let words = plain(text);
            if words.len() >= LEAST {
                let pieces = if repeats { text.replace("...", "…").split(['…', '[', ']']).map(plain).collect() } else { Vec::new() };
                all.push(Quoted { span, paragraph: index + 1, repeats, words, pieces });
            }
        }
    }
    let (above, body): (Vec<Quoted>, Vec<Quoted>) = all.into_iter().partition(|quoted| quoted.repeats);
    // Only those that share a telling word can be alike.
    let mut by_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, quoted) in body.iter().enumerate() {
        for word in quoted.words.iter().filter(|word| is_telling(word)) {
            let places = by_word.entry(word).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }
    above.iter().filter_map(|one| other_wording(article, one, &body, &by_word)).collect()
}

fn other_wording(article: &Article, one: &Quoted, body: &[Quoted], by_word: &HashMap<&str, Vec<usize>>) -> Option<Finding> {
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    let telling: HashSet<&str> = one.words.iter().map(String::as_str).filter(|word| is_telling(word)).collect();
    for at in telling.iter().filter_map(|word| by_word.get(word)).filter(|places| places.len() <= COMMON).flatten() {
        *shared.entry(*at).or_default() += 1;
    }
    let likely = shared.iter().filter(|(_, count)| **count >= telling.len().div_ceil(2).min(2)).filter_map(|(at, _)| body.get(*at));
    let mut best: Option<(usize, &Quoted)> = None;
    for other in likely {
        // An excerpt that stands somewhere word by word is no other wording, nor is one with marks of omission.
        if holds(&other.words, &one.words)
            || holds(&one.words, &other.words)
            || one.pieces.len() > 1 && one.pieces.iter().all(|piece| holds(&other.words, piece))
        {
            return None;
        }
        let (short, long) = if one.words.len() <= other.words.len() { (&one.words, &other.words) } else { (&other.words, &one.words) };
        let apart = apart(short, long);
        if apart <= APART * short.len() && best.is_none_or(|(least, _)| apart < least) {
            best = Some((apart, other));
        }
    }
    let (_, other) = best?;
    let text = |span: Span| short(article.text().slice(span));
    Some(Finding {
        id: format!("{}-{}-{}", FindingKind::Wording.name(), one.paragraph, other.paragraph),
        kind: FindingKind::Wording,
        sentence: format!("Other words at two places: {} and {}", text(one.span), text(other.span)),
        spans: vec![one.span, other.span],
        annotation: None,
    })
}

fn is_telling(word: &str) -> bool {
    word.len() >= TELLING
}

fn plain(text: &str) -> Vec<String> {
    words(text).map(|(_, word)| word.to_lowercase().replace('’', "'")).collect()
}

/// Whether one list of words holds the other in one piece.
fn holds(long: &[String], short: &[String]) -> bool {
    short.is_empty() || short.len() <= long.len() && long.windows(short.len()).any(|window| window == short)
}

/// Halves of edits between the shorter one and the part of the longer one that is nearest to it.
fn apart(short: &[String], long: &[String]) -> usize {
    let mut row = vec![0usize; long.len() + 1];
    for a in short {
        let mut diagonal = row.first().copied().unwrap_or_default();
        let mut left = diagonal + 2;
        row.iter_mut().take(1).for_each(|cell| *cell = left);
        for (b, cell) in long.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            left = (diagonal + if a == b { 0 } else { 2 }).min(above + 2).min(left + 1);
            diagonal = above;
            *cell = left;
        }
    }
    row.into_iter().min().unwrap_or_default()
}
