//! Approximate search: where a text stands with some errors (Sellers), and how alike two stretches are.

/// The longest pattern of [`best_ends`], in code points: one machine word.
pub(super) const WORD: usize = 64;

/// How many places are looked for.
const PLACES: usize = 8;

/// Where a pattern may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The byte right after it.
    pub(super) at: usize,
    /// Insertions, deletions and replacements of code points.
    pub(super) errors: usize,
}

/// The best places at which `pattern` (its first 64 code points) ends in `text` with at most `most` errors, the best
/// first; of those closer than half a pattern, the better one. One step for each code point of the text (the
/// bit-parallel form of Myers, 1999).
pub(super) fn best_ends(pattern: &[char], text: &str, most: usize) -> Vec<End> {
    let pattern = pattern.get(..WORD).unwrap_or(pattern);
    let Some(top) = pattern.len().checked_sub(1) else { return Vec::new() };
    let masks = Masks::new(pattern);
    let (mut plus, mut minus, mut errors) = (u64::MAX, 0u64, pattern.len());
    let mut found: Vec<End> = Vec::new();
    for (at, char) in text.char_indices() {
        let equal = masks.of(char);
        let vertical = equal | minus;
        let across = ((equal & plus).wrapping_add(plus) ^ plus) | equal;
        let more = minus | !(across | plus);
        let less = plus & across;
        errors = errors + usize::from(more >> top & 1 == 1) - usize::from(less >> top & 1 == 1);
        plus = less << 1 | !(vertical | more << 1);
        minus = more << 1 & vertical;
        if errors <= most {
            note(&mut found, End { at: at + char.len_utf8(), errors }, pattern.len() / 2);
        }
    }
    found.sort_by_key(|end| end.errors);
    found
}

fn note(found: &mut Vec<End>, end: End, near: usize) {
    if let Some(last) = found.last_mut().filter(|last| end.at - last.at <= near) {
        if end.errors < last.errors {
            *last = end;
        }
        return;
    }
    if found.len() == PLACES {
        // The one just noted may still get better, so a place is made before it is known how good the new one is.
        let worst = found.iter().enumerate().max_by_key(|(_, end)| end.errors).map(|(at, _)| at);
        worst.map(|at| found.remove(at));
    }
    found.push(end);
}

/// Which places of the pattern hold a character.
struct Masks {
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
}

impl Masks {
    fn new(pattern: &[char]) -> Self {
        let mut masks = Self { ascii: [0; 128], others: Vec::new() };
        for (at, char) in pattern.iter().enumerate() {
            if let Some(mask) = masks.ascii.get_mut(*char as usize) {
                *mask |= 1 << at;
            } else if let Some((_, mask)) = masks.others.iter_mut().find(|(other, _)| other == char) {
                *mask |= 1 << at;
            } else {
                masks.others.push((*char, 1 << at));
            }
        }
        masks
    }

    fn of(&self, char: char) -> u64 {
        let other = || self.others.iter().find(|(other, _)| *other == char).map_or(0, |(_, mask)| *mask);
        self.ascii.get(char as usize).copied().unwrap_or_else(other)
    }
}

/// How `pattern` stands at the very start of `text`, ending anywhere: the least errors, and the code points of `text` then
/// taken. Steps: the product of both lengths.
pub(super) fn reach(pattern: &[char], text: impl IntoIterator<Item = char>) -> (usize, usize) {
    let mut column: Vec<usize> = (0..=pattern.len()).collect();
    let mut best = (pattern.len(), 0);
    for (taken, char) in text.into_iter().enumerate() {
        let mut cells = column.iter_mut();
        let mut diagonal = cells.next().map_or(0, |first| std::mem::replace(first, taken + 1));
        let mut above = taken + 1;
        for (slot, expected) in cells.zip(pattern) {
            let cost = (diagonal + usize::from(*expected != char)).min(above + 1).min(*slot + 1);
            diagonal = *slot;
            *slot = cost;
            above = cost;
        }
        if let Some(errors) = column.last().filter(|errors| **errors < best.0) {
            best = (*errors, taken + 1);
        }
    }
    best
}

/// The share of `pattern` that stands at the very start of `text`; 0 for an empty pattern.
pub(super) fn share(pattern: &[char], text: impl IntoIterator<Item = char>) -> f64 {
    if pattern.is_empty() {
        return 0.0;
    }
    1.0 - reach(pattern, text).0 as f64 / pattern.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn the_best_end_comes_first() {
        let found = best_ends(&chars("harbour strike"), "the harbor strikes; the harbour strike; no", 4);
        assert_eq!(found.first(), Some(&End { at: 38, errors: 0 }));
        assert_eq!(found.get(1), Some(&End { at: 17, errors: 1 }));
    }

    #[test]
    fn what_a_pattern_takes_at_the_start() {
        assert_eq!(reach(&chars("strike"), "stroke in".chars()), (1, 6));
        assert_eq!(reach(&chars("ab"), "".chars()), (2, 0));
        assert_eq!(reach(&[], "ab".chars()), (0, 0));
    }

    proptest! {
        #[test]
        fn words_of_bits_count_like_the_table(pattern in "[abé]{1,12}", text in "[abé東]{0,30}") {
            let (pattern, most) = (chars(&pattern), pattern.chars().count());
            let mut column: Vec<usize> = (0..=most).collect();
            let mut least = usize::MAX;
            for char in text.chars() {
                let mut diagonal = 0;
                for (at, expected) in pattern.iter().enumerate() {
                    let cost = (diagonal + usize::from(*expected != char)).min(column[at] + 1).min(column[at + 1] + 1);
                    diagonal = column[at + 1];
                    column[at + 1] = cost;
                }
                least = least.min(column[most]);
            }
            let best = best_ends(&pattern, &text, most).first().map_or(usize::MAX, |end| end.errors);
            prop_assert_eq!(best, least);
        }
    }
}
