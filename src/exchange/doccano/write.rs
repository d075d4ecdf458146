//! Lines of doccano, written.

use serde_json::{Map, Value as Json, json};

use super::super::fragments::FRAGMENT;
use super::super::neutral::state_name;
use super::graphemes::Graphemes;
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece};

/// A document as one line.
pub(super) fn line(document: &Document, plain: bool, clusters: bool, piece: &mut Piece) {
    let mut places = Places { document, offsets: Offsets::new(document.text()), graphemes: clusters.then(|| Graphemes::new(document.text())) };
    let (mut spans, mut relations, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut firsts = Vec::with_capacity(document.annotations.len());
    for annotation in &document.annotations {
        let first = spans.len() + 1;
        firsts.push(first);
        for (number, span) in annotation.spans.iter().enumerate() {
            let (start, end) = places.of(*span, piece);
            let id = spans.len() + 1;
            spans.push(if plain {
                json!([start, end, annotation.label.as_str()])
            } else {
                json!({"id": id, "label": annotation.label.as_str(), "start_offset": start, "end_offset": end})
            });
            if number > 0 {
                relations.push((first, id, FRAGMENT));
            }
        }
        if let Some(span) = annotation.spans.first().filter(|_| !annotation.note.is_empty()) {
            let (start, end) = places.of(*span, &mut Piece::default());
            notes.push(json!({"id": first, "start_offset": start, "end_offset": end, "label": annotation.label.as_str(), "note": annotation.note}));
        }
        piece.lost(Loss::Fragmented, usize::from(annotation.spans.len() > 1));
        piece.lost(Loss::Attributes, usize::from(!annotation.attributes.is_empty()));
        piece.lost(Loss::Doubt, usize::from(annotation.doubtful));
    }
    let numbers = document.numbers();
    let first = |id| numbers.get(id).and_then(|number| firsts.get(*number)).copied();
    relations.extend(document.relations.iter().filter_map(|relation| Some((first(&relation.from)?, first(&relation.to)?, relation.kind.as_str()))));
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
    let mut line = head(document);
    if plain {
        piece.lost(Loss::Relation, document.relations.len());
        line.insert("label".to_owned(), Json::Array(spans));
    } else {
        line.insert("entities".to_owned(), Json::Array(spans));
        let linked = relations.iter().enumerate().map(|(number, (from, to, kind))| json!({"id": number + 1, "from_id": from, "to_id": to, "type": kind}));
        line.insert("relations".to_owned(), linked.collect());
    }
    // Not `Comments`: doccano keeps what stands there, but writes its own in that place when it exports. And by their place,
    // since it numbers entities anew.
    line.insert("notes".to_owned(), Json::Array(notes));
    let stream = piece.stream();
    let written = serde_json::to_writer(&mut *stream, &line);
    stream.push(b'\n');
    if let Err(error) = written {
        piece.refuse(error.to_string());
    }
}

/// The text, and what doccano keeps with it as it is. All lines have all fields: where one lacks a field that another has,
/// doccano puts NaN, which its database then refuses, and the whole import fails.
fn head(document: &Document) -> Map<String, Json> {
    let about = &document.about;
    let said = [
        ("text", Some(document.text())),
        ("path", Some(&document.path)),
        ("title", Some(document.title())),
        ("sha256", Some(document.article.text().sha256())),
        ("annotator", Some(&document.annotator)),
        ("state", Some(state_name(document.state))),
        ("date", about.date.as_deref()),
        ("publication", about.publication.as_deref()),
        ("url", about.url.as_deref()),
        ("language", about.language.as_deref()),
        ("source_id", about.id.as_deref()),
    ];
    said.into_iter().map(|(name, value)| (name.to_owned(), json!(value.unwrap_or_default()))).collect()
}

struct Places<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    graphemes: Option<Graphemes>,
}

impl Places<'_> {
    fn of(&mut self, span: Span, piece: &mut Piece) -> (usize, usize) {
        let chars = self.document.chars(&self.offsets, span, piece);
        let Some((place, widened)) = self.graphemes.as_ref().map(|graphemes| graphemes.of(span)) else { return chars };
        piece.lost(Loss::Widened, usize::from(widened));
        place
    }
}
