//! The report as rows: tables of quotes, claims, threats, actors and all annotations.

use serde_json::Value;

use super::ledger::{Actor, Part};
use super::sheet::Sheet;

/// The tables that there are, with their columns.
pub const TABLES: [(&str, &[&str]); 5] = [
    ("quotes", &["article", "date", "speaker", "role", "kind", "text", "about", "cue", "relayed_by", "words", "block"]),
    ("claims", &["article", "date", "claimed_by", "denied_by", "status", "text", "about", "evidence", "checked_by", "checked_on", "repeat", "block"]),
    ("threats", &["article", "date", "issued_by", "targets", "form", "type", "modality", "severity", "immediacy", "text", "about", "repeat", "block"]),
    (
        "actors",
        &[
            "article",
            "actor",
            "kind",
            "named",
            "roles",
            "mentions",
            "quotes",
            "words_quoted",
            "words_reported",
            "claims",
            "threats_issued",
            "threats_received",
            "reply",
            "relations",
            "attributes",
        ],
    ),
    ("annotations", &["article", "date", "label", "text", "attributes", "relations", "note", "block"]),
];

/// What stands in a table under a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text; may be empty.
    Text(String),
    /// Names, or other texts side by side.
    List(Vec<String>),
    /// How many.
    Number(usize),
    /// Whether something is so, and the word for it when it is not.
    Flag(bool, &'static str),
}

impl Cell {
    /// The cell as it is printed.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(texts) => texts.join("; "),
            Self::Number(number) => number.to_string(),
            Self::Flag(true, _) => "yes".to_owned(),
            Self::Flag(false, no) => (*no).to_owned(),
        }
    }

    /// The cell as data: no text is null.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::Text(text) if text.is_empty() => Value::Null,
            Self::Text(text) => text.as_str().into(),
            Self::List(texts) => texts.as_slice().into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag, _) => (*flag).into(),
        }
    }

    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn names(actors: &[&Actor]) -> Self {
        Self::List(actors.iter().map(|actor| actor.name.clone()).collect())
    }
}

/// Rows of a table.
pub type Table = Vec<Vec<Cell>>;

/// The rows of the table of that name; none for a name that there is not.
#[must_use]
pub fn table(sheets: &[Sheet<'_>], name: &str) -> Table {
    let part = match name {
        "quotes" => Part::Quote,
        "claims" => Part::Claim,
        "threats" => Part::Threat,
        "actors" => return sheets.iter().flat_map(actors).collect(),
        "annotations" => return sheets.iter().flat_map(annotations).collect(),
        _ => return Table::new(),
    };
    sheets.iter().flat_map(|sheet| sheet.ledger.of_part(part).map(|(at, _)| row(sheet, at, part)).collect::<Vec<_>>()).collect()
}

fn row(sheet: &Sheet<'_>, at: usize, part: Part) -> Vec<Cell> {
    let Some(entry) = sheet.ledger.entries.get(at) else { return Vec::new() };
    let words = |id: &str| entry.annotation.attributes.get(id).map(|value| value.in_words(sheet.article.text())).unwrap_or_default();
    let attribute = |id: &str| Cell::Text(words(id));
    let names = |kind: &str| Cell::names(&sheet.ledger.related(at, kind));
    let head = [Cell::text(&sheet.path), Cell::text(&sheet.date)];
    let (text, about) = (Cell::text(&entry.text), Cell::names(&sheet.ledger.about(at)));
    let (repeat, block) = (Cell::Flag(entry.repeats.is_some(), ""), Cell::text(entry.role.name()));
    let rest = match part {
        Part::Quote => {
            let roles = sheet.ledger.related(at, "said_by").iter().flat_map(|actor| actor.roles.iter().cloned()).collect();
            let kind = if words("kind").is_empty() && entry.is_direct() { Cell::text("direct") } else { attribute("kind") };
            vec![names("said_by"), Cell::List(roles), kind, text, about, attribute("cue"), names("relayed_by"), Cell::Number(entry.words), block]
        }
        Part::Claim => {
            let status = Cell::text(sheet.ledger.status(at));
            let checked = ["evidence", "checked_by", "checked_on"].map(attribute);
            [names("claimed_by"), names("denies"), status, text, about].into_iter().chain(checked).chain([repeat, block]).collect()
        }
        _ => {
            let details = ["form", "type", "modality", "severity", "immediacy"].map(attribute);
            [names("issued_by"), names("targets")].into_iter().chain(details).chain([text, about, repeat, block]).collect()
        }
    };
    head.into_iter().chain(rest).collect()
}

fn actors(sheet: &Sheet<'_>) -> Table {
    let rows = sheet.ledger.actors.iter().map(|actor| {
        let maybe = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
        let roles = Cell::List(actor.roles.iter().cloned().collect());
        let words = [Cell::text(&sheet.path), Cell::text(&actor.name), maybe(&actor.kind), Cell::Flag(actor.named, "no"), roles];
        let relations = sheet.ledger.other_relations(sheet.codebook, actor).into_iter().map(|(told, _)| told).collect();
        let attributes = sheet.ledger.other_attributes(sheet.codebook, sheet.article.text(), actor);
        let rest = [maybe(&actor.reply), Cell::List(relations), Cell::List(attributes)];
        words.into_iter().chain(sheet.ledger.numbers_of(actor).map(Cell::Number)).chain(rest).collect()
    });
    rows.collect()
}

/// Every annotation with all that is said of it, whatever its label.
fn annotations(sheet: &Sheet<'_>) -> Table {
    annotations_of(sheet, |_| true)
}

/// The rows of annotations of some parts, as in the table of all.
pub(super) fn annotations_of(sheet: &Sheet<'_>, wanted: impl Fn(Part) -> bool) -> Table {
    let rows = sheet.ledger.entries.iter().enumerate().filter(|(_, entry)| wanted(entry.part)).map(|(at, entry)| {
        let attributes = sheet.attributes(entry).into_iter().map(|(id, _, value)| format!("{id}={value}")).collect();
        let words = [Cell::text(&sheet.path), Cell::text(&sheet.date), Cell::text(entry.annotation.label.as_str()), Cell::text(&entry.text)];
        let more = [Cell::List(attributes), Cell::List(sheet.relations(at)), Cell::text(&entry.annotation.note), Cell::text(entry.role.name())];
        words.into_iter().chain(more).collect()
    });
    rows.collect()
}
