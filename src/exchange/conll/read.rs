//! Columns, read: the token is the first, the tag the last or a chosen one.

use super::DOCUMENT;
use crate::article::Span;
use crate::exchange::tags::{OUTSIDE, Reader, is_tag};
use crate::exchange::{Arrival, Input};

/// One article that is being read.
#[derive(Default)]
struct Open {
    about: Option<(String, String)>,
    text: String,
    tokens: Vec<Span>,
    tags: Reader,
    /// Whether a sentence has ended since the last token.
    ended: bool,
    /// Lines without a tag: how many, and the first.
    untagged: (usize, usize),
}

/// Reads a file, an article at a time.
pub(super) fn file(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let column = input.choice("tag").parse::<usize>().ok();
    let mut open = Open::default();
    for (number, line) in input.text()?.lines().enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let fields = fields(line);
        match fields.as_slice() {
            [] => open.end_sentence(),
            [first, rest @ ..] if first.starts_with(DOCUMENT) => {
                finish(std::mem::take(&mut open), input, take);
                open.about = about(rest);
            }
            [first, rest @ ..] if first.starts_with('#') && !rest.last().is_some_and(|last| is_tag(last)) => {}
            [token, rest @ ..] => {
                let tag = column.map_or_else(|| rest.last(), |column| rest.get(column.saturating_sub(2)));
                open.token(token, tag.copied(), number + 1);
            }
        }
    }
    finish(open, input, take);
    Ok(())
}

/// The columns of a line. Where there are tabs they alone part them, so that a token may hold a space.
fn fields(line: &str) -> Vec<&str> {
    if line.trim().is_empty() {
        return Vec::new();
    }
    let parts: Vec<&str> = if line.contains('\t') { line.split('\t').map(|part| part.trim_matches(' ')).collect() } else { line.split(' ').collect() };
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// Path and checksum, when the line before an article tells them.
fn about(rest: &[&str]) -> Option<(String, String)> {
    let [path, sha256, _] = rest else { return None };
    let is_digest = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| (unpacked(path), (*sha256).to_owned()))
}

fn unpacked(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut parts = path.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        bytes.extend_from_slice(part.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default().as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Open {
    fn end_sentence(&mut self) {
        self.tags.close();
        self.ended = true;
    }

    fn token(&mut self, token: &str, tag: Option<&str>, line: usize) {
        if tag.is_none() {
            let first = if self.untagged.0 == 0 { line } else { self.untagged.1 };
            self.untagged = (self.untagged.0 + 1, first);
        }
        if !self.text.is_empty() {
            self.text.push(if self.ended { '\n' } else { ' ' });
        }
        self.ended = false;
        let start = self.text.len() as u32;
        self.text.push_str(token);
        self.tags.take(self.tokens.len(), tag.unwrap_or(OUTSIDE));
        self.tokens.push(Span { start, end: self.text.len() as u32 });
    }
}

/// Hands an article over. Before the first line that begins one there mostly is none.
fn finish(open: Open, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) {
    if open.tokens.is_empty() && open.about.is_none() {
        return;
    }
    let mut arrival = input.arrival(open.text);
    arrival.from_tokens = true;
    if let Some((path, sha256)) = open.about {
        (arrival.path, arrival.sha256) = (Some(path), Some(sha256));
    }
    for (label, tokens) in open.tags.finish() {
        let ends = open.tokens.get(tokens.start).zip(open.tokens.get(tokens.end.saturating_sub(1)));
        arrival.annotate(None, &label, ends.map(|(first, last)| first.hull(*last)).into_iter().collect());
    }
    match open.untagged {
        (0, _) => {}
        (1, line) => arrival.flaw(format!("a line without a tag: line {line}")),
        (count, line) => arrival.flaw(format!("{count} lines without a tag, the first is line {line}")),
    }
    take(arrival.finished());
}
