//! From candidate to candidate.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use super::AllCandidates;
use super::candidate::{Candidate, CandidateKind, Proposing};
use crate::annotation::{AnnotationSet, LabelId};
use crate::article::Span;
use crate::reading::{next_section, previous_section, section_at};

/// Bytes looked through at most for the next candidate, so that a key never waits.
const REACH: u32 = 512 * 1024;

/// Candidates that the annotator does not want to see again in this article, from start to end.
pub type Rejected = HashSet<Span>;

/// Where the way to the next candidate begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The candidate, or whatever is selected.
    pub span: Span,
    /// Whether it is, or was, a place to look at: the names and quotations of its sentence are passed then.
    pub look: bool,
}

/// Where a stop comes on the way: by its sentence, names and quotations before the places to look at, a quotation before the
/// names inside it.
type Place = (u32, bool, u32, Reverse<u32>);

impl From<Span> for Stop {
    fn from(span: Span) -> Self {
        Self { span, look: false }
    }
}

/// The way through a section: all candidates of one label in text order, or, by its sentences, those of all.
struct Way<'a>(Option<&'a [Span]>);

impl Way<'_> {
    fn place(&self, stop: Stop) -> Place {
        let Stop { span, look } = stop;
        let Some(sentences) = self.0 else { return (0, false, span.start, Reverse(span.end)) };
        let before = sentences.partition_point(|sentence| sentence.start <= span.start);
        let Some(sentence) = before.checked_sub(1).and_then(|at| sentences.get(at)).or(sentences.first()) else {
            return (span.start, look, span.start, Reverse(span.end));
        };
        // What stands behind a sentence comes after all of it.
        (sentence.start, look || span.start >= sentence.end, span.start, Reverse(span.end))
    }
}

/// The next candidate after `from` (or before it, going back) that is neither tagged nor rejected; `label` narrows it down to
/// those for which it is proposed, hints among them. Looks through half a megabyte at most as long as not all are worked out.
#[must_use]
pub fn next_candidate(
    proposing: Proposing<'_>,
    set: &AnnotationSet,
    rejected: &Rejected,
    from: Stop,
    forward: bool,
    label: Option<&LabelId>,
) -> Option<Candidate> {
    let article = proposing.article;
    let wanted = |candidate: &Candidate| {
        let fits = label.map_or(candidate.kind != CandidateKind::Hint, |label| candidate.label.as_ref() == Some(label));
        fits && !rejected.contains(&candidate.hull()) && !is_tagged(set, candidate)
    };
    let mut section = section_at(article, from.span.start)?;
    let mut start = None;
    loop {
        let here = proposing.in_section(section);
        let way = Way(label.is_none().then_some(here.sentences.as_slice()));
        let start = *start.get_or_insert_with(|| way.place(from));
        let place = |candidate: &Candidate| way.place(Stop { span: candidate.hull(), look: candidate.kind.is_look() });
        let all = here.candidates.iter().flat_map(|candidate| untagged_pieces(set, candidate));
        let all = all.map(|candidate| (place(&candidate), candidate));
        let found = if forward {
            all.filter(|(place, candidate)| *place > start && wanted(candidate)).min_by_key(|(place, _)| *place)
        } else {
            // Of two at one place the later one, as the other way shows the first.
            all.filter(|(place, candidate)| *place < start && wanted(candidate)).max_by_key(|(place, _)| *place)
        };
        if let Some((_, candidate)) = found {
            return Some(candidate.into_owned());
        }
        section = if forward { next_section(article, section)? } else { previous_section(article, section)? };
        if proposing.ready.is_none() && section.span.start.abs_diff(from.span.start) > REACH {
            return None;
        }
    }
}

/// All that is proposed for an article with a label and is neither tagged nor rejected, in text order. Marks that only say
/// where to look are no proposals.
#[must_use]
pub fn suggestions(proposing: Proposing<'_>, set: &AnnotationSet, rejected: &Rejected) -> Vec<Candidate> {
    let wanted =
        |candidate: &Candidate| candidate.label.is_some() && !candidate.kind.is_look() && !rejected.contains(&candidate.hull()) && !is_tagged(set, candidate);
    let all = AllCandidates::of(proposing);
    let pieces = all.sections().flat_map(|here| &here.candidates).flat_map(|candidate| untagged_pieces(set, candidate));
    pieces.filter(|candidate| wanted(candidate)).map(Cow::into_owned).collect()
}

/// A candidate in several pieces of which some are tagged by themselves falls apart into its pieces.
fn untagged_pieces<'a>(set: &AnnotationSet, candidate: &'a Candidate) -> Vec<Cow<'a, Candidate>> {
    let apart = |span: &Span| set.layers(*span).iter().any(|layer| layer.span == *span && layer.annotation.spans.len() == 1);
    if candidate.spans.len() < 2 || !candidate.spans.iter().any(apart) {
        return vec![Cow::Borrowed(candidate)];
    }
    candidate.spans.iter().map(|span| Cow::Owned(Candidate { spans: vec![*span], ..candidate.clone() })).collect()
}

/// Tagged as it stands, or, for a quotation, in one piece or in several by annotations that it shares both edges with. Of
/// reported speech the edges are a matter of taste: it is tagged when most of it has the label that is proposed.
fn is_tagged(set: &AnnotationSet, candidate: &Candidate) -> bool {
    let hull = candidate.hull();
    set.layers(hull).iter().any(|layer| {
        let fragments = &layer.annotation.spans;
        let whole = fragments.first().zip(fragments.last()).map(|(first, last)| first.hull(*last));
        let shared = layer.span.end.min(hull.end).saturating_sub(layer.span.start.max(hull.start));
        let mostly = (candidate.kind == CandidateKind::Speech || candidate.kind.is_look())
            && Some(&layer.annotation.label) == candidate.label.as_ref()
            && shared * 2 > hull.len();
        layer.span == hull || whole == Some(hull) || mostly
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Annotation, Change, Codebook, Origin};
    use crate::article::{Article, BlockRule, Text};
    use crate::suggest::{Gazetteer, candidates_in};
    use jiff::Timestamp;

    const STORY: &str = "Subscribe to our newsletter, Reader Jones.\nNorland’s “woke” envoy met Ilse Brandt in Selden.\n“We wait for Norland,” Brandt said, calling it “be careful.”";

    fn proposing(article: &Article) -> Proposing<'_> {
        static CODEBOOK: std::sync::LazyLock<Codebook> = std::sync::LazyLock::new(Codebook::default);
        static GAZETTEER: std::sync::LazyLock<Gazetteer> =
            std::sync::LazyLock::new(|| Gazetteer::new(vec![crate::suggest::KnownName::new("envoy", "Noor Haldane", "actor".into(), "names")]));
        Proposing { article, codebook: &CODEBOOK, gazetteer: &GAZETTEER, ready: None }
    }

    fn stops(set: &AnnotationSet, rejected: &Rejected) -> Vec<String> {
        stops_in(STORY, set, rejected)
    }

    fn stops_in(text: &str, set: &AnnotationSet, rejected: &Rejected) -> Vec<String> {
        let article = Article::with_rule(Text::new(text), BlockRule::Lines);
        let mut found = Vec::new();
        let mut from = Stop::from(Span { start: 0, end: u32::MAX });
        let all = AllCandidates::of(proposing(&article));
        let ready = Proposing { ready: Some(&all), ..proposing(&article) };
        while let Some(next) = next_candidate(proposing(&article), set, rejected, from, true, None) {
            assert_eq!(next_candidate(ready, set, rejected, from, true, None).as_ref(), Some(&next));
            found.push(article.text().slice(next.hull()).to_owned());
            from = Stop { span: next.hull(), look: next.kind.is_look() };
        }
        let mut back = Vec::new();
        let mut from = Stop::from(Span { start: text.len() as u32, end: text.len() as u32 });
        while let Some(next) = next_candidate(proposing(&article), set, rejected, from, false, None) {
            back.push(article.text().slice(next.hull()).to_owned());
            from = Stop { span: next.hull(), look: next.kind.is_look() };
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
    fn a_sentence_shows_its_names_and_quotations_before_the_places_to_look_at() {
        let story = "In May they plotted to burn Quay Brandt, Ilse Orlov said. It was the largest fire.\nNorland’s ships cost 4 million crowns.";
        let expected = [
            "In May they plotted to burn Quay Brandt",
            "Quay Brandt",
            "Ilse Orlov",
            "plotted to burn Quay Brandt",
            "Norland",
            "Norland’s ships cost 4 million crowns",
        ];
        assert_eq!(stops_in(story, &AnnotationSet::default(), &Rejected::new()), expected);
    }

    #[test]
    fn what_may_be_a_threat_or_a_claim_is_shown_to_who_looks_for_it() {
        let article = Article::with_rule(Text::new("They plotted to burn the quay. It was the largest one. She warned Norland."), BlockRule::Lines);
        let next = |from: u32, label: Option<&str>| {
            let from = Span { start: from, end: u32::MAX };
            let label = label.map(LabelId::from);
            next_candidate(proposing(&article), &AnnotationSet::default(), &Rejected::new(), from.into(), true, label.as_ref())
        };
        let threat = next(0, Some("threat")).unwrap();
        assert!(article.text().slice(threat.hull()).starts_with("plotted to burn") && threat.reason.contains("plotted"), "{threat:?}");
        assert_eq!(next(0, None).map(|candidate| candidate.kind), Some(CandidateKind::Look));
        let hint = next(0, Some("claim")).unwrap();
        assert_eq!((hint.kind, article.text().slice(hint.hull())), (CandidateKind::Hint, "It was the largest one"));
        assert_eq!(next(31, Some("threat")).map(|candidate| candidate.kind), Some(CandidateKind::Hint));
        assert!(next(31, None).is_none_or(|candidate| candidate.kind == CandidateKind::Name));
    }

    #[test]
    fn a_phrase_in_marks_is_a_quotation_within_what_somebody_said_and_nowhere_else() {
        for (text, expected) in [
            ("Norland’s “reckless harbour pilots” will close the gate, Brandt said.", Some("“reckless harbour pilots”")),
            ("Norland’s “reckless harbour pilots” will close the gate.", None),
            ("Norland’s “woke” pilots will close the gate, Brandt said.", None),
            ("The crew of “Harbour Nights” will close the gate, Brandt said.", None),
        ] {
            let article = Article::with_rule(Text::new(text), BlockRule::Lines);
            let all = AllCandidates::of(proposing(&article));
            let quotations = all.sections().flat_map(|here| &here.candidates).find(|candidate| candidate.kind == CandidateKind::Quotation);
            assert_eq!(quotations.map(|candidate| article.text().slice(candidate.hull())), expected, "{text}");
        }
    }

    #[test]
    fn of_accusations_each_claim_is_shown_by_itself() {
        let article = Article::with_rule(Text::new("Norland has accused it of closing the gate and alleged it is a tool of Selden."), BlockRule::Lines);
        let claims: Vec<String> = candidates_in(proposing(&article), section_at(&article, 0).unwrap())
            .candidates
            .into_iter()
            .filter(|candidate| candidate.label.as_ref().is_some_and(|label| label.as_str() == "claim"))
            .map(|candidate| article.text().slice(candidate.hull()).to_owned())
            .collect();
        assert_eq!(claims, ["closing the gate", "it is a tool of Selden"]);
    }

    #[test]
    fn what_is_said_and_may_be_checked_as_well_is_both() {
        let article = Article::with_rule(Text::new("Norland plotted to seize at least 10 ships in May, the harbour chief said."), BlockRule::Lines);
        let labels: Vec<String> = candidates_in(proposing(&article), section_at(&article, 0).unwrap())
            .candidates
            .into_iter()
            .filter(|candidate| candidate.hull().start == 0)
            .filter_map(|candidate| candidate.label.map(|label| label.to_string()))
            .collect();
        assert!(labels.contains(&"quote".to_owned()), "{labels:?}");
    }
}
