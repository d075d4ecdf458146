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
mod phrase;
mod word;

use std::ops::Range;

use crate::article::{Article, Span};

use frame::{Draft, drafts};
use word::Paragraph;

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

/// Words or statements reported as somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// How it is reported.
    pub kind: Speech,
    /// What its source does.
    pub act: Act,
    /// What is said, one span a fragment, in order: quotation marks in, the sentence's full stop out.
    pub content: Vec<Span>,
    /// The words that report it: `said`, `has denied`, `according to`.
    pub cue: Option<Span>,
    /// Who says it, with title and apposition.
    pub source: Option<Span>,
    /// Whether cue and source stand right beside each other, which is seldom wrong.
    pub sure: bool,
}

/// The attributions of block number `index`, in text order. A quotation that runs over several paragraphs belongs to the
/// one where it begins, or to the one where its cue stands.
#[must_use]
pub fn attributions(article: &Article, index: usize) -> Vec<Attribution> {
    let Some(paragraph) = Paragraph::read(article, index) else { return Vec::new() };
    drafts(&paragraph).iter().filter_map(|draft| finished(&paragraph, draft)).collect()
}

fn finished(paragraph: &Paragraph, draft: &Draft) -> Option<Attribution> {
    let span = |range: &Range<usize>| paragraph.span(range.clone());
    let content: Vec<Span> = draft.content.iter().filter_map(span).collect();
    content.first()?;
    Some(Attribution {
        kind: kind(paragraph, draft),
        act: draft.act,
        content,
        cue: draft.cue.as_ref().and_then(span),
        source: draft.source.as_ref().and_then(span),
        sure: draft.plain,
    })
}

fn kind(paragraph: &Paragraph, draft: &Draft) -> Speech {
    let quoted = |range: &Range<usize>| paragraph.quote_from(range.start).is_some_and(|(_, quote)| quote.words.end == range.end);
    let touched = |range: &Range<usize>| range.clone().any(|at| paragraph.quote_at(at).is_some());
    if draft.content.iter().all(quoted) {
        Speech::Direct
    } else if draft.content.iter().any(touched) {
        Speech::Mixed
    } else {
        Speech::Indirect
    }
}
