//! The catalogue's file in the cache folder. It can be deleted at any time: whatever is doubtful about it, it is as if it
//! were not there.
//!
//! ```text
//! mark · CRC-32 of the rest │ five lengths │ labels, annotators (a line each) │ articles │ records │ counts │ words
//! ```

use std::path::Path;

use super::rows::{ArticleRow, Bytes, CountRow, Fixed, RecordRow, Rows};
use crate::library::{Privacy, disk, write_atomically};

/// What the file begins with; the number changes with every change of what is written.
const MARK: &[u8; 16] = b"tagline list  1\n";

/// Bytes of the checksum.
const SUM: usize = 4;

/// Bytes that are set aside for lengths and names.
const ROOM: usize = 4096;

/// Bytes of mark and checksum, behind which the rest begins.
const HEAD: usize = 16 + SUM;

/// The bytes of a file in the cache folder, of which what stands behind mark and checksum is what [`write`] was given.
#[derive(Debug, Default)]
pub(in crate::library) struct Checked(Vec<u8>);

impl Checked {
    /// What stands behind mark and checksum.
    pub(in crate::library) fn rest(&self) -> &[u8] {
        self.0.get(HEAD..).unwrap_or_default()
    }
}

/// Reads a file of the cache folder; nothing when it is missing, cut, of another version or damaged.
pub(in crate::library) fn read(path: &Path, mark: &[u8; 16]) -> Option<Checked> {
    let bytes = Checked(disk::read(path).ok()?);
    let mut head = Bytes(&bytes.0);
    (head.take(mark.len())? == mark && head.u32()? == crc32fast::hash(head.0)).then_some(bytes)
}

/// Writes a file of the cache folder; `fill` adds what stands behind mark and checksum, about `size` bytes. What such a file
/// says of people's work is for its owner only.
pub(in crate::library) fn write(path: &Path, mark: &[u8; 16], size: usize, fill: impl FnOnce(&mut Vec<u8>)) -> std::io::Result<()> {
    let mut out = Vec::with_capacity(HEAD + size);
    out.extend(mark);
    out.extend([0; SUM]);
    fill(&mut out);
    let sum = crc32fast::hash(out.get(HEAD..).unwrap_or_default());
    if let Some(place) = out.get_mut(mark.len()..HEAD) {
        place.copy_from_slice(&sum.to_le_bytes());
    }
    write_atomically(path, &out, Privacy::Private)
}

/// Reads the file; nothing when it is missing, cut, of another version or damaged.
pub(super) fn load(path: &Path) -> Option<Rows> {
    let checked = read(path, MARK)?;
    let mut bytes = Bytes(checked.rest());
    let [labels, annotators, articles, records, counts] = [bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?];
    let mut rows = Rows { labels: names(&mut bytes, labels)?, annotators: names(&mut bytes, annotators)?, ..Rows::default() };
    rows.articles = list(&mut bytes, articles)?;
    rows.records = list(&mut bytes, records)?;
    rows.counts = list(&mut bytes, counts)?;
    rows.words.push_str(std::str::from_utf8(bytes.0).ok()?);
    Some(rows)
}

/// Writes the file.
pub(super) fn store(path: &Path, rows: &Rows) -> std::io::Result<()> {
    let lengths = [rows.labels.len(), rows.annotators.len(), rows.articles.len(), rows.records.len(), rows.counts.len()];
    let size = rows.articles.len() * ArticleRow::SIZE + rows.records.len() * RecordRow::SIZE + rows.counts.len() * CountRow::SIZE + rows.words.len();
    write(path, MARK, size + ROOM, |out| {
        for length in lengths {
            out.extend((length as u32).to_le_bytes());
        }
        for name in rows.labels.iter().chain(&rows.annotators) {
            out.extend((name.len() as u32).to_le_bytes());
            out.extend(name.as_bytes());
        }
        rows.articles.iter().for_each(|row| row.put(out));
        rows.records.iter().for_each(|row| row.put(out));
        rows.counts.iter().for_each(|row| row.put(out));
        out.extend(rows.words.as_bytes());
    })
}

fn names(bytes: &mut Bytes<'_>, count: u32) -> Option<Vec<String>> {
    (0..count)
        .map(|_| {
            let length = bytes.u32()? as usize;
            String::from_utf8(bytes.take(length)?.to_vec()).ok()
        })
        .collect()
}

fn list<T: Fixed>(bytes: &mut Bytes<'_>, count: u32) -> Option<Vec<T>> {
    let mut rows = Bytes(bytes.take((count as usize).checked_mul(T::SIZE)?)?);
    (0..count).map(|_| T::get(&mut rows)).collect()
}
