//! Parts of a document as a document: paragraphs, sentences, or what is left without some blocks.

use std::sync::Arc;

use super::{Document, Loss, Losses};
use crate::annotation::{Annotation, Id, Value};
use crate::article::{Article, Span, Text};

/// What parts are joined by.
const JOINT: &str = "\n\n";

impl Document {
    /// A document that holds these parts of the text, in text order, with a blank line between two. Annotations that no
    /// part touches are left out; of others what lies in the parts is kept, and the cut counted.
    #[must_use]
    pub fn excerpt(&self, parts: &[Span], path: String, losses: &mut Losses) -> Self {
        let text = self.article.text();
        let mut joined = String::new();
        let mut placed: Vec<(Span, u32)> = Vec::with_capacity(parts.len());
        for part in parts {
            if !joined.is_empty() {
                joined.push_str(JOINT);
            }
            placed.push((*part, joined.len() as u32));
            joined.push_str(text.slice(*part));
        }
        let roles = parts.iter().zip(&placed).filter_map(|(part, (_, at))| Some((*at, self.article.block(self.article.block_at(part.start))?.role)));
        let mut article = Article::with_rule(Text::new(joined), self.article.rule());
        article.set_roles(&roles.collect());
        let mut annotations: Vec<Arc<Annotation>> = self.annotations.iter().filter_map(|annotation| kept(annotation, &placed, losses)).collect();
        annotations.sort_by_key(|annotation| (annotation.start(), std::cmp::Reverse(annotation.end())));
        let there = |id: &Id| annotations.iter().any(|annotation| annotation.id == *id);
        let relations = self.relations.iter().filter(|relation| there(&relation.from) && there(&relation.to)).cloned().collect();
        Self { path, article, annotations, relations, unanchored: Vec::new(), about: self.about.clone(), annotator: self.annotator.clone(), ..*self }
    }
}

fn kept(annotation: &Annotation, placed: &[(Span, u32)], losses: &mut Losses) -> Option<Arc<Annotation>> {
    let spans: Vec<Span> = annotation.spans.iter().flat_map(|span| within(*span, placed)).collect();
    if spans.is_empty() {
        return None;
    }
    let whole = annotation.length() == spans.iter().map(|span| span.len()).sum::<u32>();
    losses.count(Loss::CutAtEdge, usize::from(!whole));
    let mut copy = Annotation { spans, ..annotation.clone() };
    copy.attributes.retain(|_, value| moved(value, placed));
    Some(Arc::new(copy))
}

/// Moves the spans of a value; `false` when one is not in the parts.
fn moved(value: &mut Value, placed: &[(Span, u32)]) -> bool {
    value.spans_mut().into_iter().all(|span| match within(*span, placed).as_slice() {
        [one] if one.len() == span.len() => {
            *span = *one;
            true
        }
        _ => false,
    })
}

/// What of a span lies in the parts, as places in the joined text.
fn within(span: Span, placed: &[(Span, u32)]) -> Vec<Span> {
    let first = placed.partition_point(|(part, _)| part.end <= span.start);
    let touched = placed.get(first..).unwrap_or_default().iter().take_while(|(part, _)| part.start < span.end);
    touched
        .map(|(part, at)| Span { start: span.start.max(part.start) - part.start + at, end: span.end.min(part.end) - part.start + at })
        .filter(|span| !span.is_empty())
        .collect()
}
