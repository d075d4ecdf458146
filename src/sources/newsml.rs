//! `NewsML` 1 and `NewsML-G2`: envelopes in which agencies send their stories.

mod content;
mod g2;
mod old;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use super::html;
use super::limits;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Place, Story};
use super::xml::{self, Element};
use crate::article::sha256;

/// Reads the items of both.
#[derive(Debug)]
pub(super) struct NewsmlReader;

static NEWSML: Format = Format {
    name: "newsml",
    title: "NewsML of a news agency",
    endings: &["newsml", "xml"],
    many: true,
    detail: "Each news item with a text is an article; pictures, packages and events are named and passed over.",
    extractor: "tagline-newsml 1",
};

/// The items of `NewsML-G2`.
const ITEMS: [&str; 7] = ["newsItem", "packageItem", "conceptItem", "planningItem", "knowledgeItem", "catalogItem", "hopItem"];

impl Reader for NewsmlReader {
    fn format(&self) -> &'static Format {
        &NEWSML
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        match xml::root(source.head()) {
            Some((name, _)) if matches!(name.as_str(), "NewsML" | "newsMessage" | "newsItem" | "packageItem") => Likelihood::Certain,
            Some((name, rest)) if ITEMS.contains(&name.as_str()) && rest.contains("iptc.org/std/nar/") => Likelihood::Certain,
            Some((_, rest)) if rest.contains("iptc.org/std/nar/") && rest.contains("newsItem") => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let decoded = html::decode_page(&bytes, None).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
        if decoded.notices.into_iter().map(Found::Notice).try_for_each(&mut *take).is_break() {
            return Ok(());
        }
        let split = xml::split(&decoded.text, |name| name == "NewsItem" || ITEMS.contains(&name));
        let several = split.items.len() > 1;
        for (at, item) in split.items.iter().enumerate() {
            let item = decoded.text.get(item.clone()).unwrap_or_default();
            let place = several.then_some(Place::Item(at as u64 + 1));
            let found = match read_item(item) {
                Ok(story) => {
                    let original = sha256(if several { item.as_bytes() } else { &bytes });
                    Found::Story(Box::new(Story { place, original, ..story }))
                }
                Err(flaw) => Found::Flaw(Flaw { place, ..flaw }),
            };
            if let ControlFlow::Break(()) = take(found) {
                return Ok(());
            }
        }
        match split.flaw {
            Some(flaw) => Err(flaw),
            None if split.items.is_empty() => Err(Flaw::whole("holds no news item")),
            None => Ok(()),
        }
    }
}

/// The story of an item; an error when it has none.
fn read_item(item: &str) -> Result<Story, Flaw> {
    if item.len() as u64 > limits::ITEM {
        return Err(Flaw::whole(format!("is larger than {} MiB", limits::ITEM >> 20)));
    }
    let tree = xml::tree(item)?;
    let mut story = if tree.root.name == "NewsItem" { old::story(&tree.root)? } else { g2::story(&tree.root)? };
    story.notices.extend(tree.notices);
    Ok(story)
}

/// What an attribute of an element says, in lower case.
fn told(element: Option<&Element>, attribute: &str) -> String {
    element.and_then(|element| element.attribute(attribute)).unwrap_or_default().to_lowercase()
}

/// The notice of a story that may not be used as it is, by the status that the source gives it.
fn status_notice(status: &str) -> Option<String> {
    let status = status.rsplit(':').next().unwrap_or_default();
    matches!(status, "canceled" | "cancelled" | "withheld" | "embargoed" | "killed").then(|| format!("the source says that it is {status}"))
}
