//! A file that is one mail.

use super::header::{Look, look};
use super::story;
use crate::article::sha256;
use crate::sources::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use crate::sources::source::Source;
use crate::sources::story::{Flaw, Story};

/// Reads a mail.
#[derive(Debug)]
pub(in crate::sources) struct EmlReader;

static EML: Format = Format {
    name: "eml",
    title: "e-mail",
    endings: &["eml"],
    many: false,
    detail: "The plain text, or else the HTML; quotes and signatures are drawn back, attachments are named and not read.",
    extractor: "tagline-mail 1",
};

impl Reader for EmlReader {
    fn format(&self) -> &'static Format {
        &EML
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let named = EML.endings.contains(&&*source.ending());
        match look(begin(source.head())) {
            Look::Mail => Likelihood::Certain,
            Look::Headed if named => Likelihood::Certain,
            // Notes that begin in this way are texts.
            Look::Headed if matches!(&*source.ending(), "txt" | "text" | "md" | "markdown") => Likelihood::No,
            Look::Headed => Likelihood::Likely,
            Look::Faint if named => Likelihood::Likely,
            Look::Faint | Look::Foreign => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let mail = Story { original: sha256(&bytes), ..story(begin(&bytes))? };
        let _ = take(Found::Story(Box::new(mail)));
        Ok(())
    }
}

/// Where the headers begin: after a byte order mark and blank lines.
fn begin(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    bytes.get(blank..).unwrap_or_default()
}
