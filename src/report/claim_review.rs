//! Reviews of claims as schema.org has them, for search engines and fact-check explorers.

use serde_json::{Map, Value, json};

use super::ledger::Part;
use super::sheet::{Sheet, is_address};

/// The longest statement of a claim, in characters, that readers of reviews show whole.
const CLAIM: usize = 75;

/// What checking can come to. A claim that nobody has checked is never reviewed.
const FINAL: [&str; 4] = ["supported", "disputed", "refuted", "unverifiable"];

/// A review for each claim that has been checked to an end, of what is repeated one. `url` is the page that hosts the review,
/// which is the article's; without an address of the article there is none. Evidence is cited, or stands as the body of the
/// review when it is a note.
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
    if let Some(url) = sheet.address() {
        item.insert("appearance".into(), json!({"@type": "NewsArticle", "headline": sheet.title, "url": url}));
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
    if let Some(url) = sheet.address() {
        review.insert("url".into(), url.into());
    }
    let known = |id: &str| sheet.ledger.attribute(at, id).map(str::to_owned);
    if let Some(evidence) = known("evidence") {
        let field = if is_address(&evidence) { "citation" } else { "reviewBody" };
        review.insert(field.into(), evidence.into());
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

/// A claim on one line, cut where readers of reviews cut it.
fn stated(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CLAIM { line } else { format!("{}…", line.chars().take(CLAIM - 1).collect::<String>().trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{article, set, sheet};
    use super::*;
    use crate::annotation::Codebook;

    #[test]
    fn the_review_is_at_the_articles_address_and_cites_the_evidence() {
        let (article, codebook) = (article(), Codebook::default());
        let mut sheet = sheet(&article, &set(), &codebook);
        let of =
            |sheet: &Sheet<'_>, claim: &str| claim_reviews(std::slice::from_ref(sheet)).into_iter().find(|review| review["claimReviewed"] == claim).unwrap();
        let review = of(&sheet, "12 ships have turned away");
        assert_eq!((&review["url"], &review["citation"]), (&json!("https://example.org/strike"), &json!("https://example.org/port")));
        assert_eq!(review.get("reviewBody"), None);
        assert_eq!(of(&sheet, "planting spies in the union").get("citation"), None);
        sheet.url = "javascript:alert(1)".into();
        let review = of(&sheet, "12 ships have turned away");
        assert_eq!((review.get("url"), review["itemReviewed"].get("appearance"), &review["citation"]), (None, None, &json!("https://example.org/port")));
    }

    #[test]
    fn long_claims_are_cut_and_only_addresses_are_addresses() {
        assert_eq!(stated(&"word ".repeat(40)).chars().count(), 75);
        assert_eq!(stated("Ten\u{a0}ships\nleft"), "Ten ships left");
        assert!(is_address("https://example.org/a") && !is_address("javascript:alert(1)") && !is_address("https://example.org and a note"));
    }
}
