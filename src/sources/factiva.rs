//! Exports of Factiva: one text, many articles.
//!
//! Two forms: with two-letter fields (`HD`, `LP`, `TD`, `AN` ...), and as articles whose header lines have no names but end
//! in a line `Document SELC000020260504em5400001`. Text saved from the HTML export has the second form.

mod fields;
mod plain;

use super::decode::decode;
use super::nexis::give;
use super::package::ZIP;
use super::paragraph::Paragraph;
use super::reader::{Choices, Format, Likelihood, Reader, Taker};
use super::rtf;
use super::source::Source;
use super::story::{Flaw, Story};

/// Reads exports of Factiva.
#[derive(Debug)]
pub(super) struct FactivaReader;

static FACTIVA: Format = Format {
    name: "factiva",
    title: "Factiva export",
    endings: &[],
    many: true,
    detail: "Articles exported from Factiva as text or RTF, with two-letter fields or without; LP and TD are the text, AN is the id.",
    extractor: "tagline-factiva 1",
};

impl Reader for FactivaReader {
    fn format(&self) -> &'static Format {
        &FACTIVA
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        if source.head().starts_with(ZIP) || rtf::is_rtf(source.head()) {
            return Likelihood::No;
        }
        let Some(decoded) = decode(source.head().to_vec()) else { return Likelihood::No };
        if fields::are_in(&decoded.text) || plain::is_in(&decoded.text) { Likelihood::Certain } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let (text, notices) = if rtf::is_rtf(&bytes) {
            let document = rtf::parse(&bytes)?;
            (text_of(&document.paragraphs), document.notices)
        } else {
            let decoded = decode(bytes).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
            (decoded.text, decoded.notices)
        };
        let found = divide(&text).ok_or_else(|| Flaw::whole("is no Factiva export: neither two-letter fields nor lines that end articles were found"))?;
        give(found, &notices, take);
        Ok(())
    }
}

/// The articles of an export; `None` when the text is none.
pub(super) fn divide(text: &str) -> Option<Vec<Result<Story, Flaw>>> {
    let found = if fields::are_in(text) {
        fields::divide(text)
    } else if plain::is_in(text) {
        plain::divide(text)
    } else {
        return None;
    };
    if found.is_empty() { None } else { Some(found) }
}

/// Paragraphs as the text of an export has them.
pub(super) fn text_of(paragraphs: &[Paragraph]) -> String {
    paragraphs.iter().flat_map(|paragraph| [paragraph.text.as_str(), "\n\n"]).collect()
}

#[cfg(test)]
mod tests;
