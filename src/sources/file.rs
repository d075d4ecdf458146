//! Reading an article's file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::decode::{Decoded, decode};
use crate::article::printable;

/// Bytes of a file at most.
pub const LIMIT: u64 = 100 * 1024 * 1024;

/// Bytes read for the first screen of a long file: more than the rule for blocks is judged by.
const BEGINNING: usize = 24 * 1024;

/// Files longer than this show their beginning first.
const LONG: u64 = 48 * 1024;

/// Why an article could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is nothing of that name.
    #[error("{}: no such file", shown(.0))]
    Missing(PathBuf),
    /// A folder where a file is needed.
    #[error("{}: is a folder", shown(.0))]
    Folder(PathBuf),
    /// A device, pipe or socket.
    #[error("{}: is {kind}, not a file of text", shown(.path))]
    Special {
        /// The file.
        path: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// Over the limit.
    #[error("{}: is larger than {} MB", shown(.0), LIMIT / (1024 * 1024))]
    TooLarge(PathBuf),
    /// No text in it.
    #[error("{}: holds no text (it looks like a binary file)", shown(.0))]
    Binary(PathBuf),
    /// The system said no.
    #[error("{}: {source}", shown(.path))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl SourceError {
    /// What is wrong, without the file's name before it.
    pub(super) fn reason(&self) -> String {
        let whole = self.to_string();
        let (Self::Missing(path) | Self::Folder(path) | Self::Special { path, .. } | Self::TooLarge(path) | Self::Binary(path) | Self::Io { path, .. }) = self;
        whole.strip_prefix(&format!("{}: ", shown(path))).unwrap_or(&whole).to_owned()
    }
}

/// A path as it may be shown.
fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// What is shown of a file before all of it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// The file is short: this is all of it.
    Whole(Decoded),
    /// The file is long: this is how its text begins; the rest is still to be read.
    Part(String),
}

/// Reads and decodes a file.
pub fn read(path: &Path) -> Result<Decoded, SourceError> {
    let (mut file, size) = open(path)?;
    let bytes = whole(&mut file, size, LIMIT + 1).map_err(|source| SourceError::Io { path: path.to_owned(), source })?;
    decoded(path, bytes)
}

/// Reads all bytes of a file of the program's own, such as a record or settings. Pipes and devices, which might never end,
/// are an error like any other.
pub fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = without_waiting(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    whole(&mut file, meta.len(), 4 * LIMIT)
}

/// Opens a file to read. What would wait for ever, such as a pipe that nobody writes to, opens at once.
fn without_waiting(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    options.open(path)
}

/// All of a regular file that was so large when it was opened, so many bytes at most. One that is as large still is read in one
/// go: with room for one byte more, its end is seen without asking again.
fn whole(file: &mut File, size: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; size.min(most) as usize + 1];
    let mut length = 0;
    while length < bytes.len() {
        match file.read(bytes.get_mut(length..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(count) if length == 0 && count as u64 == size => {
                length = count;
                break;
            }
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let filled = length == bytes.len();
    bytes.truncate(length);
    if filled {
        // It has grown.
        file.take(most.saturating_sub(length as u64)).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The same, of a file that must be UTF-8.
pub fn read_regular_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read_regular(path)?)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to())))
}

/// Reads a regular file into a buffer that is used again. What would wait for ever, such as a pipe, is an error.
pub fn read_into(path: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    let file = without_waiting(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() || meta.len() > LIMIT {
        return Err(io::Error::other("not a file of text"));
    }
    buffer.clear();
    buffer.reserve(meta.len() as usize + 1);
    file.take(LIMIT).read_to_end(buffer)?;
    Ok(())
}

/// Reads what the first screen of a file needs. A long file of which the beginning is not plain UTF-8 is read whole.
pub fn read_beginning(path: &Path) -> Result<Beginning, SourceError> {
    let (mut file, size) = open(path)?;
    if size <= LONG {
        return read_rest(path, file, Vec::with_capacity(size as usize + 1)).map(Beginning::Whole);
    }
    let mut head = Vec::with_capacity(BEGINNING);
    let taken = Read::by_ref(&mut file).take(BEGINNING as u64).read_to_end(&mut head);
    taken.map_err(|source| SourceError::Io { path: path.to_owned(), source })?;
    match beginning(&head) {
        Some(text) => Ok(Beginning::Part(text)),
        None => read_rest(path, file, head).map(Beginning::Whole),
    }
}

/// The text of a beginning, cut at a line end or else between characters; `None` when it is not plainly UTF-8.
fn beginning(head: &[u8]) -> Option<String> {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    let cut = valid.rfind('\n').filter(|cut| *cut > BEGINNING * 3 / 4).map_or(valid.len(), |cut| cut + 1);
    let valid = valid.get(..cut)?;
    let decoded = decode(valid.as_bytes().to_vec())?;
    decoded.notices.is_empty().then_some(decoded.text)
}

/// Opens a regular file of any size: whoever reads it has limits of his own.
pub(super) fn open_regular(path: &Path) -> Result<File, SourceError> {
    open_below(path, u64::MAX).map(|(file, _)| file)
}

/// Opens a regular file below the limit.
fn open(path: &Path) -> Result<(File, u64), SourceError> {
    open_below(path, LIMIT)
}

/// Opens a regular file of so many bytes at most. What cannot be opened, such as a socket, is told by its kind.
fn open_below(path: &Path, limit: u64) -> Result<(File, u64), SourceError> {
    let fail = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => SourceError::Missing(path.to_owned()),
        _ => SourceError::Io { path: path.to_owned(), source },
    };
    let file = match without_waiting(path) {
        Ok(file) => file,
        Err(error) => {
            check(path, &std::fs::metadata(path).map_err(fail)?, limit)?;
            return Err(fail(error));
        }
    };
    let meta = file.metadata().map_err(fail)?;
    check(path, &meta, limit)?;
    Ok((file, meta.len()))
}

fn check(path: &Path, meta: &std::fs::Metadata, limit: u64) -> Result<(), SourceError> {
    if meta.is_dir() {
        Err(SourceError::Folder(path.to_owned()))
    } else if !meta.is_file() {
        Err(SourceError::Special { path: path.to_owned(), kind: special(meta) })
    } else if meta.len() > limit {
        Err(SourceError::TooLarge(path.to_owned()))
    } else {
        Ok(())
    }
}

#[cfg(unix)]
fn special(meta: &std::fs::Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: &std::fs::Metadata) -> &'static str {
    "a device"
}

fn read_rest(path: &Path, file: File, mut bytes: Vec<u8>) -> Result<Decoded, SourceError> {
    let before = bytes.len() as u64;
    let taken = file.take(LIMIT + 1 - before.min(LIMIT)).read_to_end(&mut bytes);
    taken.map_err(|source| SourceError::Io { path: path.to_owned(), source })?;
    decoded(path, bytes)
}

fn decoded(path: &Path, bytes: Vec<u8>) -> Result<Decoded, SourceError> {
    if bytes.len() as u64 > LIMIT {
        return Err(SourceError::TooLarge(path.to_owned()));
    }
    decode(bytes).ok_or_else(|| SourceError::Binary(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(path: &Path) -> String {
        read(path).unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_be_read_is_said_plainly() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("picture.txt"), [0, 1, 2, 3].repeat(100)).unwrap();
        assert!(message(&path("gone")).ends_with("gone: no such file"));
        assert!(message(dir.path()).ends_with(": is a folder"));
        assert!(message(&path("picture.txt")).contains("holds no text"));
        assert!(message(Path::new("/dev/null")).ends_with("is a device, not a file of text"));
        File::create(path("huge")).unwrap().set_len(LIMIT + 1).unwrap();
        assert!(message(&path("huge")).ends_with("is larger than 100 MB"));
        assert!(message(&path("a\u{1b}[31m")).contains("a␛[31m"));
    }

    #[test]
    fn a_long_file_begins_as_the_whole_of_it_does() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("long.txt");
        for unit in ["Ein Satz über Häfen — kurz.\r\n", "安é"] {
            std::fs::write(&path, unit.repeat(120_000)).unwrap();
            let Beginning::Part(part) = read_beginning(&path).unwrap() else { panic!("not cut") };
            let whole = read(&path).unwrap().text;
            assert!(whole.starts_with(&part) && part.len() > 16 * 1024 && part.len() <= BEGINNING, "{}", part.len());
        }
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(read_beginning(&path).unwrap(), Beginning::Whole(decoded) if decoded.text == "short"));
    }
}
