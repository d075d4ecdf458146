//! Names that are nearly the same: one of them is likely misspelt.

use super::super::ledger::{Actor, Ledger};
use super::{Finding, FindingKind, short, slug};

/// Letters from which two names that differ little are suspected.
const LONG: usize = 6;

/// Edits by which a misspelt name differs at most.
const EDITS: usize = 2;

pub(super) fn misspelt(ledger: &Ledger) -> Vec<Finding> {
    let named: Vec<&Actor> = ledger.actors.iter().filter(|actor| actor.named).collect();
    let mut found = Vec::new();
    for (n, one) in named.iter().enumerate() {
        for other in named.iter().skip(n + 1).filter(|other| is_near(&one.name, &other.name)) {
            // The rarer one is the likelier slip.
            let (right, wrong) = if one.mentions.len() >= other.mentions.len() { (one, other) } else { (other, one) };
            let spans: Vec<_> = wrong.mentions.iter().filter_map(|at| ledger.entries.get(*at)).flat_map(|entry| entry.annotation.spans.clone()).collect();
            if spans.is_empty() {
                continue;
            }
            found.push(Finding {
                id: format!("{}-{}-{}", FindingKind::Misspelt.name(), slug(&wrong.name), slug(&right.name)),
                kind: FindingKind::Misspelt,
                sentence: format!("{}, or {}? One of them is misspelt", short(&wrong.name), short(&right.name)),
                spans,
                annotation: None,
            });
        }
    }
    found
}

fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.to_lowercase().chars().collect(), other.to_lowercase().chars().collect());
    let short = one.len().min(other.len());
    // A final s makes a plural, and figures make another thing.
    let digits = one.iter().chain(&other).any(char::is_ascii_digit);
    let plural = one.strip_suffix(&['s']) == Some(&other) || other.strip_suffix(&['s']) == Some(&one);
    short >= LONG && one != other && !digits && !plural && distance(&one, &other) <= EDITS
}

/// Levenshtein distance, up to [`EDITS`] and one more.
fn distance(one: &[char], other: &[char]) -> usize {
    if one.len().abs_diff(other.len()) > EDITS {
        return EDITS + 1;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for ((b, above), diagonal) in other.iter().zip(row.iter().skip(1)).zip(&row) {
            left = (left + 1).min(above + 1).min(diagonal + usize::from(a != b));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_a_slip_are_near() {
        for (one, other, near) in [
            ("Ilse Brandt", "Ilse Brandtt", true),
            ("Noor Haldane", "Noor Haldene", true),
            ("Norland", "Norlnad", true),
            ("Iran", "Iraq", false),
            ("Docker", "Dockers", false),
            ("Ilse Brandt", "Ilse Haldane", false),
            ("Pier 12 Crew", "Pier 13 Crew", false),
        ] {
            assert_eq!(is_near(one, other), near, "{one} {other}");
        }
    }
}
