//! The sentences around a case.

use std::collections::HashMap;

use super::Case;
use crate::article::{Article, Span, sentences};

/// Sets for every case from where to where the sentences go that it touches.
pub(super) fn set_all(cases: &mut [Case], article: &Article) {
    let mut known: HashMap<usize, Vec<Span>> = HashMap::new();
    for case in cases {
        let touched = article.blocks_in(case.place);
        let ends = [touched.start, touched.end.saturating_sub(1).max(touched.start)];
        for number in ends {
            let found = known.entry(number).or_insert_with(|| in_block(article, number));
            case.around = around(case.around, case.place, found);
        }
    }
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
