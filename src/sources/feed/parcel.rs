//! A feed cut into feeds of one item.

use std::fmt::Write;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::sources::limits;
use crate::sources::story::Flaw;
use crate::sources::xml::{Split, split};

/// Bytes of what stands around every item, at most: it is read with each of them.
const AROUND: usize = 64 * 1024;

/// Names that feeds of old times gave to their vocabularies, and those of today.
const OLD_NAMES: [(&str, &str); 7] = [
    ("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://channel.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://backend.userland.com/rss2", "http://purl.org/rss/1.0/"),
    ("http://backend.userland.com/RSS2", "http://purl.org/rss/1.0/"),
    ("http://backend.userland.com/rss", "http://purl.org/rss/1.0/"),
    ("http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/"),
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
];

/// The items of a feed, and what each needs around it to be a feed.
#[derive(Debug)]
pub(super) struct Parcels<'t> {
    items: Vec<&'t str>,
    before: String,
    after: String,
    about: String,
    is_xml: bool,
    /// Why no more items could be found.
    pub flaw: Option<Flaw>,
}

/// A JSON feed, its items unread.
#[derive(Deserialize)]
struct Whole<'t> {
    #[serde(borrow)]
    version: Option<&'t RawValue>,
    #[serde(borrow)]
    title: Option<&'t RawValue>,
    #[serde(borrow)]
    language: Option<&'t RawValue>,
    #[serde(borrow)]
    author: Option<&'t RawValue>,
    #[serde(borrow)]
    authors: Option<&'t RawValue>,
    #[serde(borrow, default)]
    items: Vec<&'t RawValue>,
}

/// Cuts a feed.
pub(super) fn parcels(text: &str) -> Result<Parcels<'_>, Flaw> {
    let parcels = if text.trim_start().starts_with('{') { of_json(text)? } else { of_xml(text)? };
    if parcels.before.len() > AROUND {
        return Err(Flaw::whole(format!("has more than {} KiB around each item", AROUND >> 10)));
    }
    Ok(parcels)
}

impl<'t> Parcels<'t> {
    /// How many items there are.
    pub(super) fn items(&self) -> usize {
        self.items.len()
    }

    /// An item as it stands in the feed.
    pub(super) fn item(&self, at: usize) -> Option<&'t str> {
        self.items.get(at).copied()
    }

    /// A feed of this item.
    pub(super) fn parcel(&self, item: &str) -> String {
        format!("{}{item}{}", self.before, self.after)
    }

    /// A feed of this item in which each `&` that stands for itself is written as XML demands; `None` when there is none.
    pub(super) fn mended(&self, item: &str) -> Option<String> {
        let mended = self.is_xml.then(|| with_ampersands(item)).flatten()?;
        Some(self.parcel(&mended))
    }

    /// A feed without items, which says what the feed is called.
    pub(super) fn channel(&self) -> String {
        format!("{}{}", self.about, self.after)
    }
}

fn of_json(text: &str) -> Result<Parcels<'_>, Flaw> {
    let whole: Whole<'_> = serde_json::from_str(text).map_err(|error| Flaw::whole(format!("is damaged JSON: {error}")))?;
    if whole.items.len() as u64 > limits::STORIES {
        return Err(Flaw::whole(format!("holds more than {} items", limits::STORIES)));
    }
    let mut before = String::from("{");
    let known = [("version", whole.version), ("language", whole.language), ("author", whole.author), ("authors", whole.authors)];
    for (name, value) in known.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))) {
        let _ = write!(before, "\"{name}\":{},", value.get());
    }
    let _ = write!(before, "\"title\":{},\"items\":[", whole.title.map_or("\"\"", RawValue::get));
    let items = whole.items.into_iter().map(RawValue::get).collect();
    Ok(Parcels { items, about: before.clone(), before, after: "]}".to_owned(), is_xml: false, flaw: None })
}

fn of_xml(text: &str) -> Result<Parcels<'_>, Flaw> {
    let Split { items, around, flaw } = split(text, |name| matches!(name, "item" | "entry"));
    if let (Some(flaw), true) = (&flaw, items.is_empty()) {
        return Err(flaw.clone());
    }
    let (mut before, mut after) = (String::new(), String::new());
    for (name, tag) in &around {
        before.push_str(&today(text.get(tag.clone()).unwrap_or_default()));
        after.insert_str(0, &format!("</{name}>"));
    }
    let root = around.first().map_or(0, |(_, tag)| tag.end);
    let first = items.first().map_or(0, |item| item.start);
    // What stands between the first tag and the first item, with the tags in it that are still open.
    let outer = around.first().map(|(_, tag)| today(text.get(tag.clone()).unwrap_or_default())).unwrap_or_default();
    let about = format!("{outer}{}", text.get(root..first.max(root)).unwrap_or_default());
    let items = items.into_iter().filter_map(|item: Range<usize>| text.get(item)).collect();
    Ok(Parcels { items, before, after, about, is_xml: true, flaw })
}

/// A tag with the names of today. An RSS of any version is read as one of version 2, which all others are part of.
fn today(tag: &str) -> String {
    let mut reader = Reader::from_str(tag);
    let Ok(Event::Start(start)) = reader.read_event() else { return tag.to_owned() };
    let name = start.name().into_inner();
    let is_rss = name == "rss";
    let mut written = format!("<{name}{}", if is_rss { " version=\"2.0\"" } else { "" });
    let mut attributes = start.attributes();
    for attribute in attributes.with_checks(false).filter_map(Result::ok) {
        let key = attribute.key.into_inner();
        if is_rss && key == "version" {
            continue;
        }
        let value = OLD_NAMES.iter().find(|(old, _)| *old == &*attribute.value).map_or(&*attribute.value, |(_, new)| new);
        let _ = write!(written, " {key}=\"{}\"", value.replace('"', "&quot;"));
    }
    written + ">"
}

/// The item with each `&` that begins no entity escaped, outside of CDATA.
fn with_ampersands(item: &str) -> Option<String> {
    let mut mended = String::with_capacity(item.len() + 64);
    let (mut rest, mut changed) = (item, false);
    while let Some(at) = rest.find(['&', '<']) {
        let (plain, from) = rest.split_at_checked(at)?;
        mended.push_str(plain);
        let skipped = if from.starts_with("<![CDATA[") {
            from.find("]]>").unwrap_or(from.len())
        } else {
            if from.starts_with('&') && !begins_entity(from) {
                mended.push_str("&amp;");
                changed = true;
                rest = from.get(1..)?;
                continue;
            }
            1
        };
        mended.push_str(from.get(..skipped)?);
        rest = from.get(skipped..)?;
    }
    mended.push_str(rest);
    changed.then_some(mended)
}

fn begins_entity(text: &str) -> bool {
    let name: String = text.chars().skip(1).take(32).take_while(|c| *c == '#' || c.is_ascii_alphanumeric()).collect();
    !name.is_empty() && text.get(1 + name.len()..).is_some_and(|rest| rest.starts_with(';'))
}
