//! Documents of GATE, written.

use serde_json::{Map, Value as Json, json};

use super::super::neutral::{json_of, state_name};
use super::OWN;
use crate::annotation::Annotation;
use crate::exchange::{Document, Loss, Offsets, Piece};

/// A document as a file.
pub(super) fn file(document: &Document, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let mut annotations = Vec::with_capacity(document.annotations.len());
    let mut firsts = Vec::with_capacity(document.annotations.len());
    for annotation in &document.annotations {
        firsts.push(annotations.len());
        piece.lost(Loss::Fragmented, usize::from(annotation.spans.len() > 1));
        // A feature of that name is ours.
        piece.lost(Loss::Attributes, usize::from(annotation.attributes.contains_key(OWN)));
        for (part, span) in annotation.spans.iter().enumerate() {
            let (start, end) = document.chars(&offsets, *span, piece);
            let features = features(annotation, part, &offsets);
            annotations.push(json!({"type": annotation.label.as_str(), "start": start, "end": end, "id": annotations.len(), "features": features}));
        }
    }
    let numbers = document.numbers();
    let first = |id| numbers.get(id).and_then(|number| firsts.get(*number)).copied();
    let links = document
        .relations
        .iter()
        .filter_map(|relation| Some(json!({"id": relation.id.as_str(), "kind": relation.kind, "from": first(&relation.from)?, "to": first(&relation.to)?})));
    let links: Vec<Json> = links.collect();
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
    let set = json!({"name": document.annotator, "next_annid": annotations.len(), "annotations": annotations});
    let file = json!({
        "name": document.path,
        "text": document.text(),
        "offset_type": "p",
        "features": about(document, links),
        "annotation_sets": {document.annotator.as_str(): set},
    });
    match serde_json::to_vec(&file) {
        Ok(bytes) => piece.file(".bdocjs", bytes),
        Err(error) => piece.refuse(error.to_string()),
    }
}

fn features(annotation: &Annotation, part: usize, offsets: &Offsets<'_>) -> Map<String, Json> {
    let mut features: Map<String, Json> = annotation.attributes.iter().map(|(name, value)| (name.clone(), json_of(value, offsets))).collect();
    let mut own = Map::from_iter([("id".to_owned(), json!(annotation.id.as_str()))]);
    if annotation.spans.len() > 1 {
        own.insert("part".to_owned(), json!(part + 1));
    }
    if !annotation.note.is_empty() {
        own.insert("note".to_owned(), json!(annotation.note));
    }
    if annotation.doubtful {
        own.insert("doubtful".to_owned(), json!(true));
    }
    features.insert(OWN.to_owned(), Json::Object(own));
    features
}

fn about(document: &Document, relations: Vec<Json>) -> Map<String, Json> {
    let about = &document.about;
    let known = [
        ("path", Some(&*document.path)),
        ("title", Some(document.title())),
        ("sha256", Some(document.article.text().sha256())),
        ("state", Some(state_name(document.state))),
        ("date", about.date.as_deref()),
        ("publication", about.publication.as_deref()),
        ("url", about.url.as_deref()),
        ("language", about.language.as_deref()),
        ("source_id", about.id.as_deref()),
    ];
    let mut features: Map<String, Json> = known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect();
    if !relations.is_empty() {
        features.insert("relations".to_owned(), Json::Array(relations));
    }
    features
}
