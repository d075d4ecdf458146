//! Annotations as plain data: what `show --json` prints and the neutral export holds. Offsets are code points, half-open.

use serde_json::json;

use crate::annotation::{Annotation, AnnotationSet, Codebook, Origin, Value, WorkState};
use crate::article::{Article, Span};

/// The annotations of an article, by whom they are, and its path. With `unanchored`, also those without a place in the text.
#[must_use]
pub fn article_as_json(codebook: &Codebook, article: &Article, (path, annotator): (&str, &str), set: &AnnotationSet, unanchored: bool) -> serde_json::Value {
    let text = article.text();
    let chars = |span: &Span| json!({"start": text.char_of(span.start), "end": text.char_of(span.end), "text": text.slice(*span)});
    let annotations: Vec<serde_json::Value> = set.annotations().iter().map(|annotation| annotation_as_json(codebook, annotation, &chars)).collect();
    let relations = set.relations().iter();
    let relations =
        relations.map(|relation| json!({"id": relation.id.as_str(), "kind": relation.kind, "from": relation.from.as_str(), "to": relation.to.as_str()}));
    let state = match set.state() {
        WorkState::New => "new",
        WorkState::InProgress => "in_progress",
        WorkState::Done => "done",
    };
    let mut data = json!({
        "article": {"path": path, "title": article.title(), "sha256": text.sha256(), "chars": text.char_count()},
        "annotator": annotator,
        "state": state,
        "offset_unit": "codepoint",
        "annotations": annotations,
        "relations": relations.collect::<Vec<_>>(),
    });
    if unanchored {
        put(&mut data, "unanchored", set.unanchored().iter().map(|annotation| unanchored_as_json(codebook, annotation)).collect());
    }
    data
}

/// The same as one line of an export that stands by itself: with the text, and the version of this form.
#[must_use]
pub fn neutral_line(codebook: &Codebook, article: &Article, whose: (&str, &str), set: &AnnotationSet) -> String {
    let mut data = article_as_json(codebook, article, whose, set, true);
    put(&mut data, "format", json!("tagline"));
    put(&mut data, "version", json!(1));
    put(&mut data, "text", json!(article.text().as_str()));
    data.to_string()
}

/// Sets a field of an object.
fn put(object: &mut serde_json::Value, field: &str, value: serde_json::Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

/// An annotation whose place is not known: its offsets count in the text of that hash.
fn unanchored_as_json(codebook: &Codebook, annotation: &Annotation) -> serde_json::Value {
    let mut data = annotation_as_json(codebook, annotation, &|_| serde_json::Value::Null);
    if let Some(was) = &annotation.unanchored {
        let anchors = was.spans.iter().map(|anchor| json!({"start": anchor.start, "end": anchor.end, "text": anchor.text}));
        put(&mut data, "spans", anchors.collect());
        put(&mut data, "text_sha256", json!(was.sha256));
    }
    data
}

fn annotation_as_json(codebook: &Codebook, annotation: &Annotation, chars: &impl Fn(&Span) -> serde_json::Value) -> serde_json::Value {
    let attributes: serde_json::Map<String, serde_json::Value> =
        annotation.attributes.iter().map(|(name, value)| (name.clone(), value_as_json(value, chars))).collect();
    let origin = match &annotation.origin {
        Origin::Human => json!("human"),
        Origin::Suggested { by } => json!({"suggested_by": by}),
        Origin::Edited { by } => json!({"edited_from": by}),
        Origin::Repeated => json!("repeated"),
        Origin::Imported { from } => json!({"imported_from": from}),
        Origin::Adjudicated { from, by } => json!({"adjudicated_by": by, "from": from.iter().map(ToString::to_string).collect::<Vec<_>>()}),
    };
    json!({
        "id": annotation.id.as_str(),
        "label": annotation.label.as_str(),
        "known_label": codebook.position(&annotation.label).is_some(),
        "spans": annotation.spans.iter().map(chars).collect::<Vec<_>>(),
        "attributes": attributes,
        "note": annotation.note,
        "doubtful": annotation.doubtful,
        "origin": origin,
        "created": annotation.created.to_string(),
        "modified": annotation.modified.to_string(),
    })
}

fn value_as_json(value: &Value, chars: &impl Fn(&Span) -> serde_json::Value) -> serde_json::Value {
    match value {
        Value::Text(text) => json!(text),
        Value::Flag(flag) => json!(flag),
        Value::Number(number) => json!(number),
        Value::List(values) => values.iter().map(|value| value_as_json(value, chars)).collect(),
        Value::Span(span) => chars(span),
    }
}
