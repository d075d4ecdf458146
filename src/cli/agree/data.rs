//! Figures as data.

use serde_json::{Value, json};

use super::Findings;
use crate::cli::csv::csv_row;
use crate::review::agreement::{Agreement, Corpus, Estimate, Figures, Measure, attributes, confusions, disputed_articles, disputed_spans};

/// Articles and places of dispute that are listed.
const DISPUTES: usize = 50;

/// All figures.
pub(super) fn json(findings: &Findings) -> Value {
    let (compared, corpus) = (&findings.compared, &findings.compared.corpus);
    let key = |article: usize| compared.keys.get(article).cloned().unwrap_or_default();
    let disputed = disputed_articles(corpus, DISPUTES);
    let articles = disputed.iter().map(|dispute| json!({"path": key(dispute.article), "unmatched": dispute.unmatched, "all": dispute.all}));
    let spans = disputed_spans(corpus, DISPUTES);
    let spans = spans.iter().map(|dispute| {
        let names = |labels: &Vec<u16>| labels.iter().map(|label| corpus.labels.name(*label).to_owned()).collect::<Vec<_>>();
        let labels: Vec<Option<Vec<String>>> = dispute.labels.iter().map(|labels| labels.as_ref().map(names)).collect();
        json!({"path": key(dispute.article), "start": dispute.place.start, "end": dispute.place.end, "score": dispute.score, "labels": labels})
    });
    json!({
        "annotators": corpus.annotators,
        "labels": corpus.labels.all(),
        "articles": compared.keys.len(),
        "articles_left_aside": compared.alone,
        "failed": compared.failed,
        "pairs": findings.report.pairs.iter().map(|pair| agreement(pair, corpus)).collect::<Vec<_>>(),
        "all": findings.report.group.as_ref().map(|group| agreement(group, corpus)),
        "gamma": gamma(findings),
        "disputed_articles": articles.collect::<Vec<_>>(),
        "disputed_spans": spans.collect::<Vec<_>>(),
        "cautions": findings.cautions.iter().map(|one| one.in_words(corpus)).collect::<Vec<_>>(),
    })
}

fn gamma(findings: &Findings) -> Option<Value> {
    let gamma = findings.gamma.as_ref()?;
    let names = findings.compared.corpus.labels.all();
    let labels: serde_json::Map<String, Value> = names.iter().cloned().zip(gamma.labels.iter().map(|value| json!(value))).collect();
    Some(json!({
        "gamma": gamma.gamma, "observed": gamma.observed, "expected": gamma.expected, "deviation": gamma.deviation, "soft": gamma.soft,
        "categorical": gamma.categorical, "labels": labels, "articles": gamma.articles, "exact": gamma.exact,
    }))
}

fn agreement(agreement: &Agreement, corpus: &Corpus) -> Value {
    let names: Vec<&String> = agreement.annotators.iter().filter_map(|number| corpus.annotators.get(*number)).collect();
    let labels: serde_json::Map<String, Value> = corpus.labels.all().iter().cloned().zip(agreement.labels.iter().map(figures)).collect();
    let kinds: serde_json::Map<String, Value> = corpus.kinds.all().iter().cloned().zip(agreement.kinds.iter().map(estimate)).collect();
    let mut data = json!({"annotators": names, "all": figures(&agreement.all), "labels": labels, "relations": kinds});
    if let ([left, right], Some(fields)) = (agreement.annotators.as_slice(), data.as_object_mut()) {
        fields.insert("confusion".to_owned(), confusion(corpus, *left, *right));
        let found = attributes(corpus, *left, *right);
        let found = found.iter().map(|one| {
            json!({"label": corpus.labels.name(one.label), "attribute": corpus.attributes.name(one.attribute), "pairs": one.pairs, "equal": one.equal, "both": one.both, "kappa": one.kappa})
        });
        fields.insert("attributes".to_owned(), found.collect());
    }
    data
}

/// How often the one's label met the other's, in spans: rows are the first annotator's, the last row and column nothing.
fn confusion(corpus: &Corpus, left: usize, right: usize) -> Value {
    let spans = confusions(corpus, left, right).spans;
    let numbers: Vec<Option<u16>> = (0..corpus.labels.all().len() as u16).map(Some).chain([None]).collect();
    numbers.iter().map(|one| numbers.iter().map(|other| spans.count(*one, *other)).collect::<Vec<_>>()).collect::<Vec<_>>().into()
}

fn figures(figures: &Figures) -> Value {
    let mut data: serde_json::Map<String, Value> =
        Measure::ALL.into_iter().map(|measure| (measure.name().to_owned(), estimate(&figures.get(measure)))).collect();
    data.insert("annotations".to_owned(), json!([figures.counts.0, figures.counts.1]));
    if !figures.scenarios.is_empty() {
        let scenarios = figures.scenarios.iter().map(|(scenario, counts)| {
            let data = json!({
                "correct": counts.correct, "incorrect": counts.incorrect, "partial": counts.partial, "missed": counts.missed, "spurious": counts.spurious,
                "precision": counts.precision(), "recall": counts.recall(), "f1": counts.f1(),
            });
            (scenario.name().to_owned(), data)
        });
        data.insert("nervaluate".to_owned(), Value::Object(scenarios.collect()));
    }
    Value::Object(data)
}

fn estimate(estimate: &Estimate) -> Value {
    json!({"value": estimate.value, "low": estimate.interval.map(|range| range.low), "high": estimate.interval.map(|range| range.high)})
}

/// A row a figure: who, of which label, which figure, its value and interval.
pub(super) fn csv(findings: &Findings) -> String {
    let corpus = &findings.compared.corpus;
    let mut out = csv_row(["annotators", "label", "measure", "value", "low", "high"]);
    let number = |value: Option<f64>| value.map(|value| format!("{value:.6}")).unwrap_or_default();
    for agreement in findings.report.pairs.iter().chain(&findings.report.group) {
        let names: Vec<&str> = agreement.annotators.iter().filter_map(|number| corpus.annotators.get(*number)).map(String::as_str).collect();
        let labelled = corpus.labels.all().iter().map(String::as_str).zip(&agreement.labels);
        for (label, figures) in std::iter::once(("", &agreement.all)).chain(labelled) {
            for measure in Measure::ALL {
                let Estimate { value, interval } = figures.get(measure);
                let range = [interval.map(|range| range.low), interval.map(|range| range.high)].map(number);
                let [low, high] = range;
                out.push_str(&csv_row([names.join(" "), label.to_owned(), measure.name().to_owned(), number(value), low, high]));
            }
        }
    }
    out
}
