//! Values of attributes as JSON.

use serde_json::{Value as Json, json};

use crate::annotation::Value;
use crate::exchange::{Document, Offsets, Piece};

/// A value as JSON; a span is an object with its place and text.
pub(in crate::exchange) fn as_json(value: &Value, document: &Document, offsets: &Offsets<'_>, piece: &mut Piece) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Flag(flag) => json!(flag),
        Value::Number(number) => json!(number),
        Value::List(values) => values.iter().map(|value| as_json(value, document, offsets, piece)).collect(),
        Value::Span(span) => {
            let (start, end) = document.chars(offsets, *span, piece);
            json!({"start": start, "end": end, "text": document.article.text().slice(*span)})
        }
    }
}

/// The value that JSON holds, or why it is none.
pub(in crate::exchange) fn value_of(json: &Json, offsets: &Offsets<'_>) -> Result<Value, String> {
    Ok(match json {
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Number),
        Json::Array(values) => Value::List(values.iter().map(|value| value_of(value, offsets)).collect::<Result<_, _>>()?),
        Json::Object(_) => Value::Span(super::read::place(json, offsets)?),
        Json::Null => return Err("it is null".to_owned()),
    })
}
