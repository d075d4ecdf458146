//! A file of many mails.

use std::io::{self, BufRead, Read};

use sha2::{Digest, Sha256};

use super::header::{Look, look};
use super::story;
use crate::sources::limits;
use crate::sources::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use crate::sources::source::Source;
use crate::sources::story::{Flaw, Place, Story};

/// Reads mailboxes.
#[derive(Debug)]
pub(in crate::sources) struct MboxReader;

static MBOX: Format = Format {
    name: "mbox",
    title: "mailbox of e-mails",
    endings: &["mbox", "mbx"],
    many: true,
    detail: "An article a mail; each is read as an e-mail is.",
    extractor: "tagline-mail 1",
};

impl Reader for MboxReader {
    fn format(&self) -> &'static Format {
        &MBOX
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let head = source.head();
        let Some(end) = memchr::memchr(b'\n', head) else { return Likelihood::No };
        let (first, rest) = head.split_at_checked(end + 1).unwrap_or_default();
        match (first.starts_with(b"From "), look(rest)) {
            (true, Look::Mail) => Likelihood::Certain,
            (true, Look::Headed) => Likelihood::Likely,
            (true, Look::Faint | Look::Foreign) if is_border(first) && MBOX.endings.contains(&&*source.ending()) => Likelihood::Likely,
            _ => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let mut stream = source.stream();
        let mut line = Vec::new();
        let mut number = 0;
        let mut mail: Option<Mail> = None;
        let mut blank = true;
        loop {
            let more = next_line(&mut stream, &mut line);
            let ended = !matches!(more, Ok(true));
            if ended || blank && is_border(&line) {
                number += u64::from(mail.is_some());
                if mail.take().is_some_and(|mail| take(mail.told(number)).is_break()) {
                    return Ok(());
                }
                if number >= limits::STORIES {
                    return Err(Flaw::at(Place::Item(number), format!("more than {} mails; the rest is not read", limits::STORIES)));
                }
                mail = Some(Mail::default());
            } else if let Some(mail) = &mut mail {
                mail.take(&line);
            }
            if ended {
                return more.map(|_| ()).map_err(Flaw::from);
            }
            blank = line.trim_ascii().is_empty();
        }
    }
}

/// Reads the next line, or a piece of one that is very long; whether there was one.
fn next_line(stream: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(stream.take(1 << 20).read_until(b'\n', line)? > 0)
}

/// Whether a line stands before a mail: `From `, somebody, and a date with a time and a year.
fn is_border(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ").filter(|rest| rest.len() < 400) else { return false };
    let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let time = words.clone().any(|word| word.len() >= 5 && word.contains(&b':') && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':'));
    time && words.any(|word| word.len() == 4 && word.iter().all(u8::is_ascii_digit))
}

/// A mail as it comes in. What is over the limit is counted into the hash only.
#[derive(Debug, Default)]
struct Mail {
    bytes: Vec<u8>,
    hash: Sha256,
}

impl Mail {
    fn take(&mut self, line: &[u8]) {
        self.hash.update(line);
        let quoted = line.starts_with(b">") && line.trim_ascii_start().iter().skip_while(|byte| **byte == b'>').take(5).eq(b"From ");
        if self.bytes.len() as u64 <= limits::ITEM {
            self.bytes.extend_from_slice(if quoted { line.get(1..).unwrap_or_default() } else { line });
        }
    }

    fn told(self, number: u64) -> Found {
        let place = Place::Item(number);
        let original = format!("{:x}", self.hash.finalize());
        match story(&self.bytes) {
            Ok(story) => Found::Story(Box::new(Story { original, place: Some(place), ..story })),
            Err(flaw) => Found::Flaw(Flaw::at(place, flaw.what)),
        }
    }
}
