//! What a book says of itself, and its reading order: the OPF file.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::sources::package::{attribute, inside};
use crate::sources::paragraph::one_line;

/// A document of the book.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// Its name in the archive.
    pub path: String,
    /// What it is, such as `application/xhtml+xml`.
    pub kind: String,
    /// Whether it is the table of contents.
    pub is_navigation: bool,
}

impl Item {
    /// Whether it is a page of text, not a picture.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind.as_str(), "application/xhtml+xml" | "text/html" | "text/x-oeb1-document")
    }
}

/// A book, as far as articles need it.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub date: Option<String>,
    pub language: Option<String>,
    pub id: Option<String>,
    /// The documents in the order of reading.
    pub spine: Vec<Item>,
    /// The old and the new table of contents.
    pub contents: Vec<Item>,
}

impl Book {
    /// Reads the OPF file `path`; what is damaged ends the reading.
    pub(super) fn read(xml: &str, path: &str) -> Self {
        let mut book = Self::default();
        let mut reader = Reader::from_str(xml);
        let (mut items, mut order, mut text) = (HashMap::new(), Vec::new(), String::new());
        let mut covers = Vec::new();
        loop {
            match reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    text.clear();
                    match start.local_name().into_inner() {
                        "item" => items.extend(item(&start, path)),
                        "itemref" => order.extend(attribute(&start, "idref")),
                        "reference" if attribute(&start, "type").is_some_and(|kind| kind == "cover" || kind == "toc") => {
                            covers.extend(attribute(&start, "href").and_then(|href| inside(path, &unescape(&href))));
                        }
                        _ => {}
                    }
                }
                Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
                Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => text.push(c),
                    _ => text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default()),
                },
                Ok(Event::End(end)) => book.set(end.local_name().into_inner(), one_line(&text)),
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        book.contents = items.values().filter(|item: &&Item| item.is_navigation || item.kind == "application/x-dtbncx+xml").cloned().collect();
        let mut spine: Vec<Item> = order.iter().filter_map(|id| items.get(id)).cloned().collect();
        for item in &mut spine {
            item.is_navigation |= covers.contains(&item.path);
        }
        book.spine = spine;
        book
    }

    fn set(&mut self, name: &str, value: String) {
        if value.is_empty() {
            return;
        }
        match name {
            "title" if self.title.is_none() => self.title = Some(value),
            "creator" => self.authors.push(value),
            "date" if self.date.is_none() => self.date = Some(value).filter(|value| is_date(value)),
            "language" if self.language.is_none() => self.language = Some(value),
            "identifier" if self.id.is_none() => self.id = Some(value),
            _ => {}
        }
    }
}

/// A document with its id.
fn item(start: &BytesStart<'_>, path: &str) -> Option<(String, Item)> {
    let href = attribute(start, "href")?;
    let is_navigation = attribute(start, "properties").is_some_and(|all| all.split_whitespace().any(|one| one == "nav"));
    Some((attribute(start, "id")?, Item { path: inside(path, &unescape(&href))?, kind: attribute(start, "media-type").unwrap_or_default(), is_navigation }))
}

/// A year, a month, a day or a time with its offset.
fn is_date(value: &str) -> bool {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let parts = matches!(value.len(), 4 | 7) && digits || value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok();
    parts || value.parse::<jiff::Timestamp>().is_ok()
}

/// A link with its `%20` and the like as characters.
pub(super) fn unescape(link: &str) -> String {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let coded = if *first == b'%' { after.get(..2).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()) } else { None };
        bytes.push(coded.unwrap_or(*first));
        rest = if coded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
