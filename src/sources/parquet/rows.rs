//! The rows of a table, one by one, by the crate `parquet`, held apart: it may panic on a broken file.
//!
//! ```text
//! first rows ──▶ Sample ──judge──▶ Columns ──▶ only these columns: each row ──channel──▶ Story
//! ```

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Row as Values;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::columns::{each, narrowed};
use crate::article::guarded;
use crate::sources::columns::{Columns, Sample};
use crate::sources::limits;
use crate::sources::reader::{Choices, Field, Taker};
use crate::sources::rows::{self, FIRST, Row, Rows, Step};
use crate::sources::story::{Flaw, Place};

/// How long a row may take, with all that has to be unpacked for it.
const PATIENCE: Duration = Duration::from_secs(45);

/// Rows that are read ahead.
const AHEAD: usize = 16;

/// Rows of a column that are decoded at once.
const BATCH: usize = 64;

/// What the thread that reads sends.
enum Sent {
    /// What is read, before all rows.
    Columns(Columns),
    /// A row, or what is wrong with it, and its bytes.
    Row(Result<Row, String>, Vec<u8>),
    /// Why nothing more can be read.
    End(Flaw),
}

/// Reads the table in `bytes`. The rows are read on a thread of their own, which ends when nobody takes any more.
pub(super) fn read(bytes: Vec<u8>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
    let (send, sent) = sync_channel(AHEAD);
    let choices = choices.clone();
    let work = move || {
        let flaw = match guarded(|| send_rows(bytes, &choices, &send)) {
            Ok(Ok(())) => return,
            Ok(Err(flaw)) => flaw,
            Err(_) => Flaw::whole("is damaged, or of a kind that cannot be read"),
        };
        let _ = send.send(Sent::End(flaw));
    };
    thread::Builder::new().name("parquet".to_owned()).spawn(work)?;
    let coming = Coming { sent, number: 0 };
    match coming.receive()? {
        Some(Sent::Columns(columns)) => rows::read_chosen(coming, &columns, take),
        _ => Ok(()),
    }
}

/// The rows that come from the thread.
struct Coming {
    sent: Receiver<Sent>,
    number: u64,
}

impl Coming {
    /// What is sent next; `None` at the end.
    fn receive(&self) -> Result<Option<Sent>, Flaw> {
        match self.sent.recv_timeout(PATIENCE) {
            Ok(Sent::End(flaw)) => Err(flaw),
            Ok(sent) => Ok(Some(sent)),
            Err(RecvTimeoutError::Timeout) => Err(Flaw::whole(format!("a row took more than {} seconds; not read on", PATIENCE.as_secs()))),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
        }
    }
}

impl Rows for Coming {
    type Raw = (Row, Vec<u8>);

    fn next(&mut self, raw: &mut Self::Raw) -> Result<Option<Step>, Flaw> {
        let Some(Sent::Row(row, bytes)) = self.receive()? else { return Ok(None) };
        self.number += 1;
        let (row, wrong) = row.map_or_else(|wrong| (Row::default(), Some(wrong)), |row| (row, None));
        *raw = (row, bytes);
        Ok(Some(Step { place: Some(Place::Item(self.number)), wrong }))
    }

    fn bytes<'r>(&self, raw: &'r Self::Raw) -> &'r [u8] {
        &raw.1
    }

    fn row(&self, raw: &Self::Raw) -> Result<Row, String> {
        Ok(raw.0.clone())
    }
}

/// Sends what is read, and each row, until nobody listens.
fn send_rows(bytes: Vec<u8>, choices: &Choices, send: &SyncSender<Sent>) -> Result<(), Flaw> {
    let packed = bytes.len() as u64;
    let file = SerializedFileReader::new(Bytes::from(bytes)).map_err(|error| damaged(&error))?;
    let unpacked: u64 = file.metadata().row_groups().iter().map(|group| group.total_byte_size().unsigned_abs()).fold(0, u64::saturating_add);
    if unpacked > (16 << 20) && unpacked / packed.max(1) > limits::RATIO {
        return Err(Flaw::whole(format!("unpacks to more than {} times its size; not read on", limits::RATIO)));
    }
    let columns = judge(&file, choices)?;
    let paths: Vec<(Field, Vec<String>)> = columns.all().map(|(field, column)| (field, column.path.clone())).collect();
    let Some(table) = narrowed(file.metadata().file_metadata().schema(), &|path| paths.iter().any(|(_, chosen)| chosen == path)) else { return Ok(()) };
    if send.send(Sent::Columns(columns)).is_err() {
        return Ok(());
    }
    for values in table_rows(&file, &table)? {
        let (row, bytes) = picked(&values.map_err(|error| damaged(&error))?, &table, &paths);
        if send.send(Sent::Row(row, bytes)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn damaged(error: &dyn std::fmt::Display) -> Flaw {
    Flaw::whole(format!("is damaged, or of a kind that cannot be read: {error}"))
}

/// The rows with the columns of `table` only.
fn table_rows<'f>(file: &'f SerializedFileReader<Bytes>, table: &Type) -> Result<RowIter<'f>, Flaw> {
    Ok(RowIter::from_file(Some(table.clone()), file).map_err(|error| damaged(&error))?.with_batch_size(BATCH))
}

/// Judges by the first rows which column holds what.
fn judge(file: &SerializedFileReader<Bytes>, choices: &Choices) -> Result<Columns, Flaw> {
    let mut sample = Sample::default();
    let Some(table) = narrowed(file.metadata().file_metadata().schema(), &|_| true) else { return Columns::judge(&sample, choices) };
    let (mut count, mut bytes) = (0, 0);
    for values in table_rows(file, &table)?.take(FIRST.0) {
        each(&values.map_err(|error| damaged(&error))?, &table, &mut |path, texts| {
            bytes += texts.iter().map(String::len).sum::<usize>();
            sample.see(path, texts.into_iter().max_by_key(String::len).as_deref());
        });
        count += 1;
        if bytes >= FIRST.1 {
            break;
        }
    }
    if count == 0 {
        return Err(Flaw::whole("holds no articles"));
    }
    Columns::judge(&sample, choices)
}

/// What is picked from a row, and its bytes.
fn picked(values: &Values, table: &Type, paths: &[(Field, Vec<String>)]) -> (Result<Row, String>, Vec<u8>) {
    let (mut row, mut bytes) = (Row::default(), Vec::new());
    each(values, table, &mut |path, texts| {
        bytes.extend([path.join(".").as_str(), ": ", &texts.join("\n"), "\n"].concat().bytes());
        let Some((field, _)) = paths.iter().find(|(_, chosen)| chosen == path) else { return };
        match field {
            Field::Text => row.text = texts.join("\n\n"),
            Field::Author => row.told.extend(texts.into_iter().map(|text| (*field, text))),
            _ => row.told.extend(texts.into_iter().next().map(|text| (*field, text))),
        }
    });
    let large = bytes.len() as u64 > limits::ITEM;
    (if large { Err(format!("is larger than {} MiB; it is not read", limits::ITEM >> 20)) } else { Ok(row) }, bytes)
}
