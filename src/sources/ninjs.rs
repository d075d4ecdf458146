//! ninjs, in which agencies send stories as JSON: one object, an array of them, or one a line.

mod keys;
mod object;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use serde_json::value::RawValue;

use super::decode::decode;
use super::limits;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Place, Story};
use crate::article::sha256;

/// Damaged objects after which no more are looked for, since each costs a look at all that follows.
const DAMAGED: usize = 100;

/// Reads ninjs of all versions.
#[derive(Debug)]
pub(super) struct NinjsReader;

static NINJS: Format = Format {
    name: "ninjs",
    title: "ninjs of a news agency",
    endings: &["ninjs", "json", "jsonl", "ndjson"],
    many: true,
    detail: "Each object with a text is an article, in versions 1 to 3; pictures and events are named and passed over.",
    extractor: "tagline-ninjs 1",
};

impl Reader for NinjsReader {
    fn format(&self) -> &'static Format {
        &NINJS
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let text = decode(source.head().to_vec()).map(|decoded| decoded.text).unwrap_or_default();
        keys::likelihood(&keys::keys(&text))
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let decoded = decode(source.bytes()?).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
        if decoded.notices.into_iter().map(Found::Notice).try_for_each(&mut *take).is_break() {
            return Ok(());
        }
        let mut objects = Objects { text: &decoded.text, at: 0, given: 0, array: Vec::new().into_iter(), damaged: 0, counted: (0, 1) };
        let mut found = false;
        while let Some(next) = objects.next() {
            found = true;
            let one = match next {
                Ok((place, raw)) => match read_object(raw) {
                    Ok(story) => Found::Story(Box::new(Story { place, ..story })),
                    Err(what) => Found::Flaw(Flaw { place, ..Flaw::whole(what) }),
                },
                Err(flaw) => Found::Flaw(flaw),
            };
            if let ControlFlow::Break(()) = take(one) {
                return Ok(());
            }
            if objects.damaged >= DAMAGED {
                return Err(Flaw::whole(format!("holds more than {DAMAGED} damaged objects; not read on")));
            }
            if objects.given >= limits::STORIES {
                return Err(Flaw::whole(format!("holds more than {} objects", limits::STORIES)));
            }
        }
        if found { Ok(()) } else { Err(Flaw::whole("holds no objects")) }
    }
}

/// The story of an object; an error says in words why there is none.
fn read_object(raw: &str) -> Result<Story, String> {
    if raw.len() as u64 > limits::ITEM {
        return Err(format!("is larger than {} MiB", limits::ITEM >> 20));
    }
    let value: serde_json::Value = serde_json::from_str(raw).map_err(|error| format!("is damaged JSON: {error}"))?;
    let object = value.as_object().ok_or("is no object")?;
    Ok(Story { original: sha256(raw.as_bytes()), ..object::story(object)? })
}

/// The objects of a text, one after the other.
struct Objects<'t> {
    text: &'t str,
    at: usize,
    given: u64,
    array: std::vec::IntoIter<&'t RawValue>,
    /// Damaged objects so far.
    damaged: usize,
    /// A byte, and the line in which it stands.
    counted: (usize, u64),
}

impl<'t> Objects<'t> {
    /// The next object with its place, or a flaw after which the next line that begins one is looked at.
    fn next(&mut self) -> Option<Result<(Option<Place>, &'t str), Flaw>> {
        loop {
            if let Some(raw) = self.array.next() {
                self.given += 1;
                return Some(Ok((Some(Place::Item(self.given)), raw.get())));
            }
            let rest = self.text.get(self.at..)?;
            let start = self.at + rest.len() - rest.trim_start().len();
            let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
            match values.next()? {
                Ok(raw) => {
                    self.at = start + values.byte_offset();
                    if let Ok(array) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
                        self.array = array.into_iter();
                        continue;
                    }
                    self.given += 1;
                    let alone = self.given == 1 && self.text.get(self.at..).is_none_or(|rest| rest.trim().is_empty());
                    return Some(Ok(((!alone).then(|| Place::Line(self.line(start))), raw.get())));
                }
                Err(error) => {
                    // The rest of a damaged object is no object of its own.
                    let next = rest.find("\n{").map_or(rest.len(), |end| end + 1);
                    let lines = 1 + rest.get(..next).map_or(0, |object| memchr::memchr_iter(b'\n', object.trim_end().as_bytes()).count());
                    let line = self.line(start) + error.line().min(lines) as u64 - 1;
                    self.at = start + next;
                    self.given += 1;
                    self.damaged += 1;
                    let what = error.to_string();
                    let what = what.split(" at line ").next().unwrap_or_default();
                    return Some(Err(Flaw::at(Place::Line(line), format!("is damaged JSON: {what}"))));
                }
            }
        }
    }

    /// The line, counted from 1, in which a byte stands that is not before those asked for earlier.
    fn line(&mut self, byte: usize) -> u64 {
        let (from, line) = self.counted;
        let between = self.text.as_bytes().get(from..byte).unwrap_or_default();
        self.counted = (byte, line + memchr::memchr_iter(b'\n', between).count() as u64);
        self.counted.1
    }
}
