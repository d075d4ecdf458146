//! What has come, placed in the article's own text.
//!
//! Nothing is moved on a guess. The texts are the same, or the same but for white space (tools that count in tokens, lines
//! ends of other systems, an article in pieces), or else the places are found as those of a changed article are, and what is
//! not certain waits for a person.

use std::collections::BTreeMap;

use crate::annotation::{Annotation, AnnotationSet, Carried, Reanchoring, WorkState, place_all};
use crate::article::{Span, Text};
use crate::exchange::Arrival;

/// How it went, over all that was carried.
#[derive(Clone, Debug, Default)]
pub(super) struct Carriage {
    /// Annotations at another place, with certainty.
    pub(super) moved: usize,
    /// Annotations that wait for a person.
    pub(super) waiting: usize,
    /// The texts that those are in, by hash.
    pub(super) texts: BTreeMap<String, Text>,
}

/// Places the annotations of an arrival in `text`.
pub(super) fn carry(mut arrival: Arrival, text: &Text, carriage: &mut Carriage) -> Arrival {
    if arrival.text == *text {
        return arrival;
    }
    if let Some(bridge) = Bridge::new(arrival.text.as_str(), text.as_str()) {
        arrival.annotations.iter_mut().for_each(|annotation| bridge.carry(annotation));
        let before = arrival.annotations.len();
        arrival.annotations.retain(|annotation| annotation.unanchored.is_some() || !annotation.spans.is_empty());
        if arrival.annotations.len() < before {
            arrival.flaw(format!("{} annotations hold nothing but white space", before - arrival.annotations.len()));
        }
        return arrival;
    }
    let old = arrival.text.clone();
    let loose: Vec<Annotation> = arrival.annotations.iter().map(|annotation| annotation.let_go(&old)).collect();
    let mut set = AnnotationSet::new(loose, Vec::new(), Vec::new(), WorkState::New);
    let mut carried = Carried::default();
    place_all(&mut set, old.sha256(), &Reanchoring::new(Some(&old), text), text, &mut carried);
    carriage.moved += set.annotations().len();
    carriage.waiting += set.unanchored().len();
    if !set.unanchored().is_empty() {
        carriage.texts.insert(old.sha256().to_owned(), old);
    }
    arrival.annotations = set.all().iter().map(|annotation| annotation.as_ref().clone()).collect();
    arrival
}

/// From the places of one text to those of another that has the same characters in it, white space aside, once.
struct Bridge {
    /// Where the characters of the one begin.
    from: Vec<u32>,
    /// The spans of the same characters in the other.
    to: Vec<Span>,
}

impl Bridge {
    fn new(from: &str, to: &str) -> Option<Self> {
        let (bare, starts) = squeezed(from);
        let (hay, spans) = squeezed(to);
        let at = hay.find(&bare).filter(|_| !bare.is_empty())?;
        let again = hay.get(at + 1..).is_some_and(|rest| rest.contains(&bare)) || !hay.is_char_boundary(at + 1) && hay.matches(&bare).nth(1).is_some();
        let first = hay.get(..at)?.chars().count();
        (!again).then(|| Self { from: starts.iter().map(|span| span.start).collect(), to: spans.get(first..first + starts.len()).unwrap_or_default().to_vec() })
    }

    fn carry(&self, annotation: &mut Annotation) {
        annotation.spans = annotation.spans.iter().filter_map(|span| self.over(*span)).collect();
        annotation.attributes.retain(|_, value| {
            value.spans_mut().into_iter().all(|span| {
                let there = self.over(*span);
                *span = there.unwrap_or(*span);
                there.is_some()
            })
        });
    }

    fn over(&self, span: Span) -> Option<Span> {
        let first = self.from.partition_point(|start| *start < span.start);
        let last = self.from.partition_point(|start| *start < span.end).checked_sub(1)?;
        (first <= last).then_some(())?;
        Some(Span { start: self.to.get(first)?.start, end: self.to.get(last)?.end })
    }
}

/// A text without white space, and the spans of the characters that are left.
fn squeezed(text: &str) -> (String, Vec<Span>) {
    let mut bare = String::with_capacity(text.len());
    let mut spans = Vec::with_capacity(text.len());
    for (at, char) in text.char_indices().filter(|(_, char)| !char.is_whitespace()) {
        bare.push(char);
        spans.push(Span { start: at as u32, end: (at + char.len_utf8()) as u32 });
    }
    (bare, spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(from: &str, to: &str, words: &str) -> Option<String> {
        let bridge = Bridge::new(from, to)?;
        let start = from.find(words).unwrap() as u32;
        let span = bridge.over(Span { start, end: start + words.len() as u32 })?;
        to.get(span.range()).map(ToOwned::to_owned)
    }

    #[test]
    fn white_space_is_no_difference_and_pieces_find_their_place() {
        assert_eq!(over("Ilse Brandt ’s offer .", "Ilse\u{a0}Brandt’s  offer.\n", "Brandt ’s offer").as_deref(), Some("Brandt’s  offer"));
        assert_eq!(over("She left.", "He came.\n\nShe left.\n", "left").as_deref(), Some("left"));
        assert_eq!(over("é left.", "é left. é left.", "left"), None);
        assert_eq!(over("aa", "aaa", "aa"), None);
        assert_eq!(over("Other words", "He came.", "words"), None);
    }
}
