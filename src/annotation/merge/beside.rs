//! What is kept beside the annotations, merged key by key. Of two values that both sides gave one key the same comes out
//! whichever side merges, and the other one stays beside it.
//!
//! ```text
//! one side changed it               → that side's
//! one took it away, one changed it  → as it was changed
//! both changed it differently       → the later, where both say when (`at`), else the greater in the order of strings;
//!                                     the other under `conflict:KEY:…`
//! ```

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::article::sha256;

type Ext = BTreeMap<String, String>;

/// What the key of a value begins with that another one was preferred to.
pub const CONFLICT: &str = "conflict:";

/// Digits of the hash that tells several such values of one key apart.
const DIGITS: usize = 8;

/// Merges what is kept beside: in base, ours and theirs. The keys that both sides changed differently are told.
pub(super) fn merged([base, ours, theirs]: [&Ext; 3]) -> (Ext, Vec<String>) {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let (mut all, mut clashes) = (Ext::new(), Vec::new());
    for key in keys {
        let kept = match (base.get(key), ours.get(key), theirs.get(key)) {
            (old, our, their) if our == their || their == old => our,
            (old, our, their) if our == old => their,
            (_, Some(one), Some(other)) => {
                let (kept, left) = if order(one) >= order(other) { (one, other) } else { (other, one) };
                all.insert(conflict_key(key, left), left.clone());
                clashes.push(key.clone());
                Some(kept)
            }
            (_, our, their) => our.or(their),
        };
        if let Some(kept) = kept {
            all.insert(key.clone(), kept.clone());
        }
    }
    (all, clashes)
}

/// What of two values is preferred: the later, else the greater.
fn order(raw: &str) -> (Option<Timestamp>, &str) {
    let at = ron::from_str::<BTreeMap<String, String>>(raw).ok().and_then(|entry| entry.get("at")?.parse().ok());
    (at, raw)
}

fn conflict_key(key: &str, value: &str) -> String {
    let hash = sha256(value.as_bytes());
    format!("{CONFLICT}{key}:{}", hash.get(..DIGITS).unwrap_or_default())
}

/// The values that were left for another one under a key, with their own keys.
pub fn in_conflict<'a>(ext: &'a Ext, key: &str) -> impl Iterator<Item = (&'a String, &'a String)> {
    let prefix = format!("{CONFLICT}{key}:");
    let all = ext.range(prefix.clone()..);
    all.take_while(move |(own, _)| own.starts_with(&prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ext(all: &[(&str, &str)]) -> Ext {
        all.iter().map(|(key, raw)| ((*key).to_owned(), (*raw).to_owned())).collect()
    }

    fn both_ways(base: &Ext, ours: &Ext, theirs: &Ext) -> (Ext, Vec<String>) {
        let one = merged([base, ours, theirs]);
        assert_eq!(one, merged([base, theirs, ours]));
        one
    }

    #[test]
    fn of_two_values_the_later_counts_and_the_other_one_stays() {
        let (early, late) = ("{\"at\": \"2026-11-25T08:00:00Z\", \"by\": \"z\"}", "{\"at\": \"2026-11-25T08:00:01Z\", \"by\": \"a\"}");
        for base in [ext(&[]), ext(&[("decided:1", "{\"at\": \"2026-11-24T08:00:00Z\"}")])] {
            let (all, clashes) = both_ways(&base, &ext(&[("decided:1", late)]), &ext(&[("decided:1", early)]));
            assert_eq!((all["decided:1"].as_str(), clashes), (late, vec!["decided:1".to_owned()]));
            assert_eq!(in_conflict(&all, "decided:1").map(|(_, raw)| raw.as_str()).collect::<Vec<_>>(), [early]);
            // Merged once more with either side, nothing changes.
            for side in [early, late] {
                assert_eq!(both_ways(&base, &all, &ext(&[("decided:1", side)])).0, all);
            }
        }
        let (all, _) = both_ways(&ext(&[]), &ext(&[("tool", "1")]), &ext(&[("tool", "2")]));
        assert_eq!(all["tool"], "2");
    }

    #[test]
    fn what_one_changed_and_the_other_took_away_stays() {
        let base = ext(&[("a", "1"), ("b", "1")]);
        let (all, clashes) = both_ways(&base, &ext(&[("a", "2"), ("b", "1")]), &ext(&[]));
        assert_eq!((all, clashes.len()), (ext(&[("a", "2")]), 0));
    }
}
