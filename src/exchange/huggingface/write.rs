//! A row, written. Nothing is ever null and no field is ever missing, since types are guessed where there is no card.

use serde::Serialize;
use serde_json::json;

use crate::annotation::{Annotation, Codebook, Value};
use crate::exchange::neutral::state_name;
use crate::exchange::plain::{as_json, put_list, put_rest, put_text};
use crate::exchange::tags::{OUTSIDE, Run, Scheme, Tag, in_one_column, runs, tags};
use crate::exchange::{Document, Loss, Offsets, Piece, Words};

/// Bytes that a token takes in the three lists, about.
const TOKEN: usize = 24;

/// What comes behind the tokens.
#[derive(Serialize)]
struct Row<'a> {
    spans: Vec<One<'a>>,
    relations: Vec<Link<'a>>,
    meta: Vec<Known<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    id: &'a str,
    label: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
    fragments: Vec<Place>,
    attributes: Vec<Attribute<'a>>,
    note: &'a str,
    doubtful: bool,
}

#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Attribute<'a> {
    name: &'a str,
    kind: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Link<'a> {
    id: &'a str,
    label: &'a str,
    from: &'a str,
    to: &'a str,
}

/// Something that is known of the article. A list of these holds the path, which is no date: a column in which everything looks
/// like a date becomes times.
#[derive(Serialize)]
struct Known<'a> {
    name: &'static str,
    value: &'a str,
}

/// Writes a document as one row.
pub(super) fn row(document: &Document, codebook: &Codebook, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let words = Words::tokens_of(&document.article);
    let spans: Vec<One<'_>> = document.annotations.iter().map(|annotation| one(document, annotation, &offsets, piece)).collect();
    let links = document.relations.iter();
    let links = links.map(|relation| Link { id: relation.id.as_str(), label: &relation.kind, from: relation.from.as_str(), to: relation.to.as_str() });
    let begun = beginning(document, &offsets, &words, &ner_tags(document, codebook, &words), piece);
    piece.annotations += document.annotations.len();
    piece.lost(Loss::Unanchored, document.unanchored.len());
    put_rest(begun, &Row { spans, relations: links.collect(), meta: meta(document) }, piece);
}

/// The row up to its tokens and their tags, which are most of it, and written one by one.
fn beginning(document: &Document, offsets: &Offsets<'_>, words: &Words, tags: &[Tag<'_>], piece: &mut Piece) -> Vec<u8> {
    let text = document.article.text();
    let mut out = Vec::with_capacity(document.text().len() * 5 / 2 + words.tokens().len() * TOKEN + document.annotations.len() * 512);
    out.extend_from_slice(b"{\"id\":");
    put_text(&document.path, &mut out, piece);
    out.extend_from_slice(b",\"text\":");
    put_text(document.text(), &mut out, piece);
    out.extend_from_slice(b",\"tokens\":");
    put_list(words.tokens(), &mut out, |token, out| put_text(text.slice(*token), out, piece));
    out.extend_from_slice(b",\"token_starts\":");
    let (mut walk, mut number) = (offsets.walk(), itoa::Buffer::new());
    put_list(words.tokens(), &mut out, |token, out| {
        let (start, _) = document.walked(walk.chars(*token), *token, piece);
        out.extend_from_slice(number.format(start).as_bytes());
    });
    out.extend_from_slice(b",\"ner_tags\":");
    put_list(tags, &mut out, |tag, out| {
        if tag.is_outside() {
            put_text(OUTSIDE, out, piece);
        } else {
            put_text(&tag.to_string(), out, piece);
        }
    });
    out
}

fn one<'a>(document: &'a Document, annotation: &'a Annotation, offsets: &Offsets<'_>, piece: &mut Piece) -> One<'a> {
    let (start, end) = document.chars(offsets, annotation.extent(), piece);
    let fragments = annotation.spans.iter().map(|span| document.chars(offsets, *span, piece)).map(|(start, end)| Place { start, end });
    let fragments = fragments.collect();
    let attributes = annotation.attributes.iter().map(|(name, value)| attribute(name, value, document, offsets, piece)).collect();
    One {
        id: annotation.id.as_str(),
        label: annotation.label.as_str(),
        start,
        end,
        text: document.article.text().slice(annotation.extent()),
        fragments,
        attributes,
        note: &annotation.note,
        doubtful: annotation.doubtful,
    }
}

fn attribute<'a>(name: &'a str, value: &Value, document: &Document, offsets: &Offsets<'_>, piece: &mut Piece) -> Attribute<'a> {
    let kind = match value {
        Value::Text(text) if !text.starts_with(|char: char| char.is_ascii_digit()) => return Attribute { name, kind: "text", value: text.clone() },
        // What looks like a date would be made one, and come back as another text.
        Value::Text(_) => "string",
        Value::Flag(_) => "flag",
        Value::Number(_) => "number",
        Value::List(_) => "list",
        Value::Span(_) => "span",
    };
    Attribute { name, kind, value: json!(as_json(value, document, offsets, piece)).to_string() }
}

/// Tags of the labels that the card names: a tag that it does not name would keep all rows from being read. What does not fit
/// is no loss, since the spans hold it.
fn ner_tags<'a>(document: &'a Document, codebook: &Codebook, words: &Words) -> Vec<Tag<'a>> {
    let label = |number: usize| document.annotations.get(number).map_or("", |annotation| annotation.label.as_str());
    let all = runs(document, words, true, &mut Piece::default());
    let known: Vec<&Run> = all.iter().filter(|run| codebook.position(&label(run.annotation).into()).is_some()).collect();
    let (kept, _) = in_one_column(&known, words.tokens().len());
    tags(&kept, words.tokens().len(), Scheme::Iob2, label)
}

fn meta(document: &Document) -> Vec<Known<'_>> {
    let about = &document.about;
    let ours = [
        ("path", document.path.as_str()),
        ("sha256", document.article.text().sha256()),
        ("title", document.title()),
        ("annotator", &document.annotator),
        ("state", state_name(document.state)),
    ];
    let authors = about.authors.iter().map(|author| ("author", author.as_str()));
    let others = [("date", &about.date), ("publication", &about.publication), ("url", &about.url), ("language", &about.language), ("id", &about.id)];
    let others = others.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    ours.into_iter().chain(authors).chain(others).map(|(name, value)| Known { name, value }).collect()
}
