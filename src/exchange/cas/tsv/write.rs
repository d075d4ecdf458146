//! The structures of a CAS as rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use super::super::model::{Cas, Feature, Structure};
use super::super::{EXACT, RELATION, SPAN};
use super::escape::{text, value};
use super::rows::{Key, Place, Rows};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece, Words};

/// The features that come first; the label second, where readers of named entities look for it.
const FIRST: [&str; 6] = ["identifier", "label", "part", "doubtful", "note", EXACT];

/// The file of a document, whose structures are those of the CAS.
pub(in crate::exchange::cas) fn written(document: &Document, cas: &Cas, piece: &mut Piece) -> String {
    let offsets = Offsets::new(document.text());
    let words = Words::of(&document.article);
    let mut walk = offsets.walk();
    let tokens: Vec<Place> = words.tokens().iter().map(|token| document.walked(walk.utf16(*token), *token, piece)).collect();
    let of = |kind: &str| cas.structures.iter().filter(|one| one.kind == kind).collect::<Vec<_>>();
    let sheet = Sheet::of(of(SPAN), of(RELATION), &tokens, words.sentences());
    let mut out = sheet.header();
    for (number, sentence) in words.sentences().iter().enumerate() {
        let inside = words.tokens().get(sentence.clone()).unwrap_or_default();
        let next = words.sentences().get(number + 1).and_then(|next| words.tokens().get(next.start));
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else { continue };
        let end = sentence_end(document.text(), last.end, next.map(|next| next.start));
        let whole = document.text().get(Span { start: first.start, end }.range()).unwrap_or_default();
        for line in whole.split('\n') {
            out.extend(["#Text=", &text(line), "\n"]);
        }
        for (at, token) in sentence.clone().enumerate() {
            let whole = words.tokens().get(token).and_then(|span| document.text().get(span.range())).unwrap_or_default();
            sheet.rows_of(token, (number + 1, at + 1), &|place| place.map_or_else(|| text(whole), |place| slice(&offsets, place)), &mut out);
        }
        out.push('\n');
    }
    sheet.losses(document, words.tokens(), piece);
    out
}

fn slice<'t>(offsets: &Offsets<'t>, (begin, end): Place) -> Cow<'t, str> {
    let span = offsets.span_of_utf16(begin, end);
    span.and_then(|span| offsets.text().get(span.range())).map(text).unwrap_or_default()
}

/// Where the text of a sentence ends, so that readers put the white space between sentences back as it was: they set one line
/// end between two, unless the next one begins right there.
fn sentence_end(text: &str, last: u32, next: Option<u32>) -> u32 {
    let Some(next) = next else { return text.len() as u32 };
    let gap = text.get(Span { start: last, end: next }.range()).unwrap_or_default();
    if gap.ends_with('\n') { next - 1 } else { next }
}

/// What stands in the rows.
struct Sheet<'c> {
    spans: Vec<&'c Structure>,
    rows: Rows,
    sentences: &'c [Range<usize>],
    /// Of each span its first row and the number that tells it apart, by its id.
    first: BTreeMap<i64, (Key, usize)>,
    features: Vec<&'c str>,
    /// Relations by the row that they lead to.
    relations: BTreeMap<Key, Vec<&'c Structure>>,
    /// Relations of which an end stands in no row.
    lost: usize,
}

impl<'c> Sheet<'c> {
    fn of(spans: Vec<&'c Structure>, relations: Vec<&'c Structure>, tokens: &[Place], sentences: &'c [Range<usize>]) -> Self {
        let places: Vec<Place> = spans.iter().filter_map(|span| span.place()).collect();
        let rows = Rows::of(tokens, &places);
        let first = spans.iter().zip(&rows.first).enumerate();
        let first = first.filter_map(|(number, (span, first))| Some((span.id, ((*first)?, number + 1)))).collect();
        let used: BTreeSet<&str> =
            spans.iter().flat_map(|span| span.features.keys()).map(String::as_str).filter(|name| !["begin", "end"].contains(name)).collect();
        let mut features: Vec<&str> = FIRST.into_iter().filter(|name| used.contains(name)).collect();
        features.extend(used.into_iter().filter(|name| !FIRST.contains(name)));
        if features.is_empty() {
            features.extend(["identifier", "label"]);
        }
        let mut sheet = Self { spans, rows, sentences, first, features, relations: BTreeMap::new(), lost: 0 };
        for relation in relations {
            let row = sheet.end(relation, "Governor").and(sheet.end(relation, "Dependent"));
            match row {
                Some((row, _)) => sheet.relations.entry(row).or_default().push(relation),
                None => sheet.lost += 1,
            }
        }
        sheet
    }

    /// The first row of the span at the end of a relation, and its number.
    fn end(&self, relation: &Structure, name: &str) -> Option<(Key, usize)> {
        let Some(Feature::Reference(id)) = relation.features.get(name) else { return None };
        self.first.get(id).copied()
    }

    fn header(&self) -> String {
        let mut out = format!("#FORMAT=WebAnno TSV 3.3\n#T_SP={SPAN}");
        for name in &self.features {
            out.extend(["|", name]);
        }
        if !self.relations.is_empty() {
            _ = write!(out, "\n#T_RL={RELATION}|identifier|label|BT_{SPAN}");
        }
        out.push_str("\n\n\n");
        out
    }

    /// The rows of one token: its own, then those of its parts. `slice` gives the text of a part, or that of the token; `name`
    /// is the number of its sentence and its own in that.
    fn rows_of<'t>(&self, token: usize, name: (usize, usize), slice: &dyn Fn(Option<Place>) -> Cow<'t, str>, out: &mut String) {
        let mut digits = itoa::Buffer::new();
        for (part, (key, spans)) in self.rows.of_token(token).enumerate() {
            let (begin, end) = (key.2, key.3.0);
            out.push_str(digits.format(name.0));
            out.extend(["-", digits.format(name.1)]);
            if part > 0 {
                out.extend([".", digits.format(part)]);
            }
            out.extend(["\t", digits.format(begin)]);
            out.extend(["-", digits.format(end), "\t", &slice((part > 0).then_some((begin, end)))]);
            if spans.is_empty() {
                out.extend(self.features.iter().map(|_| "\t_"));
            } else {
                self.spans_in(&key, spans, out);
            }
            self.relations_in(&key, out);
            out.push('\n');
        }
    }

    /// What a row is called: `1-2`, and `1-2.1` for a part of a token.
    fn named(&self, key: &Key) -> String {
        let number = self.sentences.partition_point(|sentence| sentence.end <= key.0);
        let first = self.sentences.get(number).map_or(0, |sentence| sentence.start);
        let (sentence, token) = (number + 1, key.0 - first + 1);
        match self.rows.part(key) {
            0 => format!("{sentence}-{token}"),
            part => format!("{sentence}-{token}.{part}"),
        }
    }

    fn spans_in(&self, key: &Key, spans: &[usize], out: &mut String) {
        for name in &self.features {
            let cells = spans.iter().filter_map(|at| {
                let (span, first) = (self.spans.get(*at)?, self.rows.first.get(*at)?.as_ref()?);
                // What may be long stands in the first row only.
                let told = first == key || ![EXACT, "note"].contains(name);
                let value = span.features.get(*name).filter(|_| told).map_or_else(|| "*".to_owned(), cell);
                Some(format!("{value}[{}]", at + 1))
            });
            let cells = cells.collect::<Vec<_>>().join("|");
            out.extend(["\t", if cells.is_empty() { "_" } else { &cells }]);
        }
    }

    fn relations_in(&self, key: &Key, out: &mut String) {
        if self.relations.is_empty() {
            return;
        }
        let here = self.relations.get(key).map(Vec::as_slice).unwrap_or_default();
        for name in ["identifier", "label"] {
            let cells = here.iter().map(|one| one.features.get(name).map_or_else(|| "*".to_owned(), cell)).collect::<Vec<_>>().join("|");
            out.extend(["\t", if cells.is_empty() { "_" } else { &cells }]);
        }
        let origins = here.iter().filter_map(|one| {
            let ((row, from), (_, to)) = (self.end(one, "Governor")?, self.end(one, "Dependent")?);
            Some(format!("{}[{from}_{to}]", self.named(&row)))
        });
        let origins = origins.collect::<Vec<_>>().join("|");
        out.extend(["\t", if origins.is_empty() { "_" } else { &origins }]);
    }

    fn losses(&self, document: &Document, tokens: &[Span], piece: &mut Piece) {
        let left_out = self.rows.first.iter().filter(|first| first.is_none()).count();
        piece.lost(Loss::Blank, left_out);
        piece.lost(Loss::CutAtEdge, self.rows.cut);
        piece.lost(Loss::Relation, self.lost);
        let before = tokens.first().and_then(|first| document.text().get(..first.start as usize));
        let kept = before.map_or(document.text().is_empty(), |white| white.chars().all(|char| char == ' '));
        piece.lost(Loss::White, usize::from(!kept));
    }
}

fn cell(feature: &Feature) -> String {
    match feature {
        Feature::Text(text) if text.is_empty() => "*".to_owned(),
        Feature::Text(text) => value(text),
        Feature::Flag(flag) => flag.to_string(),
        Feature::Number(number) | Feature::Reference(number) => number.to_string(),
        Feature::List(_) => "*".to_owned(),
    }
}
