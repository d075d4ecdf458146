//! A line for spaCy, written.

use serde::Serialize;

use crate::exchange::plain::{Meta, Said, put_line, trimmed};
use crate::exchange::{Document, Loss, Offsets, Piece};

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    spans: Vec<One<'a>>,
    relations: Vec<Link<'a>>,
    meta: Meta<'a>,
}

#[derive(Serialize)]
struct One<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    id: &'a str,
    /// The number of the fragment, from 1, in an annotation that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    fragment: Option<usize>,
    #[serde(flatten)]
    said: Said<'a>,
}

#[derive(Serialize)]
struct Link<'a> {
    id: &'a str,
    label: &'a str,
    from: &'a str,
    to: &'a str,
}

/// Writes a document as one line.
pub(super) fn line(document: &Document, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let mut spans = Vec::with_capacity(document.annotations.len());
    let mut left_out = std::collections::BTreeSet::new();
    for annotation in &document.annotations {
        let parts = trimmed(annotation, document.article.text(), piece);
        if parts.is_empty() {
            left_out.insert(&annotation.id);
        }
        for (number, part) in parts.iter().enumerate() {
            let (start, end) = document.chars(&offsets, *part, piece);
            let said = if number == 0 { Said::of(annotation, document, &offsets, piece) } else { Said::default() };
            let fragment = (parts.len() > 1).then_some(number + 1);
            spans.push(One { start, end, label: annotation.label.as_str(), id: annotation.id.as_str(), fragment, said });
        }
        piece.annotations += usize::from(!parts.is_empty());
    }
    let there = |relation: &&std::sync::Arc<crate::annotation::Relation>| !left_out.contains(&relation.from) && !left_out.contains(&relation.to);
    let relations: Vec<Link<'_>> = document
        .relations
        .iter()
        .filter(there)
        .map(|relation| Link { id: relation.id.as_str(), label: &relation.kind, from: relation.from.as_str(), to: relation.to.as_str() })
        .collect();
    piece.lost(Loss::Relation, document.relations.len() - relations.len());
    piece.lost(Loss::Unanchored, document.unanchored.len());
    let line = Line { text: document.text(), spans, relations, meta: Meta::of(document) };
    put_line(&line, piece);
}
