//! What the term under the cursor of a filter may go on with.

use std::collections::BTreeMap;

use super::filter::FILTER_FIELDS;
use super::{Card, Catalogue};
use crate::library::Queues;

/// Values that are offered at most.
const OFFERED: usize = 12;

/// A way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The byte of the filter from which on it is put in place.
    pub start: usize,
    /// What is put there.
    pub with: String,
    /// What it means, in a few words; may be empty.
    pub title: String,
}

/// The ways in which the last term of `typed` may go on: names of terms, or the values of one. `labels` are those of the
/// codebook.
#[must_use]
pub fn complete(typed: &str, catalogue: &Catalogue, queues: &Queues, labels: &[&str]) -> Vec<Completion> {
    let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + typed.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let term = typed.get(start..).unwrap_or_default();
    let (start, term) = term.strip_prefix('-').map_or((start, term), |rest| (start + 1, rest));
    let Some((name, values)) = term.split_once(':') else {
        let fits = FILTER_FIELDS.iter().filter(|field| !term.is_empty() && field.name.starts_with(&term.to_lowercase()));
        return fits.map(|field| Completion { start, with: format!("{}:", field.name), title: field.title.to_owned() }).collect();
    };
    let begun = values.rsplit(',').next().unwrap_or_default();
    let start = typed.len() - begun.len();
    let begun = begun.trim_start_matches('"').to_lowercase();
    let all = values_of(&name.to_lowercase(), catalogue, queues, labels);
    let fits = all.into_iter().filter(|(value, _)| value.to_lowercase().starts_with(&begun) && value.to_lowercase() != begun);
    let quoted = |value: String| if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value };
    fits.take(OFFERED).map(|(value, title)| Completion { start, with: quoted(value), title }).collect()
}

fn values_of(name: &str, catalogue: &Catalogue, queues: &Queues, labels: &[&str]) -> Vec<(String, String)> {
    let plain = |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), String::new())).collect::<Vec<_>>();
    match name {
        "state" => plain(&["new", "progress", "done"]),
        "date" => plain(&["today", "yesterday", "week", "month", "none"]),
        "words" => plain(&["<300", ">800", "300..800"]),
        "label" => {
            let mut all: Vec<&str> = labels.to_vec();
            all.extend(catalogue.labels().iter().map(String::as_str).filter(|label| !labels.contains(label)));
            all.push("none");
            plain(&all)
        }
        "by" => {
            let mut all: Vec<&str> = catalogue.annotators().iter().map(String::as_str).collect();
            all.sort_unstable();
            all.push("none");
            plain(&all)
        }
        "queue" => plain(&queues.annotators().chain(["none"]).collect::<Vec<_>>()),
        "source" => commonest(catalogue, Card::publication),
        "lang" => commonest(catalogue, Card::language),
        _ => Vec::new(),
    }
}

/// The values that most articles have, the commonest first.
fn commonest<'a>(catalogue: &'a Catalogue, value: impl Fn(Card<'a>) -> &'a str) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in catalogue.cards().map(value).filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let named = |count: usize| if count == 1 { "1 article".to_owned() } else { format!("{count} articles") };
    counts.into_iter().map(|(value, count)| (value.to_owned(), named(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(typed: &str) -> Vec<String> {
        let found = complete(typed, &Catalogue::default(), &Queues::default(), &["actor", "claim"]);
        found.into_iter().map(|one| format!("{}{}", typed.get(..one.start).unwrap(), one.with)).collect()
    }

    #[test]
    fn names_and_values_are_completed_in_their_place() {
        assert_eq!(with("harbour st"), ["harbour state:"]);
        assert_eq!(with("-la"), ["-label:", "-lang:"]);
        assert_eq!(with("state:n"), ["state:new"]);
        assert_eq!(with("é state:new,d"), ["é state:new,done"]);
        assert_eq!(with("label:"), ["label:actor", "label:claim", "label:none"]);
        assert_eq!(with("harbour "), [""; 0]);
        assert_eq!(with("nothing:x"), [""; 0]);
    }
}
