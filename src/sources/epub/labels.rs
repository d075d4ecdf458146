//! The names of chapters in a book's table of contents.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::opf::{Book, unescape};
use crate::sources::package::{Package, attribute, inside};
use crate::sources::paragraph::one_line;
use crate::sources::story::Flaw;

/// The label of each document that the tables of contents lead to: the first one.
pub(super) fn read(package: &mut Package, book: &Book) -> Result<HashMap<String, String>, Flaw> {
    let mut labels = HashMap::new();
    for item in &book.contents {
        if let Some(xml) = package.xml(&item.path)? {
            collect(&xml, &item.path, &mut labels);
        }
    }
    Ok(labels)
}

/// Collects labels from `a` with its `href`, and from `navLabel` with the `content` behind it.
fn collect(xml: &str, path: &str, labels: &mut HashMap<String, String>) {
    let mut reader = Reader::from_str(xml);
    let (mut text, mut target) = (String::new(), None);
    let mut add = |link: Option<String>, text: &str| {
        let label = one_line(text);
        if let Some(path) = link.and_then(|link| inside(path, &unescape(&link))).filter(|_| !label.is_empty()) {
            labels.entry(path).or_insert(label);
        }
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => match start.local_name().into_inner() {
                "a" => {
                    text.clear();
                    target = attribute(&start, "href");
                }
                "navLabel" => text.clear(),
                "content" => add(attribute(&start, "src"), &text),
                _ => {}
            },
            Ok(Event::End(end)) if end.local_name().into_inner() == "a" => add(target.take(), &text),
            Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default()),
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
