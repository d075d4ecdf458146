//! XML of news agencies as a tree: no document type is fetched, no entity of the file's own is expanded.

mod split;

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::decode::decode;
use super::html;
use super::limits;
use super::paragraph::one_line;
use super::story::Flaw;

pub(super) use split::{Split, split};

/// Elements and pieces of text of one tree, at most.
const NODES: usize = 500_000;

/// Letters of an entity's name, at most: the longest of HTML has 31.
const LONGEST_NAME: usize = 40;

/// An element. Names are without their prefixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name.
    pub name: String,
    /// Names and values of its attributes.
    pub attributes: Vec<(String, String)>,
    /// What stands in it.
    pub children: Vec<Node>,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Another element.
    Element(Element),
    /// Text, its entities read.
    Text(String),
}

/// A tree, and what was strange in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    /// The outermost element.
    pub root: Element,
    /// What was found strange, in sentences.
    pub notices: Vec<String>,
}

impl Element {
    /// The value of an attribute, when it is not blank.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name in it.
    pub(super) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of a name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element of a name at any depth in it.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        let mut open: Vec<&Element> = self.elements().rev().collect();
        while let Some(element) = open.pop() {
            if element.name == name {
                return Some(element);
            }
            open.extend(element.elements().rev());
        }
        None
    }

    /// All text in it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut open: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Element(element) => open.extend(element.children.iter().rev()),
                Node::Text(piece) => text.push_str(piece),
            }
        }
        text
    }

    /// All text in it on one line, with a space between elements of which one ends and the next begins with a letter, since no
    /// style sheet draws them apart; `None` when it is blank.
    pub(super) fn spaced_line(&self) -> Option<String> {
        let mut text = String::new();
        let mut open: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Element(element) => open.extend(element.children.iter().rev()),
                Node::Text(piece) => {
                    if text.ends_with(char::is_alphanumeric) && piece.starts_with(char::is_alphanumeric) {
                        text.push(' ');
                    }
                    text.push_str(piece);
                }
            }
        }
        Some(one_line(&text)).filter(|line| !line.is_empty())
    }

    /// All text in it on one line; `None` when it is blank.
    pub(super) fn line(&self) -> Option<String> {
        Some(one_line(&self.text())).filter(|line| !line.is_empty())
    }
}

/// Reads XML into a tree.
pub(super) fn tree(xml: &str) -> Result<Tree, Flaw> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let mut building = Building::default();
    loop {
        let event = reader.read_event().map_err(|error| Flaw::whole(format!("is damaged XML in line {}: {error}", line_at(xml, reader.error_position()))))?;
        match event {
            Event::Start(start) => building.start(&start)?,
            Event::Empty(start) => {
                building.start(&start)?;
                building.end();
            }
            Event::End(_) => building.end(),
            Event::Text(text) => building.characters(&text.xml10_content())?,
            Event::CData(text) => building.characters(&text.xml10_content())?,
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().ok().flatten();
                let text = character.map_or_else(|| building.entities.text(&name), String::from);
                building.characters(&text)?;
            }
            Event::Eof => return building.finish(),
            _ => {}
        }
    }
}

/// The line, counted from 1, in which a byte stands.
fn line_at(xml: &str, byte: u64) -> usize {
    let before = xml.as_bytes().get(..usize::try_from(byte).unwrap_or(usize::MAX).min(xml.len())).unwrap_or_default();
    1 + memchr::memchr_iter(b'\n', before).count()
}

#[derive(Default)]
struct Building {
    open: Vec<Element>,
    root: Option<Element>,
    nodes: usize,
    entities: Entities,
}

impl Building {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Flaw> {
        self.count()?;
        if self.open.len() >= limits::DEPTH {
            return Err(Flaw::whole(format!("is nested more than {} deep", limits::DEPTH)));
        }
        let mut element = Element { name: start.local_name().into_inner().to_owned(), ..Element::default() };
        let mut attributes = start.attributes();
        for attribute in attributes.with_checks(false).filter_map(Result::ok) {
            let value =
                attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            element.attributes.push((attribute.key.local_name().into_inner().to_owned(), value));
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(around) => around.children.push(Node::Element(element)),
            None => self.root = self.root.take().or(Some(element)),
        }
    }

    fn characters(&mut self, text: &str) -> Result<(), Flaw> {
        let Some(element) = self.open.last_mut().filter(|_| !text.is_empty()) else { return Ok(()) };
        if let Some(Node::Text(before)) = element.children.last_mut() {
            before.push_str(text);
            return Ok(());
        }
        element.children.push(Node::Text(text.to_owned()));
        self.count()
    }

    fn count(&mut self) -> Result<(), Flaw> {
        self.nodes += 1;
        if self.nodes <= NODES { Ok(()) } else { Err(Flaw::whole(format!("holds more than {NODES} elements"))) }
    }

    fn finish(self) -> Result<Tree, Flaw> {
        if !self.open.is_empty() {
            return Err(Flaw::whole("is cut off: its XML has no end"));
        }
        let root = self.root.ok_or_else(|| Flaw::whole("holds no XML element"))?;
        Ok(Tree { root, notices: self.entities.notices() })
    }
}

/// The meanings of entities met so far: those of XML and HTML. `None` for one that only the file itself might explain.
#[derive(Default)]
struct Entities(BTreeMap<String, Option<String>>);

impl Entities {
    /// The text of an entity; one without a known meaning stays as it is written.
    fn text(&mut self, name: &str) -> String {
        let written = format!("&{name};");
        if name.len() > LONGEST_NAME || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.0.insert(name.chars().take(LONGEST_NAME).collect(), None);
            return written;
        }
        let meaning = self.0.entry(name.to_owned()).or_insert_with(|| {
            // Letters around it keep spaces, which some entities are.
            let read = html::fragment(&format!("x&{name};x"));
            let text = read.text().strip_prefix('x')?.strip_suffix('x')?;
            (!text.starts_with('&') || name == "amp" || name == "AMP").then(|| text.to_owned())
        });
        meaning.clone().unwrap_or(written)
    }

    fn notices(self) -> Vec<String> {
        let unknown: Vec<String> = self.0.into_iter().filter(|(_, meaning)| meaning.is_none()).map(|(name, _)| format!("&{name};")).take(5).collect();
        if unknown.is_empty() { Vec::new() } else { vec![format!("entities of the file's own are shown as they are written: {}", unknown.join(" "))] }
    }
}

/// The name of the outermost element, without its prefix, and the beginning of the text from there on; `None` when the bytes are
/// no XML.
pub(super) fn root(head: &[u8]) -> Option<(String, String)> {
    let text = decode(head.to_vec())?.text;
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(&text);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        let from = usize::try_from(reader.buffer_position()).ok()?;
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                let rest = text.get(from..)?.to_owned();
                return Some((start.local_name().into_inner().to_owned(), rest));
            }
            Event::Text(between) if !between.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_with_its_entities_and_sections() {
        let tree = tree("<?xml version='1.0'?><!DOCTYPE a SYSTEM 'http://x/y.dtd'><n:a b='1&amp;2'>x &amp; &#233;&eacute;&ensp;&lt;<![CDATA[<i>&amp;]]><!-- no -->AT&T <b/></n:a>").unwrap();
        assert_eq!((tree.root.name.as_str(), tree.root.attribute("b")), ("a", Some("1&2")));
        assert_eq!(tree.root.text(), "x & éé\u{2002}<<i>&amp;AT&T ");
        assert_eq!(tree.notices, Vec::<String>::new());
    }

    #[test]
    fn entities_of_the_file_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&c; &f;</a>";
        let tree = tree(bomb).unwrap();
        assert_eq!(tree.root.text(), "&c; &f;");
        assert_eq!(tree.notices, ["entities of the file's own are shown as they are written: &c; &f;"]);
    }

    #[test]
    fn what_is_damaged_says_where() {
        let flaw = |xml: &str| tree(xml).unwrap_err().to_string();
        assert!(flaw("<a>\n<b></a>").starts_with("is damaged XML in line 2"), "{}", flaw("<a>\n<b></a>"));
        assert_eq!(flaw("<a><b>"), "is cut off: its XML has no end");
        assert_eq!(flaw(" "), "holds no XML element");
        assert_eq!(flaw(&"<a>".repeat(600)), "is nested more than 512 deep");
        assert_eq!(flaw(&format!("<a>{}</a>", "<b/>".repeat(NODES))), "holds more than 500000 elements");
    }

    #[test]
    fn the_outermost_element_is_found() {
        let name = |xml: &str| root(xml.as_bytes()).map(|(name, _)| name);
        assert_eq!(name("\u{feff}<?xml version='1.0'?>\n<!-- <x> --><!DOCTYPE nitf [<!ENTITY a '<b>'>]>\n<n:nitf v='1'><he").as_deref(), Some("nitf"));
        assert_eq!(name("text <nitf>"), None);
        assert_eq!(name("<"), None);
    }
}
