//! Annotations of a changed text: let go of their place, and given one again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Anchor, Annotation, AnnotationSet, Change, Id, Reanchoring, Unanchored, Value, Verdict, context};
use crate::article::{Span, Text};

/// The key in [`Annotation::ext`] of the text that an annotation had before its place was found in a changed one.
const WAS: &str = "was";

/// One part in so many of an annotation's text must be at a place that is proposed for it.
const LEAST: usize = 5;

/// A place for an annotation that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// How certain it is.
    pub verdict: Verdict,
    /// Its spans, in bytes; none when no place was found.
    pub spans: Vec<Span>,
    /// Its attributes that are spans, as far as they were found.
    pub cues: BTreeMap<String, Span>,
}

impl Proposal {
    /// Where an unanchored annotation is now.
    #[must_use]
    pub fn of(was: &Unanchored, reanchoring: &Reanchoring) -> Self {
        let place = reanchoring.place(&was.spans);
        let mut verdict = place.verdict;
        let mut cues = BTreeMap::new();
        for (name, cue) in &was.cues {
            let found = reanchoring.place(std::slice::from_ref(cue));
            verdict = verdict.max(found.verdict.min(Verdict::NeedsLook));
            let certain = matches!(found.verdict, Verdict::Unchanged | Verdict::Moved);
            cues.extend(found.spans.first().filter(|_| certain).map(|span| (name.clone(), *span)));
        }
        // A full stop that is left of a sentence is no place for it.
        let left: usize = place.spans.iter().map(|span| span.len() as usize).sum();
        let was: usize = was.spans.iter().map(|anchor| anchor.text.len()).sum();
        if left * LEAST < was && verdict > Verdict::Moved {
            return Self { verdict: Verdict::Lost, spans: Vec::new(), cues };
        }
        Self { verdict, spans: place.spans, cues }
    }

    /// Whether it can be taken without asking anybody.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        matches!(self.verdict, Verdict::Unchanged | Verdict::Moved) && !self.spans.is_empty()
    }
}

/// What became of the annotations of a changed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// How many are where they were, or elsewhere with certainty.
    pub placed: usize,
    /// Proposals for the others, by id.
    pub proposals: BTreeMap<Id, Proposal>,
}

impl Annotation {
    /// The same annotation without a place, for a text that has changed since `text`.
    #[must_use]
    pub fn let_go(&self, text: &Text) -> Self {
        if self.unanchored.is_some() {
            return self.clone();
        }
        let mut cues = BTreeMap::new();
        let mut attributes = BTreeMap::new();
        for (name, value) in &self.attributes {
            match value {
                Value::Span(span) => drop(cues.insert(name.clone(), anchor(text, *span))),
                other => drop(attributes.insert(name.clone(), without_spans(other, text))),
            }
        }
        let spans = self.spans.iter().map(|span| anchor(text, *span)).collect();
        let unanchored = Unanchored { sha256: text.sha256().to_owned(), spans, cues };
        Self { spans: Vec::new(), unanchored: Some(Box::new(unanchored)), attributes, ..self.clone() }
    }

    /// The same annotation at a place in `text`. A cue that has none stays as its words; a text that differs from what it
    /// was is remembered.
    #[must_use]
    pub fn anchored(&self, spans: Vec<Span>, cues: &BTreeMap<String, Span>, text: &Text) -> Self {
        let mut placed = self.clone();
        let Some(was) = placed.unanchored.take() else { return Self { spans, ..placed } };
        let old = was.spans.iter().map(|anchor| anchor.text.as_str()).collect::<Vec<_>>().join(" … ");
        for (name, cue) in was.cues {
            let value = cues.get(&name).map_or(Value::Text(cue.text), |span| Value::Span(*span));
            placed.attributes.insert(name, value);
        }
        placed.spans = spans;
        if placed.quoted(text) != old {
            // Rust's own way to write a string is one that RON reads.
            placed.ext.insert(WAS.into(), format!("{:?}", old.replace('\0', "")));
        }
        placed
    }
}

/// Finds all unanchored annotations of a set that were made in the text of hash `sha256`, and places those that are certain.
pub fn place_all(set: &mut AnnotationSet, sha256: &str, reanchoring: &Reanchoring, text: &Text, carried: &mut Carried) {
    let mut all: Vec<Arc<Annotation>> = Vec::with_capacity(set.all().len());
    for annotation in set.all() {
        let Some(was) = annotation.unanchored.as_deref().filter(|was| was.sha256 == sha256) else {
            all.push(annotation.clone());
            continue;
        };
        let proposal = Proposal::of(was, reanchoring);
        if proposal.is_certain() {
            carried.placed += 1;
            all.push(Arc::new(annotation.anchored(proposal.spans, &proposal.cues, text)));
        } else {
            carried.proposals.insert(annotation.id.clone(), proposal);
            all.push(annotation.clone());
        }
    }
    set.replace_annotations(all);
}

/// Brings a set to a text that has changed.
#[must_use]
pub fn carry(set: &AnnotationSet, old: &Text, new: &Text) -> (AnnotationSet, Carried) {
    let mut set = set.clone();
    set.replace_annotations(set.all().iter().map(|annotation| Arc::new(annotation.let_go(old))).collect());
    let mut carried = Carried::default();
    place_all(&mut set, old.sha256(), &Reanchoring::new(Some(old), new), new, &mut carried);
    (set, carried)
}

/// A change, brought to a text that has changed; nothing when a place in it is not certain.
#[must_use]
pub fn follow_change(change: &Change, old: &Text, new: &Text, reanchoring: &Reanchoring) -> Option<Change> {
    let follow = |item: &Option<Arc<Annotation>>| -> Option<Option<Arc<Annotation>>> {
        let Some(item) = item else { return Some(None) };
        let loose = item.let_go(old);
        let was = loose.unanchored.as_deref()?;
        let proposal = Proposal::of(was, reanchoring);
        proposal.is_certain().then(|| Some(Arc::new(loose.anchored(proposal.spans, &proposal.cues, new))))
    };
    Some(match change {
        Change::Annotation { before, after } => Change::Annotation { before: follow(before)?, after: follow(after)? },
        other => other.clone(),
    })
}

fn anchor(text: &Text, span: Span) -> Anchor {
    let (before, after) = context(text, span);
    Anchor {
        start: text.char_of(span.start),
        end: text.char_of(span.end),
        text: text.slice(span).to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    }
}

/// A value in which spans are their words.
fn without_spans(value: &Value, text: &Text) -> Value {
    match value {
        Value::Span(span) => Value::Text(text.slice(*span).to_owned()),
        Value::List(values) => Value::List(values.iter().map(|value| without_spans(value, text)).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Origin, WorkState};
    use jiff::Timestamp;

    fn annotation(id: &str, text: &Text, words: &str) -> Annotation {
        let start = text.as_str().find(words).unwrap() as u32;
        let span = Span { start, end: start + words.len() as u32 };
        Annotation::new(id.into(), "claim".into(), vec![span], Origin::Human, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_is_certain_moves_along_and_all_else_waits_with_a_proposal() {
        let old = Text::new(
            "Rain fell on the coast all day.\nThe harbour was shut on Monday after the strike began.\nThe mayor spoke at noon.\nNobody was hurt in the port, she said.\n",
        );
        let new = Text::new(
            "Update at six.\nRain fell on the coast all day.\nThe harbour was shut on Monday after the strike began.\nThe mayor spoke at noon.\nSome people were hurt, she said.\n",
        );
        let mut quote = annotation("1", &old, "The harbour was shut on Monday after the strike began.");
        quote.attributes.insert("cue".into(), Value::Span(annotation("x", &old, "strike began").spans[0]));
        let gone = annotation("2", &old, "Nobody was hurt in the port");
        let set = AnnotationSet::new(vec![quote.clone(), gone], Vec::new(), Vec::new(), WorkState::New);
        let (set, carried) = carry(&set, &old, &new);
        assert_eq!((set.annotations().len(), set.unanchored().len(), carried.placed, carried.proposals.len()), (1, 1, 1, 1));
        let placed = &set.annotations()[0];
        assert_eq!((placed.quoted(&new), placed.attributes["cue"].in_words(&new)), (quote.quoted(&old), "strike began".into()));
        assert_eq!(set.unanchored()[0].quoted(&new), "Nobody was hurt in the port");
    }

    #[test]
    fn a_cue_without_a_place_stays_as_its_words_and_a_changed_text_is_remembered() {
        let old = Text::new("He said no.");
        let mut loose = annotation("1", &old, "no");
        loose.attributes.insert("cue".into(), Value::Span(Span { start: 3, end: 7 }));
        let new = Text::new("He told them yes.");
        let placed = loose.let_go(&old).anchored(vec![Span { start: 13, end: 16 }], &BTreeMap::new(), &new);
        assert_eq!((placed.quoted(&new).as_str(), &placed.attributes["cue"]), ("yes", &Value::Text("said".into())));
        assert_eq!(placed.ext[WAS], "\"no\"");
        assert_eq!(placed.unanchored, None);
    }
}
