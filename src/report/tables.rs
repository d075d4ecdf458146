//! The report as data: tables of quotes, claims, threats, actors and all annotations, and figures.

use serde_json::{Value, json};

use super::audit::{Audit, Source};
use super::ledger::Part;
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
        ],
    ),
    ("annotations", &["article", "date", "label", "text", "attributes", "relations", "note", "block"]),
];

/// Rows of a table.
pub type Table = Vec<Vec<String>>;

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

fn row(sheet: &Sheet<'_>, at: usize, part: Part) -> Vec<String> {
    let Some(entry) = sheet.ledger.entries.get(at) else { return Vec::new() };
    let attribute = |id: &str| entry.annotation.attributes.get(id).map(|value| value.in_words(sheet.article.text())).unwrap_or_default();
    let names = |kind: &str| sheet.ledger.names(at, kind);
    let head = [sheet.path.clone(), sheet.date.clone()];
    let (text, about) = (entry.text.clone(), sheet.ledger.about_whom(at));
    let block = entry.role.name().to_owned();
    let repeat = if entry.repeats.is_some() { "yes" } else { "" }.to_owned();
    let rest = match part {
        Part::Quote => {
            let roles: Vec<String> = sheet.ledger.related(at, "said_by").iter().flat_map(|actor| actor.roles.iter().cloned()).collect();
            let kind = if attribute("kind").is_empty() { if entry.is_direct() { "direct" } else { "" }.to_owned() } else { attribute("kind") };
            vec![names("said_by"), roles.join("; "), kind, text, about, attribute("cue"), names("relayed_by"), entry.words.to_string(), block]
        }
        Part::Claim => {
            let status = sheet.ledger.status(at).to_owned();
            vec![
                names("claimed_by"),
                names("denies"),
                status,
                text,
                about,
                attribute("evidence"),
                attribute("checked_by"),
                attribute("checked_on"),
                repeat,
                block,
            ]
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
        let roles: Vec<&str> = actor.roles.iter().map(String::as_str).collect();
        let numbers = sheet.ledger.numbers_of(actor);
        let words =
            [sheet.path.clone(), actor.name.clone(), actor.kind.clone().unwrap_or_default(), if actor.named { "yes" } else { "no" }.into(), roles.join("; ")];
        words.into_iter().chain(numbers.map(|number| number.to_string())).chain([actor.reply.clone().unwrap_or_default()]).collect()
    });
    rows.collect()
}

/// Every annotation with all that is said of it, whatever its label.
fn annotations(sheet: &Sheet<'_>) -> Table {
    let rows = sheet.ledger.entries.iter().enumerate().map(|(at, entry)| {
        let attributes: Vec<String> = sheet.attributes(entry).into_iter().map(|(id, _, value)| format!("{id}={value}")).collect();
        let words = [sheet.path.clone(), sheet.date.clone(), entry.annotation.label.to_string(), entry.text.clone(), attributes.join("; ")];
        words.into_iter().chain([sheet.relations(at).join("; "), entry.annotation.note.clone(), entry.role.name().to_owned()]).collect()
    });
    rows.collect()
}

/// All figures, article by article: of each article and of each source.
#[derive(Debug, Default)]
pub struct Figures {
    articles: Vec<Value>,
    counts: [usize; 4],
    audit: Audit,
}

impl Figures {
    /// Counts an article in.
    pub fn add(&mut self, sheet: &Sheet<'_>) {
        let counts = [Part::Actor, Part::Quote, Part::Claim, Part::Threat].map(|part| sheet.ledger.count(part));
        for (all, count) in self.counts.iter_mut().zip(counts) {
            *all += count;
        }
        let findings: Vec<Value> =
            sheet.findings.iter().map(|(finding, waived)| json!({"id": finding.id, "sentence": finding.sentence, "waived": waived})).collect();
        self.articles.push(json!({"path": sheet.path, "title": sheet.title, "source": sheet.publication, "date": sheet.date, "url": sheet.url, "counts": counted(counts), "desk": findings}));
        self.audit.add(sheet);
    }

    /// The figures of all that were counted in.
    #[must_use]
    pub fn finish(self) -> Value {
        let source = |source: Source| {
            json!({"name": source.name, "kind": source.kind, "named": source.named, "articles": source.articles, "mentions": source.mentions,
                "quotes": source.quotes, "quotes_elsewhere": source.quotes_elsewhere, "words_quoted": source.direct, "words_reported": source.indirect,
                "claims": source.claims, "threats_issued": source.issued, "threats_received": source.targeted})
        };
        let sources: Vec<Value> = self.audit.finish().into_iter().map(source).collect();
        json!({"articles": self.articles, "counts": counted(self.counts), "sources": sources})
    }
}

fn counted([mentions, quotes, claims, threats]: [usize; 4]) -> Value {
    json!({"mentions": mentions, "quotes": quotes, "claims": claims, "threats": threats})
}
