//! The labelling configuration that goes with the tasks.

use std::collections::BTreeSet;

use super::super::fragments::FRAGMENT;
use super::super::markup::attribute as quoted;
use super::{DOUBT, LABEL, OTHER, PART, TEXT, control};
use crate::annotation::{Attribute, AttributeKind, Codebook, Label};

/// What a project of Label Studio is set up with.
pub(super) fn configuration(codebook: &Codebook) -> String {
    let mut out = format!("<View>\n  <Labels name=\"{LABEL}\" toName=\"{TEXT}\">\n");
    for label in &codebook.labels {
        let key = Some(label.key).filter(|key| *key != ' ').map_or_else(String::new, |key| format!(" hotkey=\"{}\"", quoted(&key.to_string())));
        out.push_str(&format!("    <Label value=\"{}\"{}{key}/>\n", quoted(label.id.as_str()), color(label)));
    }
    out.push_str("  </Labels>\n");
    let is_part = |attribute: &&Attribute| attribute.kind == AttributeKind::Span;
    let parts: BTreeSet<&str> = codebook.labels.iter().flat_map(|label| label.attributes.iter().filter(is_part)).map(|part| part.id.as_str()).collect();
    if !parts.is_empty() {
        out.push_str(&format!("  <Labels name=\"{PART}\" toName=\"{TEXT}\">\n"));
        for part in &parts {
            out.push_str(&format!("    <Label value=\"{}\"/>\n", quoted(part)));
        }
        out.push_str("  </Labels>\n");
    }
    out.push_str(&format!("  <Text name=\"{TEXT}\" value=\"$text\"/>\n  <Relations>\n"));
    let relations = codebook.relations.iter().map(|relation| relation.id.as_str());
    for relation in relations.chain(std::iter::once(FRAGMENT)).chain(parts.iter().copied()) {
        out.push_str(&format!("    <Relation value=\"{}\"/>\n", quoted(relation)));
    }
    out.push_str("  </Relations>\n");
    for label in &codebook.labels {
        for attribute in label.attributes.iter().filter(|attribute| !is_part(attribute)) {
            out.push_str(&asked(label, attribute));
        }
    }
    let (doubt, doubtful) = DOUBT;
    out.push_str(&format!("  <Choices name=\"{doubt}\" toName=\"{TEXT}\" perRegion=\"true\">\n    <Choice value=\"{doubtful}\"/>\n  </Choices>\n"));
    out.push_str(&format!("  <TextArea name=\"{OTHER}\" toName=\"{TEXT}\" perRegion=\"true\" editable=\"true\"/>\n</View>\n"));
    out
}

fn color(label: &Label) -> String {
    label.color.map_or_else(String::new, |(red, green, blue)| format!(" background=\"#{red:02x}{green:02x}{blue:02x}\""))
}

/// The control of an attribute, shown for regions with its label.
fn asked(label: &Label, attribute: &Attribute) -> String {
    let name = quoted(&control(label.id.as_str(), &attribute.id));
    let when = format!("toName=\"{TEXT}\" perRegion=\"true\" whenTagName=\"{LABEL}\" whenLabelValue=\"{}\"", quoted(label.id.as_str()));
    let choices = |how: &str, values: &[String]| {
        let values: Vec<String> = values.iter().map(|value| format!("    <Choice value=\"{}\"/>\n", quoted(value))).collect();
        format!("  <Choices name=\"{name}\" {when} choice=\"{how}\">\n{}  </Choices>\n", values.concat())
    };
    match &attribute.kind {
        AttributeKind::Choice(values) => choices("single", values),
        AttributeKind::Several(values) => choices("multiple", values),
        AttributeKind::Flag => choices("single", &["yes".to_owned(), "no".to_owned()]),
        AttributeKind::Number => format!("  <Number name=\"{name}\" {when}/>\n"),
        AttributeKind::Text | AttributeKind::Date | AttributeKind::Span => {
            format!("  <TextArea name=\"{name}\" {when} editable=\"true\" placeholder=\"{}\"/>\n", quoted(&attribute.name))
        }
    }
}
