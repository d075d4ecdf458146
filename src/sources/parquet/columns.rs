//! Which columns of a table are read.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::schema::types::Type;

use crate::sources::reader::{Choices, Field};
use crate::sources::story::Flaw;

/// All fields with the plain names of their columns.
const NAMES: [(Field, &str); 8] = [
    (Field::Text, "text"),
    (Field::Id, "id"),
    (Field::Title, "title"),
    (Field::Date, "date"),
    (Field::Url, "url"),
    (Field::Author, "author"),
    (Field::Publication, "publication"),
    (Field::Language, "language"),
];

/// A column that is read.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub field: Field,
    pub schema: Arc<Type>,
}

/// The columns of a table that are read. An error when there is none of text, or a named one is missing.
pub(super) fn choose(table: &Type, choices: &Choices) -> Result<Vec<Column>, Flaw> {
    let mut columns: Vec<Column> = Vec::new();
    for (field, plain) in NAMES {
        let named = choices.fields.get(&field);
        let name = named.map_or(plain, String::as_str);
        let found = table.get_fields().iter().find(|column| column.name() == name && is_value(column, field));
        match found {
            Some(schema) => columns.push(Column { field, schema: Arc::clone(schema) }),
            None if named.is_some() => {
                return Err(Flaw::whole(format!(
                    "has no column {name} of {}; there are: {}",
                    if field == Field::Text { "text" } else { "values" },
                    names(table)
                )));
            }
            None if field == Field::Text => return Err(Flaw::whole(format!("has no column {plain}; say which one holds the text: {}", names(table)))),
            None => {}
        }
    }
    Ok(columns)
}

/// Whether a column holds single values that can be those of the field.
fn is_value(column: &Type, field: Field) -> bool {
    if !column.is_primitive() || column.get_basic_info().has_repetition() && column.get_basic_info().repetition() == parquet::basic::Repetition::REPEATED {
        return false;
    }
    match column.get_physical_type() {
        Physical::BYTE_ARRAY => true,
        Physical::INT32 | Physical::INT64 => matches!(field, Field::Id | Field::Date),
        _ => false,
    }
}

/// Names of the columns of text, for a message.
fn names(table: &Type) -> String {
    let texts = table.get_fields().iter().filter(|column| is_value(column, Field::Text)).map(|column| column.name());
    let texts: Vec<&str> = texts.take(20).collect();
    if texts.is_empty() { "none holds text".to_owned() } else { texts.join(", ") }
}

/// Whether a column of times counts from midnight in Greenwich; without that a time has no offset.
pub(super) fn is_greenwich(column: &Type) -> bool {
    let info = column.get_basic_info();
    match info.logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => time.is_adjusted_to_u_t_c,
        _ => matches!(info.converted_type(), ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS),
    }
}
