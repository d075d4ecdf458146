//! Web pages saved by browsers as one file of several parts (MHTML).

use mailparse::body::Body;
use mailparse::{MailHeader, MailHeaderMap, ParsedContentType, parse_content_type, parse_headers};

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
        let Ok((headers, _)) = self::headers(source.head()) else { return Likelihood::No };
        let named = MHTML.endings.contains(&&*source.ending());
        let saved_by = |from: &str| from.trim_start_matches(['<', '"']).to_ascii_lowercase().starts_with("saved by");
        let browser = headers.get_first_header("Snapshot-Content-Location").is_some()
            || written(&headers, "From").is_ok_and(|from| from.as_deref().is_some_and(saved_by));
        let Ok(kind) = kind(&headers) else { return Likelihood::No };
        match kind.mimetype.as_str() {
            "multipart/related" | "text/html" if browser || named => Likelihood::Certain,
            "multipart/mixed" | "multipart/alternative" if named => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let (headers, _) = self::headers(&bytes)?;
        let address = written(&headers, "Snapshot-Content-Location")?;
        let page = root(&bytes, address.as_deref())?;
        let (headers, start) = self::headers(page)?;
        let kind = kind(&headers)?;
        let body = unpacked(page.get(start..).unwrap_or_default(), &kind, &headers)?;
        let url = written(&headers, "Content-Location")?.or(address).filter(|url| url.starts_with("http"));
        let story = saved_page(&body, kind.params.get("charset").map(String::as_str), url.as_deref())?;
        let _ = take(Found::Story(Box::new(Story { original: sha256(&bytes), ..story })));
        Ok(())
    }
}

/// The headers of a part, and where its body begins.
fn headers(part: &[u8]) -> Result<(Vec<MailHeader<'_>>, usize), Flaw> {
    let head = part.get(..part.len().min(limits::HEADERS)).unwrap_or_default();
    let (headers, start) = parse_headers(head).map_err(|error| Flaw::whole(format!("it or the page in it does not begin with headers: {error}")))?;
    if start == head.len() && head.len() < part.len() {
        return Err(Flaw::whole(format!("its headers are longer than {} MiB; they are not read", limits::HEADERS >> 20)));
    }
    Ok((headers, start))
}

/// The value of a header as it is written, its lines put together: kinds and addresses are plain, and what is not need not be
/// decoded. An error when it is longer than the limit.
fn written(headers: &[MailHeader<'_>], name: &str) -> Result<Option<String>, Flaw> {
    let Some(value) = headers.get_first_header(name).map(MailHeader::get_value_raw) else { return Ok(None) };
    if value.len() > limits::HEADER {
        return Err(Flaw::whole(format!("its header {name} is longer than {} KiB; it is not read", limits::HEADER >> 10)));
    }
    let lines = String::from_utf8_lossy(value);
    let mut lines = lines.split(['\r', '\n']).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default().to_owned();
    Ok(Some(lines.fold(first, |value, line| value + " " + line.trim_start())))
}

/// The kind of a part, as its headers say.
fn kind(headers: &[MailHeader<'_>]) -> Result<ParsedContentType, Flaw> {
    Ok(parse_content_type(&written(headers, "Content-Type")?.unwrap_or_default()))
}

/// The bytes that the body of a part stands for.
fn unpacked(body: &[u8], kind: &ParsedContentType, headers: &[MailHeader<'_>]) -> Result<Vec<u8>, Flaw> {
    let coding = written(headers, "Content-Transfer-Encoding")?.map(|coding| coding.trim().to_ascii_lowercase());
    let unpacked = match Body::new(body, kind, &coding) {
        Body::Base64(packed) => packed.get_decoded(),
        Body::QuotedPrintable(packed) => packed.get_decoded(),
        Body::SevenBit(_) | Body::EightBit(_) | Body::Binary(_) => Ok(body.to_vec()),
    };
    unpacked.map_err(|error| Flaw::whole(format!("the page in it cannot be read: {error}")))
}

/// The part that is the page itself: the one that the headers name, else the first of HTML.
fn root<'b>(whole: &'b [u8], address: Option<&str>) -> Result<&'b [u8], Flaw> {
    let mut part = whole;
    for _ in 0..DEPTH {
        let Ok((headers, start)) = self::headers(part) else { break };
        let kind = kind(&headers)?;
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
        let Ok((headers, _)) = self::headers(part) else { continue };
        // Of other parts, such as frames, no header matters.
        let Ok(ParsedContentType { mimetype: kind, .. }) = kind(&headers) else { continue };
        let is = |name, wanted: Option<&str>| {
            wanted.is_some() && written(&headers, name).ok().flatten().as_deref().map(|value| value.trim_matches(['<', '>'])) == wanted
        };
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

#[cfg(test)]
mod tests {
    use super::super::reader::tests::read_all;
    use super::*;

    const TEXT: &str = "The harbour of Port Selden stood still for a fifteenth day on Monday, and nobody would say for how much longer it would.";

    /// A page of two parts, with more headers for the whole and for each part.
    fn saved(whole: &str, frame: &str, page: &str) -> String {
        let text = format!(
            "From: <Saved by a browser>\r\n{whole}Content-Type: multipart/related;\r\n\tboundary=\"b\"\r\n\r\n\
             --b\r\n{frame}Content-Type: image/png\r\n\r\nx\r\n--b\r\n{page}Content-Type: text/html\r\n\r\n<p>{TEXT}</p>\r\n--b--\r\n"
        );
        let (found, end) = read_all(&MhtmlReader, "a.mht", text.as_bytes(), &Choices::default());
        match (found.first(), end) {
            (Some(Found::Story(story)), Ok(())) => story.text.trim().to_owned(),
            (_, end) => end.unwrap_err().what,
        }
    }

    #[test]
    fn long_headers_cost_no_time() {
        let long = "=?".repeat(1 << 20);
        let location = format!("Content-Location: {long}\r\n");
        assert_eq!(saved("", "", ""), TEXT);
        assert_eq!(saved("", &location, ""), TEXT, "of what is not the page");
        let line = format!("Content-Location: {}", "=?".repeat(4000));
        assert_eq!(saved("", "", &line), "holds no web page", "a part whose kind is in a header of another name");
        let cut = format!("{line}\r\n");
        assert_eq!(saved("", "", &cut), "its header Content-Location is longer than 4 KiB; it is not read");
        let snapshot = format!("Snapshot-{cut}");
        assert_eq!(saved(&snapshot, "", ""), "its header Snapshot-Content-Location is longer than 4 KiB; it is not read");
        let many = "X: y\r\n".repeat(200_000);
        assert_eq!(saved(&many, "", ""), "its headers are longer than 1 MiB; they are not read");
    }

    #[test]
    fn a_mail_with_a_sender_of_many_marks_is_looked_at_in_no_time() {
        let text = format!("From: {}\r\n\r\nx", "=?".repeat(1 << 20));
        assert_eq!(MhtmlReader.recognises(&Source::new("a.mht", text.as_bytes()).unwrap()), Likelihood::No);
    }
}
