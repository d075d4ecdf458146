//! What two texts have in common: runs of kept text, found by lines first and by words inside the changed lines.

use crate::article::{Span, Text, tokens};

use super::align::{Grain, Pair, align, gram};

/// Words in a row that tell a passage from others.
const PASSAGE: usize = 4;

/// Bytes of a line that tells itself from others; shorter ones, such as blank lines, come and go.
const TELLING: u32 = 24;

/// A stretch of text that both texts hold, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins in the old text.
    pub(super) old: u32,
    /// Where it begins in the new text.
    pub(super) new: u32,
    /// How long it is.
    pub(super) len: u32,
}

impl Run {
    /// Where it is in the old text.
    pub(super) fn old_span(self) -> Span {
        Span { start: self.old, end: self.old + self.len }
    }

    /// Where it is in the new text.
    pub(super) fn new_span(self) -> Span {
        Span { start: self.new, end: self.new + self.len }
    }

    /// The part of it that lies in a span of the old text.
    fn clipped(self, to: Span) -> Option<Self> {
        let start = self.old.max(to.start);
        let end = self.old_span().end.min(to.end);
        (start < end).then(|| Self { old: start, new: self.new + (start - self.old), len: end - start })
    }
}

/// The runs that a text has kept, rising on both sides, none touching the next on both.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    runs: Vec<Run>,
}

impl Kept {
    /// The parts of runs in a span of the old text.
    pub(super) fn within(&self, old: Span) -> impl Iterator<Item = Run> {
        let first = self.runs.partition_point(|run| run.old_span().end <= old.start);
        self.runs.get(first..).unwrap_or_default().iter().take_while(move |run| run.old < old.end).filter_map(move |run| run.clipped(old))
    }

    /// The runs that touch a span of the new text.
    pub(super) fn onto(&self, new: Span) -> impl Iterator<Item = Run> {
        let first = self.runs.partition_point(|run| run.new_span().end <= new.start);
        self.runs.get(first..).unwrap_or_default().iter().copied().take_while(move |run| run.new < new.end)
    }

    /// The last run that begins before the byte `old`, and the first that ends after it; the same one around it.
    pub(super) fn beside(&self, old: u32) -> (Option<Run>, Option<Run>) {
        let before = self.runs.partition_point(|run| run.old < old);
        let after = self.runs.partition_point(|run| run.old_span().end <= old);
        (before.checked_sub(1).and_then(|at| self.runs.get(at)).copied(), self.runs.get(after).copied())
    }

    /// The runs before and after one.
    pub(super) fn around(&self, run: Run) -> (Option<Run>, Option<Run>) {
        let at = self.runs.partition_point(|other| other.new < run.new);
        (at.checked_sub(1).and_then(|left| self.runs.get(left)).copied(), self.runs.get(at + 1).copied())
    }

    /// The byte of the new text for a byte of the old one.
    pub(super) fn new_of(&self, old: u32) -> Option<u32> {
        self.within(Span { start: old, end: old.saturating_add(1) }).next().map(|run| run.new)
    }

    /// How many bytes of a span of the new text were elsewhere than in `but` in the old text.
    pub(super) fn claimed(&self, new: Span, but: Span) -> u32 {
        let bytes = |run: Run| {
            let start = run.new.max(new.start);
            let part = Span { start: run.old + (start - run.new), end: run.old + (run.new_span().end.min(new.end) - run.new) };
            part.len() - part.end.min(but.end).saturating_sub(part.start.max(but.start))
        };
        self.onto(new).map(bytes).sum()
    }

    fn push(&mut self, run: Run, old: &Text, new: &Text) {
        if let Some(last) = self.runs.last_mut() {
            let (old_gap, new_gap) = (Span::new(last.old_span().end, run.old), Span::new(last.new_span().end, run.new));
            if old_gap.len() == new_gap.len() && old.slice(old_gap) == new.slice(new_gap) {
                last.len = run.old + run.len - last.old;
                return;
            }
        }
        self.runs.push(run);
    }
}

/// What two texts have in common, seen from either end.
#[derive(Clone, Debug)]
pub(super) struct Diff {
    /// What is kept, compared from the start.
    pub(super) forwards: Kept,
    /// What is kept, compared from the end. Where it says otherwise, the place is not certain.
    pub(super) backwards: Kept,
    /// Passages of the old text that stand more often in the new one, in order.
    copied: Vec<Span>,
}

impl Diff {
    pub(super) fn new(old: &Text, new: &Text) -> Self {
        let (mut a, mut b) = (Side::new(old), Side::new(new));
        let lines = [false, true].map(|backwards| align(&a.lines.numbers, &b.lines.numbers, Grain::LINES, backwards));
        a.read_words(old, &lines.each_ref().map(|pairs| pairs.iter().map(|pair| pair.0).collect()));
        b.read_words(new, &lines.each_ref().map(|pairs| pairs.iter().map(|pair| pair.1).collect()));
        let [forwards, backwards] = [false, true].map(|backwards| {
            let pairs = lines.get(usize::from(backwards)).map(Vec::as_slice).unwrap_or_default();
            kept((old, &a), (new, &b), pairs, backwards)
        });
        Self { forwards, backwards, copied: copied(&a, &b) }
    }

    /// Whether something in a span of the old text stands more often in the new one.
    pub(super) fn is_copied(&self, old: Span) -> bool {
        let first = self.copied.partition_point(|span| span.end <= old.start);
        self.copied.get(first).is_some_and(|span| span.start < old.end)
    }
}

/// Pieces of a text in order, each with a number that stands for what it says.
#[derive(Default)]
struct Pieces {
    numbers: Vec<u64>,
    spans: Vec<Span>,
}

impl Pieces {
    fn push(&mut self, text: &Text, span: Span) {
        self.numbers.push(number(text.slice(span)));
        self.spans.push(span);
    }

    /// The numbers of the pieces in a span.
    fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.spans.partition_point(|piece| piece.start < span.start);
        first..self.spans.partition_point(|piece| piece.start < span.end).max(first)
    }
}

/// A text in pieces: all of its lines, and the words of those that have changed.
struct Side {
    lines: Pieces,
    words: Pieces,
}

impl Side {
    fn new(text: &Text) -> Self {
        let mut lines = Pieces::default();
        let mut start = 0;
        for line in text.as_str().split_inclusive('\n') {
            let end = start + u32::try_from(line.len()).unwrap_or_default();
            lines.push(text, Span { start, end });
            start = end;
        }
        Self { lines, words: Pieces::default() }
    }

    /// Reads the words of the lines that are missing from one of the lists of paired lines.
    fn read_words(&mut self, text: &Text, paired: &[Vec<usize>; 2]) {
        let mut counts = vec![0u8; self.lines.spans.len()];
        for line in paired.iter().flatten() {
            if let Some(count) = counts.get_mut(*line) {
                *count += 1;
            }
        }
        let changed: Vec<(Span, bool)> = self.lines.spans.iter().zip(&counts).map(|(span, count)| (*span, *count < 2)).collect();
        for stretch in changed.chunk_by(|a, b| a.1 == b.1) {
            if let (Some((first, true)), Some((last, _))) = (stretch.first(), stretch.last()) {
                let span = first.hull(*last);
                for token in tokens(text.slice(span), span.start) {
                    self.words.push(text, token.span);
                }
            }
        }
    }
}

/// The runs behind the pairs of lines, with the words kept in the gaps between them.
fn kept(old: (&Text, &Side), new: (&Text, &Side), lines: &[Pair], backwards: bool) -> Kept {
    let mut kept = Kept::default();
    let (mut from_old, mut from_new) = (0, 0);
    let line = |at: &Pair| Some((*old.1.lines.spans.get(at.0)?, *new.1.lines.spans.get(at.1)?));
    let end = (Span::new(old.0.len(), old.0.len()), Span::new(new.0.len(), new.0.len()));
    for (at_old, at_new) in lines.iter().filter_map(line).chain([end]) {
        let gap = (Span::new(from_old, at_old.start), Span::new(from_new, at_new.start));
        if !gap.0.is_empty() && !gap.1.is_empty() {
            let (a, b) = (old.1.words.within(gap.0), new.1.words.within(gap.1));
            let numbers = |pieces: &Pieces, range: &std::ops::Range<usize>| pieces.numbers.get(range.clone()).unwrap_or_default().to_vec();
            for (i, j) in align(&numbers(&old.1.words, &a), &numbers(&new.1.words, &b), Grain::WORDS, backwards) {
                if let (Some(a), Some(b)) = (old.1.words.spans.get(a.start + i), new.1.words.spans.get(b.start + j)) {
                    keep(&mut kept, (old.0, *a), (new.0, *b));
                }
            }
        }
        keep(&mut kept, (old.0, at_old), (new.0, at_new));
        (from_old, from_new) = (at_old.end, at_new.end);
    }
    kept
}

/// Adds a pair of pieces; numbers can be equal by chance, so the texts are compared.
fn keep(kept: &mut Kept, old: (&Text, Span), new: (&Text, Span)) {
    if !old.1.is_empty() && old.0.slice(old.1) == new.0.slice(new.1) {
        kept.push(Run { old: old.1.start, new: new.1.start, len: old.1.len() }, old.0, new.0);
    }
}

/// The passages of the old text that the new one holds more often, in order and joined where they touch: words in a row in
/// the changed lines, and whole lines anywhere.
fn copied(old: &Side, new: &Side) -> Vec<Span> {
    let words = |side: &Side| side.words.numbers.windows(PASSAGE).enumerate().map(|(at, run)| (gram(run), at)).collect();
    let lines = |side: &Side| {
        let all = side.lines.numbers.iter().zip(&side.lines.spans).enumerate();
        all.filter(|(_, (_, span))| span.len() >= TELLING).map(|(at, (number, _))| (*number, at)).collect()
    };
    let word = |at: usize| Some(old.words.spans.get(at)?.hull(*old.words.spans.get(at + PASSAGE - 1)?));
    let line = |at: usize| old.lines.spans.get(at).copied();
    let mut places: Vec<Span> = more_often(words(old), words(new)).into_iter().filter_map(word).collect();
    places.extend(more_often(lines(old), lines(new)).into_iter().filter_map(line));
    places.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for place in places {
        match spans.last_mut().filter(|span| span.end >= place.start) {
            Some(span) => *span = span.hull(place),
            None => spans.push(place),
        }
    }
    spans
}

/// The places in `here` of the numbers that stand more often in `there`.
fn more_often(mut here: Vec<(u64, usize)>, mut there: Vec<(u64, usize)>) -> Vec<usize> {
    here.sort_unstable();
    there.sort_unstable();
    let mut others = there.chunk_by(|a, b| a.0 == b.0).peekable();
    let number = |same: &[(u64, usize)]| same.first().map_or(0, |(number, _)| *number);
    let mut places = Vec::new();
    for same in here.chunk_by(|a, b| a.0 == b.0) {
        while others.next_if(|other| number(other) < number(same)).is_some() {}
        if others.peek().is_some_and(|other| number(other) == number(same) && other.len() > same.len()) {
            places.extend(same.iter().map(|(_, at)| *at));
        }
    }
    places
}

/// A number for a piece of text (FNV-1a, eight bytes at a time).
fn number(piece: &str) -> u64 {
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let chunks = piece.as_bytes().chunks(8);
    let sum = chunks.fold(0xcbf2_9ce4_8422_2325 ^ piece.len() as u64, |sum, chunk| {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        mix(sum, u64::from_le_bytes(word))
    });
    mix(sum, sum >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> Diff {
        Diff::new(&Text::new(old), &Text::new(new))
    }

    #[test]
    fn lines_are_kept_whole_and_words_inside_changed_lines() {
        let kept = diff("first line\nthe harbour strike\nlast\n", "first line\nthe long harbour strike\nlast\n").forwards;
        assert_eq!(kept.runs, [Run { old: 0, new: 0, len: 14 }, Run { old: 15, new: 20, len: 20 }]);
        assert_eq!((kept.new_of(3), kept.new_of(15), kept.new_of(14), kept.new_of(99)), (Some(3), Some(20), None, None));
    }

    #[test]
    fn a_run_goes_on_over_the_same_white_space_only() {
        let kept = diff("a b c d", "a b\nc d").forwards;
        assert_eq!(kept.runs, [Run { old: 0, new: 0, len: 3 }, Run { old: 4, new: 4, len: 3 }]);
    }

    #[test]
    fn what_came_from_elsewhere_is_claimed() {
        let kept = diff("one two", "x one two").forwards;
        assert_eq!(kept.claimed(Span::new(0, 9), Span::new(0, 3)), 4);
        assert_eq!(kept.claimed(Span::new(0, 2), Span::new(0, 3)), 0);
    }

    #[test]
    fn a_passage_that_stands_more_often_is_copied() {
        let found = diff("x\nthe dockers went out on Monday.\n", "y\nthe dockers went out on Monday.\nAgain the dockers went out on Friday.\n");
        assert!(!found.is_copied(Span::new(0, 2)));
        // The line itself is kept whole and stands once: that is certain, whatever was added.
        assert!(!found.is_copied(Span::new(2, 10)));
        let found = diff("x\nthe dockers went out on Monday.\n", "y\nNow the dockers went out on Monday.\nAgain the dockers went out on Friday.\n");
        assert!(found.is_copied(Span::new(2, 10)));
        let found = diff("x\nthe dockers went out on Monday.\n", "y\nthe dockers went out on Monday.\nz\nthe dockers went out on Monday.\n");
        assert!(found.is_copied(Span::new(2, 10)) && !found.is_copied(Span::new(0, 2)));
    }
}
