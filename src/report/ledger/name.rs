//! How a mention names an actor.

use super::Entry;

/// Whether a mention is a pronoun: said to be one, else by the word.
pub(super) fn is_pronoun(entry: &Entry) -> bool {
    let pronoun = |text: &str| matches!(text.to_lowercase().as_str(), "he" | "she" | "they" | "it" | "i" | "we" | "him" | "her" | "them" | "who");
    entry.attribute("mention").map_or_else(|| pronoun(&entry.text), |mention| mention == "pronoun")
}

/// Whether a mention is a name: said to be one, else by its first letter. Scripts without capitals have no small letters either.
pub(super) fn is_name(entry: &Entry) -> bool {
    let name = || !is_pronoun(entry) && entry.text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
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
