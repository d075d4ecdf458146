//! Spans that overlap as elements that nest.

use crate::article::Span;

/// What comes next in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Text.
    Text(Span),
    /// An element of the span with this number begins.
    Open(usize),
    /// The element that was opened last ends.
    Close,
}

/// A part of a text with spans that lie in it, as text and elements that nest. A span that begins in another and ends outside
/// is closed with it and opened again.
pub(super) fn nested(part: Span, spans: &[(usize, Span)]) -> Vec<Step> {
    let mut starts: Vec<(usize, Span)> = spans.iter().copied().filter(|(_, span)| !span.is_empty()).collect();
    starts.sort_by_key(|(number, span)| (span.start, std::cmp::Reverse(span.end), *number));
    let mut waiting = starts.into_iter().peekable();
    let mut open: Vec<(usize, Span)> = Vec::new();
    let mut steps = Vec::new();
    let mut at = part.start;
    loop {
        let next = waiting.peek().map_or(part.end, |(_, span)| span.start);
        let ends = open.iter().map(|(_, span)| span.end).min().unwrap_or(part.end);
        let to = next.min(ends).min(part.end);
        if to > at {
            steps.push(Step::Text(Span { start: at, end: to }));
            at = to;
        }
        close(&mut open, at, &mut steps);
        while let Some(begun) = waiting.next_if(|(_, span)| span.start <= at) {
            steps.push(Step::Open(begun.0));
            open.push(begun);
        }
        if at >= part.end {
            return steps;
        }
    }
}

/// Closes what ends here, and opens again what was closed with it.
fn close(open: &mut Vec<(usize, Span)>, at: u32, steps: &mut Vec<Step>) {
    let Some(first) = open.iter().position(|(_, span)| span.end <= at) else { return };
    let inner = open.split_off(first);
    steps.extend(inner.iter().map(|_| Step::Close));
    for again in inner.into_iter().filter(|(_, span)| span.end > at) {
        steps.push(Step::Open(again.0));
        open.push(again);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn elements_nest_and_each_letter_is_in_those_of_its_spans(spans in prop::collection::vec((3u32..30, 1u32..12), 0..12)) {
            let part = Span { start: 3, end: 30 };
            let spans: Vec<(usize, Span)> = spans.into_iter().map(|(start, more)| Span { start, end: (start + more).min(30) }).enumerate().collect();
            let (mut open, mut at) = (Vec::new(), part.start);
            for step in nested(part, &spans) {
                match step {
                    Step::Open(number) => open.push(number),
                    Step::Close => { prop_assert!(open.pop().is_some()); }
                    Step::Text(text) => {
                        prop_assert_eq!(text.start, at);
                        at = text.end;
                        let mut inside: Vec<usize> = spans.iter().filter(|(_, span)| span.covers(text)).map(|(number, _)| *number).collect();
                        prop_assert!(spans.iter().all(|(_, span)| span.covers(text) || !span.overlaps(text)));
                        let mut open = open.clone();
                        open.sort_unstable();
                        inside.sort_unstable();
                        prop_assert_eq!(open, inside);
                    }
                }
            }
            prop_assert_eq!((open.len(), at), (0, part.end));
        }
    }
}
