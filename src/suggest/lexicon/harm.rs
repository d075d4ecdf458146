//! Threats: a word of harm, with the phrase that it stands in.

use super::words::{ADJECTIVE_ENDINGS, ADJECTIVES, List, PARTICIPLE_ENDINGS};
use super::{Clause, Look};

/// The first word of harm in a clause, with what leads to it, to the end of the clause. A time at the end is left out.
pub(super) fn look(clause: &Clause<'_>) -> Option<Look> {
    let at = (0..clause.words.len()).find(|at| is_hit(clause, *at))?;
    let first = if is_noun(clause, at) { noun_phrase(clause, at) } else { verb_phrase(clause, at) };
    let span = clause.span(first, end(clause, at))?;
    let strong = is_harm(clause, at);
    Some(Look { span, label: "threat", reason: format!("“{}”: a word of harm", clause.word(at)), strong })
}

/// A word of harm that is not part of somebody's office, or one that warns somebody.
fn is_hit(clause: &Clause<'_>, at: usize) -> bool {
    let warns = || clause.is(at, List::Warnings) && !matches!(clause.word(at + 1), "" | "that" | "of" | "about");
    // A clock that has been wound harms nobody.
    let other = || clause.word(at) == "wound" && matches!(clause.back(at, 1), "has" | "have" | "had" | "be" | "been");
    is_harm(clause, at) && !clause.is(at + 1, List::Offices) && !other() || warns()
}

/// A word of the lists, or a compound with one: `anti-terrorism`.
fn is_harm(clause: &Clause<'_>, at: usize) -> bool {
    let part = |word: &str| List::HarmVerbs.contains(word) || List::HarmNouns.contains(word);
    clause.is(at, List::HarmVerbs) || clause.is(at, List::HarmNouns) || clause.word(at).contains('-') && clause.word(at).split('-').any(part)
}

/// Whether it is used as a noun: it can be nothing else, or what stands before it says so.
fn is_noun(clause: &Clause<'_>, at: usize) -> bool {
    let before = clause.back(at, 1);
    let led = clause.back_is(at, 1, List::Articles) || clause.back_is(at, 1, List::Carriers) || before == "of";
    let preceded = || led || is_adjective(before) || at > 0 && clause.is_clitic(at - 1);
    let verb = clause.is(at, List::HarmVerbs) || clause.is(at, List::Warnings);
    !verb || clause.is(at, List::HarmNouns) && preceded()
}

fn is_adjective(word: &str) -> bool {
    ADJECTIVES.contains(&word) || word.len() > 4 && ADJECTIVE_ENDINGS.iter().any(|ending| word.ends_with(ending)) && !List::Carriers.contains(word)
}

/// A participle after an article or a possessive: there it is no verb.
fn is_participle(clause: &Clause<'_>, at: usize) -> bool {
    let before = clause.back_is(at, 1, List::Articles) || at > 0 && clause.is_clitic(at - 1);
    before && PARTICIPLE_ENDINGS.iter().any(|ending| clause.word(at).ends_with(ending))
}

/// Where the phrase of a verb begins: at the plan or attempt that leads to it, without the auxiliaries before that.
fn verb_phrase(clause: &Clause<'_>, at: usize) -> usize {
    let mut first = at;
    while first > 0 && clause.is(first - 1, List::Leads) {
        first -= 1;
    }
    while first < at && clause.is(first, List::Auxiliaries) {
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
    let article = usize::from(clause.back_is(first, 1, List::Articles));
    if clause.back_is(first, 1 + article, List::Carriers) { verb_phrase(clause, first - 1 - article) } else { first }
}

/// The last word of the clause that is no time: `this week`, `on Monday`. Never before the word of harm.
fn end(clause: &Clause<'_>, at: usize) -> usize {
    let mut last = clause.words.len().saturating_sub(1);
    while last > at && clause.is(last, List::Times) {
        let mut from = last;
        while from > at + 1 && clause.is(from - 1, List::TimeLeads) {
            from -= 1;
        }
        if from == last && !clause.word(last).ends_with("day") {
            break;
        }
        last = from - 1;
    }
    last
}
