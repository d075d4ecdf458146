//! Feeds (RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed): an item is an article.
//!
//! ```text
//! text ──parcel──▶ one small feed per item ──feed-rs──▶ entry ──▶ story
//! ```
//!
//! Each item is read by itself, so that one that is damaged costs no other.

mod entry;
mod parcel;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use self::entry::{Channel, Part, read_channel, read_entry};
use self::parcel::{Parcels, parcels};
use super::decode::decode;
use super::html;
use super::limits;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Place, Story};
use super::xml;
use crate::article::sha256;

/// Reads feeds.
#[derive(Debug)]
pub(super) struct FeedReader;

static FEED: Format = Format {
    name: "feed",
    title: "RSS, Atom or JSON feed",
    endings: &["rss", "atom", "rdf"],
    many: true,
    detail: "Each item is an article: its whole text where the feed has it, else its summary.",
    extractor: "tagline-feed 1, feed-rs 3",
};

impl Reader for FeedReader {
    fn format(&self) -> &'static Format {
        &FEED
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        if let Some((name, rest)) = xml::root(source.head()) {
            let speaks_of = |names: &[&str]| names.iter().any(|name| rest.contains(name));
            return match name.as_str() {
                "rss" => Likelihood::Certain,
                "RDF" if speaks_of(&["purl.org/rss/", "netscape.com/rdf/simple", "<channel"]) => Likelihood::Certain,
                "feed" | "entry" if speaks_of(&["http://www.w3.org/2005/Atom", "http://purl.org/atom/"]) => Likelihood::Certain,
                "feed" if speaks_of(&["<entry", "<title"]) => Likelihood::Likely,
                _ => Likelihood::No,
            };
        }
        let text = decode(source.head().to_vec()).map(|decoded| decoded.text).unwrap_or_default();
        let marks = ["://jsonfeed.org/version/", ":\\/\\/jsonfeed.org\\/version\\/"];
        if text.trim_start().starts_with('{') && marks.iter().any(|mark| text.contains(mark)) { Likelihood::Certain } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let decoded = html::decode_page(&bytes, None).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
        let parcels = parcels(&decoded.text)?;
        let channel = read_channel(&parcels.channel());
        let mut notices = decoded.notices.into_iter().map(Found::Notice);
        if notices.try_for_each(&mut *take).is_break() {
            return Ok(());
        }
        let Some(short) = read_items(&parcels, &channel, take) else { return Ok(()) };
        let items = parcels.items();
        if short > 0 {
            let have = if short == 1 { "has" } else { "have" };
            let noun = if items == 1 { "item" } else { "items" };
            let _ = take(Found::Notice(format!("{short} of {items} {noun} {have} only a summary: the whole text is on the site")));
        }
        match parcels.flaw {
            Some(flaw) => Err(flaw),
            None if items == 0 => Err(Flaw::whole("is a feed without items")),
            None => Ok(()),
        }
    }
}

/// Gives every item on; how many have only a summary. `None` when no more is wanted.
fn read_items(parcels: &Parcels<'_>, channel: &Channel, take: &mut Taker<'_>) -> Option<usize> {
    let mut short = 0;
    for at in 0..parcels.items() {
        let place = Place::Item(at as u64 + 1);
        let found = match read_item(parcels, at, channel) {
            Ok((story, part)) => {
                short += usize::from(part == Part::Summary);
                Found::Story(Box::new(Story { place: Some(place), ..story }))
            }
            Err(what) => Found::Flaw(Flaw::at(place, what)),
        };
        if let ControlFlow::Break(()) = take(found) {
            return None;
        }
    }
    Some(short)
}

fn read_item(parcels: &Parcels<'_>, at: usize, channel: &Channel) -> Result<(Story, Part), String> {
    let item = parcels.item(at).unwrap_or_default();
    if item.len() as u64 > limits::ITEM {
        return Err(format!("is larger than {} MiB", limits::ITEM >> 20));
    }
    let (story, part) = read_entry(&parcels.parcel(item), channel).or_else(|first| match parcels.mended(item) {
        Some(mended) => read_entry(&mended, channel),
        None => Err(first),
    })?;
    Ok((Story { original: sha256(item.as_bytes()), ..story }, part))
}
