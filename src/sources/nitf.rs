//! NITF, the markup in which agencies send the text of a story.

mod markup;
#[cfg(test)]
mod tests;

pub(super) use markup::html_of;

use super::html;
use super::limits;
use super::page_top::{PageTop, byline_names};
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Blocks, Flaw, Story};
use super::xml::{self, Element};
use crate::article::{Role, sha256};

/// Reads a story in NITF.
#[derive(Debug)]
pub(super) struct NitfReader;

static NITF: Format = Format {
    name: "nitf",
    title: "NITF story of a news agency",
    endings: &["nitf", "xml"],
    many: false,
    detail: "Headline, byline, dateline and the paragraphs of the body; captions and credits of pictures with their roles.",
    extractor: "tagline-nitf 1",
};

impl Reader for NitfReader {
    fn format(&self) -> &'static Format {
        &NITF
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        match xml::root(source.head()) {
            Some((name, _)) if name == "nitf" => Likelihood::Certain,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        if bytes.len() as u64 > limits::ITEM {
            return Err(Flaw::whole(format!("is larger than {} MiB", limits::ITEM >> 20)));
        }
        let decoded = html::decode_page(&bytes, None).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
        let tree = xml::tree(&decoded.text)?;
        let read = Nitf::read(&tree.root);
        if read.body.is_empty() {
            return Err(Flaw::whole("holds no text: its body is empty"));
        }
        let mut story = read.into_story();
        story.original = sha256(&bytes);
        story.notices.splice(0..0, decoded.notices.into_iter().chain(tree.notices));
        let _ = take(Found::Story(Box::new(story)));
        Ok(())
    }
}

/// What a story in NITF says.
#[derive(Clone, Debug, Default)]
pub(super) struct Nitf {
    /// What stands above the text.
    pub top: PageTop,
    /// The text.
    pub body: Blocks,
    /// The end of the story: who may be asked.
    tagline: Option<String>,
    authors: Vec<String>,
    date: Option<String>,
    publication: Option<String>,
    language: Option<String>,
    id: Option<String>,
    notices: Vec<String>,
}

impl Nitf {
    /// Reads the element `nitf`, or the first of that name in another.
    pub(super) fn read(element: &Element) -> Self {
        let nitf = if element.name == "nitf" { element } else { element.find("nitf").unwrap_or(element) };
        let head = nitf.child("head");
        let data = head.and_then(|head| head.child("docdata"));
        let body = nitf.child("body");
        let above = body.and_then(|body| body.child("body.head"));
        let content = body.and_then(|body| body.child("body.content"));
        // Some leave out the element around the paragraphs.
        let text = content.or(body).map(|content| html::fragment(&html_of(content))).unwrap_or_default();
        Self {
            top: above.map(top).unwrap_or_default().or(PageTop { headline: head.and_then(|head| head.child("title")?.line()), ..PageTop::default() }),
            body: text,
            tagline: body.and_then(|body| body.child("body.end")?.child("tagline")?.line()),
            authors: above.map(authors).unwrap_or_default(),
            date: date(head, data, above),
            publication: publication(head, data, above),
            language: nitf.attribute("baselang").or(nitf.attribute("lang")).or(body.and_then(|body| body.attribute("lang"))).map(str::to_owned),
            id: data.and_then(|data| data.child("doc-id")?.attribute("id-string")).map(str::to_owned),
            notices: data.map(notices).unwrap_or_default(),
        }
    }

    /// The story with all that it says of itself.
    pub(super) fn into_story(self) -> Story {
        let title = self.top.headline.clone();
        let mut blocks = self.top.above(self.body);
        if let Some(tagline) = self.tagline {
            blocks.push(Role::Credit, &tagline);
        }
        Story {
            title,
            authors: self.authors,
            date: self.date,
            publication: self.publication,
            language: self.language,
            id: self.id,
            notices: self.notices,
            ..blocks.into_story()
        }
    }
}

/// What stands above the text.
fn top(above: &Element) -> PageTop {
    let headlines = above.child("hedline");
    let lines = |name: &str| headlines.into_iter().flat_map(|head| head.named(name)).filter_map(Element::line).collect::<Vec<_>>();
    let mut mains = lines("hl1").into_iter();
    let headline = mains.next().or_else(|| headlines.and_then(Element::line));
    let decks = if headline.is_some() && headlines.is_some_and(|head| head.child("hl1").is_none() && head.child("hl2").is_some()) {
        Vec::new()
    } else {
        mains.chain(lines("hl2")).collect()
    };
    PageTop { headline, decks, byline: above.child("byline").and_then(Element::spaced_line), dateline: above.child("dateline").and_then(dateline) }
}

/// A dateline as it is printed: dates for machines in it are left out.
fn dateline(element: &Element) -> Option<String> {
    let mut printed = element.clone();
    printed.children.retain(|node| match node {
        xml::Node::Element(inner) => inner.line().is_none_or(|line| html::date(&line).is_none()),
        xml::Node::Text(_) => true,
    });
    printed.spaced_line().filter(|line| html::date(line).is_none())
}

/// Who wrote it: the people in the byline, or all of it.
fn authors(above: &Element) -> Vec<String> {
    let Some(byline) = above.child("byline") else { return Vec::new() };
    let people: Vec<String> = byline.named("person").filter_map(Element::line).collect();
    if !people.is_empty() {
        return people;
    }
    let mut names = byline.clone();
    names.children.retain(|node| !matches!(node, xml::Node::Element(inner) if inner.name == "byttl"));
    names.spaced_line().and_then(|line| byline_names(&line)).into_iter().collect()
}

/// When it was issued.
fn date(head: Option<&Element>, data: Option<&Element>, above: Option<&Element>) -> Option<String> {
    let norm = |name: &str| data.and_then(|data| data.child(name)?.attribute("norm"));
    let published = || head.and_then(|head| head.child("pubdata")?.attribute("date.publication"));
    let told = || above.and_then(|above| above.find("story.date")?.attribute("norm"));
    [norm("date.issue"), published(), norm("date.release"), told()].into_iter().flatten().find_map(html::date)
}

fn publication(head: Option<&Element>, data: Option<&Element>, above: Option<&Element>) -> Option<String> {
    let named = head.and_then(|head| head.child("pubdata")?.attribute("name")).map(str::to_owned);
    let holder = || data.and_then(|data| data.child("doc.copyright")?.attribute("holder")).map(str::to_owned);
    let owner = || above.and_then(|above| above.find("rights.owner").or(above.child("distributor"))?.line());
    named.or_else(holder).or_else(owner)
}

/// What a reader must know before the story is used.
fn notices(data: &Element) -> Vec<String> {
    match data.attribute("management-status").map(str::to_lowercase).as_deref() {
        Some(status @ ("canceled" | "cancelled" | "withheld" | "embargoed" | "killed")) => vec![format!("the source says that it is {status}")],
        _ => Vec::new(),
    }
}
