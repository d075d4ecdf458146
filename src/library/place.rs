//! Where somebody was in an article, and which candidates they never want to see there again.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Privacy, disk, write_atomically};
use crate::article::{Span, Text};

/// Remembered of one article between two readings. Offsets are those of the text named by its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The byte at which the caret's token begins.
    pub caret: u32,
    /// Rejected candidates.
    pub rejected: Vec<Span>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    sha256: String,
    caret: u32,
    #[serde(default)]
    rejected: Vec<(u32, u32)>,
}

impl Place {
    /// Reads a place; a missing, damaged or foreign one is the start of the article.
    #[must_use]
    pub fn load(path: &Path, text: &Text) -> Self {
        let stored = disk::read_text(path).ok().and_then(|source| ron::from_str::<Stored>(&source).ok());
        let Some(stored) = stored.filter(|stored| stored.sha256 == text.sha256()) else { return Self::default() };
        let rejected = stored.rejected.into_iter().map(|(start, end)| Span::new(start, end)).collect();
        Self { caret: stored.caret.min(text.len()), rejected }
    }

    /// The caret of a place, whatever text it is of: for the first screen, before the text can be compared.
    #[must_use]
    pub fn glance(path: &Path) -> Option<u32> {
        let source = disk::read_text(path).ok()?;
        ron::from_str::<Stored>(&source).ok().map(|stored| stored.caret)
    }

    /// Writes it.
    pub fn store(&self, path: &Path, text: &Text) -> std::io::Result<()> {
        let rejected = self.rejected.iter().map(|span| (span.start, span.end)).collect();
        let stored = Stored { sha256: text.sha256().to_owned(), caret: self.caret, rejected };
        let source = ron::to_string(&stored).map_err(std::io::Error::other)?;
        write_atomically(path, source.as_bytes(), Privacy::Private)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_only_that_of_its_own_text() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("story.place");
        let place = Place { caret: 7, rejected: vec![Span { start: 1, end: 3 }] };
        place.store(&path, &Text::new("some text")).unwrap();
        assert_eq!(Place::load(&path, &Text::new("some text")), place);
        assert_eq!(Place::load(&path, &Text::new("other text")), Place::default());
        std::fs::write(&path, "(((").unwrap();
        assert_eq!(Place::load(&path, &Text::new("some text")), Place::default());
    }
}
