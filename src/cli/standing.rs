//! `tagline progress`: how far everybody is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::choosing::{Chooser, filter, with_terms};
use super::csv::csv_row;
use super::json::json_line;
use super::progress::Progress;
use super::table::table;
use super::{Failure, Options, Output};
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Arrangement, Card, Work, grouped};

/// Who adjudicates is no annotator.
const GOLD: &str = "gold";

/// Articles that nobody has, told of by name.
const TOLD: usize = 5;

/// Tell how far each annotator is
///
/// For each annotator: articles in their queue, not begun, in progress and done, words of those done, annotations, and the day of
/// the last change. Then all together: what nobody has, and which articles enough annotators have done: all who have them in
/// their queue, or so many as --enough says.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms("  tagline progress\n  tagline progress source:courier --enough 2\n  tagline progress --csv > progress.csv"))]
pub(super) struct Standing {
    /// Count only articles that pass
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// So many annotators are enough for an article, whoever has it in their queue
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    enough: Option<u32>,
    /// Print data instead of a table
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print a table for spreadsheets
    #[arg(long)]
    csv: bool,
}

/// How far an annotator is.
#[derive(Debug, Default)]
struct Row {
    assigned: usize,
    new: usize,
    in_progress: usize,
    done: usize,
    unreadable: usize,
    words_done: u64,
    annotations: u64,
    /// When a record of theirs was last written, in seconds since 1970.
    last: Option<i64>,
}

/// How far everybody is.
#[derive(Debug, Default)]
struct Counted {
    rows: BTreeMap<String, Row>,
    articles: usize,
    words: u64,
    assigned: usize,
    nobody: Vec<String>,
    enough: Vec<String>,
    adjudicated: usize,
}

impl Standing {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let filter = filter(&self.filter)?;
        let chooser = Chooser::complete(options, &mut Progress::new())?;
        let chosen = chooser.select(&filter, Arrangement::default());
        let mut counted = Counted::default();
        let queued = chooser.queues.by_article();
        for card in chosen.articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize)) {
            counted.add(card, queued.get(card.key()).map_or(&[], Vec::as_slice), self.enough.map(|enough| enough as usize));
        }
        if self.json {
            output.line(&json_line(&counted.data(self.enough), true))?;
        } else if self.csv {
            output.text(&counted.sheet())?;
        } else {
            output.text(&counted.tables(self.enough))?;
        }
        output.flush()?;
        match chooser.queues.unread() {
            [] => Ok(0),
            unread => Err(Failure::findings(format!("not read:\n{}", unread.join("\n"))).hinted("mend the file, or remove it")),
        }
    }
}

impl Row {
    fn take(&mut self, card: Card<'_>, work: Option<Work<'_>>, queued: bool) {
        self.assigned += usize::from(queued);
        let Some(work) = work else {
            self.new += 1;
            return;
        };
        match work.state() {
            Some(WorkState::New) => self.new += 1,
            Some(WorkState::InProgress) => self.in_progress += 1,
            Some(WorkState::Done) => {
                self.done += 1;
                self.words_done += u64::from(card.words());
            }
            None => self.unreadable += 1,
        }
        self.annotations += u64::from(work.total());
        self.last = self.last.max(Some(work.modified()));
    }
}

impl Counted {
    fn add(&mut self, card: Card<'_>, queued: &[&str], enough: Option<usize>) {
        let begun = card.works().map(Work::annotator).filter(|name| *name != GOLD);
        let names: BTreeSet<&str> = queued.iter().copied().chain(begun).collect();
        for name in &names {
            self.rows.entry((*name).to_owned()).or_default().take(card, card.work_of(name), queued.contains(name));
        }
        let is_done = |name: &&str| card.work_of(name).and_then(Work::state) == Some(WorkState::Done);
        let done = names.iter().filter(|name| is_done(name)).count();
        let ready = match enough {
            Some(enough) => done >= enough,
            None => done > 0 && queued.iter().all(is_done),
        };
        if ready {
            self.enough.push(card.key().to_owned());
        }
        if names.is_empty() {
            self.nobody.push(card.key().to_owned());
        }
        self.articles += 1;
        self.words += u64::from(card.words());
        self.assigned += usize::from(!queued.is_empty());
        self.adjudicated += usize::from(card.work_of(GOLD).is_some());
    }

    fn tables(&self, enough: Option<u32>) -> String {
        let zone = TimeZone::system();
        let day = |seconds: i64| Timestamp::from_second(seconds).map(|time| zone.to_datetime(time).date().to_string()).unwrap_or_default();
        let rows: Vec<[String; 8]> = self
            .rows
            .iter()
            .map(|(name, row)| {
                let [assigned, new, in_progress, done] = [row.assigned, row.new, row.in_progress, row.done].map(grouped);
                let [words, annotations] = [row.words_done, row.annotations].map(|count| grouped(count as usize));
                [printable(name), assigned, new, in_progress, done, words, annotations, row.last.map(day).unwrap_or_default()]
            })
            .collect();
        let mut out = String::new();
        if !rows.is_empty() {
            out.push_str(&table(["annotator", "assigned", "new", "in progress", "done", "words done", "annotations", "last change"], &rows));
            out.push('\n');
        }
        let by = enough.map_or("everybody who has them".to_owned(), |enough| format!("{enough} or more"));
        out.push_str(&format!("{} of {} articles done by {by}\n", grouped(self.enough.len()), grouped(self.articles)));
        out.push_str(&format!("{} in somebody's queue\n", grouped(self.assigned)));
        if self.adjudicated > 0 {
            out.push_str(&format!("{} adjudicated\n", grouped(self.adjudicated)));
        }
        let unreadable: usize = self.rows.values().map(|row| row.unreadable).sum();
        if unreadable > 0 {
            out.push_str(&format!("{} records cannot be read (tagline check)\n", grouped(unreadable)));
        }
        if !self.nobody.is_empty() {
            let mut names: Vec<String> = self.nobody.iter().take(TOLD).map(|key| format!("  {}\n", printable(key))).collect();
            names.extend((self.nobody.len() > TOLD).then(|| "  … (tagline list queue:none by:none)\n".to_owned()));
            out.push_str(&format!("{} that nobody has:\n{}", grouped(self.nobody.len()), names.concat()));
        }
        out
    }

    fn sheet(&self) -> String {
        let heading = ["annotator", "assigned", "new", "in_progress", "done", "unreadable", "words_done", "annotations", "last_change"];
        let mut out = csv_row(heading);
        for (name, row) in &self.rows {
            let states = [row.assigned, row.new, row.in_progress, row.done, row.unreadable].map(|count| count.to_string());
            let amounts = [row.words_done, row.annotations].map(|count| count.to_string());
            out.push_str(&csv_row([name.clone()].into_iter().chain(states).chain(amounts).chain([row.last.map(time).unwrap_or_default()])));
        }
        out
    }

    fn data(&self, enough: Option<u32>) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(name, row)| {
                json!({
                    "annotator": name, "assigned": row.assigned, "new": row.new, "in_progress": row.in_progress, "done": row.done,
                    "unreadable": row.unreadable, "words_done": row.words_done, "annotations": row.annotations, "last_change": row.last.map(time),
                })
            })
            .collect();
        json!({
            "articles": self.articles, "words": self.words, "assigned": self.assigned, "adjudicated": self.adjudicated,
            "annotators": rows, "nobody": self.nobody, "enough": enough, "ready": self.enough,
        })
    }
}

/// A time as data has it.
fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}
