//! PDF files, as far as their text can be had.
//!
//! A PDF says where on the page each glyph stands, not what is a paragraph. The text is a best effort, and each article says
//! so. Without the cargo feature `pdf` such files are known and refused.

#[cfg(feature = "pdf")]
mod extract;

use super::reader::{Choices, Format, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::Flaw;

/// Reads PDF files.
#[derive(Debug)]
pub(super) struct PdfReader;

static PDF: Format = Format {
    name: "pdf",
    title: "PDF",
    endings: &["pdf"],
    many: false,
    detail: "Best effort: columns, hyphenation and running heads may be wrong; scans have no text. Needs the cargo feature pdf.",
    extractor: "tagline-pdf 1 (pdf-extract 0.12)",
};

impl Reader for PdfReader {
    fn format(&self) -> &'static Format {
        &PDF
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let head = source.head();
        if head.starts_with(b"%PDF-") {
            return Likelihood::Certain;
        }
        // Some programs write something in front of it.
        let early = head.get(..1024.min(head.len())).unwrap_or_default();
        let found = memchr::memmem::find(early, b"%PDF-").is_some();
        if found && source.ending() == "pdf" { Likelihood::Certain } else { Likelihood::No }
    }

    #[cfg(feature = "pdf")]
    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let story = extract::story(bytes)?;
        let _ = take(super::reader::Found::Story(Box::new(story)));
        Ok(())
    }

    #[cfg(not(feature = "pdf"))]
    fn read(&self, _: &mut Source<'_>, _: &Choices, _: &mut Taker<'_>) -> Result<(), Flaw> {
        Err(Flaw::whole("this build cannot read PDF (cargo feature pdf); save the text of the file as .txt or .docx"))
    }
}

#[cfg(test)]
mod tests;
