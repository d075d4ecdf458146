//! Noun phrases around a verb: its subject to the left, whoever speaks to the right.

use std::ops::Range;

use super::lexicon::NOUNISH;
use super::word::{Class, Form, Paragraph};

/// Words that an apposition may lie away from its verb.
const FAR: usize = 40;

/// Commas that are stepped over from a verb to its subject: `Orlov, 61, of Drazna, Sorvania, said`.
const COMMAS: usize = 5;

/// Prepositions that go on with a noun phrase.
const INNER: &[&str] = &["of", "for", "from", "in", "at", "with", "on", "behind", "near", "against", "by"];

/// The noun phrase that ends right before the word `end` and is the subject of a verb that begins there, with its title
/// and apposition. Looks no further back than `from`.
pub(super) fn subject(paragraph: &Paragraph, from: usize, end: usize) -> Option<Range<usize>> {
    let last = end.checked_sub(1).filter(|last| *last >= from)?;
    match paragraph.class(last) {
        Class::Mark(',') if paragraph.quote_at(last).is_none() => before_comma(paragraph, from, last),
        Class::Mark('—' | '–' | '-') if paragraph.quote_at(last).is_none() => {
            let open = (from..last).rev().take(FAR).find(|at| matches!(paragraph.class(*at), Class::Mark('—' | '–' | '-')))?;
            noun_phrase(paragraph, from, open)
        }
        Class::Mark(')') => {
            let open = (from..last).rev().take(FAR).find(|at| paragraph.class(*at) == Class::Mark('('))?;
            noun_phrase(paragraph, from, open).map(|phrase| phrase.start..end)
        }
        Class::Pronoun => Some(last..end),
        Class::Relative | Class::That => {
            let comma = last.checked_sub(1).filter(|at| paragraph.class(*at) == Class::Mark(','));
            noun_phrase(paragraph, from, comma.unwrap_or(last))
        }
        Class::Time => {
            let on = last.checked_sub(1).filter(|at| *at > from && paragraph.class(*at) == Class::Preposition);
            noun_phrase(paragraph, from, on.unwrap_or(last))
        }
        _ => noun_phrase(paragraph, from, end),
    }
}

/// The subject of a verb that a comma parts from it: an apposition, a relative clause or an aside lies between.
fn before_comma(paragraph: &Paragraph, from: usize, comma: usize) -> Option<Range<usize>> {
    let mut close = comma;
    let mut aside = false;
    for _ in 0..COMMAS {
        let open = (from..close).rev().take(FAR).find(|at| paragraph.class(*at) == Class::Mark(',') && paragraph.quote_at(*at).is_none())?;
        let opener = paragraph.class(open + 1);
        let apposition = matches!(opener, Class::Determiner | Class::Possessive | Class::Name | Class::Plain | Class::Number | Class::Noun);
        aside |= !apposition;
        let phrase = noun_phrase(paragraph, from, open)?;
        let bare = phrase.len() == 1 && matches!(paragraph.class(phrase.start), Class::Number | Class::Time);
        let listed = phrase.start > from && paragraph.class(phrase.start - 1) == Class::Mark(',');
        let hanging = phrase.start > from && paragraph.class(phrase.start - 1) == Class::Preposition;
        if bare || hanging && listed_before(paragraph, from, phrase.start) || listed && short_before(paragraph, from, phrase.start) {
            close = open;
            continue;
        }
        return Some(if aside { phrase } else { phrase.start..comma });
    }
    None
}

/// A comma stands two words before `start`, as before `of Drazna`.
fn listed_before(paragraph: &Paragraph, from: usize, start: usize) -> bool {
    start >= from + 2 && paragraph.class(start - 2) == Class::Mark(',')
}

/// The words between the comma before `start` and the one before that are few and begin with a name: `Orlov, 61,`.
fn short_before(paragraph: &Paragraph, from: usize, start: usize) -> bool {
    let Some(comma) = start.checked_sub(1) else { return false };
    let words = (from..comma).rev().take_while(|at| !matches!(paragraph.class(*at), Class::Mark(_))).count();
    words > 0 && words <= 4 && paragraph.class(comma - words) == Class::Name
}

/// The noun phrase that ends right before the word `end`.
pub(super) fn noun_phrase(paragraph: &Paragraph, from: usize, end: usize) -> Option<Range<usize>> {
    let mut start = end;
    while start > from {
        let at = start - 1;
        if let Some((_, quote)) = paragraph.quote_before(start) {
            let scare = quote.words.len() <= 7 && !matches!(quote.last, ',' | '.' | '?' | '!') && quote.words.start >= from;
            if !scare {
                break;
            }
            start = quote.words.start;
            continue;
        }
        match step_left(paragraph, from, at, end) {
            Step::On => start = at,
            Step::Last => {
                start = at;
                if !goes_on_before(paragraph, from, at) {
                    break;
                }
                start = at - 1;
            }
            Step::Out => break,
        }
    }
    let start = (start..end).find(|at| !matches!(paragraph.class(*at), Class::Clitic | Class::Adverb | Class::Preposition | Class::Conjunction))?;
    let named =
        (start..end).any(|at| matches!(paragraph.class(at), Class::Name | Class::Plain | Class::Noun | Class::Verb(_) | Class::Number | Class::Determiner));
    named.then_some(start..end)
}

/// Whether a noun phrase goes on to the left over a word.
enum Step {
    On,
    /// Mostly its first word.
    Last,
    Out,
}

fn step_left(paragraph: &Paragraph, from: usize, at: usize, end: usize) -> Step {
    let before = if at > from { paragraph.class(at - 1) } else { Class::Mark('\0') };
    let led = matches!(before, Class::Determiner | Class::Possessive | Class::Clitic | Class::Preposition);
    match paragraph.class(at) {
        Class::Name | Class::Plain | Class::Noun | Class::Number | Class::Clitic => Step::On,
        Class::Mark('&' | '$' | '%') => Step::On,
        Class::Determiner | Class::Possessive => Step::Last,
        Class::Verb(cue) if led || cue.form == Form::Base && (before == Class::Name || before == Class::Plain && cue.takes & NOUNISH != 0) => Step::On,
        Class::Verb(cue) if cue.form == Form::Third && at + 1 == end && matches!(before, Class::Plain) => Step::On,
        Class::Verb(cue)
            if cue.form == Form::Past
                && before == Class::Plain
                && at > from + 1
                && paragraph.class(at - 2) == Class::Determiner
                && paragraph.class(at + 1) == Class::Preposition =>
        {
            Step::On
        }
        Class::Verb(cue) if at == from && matches!(cue.form, Form::Present) && at + 1 < end => Step::On,
        Class::Adverb if before == Class::Determiner => Step::On,
        Class::Pronoun if paragraph.text(at).ends_with("self") || paragraph.text(at).ends_with("selves") => Step::On,
        Class::Time if matches!(paragraph.class(at + 1), Class::Clitic) || led => Step::On,
        Class::Preposition if at + 1 < end && inner(paragraph, at) && is_noun(before, paragraph, at) => Step::On,
        // `sources close to the navy`
        Class::To if at > from && paragraph.is(at - 1, "close") => Step::On,
        Class::Conjunction if paragraph.is(at, "and") && at + 1 < end && joins_names(paragraph, from, at, before) => Step::On,
        _ => Step::Out,
    }
}

/// `Brandt and Orlov`; at the start of a sentence also `the mayor and the union`.
fn joins_names(paragraph: &Paragraph, from: usize, at: usize, before: Class) -> bool {
    let after = paragraph.class(at + 1);
    let names = before == Class::Name && matches!(after, Class::Name | Class::Determiner | Class::Possessive);
    let nominal = |at: &usize| {
        matches!(paragraph.class(*at), Class::Name | Class::Plain | Class::Determiner | Class::Possessive | Class::Clitic | Class::Number | Class::Noun)
    };
    let left = (from..at).rev().take_while(nominal).count();
    let bounded = at - left == from || matches!(paragraph.class(at - left - 1), Class::Mark(_) | Class::Conjunction | Class::That);
    names || bounded && (1..=4).contains(&left)
}

fn inner(paragraph: &Paragraph, at: usize) -> bool {
    INNER.iter().any(|word| paragraph.text(at) == *word)
}

fn is_noun(class: Class, paragraph: &Paragraph, after: usize) -> bool {
    let one = class == Class::Determiner && paragraph.is(after, "of");
    let verb_as_noun = matches!(class, Class::Verb(cue) if matches!(cue.form, Form::Base | Form::Third))
        && after >= 2
        && matches!(paragraph.class(after - 2), Class::Determiner | Class::Possessive | Class::Clitic | Class::Plain);
    let participle = matches!(class, Class::Verb(cue) if cue.form == Form::Past)
        && after >= 3
        && paragraph.class(after - 2) == Class::Plain
        && paragraph.class(after - 3) == Class::Determiner;
    matches!(class, Class::Name | Class::Plain | Class::Noun) || one || verb_as_noun || participle
}

/// Whether a phrase goes on before its article: `a spokesman for | the ministry`.
fn goes_on_before(paragraph: &Paragraph, from: usize, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|before| *before > from) else { return false };
    match paragraph.class(before) {
        Class::Preposition => inner(paragraph, before) && is_noun(paragraph.class(before - 1), paragraph, before),
        Class::Determiner => true,
        Class::To => paragraph.is(before - 1, "close"),
        Class::Conjunction => paragraph.is(before, "and") && joins_names(paragraph, from, before, paragraph.class(before - 1)),
        _ => false,
    }
}

/// Whoever is named from the word `at` on, up to `end`, with an apposition: after `said` or `according to`. Also the
/// word after it and the comma that may close it.
pub(super) fn agent(paragraph: &Paragraph, at: usize, end: usize) -> Option<Range<usize>> {
    if paragraph.class(at) == Class::Pronoun {
        return Some(at..at + 1);
    }
    let mut to = at;
    while to < end && goes_on_right(paragraph, at, to) {
        to = match paragraph.quote_from(to) {
            Some((_, quote)) => quote.words.end,
            None => to + 1,
        };
    }
    while to > at && matches!(paragraph.class(to - 1), Class::Preposition | Class::Conjunction) {
        to -= 1;
    }
    let named = (at..to).any(|at| matches!(paragraph.class(at), Class::Name | Class::Plain | Class::Noun | Class::Verb(_) | Class::Number));
    named.then(|| at..apposition(paragraph, to, end))
}

fn goes_on_right(paragraph: &Paragraph, first: usize, at: usize) -> bool {
    let before = if at > first { paragraph.class(at - 1) } else { Class::Mark('\0') };
    let after = paragraph.class(at + 1);
    if let Some((_, quote)) = paragraph.quote_from(at) {
        return quote.words.len() <= 7 && at > first && !matches!(quote.last, ',' | '.');
    }
    match paragraph.class(at) {
        Class::Name | Class::Plain | Class::Noun | Class::Number | Class::Clitic | Class::Determiner | Class::Possessive => true,
        Class::Mark('&' | '$' | '%') => true,
        Class::Verb(cue) => {
            !matches!(before, Class::Mark(_))
                && (matches!(before, Class::Determiner | Class::Possessive | Class::Clitic | Class::Preposition) || matches!(cue.form, Form::Base))
        }
        Class::Adverb => before == Class::Determiner,
        Class::Time => after == Class::Clitic || before == Class::Determiner,
        Class::Preposition => {
            at > first && inner(paragraph, at) && (paragraph.is(at, "of") || !in_medium(paragraph, at) && !matches!(after, Class::Time | Class::Number))
        }
        Class::Conjunction => paragraph.is(at, "and") && at > first && matches!((before, after), (Class::Name, Class::Name)),
        _ => false,
    }
}

/// `in an interview`, `at a rally`, `on Twitter`.
fn in_medium(paragraph: &Paragraph, at: usize) -> bool {
    (at + 1..at + 5)
        .take_while(|at| matches!(paragraph.class(*at), Class::Plain | Class::Name | Class::Determiner | Class::Possessive | Class::Noun | Class::Verb(_)))
        .any(|at| super::lexicon::is_medium(&paragraph.text(at).to_lowercase()))
}

/// Whether a quotation begins at `at` that is no title or nickname.
fn is_speech(paragraph: &Paragraph, at: usize) -> bool {
    paragraph.quote_from(at).is_some_and(|(_, quote)| quote.words.len() > 14 || !matches!(paragraph.class(at - 1), Class::Preposition))
}

/// Where the apposition ends that a comma at `at` may open; else `at`.
fn apposition(paragraph: &Paragraph, at: usize, end: usize) -> usize {
    let opens = paragraph.class(at) == Class::Mark(',') && paragraph.quote_at(at).is_none() && at + 1 < end && paragraph.quote_at(at + 1).is_none();
    if !opens || !matches!(paragraph.class(at + 1), Class::Determiner | Class::Possessive | Class::Plain | Class::Name | Class::Number | Class::Relative) {
        return at;
    }
    let relative = paragraph.class(at + 1) == Class::Relative;
    let stop = (at + 1..end)
        .find(|at| matches!(paragraph.class(*at), Class::Mark(',' | ';' | ':' | '—' | '–')) && paragraph.quote_at(*at).is_none() || is_speech(paragraph, *at))
        .unwrap_or(end);
    let speaks = (at + 1..stop).any(|at| matches!(paragraph.class(at), Class::Auxiliary | Class::Finite | Class::Pronoun));
    if speaks && !relative && !(at + 1..stop).any(|at| paragraph.class(at) == Class::Relative) { at } else { stop }
}
