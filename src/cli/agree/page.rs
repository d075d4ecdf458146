//! Figures as a page that stands by itself, to be handed on: what was compared, how far annotators agree and in what not,
//! what the figures mean and when they must not be trusted.

mod places;
mod plot;
mod style;

use std::fmt::Write;

use super::{Basis, Findings};
use crate::library::grouped;
use crate::report::PAGE_END;
use crate::report::frame::{BODY, head, table, text};
use crate::review::agreement::{
    Agreement, Caution, Confusion, Corpus, Estimate, Figures, Gamma, Measure, Period, Report, attributes, confusions, periods, short, verdict,
};

use plot::{DRAWN, Row};

/// Periods that are told one by one; without that many there is no course.
const FEWEST_PERIODS: usize = 2;

/// The page.
pub(super) fn page(findings: &Findings, basis: &Basis) -> String {
    let corpus = &findings.compared.corpus;
    let title = format!("How far {} agree", listed(&corpus.annotators));
    let mut out = head(&title, &basis.home.project.codebook, style::RULES) + BODY;
    let _ = writeln!(out, "<h1>{}</h1>", text(&title));
    summary(&mut out, findings);
    compared(&mut out, findings, basis);
    careful(&mut out, corpus, &findings.cautions);
    if let Some(whole) = findings.report.whole() {
        by_label(&mut out, corpus, whole);
    }
    if findings.report.pairs.len() > 1 {
        by_pair(&mut out, corpus, &findings.report.pairs);
    }
    let against = findings.against.as_ref().map(|(compared, report)| (&compared.corpus, report));
    gold(&mut out, corpus, &findings.report, against);
    course(&mut out, &periods(corpus, findings.how));
    for pair in &findings.report.pairs {
        details(&mut out, corpus, pair, findings.report.pairs.len() > 1);
    }
    if let Some(gamma) = &findings.gamma {
        alignment(&mut out, corpus, gamma);
    }
    places::places(&mut out, &basis.home, &findings.compared);
    meanings(&mut out);
    out + PAGE_END
}

/// `anna, ben and cara`
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// A number of things: `1 article`, `1,200 articles`.
fn many(count: usize, one: &str) -> String {
    format!("{} {one}{}", grouped(count), if count == 1 { "" } else { "s" })
}

fn percent(value: f64) -> String {
    format!("{:.0} %", value * 100.0)
}

/// What it comes to, in three sentences.
fn summary(out: &mut String, findings: &Findings) {
    let Some(whole) = findings.report.whole() else { return };
    let (exact, overlap, alpha) = (whole.all.get(Measure::ExactF1), whole.all.get(Measure::OverlapF1), whole.all.get(Measure::Alpha));
    let range =
        |estimate: Estimate| estimate.interval.map(|range| format!(" (between {} and {})", percent(range.low), percent(range.high))).unwrap_or_default();
    out.push_str("<p class=\"lead\">");
    match (exact.value, overlap.value) {
        (Some(same), Some(near)) => {
            let _ = write!(
                out,
                "Of all annotations on {}{}, <b>{}</b>{} have the same label and the same boundaries on both sides; where a word in common is enough, <b>{}</b>.",
                many(findings.compared.keys.len(), "article"),
                if whole.annotators.len() > 2 { ", pair by pair" } else { "" },
                percent(same),
                range(exact),
                percent(near)
            );
        }
        _ => out.push_str("Nobody has annotated anything in these articles."),
    }
    if alpha.value.is_some() {
        let _ = write!(out, " Less what chance would give, agreement on each word (token α) is <b>{}</b>, which {}.", alpha.in_figures(), verdict(alpha));
    }
    out.push_str("</p>\n");
}

fn compared(out: &mut String, findings: &Findings, basis: &Basis) {
    let corpus = &findings.compared.corpus;
    let days = corpus.articles.iter().flat_map(|entry| entry.work.iter().flatten()).filter_map(|work| work.day);
    let (first, last) = days.fold((None, None), |(first, last), day| (first.map_or(Some(day), |known| Some(day.min(known))), last.max(Some(day))));
    let annotated = match (first, last) {
        (Some(first), Some(last)) if first == last => format!("on {first}"),
        (Some(first), Some(last)) => format!("from {first} to {last}"),
        _ => "never".to_owned(),
    };
    let which = match (basis.filter.is_empty(), basis.only_done) {
        (true, false) => "all that two of them have worked on".to_owned(),
        (true, true) => "all that two of them have marked as done".to_owned(),
        (false, done) => format!("those with “{}” that two of them have {}", basis.filter, if done { "marked as done" } else { "worked on" }),
    };
    let alone = match findings.compared.alone {
        0 => String::new(),
        count => format!("; {} with the work of fewer left aside", many(count, "article")),
    };
    let intervals = match findings.how {
        Some(how) => format!("95 %, by bootstrap over articles: {} rounds, seed {}", grouped(how.rounds), how.seed),
        None => "none".to_owned(),
    };
    let entries = [
        ("project", basis.name.clone()),
        ("articles", format!("{}: {which}{alone}", grouped(findings.compared.keys.len()))),
        ("annotated", format!("{annotated} (days of the last changes, in UTC)")),
        ("intervals", intervals),
        ("made", format!("{} with tagline {}", basis.made, env!("CARGO_PKG_VERSION"))),
    ];
    out.push_str("<h2>What was compared</h2>\n<dl class=\"facts\">\n");
    for (name, value) in entries {
        let _ = writeln!(out, "<dt>{name}</dt><dd>{}</dd>", text(&value));
    }
    out.push_str("</dl>\n");
    let row = |(number, name): (usize, &String)| {
        let works: Vec<_> = corpus.articles.iter().filter_map(|entry| entry.work.get(number)?.as_ref()).collect();
        let count = |of: &dyn Fn(&&&crate::review::agreement::Work) -> bool| grouped(works.iter().filter(of).count());
        let annotations = works.iter().map(|work| work.units.len()).sum();
        let relations = works.iter().map(|work| work.links.len()).sum();
        vec![text(name), grouped(works.len()), count(&|work| !work.unfinished), grouped(annotations), grouped(relations)]
    };
    let rows: Vec<Vec<String>> = corpus.annotators.iter().enumerate().map(row).collect();
    table(out, "Who annotated how much of it", &["annotator", "articles", "done", "annotations", "relations"], &rows);
}

fn careful(out: &mut String, corpus: &Corpus, found: &[Caution]) {
    if found.is_empty() {
        return;
    }
    out.push_str("<section class=\"careful\" aria-labelledby=\"careful\"><h2 id=\"careful\">Read this before you rely on a figure</h2>\n<ul>\n");
    for one in found {
        let _ = writeln!(out, "<li>{}</li>", text(&one.in_words(corpus)));
    }
    out.push_str("</ul></section>\n");
}

fn marks(figures: &Figures) -> Row<'static> {
    (String::new(), DRAWN.iter().map(|(measure, shape)| (*shape, figures.get(*measure), measure.title())).collect())
}

/// The label's name as the corpus has it, for all and for each.
fn labelled<'a>(corpus: &'a Corpus, agreement: &'a Agreement) -> impl Iterator<Item = (&'a str, &'a Figures)> {
    let labels = corpus.labels.all().iter().map(String::as_str).zip(&agreement.labels);
    std::iter::once(("all labels", &agreement.all)).chain(labels)
}

/// A row of figures in words, one cell a measure.
fn cells(name: &str, figures: &Figures) -> Vec<String> {
    let (left, right) = figures.counts;
    let counts = if left + right == 0 { "–".to_owned() } else { format!("{}/{}", grouped(left as usize), grouped(right as usize)) };
    [text(name), counts].into_iter().chain(Measure::ALL.into_iter().map(|measure| told(figures.get(measure)))).collect()
}

/// A figure for a table; nothing where it is not defined, so that a measure without any figure has no column.
fn told(estimate: Estimate) -> String {
    estimate.value.map(|_| estimate.in_figures()).unwrap_or_default()
}

fn columns(first: &'static str) -> Vec<&'static str> {
    [first, "spans"].into_iter().chain(Measure::ALL.into_iter().map(Measure::title)).collect()
}

fn by_label(out: &mut String, corpus: &Corpus, whole: &Agreement) {
    out.push_str("<h2>By label</h2>\n");
    let used: Vec<(&str, &Figures)> = labelled(corpus, whole).filter(|(_, figures)| figures.counts != (0, 0)).collect();
    plot::key(out, false);
    let rows: Vec<Row<'_>> = used.iter().map(|(name, figures)| ((*name).to_owned(), marks(figures).1)).collect();
    plot::dots(out, "labels", "Agreement by label, with 95 % intervals", &rows);
    let rows: Vec<Vec<String>> = labelled(corpus, whole).map(|(name, figures)| cells(name, figures)).collect();
    table(out, "All figures by label; spans are those of the first and of the second, intervals stand in brackets", &columns("label"), &rows);
    kinds(out, corpus, whole);
}

/// Relations by type, where there are some.
fn kinds(out: &mut String, corpus: &Corpus, agreement: &Agreement) {
    let rows = corpus.kinds.all().iter().zip(&agreement.kinds).filter(|(_, estimate)| estimate.value.is_some());
    let rows: Vec<Vec<String>> = rows.map(|(kind, estimate)| vec![text(kind), told(*estimate)]).collect();
    table(out, "Relations between spans that match, by type", &["type", Measure::Relations.title()], &rows);
}

fn pair_name(corpus: &Corpus, agreement: &Agreement) -> String {
    let names: Vec<String> = agreement.annotators.iter().filter_map(|number| corpus.annotators.get(*number)).cloned().collect();
    listed(&names)
}

fn by_pair(out: &mut String, corpus: &Corpus, pairs: &[Agreement]) {
    out.push_str("<h2>Pair by pair</h2>\n");
    plot::key(out, false);
    let rows: Vec<Row<'_>> = pairs.iter().map(|pair| (pair_name(corpus, pair), marks(&pair.all).1)).collect();
    plot::dots(out, "pairs", "Agreement of each pair on all labels, with 95 % intervals", &rows);
    let rows: Vec<Vec<String>> = pairs.iter().map(|pair| cells(&pair_name(corpus, pair), &pair.all)).collect();
    table(out, "Each pair on all labels", &columns("pair"), &rows);
}

/// Each annotator against the adjudicated set, compared with the others or apart.
fn gold(out: &mut String, corpus: &Corpus, report: &Report, against: Option<(&Corpus, &Report)>) {
    let (corpus, report) = against.unwrap_or((corpus, report));
    let is_gold = |number: &usize| corpus.annotators.get(*number).is_some_and(|name| name == crate::library::GOLD);
    let found: Vec<(&str, &Figures)> = report
        .pairs
        .iter()
        .filter(|pair| pair.annotators.iter().any(is_gold))
        .filter_map(|pair| Some((corpus.annotators.get(*pair.annotators.iter().find(|number| !is_gold(number))?)?.as_str(), &pair.all)))
        .collect();
    if found.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>Each against the adjudicated annotations</h2>\n<p>On the articles that were adjudicated: what a reviewer decided is the measure.</p>"
    );
    plot::key(out, false);
    let rows: Vec<Row<'_>> = found.iter().map(|(name, figures)| ((*name).to_owned(), marks(figures).1)).collect();
    plot::dots(out, "gold", "Agreement of each annotator with the adjudicated annotations, with 95 % intervals", &rows);
    let rows: Vec<Vec<String>> = found.iter().map(|(name, figures)| cells(name, figures)).collect();
    table(out, "Each annotator against the adjudicated annotations", &columns("annotator"), &rows);
}

/// Agreement over time, where there is more than one time.
fn course(out: &mut String, periods: &[Period]) {
    if periods.len() < FEWEST_PERIODS {
        return;
    }
    out.push_str("<h2>Over time</h2>\n<p>Each article stands with the day (in UTC) on which the last of its annotators last changed an annotation.</p>\n");
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return };
    let length = f64::from((last.from - first.from).get_days().max(1));
    let name = |period: &Period| if period.from == period.to { period.from.to_string() } else { format!("{} to {}", period.from, period.to) };
    let point = |period: &Period| {
        let place = f64::from((period.from - first.from).get_days()) / length;
        (place, period.from.to_string(), vec![period.agreement.all.get(Measure::ExactF1), period.agreement.all.get(Measure::Alpha)])
    };
    plot::key(out, true);
    plot::course(out, "course", "Agreement over time, with 95 % intervals", &periods.iter().map(point).collect::<Vec<_>>());
    let row = |period: &Period| {
        let figures = DRAWN.iter().map(|(measure, _)| told(period.agreement.all.get(*measure)));
        [name(period), grouped(period.articles)].into_iter().chain(figures).collect()
    };
    let columns: Vec<&str> = ["days", "articles"].into_iter().chain(DRAWN.iter().map(|(measure, _)| measure.title())).collect();
    table(out, "Agreement over time", &columns, &periods.iter().map(row).collect::<Vec<Vec<String>>>());
}

/// What two annotators take for what, their attributes, and the counts of other tools.
fn details(out: &mut String, corpus: &Corpus, pair: &Agreement, of_many: bool) {
    let [left, right] = pair.annotators.as_slice() else { return };
    let name = |number: usize| corpus.annotators.get(number).map(String::as_str).unwrap_or_default();
    let heading = if of_many { format!("What {} take for what", pair_name(corpus, pair)) } else { "What is taken for what".to_owned() };
    let _ = writeln!(out, "<h2>{}</h2>", text(&heading));
    confusion(out, corpus, &confusions(corpus, *left, *right).spans, name(*left), name(*right));
    if of_many {
        let rows: Vec<Vec<String>> = labelled(corpus, pair).map(|(name, figures)| cells(name, figures)).collect();
        table(out, &format!("{}, by label", pair_name(corpus, pair)), &columns("label"), &rows);
        kinds(out, corpus, pair);
    }
    let found = attributes(corpus, *left, *right);
    let rows = found.iter().map(|one| {
        let share = one.share().map(percent).unwrap_or_default();
        vec![
            text(corpus.labels.name(one.label)),
            text(corpus.attributes.name(one.attribute)),
            grouped(one.pairs as usize),
            share,
            one.kappa.map(short).unwrap_or_default(),
        ]
    });
    table(out, "Attributes on spans that both have", &["label", "attribute", "spans", "same value", "Cohen κ"], &rows.collect::<Vec<_>>());
    let row = |(scenario, counts): &(crate::review::agreement::Scenario, crate::review::agreement::Counts)| {
        let figures = [counts.precision(), counts.recall(), counts.f1()].map(|value| value.map(short).unwrap_or_default());
        let counts = [counts.correct, counts.incorrect, counts.partial, counts.missed, counts.spurious].map(|count| grouped(count as usize));
        std::iter::once(scenario.name().to_owned()).chain(counts).chain(figures).collect()
    };
    let caption = format!("Counts as nervaluate makes them, {} taken as the truth", name(*left));
    let columns = ["spans are compared", "correct", "incorrect", "partial", "missed", "spurious", "precision", "recall", "F1"];
    table(out, &caption, &columns, &pair.all.scenarios.iter().map(row).collect::<Vec<Vec<String>>>());
}

/// A heat table: how often the one's label met the other's. Each cell says its share of the row too, so that its shade says
/// nothing alone.
fn confusion(out: &mut String, corpus: &Corpus, spans: &Confusion, left: &str, right: &str) {
    let labels = (0..corpus.labels.all().len() as u16).map(Some).chain([None]);
    let used = |number: &Option<u16>| {
        number.is_none()
            || (0..corpus.labels.all().len() as u16).map(Some).chain([None]).any(|other| spans.count(*number, other) + spans.count(other, *number) > 0)
    };
    let numbers: Vec<Option<u16>> = labels.filter(used).collect();
    let name = |number: &Option<u16>| number.map_or_else(|| "nothing".to_owned(), |number| text(corpus.labels.name(number)));
    let caption = text(&format!("Spans with the same boundaries: labels of {left} down, of {right} across; per cent are of the row"));
    let _ = writeln!(out, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\"><table class=\"heat\">\n<caption>{caption}</caption>");
    let head = |number: &Option<u16>| format!("<th scope=\"col\">{}</th>", name(number));
    let heads: String = numbers.iter().map(head).collect();
    let _ = writeln!(out, "<thead><tr><th scope=\"col\">{} ↓ {} →</th>{heads}</tr></thead>\n<tbody>", text(left), text(right));
    for row in &numbers {
        let all: u64 = numbers.iter().map(|column| spans.count(*row, *column)).sum();
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", name(row));
        for column in &numbers {
            let count = spans.count(*row, *column);
            let share = if all == 0 { 0.0 } else { count as f64 / all as f64 };
            let same = if row == column && row.is_some() { " same" } else { "" };
            let _ = match (row, column) {
                (None, None) => write!(out, "<td>–</td>"),
                _ if count == 0 => write!(out, "<td class=\"h0{same}\">0</td>"),
                _ => write!(out, "<td class=\"h{}{same}\">{} <small>{}</small></td>", (share * 5.0).ceil().min(5.0), grouped(count as usize), percent(share)),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// γ and its relatives.
fn alignment(out: &mut String, corpus: &Corpus, gamma: &Gamma) {
    out.push_str("<h2>γ: spans aligned before they are compared</h2>\n");
    let exactly = if gamma.exact { "" } else { "; of more than two annotators, alignments are approximate" };
    let _ = writeln!(out, "<p>After Mathet, Widlöcher and Métivier (2015), on {}{exactly}.</p>", many(gamma.articles, "article"));
    let show = |value: Option<f64>| value.map(short).unwrap_or_default();
    let whole = [("γ", gamma.gamma), ("soft γ", gamma.soft), ("γ of categories", gamma.categorical)];
    let labels = corpus.labels.all().iter().zip(&gamma.labels).map(|(label, value)| (format!("γ of {label}"), *value));
    let rows = whole.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(labels).filter(|(_, value)| value.is_some());
    table(out, "γ", &["figure", "value"], &rows.map(|(name, value)| vec![text(&name), show(value)]).collect::<Vec<_>>());
}

/// What figures mean, and how far they go.
fn meanings(out: &mut String) {
    out.push_str("<h2>What the figures mean</h2>\n<dl class=\"facts\">\n");
    for measure in Measure::ALL {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", measure.title(), text(measure.meaning()));
    }
    out.push_str("<dt>interval</dt><dd>where the figure would lie in 95 of 100 cases had other articles of the same kind been annotated; it says nothing of other annotators</dd>\n</dl>\n");
    out.push_str(
        "<p>F1 runs from 0 to 1 and knows no chance: with one label on everything it is high whatever annotators think. κ and α are 0 where \
         annotators agree no more than chance would have it, below 0 where they agree less, and 1 where they agree in full; customary limits are .80, and .667 for \
         tentative conclusions (Krippendorff). A label that is rare, a few articles, or one annotator who overlooks a kind of span move all of them. No figure says \
         who is right: two who make the same mistake agree.</p>\n",
    );
}
