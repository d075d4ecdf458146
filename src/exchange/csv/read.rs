//! Tables, read: our three, or one of somebody else's with the articles as files beside it.

use std::collections::BTreeMap;

use super::super::neutral::state_named;
use super::attributes::of_row;
use super::rows::Style;
use super::{ARTICLES, ATTRIBUTE, RELATIONS};
use crate::annotation::Id;
use crate::article::Span;
use crate::exchange::{Arrival, Input, Metadata, Offsets};

/// Reads the table of annotations, and the others by their names. They themselves give nothing when it is there.
pub(super) fn tables(input: &Input<'_>, style: Style, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let (stem, ending) = input.name.rsplit_once('.').unwrap_or((input.name, ""));
    for table in [RELATIONS, ARTICLES] {
        let main = stem.strip_suffix(table).and_then(|stem| stem.strip_suffix('-')).map(|stem| format!("{stem}.{ending}"));
        if main.is_some_and(|main| (input.beside)(&main).is_some()) {
            return Ok(());
        }
    }
    let told = |why: String| format!("{}: {why}", input.place());
    let table = Table::of(input.bytes, style).map_err(told)?;
    let beside = |name: &str| (input.beside)(&format!("{stem}-{name}.{ending}")).map(|bytes| Table::of(&bytes, style)).transpose();
    let articles = beside(ARTICLES).map_err(|why| told(format!("the table of articles: {why}")))?;
    let relations = beside(RELATIONS).map_err(|why| told(format!("the table of relations: {why}")))?;
    if table.column(&["label"]).is_none() && articles.is_none() {
        return Err(told("it has no column “label”".to_owned()));
    }
    let mut all = Vec::new();
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in articles.iter().flat_map(Table::rows) {
        places.entry(row.key()).or_insert(all.len());
        all.push(Group { arrival: article(input, row), rows: Vec::new() });
    }
    for row in table.rows() {
        let place = *places.entry(row.key()).or_insert_with(|| {
            all.push(Group { arrival: from_file(input, row), rows: Vec::new() });
            all.len() - 1
        });
        if let Some(group) = all.get_mut(place) {
            group.rows.push(row);
        }
    }
    let mut links: BTreeMap<usize, Vec<Row<'_>>> = BTreeMap::new();
    for row in relations.iter().flat_map(Table::rows) {
        if let Some(place) = places.get(&row.key()) {
            links.entry(*place).or_default().push(row);
        }
    }
    for (place, Group { mut arrival, rows }) in all.into_iter().enumerate() {
        annotations(&mut arrival, &rows);
        for row in links.remove(&place).unwrap_or_default() {
            relate(&mut arrival, row);
        }
        take(arrival.finished());
    }
    Ok(())
}

struct Group<'a> {
    arrival: Arrival,
    rows: Vec<Row<'a>>,
}

/// A table with its columns by name.
struct Table {
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// A row of a table; its number counts the header as the first.
#[derive(Clone, Copy)]
struct Row<'a> {
    table: &'a Table,
    number: usize,
    cells: &'a [String],
}

impl Table {
    fn of(bytes: &[u8], style: Style) -> Result<Self, String> {
        let mut rows = style.rows(bytes)?;
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let columns = head.into_iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
        Ok(Self { columns, rows })
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.get(*name)).copied()
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().enumerate().map(|(at, cells)| Row { table: self, number: at + 2, cells })
    }
}

impl<'a> Row<'a> {
    fn cell(&self, names: &[&str]) -> &'a str {
        self.table.column(names).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    fn said(&self, name: &str) -> Option<String> {
        Some(self.cell(&[name]).to_owned()).filter(|said| !said.is_empty())
    }

    fn article(&self) -> &'a str {
        self.cell(&["article", "path", "file", "document", "doc_id"])
    }

    fn key(&self) -> (String, String) {
        (self.article().to_owned(), self.cell(&["annotator"]).to_owned())
    }
}

fn article(input: &Input<'_>, row: Row<'_>) -> Arrival {
    let mut arrival = input.arrival(row.cell(&["text"]));
    (arrival.path, arrival.sha256, arrival.annotator) = (Some(row.article().to_owned()), row.said("sha256"), row.said("annotator"));
    arrival.state = state_named(row.cell(&["state"]));
    arrival.about = Metadata {
        title: row.said("title"),
        authors: row.cell(&["authors"]).split("; ").filter(|author| !author.is_empty()).map(ToOwned::to_owned).collect(),
        date: row.said("date"),
        publication: row.said("publication"),
        url: row.said("url"),
        language: row.said("language"),
        id: row.said("source_id"),
    };
    arrival
}

/// An article of which the tables have no text: it is a file beside them.
fn from_file(input: &Input<'_>, row: Row<'_>) -> Arrival {
    let text = (input.beside)(row.article()).and_then(|bytes| String::from_utf8(bytes).ok());
    let missing = text.is_none();
    let mut arrival = input.arrival(text.unwrap_or_default());
    if missing {
        arrival.flaw(format!("the text of “{}” is neither in a table of articles nor a file beside it", row.article()));
    }
    arrival.path = Some(row.article().to_owned()).filter(|path| !path.is_empty());
    (arrival.sha256, arrival.annotator) = (row.said("sha256"), row.said("annotator"));
    arrival
}

/// Takes the rows of one article; those with one id are the fragments of one annotation.
fn annotations(arrival: &mut Arrival, rows: &[Row<'_>]) {
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let mut all: Vec<(Row<'_>, Vec<Span>)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        let Some(span) = span(*row, &offsets) else {
            let place = format!("{} to {}", row.cell(&["start"]), row.cell(&["end"]));
            arrival.flaw(format!("row {}: the text at {place} is not “{}”", row.number, row.cell(&["text"])));
            continue;
        };
        let id = row.cell(&["annotation", "id"]);
        if let Some((_, spans)) = known.get(id).and_then(|at| all.get_mut(*at)).filter(|_| !id.is_empty()) {
            spans.push(span);
        } else {
            known.insert(id, all.len());
            all.push((*row, vec![span]));
        }
    }
    for (row, spans) in all {
        let id = row.cell(&["annotation", "id"]);
        let Some(annotation) = arrival.annotate(Some(id), row.cell(&["label"]), spans) else { continue };
        let columns = row.table.columns.iter().filter_map(|(name, at)| Some((name.strip_prefix(ATTRIBUTE)?, row.cells.get(*at)?.as_str())));
        annotation.attributes = of_row(columns, row.cell(&["exact"]), &offsets, &text);
        row.cell(&["note"]).clone_into(&mut annotation.note);
        annotation.doubtful = row.cell(&["doubtful"]) == "yes";
        annotation.created = row.cell(&["created"]).parse().unwrap_or(annotation.created);
        annotation.modified = row.cell(&["modified"]).parse().unwrap_or(annotation.created);
    }
}

/// The span of a row, when the text there is the one that the row has.
fn span(row: Row<'_>, offsets: &Offsets<'_>) -> Option<Span> {
    let (start, end) = (row.cell(&["start"]).trim().parse().ok()?, row.cell(&["end"]).trim().parse().ok()?);
    let span = if row.cell(&["unit"]).starts_with("utf16") { offsets.span_of_utf16(start, end) } else { offsets.span_of_chars(start, end) }?;
    // Spreadsheets change line ends in cells.
    let bare = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
    let (said, there) = (row.cell(&["text"]), offsets.text().get(span.range())?);
    (said.is_empty() || said == there || bare(said) == bare(there)).then_some(span)
}

fn relate(arrival: &mut Arrival, row: Row<'_>) {
    let (from, to) = (Id::from(row.cell(&["from"])), Id::from(row.cell(&["to"])));
    if let Some(relation) = arrival.relate(Some(row.cell(&["relation", "id"])), row.cell(&["kind"]), &from, &to) {
        relation.created = row.cell(&["created"]).parse().unwrap_or(relation.created);
        relation.modified = row.cell(&["modified"]).parse().unwrap_or(relation.created);
    }
}
