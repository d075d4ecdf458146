//! What is said: where it begins after its cue, and where it ends.

use std::ops::Range;

use super::lexicon::{ABOUT, AGAINST, AT, CLAUSE, FOR, HEARER, OBJECT, QUOTE, THAT, TO, WHETHER, is_medium};
use super::word::{Class, Form, Paragraph};

/// Words between a cue and what is said, at most.
const FAR: usize = 16;

/// Words between a verb and the one who is told.
const HEARERS: usize = 12;

/// What was said, and where its cue ends.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) content: Range<usize>,
    /// One past the last word of the cue.
    pub(super) cue: usize,
}

/// What is said after the verb at `verb`, in a sentence whose last word (without its full stop) is the one before `end`.
pub(super) fn said_after(paragraph: &Paragraph, verb: usize, end: usize, takes: u16) -> Option<Said> {
    let particle = ["out", "back", "up"].iter().any(|word| paragraph.text(verb + 1) == *word);
    let takes = if particle { takes | THAT | CLAUSE | OBJECT | QUOTE | AGAINST } else { takes };
    let verb = verb + usize::from(particle);
    let mut at = verb + 1;
    if takes & HEARER != 0 {
        at = after_hearer(paragraph, at, end);
    }
    let limit = end.min(verb + FAR + HEARERS);
    while at < limit {
        if let Some(said) = begins(paragraph, verb, at, end, takes) {
            return Some(said);
        }
        at = skipped(paragraph, at, end, takes).filter(|next| *next > at)?;
    }
    None
}

/// What is said when it begins at `at`.
fn begins(paragraph: &Paragraph, verb: usize, at: usize, end: usize, takes: u16) -> Option<Said> {
    let whole = |from: usize, cue: usize| {
        let to = content_end(paragraph, from, end);
        (from < to).then_some(Said { content: from..to, cue })
    };
    let cue = verb + 1;
    if let Some((_, quote)) = paragraph.quote_from(at) {
        let finished = matches!(quote.last, ',' | '.' | '?' | '!' | '…') || quote.words.end >= end;
        return if finished { Some(Said { content: quote.words.clone(), cue }) } else { whole(at, cue) };
    }
    match paragraph.class(at) {
        _ if is_past(paragraph, at) => None,
        Class::Mark(':') if takes & (QUOTE | CLAUSE | THAT) != 0 => match paragraph.quote_from(at + 1) {
            Some((_, quote)) => Some(Said { content: quote.words.clone(), cue }),
            None => whole(at + 1, cue),
        },
        Class::Mark(',' | ';') if takes & QUOTE != 0 => paragraph.quote_from(at + 1).map(|(_, quote)| Said { content: quote.words.clone(), cue }),
        Class::That if takes & THAT != 0 => whole(at, cue),
        Class::That if takes & (OBJECT | CLAUSE) != 0 => whole(at, cue),
        Class::To if takes & TO != 0 && may_be_verb(paragraph.class(at + 1)) => whole(at, cue),
        Class::To if takes & AT != 0 && at == verb + 1 => whole(at + 1, at + 1),
        Class::Conjunction if takes & (WHETHER | OBJECT) != 0 && asks(paragraph, at) => whole(at, cue),
        Class::Relative if takes & WHETHER != 0 => whole(at, cue),
        Class::Preposition if opens_topic(paragraph, at, takes) => whole(at + 1, if at == verb + 1 { at + 1 } else { cue }),
        Class::Determiner | Class::Pronoun | Class::Possessive | Class::Name | Class::Plain | Class::Number | Class::Noun | Class::Mark('$') => {
            let clause = takes & CLAUSE != 0 && is_clause(paragraph, at, end);
            let object = takes & OBJECT != 0 && at == verb + 1;
            if clause || object { whole(at, cue) } else { None }
        }
        Class::Verb(_) if takes & CLAUSE != 0 && at == verb + 1 => is_clause(paragraph, at, end).then(|| whole(at, cue)).flatten(),
        Class::Verb(_) if takes & OBJECT != 0 && at == verb + 1 => whole(at, cue),
        Class::Adverb if takes & OBJECT != 0 && paragraph.is(at, "not") => whole(at, cue),
        _ => None,
    }
}

fn asks(paragraph: &Paragraph, at: usize) -> bool {
    ["whether", "if", "how", "why", "what", "where", "when"].iter().any(|word| paragraph.is(at, word))
}

fn opens_topic(paragraph: &Paragraph, at: usize, takes: u16) -> bool {
    let letter = match paragraph.text(at) {
        "about" | "of" | "on" | "over" => ABOUT,
        "for" => FOR,
        "against" => AGAINST,
        "at" | "with" => AT,
        _ => 0,
    };
    takes & letter != 0 && paragraph.class(at + 1) != Class::Time && !in_passing(paragraph, at)
}

/// A phrase of time or occasion, not of topic: `on Monday`, `at a rally`.
fn in_passing(paragraph: &Paragraph, at: usize) -> bool {
    phrase_end(paragraph, at, at + 8).is_some()
}

fn may_be_verb(class: Class) -> bool {
    matches!(class, Class::Plain | Class::Verb(_) | Class::Auxiliary | Class::Finite | Class::Adverb | Class::Preposition | Class::Noun)
}

/// Whether a verb stands after a subject that begins at `at`, before the sentence or part of it ends.
fn is_clause(paragraph: &Paragraph, at: usize, end: usize) -> bool {
    let contracted = paragraph.class(at) == Class::Pronoun && paragraph.text(at).contains(['’', '\'']);
    let mut words = at + 1..end.min(at + 30);
    contracted
        || words.any(|at| match paragraph.class(at) {
            Class::Auxiliary | Class::Finite | Class::Verb(_) => true,
            Class::Plain => {
                let word = paragraph.text(at);
                word.ends_with("ed") || word.ends_with('s') && !word.ends_with("ss")
            }
            _ => false,
        })
}

/// The word after what may stand between a cue and what is said: time, occasion, an adverb, an aside between commas.
fn skipped(paragraph: &Paragraph, at: usize, end: usize, takes: u16) -> Option<usize> {
    match paragraph.class(at) {
        Class::Time | Class::Adverb => Some(at + 1),
        Class::Preposition | Class::To => phrase_end(paragraph, at, end).or_else(|| before_that(paragraph, at, end)).or_else(|| names_end(paragraph, at, end)),
        Class::Mark(',') => aside_end(paragraph, at, end),
        Class::Mark('(') => (at..end.min(at + FAR)).find(|at| paragraph.class(*at) == Class::Mark(')')).map(|close| close + 1),
        Class::Number if paragraph.class(at.checked_sub(1)?) == Class::Time => Some(at + 1),
        _ if is_past(paragraph, at) => Some(at + 2),
        _ if takes & (THAT | QUOTE) != 0 && takes & OBJECT == 0 => before_that(paragraph, at, end),
        _ => None,
    }
}

/// `last week`, `this year`, `earlier`.
fn is_past(paragraph: &Paragraph, at: usize) -> bool {
    let near = ["last", "this", "next", "late", "early"].iter().any(|word| paragraph.is(at, word));
    near && (paragraph.class(at + 1) == Class::Time
        || ["week", "month", "year", "morning", "evening", "afternoon", "weekend", "night", "spring", "summer", "fall", "autumn", "winter"]
            .iter()
            .any(|word| paragraph.is(at + 1, word)))
}

/// `that` or an opening quotation mark a few words on, with no mark between.
fn before_that(paragraph: &Paragraph, at: usize, end: usize) -> Option<usize> {
    let speaks = |at: usize| matches!(paragraph.class(at), Class::Verb(cue) if matches!(cue.form, Form::Past | Form::Third));
    if speaks(at) {
        return None;
    }
    for at in at + 1..end.min(at + FAR) {
        match paragraph.class(at) {
            _ if speaks(at) => return None,
            Class::That => return Some(at),
            Class::Mark(':') => return Some(at),
            Class::Mark(',') if paragraph.quote_from(at + 1).is_some() => return Some(at),
            Class::Mark('\'' | '’' | '&' | '$') => {}
            Class::Mark(_) | Class::Auxiliary | Class::Finite | Class::Relative => return None,
            _ if paragraph.quote_at(at).is_some() => return None,
            _ => {}
        }
    }
    None
}

/// The end of a phrase of time or occasion that begins with the preposition at `at`.
pub(super) fn phrase_end(paragraph: &Paragraph, at: usize, end: usize) -> Option<usize> {
    let mut to = at + 1;
    let in_year = paragraph.is(at, "in") && paragraph.class(to) == Class::Number && paragraph.text(to).len() == 4;
    if in_year {
        return Some(to + 1);
    }
    if paragraph.class(to) == Class::Time {
        to += 1;
        let number = paragraph.class(to) == Class::Number;
        return Some(to + usize::from(number));
    }
    while to < end.min(at + 8) {
        let medium = || is_medium(&paragraph.text(to).to_lowercase());
        match paragraph.class(to) {
            Class::Determiner | Class::Possessive | Class::Plain | Class::Name | Class::Clitic | Class::Number | Class::Noun | Class::Verb(_) | Class::Time
                if medium() =>
            {
                while matches!(paragraph.class(to + 1), Class::Plain | Class::Name | Class::Verb(_)) && is_medium(&paragraph.text(to + 1).to_lowercase()) {
                    to += 1;
                }
                return Some(to + 1);
            }
            Class::Determiner | Class::Possessive | Class::Plain | Class::Name | Class::Clitic | Class::Number | Class::Noun | Class::Verb(_) | Class::Time => {
                to += 1;
            }
            _ if paragraph.quote_at(to).is_some() => return None,
            _ => break,
        }
    }
    None
}

/// The end of a preposition at `at` and the names after it: `with CNN`.
fn names_end(paragraph: &Paragraph, at: usize, end: usize) -> Option<usize> {
    let names = (at + 1..end.min(at + 7)).take_while(|at| paragraph.class(*at) == Class::Name).count();
    (names > 0).then_some(at + 1 + names)
}

/// The end of an aside that the comma at `at` opens, when what is said goes on after it.
fn aside_end(paragraph: &Paragraph, at: usize, end: usize) -> Option<usize> {
    let close = (at + 1..end.min(at + FAR)).find(|at| paragraph.class(*at) == Class::Mark(','))?;
    let quoted = paragraph.quote_from(close + 1).is_some();
    (quoted || paragraph.class(close + 1) == Class::That).then_some(if quoted { close } else { close + 1 })
}

/// The word after whoever is told something: up to what a content can begin with.
fn after_hearer(paragraph: &Paragraph, at: usize, end: usize) -> usize {
    let mut to = at;
    while to < end.min(at + HEARERS) && paragraph.quote_at(to).is_none() {
        match paragraph.class(to) {
            Class::That | Class::To | Class::Preposition | Class::Conjunction | Class::Relative if !paragraph.is(to, "and") => return to,
            Class::Mark(',' | ':') => return to,
            Class::Mark('.' | ';' | '—') => return at,
            Class::Pronoun if to > at => return to,
            Class::Auxiliary | Class::Finite => return at,
            Class::Determiner | Class::Possessive if to > at && !matches!(paragraph.class(to - 1), Class::Conjunction | Class::Determiner) => return to,
            Class::Time if to > at => return to,
            Class::Pronoun => return to + 1,
            _ => to += 1,
        }
    }
    to
}

/// One past the last word of what is said from `from` on: the end of the sentence, or where it turns to another cue.
pub(super) fn content_end(paragraph: &Paragraph, from: usize, end: usize) -> usize {
    let mut at = from + 1;
    while at < end {
        if let Some((_, quote)) = paragraph.quote_from(at) {
            at = quote.words.end;
            if at < end && matches!(quote.last, ',' | '.') {
                return at;
            }
            continue;
        }
        let turns = match paragraph.class(at) {
            Class::Mark(',' | '—' | '–') => turns_after_comma(paragraph, at + 1, end),
            Class::Mark(';') => true,
            Class::Mark(':') => leads_to_speech(paragraph, at),
            Class::Conjunction if !paragraph.is(at, "and") && !paragraph.is(at, "but") => speaks_anew(paragraph, at + 1, end, true),
            Class::Conjunction if paragraph.is(at, "and") || paragraph.is(at, "but") => turns_after_and(paragraph, at, end),
            _ => false,
        };
        if turns {
            return at;
        }
        at += 1;
    }
    end
}

/// `, adding that`, `, according to`, `, Brandt said` at the end.
fn turns_after_comma(paragraph: &Paragraph, at: usize, end: usize) -> bool {
    let adverb = usize::from(paragraph.class(at) == Class::Adverb);
    let speaks = |at: usize| matches!(paragraph.class(at), Class::Verb(cue) if cue.form == Form::Present);
    let and = paragraph.is(at, "and") || paragraph.is(at, "but");
    let resumes =
        matches!(paragraph.class(at + adverb), Class::Verb(cue) if cue.form == Form::Past && cue.takes & (CLAUSE | QUOTE) != 0 && cue.takes & OBJECT == 0);
    speaks(at + adverb)
        || resumes && said_at(paragraph, at + adverb, end, THAT)
        || resumes && matches!(paragraph.class(at + adverb + 1), Class::Pronoun | Class::Determiner | Class::Possessive | Class::Name)
        || paragraph.is(at, "according") && paragraph.class(at + 1) == Class::To
        || and && turns_after_and(paragraph, at, end)
        || speaks_anew(paragraph, at, end, false)
        || ends_in_cue(paragraph, at, end)
}

/// `and added that`, `but said it`.
fn turns_after_and(paragraph: &Paragraph, at: usize, end: usize) -> bool {
    let verb = (at + 1..at + 4).find(|at| !matches!(paragraph.class(*at), Class::Adverb | Class::Auxiliary)).unwrap_or(at);
    let same = matches!(paragraph.class(verb), Class::Verb(cue) if matches!(cue.form, Form::Past | Form::Third) && said_at(paragraph, verb, end, cue.takes));
    let telling = matches!(paragraph.class(verb), Class::Verb(cue) if cue.form == Form::Present && cue.takes & QUOTE != 0 && quote_near(paragraph, verb + 1));
    same || telling || speaks_anew(paragraph, at + 1, end, false)
}

/// Another subject and its verb of saying, before a content that is plainly one: `the union said that`.
/// Only a quotation will do where it must be `quoted`.
fn speaks_anew(paragraph: &Paragraph, at: usize, end: usize, quoted: bool) -> bool {
    let subject = |at: &usize| {
        matches!(
            paragraph.class(*at),
            Class::Name | Class::Plain | Class::Pronoun | Class::Determiner | Class::Adverb | Class::Auxiliary | Class::Clitic | Class::Possessive
        )
    };
    let verb = (at..end.min(at + 9)).find(|at| !subject(at)).filter(|verb| *verb > at && paragraph.quote_at(*verb).is_none());
    let Some((verb, Class::Verb(cue))) = verb.map(|verb| (verb, paragraph.class(verb))) else { return false };
    let speaks = matches!(cue.form, Form::Past | Form::Third) && cue.takes & (THAT | QUOTE) != 0;
    let plain = cue.takes & CLAUSE != 0
        && cue.takes & OBJECT == 0
        && matches!(paragraph.class(verb + 1), Class::Pronoun | Class::Determiner | Class::Possessive | Class::Name);
    speaks && (!quoted && (plain || paragraph.class(verb + 1) == Class::That) || quote_near(paragraph, verb + 1))
}

/// Whether the mark at `at` leads to a quotation that is more than a few words.
fn leads_to_speech(paragraph: &Paragraph, at: usize) -> bool {
    paragraph.quote_from(at + 1).is_some_and(|(_, quote)| quote.words.len() >= 8)
}

/// A comma or colon and a quotation after it, a few words on.
fn quote_near(paragraph: &Paragraph, at: usize) -> bool {
    let mark = (at..at + 9).find(|at| matches!(paragraph.class(*at), Class::Mark(_)) || paragraph.quote_at(*at).is_some());
    mark.is_some_and(|mark| matches!(paragraph.class(mark), Class::Mark(',' | ':')) && leads_to_speech(paragraph, mark))
}

/// Whether something is said right after a verb.
fn said_at(paragraph: &Paragraph, verb: usize, end: usize, takes: u16) -> bool {
    let after = paragraph.class(verb + 1);
    let ok = matches!(after, Class::That | Class::To | Class::Mark(',' | ':')) || takes & (CLAUSE | OBJECT | HEARER) != 0;
    ok && verb + 2 < end
}

/// A subject and its verb of saying are all that is left of the sentence: `, the mayor said on Monday`.
fn ends_in_cue(paragraph: &Paragraph, at: usize, end: usize) -> bool {
    let reach = end.min(at + 10);
    let Some(verb) = (at..reach)
        .take_while(|at| !matches!(paragraph.class(*at), Class::Mark(_)))
        .find(|at| matches!(paragraph.class(*at), Class::Verb(cue) if cue.takes & CLAUSE != 0 && matches!(cue.form, Form::Past | Form::Third | Form::Base)))
    else {
        return false;
    };
    let subject = verb > at
        && (at..verb).all(|at| {
            matches!(
                paragraph.class(at),
                Class::Name | Class::Plain | Class::Pronoun | Class::Determiner | Class::Adverb | Class::Auxiliary | Class::Clitic | Class::Possessive
            )
        });
    subject && is_closed(paragraph, verb + 1, end)
}

/// Whether nothing but time and occasion stands from `at` to the end or the next comma.
pub(super) fn is_closed(paragraph: &Paragraph, at: usize, end: usize) -> bool {
    let mut at = at;
    while at < end {
        at = match paragraph.class(at) {
            Class::Mark(',' | ';' | '—' | '–' | ':') => return true,
            Class::Time | Class::Adverb => at + 1,
            Class::Number if paragraph.class(at.saturating_sub(1)) == Class::Time => at + 1,
            Class::Preposition | Class::To => match phrase_end(paragraph, at, end) {
                Some(to) => to,
                None => return false,
            },
            _ if is_past(paragraph, at) => at + 2,
            _ => return paragraph.quote_from(at).is_some(),
        };
    }
    true
}
