//! What is known of the articles that are there, kept in the cache folder: only those that have changed are read again. The
//! file can be deleted at any time: whatever is doubtful about it, it is as if it were not there.
//!
//! ```text
//! mark · CRC-32 of the rest │ number of articles │ articles by key, each of one size │ words
//! ```
//!
//! A file counts as unchanged by the rules of the catalogue.

use std::io;

use super::known::KnownArticle;
use crate::library::catalogue::cache::{self, Checked};
use crate::library::catalogue::rows::{Bytes, Fixed, Seen, Word};
use crate::library::{Home, Sketch};

/// What the file begins with; the number changes with every change of what is written, and of what a sketch is.
const MARK: &[u8; 16] = b"tagline known 1\n";

/// Bytes of the number of articles.
const COUNT: usize = 4;

/// Hashes of a sketch that are kept, free places too.
const HASHES: usize = 16;

/// Words of an article.
const WORDS: usize = 6;

/// An article that is there, and its files as they were when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Looked {
    pub(super) article: KnownArticle,
    pub(super) text: Seen,
    pub(super) meta: Seen,
}

/// The articles as they were the last time.
#[derive(Debug, Default)]
pub(super) struct Kept {
    file: Checked,
    count: usize,
}

/// An article as it lies in the file.
struct Row {
    words: [Word; WORDS],
    text: Seen,
    meta: Seen,
    sha256: [u8; 32],
    hashes: [u32; HASHES],
}

impl Kept {
    /// Those of a home; none when there is no file that can be trusted.
    pub(super) fn load(home: &Home) -> Self {
        let Some(file) = cache::read(&home.known_path(), MARK) else { return Self::default() };
        let count = Bytes(file.rest()).u32().map_or(0, |count| count as usize);
        let fits = count.checked_mul(Row::SIZE).and_then(|size| size.checked_add(COUNT)).is_some_and(|size| size <= file.rest().len());
        if fits { Self { file, count } } else { Self::default() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The first of those whose key is not less than `key`.
    pub(super) fn place_of(&self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.key(middle).is_some_and(|there| there < key) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The key of an article.
    pub(super) fn key(&self, at: usize) -> Option<&str> {
        Word::get(&mut self.bytes(at)?).map(|key| self.word(key))
    }

    /// An article, if its files were then as they are now.
    pub(super) fn unchanged(&self, at: usize, text: Seen, meta: Seen) -> Option<Looked> {
        let row = Row::get(&mut self.bytes(at)?)?;
        if (row.text, row.meta) != (text, meta) {
            return None;
        }
        let [key, words @ ..] = row.words.map(|word| self.word(word));
        let [id, url, publication, source, original] = words.map(|word| Some(word.to_owned()).filter(|word| !word.is_empty()));
        let (sha256, sketch) = (row.sha256, Sketch::from_hashes(row.hashes));
        Some(Looked { article: KnownArticle { key: key.into(), id, url, publication, source, original, sha256, sketch }, text, meta })
    }

    fn bytes(&self, at: usize) -> Option<Bytes<'_>> {
        if at >= self.count {
            return None;
        }
        self.file.rest().get(COUNT + at * Row::SIZE..).map(Bytes)
    }

    fn word(&self, word: Word) -> &str {
        let words = self.file.rest().get(COUNT + self.count * Row::SIZE..).unwrap_or_default();
        words.get(word.range()).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default()
    }
}

/// Keeps articles, which are in the order of their keys, for the next time.
pub(super) fn keep(home: &Home, articles: &[Looked]) -> io::Result<()> {
    cache::write(&home.known_path(), MARK, articles.len() * (Row::SIZE + 200), |out| {
        let mut words = String::new();
        out.extend((articles.len() as u32).to_le_bytes());
        for looked in articles {
            let KnownArticle { key, id, url, publication, source, original, sha256, sketch } = &looked.article;
            let mut hashes = [u32::MAX; HASHES];
            hashes.iter_mut().zip(sketch.hashes()).for_each(|(place, hash)| *place = hash);
            let texts = [Some(key), id.as_ref(), url.as_ref(), publication.as_ref(), source.as_ref(), original.as_ref()];
            let words = texts.map(|text| Word::put_into(&mut words, text.map_or("", String::as_str)));
            Row { words, text: looked.text, meta: looked.meta, sha256: *sha256, hashes }.put(out);
        }
        out.extend(words.as_bytes());
    })
}

impl Fixed for Row {
    const SIZE: usize = WORDS * Word::SIZE + 2 * Seen::SIZE + 32 + 4 * HASHES;

    fn put(&self, out: &mut Vec<u8>) {
        self.words.iter().for_each(|word| word.put(out));
        self.text.put(out);
        self.meta.put(out);
        out.extend(self.sha256);
        self.hashes.iter().for_each(|hash| out.extend(hash.to_le_bytes()));
    }

    fn get(bytes: &mut Bytes<'_>) -> Option<Self> {
        let mut words = [Word::default(); WORDS];
        for word in &mut words {
            *word = Word::get(bytes)?;
        }
        let (text, meta) = (Seen::get(bytes)?, Seen::get(bytes)?);
        let sha256 = bytes.take(32)?.try_into().ok()?;
        let mut hashes = [0; HASHES];
        for hash in &mut hashes {
            *hash = bytes.u32()?;
        }
        Some(Self { words, text, meta, sha256, hashes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    fn looked(key: &str, size: u64) -> Looked {
        let text = Seen { size, modified: 1, entered: 2 };
        let article = KnownArticle {
            key: key.into(),
            url: Some(format!("https://example.org/{key}")),
            original: Some("f00".into()),
            sha256: [size as u8; 32],
            sketch: Sketch::from_hashes([7, 8, size as u32]),
            ..KnownArticle::default()
        };
        Looked { article, text, meta: Seen::default() }
    }

    #[test]
    fn what_was_kept_is_there_as_long_as_its_files_are_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        assert_eq!(Kept::load(&home).len(), 0);
        let all = [looked("a", 3), looked("b/é", 4), looked("c", 5)];
        keep(&home, &all).unwrap();
        let kept = Kept::load(&home);
        assert_eq!((kept.len(), kept.place_of("a"), kept.place_of("aa"), kept.place_of("d")), (3, 0, 1, 3));
        for (at, one) in all.iter().enumerate() {
            assert_eq!(kept.key(at), Some(one.article.key.as_str()));
            assert_eq!(kept.unchanged(at, one.text, one.meta).as_ref(), Some(one));
            assert_eq!(kept.unchanged(at, Seen { entered: 3, ..one.text }, one.meta), None);
            assert_eq!(kept.unchanged(at, one.text, one.text), None);
        }
        assert_eq!((kept.key(3), kept.unchanged(3, all[2].text, all[2].meta)), (None, None));
    }

    #[test]
    fn a_file_that_is_damaged_or_cut_is_as_none() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        keep(&home, &[looked("a", 3), looked("b", 4)]).unwrap();
        let whole = std::fs::read(home.known_path()).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            std::fs::write(home.known_path(), &damaged).unwrap();
            assert_eq!(Kept::load(&home).len(), 0, "byte {at}");
            std::fs::write(home.known_path(), &whole[..at]).unwrap();
            assert_eq!(Kept::load(&home).len(), 0, "cut at {at}");
        }
    }
}
