//! The many shapes that the same thing has in JSON-LD.

use serde_json::Value as Json;

/// The items of a value that is one or a list.
pub(super) fn each(value: &Json) -> std::slice::Iter<'_, Json> {
    match value {
        Json::Array(all) => all.iter(),
        Json::Null => [].iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

/// A field that is text.
pub(super) fn said<'a>(item: &'a Json, name: &str) -> Option<&'a str> {
    item.get(name)?.as_str()
}

/// A name without the prefix of its namespace.
pub(super) fn bare(name: &str) -> &str {
    name.rsplit([':', '#']).next().unwrap_or(name)
}

/// Whether something is of a type, with or without the prefix of its namespace.
pub(super) fn kind(item: &Json, name: &str) -> bool {
    let of = ["type", "@type"].into_iter().find_map(|field| item.get(field));
    of.is_some_and(|of| each(of).filter_map(Json::as_str).any(|of| bare(of) == name))
}

/// Whether something is for a purpose, or made with a motivation.
pub(super) fn is_for(item: &Json, field: &str, name: &str) -> bool {
    item.get(field).is_some_and(|of| each(of).filter_map(Json::as_str).any(|of| bare(of) == name))
}

/// The first purpose or motivation.
pub(super) fn first_for<'a>(item: &'a Json, field: &str) -> Option<&'a str> {
    each(item.get(field)?).next()?.as_str().map(bare)
}

/// The IRI of something that is one, or has one.
pub(super) fn iri(item: &Json) -> Option<&str> {
    item.as_str().or_else(|| said(item, "id")).or_else(|| said(item, "@id"))
}

/// The annotations of a document: a collection, a page, a list, a graph, the rows of Hypothesis, or one.
pub(super) fn annotations(document: &Json) -> Vec<&Json> {
    let first = document.get("first").filter(|first| first.is_object()).unwrap_or(document);
    let inside = ["items", "@graph", "rows"].into_iter().find_map(|name| first.get(name)?.as_array());
    match (inside, document) {
        (Some(items), _) => items.iter().collect(),
        (None, Json::Array(items)) => items.iter().flat_map(|item| if item.get("target").is_some() { vec![item] } else { page(item) }).collect(),
        (None, one) if one.get("target").is_some() => vec![one],
        _ => Vec::new(),
    }
}

fn page(item: &Json) -> Vec<&Json> {
    ["items", "@graph"].into_iter().find_map(|name| item.get(name)?.as_array()).into_iter().flatten().collect()
}

/// What an annotation is on: the source of its first target.
pub(super) fn source(annotation: &Json) -> Option<&str> {
    let target = each(annotation.get("target")?).next()?;
    target.get("source").map_or_else(|| iri(target), iri)
}

/// Whose an annotation is.
pub(super) fn creator(annotation: &Json) -> Option<&str> {
    if let Some(user) = said(annotation, "user") {
        return Some(user.trim_start_matches("acct:"));
    }
    let creator = each(annotation.get("creator")?).next()?;
    ["nickname", "name", "email"].into_iter().find_map(|name| said(creator, name)).or_else(|| iri(creator))
}
