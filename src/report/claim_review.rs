//! Reviews of claims as schema.org has them, for search engines and fact-check explorers.

use serde_json::{Map, Value, json};

use super::ledger::Part;
use super::sheet::Sheet;

/// The longest statement of a claim, in characters, that readers of reviews show whole.
const CLAIM: usize = 75;

/// What checking can come to. A claim that nobody has checked is never reviewed.
const FINAL: [&str; 4] = ["supported", "disputed", "refuted", "unverifiable"];

/// A review for each claim that has been checked to an end, of what is repeated one. `url` is the address of the evidence where
/// that is one: whoever publishes the review puts that of the page with it.
#[must_use]
pub fn claim_reviews(sheets: &[Sheet<'_>]) -> Vec<Value> {
    sheets
        .iter()
        .flat_map(|sheet| {
            sheet.ledger.of_part(Part::Claim).filter(|(_, entry)| entry.repeats.is_none()).filter_map(|(at, _)| review(sheet, at)).collect::<Vec<_>>()
        })
        .collect()
}

fn review(sheet: &Sheet<'_>, at: usize) -> Option<Value> {
    let status = FINAL.into_iter().find(|status| *status == sheet.ledger.status(at))?;
    let mut item = Map::from_iter([("@type".to_owned(), json!("Claim"))]);
    let by: Vec<Value> = sheet.ledger.related(at, "claimed_by").into_iter().map(|actor| author(&actor.name, actor.kind.as_deref())).collect();
    match by.as_slice() {
        [] => {}
        [one] => drop(item.insert("author".into(), one.clone())),
        _ => drop(item.insert("author".into(), by.into())),
    }
    if is_address(&sheet.url) {
        item.insert("appearance".into(), json!({"@type": "NewsArticle", "headline": sheet.title, "url": sheet.url}));
    }
    if !sheet.date.is_empty() {
        item.insert("datePublished".into(), json!(sheet.date));
    }
    let mut review = Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@type".to_owned(), json!("ClaimReview")),
        ("claimReviewed".to_owned(), json!(stated(&sheet.ledger.entries.get(at)?.text))),
        ("reviewRating".to_owned(), json!({"@type": "Rating", "alternateName": status})),
        ("itemReviewed".to_owned(), Value::Object(item)),
    ]);
    let known = |id: &str| sheet.ledger.attribute(at, id).map(str::to_owned);
    if let Some(evidence) = known("evidence") {
        let (field, value) = if is_address(&evidence) { ("url", evidence) } else { ("reviewBody", evidence) };
        review.insert(field.into(), value.into());
    }
    if let Some(date) = known("checked_on") {
        review.insert("datePublished".into(), date.into());
    }
    if let Some(by) = known("checked_by") {
        review.insert("author".into(), author(&by, None));
    }
    Some(Value::Object(review))
}

fn author(name: &str, kind: Option<&str>) -> Value {
    let kind = match kind {
        Some("organisation" | "state" | "group") => "Organization",
        Some("person") => "Person",
        _ => "Thing",
    };
    json!({"@type": kind, "name": name})
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// A claim on one line, cut where readers of reviews cut it.
fn stated(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CLAIM { line } else { format!("{}…", line.chars().take(CLAIM - 1).collect::<String>().trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_claims_are_cut_and_only_addresses_are_addresses() {
        assert_eq!(stated(&"word ".repeat(40)).chars().count(), 75);
        assert_eq!(stated("Ten\u{a0}ships\nleft"), "Ten ships left");
        assert!(is_address("https://example.org/a") && !is_address("javascript:alert(1)") && !is_address("https://example.org and a note"));
    }
}
