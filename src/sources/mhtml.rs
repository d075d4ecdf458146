//! Web pages saved by browsers as one file of several parts (MHTML).

use mailparse::{MailHeader, MailHeaderMap, ParsedContentType, parse_content_type, parse_headers, parse_mail};

use super::html::saved_page;
use super::limits;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Story};
use crate::article::sha256;

/// How deep parts lie in others.
const DEPTH: usize = 4;

/// Reads web pages of several parts.
#[derive(Debug)]
pub(super) struct MhtmlReader;

static MHTML: Format = Format {
    name: "mhtml",
    title: "web page saved as one file by a browser",
    endings: &["mhtml", "mht"],
    many: false,
    detail: "The page is read as a saved web page is; pictures and frames are left out.",
    extractor: "tagline-html 1, dom_smoothie 0.19",
};

impl Reader for MhtmlReader {
    fn format(&self) -> &'static Format {
        &MHTML
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let Ok((headers, _)) = parse_headers(source.head()) else { return Likelihood::No };
        let named = MHTML.endings.contains(&&*source.ending());
        let browser = headers.get_first_header("Snapshot-Content-Location").is_some()
            || headers.get_first_value("From").is_some_and(|from| from.trim_start_matches(['<', '"']).to_ascii_lowercase().starts_with("saved by"));
        match kind(&headers).mimetype.as_str() {
            "multipart/related" | "text/html" if browser || named => Likelihood::Certain,
            "multipart/mixed" | "multipart/alternative" if named => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let (headers, _) = parse_headers(&bytes).map_err(|error| Flaw::whole(format!("its first lines are no headers: {error}")))?;
        let address = headers.get_first_value("Snapshot-Content-Location");
        let page = root(&bytes, address.as_deref())?;
        let (headers, _) = parse_headers(page).map_err(|error| Flaw::whole(format!("the page in it has no headers: {error}")))?;
        let kind = kind(&headers);
        let mail = parse_mail(page).map_err(|error| Flaw::whole(format!("the page in it cannot be read: {error}")))?;
        let body = mail.get_body_raw().map_err(|error| Flaw::whole(format!("the page in it cannot be read: {error}")))?;
        let url = headers.get_first_value("Content-Location").or(address).filter(|url| url.starts_with("http"));
        let story = saved_page(&body, kind.params.get("charset").map(String::as_str), url.as_deref())?;
        let _ = take(Found::Story(Box::new(Story { original: sha256(&bytes), ..story })));
        Ok(())
    }
}

/// The kind of a part, as its headers say.
fn kind(headers: &[MailHeader<'_>]) -> ParsedContentType {
    parse_content_type(&headers.get_first_value("Content-Type").unwrap_or_default())
}

/// The part that is the page itself: the one that the headers name, else the first of HTML.
fn root<'b>(whole: &'b [u8], address: Option<&str>) -> Result<&'b [u8], Flaw> {
    let mut part = whole;
    for _ in 0..DEPTH {
        let Ok((headers, start)) = parse_headers(part) else { break };
        let kind = kind(&headers);
        let Some(boundary) = kind.params.get("boundary").filter(|_| kind.mimetype.starts_with("multipart/")) else {
            return if is_page(&kind.mimetype) { Ok(part) } else { Err(no_page()) };
        };
        let body = part.get(start..).unwrap_or_default();
        let named = kind.params.get("start").map(|id| id.trim_matches(['<', '>']).to_owned());
        part = chosen(&parts(body, boundary), named.as_deref(), address).ok_or_else(no_page)?;
    }
    Err(no_page())
}

fn no_page() -> Flaw {
    Flaw::whole("holds no web page")
}

fn is_page(kind: &str) -> bool {
    matches!(kind, "text/html" | "application/xhtml+xml")
}

/// The part of this id or address, else the first page, else the first that has parts of its own.
fn chosen<'b>(parts: &[&'b [u8]], id: Option<&str>, address: Option<&str>) -> Option<&'b [u8]> {
    let mut best: Option<(u8, &'b [u8])> = None;
    for part in parts {
        let Ok((headers, _)) = parse_headers(part) else { continue };
        let kind = kind(&headers).mimetype;
        let is =
            |name, wanted: Option<&str>| wanted.is_some() && headers.get_first_value(name).as_deref().map(|value| value.trim_matches(['<', '>'])) == wanted;
        let fit = match () {
            () if is_page(&kind) && (is("Content-ID", id) || is("Content-Location", address)) => 3,
            () if is_page(&kind) => 2,
            () if kind.starts_with("multipart/") => 1,
            () => continue,
        };
        if best.is_none_or(|(before, _)| fit > before) {
            best = Some((fit, part));
        }
    }
    best.map(|(_, part)| part)
}

/// The parts of a body, between lines that begin with the boundary.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let line = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut begin = None;
    for at in memchr::memmem::find_iter(body, line.as_bytes()).take(limits::PARTS + 1) {
        if at > 0 && body.get(at - 1) != Some(&b'\n') {
            continue;
        }
        parts.extend(begin.and_then(|begin| body.get(begin..at)));
        let rest = body.get(at + line.len()..).unwrap_or_default();
        begin = (!rest.starts_with(b"--")).then(|| at + line.len() + memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1));
    }
    // The last part of a file that was cut has no end.
    parts.extend(begin.and_then(|begin| body.get(begin..)));
    parts
}
