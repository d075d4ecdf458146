//! Tables, written.

use super::super::neutral::state_name;
use super::attributes::{cells, columns};
use super::rows::Style;
use super::{ARTICLES, ATTRIBUTE, CODE_POINTS, RELATIONS};
use crate::annotation::{Annotation, Origin, Relation};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece, Plan};

/// The names of the columns of a table.
pub(super) fn header(plan: &Plan, stream: &str) -> Vec<String> {
    let columns = match stream {
        RELATIONS => vec!["relation", "kind", "from", "to", "created", "modified", "article", "annotator"],
        ARTICLES => vec!["article", "annotator", "state", "sha256", "title", "authors", "date", "publication", "url", "language", "source_id", "text"],
        _ => return annotation_header(plan),
    };
    columns.into_iter().map(ToOwned::to_owned).collect()
}

fn annotation_header(plan: &Plan) -> Vec<String> {
    let before = ["annotation", "fragment", "label", "start", "end", "unit", "text"].map(ToOwned::to_owned);
    let attributes = columns(&plan.codebook).into_iter().map(|name| format!("{ATTRIBUTE}{name}"));
    let after = ["exact", "note", "doubtful", "origin", "created", "modified", "article", "annotator", "title", "sha256", "state", "role"];
    before.into_iter().chain(attributes).chain(after.map(ToOwned::to_owned)).collect()
}

/// The rows of a document in the three tables.
pub(super) fn rows(document: &Document, plan: &Plan, style: Style, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let table = Table { document, offsets, columns: columns(&plan.codebook), style };
    let mut rows = String::new();
    for annotation in &document.annotations {
        for (number, span) in annotation.spans.iter().enumerate() {
            rows.push_str(&table.span(annotation, number, *span, piece));
        }
    }
    piece.stream().extend_from_slice(rows.as_bytes());
    let relations: Vec<String> = document.relations.iter().map(|relation| table.relation(relation)).collect();
    piece.stream_named(RELATIONS).extend_from_slice(relations.concat().as_bytes());
    piece.stream_named(ARTICLES).extend_from_slice(table.article().as_bytes());
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
}

struct Table<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    columns: Vec<&'a str>,
    style: Style,
}

impl Table<'_> {
    fn span(&self, annotation: &Annotation, number: usize, span: Span, piece: &mut Piece) -> String {
        let document = self.document;
        let (start, end) = document.chars(&self.offsets, span, piece);
        let text = document.article.text();
        let (attributes, exact) = cells(annotation, &self.columns, &self.offsets, text);
        let role = document.article.block(document.article.block_at(span.start)).map_or("", |block| block.role.name());
        let numbers = [number + 1, start, end].map(|number| number.to_string());
        let [number, start, end] = numbers.each_ref().map(String::as_str);
        let origin = origin(&annotation.origin);
        let (created, modified) = (annotation.created.to_string(), annotation.modified.to_string());
        let mut row = vec![annotation.id.as_str(), number, annotation.label.as_str(), start, end, CODE_POINTS, text.slice(span)];
        row.extend(attributes.iter().map(String::as_str));
        row.extend([exact.as_str(), &annotation.note, if annotation.doubtful { "yes" } else { "" }, &origin, &created, &modified]);
        row.extend([&document.path, &document.annotator, document.title(), text.sha256(), state_name(document.state), role]);
        self.style.row(&row)
    }

    fn relation(&self, relation: &Relation) -> String {
        self.style.row(&[
            relation.id.as_str(),
            &relation.kind,
            relation.from.as_str(),
            relation.to.as_str(),
            &relation.created.to_string(),
            &relation.modified.to_string(),
            &self.document.path,
            &self.document.annotator,
        ])
    }

    fn article(&self) -> String {
        let (document, about) = (self.document, &self.document.about);
        let said = |value: &Option<String>| value.clone().unwrap_or_default();
        self.style.row(&[
            document.path.clone(),
            document.annotator.clone(),
            state_name(document.state).to_owned(),
            document.article.text().sha256().to_owned(),
            document.title().to_owned(),
            about.authors.join("; "),
            said(&about.date),
            said(&about.publication),
            said(&about.url),
            said(&about.language),
            said(&about.id),
            document.text().to_owned(),
        ])
    }
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Human => "human".to_owned(),
        Origin::Repeated => "repeated".to_owned(),
        Origin::Suggested { by } => format!("suggested by {by}"),
        Origin::Edited { by } => format!("edited from {by}"),
        Origin::Imported { from } => format!("imported from {from}"),
        Origin::Adjudicated { by, .. } => format!("adjudicated by {by}"),
    }
}
