//! Tasks, written.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::super::fragments::{FRAGMENT, part_id};
use super::super::neutral::{json_of, state_name};
use super::{DOUBT, LABEL, OTHER, PART, TEXT, control};
use crate::annotation::{Annotation, AttributeKind, Codebook, Origin, Value};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece, Plan};

/// A document as one task.
pub(super) fn task(document: &Document, plan: &Plan, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let mut result = Vec::with_capacity(document.annotations.len());
    for annotation in &document.annotations {
        Regions { document, offsets: &offsets, codebook: &plan.codebook, annotation, result: &mut result }.write(piece);
    }
    result.extend(document.relations.iter().map(|relation| link(relation.from.as_str(), relation.to.as_str(), &relation.kind, Some(relation.id.as_str()))));
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
    let task = json!({"data": data(document), "annotations": [{"result": result}]});
    if let Err(error) = serde_json::to_writer(piece.stream(), &task) {
        piece.refuse(error.to_string());
    }
}

fn data(document: &Document) -> BTreeMap<&'static str, String> {
    let mut data: BTreeMap<&str, String> = [
        (TEXT, document.text()),
        ("path", &document.path),
        ("title", document.title()),
        ("sha256", document.article.text().sha256()),
        ("annotator", &document.annotator),
        ("state", state_name(document.state)),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    let about = &document.about;
    let known = [("date", &about.date), ("publication", &about.publication), ("url", &about.url), ("language", &about.language), ("source_id", &about.id)];
    data.extend(known.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    data
}

fn link(from: &str, to: &str, kind: &str, id: Option<&str>) -> Json {
    let mut link = json!({"type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": [kind]});
    if let (Some(id), Some(fields)) = (id, link.as_object_mut()) {
        fields.insert("id".to_owned(), json!(id));
    }
    link
}

/// What one annotation becomes.
struct Regions<'a> {
    document: &'a Document,
    offsets: &'a Offsets<'a>,
    codebook: &'a Codebook,
    annotation: &'a Annotation,
    result: &'a mut Vec<Json>,
}

impl Regions<'_> {
    fn write(mut self, piece: &mut Piece) {
        let annotation = self.annotation;
        piece.lost(Loss::Fragmented, usize::from(annotation.spans.len() > 1));
        let id = annotation.id.as_str();
        for (number, span) in annotation.spans.iter().enumerate() {
            let mut region = self.region(&part_id(id, number), (LABEL, "labels"), *span, json!([annotation.label.as_str()]), piece);
            if let Some(fields) = region.as_object_mut().filter(|_| number == 0 && !annotation.note.is_empty()) {
                fields.insert("meta".to_owned(), json!({"text": [annotation.note]}));
            }
            self.result.push(region);
            if number > 0 {
                self.result.push(link(id, &part_id(id, number), FRAGMENT, None));
            }
        }
        if annotation.doubtful {
            self.say(DOUBT.0, "choices", json!([DOUBT.1]), piece);
        }
        let mut other = Vec::new();
        for (name, value) in &annotation.attributes {
            if !self.attribute(name, value, piece) {
                other.push(format!("{name}={}", json_of(value, self.offsets)));
            }
        }
        if !other.is_empty() {
            self.say(OTHER, "textarea", json!(other), piece);
        }
    }

    /// Writes an attribute with the control that the configuration has for it; `false` when it has none, or when it would
    /// come in as something else.
    fn attribute(&mut self, name: &str, value: &Value, piece: &mut Piece) -> bool {
        let label = self.annotation.label.as_str();
        let kind = self.codebook.label(&self.annotation.label).and_then(|label| label.attribute(name)).filter(|asked| asked.accepts(value));
        let Some(kind) = kind.map(|asked| &asked.kind) else { return false };
        let control = control(label, name);
        match (kind, value) {
            (AttributeKind::Span, Value::Span(span)) => {
                let id = format!("{}.{name}", self.annotation.id);
                let region = self.region(&id, (PART, "labels"), *span, json!([name]), piece);
                self.result.extend([region, link(self.annotation.id.as_str(), &id, name, None)]);
            }
            (_, Value::Flag(flag)) => self.say(&control, "choices", json!([if *flag { "yes" } else { "no" }]), piece),
            (_, Value::Number(number)) => self.say(&control, "number", json!(number), piece),
            (AttributeKind::Choice(_), Value::Text(text)) if text != "yes" && text != "no" => self.say(&control, "choices", json!([text]), piece),
            (AttributeKind::Text | AttributeKind::Date, Value::Text(text)) => self.say(&control, "textarea", json!([text]), piece),
            (AttributeKind::Several(_), Value::List(list)) if list.len() > 1 => {
                self.say(&control, "choices", Json::Array(list.iter().map(|one| json_of(one, self.offsets)).collect()), piece);
            }
            _ => return false,
        }
        true
    }

    /// A result of its own with the id and place of the first region.
    fn say(&mut self, control: &str, kind: &str, what: Json, piece: &mut Piece) {
        let span = self.annotation.spans.first().copied().unwrap_or(Span { start: 0, end: 0 });
        let result = self.region(self.annotation.id.as_str(), (control, kind), span, what, piece);
        self.result.push(result);
    }

    fn region(&self, id: &str, (control, kind): (&str, &str), span: Span, what: Json, piece: &mut Piece) -> Json {
        let (start, end) = self.document.chars(self.offsets, span, piece);
        let mut value = json!({"start": start, "end": end, "text": self.document.article.text().slice(span)});
        let field = if kind == "textarea" { "text" } else { kind };
        if let Some(fields) = value.as_object_mut() {
            fields.insert(field.to_owned(), what);
        }
        let origin = match self.annotation.origin {
            Origin::Suggested { .. } => "prediction",
            Origin::Edited { .. } => "prediction-changed",
            _ => "manual",
        };
        json!({"id": id, "from_name": control, "to_name": TEXT, "type": kind, "origin": origin, "value": value})
    }
}
