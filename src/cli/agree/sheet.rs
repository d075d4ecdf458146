//! Figures as tables for a terminal.

use std::fmt::Write;

use super::Findings;
use crate::article::printable;
use crate::cli::table::table;
use crate::library::grouped;
use crate::review::agreement::{Agreement, Corpus, Figures, Measure, attributes, confusions, disputed_articles, verdict};

/// Articles of dispute that are listed.
const DISPUTES: usize = 5;

/// Shades from never to always, by tenths: what a cell's share of its row is.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// All that is told, for a terminal.
pub(super) fn sheet(findings: &Findings) -> String {
    let (compared, corpus) = (&findings.compared, &findings.compared.corpus);
    let mut out = format!("{} on {} articles\n\n", names(corpus, &(0..corpus.annotators.len()).collect::<Vec<_>>()), grouped(compared.keys.len()));
    for agreement in findings.report.pairs.iter().chain(&findings.report.group) {
        let _ = writeln!(out, "{}", names(corpus, &agreement.annotators));
        out.push_str(&figures(corpus, agreement));
        if let [left, right] = agreement.annotators.as_slice() {
            out.push_str(&matrix(corpus, *left, *right));
            out.push_str(&by_attribute(corpus, *left, *right));
        }
        out.push('\n');
    }
    if let Some(gamma) = &findings.gamma {
        let show = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
        let exactly = if gamma.exact { "" } else { ", alignments approximate" };
        let (whole, soft, categories) = (show(gamma.gamma), show(gamma.soft), show(gamma.categorical));
        let _ = writeln!(out, "γ {whole}   soft {soft}   categories {categories}   ({} articles{exactly})\n", grouped(gamma.articles));
    }
    let disputed = disputed_articles(corpus, DISPUTES);
    if !disputed.is_empty() {
        out.push_str("most disputed: tagline review opens them\n");
        for dispute in disputed {
            let key = compared.keys.get(dispute.article).map(|key| printable(key)).unwrap_or_default();
            let _ = writeln!(out, "  {} of {}  {key}", dispute.unmatched, dispute.all);
        }
        out.push('\n');
    }
    for measure in Measure::ALL {
        let _ = writeln!(out, "{:<12} {}", measure.title(), measure.meaning());
    }
    if let Some(whole) = findings.report.whole() {
        let _ = writeln!(out, "token α {}", verdict(whole.all.get(Measure::Alpha)));
    }
    for one in &findings.cautions {
        let _ = writeln!(out, "careful: {}", one.in_words(corpus));
    }
    out
}

fn names(corpus: &Corpus, numbers: &[usize]) -> String {
    let names: Vec<String> = numbers.iter().filter_map(|number| corpus.annotators.get(*number)).map(|name| printable(name)).collect();
    names.join(" · ")
}

fn figures(corpus: &Corpus, agreement: &Agreement) -> String {
    let row = |name: &str, figures: &Figures| -> [String; 9] {
        let mut cells =
            std::iter::once(printable(name)).chain(std::iter::once(format!("{}/{}", grouped(figures.counts.0 as usize), grouped(figures.counts.1 as usize))));
        let mut measured = Measure::ALL.into_iter().map(|measure| figures.get(measure).in_figures());
        std::array::from_fn(|_| cells.next().or_else(|| measured.next()).unwrap_or_default())
    };
    let labelled = corpus.labels.all().iter().map(String::as_str).zip(&agreement.labels);
    let rows: Vec<[String; 9]> = std::iter::once(("all", &agreement.all)).chain(labelled).map(|(name, figures)| row(name, figures)).collect();
    let mut titles = ["label", "spans"].into_iter().chain(Measure::ALL.into_iter().map(Measure::title));
    table(std::array::from_fn(|_| titles.next().unwrap_or_default()), &rows)
}

/// Which labels are taken for which, in spans: the shade is the share of the row.
fn matrix(corpus: &Corpus, left: usize, right: usize) -> String {
    let spans = confusions(corpus, left, right).spans;
    let labels = corpus.labels.all();
    let numbers: Vec<Option<u16>> = (0..labels.len() as u16).map(Some).chain([None]).collect();
    let name = |number: &Option<u16>| number.map_or_else(|| "nothing".to_owned(), |number| printable(corpus.labels.name(number)));
    let widest = numbers.iter().map(|number| unicode_width::UnicodeWidthStr::width(name(number).as_str())).max().unwrap_or_default().max(7);
    let who = |number: usize| corpus.annotators.get(number).map(|name| printable(name)).unwrap_or_default();
    let mut out = format!("\n{} down, {} across\n{:widest$}", who(left), who(right), "");
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(unicode_width::UnicodeWidthStr::width(text)));
    for number in &numbers {
        let name = name(number);
        out.push_str(&format!("  {}{name}", pad(&name, widest)));
    }
    out.push('\n');
    for row in &numbers {
        let all: u64 = numbers.iter().map(|column| spans.count(*row, *column)).sum();
        let title = name(row);
        out.push_str(&format!("{title}{}", pad(&title, widest)));
        for column in &numbers {
            let count = spans.count(*row, *column);
            let share = (count * SHADES.len() as u64).checked_div(all).unwrap_or_default().min(SHADES.len() as u64 - 1);
            let shade = SHADES.get(share as usize).copied().unwrap_or(' ');
            out.push_str(&format!(" {shade}{count:>widest$}"));
        }
        out.push('\n');
    }
    out
}

fn by_attribute(corpus: &Corpus, left: usize, right: usize) -> String {
    let found = attributes(corpus, left, right);
    if found.is_empty() {
        return String::new();
    }
    let show = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let rows: Vec<[String; 4]> = found
        .iter()
        .map(|one| {
            let name = format!("{}.{}", printable(corpus.labels.name(one.label)), printable(corpus.attributes.name(one.attribute)));
            [name, grouped(one.pairs as usize), show(one.share()), show(one.kappa)]
        })
        .collect();
    "\n".to_owned() + &table(["attribute on matched spans", "pairs", "equal", "κ"], &rows)
}
