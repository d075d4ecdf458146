//! Names that may be one: misspelt ones, surnames, initials.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use strsim::{jaro_winkler, levenshtein};

use super::Entity;
use crate::annotation::LabelId;
use crate::article::folded_form;

/// Letters from which two edits are a slip.
const LETTERS: usize = 6;

/// Edits of a slip at most.
const EDITS: usize = 2;

/// How much alike two names are spelt that are proposed whatever their length.
const ALIKE: f64 = 0.92;

/// Letters that two names may differ in before they are looked at closely.
const FEW: u32 = 4;

/// Letters of a beginning that is a short first name: Ken for Kenneth.
const SHORT_NAME: usize = 3;

/// Two names that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedMerge {
    /// The name that would go.
    pub from: String,
    /// The one that would stay.
    pub to: String,
    /// Their label.
    pub label: LabelId,
    /// Why, in a few words.
    pub reason: String,
}

/// A name made ready to be compared.
struct Name<'a> {
    entity: &'a Entity,
    folded: String,
    words: Vec<String>,
    letters: usize,
    /// Which letters it has, a bit each.
    bits: u32,
    digits: String,
    surname_hash: u64,
}

impl<'a> Name<'a> {
    fn new(entity: &'a Entity) -> Self {
        let folded = folded_form(&entity.name).to_lowercase();
        let bits = folded.chars().filter(char::is_ascii_lowercase).fold(0, |bits, c| bits | 1 << (c as u32 - 'a' as u32));
        let words: Vec<String> = folded.split(' ').map(|word| word.trim_matches('.').to_owned()).collect();
        let mut hasher = DefaultHasher::new();
        words.last().hash(&mut hasher);
        Self {
            entity,
            surname_hash: hasher.finish(),
            words,
            letters: folded.chars().filter(|c| c.is_alphabetic()).count(),
            digits: folded.chars().filter(char::is_ascii_digit).collect(),
            bits,
            folded,
        }
    }

    /// Whether it may be a slip for the other, or spelt like it: with few letters that only one of them has.
    fn is_near(&self, other: &Self) -> bool {
        self.letters.abs_diff(other.letters) <= FEW as usize && (self.bits ^ other.bits).count_ones() <= FEW
    }

    fn surname(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether it may be the name of a person: no other sort is known, and each word has a capital.
    fn is_personal(&self) -> bool {
        matches!(self.entity.kind.as_str(), "" | "person") && self.entity.name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
    }
}

/// Pairs that may be one, by the name that would go.
pub(super) fn proposed(all: &[Entity], mentions: impl Fn(&Entity) -> usize) -> Vec<ProposedMerge> {
    let names: Vec<Name<'_>> = all.iter().map(Name::new).collect();
    let mut full: HashMap<(&str, &LabelId), usize> = HashMap::new();
    for name in names.iter().filter(|name| name.words.len() > 1 && name.is_personal()) {
        *full.entry((name.surname(), &name.entity.label)).or_default() += 1;
    }
    let only = |name: &Name<'_>| full.get(&(name.surname(), &name.entity.label)) == Some(&1);
    let mut found = Vec::new();
    for (at, one) in names.iter().enumerate() {
        for other in names.iter().skip(at + 1) {
            // Most pairs end here.
            if !one.is_near(other) && one.surname_hash != other.surname_hash {
                continue;
            }
            let kinds = one.entity.kind == other.entity.kind || one.entity.kind.is_empty() || other.entity.kind.is_empty();
            if one.entity.label != other.entity.label
                || !kinds
                || one.digits != other.digits
                || one.folded == other.folded && one.entity.name == other.entity.name
            {
                continue;
            }
            if let Some((longer_stays, reason)) = reason(one, other, only) {
                let counts = (mentions(one.entity), mentions(other.entity));
                let (from, to) = ordered(one, other, counts, longer_stays);
                found.push(ProposedMerge { from: from.entity.name.clone(), to: to.entity.name.clone(), label: one.entity.label.clone(), reason });
            }
        }
    }
    found.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    found
}

/// Why two names may be one; whether it is the longer one that stays.
fn reason(one: &Name<'_>, other: &Name<'_>, only: impl Fn(&Name<'_>) -> bool) -> Option<(bool, String)> {
    if one.folded == other.folded {
        return Some((false, "only capitals or apostrophes differ".into()));
    }
    if one.surname() == other.surname() && one.is_personal() && other.is_personal() {
        return same_surname(one, other, only);
    }
    if !one.is_near(other) {
        return None;
    }
    if one.letters.min(other.letters) >= LETTERS && one.letters.abs_diff(other.letters) <= EDITS {
        let edits = levenshtein(&one.folded, &other.folded);
        if edits <= EDITS {
            return Some((false, if edits == 1 { "one letter differs".into() } else { format!("{edits} letters differ") }));
        }
    }
    // Word by word: a first name that is the same says nothing of the surname.
    let alike = |(a, b): (&String, &String)| a == b || jaro_winkler(a, b) >= ALIKE;
    let all = one.words.len() == other.words.len() && one.words.iter().zip(&other.words).all(alike);
    all.then(|| (false, "spelt much alike".into()))
}

/// Two people of one surname: one may be called by it alone, by an initial, or by a short first name.
fn same_surname(one: &Name<'_>, other: &Name<'_>, only: impl Fn(&Name<'_>) -> bool) -> Option<(bool, String)> {
    let (short, long) = if one.words.len() == 1 { (one, other) } else { (other, one) };
    if short.words.len() == 1 {
        return (long.words.len() > 1 && only(long)).then(|| (true, "the surname of one name only".to_owned()));
    }
    let (a, b) = (one.first(), other.first());
    let (brief, whole) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    if brief == whole {
        return Some((true, "same first name and surname".into()));
    }
    if brief.chars().count() == 1 && whole.starts_with(brief) {
        return Some((true, "same surname, and the initial fits".into()));
    }
    if brief.chars().count() >= SHORT_NAME && whole.starts_with(brief) {
        return Some((true, "same surname, and one first name begins as the other".into()));
    }
    let slip = brief.chars().next() == whole.chars().next() && brief.chars().count() > SHORT_NAME && levenshtein(brief, whole) <= 1;
    slip.then(|| (false, "same surname, and one letter of the first name differs".into()))
}

/// The one that goes and the one that stays: the fuller name, or else the one with more mentions, or else the shorter one,
/// since most slips add a letter.
fn ordered<'a, 'b>(one: &'a Name<'b>, other: &'a Name<'b>, (of_one, of_other): (usize, usize), longer_stays: bool) -> (&'a Name<'b>, &'a Name<'b>) {
    let shorter_first = one.folded.chars().count() <= other.folded.chars().count();
    let one_stays = if longer_stays {
        !shorter_first
    } else if of_one == of_other {
        shorter_first
    } else {
        of_one > of_other
    };
    if one_stays { (other, one) } else { (one, other) }
}
