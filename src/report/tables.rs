//! The report as data: tables of quotes, claims, threats and actors, figures, and reviews of claims.

use serde_json::{Value, json};

use super::audit::{Audit, Source};
use super::ledger::Part;
use super::sheet::Sheet;

/// The tables that there are, with their columns.
pub const TABLES: [(&str, &[&str]); 4] = [
    ("quotes", &["article", "date", "speaker", "role", "kind", "text", "cue", "words", "block"]),
    ("claims", &["article", "date", "claimed_by", "denied_by", "status", "text", "evidence", "checked_by", "checked_on", "block"]),
    ("threats", &["article", "date", "issued_by", "targets", "form", "type", "modality", "severity", "immediacy", "text", "block"]),
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
        _ => return Table::new(),
    };
    sheets.iter().flat_map(|sheet| sheet.ledger.of_part(part).map(|(at, _)| row(sheet, at, part)).collect::<Vec<_>>()).collect()
}

fn row(sheet: &Sheet<'_>, at: usize, part: Part) -> Vec<String> {
    let Some(entry) = sheet.ledger.entries.get(at) else { return Vec::new() };
    let attribute = |id: &str| entry.annotation.attributes.get(id).map(|value| value.in_words(sheet.article.text())).unwrap_or_default();
    let names = |kind: &str| sheet.ledger.names(at, kind);
    let head = [sheet.path.clone(), sheet.date.clone()];
    let text = entry.text.clone();
    let block = entry.role.name().to_owned();
    let rest = match part {
        Part::Quote => {
            let roles: Vec<String> = sheet.ledger.related(at, "said_by").iter().flat_map(|actor| actor.roles.iter().cloned()).collect();
            let kind = if attribute("kind").is_empty() { if entry.is_direct() { "direct" } else { "" }.to_owned() } else { attribute("kind") };
            vec![names("said_by"), roles.join("; "), kind, text, attribute("cue"), entry.words.to_string(), block]
        }
        Part::Claim => {
            let status = if attribute("status").is_empty() { "unchecked".to_owned() } else { attribute("status") };
            vec![names("claimed_by"), names("denies"), status, text, attribute("evidence"), attribute("checked_by"), attribute("checked_on"), block]
        }
        _ => {
            let details = ["form", "type", "modality", "severity", "immediacy"].map(attribute);
            [names("issued_by"), names("targets")].into_iter().chain(details).chain([text, block]).collect()
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

/// The longest statement of a claim, in characters, that readers of reviews show whole.
const CLAIM: usize = 75;

/// A review for each claim that has been checked to an end, as schema.org has them. What is not checked is left out, and what
/// has no address: a review is of something that can be found.
#[must_use]
pub fn claim_reviews(sheets: &[Sheet<'_>]) -> Vec<Value> {
    let mut reviews = Vec::new();
    for sheet in sheets {
        for (at, entry) in sheet.ledger.of_part(Part::Claim).filter(|(_, entry)| entry.repeats.is_none()) {
            let Some(status) = entry.attribute("status").filter(|status| matches!(*status, "supported" | "disputed" | "refuted" | "unverifiable")) else {
                continue;
            };
            let stated: String = entry.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let claim = if stated.chars().count() > CLAIM { format!("{}…", stated.chars().take(CLAIM - 1).collect::<String>().trim_end()) } else { stated };
            let mut item = json!({"@type": "Claim"});
            let mut review = json!({
                "@context": "https://schema.org",
                "@type": "ClaimReview",
                "claimReviewed": claim,
                "reviewRating": {"@type": "Rating", "alternateName": status},
            });
            let set = |object: &mut Value, field: &str, value: Value| {
                if let Some(fields) = object.as_object_mut() {
                    fields.insert(field.into(), value);
                }
            };
            let by = sheet.ledger.names(at, "claimed_by");
            if !by.is_empty() {
                set(&mut item, "author", json!({"@type": "Thing", "name": by}));
            }
            if !sheet.url.is_empty() {
                set(&mut item, "appearance", json!({"@type": "CreativeWork", "url": sheet.url}));
            }
            if !sheet.date.is_empty() {
                set(&mut item, "datePublished", json!(sheet.date));
            }
            set(&mut review, "itemReviewed", item);
            // Evidence may be a note; a review's address may not.
            let address = |id: &str, value: &str| id != "evidence" || value.starts_with("https://") || value.starts_with("http://");
            for (field, id) in [("datePublished", "checked_on"), ("url", "evidence")] {
                if let Some(value) = entry.attribute(id).filter(|value| address(id, value)) {
                    set(&mut review, field, json!(value));
                }
            }
            if let Some(by) = entry.attribute("checked_by") {
                set(&mut review, "author", json!({"@type": "Person", "name": by}));
            }
            reviews.push(review);
        }
    }
    reviews
}
