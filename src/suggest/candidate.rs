//! Names and quotations that are not tagged yet.

use std::collections::HashSet;

use crate::annotation::AnnotationSet;
use crate::article::{Article, Role, Span, names, quotations};
use crate::reading::{Section, next_section, previous_section, section_at};

/// Bytes looked through at most for the next candidate, so that a key never waits.
const REACH: u32 = 512 * 1024;

/// Words from which a fragment in quotation marks is no mere scare quote.
const SCARE: usize = 3;

/// What a candidate was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateKind {
    /// A name.
    Name,
    /// Words in quotation marks.
    Quotation,
}

/// A span worth stopping at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it was recognised as.
    pub kind: CandidateKind,
    /// Where it is, from its start to its end.
    pub span: Span,
}

/// Candidates that the annotator does not want to see again in this article.
pub type Rejected = HashSet<Span>;

/// The candidates of a section in text order, tagged ones and rejected ones included. Boilerplate and credits have none.
#[must_use]
pub fn candidates_in(article: &Article, section: Section) -> Vec<Candidate> {
    let role = article.block(section.block).map(|block| block.role);
    if matches!(role, Some(Role::Boilerplate | Role::Credit) | None) {
        return Vec::new();
    }
    let text_of = |span: Span| article.text().slice(span).to_owned();
    let tokens = section.tokens(article);
    let mut found = Vec::new();
    for sentence in section.sentences(article) {
        let from = tokens.partition_point(|token| token.span.start < sentence.start);
        let to = tokens.partition_point(|token| token.span.start < sentence.end);
        let own = names(text_of, tokens.get(from..to).unwrap_or_default(), true);
        found.extend(own.into_iter().map(|span| Candidate { kind: CandidateKind::Name, span }));
    }
    for quotation in quotations(article, section.block, section.span) {
        let (Some(first), Some(last)) = (quotation.spans.first(), quotation.spans.last()) else { continue };
        let span = first.hull(*last);
        if section.span.contains(span.start) && !is_scare_quote(article, span) {
            found.push(Candidate { kind: CandidateKind::Quotation, span });
        }
    }
    found.sort_by_key(|candidate| (candidate.span.start, std::cmp::Reverse(candidate.span.end)));
    found
}

/// A few words without punctuation at their end: irony, a title, a motto. With a cue near (a comma or full stop inside,
/// or a verb of saying before) it is somebody's speech.
fn is_scare_quote(article: &Article, span: Span) -> bool {
    let text = article.text().slice(span);
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '!' | '?' | '…'));
    let words = inner.split_whitespace().count();
    let before = article.text().slice(Span { start: span.start.saturating_sub(48), end: span.start });
    let cue = ["said", "says", "say", "saying", "told", "called", "calling", "warned", "asked", "added", "should", "described", "wrote", ":"];
    let cued = before.rsplit(|c: char| c.is_whitespace()).take(5).any(|word| cue.contains(&word.trim_end_matches(',')));
    words <= SCARE && !cued && !inner.ends_with(['.', ',', '!', '?', '…'])
}

/// The next candidate after `from` (or before it, going back) that is neither tagged nor rejected; `kind` narrows it down.
/// Looks through half a megabyte at most.
#[must_use]
pub fn next_candidate(
    article: &Article,
    set: &AnnotationSet,
    rejected: &Rejected,
    from: Span,
    forward: bool,
    kind: Option<CandidateKind>,
) -> Option<Candidate> {
    let wanted = |candidate: &Candidate| {
        let beyond = if forward { after(candidate.span, from) } else { after(from, candidate.span) };
        beyond && kind.is_none_or(|kind| kind == candidate.kind) && !rejected.contains(&candidate.span) && !is_tagged(set, candidate)
    };
    let mut section = section_at(article, from.start)?;
    loop {
        let all = candidates_in(article, section).into_iter();
        let found = if forward { all.into_iter().find(wanted) } else { all.into_iter().rfind(wanted) };
        if found.is_some() {
            return found;
        }
        section = if forward { next_section(article, section)? } else { previous_section(article, section)? };
        if section.span.start.abs_diff(from.start) > REACH {
            return None;
        }
    }
}

/// In reading order: a quotation comes before the names inside it.
fn after(a: Span, b: Span) -> bool {
    (a.start, std::cmp::Reverse(a.end)) > (b.start, std::cmp::Reverse(b.end))
}

/// Tagged as it stands, or, for a quotation, in one piece or in several by annotations that it shares both edges with.
fn is_tagged(set: &AnnotationSet, candidate: &Candidate) -> bool {
    set.layers(candidate.span).iter().any(|layer| {
        let fragments = &layer.annotation.spans;
        layer.span == candidate.span || fragments.first().is_some_and(|first| fragments.last().is_some_and(|last| first.hull(*last) == candidate.span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Annotation, Change, Origin};
    use crate::article::{BlockRule, Text};
    use jiff::Timestamp;

    const STORY: &str = "Subscribe to our newsletter, Reader Jones.\nNorland’s “woke” envoy met Ilse Brandt in Selden.\n“We wait for Norland,” Brandt said, calling it “be careful.”";

    fn stops(set: &AnnotationSet, rejected: &Rejected) -> Vec<String> {
        let article = Article::with_rule(Text::new(STORY), BlockRule::Lines);
        let mut found = Vec::new();
        let mut from = Span { start: 0, end: u32::MAX };
        while let Some(next) = next_candidate(&article, set, rejected, from, true, None) {
            found.push(article.text().slice(next.span).to_owned());
            from = next.span;
        }
        let mut back = Vec::new();
        let mut from = Span { start: STORY.len() as u32, end: STORY.len() as u32 };
        while let Some(next) = next_candidate(&article, set, rejected, from, false, None) {
            back.push(article.text().slice(next.span).to_owned());
            from = next.span;
        }
        back.reverse();
        assert_eq!(found, back);
        found
    }

    #[test]
    fn names_and_quotations_in_reading_order_without_scare_quotes_places_and_boilerplate() {
        let found = stops(&AnnotationSet::default(), &Rejected::new());
        assert_eq!(found, ["Norland", "Ilse Brandt", "“We wait for Norland,”", "Norland", "Brandt", "“be careful.”"]);
    }

    #[test]
    fn tagged_and_rejected_ones_are_passed_over() {
        let at = |word: &str| Span { start: STORY.find(word).unwrap() as u32, end: (STORY.find(word).unwrap() + word.len()) as u32 };
        let mut set = AnnotationSet::default();
        let tagged = Annotation::new("1".into(), "actor".into(), vec![at("Norland")], Origin::Human, Timestamp::UNIX_EPOCH);
        set.apply(&Change::add(tagged), Timestamp::UNIX_EPOCH);
        let rejected = Rejected::from([at("Ilse Brandt")]);
        assert_eq!(stops(&set, &rejected), ["“We wait for Norland,”", "Norland", "Brandt", "“be careful.”"]);
    }
}
