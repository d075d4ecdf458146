//! `BioC` in XML, read document by document.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value as Json;

use super::model::{Doc, Infons, Item, Link, Location, Node, Part};

/// Gives the documents of a collection, one by one. No entity of a DTD is expanded.
pub(super) fn documents(xml: &str, take: &mut dyn FnMut(Doc)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let mut building = Building::default();
    let mut any = false;
    loop {
        let event = reader.read_event().map_err(|error| format!("damaged XML at byte {}: {error}", reader.error_position()))?;
        match event {
            Event::Start(start) => {
                any |= start.local_name().into_inner() == "collection";
                building.start(&start)?;
            }
            Event::Empty(start) => {
                building.start(&start)?;
                building.end(start.local_name().into_inner(), take);
            }
            Event::End(end) => building.end(end.local_name().into_inner(), take),
            Event::Text(text) => building.text.push_str(&text.xml10_content()),
            Event::CData(text) => building.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(char)) => building.text.push(char),
                _ => building.text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default()),
            },
            Event::Eof if building.document.is_some() => return Err("the XML breaks off".to_owned()),
            Event::Eof => return if any { Ok(()) } else { Err("no collection of BioC".to_owned()) },
            _ => {}
        }
    }
}

/// What is open.
#[derive(Default)]
struct Building {
    document: Option<Doc>,
    /// The passage, and the sentence in it.
    parts: Vec<Part>,
    item: Option<Item>,
    link: Option<Link>,
    key: String,
    /// The text since the last tag began.
    text: String,
}

impl Building {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        self.text.clear();
        let number = |name: &str| value(start, name).and_then(|number| number.trim().parse().ok());
        match start.local_name().into_inner() {
            "document" => self.document = Some(Doc::default()),
            "passage" | "sentence" if self.parts.len() > 1 => return Err("passages in sentences".to_owned()),
            "passage" | "sentence" => self.parts.push(Part::default()),
            "annotation" => self.item = Some(Item { id: Json::from(value(start, "id").unwrap_or_default()), ..Item::default() }),
            "relation" => self.link = Some(Link { id: Json::from(value(start, "id").unwrap_or_default()), ..Link::default() }),
            "infon" => self.key = value(start, "key").unwrap_or_default(),
            "location" => {
                if let (Some(item), Some(offset), Some(length)) = (&mut self.item, number("offset"), number("length")) {
                    item.locations.push(Location { offset, length });
                }
            }
            "node" => {
                if let Some(link) = &mut self.link {
                    let refid = Json::from(value(start, "refid").unwrap_or_default());
                    link.nodes.push(Node { refid, role: value(start, "role").unwrap_or_default() });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, take: &mut dyn FnMut(Doc)) {
        match name {
            "infon" => {
                let (key, text) = (std::mem::take(&mut self.key), std::mem::take(&mut self.text));
                if let Some(infons) = self.infons() {
                    infons.insert(key, Json::from(text));
                }
            }
            "text" => {
                let text = Some(std::mem::take(&mut self.text));
                match (&mut self.item, self.parts.last_mut()) {
                    (Some(item), _) => item.text = text,
                    (None, Some(part)) => part.text = text,
                    _ => {}
                }
            }
            "offset" => {
                if let Some(part) = self.parts.last_mut() {
                    part.offset = self.text.trim().parse().unwrap_or_default();
                }
            }
            "id" => {
                if let Some(document) = self.document.as_mut().filter(|_| self.parts.is_empty()) {
                    document.id = Json::from(std::mem::take(&mut self.text));
                }
            }
            "annotation" => {
                if let (Some(item), Some(all)) = (self.item.take(), self.items()) {
                    all.push(item);
                }
            }
            "relation" => {
                if let (Some(link), Some(all)) = (self.link.take(), self.links()) {
                    all.push(link);
                }
            }
            "passage" | "sentence" => self.end_part(),
            "document" => {
                self.parts.clear();
                if let Some(document) = self.document.take() {
                    take(document);
                }
            }
            _ => {}
        }
    }

    fn end_part(&mut self) {
        let Some(part) = self.parts.pop() else { return };
        match (self.parts.last_mut(), &mut self.document) {
            (Some(around), _) => around.sentences.push(part),
            (None, Some(document)) => document.passages.push(part),
            _ => {}
        }
    }

    fn items(&mut self) -> Option<&mut Vec<Item>> {
        match self.parts.last_mut() {
            Some(part) => Some(&mut part.annotations),
            None => self.document.as_mut().map(|document| &mut document.annotations),
        }
    }

    fn links(&mut self) -> Option<&mut Vec<Link>> {
        match self.parts.last_mut() {
            Some(part) => Some(&mut part.relations),
            None => self.document.as_mut().map(|document| &mut document.relations),
        }
    }

    /// The infons of what is open; those of passages and collections mean nothing to us.
    fn infons(&mut self) -> Option<&mut Infons> {
        match (&mut self.item, &mut self.link) {
            (Some(item), _) => Some(&mut item.infons),
            (None, Some(link)) => Some(&mut link.infons),
            _ => self.document.as_mut().filter(|_| self.parts.is_empty()).map(|document| &mut document.infons),
        }
    }
}

fn value(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).filter_map(Result::ok).find(|attribute| attribute.key.local_name().into_inner() == name);
    found.and_then(|attribute| Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned()))
}
