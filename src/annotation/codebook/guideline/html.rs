//! The guideline as a page of HTML: no script, nothing fetched, fit to be printed.

use super::{Attribute, Codebook, Label, Piece, ends, habit, lists, pieces, plain, rules, sort, terms};

/// How the page looks.
const STYLE: &str = include_str!("../../../../assets/guideline.css");

/// The colour of a label that has none.
const INK: (u8, u8, u8) = (0x33, 0x33, 0x33);

/// The whole page.
pub(super) fn guideline(codebook: &Codebook, title: &str, inks: &[(u8, u8, u8)]) -> String {
    let ink = |at: usize| inks.get(at).copied().unwrap_or(INK);
    let title = escaped(title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<nav>\n"
    );
    for (at, label) in codebook.labels.iter().enumerate() {
        out += &format!(
            "<a href=\"#label-{at}\" style=\"{}\">{} <b>{}</b><span>{}</span></a>\n",
            color(ink(at)),
            key(label.key),
            name(label),
            escaped(&label.definition)
        );
    }
    out += "</nav>\n</header>\n<main>\n";
    for (at, label) in codebook.labels.iter().enumerate() {
        section(&mut out, at, label, ink(at));
    }
    relations(&mut out, codebook);
    out += "<section>\n<h2>How annotations lie to each other</h2>\n<ul>\n";
    for rule in rules(codebook.rules) {
        out += &format!("<li>{rule}</li>\n");
    }
    out += "</ul>\n</section>\n</main>\n</body>\n</html>\n";
    out
}

fn section(out: &mut String, at: usize, label: &Label, ink: (u8, u8, u8)) {
    *out += &format!("<section id=\"label-{at}\" class=\"label\" style=\"{}\">\n<h2>{} {}", color(ink), key(label.key), name(label));
    if label.name != label.id.as_str() {
        *out += &format!(" <code>{}</code>", escaped(label.id.as_str()));
    }
    *out += &format!("</h2>\n<p class=\"definition\">{}</p>\n", escaped(&label.definition));
    *out += &format!("<p class=\"habit\">{} {}</p>\n", key(label.key), habit(label));
    for (heading, lines) in lists(label) {
        *out += &format!("<h3>{heading}</h3>\n<ul>\n");
        for line in lines {
            *out += &format!("<li>{}</li>\n", escaped(line));
        }
        *out += "</ul>\n";
    }
    if !label.examples.is_empty() {
        *out += "<h3>Examples</h3>\n";
        for example in &label.examples {
            *out += &format!("<blockquote>{}</blockquote>\n", marked(example));
        }
    }
    if !label.attributes.is_empty() {
        *out += "<h3>What is said of it</h3>\n<table class=\"attributes\">\n<thead><tr><th>key</th><th>attribute</th><th>value</th><th>what it means</th></tr></thead>\n<tbody>\n";
        for attribute in &label.attributes {
            *out += &attribute_row(attribute);
        }
        *out += "</tbody>\n</table>\n";
    }
    *out += "</section>\n";
}

fn attribute_row(attribute: &Attribute) -> String {
    let values: Vec<String> = attribute.kind.values().iter().map(|value| format!("<code>{}</code>", escaped(value))).collect();
    let terms: Vec<String> = terms(attribute).iter().map(|term| format!("<em>{}</em>", escape(term))).collect();
    format!(
        "<tr><td>{}</td><td>{}</td><td>{} {} {}</td><td>{}</td></tr>\n",
        key(attribute.key),
        escaped(&attribute.name),
        sort(&attribute.kind),
        values.join(" "),
        terms.join(" "),
        escaped(&attribute.definition)
    )
}

fn relations(out: &mut String, codebook: &Codebook) {
    if codebook.relations.is_empty() {
        return;
    }
    *out += "<section>\n<h2>Relations</h2>\n<table>\n<thead><tr><th>from</th><th>relation</th><th>to</th><th>the other way round</th><th>how many</th><th>what it means</th></tr></thead>\n<tbody>\n";
    for relation in &codebook.relations {
        let (from, to) = ends(codebook, relation);
        let many = if relation.single { "one at most" } else { "any number" };
        let cells = [&escape(&from), &format!("<b>{}</b>", escaped(&relation.name)), &escape(&to), &escaped(&relation.inverse), &many.to_owned()];
        let cells = cells.map(String::as_str).join("</td><td>");
        *out += &format!("<tr><td>{cells}</td><td>{}</td></tr>\n", escaped(&relation.definition));
    }
    *out += "</tbody>\n</table>\n</section>\n";
}

/// An example: what is tagged is marked, and its brackets are kept for whoever sees no colour.
fn marked(example: &str) -> String {
    let pieces = pieces(&plain(example)).into_iter().map(|piece| match piece {
        Piece::Text(text) => escape(&text),
        Piece::Open => "<mark><i>[</i>".to_owned(),
        Piece::Close => "<i>]</i></mark>".to_owned(),
    });
    pieces.collect()
}

fn name(label: &Label) -> String {
    escaped(if label.name.trim().is_empty() { label.id.as_str() } else { &label.name })
}

fn key(key: char) -> String {
    format!("<kbd>{}</kbd>", escaped(&key.to_string()))
}

fn color((red, green, blue): (u8, u8, u8)) -> String {
    format!("--ink: #{red:02x}{green:02x}{blue:02x}")
}

/// Text on one line, with nothing in it that HTML would take for more than text.
fn escaped(text: &str) -> String {
    escape(&plain(text))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_every_label_attribute_and_relation_and_fetches_nothing() {
        let codebook = Codebook::default();
        let page = codebook.guideline_html("Guideline: harbour & quay", &[(0, 0x72, 0xb2)]);
        assert!(page.contains("<title>Guideline: harbour &amp; quay</title>") && page.contains("--ink: #0072b2"));
        assert!(page.contains("<mark><i>[</i>Ilse Brandt<i>]</i></mark>, the <mark>"), "{page}");
        for label in &codebook.labels {
            assert!(page.contains(&format!("</kbd> {}</h2>", label.name)), "{}", label.id);
            for attribute in &label.attributes {
                assert!(page.contains(&format!("<td>{}</td>", escaped(&attribute.name))), "{}", attribute.name);
            }
        }
        assert!(codebook.relations.iter().all(|relation| page.contains(&format!("<b>{}</b>", relation.name))));
        for foreign in ["<script", "http:", "https:", "url(", "@import", "src="] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        for tag in ["section", "table", "tr", "td", "ul", "li", "mark", "blockquote", "a", "p", "code", "kbd"] {
            let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn text_stays_text() {
        let hostile = "</style><script>alert('x')</script>\u{202e}&amp;";
        let mut codebook = Codebook::default();
        codebook.labels.iter_mut().for_each(|label| label.definition = hostile.into());
        let page = codebook.guideline_html(hostile, &[]);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(&#39;x&#39;)") && !page.contains('\u{202e}') && page.contains("&amp;amp;"));
        assert_eq!(page.matches("</style>").count(), 1);
    }
}
