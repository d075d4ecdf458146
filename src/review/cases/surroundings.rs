//! The sentences around a case, or around any place.

use std::collections::HashMap;

use super::Case;
use crate::article::{Article, Span, sentences};

/// Sets for every case from where to where the sentences go that it touches.
pub(super) fn set_all(cases: &mut [Case], article: &Article) {
    let mut known: HashMap<usize, Vec<Span>> = HashMap::new();
    for case in cases {
        for number in ends(article, case.place) {
            let found = known.entry(number).or_insert_with(|| in_block(article, number));
            case.around = around(case.around, case.place, found);
        }
    }
}

/// From where to where the sentences go that a place touches.
#[must_use]
pub fn sentences_around(article: &Article, place: Span) -> Span {
    ends(article, place).into_iter().fold(place, |hull, number| around(hull, place, &in_block(article, number)))
}

/// The first and the last block that a place touches.
fn ends(article: &Article, place: Span) -> [usize; 2] {
    let touched = article.blocks_in(place);
    [touched.start, touched.end.saturating_sub(1).max(touched.start)]
}

fn in_block(article: &Article, number: usize) -> Vec<Span> {
    article.block(number).map_or_else(Vec::new, |block| sentences(&article.prose(block), block.span.start))
}

/// What is there, grown by the sentences that the place touches; they stand in order.
fn around(around: Span, place: Span, sentences: &[Span]) -> Span {
    let first = sentences.partition_point(|sentence| sentence.end <= place.start);
    let touched = sentences.iter().skip(first).take_while(|sentence| sentence.start < place.end);
    touched.fold(around, |around, sentence| around.hull(*sentence))
}
