//! `tagline agree`: how far annotators agree.

mod data;
mod sheet;
mod words;

use super::choosing::{Chooser, filter, unseen, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, Compared, Comparison, annotators, grouped};
use crate::review::agreement::{Caution, Gamma, Report, Resampling, Sampling, cautions, gamma, report};

/// Say how far annotators agree
///
/// Compares the records of two or more annotators on the articles that they have in common: F1 of spans, token κ and α,
/// unitizing α, relations, attributes, each with what it means and when it should not be trusted. Intervals are 95 %, by
/// bootstrap over articles. Everybody but `gold` is compared unless names are given.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Agree {
    /// Terms that all must hold; without any, all articles
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// Who is compared
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    annotators: Vec<String>,
    /// Each annotator against the adjudicated annotations
    #[arg(long)]
    gold: bool,
    /// Only work that is marked as done
    #[arg(long)]
    done: bool,
    /// Rounds of the bootstrap; 0 leaves intervals out
    #[arg(long, value_name = "N", default_value_t = 1000)]
    rounds: usize,
    /// Which random numbers; the same seed gives the same intervals
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// γ too (Mathet, Widlöcher, Métivier 2015), which takes longer
    #[arg(long)]
    gamma: bool,
    /// Samples of γ
    #[arg(long, value_name = "N", default_value_t = 30, requires = "gamma")]
    samples: usize,
    /// Print all figures as data
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the figures as a table for spreadsheets, a row a figure
    #[arg(long)]
    csv: bool,
}

const EXAMPLES: &str = "  tagline agree
  tagline agree state:done --annotators anna,ben --gamma
  tagline agree --gold --csv > against-gold.csv
  tagline agree --json | jq '.pairs[0].all.exact_f1'";

/// All that is told.
struct Findings {
    compared: Compared,
    report: Report,
    gamma: Option<Gamma>,
    cautions: Vec<Caution>,
}

impl Agree {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let findings = self.findings(options)?;
        if self.json {
            output.line(&json_line(&data::json(&findings), true))?;
        } else if self.csv {
            output.text(&data::csv(&findings))?;
        } else {
            sheet::print(&findings, output)?;
        }
        match findings.compared.failed.first() {
            None => Ok(0),
            Some(first) => Err(Failure::findings(format!("{} articles could not be compared: {}", findings.compared.failed.len(), printable(first)))),
        }
    }

    fn findings(&self, options: &Options) -> Result<Findings, Failure> {
        let filter = filter(&self.filter)?;
        let mut progress = Progress::new();
        let chooser = if filter.is_empty() { Chooser::named(options)? } else { Chooser::complete(options, &mut progress)? };
        let names = self.whose(annotators(&chooser.home))?;
        let chosen = chooser.select(&filter, Arrangement::default());
        let cards = chosen.articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize));
        let seen = |key: &str| chooser.sight.is_open() || names.iter().all(|name| chooser.sight.sees_record(&chooser.home, key, name));
        let (articles, hidden): (Vec<_>, Vec<_>) = cards.map(|card| (card.path(&chooser.home), card.key().to_owned())).partition(|(_, key)| seen(key));
        if articles.is_empty() && !hidden.is_empty() {
            return Err(unseen(&chooser.sight));
        }
        let all = articles.len() as u64;
        let comparison = Comparison { home: &chooser.home, annotators: names, only_done: self.done };
        let compared = comparison.read(&articles, &mut |done| progress.step(done as u64, Some(all), || format!("{} articles read", grouped(done))));
        if compared.corpus.articles.is_empty() && compared.failed.is_empty() {
            let hint = format!("{} articles have the work of fewer than two of them", grouped(compared.alone));
            return Err(Failure::findings("there is no article that two of them have annotated").hinted(hint));
        }
        let how = (self.rounds > 0).then_some(Resampling { seed: self.seed, rounds: self.rounds });
        let rounds = self.rounds as u64;
        let report = report(&compared.corpus, how, &mut |done| {
            progress.step(done as u64, Some(rounds), || format!("{} rounds of the bootstrap", grouped(done)));
            true
        });
        let gamma = if self.gamma { self.measured_gamma(&compared) } else { None };
        progress.erase();
        let cautions = cautions(&compared.corpus);
        Ok(Findings { compared, report, gamma, cautions })
    }

    fn measured_gamma(&self, compared: &Compared) -> Option<Gamma> {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let all: Vec<usize> = (0..compared.corpus.annotators.len()).collect();
        gamma(&compared.corpus, &all, Sampling { seed: self.seed, samples: self.samples, threads }, &|_| true)
    }

    /// Who is compared: gold first where each is compared with it.
    fn whose(&self, everybody: Vec<String>) -> Result<Vec<String>, Failure> {
        let missing = self.annotators.iter().find(|name| !everybody.contains(name));
        if let Some(name) = missing {
            return Err(Failure::usage(format!("{}: has no records here", printable(name))).hinted(format!("there are {}", everybody.join(", "))));
        }
        if self.gold && !everybody.iter().any(|name| name == "gold") {
            return Err(Failure::usage("there are no adjudicated annotations yet"));
        }
        let meant = |name: &&String| if self.annotators.is_empty() { *name != "gold" } else { self.annotators.contains(name) };
        let mut names: Vec<String> = everybody.iter().filter(meant).filter(|name| *name != "gold" || !self.gold).cloned().collect();
        if self.gold {
            names.insert(0, "gold".to_owned());
        }
        if names.len() < 2 {
            return Err(Failure::findings("agreement needs two annotators").hinted(format!("there are records of {}", everybody.join(", "))));
        }
        Ok(names)
    }
}
