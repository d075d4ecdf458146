//! One object: what it holds for the sample, and what is picked from it.
//!
//! Values stay the bytes that they are until one is wanted, so that no tree is built, and nothing depends on how deep one nests.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::block::paragraphs;
use super::items::Scan;
use crate::sources::columns::{Columns, SOURCE, Sample, is_author, is_usual};
use crate::sources::reader::Field;
use crate::sources::rows::{Row, readable};

/// Objects in objects in which columns are looked for.
const LAYERS: usize = 4;

/// Keys of an object, or parts of a list, that are looked at.
const PARTS: usize = 1000;

/// Bytes of a value that is not the text.
const SHORT: usize = 64 * 1024;

/// Keys under which an object that stands for a value has it.
const INNER: &[&str] = &["name", "main", "rendered", "value", "text", "title", "$oid", "$date", "@value"];

/// The keys that are read, as a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    name: String,
    fields: Vec<Field>,
    inner: Vec<Key>,
}

impl Key {
    /// The keys that hold what `columns` says.
    pub(super) fn of(columns: &Columns) -> Self {
        let mut root = Self::default();
        for (field, column) in columns.all() {
            root.add(&column.path, field);
        }
        root
    }

    fn add(&mut self, path: &[String], field: Field) {
        let Some((name, rest)) = path.split_first() else {
            self.fields.push(field);
            return;
        };
        if let Some(key) = self.inner.iter_mut().find(|key| key.name == *name) {
            key.add(rest, field);
            return;
        }
        let mut key = Self { name: name.clone(), ..Self::default() };
        key.add(rest, field);
        self.inner.push(key);
    }
}

/// What is wrong with JSON, for a person.
pub(super) fn wrong(error: &serde_json::Error) -> String {
    let what = error.to_string();
    let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
    match error.classify() {
        serde_json::error::Category::Eof => "is no whole JSON: it ends too early".to_owned(),
        serde_json::error::Category::Data => "is no JSON object".to_owned(),
        _ => format!("is no valid JSON: {what} (at character {})", error.column()),
    }
}

/// What is picked from an object.
pub(super) fn row(bytes: &[u8], keys: &Key) -> Result<Row, String> {
    let mut notices = Vec::new();
    let text = readable(bytes, &mut notices);
    let row = filled(&text, keys).or_else(|error| finite(&text).map_or(Err(error), |text| filled(&text, keys)));
    Ok(Row { notices, ..row.map_err(|error| wrong(&error))? })
}

fn filled(text: &str, keys: &Key) -> Result<Row, serde_json::Error> {
    let mut row = Row::default();
    each(text, &mut |name, value| match keys.inner.iter().find(|key| key.name == *name) {
        Some(key) => pick(value, key, &mut row),
        None => Ok(()),
    })?;
    Ok(row)
}

/// An object in which numbers that are none are null: Python writes what is missing as `NaN`, which is no JSON. `None` when there
/// are none.
fn finite(json: &str) -> Option<String> {
    let words = ["NaN", "-Infinity", "Infinity"];
    if !words.iter().any(|word| memchr::memmem::find(json.as_bytes(), word.as_bytes()).is_some()) {
        return None;
    }
    let mut scan = Scan::default();
    let mut finite = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let word = if scan.is_in_string() { None } else { words.iter().find_map(|word| rest.strip_prefix(word)) };
        if let Some(after) = word {
            finite.push_str("null");
            rest = after;
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            scan.step(byte);
        }
        finite.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    Some(finite)
}

fn pick(value: &RawValue, key: &Key, row: &mut Row) -> Result<(), serde_json::Error> {
    for field in &key.fields {
        if *field == Field::Text {
            row.text = text(value)?;
        } else {
            row.told.retain(|(told, _)| told != field);
            row.told.extend(values(value, *field == Field::Author)?.into_iter().map(|value| (*field, value)));
        }
    }
    if key.inner.is_empty() || !value.get().starts_with('{') {
        return Ok(());
    }
    each(value.get(), &mut |name, value| match key.inner.iter().find(|key| key.name == *name) {
        Some(key) => pick(value, key, row),
        None => Ok(()),
    })
}

/// The text in a value: itself, paragraphs in a list, or what an object has for it.
fn text(value: &RawValue) -> Result<String, serde_json::Error> {
    match value.get().as_bytes().first() {
        Some(b'"') => serde_json::from_str(value.get()),
        Some(b'[') => Ok(paragraphs(value, usize::MAX)?.join("\n\n")),
        Some(b'{') => inner(value),
        _ => Ok(String::new()),
    }
}

/// The parts of a list.
pub(super) fn parts(list: &RawValue) -> Result<Vec<&RawValue>, serde_json::Error> {
    serde_json::from_str(list.get())
}

/// The longest text in a list. Objects are looked into only where they can be blocks of a text, or people: most lists of objects
/// are of other things.
fn longest(name: &str, list: &RawValue) -> Result<Option<String>, serde_json::Error> {
    let mut texts = if is_usual(name, true) {
        paragraphs(list, PARTS)?
    } else {
        let strings = parts(list)?.into_iter().take(PARTS).filter(|part| part.get().starts_with('"'));
        strings.map(|part| serde_json::from_str(part.get())).collect::<Result<_, _>>()?
    };
    if texts.is_empty() && is_author(name) {
        texts = values(list, true)?;
    }
    Ok(texts.into_iter().max_by_key(String::len))
}

/// What an object that stands for a value has as that value.
fn inner(value: &RawValue) -> Result<String, serde_json::Error> {
    let mut best: Option<(usize, String)> = None;
    each(value.get(), &mut |name, value| {
        let Some(rank) = INNER.iter().position(|key| *key == name) else { return Ok(()) };
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            let found = plain(value)?;
            best = (!found.is_empty()).then_some((rank, found)).or(best.take());
        }
        Ok(())
    })?;
    Ok(best.map(|(_, value)| value).unwrap_or_default())
}

/// A string, a number or a truth value as text; else nothing.
fn plain(value: &RawValue) -> Result<String, serde_json::Error> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw),
        Some(b'-' | b'0'..=b'9') => Ok(raw.to_owned()),
        _ => Ok(String::new()),
    }
}

/// What a value says that is not the text; `many` if a list may say several things.
fn values(value: &RawValue, many: bool) -> Result<Vec<String>, serde_json::Error> {
    if value.get().len() > SHORT {
        return Ok(Vec::new());
    }
    let one = |value: &RawValue| if value.get().starts_with('{') { inner(value) } else { plain(value) };
    if !value.get().starts_with('[') {
        return Ok(vec![one(value)?]);
    }
    parts(value)?.into_iter().take(if many { PARTS } else { 1 }).map(one).collect()
}

/// Shows an object to the sample.
pub(super) fn look(bytes: &[u8], sample: &mut Sample) -> Result<(), String> {
    let text = readable(bytes, &mut Vec::new());
    let finite = finite(&text);
    look_into(finite.as_deref().unwrap_or(&text), &[], sample).map_err(|error| wrong(&error))
}

fn look_into(object: &str, path: &[&str], sample: &mut Sample) -> Result<(), serde_json::Error> {
    let mut count = 0;
    each(object, &mut |name, value| {
        count += 1;
        if count > PARTS {
            return Ok(());
        }
        let path: Vec<&str> = path.iter().copied().chain([name]).collect();
        match value.get().as_bytes().first() {
            Some(b'{') => {
                let inner = if name == SOURCE { String::new() } else { inner(value)? };
                sample.see(&path, Some(inner.as_str()));
                if path.len() < LAYERS { look_into(value.get(), &path, sample) } else { Ok(()) }
            }
            // Words one by one are no text, paragraphs are.
            Some(b'[') => {
                sample.see(&path, longest(name, value)?.as_deref());
                Ok(())
            }
            _ => {
                sample.see(&path, Some(plain(value)?.as_str()));
                Ok(())
            }
        }
    })
}

/// Gives each key of an object and its value, which is not looked into.
pub(super) fn each<'j>(json: &'j str, tell: &mut dyn FnMut(&str, &'j RawValue) -> Result<(), serde_json::Error>) -> Result<(), serde_json::Error> {
    let mut failed = None;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.deserialize_map(Each { tell, failed: &mut failed })?;
    deserializer.end()?;
    failed.map_or(Ok(()), Err)
}

struct Each<'t, 'j> {
    tell: &'t mut dyn FnMut(&str, &'j RawValue) -> Result<(), serde_json::Error>,
    failed: &'t mut Option<serde_json::Error>,
}

impl<'j> Visitor<'j> for Each<'_, 'j> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            if self.failed.is_some() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &'j RawValue = map.next_value()?;
            *self.failed = (self.tell)(&name, value).err();
        }
        Ok(())
    }
}

/// A key, which is copied only if something in it is escaped.
#[derive(serde::Deserialize)]
struct Name<'j>(#[serde(borrow)] Cow<'j, str>);
