//! The two tables, filled document by document.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;

use parquet::errors::ParquetError;

use super::card::{Card, card};
use super::columns::{Column, Fragment, Row, articles, fragments};
use super::encode::{self, Writing};
use super::partition::Partition;
use super::schema::{ANNOTATIONS, ARTICLES, features, without};
use crate::annotation::{Annotation, Codebook};
use crate::exchange::tables::{Filled, Tables};
use crate::exchange::{Document, Plan};

/// Bytes that documents may hold before their rows are written: a row group of some 40 MB comes of it, and rows and columns that
/// take more than three times as much for a moment.
const HELD: usize = 40 << 20;

/// Rows of either table in one file at most.
const ROWS: usize = 100_000;

/// What an annotation takes in memory beside its text, about.
const ANNOTATION: usize = size_of::<Annotation>() + 128;

/// A dataset that is being written.
pub(super) struct Dataset {
    codebook: Codebook,
    partition: Partition,
    /// The documents whose rows are not yet written, by folder.
    waiting: BTreeMap<String, Waiting>,
    held: usize,
    files: usize,
    card: Card,
}

#[derive(Default)]
struct Waiting {
    documents: Vec<Document>,
    held: usize,
    fragments: usize,
}

impl Dataset {
    /// An empty one.
    pub(super) fn new(plan: &Plan, partition: &str) -> Self {
        let (codebook, partition) = (plan.codebook.clone(), Partition::named(partition));
        Self { codebook, partition, waiting: BTreeMap::new(), held: 0, files: 0, card: Card::default() }
    }

    /// The two files with all rows that wait for a folder.
    fn filled(&mut self, folder: &str) -> Result<Vec<Filled>, String> {
        let Some(waiting) = self.waiting.remove(folder) else { return Ok(Vec::new()) };
        self.held -= waiting.held;
        let number = self.files;
        self.files += 1;
        let (first, second) = self.encoded(waiting.documents).map_err(|error| error.to_string())?;
        let name = |table: &str| format!("{table}/{folder}part-{number:04}.parquet");
        Ok(vec![(name("articles"), first), (name("annotations"), second)])
    }

    fn encoded(&self, documents: Vec<Document>) -> Result<(Vec<u8>, Vec<u8>), ParquetError> {
        let rows = rows(documents, &self.codebook);
        let parts: Vec<Fragment<'_>> = rows.iter().flat_map(Row::fragments).collect();
        let (of_articles, of_fragments): (Vec<Column<Row>>, Vec<Column<Fragment<'_>>>) = (articles(), fragments());
        let schemas = (without(ARTICLES, self.partition.column())?, without(ANNOTATIONS, self.partition.column())?);
        let labels: Vec<&str> = self.codebook.labels.iter().map(|label| label.id.as_str()).collect();
        let about = (features(&schemas.0, &labels), features(&schemas.1, &labels));
        let (first, second) = (Writing::new(schemas.0), Writing::new(schemas.1));
        let mut tasks = first.tasks(&of_articles, &rows)?;
        let count = tasks.len();
        tasks.extend(second.tasks(&of_fragments, &parts)?);
        let mut columns = encode::all(&tasks)?;
        let rest = columns.split_off(count);
        let articles = first.file(columns, &[("huggingface", &about.0), ("tagline", "articles")])?;
        let annotations = second.file(rest, &[("huggingface", &about.1), ("tagline", "annotations")])?;
        Ok((articles, annotations))
    }
}

impl Tables for Dataset {
    fn take(&mut self, document: Document) -> Result<Vec<Filled>, String> {
        let folder = self.partition.folder(&document);
        self.card.count(&document, &folder);
        let held = document.text().len() + size_of::<Document>() + document.annotations.len() * ANNOTATION;
        let waiting = self.waiting.entry(folder.clone()).or_default();
        waiting.held += held;
        waiting.fragments += document.annotations.iter().map(|annotation| annotation.spans.len()).sum::<usize>();
        waiting.documents.push(document);
        self.held += held;
        let full = waiting.documents.len().max(waiting.fragments / 8) >= ROWS;
        let largest = || self.waiting.iter().max_by_key(|(_, waiting)| waiting.held).map(|(folder, _)| folder.clone());
        match (full, self.held > HELD) {
            (true, _) => self.filled(&folder),
            (_, true) => largest().map_or_else(|| Ok(Vec::new()), |folder| self.filled(&folder)),
            _ => Ok(Vec::new()),
        }
    }

    fn finish(&mut self) -> Result<Vec<Filled>, String> {
        if self.card.folders.is_empty() {
            // A dataset without articles has its columns.
            self.waiting.insert(String::new(), Waiting::default());
            self.card.folders.insert(String::new());
        }
        if let Some(all) = self.partition.nothing().filter(|nothing| self.files == 0 && self.waiting.keys().eq([nothing])) {
            // Where no article has a value there is nothing to tell apart, and readers cannot know what it would be.
            let waiting = self.waiting.remove(&all).unwrap_or_default();
            self.waiting.insert(String::new(), waiting);
            self.card.folders = BTreeSet::from([String::new()]);
        }
        let folders: BTreeSet<String> = self.waiting.keys().cloned().collect();
        let mut all = Vec::new();
        for folder in folders {
            all.extend(self.filled(&folder)?);
        }
        all.push(("README.md".to_owned(), card(&self.card, &self.codebook, self.partition).into_bytes()));
        Ok(all)
    }
}

/// The rows of the documents, counted on all cores.
fn rows(documents: Vec<Document>, codebook: &Codebook) -> Vec<Row> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(16);
    let each = documents.len().div_ceil(threads).max(1);
    let mut documents = documents.into_iter();
    let parts: Vec<Vec<Document>> = (0..threads).map(|_| documents.by_ref().take(each).collect()).collect();
    std::thread::scope(|scope| {
        let counted = parts.into_iter().map(|part| scope.spawn(move || part.into_iter().map(|document| Row::new(document, codebook)).collect::<Vec<_>>()));
        let counted: Vec<_> = counted.collect();
        counted.into_iter().flat_map(|rows| rows.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
