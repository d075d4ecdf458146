//! Threats: a word of harm, with the phrase that it stands in.

use super::words::{
    ADJECTIVE_ENDINGS, ADJECTIVES, ARTICLES, AUXILIARIES, CARRIERS, HARM_NOUNS, HARM_VERBS, LEADS, OFFICES, PARTICIPLE_ENDINGS, TIME_LEADS, TIMES, WARNINGS,
};
use super::{Clause, Look};

/// The first word of harm in a clause, with what leads to it, to the end of the clause. A time at the end is left out.
pub(super) fn look(clause: &Clause<'_>) -> Option<Look> {
    let at = (0..clause.words.len()).find(|at| is_hit(clause, *at))?;
    let first = if is_noun(clause, at) { noun_phrase(clause, at) } else { verb_phrase(clause, at) };
    let span = clause.span(first, end(clause, at))?;
    let strong = is_harm(clause.word(at));
    Some(Look { span, label: "threat", reason: format!("“{}”: a word of harm", clause.word(at)), strong })
}

/// A word of harm that is not part of somebody's office, or one that warns somebody.
fn is_hit(clause: &Clause<'_>, at: usize) -> bool {
    let (word, next) = (clause.word(at), clause.word(at + 1));
    let warns = WARNINGS.contains(word) && !matches!(next, "" | "that" | "of" | "about");
    // A clock that has been wound harms nobody.
    let other = word == "wound" && matches!(clause.back(at, 1), "has" | "have" | "had" | "be" | "been");
    is_harm(word) && !OFFICES.contains(next) && !other || warns
}

/// A word of the lists, or a compound with one: `anti-terrorism`.
fn is_harm(word: &str) -> bool {
    let listed = |word: &str| HARM_VERBS.contains(word) || HARM_NOUNS.contains(word);
    listed(word) || word.contains('-') && word.split('-').any(listed)
}

/// Whether it is used as a noun: it can be nothing else, or what stands before it says so.
fn is_noun(clause: &Clause<'_>, at: usize) -> bool {
    let (word, before) = (clause.word(at), clause.back(at, 1));
    let preceded = ARTICLES.contains(before) || is_adjective(before) || at > 0 && clause.is_clitic(at - 1) || CARRIERS.contains(before) || before == "of";
    let verb = HARM_VERBS.contains(word) || WARNINGS.contains(word);
    !verb || HARM_NOUNS.contains(word) && preceded
}

fn is_adjective(word: &str) -> bool {
    ADJECTIVES.contains(&word) || word.len() > 4 && ADJECTIVE_ENDINGS.iter().any(|ending| word.ends_with(ending)) && !CARRIERS.contains(word)
}

/// A participle after an article or a possessive: there it is no verb.
fn is_participle(clause: &Clause<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).is_some_and(|before| ARTICLES.contains(clause.word(before)) || clause.is_clitic(before));
    before && PARTICIPLE_ENDINGS.iter().any(|ending| clause.word(at).ends_with(ending))
}

/// Where the phrase of a verb begins: at the plan or attempt that leads to it, without the auxiliaries before that.
fn verb_phrase(clause: &Clause<'_>, at: usize) -> usize {
    let mut first = at;
    while first > 0 && LEADS.contains(clause.word(first - 1)) {
        first -= 1;
    }
    while first < at && AUXILIARIES.contains(clause.word(first)) {
        first += 1;
    }
    first
}

/// Where the phrase of a noun begins: at what sort it is, whose it is, or the verb that carries it; without an article.
fn noun_phrase(clause: &Clause<'_>, at: usize) -> usize {
    let mut first = at;
    let joined = |at: usize| matches!(clause.word(at), "," | "and") && at > 0 && is_adjective(clause.word(at - 1));
    while first > 0 && (is_adjective(clause.word(first - 1)) || is_participle(clause, first - 1) || joined(first - 1)) {
        first -= 1;
    }
    if first > 1 && clause.is_clitic(first - 1) {
        return first - 2;
    }
    let article = usize::from(ARTICLES.contains(clause.back(first, 1)));
    if CARRIERS.contains(clause.back(first, 1 + article)) { verb_phrase(clause, first - 1 - article) } else { first }
}

/// The last word of the clause that is no time: `this week`, `on Monday`. Never before the word of harm.
fn end(clause: &Clause<'_>, at: usize) -> usize {
    let mut last = clause.words.len().saturating_sub(1);
    while last > at && TIMES.contains(clause.word(last)) {
        let mut from = last;
        while from > at + 1 && TIME_LEADS.contains(clause.word(from - 1)) {
            from -= 1;
        }
        if from == last && !clause.word(last).ends_with("day") {
            break;
        }
        last = from - 1;
    }
    last
}
