//! The rows of a table, one by one, by the crate `parquet`, held apart: it may panic on a broken file.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Value, Row};
use parquet::schema::types::Type;

use super::columns::{Column, choose, is_greenwich};
use crate::article::{BlockRule, Role, sha256};
use crate::sources::limits;
use crate::sources::reader::{Choices, Field, Found, Taker};
use crate::sources::story::{Flaw, Place, Story};

/// How long a row may take, with all that has to be unpacked for it.
const PATIENCE: Duration = Duration::from_secs(45);

/// Rows that are read ahead.
const AHEAD: usize = 16;

/// Rows of a column that are decoded at once.
const BATCH: usize = 64;

/// Reads the table in `bytes`. The rows are read on a thread of their own, which ends when nobody takes any more.
pub(super) fn read(bytes: Vec<u8>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
    let (send, rows) = sync_channel(AHEAD);
    let choices = choices.clone();
    let work = move || {
        let end = catch_unwind(AssertUnwindSafe(|| send_rows(bytes, &choices, &send)));
        let flaw = match end {
            Ok(Ok(())) => return,
            Ok(Err(flaw)) => flaw,
            Err(_) => Flaw::whole("is damaged, or of a kind that cannot be read"),
        };
        let _ = send.send(Err(flaw));
    };
    thread::Builder::new().name("parquet".to_owned()).spawn(work)?;
    hand_over(&rows, take)
}

/// Hands over what comes from the thread. A flaw without a place ends it.
fn hand_over(rows: &Receiver<Result<Story, Flaw>>, take: &mut Taker<'_>) -> Result<(), Flaw> {
    loop {
        let one = match rows.recv_timeout(PATIENCE) {
            Ok(Ok(story)) => Found::Story(Box::new(story)),
            Ok(Err(flaw)) if flaw.place.is_some() => Found::Flaw(flaw),
            Ok(Err(flaw)) => return Err(flaw),
            Err(RecvTimeoutError::Timeout) => return Err(Flaw::whole(format!("a row took more than {} seconds; not read on", PATIENCE.as_secs()))),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        if let ControlFlow::Break(()) = take(one) {
            return Ok(());
        }
    }
}

/// Sends the story of each row, until nobody listens.
fn send_rows(bytes: Vec<u8>, choices: &Choices, send: &SyncSender<Result<Story, Flaw>>) -> Result<(), Flaw> {
    let packed = bytes.len() as u64;
    let file = SerializedFileReader::new(Bytes::from(bytes)).map_err(|error| damaged(&error))?;
    let metadata = file.metadata();
    let unpacked: u64 = metadata.row_groups().iter().map(|group| group.total_byte_size().unsigned_abs()).fold(0, u64::saturating_add);
    if unpacked > (16 << 20) && unpacked / packed.max(1) > limits::RATIO {
        return Err(Flaw::whole(format!("unpacks to more than {} times its size; not read on", limits::RATIO)));
    }
    let table = metadata.file_metadata().schema();
    let columns = choose(table, choices)?;
    // Columns come in the order of the file, each once.
    let wanted = table.get_fields().iter().filter(|one| columns.iter().any(|column| column.schema.name() == one.name())).cloned().collect();
    let projection = Type::group_type_builder(table.name()).with_fields(wanted).build().map_err(|error| damaged(&error))?;
    let rows = RowIter::from_file(Some(projection), &file).map_err(|error| damaged(&error))?.with_batch_size(BATCH);
    for (at, row) in rows.enumerate() {
        let at = at as u64 + 1;
        if at > limits::STORIES {
            return Err(Flaw::whole(format!("has more than {} rows; those behind were not read", limits::STORIES)));
        }
        let row = row.map_err(|error| damaged(&error))?;
        if send.send(story(&row, &columns, Place::Item(at))).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn damaged(error: &dyn std::fmt::Display) -> Flaw {
    Flaw::whole(format!("is damaged, or of a kind that cannot be read: {error}"))
}

/// The story of a row.
fn story(row: &Row, columns: &[Column], place: Place) -> Result<Story, Flaw> {
    let size: usize = row.get_column_iter().map(|(_, value)| size(value)).sum();
    if size as u64 > limits::ITEM {
        return Err(Flaw::at(place, format!("is larger than {} MiB", limits::ITEM >> 20)));
    }
    let value = |field: Field| {
        let column = columns.iter().find(|column| column.field == field)?;
        let (_, value) = row.get_column_iter().find(|(name, _)| *name == column.schema.name())?;
        text_of(value, is_greenwich(&column.schema)).filter(|text| !text.trim().is_empty())
    };
    let Some(body) = value(Field::Text) else { return Err(Flaw::at(place, "has no text")) };
    let body = if body.contains('\r') { body.replace("\r\n", "\n").replace('\r', "\n") } else { body };
    let row_bytes: String = row.get_column_iter().map(|(name, value)| [name.as_str(), ": ", &value.to_string(), "\n"].concat()).collect();
    let title = value(Field::Title);
    let story = Story {
        authors: value(Field::Author).into_iter().collect(),
        date: value(Field::Date).filter(|date| is_date(date)),
        publication: value(Field::Publication),
        url: value(Field::Url),
        language: value(Field::Language),
        id: value(Field::Id),
        place: Some(place),
        original: sha256(row_bytes.as_bytes()),
        ..Story::default()
    };
    Ok(with_headline(story, title, body))
}

/// Puts the title over the text, unless the text begins with it.
fn with_headline(story: Story, title: Option<String>, body: String) -> Story {
    let line = title.as_deref().map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let Some(line) = line.filter(|line| !body.trim_start().starts_with(line.as_str())) else { return Story { title, text: body, ..story } };
    let rule = Some(BlockRule::judge(&body));
    Story { text: format!("{line}\n\n{body}"), title, rule, roles: vec![(0, Role::Headline)], ..story }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// A value as text; `None` when it is empty or no text.
fn text_of(value: &Value, greenwich: bool) -> Option<String> {
    let time = |at: Result<jiff::Timestamp, jiff::Error>| {
        let at = at.ok()?.to_string();
        if greenwich { Some(at) } else { at.get(..10).map(str::to_owned) }
    };
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Bytes(bytes) => String::from_utf8(bytes.data().to_vec()).ok(),
        Value::Date(days) => time(jiff::Timestamp::from_second(i64::from(*days) * 86_400)).and_then(|at| at.get(..10).map(str::to_owned)),
        Value::TimestampMillis(at) => time(jiff::Timestamp::from_millisecond(*at)),
        Value::TimestampMicros(at) => time(jiff::Timestamp::from_microsecond(*at)),
        Value::Byte(_) | Value::Short(_) | Value::Int(_) | Value::Long(_) | Value::UByte(_) | Value::UShort(_) | Value::UInt(_) | Value::ULong(_) => {
            Some(value.to_string())
        }
        _ => None,
    }
}

/// A day, or a time with its offset.
fn is_date(value: &str) -> bool {
    value.parse::<jiff::Timestamp>().is_ok() || value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok()
}
