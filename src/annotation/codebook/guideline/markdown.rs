//! The guideline in Markdown.

use super::{Attribute, Codebook, Label, Piece, ends, habit, lists, pieces, plain, rules, sort, terms};

/// The whole guideline.
pub(super) fn guideline(codebook: &Codebook, title: &str) -> String {
    let mut out = format!("# {}\n\n| key | label | what it is |\n| --- | --- | --- |\n", escaped(title));
    for label in &codebook.labels {
        out += &row(&[code(&label.key.to_string()), format!("**{}**", name(label)), escaped(&label.definition)]);
    }
    for label in &codebook.labels {
        section(&mut out, label);
    }
    relations(&mut out, codebook);
    out += "\n## How annotations lie to each other\n\n";
    for rule in rules(codebook.rules) {
        out += &format!("- {rule}\n");
    }
    out
}

fn section(out: &mut String, label: &Label) {
    *out += &format!("\n## {} ({})\n\n", name(label), code(label.id.as_str()));
    if !label.definition.trim().is_empty() {
        *out += &format!("{}\n\n", escaped(&label.definition));
    }
    *out += &format!("{} {}\n", code(&label.key.to_string()), habit(label));
    for (heading, lines) in lists(label) {
        *out += &format!("\n**{heading}**\n\n");
        for line in lines {
            *out += &format!("- {}\n", escaped(line));
        }
    }
    if !label.examples.is_empty() {
        *out += "\n**Examples**\n\n";
        for example in &label.examples {
            *out += &format!("- {}\n", marked(example));
        }
    }
    if !label.attributes.is_empty() {
        *out += "\n**What is said of it**\n\n| key | attribute | value | what it means |\n| --- | --- | --- | --- |\n";
        for attribute in &label.attributes {
            *out += &attribute_row(attribute);
        }
    }
}

fn attribute_row(attribute: &Attribute) -> String {
    let values: Vec<String> = attribute.kind.values().iter().map(|value| code(value)).collect();
    let mut value = [sort(&attribute.kind).to_owned(), values.join(", ")].join(" ").trim_end().to_owned();
    for term in terms(attribute) {
        value += &format!("; {}", escaped(&term));
    }
    row(&[code(&attribute.key.to_string()), escaped(&attribute.name), value, escaped(&attribute.definition)])
}

fn relations(out: &mut String, codebook: &Codebook) {
    if codebook.relations.is_empty() {
        return;
    }
    *out += "\n## Relations\n\n| relation | from | to | the other way round | how many | what it means |\n| --- | --- | --- | --- | --- | --- |\n";
    for relation in &codebook.relations {
        let (from, to) = ends(codebook, relation);
        let many = if relation.single { "one at most" } else { "any number" };
        let cells = [&relation.name, &from, &to, &relation.inverse].map(|text| escaped(text));
        *out += &row(&cells.into_iter().chain([many.to_owned(), escaped(&relation.definition)]).collect::<Vec<_>>());
    }
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A label's name, or its id when it has none.
fn name(label: &Label) -> String {
    escaped(if label.name.trim().is_empty() { label.id.as_str() } else { &label.name })
}

/// An example: what is tagged stands in brackets, in bold type.
fn marked(example: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for piece in pieces(&plain(example)) {
        match piece {
            Piece::Text(text) => out += &escape(&text),
            Piece::Open => {
                out += if depth == 0 { "\\[**" } else { "\\[" };
                depth += 1;
            }
            Piece::Close => {
                depth -= 1;
                out += if depth == 0 { "**\\]" } else { "\\]" };
            }
        }
    }
    out
}

/// Text on one line, with nothing in it that Markdown would take for more than text.
fn escaped(text: &str) -> String {
    escape(&plain(text))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let opens_line = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '~' | '>');
        let number = matches!(c, '.' | ')') && at > 0 && text.get(..at).is_some_and(|before| before.bytes().all(|byte| byte.is_ascii_digit()));
        if opens_line || number || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text as code, which needs no escape but that of its own fence and of the table.
fn code(text: &str) -> String {
    let text = plain(text).replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guideline_of_the_four_labels() {
        insta::assert_snapshot!(Codebook::default().guideline_markdown("Guideline: harbour"));
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a *b* [c](d) <i> | `e`\n# f"), "a \\*b\\* \\[c\\](d) \\<i\\> \\| \\`e\\` # f");
        assert_eq!((escaped("1. no list").as_str(), escaped("- none").as_str()), ("1\\. no list", "\\- none"));
        assert_eq!(marked("[[Norland]’s envoy] left"), "\\[**\\[Norland\\]’s envoy**\\] left");
    }
}
