//! Names, quotations and reported speech that are not tagged yet.

use std::collections::HashSet;
use std::sync::Arc;

use super::attribution::{Act, Speech, attributions};
use super::{Gazetteer, looks};
use crate::annotation::{AnnotationSet, Codebook, LabelId, Natural};
use crate::article::{Article, Role, Span, names, quotations};
use crate::reading::{Section, next_section, previous_section, section_at};

/// Bytes looked through at most for the next candidate, so that a key never waits.
const REACH: u32 = 512 * 1024;

/// The label of what somebody is accused of, in codebooks that have it.
const CLAIM: &str = "claim";

/// The source of names that annotators have given.
const NAMES: &str = "names";

/// Words of one's own from which a report is a clause.
const CLAUSE: usize = 3;

/// Words from which a fragment in quotation marks is no mere scare quote.
const SCARE: usize = 3;

/// What a candidate was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateKind {
    /// A name.
    Name,
    /// Words in quotation marks.
    Quotation,
    /// Words that are reported as somebody's, in the writer's words or with quoted ones among them.
    Speech,
    /// A name that is known: tagged before, or in a gazetteer.
    Known,
    /// Words of harm, or a sentence with something to check: only for who looks for threats or claims.
    Look,
}

/// A span worth stopping at, and what it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it was recognised as.
    pub kind: CandidateKind,
    /// Where it is: at least one span, in text order.
    pub spans: Vec<Span>,
    /// The label that is proposed for it, if the codebook has one of that sort.
    pub label: Option<LabelId>,
    /// Why, in a few words.
    pub reason: String,
    /// Whom it stands for, if that is known.
    pub entity: Option<Arc<str>>,
}

/// What candidates are proposed from.
#[derive(Clone, Copy, Debug)]
pub struct Proposing<'a> {
    /// The article.
    pub article: &'a Article,
    /// The labels in use.
    pub codebook: &'a Codebook,
    /// Names that are known.
    pub gazetteer: &'a Gazetteer,
}

/// Candidates that the annotator does not want to see again in this article, from start to end.
pub type Rejected = HashSet<Span>;

impl CandidateKind {
    /// The suggester, as the origin of what it proposed names it.
    #[must_use]
    pub fn by(self) -> &'static str {
        match self {
            Self::Name => "names",
            Self::Quotation => "quotations",
            Self::Speech => "attribution",
            Self::Known => "gazetteer",
            Self::Look => "lexicon",
        }
    }
}

impl Candidate {
    /// From its start to its end.
    #[must_use]
    pub fn hull(&self) -> Span {
        self.spans.first().zip(self.spans.last()).map_or(Span { start: 0, end: 0 }, |(first, last)| first.hull(*last))
    }
}

/// The label that names, or quotations, get in a codebook: the first one of which that is the natural span.
fn natural(codebook: &Codebook, natural: Natural) -> Option<LabelId> {
    codebook.labels.iter().find(|label| label.natural == natural).map(|label| label.id.clone())
}

/// The candidates of a section in text order, tagged ones and rejected ones included. Boilerplate and credits have none.
#[must_use]
pub fn candidates_in(from: Proposing<'_>, section: Section) -> Vec<Candidate> {
    let Proposing { article, codebook, gazetteer } = from;
    let role = article.block(section.block).map(|block| block.role);
    if matches!(role, Some(Role::Boilerplate | Role::Credit) | None) {
        return Vec::new();
    }
    let text_of = |span: Span| article.text().slice(span).to_owned();
    let tokens = section.tokens(article);
    let name = natural(codebook, Natural::Name).or_else(|| natural(codebook, Natural::Word));
    let mut found = Vec::new();
    for sentence in section.sentences(article) {
        let from = tokens.partition_point(|token| token.span.start < sentence.start);
        let to = tokens.partition_point(|token| token.span.start < sentence.end);
        let own = names(text_of, tokens.get(from..to).unwrap_or_default(), true);
        found.extend(own.into_iter().map(|span| Candidate {
            kind: CandidateKind::Name,
            spans: vec![span],
            label: name.clone(),
            reason: "a name".into(),
            entity: None,
        }));
    }
    let known: Vec<Candidate> = known(from, gazetteer, section);
    // What is known of the words takes the place of their being a name.
    found.retain(|candidate: &Candidate| !known.iter().any(|known| known.hull().overlaps(candidate.hull()) && known.hull().len() >= candidate.hull().len()));
    found.extend(known);
    found.extend(lexicon(article, codebook, section));
    found.extend(speech(article, codebook, section));
    found.sort_by_key(|candidate| (candidate.hull().start, std::cmp::Reverse(candidate.hull().end)));
    found.dedup_by(|a, b| a.spans == b.spans && a.label == b.label);
    found
}

/// Known names.
fn known(from: Proposing<'_>, gazetteer: &Gazetteer, section: Section) -> Vec<Candidate> {
    let matches = gazetteer.matches(from.article, section.span).into_iter().filter(|found| from.codebook.label(&found.label).is_some());
    let made = matches.map(|found| {
        let reason =
            if found.source.as_ref() == NAMES { format!("tagged as {} before", found.entity) } else { format!("{} in {}", found.entity, found.source) };
        Candidate { kind: CandidateKind::Known, spans: vec![found.span], label: Some(found.label), reason, entity: Some(found.entity) }
    });
    made.collect()
}

/// What may be a threat or a claim.
fn lexicon(article: &Article, codebook: &Codebook, section: Section) -> Vec<Candidate> {
    let found = looks(article, section).into_iter().filter_map(|look| {
        let label = codebook.label(&LabelId::from(look.label))?.id.clone();
        Some(Candidate { kind: CandidateKind::Look, spans: vec![look.span], label: Some(label), reason: look.reason, entity: None })
    });
    found.collect()
}

/// What is said: as the attributions have it, and quotations that are in none of them. What somebody only thinks, asks for
/// or judges is left out; what he accuses somebody of is a claim.
fn speech(article: &Article, codebook: &Codebook, section: Section) -> Vec<Candidate> {
    let quote = natural(codebook, Natural::Quotation);
    let claim = codebook.label(&LabelId::from(CLAIM)).map(|label| label.id.clone());
    let whole = article.block(section.block).is_some_and(|block| block.span == section.span);
    let attributed = if whole { attributions(article, section.block) } else { Vec::new() };
    let mut found: Vec<Candidate> = Vec::new();
    for attribution in attributed {
        let cue = attribution.cue.map(|cue| article.text().slice(cue).to_owned());
        let label = match (attribution.act, attribution.kind) {
            (_, Speech::Direct) => &quote,
            (Act::Say, Speech::Indirect | Speech::Mixed) if attribution.sure && words_outside_marks(article, section, &attribution.content) >= CLAUSE => &quote,
            (Act::Accuse, _) if attribution.sure => &claim,
            _ => continue,
        };
        let direct = attribution.kind == Speech::Direct;
        // Of a short fragment without a cue nothing says that it is speech.
        if label.is_none() || direct && cue.is_none() && attribution.content.iter().all(|span| is_scare_quote(article, *span)) {
            continue;
        }
        let kind = if direct { CandidateKind::Quotation } else { CandidateKind::Speech };
        let reason = cue.map_or_else(|| "in quotation marks".to_owned(), |cue| format!("“{cue}” beside it"));
        found.push(Candidate { kind, spans: attribution.content, label: label.clone(), reason, entity: None });
    }
    for quotation in quotations(article, section.block, section.span) {
        let (Some(first), Some(last)) = (quotation.spans.first(), quotation.spans.last()) else { continue };
        let span = first.hull(*last);
        let known = found.iter().any(|candidate| candidate.kind == CandidateKind::Quotation && candidate.spans.contains(first));
        if !known && section.span.contains(span.start) && !is_scare_quote(article, span) {
            let reason = "in quotation marks".to_owned();
            found.push(Candidate { kind: CandidateKind::Quotation, spans: quotation.spans, label: quote.clone(), reason, entity: None });
        }
    }
    // A quotation over several paragraphs stands where it begins.
    found.retain(|candidate| section.span.contains(candidate.hull().start));
    found
}

/// Words of reported speech that stand in no quotation marks.
fn words_outside_marks(article: &Article, section: Section, content: &[Span]) -> usize {
    let quoted: Vec<Span> = quotations(article, section.block, section.span).into_iter().flat_map(|quotation| quotation.spans).collect();
    let words = content.iter().flat_map(|span| {
        let text = article.text().slice(*span);
        text.split_whitespace().map(|word| span.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32)
    });
    words.filter(|at| !quoted.iter().any(|span| span.contains(*at))).count()
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

/// The next candidate after `from` (or before it, going back) that is neither tagged nor rejected; `label` narrows it down to
/// those for which it is proposed. Looks through half a megabyte at most.
#[must_use]
pub fn next_candidate(
    proposing: Proposing<'_>,
    set: &AnnotationSet,
    rejected: &Rejected,
    from: Span,
    forward: bool,
    label: Option<&LabelId>,
) -> Option<Candidate> {
    let article = proposing.article;
    let mut wanted = |candidate: &Candidate| {
        let hull = candidate.hull();
        if candidate.kind == CandidateKind::Look && label.is_none() {
            return false;
        }
        let beyond = if forward { after(hull, from) } else { after(from, hull) };
        beyond && label.is_none_or(|label| candidate.label.as_ref() == Some(label)) && !rejected.contains(&hull) && !is_tagged(set, candidate)
    };
    let mut section = section_at(article, from.start)?;
    loop {
        let mut all = candidates_in(proposing, section).into_iter().flat_map(|candidate| untagged_pieces(set, candidate));
        let found = if forward { all.find(&mut wanted) } else { all.rfind(&mut wanted) };
        if found.is_some() {
            return found;
        }
        section = if forward { next_section(article, section)? } else { previous_section(article, section)? };
        if section.span.start.abs_diff(from.start) > REACH {
            return None;
        }
    }
}

/// A candidate in several pieces of which some are tagged by themselves falls apart into its pieces.
fn untagged_pieces(set: &AnnotationSet, candidate: Candidate) -> Vec<Candidate> {
    let apart = |span: &Span| set.layers(*span).iter().any(|layer| layer.span == *span && layer.annotation.spans.len() == 1);
    if candidate.spans.len() < 2 || !candidate.spans.iter().any(apart) {
        return vec![candidate];
    }
    candidate.spans.iter().map(|span| Candidate { spans: vec![*span], ..candidate.clone() }).collect()
}

/// In reading order: a quotation comes before the names inside it.
fn after(a: Span, b: Span) -> bool {
    (a.start, std::cmp::Reverse(a.end)) > (b.start, std::cmp::Reverse(b.end))
}

/// Tagged as it stands, or, for a quotation, in one piece or in several by annotations that it shares both edges with. Of
/// reported speech the edges are a matter of taste: it is tagged when most of it has the label that is proposed.
fn is_tagged(set: &AnnotationSet, candidate: &Candidate) -> bool {
    let hull = candidate.hull();
    set.layers(hull).iter().any(|layer| {
        let fragments = &layer.annotation.spans;
        let whole = fragments.first().zip(fragments.last()).map(|(first, last)| first.hull(*last));
        let shared = layer.span.end.min(hull.end).saturating_sub(layer.span.start.max(hull.start));
        let mostly = matches!(candidate.kind, CandidateKind::Speech | CandidateKind::Look)
            && Some(&layer.annotation.label) == candidate.label.as_ref()
            && shared * 2 > hull.len();
        layer.span == hull || whole == Some(hull) || mostly
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Annotation, Change, Origin};
    use crate::article::{BlockRule, Text};
    use jiff::Timestamp;

    const STORY: &str = "Subscribe to our newsletter, Reader Jones.\nNorland’s “woke” envoy met Ilse Brandt in Selden.\n“We wait for Norland,” Brandt said, calling it “be careful.”";

    fn proposing(article: &Article) -> Proposing<'_> {
        static CODEBOOK: std::sync::LazyLock<Codebook> = std::sync::LazyLock::new(Codebook::default);
        static GAZETTEER: std::sync::LazyLock<Gazetteer> =
            std::sync::LazyLock::new(|| Gazetteer::new(vec![crate::suggest::KnownName::new("envoy", "Noor Haldane", "actor".into(), "names")]));
        Proposing { article, codebook: &CODEBOOK, gazetteer: &GAZETTEER }
    }

    fn stops(set: &AnnotationSet, rejected: &Rejected) -> Vec<String> {
        let article = Article::with_rule(Text::new(STORY), BlockRule::Lines);
        let mut found = Vec::new();
        let mut from = Span { start: 0, end: u32::MAX };
        while let Some(next) = next_candidate(proposing(&article), set, rejected, from, true, None) {
            found.push(article.text().slice(next.hull()).to_owned());
            from = next.hull();
        }
        let mut back = Vec::new();
        let mut from = Span { start: STORY.len() as u32, end: STORY.len() as u32 };
        while let Some(next) = next_candidate(proposing(&article), set, rejected, from, false, None) {
            back.push(article.text().slice(next.hull()).to_owned());
            from = next.hull();
        }
        back.reverse();
        assert_eq!(found, back);
        found
    }

    #[test]
    fn names_and_quotations_in_reading_order_without_scare_quotes_places_and_boilerplate() {
        let found = stops(&AnnotationSet::default(), &Rejected::new());
        assert_eq!(found, ["Norland", "envoy", "Ilse Brandt", "“We wait for Norland,”", "Norland", "Brandt", "“be careful.”"]);
    }

    #[test]
    fn tagged_and_rejected_ones_are_passed_over() {
        let at = |word: &str| Span { start: STORY.find(word).unwrap() as u32, end: (STORY.find(word).unwrap() + word.len()) as u32 };
        let mut set = AnnotationSet::default();
        let tagged = Annotation::new("1".into(), "actor".into(), vec![at("Norland")], Origin::Human, Timestamp::UNIX_EPOCH);
        set.apply(&Change::add(tagged), Timestamp::UNIX_EPOCH);
        let rejected = Rejected::from([at("Ilse Brandt")]);
        assert_eq!(stops(&set, &rejected), ["envoy", "“We wait for Norland,”", "Norland", "Brandt", "“be careful.”"]);
    }

    #[test]
    fn threats_and_claims_are_shown_to_who_looks_for_them() {
        let article = Article::with_rule(Text::new("They plotted to burn the quay in May. It cost 4 million."), BlockRule::Lines);
        let start = Span { start: 0, end: u32::MAX };
        let next = |label: Option<&str>| {
            let label = label.map(LabelId::from);
            next_candidate(proposing(&article), &AnnotationSet::default(), &Rejected::new(), start, true, label.as_ref())
        };
        let threat = next(Some("threat")).unwrap();
        assert!(article.text().slice(threat.hull()).starts_with("plotted to burn") && threat.reason.contains("plotted"), "{threat:?}");
        assert!(next(Some("claim")).is_some());
        assert!(next(None).is_none_or(|candidate| candidate.kind != CandidateKind::Look));
    }

    #[test]
    fn what_is_said_and_may_be_checked_as_well_is_both() {
        let article = Article::with_rule(Text::new("Norland plotted to seize at least 10 ships in May, the harbour chief said."), BlockRule::Lines);
        let labels: Vec<String> = candidates_in(proposing(&article), section_at(&article, 0).unwrap())
            .into_iter()
            .filter(|candidate| candidate.hull().start == 0)
            .filter_map(|candidate| candidate.label.map(|label| label.to_string()))
            .collect();
        assert!(labels.contains(&"quote".to_owned()), "{labels:?}");
    }
}
