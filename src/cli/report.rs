//! `tagline report`: what the annotations of a story, or of many, come to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::choosing::with_terms;
use super::csv::csv_row;
use super::desk::Articles;
use super::json::json_line;
use super::{Failure, Options, Output};
use crate::article::{Article, printable};
use crate::library::{Privacy, Record, load_article, read_record_of, waivers, write_atomically};
use crate::report::{Figures, Ledger, Sheet, TABLES, claim_reviews, desk_check, page, story_sheet, table};

/// The forms of a report, with the endings by which they are known.
const FORMATS: [(&str, &[&str]); 5] =
    [("html", &["html", "htm"]), ("markdown", &["md", "markdown"]), ("csv", &["csv"]), ("json", &["json"]), ("claimreview", &["jsonld"])];

/// Write a report of one story or many
///
/// A page (HTML) that stands by itself, a story sheet (Markdown), tables (CSV), all figures (JSON), or reviews of the claims
/// that are checked to an end (`ClaimReview`, JSON-LD). The form follows from the ending of the file; without a file a page
/// is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Report {
    /// An article, or a filter for several
    #[arg(value_name = "ARTICLE|FILTER")]
    chosen: Vec<String>,
    /// Write to this file; of tables, to this folder unless one of them is chosen
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The form: html, markdown, csv, json or claimreview
    #[arg(long, value_name = "FORM", value_parser = FORMATS.map(|(name, _)| name), hide_possible_values = true)]
    format: Option<String>,
    /// Only this table: quotes, claims, threats or actors
    #[arg(long, value_name = "NAME", value_parser = TABLES.map(|(name, _)| name), hide_possible_values = true)]
    table: Option<String>,
    /// Print all figures as data
    #[arg(long, conflicts_with_all = ["format", "table"])]
    json: bool,
}

const EXAMPLES: &str = "  tagline report story.txt -o story.html
  tagline report story.txt --format markdown
  tagline report state:done date:2026-11 -o november.html
  tagline report source:courier --table quotes > quotes.csv
  tagline report --json | jq '.sources[0]'";

/// What a sheet is made from, read.
struct Opened {
    key: String,
    article: Article,
    record: Record,
    about: crate::library::About,
}

/// What is kept of each article for a report that is no page: of thousands only this has to fit in the memory.
#[derive(Default)]
struct Parts {
    figures: Figures,
    reviews: Vec<serde_json::Value>,
    sheets: Vec<String>,
    rows: BTreeMap<&'static str, String>,
}

impl Parts {
    fn add(&mut self, format: &str, sheet: &Sheet<'_>) {
        let one = std::slice::from_ref(sheet);
        match format {
            "json" => self.figures.add(sheet),
            "claimreview" => self.reviews.extend(claim_reviews(one)),
            "markdown" => self.sheets.push(story_sheet(sheet)),
            _ => TABLES.iter().for_each(|(name, _)| self.rows.entry(name).or_default().extend(table(one, name).iter().map(csv_row))),
        }
    }
}

impl Report {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let format = self.format();
        let chosen = Articles::of(&self.chosen, options)?;
        if chosen.paths.is_empty() {
            return Err(Failure::findings("no article passes this filter"));
        }
        let mut failed = Vec::new();
        let mut opened = Vec::new();
        let mut parts = Parts::default();
        for path in &chosen.paths {
            match open(&chosen, path) {
                Ok(one) if format == "html" => opened.push(one),
                Ok(one) => parts.add(format, &sheet(&one, &chosen)),
                Err(why) => failed.push(why),
            }
        }
        match format {
            "csv" => self.tables(&parts, output)?,
            "json" => self.put(&(json_line(&parts.figures.finish(), true) + "\n"), output)?,
            "claimreview" => self.put(&(json_line(&parts.reviews.into(), true) + "\n"), output)?,
            "markdown" => self.put(&parts.sheets.join("\n---\n\n"), output)?,
            _ => {
                let sheets: Vec<Sheet<'_>> = opened.iter().map(|one| sheet(one, &chosen)).collect();
                self.put(&page(&sheets, &chosen.home.project.codebook), output)?;
            }
        }
        match failed.first() {
            None => Ok(0),
            Some(first) => Err(Failure::findings(format!("{} of {} could not be read: {first}", failed.len(), chosen.paths.len()))),
        }
    }

    fn format(&self) -> &'static str {
        let named = |name: &str| FORMATS.iter().find(|(known, _)| *known == name).map(|(name, _)| *name);
        let ending = self.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str()).map(str::to_lowercase);
        let by_ending = || FORMATS.iter().find(|(_, endings)| ending.as_deref().is_some_and(|ending| endings.contains(&ending))).map(|(name, _)| *name);
        if self.json {
            return "json";
        }
        if self.table.is_some() {
            return "csv";
        }
        self.format.as_deref().and_then(named).or_else(by_ending).unwrap_or("html")
    }

    fn put(&self, text: &str, output: &mut Output) -> Result<(), Failure> {
        match &self.output {
            Some(path) => write(path, text),
            None => output.text(text),
        }
    }

    fn tables(&self, parts: &Parts, output: &mut Output) -> Result<(), Failure> {
        let text = |(name, columns): &(&str, &[&str])| csv_row(*columns) + parts.rows.get(*name).map(String::as_str).unwrap_or_default();
        if let Some(table) = self.table.as_ref().and_then(|name| TABLES.iter().find(|(known, _)| known == name)) {
            return self.put(&text(table), output);
        }
        let Some(folder) = &self.output else { return Err(Failure::usage("there are four tables: choose one with --table, or a folder with -o")) };
        std::fs::create_dir_all(folder).map_err(|error| Failure::io(&printable(&folder.to_string_lossy()), &error))?;
        TABLES.iter().try_for_each(|table| write(&folder.join(format!("{}.csv", table.0)), &text(table)))
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_atomically(path, text.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&printable(&path.to_string_lossy()), &error))
}

fn open(chosen: &Articles, path: &Path) -> Result<Opened, String> {
    let opened = load_article(&chosen.home, path).map_err(|error| error.to_string())?;
    let record = read_record_of(&chosen.home, &chosen.annotator, &opened.key, opened.article.text())?.map(|(record, _)| record).unwrap_or_default();
    let about = opened.meta.map(|meta| meta.about).unwrap_or_default();
    Ok(Opened { key: opened.key, article: opened.article, record, about })
}

fn sheet<'a>(opened: &'a Opened, chosen: &'a Articles) -> Sheet<'a> {
    let codebook = &chosen.home.project.codebook;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let about = &opened.about;
    let waived = waivers(&opened.record);
    let findings = desk_check(&opened.article, &opened.record.set, codebook, about.date.as_deref());
    Sheet {
        path: opened.key.clone(),
        title: about.title.clone().unwrap_or_else(|| opened.article.title().to_owned()),
        publication: text(&about.publication),
        date: text(&about.date),
        url: text(&about.url),
        language: text(&about.language),
        authors: about.authors.clone(),
        annotator: chosen.annotator.clone(),
        article: &opened.article,
        codebook,
        ledger: Ledger::new(&opened.article, &opened.record.set, codebook),
        findings: findings.into_iter().map(|finding| (waived.get(&finding.id).cloned(), finding)).map(|(reason, finding)| (finding, reason)).collect(),
    }
}
