//! A conversation, written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::prompt;
use crate::annotation::{Annotation, Codebook, Value};
use crate::article::Span;
use crate::exchange::plain::{as_json, count_unsaid, put_line};
use crate::exchange::{Document, Loss, Losses, Offsets, Piece};

#[derive(Serialize)]
struct Line<'a> {
    messages: [Message<'a>; 3],
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct Answer<'a> {
    annotations: Vec<One<'a>>,
    relations: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    label: &'a str,
    #[serde(flatten)]
    whole: Place<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fragments: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'a str, Json>,
}

#[derive(Serialize)]
struct Place<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
}

#[derive(Serialize)]
struct Link<'a> {
    relation: &'a str,
    from: usize,
    to: usize,
}

/// Writes a document as one conversation.
pub(super) fn conversation(document: &Document, codebook: &Codebook, offsets: bool, piece: &mut Piece) {
    let known = Offsets::new(document.text());
    let annotations = document.annotations.iter().map(|annotation| one(document, annotation, &known, offsets, piece)).collect();
    let numbers = document.numbers();
    let link = |relation: &crate::annotation::Relation| Some((*numbers.get(&relation.from)?, *numbers.get(&relation.to)?));
    let links = document.relations.iter().filter_map(|relation| link(relation).map(|(from, to)| Link { relation: &relation.kind, from, to }));
    let relations: Vec<Link<'_>> = links.collect();
    piece.lost(Loss::Relation, document.relations.len() - relations.len());
    piece.annotations += document.annotations.len();
    count_losses(document, piece);
    let (system, user) = (prompt::system(codebook, offsets), document.text());
    match serde_json::to_string(&Answer { annotations, relations }) {
        Ok(answer) => {
            let message = |role: &'static str, content| Message { role, content };
            put_line(&Line { messages: [message("system", &system), message("user", user), message("assistant", &answer)] }, piece);
        }
        Err(error) => piece.refuse(error.to_string()),
    }
}

fn one<'a>(document: &'a Document, annotation: &'a Annotation, known: &Offsets<'_>, offsets: bool, piece: &mut Piece) -> One<'a> {
    let whole = place(document, annotation.extent(), known, offsets, piece);
    let several = annotation.spans.len() > 1;
    let fragments = annotation.spans.iter().filter(|_| several).map(|span| place(document, *span, known, offsets, piece)).collect();
    let value = |value: &Value, piece: &mut Piece| match value {
        Value::Span(span) if !offsets => Json::from(document.article.text().slice(*span)),
        _ => as_json(value, document, known, piece),
    };
    let attributes = annotation.attributes.iter().map(|(name, given)| (name.as_str(), value(given, piece))).collect();
    One { label: annotation.label.as_str(), whole, fragments, attributes }
}

fn place<'a>(document: &'a Document, span: Span, known: &Offsets<'_>, offsets: bool, piece: &mut Piece) -> Place<'a> {
    let (start, end) = document.chars(known, span, piece);
    Place { text: document.article.text().slice(span), start: offsets.then_some(start), end: offsets.then_some(end) }
}

/// All that is not said but the attributes, which are.
fn count_losses(document: &Document, piece: &mut Piece) {
    let mut unsaid = Piece::default();
    count_unsaid(document, &mut unsaid);
    let mut losses = Losses::default();
    for loss in [Loss::Note, Loss::Doubt, Loss::Unanchored] {
        losses.count(loss, unsaid.losses.of(loss));
    }
    piece.losses.add(&losses);
}
