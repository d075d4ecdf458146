//! How a mention names an actor.

use super::Entry;

/// Small words inside a name.
const JOINERS: [&str; 22] =
    ["of", "the", "and", "for", "on", "in", "to", "de", "del", "della", "di", "da", "du", "des", "la", "le", "el", "al", "van", "von", "der", "den"];

/// Bodies that are named by what stands before them: Halcyon group, Selden police.
const BODIES: [&str; 16] = [
    "group",
    "police",
    "party",
    "union",
    "company",
    "agency",
    "government",
    "ministry",
    "court",
    "council",
    "embassy",
    "army",
    "navy",
    "network",
    "parliament",
    "university",
];

/// Whether a mention is a pronoun: said to be one, else by the word.
pub(super) fn is_pronoun(entry: &Entry) -> bool {
    let pronoun = |text: &str| matches!(text.to_lowercase().as_str(), "he" | "she" | "they" | "it" | "i" | "we" | "him" | "her" | "them" | "who");
    entry.attribute("mention").map_or_else(|| pronoun(&entry.text), |mention| mention == "pronoun")
}

/// Whether a mention is a name: said to be one, else by the first letters of its words, for `Selden officials` has none. Scripts without capitals have no small letters either.
pub(super) fn is_name(entry: &Entry) -> bool {
    let capital = |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase());
    let plain = plain_name(&entry.text);
    let last = plain.split(' ').count().saturating_sub(1);
    let fits = |(at, word): (usize, &str)| capital(word) || at > 0 && (JOINERS.contains(&word) || at == last && BODIES.contains(&word));
    let name = || !is_pronoun(entry) && plain.contains(char::is_alphabetic) && plain.split(' ').enumerate().all(fits);
    entry.attribute("mention").map_or_else(name, |mention| matches!(mention, "name" | "metonym"))
}

/// The entity that a mention is said to stand for.
pub(super) fn entity(entry: &Entry) -> Option<String> {
    entry.attribute("entity").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// A name as it is compared: single spaces, without a possessive at its end.
pub(super) fn plain_name(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = ["’s", "'s", "’S", "'S"].iter().find_map(|ending| text.strip_suffix(ending)).filter(|bare| !bare.is_empty()).map(str::to_owned);
    bare.unwrap_or(text)
}
