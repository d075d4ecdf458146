//! Books (EPUB): each document of the reading order is an article, under its name in the book.
//!
//! Covers, title pages without text and tables of contents are passed over. A chapter that is spread over several documents
//! gives several articles; several chapters in one document give one.

mod chapter;
mod labels;
mod opf;

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;

use self::chapter::Chapter;
use self::opf::{Book, Item};
use super::html;
use super::limits;
use super::package::{Package, ZIP, attribute, inside, names_in_head};
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Place, Story};
use crate::article::{Role, sha256};

/// Reads books.
#[derive(Debug)]
pub(super) struct EpubReader;

static EPUB: Format = Format {
    name: "epub",
    title: "EPUB book",
    endings: &["epub"],
    many: true,
    detail: "Each document of the reading order is an article; covers and tables of contents are passed over.",
    extractor: "tagline-epub 1",
};

/// Where an archive says what book it holds.
const CONTAINER: &str = "META-INF/container.xml";

impl Reader for EpubReader {
    fn format(&self) -> &'static Format {
        &EPUB
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let head = source.head();
        if !head.starts_with(ZIP) {
            return Likelihood::No;
        }
        let named = source.ending() == "epub";
        if head.get(30..).is_some_and(|name| name.starts_with(b"mimetypeapplication/epub+zip")) {
            Likelihood::Certain
        } else if named || names_in_head(head).iter().any(|name| name == CONTAINER) {
            Likelihood::Likely
        } else {
            Likelihood::No
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let mut package = Package::open(source.bytes()?)?;
        let book = open(&mut package)?;
        let locked = encrypted(&mut package)?;
        let labels = labels::read(&mut package, &book)?;
        let spine: Vec<&Item> = book.spine.iter().filter(|item| item.is_text() && !item.is_navigation).collect();
        if !spine.is_empty() && spine.iter().all(|item| locked.contains(&item.path)) {
            return Err(Flaw::whole("is copy-protected (DRM): its text is encrypted and cannot be read"));
        }
        let mut found = false;
        for item in spine {
            let place = Place::Entry(item.path.clone());
            let read = if locked.contains(&item.path) {
                Err(Flaw::at(place, "is copy-protected (DRM): its text is encrypted"))
            } else {
                read_chapter(&mut package, item, &book, &labels)
            };
            let one = match read {
                Ok(None) => continue,
                Ok(Some(story)) => Found::Story(Box::new(story)),
                Err(flaw) => Found::Flaw(flaw),
            };
            found = true;
            if let ControlFlow::Break(()) = take(one) {
                return Ok(());
            }
        }
        if found { Ok(()) } else { Err(Flaw::whole("is a book without text: its pages may be pictures")) }
    }
}

/// The book that the archive holds.
fn open(package: &mut Package) -> Result<Book, Flaw> {
    let container = package.xml(CONTAINER)?.ok_or_else(|| Flaw::whole(format!("is no EPUB: {CONTAINER} is missing")))?;
    let path = values(&container, "rootfile", "full-path").into_iter().find_map(|path| inside("", &path));
    let path = path.ok_or_else(|| Flaw::whole(format!("is no EPUB: {CONTAINER} names no book")))?;
    let xml = package.xml(&path)?.ok_or_else(|| Flaw::whole(format!("is damaged: {path} is missing")))?;
    let book = Book::read(&xml, &path);
    if book.spine.len() > limits::PARTS {
        return Err(Flaw::whole(format!("has more than {} chapters", limits::PARTS)));
    }
    if book.spine.is_empty() {
        return Err(Flaw::whole(format!("is damaged: {path} has no reading order")));
    }
    Ok(book)
}

/// The values of an attribute of all elements of a name, as far as the XML can be read.
fn values(xml: &str, element: &str, name: &str) -> Vec<String> {
    let mut reader = XmlReader::from_str(xml);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) | Event::Empty(start) if start.local_name().into_inner() == element => found.extend(attribute(&start, name)),
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The parts that are encrypted. Fonts often are, which does no harm.
fn encrypted(package: &mut Package) -> Result<HashSet<String>, Flaw> {
    let xml = package.xml("META-INF/encryption.xml")?.unwrap_or_default();
    Ok(values(&xml, "CipherReference", "URI").iter().filter_map(|uri| inside("", &opf::unescape(uri))).collect())
}

/// The article of a chapter; `None` when it has no text, or only leads to others.
fn read_chapter(package: &mut Package, item: &Item, book: &Book, labels: &HashMap<String, String>) -> Result<Option<Story>, Flaw> {
    let at = |what: String| Flaw::at(Place::Entry(item.path.clone()), what);
    let bytes = package.bytes(&item.path).map_err(|flaw| at(flaw.what))?.ok_or_else(|| at("is missing".to_owned()))?;
    if bytes.len() as u64 > limits::ITEM {
        return Err(at(format!("is larger than {} MiB", limits::ITEM >> 20)));
    }
    let original = sha256(&bytes);
    let chapter = Chapter::read(&super::package::decode_xml(bytes)).map_err(at)?;
    if chapter.leads_elsewhere {
        return Ok(None);
    }
    let mut story = html::fragment(&chapter.html).into_story();
    if story.text.trim().is_empty() {
        return Ok(None);
    }
    // The heading with which a chapter begins is its headline.
    if let Some((_, role)) =
        story.roles.first_mut().filter(|(start, role)| *role == Role::Heading && story.text.get(..*start).is_some_and(|before| before.trim().is_empty()))
    {
        *role = Role::Headline;
    }
    let title = chapter.heading.or_else(|| labels.get(&item.path).cloned());
    Ok(Some(Story {
        title: title.or_else(|| book.title.clone()),
        authors: book.authors.clone(),
        date: book.date.clone(),
        publication: book.title.clone(),
        language: chapter.language.or_else(|| book.language.clone()),
        id: book.id.as_ref().map(|id| format!("{id}#{}", item.path)),
        place: Some(Place::Entry(item.path.clone())),
        original,
        ..story
    }))
}

#[cfg(test)]
mod tests;
