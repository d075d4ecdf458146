//! The card of a dataset: the types of its columns as YAML, then the guideline.

use std::fmt::Write as _;

use serde_json::json;

use crate::annotation::Codebook;
use crate::exchange::tags::OUTSIDE;

/// The columns before and after the tags, as `datasets` of every version reads them: `sequence` for plain values, `list` for
/// structs.
const BEFORE: &str = "\
---
task_categories:
- token-classification
dataset_info:
  features:
  - name: id
    dtype: string
  - name: text
    dtype: string
  - name: tokens
    sequence: string
  - name: token_starts
    sequence: int64
  - name: ner_tags
    sequence:
      class_label:
        names:
";
const AFTER: &str = "  - name: spans
    list:
    - name: id
      dtype: string
    - name: label
      dtype: string
    - name: start
      dtype: int64
    - name: end
      dtype: int64
    - name: text
      dtype: string
    - name: fragments
      list:
      - name: start
        dtype: int64
      - name: end
        dtype: int64
    - name: attributes
      list:
      - name: name
        dtype: string
      - name: kind
        dtype: string
      - name: value
        dtype: string
    - name: note
      dtype: string
    - name: doubtful
      dtype: bool
  - name: relations
    list:
    - name: id
      dtype: string
    - name: label
      dtype: string
    - name: from
      dtype: string
    - name: to
      dtype: string
  - name: meta
    list:
    - name: name
      dtype: string
    - name: value
      dtype: string
---

";
const COLUMNS: &str = "\
## Columns

Places count Unicode characters from 0; an end is the first character after. A span goes from the first to the last character of an
annotation, and its fragments are the parts that belong to it. The value of an attribute is text, and JSON where its kind is not `text`: text that
begins with a digit is such a `string`, since it could be taken for a date.
`ner_tags` are IOB2, whole tokens; where annotations overlap the longest is kept.

";

/// The card for a codebook.
pub(super) fn card(codebook: &Codebook) -> String {
    let mut card = BEFORE.to_owned();
    for (number, name) in names(codebook).iter().enumerate() {
        // Writing to a string cannot fail. A string of JSON is one of YAML.
        let _ = writeln!(card, "          '{number}': {}", json!(name));
    }
    card.push_str(AFTER);
    card.push_str(COLUMNS);
    card.push_str(&codebook.guideline_markdown("Guideline"));
    card
}

/// The names of the tags, in the order of their numbers.
fn names(codebook: &Codebook) -> Vec<String> {
    let tags = codebook.labels.iter().flat_map(|label| ["B", "I"].map(|kind| format!("{kind}-{}", label.id)));
    std::iter::once(OUTSIDE.to_owned()).chain(tags).collect()
}

/// The names of tags that a card tells, in the order of their numbers: those of its first list of names.
pub(super) fn names_of(card: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in card.lines() {
        let named = line.trim().split_once(": ").and_then(|(number, name)| Some((number.trim_matches(['\'', '"']).parse::<usize>().ok()?, name.trim())));
        match named {
            Some((number, name)) if number == names.len() => names.push(serde_json::from_str(name).unwrap_or_else(|_| name.trim_matches('\'').to_owned())),
            _ if names.is_empty() => {}
            _ => break,
        }
    }
    names
}
