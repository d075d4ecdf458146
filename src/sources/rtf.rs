//! Rich Text (RTF): the text that its control words leave, without pictures, headers, comments or hidden text.

mod code_page;
mod group;
mod walk;

use super::paragraph::{Paragraph, story_of};
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Story};
use super::{factiva, nexis};
use crate::article::sha256;

/// Reads Rich Text.
#[derive(Debug)]
pub(super) struct RtfReader;

static RTF: Format = Format {
    name: "rtf",
    title: "Rich Text",
    endings: &["rtf"],
    many: true,
    detail: "The text without pictures, headers and hidden text, notes at the end; an export of Nexis or Factiva gives its articles.",
    extractor: "tagline-rtf 1",
};

/// A document of Rich Text, read.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Its paragraphs, the notes last.
    pub paragraphs: Vec<Paragraph>,
    /// What a user should know of it.
    pub notices: Vec<String>,
    /// The title that it gives itself.
    pub title: Option<String>,
    /// Who it says wrote it.
    pub author: Option<String>,
}

impl Reader for RtfReader {
    fn format(&self) -> &'static Format {
        &RTF
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        if is_rtf(source.head()) { Likelihood::Certain } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let document = parse(&bytes)?;
        let found = nexis::divide(&document.paragraphs).or_else(|| factiva::divide(&factiva::text_of(&document.paragraphs)));
        if let Some(found) = found {
            nexis::give(found, &document.notices, take);
            return Ok(());
        }
        let story = story_of(&document.paragraphs);
        let title = story.title.clone().or(document.title);
        let authors = document.author.into_iter().collect();
        let _ = take(Found::Story(Box::new(Story { title, authors, notices: document.notices, original: sha256(&bytes), ..story })));
        Ok(())
    }
}

/// Whether these are the first bytes of Rich Text.
pub(super) fn is_rtf(head: &[u8]) -> bool {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().starts_with(b"{\\rtf")
}

/// Reads the document in `bytes`.
pub(super) fn parse(bytes: &[u8]) -> Result<Document, Flaw> {
    if !is_rtf(bytes) {
        return Err(Flaw::whole("is no Rich Text (RTF)"));
    }
    walk::walk(bytes)
}

#[cfg(test)]
mod tests;
