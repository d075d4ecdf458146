//! `tagline import`: annotations in, from the formats of other tools.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::export::{chosen, named_value};
use super::interrupt::Interrupt;
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::annotation::Codebook;
use crate::article::printable;
use crate::exchange::{FORMATS, format_named};
use crate::library::{Home, Import, Imported, grouped, proposed_annotator};

/// Flaws that are told one by one; `--json` has all.
const TOLD: usize = 20;

/// Take annotations from another tool in
///
/// Articles are found by their path, text, address or id. Where a text differs from the article's, annotations are placed
/// where that is certain; the others wait for you in the program (`M`). What is there already stays as it is, so that the same
/// import twice is one. What comes for an article in one go is one step that can be undone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ImportCommand {
    /// The format: see `tagline formats`
    #[arg(value_name = "FORMAT", value_parser = PossibleValuesParser::new(names()), hide_possible_values = true)]
    format: String,
    /// A file, a folder that is gone through, or a zip archive
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// What a label of theirs is here; those that the codebook lacks are kept under their own name
    #[arg(long, value_name = "THEIRS=OURS", value_parser = named_value)]
    map: Vec<(String, String)>,
    /// What a relation of theirs is here
    #[arg(long, value_name = "THEIRS=OURS", value_parser = named_value)]
    map_relation: Vec<(String, String)>,
    /// Make articles of texts that are not there yet
    #[arg(long)]
    add: bool,
    /// Say what would come in, and save nothing
    #[arg(long)]
    dry_run: bool,
    /// Choose something about the format: see `tagline formats FORMAT`
    #[arg(long, value_name = "NAME=VALUE", value_parser = named_value)]
    set: Vec<(String, String)>,
    /// Ask nothing
    #[arg(long)]
    yes: bool,
    /// Print what came in as data
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "Examples:
  tagline import brat corpus --map PER=actor --map ORG=actor --dry-run
  tagline import label-studio project-3.json --annotator ben
  tagline import conll train.conll --add";

fn names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.facts()).filter(|facts| facts.both.back()).map(|facts| facts.name).collect()
}

impl ImportCommand {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let Some(format) = format_named(&self.format) else { return Err(Failure::usage("no such format")) };
        let chosen = chosen(format.facts(), &self.set)?;
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let annotator = super::open::annotator(options, None)?;
        let otherwise = super::open::annotator(&Options::default(), settings.annotator.as_deref())?.unwrap_or_else(proposed_annotator);
        let home = Arc::new(Home::find(Path::new("."), options.annotations.as_deref(), &folders)?);
        let pairs = |pairs: &[(String, String)]| pairs.iter().cloned().collect::<BTreeMap<_, _>>();
        let mut import = Import {
            home: &home,
            format,
            chosen,
            annotator,
            otherwise,
            labels: pairs(&self.map),
            relations: pairs(&self.map_relation),
            add_articles: self.add,
            dry_run: true,
        };
        let asks = !self.yes && !self.dry_run && !self.json && io::stdin().is_terminal() && io::stderr().is_terminal();
        if asks {
            let first = self.carry_out(&import)?;
            ask(&first.unknown_labels, &home.project.codebook, &mut import.labels).map_err(|error| Failure::io("standard input", &error))?;
        }
        import.dry_run = self.dry_run;
        let imported = self.carry_out(&import)?;
        self.report(&imported, output)
    }

    fn carry_out(&self, import: &Import<'_>) -> Result<Imported, Failure> {
        let interrupt = Interrupt::listen().map_err(|error| Failure::io("signals", &error))?;
        let mut progress = Progress::new();
        let imported = import.run(&self.path, &mut |count| {
            progress.step(count as u64, None, || format!("{} read", grouped(count)));
            interrupt.signal().is_none()
        });
        progress.erase();
        imported.map_err(|error| Failure::io(&printable(&self.path.to_string_lossy()), &error))
    }

    fn report(&self, imported: &Imported, output: &mut Output) -> Result<i32, Failure> {
        if self.json {
            let Imported { articles, added, annotations, relations, known, moved, waiting, unknown_labels, flaws } = imported;
            let data = json!({"articles": articles, "added": added, "annotations": annotations, "relations": relations, "known": known, "moved": moved, "waiting": waiting, "unknown_labels": unknown_labels, "flaws": flaws, "saved": !self.dry_run});
            output.line(&json_line(&data, true))?;
        } else {
            for line in told(imported, self.dry_run) {
                output.line(&line)?;
            }
            for flaw in imported.flaws.iter().take(TOLD) {
                output.line(&format!("  {}", printable(flaw)))?;
            }
            if imported.flaws.len() > TOLD {
                output.line(&format!("  and {} more; --json has all", grouped(imported.flaws.len() - TOLD)))?;
            }
        }
        Ok(i32::from(!imported.flaws.is_empty()))
    }
}

/// What came in, in lines that are safe to show.
fn told(imported: &Imported, dry_run: bool) -> Vec<String> {
    let would = if dry_run { "would come in" } else { "came in" };
    let mut lines = vec![format!(
        "{} annotations and {} relations on {} articles {would}",
        grouped(imported.annotations),
        grouped(imported.relations),
        grouped(imported.articles.len())
    )];
    let mut also = |count: usize, what: &str| {
        if count > 0 {
            lines.push(format!("  {} {what}", grouped(count)));
        }
    };
    also(imported.added, "articles are new");
    also(imported.known, "were there already");
    also(imported.moved, "are at another place, since the texts differ");
    also(imported.waiting, "wait for you to say where they are: open the article and press M");
    for (label, count) in &imported.unknown_labels {
        also(*count, &format!("have the label `{}`, which the codebook lacks: kept; --map {}=LABEL renames it", printable(label), printable(label)));
    }
    also(imported.flaws.len(), "things did not come in:");
    lines
}

/// Asks what each label is that the codebook lacks. An empty answer keeps it.
fn ask(unknown: &BTreeMap<String, usize>, codebook: &Codebook, labels: &mut BTreeMap<String, String>) -> io::Result<()> {
    let known: Vec<&str> = codebook.labels.iter().map(|label| label.id.as_str()).collect();
    let mut lines = io::stdin().lock().lines();
    for (label, count) in unknown {
        loop {
            let mut err = io::stderr().lock();
            write!(err, "{} ({} annotations) is which of {}? Enter keeps it: ", printable(label), grouped(*count), known.join(", "))?;
            err.flush()?;
            let answer = lines.next().transpose()?.unwrap_or_default();
            let answer = answer.trim();
            if known.contains(&answer) {
                labels.insert(label.clone(), answer.to_owned());
            } else if !answer.is_empty() {
                continue;
            }
            break;
        }
    }
    Ok(())
}
