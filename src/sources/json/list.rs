//! Where in a source of JSON the articles are: a list, a list in an object, or the object itself.

use std::io::{BufRead, Cursor, Read};

use super::items::{Holder, Items, Scan};
use super::object;
use crate::article::printable;
use crate::sources::columns::{Columns, Sample};
use crate::sources::limits;
use crate::sources::reader::{Choices, Field};
use crate::sources::rows::{Judged, Rows};
use crate::sources::story::Flaw;

/// Objects around a list that is looked for.
const LAYERS: usize = 3;

/// Lists that are looked at, and items of each.
const LOOKED_AT: (usize, usize) = (50, 10);

/// The articles, and where they are if that had to be found out.
type Found<'s> = (Items<Box<dyn BufRead + 's>>, Option<String>);

/// The articles in a stream, and where they are if that had to be found out.
pub(super) fn items<'s>(mut stream: Box<dyn BufRead + 's>, choices: &Choices) -> Result<Found<'s>, Flaw> {
    let first = loop {
        let ready = stream.fill_buf()?;
        let at = ready.iter().position(|byte| !byte.is_ascii_whitespace());
        let first = at.and_then(|at| ready.get(at)).copied();
        let (used, over) = (at.unwrap_or(ready.len()), ready.is_empty());
        stream.consume(used);
        if first.is_some() || over {
            break first;
        }
    };
    match first {
        Some(b'[') => {
            stream.consume(1);
            Ok((Items::new(stream, Holder::List), None))
        }
        Some(b'{') => in_object(stream, choices),
        _ => Err(Flaw::whole("is no JSON: it begins with neither { nor [")),
    }
}

fn in_object<'s>(mut stream: Box<dyn BufRead + 's>, choices: &Choices) -> Result<Found<'s>, Flaw> {
    let mut held = Vec::new();
    let read = (&mut stream).take(limits::ITEM).read_to_end(&mut held);
    // What came before a file was cut off is read, and the error comes again where it ends.
    let broken = read.err();
    let end = end(&held);
    let own = end.and_then(|end| {
        let mut sample = Sample::default();
        object::look(held.get(..end)?, &mut sample).ok()?;
        Columns::judge(&sample, choices).ok()
    });
    let list = longest(&held, choices).filter(|list| !own.as_ref().is_some_and(|own| own.is_named() && !holds_articles(own, list)));
    if let Some(List { name, at, .. }) = list {
        let notice = printable(&format!("articles from the list `{name}`"));
        let mut rest = Cursor::new(held);
        rest.set_position(at as u64);
        return Ok((Items::new(joined(rest, stream, broken), Holder::List), Some(notice)));
    }
    if end.is_none() && held.len() as u64 >= limits::ITEM {
        return Err(Flaw::whole(format!("is larger than {} MiB and begins with no list of articles", limits::ITEM >> 20)));
    }
    let alone = end.is_none_or(|end| held.get(end..).unwrap_or_default().trim_ascii().is_empty());
    Ok((Items::new(joined(Cursor::new(held), stream, broken), if alone { Holder::Alone } else { Holder::Source }), None))
}

/// Whether the text of an object is a list of articles, and no article in blocks: those have titles or dates of their own.
fn holds_articles(own: &Columns, list: &List) -> bool {
    let is_text = own.column(Field::Text).is_some_and(|column| column.name() == list.name);
    let has = |columns: &Columns, field| columns.column(field).is_some();
    let (title, date) = (has(&list.columns, Field::Title), has(&list.columns, Field::Date));
    is_text && (title && date || (title || date) && !has(own, Field::Title))
}

/// What was held before the rest of the stream, or before the error that came instead.
fn joined<'s>(held: Cursor<Vec<u8>>, stream: Box<dyn BufRead + 's>, broken: Option<std::io::Error>) -> Box<dyn BufRead + 's> {
    match broken {
        None => Box::new(held.chain(stream)),
        Some(error) => Box::new(held.chain(std::io::BufReader::new(Broken(Some(error))))),
    }
}

/// Stands where the rest of a broken source should be.
struct Broken(Option<std::io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Where the first object ends.
fn end(json: &[u8]) -> Option<usize> {
    let mut scan = Scan::default();
    json.iter().position(|byte| scan.step(*byte)).map(|at| at + 1)
}

/// A list of objects.
struct List {
    /// Its keys with dots between.
    name: String,
    /// Where its first item begins.
    at: usize,
    /// What its items hold.
    columns: Columns,
}

/// The list of objects with the longest text.
fn longest(json: &[u8], choices: &Choices) -> Option<List> {
    let judged = lists(json).into_iter().take(LOOKED_AT.0).filter_map(|(name, at)| {
        let mut items = Items::new(json.get(at..)?, Holder::List);
        let mut sample = Sample::default();
        let mut raw = Vec::new();
        for _ in 0..LOOKED_AT.1 {
            match items.next(&mut raw) {
                Ok(Some(step)) if step.wrong.is_none() => drop(items.look(&raw, &mut sample)),
                Ok(Some(_)) => {}
                _ => break,
            }
        }
        let columns = Columns::judge(&sample, choices).ok()?;
        Some(List { name, at, columns })
    });
    judged.max_by_key(|list| (list.columns.is_named(), list.columns.prose(), std::cmp::Reverse(list.at)))
}

/// The lists of objects that stand in an object, or in objects in it: their keys with dots between, and where each begins.
fn lists(json: &[u8]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut scan = Scan::default();
    let (mut open, mut string) = (0, 0..0);
    // The keys of the objects that are open; `None` in a list.
    let mut around: Vec<Option<String>> = Vec::new();
    for (at, byte) in json.iter().enumerate() {
        let (before, depth) = (scan.is_in_string(), scan.depth);
        let over = scan.step(*byte) && depth > 0;
        match (before, scan.is_in_string()) {
            (false, true) => open = at,
            (true, false) => string = open..at + 1,
            _ => {}
        }
        if scan.depth > depth && depth < LAYERS + 1 {
            around.truncate(depth);
            let key = json.get(string.clone()).and_then(|key| serde_json::from_slice::<String>(key).ok()).unwrap_or_default();
            if *byte == b'[' && around.iter().all(Option::is_some) && begins_object(json, at + 1) && found.len() < LOOKED_AT.0 {
                let names: Vec<&str> = around.iter().skip(1).flatten().map(String::as_str).chain([key.as_str()]).collect();
                found.push((names.join("."), at + 1));
            }
            around.push((*byte == b'{').then_some(key));
        }
        if over {
            break;
        }
    }
    found
}

fn begins_object(json: &[u8], at: usize) -> bool {
    json.get(at..).unwrap_or_default().trim_ascii_start().starts_with(b"{")
}
