//! Attributions: who said what, by rules.
//!
//! Owns the reading of a paragraph into source, cue and content. English only: in other languages only quotations
//! are found. Each paragraph is divided into words once; every word is looked up once.
//!
//! ```text
//! Brandt   told reporters   that the gate is shut .
//! source   cue              content
//! ```

mod clause;
mod frame;
mod lexicon;
mod mention;
mod origin;
mod orphan;
mod phrase;
#[cfg(test)]
mod tests;
mod verbless;
mod word;

use std::ops::Range;

use super::Passage;
use crate::article::{Article, Span};

use frame::{Draft, drafts};
use word::{Paragraph, Quote};

pub use origin::{Reason, Source, cue_of, sources_of};
pub use word::Act;

/// How something is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Speech {
    /// Wholly in quotation marks.
    Direct,
    /// In the writer's words.
    Indirect,
    /// In the writer's words with quoted ones among them.
    Mixed,
}

/// Words, statements or thoughts reported as somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// How it is reported.
    pub kind: Speech,
    /// What its source does.
    pub act: Act,
    /// What is said, one span a fragment, in order: quotation marks and *that* in, the sentence's full stop out.
    pub content: Vec<Span>,
    /// The words that report it, without full stop or colon: `said`, `has denied`, `according to`.
    pub cue: Option<Span>,
    /// Who says it, with title and apposition.
    pub source: Option<Span>,
    /// The actor to propose for the source: a name without title, a description without article, a pronoun.
    pub name: Option<Span>,
    /// Whether cue and source stand right beside each other, which is seldom wrong.
    pub sure: bool,
}

/// The attributions of block number `index`, in text order. A quotation that runs over several paragraphs belongs to the
/// one where its cue stands, else to the one where it begins; its spans lie in all of them, all others in the block.
#[must_use]
pub fn attributions(article: &Article, index: usize) -> Vec<Attribution> {
    Passage::block(article, index).map(|passage| attributions_in(&passage)).unwrap_or_default()
}

/// The attributions of a passage that is all of its block.
pub(super) fn attributions_in(passage: &Passage<'_>) -> Vec<Attribution> {
    let paragraph = Paragraph::read(passage);
    drafts(&paragraph).iter().filter_map(|draft| finished(&paragraph, passage.block, draft)).collect()
}

fn finished(paragraph: &Paragraph, index: usize, draft: &Draft) -> Option<Attribution> {
    let span = |range: &Range<usize>| paragraph.span(range.clone());
    let mut content: Vec<Span> = draft.content.iter().filter_map(span).collect();
    for quote in draft.content.iter().filter_map(|range| running_quote(paragraph, range)) {
        content.extend(parts_elsewhere(paragraph, index, draft, quote)?);
    }
    content.sort_unstable();
    content.dedup();
    content.first()?;
    let source = draft.source.as_ref();
    Some(Attribution {
        kind: kind(paragraph, draft),
        act: draft.act,
        content,
        cue: draft.cue.as_ref().and_then(span),
        source: source.and_then(span),
        name: source.and_then(|source| mention::actor(paragraph, source)),
        sure: draft.plain,
    })
}

/// The quotation that a range of words is.
fn quote_of<'p>(paragraph: &'p Paragraph, range: &Range<usize>) -> Option<&'p Quote> {
    paragraph.quote_from(range.start).map(|(_, quote)| quote).filter(|quote| quote.words.end == range.end)
}

/// The quotation that a range of words ends with, when it runs over several paragraphs.
fn running_quote<'p>(paragraph: &'p Paragraph, range: &Range<usize>) -> Option<&'p Quote> {
    paragraph.quote_before(range.end).map(|(_, quote)| quote).filter(|quote| quote.spans.len() > 1)
}

/// The spans in other paragraphs of a quotation that belong to `draft`; nothing when the attribution is another paragraph's
/// to report.
fn parts_elsewhere(paragraph: &Paragraph, index: usize, draft: &Draft, quote: &Quote) -> Option<Vec<Span>> {
    let own = paragraph.span(quote.words.clone());
    let block_of = |span: Option<&Span>| span.map_or(index, |span| paragraph.article.block_at(span.start));
    let (first, last) = (block_of(quote.spans.first()), block_of(quote.spans.last()));
    let others = || quote.spans.iter().copied().filter(|span| Some(*span) != own).collect();
    let reports = |block: usize, cued: bool| block != index && is_reported(paragraph.article, block, quote, cued);
    match (draft.cue.is_some(), first == index) {
        (true, true) => Some(others()),
        (true, false) => Some(if reports(first, true) { Vec::new() } else { others() }),
        (false, true) => (!reports(last, true)).then(others),
        (false, false) => (!reports(first, false)).then(Vec::new),
    }
}

/// Whether an attribution in another paragraph holds the quotation, with a cue if it must be `cued`.
fn is_reported(article: &Article, block: usize, quote: &Quote, cued: bool) -> bool {
    let Some(passage) = Passage::block(article, block) else { return false };
    let paragraph = Paragraph::read(&passage);
    let within = |range: &Range<usize>| running_quote(&paragraph, range).is_some_and(|other| other.spans == quote.spans);
    drafts(&paragraph).iter().any(|draft| (draft.cue.is_some() || !cued) && draft.content.iter().any(within))
}

fn kind(paragraph: &Paragraph, draft: &Draft) -> Speech {
    let touched = |range: &Range<usize>| range.clone().any(|at| paragraph.quote_at(at).is_some());
    if draft.content.iter().all(|range| quote_of(paragraph, range).is_some()) {
        Speech::Direct
    } else if draft.content.iter().any(touched) {
        Speech::Mixed
    } else {
        Speech::Indirect
    }
}
