//! `tagline list`: the articles, as a table or as data.

mod data;
mod sheet;

pub(super) use data::state_name;

use super::choosing::{Arranging, Chooser, filter, with_terms};
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::Selection;

/// List the articles that pass a filter
///
/// Each with state (· new, ~ in progress, ✓ done), headline, source, date, words, how many annotations of each label, and who
/// else has annotated it. State and labels are those of the annotator, or of anybody when none is set.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct List {
    /// Terms that all must hold; without any, all articles
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    #[command(flatten)]
    arranging: Arranging,
    /// So many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print an array of objects
    #[arg(long, conflicts_with_all = ["csv", "paths"])]
    json: bool,
    /// Print a table for spreadsheets
    #[arg(long, conflicts_with = "paths")]
    csv: bool,
    /// Print paths only, one a line
    #[arg(long)]
    paths: bool,
}

const EXAMPLES: &str = "  tagline list state:new source:courier
  tagline list harbour strike --sort date
  tagline list 'words:<300' -- -path:drafts
  tagline list label:threat by:anna --json | jq -r '.[].path'
  tagline list --group month --csv > articles.csv";

impl List {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let filter = filter(&self.filter)?;
        let mut progress = Progress::new();
        let named = self.paths && filter.is_empty() && self.arranging.needs_names_only();
        let chooser = if named { Chooser::named(options)? } else { Chooser::complete(options, &mut progress)? };
        let mut chosen = chooser.select(&filter, self.arranging.arrangement());
        limit(&mut chosen, self.limit);
        if self.json {
            data::json(&chooser, &chosen, output)?;
        } else if self.csv {
            data::csv(&chooser, &chosen, output)?;
        } else if self.paths {
            for card in chosen.articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize)) {
                output.line(&printable(card.key()))?;
            }
        } else {
            sheet::print(&chooser, &chosen, output)?;
        }
        Ok(0)
    }
}

fn limit(chosen: &mut Selection, most: Option<usize>) {
    let most = most.unwrap_or(usize::MAX);
    chosen.articles.truncate(most);
    chosen.groups.retain(|(at, _)| *at < most);
}
