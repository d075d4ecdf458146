//! Web Annotations, written.

use std::borrow::Cow;

use serde::Serialize;

use super::super::neutral::{json_of, state_name};
use super::item::{Body, Item, Known, Resource, Target, Targets};
use super::{DOUBTFUL, JSON, iri};
use crate::annotation::{Annotation, Relation, Value, context};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece};

/// What an item takes beside the text that it quotes, about.
const ITEM: usize = 1 << 10;

/// A document as items of the page: its text, its annotations, its relations.
pub(super) fn items(document: &Document, piece: &mut Piece) {
    let record = format!("{}:{}", iri::escaped(&document.path), iri::escaped(&document.annotator));
    let version = format!("urn:sha256:{}", document.article.text().sha256());
    let article = source(document, &version);
    let page = Page { document, offsets: Offsets::new(document.text()), article, record };
    let mut out = Vec::with_capacity(document.text().len() * 3 / 2 + document.annotations.len() * ITEM);
    put(&page.known(), &mut out, piece);
    for annotation in &document.annotations {
        put(&page.annotation(annotation, piece), &mut out, piece);
    }
    document.relations.iter().for_each(|relation| put(&page.relation(relation), &mut out, piece));
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
    piece.put(out);
}

fn put(item: &impl Serialize, out: &mut Vec<u8>, piece: &mut Piece) {
    if !out.is_empty() {
        out.extend_from_slice(b",\n");
    }
    if let Err(error) = serde_json::to_writer(out, item) {
        piece.refuse(error.to_string());
    }
}

/// The address of the article with its version; of a part of one, or one without an address, its text by its fingerprint.
fn source<'a>(document: &'a Document, version: &'a str) -> Resource<'a> {
    match document.about.url.as_ref().filter(|_| !document.path.contains('#')) {
        Some(url) => Resource::new(url, Some(version)),
        None => Resource::new(version, None),
    }
}

struct Page<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    article: Resource<'a>,
    /// Article and annotator, as a part of IRIs.
    record: String,
}

impl<'a> Page<'a> {
    fn item<T: Serialize>(&self, id: String, motivation: &'static str, body: Vec<Body<'a>>, target: T) -> Item<'a, T> {
        Item::new(id, motivation, &self.document.annotator, body, target)
    }

    fn iri(&self, id: &str) -> String {
        iri::of(&self.record, id)
    }

    /// The text of the article, and what is known of it.
    fn known(&self) -> Item<'a, Known<'a>> {
        let (document, about) = (self.document, &self.document.about);
        let known = Known {
            authors: &about.authors,
            state: state_name(document.state),
            date: about.date.as_deref(),
            identifier: about.id.as_deref(),
            title: document.title(),
            publication: about.publication.as_deref(),
            sha256: document.article.text().sha256(),
            path: &document.path,
            article: self.article,
        };
        let body = Body::article(about.language.as_deref(), document.text());
        self.item(format!("urn:tagline:{}", self.record), "describing", vec![body], known)
    }

    fn annotation(&self, annotation: &'a Annotation, piece: &mut Piece) -> Item<'a, Targets<'a>> {
        let mut body = vec![Body::text("tagging", annotation.label.as_str())];
        if !annotation.note.is_empty() {
            body.push(Body::text("commenting", &annotation.note));
        }
        if annotation.doubtful {
            body.push(Body::text("assessing", DOUBTFUL));
        }
        body.extend(annotation.attributes.iter().map(|(name, value)| match value {
            Value::Text(text) => Body::attribute("text/plain", name, Cow::Borrowed(text)),
            other => Body::attribute(JSON, name, Cow::Owned(json_of(other, &self.offsets).to_string())),
        }));
        let targets = match annotation.spans.as_slice() {
            [span] => Targets::One(self.target(*span, piece)),
            spans => Targets::Many(spans.iter().map(|span| self.target(*span, piece)).collect()),
        };
        self.item(self.iri(annotation.id.as_str()), "tagging", body, targets).at(annotation.created, annotation.modified)
    }

    fn target(&self, span: Span, piece: &mut Piece) -> Target<'a> {
        let text = self.document.article.text();
        Target::new(self.article, self.document.chars(&self.offsets, span, piece), text.slice(span), context(text, span))
    }

    fn relation(&self, relation: &'a Relation) -> Item<'a, String> {
        let body = vec![Body::text("tagging", &relation.kind), Body::other(self.iri(relation.to.as_str()))];
        self.item(self.iri(relation.id.as_str()), "linking", body, self.iri(relation.from.as_str())).at(relation.created, relation.modified)
    }
}
