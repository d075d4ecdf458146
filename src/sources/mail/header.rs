//! The headers of a mail.

use std::borrow::Cow;

use mailparse::{MailAddr, MailHeader, MailHeaderMap, addrparse_header, parse_headers};

use crate::sources::decode::decode;
use crate::sources::html::date;
use crate::sources::limits;
use crate::sources::story::{Flaw, Story};

/// A mail of which the headers are UTF-8: old programs wrote them in the encoding of the day.
pub(super) fn in_utf_8(mail: &[u8]) -> Cow<'_, [u8]> {
    let ends = [memchr::memmem::find(mail, b"\n\n"), memchr::memmem::find(mail, b"\n\r\n")];
    let end = ends.into_iter().flatten().min().unwrap_or(mail.len().min(limits::HEADERS)) + 1;
    let (head, body) = mail.split_at_checked(end).unwrap_or((mail, b""));
    if std::str::from_utf8(head).is_ok() {
        return Cow::Borrowed(mail);
    }
    let Some(decoded) = decode(head.to_vec()) else { return Cow::Borrowed(mail) };
    Cow::Owned([decoded.text.as_bytes(), body].concat())
}

/// The headers at the start of some bytes, and where what they stand above begins.
pub(super) fn headers(bytes: &[u8]) -> Result<(Vec<MailHeader<'_>>, usize), Flaw> {
    let head = bytes.get(..bytes.len().min(limits::HEADERS)).unwrap_or_default();
    let (headers, end) = parse_headers(head).map_err(|error| Flaw::whole(format!("the mail does not begin with headers ({error})")))?;
    if end == head.len() && head.len() < bytes.len() {
        return Err(Flaw::whole(format!("the headers of the mail are longer than {} MiB", limits::HEADERS >> 20)));
    }
    Ok((headers, end))
}

/// The value of the first header of that name. Of one that is far too long only the beginning is taken, as it is.
pub(super) fn value(headers: &[MailHeader<'_>], name: &str) -> Option<String> {
    headers.get_first_header(name).map(decoded)
}

fn decoded(header: &MailHeader<'_>) -> String {
    match header.get_value_raw().get(..limits::HEADER) {
        Some(start) => String::from_utf8_lossy(start).replace(['\r', '\n'], " "),
        None => header.get_value(),
    }
}

/// Writes what headers say into a story.
pub(super) fn tell(headers: &[MailHeader<'_>], story: &mut Story) {
    let value = |name: &str| value(headers, name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    story.title = value("Subject");
    story.authors = headers.get_first_header("From").map(people).unwrap_or_default();
    story.date = value("Date").and_then(|written| sent(&written));
    story.id = value("Message-ID").map(|id| bare(&id).to_owned()).filter(|id| !id.is_empty());
    story.publication = value("List-Id").map(|list| list_name(&list)).filter(|name| !name.is_empty());
    story.url = value("Archived-At").map(|url| bare(&url).to_owned()).filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    story.language = value("Content-Language").and_then(|list| list.split(',').next().map(|first| first.trim().to_owned()));
}

/// Without the angle brackets around it.
fn bare(value: &str) -> &str {
    value.trim().trim_start_matches('<').split('>').next().unwrap_or_default().trim()
}

/// A date of a mail. A wrong day of the week does not make it unclear.
fn sent(written: &str) -> Option<String> {
    date(written).or_else(|| date(written.split_once(',')?.1))
}

/// The names of people, or their addresses where they have none.
fn people(header: &MailHeader<'_>) -> Vec<String> {
    let name = |name: Option<String>, address: String| name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or(address);
    let short = header.get_value_raw().len() < limits::HEADER;
    let Some(list) = short.then(|| addrparse_header(header).ok()).flatten() else {
        let raw = decoded(header).trim().to_owned();
        return if raw.is_empty() { Vec::new() } else { vec![raw] };
    };
    let mut people = Vec::new();
    for address in list.into_inner() {
        match address {
            MailAddr::Single(one) => people.push(name(one.display_name, one.addr)),
            MailAddr::Group(group) => people.extend(group.addrs.into_iter().map(|one| name(one.display_name, one.addr))),
        }
    }
    people
}

/// What a mailing list is called: `"The Courier" <courier.lists.example>`.
fn list_name(list: &str) -> String {
    let name = list.split('<').next().unwrap_or_default().trim().trim_matches('"').trim();
    if name.is_empty() { bare(list).to_owned() } else { name.to_owned() }
}

/// How much the beginning of a file looks like a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Not at all.
    Foreign,
    /// Its first line could be a header of a mail.
    Faint,
    /// It begins with headers that other texts have too.
    Headed,
    /// It has headers that only mails have.
    Mail,
}

/// Judges the first bytes of a file.
pub(super) fn look(head: &[u8]) -> Look {
    let Ok((headers, _)) = parse_headers(head) else { return Look::Foreign };
    let Some(first) = headers.first() else { return Look::Foreign };
    if !is_name(first.get_key_raw()) || first.get_key_raw().len() == head.len() {
        return Look::Foreign;
    }
    let has = |names: &[&str]| names.iter().any(|name| headers.get_first_header(name).is_some_and(|header| !header.get_value_raw().is_empty()));
    let about = has(&["From", "Sender", "Resent-From"]) && has(&["Date", "Subject", "To"]);
    let carried = has(&["Message-ID", "MIME-Version", "Received", "Return-Path", "Delivered-To", "DKIM-Signature", "Content-Transfer-Encoding"]);
    // All of the first lines are headers: prose that begins with "Note: ..." has others among them.
    let sound = headers.iter().take(4).all(|header| is_name(header.get_key_raw()));
    match (sound, about || has(&["Received"]), carried) {
        (true, true, true) => Look::Mail,
        (true, true, false) => Look::Headed,
        (true, false, true) if has(&["Subject", "From"]) => Look::Headed,
        _ if carried || about || has(&["Subject", "From", "Content-Type"]) => Look::Faint,
        _ => Look::Foreign,
    }
}

/// Whether bytes may be the name of a header.
pub(super) fn is_name(key: &[u8]) -> bool {
    !key.is_empty() && key.len() < 80 && key.trim_ascii_end().iter().all(|byte| byte.is_ascii_graphic() && *byte != b':')
}
