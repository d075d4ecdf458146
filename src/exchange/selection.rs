//! Which annotations of a document leave, and in pieces of what size.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Document, Losses};
use crate::annotation::{Annotation, Codebook, Id, LabelId, Origin, Value, WorkState};
use crate::article::{Role, Span, sentences};

/// The size of what counts as one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Piecewise {
    /// The article.
    #[default]
    Article,
    /// A block of it.
    Paragraph,
    /// A sentence of a block.
    Sentence,
}

/// Which of several annotations with one label leave that lie in each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nesting {
    /// All.
    #[default]
    All,
    /// The outermost.
    Outermost,
    /// The innermost.
    Innermost,
}

/// What of a document leaves.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these labels; none means all.
    pub labels: Vec<LabelId>,
    /// Of a label only those whose attribute has one of the values: label, attribute, values.
    pub having: Vec<(LabelId, String, Vec<String>)>,
    /// Only blocks with these roles; none means all. The others are left out of the text.
    pub roles: Vec<Role>,
    /// Which of nested ones.
    pub nesting: Nesting,
    /// Whether only what a person made or changed leaves, and nothing that was accepted as proposed.
    pub by_hand: bool,
    /// Whether what the annotator doubts stays behind.
    pub certain: bool,
    /// Only work that is so far; none means any.
    pub states: Vec<WorkState>,
    /// In pieces of what size.
    pub piecewise: Piecewise,
}

impl Selection {
    /// The documents that a document becomes; none when it is not wanted at all.
    #[must_use]
    pub fn documents(&self, codebook: &Codebook, mut document: Document, losses: &mut Losses) -> Vec<Document> {
        if !self.states.is_empty() && !self.states.contains(&document.state) {
            return Vec::new();
        }
        self.choose(codebook, &mut document);
        if self.roles.is_empty() && self.piecewise == Piecewise::Article {
            return vec![document];
        }
        let article = &document.article;
        let blocks = article.blocks().iter().filter(|block| self.roles.is_empty() || self.roles.contains(&block.role));
        let blocks: Vec<Span> = blocks.map(|block| block.span).collect();
        let pieces: Vec<Span> = match self.piecewise {
            Piecewise::Article => return vec![document.excerpt(&blocks, document.path.clone(), losses)],
            Piecewise::Paragraph => blocks,
            Piecewise::Sentence => blocks.into_iter().flat_map(|block| sentences(article.text().slice(block), block.start)).collect(),
        };
        let numbered = pieces.iter().enumerate().map(|(number, piece)| (format!("{}#{}", document.path, number + 1), piece));
        numbered.map(|(path, piece)| document.excerpt(std::slice::from_ref(piece), path, losses)).collect()
    }

    fn choose(&self, codebook: &Codebook, document: &mut Document) {
        let plain = self.labels.is_empty() && self.having.is_empty() && !self.by_hand && !self.certain;
        if !plain {
            document.annotations.retain(|annotation| self.takes(codebook, annotation));
            document.unanchored.retain(|annotation| self.takes(codebook, annotation));
        }
        if self.nesting != Nesting::All {
            let all = document.annotations.clone();
            document.annotations.retain(|one| !all.iter().any(|other| self.hides(other, one)));
        }
        if !plain || self.nesting != Nesting::All {
            let there: BTreeSet<&Id> = document.annotations.iter().map(|annotation| &annotation.id).collect();
            document.relations.retain(|relation| there.contains(&relation.from) && there.contains(&relation.to));
        }
    }

    fn takes(&self, codebook: &Codebook, annotation: &Annotation) -> bool {
        let labelled = self.labels.is_empty() || self.labels.contains(&annotation.label);
        let made = !self.by_hand || !matches!(annotation.origin, Origin::Suggested { .. } | Origin::Imported { .. });
        let has = |(label, name, values): &(LabelId, String, Vec<String>)| {
            *label != annotation.label || value_of(codebook, annotation, name).is_some_and(|value| values.contains(&value))
        };
        labelled && made && !(self.certain && annotation.doubtful) && self.having.iter().all(has)
    }

    /// Whether `one` stays behind since `other`, with the same label, lies around or in it.
    fn hides(&self, other: &Arc<Annotation>, one: &Arc<Annotation>) -> bool {
        if other.label != one.label || other.id == one.id {
            return false;
        }
        let (outer, inner) = if self.nesting == Nesting::Outermost { (other, one) } else { (one, other) };
        let around = outer.extent().covers(inner.extent());
        around && (outer.extent() != inner.extent() || other.id < one.id)
    }
}

/// The value of an attribute as it is typed; the default of the codebook when there is none.
fn value_of(codebook: &Codebook, annotation: &Annotation, name: &str) -> Option<String> {
    match annotation.attributes.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Flag(flag)) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(_) => None,
        None => codebook.label(&annotation.label)?.attribute(name).map(|attribute| attribute.default.clone()).filter(|default| !default.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{document, plan, shared};

    /// A reported clause with words that are quoted in it, a quote by itself, and one that is only reported.
    fn quotes() -> Document {
        let mut document = document();
        let text = document.text().to_owned();
        let quote = |kind: &str, words: &str| {
            let start = text.find(words).unwrap() as u32;
            let mut quote = document.annotations[0].as_ref().clone();
            (quote.id, quote.label, quote.spans) = (words.into(), "quote".into(), vec![Span { start, end: start + words.len() as u32 }]);
            quote.attributes = [("kind".to_owned(), Value::Text(kind.to_owned()))].into();
            quote
        };
        let all =
            [("direct", "“We will not move,”"), ("mixed", "threatened to lock out 400 dockers"), ("direct", "lock out"), ("indirect", "cafe\u{301} talk")];
        document.annotations = shared(all.map(|(kind, words)| quote(kind, words)).to_vec());
        document.relations.clear();
        document
    }

    fn ids(selection: &Selection) -> Vec<String> {
        let documents = selection.documents(&plan().codebook, quotes(), &mut Losses::default());
        documents.iter().flat_map(|document| &document.annotations).map(|one| one.id.to_string()).collect()
    }

    #[test]
    fn only_what_is_marked_or_only_whole_clauses_leave() {
        let marked = Selection { having: vec![("quote".into(), "kind".into(), vec!["direct".into()])], ..Selection::default() };
        assert_eq!(ids(&marked), ["“We will not move,”", "lock out"]);
        let whole = Selection { nesting: Nesting::Outermost, ..Selection::default() };
        assert_eq!(ids(&whole), ["“We will not move,”", "threatened to lock out 400 dockers", "cafe\u{301} talk"]);
        let inner = Selection { nesting: Nesting::Innermost, ..Selection::default() };
        assert_eq!(ids(&inner), ["“We will not move,”", "lock out", "cafe\u{301} talk"]);
    }

    #[test]
    fn pieces_are_paragraphs_or_sentences_and_hold_what_lies_in_them() {
        for (piecewise, count) in [(Piecewise::Article, 1), (Piecewise::Paragraph, 3), (Piecewise::Sentence, 5)] {
            let selection = Selection { piecewise, ..Selection::default() };
            let documents = selection.documents(&plan().codebook, quotes(), &mut Losses::default());
            let texts: Vec<&str> = documents.iter().map(Document::text).collect();
            assert_eq!(documents.len(), count, "{texts:#?}");
            for document in &documents {
                let text = document.article.text();
                assert!(document.annotations.iter().all(|one| one.quoted(text) == one.id.as_str()), "{texts:#?}");
            }
            assert_eq!(documents.iter().map(|document| document.annotations.len()).sum::<usize>(), 4);
        }
    }
}
