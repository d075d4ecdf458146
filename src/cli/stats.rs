//! `tagline stats`: how much there is, by label, annotator, state, day and source.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::choosing::{Library, filter_help, today};
use super::json::json_line;
use super::list::{shortened, word};
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, Card};

/// Cells of the longest bar.
const BAR: usize = 30;

/// Rows of a table that are shown unless it is asked for alone.
const ROWS: usize = 12;

/// Count articles and annotations by label, annotator, state, day and source
///
/// Days are those on which records were last changed.
#[derive(Debug, clap::Args)]
#[command(after_help = filter_help("Examples:\n  tagline stats\n  tagline stats --by source date:2026-09\n  tagline stats --json | jq .labels"))]
pub(super) struct Stats {
    /// Which articles; all without one
    filter: Vec<String>,
    /// Only this count, and all of it
    #[arg(long, value_name = "WHAT", value_parser = ["label", "annotator", "state", "day", "source"])]
    by: Option<String>,
    /// Instead of the articles of this folder's project, those of another folder
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Print data instead of tables
    #[arg(long)]
    json: bool,
}

/// Counts by name.
type Counts = BTreeMap<String, u64>;

#[derive(Default)]
struct Figures {
    articles: u64,
    done: u64,
    done_today: u64,
    annotations: u64,
    labels: Counts,
    annotators: Counts,
    states: Counts,
    days: Counts,
    sources: Counts,
}

impl Figures {
    fn add(&mut self, card: Card<'_>, whose: Option<&str>, today: &str) {
        self.articles += 1;
        *self.sources.entry(if card.publication().is_empty() { "no source" } else { card.publication() }.to_owned()).or_default() += 1;
        let mut state = "new";
        for work in card.works().filter(|work| whose.is_none_or(|name| work.annotator() == name)) {
            let total = u64::from(work.total());
            let day = day(work.modified());
            for (label, count) in work.counts() {
                *self.labels.entry(label.to_owned()).or_default() += u64::from(count);
            }
            self.annotations += total;
            *self.annotators.entry(work.annotator().to_owned()).or_default() += total;
            if state != "done" {
                state = word(work.state());
                self.done_today += u64::from(state == "done" && day == today);
            }
            *self.days.entry(day).or_default() += 1;
        }
        self.done += u64::from(state == "done");
        *self.states.entry(state.to_owned()).or_default() += 1;
    }

    /// The tables: name, what is counted, counts, and whether they stand in the order of names.
    fn tables(&self) -> [(&'static str, &'static str, &Counts, bool); 5] {
        [
            ("label", "annotations", &self.labels, false),
            ("annotator", "annotations", &self.annotators, false),
            ("state", "articles", &self.states, false),
            ("day", "records", &self.days, true),
            ("source", "articles", &self.sources, false),
        ]
    }
}

fn day(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| "no day".into(), |at| at.to_zoned_datetime(TimeZone::system()).date().to_string())
}

impl Stats {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let library = Library::open(self.folder.as_ref(), options)?;
        let chosen = library.choose(&self.filter, Arrangement::default())?;
        let today = today().to_string();
        let mut figures = Figures::default();
        for card in chosen.articles.iter().filter_map(|at| library.catalogue.card(*at as usize)) {
            figures.add(card, options.annotator.as_deref(), &today);
        }
        if self.json {
            output.line(&json_line(&self.as_json(&figures), true))?;
            return Ok(0);
        }
        if self.by.is_none() {
            let Figures { articles, done, done_today, annotations, .. } = figures;
            output.line(&format!("{done} of {articles} articles done, {done_today} today; {annotations} annotations"))?;
        }
        for (name, what, counts, by_name) in figures.tables() {
            match &self.by {
                None => print(name, what, counts, by_name, ROWS, output)?,
                Some(by) if by == name => print(name, what, counts, by_name, usize::MAX, output)?,
                Some(_) => {}
            }
        }
        Ok(0)
    }

    fn as_json(&self, figures: &Figures) -> Value {
        let mut data = Map::new();
        if self.by.is_none() {
            let Figures { articles, done, done_today, annotations, .. } = figures;
            for (name, count) in [("articles", articles), ("done", done), ("done_today", done_today), ("annotations", annotations)] {
                data.insert(name.into(), json!(count));
            }
        }
        for (name, _, counts, _) in figures.tables() {
            if self.by.as_ref().is_none_or(|by| by == name) {
                data.insert(format!("{name}s"), json!(counts));
            }
        }
        Value::Object(data)
    }
}

fn print(name: &str, what: &str, counts: &Counts, by_name: bool, most: usize, output: &mut Output) -> Result<(), Failure> {
    let mut rows: Vec<(&String, u64)> = counts.iter().map(|(name, count)| (name, *count)).collect();
    if by_name {
        rows.reverse();
    } else {
        rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    }
    output.line(&format!("\n{name} ({what})"))?;
    let largest = rows.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let names: Vec<String> = rows.iter().take(most).map(|(name, _)| shortened(&printable(name), 24)).collect();
    let width = names.iter().map(|name| unicode_width::UnicodeWidthStr::width(name.as_str())).max().unwrap_or_default();
    let digits = largest.to_string().len();
    for (name, (_, count)) in names.iter().zip(&rows) {
        let pad = " ".repeat(width.saturating_sub(unicode_width::UnicodeWidthStr::width(name.as_str())));
        let eighths = (count * BAR as u64 * 8).div_ceil(largest) as usize;
        let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8).copied().unwrap_or_default();
        output.line(format!("  {name}{pad}  {count:>digits$}  {}{part}", "█".repeat(eighths / 8)).trim_end())?;
    }
    if rows.len() > most {
        output.line(&format!("  and {} more: tagline stats --by {name}", rows.len() - most))?;
    }
    if rows.is_empty() {
        output.line("  none")?;
    }
    Ok(())
}
