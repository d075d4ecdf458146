//! `tagline agree`: how far annotators agree.

mod data;
mod page;
mod sheet;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::choosing::{Chooser, filter, unseen, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, Compared, Comparison, GOLD, Home, Privacy, annotators, grouped, holds_work, write_atomically};
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
    /// Write to this file; without one of the next three, its ending says in which form
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// All figures as data
    #[arg(long)]
    json: bool,
    /// The figures as a table for spreadsheets, a row a figure
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// A page with plots that stands by itself, to be handed on
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    html: bool,
}

/// The forms of what is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Tables,
    Json,
    Csv,
    Html,
}

const EXAMPLES: &str = "  tagline agree
  tagline agree state:done --annotators anna,ben --gamma
  tagline agree --gold --csv > against-gold.csv
  tagline agree state:done -o agreement.html
  tagline agree --json | jq '.pairs[0].all.exact_f1'";

/// All that is told.
struct Findings {
    compared: Compared,
    report: Report,
    gamma: Option<Gamma>,
    cautions: Vec<Caution>,
    /// How intervals were made, if they were.
    how: Option<Resampling>,
    /// The adjudicated set and each annotator, where a page is to tell of them beside the others.
    against: Option<(Compared, Report)>,
}

/// From what they were made.
struct Basis {
    home: Home,
    /// The project.
    name: String,
    /// Which articles were chosen.
    filter: String,
    only_done: bool,
    made: String,
}

impl Agree {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let form = self.form()?;
        let filter = filter(&self.filter)?;
        let mut progress = Progress::new();
        let chooser = if filter.is_empty() { Chooser::named(options)? } else { Chooser::complete(options, &mut progress)? };
        let names = self.whose(annotators(&chooser.home))?;
        let chosen = chooser.select(&filter, Arrangement::default());
        let cards = chosen.articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize));
        let cards = cards.map(|card| (card.path(&chooser.home), card.key().to_owned())).collect();
        let comparison = Comparison { home: &chooser.home, annotators: names, only_done: self.done };
        let (articles, hidden) = comparison.seen(cards, &chooser.sight);
        if articles.is_empty() && hidden > 0 {
            return Err(unseen(&chooser.sight));
        }
        self.refuse_to_overwrite(&chooser.home, &articles)?;
        let findings = self.findings(&comparison, &articles, form, &mut progress)?;
        progress.erase();
        let failed = findings.compared.failed.clone();
        self.put(form, &findings, chooser.home, output)?;
        match failed.first() {
            None => Ok(0),
            Some(first) => Err(Failure::findings(format!("{} articles could not be compared: {}", failed.len(), printable(first)))),
        }
    }

    fn put(&self, form: Form, findings: &Findings, home: Home, output: &mut Output) -> Result<(), Failure> {
        let told = match form {
            Form::Json => json_line(&data::json(findings), true) + "\n",
            Form::Csv => data::csv(findings),
            Form::Html => page::page(findings, &self.basis(home)),
            Form::Tables => sheet::sheet(findings),
        };
        match &self.output {
            Some(path) => write_atomically(path, told.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&shown(path), &error)),
            None => output.text(&told),
        }
    }

    /// The form that is asked for, or that the ending of the file means.
    fn form(&self) -> Result<Form, Failure> {
        let ending = self.output.as_deref().map(|path| path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default());
        match (self.json, self.csv, self.html, ending.as_deref()) {
            (true, ..) | (_, _, _, Some("json")) if !self.csv && !self.html => Ok(Form::Json),
            (_, true, ..) | (_, _, _, Some("csv")) if !self.html => Ok(Form::Csv),
            (_, _, true, _) | (_, _, _, Some("html" | "htm")) => Ok(Form::Html),
            (_, _, _, None | Some("txt")) => Ok(Form::Tables),
            _ => Err(Failure::usage(format!("{}: its ending is that of no form", self.output.as_deref().map(shown).unwrap_or_default()))
                .hinted("end it in .html, .csv, .json or .txt, or give --html, --csv or --json")),
        }
    }

    /// Figures take the place of nothing that somebody wrote.
    fn refuse_to_overwrite(&self, home: &Home, articles: &[(PathBuf, String)]) -> Result<(), Failure> {
        let Some(path) = self.output.as_deref() else { return Ok(()) };
        let paths: Vec<PathBuf> = articles.iter().map(|(path, _)| path.clone()).collect();
        match holds_work(home, path, &paths) {
            Some(work) => {
                Err(Failure::usage(format!("{} is {}: figures would take its place", shown(path), work.in_words())).hinted("write them to another file"))
            }
            None => Ok(()),
        }
    }

    fn basis(&self, home: Home) -> Basis {
        let name = home.root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let made = jiff::tz::TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string();
        Basis { name, filter: self.filter.join(" "), only_done: self.done, made, home }
    }

    fn findings(&self, comparison: &Comparison<'_>, articles: &[(PathBuf, String)], form: Form, progress: &mut Progress) -> Result<Findings, Failure> {
        let all = articles.len() as u64;
        let mut read = |comparison: &Comparison<'_>| {
            comparison.read(articles, &mut |done| {
                progress.step(done as u64, Some(all), || format!("{} articles read", grouped(done)));
                true
            })
        };
        let compared = read(comparison);
        if compared.corpus.articles.is_empty() && compared.failed.is_empty() {
            let hint = format!("{} articles have the work of fewer than two of them", grouped(compared.alone));
            return Err(Failure::findings("there is no article that two of them have annotated").hinted(hint));
        }
        let people = &compared.corpus.annotators;
        let others = form == Form::Html && !people.iter().any(|name| name == GOLD) && annotators(comparison.home).iter().any(|name| name == GOLD);
        let with_gold = others.then(|| {
            let annotators = std::iter::once(GOLD.to_owned()).chain(people.iter().cloned()).collect();
            read(&Comparison { annotators, ..*comparison })
        });
        let how = (self.rounds > 0).then_some(Resampling { seed: self.seed, rounds: self.rounds });
        let rounds = self.rounds as u64;
        let mut resampled = |compared: &Compared| {
            report(&compared.corpus, how, &mut |done| {
                progress.step(done as u64, Some(rounds), || format!("{} rounds of the bootstrap", grouped(done)));
                true
            })
        };
        let report = resampled(&compared);
        let against = with_gold.map(|compared| (resampled(&compared), compared)).map(|(report, compared)| (compared, report));
        let gamma = if self.gamma { self.measured_gamma(&compared, progress) } else { None };
        let cautions = cautions(&compared.corpus);
        Ok(Findings { compared, report, gamma, cautions, how, against })
    }

    /// γ, with a line that says how far it is: worked out beside the one who draws that.
    fn measured_gamma(&self, compared: &Compared, progress: &mut Progress) -> Option<Gamma> {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let all: Vec<usize> = (0..compared.corpus.annotators.len()).collect();
        let how = Sampling { seed: self.seed, samples: self.samples, threads };
        let total = compared.corpus.articles.len() as u64;
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let measured = scope.spawn(move || {
                gamma(&compared.corpus, &all, how, &|done| {
                    // With nobody to draw it, the work goes on.
                    let _ = sender.send(done);
                    true
                })
            });
            for done in receiver {
                progress.step(done as u64, Some(total), || format!("{} articles aligned for γ", grouped(done)));
            }
            measured.join().ok().flatten()
        })
    }

    /// Who is compared: gold first where each is compared with it.
    fn whose(&self, everybody: Vec<String>) -> Result<Vec<String>, Failure> {
        let missing = self.annotators.iter().find(|name| !everybody.contains(name));
        if let Some(name) = missing {
            return Err(Failure::usage(format!("{}: has no records here", printable(name))).hinted(format!("there are {}", everybody.join(", "))));
        }
        if self.gold && !everybody.iter().any(|name| name == GOLD) {
            return Err(Failure::usage("there are no adjudicated annotations yet"));
        }
        let meant = |name: &&String| if self.annotators.is_empty() { *name != GOLD } else { self.annotators.contains(name) };
        let mut names: Vec<String> = everybody.iter().filter(meant).filter(|name| *name != GOLD || !self.gold).cloned().collect();
        if self.gold {
            names.insert(0, GOLD.to_owned());
        }
        if names.len() < 2 {
            return Err(Failure::findings("agreement needs two annotators").hinted(format!("there are records of {}", everybody.join(", "))));
        }
        Ok(names)
    }
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}
