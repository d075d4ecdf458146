//! The desk check: what an editor asks before a story is printed.
//!
//! A finding is a question, not a verdict: it can be waved through with a reason.

mod accused;
mod dates;
mod names;
mod numbers;
mod wording;

use std::collections::HashSet;

use super::ledger::{Entry, Ledger, Part};
use crate::annotation::{AnnotationSet, Codebook, Id, Value};
use crate::article::{Article, Block, Role, Span, quotations};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A quote of which nobody is said to be the speaker.
    NoSpeaker,
    /// A quotation that is opened and not closed.
    OpenMarks,
    /// The same quote in other words at two places.
    Wording,
    /// A name that is spelt in two ways, or said to be misspelt.
    Misspelt,
    /// Somebody is accused, and the story has no reply.
    NoReply,
    /// A claim that nobody has checked.
    Unchecked,
    /// A claim that the story itself disputes.
    Disputed,
    /// A speaker without a name.
    Anonymous,
    /// A threat of which nobody is said to be the issuer.
    NoIssuer,
    /// A threat that is aimed at nobody.
    NoTarget,
    /// Two figures for the same thing.
    Numbers,
    /// Times that need a date of publication, which is not known.
    Undated,
    /// Something that the codebook asks for is missing.
    Missing,
    /// Annotations that have lost their place in a text that has changed.
    Unplaced,
}

impl FindingKind {
    /// Its id, as findings begin with it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSpeaker => "no-speaker",
            Self::OpenMarks => "open-marks",
            Self::Wording => "wording",
            Self::Misspelt => "misspelt",
            Self::NoReply => "no-reply",
            Self::Unchecked => "unchecked",
            Self::Disputed => "disputed",
            Self::Anonymous => "anonymous",
            Self::NoIssuer => "no-issuer",
            Self::NoTarget => "no-target",
            Self::Numbers => "numbers",
            Self::Undated => "undated",
            Self::Missing => "missing",
            Self::Unplaced => "unplaced",
        }
    }
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its id: stays the same as long as what it is about does.
    pub id: String,
    /// What it is about.
    pub kind: FindingKind,
    /// What there is to ask, in a sentence.
    pub sentence: String,
    /// Where: at least one place.
    pub spans: Vec<Span>,
    /// The annotation that it is about, if it is about one.
    pub annotation: Option<Id>,
}

/// What is looked at.
struct Story<'a> {
    article: &'a Article,
    codebook: &'a Codebook,
    ledger: Ledger,
}

/// Everything that there is to ask about a story, in text order. `published` is when it was, if that is known.
#[must_use]
pub fn desk_check(article: &Article, set: &AnnotationSet, codebook: &Codebook, published: Option<&str>) -> Vec<Finding> {
    let story = Story { article, codebook, ledger: Ledger::new(article, set, codebook) };
    let mut found = story.of_annotations();
    found.extend(story.open_marks());
    found.extend(wording::wording(article));
    found.extend(names::misspelt(&story.ledger));
    found.extend(story.without_reply());
    found.extend(numbers::numbers(article));
    if published.is_none_or(str::is_empty) {
        found.extend(dates::undated(&story));
    }
    found.extend(unplaced(article, set));
    let mut seen = HashSet::new();
    found.retain(|finding| seen.insert(finding.id.clone()));
    found.sort_by_key(|finding| (finding.spans.first().copied(), finding.kind));
    found
}

fn unplaced(article: &Article, set: &AnnotationSet) -> Option<Finding> {
    let first = article.block(0).map_or(Span { start: 0, end: 0 }, |block| block.span);
    let count = set.unanchored().len();
    let sentence = format!("{count} {} not found in the text as it is now", if count == 1 { "annotation is" } else { "annotations are" });
    let kind = FindingKind::Unplaced;
    (count > 0).then(|| Finding { id: kind.name().into(), kind, sentence, spans: vec![first], annotation: None })
}

/// A text for a sentence: one line, cut.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default().trim_end()),
        None => line,
    }
}

fn is_pronoun(text: &str) -> bool {
    small(text, |text| matches!(text, "he" | "she" | "they" | "it" | "i" | "we" | "who"))
}

/// A finding about an annotation.
fn about(kind: FindingKind, entry: &Entry, sentence: String) -> Finding {
    let id = &entry.annotation.id;
    Finding { id: format!("{}-{id}", kind.name()), kind, sentence, spans: entry.annotation.spans.clone(), annotation: Some(id.clone()) }
}

impl Story<'_> {
    /// Whether the codebook knows a relation.
    fn knows(&self, relation: &str) -> bool {
        self.codebook.relation(relation).is_some()
    }

    /// Whether annotations with the label of an entry can have an attribute.
    fn can_have(&self, entry: &Entry, attribute: &str) -> bool {
        self.codebook.label(&entry.annotation.label).is_some_and(|label| label.attribute(attribute).is_some())
    }

    fn of_annotations(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (at, entry) in self.ledger.entries.iter().enumerate() {
            let text = short(&entry.text);
            let mut tell = |kind, sentence| found.push(about(kind, entry, sentence));
            let none = |relation: &str| self.knows(relation) && self.ledger.related(at, relation).is_empty();
            match entry.part {
                Part::Quote if none("said_by") && !self.ledger.is_part_of_quote(at) => {
                    tell(FindingKind::NoSpeaker, format!("Who says “{}”?", text.trim_matches(['“', '”', '"'])));
                }
                // One that refers back to another says there who and whom.
                Part::Threat if entry.repeats.is_none() && entry.attribute("form") != Some("mention") => {
                    if none("issued_by") {
                        tell(FindingKind::NoIssuer, format!("Who is behind “{text}”?"));
                    }
                    if none("targets") {
                        tell(FindingKind::NoTarget, format!("Whom is “{text}” aimed at?"));
                    }
                }
                Part::Claim if entry.repeats.is_none() => {
                    let denied = self.ledger.names(at, "denies");
                    let status = self.ledger.status(at);
                    let open = status == "unchecked";
                    if status == "disputed" || open && !denied.is_empty() || open && self.ledger.attribute(at, "polarity") == Some("denied") {
                        let by = if denied.is_empty() { String::new() } else { format!(" by {denied}") };
                        tell(FindingKind::Disputed, format!("Disputed{by}: “{text}”"));
                    } else if self.can_have(entry, "status") && open && self.ledger.attribute(at, "checkability") != Some("opinion") {
                        tell(FindingKind::Unchecked, format!("Not checked: “{text}”"));
                    }
                }
                Part::Actor if entry.annotation.attributes.get("misspelt") == Some(&Value::Flag(true)) => {
                    tell(FindingKind::Misspelt, format!("“{text}” is marked as misspelt"));
                }
                _ => {}
            }
            let label = self.codebook.label(&entry.annotation.label);
            for attribute in label.into_iter().flat_map(|label| &label.attributes) {
                if attribute.required && attribute.default.is_empty() && !entry.annotation.attributes.contains_key(&attribute.id) {
                    let mut finding = about(FindingKind::Missing, entry, format!("“{text}” has no {}", attribute.name));
                    finding.id.push_str(&format!("-{}", attribute.id));
                    found.push(finding);
                }
            }
        }
        found.extend(self.anonymous());
        found
    }

    fn anonymous(&self) -> Vec<Finding> {
        let speakers = self.ledger.actors.iter().filter(|actor| !actor.said.is_empty() && !actor.named);
        let found = speakers.filter_map(|actor| {
            let entry = self.ledger.entries.get(*actor.mentions.first()?)?;
            // An institution that speaks is no source without a name.
            if matches!(actor.kind.as_deref(), Some("organisation" | "state")) {
                return None;
            }
            let (there, quotes) =
                if actor.said.len() == 1 { ("There is", "a quote".to_owned()) } else { ("There are", format!("{} quotes", actor.said.len())) };
            let pronoun = entry.attribute("mention") == Some("pronoun") || is_pronoun(&actor.name);
            let name = short(&actor.name);
            let sentence =
                if pronoun { format!("Who is “{name}”? {there} {quotes} and no name") } else { format!("“{name}” has {quotes} and no name") };
            Some(about(FindingKind::Anonymous, entry, sentence))
        });
        found.collect()
    }

    fn open_marks(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (index, block) in self.article.blocks().iter().enumerate() {
            if matches!(block.role, Role::Boilerplate | Role::Credit) {
                continue;
            }
            for quotation in quotations(self.article, index, block.span).into_iter().filter(|quotation| !quotation.closed) {
                // Of one that runs over several paragraphs the first tells of it.
                let Some(first) = quotation.spans.first().copied().filter(|first| block.span.contains(first.start)) else { continue };
                let sentence = format!("Not closed: {}", short(self.article.text().slice(first)));
                found.push(Finding {
                    id: format!("{}-{}", FindingKind::OpenMarks.name(), index + 1),
                    kind: FindingKind::OpenMarks,
                    sentence,
                    spans: vec![first],
                    annotation: None,
                });
            }
        }
        found
    }

    /// The blocks that are the story's own.
    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.article.blocks().iter().filter(|block| !matches!(block.role, Role::Boilerplate | Role::Credit))
    }
}

/// Asks something about a word in small letters, without memory for it; no word is asked about that is longer than any that is looked for.
fn small(word: &str, is: impl Fn(&str) -> bool) -> bool {
    let mut letters = [0u8; 16];
    let Some(place) = letters.get_mut(..word.len()) else { return false };
    place.copy_from_slice(word.as_bytes());
    place.make_ascii_lowercase();
    str::from_utf8(place).is_ok_and(is)
}

/// The words of a text with their offsets, punctuation left out.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '’' | '\''));
    parts.filter(|word| !word.is_empty()).map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Letters and digits of a text, for an id.
fn slug(text: &str) -> String {
    let parts: Vec<String> = words(text).map(|(_, word)| word.to_lowercase()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests;
