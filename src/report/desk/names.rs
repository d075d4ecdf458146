//! Names that are nearly the same: one of them is likely misspelt.

use std::collections::HashSet;

use super::super::ledger::{Actor, Ledger};
use super::{Finding, FindingKind, about, short, slug};
use crate::annotation::Value;

/// Letters from which two names that differ little are suspected.
const LONG: usize = 6;

/// Edits by which a misspelt name differs at most.
const EDITS: usize = 2;

/// Letters of a word that stand for one edit: a short word that differs in two letters is another word.
const PER_EDIT: usize = 4;

/// What stands before a name and is no part of it.
const TITLES: [&str; 10] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "lady", "lord"];

/// Endings that make another word of a name: its plural, its people.
const ENDINGS: [&str; 5] = ["s", "n", "an", "er", "es"];

/// Words that look alike and are not.
const APART: [(&str, &str); 8] = [
    ("australia", "austria"),
    ("australian", "austrian"),
    ("gambia", "zambia"),
    ("iceland", "ireland"),
    ("liberia", "siberia"),
    ("minister", "ministry"),
    ("slovakia", "slovenia"),
    ("slovak", "slovene"),
];

/// A name as it is compared.
struct Spelt<'a> {
    actor: &'a Actor,
    words: Vec<Vec<char>>,
    letters: usize,
    /// A bit for each letter that occurs.
    mask: u64,
}

pub(super) fn misspelt(ledger: &Ledger) -> Vec<Finding> {
    let mut named: Vec<Spelt> = ledger.actors.iter().filter(|actor| actor.named).map(Spelt::new).filter(|name| name.letters >= LONG).collect();
    named.sort_by_key(|name| name.letters);
    let mut found = against_entities(ledger);
    for (n, one) in named.iter().enumerate() {
        let as_long = named.iter().skip(n + 1).take_while(|other| other.letters <= one.letters + EDITS);
        for other in as_long.filter(|other| one.is_near(other)) {
            found.extend(finding(ledger, one.actor, other.actor));
        }
    }
    found
}

/// Mentions whose name is nearly, and not quite, that of the entity that they stand for.
fn against_entities(ledger: &Ledger) -> Vec<Finding> {
    let mut found = Vec::new();
    for actor in &ledger.actors {
        let entity: HashSet<Vec<char>> = words(&actor.name).into_iter().collect();
        for entry in actor.mentions.iter().filter_map(|at| ledger.entries.get(*at)) {
            let told = entry.annotation.attributes.get("misspelt") == Some(&Value::Flag(true));
            if told || entry.attribute("entity").is_none() || !entry.text.starts_with(char::is_uppercase) || entry.text == actor.name {
                continue;
            }
            let slip = |word: &Vec<char>| word.len() >= LONG && !entity.contains(word) && entity.iter().any(|right| is_slip(word, right));
            if words(&entry.text).iter().any(slip) {
                let sentence = format!("{} stands for {}: one of them is misspelt", short(&entry.text), short(&actor.name));
                found.push(about(FindingKind::Misspelt, entry, sentence));
            }
        }
    }
    found
}

fn finding(ledger: &Ledger, one: &Actor, other: &Actor) -> Option<Finding> {
    // The rarer one is the likelier slip; of equals the longer one, since most slips add a letter.
    let weight = |actor: &Actor| (actor.mentions.len(), std::cmp::Reverse(actor.name.chars().count()), std::cmp::Reverse(actor.mentions.first().copied()));
    let (right, wrong) = if weight(one) >= weight(other) { (one, other) } else { (other, one) };
    let spans: Vec<_> = wrong.mentions.iter().filter_map(|at| ledger.entries.get(*at)).flat_map(|entry| entry.annotation.spans.clone()).collect();
    (!spans.is_empty()).then(|| Finding {
        id: format!("{}-{}-{}", FindingKind::Misspelt.name(), slug(&wrong.name), slug(&right.name)),
        kind: FindingKind::Misspelt,
        sentence: format!("{}, or {}? One of them is misspelt", short(&wrong.name), short(&right.name)),
        spans,
        annotation: None,
    })
}

impl<'a> Spelt<'a> {
    fn new(actor: &'a Actor) -> Self {
        let words = words(&actor.name);
        let letters = words.iter().map(Vec::len).sum();
        let mask = words.iter().flatten().fold(0, |mask, c| mask | 1 << (u32::from(*c) % 64));
        Self { actor, words, letters, mask }
    }

    fn is_near(&self, other: &Self) -> bool {
        // An edit takes at most one letter away and brings one in; most pairs end here.
        (self.mask ^ other.mask).count_ones() as usize <= 2 * EDITS && are_near(&self.words, &other.words)
    }
}

/// The words of a name in small letters, without titles, dots and possessives.
fn words(name: &str) -> Vec<Vec<char>> {
    let small = name.to_lowercase().replace('’', "'");
    let bare = small.split_whitespace().map(|word| word.trim_end_matches(['.', ',']));
    let bare = bare.map(|word| word.strip_suffix("'s").unwrap_or(word));
    let mut words: Vec<&str> = bare.filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words.first().is_some_and(|word| TITLES.contains(word)) {
        words.remove(0);
    }
    words.iter().map(|word| word.chars().collect()).collect()
}

/// Whether two names of several words differ by a slip or two, and in no figure.
fn are_near(one: &[Vec<char>], other: &[Vec<char>]) -> bool {
    let letters = |words: &[Vec<char>]| words.iter().map(Vec::len).sum::<usize>();
    if letters(one).min(letters(other)) < LONG || one == other || one.iter().chain(other).flatten().any(char::is_ascii_digit) {
        return false;
    }
    if one.len() != other.len() {
        return is_slip(&one.concat(), &other.concat()) || one.concat() == other.concat();
    }
    let differing: Vec<_> = one.iter().zip(other).filter(|(a, b)| a != b).collect();
    let edits: usize = differing.iter().map(|(a, b)| distance(a, b)).sum();
    edits <= EDITS && differing.iter().all(|(a, b)| is_slip(a, b))
}

/// Whether one word is likely meant to be the other.
fn is_slip(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let text = |word: &[char]| word.iter().collect::<String>();
    let ending = long.strip_prefix(short).map(text).is_some_and(|rest| ENDINGS.contains(&rest.as_str()));
    let edits = distance(short, long);
    if one == other || ending || edits > EDITS || edits * PER_EDIT > long.len() {
        return false;
    }
    let (short, long) = (text(short), text(long));
    !APART.iter().any(|(a, b)| (*a == short && *b == long) || (*a == long && *b == short))
}

/// Edits between two words, letters that changed places being one; up to [`EDITS`] and one more.
fn distance(one: &[char], other: &[char]) -> usize {
    if one.len().abs_diff(other.len()) > EDITS {
        return EDITS + 1;
    }
    strsim::generic_damerau_levenshtein(one, other).min(EDITS + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_a_slip_are_near() {
        for (one, other, near) in [
            ("Ilse Brandt", "Ilse Brandtt", true),
            ("Noor Haldane", "Noor Haldene", true),
            ("Ina McTolvik", "Ina McMcTolvik", true),
            ("Norland", "Norlnad", true),
            ("Port Selden", "Portselden", true),
            ("Iran", "Iraq", false),
            ("Docker", "Dockers", false),
            ("Norland", "Norlander", false),
            ("Mr Brandt", "Mrs. Brandt", false),
            ("Ed Brandt", "Al Brandt", false),
            ("North Norland", "South Norland", false),
            ("Austria", "Australia", false),
            ("Ministry of Ports", "Minister of Ports", false),
            ("Ilse Brandt", "Ilse Haldane", false),
            ("Pier 12 Crew", "Pier 13 Crew", false),
        ] {
            assert_eq!(are_near(&words(one), &words(other)), near, "{one} {other}");
        }
    }
}
