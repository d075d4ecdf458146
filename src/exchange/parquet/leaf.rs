//! Columns, encoded: what stands in them goes straight into pages, without a value of its own for each.

use std::borrow::Cow;
use std::collections::HashMap;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, PageType, Type as Physical, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;

use super::columns::{Cell, Column, Fill};
use super::packing::{bits, delta, hybrid, width};

/// The level of compression: the columns of text are most of the bytes, and more takes much longer.
const LEVEL: i32 = 1;

/// Rows whose columns are filled before the next are looked at.
const ROWS: usize = 64;

/// Values and bytes of text in a page.
const PAGE: (usize, usize) = (1 << 16, 1 << 20);

/// Bytes of a dictionary, beyond which values are written out.
const DICTIONARY: usize = 1 << 20;

/// Bytes of the least and the greatest text that are told.
const TOLD: usize = 64;

/// An encoded column.
pub(super) struct Encoded {
    /// Its pages.
    pub bytes: Bytes,
    /// What is told of it.
    pub closed: ColumnCloseResult,
}

/// Encodes some columns of all rows: of a few rows one after the other, while what they are filled from is at hand.
pub(super) fn encode<R>(rows: &[R], columns: &[(&Column<R>, ColumnDescPtr)]) -> Result<Vec<Encoded>, ParquetError> {
    let mut all = columns.iter().map(|(column, leaf)| Pages::new(leaf, column.repeats)).collect::<Result<Vec<_>, _>>()?;
    for some in rows.chunks(ROWS) {
        for (pages, (column, _)) in all.iter_mut().zip(columns) {
            for row in some {
                pages.fill(row, &column.fill);
                if pages.full() {
                    pages.end()?;
                }
            }
        }
    }
    all.into_iter().map(|pages| pages.finish(rows.len())).collect()
}

/// The pages of a column.
struct Pages<'a> {
    leaf: &'a ColumnDescPtr,
    /// The level of a value that is there.
    there: u8,
    /// How deep each value of this page is there.
    defined: Vec<u8>,
    /// At which list each value goes on: 0 begins a row.
    repeated: Vec<u8>,
    /// Text that is written out.
    bytes: Vec<u8>,
    numbers: Vec<i64>,
    flags: Vec<bool>,
    /// Places in the dictionary.
    places: Vec<u32>,
    dictionary: Dictionary<'a>,
    packer: Compressor<'static>,
    done: Vec<(CompressedPage, Encoding)>,
    values: usize,
    nulls: usize,
    /// The least and the greatest number.
    range: Option<(i64, i64)>,
}

/// Texts that come again and again.
#[derive(Default)]
struct Dictionary<'a> {
    /// Whether new values go into it.
    open: bool,
    places: HashMap<Cow<'a, str>, u32>,
    /// The texts as a page has them.
    page: Vec<u8>,
    /// What came last: the next is often the same.
    last: Option<(&'a str, u32)>,
}

impl<'a> Dictionary<'a> {
    fn place(&mut self, text: Cow<'a, str>) -> u32 {
        if let (Some((last, place)), Cow::Borrowed(text)) = (self.last, &text)
            && (std::ptr::eq(last, *text) || last == *text)
        {
            return place;
        }
        let borrowed = if let Cow::Borrowed(text) = text { Some(text) } else { None };
        let place = self.places.get(text.as_ref()).copied().unwrap_or_else(|| {
            let place = self.places.len() as u32;
            plain(&text, &mut self.page);
            self.places.insert(text, place);
            place
        });
        self.last = borrowed.map(|text| (text, place));
        place
    }
}

fn plain(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

impl<'a> Pages<'a> {
    fn new(leaf: &'a ColumnDescPtr, repeats: bool) -> Result<Self, ParquetError> {
        let open = repeats && leaf.physical_type() == Physical::BYTE_ARRAY;
        Ok(Self {
            leaf,
            there: leaf.max_def_level() as u8,
            defined: Vec::new(),
            repeated: Vec::new(),
            bytes: Vec::new(),
            numbers: Vec::new(),
            flags: Vec::new(),
            places: Vec::new(),
            dictionary: Dictionary { open, ..Dictionary::default() },
            packer: Compressor::new(LEVEL)?,
            done: Vec::new(),
            values: 0,
            nulls: 0,
            range: None,
        })
    }

    fn fill<R>(&mut self, row: &'a R, fill: &Fill<R>) {
        match fill {
            Fill::One(cell) => self.put(0, cell(row)),
            Fill::Each(count, cell) => {
                let count = count(row);
                self.empty(count, 0, 1);
                for at in 0..count {
                    self.put(u8::from(at > 0), cell(row, at));
                }
            }
            Fill::Within(outer, inner, cell) => {
                let outer = outer(row);
                self.empty(outer, 0, 1);
                for at in 0..outer {
                    let (inner, level) = (inner(row, at), u8::from(at > 0));
                    // A list that is there and empty: of the inner ones that is the fourth thing that may be missing.
                    self.empty(inner, level, 4);
                    for part in 0..inner {
                        self.put(if part == 0 { level } else { 2 }, cell(row, at, part));
                    }
                }
            }
        }
    }

    /// Whether a page has enough, or the dictionary.
    fn full(&self) -> bool {
        self.defined.len() >= PAGE.0 || self.bytes.len() >= PAGE.1 || self.dictionary.open && self.dictionary.page.len() >= DICTIONARY
    }

    /// Puts down that a list is there and empty, when it is.
    fn empty(&mut self, count: usize, level: u8, defined: u8) {
        if count == 0 {
            self.repeated.push(level);
            self.defined.push(defined);
            self.nulls += 1;
        }
    }

    fn put(&mut self, level: u8, cell: Cell<'a>) {
        self.repeated.push(level);
        self.defined.push(self.there - u8::from(matches!(cell, Cell::Null)));
        match cell {
            Cell::Null => self.nulls += 1,
            Cell::Text(text) if self.dictionary.open => self.places.push(self.dictionary.place(text)),
            Cell::Text(text) => plain(&text, &mut self.bytes),
            Cell::Whole(number) => self.numbers.push(number),
            Cell::Flag(flag) => self.flags.push(flag),
        }
    }

    /// Ends a page. One behind which the dictionary is full is the last with places in it.
    fn end(&mut self) -> Result<(), ParquetError> {
        let mut page = Vec::with_capacity(self.bytes.len() + self.defined.len() * 2);
        for (levels, most) in [(&self.repeated, self.leaf.max_rep_level()), (&self.defined, self.leaf.max_def_level())] {
            if most > 0 {
                let start = page.len();
                page.extend_from_slice(&[0; 4]);
                hybrid(levels, width(most as u64), &mut page);
                let length = (page.len() - start - 4) as u32;
                page.iter_mut().skip(start).zip(length.to_le_bytes()).for_each(|(place, byte)| *place = byte);
            }
        }
        let encoding = match self.leaf.physical_type() {
            Physical::BYTE_ARRAY if self.dictionary.open => {
                let width = width((self.dictionary.places.len() as u64).saturating_sub(1));
                page.push(width as u8);
                hybrid(&self.places, width, &mut page);
                self.dictionary.open = self.dictionary.page.len() < DICTIONARY;
                Encoding::PLAIN_DICTIONARY
            }
            Physical::BYTE_ARRAY => {
                page.extend_from_slice(&self.bytes);
                Encoding::PLAIN
            }
            Physical::BOOLEAN => {
                bits(self.flags.iter().map(|flag| u64::from(*flag)), self.flags.len(), 1, &mut page);
                Encoding::PLAIN
            }
            _ => {
                self.measure();
                delta(&self.numbers, &mut page);
                Encoding::DELTA_BINARY_PACKED
            }
        };
        let num_values = self.defined.len() as u32;
        self.values += self.defined.len();
        let (buf, size) = (self.packer.compress(&page)?.into(), page.len());
        let page = Page::DataPage { buf, num_values, encoding, def_level_encoding: Encoding::RLE, rep_level_encoding: Encoding::RLE, statistics: None };
        self.done.push((CompressedPage::new(page, size), encoding));
        self.defined.clear();
        self.repeated.clear();
        self.bytes.clear();
        self.numbers.clear();
        self.flags.clear();
        self.places.clear();
        Ok(())
    }

    fn measure(&mut self) {
        if self.leaf.physical_type() == Physical::INT32 {
            self.numbers.iter_mut().for_each(|number| *number = (*number).clamp(i64::from(i32::MIN), i64::from(i32::MAX)));
        }
        for number in self.numbers.iter().copied() {
            let (least, most) = self.range.unwrap_or((number, number));
            self.range = Some((least.min(number), most.max(number)));
        }
    }

    /// Puts the pages together, the dictionary first.
    fn finish(mut self, rows: usize) -> Result<Encoded, ParquetError> {
        if !self.defined.is_empty() || self.done.is_empty() {
            self.end()?;
        }
        let statistics = self.statistics();
        let mut all = std::mem::take(&mut self.done);
        // Readers look for a dictionary also where no value is there.
        if all.iter().any(|(_, encoding)| *encoding == Encoding::PLAIN_DICTIONARY) {
            let (buf, size) = (self.packer.compress(&self.dictionary.page)?.into(), self.dictionary.page.len());
            let encoding = Encoding::PLAIN_DICTIONARY;
            let page = Page::DictionaryPage { buf, num_values: self.dictionary.places.len() as u32, encoding, is_sorted: false };
            all.insert(0, (CompressedPage::new(page, size), encoding));
        }
        let mut sink = TrackedWrite::new(Vec::with_capacity(all.iter().map(|(page, _)| page.compressed_size() + TOLD).sum()));
        let mut writer = SerializedPageWriter::new(&mut sink);
        let (mut packed, mut unpacked, mut dictionary, mut data) = (0, 0, None, None);
        let mut stats: Vec<PageEncodingStats> = Vec::new();
        for (page, encoding) in all {
            let written = writer.write_page(page)?;
            packed += written.compressed_size as i64;
            unpacked += written.uncompressed_size as i64;
            let first = if written.page_type == PageType::DICTIONARY_PAGE { &mut dictionary } else { &mut data };
            first.get_or_insert(written.offset as i64);
            match stats.last_mut().filter(|last| last.page_type == written.page_type && last.encoding == encoding) {
                Some(last) => last.count += 1,
                None => stats.push(PageEncodingStats { page_type: written.page_type, encoding, count: 1 }),
            }
        }
        let mut encodings: Vec<Encoding> = stats.iter().map(|page| page.encoding).chain([Encoding::RLE]).collect();
        encodings.dedup();
        let metadata = ColumnChunkMetaData::builder(self.leaf.clone())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
            .set_encodings(encodings)
            .set_page_encoding_stats(stats)
            .set_total_compressed_size(packed)
            .set_total_uncompressed_size(unpacked)
            .set_num_values(self.values as i64)
            .set_data_page_offset(data.unwrap_or_default())
            .set_dictionary_page_offset(dictionary)
            .set_statistics(statistics)
            .build()?;
        let bytes: Bytes = sink.into_inner()?.into();
        let closed = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Encoded { bytes, closed })
    }

    /// Numbers, and texts that come again and again, are told with the least and the greatest: by them readers pass over files.
    fn statistics(&self) -> Statistics {
        let nulls = Some(self.nulls as u64);
        let (least, most) = self.range.unzip();
        match self.leaf.physical_type() {
            Physical::BOOLEAN => Statistics::boolean(None, None, None, nulls, false),
            Physical::INT32 => Statistics::int32(least.map(|number| number as i32), most.map(|number| number as i32), None, nulls, false),
            Physical::INT64 => Statistics::int64(least, most, None, nulls, false),
            _ => {
                let all = || self.dictionary.places.keys().filter(|_| self.dictionary.open);
                let told = all().min().zip(all().max()).filter(|(least, most)| least.len().max(most.len()) <= TOLD);
                let (least, most) = told.unzip();
                let told = |text: Option<&Cow<'_, str>>| text.map(|text| ByteArray::from(text.as_bytes().to_vec()));
                Statistics::byte_array(told(least), told(most), None, nulls, false)
            }
        }
    }
}
