//! Rows into columns, some columns at a time, on all cores.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, TypePtr};

use super::columns::Column;
use super::leaf::{Encoded, encode};

/// Columns that are encoded together: enough that what they are filled from is seldom looked for in memory again, few enough
/// that all cores have some.
const TOGETHER: usize = 9;

/// Columns that are to be encoded.
pub(super) type Task<'t> = Box<dyn Fn() -> Result<Vec<Encoded>, ParquetError> + Send + Sync + 't>;

/// How a table is written.
pub(super) struct Writing {
    schema: TypePtr,
    leaves: SchemaDescriptor,
    properties: WriterPropertiesPtr,
}

impl Writing {
    /// For a schema.
    pub(super) fn new(schema: TypePtr) -> Self {
        let leaves = SchemaDescriptor::new(schema.clone());
        let properties = WriterProperties::builder().set_created_by(concat!("tagline version ", env!("CARGO_PKG_VERSION")).to_owned());
        Self { schema, leaves, properties: Arc::new(properties.build()) }
    }

    /// The columns that are to be encoded, in the order of the schema.
    pub(super) fn tasks<'t, R: Sync>(&'t self, columns: &'t [Column<R>], rows: &'t [R]) -> Result<Vec<Task<'t>>, ParquetError> {
        let filled = |leaf: &ColumnDescPtr| {
            let path = leaf.path().string();
            let column = columns.iter().find(|column| column.path == path);
            let column = column.ok_or_else(|| ParquetError::General(format!("{path}: a column that nothing fills")))?;
            Ok((column, leaf.clone()))
        };
        let task = |leaves: &[ColumnDescPtr]| {
            let columns = leaves.iter().map(filled).collect::<Result<Vec<_>, ParquetError>>()?;
            Ok(Box::new(move || encode(rows, &columns)) as Task<'t>)
        };
        self.leaves.columns().chunks(TOGETHER).map(task).collect()
    }

    /// A file with the columns as its one row group. `about` is kept with the schema.
    pub(super) fn file(&self, columns: Vec<Vec<Encoded>>, about: &[(&str, &str)]) -> Result<Vec<u8>, ParquetError> {
        let size = columns.iter().flatten().map(|column| column.bytes.len()).sum::<usize>() + (1 << 16);
        let mut file = SerializedFileWriter::new(Vec::with_capacity(size), self.schema.clone(), self.properties.clone())?;
        let mut group = file.next_row_group()?;
        for column in columns.into_iter().flatten() {
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
pub(super) fn all(tasks: &[Task<'_>]) -> Result<Vec<Vec<Encoded>>, ParquetError> {
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
