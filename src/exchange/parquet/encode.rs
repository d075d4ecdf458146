//! Rows into columns, each column on its own, on all cores.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type as Physical, ZstdLevel};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, TypePtr};

use super::columns::{Cell, Column, Fill};

/// Values and bytes of text that are handed to a column at once.
const CHUNK: (usize, usize) = (4096, 1 << 17);

/// Bytes of a dictionary, beyond which values are written out.
const DICTIONARY: usize = 1 << 20;

/// An encoded column.
pub(super) struct Encoded {
    bytes: Bytes,
    closed: ColumnCloseResult,
}

/// A column that is to be encoded.
pub(super) type Task<'t> = Box<dyn Fn() -> Result<Encoded, ParquetError> + Send + Sync + 't>;

/// How a table is written.
pub(super) struct Writing {
    schema: TypePtr,
    leaves: SchemaDescriptor,
    properties: WriterPropertiesPtr,
}

impl Writing {
    /// For a schema whose columns are those.
    pub(super) fn new<R>(schema: TypePtr, columns: &[Column<R>]) -> Result<Self, ParquetError> {
        let leaves = SchemaDescriptor::new(schema.clone());
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
            .set_created_by(concat!("tagline version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_dictionary_page_size_limit(DICTIONARY);
        for leaf in leaves.columns() {
            let path = leaf.path();
            let repeats = columns.iter().any(|column| column.path == path.string() && column.repeats);
            properties = properties.set_column_dictionary_enabled(path.clone(), repeats && leaf.physical_type() != Physical::BOOLEAN);
            if !repeats && matches!(leaf.physical_type(), Physical::INT32 | Physical::INT64) {
                properties = properties.set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED);
            }
        }
        Ok(Self { schema, leaves, properties: Arc::new(properties.build()) })
    }

    /// The columns that are to be encoded, in the order of the schema.
    pub(super) fn tasks<'t, R: Sync>(&'t self, columns: &'t [Column<R>], rows: &'t [R]) -> Result<Vec<Task<'t>>, ParquetError> {
        let task = |leaf: &ColumnDescPtr| {
            let path = leaf.path().string();
            let column = columns.iter().find(|column| column.path == path);
            let column = column.ok_or_else(|| ParquetError::General(format!("{path}: a column that nothing fills")))?;
            let (leaf, properties) = (leaf.clone(), self.properties.clone());
            Ok(Box::new(move || encode(rows, &column.fill, leaf.clone(), properties.clone())) as Task<'t>)
        };
        self.leaves.columns().iter().map(task).collect()
    }

    /// A file with the columns as its one row group. `about` is kept with the schema.
    pub(super) fn file(&self, columns: Vec<Encoded>, about: &[(&str, &str)]) -> Result<Vec<u8>, ParquetError> {
        let size = columns.iter().map(|column| column.bytes.len()).sum::<usize>() + (1 << 16);
        let mut file = SerializedFileWriter::new(Vec::with_capacity(size), self.schema.clone(), self.properties.clone())?;
        let mut group = file.next_row_group()?;
        for column in columns {
            group.append_column(&column.bytes, column.closed)?;
        }
        group.close()?;
        for (key, value) in about {
            file.append_key_value_metadata(KeyValue::new((*key).to_owned(), (*value).to_owned()));
        }
        file.into_inner()
    }
}

/// Does the tasks on all cores; what comes of them is in their order.
pub(super) fn all(tasks: &[Task<'_>]) -> Result<Vec<Encoded>, ParquetError> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(tasks.len()).min(16);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((number, task)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|number| Some((number, tasks.get(number)?))) {
            done.push(task().map(|encoded| (number, encoded)));
        }
        done
    };
    let done: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let mut encoded = done.into_iter().flatten().collect::<Result<Vec<_>, _>>()?;
    encoded.sort_by_key(|(number, _)| *number);
    Ok(encoded.into_iter().map(|(_, encoded)| encoded).collect())
}

fn encode<R>(rows: &[R], fill: &Fill<R>, leaf: ColumnDescPtr, properties: WriterPropertiesPtr) -> Result<Encoded, ParquetError> {
    let mut sink = TrackedWrite::new(Vec::with_capacity(rows.len() * 4));
    let mut chunk = Chunk::new(&leaf);
    let mut writer = get_column_writer(leaf, properties, Box::new(SerializedPageWriter::new(&mut sink)));
    for row in rows {
        chunk.fill(row, fill);
        if chunk.defined.len() >= CHUNK.0 || chunk.text.len() >= CHUNK.1 {
            chunk.write(&mut writer)?;
        }
    }
    chunk.write(&mut writer)?;
    let closed = writer.close()?;
    Ok(Encoded { bytes: sink.into_inner()?.into(), closed })
}

/// Values on their way into a column, with their levels.
struct Chunk {
    /// The level of a value that is there.
    there: i16,
    /// How deep each value is there.
    defined: Vec<i16>,
    /// At which list each value goes on: 0 begins a row.
    repeated: Vec<i16>,
    text: Vec<u8>,
    /// Where each text ends.
    ends: Vec<usize>,
    texts: Vec<ByteArray>,
    numbers: Vec<i64>,
    flags: Vec<bool>,
}

impl Chunk {
    fn new(leaf: &ColumnDescPtr) -> Self {
        let there = leaf.max_def_level();
        Self { there, defined: Vec::new(), repeated: Vec::new(), text: Vec::new(), ends: Vec::new(), texts: Vec::new(), numbers: Vec::new(), flags: Vec::new() }
    }

    fn fill<R>(&mut self, row: &R, fill: &Fill<R>) {
        match fill {
            Fill::One(cell) => self.put(0, cell(row)),
            Fill::Each(count, cell) => self.list(0, count(row), 1, &mut |chunk, level, at| chunk.put(level, cell(row, at))),
            Fill::Within(outer, inner, cell) => self.list(0, outer(row), 1, &mut |chunk, level, at| {
                chunk.list(level, inner(row, at), 2, &mut |chunk, level, part| chunk.put(level, cell(row, at, part)));
            }),
        }
    }

    /// A list: its first item goes on at `level`, the others at `depth`, which is that of the list.
    fn list(&mut self, level: i16, count: usize, depth: i16, item: &mut dyn FnMut(&mut Self, i16, usize)) {
        if count == 0 {
            // A list that is there and empty: the outer one is the first thing that may be null, the inner one the fourth.
            self.defined.push(if depth == 1 { 1 } else { 4 });
            self.repeated.push(level);
        }
        for at in 0..count {
            item(self, if at == 0 { level } else { depth }, at);
        }
    }

    fn put(&mut self, level: i16, cell: Cell<'_>) {
        self.repeated.push(level);
        self.defined.push(if matches!(cell, Cell::Null) { self.there - 1 } else { self.there });
        match cell {
            Cell::Null => {}
            Cell::Text(text) => {
                self.text.extend_from_slice(text.as_bytes());
                self.ends.push(self.text.len());
            }
            Cell::Whole(number) => self.numbers.push(number),
            Cell::Flag(flag) => self.flags.push(flag),
        }
    }

    /// Hands all of it over. Levels of columns that know none are left aside by the column.
    fn write(&mut self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = (Some(self.defined.as_slice()), Some(self.repeated.as_slice()));
        match writer {
            ColumnWriter::ByteArrayColumnWriter(column) => {
                let fresh = Vec::with_capacity(self.text.capacity());
                let text = Bytes::from(std::mem::replace(&mut self.text, fresh));
                let starts = std::iter::once(0).chain(self.ends.iter().copied());
                self.texts.clear();
                self.texts.extend(starts.zip(&self.ends).map(|(start, end)| ByteArray::from(text.slice(start..*end))));
                column.write_batch(&self.texts, levels.0, levels.1)?;
            }
            ColumnWriter::Int32ColumnWriter(column) => {
                let values: Vec<i32> = self.numbers.iter().map(|number| i32::try_from(*number).unwrap_or(i32::MAX)).collect();
                column.write_batch(&values, levels.0, levels.1)?;
            }
            ColumnWriter::Int64ColumnWriter(column) => {
                column.write_batch(&self.numbers, levels.0, levels.1)?;
            }
            ColumnWriter::BoolColumnWriter(column) => {
                column.write_batch(&self.flags, levels.0, levels.1)?;
            }
            _ => return Err(ParquetError::General("a column of a kind that no table has".to_owned())),
        }
        self.defined.clear();
        self.repeated.clear();
        self.ends.clear();
        self.numbers.clear();
        self.flags.clear();
        Ok(())
    }
}
