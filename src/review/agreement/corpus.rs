//! What is compared: for each article its length and tokens, and what each annotator made of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::annotation::{AnnotationSet, Id, LabelId, Value, WorkState};
use crate::article::{Article, Text, tokens};

/// A half-open range of code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Its first code point.
    pub start: u32,
    /// One past its last.
    pub end: u32,
}

impl Stretch {
    /// Code points that two ranges share.
    pub(super) fn shared(self, other: Self) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// From its first to its last code point, gaps included.
    pub extent: Stretch,
    /// The number of its label in the corpus.
    pub label: u16,
    /// Its spans in text order when it has several, else empty.
    pub parts: Box<[Stretch]>,
    /// Attributes in the order of their numbers: which one, its value in a form that equal values share.
    pub attributes: Vec<(u16, Box<str>)>,
}

impl Unit {
    /// Its spans.
    #[must_use]
    pub fn spans(&self) -> &[Stretch] {
        if self.parts.is_empty() { std::slice::from_ref(&self.extent) } else { &self.parts }
    }

    /// Code points that it shares with another.
    pub(super) fn shared(&self, other: &Self) -> u32 {
        if self.parts.is_empty() && other.parts.is_empty() {
            return self.extent.shared(other.extent);
        }
        self.spans().iter().flat_map(|mine| other.spans().iter().map(|theirs| mine.shared(*theirs))).sum()
    }

    /// Code points that it holds, gaps not counted.
    pub(super) fn length(&self) -> u32 {
        self.spans().iter().map(|span| span.end - span.start).sum()
    }
}

/// A relation between two annotations of one annotator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The number of its type in the corpus.
    pub kind: u16,
    /// The unit it leads from.
    pub from: u32,
    /// The unit it leads to.
    pub to: u32,
}

/// What one annotator made of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Annotations by start, end and label.
    pub units: Vec<Unit>,
    /// Relations.
    pub links: Vec<Link>,
    /// The day in UTC on which the last of its annotations was made or changed; nothing when there is none.
    pub day: Option<Date>,
    /// Whether its annotator has not marked it as done.
    pub unfinished: bool,
    /// The tokens that each span touches, as first, one past the last, and label, in order.
    pub(super) ranges: Vec<(u32, u32, u16)>,
}

impl Work {
    /// Annotations by start, end and label, and relations between them, in an article of these tokens.
    #[must_use]
    pub fn new(units: Vec<Unit>, links: Vec<Link>, tokens: &[Stretch]) -> Self {
        let mut ranges = Vec::with_capacity(units.len());
        let mut from = 0;
        for unit in &units {
            from = seek(tokens, from, |token| token.end <= unit.extent.start);
            for span in unit.spans() {
                let first = seek(tokens, from, |token| token.end <= span.start);
                let last = seek(tokens, first, |token| token.start < span.end);
                if first < last {
                    ranges.push((first as u32, last as u32, unit.label));
                }
            }
        }
        ranges.sort_unstable();
        Self { units, links, ranges, ..Self::default() }
    }

    /// Gives labels, attributes and types other numbers; everything stands in the order of the new ones.
    fn renumber(&mut self, labels: Option<&[u16]>, attributes: Option<&[u16]>, kinds: Option<&[u16]>) {
        for unit in &mut self.units {
            unit.label = told(labels, unit.label);
            if attributes.is_some() {
                unit.attributes.iter_mut().for_each(|(name, _)| *name = told(attributes, *name));
                unit.attributes.sort();
            }
        }
        if labels.is_some() {
            self.ranges.iter_mut().for_each(|(_, _, label)| *label = told(labels, *label));
            self.ranges.sort_unstable();
        }
        let mut order: Vec<u32> = (0..self.units.len() as u32).collect();
        if labels.is_some() {
            let key = |at: &u32| self.units.get(*at as usize).map(|unit| (unit.extent, unit.label, &unit.parts));
            order.sort_by(|a, b| key(a).cmp(&key(b)));
            let mut units: Vec<Option<Unit>> = std::mem::take(&mut self.units).into_iter().map(Some).collect();
            self.units = order.iter().filter_map(|at| units.get_mut(*at as usize)?.take()).collect();
        }
        if !self.links.is_empty() && (labels.is_some() || kinds.is_some()) {
            let mut places = vec![0; order.len()];
            order.iter().zip(0..).for_each(|(from, to)| places.get_mut(*from as usize).into_iter().for_each(|place: &mut u32| *place = to));
            let place = |at: u32| places.get(at as usize).copied().unwrap_or(at);
            self.links.iter_mut().for_each(|link| *link = Link { kind: told(kinds, link.kind), from: place(link.from), to: place(link.to) });
            self.links.sort_unstable();
        }
    }
}

/// A number as it is told by a list of numbers, where there is one.
fn told(numbers: Option<&[u16]>, number: u16) -> u16 {
    numbers.and_then(|numbers| numbers.get(usize::from(number)).copied()).unwrap_or(number)
}

/// The first place from `from` on where `before` fails; near places are found fast.
fn seek(tokens: &[Stretch], from: usize, before: impl Fn(&Stretch) -> bool) -> usize {
    let (mut low, mut step) = (from, 1);
    while tokens.get(low + step - 1).is_some_and(&before) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(tokens.len());
    low + tokens.get(low..high).unwrap_or_default().partition_point(before)
}

/// One article with all that was made of it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its length in code points.
    pub chars: u32,
    /// How many tokens it has.
    pub tokens: u32,
    /// By annotator; `None` where somebody has not worked on it.
    pub work: Vec<Option<Work>>,
}

/// Names with numbers, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<String>,
    numbers: BTreeMap<String, u16>,
}

impl Names {
    /// The number of a name, a new one when it is new.
    pub fn number(&mut self, name: &str) -> u16 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u16::try_from(self.names.len()).unwrap_or(u16::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The numbers here of the names of another list, by their numbers there; nothing where they are the same.
    fn numbers(&mut self, other: &Self) -> Option<Vec<u16>> {
        let numbers: Vec<u16> = other.names.iter().map(|name| self.number(name)).collect();
        numbers.iter().zip(0_u16..).any(|(here, there)| *here != there).then_some(numbers)
    }

    /// All names by number.
    #[must_use]
    pub fn all(&self) -> &[String] {
        &self.names
    }

    /// The name of a number.
    #[must_use]
    pub fn name(&self, number: u16) -> &str {
        self.names.get(usize::from(number)).map_or("", String::as_str)
    }
}

/// The articles, annotators and names that figures are computed from.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Who annotated; the order is that of each article's `work`.
    pub annotators: Vec<String>,
    /// Labels.
    pub labels: Names,
    /// Names of attributes.
    pub attributes: Names,
    /// Types of relations.
    pub kinds: Names,
    /// The articles.
    pub articles: Vec<Entry>,
}

impl Corpus {
    /// An empty corpus. Labels named here come first and are reported even when nobody used them.
    #[must_use]
    pub fn new(annotators: Vec<String>, labels: &[LabelId]) -> Self {
        let mut corpus = Self { annotators, ..Self::default() };
        for label in labels {
            corpus.labels.number(label.as_str());
        }
        corpus
    }

    /// Adds an article; `sets` by annotator, `None` where somebody has not worked on it. Annotations whose place is
    /// not known are left out.
    pub fn add(&mut self, article: &Article, sets: &[Option<&AnnotationSet>]) {
        let (text, tokens) = (article.text(), token_stretches(article));
        let work = sets.iter().map(|set| set.map(|set| self.work(text, &tokens, set))).collect();
        self.articles.push(Entry { chars: text.char_count() as u32, tokens: tokens.len() as u32, work });
    }

    /// Takes over the articles of another corpus of the same annotators, whose labels, attributes and types may have other
    /// numbers.
    pub fn absorb(&mut self, other: Self) {
        let labels = self.labels.numbers(&other.labels);
        let attributes = self.attributes.numbers(&other.attributes);
        let kinds = self.kinds.numbers(&other.kinds);
        for mut entry in other.articles {
            entry.work.iter_mut().flatten().for_each(|work| work.renumber(labels.as_deref(), attributes.as_deref(), kinds.as_deref()));
            self.articles.push(entry);
        }
    }

    /// The same with some of its articles only, by number.
    #[must_use]
    pub fn of(&self, articles: &[usize]) -> Self {
        let chosen = articles.iter().filter_map(|at| self.articles.get(*at)).cloned().collect();
        Self {
            articles: chosen,
            annotators: self.annotators.clone(),
            labels: self.labels.clone(),
            attributes: self.attributes.clone(),
            kinds: self.kinds.clone(),
        }
    }

    /// What one annotator made of an article of these tokens, in the numbers of this corpus.
    pub fn work(&mut self, text: &Text, tokens: &[Stretch], set: &AnnotationSet) -> Work {
        let mut sorted: Vec<(Unit, &Id)> = Vec::with_capacity(set.annotations().len());
        for annotation in set.annotations() {
            let mut spans: Vec<Stretch> = annotation.spans.iter().map(|span| stretch(text, span.start, span.end)).collect();
            spans.retain(|span| span.start < span.end);
            let (Some(first), Some(last)) = (spans.first(), spans.last()) else { continue };
            let extent = Stretch { start: first.start, end: last.end };
            let label = self.labels.number(annotation.label.as_str());
            let mut attributes: Vec<(u16, Box<str>)> =
                annotation.attributes.iter().map(|(name, value)| (self.attributes.number(name), comparable(value).into())).collect();
            attributes.sort();
            let parts = if spans.len() > 1 { spans.into_boxed_slice() } else { Box::default() };
            sorted.push((Unit { extent, label, parts, attributes }, &annotation.id));
        }
        sorted.sort_by(|(a, _), (b, _)| (a.extent, a.label, &a.parts).cmp(&(b.extent, b.label, &b.parts)));
        let mut links = Vec::new();
        if !set.relations().is_empty() {
            let places: BTreeMap<&Id, u32> = sorted.iter().zip(0..).map(|((_, id), at)| (*id, at)).collect();
            for relation in set.relations() {
                if let (Some(from), Some(to)) = (places.get(&relation.from), places.get(&relation.to)) {
                    links.push(Link { kind: self.kinds.number(&relation.kind), from: *from, to: *to });
                }
            }
            links.sort_unstable();
            links.dedup();
        }
        let work = Work::new(sorted.into_iter().map(|(unit, _)| unit).collect(), links, tokens);
        let last = set.annotations().iter().map(|annotation| annotation.modified).max();
        Work { day: last.map(|at| TimeZone::UTC.to_datetime(at).date()), unfinished: set.state() != WorkState::Done, ..work }
    }
}

/// The tokens of an article in code points.
#[must_use]
pub fn token_stretches(article: &Article) -> Vec<Stretch> {
    let text = article.text();
    let bytes = text.as_str().as_bytes();
    let mut found = Vec::with_capacity(bytes.len() / 5);
    for block in article.blocks() {
        let (base, first) = (block.span.start, text.char_of(block.span.start) as u32);
        let own = bytes.get(block.span.range()).unwrap_or_default();
        // Bytes that go on with a code point: as many as lie before it, a byte is ahead of its code point.
        let mut ahead = own.iter().zip(0_u32..).filter(|(byte, _)| **byte & 0xc0 == 0x80).map(|(_, at)| at).peekable();
        let mut passed = 0;
        let mut char_of = |byte: u32| {
            while ahead.next_if(|at| *at < byte - base).is_some() {
                passed += 1;
            }
            first + byte - base - passed
        };
        found.extend(tokens(&article.prose(*block), base).into_iter().map(|token| Stretch { start: char_of(token.span.start), end: char_of(token.span.end) }));
    }
    found
}

fn stretch(text: &Text, start: u32, end: u32) -> Stretch {
    Stretch { start: text.char_of(start) as u32, end: text.char_of(end) as u32 }
}

/// A value in a form that equal values share and others do not.
fn comparable(value: &Value) -> String {
    match value {
        Value::Text(words) => words.trim().to_owned(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::List(values) => values.iter().map(comparable).collect::<Vec<_>>().join("\u{1f}"),
        Value::Span(span) => format!("\u{1e}{}-{}", span.start, span.end),
    }
}
