//! How the catalogue lies in memory and in its file: rows of one size, and one string that holds all words.

use std::collections::HashMap;
use std::ops::Range;

/// A piece of the string that holds all words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::library) struct Word {
    start: u32,
    length: u32,
}

impl Word {
    /// Adds a word to the string. When there are more than 4 GiB of them, the rest are empty.
    pub(in crate::library) fn put_into(words: &mut String, text: &str) -> Self {
        let (Ok(start), Ok(length)) = (u32::try_from(words.len()), u32::try_from(text.len())) else { return Self::default() };
        if length == 0 || start.checked_add(length).is_none() {
            return Self::default();
        }
        words.push_str(text);
        Self { start, length }
    }

    /// Where it stands in the string that it was put into.
    pub(in crate::library) fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + self.length as usize
    }
}

/// A file as it was when it was read: what tells that it must be read again. All zero for one that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::library) struct Seen {
    pub(in crate::library) size: u64,
    /// Nanoseconds since 1970.
    pub(in crate::library) modified: i64,
    /// The same of the last change of its entry, which no tool can set.
    pub(in crate::library) entered: i64,
}

/// What is known of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ArticleRow {
    pub(super) key: Word,
    /// Empty where the file is the key below the home's folder.
    pub(super) path: Word,
    pub(super) title: Word,
    pub(super) publication: Word,
    pub(super) date: Word,
    pub(super) url: Word,
    pub(super) id: Word,
    pub(super) language: Word,
    pub(super) text: Seen,
    pub(super) meta: Seen,
    /// Code points of its text.
    pub(super) chars: u32,
    /// Words of its text, by white space.
    pub(super) words: u32,
    /// The first of its records.
    pub(super) first_record: u32,
    /// How many records it has.
    pub(super) records: u32,
}

/// What is known of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RecordRow {
    /// The number of the annotator.
    pub(super) annotator: u32,
    pub(super) file: Seen,
    /// 0 new, 1 in progress, 2 done, 3 unreadable.
    pub(super) state: u32,
    /// The first of its counts.
    pub(super) first_count: u32,
    /// How many counts it has.
    pub(super) counts: u32,
}

/// How many annotations of a label a record has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CountRow {
    /// The number of the label.
    pub(super) label: u32,
    pub(super) count: u32,
}

/// All rows, articles by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) words: String,
    pub(super) labels: Vec<String>,
    pub(super) annotators: Vec<String>,
    pub(super) articles: Vec<ArticleRow>,
    pub(super) records: Vec<RecordRow>,
    pub(super) counts: Vec<CountRow>,
}

impl Rows {
    /// The text of a word.
    pub(super) fn word(&self, word: Word) -> &str {
        self.words.get(word.range()).unwrap_or_default()
    }

    /// The records of an article.
    pub(super) fn records_of(&self, article: &ArticleRow) -> &[RecordRow] {
        let first = article.first_record as usize;
        self.records.get(first..first + article.records as usize).unwrap_or_default()
    }

    /// The counts of a record.
    pub(super) fn counts_of(&self, record: &RecordRow) -> &[CountRow] {
        let first = record.first_count as usize;
        self.counts.get(first..first + record.counts as usize).unwrap_or_default()
    }

    /// The place of a key among the articles.
    pub(super) fn find(&self, key: &str) -> Result<usize, usize> {
        self.articles.binary_search_by(|row| self.word(row.key).cmp(key))
    }
}

/// Puts rows together.
#[derive(Clone, Debug, Default)]
pub(super) struct Builder {
    pub(super) rows: Rows,
    /// Words that many articles share, such as the names of newspapers.
    shared: HashMap<Box<str>, Word>,
    labels: HashMap<String, u32>,
    annotators: HashMap<String, u32>,
}

impl Builder {
    /// Adds a word. When there are more than 4 GiB of them, the rest are empty.
    pub(super) fn word(&mut self, text: &str) -> Word {
        Word::put_into(&mut self.rows.words, text)
    }

    /// Adds a word that others are likely to share.
    pub(super) fn shared_word(&mut self, text: &str) -> Word {
        if text.is_empty() {
            return Word::default();
        }
        if let Some(word) = self.shared.get(text) {
            return *word;
        }
        let word = self.word(text);
        self.shared.insert(text.into(), word);
        word
    }

    /// The number of a label.
    pub(super) fn label(&mut self, name: &str) -> u32 {
        number(&mut self.rows.labels, &mut self.labels, name)
    }

    /// The number of an annotator.
    pub(super) fn annotator(&mut self, name: &str) -> u32 {
        number(&mut self.rows.annotators, &mut self.annotators, name)
    }
}

fn number(names: &mut Vec<String>, numbers: &mut HashMap<String, u32>, name: &str) -> u32 {
    if let Some(number) = numbers.get(name) {
        return *number;
    }
    let number = names.len() as u32;
    names.push(name.to_owned());
    numbers.insert(name.to_owned(), number);
    number
}

/// A row as the bytes of its file.
pub(in crate::library) trait Fixed: Sized {
    /// Bytes of a row.
    const SIZE: usize;

    /// Writes it.
    fn put(&self, out: &mut Vec<u8>);

    /// Reads it from [`Self::SIZE`] bytes.
    fn get(bytes: &mut Bytes<'_>) -> Option<Self>;
}

/// Bytes read from the beginning on.
#[derive(Debug)]
pub(in crate::library) struct Bytes<'a>(pub(in crate::library) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next bytes.
    pub(in crate::library) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    /// The next number.
    pub(in crate::library) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// The next long number.
    pub(super) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

impl Fixed for Word {
    const SIZE: usize = 8;

    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.start.to_le_bytes());
        out.extend(self.length.to_le_bytes());
    }

    fn get(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some(Self { start: bytes.u32()?, length: bytes.u32()? })
    }
}

impl Fixed for Seen {
    const SIZE: usize = 24;

    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.size.to_le_bytes());
        out.extend(self.modified.to_le_bytes());
        out.extend(self.entered.to_le_bytes());
    }

    fn get(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some(Self { size: bytes.u64()?, modified: bytes.u64()? as i64, entered: bytes.u64()? as i64 })
    }
}

impl Fixed for ArticleRow {
    const SIZE: usize = 8 * Word::SIZE + 2 * Seen::SIZE + 16;

    fn put(&self, out: &mut Vec<u8>) {
        let Self { key, path, title, publication, date, url, id, language, text, meta, chars, words, first_record, records } = self;
        for word in [key, path, title, publication, date, url, id, language] {
            word.put(out);
        }
        text.put(out);
        meta.put(out);
        for number in [chars, words, first_record, records] {
            out.extend(number.to_le_bytes());
        }
    }

    fn get(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some(Self {
            key: Word::get(bytes)?,
            path: Word::get(bytes)?,
            title: Word::get(bytes)?,
            publication: Word::get(bytes)?,
            date: Word::get(bytes)?,
            url: Word::get(bytes)?,
            id: Word::get(bytes)?,
            language: Word::get(bytes)?,
            text: Seen::get(bytes)?,
            meta: Seen::get(bytes)?,
            chars: bytes.u32()?,
            words: bytes.u32()?,
            first_record: bytes.u32()?,
            records: bytes.u32()?,
        })
    }
}

impl Fixed for RecordRow {
    const SIZE: usize = Seen::SIZE + 16;

    fn put(&self, out: &mut Vec<u8>) {
        self.file.put(out);
        for number in [self.annotator, self.state, self.first_count, self.counts] {
            out.extend(number.to_le_bytes());
        }
    }

    fn get(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some(Self { file: Seen::get(bytes)?, annotator: bytes.u32()?, state: bytes.u32()?, first_count: bytes.u32()?, counts: bytes.u32()? })
    }
}

impl Fixed for CountRow {
    const SIZE: usize = 8;

    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.label.to_le_bytes());
        out.extend(self.count.to_le_bytes());
    }

    fn get(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some(Self { label: bytes.u32()?, count: bytes.u32()? })
    }
}
