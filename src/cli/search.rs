//! `tagline search`: words in all articles.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::choosing::{Library, filter_help};
use super::json::json_line;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, Catalogue, Snippet, search_spans, search_texts};
use crate::reading::Search as Words;

/// Find words in articles, or in annotated spans
///
/// A line for each article that holds them: path, line, and the first place with what is around it. Capitals count only
/// where you type one; curly and straight quotes, spaces of all kinds and hyphens are the same. The exit code is 1 when
/// nothing was found.
#[derive(Debug, clap::Args)]
#[command(after_help = filter_help("Examples:\n  tagline search \"harbour strike\"\n  tagline search --spans --in label:threat \"bomb\"\n  tagline search --in date:2026-09 --json union"))]
pub(super) struct Search {
    /// What to look for
    #[arg(required = true)]
    words: Vec<String>,
    /// Only in the articles that pass this filter
    #[arg(long = "in", value_name = "FILTER")]
    filter: Option<String>,
    /// In annotated spans instead of the texts
    #[arg(long)]
    spans: bool,
    /// Only spans of this label
    #[arg(long, value_name = "LABEL", requires = "spans")]
    label: Option<String>,
    /// Instead of the articles of this folder's project, those of another folder
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Print how often the words are in each article instead of where
    #[arg(long, conflicts_with = "spans")]
    count: bool,
    /// So many lines at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl Search {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let words = self.words.join(" ");
        let search = Words::new(&words).map_err(|error| Failure::usage(error.to_string()))?;
        if search.needle().all(char::is_whitespace) {
            return Err(Failure::usage("there is nothing to look for"));
        }
        // The texts are read anyway: without a filter nothing else of them need be known.
        let library = if self.filter.is_none() && !self.spans {
            let library = Library::unread(self.folder.as_ref(), options)?;
            Library { catalogue: Catalogue::by_name(&library.home), ..library }
        } else {
            Library::open(self.folder.as_ref(), options)?
        };
        let filter: Vec<String> = self.filter.iter().cloned().collect();
        let articles = library.choose(&filter, Arrangement::default())?.articles;
        let mut found = 0;
        let mut failed = None;
        let mut print = |line: String, output: &mut Output| {
            found += 1;
            match output.line(&line) {
                Ok(()) => self.limit.is_none_or(|limit| found < limit),
                Err(failure) => {
                    failed = Some(failure);
                    false
                }
            }
        };
        let key = |article: u32| library.catalogue.card(article as usize).map_or("", |card| card.key());
        let colored = output.colored;
        let stop = AtomicBool::new(self.limit == Some(0));
        if self.spans {
            search_spans(&library.home, &library.catalogue, &articles, options.annotator.as_deref(), &search, &stop, &mut |hit| {
                if self.label.as_ref().is_some_and(|label| !label.eq_ignore_ascii_case(&hit.label)) {
                    return true;
                }
                let line = if self.json {
                    let text = format!("{}{}{}", hit.snippet.before, hit.snippet.hit, hit.snippet.after);
                    json_line(&json!({"path": key(hit.article), "annotator": hit.annotator, "label": hit.label, "start": hit.start, "text": text}), false)
                } else {
                    format!("{}: {} {}: {}", printable(key(hit.article)), printable(&hit.annotator), printable(&hit.label), shown(&hit.snippet, colored))
                };
                print(line, output)
            });
        } else {
            search_texts(&library.home, &library.catalogue, &articles, &search, &stop, &mut |hit| {
                let line = if self.json {
                    let Snippet { before, hit: words, after } = &hit.snippet;
                    json_line(&json!({"path": key(hit.article), "line": hit.line, "count": hit.count, "before": before, "hit": words, "after": after}), false)
                } else if self.count {
                    format!("{}: {}", printable(key(hit.article)), hit.count)
                } else {
                    format!("{}:{}: {}", printable(key(hit.article)), hit.line, shown(&hit.snippet, colored))
                };
                print(line, output)
            });
        }
        match failed {
            Some(failure) => Err(failure),
            None => Ok(i32::from(found == 0)),
        }
    }
}

/// A snippet, the hit in bold where that can be shown.
fn shown(snippet: &Snippet, colored: bool) -> String {
    let (before, hit, after) = (printable(&snippet.before), printable(&snippet.hit), printable(&snippet.after));
    if colored { format!("{before}\u{1b}[1m{hit}\u{1b}[0m{after}") } else { format!("{before}{hit}{after}") }
}
