//! A document as a CAS.

use std::collections::BTreeMap;

use super::describe::{plain, tell};
use super::model::{Cas, Feature, Structure, Unit};
use super::types::attributes;
use super::{ARTICLE, METADATA, RELATION, SENTENCE, SPAN, TOKEN};
use crate::annotation::{Codebook, Id};
use crate::article::Span;
use crate::exchange::neutral::state_name;
use crate::exchange::{Document, Loss, Offsets, Piece, Words};

/// The id of the text.
const SOFA: i64 = 1;

/// The CAS of a document; with sentences and tokens when they are asked for.
pub(super) fn cas(document: &Document, codebook: &Codebook, tokens: bool, piece: &mut Piece) -> Cas {
    let mut building = Building { document, offsets: Offsets::new(document.text()), structures: Vec::new(), units: Vec::new(), next: SOFA + 1 };
    building.about(piece);
    let units_at = building.structures.len();
    if tokens {
        building.words(piece);
    }
    let first = building.spans(codebook, piece);
    building.relations(&first);
    piece.annotations = document.annotations.len();
    piece.lost(Loss::Unanchored, document.unanchored.len());
    let members = Some((SOFA + 1..building.next).collect());
    let Building { structures, units, .. } = building;
    Cas { text: document.text().to_owned(), sofa: SOFA, structures, units, units_at, members, others: 0 }
}

struct Building<'d> {
    document: &'d Document,
    offsets: Offsets<'d>,
    structures: Vec<Structure>,
    units: Vec<Unit>,
    next: i64,
}

impl<'d> Building<'d> {
    fn structure(&mut self, kind: &str) -> Structure {
        self.next += 1;
        Structure::new(self.next - 1, kind, SOFA)
    }

    fn place(&self, span: Span, piece: &mut Piece) -> (usize, usize) {
        self.document.utf16(&self.offsets, span, piece)
    }

    fn about(&mut self, piece: &mut Piece) {
        let (document, about) = (self.document, &self.document.about);
        let mut metadata = self.structure(METADATA);
        metadata.at(self.place(document.article.text().span(), piece));
        metadata.text("documentTitle", plain(document.title()));
        metadata.text("documentId", plain(&document.path));
        metadata.text("language", plain(about.language.as_deref().unwrap_or("x-unspecified")));
        if let Some(url) = &about.url {
            metadata.text("documentUri", plain(url));
        }
        metadata.features.insert("isLastSegment".to_owned(), Feature::Flag(false));
        let mut article = self.structure(ARTICLE);
        article.text("path", plain(&document.path));
        article.text("sha256", document.article.text().sha256());
        article.text("annotator", plain(&document.annotator));
        article.text("state", state_name(document.state));
        let known = [
            ("title", &about.title),
            ("date", &about.date),
            ("publication", &about.publication),
            ("url", &about.url),
            ("language", &about.language),
            ("source_id", &about.id),
        ];
        for (name, value) in known.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))) {
            article.text(name, plain(value));
        }
        if !about.authors.is_empty() {
            article.text("authors", plain(&about.authors.join("\n")));
        }
        self.structures.extend([metadata, article]);
    }

    fn words(&mut self, piece: &mut Piece) {
        let (document, words) = (self.document, Words::of(&self.document.article));
        let offsets = self.offsets.clone();
        // Each goes through the text in order.
        let (mut over_sentences, mut over_tokens) = (offsets.walk(), offsets.walk());
        for sentence in words.sentences() {
            let tokens = words.tokens().get(sentence.clone()).unwrap_or_default();
            if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                let span = first.hull(*last);
                self.unit(SENTENCE, document.walked(over_sentences.utf16(span), span, piece));
            }
            for token in tokens {
                self.unit(TOKEN, document.walked(over_tokens.utf16(*token), *token, piece));
            }
        }
    }

    fn unit(&mut self, kind: &'static str, place: (usize, usize)) {
        self.units.push(Unit { id: self.next, kind, place });
        self.next += 1;
    }

    /// The spans of all annotations; gives of each annotation its first: id and place.
    fn spans(&mut self, codebook: &Codebook, piece: &mut Piece) -> BTreeMap<&'d Id, (i64, (usize, usize))> {
        let known = attributes(codebook);
        let mut first = BTreeMap::new();
        let document = self.document;
        for annotation in &document.annotations {
            for (number, span) in annotation.spans.iter().enumerate() {
                let place = self.place(*span, piece);
                let mut structure = self.structure(SPAN);
                structure.at(place);
                structure.text("identifier", plain(annotation.id.as_str()));
                if number == 0 {
                    tell(&mut structure, annotation, &known, &self.offsets);
                    first.insert(&annotation.id, (structure.id, place));
                } else {
                    structure.text("label", plain(annotation.label.as_str()));
                    structure.features.insert("doubtful".to_owned(), Feature::Flag(annotation.doubtful));
                }
                if annotation.spans.len() > 1 {
                    structure.text("part", (number + 1).to_string());
                }
                self.structures.push(structure);
            }
        }
        first
    }

    fn relations(&mut self, first: &BTreeMap<&'d Id, (i64, (usize, usize))>) {
        for relation in &self.document.relations {
            let (Some((from, _)), Some((to, place))) = (first.get(&relation.from), first.get(&relation.to)) else { continue };
            let mut structure = self.structure(RELATION);
            structure.at(*place);
            structure.features.insert("Governor".to_owned(), Feature::Reference(*from));
            structure.features.insert("Dependent".to_owned(), Feature::Reference(*to));
            structure.text("label", plain(&relation.kind));
            structure.text("identifier", plain(relation.id.as_str()));
            self.structures.push(structure);
        }
    }
}
