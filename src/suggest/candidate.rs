//! Names, quotations and reported speech that are not tagged yet.

use std::borrow::Cow;
use std::sync::Arc;

use super::attribution::{Act, Speech, attributions_in};
use super::{AllCandidates, Gazetteer, Passage, looks};
use crate::annotation::{Codebook, LabelId, Natural};
use crate::article::{Article, Span, names};
use crate::reading::Section;

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
    /// Words of harm, or of a figure or an accusation: likely a threat or a claim.
    Look,
    /// Words that may be one: only for who looks for threats or claims.
    Hint,
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
    /// What has been worked out from these three already.
    pub ready: Option<&'a AllCandidates>,
}

/// The candidates of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InSection {
    /// The section.
    pub section: Section,
    /// Its sentences; none where nothing is looked for.
    pub sentences: Vec<Span>,
    /// In text order.
    pub candidates: Vec<Candidate>,
}

impl<'a> Proposing<'a> {
    /// The candidates of a section, as they are known or else are worked out now.
    #[must_use]
    pub fn in_section(self, section: Section) -> Cow<'a, InSection> {
        let known = self.ready.and_then(|ready| ready.in_section(section));
        known.map_or_else(|| Cow::Owned(candidates_in(self, section)), Cow::Borrowed)
    }
}

impl CandidateKind {
    /// Whether it is a place to look at rather than a span to take as it stands.
    #[must_use]
    pub fn is_look(self) -> bool {
        matches!(self, Self::Look | Self::Hint)
    }

    /// The suggester, as the origin of what it proposed names it.
    #[must_use]
    pub fn by(self) -> &'static str {
        match self {
            Self::Name => "names",
            Self::Quotation => "quotations",
            Self::Speech => "attribution",
            Self::Known => "gazetteer",
            Self::Look | Self::Hint => "lexicon",
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
pub fn candidates_in(from: Proposing<'_>, section: Section) -> InSection {
    let Proposing { article, codebook, gazetteer, .. } = from;
    let Some(passage) = Passage::of(article, section) else { return InSection { section, sentences: Vec::new(), candidates: Vec::new() } };
    let known = known(&passage, codebook, gazetteer);
    let mut found = own_names(&passage, codebook);
    // What is known of the words takes the place of their being a name.
    found.retain(|candidate: &Candidate| !known.iter().any(|known| known.hull().overlaps(candidate.hull()) && known.hull().len() >= candidate.hull().len()));
    found.extend(known);
    let looks = lexicon(&passage, codebook);
    // Of what somebody is accused of, the claims themselves are shown where they are known.
    let told = |said: &Candidate| looks.iter().any(|look| look.label == said.label && said.hull().covers(look.hull()));
    let said: Vec<Candidate> = speech(&passage, codebook).into_iter().filter(|said| !told(said)).collect();
    found.extend(looks);
    found.extend(said);
    found.sort_by_key(|candidate| (candidate.hull().start, std::cmp::Reverse(candidate.hull().end)));
    found.dedup_by(|a, b| a.spans == b.spans && a.label == b.label);
    InSection { section, sentences: passage.sentences, candidates: found }
}

/// Names, as their capitals tell.
fn own_names(passage: &Passage<'_>, codebook: &Codebook) -> Vec<Candidate> {
    let label = natural(codebook, Natural::Name).or_else(|| natural(codebook, Natural::Word));
    let spans = passage.sentences.iter().flat_map(|sentence| names(|span| passage.text(span), passage.tokens_in(*sentence), true));
    let made = spans.map(|span| Candidate { kind: CandidateKind::Name, spans: vec![span], label: label.clone(), reason: "a name".into(), entity: None });
    made.collect()
}

/// Known names.
fn known(passage: &Passage<'_>, codebook: &Codebook, gazetteer: &Gazetteer) -> Vec<Candidate> {
    let matches = gazetteer.matches_in(passage).into_iter().filter(|found| codebook.label(&found.label).is_some());
    let made = matches.map(|found| {
        let reason =
            if found.source.as_ref() == NAMES { format!("tagged as {} before", found.entity) } else { format!("{} in {}", found.entity, found.source) };
        Candidate { kind: CandidateKind::Known, spans: vec![found.span], label: Some(found.label), reason, entity: Some(found.entity) }
    });
    made.collect()
}

/// What may be a threat or a claim.
fn lexicon(passage: &Passage<'_>, codebook: &Codebook) -> Vec<Candidate> {
    let found = looks(passage).into_iter().filter_map(|look| {
        let label = codebook.label(&LabelId::from(look.label))?.id.clone();
        Some(Candidate {
            kind: if look.strong { CandidateKind::Look } else { CandidateKind::Hint },
            spans: vec![look.span],
            label: Some(label),
            reason: look.reason,
            entity: None,
        })
    });
    found.collect()
}

/// What is said: as the attributions have it, and quotations that are in none of them. What somebody only thinks, asks for
/// or judges is left out; what he accuses somebody of is a claim.
fn speech(passage: &Passage<'_>, codebook: &Codebook) -> Vec<Candidate> {
    let quote = natural(codebook, Natural::Quotation);
    let claim = codebook.label(&LabelId::from(CLAIM)).map(|label| label.id.clone());
    let attributed = if passage.is_whole() { attributions_in(passage) } else { Vec::new() };
    let mut found: Vec<Candidate> = Vec::new();
    let mut told: Vec<Span> = Vec::new();
    for attribution in attributed {
        if attribution.act == Act::Say && attribution.kind == Speech::Mixed && attribution.sure {
            told.extend(&attribution.content);
        }
        let cue = attribution.cue.map(|cue| passage.text(cue));
        let label = match (attribution.act, attribution.kind) {
            (_, Speech::Direct) => &quote,
            (Act::Say, Speech::Indirect | Speech::Mixed) if attribution.sure && words_outside_marks(passage, &attribution.content) >= CLAUSE => &quote,
            (Act::Accuse, _) if attribution.sure => &claim,
            _ => continue,
        };
        let direct = attribution.kind == Speech::Direct;
        // Of a short fragment without a cue nothing says that it is speech.
        if label.is_none() || direct && cue.is_none() && attribution.content.iter().all(|span| is_scare_quote(passage, *span)) {
            continue;
        }
        let kind = if direct { CandidateKind::Quotation } else { CandidateKind::Speech };
        let reason = cue.map_or_else(|| "in quotation marks".to_owned(), |cue| format!("“{cue}” beside it"));
        found.push(Candidate { kind, spans: attribution.content, label: label.clone(), reason, entity: None });
    }
    for quotation in &passage.quotations {
        let (Some(first), Some(last)) = (quotation.spans.first(), quotation.spans.last()) else { continue };
        let span = first.hull(*last);
        let known = found.iter().any(|candidate| candidate.kind == CandidateKind::Quotation && candidate.spans.contains(first));
        // Within what somebody is reported to have said, a phrase in quotation marks is in his own words.
        let own = || told.iter().any(|told| told.covers(span)) && is_phrase(passage, span);
        if !known && passage.span.contains(span.start) && (!is_scare_quote(passage, span) || own()) {
            let reason = "in quotation marks".to_owned();
            found.push(Candidate { kind: CandidateKind::Quotation, spans: quotation.spans.clone(), label: quote.clone(), reason, entity: None });
        }
    }
    // A quotation over several paragraphs stands where it begins.
    found.retain(|candidate| passage.span.contains(candidate.hull().start));
    found
}

/// Words of reported speech that stand in no quotation marks.
fn words_outside_marks(passage: &Passage<'_>, content: &[Span]) -> usize {
    let quoted = |at: u32| passage.quotations.iter().flat_map(|quotation| &quotation.spans).any(|span| span.contains(at));
    let words = content.iter().flat_map(|span| {
        let text = passage.text(*span);
        text.split_whitespace().map(|word| span.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32)
    });
    words.filter(|at| !quoted(*at)).count()
}

/// Several words, not all of them capitalised as those of a title or name are.
fn is_phrase(passage: &Passage<'_>, span: Span) -> bool {
    let words = || passage.text(span).split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    words().count() > 1 && words().any(|word| word.starts_with(char::is_lowercase))
}

/// A few words without punctuation at their end: irony, a title, a motto. With a cue near (a comma or full stop inside,
/// or a verb of saying before) it is somebody's speech.
fn is_scare_quote(passage: &Passage<'_>, span: Span) -> bool {
    let text = passage.text(span);
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '!' | '?' | '…'));
    let words = inner.split_whitespace().count();
    let before = passage.text(Span { start: span.start.saturating_sub(48), end: span.start });
    let cue = ["said", "says", "say", "saying", "told", "called", "calling", "warned", "asked", "added", "should", "described", "wrote", ":"];
    let cued = before.rsplit(|c: char| c.is_whitespace()).take(5).any(|word| cue.contains(&word.trim_end_matches(',')));
    words <= SCARE && !cued && !inner.ends_with(['.', ',', '!', '?', '…'])
}
