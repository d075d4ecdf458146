//! Web Annotations, written.

use serde_json::{Map, Value as Json, json};

use super::super::neutral::{json_of, state_name};
use super::{DOUBTFUL, JSON, iri};
use crate::annotation::{Annotation, Relation, Value, context};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece};

/// What makes the annotations.
const GENERATOR: &str = "https://github.com/tagline/tagline";

/// A document as items of the page: its text, its annotations, its relations.
pub(super) fn items(document: &Document, piece: &mut Piece) {
    let record = format!("{}:{}", iri::escaped(&document.path), iri::escaped(&document.annotator));
    let page = Page { document, offsets: Offsets::new(document.text()), source: source(document), record };
    let mut items = vec![page.article()];
    for annotation in &document.annotations {
        items.push(page.annotation(annotation, piece));
    }
    items.extend(document.relations.iter().map(|relation| page.relation(relation)));
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
    let lines: Result<Vec<String>, _> = items.iter().map(serde_json::to_string).collect();
    match lines {
        Ok(lines) => piece.stream().extend_from_slice(lines.join(",\n").as_bytes()),
        Err(error) => piece.refuse(error.to_string()),
    }
}

/// What the annotations are on, and the version of it.
struct Source {
    iri: String,
    version: Option<String>,
}

/// The address of the article; of a part of one, or one without, its text by its fingerprint.
fn source(document: &Document) -> Source {
    let version = format!("urn:sha256:{}", document.article.text().sha256());
    match document.about.url.as_ref().filter(|_| !document.path.contains('#')) {
        Some(url) => Source { iri: url.clone(), version: Some(version) },
        None => Source { iri: version, version: None },
    }
}

struct Page<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    source: Source,
    /// Article and annotator, as a part of IRIs.
    record: String,
}

impl Page<'_> {
    fn item(&self, id: &str, motivation: &str, body: Vec<Json>, target: Json) -> Map<String, Json> {
        let mut item = Map::new();
        let creator = json!({"type": "Person", "nickname": self.document.annotator});
        let fields = [
            ("id", json!(id)),
            ("type", json!("Annotation")),
            ("motivation", json!(motivation)),
            ("creator", creator),
            ("generator", json!(GENERATOR)),
            ("body", Json::Array(body)),
            ("target", target),
        ];
        item.extend(fields.map(|(name, value)| (name.to_owned(), value)));
        item
    }

    fn iri(&self, id: &str) -> String {
        iri::of(&self.record, id)
    }

    fn specific(&self) -> Map<String, Json> {
        let mut target = Map::from_iter([("type".to_owned(), json!("SpecificResource")), ("source".to_owned(), json!(self.source.iri))]);
        if let Some(version) = &self.source.version {
            target.insert("scope".to_owned(), json!(version));
        }
        target
    }

    /// The text of the article, and what is known of it.
    fn article(&self) -> Json {
        let (document, about) = (self.document, &self.document.about);
        let mut text = json!({"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": document.text()});
        if let (Some(language), Some(fields)) = (&about.language, text.as_object_mut()) {
            fields.insert("language".to_owned(), json!(language));
        }
        let mut target = self.specific();
        let known = [
            ("schema:url", Some(&*document.path)),
            ("schema:name", Some(document.title())),
            ("schema:sha256", Some(document.article.text().sha256())),
            ("schema:creativeWorkStatus", Some(state_name(document.state))),
            ("schema:datePublished", about.date.as_deref()),
            ("schema:publisher", about.publication.as_deref()),
            ("schema:identifier", about.id.as_deref()),
        ];
        target.extend(known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))));
        if !about.authors.is_empty() {
            target.insert("schema:author".to_owned(), json!(about.authors));
        }
        Json::Object(self.item(&format!("urn:tagline:{}", self.record), "describing", vec![text], Json::Object(target)))
    }

    fn annotation(&self, annotation: &Annotation, piece: &mut Piece) -> Json {
        let textual = |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"});
        let mut body = vec![textual("tagging", annotation.label.as_str())];
        if !annotation.note.is_empty() {
            body.push(textual("commenting", &annotation.note));
        }
        if annotation.doubtful {
            body.push(textual("assessing", DOUBTFUL));
        }
        for (name, value) in &annotation.attributes {
            let (format, value) = match value {
                Value::Text(text) => ("text/plain", text.clone()),
                other => (JSON, json_of(other, &self.offsets).to_string()),
            };
            body.push(json!({"type": "TextualBody", "purpose": "describing", "label": name, "value": value, "format": format}));
        }
        let mut targets: Vec<Json> = annotation.spans.iter().map(|span| self.target(*span, piece)).collect();
        let target = if targets.len() == 1 { targets.remove(0) } else { Json::Array(targets) };
        let mut item = self.item(&self.iri(annotation.id.as_str()), "tagging", body, target);
        item.insert("created".to_owned(), json!(annotation.created.to_string()));
        item.insert("modified".to_owned(), json!(annotation.modified.to_string()));
        Json::Object(item)
    }

    fn target(&self, span: Span, piece: &mut Piece) -> Json {
        let (start, end) = self.document.chars(&self.offsets, span, piece);
        let text = self.document.article.text();
        let (before, after) = context(text, span);
        let quote = json!({"type": "TextQuoteSelector", "exact": text.slice(span), "prefix": before, "suffix": after});
        let mut target = self.specific();
        target.insert("selector".to_owned(), json!([{"type": "TextPositionSelector", "start": start, "end": end}, quote]));
        Json::Object(target)
    }

    fn relation(&self, relation: &Relation) -> Json {
        let kind = json!({"type": "TextualBody", "purpose": "tagging", "value": relation.kind, "format": "text/plain"});
        let to = json!({"type": "SpecificResource", "purpose": "linking", "source": self.iri(relation.to.as_str())});
        let from = json!(self.iri(relation.from.as_str()));
        let mut item = self.item(&self.iri(relation.id.as_str()), "linking", vec![kind, to], from);
        item.insert("created".to_owned(), json!(relation.created.to_string()));
        item.insert("modified".to_owned(), json!(relation.modified.to_string()));
        Json::Object(item)
    }
}
