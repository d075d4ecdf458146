//! The bytes of a source, read once from beginning to end.

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::limits;
use super::story::Flaw;

/// Bytes from the beginning by which the format is recognised.
const HEAD: usize = 64 * 1024;

/// The bytes of a source, of which the beginning has been looked at.
pub struct Source<'a> {
    name: String,
    head: Vec<u8>,
    rest: Box<dyn Read + 'a>,
    packed: bool,
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("head", &self.head.len()).field("packed", &self.packed).finish_non_exhaustive()
    }
}

impl<'a> Source<'a> {
    /// The bytes that come from `read`. What is packed with gzip is unpacked, and its name loses the `.gz`.
    pub fn new(name: &str, read: impl Read + 'a) -> Result<Self, Flaw> {
        let mut read: Box<dyn Read + 'a> = Box::new(read);
        let head = beginning(&mut read)?;
        if !head.starts_with(&[0x1f, 0x8b]) {
            return Ok(Self { name: name.to_owned(), head, rest: read, packed: false });
        }
        let mut unpacked: Box<dyn Read + 'a> = Box::new(Unpacked::new(Cursor::new(head).chain(read)));
        let mut head = Vec::new();
        match (&mut unpacked).take(HEAD as u64).read_to_end(&mut head) {
            // What a short archive held before it was cut off can still be read.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !head.is_empty() => unpacked = Box::new(CutOff),
            read => drop(read?),
        }
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".GZ")).unwrap_or(name);
        Ok(Self { name: name.to_owned(), head, rest: unpacked, packed: true })
    }

    /// Opens a regular file. A pipe or device, which might never end, is refused before it is opened.
    pub fn open(path: &Path) -> Result<Source<'static>, Flaw> {
        let file = super::file::open_regular(path).map_err(|error| Flaw::whole(error.reason()))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        Source::new(&name, file)
    }

    /// The file's name, without the folders before it; for telling formats apart, and for titles.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ending of its name, in lower case.
    #[must_use]
    pub fn ending(&self) -> String {
        Path::new(&self.name).extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
    }

    /// Its name without the ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        Path::new(&self.name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(&self.name)
    }

    /// The first bytes, 64 KiB or all there are.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// All of its bytes, or an error when there are more than [`limits::WHOLE`].
    pub fn bytes(&mut self) -> Result<Vec<u8>, Flaw> {
        let mut bytes = std::mem::take(&mut self.head);
        (&mut self.rest).take(limits::WHOLE + 1 - (bytes.len() as u64).min(limits::WHOLE)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limits::WHOLE {
            return Err(Flaw::whole(format!("is larger than {} MiB", limits::WHOLE >> 20)));
        }
        Ok(bytes)
    }

    /// Its bytes as they come, from the beginning, for what need not be held whole.
    pub fn stream(&mut self) -> BufReader<impl Read + use<'_, 'a>> {
        BufReader::with_capacity(256 * 1024, Cursor::new(std::mem::take(&mut self.head)).chain(&mut self.rest))
    }
}

/// Reads the beginning without needing more than there is.
fn beginning(read: &mut dyn Read) -> Result<Vec<u8>, Flaw> {
    let mut head = Vec::new();
    read.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Stands where the rest of a packed source should be.
struct CutOff;

impl Read for CutOff {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the packed file ends too early: it was cut off"))
    }
}

/// Unpacks gzip, member after member, and refuses what grows beyond all measure.
struct Unpacked<R: Read> {
    decoder: MultiGzDecoder<BufReader<Counted<R>>>,
    out: u64,
}

/// Counts the bytes that come through it.
struct Counted<R> {
    read: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.read.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

impl<R: Read> Unpacked<R> {
    fn new(read: R) -> Self {
        Self { decoder: MultiGzDecoder::new(BufReader::with_capacity(64 * 1024, Counted { read, count: 0 })), out: 0 }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.out += read as u64;
        let packed = self.decoder.get_ref().get_ref().count;
        if self.out > (16 << 20) && self.out / packed.max(1) > limits::RATIO {
            return Err(io::Error::other(format!("unpacks to more than {} times its size; not read on", limits::RATIO)));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_unpacked_member_after_member() {
        let mut packed = gz(b"One.\n");
        packed.extend(gz(b"Two.\n"));
        let mut source = Source::new("story.txt.gz", &packed[..]).unwrap();
        assert_eq!((source.name(), source.stem(), source.ending().as_str()), ("story.txt", "story", "txt"));
        assert_eq!(source.bytes().unwrap(), b"One.\nTwo.\n");
    }

    #[test]
    fn a_bomb_is_refused_before_it_bursts() {
        let bomb = gz(&vec![b' '; 64 << 20]);
        let mut source = Source::new("bomb.gz", &bomb[..]).unwrap();
        assert!(source.bytes().unwrap_err().what.contains("more than 200 times"));
    }

    #[test]
    fn what_is_cut_off_gives_its_beginning_and_then_says_so() {
        let packed = gz("line\n".repeat(1000).as_bytes());
        let mut source = Source::new("a.gz", &packed[..packed.len() - 9]).unwrap();
        assert!(source.head().starts_with(b"line\n"));
        assert!(source.bytes().unwrap_err().what.contains("cut off"));
    }

    #[test]
    fn a_stream_begins_at_the_beginning() {
        let text = "line\n".repeat(100_000);
        let mut source = Source::new("long.txt", text.as_bytes()).unwrap();
        let mut read = String::new();
        source.stream().read_to_string(&mut read).unwrap();
        assert!(read == text);
    }
}
