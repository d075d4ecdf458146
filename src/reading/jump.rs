//! Labels to jump by: a letter or two on every word in view.

/// Letters in the order in which they are given out: the ones under the fingers first.
const LETTERS: &str = "asdfghjklewruioqptycvnmzxb";

/// As many labels as there are targets, in reading order: of one letter when they suffice, else of two. More than
/// 26² targets get no label beyond that number.
#[must_use]
pub fn jump_labels(targets: usize) -> Vec<String> {
    let letters: Vec<char> = LETTERS.chars().collect();
    if targets <= letters.len() {
        return letters.iter().take(targets).map(char::to_string).collect();
    }
    let pairs = letters.iter().flat_map(|first| letters.iter().map(move |second| format!("{first}{second}")));
    pairs.take(targets).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn labels_are_distinct_and_of_one_length() {
        for targets in [0, 1, 26, 27, 400, 676] {
            let labels = jump_labels(targets);
            assert_eq!(labels.len(), targets);
            assert_eq!(labels.iter().collect::<HashSet<_>>().len(), targets);
            assert!(labels.windows(2).all(|pair| pair[0].len() == pair[1].len()));
        }
        assert_eq!(jump_labels(1000).len(), 676);
    }
}
