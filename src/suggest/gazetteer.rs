//! The gazetteer: names that are known, found wherever they stand.
//!
//! ```text
//! entries ──forms, surnames──▶ patterns ──one pass──▶ hits ──word borders, case──▶ leftmost, longest ──▶ matches
//! ```
//!
//! A no-break space is a space and ’ is ' here; a possessive ’s stays outside; nothing is found across paragraphs. One name
//! in a paragraph longer than a section is missed when a section ends inside it.

mod flat;
mod surname;

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Passage;
use crate::annotation::LabelId;
use crate::article::{Article, Role, Span, Token, folded_form, tokens};
use flat::Flat;
use surname::surname;

/// Letters up to which a form is found only as it is written: `UN` is not `un`.
const SHORT: usize = 4;

/// A name to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// As it stands in texts.
    pub form: String,
    /// The canonical name of whom it stands for.
    pub entity: Arc<str>,
    /// The label to propose.
    pub label: LabelId,
    /// Where it is known from: `names`, or a file of the project.
    pub source: Arc<str>,
    /// Whether capitals never matter: so a file of patterns may say.
    pub any_case: bool,
}

/// A name that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where: on the borders of words, without a possessive clitic.
    pub span: Span,
    /// Whom it stands for.
    pub entity: Arc<str>,
    /// The label to propose.
    pub label: LabelId,
    /// Where the name is known from.
    pub source: Arc<str>,
}

/// How the capitals of a hit must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Case {
    /// As in the form.
    Exact,
    /// With a capital at the start: `Marsh` is not `marsh`.
    Capital,
    /// Any.
    Any,
}

/// A form, and whom it may stand for.
#[derive(Debug)]
struct Pattern {
    form: String,
    case: Case,
    /// Whether it is the last word of a full name.
    surname: bool,
    /// Entries by number.
    readings: Vec<usize>,
}

/// When each entry was found last, by its full name: how many were found before.
type Seen = HashMap<usize, usize>;

/// A hit that stands on word borders.
struct Hit {
    span: Span,
    pattern: usize,
}

/// Known names, ready to be looked for.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Vec<KnownName>,
    patterns: Vec<Pattern>,
    /// Which pattern each string of the automaton belongs to.
    owners: Vec<usize>,
    automaton: Option<AhoCorasick>,
}

impl KnownName {
    /// A name whose capitals matter as its form says.
    #[must_use]
    pub fn new(form: &str, entity: &str, label: LabelId, source: &str) -> Self {
        Self { form: form.to_owned(), entity: entity.into(), label, source: source.into(), any_case: false }
    }
}

impl Gazetteer {
    /// Makes the names ready. Of two entries for one form the first counts, unless the other's full name stands before a hit.
    #[must_use]
    pub fn new(entries: Vec<KnownName>) -> Self {
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut known: HashMap<(String, Case), usize> = HashMap::new();
        let mut add = |form: String, case: Case, surname: bool, entry: usize| {
            let at = *known.entry((form.clone(), case)).or_insert_with(|| {
                patterns.push(Pattern { form, case, surname, readings: Vec::new() });
                patterns.len() - 1
            });
            if let Some(pattern) = patterns.get_mut(at) {
                pattern.readings.push(entry);
            }
        };
        let forms: Vec<String> = entries.iter().map(|entry| folded_form(&entry.form)).collect();
        for (at, (entry, form)) in entries.iter().zip(&forms).enumerate() {
            if form.len() > 1 {
                add(form.clone(), if entry.any_case { Case::Any } else { case_of(form) }, false, at);
            }
        }
        let whole: HashSet<&str> = forms.iter().map(String::as_str).collect();
        for (at, form) in forms.iter().enumerate() {
            if let Some(last) = surname(form).filter(|last| !whole.contains(last)) {
                add(last.to_owned(), Case::Capital, true, at);
            }
        }
        let strings: Vec<(usize, String)> = patterns.iter().enumerate().flat_map(|(at, pattern)| spellings(pattern).map(move |text| (at, text))).collect();
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(strings.iter().map(|(_, text)| text));
        // Only more text than fits into memory makes it fail.
        let automaton = automaton.ok().filter(|_| !strings.is_empty());
        Self { entries, patterns, owners: strings.into_iter().map(|(at, _)| at).collect(), automaton }
    }

    /// Whether it knows no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// The known names in a span of an article, in text order, none overlapping: of those that begin at one place the
    /// longest. A surname that several have stands for the one whose full name was found before. Boilerplate and credits
    /// hold none.
    #[must_use]
    pub fn matches(&self, article: &Article, span: Span) -> Vec<Match> {
        let mut found = Vec::new();
        let mut seen = Seen::new();
        for block in article.blocks_in(span).filter_map(|at| article.block(at)) {
            if matches!(block.role, Role::Boilerplate | Role::Credit) {
                continue;
            }
            let part = Span::new(block.span.start.max(span.start), block.span.end.min(span.end));
            let tokens = LazyCell::new(|| tokens(&article.prose(block), block.span.start));
            self.add_matches(article.text().slice(part), part.start, &|| &tokens, &mut seen, &mut found);
        }
        found
    }

    /// The same of a passage.
    #[must_use]
    pub fn matches_in(&self, passage: &Passage<'_>) -> Vec<Match> {
        let mut found = Vec::new();
        self.add_matches(passage.text(passage.span), passage.span.start, &|| &passage.tokens, &mut Seen::new(), &mut found);
        found
    }

    /// Adds the known names in a text that starts at `base` of its article, given all tokens there.
    fn add_matches<'t>(&self, text: &str, base: u32, tokens: &dyn Fn() -> &'t [Token], seen: &mut Seen, found: &mut Vec<Match>) {
        let mut from = base;
        for hit in self.hits(text, base, tokens) {
            let Some(pattern) = self.patterns.get(hit.pattern).filter(|_| hit.span.start >= from) else { continue };
            let Some((entry, number)) = self.reading(pattern, seen) else { continue };
            if !pattern.surname {
                seen.insert(number, found.len());
            }
            from = hit.span.end;
            found.push(Match { span: hit.span, entity: entry.entity.clone(), label: entry.label.clone(), source: entry.source.clone() });
        }
    }

    /// All hits in a text that stand on word borders: by start, the longest first, whole forms before surnames.
    fn hits<'t>(&self, text: &str, base: u32, tokens: &dyn Fn() -> &'t [Token]) -> Vec<Hit> {
        let (Some(automaton), flat) = (&self.automaton, Flat::new(text)) else { return Vec::new() };
        let mut found = Vec::new();
        for hit in automaton.find_overlapping_iter(flat.text()) {
            let Some(pattern) = self.owners.get(hit.pattern().as_usize()).and_then(|at| self.patterns.get(*at).map(|pattern| (*at, pattern))) else { continue };
            let written = flat.text().get(hit.range()).unwrap_or_default();
            let span = Span { start: base + flat.original(hit.start()) as u32, end: base + flat.original(hit.end()) as u32 };
            if pattern.1.case.fits(&pattern.1.form, written) && on_borders(tokens(), span) {
                found.push(Hit { span, pattern: pattern.0 });
            }
        }
        let surname = |at: usize| self.patterns.get(at).is_some_and(|pattern| pattern.surname);
        found.sort_by_key(|hit| (hit.span.start, Reverse(hit.span.end), surname(hit.pattern), hit.pattern));
        found
    }

    /// Whom a form stands for, given whose full names were found before, and when.
    fn reading(&self, pattern: &Pattern, last_seen: &Seen) -> Option<(&KnownName, usize)> {
        let entity = |at: &usize| self.entries.get(*at).map(|entry| (&entry.entity, &entry.label));
        let one = pattern.readings.windows(2).all(|pair| matches!(pair, [a, b] if entity(a) == entity(b)));
        let seen = || pattern.readings.iter().filter_map(|at| last_seen.get(at).map(|when| (when, at))).max().map(|(_, at)| at);
        let first = || pattern.readings.first().filter(|_| one || !pattern.surname);
        let at = if one { first() } else { seen().or_else(first) }?;
        self.entries.get(*at).map(|entry| (entry, *at))
    }
}

/// How the capitals of a form matter.
fn case_of(form: &str) -> Case {
    let letters = || form.chars().filter(|c| c.is_alphabetic());
    let shouted = letters().all(char::is_uppercase);
    if letters().count() <= SHORT || shouted {
        Case::Exact
    } else if form.starts_with(char::is_uppercase) && !form.contains(' ') {
        Case::Capital
    } else {
        Case::Any
    }
}

impl Case {
    fn fits(self, form: &str, written: &str) -> bool {
        match self {
            Self::Exact => form == written,
            Self::Capital => written.starts_with(char::is_uppercase),
            Self::Any => true,
        }
    }
}

/// The spellings of a form that differ in more than the capitals of ASCII, which the automaton does not tell apart.
fn spellings(pattern: &Pattern) -> impl Iterator<Item = String> + use<> {
    let form = pattern.form.clone();
    let mut others = Vec::new();
    if pattern.case != Case::Exact && !form.is_ascii() {
        let mut chars = form.chars();
        let capital = chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>());
        others.extend([form.to_uppercase(), form.to_lowercase()]);
        others.extend(capital);
        others.sort_unstable();
        others.dedup();
        others.retain(|other| *other != form);
    }
    std::iter::once(form).chain(others)
}

/// Whether a token begins where a span does and one ends where it does.
fn on_borders(tokens: &[Token], span: Span) -> bool {
    let starts = tokens.binary_search_by_key(&span.start, |token| token.span.start).is_ok();
    starts && tokens.binary_search_by_key(&span.end, |token| token.span.end).is_ok()
}

#[cfg(test)]
mod tests;
