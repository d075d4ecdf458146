//! `tagline desk`: what an editor should look at before a story is printed.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::choosing::{Chooser, filter, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, Home, load_article, load_record, proposed_annotator, waive, waivers};
use crate::report::{Finding, desk_check};

/// Check stories before they are printed
///
/// Quotes without a speaker, quotation marks that do not close, the same quote in other words, names spelt in two ways,
/// accusations without a reply, claims unchecked or disputed, speakers without a name, threats without issuer or target,
/// figures that differ, days without a date. Exit code 1 when there is something to look at.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Desk {
    /// An article, or a filter for several
    #[arg(value_name = "ARTICLE|FILTER")]
    chosen: Vec<String>,
    /// Also what was waved through, with the reasons
    #[arg(long)]
    all: bool,
    /// Wave a finding of the article through
    #[arg(long, value_name = "ID", requires = "reason")]
    waive: Option<String>,
    /// Why; an empty reason takes it back
    #[arg(long, value_name = "TEXT", requires = "waive")]
    reason: Option<String>,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "  tagline desk story.txt
  tagline desk story.txt --waive open-marks-4 --reason 'a poem'
  tagline desk state:done date:today || echo 'not ready'";

/// What there is to look at in one article.
struct Checked {
    key: String,
    found: Vec<(Finding, usize, Option<String>)>,
}

impl Desk {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let chosen = Articles::of(&self.chosen, options)?;
        if let (Some(id), Some(reason)) = (&self.waive, &self.reason) {
            let [article] = chosen.paths.as_slice() else { return Err(Failure::usage("a finding is waved through in one article: name it")) };
            let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
            waive(&chosen.home, &chosen.annotator, article, id, reason).map_err(Failure::findings)?;
        }
        let (mut open, mut data) = (0, Vec::new());
        for path in &chosen.paths {
            let checked = chosen.check(path)?;
            open += checked.found.iter().filter(|(_, _, waived)| waived.is_none()).count();
            for (finding, line, waived) in checked.found.into_iter().filter(|(_, _, waived)| self.all || waived.is_none()) {
                if self.json {
                    let annotation = finding.annotation.as_ref().map(ToString::to_string);
                    data.push(json!({"path": checked.key, "line": line, "id": finding.id, "kind": finding.kind.name(), "sentence": finding.sentence, "annotation": annotation, "waived": waived}));
                } else {
                    let waived = waived.map(|reason| format!(" (waved through: {reason})")).unwrap_or_default();
                    output.line(&printable(&format!("{}:{line}: {}{waived}  [{}]", checked.key, finding.sentence, finding.id)))?;
                }
            }
        }
        if self.json {
            output.line(&json_line(&data.into(), true))?;
        }
        Ok(i32::from(open > 0))
    }
}

/// Articles that a command was asked for, and whose work on them.
pub(super) struct Articles {
    pub(super) home: Arc<Home>,
    pub(super) annotator: String,
    pub(super) paths: Vec<PathBuf>,
}

impl Articles {
    /// The article of that path when there is one, else those that pass the filter.
    pub(super) fn of(chosen: &[String], options: &Options) -> Result<Self, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let annotator = super::open::annotator(options, settings.annotator.as_deref())?.unwrap_or_else(proposed_annotator);
        if let [path] = chosen
            && std::path::Path::new(path).is_file()
        {
            let path = PathBuf::from(path);
            let home = Home::find(&path, options.annotations.as_deref(), &folders)?;
            return Ok(Self { home: Arc::new(home), annotator, paths: vec![path] });
        }
        // A name like that of an article is no word of a headline.
        let missing = |path: &&String| matches!(std::path::Path::new(path).extension().and_then(|ending| ending.to_str()), Some("txt" | "md"));
        if let Some(path) = chosen.iter().find(missing) {
            return Err(Failure::usage(format!("{}: no such file", printable(path))));
        }
        let filter = filter(chosen)?;
        let chooser = Chooser::complete(options, &mut Progress::new())?;
        let found = chooser.select(&filter, Arrangement::default()).articles;
        let paths = found.iter().filter_map(|at| chooser.catalogue.card(*at as usize)).map(|card| card.path(&chooser.home)).collect();
        Ok(Self { home: Arc::new(chooser.home), annotator, paths })
    }

    fn check(&self, path: &std::path::Path) -> Result<Checked, Failure> {
        let opened = load_article(&self.home, path)?;
        let record = load_record(&self.home, &self.annotator, &opened.key, &opened.article, false).record;
        let published = opened.meta.as_ref().and_then(|meta| meta.about.date.clone());
        let waived = waivers(&record);
        let found = desk_check(&opened.article, &record.set, &self.home.project.codebook, published.as_deref());
        let text = opened.article.text().as_str();
        let line = |finding: &Finding| {
            let start = finding.spans.first().map_or(0, |span| span.start as usize);
            memchr::memchr_iter(b'\n', text.as_bytes().get(..start).unwrap_or_default()).count() + 1
        };
        let found = found.into_iter().map(|finding| (line(&finding), waived.get(&finding.id).cloned(), finding));
        Ok(Checked { key: opened.key, found: found.map(|(line, waived, finding)| (finding, line, waived)).collect() })
    }
}
