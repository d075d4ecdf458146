//! Who said it: the likeliest sources of a quotation or claim.

use super::mention::{is_person, title};
use super::word::{Class, Paragraph};
use super::{Attribution, Passage, attributions};
use crate::article::{Article, Span, names, quotations, sentences, tokens};

/// Paragraphs that the person behind a pronoun may lie back.
const BACK: usize = 6;

/// Paragraphs that the speaker of a quotation without a cue may lie back.
const NEAR: usize = 2;

/// Why somebody is thought to be the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Stands beside the cue.
    Subject,
    /// Is the last person (or body) that the pronoun beside the cue can mean.
    Antecedent,
    /// Said an earlier part of the same quotation.
    SamePart,
    /// Spoke last before it: a guess, never to be taken over unasked.
    SpeakerBefore,
}

/// Somebody who may have said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The mention to propose: a name without title, a description without article, or a pronoun.
    pub actor: Span,
    /// The mention with title and apposition.
    pub phrase: Span,
    /// Why.
    pub reason: Reason,
}

/// The likeliest sources of the words at `span`, two at most, the likelier first. Empty when nobody is named nearby.
#[must_use]
pub fn sources_of(article: &Article, span: Span) -> Vec<Source> {
    let block = article.block_at(span.start);
    let holding = best(article, block, span);
    let cued = holding.as_ref().and_then(|attribution| {
        let after_cue = attribution.cue.is_some_and(|cue| cue.end <= span.start);
        let first = attribution.content.first().is_none_or(|first| first.overlaps(span));
        let reason = if first || !after_cue { Reason::Subject } else { Reason::SamePart };
        source(attribution, reason)
    });
    let other = || match described_after(article, block, span) {
        Behind::Source(source) => Some(source),
        Behind::Somebody => None,
        Behind::Nobody => speaker_before(article, block, span),
    };
    let mut found: Vec<Source> = cued.or_else(other).into_iter().collect();
    if let Some(first) = found.first().copied() {
        found.extend(antecedent(article, first));
    }
    found
}

/// What an unnamed source is called by.
const UNNAMED: [&str; 22] = [
    "official",
    "officials",
    "officer",
    "officers",
    "spokesperson",
    "spokesman",
    "spokeswoman",
    "source",
    "sources",
    "aide",
    "diplomat",
    "adviser",
    "minister",
    "lawyer",
    "witness",
    "resident",
    "employee",
    "manager",
    "analyst",
    "activist",
    "organiser",
    "member",
];

/// Who speaks behind words that no attribution tells of.
enum Behind {
    /// Nobody, as far as can be told.
    Nobody,
    /// A source that is described.
    Source(Source),
    /// Somebody else: then it is nobody of an earlier paragraph.
    Somebody,
}

/// Whoever is described behind words at `span`, in the same sentence: `“…,” an official speaking on condition of anonymity said`.
fn described_after(article: &Article, block: usize, span: Span) -> Behind {
    let Some(passage) = Passage::block(article, block) else { return Behind::Nobody };
    let paragraph = Paragraph::read(&passage);
    let Some(behind) = paragraph.words.iter().position(|word| word.span.start >= span.end) else { return Behind::Nobody };
    let first = behind + usize::from(paragraph.class(behind) == Class::Mark(','));
    let end = (first..paragraph.words.len()).find(|at| matches!(paragraph.class(*at), Class::Mark('.' | '!' | '?')) || paragraph.quote_at(*at).is_some());
    let end = end.unwrap_or(paragraph.words.len());
    let speaks = (first + 1..end).any(|at| matches!(paragraph.class(at), Class::Verb(_)));
    if paragraph.class(first) != Class::Determiner || !speaks {
        return Behind::Nobody;
    }
    let ends = |at: &usize| {
        matches!(paragraph.class(*at), Class::Mark(_) | Class::Relative | Class::Verb(_) | Class::Preposition) || paragraph.text(*at).ends_with("ing")
    };
    let stop = (first + 1..end).find(ends).unwrap_or(end);
    let head = stop.checked_sub(1).filter(|at| *at > first && UNNAMED.contains(&paragraph.text(*at).to_lowercase().as_str()));
    let source = || Some(Source { actor: paragraph.span(first + 1..stop)?, phrase: paragraph.span(first..stop)?, reason: Reason::Subject });
    head.and_then(|_| source()).map_or(Behind::Somebody, Behind::Source)
}

/// The words that report the ones at `span`: `said`. Nothing when none stand by them.
#[must_use]
pub fn cue_of(article: &Article, span: Span) -> Option<Span> {
    best(article, article.block_at(span.start), span)?.cue
}

fn source(attribution: &Attribution, reason: Reason) -> Option<Source> {
    Some(Source { actor: attribution.name?, phrase: attribution.source?, reason })
}

/// The attribution whose content shares most with `span`: of its own paragraph, or of those that its quotation runs over.
fn best(article: &Article, block: usize, span: Span) -> Option<Attribution> {
    let mut blocks = vec![block];
    for quotation in quotations(article, block, span).iter().filter(|quotation| quotation.spans.len() > 1) {
        if quotation.spans.iter().any(|own| own.overlaps(span)) {
            let ends = [quotation.spans.first(), quotation.spans.last()];
            blocks.extend(ends.into_iter().flatten().map(|end| article.block_at(end.start)));
        }
    }
    blocks.sort_unstable();
    blocks.dedup();
    let shared = |attribution: &Attribution| attribution.content.iter().map(|own| own.end.min(span.end).saturating_sub(own.start.max(span.start))).sum::<u32>();
    let all = blocks.into_iter().flat_map(|block| attributions(article, block));
    all.filter(|attribution| shared(attribution) > 0).max_by_key(|attribution| (shared(attribution), attribution.source.is_some()))
}

/// Whoever spoke last before `span` in its paragraph; for words that open a paragraph, in the ones right before of the same
/// role.
fn speaker_before(article: &Article, block: usize, span: Span) -> Option<Source> {
    let own = article.block(block)?;
    let back = if own.span.start == span.start { NEAR } else { 0 };
    let blocks = (block.saturating_sub(back)..=block).rev().filter(|block| article.block(*block).is_some_and(|block| block.role == own.role));
    blocks.into_iter().find_map(|block| {
        let spoken = attributions(article, block);
        let before = |attribution: &&Attribution| attribution.source.is_some_and(|source| source.end <= span.start);
        spoken.iter().rev().filter(before).find_map(|attribution| source(attribution, Reason::SpeakerBefore))
    })
}

/// What a pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Man,
    Woman,
    /// *it*, *they*: a body or group.
    Body,
}

fn kind(pronoun: &str) -> Option<Kind> {
    match pronoun.to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" => Some(Kind::Man),
        "she" | "her" | "herself" => Some(Kind::Woman),
        "it" | "its" | "they" | "their" | "them" | "itself" | "themselves" => Some(Kind::Body),
        _ => None,
    }
}

/// The last mention before a pronoun that it can stand for: a speaker first, for a person else a name.
fn antecedent(article: &Article, of: Source) -> Option<Source> {
    let kind = kind(article.text().slice(of.actor))?;
    let own = article.block_at(of.actor.start);
    (own.saturating_sub(BACK)..=own).rev().find_map(|block| {
        let spoken = attributions(article, block);
        let fits = |source: &Source| source.phrase.end <= of.phrase.start && is_fit(article, *source, kind);
        let speaker = spoken.iter().rev().filter_map(|attribution| source(attribution, Reason::Antecedent)).find(fits);
        speaker.or_else(|| named_person(article, block, of.phrase.start, kind))
    })
}

fn is_fit(article: &Article, source: Source, wanted: Kind) -> bool {
    if kind(article.text().slice(source.actor)).is_some() {
        return false;
    }
    let phrase = article.text().slice(source.phrase).to_lowercase();
    let before = title(article, source.actor).unwrap_or_default();
    let woman = matches!(before.as_str(), "mrs" | "ms" | "miss") || phrase.contains("woman");
    let man = before == "mr" || phrase.contains("spokesman");
    match wanted {
        Kind::Man => !woman && (man || is_person(article, source.actor)),
        Kind::Woman => !man && (woman || is_person(article, source.actor)),
        Kind::Body => !man && !woman && !is_person(article, source.actor),
    }
}

/// The first person named in the last sentence before `until` that names one.
fn named_person(article: &Article, block: usize, until: u32, wanted: Kind) -> Option<Source> {
    if wanted == Kind::Body {
        return None;
    }
    let block = article.block(block)?;
    let prose = article.prose(block);
    sentences(&prose, block.span.start).into_iter().rev().filter(|sentence| sentence.start < until).find_map(|sentence| {
        let words = tokens(article.text().slice(sentence), sentence.start);
        let all = names(|span| article.text().slice(span), &words, true);
        let persons = all.into_iter().filter(|name| name.end <= until).map(|name| Source { actor: name, phrase: name, reason: Reason::Antecedent });
        persons.into_iter().find(|source| is_fit(article, *source, wanted))
    })
}
