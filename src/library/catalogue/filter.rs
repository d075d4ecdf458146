//! The one language for choosing articles: in the library screen as one types, and in every command.
//!
//! ```text
//! harbour strike state:done label:threat date:2026-09 source:courier by:anna -path:drafts
//! ```
//!
//! Terms stand beside each other and all must hold; `-` before a term turns it round; several values behind one colon are
//! alternatives: `state:new,progress`. Words without a colon are looked for in the headline (or the file's name, where the
//! headline is not known), loosely: a letter left out or two words the other way round still find it. What `text:` and `span:`
//! ask is not judged here: they need the files ([`super::within`]).

mod piece;

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::dates::{DateRange, day_of};
use super::search::FullText;
use super::{Card, Work};
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Queues, Sight};
use crate::reading::SearchError;
use piece::{Piece, split};

/// A kind of term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterField {
    /// Its name before the colon.
    pub name: &'static str,
    /// What it asks, in a few words.
    pub title: &'static str,
    /// How its values look.
    pub example: &'static str,
}

/// Every kind of term: what help and completion list.
pub static FILTER_FIELDS: &[FilterField] = &[
    FilterField { name: "state", title: "how far the work is", example: "state:new,progress,done" },
    FilterField { name: "label", title: "has annotations of that label", example: "label:threat, label:quote>3, label:none" },
    FilterField { name: "text", title: "words that the text holds", example: "text:strike, text:\"harbour strike\"" },
    FilterField { name: "span", title: "words that something annotated holds", example: "span:Norland" },
    FilterField { name: "by", title: "has a record of that annotator; state and label then mean that record", example: "by:anna, by:none" },
    FilterField { name: "date", title: "published then", example: "date:2026-09, date:2026-09-14.., date:today, date:week" },
    FilterField { name: "source", title: "newspaper, agency or site", example: "source:courier" },
    FilterField { name: "path", title: "part of the file's path", example: "path:articles/2026" },
    FilterField { name: "lang", title: "language", example: "lang:en" },
    FilterField { name: "words", title: "length in words", example: "words:<300, words:300..800" },
    FilterField { name: "queue", title: "in the queue of that annotator", example: "queue:anna, queue:none" },
];

/// Something in a filter that is not understood. The rest of the filter holds all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct FilterProblem {
    /// Where it stands in the filter, in bytes.
    pub at: Range<usize>,
    /// What is wrong, and what would be right; safe to show.
    pub what: String,
}

/// What is chosen of the articles.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    words: Vec<Word>,
    terms: Vec<Term>,
    pub(super) wanted: Vec<Wanted>,
}

/// Words that the text, or something that is annotated in it, must hold.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) not: bool,
    /// Whether they are looked for in what is annotated.
    pub(super) annotated: bool,
    /// One of these, as they were typed and as they are looked for.
    pub(super) any: Vec<(Arc<str>, Arc<FullText>)>,
}

/// Words that are looked for in the headline.
#[derive(Clone, Debug)]
struct Word {
    pattern: Pattern,
    /// What must be reached for it to count as found.
    enough: u32,
    not: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    not: bool,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    State(WorkState),
    Label(String, Amount),
    NoLabel,
    By(String),
    ByNobody,
    Published(DateRange),
    Undated,
    Source(String),
    Path(String),
    Language(String),
    Length(Amount),
    Queue(String),
    NoQueue,
}

/// A number, bounded on one side or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Amount {
    least: u32,
    most: u32,
}

/// What a filter is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Whose records `state:` and `label:` mean; without a name, those of anybody.
    pub annotator: Option<&'a str>,
    /// Who has which articles to do.
    pub queues: &'a Queues,
    /// What is seen of the work of others: what is not has no labels that could be asked for.
    pub sight: &'a Sight,
}

impl Filter {
    /// Reads a filter, and what is not understood of it. `today` is what `date:today` means.
    #[must_use]
    pub fn parse(text: &str, today: Date) -> (Self, Vec<FilterProblem>) {
        let (mut filter, mut problems) = (Self::default(), Vec::new());
        for term in split(text) {
            match filter.add(&term, today) {
                Ok(()) => {}
                Err(what) => problems.push(FilterProblem { at: term.at, what }),
            }
        }
        (filter, problems)
    }

    /// Whether everything passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.terms.is_empty() && self.wanted.is_empty()
    }

    /// Whether files must be searched for it: `text:` and `span:`.
    #[must_use]
    pub fn searches(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether articles are judged by words of their headline: then they can be put in the order of how well they match.
    #[must_use]
    pub fn is_ranked(&self) -> bool {
        self.words.iter().any(|word| !word.not)
    }

    fn add(&mut self, term: &Piece, today: Date) -> Result<(), String> {
        let Some((name, values)) = &term.field else {
            let Some(word) = Word::new(&term.text, term.not) else { return Ok(()) };
            self.words.push(word);
            return Ok(());
        };
        let given = values.iter().filter(|value| !value.trim().is_empty());
        if matches!(name.as_str(), "text" | "span") {
            let any = given.map(|value| Ok((value.as_str().into(), Arc::new(FullText::new(value)?))));
            let any: Vec<(Arc<str>, Arc<FullText>)> = any.collect::<Result<_, SearchError>>().map_err(|error| error.to_string())?;
            if !any.is_empty() {
                self.wanted.push(Wanted { not: term.not, annotated: name == "span", any });
            }
            return Ok(());
        }
        let mut tests = Vec::new();
        for value in given {
            tests.push(test(name, value, today)?);
        }
        // While the value is still being typed, the term asks nothing.
        if !tests.is_empty() {
            self.terms.push(Term { not: term.not, tests });
        }
        Ok(())
    }

    /// How well what is known of an article matches; nothing when it does not.
    pub fn matches(&self, card: Card<'_>, asking: &Asking<'_>, loose: &mut Loose) -> Option<u32> {
        let whose = self.whose().or(asking.annotator);
        let holds = self.terms.iter().all(|term| term.tests.iter().any(|test| test.holds(card, whose, asking)) != term.not);
        if !holds {
            return None;
        }
        let mut score = 0;
        for word in &self.words {
            match (word.found(card, loose), word.not) {
                (Some(found), false) => score += found,
                (None, true) => {}
                _ => return None,
            }
        }
        Some(score)
    }

    /// The annotator that a `by:` with one name asks for.
    pub(super) fn whose(&self) -> Option<&str> {
        self.terms.iter().filter(|term| !term.not).find_map(|term| match term.tests.as_slice() {
            [Test::By(name)] => Some(name.as_str()),
            _ => None,
        })
    }
}

/// The room that loose matching needs, used again for each article.
#[derive(Debug)]
pub struct Loose {
    matcher: Matcher,
    chars: Vec<char>,
}

impl Default for Loose {
    fn default() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), chars: Vec::new() }
    }
}

impl Word {
    fn new(text: &str, not: bool) -> Option<Self> {
        let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
        let mut loose = Loose::default();
        // Three fifths of what the word scores in itself: letters may be left out, but not be strewn over the line.
        let own = pattern.score(Utf32Str::new(text, &mut loose.chars), &mut loose.matcher)?;
        Some(Self { pattern, enough: own * 3 / 5, not })
    }

    fn found(&self, card: Card<'_>, loose: &mut Loose) -> Option<u32> {
        let text = if card.title().is_empty() { file_name(card.key()) } else { card.title() };
        let score = self.pattern.score(Utf32Str::new(text, &mut loose.chars), &mut loose.matcher)?;
        (score >= self.enough).then_some(score)
    }
}

/// The last part of a key.
pub(super) fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

impl Test {
    fn holds(&self, card: Card<'_>, whose: Option<&str>, asking: &Asking<'_>) -> bool {
        match self {
            Self::State(state) => state_of(card, whose) == *state,
            Self::Label(label, amount) => {
                let mut works = works(card, whose).peekable();
                let seen = |work: Work<'_>| asking.sight.sees(card, work.annotator());
                if works.peek().is_none() { amount.holds(0) } else { works.any(|work| seen(work) && amount.holds(count(work, label))) }
            }
            Self::NoLabel => works(card, whose).all(|work| asking.sight.sees(card, work.annotator()) && work.total() == 0),
            Self::By(name) => card.work_of(name).is_some(),
            Self::ByNobody => card.works().len() == 0,
            Self::Published(range) => day_of(card.date()).is_some_and(|day| range.holds(day)),
            Self::Undated => day_of(card.date()).is_none(),
            Self::Source(part) => contains(card.publication(), part),
            Self::Path(part) => contains(card.key(), part),
            Self::Language(tag) => card.language().get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)),
            Self::Length(amount) => amount.holds(card.words()),
            Self::Queue(name) => asking.queues.holds(name, card.key()),
            Self::NoQueue => !asking.queues.hold(card.key()),
        }
    }
}

/// How far the work on an article is: that of one annotator, or of whoever is furthest.
#[must_use]
pub fn state_of(card: Card<'_>, whose: Option<&str>) -> WorkState {
    works(card, whose).filter_map(Work::state).max_by(|a, b| by_state(*a, *b)).unwrap_or(WorkState::New)
}

/// The records that are meant.
pub(super) fn works<'a>(card: Card<'a>, whose: Option<&'a str>) -> impl Iterator<Item = Work<'a>> {
    card.works().filter(move |work| whose.is_none_or(|name| work.annotator() == name))
}

fn count(work: Work<'_>, label: &str) -> u32 {
    work.counts().filter(|(name, _)| name.eq_ignore_ascii_case(label)).map(|(_, count)| count).sum()
}

/// Whether `text` holds `part`, which is in lower case.
fn contains(text: &str, part: &str) -> bool {
    if text.is_ascii() {
        let (text, part) = (text.as_bytes(), part.as_bytes());
        return part.is_empty() || text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    }
    text.to_lowercase().contains(part)
}

impl Amount {
    const SOME: Self = Self { least: 1, most: u32::MAX };

    fn holds(self, number: u32) -> bool {
        (self.least..=self.most).contains(&number)
    }

    /// `<300`, `<=300`, `>3`, `>=3`, `300..800`, `..300`, `=3` or `3`.
    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        if let Some((low, high)) = text.split_once("..") {
            let least = if low.is_empty() { 0 } else { number(low)? };
            return Some(Self { least, most: if high.is_empty() { u32::MAX } else { number(high)? } });
        }
        let bound = |prefix: &str| text.strip_prefix(prefix).map(number);
        Some(match () {
            () if text.starts_with("<=") => Self { least: 0, most: bound("<=")?? },
            () if text.starts_with('<') => Self { least: 0, most: bound("<")??.checked_sub(1)? },
            () if text.starts_with(">=") => Self { least: bound(">=")??, most: u32::MAX },
            () if text.starts_with('>') => Self { least: bound(">")??.checked_add(1)?, most: u32::MAX },
            () => {
                let exact = number(text.strip_prefix('=').unwrap_or(text))?;
                Self { least: exact, most: exact }
            }
        })
    }
}

fn test(field: &str, value: &str, today: Date) -> Result<Test, String> {
    let shown = printable(value);
    Ok(match field {
        "state" => Test::State(match value.to_lowercase().as_str() {
            "new" => WorkState::New,
            "progress" | "inprogress" | "open" => WorkState::InProgress,
            "done" => WorkState::Done,
            _ => return Err(format!("`{shown}` is no state: new, progress or done")),
        }),
        "label" if value.eq_ignore_ascii_case("none") => Test::NoLabel,
        "label" => {
            let at = value.find(['<', '>', '=']).unwrap_or(value.len());
            let (label, amount) = value.split_at_checked(at).unwrap_or((value, ""));
            let amount = if amount.is_empty() { Some(Amount::SOME) } else { Amount::parse(amount) };
            Test::Label(label.to_owned(), amount.ok_or_else(|| format!("`{shown}` is no label with a number: label:threat>3"))?)
        }
        "by" if value.eq_ignore_ascii_case("none") => Test::ByNobody,
        "by" => Test::By(value.to_lowercase()),
        "date" if value.eq_ignore_ascii_case("none") => Test::Undated,
        "date" => Test::Published(
            DateRange::parse(value, today)
                .ok_or_else(|| format!("`{shown}` is no date: 2026, 2026-09, 2026-09-14, 2026-09..2026-11, today, yesterday, week, month, none"))?,
        ),
        "source" => Test::Source(value.to_lowercase()),
        "path" => Test::Path(value.to_lowercase()),
        "lang" => Test::Language(value.to_owned()),
        "words" => Test::Length(Amount::parse(value).ok_or_else(|| format!("`{shown}` is no length: words:<300, words:>800, words:300..800"))?),
        "queue" if value.eq_ignore_ascii_case("none") => Test::NoQueue,
        "queue" => Test::Queue(value.to_lowercase()),
        _ => {
            let names: Vec<&str> = FILTER_FIELDS.iter().map(|field| field.name).collect();
            return Err(format!("`{}:` is not known; there are {}", printable(field), names.join(", ")));
        }
    })
}

/// Orders two states, the least done first.
pub(super) fn by_state(a: WorkState, b: WorkState) -> Ordering {
    let rank = |state| match state {
        WorkState::New => 0,
        WorkState::InProgress => 1,
        WorkState::Done => 2,
    };
    rank(a).cmp(&rank(b))
}

#[cfg(test)]
mod tests;
