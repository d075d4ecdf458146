//! Where annotators disagree most: articles, and places with their sentence as each has it.

use std::fmt::Write;

use super::listed;
use crate::annotation::Codebook;
use crate::article::{Span, printable};
use crate::library::{Compared, DisputedPlace, Home, Side, disputed};
use crate::report::frame::{table, text};

/// Articles and places that are told.
const ARTICLES: usize = 20;
const PLACES: usize = 25;

pub(super) fn places(out: &mut String, home: &Home, compared: &Compared) {
    let (articles, places) = disputed(home, compared, ARTICLES, PLACES);
    if articles.is_empty() && places.is_empty() {
        return;
    }
    out.push_str("<h2>Where they differ most</h2>\n");
    let rows = articles.iter().map(|article| {
        let (unmatched, all) = (article.dispute.unmatched.to_string(), article.dispute.all.to_string());
        let title = if article.title.is_empty() { &article.key } else { &article.title };
        vec![text(title), text(&article.key), unmatched, all, format!("{:.0} %", article.dispute.share() * 100.0)]
    });
    table(
        out,
        "Articles with the most annotations that have no exact match",
        &["article", "file", "without a match", "of", "share"],
        &rows.collect::<Vec<_>>(),
    );
    for place in &places {
        let _ = writeln!(out, "<section class=\"place\"><h3>{}, line {}</h3>\n<dl>", text(&place.key), place.line);
        for side in &place.sides {
            let names: Vec<String> = side.annotators.iter().filter_map(|number| compared.corpus.annotators.get(*number)).cloned().collect();
            let _ = writeln!(out, "<dt>{}</dt><dd dir=\"auto\">{}</dd>", text(&listed(&names)), version(place, side, compared, &home.project.codebook));
        }
        out.push_str("</dl></section>\n");
    }
}

/// The sentence with what a side has in it, each mark with the letter and the name of its label. What overlaps is cut where
/// another one begins or ends, and the pieces say all their labels.
fn version(place: &DisputedPlace, side: &Side, compared: &Compared, codebook: &Codebook) -> String {
    let mut edges: Vec<u32> = side.marks.iter().flat_map(|(span, _)| [span.start, span.end]).chain([0, place.excerpt.len() as u32]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut out = String::new();
    for (start, end) in edges.iter().zip(edges.iter().skip(1)) {
        let words = text(place.excerpt.get(*start as usize..*end as usize).unwrap_or_default());
        let over: Vec<&(Span, u16)> = side.marks.iter().filter(|(span, _)| span.start <= *start && *end <= span.end).collect();
        let label = |number: u16| codebook.labels.iter().position(|label| label.id.as_str() == compared.corpus.labels.name(number));
        let Some((_, innermost)) = over.last() else {
            out.push_str(&words);
            continue;
        };
        let class = label(*innermost).map(|label| format!(" class=\"l{label}\"")).unwrap_or_default();
        let begins: Vec<String> =
            over.iter().filter(|(span, _)| span.start == *start).map(|(_, number)| printable(compared.corpus.labels.name(*number))).collect();
        let sign = if begins.is_empty() { String::new() } else { format!("<span class=\"sign\">{}</span>", text(&begins.join(" "))) };
        let _ = write!(out, "<mark{class}>{sign}{words}</mark>");
    }
    if side.marks.is_empty() {
        out.push_str(" <small>(nothing marked here)</small>");
    }
    out
}
