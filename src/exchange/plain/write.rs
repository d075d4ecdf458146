//! What is written of an article and of an annotation.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::as_json;
use crate::annotation::Annotation;
use crate::article::{Span, Text};
use crate::exchange::neutral::state_name;
use crate::exchange::{Document, Loss, Offsets, Piece};

/// What is known of an article. What is not known is left out.
#[derive(Serialize)]
pub(in crate::exchange) struct Meta<'a> {
    path: &'a str,
    sha256: &'a str,
    title: &'a str,
    annotator: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    authors: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

impl<'a> Meta<'a> {
    /// That of a document.
    pub(in crate::exchange) fn of(document: &'a Document) -> Self {
        let about = &document.about;
        Self {
            path: &document.path,
            sha256: document.article.text().sha256(),
            title: document.title(),
            annotator: &document.annotator,
            state: state_name(document.state),
            authors: &about.authors,
            date: about.date.as_deref(),
            publication: about.publication.as_deref(),
            url: about.url.as_deref(),
            language: about.language.as_deref(),
            id: about.id.as_deref(),
        }
    }
}

/// What is said of an annotation beside its label. What is not said is left out.
#[derive(Default, Serialize)]
pub(in crate::exchange) struct Said<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'a str, Json>,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    doubtful: bool,
}

impl<'a> Said<'a> {
    /// That of an annotation.
    pub(in crate::exchange) fn of(annotation: &'a Annotation, document: &Document, offsets: &Offsets<'_>, piece: &mut Piece) -> Self {
        let attributes = annotation.attributes.iter().map(|(name, value)| (name.as_str(), as_json(value, document, offsets, piece)));
        Self { attributes: attributes.collect(), note: &annotation.note, doubtful: annotation.doubtful }
    }
}

/// Puts something into the only stream as one line of JSON. Characters that end a line for Python's `splitlines` are escaped.
pub(in crate::exchange) fn put_line(line: &impl Serialize, piece: &mut Piece) {
    let stream = piece.stream();
    let from = stream.len();
    let written = serde_json::to_writer(&mut *stream, line);
    escape_line_ends(stream, from);
    stream.push(b'\n');
    if let Err(error) = written {
        piece.refuse(error.to_string());
    }
}

/// Puts a text down as JSON: most hold nothing that is escaped.
pub(in crate::exchange) fn put_text(text: &str, out: &mut Vec<u8>, piece: &mut Piece) {
    if text.bytes().all(|byte| byte >= b' ' && !matches!(byte, b'"' | b'\\')) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else if let Err(error) = serde_json::to_writer(out, text) {
        piece.refuse(error.to_string());
    }
}

/// Puts down a list of what `put` puts down.
pub(in crate::exchange) fn put_list<T>(items: impl IntoIterator<Item = T>, out: &mut Vec<u8>, mut put: impl FnMut(T, &mut Vec<u8>)) {
    out.push(b'[');
    for (number, item) in items.into_iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        put(item, out);
    }
    out.push(b']');
}

/// Ends a line of JSON, which is an object up to some field, with the fields of another object, and puts it into the only
/// stream.
pub(in crate::exchange) fn put_rest(begun: Vec<u8>, rest: &impl Serialize, piece: &mut Piece) {
    let mut line = begun;
    let from = line.len();
    let written = serde_json::to_writer(&mut line, rest);
    // The object goes on where the other would begin.
    if let Some(opens) = line.get_mut(from) {
        *opens = b',';
    }
    escape_line_ends(&mut line, 0);
    line.push(b'\n');
    match written {
        Ok(()) => piece.put(line),
        Err(error) => piece.refuse(error.to_string()),
    }
}

/// Escapes the characters of a line of JSON, which begins at a byte and has none of these outside of its strings.
pub(in crate::exchange) fn escape_line_ends(stream: &mut Vec<u8>, from: usize) {
    let line = stream.get(from..).unwrap_or_default();
    let seldom = ["\u{85}", "\u{2028}", "\u{2029}"];
    if seldom.iter().all(|end| memchr::memmem::find(line, end.as_bytes()).is_none()) {
        return;
    }
    let escaped = String::from_utf8_lossy(line).replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    stream.truncate(from);
    stream.extend_from_slice(escaped.as_bytes());
}

/// Counts what a format loses that holds nothing of an annotation but its label and place.
pub(in crate::exchange) fn count_unsaid(document: &Document, piece: &mut Piece) {
    let count = |lost: fn(&Annotation) -> bool| document.annotations.iter().filter(|annotation| lost(annotation)).count();
    piece.lost(Loss::Attributes, count(|annotation| !annotation.attributes.is_empty()));
    piece.lost(Loss::Note, count(|annotation| !annotation.note.is_empty()));
    piece.lost(Loss::Doubt, count(|annotation| annotation.doubtful));
    piece.lost(Loss::Unanchored, document.unanchored.len());
}

/// The spans of an annotation without white space at their ends, which spaCy refuses; those of nothing else are left out.
/// What is lost is counted.
pub(in crate::exchange) fn trimmed(annotation: &Annotation, text: &Text, piece: &mut Piece) -> Vec<Span> {
    let mut spans = Vec::with_capacity(annotation.spans.len());
    let mut cut = 0;
    for span in &annotation.spans {
        let all = text.slice(*span);
        let start = span.start + (all.len() - all.trim_start_matches(is_white).len()) as u32;
        let inner = Span { start, end: start + all.trim_matches(is_white).len() as u32 };
        cut += usize::from(inner != *span);
        if !inner.is_empty() {
            spans.push(inner);
        }
    }
    if spans.is_empty() {
        piece.lost(Loss::Blank, 1);
    } else {
        piece.lost(Loss::Trimmed, cut);
    }
    spans
}

/// White space as Python counts it.
fn is_white(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{1c}'..='\u{1f}')
}
