//! Articles in JSON: an object a line, or a list of objects.
//!
//! ```text
//! stream ──Lines──▶ ┐
//!        ──Items──▶ ┴▶ the bytes of one object ──object──▶ Row
//! ```

mod block;
mod items;
mod lines;
mod list;
mod object;

use lines::Lines;

use super::decode::decode;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::rows;
use super::source::Source;
use super::story::Flaw;
use super::transcode::in_utf_8;

/// Reads an object a line.
#[derive(Debug)]
pub(super) struct JsonlReader;

/// Reads a list of objects, or one.
#[derive(Debug)]
pub(super) struct JsonReader;

static JSONL: Format = Format {
    name: "jsonl",
    title: "JSON Lines",
    endings: &["jsonl", "ndjson"],
    many: true,
    detail: "An article a line, its text as it is there; --text, --title ... name the keys (meta.url for inner ones).",
    extractor: "tagline-rows 1",
};

static JSON: Format = Format {
    name: "json",
    title: "list of articles in JSON",
    endings: &["json"],
    many: true,
    detail: "A list of objects, an object that holds such a list, or a single one; keys as for jsonl.",
    extractor: "tagline-rows 1",
};

impl Reader for JsonlReader {
    fn format(&self) -> &'static Format {
        &JSONL
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let Some(text) = beginning(source) else { return Likelihood::No };
        if !text.starts_with('{') {
            return Likelihood::No;
        }
        let named = JSONL.endings.contains(&&*source.ending());
        let (whole, _) = text.rsplit_once('\n').unwrap_or_default();
        let lines = || whole.lines().map(str::trim).filter(|line| !line.is_empty()).take(20);
        let objects = lines().filter(|line| line.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()).count();
        match objects {
            2.. if objects * 2 >= lines().count() => Likelihood::Certain,
            _ if named => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let (stream, notice) = in_utf_8(source)?;
        if notice.is_some_and(|notice| take(Found::Notice(notice)).is_break()) {
            return Ok(());
        }
        rows::read(Lines::new(stream), choices, take)
    }
}

impl Reader for JsonReader {
    fn format(&self) -> &'static Format {
        &JSON
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let Some(text) = beginning(source) else { return Likelihood::No };
        let inner = text.get(1..).unwrap_or_default().trim_start();
        let named = JSON.endings.contains(&&*source.ending());
        match text.chars().next() {
            Some('[') if inner.trim_start_matches('{').len() + 1 == inner.len() && inner.get(1..).unwrap_or_default().trim_start().starts_with('"') => {
                Likelihood::Likely
            }
            Some('{') if inner.starts_with('"') => Likelihood::Likely,
            Some('[' | '{') if named => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let (stream, notice) = in_utf_8(source)?;
        if notice.is_some_and(|notice| take(Found::Notice(notice)).is_break()) {
            return Ok(());
        }
        let (items, notice) = list::items(stream, choices)?;
        if notice.is_some_and(|notice| take(Found::Notice(notice)).is_break()) {
            return Ok(());
        }
        rows::read(items, choices, take)
    }
}

/// The text with which a source begins, after white space.
fn beginning(source: &Source<'_>) -> Option<String> {
    let first = source.head().iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff))?;
    if !matches!(first, b'{' | b'[') {
        return None;
    }
    let text = decode(source.head().to_vec())?.text;
    Some(text.trim_start().to_owned())
}

#[cfg(test)]
pub(super) mod tests;
