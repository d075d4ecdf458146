//! The catalogue's file in the cache folder. It can be deleted at any time: whatever is doubtful about it, it is as if it
//! were not there.
//!
//! ```text
//! mark · CRC-32 of the rest │ five lengths │ labels, annotators (a line each) │ articles │ records │ counts │ words
//! ```

use std::path::Path;

use super::rows::{Bytes, Fixed, Rows};
use crate::library::{Privacy, disk, write_atomically};

/// What the file begins with; the number changes with every change of what is written.
const MARK: &[u8; 16] = b"tagline list  1\n";

/// Bytes of the checksum.
const SUM: usize = 4;

/// Reads the file; nothing when it is missing, cut, of another version or damaged.
pub(super) fn load(path: &Path) -> Option<Rows> {
    let bytes = disk::read(path).ok()?;
    let mut bytes = Bytes(&bytes);
    if bytes.take(MARK.len())? != MARK {
        return None;
    }
    if bytes.u32()? != crc32fast::hash(bytes.0) {
        return None;
    }
    let [labels, annotators, articles, records, counts] = [bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?, bytes.u32()?];
    let mut rows = Rows { labels: names(&mut bytes, labels)?, annotators: names(&mut bytes, annotators)?, ..Rows::default() };
    rows.articles = list(&mut bytes, articles)?;
    rows.records = list(&mut bytes, records)?;
    rows.counts = list(&mut bytes, counts)?;
    rows.words.push_str(std::str::from_utf8(bytes.0).ok()?);
    Some(rows)
}

/// Writes the file. What it says of people's work is for its owner only.
pub(super) fn store(path: &Path, rows: &Rows) -> std::io::Result<()> {
    let mut out = Vec::with_capacity(rows.words.len() + rows.articles.len() * 200);
    out.extend(MARK);
    out.extend([0; SUM]);
    for length in [rows.labels.len(), rows.annotators.len(), rows.articles.len(), rows.records.len(), rows.counts.len()] {
        out.extend((length as u32).to_le_bytes());
    }
    for name in rows.labels.iter().chain(&rows.annotators) {
        out.extend((name.len() as u32).to_le_bytes());
        out.extend(name.as_bytes());
    }
    rows.articles.iter().for_each(|row| row.put(&mut out));
    rows.records.iter().for_each(|row| row.put(&mut out));
    rows.counts.iter().for_each(|row| row.put(&mut out));
    out.extend(rows.words.as_bytes());
    let sum = crc32fast::hash(out.get(MARK.len() + SUM..).unwrap_or_default());
    if let Some(place) = out.get_mut(MARK.len()..MARK.len() + SUM) {
        place.copy_from_slice(&sum.to_le_bytes());
    }
    write_atomically(path, &out, Privacy::Private)
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
