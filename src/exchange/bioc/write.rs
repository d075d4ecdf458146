//! `BioC`, written.

use serde_json::{Map, Value as Json, json};

use super::super::markup::{attribute as quoted, fits_xml, text as escaped};
use super::super::neutral::{json_of, state_name};
use crate::annotation::{Annotation, Value};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece};

type Infon = (String, String);

/// A document.
pub(super) fn document(document: &Document, json: bool, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let items: Vec<Item<'_>> = document.annotations.iter().map(|annotation| item(document, &offsets, annotation, piece)).collect();
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = items.len();
    if json {
        let written = serde_json::to_writer(piece.stream(), &in_json(document, &items));
        if let Err(error) = written {
            piece.refuse(error.to_string());
        }
        return;
    }
    piece.lost(Loss::Characters, usize::from(!document.text().chars().all(fits_xml)));
    let written = in_xml(document, &items);
    piece.stream().extend_from_slice(written.as_bytes());
}

struct Item<'a> {
    id: &'a str,
    infons: Vec<Infon>,
    /// Offset and length.
    places: Vec<(usize, usize)>,
    /// From the first to the last place, as `BioC` checks it.
    text: &'a str,
}

fn item<'a>(document: &'a Document, offsets: &Offsets<'_>, annotation: &'a Annotation, piece: &mut Piece) -> Item<'a> {
    let mut place = |span: &Span| {
        let (start, end) = document.chars(offsets, *span, piece);
        (start, end - start)
    };
    let places = annotation.spans.iter().map(&mut place).collect();
    let mut infons = vec![("type".to_owned(), annotation.label.to_string())];
    if annotation.doubtful {
        infons.push(("doubtful".to_owned(), "yes".to_owned()));
    }
    if !annotation.note.is_empty() {
        infons.push(told("note", &annotation.note));
    }
    for (name, value) in &annotation.attributes {
        infons.push(match value {
            Value::Text(text) if text.chars().all(fits_xml) => (format!("attribute:{name}"), text.clone()),
            other => (format!("attribute-json:{name}"), ascii(&json_of(other, offsets))),
        });
    }
    Item { id: annotation.id.as_str(), infons, places, text: document.article.text().slice(annotation.extent()) }
}

/// An infon; a text that XML cannot hold is written as JSON with escapes.
fn told(key: &str, text: &str) -> Infon {
    if text.chars().all(fits_xml) { (key.to_owned(), text.to_owned()) } else { (format!("{key}-json"), ascii(&json!(text))) }
}

/// JSON in which everything is escaped that XML cannot hold.
fn ascii(value: &Json) -> String {
    let escape = |char: char| if fits_xml(char) { char.to_string() } else { format!("\\u{:04x}", u32::from(char)) };
    value.to_string().chars().map(escape).collect()
}

fn about(document: &Document) -> Vec<Infon> {
    let about = &document.about;
    let known = [
        ("title", Some(document.title())),
        ("sha256", Some(document.article.text().sha256())),
        ("annotator", Some(&*document.annotator)),
        ("state", Some(state_name(document.state))),
        ("date", about.date.as_deref()),
        ("publication", about.publication.as_deref()),
        ("url", about.url.as_deref()),
        ("language", about.language.as_deref()),
        ("source_id", about.id.as_deref()),
    ];
    known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned()))).collect()
}

fn in_json(document: &Document, items: &[Item<'_>]) -> Json {
    let map = |infons: &[Infon]| infons.iter().map(|(key, value)| (key.clone(), json!(value))).collect::<Map<_, _>>();
    let annotations = items.iter().map(|item| {
        let places: Vec<Json> = item.places.iter().map(|(offset, length)| json!({"offset": offset, "length": length})).collect();
        json!({"id": item.id, "infons": map(&item.infons), "text": item.text, "locations": places})
    });
    let relations = document.relations.iter().map(|relation| {
        let nodes = json!([{"refid": relation.from.as_str(), "role": "from"}, {"refid": relation.to.as_str(), "role": "to"}]);
        json!({"id": relation.id.as_str(), "infons": {"type": relation.kind}, "nodes": nodes})
    });
    let passage = json!({
        "bioctype": "BioCPassage",
        "offset": 0,
        "infons": {"type": "article"},
        "text": document.text(),
        "sentences": [],
        "annotations": annotations.collect::<Vec<_>>(),
        "relations": relations.collect::<Vec<_>>(),
    });
    json!({
        "bioctype": "BioCDocument",
        "id": document.path,
        "infons": map(&about(document)),
        "passages": [passage],
        "annotations": [],
        "relations": [],
    })
}

fn in_xml(document: &Document, items: &[Item<'_>]) -> String {
    let infons = |infons: &[Infon]| {
        let all: Vec<String> = infons.iter().map(|(key, value)| format!("<infon key=\"{}\">{}</infon>", quoted(key), escaped(value))).collect();
        all.concat()
    };
    let mut out = format!("<document><id>{}</id>{}\n", escaped(&document.path), infons(&about(document)));
    out.push_str(&format!("<passage><infon key=\"type\">article</infon><offset>0</offset><text>{}</text>\n", escaped(document.text())));
    for item in items {
        out.push_str(&format!("<annotation id=\"{}\">{}", quoted(item.id), infons(&item.infons)));
        for (offset, length) in &item.places {
            out.push_str(&format!("<location offset=\"{offset}\" length=\"{length}\"/>"));
        }
        out.push_str(&format!("<text>{}</text></annotation>\n", escaped(item.text)));
    }
    for relation in &document.relations {
        let (from, to) = (quoted(relation.from.as_str()), quoted(relation.to.as_str()));
        let kind = infons(&[("type".to_owned(), relation.kind.clone())]);
        let id = quoted(relation.id.as_str());
        out.push_str(&format!("<relation id=\"{id}\">{kind}<node refid=\"{from}\" role=\"from\"/><node refid=\"{to}\" role=\"to\"/></relation>\n"));
    }
    out.push_str("</passage></document>\n");
    out
}
