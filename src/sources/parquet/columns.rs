//! What of a table in Parquet can be read, and what its values say.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::record::{Field as Value, Row};
use parquet::schema::types::{Type, TypePtr};

/// Columns in columns that are looked into.
const LAYERS: usize = 4;

/// The table with those of its columns that hold text, whole numbers, days, times, or lists of texts, and that `wanted` takes by
/// their names from outside to inside; `None` when there is none.
pub(super) fn narrowed(table: &Type, wanted: &dyn Fn(&[&str]) -> bool) -> Option<Type> {
    let columns: Vec<TypePtr> = table.get_fields().iter().filter_map(|column| readable(column, &[], wanted)).collect();
    if columns.is_empty() { None } else { Type::group_type_builder(table.name()).with_fields(columns).build().ok() }
}

fn readable(column: &TypePtr, around: &[&str], wanted: &dyn Fn(&[&str]) -> bool) -> Option<TypePtr> {
    let path: Vec<&str> = around.iter().copied().chain([column.name()]).collect();
    let info = column.get_basic_info();
    let repeated = info.has_repetition() && info.repetition() == Repetition::REPEATED;
    if repeated || path.len() > LAYERS {
        return None;
    }
    if column.is_primitive() || info.converted_type() == ConvertedType::LIST {
        let fits = if column.is_primitive() { is_value(column) } else { is_list_of_texts(column) };
        return (fits && wanted(&path)).then(|| Arc::clone(column));
    }
    if info.converted_type() != ConvertedType::NONE {
        return None;
    }
    let columns: Vec<TypePtr> = column.get_fields().iter().filter_map(|column| readable(column, &path, wanted)).collect();
    if columns.is_empty() {
        return None;
    }
    let group = Type::group_type_builder(column.name()).with_repetition(info.repetition()).with_fields(columns).build();
    group.ok().map(Arc::new)
}

/// Whether a column holds values that become text. The crate panics on kinds that it does not know.
fn is_value(column: &Type) -> bool {
    let kind = column.get_basic_info().converted_type();
    match column.get_physical_type() {
        Physical::BYTE_ARRAY => is_text(column),
        Physical::INT32 => matches!(
            kind,
            ConvertedType::NONE
                | ConvertedType::DATE
                | ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::INT_32
                | ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
        ),
        Physical::INT64 => matches!(
            kind,
            ConvertedType::NONE | ConvertedType::INT_64 | ConvertedType::UINT_64 | ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS
        ),
        Physical::INT96 => true,
        _ => false,
    }
}

fn is_text(column: &Type) -> bool {
    let kind = column.get_basic_info().converted_type();
    column.get_physical_type() == Physical::BYTE_ARRAY && matches!(kind, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON | ConvertedType::NONE)
}

/// A group with one repeated group with one column of texts, as the format has lists written.
fn is_list_of_texts(column: &Type) -> bool {
    let [list] = column.get_fields() else { return false };
    if list.is_primitive() {
        return is_text(list);
    }
    matches!(list.get_fields(), [element] if element.is_primitive() && is_text(element))
}

/// How a column of whole numbers counts times.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    /// Whether it counts from midnight in Greenwich; without that a time has no offset.
    greenwich: bool,
    /// Whether it counts nanoseconds, which the crate gives as plain numbers.
    nanoseconds: bool,
}

impl Times {
    fn of(column: &Type) -> Self {
        let info = column.get_basic_info();
        match info.logical_type_ref() {
            Some(LogicalType::Timestamp(time)) => Self { greenwich: time.is_adjusted_to_u_t_c, nanoseconds: time.unit == TimeUnit::NANOS },
            _ => Self { greenwich: matches!(info.converted_type(), ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS), nanoseconds: false },
        }
    }

    fn written(self, at: Result<jiff::Timestamp, jiff::Error>) -> Option<String> {
        let at = at.ok()?.to_string();
        if self.greenwich { Some(at) } else { at.get(..10).map(str::to_owned) }
    }
}

/// Gives the columns of a row: their names from outside to inside, and the texts in each, none when it is empty.
pub(super) fn each(row: &Row, table: &Type, tell: &mut dyn FnMut(&[&str], Vec<String>)) {
    each_below(row, table, &[], tell);
}

fn each_below(row: &Row, table: &Type, around: &[&str], tell: &mut dyn FnMut(&[&str], Vec<String>)) {
    for ((name, value), column) in row.get_column_iter().zip(table.get_fields()) {
        let path: Vec<&str> = around.iter().copied().chain([name.as_str()]).collect();
        match value {
            Value::Group(row) if column.is_group() => each_below(row, column, &path, tell),
            Value::ListInternal(list) => tell(&path, list.elements().iter().filter_map(|value| text(value, Times::default())).collect()),
            value => tell(&path, text(value, Times::of(column)).into_iter().collect()),
        }
    }
}

/// A value as text; `None` when it is empty or no text.
fn text(value: &Value, times: Times) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Bytes(bytes) => String::from_utf8(bytes.data().to_vec()).ok(),
        Value::Date(days) => Times::default().written(jiff::Timestamp::from_second(i64::from(*days) * 86_400)),
        Value::TimestampMillis(at) => times.written(jiff::Timestamp::from_millisecond(*at)),
        Value::TimestampMicros(at) => times.written(jiff::Timestamp::from_microsecond(*at)),
        Value::Long(at) if times.nanoseconds => times.written(jiff::Timestamp::from_nanosecond(i128::from(*at))),
        Value::Byte(_) | Value::Short(_) | Value::Int(_) | Value::Long(_) | Value::UByte(_) | Value::UShort(_) | Value::UInt(_) | Value::ULong(_) => {
            Some(value.to_string())
        }
        _ => None,
    }
}
