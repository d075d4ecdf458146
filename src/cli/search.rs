//! `tagline search`: words in all articles, or in what is annotated.

use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::choosing::{Chooser, filter, with_terms};
use super::failure::note;
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, Catalogue, Found, FoundSpan, FullText, Snippet, grouped};

/// Hits of an article that are told of as data.
const HITS: usize = 100;

/// Search all articles for words
///
/// Prints path, line and the text around the first hit of each article. Without a capital in the words, capitals do not matter;
/// spaces, quotes and hyphens of any kind are the same; soft hyphens do not count. Exit code 1 when nothing was found.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Search {
    /// What to look for, as it stands in the text
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Only in articles that pass a filter
    #[arg(long = "in", value_name = "FILTER")]
    within: Vec<String>,
    /// Only in what is annotated, as the records have it
    #[arg(long)]
    spans: bool,
    /// Only in annotations of that label
    #[arg(long, requires = "spans")]
    label: Option<String>,
    /// Print how many hits each article has
    #[arg(long, conflicts_with_all = ["spans", "json"])]
    count: bool,
    /// Print one object for each article or span, on a line of its own
    #[arg(long)]
    json: bool,
    /// So many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

const EXAMPLES: &str = "  tagline search harbour strike
  tagline search \"Norland's minister\" --in 'source:courier date:2026-09'
  tagline search strike --spans --label threat
  tagline search ultimatum --count | sort -t: -k2 -n";

/// Prints lines up to a number, and shows how far the search is.
struct Printer<'o> {
    output: &'o mut Output,
    progress: Progress,
    all: usize,
    left: usize,
    printed: usize,
    failure: Option<Failure>,
}

impl Printer<'_> {
    /// Prints what has been found; whether to go on.
    fn take(&mut self, done: usize, lines: impl IntoIterator<Item = String>) -> bool {
        for line in lines {
            if self.left == 0 {
                return false;
            }
            self.progress.erase();
            if let Err(failure) = self.output.line(&line) {
                self.failure = Some(failure);
                return false;
            }
            (self.left, self.printed) = (self.left - 1, self.printed + 1);
        }
        self.progress.step(done as u64, Some(self.all as u64), || format!("{} articles searched", grouped(done)));
        self.left > 0
    }
}

impl Search {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let words = self.words.join(" ");
        let full = FullText::new(&words).map_err(|error| Failure::usage(error.to_string()))?;
        if words.trim().is_empty() {
            return Err(Failure::usage("there is nothing to look for"));
        }
        let filter = filter(&self.within)?;
        let mut progress = Progress::new();
        // Names are all that the search needs; what else is known is for filters and for records.
        let named = filter.is_empty() && !self.spans;
        let chooser = if named { Chooser::named(options)? } else { Chooser::complete(options, &mut progress)? };
        let articles = chooser.select(&filter, Arrangement::default()).articles;
        let left = self.limit.unwrap_or(usize::MAX);
        let mut printer = Printer { progress, all: articles.len(), left, printed: 0, failure: None, output };
        let (place, stop) = ((&chooser.home, &chooser.catalogue, articles.as_slice()), AtomicBool::new(false));
        let bold = printer.output.colored;
        if self.spans {
            let annotator = options.annotator.as_deref();
            full.in_spans(place, annotator, &stop, &mut |done, found| {
                let seen = |found: &FoundSpan| chooser.catalogue.card(found.article as usize).is_some_and(|card| chooser.sight.sees(card, &found.annotator));
                let labelled = |found: &FoundSpan| self.label.as_ref().is_none_or(|label| label.eq_ignore_ascii_case(&found.label));
                let meant = found.into_iter().filter(|found| labelled(found) && seen(found));
                let lines: Vec<String> = meant.map(|found| self.span_line(&chooser.catalogue, &found, bold)).collect();
                printer.take(done, lines)
            });
        } else {
            let most = if self.count { usize::MAX } else { HITS };
            let make = |found: Found| self.line(&chooser.catalogue, &found, bold);
            full.in_articles(place, if self.json || self.count { most } else { 1 }, &stop, &make, &mut |done, lines| printer.take(done, lines));
        }
        printer.progress.erase();
        if self.spans && !chooser.sight.is_open() {
            let (why, hint) = chooser.sight.reason();
            note(&why, hint);
        }
        match printer.failure {
            Some(failure) => Err(failure),
            None => Ok(i32::from(printer.printed == 0)),
        }
    }

    fn line(&self, catalogue: &Catalogue, found: &Found, bold: bool) -> String {
        let key = key(catalogue, found.article);
        if self.count {
            return format!("{}:{}", printable(key), found.hits.len());
        }
        let snippet = found.snippet();
        if !self.json {
            return format!("{}:{}: {}", printable(key), found.line(), shown(&snippet, bold));
        }
        let hits = found.hits.iter().map(|hit| json!({"start": found.text.char_of(hit.start), "end": found.text.char_of(hit.end)}));
        let hits: Vec<serde_json::Value> = hits.collect();
        let Snippet { before, hit, after } = snippet;
        json_line(&json!({"path": key, "line": found.line(), "before": before, "hit": hit, "after": after, "hits": hits, "offset_unit": "codepoint"}), false)
    }

    fn span_line(&self, catalogue: &Catalogue, found: &FoundSpan, bold: bool) -> String {
        let key = key(catalogue, found.article);
        let FoundSpan { annotator, label, start, snippet, .. } = found;
        if !self.json {
            return format!("{}:{start}: {} {}: {}", printable(key), printable(annotator), printable(label), shown(snippet, bold));
        }
        let Snippet { before, hit, after } = snippet;
        json_line(
            &json!({"path": key, "annotator": annotator, "label": label, "start": start, "before": before, "hit": hit, "after": after, "offset_unit": "codepoint"}),
            false,
        )
    }
}

fn key(catalogue: &Catalogue, article: u32) -> &str {
    catalogue.card(article as usize).map_or("", |card| card.key())
}

/// A snippet on one line, what was found in bold.
fn shown(snippet: &Snippet, bold: bool) -> String {
    let (on, off) = if bold { ("\x1b[1m", "\x1b[22m") } else { ("", "") };
    format!("{}{on}{}{off}{}", printable(&snippet.before), printable(&snippet.hit), printable(&snippet.after))
}
