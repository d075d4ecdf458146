//! `tagline report`: what the annotations of a story, or of many, come to.

mod sink;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::choosing::with_terms;
use super::csv::csv_row;
use super::desk::Articles;
use super::failure::note;
use super::json::json_line;
use super::{Failure, Options, Output};
use crate::annotation::Codebook;
use crate::article::{Article, printable};
use crate::library::{Holds, Privacy, Record, holds_work, waivers, write_atomically};
use crate::report::{Cell, Figures, Ledger, Overview, PAGE_END, Sheet, TABLES, claim_reviews, desk_check, page, story_of_many, story_sheet, table};

use sink::Sink;

/// The forms of a report, with the endings by which they are known.
const FORMATS: [(&str, &[&str]); 5] =
    [("html", &["html", "htm"]), ("markdown", &["md", "markdown"]), ("csv", &["csv"]), ("json", &["json"]), ("claimreview", &["jsonld"])];

/// The last line of a sheet in Markdown, by which it is known again.
const MADE: &str = "\n<!-- made by tagline report -->\n";

/// Write a report of one story or many
///
/// A page (HTML) that stands by itself, a story sheet (Markdown), tables (CSV), all figures (JSON), or reviews of the claims
/// that are checked to an end (`ClaimReview`, JSON-LD). The form follows from the ending of the file; without a file a page
/// is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Report {
    /// Articles, or a filter for several
    #[arg(value_name = "ARTICLE|FILTER")]
    chosen: Vec<String>,
    /// Write to this file; of tables, to this folder unless one of them is chosen
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The form: html, markdown, csv, json or claimreview
    #[arg(long, value_name = "FORM", value_parser = FORMATS.map(|(name, _)| name), hide_possible_values = true)]
    format: Option<String>,
    /// Only this table: quotes, claims, threats, actors or annotations
    #[arg(long, value_name = "NAME", value_parser = TABLES.map(|(name, _)| name), hide_possible_values = true)]
    table: Option<String>,
    /// Print all figures as data: of each article and source, the rows of the tables, timeline, who threatens whom
    #[arg(long, conflicts_with_all = ["format", "table"])]
    json: bool,
}

const EXAMPLES: &str = "  tagline report story.txt -o story.html
  tagline report story.txt --format markdown
  tagline report state:done date:2026-11 -o november.html
  tagline report source:courier --table quotes > quotes.csv
  tagline report --json | jq '.sources[0]'
  tagline report --json | jq '.quotes[] | select(.speaker[] == \"Ilse Brandt\") | {date, about, text}'

With --json there are: articles (each with its counts and desk check), counts, sources (who is quoted most comes first),
most_quoted, quotes, claims, threats and actors (the rows of those tables, with the same names), others (annotations of other
labels, as in the table annotations), timeline (what is dated),
matrix (issuer, target, number of threats).";

/// What a sheet is made from, read.
struct Opened {
    key: String,
    annotator: String,
    article: Article,
    record: Record,
    about: crate::library::About,
}

/// What is kept of each article for tables, figures and reviews: of thousands only this has to fit in the memory.
#[derive(Default)]
struct Parts {
    figures: Figures,
    reviews: Vec<serde_json::Value>,
    /// Articles whose reviews have no address.
    nowhere: Vec<String>,
    rows: BTreeMap<&'static str, String>,
}

impl Parts {
    fn add(&mut self, format: &str, sheet: &Sheet<'_>) {
        let one = std::slice::from_ref(sheet);
        match format {
            "json" => self.figures.add(sheet),
            "claimreview" => {
                let reviews = claim_reviews(one);
                if !reviews.is_empty() && sheet.address().is_none() {
                    self.nowhere.push(sheet.path.clone());
                }
                self.reviews.extend(reviews);
            }
            _ => TABLES
                .iter()
                .for_each(|(name, _)| self.rows.entry(name).or_default().extend(table(one, name).iter().map(|row| csv_row(row.iter().map(Cell::in_words))))),
        }
    }
}

impl Parts {
    /// Reviews without the address of the page that hosts them are of no use to those who look for it.
    fn tell_of_addresses(&self) {
        let message = match self.nowhere.as_slice() {
            [] => return,
            [one] => format!("{one} has no address, so its reviews have no `url`"),
            [one, more @ ..] => format!("{one} and {} more have no address, so their reviews have no `url`", more.len()),
        };
        note(&message, "write `url: \"https://…\"` into the file .meta.ron beside the article");
    }
}

impl Report {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let format = self.format()?;
        let table = self.table(format)?;
        let chosen = Articles::of(&self.chosen, options)?;
        if chosen.paths.is_empty() {
            return Err(Failure::findings("no article passes this filter"));
        }
        self.refuse_to_overwrite(&chosen)?;
        let failed = match format {
            "html" => self.page(&chosen, output)?,
            "markdown" => self.sheets(&chosen, output)?,
            _ => self.data(format, table, &chosen, output)?,
        };
        match failed.first() {
            None => Ok(0),
            Some(first) => Err(Failure::findings(format!("{} of {} could not be read: {first}", failed.len(), chosen.paths.len()))),
        }
    }

    /// Writes a page; returns why articles could not be read. What they come to stands before them, so that of several each
    /// is read twice: all of them would not fit in the memory.
    fn page(&self, chosen: &Articles, output: &mut Output) -> Result<Vec<String>, Failure> {
        let codebook = &chosen.home.project.codebook;
        if let [path] = chosen.paths.as_slice() {
            self.put(&page(&[sheet(&open(chosen, path)?, codebook)], codebook), output)?;
            return Ok(Vec::new());
        }
        let (mut overview, mut read) = (Overview::default(), Vec::new());
        let mut failed = each(chosen, &chosen.paths, |n, sheet| {
            overview.add(sheet);
            read.extend(chosen.paths.get(n).cloned());
            Ok(())
        })?;
        let mut sink = Sink::new(self.output.as_deref(), output)?;
        sink.put(&overview.finish(codebook))?;
        failed.extend(each(chosen, &read, |n, sheet| sink.put(&story_of_many(sheet, n)))?);
        sink.put(PAGE_END)?;
        sink.finish()?;
        Ok(failed)
    }

    /// Writes story sheets, one after the other; returns why articles could not be read.
    fn sheets(&self, chosen: &Articles, output: &mut Output) -> Result<Vec<String>, Failure> {
        let mut sink = Sink::new(self.output.as_deref(), output)?;
        let mut between = "";
        let failed = each(chosen, &chosen.paths, |_, sheet| {
            let before = std::mem::replace(&mut between, "\n---\n\n");
            sink.put(before)?;
            sink.put(&story_sheet(sheet))
        })?;
        sink.put(MADE)?;
        sink.finish()?;
        Ok(failed)
    }

    /// Writes tables, figures or reviews; returns why articles could not be read.
    fn data(&self, format: &str, table: Option<&str>, chosen: &Articles, output: &mut Output) -> Result<Vec<String>, Failure> {
        let mut parts = Parts::default();
        let failed = each(chosen, &chosen.paths, |_, sheet| {
            parts.add(format, sheet);
            Ok(())
        })?;
        parts.tell_of_addresses();
        match format {
            "csv" => self.tables(table, &parts, output)?,
            "json" => self.put(&(json_line(&parts.figures.finish(), true) + "\n"), output)?,
            _ => self.put(&(json_line(&parts.reviews.into(), true) + "\n"), output)?,
        }
        Ok(failed)
    }

    /// The form that is asked for, or that the ending of the file means.
    fn format(&self) -> Result<&'static str, Failure> {
        let named = |name: &str| FORMATS.iter().find(|(known, _)| *known == name).map(|(name, _)| *name);
        if self.json {
            return Ok("json");
        }
        if self.table.is_some() {
            return Ok("csv");
        }
        if let Some(format) = self.format.as_deref().and_then(named) {
            return Ok(format);
        }
        let Some(path) = self.output.as_deref() else { return Ok("html") };
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).unwrap_or_default();
        let by_ending = FORMATS.iter().find(|(_, endings)| endings.contains(&ending.as_str())).map(|(name, _)| *name);
        by_ending.ok_or_else(|| {
            Failure::usage(format!("{}: its ending is that of no report", shown(path))).hinted("end it in .html, .md, .csv, .json or .jsonld, or give --format")
        })
    }

    /// The one table that is asked for: by its name, or by that of the file.
    fn table(&self, format: &str) -> Result<Option<&'static str>, Failure> {
        let named = |name: &str| TABLES.iter().find(|(known, _)| *known == name).map(|(name, _)| *name);
        let is_file = |path: &&Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        let names = || TABLES.map(|(name, _)| name).join(", ");
        match (self.table.as_deref(), self.output.as_deref()) {
            (Some(name), _) => Ok(named(name)),
            _ if format != "csv" => Ok(None),
            (None, None) => Err(Failure::usage(format!("there are several tables: {}", names())).hinted("choose one with --table, or a folder with -o")),
            (None, Some(path)) => match path.file_stem().and_then(|stem| stem.to_str()).and_then(named) {
                None if is_file(&path) => Err(Failure::usage(format!("{}: a file holds one table", shown(path)))
                    .hinted(format!("choose it with --table ({}), or give a folder and --format csv", names()))),
                table => Ok(table.filter(|_| is_file(&path))),
            },
        }
    }

    /// A report takes the place of nothing that somebody wrote: an article, or a page of Markdown that is no report.
    fn refuse_to_overwrite(&self, chosen: &Articles) -> Result<(), Failure> {
        let Some(path) = self.output.as_deref().filter(|path| path.is_file()) else { return Ok(()) };
        let is_sheet = || std::fs::read_to_string(path).is_ok_and(|text| text.ends_with(MADE));
        match holds_work(&chosen.home, path, &chosen.paths) {
            // A sheet that was written among the articles passes for one.
            Some(Holds::Article) if is_sheet() => {}
            Some(work) => {
                return Err(Failure::usage(format!("{} is {}: a report would take its place", shown(path), work.in_words())).hinted("write it to another file"));
            }
            None => {}
        }
        let markdown = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown"));
        if markdown && !is_sheet() {
            return Err(Failure::usage(format!("{} is there and is no report", shown(path))).hinted("write to another file, or remove it first"));
        }
        Ok(())
    }

    fn put(&self, text: &str, output: &mut Output) -> Result<(), Failure> {
        match &self.output {
            Some(path) => write(path, text),
            None => output.text(text),
        }
    }

    fn tables(&self, one: Option<&str>, parts: &Parts, output: &mut Output) -> Result<(), Failure> {
        let text = |(name, columns): &(&str, &[&str])| csv_row(*columns) + parts.rows.get(*name).map(String::as_str).unwrap_or_default();
        if let Some(table) = TABLES.iter().find(|(known, _)| Some(*known) == one) {
            return self.put(&text(table), output);
        }
        let Some(folder) = &self.output else { return Ok(()) };
        TABLES.iter().try_for_each(|table| write(&folder.join(format!("{}.csv", table.0)), &text(table)))
    }
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_atomically(path, text.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&shown(path), &error))
}

/// Does something with each article and its place, one after the other; returns why some could not be read. One that is alone has to be.
fn each(chosen: &Articles, paths: &[PathBuf], mut with: impl FnMut(usize, &Sheet<'_>) -> Result<(), Failure>) -> Result<Vec<String>, Failure> {
    let mut failed = Vec::new();
    for (n, path) in paths.iter().enumerate() {
        match open(chosen, path) {
            Ok(one) => with(n, &sheet(&one, &chosen.home.project.codebook))?,
            Err(failure) if chosen.paths.len() == 1 => return Err(failure),
            Err(failure) => failed.push(failure.message().to_owned()),
        }
    }
    Ok(failed)
}

fn open(chosen: &Articles, path: &Path) -> Result<Opened, Failure> {
    let (opened, record) = chosen.open(path)?;
    let about = opened.meta.map(|meta| meta.about).unwrap_or_default();
    Ok(Opened { key: opened.key, annotator: record.annotator.clone(), article: opened.article, record, about })
}

/// The headline; of an article without one the name of its file.
fn title(opened: &Opened) -> String {
    let titles = [opened.about.title.as_deref().unwrap_or_default(), opened.article.title()];
    let name = || Path::new(&opened.key).file_name().unwrap_or_default().to_string_lossy().into_owned();
    titles.into_iter().find(|title| !title.trim().is_empty()).map_or_else(name, str::to_owned)
}

fn sheet<'a>(opened: &'a Opened, codebook: &'a Codebook) -> Sheet<'a> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let about = &opened.about;
    let waived = waivers(&opened.record);
    let findings = desk_check(&opened.article, &opened.record.set, codebook, about.date.as_deref());
    Sheet {
        path: opened.key.clone(),
        title: title(opened),
        publication: text(&about.publication),
        date: text(&about.date),
        url: text(&about.url),
        language: text(&about.language),
        authors: about.authors.clone(),
        annotator: opened.annotator.clone(),
        article: &opened.article,
        codebook,
        ledger: Ledger::new(&opened.article, &opened.record.set, codebook),
        findings: findings.into_iter().map(|finding| (waived.get(&finding.id).cloned(), finding)).map(|(reason, finding)| (finding, reason)).collect(),
    }
}
