//! Annotations as runs of tokens, and runs as tags: IOB2 and IOBES out, whatever is like them in.

use std::fmt;
use std::ops::Range;

use super::{Choice, Document, Loss, Piece, Words};

/// What becomes of a span that begins or ends inside a token.
pub(super) const EDGES: Choice =
    Choice { name: "edges", values: &["widen", "drop"], meaning: "whether a span that begins or ends inside a token is widened to whole tokens or left out" };

/// The tag of a token outside all annotations.
pub(super) const OUTSIDE: &str = "O";

/// An annotation in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The number of the annotation in the document.
    pub(super) annotation: usize,
    /// The tokens of its fragments, in text order; at least one, none overlapping.
    pub(super) parts: Vec<Range<usize>>,
    /// How many of its spans were widened to whole tokens.
    pub(super) widened: usize,
}

/// How tags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `B-` on the first token, `I-` on the others.
    Iob2,
    /// Besides, `E-` on the last token, and `S-` on one that is alone.
    Iobes,
}

impl Run {
    /// Tokens that it holds.
    fn length(&self) -> usize {
        self.parts.iter().map(ExactSizeIterator::len).sum()
    }
}

/// The annotations of a document in tokens, in its order. What is left out for its ends is counted.
pub(super) fn runs(document: &Document, words: &Words, widen: bool, piece: &mut Piece) -> Vec<Run> {
    let mut runs = Vec::with_capacity(document.annotations.len());
    for (number, annotation) in document.annotations.iter().enumerate() {
        let covers: Vec<_> = annotation.spans.iter().filter_map(|span| words.cover(*span)).collect();
        let wide = covers.iter().filter(|cover| !cover.exact).count();
        if covers.is_empty() {
            piece.lost(Loss::Blank, 1);
        } else if wide > 0 && !widen {
            piece.lost(Loss::InsideToken, 1);
        } else {
            runs.push(Run { annotation: number, parts: apart(covers.into_iter().map(|cover| cover.tokens)), widened: wide });
        }
    }
    runs
}

/// Joins what shares a token.
fn apart(parts: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut apart: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match apart.last_mut().filter(|last| part.start < last.end) {
            Some(last) => last.end = last.end.max(part.end),
            None => apart.push(part),
        }
    }
    apart
}

/// The sentences of a document, joined where an annotation goes over the end of one: tags cannot go over a blank line.
pub(super) fn sentences(words: &Words, runs: &[Run]) -> Vec<Range<usize>> {
    let mut inside = vec![false; words.tokens().len()];
    for part in runs.iter().flat_map(|run| &run.parts) {
        inside.get_mut(part.start + 1..part.end).unwrap_or_default().fill(true);
    }
    let mut sentences: Vec<Range<usize>> = Vec::with_capacity(words.sentences().len());
    for sentence in words.sentences() {
        let goes_on = inside.get(sentence.start).copied().unwrap_or_default();
        match sentences.last_mut().filter(|_| goes_on) {
            Some(last) => last.end = sentence.end,
            None => sentences.push(sentence.clone()),
        }
    }
    sentences
}

/// The runs that fit in one column: the longest first, each whole or not at all. How many do not fit is told too.
pub(super) fn in_one_column(runs: &[&Run], tokens: usize) -> (Vec<Run>, usize) {
    let mut order: Vec<&Run> = runs.to_vec();
    order.sort_by_key(|run| std::cmp::Reverse(run.length()));
    let mut taken = vec![false; tokens];
    let mut kept: Vec<Run> = Vec::new();
    for run in order {
        let free = run.parts.iter().all(|part| taken.get(part.clone()).is_some_and(|there| !there.contains(&true)));
        if free {
            for part in &run.parts {
                taken.get_mut(part.clone()).unwrap_or_default().fill(true);
            }
            kept.push(run.clone());
        }
    }
    kept.sort_by_key(|run| run.annotation);
    let left_out = runs.len() - kept.len();
    (kept, left_out)
}

/// The tag of a token: how it stands in an annotation, and the label of that; none for one outside of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tag<'a>(Option<(char, &'a str)>);

impl Tag<'_> {
    /// Whether the token stands outside of all annotations.
    pub(super) fn is_outside(self) -> bool {
        self.0.is_none()
    }
}

impl fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((kind, label)) => write!(f, "{kind}-{label}"),
            None => f.write_str(OUTSIDE),
        }
    }
}

/// The tag of each token for runs that fit in one column; `label` gives the label of an annotation by its number.
pub(super) fn tags<'a>(runs: &[Run], tokens: usize, scheme: Scheme, label: impl Fn(usize) -> &'a str) -> Vec<Tag<'a>> {
    let mut tags = vec![Tag::default(); tokens];
    for run in runs {
        for part in &run.parts {
            for at in part.clone() {
                let (first, last) = (at == part.start, at + 1 == part.end);
                let kind = match scheme {
                    Scheme::Iobes if first && last => 'S',
                    Scheme::Iobes if last && !first => 'E',
                    _ if first => 'B',
                    _ => 'I',
                };
                if let Some(tag) = tags.get_mut(at) {
                    *tag = Tag(Some((kind, label(run.annotation))));
                }
            }
        }
    }
    tags
}

/// Reads tags of any scheme. `I-` goes on with what is open under the same label and begins something otherwise, so that the
/// same reader takes IOB1, IOB2, IOBES, BILOU, BMES and plain labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Reader {
    open: Option<(String, Range<usize>)>,
    found: Vec<(String, Range<usize>)>,
}

impl Reader {
    /// Takes the tag of the token with that number; numbers rise.
    pub(super) fn take(&mut self, at: usize, tag: &str) {
        let Some((kind, label)) = parsed(tag) else { return self.close() };
        let goes_on = matches!(kind, 'I' | 'M' | 'E' | 'L') && self.open.as_ref().is_some_and(|(open, tokens)| open == label && tokens.end == at);
        if let Some((_, tokens)) = self.open.as_mut().filter(|_| goes_on) {
            tokens.end = at + 1;
        } else {
            self.close();
            self.open = Some((label.to_owned(), at..at + 1));
        }
        if matches!(kind, 'E' | 'L' | 'S' | 'U' | 'W') {
            self.close();
        }
    }

    /// Ends what is open, as the end of a sentence does.
    pub(super) fn close(&mut self) {
        self.found.extend(self.open.take());
    }

    /// What was found: labels and their tokens.
    pub(super) fn finish(mut self) -> Vec<(String, Range<usize>)> {
        self.close();
        self.found
    }
}

/// The kind of a tag and its label; nothing for a token outside. A label without a kind goes on while it stays the same.
fn parsed(tag: &str) -> Option<(char, &str)> {
    if matches!(tag, OUTSIDE | "_" | "-" | "-X-" | "") {
        return None;
    }
    let mut chars = tag.chars();
    match (chars.next(), chars.next()) {
        (Some(kind @ ('B' | 'I' | 'E' | 'S' | 'L' | 'U' | 'M' | 'W')), Some('-' | '_')) => Some((kind, chars.as_str())),
        _ => Some(('I', tag)),
    }
}

/// Whether something is a tag with its kind before it, or none.
pub(super) fn is_tag(text: &str) -> bool {
    text == OUTSIDE || parsed(text).is_some_and(|(_, label)| label.len() + 2 == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(tags: &[&str]) -> Vec<String> {
        let mut reader = Reader::default();
        tags.iter().enumerate().for_each(|(at, tag)| reader.take(at, tag));
        reader.finish().into_iter().map(|(label, tokens)| format!("{label} {tokens:?}")).collect()
    }

    #[test]
    fn every_scheme_is_read_by_one_reader() {
        let expected = ["a 0..2", "a 2..3", "b 3..4"];
        for tags in [
            ["I-a", "I-a", "B-a", "I-b", "O"],
            ["B-a", "I-a", "B-a", "B-b", "O"],
            ["B-a", "E-a", "S-a", "S-b", "O"],
            ["B-a", "L-a", "U-a", "U-b", "_"],
            ["B_a", "I_a", "B_a", "b", "-X-"],
        ] {
            assert_eq!(read(&tags), expected, "{tags:?}");
        }
        assert_eq!(read(&["E-a", "L-a", "M-a", "I-a"]), ["a 0..1", "a 1..2", "a 2..4"]);
        assert_eq!(read(&["PER", "PER", "B-non-state", "I-non-state"]), ["PER 0..2", "non-state 2..4"]);
    }

    #[test]
    fn the_longest_win_and_the_others_are_counted() {
        let run = |annotation: usize, parts: &[(usize, usize)]| Run { annotation, parts: parts.iter().map(|(start, end)| *start..*end).collect(), widened: 0 };
        let all = [run(0, &[(0, 1), (3, 4)]), run(1, &[(0, 3)]), run(2, &[(3, 5)]), run(3, &[(5, 6)])];
        let (kept, left_out) = in_one_column(&all.iter().collect::<Vec<_>>(), 6);
        assert_eq!((kept.iter().map(|run| run.annotation).collect::<Vec<_>>(), left_out), (vec![1, 2, 3], 1));
        let tags = tags(&kept, 6, Scheme::Iobes, |number| if number == 1 { "x" } else { "y" });
        let written: Vec<String> = tags.iter().map(ToString::to_string).collect();
        assert_eq!(written, ["B-x", "I-x", "E-x", "B-y", "E-y", "S-y"]);
    }

    proptest! {
        #[test]
        fn tags_come_back(lengths in prop::collection::vec((1usize..4, 0usize..3, 0usize..2), 0..20), iobes in any::<bool>()) {
            let (mut at, mut runs, mut expected) = (0, Vec::new(), Vec::new());
            let labels = ["a", "b-c"];
            for (number, (length, gap, label)) in lengths.iter().enumerate() {
                runs.push(Run { annotation: number, parts: std::iter::once(at..at + length).collect(), widened: 0 });
                expected.push((labels[*label].to_owned(), at..at + length));
                at += length + gap;
            }
            let tags = tags(&runs, at, if iobes { Scheme::Iobes } else { Scheme::Iob2 }, |number| labels[lengths[number].2]);
            let mut reader = Reader::default();
            tags.iter().enumerate().for_each(|(at, tag)| reader.take(at, &tag.to_string()));
            prop_assert_eq!(reader.finish(), expected);
        }
    }
}
