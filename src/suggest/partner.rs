//! What an annotation is likely related to: the other end of a relation, the likeliest first.

use std::collections::HashSet;

use super::sources_of;
use crate::annotation::{Annotation, AnnotationSet, Codebook, Id, LabelId, Natural, RelationKind};
use crate::article::{Article, Span, sentences};

/// The relation whose other end is looked for inside the annotation first: whom a threat is aimed at stands in it.
const INWARD: &str = "targets";

/// The relations of which the text tells nothing by who speaks: he tells of a threat, and is seldom who threatens.
const BY_PLACE: [&str; 2] = [INWARD, "issued_by"];

/// The other end of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partner {
    /// An annotation.
    Annotation(Id),
    /// Words that are not annotated yet.
    Words(Span),
}

/// Partners with how likely they are: smaller is likelier.
type Ranked = (u32, u32, Partner);

/// Rank of what another annotation on the same words is related to.
const SHARED: u32 = 0;

/// Rank of who the text says it is from.
const SOURCE: u32 = 1;

/// The last rank that is worth being offered unasked.
const LIKELY: u32 = 4;

/// Rank of what stands elsewhere.
const FAR: u32 = 6;

/// Everything that a relation of that kind may join an annotation with, the likeliest first. `outward`: from the annotation
/// to the others.
#[must_use]
pub fn partners((article, codebook): (&Article, &Codebook), set: &AnnotationSet, annotation: &Annotation, kind: &RelationKind, outward: bool) -> Vec<Partner> {
    ranked((article, codebook), set, annotation, kind, outward).into_iter().map(|(_, _, partner)| partner).collect()
}

fn ranked((article, codebook): (&Article, &Codebook), set: &AnnotationSet, annotation: &Annotation, kind: &RelationKind, outward: bool) -> Vec<Ranked> {
    let fits = |label: &LabelId| if outward { kind.fits(&annotation.label, label) } else { kind.fits(label, &annotation.label) };
    let others: Vec<_> = set.annotations().iter().filter(|other| other.id != annotation.id && fits(&other.label)).collect();
    let mut found: Vec<Ranked> = Vec::new();
    let alike = others.first().is_some_and(|other| other.label == annotation.label);
    if !alike && !BY_PLACE.contains(&kind.id.as_str()) {
        found.extend(shared(set, annotation, &fits));
        if outward && kind.to.iter().any(|label| is_name(codebook, label)) {
            found.extend(sources(article, annotation, &others));
        }
    }
    for other in others {
        let (rank, distance) = if alike { repeats(article, annotation, other, outward) } else { nearness(article, annotation, other, kind.id == INWARD) };
        found.push((rank, distance, Partner::Annotation(other.id.clone())));
    }
    found.sort_by_key(|(rank, distance, _)| (*rank, *distance));
    let mut seen = Vec::new();
    found.retain(|(_, _, partner)| {
        let new = !seen.contains(partner);
        if new {
            seen.push(partner.clone());
        }
        new
    });
    found
}

/// Whether a label is given to names: those who speak and act.
fn is_name(codebook: &Codebook, label: &LabelId) -> bool {
    codebook.label(label).is_some_and(|label| matches!(label.natural, Natural::Name | Natural::Word))
}

/// What annotations that share words with this one are related to: who said the quote that a claim lies in claims it.
fn shared(set: &AnnotationSet, annotation: &Annotation, fits: &impl Fn(&LabelId) -> bool) -> Vec<Ranked> {
    let around = set.layers(annotation.extent()).into_iter().filter(|layer| layer.annotation.id != annotation.id);
    let with = around.flat_map(|layer| {
        let id = layer.annotation.id.clone();
        let relations = set.relations_of(&id);
        relations.into_iter().map(move |relation| if relation.from == id { relation.to.clone() } else { relation.from.clone() }).collect::<Vec<_>>()
    });
    let fitting = with.filter(|end| *end != annotation.id && set.get(end).is_some_and(|other| fits(&other.label)));
    fitting.map(|end| (SHARED, 0, Partner::Annotation(end))).collect()
}

/// Who the text says it is from, as the attributions have it; annotated or not.
fn sources(article: &Article, annotation: &Annotation, others: &[&std::sync::Arc<Annotation>]) -> Vec<Ranked> {
    let Some(span) = annotation.spans.first() else { return Vec::new() };
    let sources = sources_of(article, *span).into_iter().enumerate();
    let found = sources.map(|(at, source)| {
        let exact = others.iter().find(|other| other.spans.contains(&source.actor));
        let within = || others.iter().find(|other| source.phrase.covers(other.extent()));
        let partner = exact.or_else(within).map_or(Partner::Words(source.actor), |other| Partner::Annotation(other.id.clone()));
        (SOURCE, at as u32, partner)
    });
    found.collect()
}

/// By place: in the same sentence before, behind, within; in the same paragraph; elsewhere.
fn nearness(article: &Article, annotation: &Annotation, other: &Annotation, inward: bool) -> (u32, u32) {
    let (own, theirs) = (annotation.extent(), other.extent());
    let inside = own.covers(theirs);
    let before = theirs.end <= own.start;
    let distance = if before { own.start - theirs.end } else { theirs.start.saturating_sub(own.end) };
    let block = |offset: u32| article.block_at(offset);
    if block(own.start) != block(theirs.start) {
        let far = block(own.start).abs_diff(block(theirs.start)) as u32;
        return (FAR + u32::from(!before), far);
    }
    let same = article.block(block(own.start)).is_some_and(|block| {
        let all = sentences(article.text().slice(block.span), block.span.start);
        all.iter().any(|sentence| sentence.contains(own.start) && sentence.contains(theirs.start))
    });
    let rank = match (same, inside, before) {
        (true, true, _) if inward => 2,
        (true, false, true) if !inward => 2,
        (true, false, _) => 3,
        (true, true, _) => LIKELY,
        (false, ..) => LIKELY + 1,
    };
    (rank, distance)
}

/// Of the same label: what says the same earlier, by the words they share; in thousandths.
fn repeats(article: &Article, annotation: &Annotation, other: &Annotation, outward: bool) -> (u32, u32) {
    let words = |annotation: &Annotation| -> HashSet<String> {
        let text = annotation.quoted_head(article.text(), 4000).to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(str::to_owned).collect()
    };
    let (own, theirs) = (words(annotation), words(other));
    let all = own.union(&theirs).count().max(1);
    let unlike = 1000 - (own.intersection(&theirs).count() * 1000 / all) as u32;
    let earlier = other.start() <= annotation.start();
    let rank = if earlier == outward { if unlike < 600 { 2 } else { FAR } } else { FAR + 1 };
    (rank, unlike)
}

/// The relations that a new annotation most likely has, two at most: kind and other end. Of a kind of which it can have only
/// one, or when there is but one kind, two for it; else the likeliest of the first two kinds.
#[must_use]
pub fn proposals(article: &Article, set: &AnnotationSet, codebook: &Codebook, annotation: &Annotation) -> Vec<(String, Partner)> {
    let outward = codebook.relations.iter().filter(|kind| kind.may_begin_at(&annotation.label) && !kind.to.contains(&annotation.label) && !kind.to.is_empty());
    let kinds: Vec<&RelationKind> = outward.collect();
    // Who is named has much to do with much.
    if is_name(codebook, &annotation.label) {
        return Vec::new();
    }
    let likely = |kind: &RelationKind, most: usize| {
        let ranked = ranked((article, codebook), set, annotation, kind, true).into_iter().filter(|(rank, ..)| *rank <= LIKELY);
        let id = kind.id.clone();
        ranked.take(most).map(move |(_, _, partner)| (id.clone(), partner)).collect::<Vec<_>>()
    };
    match kinds.as_slice() {
        [] => Vec::new(),
        [only] => likely(only, 2),
        [first, ..] if first.single => likely(first, 2),
        [first, second, ..] => {
            let one = likely(first, 1);
            // Nobody threatens himself.
            let other = likely(second, 2).into_iter().find(|(_, partner)| one.iter().all(|(_, taken)| taken != partner));
            one.into_iter().chain(other).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Origin, Relation, WorkState};
    use crate::article::{BlockRule, Text};
    use jiff::Timestamp;

    const STORY: &str = "Ilse Brandt met Noor Haldane. “We wait,” said Haldane.\nThe syndicate threatened to sink the ferry of the Selden Line.\nTwelve ships have turned away. Later it was said that twelve ships had turned away.";

    fn article() -> Article {
        Article::with_rule(Text::new(STORY), BlockRule::Lines)
    }

    fn span(text: &str, nth: usize) -> Span {
        let (at, _) = STORY.match_indices(text).nth(nth).unwrap();
        Span { start: at as u32, end: (at + text.len()) as u32 }
    }

    fn set(items: &[(&str, &str, usize)], relations: &[(&str, &str, &str)]) -> AnnotationSet {
        let annotations = items.iter().map(|(label, text, nth)| {
            Annotation::new(format!("{text}{nth}").as_str().into(), (*label).into(), vec![span(text, *nth)], Origin::Human, Timestamp::UNIX_EPOCH)
        });
        let relations = relations.iter().map(|(kind, from, to)| Relation {
            id: (*kind).into(),
            kind: (*kind).to_owned(),
            from: (*from).into(),
            to: (*to).into(),
            origin: Origin::Human,
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            conflict: std::collections::BTreeMap::new(),
            ext: std::collections::BTreeMap::new(),
        });
        AnnotationSet::new(annotations.collect(), relations.collect(), Vec::new(), WorkState::InProgress)
    }

    fn proposed(set: &AnnotationSet, id: &str) -> Vec<String> {
        let found = proposals(&article(), set, &Codebook::default(), set.get(&id.into()).unwrap());
        let shown = found.into_iter().map(|(kind, partner)| match partner {
            Partner::Annotation(id) => format!("{kind} {id}"),
            Partner::Words(span) => format!("{kind} “{}”", STORY.get(span.range()).unwrap()),
        });
        shown.collect()
    }

    #[test]
    fn who_is_named_beside_the_quote_comes_first_annotated_or_not() {
        let quote = ("quote", "“We wait,”", 0);
        let found = proposed(&set(&[quote, ("actor", "Ilse Brandt", 0)], &[]), "“We wait,”0");
        assert_eq!(found.first().map(String::as_str), Some("said_by “Haldane”"));
        let found = proposed(&set(&[quote, ("actor", "Ilse Brandt", 0), ("actor", "Haldane", 1)], &[]), "“We wait,”0");
        assert_eq!(found.first().map(String::as_str), Some("said_by Haldane1"));
        assert!(found.len() <= 2);
    }

    #[test]
    fn a_threat_gets_an_issuer_and_a_target() {
        let items = [("threat", "threatened to sink the ferry of the Selden Line", 0), ("actor", "syndicate", 0), ("actor", "Selden Line", 0)];
        assert_eq!(proposed(&set(&items, &[]), "threatened to sink the ferry of the Selden Line0"), ["issued_by syndicate0", "targets Selden Line0"]);
    }

    #[test]
    fn who_tells_of_a_threat_is_not_who_threatens() {
        let story = "“Norland plotted to seize the quay,” said Ilse Brandt.";
        let article = Article::with_rule(Text::new(story), BlockRule::Lines);
        let made = |id: &str, label: &str, text: &str| {
            let at = story.find(text).unwrap() as u32;
            Annotation::new(id.into(), label.into(), vec![Span { start: at, end: at + text.len() as u32 }], Origin::Human, Timestamp::UNIX_EPOCH)
        };
        let annotations = vec![
            made("q", "quote", "“Norland plotted to seize the quay,”"),
            made("t", "threat", "plotted to seize the quay"),
            made("n", "actor", "Norland"),
            made("b", "actor", "Ilse Brandt"),
        ];
        let set = AnnotationSet::new(annotations, Vec::new(), Vec::new(), WorkState::InProgress);
        let found = proposals(&article, &set, &Codebook::default(), set.get(&"t".into()).unwrap());
        assert_eq!(found.first(), Some(&("issued_by".to_owned(), Partner::Annotation("n".into()))));
    }

    #[test]
    fn issuer_and_target_are_two() {
        let items = [("threat", "threatened to sink the ferry of the Selden Line", 0), ("actor", "syndicate", 0)];
        assert_eq!(proposed(&set(&items, &[]), "threatened to sink the ferry of the Selden Line0"), ["issued_by syndicate0"]);
    }

    #[test]
    fn a_claim_in_a_quote_is_its_speakers() {
        let items = [("quote", "“We wait,”", 0), ("claim", "We wait", 0), ("actor", "Ilse Brandt", 0), ("actor", "Haldane", 1)];
        let set = set(&items, &[("said_by", "“We wait,”0", "Ilse Brandt0")]);
        assert_eq!(proposed(&set, "We wait0").first().map(String::as_str), Some("claimed_by Ilse Brandt0"));
    }

    #[test]
    fn the_same_claim_is_looked_for_earlier() {
        let items = [("claim", "Twelve ships have turned away", 0), ("claim", "twelve ships had turned away", 0), ("claim", "sink the ferry", 0)];
        let (set, codebook) = (set(&items, &[]), Codebook::default());
        let kind = codebook.relation("same_claim").unwrap();
        let found = partners((&article(), &codebook), &set, set.get(&"twelve ships had turned away0".into()).unwrap(), kind, true);
        assert_eq!(found.first(), Some(&Partner::Annotation("Twelve ships have turned away0".into())));
        assert_eq!(found.len(), 2);
    }
}
