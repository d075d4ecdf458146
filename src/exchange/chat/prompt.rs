//! What a model is told to do.

use std::fmt::Write as _;

use crate::annotation::{Attribute, AttributeKind, Codebook, Label, LabelId, RelationKind};

/// The guideline of a codebook and the form of the answer. The same for all texts.
pub(super) fn system(codebook: &Codebook, offsets: bool) -> String {
    let mut text = "Annotate the article: find every passage to which one of these labels applies.\n\nLabels:\n".to_owned();
    codebook.labels.iter().for_each(|label| describe(label, &mut text));
    if !codebook.relations.is_empty() {
        text.push_str("\nRelations:\n");
        codebook.relations.iter().for_each(|relation| relate(relation, &mut text));
    }
    text.push_str(if offsets { ANSWER_WITH_OFFSETS } else { ANSWER });
    text.push_str(FORM);
    text
}

const ANSWER_WITH_OFFSETS: &str = "
Answer with JSON only:
{\"annotations\": [{\"label\": \"…\", \"text\": \"…\", \"start\": 0, \"end\": 1, \"attributes\": {}}], \"relations\": [{\"relation\": \"…\", \"from\": 0, \"to\": 1}]}
start and end count characters of the article from 0; end is the first one after the passage. ";

const ANSWER: &str = "
Answer with JSON only:
{\"annotations\": [{\"label\": \"…\", \"text\": \"…\", \"attributes\": {}}], \"relations\": [{\"relation\": \"…\", \"from\": 0, \"to\": 1}]}
";

const FORM: &str = "text is copied from the article letter by letter. Annotations are in the order of the article and may overlap. \
A passage that is interrupted has its parts in fragments. from and to are places in the list of annotations, counted from 0.";

// Writing to a string cannot fail.
fn describe(label: &Label, text: &mut String) {
    let _ = writeln!(text, "- {}: {}", label.id, label.definition);
    for (what, lines) in [("counts", &label.includes), ("does not count", &label.excludes), ("begins and ends", &label.boundaries)] {
        for line in lines {
            let _ = writeln!(text, "  - {what}: {line}");
        }
    }
    for attribute in &label.attributes {
        let _ = writeln!(text, "  - attribute {} ({}): {}", attribute.id, sort(attribute), attribute.definition);
    }
}

fn sort(attribute: &Attribute) -> String {
    let sort = match &attribute.kind {
        AttributeKind::Text => "text".to_owned(),
        AttributeKind::Choice(values) => format!("one of {}", values.join(", ")),
        AttributeKind::Several(values) => format!("any of {}", values.join(", ")),
        AttributeKind::Flag => "true or false".to_owned(),
        AttributeKind::Number => "a whole number".to_owned(),
        AttributeKind::Date => "a date".to_owned(),
        AttributeKind::Span => "words of the article".to_owned(),
    };
    if attribute.default.is_empty() { sort } else { format!("{sort}; left out: {}", attribute.default) }
}

fn relate(relation: &RelationKind, text: &mut String) {
    let names = |labels: &[LabelId]| if labels.is_empty() { "any".to_owned() } else { labels.iter().map(LabelId::as_str).collect::<Vec<_>>().join(" or ") };
    let _ = writeln!(text, "- {} (from {} to {}): {}", relation.id, names(&relation.from), names(&relation.to), relation.definition);
}
