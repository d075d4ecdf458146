//! What a page says of its article as linked data (JSON-LD of schema.org).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::tree;
use super::walk::walk;

/// Bytes of a script that are read.
const LIMIT: usize = 2 << 20;

/// Objects that are looked at for an article or for what one refers to.
const OBJECTS: usize = 10_000;

/// What linked data says of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LinkedArticle {
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) publication: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// Whether it is said to be for subscribers.
    pub(super) paid: bool,
}

/// The first article that the scripts tell of.
pub(super) fn article(scripts: &[String]) -> Option<LinkedArticle> {
    let values: Vec<Value> = scripts.iter().filter_map(|script| value(script)).collect();
    let objects: Vec<&Map<String, Value>> = values.iter().flat_map(objects).take(OBJECTS).collect();
    let found = objects.iter().find(|object| is_article(object) && object.contains_key("headline"));
    let found = found.or_else(|| objects.iter().find(|object| is_article(object)))?;
    let refer = |value: &'_ Value| -> Option<String> {
        let id = value.get("@id")?.as_str()?;
        objects
            .iter()
            .find(|object| object.contains_key("name") && object.get("@id").and_then(Value::as_str) == Some(id))
            .and_then(|object| text(object.get("name")?))
    };
    let page = found.get("mainEntityOfPage");
    Some(LinkedArticle {
        title: found.get("headline").and_then(text).or_else(|| found.get("name").and_then(text)),
        authors: found.get("author").map(|author| names(author, &refer)).unwrap_or_default(),
        date: found.get("datePublished").and_then(text),
        publication: found.get("publisher").and_then(|publisher| names(publisher, &refer).into_iter().next()),
        url: found.get("url").or(page).and_then(|url| text(url).or_else(|| text(url.get("@id")?))),
        language: found.get("inLanguage").and_then(text),
        paid: found
            .get("isAccessibleForFree")
            .is_some_and(|free| free == &Value::Bool(false) || free.as_str().is_some_and(|free| free.eq_ignore_ascii_case("false"))),
    })
}

/// Every object in a value, outer ones first.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    let mut open = std::collections::VecDeque::from([value]);
    while let Some(value) = open.pop_front().filter(|_| found.len() < OBJECTS) {
        match value {
            Value::Array(values) => open.extend(values),
            Value::Object(object) => {
                found.push(object);
                open.extend(object.values().filter(|value| value.is_array() || value.is_object()));
            }
            _ => {}
        }
    }
    found
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |kind: &Value| kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind.ends_with("Report"));
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind) && !kind.as_str().is_some_and(|kind| kind.ends_with("JobPosting")),
        None => false,
    }
}

/// The names of people or houses: one or several, as text or as objects, or referred to.
fn names(value: &Value, refer: &dyn Fn(&Value) -> Option<String>) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(object) => object.get("name").and_then(text).or_else(|| refer(value)),
        value => text(value),
    };
    let names: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(one).take(100).collect(),
        value => one(value).into_iter().collect(),
    };
    names.into_iter().filter(|name| !name.contains("://")).collect()
}

/// A value as a line of text, without the HTML that may be in it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Array(values) => values.first().and_then(|first| line(first.as_str()?)),
        _ => None,
    }
}

/// Text that may hold HTML or its entities, as one line; `None` when there is nothing in it.
pub(super) fn line(text: &str) -> Option<String> {
    let text = if text.contains(['<', '&']) {
        let pieces = walk(tree::piece(text).document.root());
        Cow::Owned(pieces.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    };
    let words: Vec<&str> = text.split(|c: char| c.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    (!line.trim().is_empty()).then_some(line)
}

/// The value of a script; one with the usual mistakes is mended.
fn value(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//").trim_start().trim_start_matches("<![CDATA[");
    let script = script.trim_end().trim_end_matches("-->").trim_end_matches("]]>").trim_end().trim_end_matches("//").trim().trim_end_matches(';');
    if script.len() > LIMIT {
        return None;
    }
    serde_json::from_str(script).or_else(|_| serde_json::from_str(&mended(script))).ok()
}

/// JSON without commas before closing brackets, and without line breaks inside strings.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if quoted {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            quoted = !ends;
            out.push(if c.is_control() { ' ' } else { c });
            continue;
        }
        quoted = c == '"';
        if matches!(c, '}' | ']') {
            let end = out.trim_end().trim_end_matches(',').len();
            out.truncate(end);
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> LinkedArticle {
        article(&[script.to_owned()]).unwrap_or_default()
    }

    #[test]
    fn an_article_is_found_in_arrays_and_graphs_and_its_references_are_followed() {
        let found = read(
            r##"[{"@type": "WebSite", "name": "no"}, {"@graph": [{"@id": "#a", "@type": "Person", "name": "Marta Okonkwo"},
            {"@type": ["NewsArticle"], "headline": "Dockers &amp; <b>the</b> city", "author": [{"@id": "#a"}, {"name": "Ida Renn"}, "Tom"],
            "publisher": {"name": "Selden Mirror"}, "mainEntityOfPage": {"@id": "https://mirror.example/1"}, "isAccessibleForFree": "False"}]}]"##,
        );
        assert_eq!(found.title.as_deref(), Some("Dockers & the city"));
        assert_eq!(found.authors, ["Marta Okonkwo", "Ida Renn", "Tom"]);
        assert_eq!((found.publication.as_deref(), found.url.as_deref(), found.paid), (Some("Selden Mirror"), Some("https://mirror.example/1"), true));
    }

    #[test]
    fn usual_mistakes_are_mended() {
        let found = read("<!-- {\"@type\": \"NewsArticle\", \"headline\": \"One\ntwo \\\" , ]\",\n \"author\": [\"A\", ], } -->");
        assert_eq!((found.title.as_deref(), found.authors), (Some("One two \" , ]"), vec!["A".to_owned()]));
        assert_eq!(article(&["{".repeat(100_000), "[".repeat(1000), String::new(), "7".into()]), None);
    }
}
