//! Quotations that stand at two places in other words: the headline or deck against the body.

use super::{Finding, FindingKind, short, words};
use crate::article::{Article, Role, Span, quotations};

/// Words from which a quotation is compared.
const LEAST: usize = 3;

/// Hundredths of the shorter one's words that the longer one must hold for them to be the same words, meant.
const ALIKE: usize = 60;

struct Quoted {
    span: Span,
    paragraph: usize,
    repeats: bool,
    words: Vec<String>,
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
            let words: Vec<String> = words(article.text().slice(span)).map(|(_, word)| word.to_lowercase().replace('’', "'")).collect();
            if words.len() >= LEAST {
                all.push(Quoted { span, paragraph: index + 1, repeats, words });
            }
        }
    }
    let mut found = Vec::new();
    for one in all.iter().filter(|one| one.repeats) {
        let others = all.iter().filter(|other| !other.repeats);
        // An excerpt that stands somewhere word by word is no other wording.
        if others.clone().any(|other| holds(&other.words, &one.words) || holds(&one.words, &other.words)) {
            continue;
        }
        let Some(other) = others.filter(|other| alike(&one.words, &other.words) >= ALIKE).max_by_key(|other| alike(&one.words, &other.words)) else { continue };
        let text = |span: Span| short(article.text().slice(span));
        found.push(Finding {
            id: format!("{}-{}-{}", FindingKind::Wording.name(), one.paragraph, other.paragraph),
            kind: FindingKind::Wording,
            sentence: format!("Other words at two places: {} and {}", text(one.span), text(other.span)),
            spans: vec![one.span, other.span],
            annotation: None,
        });
    }
    found
}

/// Whether one list of words holds the other in one piece.
fn holds(long: &[String], short: &[String]) -> bool {
    short.len() <= long.len() && long.windows(short.len()).any(|window| window == short)
}

/// Hundredths of the shorter one's words that stand in the longer one in the same order.
fn alike(one: &[String], other: &[String]) -> usize {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut row = vec![0usize; long.len() + 1];
    for a in short {
        let mut diagonal = 0;
        let mut left = 0;
        for (b, cell) in long.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            *cell = if a == b { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default() * 100 / short.len().max(1)
}
