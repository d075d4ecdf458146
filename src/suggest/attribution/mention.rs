//! The actor inside a source: its name without title, or the description that stands for it.

use std::ops::Range;

use super::word::{Class, Paragraph};
use crate::article::{Article, Span, names, tokens};

/// Posts and titles that may stand before a name with a capital of their own.
const POSTS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "sen",
    "rep",
    "gov",
    "gen",
    "col",
    "capt",
    "prof",
    "minister",
    "president",
    "secretary",
    "senator",
    "governor",
    "mayor",
    "director",
    "chief",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "judge",
    "general",
    "colonel",
    "captain",
    "commander",
    "professor",
    "doctor",
    "chairman",
    "chairwoman",
    "leader",
    "attorney",
    "representative",
    "congressman",
    "congresswoman",
    "editor",
    "lawyer",
    "inspector",
    "officer",
    "king",
    "queen",
    "prince",
    "princess",
    "bishop",
    "father",
    "sister",
];

/// Words of the names of bodies: what they name is no person.
const BODIES: &[&str] = &[
    "union",
    "ministry",
    "council",
    "party",
    "committee",
    "police",
    "company",
    "bank",
    "court",
    "department",
    "agency",
    "authority",
    "office",
    "government",
    "parliament",
    "institute",
    "university",
    "association",
    "commission",
    "courier",
    "times",
    "post",
    "press",
    "news",
    "house",
    "senate",
    "congress",
    "board",
    "group",
    "inc",
    "ltd",
    "corp",
    "directorate",
    "embassy",
    "navy",
    "army",
    "court",
    "school",
    "church",
    "states",
    "nations",
    "city",
    "port",
    "republicans",
    "democrats",
    "campaign",
    "tribune",
    "journal",
];

/// The span to propose as the actor of a source: a name, else the description without its article.
pub(super) fn actor(paragraph: &Paragraph, source: &Range<usize>) -> Option<Span> {
    let parts = |at: &usize| matches!(paragraph.class(*at), Class::Mark(',' | '(' | '—' | '–') | Class::Relative);
    let end = source.clone().find(parts).unwrap_or(source.end);
    let start = source.start + usize::from(["the", "a", "an"].iter().any(|word| paragraph.is(source.start, word)) && source.start + 1 < end);
    let base = start..end;
    let joint = base.clone().any(|at| paragraph.is(at, "and"));
    let head = if joint { None } else { named(paragraph, &base) };
    let beside = || (!joint).then(|| apposed_name(paragraph, end, source.end)).flatten();
    head.or_else(beside).or_else(|| paragraph.span(base))
}

/// The name that a noun phrase ends with, or that stands right before its preposition.
fn named(paragraph: &Paragraph, base: &Range<usize>) -> Option<Span> {
    let whole = paragraph.span(base.clone())?;
    let text = paragraph.article.text();
    let own = tokens(text.slice(whole), whole.start);
    let found = names(|span| text.slice(span), &own, false);
    let prepositions = |at: &usize| paragraph.class(*at) == Class::Preposition;
    let head_end = base.clone().find(prepositions).map_or(whole.end, |at| paragraph.words.get(at.saturating_sub(1)).map_or(whole.end, |word| word.span.end));
    let over = |span: &&Span| span.end == whole.end && (head_end == whole.end || span.start < head_end);
    let name = found.iter().find(over).or_else(|| found.iter().find(|span| span.start < head_end && span.end >= head_end))?;
    Some(without_post(paragraph.article, *name))
}

/// A name alone between commas, after a description: `the mayor, Ilse Brandt,`.
fn apposed_name(paragraph: &Paragraph, comma: usize, end: usize) -> Option<Span> {
    let from = comma + 1;
    let stop = (from..end).find(|at| matches!(paragraph.class(*at), Class::Mark(_))).unwrap_or(end);
    let whole = (1..=4).contains(&stop.saturating_sub(from)) && (from..stop).all(|at| paragraph.class(at) == Class::Name);
    whole.then(|| paragraph.span(from..stop)).flatten().map(|span| without_post(paragraph.article, span))
}

/// A name without the posts before it: `Foreign Minister Ilse Brandt`.
fn without_post(article: &Article, name: Span) -> Span {
    let words = tokens(article.text().slice(name), name.start);
    let is_post = |span: Span| POSTS.contains(&article.text().slice(span).trim_end_matches('.').to_lowercase().as_str());
    let last = words.iter().rposition(|word| is_post(word.span));
    let start = last.and_then(|last| words.get(last + 1)).filter(|word| word.is_word()).map_or(name.start, |word| word.span.start);
    Span { start, end: name.end }
}

/// Whether a name is one of a person, as far as its words tell: two words or more, none of them of a body; or the
/// surname of one that the article has named in full before.
pub(super) fn is_person(article: &Article, name: Span) -> bool {
    let text = article.text().slice(name);
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower = |word: &&str| word.trim_end_matches(['.', ',']).to_lowercase();
    let shape = |word: &&str| word.chars().next().is_some_and(char::is_uppercase) && (word.chars().any(char::is_lowercase) || word.ends_with('.'));
    let body = words.iter().any(|word| BODIES.contains(&lower(word).as_str()) || matches!(*word, "of" | "for" | "the"));
    if body || !words.iter().all(|word| shape(word) || matches!(*word, "de" | "van" | "von" | "bin" | "al")) {
        return false;
    }
    words.len() > 1 || titled(article, name) || named_in_full(article, name)
}

/// A title stands right before the name.
fn titled(article: &Article, name: Span) -> bool {
    title(article, name).is_some_and(|word| POSTS.contains(&word.as_str()))
}

/// The word right before a name, in lower case.
pub(super) fn title(article: &Article, name: Span) -> Option<String> {
    let before = article.text().as_str().get(..name.start as usize)?;
    let word = before.trim_end().rsplit(char::is_whitespace).next()?;
    Some(word.trim_end_matches('.').to_lowercase())
}

/// A capitalised word stands right before an earlier occurrence of a surname.
fn named_in_full(article: &Article, name: Span) -> bool {
    let surname = article.text().slice(name);
    let before = article.text().as_str().get(..name.start as usize).unwrap_or_default();
    before.match_indices(surname).any(|(at, _)| {
        let word = before.get(..at).unwrap_or_default().trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
        let given = word.chars().next().is_some_and(char::is_uppercase) && word.chars().all(char::is_alphabetic) && word.len() > 2;
        given && !matches!(word, "The" | "And" | "But" | "For" | "With" | "When" | "That" | "Then")
    })
}
