//! Articles with their annotations from a table.
//!
//! The rows are read on a thread of their own by the crate `parquet`, which may panic on a damaged file.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::partition::told;
use crate::annotation::{Annotation, Id, Origin, Value};
use crate::article::{Span, guarded};
use crate::exchange::neutral::{state_named, value_of};
use crate::exchange::{Arrival, Input, Metadata, Offsets};

/// How long a row may take, with all that has to be unpacked for it.
const PATIENCE: Duration = Duration::from_secs(45);

/// Rows that are read ahead, and those of a column that are decoded at once.
const AHEAD: usize = 16;

/// Bytes that a file may unpack to for each of its own, and bytes that are always allowed.
const RATIO: (u64, u64) = (200, 64 << 20);

/// Reads a table. That of the fragments is passed over: all of it is in that of the articles.
pub(super) fn table(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let (send, sent) = sync_channel(AHEAD);
    let bytes = Bytes::copy_from_slice(input.bytes);
    let work = move || {
        let told = guarded(|| rows(bytes, &send)).unwrap_or_else(|_| Err("it is damaged, or of a kind that cannot be read".to_owned()));
        if let Err(why) = told {
            let _ = send.send(Err(why));
        }
    };
    thread::Builder::new().name("parquet".to_owned()).spawn(work).map_err(|error| format!("{}: {error}", input.place()))?;
    for number in 1.. {
        match sent.recv_timeout(PATIENCE) {
            Ok(Ok(row)) => take(arrival(input, &row, number)),
            Ok(Err(why)) => return Err(format!("{}: {why}", input.place())),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => return Err(format!("{}: a row took more than {} seconds; not read on", input.place(), PATIENCE.as_secs())),
        }
    }
    Ok(())
}

/// Sends each row, until nobody listens.
fn rows(bytes: Bytes, send: &SyncSender<Result<Row, String>>) -> Result<(), String> {
    let packed = bytes.len() as u64;
    let file = SerializedFileReader::new(bytes).map_err(|error| error.to_string())?;
    let metadata = file.metadata();
    let kept = metadata.file_metadata().key_value_metadata();
    if kept.into_iter().flatten().any(|one| one.key == "tagline" && one.value.as_deref() == Some("annotations")) {
        return Ok(());
    }
    let unpacked = metadata.row_groups().iter().map(|group| group.total_byte_size().unsigned_abs()).fold(0, u64::saturating_add);
    if unpacked > RATIO.1 && unpacked / packed.max(1) > RATIO.0 {
        return Err(format!("it unpacks to more than {} times its size", RATIO.0));
    }
    let schema = metadata.file_metadata().schema();
    let list = |name: &str| schema.get_fields().iter().any(|field| field.name() == name && field.is_group());
    let there = |name: &str| schema.get_fields().iter().any(|field| field.name() == name && field.is_primitive());
    if !there("text") || !list("annotations") {
        return Err("it has no columns text and annotations".to_owned());
    }
    let known = schema.get_fields().iter().filter(|field| COLUMNS.contains(&field.name())).cloned().collect();
    let known = Type::group_type_builder(schema.name()).with_fields(known).build().map_err(|error| error.to_string())?;
    let all = RowIter::from_file(Some(known), &file).map_err(|error| error.to_string())?.with_batch_size(AHEAD);
    for row in all {
        if send.send(Ok(row.map_err(|error| error.to_string())?)).is_err() {
            break;
        }
    }
    Ok(())
}

/// The columns that are read.
const COLUMNS: [&str; 14] =
    ["path", "title", "authors", "date", "publication", "url", "language", "source_id", "annotator", "state", "sha256", "text", "annotations", "relations"];

/// A row or a struct in it.
struct Fields<'r>(&'r Row);

impl<'r> Fields<'r> {
    fn get(&self, name: &str) -> Option<&'r Field> {
        self.0.get_column_iter().find(|(column, _)| *column == name).map(|(_, field)| field)
    }

    fn text(&self, name: &str) -> Option<&'r str> {
        if let Some(Field::Str(text)) = self.get(name) { Some(text) } else { None }
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    }

    fn number(&self, name: &str) -> Option<usize> {
        match self.get(name)? {
            Field::Int(number) => usize::try_from(*number).ok(),
            Field::Long(number) => usize::try_from(*number).ok(),
            Field::UInt(number) => usize::try_from(*number).ok(),
            Field::ULong(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        match self.get(name)? {
            Field::TimestampMicros(at) => Timestamp::from_microsecond(*at).ok(),
            Field::TimestampMillis(at) => Timestamp::from_millisecond(*at).ok(),
            _ => None,
        }
    }

    fn list(&self, name: &str) -> &'r [Field] {
        if let Some(Field::ListInternal(list)) = self.get(name) { list.elements() } else { &[] }
    }

    fn structs(&self, name: &str) -> impl Iterator<Item = Fields<'r>> + use<'r> {
        self.list(name).iter().filter_map(|field| if let Field::Group(row) = field { Some(Fields(row)) } else { None })
    }

    fn texts(&self, name: &str) -> impl Iterator<Item = &'r str> + use<'r> {
        self.list(name).iter().filter_map(|field| if let Field::Str(text) = field { Some(text.as_str()) } else { None })
    }
}

fn arrival(input: &Input<'_>, row: &Row, number: usize) -> Arrival {
    let row = Fields(row);
    let mut arrival = input.arrival(row.text("text").unwrap_or_default());
    arrival.name = format!("{}:{number}", input.place());
    (arrival.path, arrival.sha256, arrival.annotator) = (row.owned("path"), row.owned("sha256"), row.owned("annotator"));
    arrival.state = row.text("state").and_then(state_named);
    arrival.about = Metadata {
        title: row.owned("title"),
        authors: row.texts("authors").map(ToOwned::to_owned).collect(),
        date: row.owned("date"),
        publication: row.owned("publication").or_else(|| told(input.name, "publication")),
        url: row.owned("url"),
        language: row.owned("language"),
        id: row.owned("source_id"),
    };
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    for item in row.structs("annotations") {
        annotation(&mut arrival, &offsets, &item);
    }
    for item in row.structs("relations") {
        let end = |name: &str| item.text(name).map(Id::from);
        let (Some(from), Some(to)) = (end("from"), end("to")) else {
            arrival.flaw("a relation without an end");
            continue;
        };
        if let Some(relation) = arrival.relate(item.text("id"), item.text("kind").unwrap_or_default(), &from, &to) {
            relation.origin = origin(&item).unwrap_or_else(|| relation.origin.clone());
            relation.created = item.time("created").unwrap_or(relation.created);
            relation.modified = item.time("modified").unwrap_or(relation.modified);
        }
    }
    arrival.finished()
}

fn annotation(arrival: &mut Arrival, offsets: &Offsets<'_>, item: &Fields<'_>) {
    let label = item.text("label").unwrap_or_default();
    let whole = || (item.number("start"), item.number("end"));
    let mut places: Vec<_> = item.structs("spans").map(|span| (span.number("start"), span.number("end"))).collect();
    if places.is_empty() {
        places.push(whole());
    }
    let spans: Option<Vec<Span>> = places.iter().map(|(start, end)| offsets.span_of_chars((*start)?, (*end)?)).collect();
    let Some(spans) = spans else { return arrival.flaw(format!("{label}: {places:?} is no place in the text")) };
    let said: Vec<&str> = spans.iter().filter_map(|span| offsets.text().get(span.range())).collect();
    if let Some(covered) = item.text("text").filter(|covered| *covered != said.join(" … ")) {
        return arrival.flaw(format!("{label}: the text at {places:?} is not “{covered}”"));
    }
    if let Some(annotation) = arrival.annotate(item.text("id"), label, spans) {
        describe(annotation, offsets, item);
    }
}

fn describe(annotation: &mut Annotation, offsets: &Offsets<'_>, item: &Fields<'_>) {
    for attribute in item.structs("attributes") {
        if let (Some(name), Some(value)) = (attribute.owned("name"), value(&attribute, offsets)) {
            annotation.attributes.insert(name, value);
        }
    }
    annotation.note = item.owned("note").unwrap_or_default();
    annotation.doubtful = matches!(item.get("doubtful"), Some(Field::Bool(true)));
    annotation.origin = origin(item).unwrap_or_else(|| annotation.origin.clone());
    annotation.created = item.time("created").unwrap_or(annotation.created);
    annotation.modified = item.time("modified").unwrap_or(annotation.modified);
}

fn value(attribute: &Fields<'_>, offsets: &Offsets<'_>) -> Option<Value> {
    let words = attribute.text("value")?;
    let plain = || Value::Text(words.to_owned());
    Some(match attribute.text("type") {
        Some("flag") => Value::Flag(words == "true"),
        Some("number") => words.parse().map_or_else(|_| plain(), Value::Number),
        Some("list" | "span") => serde_json::from_str(words).ok().and_then(|value| value_of(&value, offsets)).unwrap_or_else(plain),
        _ => plain(),
    })
}

fn origin(item: &Fields<'_>) -> Option<Origin> {
    let by = || item.owned("origin_by").unwrap_or_default();
    Some(match item.text("origin")? {
        "human" => Origin::Human,
        "repeated" => Origin::Repeated,
        "suggested" => Origin::Suggested { by: by() },
        "edited" => Origin::Edited { by: by() },
        "imported" => Origin::Imported { from: by() },
        "adjudicated" => Origin::Adjudicated { from: item.texts("adjudicated_from").map(Id::from).collect(), by: by() },
        _ => return None,
    })
}
