//! Web pages saved as files: alone, or with their pictures in them.

use super::{decode_page, page, without_data};
use crate::article::sha256;
use crate::sources::decode::decode;
use crate::sources::limits;
use crate::sources::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use crate::sources::source::Source;
use crate::sources::story::{Flaw, Story};

/// Bytes from the start in which a program that saves pages says where they are from.
const NOTE: usize = 4096;

/// Reads saved web pages.
#[derive(Debug)]
pub(in crate::sources) struct HtmlReader;

static HTML: Format = Format {
    name: "html",
    title: "saved web page",
    endings: &["html", "htm", "xhtml"],
    many: false,
    detail: "The article is found and its paragraphs become the text; pages saved with SingleFile too.",
    extractor: "tagline-html 1, dom_smoothie 0.19",
};

impl Reader for HtmlReader {
    fn format(&self) -> &'static Format {
        &HTML
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let Some(decoded) = decode(source.head().to_vec()) else { return Likelihood::No };
        let ending = source.ending();
        let named = HTML.endings.contains(&&*ending);
        match first_tag(&decoded.text).as_deref() {
            Some("html" | "!doctype html") => Likelihood::Certain,
            Some(tag) if !is_part(tag) => Likelihood::No,
            Some(_) if !matches!(&*ending, "md" | "markdown") => Likelihood::Likely,
            None if named => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let url = saved_from(&bytes);
        let _ = take(Found::Story(Box::new(Story { original: sha256(&bytes), ..saved_page(&bytes, None, url.as_deref())? })));
        Ok(())
    }
}

/// The article in the bytes of a page, with the encoding that it was sent with and its address, if known. An error when it is too
/// large or holds no text.
pub(in crate::sources) fn saved_page(bytes: &[u8], charset: Option<&str>, url: Option<&str>) -> Result<Story, Flaw> {
    let bytes = without_data(bytes);
    if bytes.len() as u64 > limits::ITEM {
        return Err(Flaw::whole(format!("the page is larger than {} MiB without its pictures", limits::ITEM >> 20)));
    }
    let decoded = decode_page(&bytes, charset).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
    let mut story = page(&decoded.text, url);
    if story.text.is_empty() {
        return Err(Flaw::whole("the page holds no text (it may be made by scripts: save it again once it is shown in full)"));
    }
    story.notices.splice(0..0, decoded.notices);
    Ok(story)
}

/// The name of the first tag, in lower case, after comments, white space and what XML says of itself; `None` when text comes first.
fn first_tag(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1.trim_start()
        } else if rest.starts_with("<?") {
            rest.split_once('>')?.1.trim_start()
        } else {
            break;
        };
    }
    let tag: String = rest.strip_prefix('<')?.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '!' | ' ' | ':' | '-')).take(40).collect();
    let tag = tag.to_ascii_lowercase();
    let mut words = tag.split(' ').filter(|word| !word.is_empty());
    match (words.next()?, words.next()) {
        ("!doctype", kind) => Some(format!("!doctype {}", kind.unwrap_or_default())),
        (name, _) => Some(name.to_owned()),
    }
}

/// Whether an element stands in pages and in no other kind of XML that holds articles.
fn is_part(tag: &str) -> bool {
    matches!(
        tag,
        "head"
            | "body"
            | "meta"
            | "title"
            | "link"
            | "base"
            | "script"
            | "style"
            | "article"
            | "main"
            | "section"
            | "header"
            | "div"
            | "p"
            | "h1"
            | "h2"
            | "span"
            | "a"
            | "table"
            | "ul"
            | "ol"
            | "b"
            | "i"
            | "em"
            | "strong"
            | "br"
            | "center"
            | "font"
            | "figure"
            | "blockquote"
    )
}

/// The address that a program left in a page when it saved it.
fn saved_from(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..NOTE.min(bytes.len()))?);
    let browser = head.split_once("saved from url=").and_then(|(_, rest)| rest.strip_prefix('(')?.split_once(')')).map(|(_, rest)| rest);
    let single = || head.split_once("Page saved with SingleFile").and_then(|(_, rest)| rest.split_once("url:")).map(|(_, rest)| rest.trim_start());
    let url = browser.or_else(single)?.split(|c: char| c.is_whitespace() || c == '>').next()?.trim_end_matches("--");
    let fits = (url.starts_with("https://") || url.starts_with("http://")) && url.len() < 3000;
    fits.then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(name: &str, head: &str) -> Likelihood {
        HtmlReader.recognises(&Source::new(name, head.as_bytes()).unwrap())
    }

    #[test]
    fn a_page_is_recognised_by_its_first_tag() {
        use Likelihood::{Certain, Likely, No};
        let cases = [
            ("a", "<!DOCTYPE html><p>", Certain),
            ("a.txt", "\n<!-- saved -->\n<HTML lang=en>", Certain),
            ("a", "\u{feff}<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'><html>", Certain),
            ("a", "<div class=story><p>One.", Likely),
            ("a.html", "Just text", Likely),
            ("a.md", "<div align=center>\n\n# Title", No),
            ("a.html", "<?xml version='1.0'?><rss version='2.0'>", No),
            ("a", "<nitf><head><title>x</title></head>", No),
            ("a", "<!DOCTYPE nitf SYSTEM 'x'>", No),
            ("a", "Just text with <b>", No),
            ("a", "{\"a\": \"<p>\"}", No),
            ("a", "<", No),
        ];
        for (name, head, likelihood) in cases {
            assert_eq!(sure(name, head), likelihood, "{name} {head}");
        }
    }

    #[test]
    fn programs_that_save_pages_say_where_they_are_from() {
        assert_eq!(saved_from(b"<!DOCTYPE html>\n<!-- saved from url=(0024)https://mirror.example/1 -->").as_deref(), Some("https://mirror.example/1"));
        let single = b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://mirror.example/2 \n saved date: Wed Nov 25 2026 \n-->";
        assert_eq!(saved_from(single).as_deref(), Some("https://mirror.example/2"));
        assert_eq!(saved_from(b"<!-- saved from url=(0014)about:internet -->"), None);
    }
}
