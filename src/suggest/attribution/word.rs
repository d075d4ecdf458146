//! A paragraph as attributions are read from it: words with their classes, sentences, quotations.

use std::ops::Range;

use super::lexicon::class_of;
use crate::article::{Article, Role, Span, Token, TokenKind};
use crate::suggest::Passage;

/// Bytes of the longest word that is in any list.
const LONGEST: usize = 24;

/// Words after which a sentence without a full stop is cut: nobody writes longer ones.
const LONGEST_SENTENCE: usize = 600;

/// Words in -ly that are no adverbs.
const NOUNS_IN_LY: &[&str] = &[
    "family", "assembly", "supply", "daily", "weekly", "monthly", "elderly", "friendly", "likely", "unlikely", "monopoly", "deadly", "costly", "lovely",
    "anomaly",
];

/// How a verb is inflected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `say`, also after *to* and auxiliaries.
    Base,
    /// `says`.
    Third,
    /// `said`, also in the passive.
    Past,
    /// `saying`.
    Present,
}

/// What somebody does whose words or thoughts are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Speaks or writes: *said*, *told*, *according to*, *described*; also quotations without a cue.
    Say,
    /// Thinks or wants: *believes*, *expects*.
    Think,
    /// Asks for something or binds himself to it: *urged*, *called for*, *vowed*, *refused*.
    Demand,
    /// Accuses, alleges or denies.
    Accuse,
    /// Praises or criticises, supports or opposes.
    Judge,
}

/// A verb of reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// What it does.
    pub(super) act: Act,
    /// What may follow it: a set of the letters in [`super::lexicon`].
    pub(super) takes: u16,
    /// Its form.
    pub(super) form: Form,
}

/// What a word can do in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A verb of reporting.
    Verb(Cue),
    /// A noun of reporting.
    Noun,
    /// Another verb that is surely finite.
    Finite,
    Auxiliary,
    Adverb,
    Determiner,
    Pronoun,
    Possessive,
    Preposition,
    Conjunction,
    Relative,
    That,
    To,
    /// A day or month.
    Time,
    /// Capitalised, and not only as the first word of a sentence.
    Name,
    Number,
    /// A possessive ’s.
    Clitic,
    /// A word in no list.
    Plain,
    /// A punctuation mark; the character it begins with.
    Mark(char),
}

/// One word or mark of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) class: Class,
    /// The quotation that it belongs to.
    pub(super) quote: Option<u32>,
}

/// A quotation, or the part of one that lies in the paragraph.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    /// Its words, the marks included.
    pub(super) words: Range<usize>,
    /// Its spans in all paragraphs.
    pub(super) spans: Vec<Span>,
    /// The character before the closing mark.
    pub(super) last: char,
}

/// A paragraph, read once.
#[derive(Debug)]
pub(super) struct Paragraph<'a> {
    pub(super) article: &'a Article,
    pub(super) words: Vec<Word>,
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) quotes: Vec<Quote>,
    /// Whether it stands over the story.
    pub(super) is_headline: bool,
}

impl<'a> Paragraph<'a> {
    /// Reads a passage.
    pub(super) fn read(passage: &Passage<'a>) -> Self {
        let article = passage.article;
        let mut words: Vec<Word> = passage.tokens.iter().map(|token| Word { span: token.span, class: first_class(article, *token), quote: None }).collect();
        let mut quotes = Vec::new();
        for quotation in &passage.quotations {
            let Some(own) = quotation.spans.iter().find(|span| passage.span.covers(**span)).copied() else { continue };
            let from = words.partition_point(|word| word.span.start < own.start);
            let to = words.partition_point(|word| word.span.start < own.end);
            let number = u32::try_from(quotes.len()).ok();
            for word in words.get_mut(from..to).unwrap_or_default() {
                word.quote = number;
            }
            let inner = article.text().slice(own).trim_end_matches(['”', '"', '’', '\'', '“', '»', ' ', '\u{a0}']);
            quotes.push(Quote { words: from..to, spans: quotation.spans.clone(), last: inner.chars().next_back().unwrap_or(' ') });
        }
        let role = article.block(passage.block).map(|block| block.role);
        let is_headline = passage.block == 0 && role == Some(Role::Body) || matches!(role, Some(Role::Headline | Role::Deck));
        let mut paragraph = Self { article, words, sentences: Vec::new(), quotes, is_headline };
        paragraph.part();
        paragraph.settle();
        paragraph
    }

    pub(super) fn class(&self, at: usize) -> Class {
        self.words.get(at).map_or(Class::Mark('\0'), |word| word.class)
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| self.article.text().slice(word.span))
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).eq_ignore_ascii_case(word)
    }

    /// The number of the quotation that the word belongs to.
    pub(super) fn quote_at(&self, at: usize) -> Option<usize> {
        self.words.get(at)?.quote.map(|number| number as usize)
    }

    /// The quotation that begins with this word.
    pub(super) fn quote_from(&self, at: usize) -> Option<(usize, &Quote)> {
        let number = self.quote_at(at)?;
        self.quotes.get(number).filter(|quote| quote.words.start == at).map(|quote| (number, quote))
    }

    /// The quotation that ends right before this word.
    pub(super) fn quote_before(&self, at: usize) -> Option<(usize, &Quote)> {
        let number = self.quote_at(at.checked_sub(1)?)?;
        self.quotes.get(number).filter(|quote| quote.words.end == at).map(|quote| (number, quote))
    }

    /// From the start of the first to the end of the last word.
    pub(super) fn span(&self, words: Range<usize>) -> Option<Span> {
        let first = self.words.get(words.start)?;
        let last = self.words.get(words.end.checked_sub(1)?)?;
        (words.start < words.end).then(|| first.span.hull(last.span))
    }

    /// Divides into sentences; a quotation is never cut.
    fn part(&mut self) {
        let mut start = 0;
        let mut at = 0;
        while at < self.words.len() {
            let end = if let Some((_, quote)) = self.quote_from(at) {
                let (end, last) = (quote.words.end, quote.last);
                at = end.max(at + 1);
                self.ends_with_quote(end, last)
            } else {
                at += 1;
                self.ends_before(at)
            };
            if end || at >= self.words.len() || at - start > LONGEST_SENTENCE {
                while matches!(self.class(at), Class::Mark(')' | '”' | '’' | ']')) && self.quote_at(at).is_none() {
                    at += 1;
                }
                self.sentences.push(start..at.min(self.words.len()));
                start = at;
            }
        }
    }

    /// Whether the sentence ends before the word `at`, which no quotation ends before.
    fn ends_before(&self, at: usize) -> bool {
        let Some(last) = at.checked_sub(1) else { return false };
        match self.class(last) {
            Class::Mark('.' | '!' | '?' | '…') => !self.goes_on(at),
            Class::Mark(_) => false,
            _ => {
                self.text(last).ends_with('.')
                    && self.is_capital(at)
                    && matches!(self.class(at), Class::Determiner | Class::Pronoun | Class::Conjunction | Class::Preposition)
            }
        }
    }

    /// Whether a sentence ends with the quotation that ends before the word `at`.
    fn ends_with_quote(&self, at: usize, last: char) -> bool {
        let question = matches!(last, '?' | '!' | '…' | '—' | '-');
        let stop = last == '.' || question;
        stop && !matches!(self.class(at), Class::Mark(',' | '.' | ';')) && !self.goes_on(at) && !self.cue_follows(at, question)
    }

    fn goes_on(&self, at: usize) -> bool {
        self.quote_at(at).is_none() && self.text(at).chars().next().is_some_and(char::is_lowercase)
    }

    fn is_capital(&self, at: usize) -> bool {
        self.text(at).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a subject and its verb of saying stand right after a quotation, and nothing is said after them.
    fn cue_follows(&self, at: usize, far: bool) -> bool {
        let reach = if far { 8 } else { 4 };
        (at..at + reach).take_while(|at| self.quote_at(*at).is_none() && !matches!(self.class(*at), Class::Mark('.' | '!' | '?'))).any(|at| {
            let speaks = matches!(self.class(at), Class::Verb(cue) if cue.takes & super::lexicon::QUOTE != 0 && matches!(cue.form, Form::Past | Form::Third));
            speaks && (matches!(self.class(at + 1), Class::Mark(_) | Class::Time) || self.quote_at(at + 1).is_some())
        })
    }

    /// Corrects the classes that depend on the place in the sentence: capitals.
    fn settle(&mut self) {
        let shouted = self.is_title();
        for sentence in self.sentences.clone() {
            let mut first = true;
            for at in sentence {
                if matches!(self.class(at), Class::Mark(_)) {
                    continue;
                }
                let capital = self.is_capital(at);
                let opens = std::mem::take(&mut first);
                let known = self.class(at);
                let content = matches!(known, Class::Verb(_) | Class::Noun | Class::Plain | Class::Finite);
                let may = capital && !opens && !shouted && (content || self.is(at, "may") || self.is(at, "will"));
                let name = may || capital && known == Class::Plain;
                if let Some(word) = self.words.get_mut(at).filter(|_| name) {
                    word.class = Class::Name;
                }
            }
        }
    }

    /// Whether most words begin with a capital, as in the headlines of many houses.
    fn is_title(&self) -> bool {
        let long = self.words.iter().filter(|word| !matches!(word.class, Class::Mark(_) | Class::Number | Class::Clitic) && word.span.len() > 3);
        let (mut all, mut capital) = (0, 0);
        for word in long {
            all += 1;
            capital += usize::from(self.article.text().slice(word.span).chars().next().is_some_and(char::is_uppercase));
        }
        all > 2 && all < 40 && capital * 10 >= all * 8
    }
}

/// An adverb in -ly: `dryly`.
fn is_manner(lower: &str) -> bool {
    lower.len() > 5 && lower.ends_with("ly") && !NOUNS_IN_LY.contains(&lower)
}

/// The class that the word has wherever it stands.
fn first_class(article: &Article, token: Token) -> Class {
    let raw = article.text().slice(token.span);
    let first = raw.chars().next().unwrap_or(' ');
    match token.kind {
        TokenKind::Mark => return Class::Mark(first),
        TokenKind::Clitic => return Class::Clitic,
        TokenKind::Word => {}
    }
    if first.is_ascii_digit() {
        return Class::Number;
    }
    let mut lower = [0u8; LONGEST];
    let mut length = 0;
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let c = if c == '’' { '\'' } else { c.to_ascii_lowercase() };
        if c == '.' && chars.peek().is_none() {
            break;
        }
        let Some(slot) = lower.get_mut(length).filter(|_| c.is_ascii()) else { return Class::Plain };
        *slot = c as u8;
        length += 1;
    }
    lower
        .get(..length)
        .and_then(|lower| std::str::from_utf8(lower).ok())
        .and_then(|lower| class_of(lower).or_else(|| is_manner(lower).then_some(Class::Adverb)))
        .unwrap_or(Class::Plain)
}
