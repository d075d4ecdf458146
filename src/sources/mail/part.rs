//! The parts of a mail: which of them are its text.

use std::borrow::Cow;

use mailparse::body::Body;
use mailparse::{DispositionType, MailHeader, ParsedContentType, parse_content_disposition, parse_content_type};

use super::header::{headers, value};
use super::plain;
use crate::article::Role;
use crate::sources::decode::{Decoded, decode};
use crate::sources::html::{decode_page, fragment, without_data};
use crate::sources::limits;
use crate::sources::story::{Blocks, Flaw};

/// How deep parts lie in others.
const DEPTH: usize = 32;

/// Bytes of plain text below which the HTML beside it may be the text that was meant.
const THIN: usize = 300;

/// What a mail holds.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Its text.
    pub(super) blocks: Blocks,
    /// Names, or else kinds, of what is not read.
    pub(super) attachments: Vec<String>,
    /// What was found strange.
    pub(super) notices: Vec<String>,
}

impl Content {
    fn append(&mut self, other: Self) {
        self.blocks.append(other.blocks);
        self.attachments.extend(other.attachments);
        for notice in other.notices {
            self.notice(&notice);
        }
    }

    fn notice(&mut self, notice: &str) {
        if self.notices.len() < 20 && !self.notices.iter().any(|told| told == notice) {
            self.notices.push(notice.to_owned());
        }
    }
}

/// The content of a mail. `cut` says that there was more of it: then its last part may not be text.
pub(super) fn content(mail: &[u8], cut: bool) -> Result<Content, Flaw> {
    let mut walk = Walk { end: if cut { Some(mail.as_ptr_range().end) } else { None }, parts: 0 };
    walk.part(mail, 0, "text/plain")
}

/// The walk through the parts of a mail.
struct Walk {
    /// Where a mail was cut off.
    end: Option<*const u8>,
    parts: usize,
}

/// A part with what its headers say.
struct Part<'b> {
    headers: Vec<MailHeader<'b>>,
    kind: ParsedContentType,
    body: &'b [u8],
}

impl<'b> Part<'b> {
    fn of(bytes: &'b [u8], usual: &str) -> Result<Self, Flaw> {
        let (headers, start) = headers(bytes)?;
        let mut kind = value(&headers, "Content-Type").as_deref().map(parse_content_type).unwrap_or_default();
        if !kind.mimetype.trim().contains('/') {
            usual.clone_into(&mut kind.mimetype);
        }
        Ok(Self { headers, kind, body: bytes.get(start..).unwrap_or_default() })
    }

    fn param(&self, name: &str) -> Option<&str> {
        self.kind.params.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The bytes that the part stands for, and whether all of them could be unpacked.
    fn unpacked(&self) -> (Cow<'b, [u8]>, bool) {
        let coding = value(&self.headers, "Content-Transfer-Encoding").map(|coding| coding.trim().trim_end_matches(';').to_lowercase());
        match Body::new(self.body, &self.kind, &coding) {
            Body::Base64(packed) => match packed.get_decoded() {
                Ok(bytes) => (bytes.into(), true),
                Err(_) => (self.mended().into(), false),
            },
            Body::QuotedPrintable(packed) => packed.get_decoded().map_or((Cow::Borrowed(self.body), false), |bytes| (bytes.into(), true)),
            Body::SevenBit(_) | Body::EightBit(_) | Body::Binary(_) => (Cow::Borrowed(self.body), true),
        }
    }

    /// Broken base64 without what does not belong there: its first bytes up to the first padding, in whole groups.
    fn mended(&self) -> Vec<u8> {
        let sound = self.body.iter().copied().take_while(|byte| *byte != b'=').filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        let mut sound: Vec<u8> = sound.collect();
        sound.truncate(sound.len() / 4 * 4);
        match Body::new(&sound, &self.kind, &Some("base64".to_owned())) {
            Body::Base64(packed) => packed.get_decoded().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Its name when it is an attachment: it says so, or it has a name and is neither mail nor text.
    fn attachment(&self) -> Option<String> {
        let disposition = value(&self.headers, "Content-Disposition").as_deref().map(parse_content_disposition);
        let attached = disposition.as_ref().is_some_and(|told| told.disposition == DispositionType::Attachment);
        let name = disposition.and_then(|told| told.params.get("filename").cloned()).or_else(|| self.param("name").map(str::to_owned));
        let kind = self.kind.mimetype.as_str();
        let mail = kind.starts_with("message/") || kind.starts_with("multipart/");
        let text = matches!(kind, "text/plain" | "text/html");
        if mail || !(attached || name.is_some() && !text) {
            return None;
        }
        Some(name.unwrap_or_else(|| self.kind.mimetype.clone()))
    }
}

impl Walk {
    fn part(&mut self, bytes: &[u8], depth: usize, usual: &str) -> Result<Content, Flaw> {
        self.parts += 1;
        let mut content = Content::default();
        if self.parts > limits::PARTS || depth > DEPTH {
            let limit = if depth > DEPTH { format!("nested deeper than {DEPTH}") } else { format!("beyond the first {}", limits::PARTS) };
            content.notice(&format!("parts of the mail {limit} are left out"));
            return Ok(content);
        }
        let part = Part::of(bytes, usual)?;
        encrypted(&part)?;
        if let Some(name) = part.attachment() {
            content.attachments.push(name);
            return Ok(content);
        }
        match part.kind.mimetype.as_str() {
            kind if kind.starts_with("multipart/") => return self.several(&part, depth),
            "message/rfc822" | "message/global" | "message/news" => return self.forwarded(&part, depth),
            "text/html" | "application/xhtml+xml" => self.html(&part, &mut content)?,
            "text/plain" | "text/markdown" | "text/enriched" | "text/x-markdown" => self.plain(&part, &mut content)?,
            // What a mail server reports of a delivery, headers of a returned mail, a second page for some programs.
            "message/delivery-status" | "message/disposition-notification" | "text/rfc822-headers" | "text/x-amp-html" | "text/watch-html" => {}
            kind => content.attachments.push(kind.to_owned()),
        }
        Ok(content)
    }

    /// The parts of a part.
    fn several(&mut self, part: &Part<'_>, depth: usize) -> Result<Content, Flaw> {
        let mut content = Content::default();
        let Some(boundary) = part.param("boundary") else {
            self.plain(part, &mut content)?;
            return Ok(content);
        };
        let parts = split(part.body, boundary);
        match part.kind.mimetype.as_str() {
            "multipart/alternative" => return self.alternative(&parts, depth),
            // The rest of these are pictures of the page, and the signature.
            "multipart/related" | "multipart/signed" => {
                if let Some(root) = parts.first() {
                    content.append(self.part(root, depth + 1, "text/plain")?);
                }
            }
            kind => {
                let usual = if kind == "multipart/digest" { "message/rfc822" } else { "text/plain" };
                for inner in parts {
                    match self.part(inner, depth + 1, usual) {
                        Ok(inner) => content.append(inner),
                        // One broken part does not spoil the others.
                        Err(flaw) if content.blocks.is_empty() => return Err(flaw),
                        Err(flaw) => content.notice(&format!("a part is left out: {}", flaw.what)),
                    }
                }
            }
        }
        Ok(content)
    }

    /// One text in several forms: the plain one, unless it only says that there is HTML.
    fn alternative(&mut self, parts: &[&[u8]], depth: usize) -> Result<Content, Flaw> {
        let (mut plain, mut rich) = (Content::default(), Content::default());
        let mut flaw = None;
        for part in parts {
            let is_plain = Part::of(part, "text/plain").is_ok_and(|part| part.kind.mimetype == "text/plain");
            match self.part(part, depth + 1, "text/plain") {
                Ok(form) if is_plain => plain.append(form),
                Ok(form) if rich.blocks.is_empty() => rich.append(form),
                Ok(form) => rich.attachments.extend(form.attachments),
                Err(error) => flaw = flaw.or(Some(error)),
            }
        }
        let (short, long) = (plain.blocks.text().len(), rich.blocks.text().len());
        let empty = short == 0 && long == 0;
        if let Some(flaw) = flaw.filter(|_| empty) {
            return Err(flaw);
        }
        let (mut chosen, other) = if short == 0 || short < THIN && long > short * 3 { (rich, plain) } else { (plain, rich) };
        chosen.attachments.extend(other.attachments);
        Ok(chosen)
    }

    /// A mail inside of this one: what it says of itself is drawn back, its text is text.
    fn forwarded(&mut self, part: &Part<'_>, depth: usize) -> Result<Content, Flaw> {
        let (bytes, _) = part.unpacked();
        let mut content = Content::default();
        let (headers, _) = headers(&bytes)?;
        let lines = ["From", "Date", "Subject", "To"].iter().filter_map(|name| Some(format!("{name}: {}", value(&headers, name)?.trim())));
        content.blocks.push(Role::Boilerplate, &lines.collect::<Vec<_>>().join("\n"));
        content.append(self.part(&bytes, depth + 1, "text/plain")?);
        Ok(content)
    }

    fn html(&self, part: &Part<'_>, content: &mut Content) -> Result<(), Flaw> {
        self.whole(part)?;
        let (bytes, sound) = part.unpacked();
        let bytes = without_data(&bytes);
        let Some(decoded) = decode_page(&bytes, part.param("charset")) else { return Err(Flaw::whole("its HTML is no text")) };
        let mut blocks = fragment(&decoded.text);
        plain::draw_back(&mut blocks);
        content.blocks.append(blocks);
        told(content, decoded.notices, sound);
        Ok(())
    }

    fn plain(&self, part: &Part<'_>, content: &mut Content) -> Result<(), Flaw> {
        self.whole(part)?;
        let (bytes, sound) = part.unpacked();
        let Some(decoded) = text(&bytes, part) else { return Err(Flaw::whole("its text is none (it looks like binary data)")) };
        let flowed = part.param("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        let delete = part.param("delsp").is_some_and(|delete| delete.eq_ignore_ascii_case("yes"));
        let text = if flowed { super::flowed::unflow(&decoded.text, delete) } else { decoded.text };
        if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
            return Err(sealed("PGP"));
        }
        plain::push(&text, &mut content.blocks);
        told(content, decoded.notices, sound);
        Ok(())
    }

    /// An error when the part is text and goes on beyond where the mail was cut off.
    fn whole(&self, part: &Part<'_>) -> Result<(), Flaw> {
        match self.end {
            Some(end) if part.body.as_ptr_range().end == end => Err(Flaw::whole(format!("the text of the mail is larger than {} MiB", limits::ITEM >> 20))),
            _ => Ok(()),
        }
    }
}

fn told(content: &mut Content, notices: Vec<String>, sound: bool) {
    for notice in notices {
        content.notice(&notice.replace("the file is", "the mail is").replace("the page says", "the mail says"));
    }
    if !sound {
        content.notice("the coding of a part is broken: its text may be incomplete");
    }
}

/// The text of a plain part. What names no encoding, or one that has only ASCII, is guessed.
fn text(bytes: &[u8], part: &Part<'_>) -> Option<Decoded> {
    let label = part.param("charset").unwrap_or_default().trim();
    if label.eq_ignore_ascii_case("utf-7") {
        let utf_7 = ParsedContentType { mimetype: String::new(), charset: label.to_owned(), ..ParsedContentType::default() };
        let Body::EightBit(body) = Body::new(bytes, &utf_7, &Some("8bit".to_owned())) else { return None };
        return decode(body.get_as_string().ok()?.into_bytes());
    }
    let ascii = ["us-ascii", "ascii", "ansi_x3.4-1968"].iter().any(|name| label.eq_ignore_ascii_case(name));
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).filter(|encoding| !ascii && *encoding != encoding_rs::UTF_8);
    let Some(encoding) = encoding else { return decode(bytes.to_vec()) };
    if std::str::from_utf8(bytes).is_ok() && !bytes.is_ascii() {
        let mut decoded = decode(bytes.to_vec())?;
        decoded.notices.push(format!("read as UTF-8, though the mail says that it is {}", encoding.name()));
        return Some(decoded);
    }
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let mut decoded = decode(text.into_owned().into_bytes())?;
    if bad {
        decoded.notices.push(format!("some bytes that are no {} are shown as \u{fffd}", encoding.name()));
    }
    Some(decoded)
}

/// An error for a part that only its recipient can read.
fn encrypted(part: &Part<'_>) -> Result<(), Flaw> {
    match part.kind.mimetype.as_str() {
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => Err(sealed("S/MIME")),
        "multipart/encrypted" | "application/pgp-encrypted" => Err(sealed("PGP")),
        _ => Ok(()),
    }
}

fn sealed(how: &str) -> Flaw {
    Flaw::whole(format!("the mail is encrypted or sealed ({how}): open it in a mail program and save its text from there"))
}

/// The parts of a body, between lines of the boundary. The last part of a mail that was cut has no end.
fn split<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut begin = None;
    for at in memchr::memmem::find_iter(body, mark.as_bytes()) {
        let rest = body.get(at + mark.len()..).unwrap_or_default();
        let last = rest.starts_with(b"--");
        let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
        if at > 0 && body.get(at - 1) != Some(&b'\n') || !last && !line.trim_ascii().is_empty() {
            continue;
        }
        if let Some(part) = begin.and_then(|begin: usize| body.get(begin..at)) {
            let part = part.strip_suffix(b"\n").unwrap_or(part);
            parts.push(part.strip_suffix(b"\r").unwrap_or(part));
        }
        begin = (!last).then(|| (at + mark.len() + line.len() + 1).min(body.len()));
        if last || parts.len() > limits::PARTS {
            break;
        }
    }
    parts.extend(begin.and_then(|begin| body.get(begin..)));
    parts
}
