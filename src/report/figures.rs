//! All figures as data: of each article, of each source, and the rows of the tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::audit::{Audit, Source};
use super::ledger::Part;
use super::sheet::Sheet;
use super::tables::{TABLES, annotations_of, table};

/// Tables whose rows are among the figures. All annotations are no figure: an export has them.
const ROWS: [&str; 4] = ["quotes", "claims", "threats", "actors"];

/// The rows of annotations of other labels.
const OTHERS: &str = "others";

/// Issuer and target of a threat; none where nobody is said to be it yet.
type Pair = (Option<String>, Option<String>);

/// All figures, article by article.
#[derive(Debug, Default)]
pub struct Figures {
    articles: Vec<Value>,
    counts: [usize; 4],
    audit: Audit,
    rows: BTreeMap<&'static str, Vec<Value>>,
    timeline: Vec<(String, Value)>,
    /// Threats, and articles that have them.
    matrix: BTreeMap<Pair, (usize, usize)>,
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
        for (name, columns) in &TABLES {
            let (name, rows) = match *name {
                "annotations" => (OTHERS, annotations_of(sheet, |part| part == Part::Other)),
                name => (name, table(std::slice::from_ref(sheet), name)),
            };
            let object = |row: &Vec<super::Cell>| columns.iter().zip(row).map(|(column, cell)| ((*column).to_owned(), cell.value())).collect::<Map<_, _>>();
            self.rows.entry(name).or_default().extend(rows.iter().map(|row| Value::Object(object(row))));
        }
        for (date, what, at) in sheet.dated() {
            let Some(entry) = sheet.ledger.entries.get(at) else { continue };
            let dated = json!({"date": date, "what": what, "label": entry.annotation.label.as_str(), "text": entry.text, "article": sheet.path});
            self.timeline.push((date, dated));
        }
        for (issuer, target, threats) in sheet.ledger.matrix(false).cells() {
            let (all, articles) = self.matrix.entry((issuer.map(str::to_owned), target.map(str::to_owned))).or_default();
            *all += threats.len();
            *articles += 1;
        }
    }

    /// The figures of all that were counted in.
    #[must_use]
    pub fn finish(mut self) -> Value {
        let sources = self.audit.finish();
        let quoted = sources.iter().filter(|source| source.quotes > 0);
        let quoted: Vec<Value> = quoted.map(|source| json!({"name": source.name, "quotes": source.quotes, "words": source.direct + source.indirect})).collect();
        // Of one day they stay as they came: by article and place.
        self.timeline.sort_by(|(one, _), (other, _)| one.cmp(other));
        let timeline: Vec<Value> = self.timeline.into_iter().map(|(_, dated)| dated).collect();
        let cell = |((issuer, target), (threats, articles))| json!({"issued_by": issuer, "targets": target, "threats": threats, "articles": articles});
        let matrix: Vec<Value> = self.matrix.into_iter().map(cell).collect();
        let mut all = Map::from_iter([
            ("articles".to_owned(), self.articles.into()),
            ("counts".to_owned(), counted(self.counts)),
            ("sources".to_owned(), sources.into_iter().map(source).collect()),
            ("most_quoted".to_owned(), quoted.into()),
            ("timeline".to_owned(), timeline.into()),
            ("matrix".to_owned(), matrix.into()),
        ]);
        all.extend(ROWS.into_iter().chain([OTHERS]).map(|name| (name.to_owned(), self.rows.remove(name).unwrap_or_default().into())));
        Value::Object(all)
    }
}

fn source(source: Source) -> Value {
    json!({"name": source.name, "kind": source.kind, "named": source.named, "articles": source.articles, "mentions": source.mentions,
        "quotes": source.quotes, "quotes_elsewhere": source.quotes_elsewhere, "words_quoted": source.direct, "words_reported": source.indirect,
        "claims": source.claims, "threats_issued": source.issued, "threats_received": source.targeted})
}

fn counted([mentions, quotes, claims, threats]: [usize; 4]) -> Value {
    json!({"mentions": mentions, "quotes": quotes, "claims": claims, "threats": threats})
}

#[cfg(test)]
mod tests {
    use super::super::sample::{STORY, annotations, article, set, sheet, text};
    use super::*;
    use crate::annotation::{AnnotationSet, Attribute, AttributeKind, Codebook, WorkState};

    #[test]
    fn rows_are_those_of_the_tables_with_their_types() {
        let (article, codebook) = (article(), Codebook::default());
        let mut figures = Figures::default();
        figures.add(&sheet(&article, &set(), &codebook));
        figures.add(&sheet(&article, &set(), &codebook));
        let all = figures.finish();
        for (name, columns) in TABLES.iter().filter(|(name, _)| ROWS.contains(name)) {
            let rows = all[*name].as_array().unwrap();
            assert!(!rows.is_empty() && rows.iter().all(|row| row.as_object().unwrap().len() == columns.len()), "{name}");
        }
        let claim = &all["claims"][0];
        assert_eq!((&claim["claimed_by"], &claim["denied_by"], &claim["about"]), (&json!(["Ilse Brandt"]), &json!(["Noor Haldane"]), &json!(["Noor Haldane"])));
        assert_eq!((&claim["repeat"], &claim["evidence"]), (&json!(false), &Value::Null));
        assert_eq!(all["quotes"][1]["words"], json!(6));
        assert_eq!(all["actors"][0]["named"], json!(true));
        assert_eq!(all["matrix"], json!([{"issued_by": "Halcyon group", "targets": "Selden Line", "threats": 2, "articles": 2}]));
        assert_eq!(all["most_quoted"][0], json!({"name": "Ilse Brandt", "quotes": 2, "words": 12}));
    }

    #[test]
    fn the_timeline_goes_by_date_over_all_articles() {
        let (article, mut codebook) = (article(), Codebook::default());
        codebook.labels[2].attributes.push(Attribute { kind: AttributeKind::Date, ..Attribute::plain("day", 'y') });
        let of = |day: &str| {
            let claim = annotations(STORY, &[("claim", "12 ships have turned away", 0, &[("day", text(day))])]);
            AnnotationSet::new(claim, Vec::new(), Vec::new(), WorkState::Done)
        };
        let mut figures = Figures::default();
        for day in ["2026-11-25", "2026-11-02"] {
            figures.add(&sheet(&article, &of(day), &codebook));
        }
        let all = figures.finish();
        let days: Vec<&str> = all["timeline"].as_array().unwrap().iter().filter_map(|dated| dated["date"].as_str()).collect();
        assert_eq!(days, ["2026-11-02", "2026-11-25"]);
        assert_eq!(all["timeline"][0]["label"], json!("claim"));
    }
}
