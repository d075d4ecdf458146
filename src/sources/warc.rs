//! Web archives: many responses of web servers in one file (WARC 1.0 and 1.1).
//!
//! ```text
//! stream ──record──▶ head and block ──http──▶ body, unpacked ──html──▶ Story
//! ```

mod http;
mod record;

use std::io;
use std::ops::ControlFlow;

use http::{Response, response};
use record::{Head, Records, Step};

use super::html::{decode_page, page, without_data};
use super::limits;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Place, Story};
use crate::article::sha256;

/// Bytes by which a response that is too large is told to be a page or something else.
const GLANCE: u64 = 64 * 1024;

/// Reads web archives.
#[derive(Debug)]
pub(super) struct WarcReader;

static WARC: Format = Format {
    name: "warc",
    title: "web archive",
    endings: &["warc"],
    many: true,
    detail: "An article a page that was found (status 200, HTML); pages without text are skipped.",
    extractor: "tagline-html 1, dom_smoothie 0.19",
};

impl Reader for WarcReader {
    fn format(&self) -> &'static Format {
        &WARC
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let head = source.head();
        if head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.") { Likelihood::Certain } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let mut archive = Archive { records: Records::new(source.stream()), number: 0, stories: 0, blank: 0 };
        let end = loop {
            match archive.next(take) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(End::Enough)) => return Ok(()),
                Ok(ControlFlow::Break(End::Over)) => break Ok(()),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    let cut = Flaw::at(Place::Item(archive.number), "the archive ends in the middle of this record: it was cut off");
                    let _ = take(Found::Flaw(cut));
                    break Ok(());
                }
                Err(error) => break Err(Flaw::at(Place::Item(archive.number), error)),
            }
        };
        if let Some(notice) = archive.notice() {
            let _ = take(Found::Notice(notice));
        }
        end
    }
}

/// Why no more is read.
enum End {
    /// The archive is over.
    Over,
    /// No more is wanted.
    Enough,
}

/// An archive that is being read.
struct Archive<R> {
    records: Records<R>,
    /// Records so far, those in which nothing is looked for too.
    number: u64,
    stories: u64,
    /// Pages without text.
    blank: u64,
}

impl<R: io::BufRead> Archive<R> {
    /// Reads one record.
    fn next(&mut self, take: &mut Taker<'_>) -> io::Result<ControlFlow<End>> {
        self.number += 1;
        let found = match self.records.step()? {
            Step::Over => {
                self.number -= 1;
                return Ok(ControlFlow::Break(End::Over));
            }
            Step::Lost(what) => Some(Found::Flaw(Flaw::at(Place::Item(self.number), what))),
            Step::Record(head) => self.record(&head)?,
        };
        self.stories += u64::from(matches!(found, Some(Found::Story(_))));
        let wanted = found.is_none_or(|found| take(found).is_continue());
        if self.stories >= limits::STORIES {
            let _ = take(Found::Flaw(Flaw::at(Place::Item(self.number), format!("more than {} pages; the rest is not read", limits::STORIES))));
            return Ok(ControlFlow::Break(End::Enough));
        }
        Ok(if wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(End::Enough) })
    }

    fn record(&mut self, head: &Head) -> io::Result<Option<Found>> {
        if !(head.is("response") || head.is("resource") && is_page(&head.content)) {
            self.records.skip(head.length)?;
            return Ok(None);
        }
        let large = head.length > limits::ITEM;
        let block = self.records.block(if large { GLANCE } else { head.length })?;
        self.records.skip(head.length - if large { GLANCE } else { head.length })?;
        let story = match content(head, &block) {
            None => return Ok(None),
            Some(_) if large => Err(format!("the page is larger than {} MiB; it is not read", limits::ITEM >> 20)),
            Some(response) => story(&response, head),
        };
        let place = if head.uri.is_empty() { Place::Item(self.number) } else { Place::Entry(head.uri.clone()) };
        Ok(match story {
            Ok(Some(story)) => Some(Found::Story(Box::new(Story { original: sha256(&block), place: Some(place), ..story }))),
            Ok(None) => {
                self.blank += 1;
                None
            }
            Err(what) => Some(Found::Flaw(Flaw::at(place, what))),
        })
    }

    fn notice(&self) -> Option<String> {
        if self.blank > 0 {
            let pages = if self.blank == 1 { "page without text was" } else { "pages without text were" };
            return Some(format!("{} {pages} skipped", self.blank));
        }
        (self.stories == 0).then(|| format!("none of the {} records is a web page that was found", self.number))
    }
}

/// The page in a record; `None` when it holds something else, or what a server says when it has no page.
fn content<'b>(head: &Head, block: &'b [u8]) -> Option<Response<'b>> {
    if head.is("resource") {
        return Some(Response::of_page(block, &head.content));
    }
    response(block).filter(|response| response.status == 200 && (is_page(&response.kind) || response.kind.is_empty() && response.begins_page()))
}

/// Whether a kind of content, as headers say it, is a web page.
fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// The article in a response; `Ok(None)` when the page has no text.
fn story(response: &Response<'_>, head: &Head) -> Result<Option<Story>, String> {
    let (body, whole) = response.unpacked()?;
    let bytes = without_data(&body);
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    let decoded = decode_page(&bytes, response.charset.as_deref()).ok_or("it is no text, though it says that it is a page")?;
    let uri = Some(head.uri.as_str()).filter(|uri| !uri.is_empty());
    let mut story = page(&decoded.text, uri);
    if story.text.trim().is_empty() {
        return Ok(None);
    }
    story.url = story.url.or_else(|| uri.map(str::to_owned));
    story.notices.splice(0..0, decoded.notices);
    if !whole || head.truncated {
        story.notices.push("the page was cut off in the archive".to_owned());
    }
    Ok(Some(story))
}

#[cfg(test)]
mod tests;
