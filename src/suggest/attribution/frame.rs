//! Attributions of one paragraph: each cue with who speaks and what is said, in words.

use std::ops::Range;

use super::clause::{Said, content_end, is_closed, said_after};
use super::lexicon::{CLAUSE, HEARER, NOUNISH, OBJECT, QUOTE, THAT, TO, WHETHER};
use super::orphan::{add_orphans, continue_speech};
use super::phrase::{agent, subject};
use super::word::{Act, Class, Cue, Form, Paragraph};

/// Verbs before `to say` that make one cue with it.
const CATENATIVES: &[&str] = &[
    "continue",
    "continues",
    "continued",
    "go",
    "goes",
    "went",
    "on",
    "begin",
    "began",
    "try",
    "tried",
    "tries",
    "seem",
    "seems",
    "seemed",
    "proceeded",
    "used",
    "going",
    "wants",
    "wanted",
    "want",
];

/// An attribution as ranges of words.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What is said, each part a range.
    pub(super) content: Vec<Range<usize>>,
    pub(super) cue: Option<Range<usize>>,
    pub(super) source: Option<Range<usize>>,
    /// Whether a verb of saying and its subject stand right beside what is said.
    pub(super) plain: bool,
    pub(super) act: Act,
}

/// A sentence on its way to being read.
pub(super) struct Reading<'p, 'a> {
    pub(super) paragraph: &'p Paragraph<'a>,
    pub(super) sentence: Range<usize>,
    /// One past the last word that is no final punctuation.
    pub(super) end: usize,
    /// Where what no cue has claimed yet begins.
    pub(super) free: usize,
    /// Who spoke last in this sentence.
    speaker: Option<Range<usize>>,
}

/// All attributions of a paragraph, in the order of their first words.
pub(super) fn drafts(paragraph: &Paragraph) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    for sentence in &paragraph.sentences {
        let before = found.len();
        read_sentence(paragraph, sentence.clone(), &mut found);
        if found.len() == before {
            continue_speech(paragraph, sentence, &mut found);
        }
        add_orphans(paragraph, sentence, before, &mut found);
    }
    found.sort_by_key(|draft| draft.content.first().map_or(0, |range| range.start));
    found
}

fn read_sentence(paragraph: &Paragraph, sentence: Range<usize>, found: &mut Vec<Draft>) {
    let mut end = sentence.end;
    while end > sentence.start && paragraph.quote_at(end - 1).is_none() && matches!(paragraph.class(end - 1), Class::Mark('.' | '!' | '?' | '…' | ';')) {
        end -= 1;
    }
    let mut reading = Reading { paragraph, free: sentence.start, sentence, end, speaker: None };
    let mut at = reading.trailing().unwrap_or(reading.sentence.start);
    while at < reading.end {
        if let Some(number) = paragraph.quote_at(at) {
            at = paragraph.quotes.get(number).map_or(at + 1, |quote| quote.words.end.max(at + 1));
            continue;
        }
        if let Some((draft, resume)) = reading.frame(at) {
            if draft.source.is_some() {
                reading.speaker.clone_from(&draft.source);
            }
            reading.free = resume;
            at = resume.max(at + 1);
            found.push(draft);
        } else {
            at += 1;
        }
    }
}

impl Reading<'_, '_> {
    /// The cue of a sentence that ends in one: `The gate is shut, the union said on Monday`. What stands before it is what is
    /// said, unless a verb of saying or a quotation at its end has a claim to that.
    fn trailing(&self) -> Option<usize> {
        let comma = (self.sentence.start..self.end).rev().find(|at| self.paragraph.class(*at) == Class::Mark(',') && self.paragraph.quote_at(*at).is_none())?;
        let says = |at: &usize| {
            matches!(self.paragraph.class(*at), Class::Verb(cue) if cue.act == Act::Say && cue.takes & (CLAUSE | QUOTE) != 0 && matches!(cue.form, Form::Past | Form::Third))
                && self.paragraph.quote_at(*at).is_none()
        };
        let cue = if self.paragraph.is(comma + 1, "according") { comma + 1 } else { (comma + 1..self.end).find(says)? };
        let closed = self.paragraph.is(cue, "according")
            || is_closed(self.paragraph, cue + 1, self.end) && subject(self.paragraph, comma + 1, cue).is_some_and(|source| source.start == comma + 1);
        let claimed = (self.sentence.start..comma).any(|at| says(&at)) || self.paragraph.quote_before(comma).is_some();
        (closed && !claimed).then_some(cue)
    }

    /// The attribution whose cue is the word `at`, and where to read on.
    fn frame(&self, at: usize) -> Option<(Draft, usize)> {
        match self.paragraph.class(at) {
            Class::Verb(cue) if self.is_verb(at, cue) => self.verb(at, cue).map(|(draft, resume)| (Draft { act: cue.act, ..draft }, resume)),
            Class::Noun | Class::Plain if self.paragraph.class(at + 1) == Class::That => self.noun(at),
            Class::Verb(_) if self.paragraph.class(at + 1) == Class::That => self.noun(at),
            _ if self.paragraph.is(at, "according") && self.paragraph.class(at + 1) == Class::To => self.according(at),
            Class::Mark(':') => self.colon(at),
            _ => None,
        }
    }

    pub(super) fn before(&self, at: usize) -> Class {
        if at > self.sentence.start { self.paragraph.class(at - 1) } else { Class::Mark('\0') }
    }

    /// Whether a form that can also be a noun or an adjective is a verb here.
    fn is_verb(&self, at: usize, cue: Cue) -> bool {
        let mut first = at;
        while self.before(first) == Class::Adverb {
            first -= 1;
        }
        let before = self.before(first);
        let led = matches!(before, Class::Determiner | Class::Possessive | Class::Number);
        match cue.form {
            Form::Past => !led || before == Class::Number,
            Form::Third => !led && !matches!(before, Class::Clitic | Class::Preposition | Class::Auxiliary | Class::To),
            Form::Base => {
                let plural = matches!(before, Class::Plain | Class::Name) && self.paragraph.text(first - 1).ends_with('s');
                let quantity = ["some", "many", "most", "both", "all", "few", "others"].iter().any(|word| self.paragraph.is(first.saturating_sub(1), word));
                let verbal = cue.takes & NOUNISH == 0 && (quantity || matches!(before, Class::Plain | Class::Name | Class::Mark(',')));
                let joint = matches!(before, Class::Pronoun | Class::To | Class::Auxiliary | Class::Relative) || plural || verbal;
                joint && !(before == Class::Pronoun && ["it", "he", "she", "him", "them", "me", "us"].iter().any(|word| self.paragraph.is(first - 1, word)))
            }
            Form::Present => !led && before != Class::Clitic,
        }
    }

    /// The first word of the verb group that ends at `at`: auxiliaries and adverbs, `went on to`.
    fn group(&self, at: usize) -> usize {
        let mut first = at;
        loop {
            match self.before(first) {
                Class::Auxiliary | Class::Adverb => first -= 1,
                Class::To if first >= self.sentence.start + 2 && CATENATIVES.iter().any(|word| self.paragraph.is(first - 2, word)) => {
                    first -= 2;
                    if self.paragraph.is(first, "on") && self.before(first) != Class::Mark('\0') {
                        first -= 1;
                    }
                }
                Class::To if first == at => first -= 1,
                _ => break,
            }
        }
        first.max(self.sentence.start)
    }

    fn is_passive(&self, first: usize, at: usize) -> bool {
        let be = ["is", "are", "was", "were", "been", "be", "being"];
        let last = (first..at).rev().find(|at| self.paragraph.class(*at) == Class::Auxiliary);
        last.is_some_and(|at| be.iter().any(|word| self.paragraph.is(at, word)))
    }

    /// `did not respond`: nothing is said.
    fn is_silence(&self, first: usize, at: usize) -> bool {
        let reply = ["respond", "comment", "answer", "reply"].iter().any(|word| self.paragraph.is(at, word));
        reply && (first..at).any(|at| self.paragraph.is(at, "not") || self.paragraph.text(at).ends_with("n’t") || self.paragraph.text(at).ends_with("n't"))
    }

    fn verb(&self, at: usize, cue: Cue) -> Option<(Draft, usize)> {
        let first = self.group(at);
        if cue.form == Form::Past && self.is_passive(first, at) {
            return self.passive(first, at, cue);
        }
        // `to support the union` says what somebody does, seldom that it is said.
        let aim = self.paragraph.class(first) == Class::To && cue.takes & QUOTE == 0 && cue.takes & OBJECT != 0;
        // `reporter told to leave`, as headlines have it: somebody else tells.
        let told = cue.form == Form::Past && cue.takes & HEARER != 0 && cue.takes & CLAUSE != 0 && self.paragraph.class(at + 1) == Class::To;
        if aim || told || self.is_silence(first, at) {
            return None;
        }
        if let Some(found) = self.inverted(first, at, cue) {
            return Some(found);
        }
        let own = subject(self.paragraph, self.free, first)
            .filter(|_| self.paragraph.class(first) != Class::To)
            .filter(|_| cue.form != Form::Present || matches!(self.paragraph.class(at - 1), Class::Auxiliary | Class::Adverb) && first < at);
        let hanging = own.is_none();
        // `Brandt, asked whether`: somebody else asks.
        let asked = cue.form == Form::Past && cue.takes & HEARER != 0 && matches!(self.before(first), Class::Mark(',' | '\0'));
        let source = own.or_else(|| if asked { None } else { self.main_subject(first) });
        let said = said_after(self.paragraph, at, self.end, cue.takes);
        if let Some(found) = source.as_ref().filter(|_| !hanging).and_then(|source| self.relative(source, first..at + 1, cue)) {
            return Some(found);
        }
        let left = source.as_ref().filter(|_| !hanging).and_then(|source| self.left(source.start, at, cue, said.is_none()));
        let weak = hanging && cue.form == Form::Past && !matches!(self.before(first), Class::Conjunction | Class::Mark(',' | '\0'));
        if weak && said.as_ref().is_none_or(|_| cue.takes & (CLAUSE | QUOTE) == 0) {
            return None;
        }
        self.join(left, said, first..at + 1, source, hanging)
    }

    /// `the gate, which Brandt said was shut`.
    fn relative(&self, source: &Range<usize>, verb: Range<usize>, cue: Cue) -> Option<(Draft, usize)> {
        let goes_on = matches!(self.paragraph.class(verb.end), Class::Auxiliary | Class::Finite)
            || matches!(self.paragraph.class(verb.end), Class::Verb(cue) if matches!(cue.form, Form::Past | Form::Third));
        let opens = matches!(self.before(source.start), Class::Relative | Class::That) && source.start > self.free;
        if cue.takes & CLAUSE == 0 || !goes_on || !opens {
            return None;
        }
        let rest = verb.end..content_end(self.paragraph, verb.end, self.end);
        let resume = rest.end;
        let content = vec![source.start - 1..source.start, rest];
        Some((Draft { content, cue: Some(verb), source: Some(source.clone()), plain: true, act: Act::Say }, resume))
    }

    /// Puts together what is said before and after a cue.
    fn join(&self, left: Option<Range<usize>>, said: Option<Said>, cue: Range<usize>, source: Option<Range<usize>>, carried: bool) -> Option<(Draft, usize)> {
        let mut resume = said.as_ref().map_or(cue.end, |said| said.content.end);
        let end = said.as_ref().map_or(cue.end, |said| said.cue);
        let mut content: Vec<Range<usize>> = Vec::new();
        let quoted_left = left.as_ref().is_some_and(|left| self.paragraph.quote_from(left.start).is_some());
        content.extend(left.clone());
        match said {
            Some(said) if left.is_none() || quoted_left => content.push(said.content),
            _ => {
                // `Prices, he said, will rise`: what goes on after the second comma.
                if let Some(rest) = left.filter(|_| !quoted_left).and_then(|_| self.rest(cue.end)) {
                    resume = rest.end;
                    content.push(rest);
                }
            }
        }
        content.retain(|range| !range.is_empty());
        let plain = source.is_some() && !carried;
        (!content.is_empty()).then_some((Draft { content, cue: Some(cue.start..end), source, plain, act: Act::Say }, resume))
    }

    /// The second part of a clause that a cue interrupts.
    fn rest(&self, at: usize) -> Option<Range<usize>> {
        let comma = (at..self.end.min(at + 8)).find(|at| self.paragraph.class(*at) == Class::Mark(',') && self.paragraph.quote_at(*at).is_none())?;
        let turns = matches!(self.paragraph.class(comma + 1), Class::Verb(Cue { form: Form::Present, .. }) | Class::Relative);
        let clause = is_closed(self.paragraph, at, comma) && comma + 2 < self.end && !turns;
        clause.then(|| comma + 1..content_end(self.paragraph, comma + 1, self.end))
    }

    /// What stands before a source that begins at `at`: a quotation, or the clause before its comma.
    fn left(&self, at: usize, verb: usize, cue: Cue, open: bool) -> Option<Range<usize>> {
        let comma = self.before(at) == Class::Mark(',');
        let mark = if comma { at - 1 } else { at };
        if let Some((_, quote)) = self.paragraph.quote_before(mark).filter(|(_, quote)| quote.words.start >= self.free) {
            let speech = comma || matches!(quote.last, ',' | '?' | '!' | '…' | '—' | '-' | '.');
            if speech && cue.takes & QUOTE != 0 {
                return Some(self.sentence_before(quote.words.clone()));
            }
        }
        let clause = open && comma && cue.takes & (CLAUSE | THAT) != 0 && is_closed(self.paragraph, verb + 1, self.end);
        clause.then(|| self.opening(mark)).flatten()
    }

    /// From what is free to the comma at `mark`, without a conjunction at its start.
    pub(super) fn opening(&self, mark: usize) -> Option<Range<usize>> {
        let from = (self.free..mark).find(|at| !matches!(self.paragraph.class(*at), Class::Mark(',' | '—' | '–')) || self.paragraph.quote_at(*at).is_some())?;
        let from = self.past_adverbial(from, mark);
        let from = if self.paragraph.class(from) == Class::Conjunction && (self.paragraph.is(from, "and") || self.paragraph.is(from, "but")) {
            from + 1
        } else {
            from
        };
        (from < mark).then_some(from..mark)
    }

    /// `Despite the fog, | the pilots went out`: what the writer may have put before it.
    fn past_adverbial(&self, from: usize, mark: usize) -> usize {
        let opens = ["despite", "although", "though", "while", "amid", "unlike"].iter().any(|word| self.paragraph.is(from, word));
        let comma = (from..mark).find(|at| opens && self.paragraph.class(*at) == Class::Mark(',')).filter(|comma| comma + 3 < mark);
        comma.map_or(from, |comma| comma + 1)
    }

    /// A quotation, or the clause that it is the end of: `The gate is “shut,” he said`.
    fn sentence_before(&self, quote: Range<usize>) -> Range<usize> {
        let lead = (self.free..quote.start).any(|at| matches!(self.paragraph.class(at), Class::Name | Class::Plain | Class::Pronoun | Class::Determiner));
        if lead { self.opening(quote.end).unwrap_or(quote) } else { quote }
    }

    /// `”, said Brandt` and `…, said Brandt`: the source after its verb.
    fn inverted(&self, first: usize, at: usize, cue: Cue) -> Option<(Draft, usize)> {
        if cue.takes & (CLAUSE | QUOTE) == 0 || first != at || !matches!(cue.form, Form::Past | Form::Third) {
            return None;
        }
        let comma = self.before(at) == Class::Mark(',');
        let mark = if comma { at - 1 } else { at };
        let quote = self.paragraph.quote_before(mark).filter(|(_, quote)| quote.words.start >= self.free && (comma || !quote.last.is_alphanumeric()));
        let source = agent(self.paragraph, at + 1, self.end)?;
        let content = match quote {
            Some((_, quote)) => self.sentence_before(quote.words.clone()),
            None if comma
                && cue.takes & CLAUSE != 0
                && cue.takes & (OBJECT | HEARER) == 0
                && self.paragraph.quote_at(source.end).is_none()
                && is_closed(self.paragraph, source.end, self.end) =>
            {
                self.opening(mark)?
            }
            None => return None,
        };
        let mut parts = vec![content];
        let mut resume = source.end;
        let after = source.end + usize::from(self.paragraph.class(source.end) == Class::Mark(','));
        let quote_follows = (after..self.end.min(after + 10)).find(|at| self.paragraph.quote_at(*at).is_some());
        if let Some((_, next)) = quote_follows
            .filter(|next| is_closed(self.paragraph, source.end, *next) && !(after..*next).any(|at| matches!(self.paragraph.class(at), Class::Mark(_))))
            .and_then(|next| self.paragraph.quote_from(next))
        {
            resume = next.words.end;
            parts.push(next.words.clone());
        }
        Some((Draft { content: parts, cue: Some(at..at + 1), source: Some(source), plain: true, act: Act::Say }, resume))
    }

    /// `is expected to`, `was accused of`: what is said is about the subject.
    fn passive(&self, first: usize, at: usize, cue: Cue) -> Option<(Draft, usize)> {
        let by = self.paragraph.is(at + 1, "by").then(|| agent(self.paragraph, at + 2, self.end)).flatten();
        let topic = subject(self.paragraph, self.free, first);
        let takes = if cue.takes & HEARER != 0 { cue.takes } else { (cue.takes | TO) & !CLAUSE };
        let said = if by.is_none() {
            said_after(self.paragraph, at, self.end, takes & !OBJECT | if cue.takes & OBJECT != 0 { super::lexicon::ABOUT | super::lexicon::FOR } else { 0 })
        } else {
            None
        };
        let about = topic
            .filter(|topic| self.paragraph.class(topic.start) != Class::Pronoun || !self.paragraph.is(topic.start, "it"))
            .filter(|_| cue.takes & HEARER == 0 && cue.takes & WHETHER == 0);
        let told = said.is_some();
        if !told && by.is_none() {
            return None;
        }
        let resume = said.as_ref().map_or(by.as_ref().map_or(at + 1, |by| by.end), |said| said.content.end);
        let end = said.as_ref().map_or(at + 1, |said| said.cue);
        let content: Vec<Range<usize>> = about.into_iter().chain(said.map(|said| said.content)).collect();
        (!content.is_empty()).then_some((Draft { content, cue: Some(first..end), source: by, plain: false, act: Act::Say }, resume))
    }

    /// Who acts in the sentence: the last speaker, or the subject of its first verb.
    pub(super) fn main_subject(&self, before: usize) -> Option<Range<usize>> {
        if self.speaker.is_some() {
            return self.speaker.clone();
        }
        self.first_subject(before).or_else(|| self.opening_name(before))
    }

    /// The subject of the first verb of the sentence.
    fn first_subject(&self, before: usize) -> Option<Range<usize>> {
        let verb = (self.sentence.start..before).find(|at| {
            let verb = match self.paragraph.class(*at) {
                Class::Auxiliary | Class::Finite => true,
                Class::Verb(cue) => matches!(cue.form, Form::Past | Form::Third),
                Class::Plain => self.paragraph.text(*at).ends_with("ed") && !matches!(self.before(*at), Class::Determiner | Class::Possessive),
                _ => false,
            };
            verb && self.paragraph.quote_at(*at).is_none() && *at > self.sentence.start
        })?;
        let mut first = verb;
        while self.before(first) == Class::Adverb {
            first -= 1;
        }
        subject(self.paragraph, self.sentence.start, first)
    }

    /// The name or pronoun that opens the sentence, when a word that is no name stands after it.
    fn opening_name(&self, before: usize) -> Option<Range<usize>> {
        let start = (self.sentence.start..before).find(|at| !matches!(self.paragraph.class(*at), Class::Conjunction | Class::Adverb))?;
        if self.paragraph.class(start) == Class::Pronoun {
            return Some(start..start + 1);
        }
        let end = (start..before).find(|at| self.paragraph.class(*at) != Class::Name)?;
        let verb = matches!(self.paragraph.class(end), Class::Plain | Class::Verb(_) | Class::Auxiliary | Class::Finite | Class::Adverb | Class::Mark(','));
        (end > start && verb).then_some(start..end)
    }
}
