//! Which rows there are, and which spans stand in which.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A place in units of UTF-16.
pub(super) type Place = (usize, usize);

/// Where a row is: the number of its token; whether it is a part of it; its begin; its end, the longest first.
pub(super) type Key = (usize, bool, usize, Reverse<usize>);

/// The rows of an article.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The numbers of the spans in each row.
    pub(super) spans: BTreeMap<Key, Vec<usize>>,
    /// The first row of each span; none of one that touches no token.
    pub(super) first: Vec<Option<Key>>,
    /// Spans of which a part lies between tokens.
    pub(super) cut: usize,
}

impl Rows {
    /// A row for each token, and for each part of one that a span covers.
    pub(super) fn of(tokens: &[Place], spans: &[Place]) -> Self {
        let whole = |number: usize, token: Place| (number, false, token.0, Reverse(token.1));
        let mut rows = Self { spans: tokens.iter().enumerate().map(|(number, token)| (whole(number, *token), Vec::new())).collect(), ..Self::default() };
        for (span, (begin, end)) in spans.iter().enumerate() {
            let from = tokens.partition_point(|token| token.1 <= *begin);
            let touched = tokens.iter().enumerate().skip(from).take_while(|(_, token)| token.0 < *end);
            let (mut first, mut covered): (Option<Key>, Option<Place>) = (None, None);
            for (number, token) in touched {
                let part = (token.0.max(*begin), token.1.min(*end));
                let key = if part == *token { whole(number, *token) } else { (number, true, part.0, Reverse(part.1)) };
                rows.spans.entry(key).or_default().push(span);
                first.get_or_insert(key);
                covered = Some((covered.map_or(part.0, |covered| covered.0), part.1));
            }
            rows.cut += usize::from(covered.is_some_and(|covered| covered != (*begin, *end)));
            rows.first.push(first);
        }
        rows
    }

    /// The rows of a token: its own, then those of its parts.
    pub(super) fn of_token(&self, token: usize) -> impl Iterator<Item = (&Key, &Vec<usize>)> {
        let from = |token: usize| (token, false, 0, Reverse(usize::MAX));
        self.spans.range(from(token)..from(token + 1))
    }
}
