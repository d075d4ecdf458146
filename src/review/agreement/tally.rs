//! Goes through the articles once and enters what every figure needs into the ledger.

use super::corpus::{Corpus, Entry, Unit, Work};
use super::ledger::{Column, Ledger};
use super::scenario::{Outcome, Scenario, compare};
use super::sheet::{Codes, Coding, GroupSheet, PairSheet, Spans, Valued};
use super::spans::{Meeting, paired};
use super::walk::{Cutter, Mask, Piece, labels, walk};

/// The sums of all articles, and where they are.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) ledger: Ledger,
    /// Every pair of annotators (by number, the first the smaller one) with its columns.
    pub(super) pairs: Vec<(usize, usize, PairSheet)>,
    /// For more than two annotators.
    pub(super) group: Option<GroupSheet>,
}

impl Tally {
    /// Counts a corpus.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let mut tally = Self::default();
        let (labels, kinds, people) = (corpus.labels.all().len(), corpus.kinds.all().len(), corpus.annotators.len());
        for left in 0..people {
            for right in left + 1..people {
                tally.pairs.push((left, right, PairSheet::new(&mut tally.ledger, labels, kinds)));
            }
        }
        if people > 2 {
            tally.group = Some(GroupSheet::new(&mut tally.ledger, labels));
        }
        let mut clerk = Clerk::default();
        for entry in &corpus.articles {
            clerk.enter(&mut tally, entry);
            tally.ledger.close();
        }
        tally
    }
}

/// Buffers that are used again for each article.
#[derive(Debug, Default)]
struct Clerk {
    cutter: Cutter,
    codes: Codes,
    chars: Vec<Vec<Piece>>,
    tokens: Vec<Vec<Piece>>,
    /// By annotator: label and summed squares.
    squares: Vec<Vec<(u16, f64)>>,
    runs: Vec<(u32, u32)>,
    meeting: Meeting,
    taken: Vec<bool>,
    /// By label (or one for all): correct, incorrect, partial, missed, spurious.
    outcomes: Vec<[u32; 5]>,
}

impl Clerk {
    fn enter(&mut self, tally: &mut Tally, entry: &Entry) {
        self.cut(entry);
        let present: Vec<usize> = entry.work.iter().enumerate().filter(|(_, work)| work.is_some()).map(|(at, _)| at).collect();
        let Tally { ledger, pairs, group } = tally;
        for (left, right, sheet) in pairs.iter_mut() {
            let (Some(Some(mine)), Some(Some(theirs))) = (entry.work.get(*left), entry.work.get(*right)) else { continue };
            self.spans(ledger, sheet, (mine, theirs));
            links(ledger, sheet, (mine, theirs), &mut self.meeting);
            ledger.add(sheet.tokens, f64::from(entry.tokens));
            ledger.add(sheet.chars, f64::from(entry.chars));
            for at in [*left, *right] {
                self.squared(ledger, at, &sheet.all.1, &sheet.labels);
            }
        }
        if let Some(sheet) = group.as_mut().filter(|_| present.len() > 1) {
            let people = present.len() as f64;
            ledger.add(sheet.tokens, people * f64::from(entry.tokens));
            ledger.add(sheet.chars, people * f64::from(entry.chars));
            if present.len() == entry.work.len() {
                ledger.add(sheet.complete, people * f64::from(entry.tokens));
            }
            for at in &present {
                self.squared(ledger, *at, &sheet.all.0, &sheet.labels);
            }
        }
        self.walk(tally, &present, entry.work.len());
    }

    /// Cuts everybody's spans into pieces.
    fn cut(&mut self, entry: &Entry) {
        let people = entry.work.len();
        self.chars.resize_with(people, Vec::new);
        self.tokens.resize_with(people, Vec::new);
        self.squares.resize_with(people, Vec::new);
        let pieces = self.chars.iter_mut().zip(&mut self.tokens).zip(&mut self.squares);
        for (((chars, tokens), squares), work) in pieces.zip(&entry.work) {
            chars.clear();
            tokens.clear();
            squares.clear();
            if let Some(work) = work {
                self.cutter.chars(work, chars);
                self.cutter.squares(&mut self.runs, |label, square| {
                    if square > 0.0 {
                        squares.push((label, square));
                    }
                });
                self.cutter.tokens(work, tokens);
            }
        }
    }

    fn squared<const N: usize, T: Labelled<N>>(&self, ledger: &mut Ledger, at: usize, all: &Valued<N>, sheets: &[T]) {
        let square = |piece: &Piece| f64::from(piece.end - piece.start).powi(2);
        ledger.add(all.squares, self.chars.get(at).map_or(0.0, |pieces| pieces.iter().map(square).sum()));
        for (label, square) in self.squares.get(at).into_iter().flatten() {
            if let Some(sheet) = sheets.get(usize::from(*label)) {
                ledger.add(sheet.valued().squares, *square);
            }
        }
    }

    /// Counts spans of a pair, by label and in all.
    fn spans(&mut self, ledger: &mut Ledger, sheet: &PairSheet, (mine, theirs): (&Work, &Work)) {
        let (left, right) = (mine.units.as_slice(), theirs.units.as_slice());
        let mut count = |label: u16, column: fn(&Spans) -> Column| {
            ledger.add(column(&sheet.all.0), 1.0);
            if let Some((spans, _)) = sheet.labels.get(usize::from(label)) {
                ledger.add(column(spans), 1.0);
            }
        };
        let label = |units: &[Unit], at: usize| units.get(at).map_or(0, |unit| unit.label);
        for unit in left {
            count(unit.label, |spans| spans.left);
        }
        for unit in right {
            count(unit.label, |spans| spans.right);
        }
        self.meeting.meet(left, right);
        self.meeting.exact(left, right, |at, _| count(label(left, at), |spans| spans.exact));
        for (scenario, within, like) in PASSES {
            self.outcomes.clear();
            self.outcomes.resize(if within { sheet.labels.len() } else { 1 }, [0; 5]);
            let outcomes = &mut self.outcomes;
            compare(scenario, (left, right), self.meeting.edges(), within, &mut self.taken, |outcome, label| {
                let at = if within { usize::from(label) } else { 0 };
                if let Some(count) = outcomes.get_mut(at).and_then(|counts| counts.get_mut(outcome as usize)) {
                    *count += 1;
                }
            });
            for (counts, label) in self.outcomes.iter().zip(0_usize..) {
                let spans = if within { sheet.labels.get(label).map(|(spans, _)| spans) } else { Some(&sheet.all.0) };
                for (spans, like) in spans.into_iter().flat_map(|spans| like.iter().map(move |like| (spans, like))) {
                    enter(ledger, spans, *like, *counts);
                }
            }
        }
        self.meeting.overlapping(left, right, |at| {
            ledger.add(sheet.all.0.overlap, 1.0);
            if let Some((spans, _)) = sheet.labels.get(usize::from(label(left, at))) {
                ledger.add(spans.overlap, 1.0);
            }
        });
    }

    /// Walks along the text, once in tokens and once in code points.
    fn walk(&mut self, tally: &mut Tally, present: &[usize], people: usize) {
        let Tally { ledger, pairs, group } = tally;
        let codes = &mut self.codes;
        let mut both = |pieces: &[Vec<Piece>], in_chars: bool| {
            walk(pieces, |stretch, masks| {
                let length = f64::from(stretch.end - stretch.start);
                for (left, right, sheet) in pairs.iter_mut() {
                    if present.contains(left) && present.contains(right) {
                        let sides = [masks.get(*left), masks.get(*right)].map(|mask| mask.copied().unwrap_or_default());
                        let PairSheet { all, labels, .. } = sheet;
                        pair_step(ledger, codes, &mut all.1, labels, (length, in_chars), sides);
                    }
                }
                if let Some(sheet) = group.as_mut().filter(|_| present.len() > 1) {
                    let given: Vec<Mask> = present.iter().filter_map(|at| masks.get(*at).copied()).collect();
                    group_step(ledger, codes, sheet, (length, in_chars), &given);
                    if given.len() == people && !in_chars {
                        complete_step(ledger, codes, sheet, length, &given);
                    }
                }
            });
        };
        both(&self.tokens, false);
        both(&self.chars, true);
    }
}

/// The comparisons to make, within labels or over all, and which scenarios they give: exact and partial pair the same
/// spans and name what does not fit differently, and within a label strict is exact.
const PASSES: [(Scenario, bool, &[Scenario]); 5] = [
    (Scenario::Strict, false, &[Scenario::Strict]),
    (Scenario::Exact, false, &[Scenario::Exact, Scenario::Partial]),
    (Scenario::Type, false, &[Scenario::Type]),
    (Scenario::Exact, true, &[Scenario::Strict, Scenario::Exact, Scenario::Partial]),
    (Scenario::Type, true, &[Scenario::Type]),
];

/// Enters what a comparison counted for a scenario.
fn enter(ledger: &mut Ledger, spans: &Spans, scenario: Scenario, mut counts: [u32; 5]) {
    if scenario == Scenario::Partial {
        counts.swap(Outcome::Incorrect as usize, Outcome::Partial as usize);
    }
    for (count, column) in counts.into_iter().zip(spans.scenarios.get(scenario as usize).into_iter().flatten()) {
        ledger.add(*column, f64::from(count));
    }
}

/// Columns that belong to a label.
trait Labelled<const N: usize> {
    fn valued(&self) -> &Valued<N>;
}

impl Labelled<2> for (Spans, Valued<2>) {
    fn valued(&self) -> &Valued<2> {
        &self.1
    }
}

impl Labelled<1> for (Valued<1>, Coding<1>) {
    fn valued(&self) -> &Valued<1> {
        &self.0
    }
}

fn coding<const N: usize>(valued: &mut Valued<N>, in_chars: bool) -> &mut Coding<N> {
    if in_chars { &mut valued.chars } else { &mut valued.tokens }
}

fn pair_step(
    ledger: &mut Ledger,
    codes: &mut Codes,
    all: &mut Valued<2>,
    sheets: &mut [(Spans, Valued<2>)],
    (length, in_chars): (f64, bool),
    [left, right]: [Mask; 2],
) {
    let whole = coding(all, in_chars);
    for (side, mask) in [left, right].into_iter().enumerate() {
        if mask != 0
            && let Some(column) = whole.value(ledger, codes.number(mask)).and_then(|columns| columns.get(side).copied())
        {
            ledger.add(column, length);
        }
    }
    if left != right {
        ledger.add(whole.apart, length);
    }
    for label in labels(left | right) {
        let Some((_, valued)) = sheets.get_mut(usize::from(label)) else { continue };
        let coding = coding(valued, in_chars);
        let Some([mine, theirs]) = coding.values.first().copied() else { continue };
        let (here, there) = (left >> label & 1 == 1, right >> label & 1 == 1);
        if here {
            ledger.add(mine, length);
        }
        if there {
            ledger.add(theirs, length);
        }
        if here != there {
            ledger.add(coding.apart, length);
        }
    }
}

fn group_step(ledger: &mut Ledger, codes: &mut Codes, sheet: &mut GroupSheet, (length, in_chars): (f64, bool), given: &[Mask]) {
    enter_codes(ledger, codes, coding(&mut sheet.all.0, in_chars), length, given);
    for label in labels(given.iter().fold(0, |any, mask| any | mask)) {
        if let Some((valued, _)) = sheet.labels.get_mut(usize::from(label)) {
            enter_label(ledger, coding(valued, in_chars), length, given, label);
        }
    }
}

fn complete_step(ledger: &mut Ledger, codes: &mut Codes, sheet: &mut GroupSheet, length: f64, given: &[Mask]) {
    enter_codes(ledger, codes, &mut sheet.all.1, length, given);
    for label in labels(given.iter().fold(0, |any, mask| any | mask)) {
        if let Some((_, coding)) = sheet.labels.get_mut(usize::from(label)) {
            enter_label(ledger, coding, length, given, label);
        }
    }
}

fn enter_codes(ledger: &mut Ledger, codes: &mut Codes, coding: &mut Coding<1>, length: f64, given: &[Mask]) {
    let mut unlike = 0_u32;
    for mask in given {
        unlike += given.iter().filter(|other| *other != mask).count() as u32;
        if *mask != 0
            && let Some([column]) = coding.value(ledger, codes.number(*mask))
        {
            ledger.add(column, length);
        }
    }
    ledger.add(coding.apart, length * f64::from(unlike) / (given.len() as f64 - 1.0));
}

fn enter_label(ledger: &mut Ledger, coding: &Coding<1>, length: f64, given: &[Mask], label: u16) {
    let with = given.iter().filter(|mask| **mask >> label & 1 == 1).count() as f64;
    let people = given.len() as f64;
    if let Some([column]) = coding.values.first() {
        ledger.add(*column, length * with);
    }
    ledger.add(coding.apart, length * 2.0 * with * (people - with) / (people - 1.0));
}

/// Counts relations: one is common when both ends of the one stand for both ends of the other and the type is the same.
fn links(ledger: &mut Ledger, sheet: &PairSheet, (mine, theirs): (&Work, &Work), meeting: &mut Meeting) {
    if mine.links.is_empty() && theirs.links.is_empty() {
        return;
    }
    let partners = paired(&mine.units, &theirs.units, meeting);
    let partner = |at: u32| partners.get(at as usize).copied().flatten();
    let mut add = |kind: u16, column: fn(&super::sheet::Links) -> Column| {
        ledger.add(column(&sheet.relations), 1.0);
        if let Some(links) = sheet.kinds.get(usize::from(kind)) {
            ledger.add(column(links), 1.0);
        }
    };
    for link in &theirs.links {
        add(link.kind, |links| links.right);
    }
    for link in &mine.links {
        add(link.kind, |links| links.left);
        let same = |from, to| theirs.links.iter().any(|other| (other.kind, other.from, other.to) == (link.kind, from, to));
        if let (Some(from), Some(to)) = (partner(link.from), partner(link.to))
            && same(from, to)
        {
            add(link.kind, |links| links.matched);
        }
    }
}

/// Walks along the tokens of two works: calls `found` with how many tokens have these labels.
pub(super) fn stretches_of(works: [&Work; 2], mut found: impl FnMut(u32, [Mask; 2])) {
    let mut cutter = Cutter::default();
    let pieces = works.map(|work| {
        let mut pieces = Vec::new();
        cutter.tokens(work, &mut pieces);
        pieces
    });
    walk(&pieces, |stretch, masks| {
        if let [left, right] = masks {
            found(stretch.end - stretch.start, [*left, *right]);
        }
    });
}
