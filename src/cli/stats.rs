//! `tagline stats`: how many annotations, articles and records of each kind.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use super::choosing::{Chooser, filter, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Arrangement, Card, Work, grouped, state_of};

/// Rows of a table that is one of several.
const ROWS: usize = 12;

/// Columns where the output is no terminal.
const WIDTH: usize = 80;

/// Cells of the longest bar.
const BAR: usize = 40;

/// Count annotations, articles and records
///
/// Annotations by label and by annotator, articles by state and source, records by the day they were last worked on. Labels,
/// states and days are those of the annotator, or of everybody when none is set.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms("  tagline stats\n  tagline stats source:courier --by label\n  tagline stats --by day --json"))]
pub(super) struct Stats {
    /// Count only articles that pass
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// One table, with all its rows
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    /// Print data instead of tables
    #[arg(long)]
    json: bool,
}

/// What is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum By {
    Label,
    Annotator,
    State,
    Day,
    Source,
}

impl By {
    const ALL: [Self; 5] = [Self::Label, Self::Annotator, Self::State, Self::Day, Self::Source];

    fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Annotator => "annotator",
            Self::State => "state",
            Self::Day => "day",
            Self::Source => "source",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Label => "annotations by label",
            Self::Annotator => "annotations by annotator",
            Self::State => "articles by state",
            Self::Day => "records by the day they were last worked on",
            Self::Source => "articles by source",
        }
    }
}

/// All counts.
#[derive(Debug, Default)]
struct Counted {
    articles: usize,
    done: usize,
    today: usize,
    by: BTreeMap<By, BTreeMap<String, u64>>,
}

impl Stats {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let filter = filter(&self.filter)?;
        let chooser = Chooser::complete(options, &mut Progress::new())?;
        let chosen = chooser.select(&filter, Arrangement::default());
        let mut counted = Counted::default();
        let zone = TimeZone::system();
        let today = zone.to_datetime(Timestamp::now()).date();
        for card in chosen.articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize)) {
            counted.add(card, &chooser, &zone, today);
        }
        let tables: &[By] = self.by.as_ref().map_or(&By::ALL, std::slice::from_ref);
        if self.json {
            output.line(&json_line(&counted.data(tables), true))?;
            return Ok(0);
        }
        output.line(&format!("{} of {} done, {} today", grouped(counted.done), grouped(counted.articles), grouped(counted.today)))?;
        let most = if self.by.is_some() { usize::MAX } else { ROWS };
        for by in tables {
            output.text(&counted.table(*by, most, output.width.unwrap_or(WIDTH)))?;
        }
        Ok(0)
    }
}

impl Counted {
    fn count(&mut self, by: By, name: &str, number: u64) {
        let names = self.by.entry(by).or_default();
        match names.get_mut(name) {
            Some(count) => *count += number,
            None => drop(names.insert(name.to_owned(), number)),
        }
    }

    fn add(&mut self, card: Card<'_>, chooser: &Chooser, zone: &TimeZone, today: Date) {
        let whose = chooser.annotator.as_deref();
        let day = |work: Work<'_>| Timestamp::from_second(work.modified()).map(|time| zone.to_datetime(time).date()).ok();
        let (mut today_done, state) = (false, state_of(card, whose));
        for work in card.works() {
            self.count(By::Annotator, work.annotator(), work.total().into());
            if whose.is_some_and(|name| work.annotator() != name) {
                continue;
            }
            for (label, count) in work.counts().filter(|_| chooser.sight.sees(card, work.annotator())) {
                self.count(By::Label, label, count.into());
            }
            if let Some(day) = day(work) {
                self.count(By::Day, &day.to_string(), 1);
                today_done |= work.state() == Some(WorkState::Done) && day == today;
            }
        }
        let source = if card.publication().is_empty() { "no source" } else { card.publication() };
        self.count(By::Source, source, 1);
        self.count(By::State, super::list::state_name(Some(state)), 1);
        self.articles += 1;
        self.done += usize::from(state == WorkState::Done);
        self.today += usize::from(today_done);
    }

    /// The rows of a table: states as they follow each other, days with the last first, all else with the most first.
    fn rows(&self, by: By) -> Vec<(&str, u64)> {
        let mut rows: Vec<(&str, u64)> = self.by.get(&by).into_iter().flatten().map(|(name, count)| (name.as_str(), *count)).collect();
        match by {
            By::State => rows.sort_by_key(|(name, _)| ["new", "in_progress", "done"].iter().position(|state| state == name)),
            By::Day => rows.reverse(),
            By::Label | By::Annotator | By::Source => rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count)),
        }
        rows
    }

    fn table(&self, by: By, most: usize, width: usize) -> String {
        let rows = self.rows(by);
        let mut out = format!("\n{}\n", by.heading());
        let shown: Vec<(String, String, u64)> = rows
            .iter()
            .take(most)
            .map(|(name, count)| (printable(&if by == By::State { name.replace('_', " ") } else { (*name).to_owned() }), grouped(*count as usize), *count))
            .collect();
        let names = shown.iter().map(|(name, ..)| name.width()).max().unwrap_or_default();
        let numbers = shown.iter().map(|(_, number, _)| number.len()).max().unwrap_or_default();
        let most_of_all = rows.iter().map(|(_, count)| *count).max().unwrap_or_default();
        let room = width.saturating_sub(names + numbers + 6).min(BAR);
        for (name, number, count) in &shown {
            let gap = " ".repeat(names - name.width());
            let line = format!("  {name}{gap}  {number:>numbers$}  {}", bar(*count, most_of_all, room));
            out.push_str(line.trim_end());
            out.push('\n');
        }
        if shown.is_empty() {
            out.push_str("  none\n");
        }
        if rows.len() > shown.len() {
            out.push_str(&format!("  … and {} more (--by {})\n", grouped(rows.len() - shown.len()), by.name()));
        }
        out
    }

    fn data(&self, tables: &[By]) -> Value {
        let by = tables.iter().map(|by| {
            let rows: Vec<Value> = self.rows(*by).into_iter().map(|(name, count)| json!({"name": name, "count": count})).collect();
            (by.name().to_owned(), Value::from(rows))
        });
        json!({"articles": self.articles, "done": self.done, "done_today": self.today, "by": by.collect::<Map<String, Value>>()})
    }
}

/// A bar in eighths of a cell; whatever is there at all shows.
fn bar(count: u64, most: u64, room: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most.max(1) as f64 * room as f64 * 8.0).round() as usize;
    let eighths = if count > 0 && room > 0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), PARTS.get(eighths % 8).unwrap_or(&""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!(bar(4, 4, 10), "█".repeat(10));
        assert_eq!(bar(1, 2, 3), "█▌");
        assert_eq!(bar(1, 1_000_000, 10), "▏");
        assert_eq!((bar(0, 4, 10), bar(3, 4, 0), bar(0, 0, 5)), (String::new(), String::new(), String::new()));
    }
}
