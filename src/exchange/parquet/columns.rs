//! What stands in each column.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use crate::annotation::{Annotation, Codebook, Origin, Relation, Value};
use crate::article::{Span, Text};
use crate::exchange::Document;
use crate::exchange::neutral::state_name;

/// A document on its way into the tables, with what several columns need of it.
#[derive(Debug)]
pub(super) struct Row {
    /// The document.
    pub document: Document,
    /// Its spans in code points and the blocks that they begin in: those of the first annotation, then those of the second.
    places: Vec<(i64, i64, i64)>,
    /// For each annotation the number of its first place, and of its label in the codebook.
    annotations: Vec<(usize, Option<i64>)>,
}

/// One span of one annotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment<'d> {
    row: &'d Row,
    annotation: usize,
    part: usize,
}

/// A value.
pub(super) enum Cell<'a> {
    /// None.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number, or microseconds since 1970.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
}

/// How a column is filled from a row.
pub(super) enum Fill<R> {
    /// With one value.
    One(fn(&R) -> Cell<'_>),
    /// With a value for each item of a list: how many there are, and the value of one.
    Each(fn(&R) -> usize, fn(&R, usize) -> Cell<'_>),
    /// With a value for each item of a list in each item of a list.
    Within(fn(&R) -> usize, fn(&R, usize) -> usize, fn(&R, usize, usize) -> Cell<'_>),
}

/// A column: its path, how its values repeat, and how it is filled.
pub(super) struct Column<R> {
    /// The names on the way to it, joined by dots.
    pub path: &'static str,
    /// Whether values come again and again, so that they are better kept once in a dictionary.
    pub repeats: bool,
    /// How it is filled.
    pub fill: Fill<R>,
}

impl Row {
    /// Counts what is needed of a document.
    pub(super) fn new(document: Document, codebook: &Codebook) -> Self {
        let text = document.article.text();
        let char = |byte: u32| text.char_of(byte) as i64;
        let (mut places, mut annotations) = (Vec::with_capacity(document.annotations.len()), Vec::with_capacity(document.annotations.len()));
        for annotation in &document.annotations {
            annotations.push((places.len(), codebook.position(&annotation.label).map(|place| place as i64)));
            places.extend(annotation.spans.iter().map(|span| (char(span.start), char(span.end), document.article.block_at(span.start) as i64)));
        }
        Self { document, places, annotations }
    }

    /// All spans of all annotations.
    pub(super) fn fragments(&self) -> impl Iterator<Item = Fragment<'_>> {
        let all = self.document.annotations.iter().enumerate();
        all.flat_map(move |(annotation, item)| (0..item.spans.len()).map(move |part| Fragment { row: self, annotation, part }))
    }

    fn text(&self) -> &Text {
        self.document.article.text()
    }

    fn annotation(&self, number: usize) -> Option<&Annotation> {
        self.document.annotations.get(number).map(AsRef::as_ref)
    }

    fn relation(&self, number: usize) -> Option<&Relation> {
        self.document.relations.get(number).map(AsRef::as_ref)
    }

    fn label(&self, annotation: usize) -> Cell<'_> {
        self.annotations.get(annotation).and_then(|(_, label)| *label).map_or(Cell::Null, Cell::Whole)
    }

    /// A span of an annotation; the last one for a number beyond it.
    fn place(&self, annotation: usize, fragment: usize) -> Option<(i64, i64, i64)> {
        let (first, _) = self.annotations.get(annotation)?;
        let count = self.annotation(annotation)?.spans.len();
        self.places.get(first + fragment.min(count.checked_sub(1)?)).copied()
    }

    fn attribute(&self, annotation: usize, number: usize) -> Option<(&String, &Value)> {
        self.annotation(annotation)?.attributes.iter().nth(number)
    }

    fn count(&self, annotation: usize, of: fn(&Annotation) -> usize) -> usize {
        self.annotation(annotation).map_or(0, of)
    }
}

impl Fragment<'_> {
    fn item(&self) -> Option<&Annotation> {
        self.row.annotation(self.annotation)
    }

    fn span(&self) -> Span {
        self.item().and_then(|item| item.spans.get(self.part)).copied().unwrap_or(Span { start: 0, end: 0 })
    }

    fn block(&self) -> Option<i64> {
        self.row.place(self.annotation, self.part).map(|(.., block)| block)
    }
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn perhaps(known: Option<&String>) -> Cell<'_> {
    known.map_or(Cell::Null, |known| text(known))
}

fn of<T>(item: Option<T>, cell: impl FnOnce(T) -> Cell<'static>) -> Cell<'static> {
    item.map_or(Cell::Null, cell)
}

fn said<'a, T>(item: Option<&'a T>, words: impl FnOnce(&'a T) -> &'a str) -> Cell<'a> {
    item.map_or(Cell::Null, |item| text(words(item)))
}

/// An annotation's text: its fragments joined by ` … `.
fn quoted<'a>(annotation: &'a Annotation, text: &'a Text) -> Cell<'a> {
    Cell::Text(match annotation.spans.as_slice() {
        [span] => Cow::Borrowed(text.slice(*span)),
        _ => Cow::Owned(annotation.quoted(text)),
    })
}

fn split(document: &Document) -> Cell<'_> {
    document.split.map_or(Cell::Null, |split| text(split.name()))
}

/// A note; no words are none.
fn note(annotation: &Annotation) -> Cell<'_> {
    if annotation.note.is_empty() { Cell::Null } else { text(&annotation.note) }
}

/// How something came about, in a word.
pub(super) fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Human => "human",
        Origin::Repeated => "repeated",
        Origin::Suggested { .. } => "suggested",
        Origin::Edited { .. } => "edited",
        Origin::Imported { .. } => "imported",
        Origin::Adjudicated { .. } => "adjudicated",
    }
}

/// By whom or what.
fn origin_by(origin: &Origin) -> Cell<'_> {
    match origin {
        Origin::Human | Origin::Repeated => Cell::Null,
        Origin::Suggested { by } | Origin::Edited { by } | Origin::Adjudicated { by, .. } | Origin::Imported { from: by } => text(by),
    }
}

fn adjudicated_from(origin: &Origin) -> &[crate::annotation::Id] {
    if let Origin::Adjudicated { from, .. } = origin { from } else { &[] }
}

/// What kind of value it is.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Flag(_) => "flag",
        Value::Number(_) => "number",
        Value::List(_) => "list",
        Value::Span(_) => "span",
    }
}

/// A value as text; lists and spans are JSON.
fn words<'a>(value: &'a Value, text: &Text) -> Cell<'a> {
    Cell::Text(match value {
        Value::Text(words) => Cow::Borrowed(words),
        Value::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::List(_) | Value::Span(_) => Cow::Owned(json_of(value, text).to_string()),
    })
}

fn json_of(value: &Value, text: &Text) -> Json {
    match value {
        Value::Text(words) => json!(words),
        Value::Flag(flag) => json!(flag),
        Value::Number(number) => json!(number),
        Value::List(values) => values.iter().map(|value| json_of(value, text)).collect(),
        Value::Span(span) => json!({"start": text.char_of(span.start), "end": text.char_of(span.end), "text": text.slice(*span)}),
    }
}

/// Values that come again and again.
fn few<R>(path: &'static str, fill: Fill<R>) -> Column<R> {
    Column { path, repeats: true, fill }
}

/// Values that are each another.
fn many<R>(path: &'static str, fill: Fill<R>) -> Column<R> {
    Column { path, repeats: false, fill }
}

/// The columns of the table of articles.
pub(super) fn articles() -> Vec<Column<Row>> {
    use Fill::One;
    let mut columns: Vec<Column<Row>> = vec![
        many("path", One(|row| text(&row.document.path))),
        many("title", One(|row| text(row.document.title()))),
        few("authors.list.element", Fill::Each(|row| row.document.about.authors.len(), |row, at| perhaps(row.document.about.authors.get(at)))),
        few("date", One(|row| perhaps(row.document.about.date.as_ref()))),
        few("publication", One(|row| perhaps(row.document.about.publication.as_ref()))),
        many("url", One(|row| perhaps(row.document.about.url.as_ref()))),
        few("language", One(|row| perhaps(row.document.about.language.as_ref()))),
        many("source_id", One(|row| perhaps(row.document.about.id.as_ref()))),
        few("annotator", One(|row| text(&row.document.annotator))),
        few("state", One(|row| text(state_name(row.document.state)))),
        few("split", One(|row| split(&row.document))),
        many("sha256", One(|row| text(row.text().sha256()))),
        many("chars", One(|row| Cell::Whole(row.text().char_count() as i64))),
        many("text", One(|row| text(row.document.text()))),
    ];
    columns.extend(annotations());
    columns.extend(relations());
    columns
}

fn annotations() -> Vec<Column<Row>> {
    use Fill::{Each, Within};
    const ALL: fn(&Row) -> usize = |row| row.document.annotations.len();
    const SPANS: fn(&Row, usize) -> usize = |row, at| row.count(at, |annotation| annotation.spans.len());
    const ATTRIBUTES: fn(&Row, usize) -> usize = |row, at| row.count(at, |annotation| annotation.attributes.len());
    const FROM: fn(&Row, usize) -> usize = |row, at| row.count(at, |annotation| adjudicated_from(&annotation.origin).len());
    vec![
        many("annotations.list.element.id", Each(ALL, |row, at| said(row.annotation(at), |annotation| annotation.id.as_str()))),
        few("annotations.list.element.label", Each(ALL, |row, at| said(row.annotation(at), |annotation| annotation.label.as_str()))),
        few("annotations.list.element.label_id", Each(ALL, Row::label)),
        many("annotations.list.element.start", Each(ALL, |row, at| of(row.place(at, 0), |(start, ..)| Cell::Whole(start)))),
        many("annotations.list.element.end", Each(ALL, |row, at| of(row.place(at, usize::MAX), |(_, end, _)| Cell::Whole(end)))),
        many("annotations.list.element.text", Each(ALL, |row, at| row.annotation(at).map_or(Cell::Null, |annotation| quoted(annotation, row.text())))),
        many(
            "annotations.list.element.spans.list.element.start",
            Within(ALL, SPANS, |row, at, part| of(row.place(at, part), |(start, ..)| Cell::Whole(start))),
        ),
        many("annotations.list.element.spans.list.element.end", Within(ALL, SPANS, |row, at, part| of(row.place(at, part), |(_, end, _)| Cell::Whole(end)))),
        few(
            "annotations.list.element.attributes.list.element.name",
            Within(ALL, ATTRIBUTES, |row, at, part| perhaps(row.attribute(at, part).map(|(name, _)| name))),
        ),
        few(
            "annotations.list.element.attributes.list.element.type",
            Within(ALL, ATTRIBUTES, |row, at, part| row.attribute(at, part).map_or(Cell::Null, |(_, value)| text(kind(value)))),
        ),
        few(
            "annotations.list.element.attributes.list.element.value",
            Within(ALL, ATTRIBUTES, |row, at, part| row.attribute(at, part).map_or(Cell::Null, |(_, value)| words(value, row.text()))),
        ),
        many("annotations.list.element.note", Each(ALL, |row, at| row.annotation(at).map_or(Cell::Null, note))),
        few("annotations.list.element.doubtful", Each(ALL, |row, at| of(row.annotation(at), |annotation| Cell::Flag(annotation.doubtful)))),
        few("annotations.list.element.origin", Each(ALL, |row, at| said(row.annotation(at), |annotation| origin(&annotation.origin)))),
        few("annotations.list.element.origin_by", Each(ALL, |row, at| row.annotation(at).map_or(Cell::Null, |annotation| origin_by(&annotation.origin)))),
        many(
            "annotations.list.element.adjudicated_from.list.element",
            Within(ALL, FROM, |row, at, part| said(row.annotation(at).and_then(|annotation| adjudicated_from(&annotation.origin).get(part)), |id| id.as_str())),
        ),
        many("annotations.list.element.created", Each(ALL, |row, at| of(row.annotation(at), |annotation| Cell::Whole(annotation.created.as_microsecond())))),
        many("annotations.list.element.modified", Each(ALL, |row, at| of(row.annotation(at), |annotation| Cell::Whole(annotation.modified.as_microsecond())))),
    ]
}

fn relations() -> Vec<Column<Row>> {
    use Fill::{Each, Within};
    const ALL: fn(&Row) -> usize = |row| row.document.relations.len();
    const FROM: fn(&Row, usize) -> usize = |row, at| row.relation(at).map_or(0, |relation| adjudicated_from(&relation.origin).len());
    vec![
        many("relations.list.element.id", Each(ALL, |row, at| said(row.relation(at), |relation| relation.id.as_str()))),
        few("relations.list.element.kind", Each(ALL, |row, at| said(row.relation(at), |relation| &relation.kind))),
        many("relations.list.element.from", Each(ALL, |row, at| said(row.relation(at), |relation| relation.from.as_str()))),
        many("relations.list.element.to", Each(ALL, |row, at| said(row.relation(at), |relation| relation.to.as_str()))),
        few("relations.list.element.origin", Each(ALL, |row, at| said(row.relation(at), |relation| origin(&relation.origin)))),
        few("relations.list.element.origin_by", Each(ALL, |row, at| row.relation(at).map_or(Cell::Null, |relation| origin_by(&relation.origin)))),
        many(
            "relations.list.element.adjudicated_from.list.element",
            Within(ALL, FROM, |row, at, part| said(row.relation(at).and_then(|relation| adjudicated_from(&relation.origin).get(part)), |id| id.as_str())),
        ),
        many("relations.list.element.created", Each(ALL, |row, at| of(row.relation(at), |relation| Cell::Whole(relation.created.as_microsecond())))),
        many("relations.list.element.modified", Each(ALL, |row, at| of(row.relation(at), |relation| Cell::Whole(relation.modified.as_microsecond())))),
    ]
}

/// The columns of the table of fragments.
pub(super) fn fragments<'d>() -> Vec<Column<Fragment<'d>>> {
    use Fill::One;
    const ATTRIBUTES: fn(&Fragment<'_>) -> usize = |one| one.item().map_or(0, |item| item.attributes.len());
    vec![
        few("path", One(|one| text(&one.row.document.path))),
        few("sha256", One(|one| text(one.row.text().sha256()))),
        few("date", One(|one| perhaps(one.row.document.about.date.as_ref()))),
        few("publication", One(|one| perhaps(one.row.document.about.publication.as_ref()))),
        few("annotator", One(|one| text(&one.row.document.annotator))),
        few("state", One(|one| text(state_name(one.row.document.state)))),
        few("split", One(|one| split(&one.row.document))),
        many("id", One(|one| said(one.item(), |item| item.id.as_str()))),
        few("label", One(|one| said(one.item(), |item| item.label.as_str()))),
        few("label_id", One(|one| one.row.label(one.annotation))),
        few("fragment", One(|one| Cell::Whole(one.part as i64 + 1))),
        few("fragments", One(|one| of(one.item(), |item| Cell::Whole(item.spans.len() as i64)))),
        many("start", One(|one| of(one.row.place(one.annotation, one.part), |(start, ..)| Cell::Whole(start)))),
        many("end", One(|one| of(one.row.place(one.annotation, one.part), |(_, end, _)| Cell::Whole(end)))),
        many("text", One(|one| text(one.row.text().slice(one.span())))),
        few("block", One(|one| of(one.block(), Cell::Whole))),
        few("role", One(|one| of(one.block().and_then(|block| one.row.document.article.block(block as usize)), |block| text(block.role.name())))),
        few("attributes.list.element.name", Fill::Each(ATTRIBUTES, |one, at| perhaps(one.row.attribute(one.annotation, at).map(|(name, _)| name)))),
        few(
            "attributes.list.element.type",
            Fill::Each(ATTRIBUTES, |one, at| one.row.attribute(one.annotation, at).map_or(Cell::Null, |(_, value)| text(kind(value)))),
        ),
        few(
            "attributes.list.element.value",
            Fill::Each(ATTRIBUTES, |one, at| one.row.attribute(one.annotation, at).map_or(Cell::Null, |(_, value)| words(value, one.row.text()))),
        ),
        many("note", One(|one| one.item().map_or(Cell::Null, note))),
        few("doubtful", One(|one| of(one.item(), |item| Cell::Flag(item.doubtful)))),
        few("origin", One(|one| said(one.item(), |item| origin(&item.origin)))),
        few("origin_by", One(|one| one.item().map_or(Cell::Null, |item| origin_by(&item.origin)))),
        many("created", One(|one| of(one.item(), |item| Cell::Whole(item.created.as_microsecond())))),
    ]
}
