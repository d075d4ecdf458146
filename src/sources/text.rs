//! Plain text and Markdown: the file is the text.

use super::decode::decode;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Story};
use crate::article::sha256;

/// Reads plain text.
#[derive(Debug)]
pub(super) struct TextReader;

/// Reads Markdown.
#[derive(Debug)]
pub(super) struct MarkdownReader;

static TEXT: Format = Format {
    name: "text",
    title: "plain text",
    endings: &["txt", "text"],
    many: false,
    detail: "Any encoding; the whole file is the text.",
    extractor: "tagline-text 1",
};

static MARKDOWN: Format = Format {
    name: "markdown",
    title: "Markdown",
    endings: &["md", "markdown"],
    many: false,
    detail: "The source is the text; front matter becomes metadata.",
    extractor: "tagline-markdown 1",
};

impl Reader for TextReader {
    fn format(&self) -> &'static Format {
        &TEXT
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        match decode(source.head().to_vec()) {
            Some(_) => Likelihood::Possible,
            None => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let story = whole(source)?;
        let _ = take(Found::Story(Box::new(story)));
        Ok(())
    }
}

impl Reader for MarkdownReader {
    fn format(&self) -> &'static Format {
        &MARKDOWN
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let named = MARKDOWN.endings.contains(&source.ending().as_str());
        if named && TextReader.recognises(source) > Likelihood::No { Likelihood::Likely } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let story = Story { markdown: true, ..whole(source)? };
        let _ = take(Found::Story(Box::new(story)));
        Ok(())
    }
}

/// All of a source as one story.
fn whole(source: &mut Source<'_>) -> Result<Story, Flaw> {
    let bytes = source.bytes()?;
    let original = sha256(&bytes);
    let decoded = decode(bytes).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
    Ok(Story { text: decoded.text, notices: decoded.notices, original, ..Story::default() })
}

#[cfg(test)]
mod tests {
    use super::super::reader::tests::stories;
    use super::*;

    #[test]
    fn the_file_is_the_text() {
        let found = stories("story.txt", b"Strike\r\n\r\nIt goes on.");
        assert_eq!((found.len(), found[0].text.as_str()), (1, "Strike\n\nIt goes on."));
        assert_eq!(found[0].original, sha256(b"Strike\r\n\r\nIt goes on."));
        assert!(stories("story.md", b"# Strike\n")[0].markdown);
    }
}
