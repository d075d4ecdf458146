//! Which rows there are, and which spans stand in which.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A place in units of UTF-16.
pub(super) type Place = (usize, usize);

/// Where a row is: the number of its token; whether it is a part of it; its begin; its end, the longest first.
pub(super) type Key = (usize, bool, usize, Reverse<usize>);

/// The rows of an article: one for each token, and for each part of one that a span covers.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The places of the tokens.
    tokens: Vec<Place>,
    /// The numbers of the spans in each row that has any.
    spans: BTreeMap<Key, Vec<usize>>,
    /// The first row of each span; none of one that touches no token.
    pub(super) first: Vec<Option<Key>>,
    /// Spans of which a part lies between tokens.
    pub(super) cut: usize,
}

impl Rows {
    /// The rows of tokens, and which of these spans stand in which.
    pub(super) fn of(tokens: &[Place], spans: &[Place]) -> Self {
        let mut rows = Self { tokens: tokens.to_vec(), ..Self::default() };
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
    pub(super) fn of_token(&self, token: usize) -> impl Iterator<Item = (Key, &[usize])> {
        let own = self.tokens.get(token).map(|place| whole(token, *place));
        let own = own.map(|key| (key, self.spans.get(&key).map(Vec::as_slice).unwrap_or_default()));
        own.into_iter().chain(self.parts_of(token).map(|(key, spans)| (*key, spans.as_slice())))
    }

    /// The number of a row among those of its token: 0 is that of the whole.
    pub(super) fn part(&self, key: &Key) -> usize {
        if key.1 { self.parts_of(key.0).take_while(|(other, _)| *other != key).count() + 1 } else { 0 }
    }

    fn parts_of(&self, token: usize) -> impl Iterator<Item = (&Key, &Vec<usize>)> {
        self.spans.range((token, true, 0, Reverse(usize::MAX))..(token + 1, false, 0, Reverse(usize::MAX)))
    }
}

/// The row of a whole token.
fn whole(number: usize, token: Place) -> Key {
    (number, false, token.0, Reverse(token.1))
}
