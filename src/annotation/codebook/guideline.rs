//! The codebook as a guideline to read and to print, as Markdown and as a page.

use std::fmt::Write;

use super::{Attribute, AttributeKind, Codebook, Label, Natural, RelationKind};
use crate::annotation::LabelId;
use crate::article::printable;

/// A piece of the guideline. In examples square brackets stand around what is tagged.
enum Piece {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    Text(String),
    List(Vec<String>),
    Examples(Vec<String>),
    /// Headings of columns, and rows.
    Table(Vec<&'static str>, Vec<Vec<String>>),
}

impl Codebook {
    /// The guideline as Markdown.
    #[must_use]
    pub fn guideline_markdown(&self) -> String {
        let mut out = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Heading(level, text) => drop(write!(out, "{} {}\n\n", "#".repeat(level.into()), markdown(&text))),
                Piece::Text(text) => drop(write!(out, "{}\n\n", markdown(&text))),
                Piece::List(items) => {
                    for item in items {
                        let _ = writeln!(out, "- {}", markdown(&item));
                    }
                    out.push('\n');
                }
                Piece::Examples(items) => {
                    for item in items {
                        let parts = tagged(&item).into_iter().map(|(text, tagged)| if tagged { format!("**{}**", markdown(&text)) } else { markdown(&text) });
                        let _ = write!(out, "> {}\n\n", parts.collect::<String>());
                    }
                }
                Piece::Table(columns, rows) => {
                    let _ = writeln!(out, "| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
                    for row in rows {
                        let cells: Vec<String> = row.iter().map(|cell| markdown(cell).replace('|', "\\|")).collect();
                        let _ = writeln!(out, "| {} |", cells.join(" | "));
                    }
                    out.push('\n');
                }
            }
        }
        out.truncate(out.trim_end().len());
        out + "\n"
    }

    /// The guideline as a page that stands by itself: no script, nothing from elsewhere; to be read, and to be printed.
    #[must_use]
    pub fn guideline_html(&self) -> String {
        let mut out = String::from(HEAD);
        for piece in self.pieces() {
            match piece {
                Piece::Heading(level, text) => drop(writeln!(out, "<h{level}>{}</h{level}>", html(&text))),
                Piece::Text(text) => drop(writeln!(out, "<p>{}</p>", html(&text))),
                Piece::List(items) => {
                    let items: String = items.iter().fold(String::new(), |list, item| list + "<li>" + &html(item) + "</li>\n");
                    let _ = writeln!(out, "<ul>\n{items}</ul>");
                }
                Piece::Examples(items) => {
                    for item in items {
                        let parts = tagged(&item).into_iter().map(|(text, tagged)| if tagged { format!("<mark>{}</mark>", html(&text)) } else { html(&text) });
                        let _ = writeln!(out, "<blockquote>{}</blockquote>", parts.collect::<String>());
                    }
                }
                Piece::Table(columns, rows) => {
                    let heads: String = columns.iter().fold(String::new(), |row, column| row + "<th scope=\"col\">" + column + "</th>");
                    let _ = writeln!(out, "<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>");
                    for row in rows {
                        let cells: String = row.iter().fold(String::new(), |line, cell| line + "<td>" + &html(cell) + "</td>");
                        let _ = writeln!(out, "<tr>{cells}</tr>");
                    }
                    out.push_str("</tbody>\n</table>\n");
                }
            }
        }
        out + "</main>\n</body>\n</html>\n"
    }

    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = vec![Piece::Heading(1, "Annotation guideline".into())];
        let names: Vec<String> = self.labels.iter().map(|label| format!("{} ({})", label.name, label.key)).collect();
        pieces.push(Piece::Text(format!("Labels and their keys: {}.", names.join(", "))));
        pieces.push(Piece::List(self.rules_in_words()));
        for label in &self.labels {
            label_pieces(label, &mut pieces);
        }
        if !self.relations.is_empty() {
            pieces.push(Piece::Heading(2, "Relations".into()));
            let rows = self.relations.iter().map(|relation| self.relation_row(relation));
            pieces.push(Piece::Table(vec!["relation", "the other way round", "from", "to", "how many", "meaning"], rows.collect()));
        }
        pieces
    }

    fn rules_in_words(&self) -> Vec<String> {
        let may = |may: bool| if may { "may" } else { "must not" };
        vec![
            format!("Annotations {} lie inside each other.", may(self.rules.nest)),
            format!("They {} cross: begin inside another and end outside.", may(self.rules.cross)),
            format!("The same words {} have several labels.", may(self.rules.repeat)),
        ]
    }

    fn relation_row(&self, relation: &RelationKind) -> Vec<String> {
        let names = |ends: &[LabelId]| match ends {
            [] => "any".to_owned(),
            ends => ends.iter().map(|end| self.name_of(end)).collect::<Vec<_>>().join(", "),
        };
        let many = if relation.single { "one" } else { "any number" };
        vec![relation.name.clone(), relation.inverse.clone(), names(&relation.from), names(&relation.to), many.into(), relation.definition.clone()]
    }
}

fn label_pieces(label: &Label, pieces: &mut Vec<Piece>) {
    pieces.push(Piece::Heading(2, label.name.clone()));
    if !label.definition.is_empty() {
        pieces.push(Piece::Text(label.definition.clone()));
    }
    let natural = match label.natural {
        Natural::Name => "the name",
        Natural::Clause => "the clause",
        Natural::Sentence => "the sentence",
        Natural::Quotation => "the quotation",
        Natural::Word => "the word",
    };
    pieces.push(Piece::Text(format!("Key {}; with nothing selected it takes {natural} around the caret.", label.key)));
    for (title, lines) in [("In", &label.includes), ("Out", &label.excludes), ("Where it begins and ends", &label.boundaries)] {
        if !lines.is_empty() {
            pieces.extend([Piece::Heading(3, title.into()), Piece::List(lines.clone())]);
        }
    }
    if !label.examples.is_empty() {
        pieces.extend([Piece::Heading(3, "Examples".into()), Piece::Examples(label.examples.clone())]);
    }
    if !label.attributes.is_empty() {
        let rows = label.attributes.iter().map(attribute_row);
        pieces.push(Piece::Heading(3, "Attributes".into()));
        pieces.push(Piece::Table(vec!["attribute", "key", "values", "meaning"], rows.collect()));
    }
}

fn attribute_row(attribute: &Attribute) -> Vec<String> {
    let mut values = match &attribute.kind {
        AttributeKind::Text => "text".to_owned(),
        AttributeKind::Choice(values) => values.join(", "),
        AttributeKind::Several(values) => format!("any of {}", values.join(", ")),
        AttributeKind::Flag => "yes or no".to_owned(),
        AttributeKind::Number => "a whole number".to_owned(),
        AttributeKind::Date => "a date".to_owned(),
        AttributeKind::Span => "a piece of the text".to_owned(),
    };
    if !attribute.default.is_empty() {
        values.push_str(&format!("; {} unless said otherwise", attribute.default));
    }
    let needed = if attribute.required { " (needed)" } else { "" };
    vec![format!("{}{needed}", attribute.name), attribute.key.to_string(), values, attribute.definition.clone()]
}

/// An example in parts: text, and whether it stands in square brackets.
fn tagged(example: &str) -> Vec<(String, bool)> {
    let mut parts = vec![(String::new(), false)];
    for c in example.chars() {
        match c {
            '[' => parts.push((String::new(), true)),
            ']' => parts.push((String::new(), false)),
            c => {
                if let Some((text, _)) = parts.last_mut() {
                    text.push(c);
                }
            }
        }
    }
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

/// A line of text that means nothing in Markdown.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line of text that means nothing in HTML.
fn html(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Annotation guideline</title>
<style>
:root { color-scheme: light dark; --ink: #1c1d22; --paper: #fdfdfa; --quiet: #5b5e68; --line: #d8d8d2; --mark: #fbe7a1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e2; --paper: #17181c; --quiet: #a3a6b1; --line: #3a3c44; --mark: #5a4a12; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.6 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1 { font-size: 2.1rem; line-height: 1.15; margin: 0 0 1rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font: 600 .85rem/1.4 system-ui, sans-serif; letter-spacing: .04em; text-transform: uppercase; color: var(--quiet); margin: 1.5rem 0 .4rem; }
p, ul { margin: .4rem 0 .8rem; }
ul { padding-left: 1.2rem; }
blockquote { margin: .5rem 0; padding: .3rem 0 .3rem 1rem; border-left: 3px solid var(--line); }
mark { background: var(--mark); color: inherit; padding: 0 .15em; text-decoration: underline; text-underline-offset: .2em; }
table { border-collapse: collapse; width: 100%; font: .9rem/1.45 system-ui, sans-serif; margin: .5rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; }
@media print { body { font-size: 10.5pt; background: none; color: #000; } main { padding: 0; max-width: none; } h2, h3 { break-after: avoid; } tr, blockquote, li { break-inside: avoid; } }
@media (max-width: 34rem) { table, thead, tbody, tr, th, td { display: block; } thead { display: none; } td { border: 0; padding: 0; } tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } td:first-child { font-weight: 600; } }
</style>
</head>
<body>
<main>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guideline_holds_all_that_the_codebook_says() {
        let codebook = Codebook::default();
        let (markdown, html) = (codebook.guideline_markdown(), codebook.guideline_html());
        for label in &codebook.labels {
            assert!(markdown.contains(&format!("## {}", label.name)) && html.contains(&format!("<h2>{}</h2>", label.name)));
            for attribute in &label.attributes {
                assert!(html.contains(&format!("<td>{}</td><td>{}</td>", attribute.name, attribute.key)), "{}", attribute.id);
            }
        }
        assert!(markdown.contains("> **Ilse Brandt**, the **harbour master**, told **Norland**’s envoy to wait."));
        assert!(html.contains("<mark>Ilse Brandt</mark>, the "));
        assert!(markdown.contains("| said by | said | quote | actor | one |"));
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut codebook = Codebook::default();
        codebook.labels[0].name = "</style><script>alert(1)</script>\u{202e}".into();
        codebook.labels[0].includes = vec!["a | b".into(), "# no *heading*".into()];
        let html = codebook.guideline_html();
        assert!(!html.contains("<script>") && !html.contains('\u{202e}'));
        assert!(codebook.guideline_markdown().contains("- \\# no \\*heading\\*"));
    }
}
