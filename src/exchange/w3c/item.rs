//! The objects of a page as they are written. Their fields are in the order of the alphabet, so that two exports can be compared
//! line by line.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

/// What makes the annotations.
const GENERATOR: &str = "https://github.com/tagline/tagline";

/// An annotation in the sense of the standard: an article's text, an annotation of ours, or a relation.
#[derive(Serialize)]
pub(super) struct Item<'a, T: Serialize> {
    body: Vec<Body<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    creator: Creator<'a>,
    generator: &'static str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    motivation: &'static str,
    target: T,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'a, T: Serialize> Item<'a, T> {
    /// One without times.
    pub(super) fn new(id: String, motivation: &'static str, annotator: &'a str, body: Vec<Body<'a>>, target: T) -> Self {
        let creator = Creator { nickname: annotator, kind: "Person" };
        Self { body, created: None, creator, generator: GENERATOR, id, modified: None, motivation, target, kind: "Annotation" }
    }

    /// The same with the times at which it was made and last changed.
    pub(super) fn at(self, created: Timestamp, modified: Timestamp) -> Self {
        Self { created: Some(created.to_string()), modified: Some(modified.to_string()), ..self }
    }
}

#[derive(Serialize)]
pub(super) struct Creator<'a> {
    nickname: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// What is said of a target.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Body<'a> {
    /// In words.
    Textual(Textual<'a>),
    /// By the other end of a relation.
    Other(Other),
}

#[derive(Serialize)]
pub(super) struct Textual<'a> {
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    purpose: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    value: Cow<'a, str>,
}

#[derive(Serialize)]
pub(super) struct Other {
    purpose: &'static str,
    source: String,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'a> Body<'a> {
    /// Plain text.
    pub(super) fn text(purpose: &'static str, value: &'a str) -> Self {
        Self::whole("text/plain", None, None, purpose, Cow::Borrowed(value))
    }

    /// The text of an article in its language.
    pub(super) fn article(language: Option<&'a str>, value: &'a str) -> Self {
        Self::whole("text/plain", None, language, "describing", Cow::Borrowed(value))
    }

    /// The value of an attribute.
    pub(super) fn attribute(format: &'static str, name: &'a str, value: Cow<'a, str>) -> Self {
        Self::whole(format, Some(name), None, "describing", value)
    }

    /// The other end of a relation.
    pub(super) fn other(source: String) -> Self {
        Self::Other(Other { purpose: "linking", source, kind: "SpecificResource" })
    }

    fn whole(format: &'static str, label: Option<&'a str>, language: Option<&'a str>, purpose: &'static str, value: Cow<'a, str>) -> Self {
        Self::Textual(Textual { format, label, language, purpose, kind: "TextualBody", value })
    }
}

/// An article, and what is known of it.
#[derive(Serialize)]
pub(super) struct Known<'a> {
    #[serde(rename = "schema:author", skip_serializing_if = "<[String]>::is_empty")]
    pub(super) authors: &'a [String],
    #[serde(rename = "schema:creativeWorkStatus")]
    pub(super) state: &'static str,
    #[serde(rename = "schema:datePublished", skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<&'a str>,
    #[serde(rename = "schema:identifier", skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<&'a str>,
    #[serde(rename = "schema:name")]
    pub(super) title: &'a str,
    #[serde(rename = "schema:publisher", skip_serializing_if = "Option::is_none")]
    pub(super) publication: Option<&'a str>,
    #[serde(rename = "schema:sha256")]
    pub(super) sha256: &'a str,
    #[serde(rename = "schema:url")]
    pub(super) path: &'a str,
    #[serde(flatten)]
    pub(super) article: Resource<'a>,
}

/// The article that something is said of.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Resource<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'a> Resource<'a> {
    /// The article at an address, and the version of its text.
    pub(super) fn new(source: &'a str, scope: Option<&'a str>) -> Self {
        Self { scope, source, kind: "SpecificResource" }
    }
}

/// The places of an annotation: one as it is, others as a list.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Targets<'a> {
    One(Target<'a>),
    Many(Vec<Target<'a>>),
}

/// A place in an article.
#[derive(Serialize)]
pub(super) struct Target<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    selector: (Position, Quote<'a>),
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'a> Target<'a> {
    /// A place in code points, and what stands there between what stands around it.
    pub(super) fn new(article: Resource<'a>, (start, end): (usize, usize), exact: &'a str, (prefix, suffix): (&'a str, &'a str)) -> Self {
        let position = Position { end, start, kind: "TextPositionSelector" };
        let quote = Quote { exact, prefix, suffix, kind: "TextQuoteSelector" };
        Self { scope: article.scope, selector: (position, quote), source: article.source, kind: article.kind }
    }
}

#[derive(Serialize)]
struct Position {
    end: usize,
    start: usize,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Quote<'a> {
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}
