//! The two tables as schemas. Every column may be null, since readers in the field expect it so.

use std::sync::Arc;

use parquet::basic::{LogicalType, Type as Physical};
use parquet::errors::ParquetError;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Value as Json, json};

/// An article a row. Offsets are code points of `text`, half-open; `label_id` is the label's place in the codebook.
pub(super) const ARTICLES: &str = "
message articles {
  optional binary path (STRING);
  optional binary title (STRING);
  optional group authors (LIST) { repeated group list { optional binary element (STRING); } }
  optional binary date (STRING);
  optional binary publication (STRING);
  optional binary url (STRING);
  optional binary language (STRING);
  optional binary source_id (STRING);
  optional binary annotator (STRING);
  optional binary state (STRING);
  optional binary split (STRING);
  optional binary sha256 (STRING);
  optional int32 chars;
  optional binary text (STRING);
  optional group annotations (LIST) { repeated group list { optional group element {
    optional binary id (STRING);
    optional binary label (STRING);
    optional int64 label_id;
    optional int32 start;
    optional int32 end;
    optional binary text (STRING);
    optional group spans (LIST) { repeated group list { optional group element { optional int32 start; optional int32 end; } } }
    optional group attributes (LIST) { repeated group list { optional group element {
      optional binary name (STRING); optional binary type (STRING); optional binary value (STRING); } } }
    optional binary note (STRING);
    optional boolean doubtful;
    optional binary origin (STRING);
    optional binary origin_by (STRING);
    optional group adjudicated_from (LIST) { repeated group list { optional binary element (STRING); } }
    optional int64 created (TIMESTAMP(MICROS,true));
    optional int64 modified (TIMESTAMP(MICROS,true));
  } } }
  optional group relations (LIST) { repeated group list { optional group element {
    optional binary id (STRING);
    optional binary kind (STRING);
    optional binary from (STRING);
    optional binary to (STRING);
    optional binary origin (STRING);
    optional binary origin_by (STRING);
    optional group adjudicated_from (LIST) { repeated group list { optional binary element (STRING); } }
    optional int64 created (TIMESTAMP(MICROS,true));
    optional int64 modified (TIMESTAMP(MICROS,true));
  } } }
}";

/// A fragment of an annotation a row: `fragment` counts from 1, `start`, `end` and `text` are the fragment's.
pub(super) const ANNOTATIONS: &str = "
message annotations {
  optional binary path (STRING);
  optional binary sha256 (STRING);
  optional binary date (STRING);
  optional binary publication (STRING);
  optional binary annotator (STRING);
  optional binary state (STRING);
  optional binary split (STRING);
  optional binary id (STRING);
  optional binary label (STRING);
  optional int64 label_id;
  optional int32 fragment;
  optional int32 fragments;
  optional int32 start;
  optional int32 end;
  optional binary text (STRING);
  optional int32 block;
  optional binary role (STRING);
  optional group attributes (LIST) { repeated group list { optional group element {
    optional binary name (STRING); optional binary type (STRING); optional binary value (STRING); } } }
  optional binary note (STRING);
  optional boolean doubtful;
  optional binary origin (STRING);
  optional binary origin_by (STRING);
  optional int64 created (TIMESTAMP(MICROS,true));
}";

/// A schema without one of its columns: that which the folders of a dataset tell.
pub(super) fn without(message: &str, column: Option<&str>) -> Result<TypePtr, ParquetError> {
    let whole = parse_message_type(message)?;
    let fields = whole.get_fields().iter().filter(|field| Some(field.name()) != column).cloned().collect();
    Ok(Arc::new(Type::group_type_builder(whole.name()).with_fields(fields).build()?))
}

/// What the `datasets` of Hugging Face look for in a file: the columns in their own words, with the names of the labels.
pub(super) fn features(schema: &Type, labels: &[&str]) -> String {
    let columns: serde_json::Map<String, Json> = schema.get_fields().iter().map(|field| (field.name().to_owned(), feature(field, labels))).collect();
    json!({"info": {"features": columns}}).to_string()
}

fn feature(field: &Type, labels: &[&str]) -> Json {
    let inner = || field.get_fields().iter();
    if field.is_group() && field.get_basic_info().logical_type_ref() == Some(&LogicalType::List) {
        let element = inner().flat_map(|list| list.get_fields()).map(|element| feature(element, labels)).next();
        return json!({"feature": element, "_type": "List"});
    }
    if field.is_group() {
        return inner().map(|field| (field.name().to_owned(), feature(field, labels))).collect::<serde_json::Map<_, _>>().into();
    }
    if field.name() == "label_id" {
        return json!({"names": labels, "_type": "ClassLabel"});
    }
    let stamp = matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Timestamp { .. }));
    let kind = match field.get_physical_type() {
        Physical::BOOLEAN => "bool",
        Physical::INT32 => "int32",
        Physical::INT64 if stamp => "timestamp[us, tz=UTC]",
        Physical::INT64 => "int64",
        _ => "string",
    };
    json!({"dtype": kind, "_type": "Value"})
}
