//! `tagline desk`: what an editor should look at before a story is printed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::choosing::{Chooser, filter, sight, unseen, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{
    Arrangement, FILTER_FIELDS, Home, OpenText, Record, Sight, annotators, line_of, load_article, proposed_annotator, read_record_of, waive, waivers,
};
use crate::report::{Finding, desk_check};

/// Check stories before they are printed
///
/// Quotes without a speaker, quotation marks that do not close, the same quote in other words, names spelt in two ways,
/// accusations without a reply, claims unchecked or disputed, speakers without a name, threats without issuer or target,
/// figures that differ, days without a date. Exit code 1 when there is something to look at.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Desk {
    /// Articles, or a filter for several
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
    annotator: String,
    found: Vec<(Finding, usize, Option<String>)>,
}

impl Desk {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let chosen = Articles::of(&self.chosen, options)?;
        if let (Some(id), Some(reason)) = (&self.waive, &self.reason) {
            let [article] = chosen.paths.as_slice() else { return Err(Failure::usage("a finding is waved through in one article: name it")) };
            chosen.waive(article, id, reason.trim())?;
        }
        let (mut open, mut data) = (0, Vec::new());
        let mut failed: Vec<String> = Vec::new();
        for path in &chosen.paths {
            let checked = match chosen.check(path) {
                Ok(checked) => checked,
                // One article that cannot be read leaves the others to be checked.
                Err(failure) if chosen.paths.len() == 1 => return Err(failure),
                Err(failure) => {
                    failed.push(failure.message().to_owned());
                    continue;
                }
            };
            open += checked.found.iter().filter(|(_, _, waived)| waived.is_none()).count();
            for (finding, line, waived) in checked.found.into_iter().filter(|(_, _, waived)| self.all || waived.is_none()) {
                if self.json {
                    let annotation = finding.annotation.as_ref().map(ToString::to_string);
                    data.push(json!({"path": checked.key, "annotator": checked.annotator, "line": line, "id": finding.id, "kind": finding.kind.name(), "sentence": finding.sentence, "annotation": annotation, "waived": waived}));
                } else {
                    let waived = waived.map(|reason| format!(" (waved through: {reason})")).unwrap_or_default();
                    output.line(&printable(&format!("{}:{line}: {}{waived}  [{}]", checked.key, finding.sentence, finding.id)))?;
                }
            }
        }
        if self.json {
            output.line(&json_line(&data.into(), true))?;
        }
        match failed.first() {
            None => Ok(i32::from(open > 0)),
            Some(first) => Err(Failure::findings(format!("{} of {} could not be checked: {first}", failed.len(), chosen.paths.len()))),
        }
    }
}

/// Whether this is the name of an article, which is no word of a headline, and no term such as `path:story.txt`.
fn is_path(chosen: &str) -> bool {
    let field = chosen.trim_start_matches('-').split_once(':').map(|(field, _)| field.to_lowercase());
    let is_term = field.is_some_and(|field| FILTER_FIELDS.iter().any(|known| known.name == field));
    !is_term && matches!(Path::new(chosen).extension().and_then(|ending| ending.to_str()), Some("txt" | "md"))
}

fn no_such_file(path: &str) -> Failure {
    Failure::usage(format!("{}: no such file", printable(path)))
}

/// Articles that a command was asked for, and whose work on them.
pub(super) struct Articles {
    pub(super) home: Arc<Home>,
    /// As asked for or set; else it is found out for each article.
    pub(super) annotator: Option<String>,
    pub(super) paths: Vec<PathBuf>,
    /// What is seen of the work of others.
    sight: Sight,
}

impl Articles {
    /// The articles of those paths when they are some, else those that pass the filter.
    pub(super) fn of(chosen: &[String], options: &Options) -> Result<Self, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let annotator = super::open::annotator(options, settings.annotator.as_deref())?;
        let is_file = |path: &&String| Path::new(path).is_file();
        if let Some(first) = chosen.iter().find(is_file) {
            if let Some(other) = chosen.iter().find(|path| !is_file(path)) {
                return Err(if is_path(other) {
                    no_such_file(other)
                } else {
                    Failure::usage(format!("{} is an article, {} is none: give articles, or a filter", printable(first), printable(other)))
                });
            }
            let home = Home::find(Path::new(first), options.annotations.as_deref(), &folders)?;
            for other in chosen {
                if Home::find(Path::new(other), options.annotations.as_deref(), &folders)?.root != home.root {
                    return Err(Failure::usage(format!("{} and {} lie in two projects", printable(first), printable(other))).hinted("one at a time"));
                }
            }
            let mut paths: Vec<PathBuf> = Vec::new();
            for path in chosen.iter().map(PathBuf::from) {
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
            let sight = sight(&home, options, settings.annotator.as_deref());
            return Ok(Self { home: Arc::new(home), annotator, paths, sight });
        }
        if let Some(path) = chosen.iter().find(|path| is_path(path)) {
            return Err(no_such_file(path));
        }
        let filter = filter(chosen)?;
        let chooser = Chooser::complete(options, &mut Progress::new())?;
        let found = chooser.select(&filter, Arrangement::default()).articles;
        let paths = found.iter().filter_map(|at| chooser.catalogue.card(*at as usize)).map(|card| card.path(&chooser.home)).collect();
        Ok(Self { home: Arc::new(chooser.home), annotator, paths, sight: chooser.sight })
    }

    /// Whose work on an article is meant: as said, else the adjudicated one, else that of the only one who has any.
    pub(super) fn annotator_of(&self, key: &str) -> Result<String, Failure> {
        if let Some(name) = &self.annotator {
            return Ok(name.clone());
        }
        let with: Vec<String> = annotators(&self.home).into_iter().filter(|name| self.home.record_path(name, key).is_file()).collect();
        match with.as_slice() {
            [] => Ok(proposed_annotator()),
            [one] => Ok(one.clone()),
            many if many.iter().any(|name| name == "gold") => Ok("gold".to_owned()),
            many => Err(Failure::usage(format!("{} is annotated by {}", printable(key), many.join(", "))).hinted("choose one with --annotator")),
        }
    }

    /// An article and the record on it; one that cannot be read is a failure, and no empty one.
    pub(super) fn open(&self, path: &Path) -> Result<(OpenText, Record), Failure> {
        let opened = load_article(&self.home, path)?;
        let annotator = self.annotator_of(&opened.key)?;
        if self.home.record_path(&annotator, &opened.key).is_file() && !self.sight.sees_record(&self.home, &opened.key, &annotator) {
            return Err(unseen(&self.sight));
        }
        let record = read_record_of(&self.home, &annotator, &opened.key, opened.article.text());
        let record = record.map_err(|why| Failure::findings(why).hinted("tagline recover ARTICLE lists what is kept of it"))?;
        let record = record.map_or_else(|| Record { annotator, ..Record::default() }, |(record, _)| record);
        Ok((opened, record))
    }

    /// Wave a finding of an article through, or, without a reason, no longer.
    fn waive(&self, path: &Path, id: &str, reason: &str) -> Result<(), Failure> {
        let checked = self.check(path)?;
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let (_, record) = self.open(path)?;
        let known = checked.found.iter().any(|(finding, ..)| finding.id == id) || reason.is_none() && waivers(&record).contains_key(id);
        if !known {
            let ids: Vec<String> = checked.found.iter().map(|(finding, ..)| printable(&finding.id)).collect();
            let hint = if ids.is_empty() { "it has no findings".to_owned() } else { format!("there are {}", ids.join(", ")) };
            return Err(Failure::usage(format!("{} has no finding `{}`", printable(&checked.key), printable(id))).hinted(hint));
        }
        waive(&self.home, &checked.annotator, path, id, reason).map_err(Failure::findings)
    }

    fn check(&self, path: &Path) -> Result<Checked, Failure> {
        let (opened, record) = self.open(path)?;
        let published = opened.meta.as_ref().and_then(|meta| meta.about.date.clone());
        let waived = waivers(&record);
        let found = desk_check(&opened.article, &record.set, &self.home.project.codebook, published.as_deref());
        let line = |finding: &Finding| line_of(opened.article.text(), finding.spans.first().map_or(0, |span| span.start));
        let found = found.into_iter().map(|finding| (line(&finding), waived.get(&finding.id).cloned(), finding));
        Ok(Checked { key: opened.key, annotator: record.annotator, found: found.map(|(line, waived, finding)| (finding, line, waived)).collect() })
    }
}
