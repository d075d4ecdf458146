//! `TypeSystem.xml`: which types there are and what their features hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::TYPES;
use super::types::Type;
use crate::exchange::Input;
use crate::exchange::markup::text;

/// Parents of a type at most that are asked for a feature.
const DEEPEST: usize = 64;

/// What a feature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// Text, or a number with a fraction.
    Text,
    /// A truth value.
    Flag,
    /// A whole number.
    Number,
    /// One other structure or more.
    References,
}

/// What the features of types hold.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    parents: BTreeMap<String, String>,
    ranges: BTreeMap<(String, String), Range>,
}

impl Ranges {
    /// What a feature of a type holds; `None` when nothing is known of it.
    pub(super) fn of(&self, kind: &str, feature: &str) -> Option<Range> {
        let mut kind = kind;
        for _ in 0..DEEPEST {
            if let Some(range) = self.ranges.get(&(kind.to_owned(), feature.to_owned())) {
                return Some(*range);
            }
            kind = self.parents.get(kind)?;
        }
        None
    }
}

/// Writes one.
pub(super) fn written(types: &[Type]) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<types>\n");
    let element = |name: &str, content: &str| format!("<{name}>{}</{name}>", text(content));
    for one in types {
        _ = writeln!(out, "<typeDescription>{}{}{}", element("name", one.name), element("description", one.meaning), element("supertypeName", one.parent));
        out.push_str("<features>\n");
        for (name, range, meaning) in &one.features {
            let content = [element("name", name), element("description", meaning), element("rangeTypeName", range)].concat();
            _ = writeln!(out, "<featureDescription>{content}</featureDescription>");
        }
        out.push_str("</features>\n</typeDescription>\n");
    }
    out.push_str("</types>\n</typeSystemDescription>\n");
    out
}

/// That which lies in the folder of a file, or in the nearest one above; nothing is known when there is none.
pub(super) fn found(input: &Input<'_>) -> Ranges {
    let mut folder = input.name;
    loop {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let name = if folder.is_empty() { TYPES.to_owned() } else { format!("{folder}/{TYPES}") };
        if let Some(bytes) = (input.beside)(&name) {
            return String::from_utf8(bytes).map(|file| read(&file)).unwrap_or_default();
        }
        if folder.is_empty() {
            return Ranges::default();
        }
    }
}

/// Reads one as far as it can be read.
pub(super) fn read(file: &str) -> Ranges {
    let mut reader = Reader::from_str(file);
    let mut ranges = Ranges::default();
    let (mut kind, mut feature, mut text) = (String::new(), None, String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                text.clear();
                match tag.local_name().into_inner() {
                    "typeDescription" => kind.clear(),
                    "featureDescription" => feature = Some(String::new()),
                    _ => {}
                }
            }
            Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::End(tag)) => {
                let said = text.trim();
                match (tag.local_name().into_inner(), &mut feature) {
                    ("name", Some(feature)) => said.clone_into(feature),
                    ("name", None) if kind.is_empty() => said.clone_into(&mut kind),
                    ("supertypeName", None) => _ = ranges.parents.insert(kind.clone(), said.to_owned()),
                    ("rangeTypeName", Some(feature)) => _ = ranges.ranges.insert((kind.clone(), feature.clone()), range_of(said)),
                    ("featureDescription", _) => feature = None,
                    _ => {}
                }
                text.clear();
            }
            Ok(Event::Eof) | Err(_) => return ranges,
            Ok(_) => {}
        }
    }
}

fn range_of(name: &str) -> Range {
    match name.strip_prefix("uima.cas.") {
        Some("Boolean") => Range::Flag,
        Some("Integer" | "Long" | "Short" | "Byte") => Range::Number,
        Some("String" | "Float" | "Double") => Range::Text,
        Some(array) if array.starts_with("String") || array.ends_with("Array") && array != "FSArray" => Range::Text,
        _ => Range::References,
    }
}
