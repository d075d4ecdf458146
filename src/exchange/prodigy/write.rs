//! A task, written.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::tokens::{Token, numbers, tokens};
use crate::annotation::{Annotation, Id};
use crate::article::Span;
use crate::exchange::plain::{Meta, Said, put_list, put_rest, put_text, trimmed};
use crate::exchange::{Document, Loss, Offsets, Piece, Words};

/// Bytes that a token takes beside its text, about.
const TOKEN: usize = 64;

/// What comes behind the text and the tokens.
#[derive(Serialize)]
struct Task<'a> {
    spans: Vec<One<'a>>,
    relations: Vec<Link<'a>>,
    meta: Meta<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
}

/// A span as relations name it. Token numbers are inclusive.
#[derive(Clone, Copy, Serialize)]
struct Place<'a> {
    start: usize,
    end: usize,
    token_start: usize,
    token_end: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct One<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fragment: Option<usize>,
    #[serde(flatten)]
    said: Said<'a>,
}

#[derive(Serialize)]
struct Link<'a> {
    id: &'a str,
    /// The last token of the first fragment.
    head: usize,
    child: usize,
    head_span: Place<'a>,
    child_span: Place<'a>,
    head_id: &'a str,
    child_id: &'a str,
    label: &'a str,
}

/// Writes a document as one task.
pub(super) fn task(document: &Document, answer: &str, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let text = document.article.text();
    let all: Vec<(&Annotation, Vec<Span>)> = document.annotations.iter().map(|annotation| (annotation.as_ref(), trimmed(annotation, text, piece))).collect();
    let cuts: BTreeSet<u32> = all.iter().flat_map(|(_, spans)| spans).flat_map(|span| [span.start, span.end]).collect();
    let tokens = tokens(document.text(), &Words::tokens_of(&document.article), &cuts);
    let mut spans = Vec::new();
    let mut firsts: BTreeMap<&Id, Place<'_>> = BTreeMap::new();
    for (annotation, parts) in &all {
        for (number, part) in parts.iter().enumerate() {
            let place = place(document, &offsets, annotation, *part, &tokens, piece);
            firsts.entry(&annotation.id).or_insert(place);
            let said = if number == 0 { Said::of(annotation, document, &offsets, piece) } else { Said::default() };
            spans.push(One { place, text: text.slice(*part), id: annotation.id.as_str(), fragment: (parts.len() > 1).then_some(number + 1), said });
        }
        piece.annotations += usize::from(!parts.is_empty());
    }
    let links = document.relations.iter().filter_map(|relation| {
        let (head_span, child_span) = (*firsts.get(&relation.from)?, *firsts.get(&relation.to)?);
        let (head_id, child_id) = (relation.from.as_str(), relation.to.as_str());
        let (head, child) = (head_span.token_end, child_span.token_end);
        Some(Link { id: relation.id.as_str(), head, child, head_span, child_span, head_id, child_id, label: &relation.kind })
    });
    let relations: Vec<Link<'_>> = links.collect();
    piece.lost(Loss::Relation, document.relations.len() - relations.len());
    piece.lost(Loss::Unanchored, document.unanchored.len());
    let begun = beginning(document, &offsets, &tokens, piece);
    let task = Task { spans, relations, meta: Meta::of(document), answer: (answer != "none").then_some(answer) };
    put_rest(begun, &task, piece);
}

/// The object up to its tokens. They are most of it by far, and written here one by one.
fn beginning(document: &Document, offsets: &Offsets<'_>, tokens: &[Token], piece: &mut Piece) -> Vec<u8> {
    let mut out = Vec::with_capacity(document.text().len() * 2 + tokens.len() * TOKEN);
    out.extend_from_slice(b"{\"text\":");
    put_text(document.text(), &mut out, piece);
    out.extend_from_slice(b",\"tokens\":");
    let mut walk = offsets.walk();
    let mut number = itoa::Buffer::new();
    put_list(tokens.iter().enumerate(), &mut out, |(id, token), out| {
        let (start, end) = document.walked(walk.chars(token.span), token.span, piece);
        out.extend_from_slice(b"{\"text\":");
        put_text(document.article.text().slice(token.span), out, piece);
        out.extend_from_slice(b",\"start\":");
        out.extend_from_slice(number.format(start).as_bytes());
        out.extend_from_slice(b",\"end\":");
        out.extend_from_slice(number.format(end).as_bytes());
        out.extend_from_slice(b",\"id\":");
        out.extend_from_slice(number.format(id).as_bytes());
        out.extend_from_slice(if token.space { b",\"ws\":true}".as_slice() } else { b",\"ws\":false}".as_slice() });
    });
    out
}

fn place<'a>(document: &Document, offsets: &Offsets<'_>, annotation: &'a Annotation, span: Span, tokens: &[Token], piece: &mut Piece) -> Place<'a> {
    let (start, end) = document.chars(offsets, span, piece);
    let (token_start, token_end) = numbers(tokens, span).unwrap_or_else(|| {
        piece.refuse(format!("characters {start} to {end} lie on no whole tokens"));
        (0, 0)
    });
    Place { start, end, token_start, token_end, label: annotation.label.as_str() }
}
