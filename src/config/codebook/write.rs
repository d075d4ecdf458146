//! Writes a codebook, with comments for whoever edits it.

use super::{KINDS, MARKS, NATURALS};
use crate::annotation::{Attribute, Codebook, Label, LabelId, Natural, RelationKind, Rules};

/// Characters of a line that is written, about.
const WIDTH: usize = 112;

/// A codebook as an entry of `tagline.ron`, with comments.
pub(in crate::config) fn codebook_text(codebook: &Codebook) -> String {
    let names = |names: Vec<&str>| names.join(", ");
    let labels: String = codebook.labels.iter().map(label_text).collect();
    let relations: String = codebook.relations.iter().map(relation_text).collect();
    let Rules { nest, cross, repeat } = codebook.rules;
    format!(
        "    // The labels, in their order on the screen. `key` tags; its capital tags and keeps the selection. Without a selection
    // the key tags what is `natural`: {}.
    // Without colour a label shows by its `mark`: {}.
    // `color: \"#56b4e9\"` gives a label a colour of its own. `over_paragraphs: true` lets one annotation run over several
    // paragraphs, as a quotation does. Attributes are filled in by their keys in the form that Enter opens; their `kind` is
    // {}.
    codebook: (
        labels: [
{labels}        ],

        // How annotations may be related: `name` reads from the first to the second, `inverse` the other way round.
        // `single: true` means one at most.
        relations: [
{relations}        ],

        // Whether annotations may lie inside each other, cross, and share the same text.
        rules: (nest: {nest}, cross: {cross}, repeat: {repeat}),
    ),
",
        names(NATURALS.iter().map(|(name, _)| *name).collect()),
        names(MARKS.iter().map(|(name, _)| *name).collect()),
        names(KINDS.iter().map(|(name, _)| *name).collect()),
    )
}

/// A text in quotation marks. Nothing in it is escaped but what must be.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out + "\""
}

fn name_in<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> &'static str {
    names.iter().find(|(_, known)| known == value).or(names.first()).map_or("", |(name, _)| name)
}

/// A list, an item a line.
fn lines_text(name: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let items: Vec<String> = lines.iter().map(|line| format!("                    {},\n", quoted(line))).collect();
    format!("                {name}: [\n{}                ],\n", items.concat())
}

/// Items beside each other, broken into lines of some width.
fn wrapped(parts: &[String], indent: usize) -> String {
    let (mut out, mut width) = (String::new(), indent);
    for (at, part) in parts.iter().enumerate() {
        let cells = part.chars().count() + 2;
        if at > 0 {
            out.push(',');
            if width + cells > WIDTH {
                out.push_str(&format!("\n{}", " ".repeat(indent)));
                width = indent;
            } else {
                out.push(' ');
            }
        }
        out.push_str(part);
        width += cells;
    }
    out
}

fn label_text(label: &Label) -> String {
    let mut head = vec![format!("id: {}", quoted(label.id.as_str())), format!("key: '{}'", label.key), format!("name: {}", quoted(&label.name))];
    if let Some((r, g, b)) = label.color {
        head.push(format!("color: \"#{r:02x}{g:02x}{b:02x}\""));
    }
    head.push(format!("mark: {}", name_in(MARKS, &label.mark)));
    head.push(format!("natural: {}", name_in(NATURALS, &label.natural)));
    if label.over_paragraphs != (label.natural == Natural::Quotation) {
        head.push(format!("over_paragraphs: {}", label.over_paragraphs));
    }
    let mut out = format!("            (\n                {},\n", wrapped(&head, 16));
    if !label.definition.is_empty() {
        out.push_str(&format!("                definition: {},\n", quoted(&label.definition)));
    }
    for (name, lines) in [("includes", &label.includes), ("excludes", &label.excludes), ("boundaries", &label.boundaries), ("examples", &label.examples)] {
        out.push_str(&lines_text(name, lines));
    }
    if !label.attributes.is_empty() {
        let attributes: String = label.attributes.iter().map(attribute_text).collect();
        out.push_str(&format!("                attributes: [\n{attributes}                ],\n"));
    }
    out + "            ),\n"
}

fn attribute_text(attribute: &Attribute) -> String {
    let mut parts = vec![format!("id: {}", quoted(&attribute.id)), format!("key: '{}'", attribute.key)];
    if attribute.name != attribute.id.replace('_', " ") {
        parts.push(format!("name: {}", quoted(&attribute.name)));
    }
    parts.push(format!("kind: {}", attribute.kind.name()));
    if !attribute.kind.values().is_empty() {
        let values: Vec<String> = attribute.kind.values().iter().map(|value| quoted(value)).collect();
        parts.push(format!("values: [{}]", wrapped(&values, 25)));
    }
    if attribute.required {
        parts.push("required: true".into());
    }
    if !attribute.default.is_empty() {
        parts.push(format!("default: {}", quoted(&attribute.default)));
    }
    if !attribute.definition.is_empty() {
        parts.push(format!("definition: {}", quoted(&attribute.definition)));
    }
    format!("                    ({}),\n", wrapped(&parts, 21))
}

fn relation_text(relation: &RelationKind) -> String {
    let ends = |ends: &[LabelId]| ends.iter().map(|end| quoted(end.as_str())).collect::<Vec<_>>().join(", ");
    let mut parts =
        vec![format!("id: {}", quoted(&relation.id)), format!("name: {}", quoted(&relation.name)), format!("inverse: {}", quoted(&relation.inverse))];
    parts.extend([format!("from: [{}]", ends(&relation.from)), format!("to: [{}]", ends(&relation.to))]);
    if relation.single {
        parts.push("single: true".into());
    }
    if !relation.definition.is_empty() {
        parts.push(format!("definition: {}", quoted(&relation.definition)));
    }
    format!("            ({}),\n", wrapped(&parts, 13))
}
