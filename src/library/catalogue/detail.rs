//! What is read of an article, its meta and its records for the catalogue.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::rows::Seen;
use crate::annotation::WorkState;
use crate::article::{Article, Role, Text};
use crate::library::meta::About;
use crate::library::record::{self, Tally};
use crate::sources;

/// Bytes of a text in which its headline is looked for: first in a few, since telling what blocks are takes longer than
/// reading them.
const HEADS: [usize; 2] = [1536, 16 * 1024];

/// A file that was changed within so many nanoseconds before it was looked at may be changed again within the same tick of
/// its clock.
const DOUBT: i64 = 2_000_000_000;

/// What was read of an article.
#[derive(Debug)]
pub(super) struct Detail {
    pub(super) text: Seen,
    pub(super) meta: Seen,
    pub(super) about: About,
    pub(super) chars: u32,
    pub(super) words: u32,
}

impl Seen {
    /// The file as it is; all zero when there is none.
    pub(in crate::library) fn of(path: &Path) -> Self {
        let Ok(meta) = std::fs::metadata(path) else { return Self::default() };
        let modified = meta.modified().map_or(0, nanoseconds);
        Self { size: meta.len(), modified, entered: entered(&meta).unwrap_or(modified) }
    }

    /// The same, to be remembered: never equal to anything when it was changed just before `now`.
    pub(in crate::library) fn remembered(self, now: i64) -> Self {
        let recent = self.modified.max(self.entered) > now - DOUBT;
        if recent && self != Self::default() { Self { size: u64::MAX, ..self } } else { self }
    }
}

/// Nanoseconds since 1970.
pub(in crate::library) fn nanoseconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(unix)]
fn entered(meta: &std::fs::Metadata) -> Option<i64> {
    use std::os::unix::fs::MetadataExt;
    meta.ctime().checked_mul(1_000_000_000)?.checked_add(meta.ctime_nsec())
}

#[cfg(not(unix))]
fn entered(_: &std::fs::Metadata) -> Option<i64> {
    None
}

impl Detail {
    /// Reads an article and its meta. A text that cannot be read has no words.
    pub(super) fn read(path: &Path, text: Seen, meta: Option<(&Path, Seen)>) -> Self {
        let about = meta.and_then(|(path, _)| sources::read_regular_text(path).ok()).map(|source| About::glance(&source)).unwrap_or_default();
        let mut detail = Self { text, meta: meta.map(|(_, seen)| seen).unwrap_or_default(), about, chars: 0, words: 0 };
        if let Ok(decoded) = sources::read(path) {
            detail.chars = u32::try_from(decoded.text.chars().count()).unwrap_or(u32::MAX);
            detail.words = u32::try_from(decoded.text.split_whitespace().count()).unwrap_or(u32::MAX);
            if detail.about.title.is_none() {
                detail.about.title = Some(title(&decoded.text));
            }
        }
        detail
    }
}

/// The headline of a text, or else its first line.
fn title(text: &str) -> String {
    let mut title = String::new();
    for head in HEADS {
        let mut end = head.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let article = Article::new(Text::new(text.get(..end).unwrap_or_default()));
        article.title().clone_into(&mut title);
        if end == text.len() || article.blocks().iter().any(|block| block.role == Role::Headline) {
            break;
        }
    }
    title
}

/// Counts what a record holds; nothing when it cannot be read.
pub(super) fn tally(path: &Path) -> Option<Tally> {
    sources::read_regular_text(path).ok().as_deref().and_then(record::tally)
}

/// A state as a number of the catalogue.
pub(super) fn state_number(tally: Option<&Tally>) -> u32 {
    match tally.map(|tally| tally.state) {
        Some(WorkState::New) => 0,
        Some(WorkState::InProgress) => 1,
        Some(WorkState::Done) => 2,
        None => 3,
    }
}
