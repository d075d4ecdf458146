//! `tagline list`: the articles as a table.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::choosing::{Library, filter_help};
use super::json::json_line;
use super::table::table;
use super::{Failure, Options, Output};
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Arrangement, Card, Grouping, Order, Work};

/// List articles with their state and how many annotations they have
///
/// The same filter as in the library of the program. With an annotator (--annotator, or the settings) state and counts are
/// of that one's records, else of all.
#[derive(Debug, clap::Args)]
#[command(after_help = filter_help("Examples:\n  tagline list state:done label:threat\n  tagline list --sort date --json | jq -r '.[].path'"))]
pub(super) struct List {
    /// Which articles; all without one
    filter: Vec<String>,
    /// Instead of the articles of this folder's project, those of another folder
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// By what they are sorted: path, title, source, date, length, state, annotations, match
    #[arg(long, value_name = "ORDER", value_parser = order, default_value = "path")]
    sort: Order,
    /// Shuffled instead: the same number gives the same order
    #[arg(long, value_name = "SEED", conflicts_with = "sort")]
    shuffle: Option<u64>,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// What they are put together by: source, month, state, folder
    #[arg(long, value_name = "WHAT", value_parser = grouping, default_value = "none")]
    group: Grouping,
    /// So many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
    /// Print comma-separated values, safe to open in a spreadsheet
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print paths only
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    paths: bool,
}

fn order(name: &str) -> Result<Order, String> {
    named(&Order::NAMED, name)
}

fn grouping(name: &str) -> Result<Grouping, String> {
    named(&Grouping::NAMED, name)
}

fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Result<T, String> {
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    all.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).ok_or_else(|| format!("one of {}", names.join(", ")))
}

impl List {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let library = Library::open(self.folder.as_ref(), options)?;
        let order = self.shuffle.map_or(self.sort, Order::Shuffled);
        let mut chosen = library.choose(&self.filter, Arrangement { order, reverse: self.reverse, grouping: self.group })?;
        chosen.articles.truncate(self.limit.unwrap_or(usize::MAX));
        let cards: Vec<Card<'_>> = chosen.articles.iter().filter_map(|at| library.catalogue.card(*at as usize)).collect();
        let whose = library.annotator.as_deref();
        if self.json {
            print_json(&cards, output)
        } else if self.csv {
            print_csv(&cards, whose, output)
        } else if self.paths {
            cards.iter().try_for_each(|card| output.line(&printable(card.key())))?;
            Ok(0)
        } else {
            print_table(&cards, &chosen.groups, whose, output)
        }
    }
}

/// The records that count.
fn works<'a>(card: Card<'a>, whose: Option<&'a str>) -> impl Iterator<Item = Work<'a>> {
    card.works().filter(move |work| whose.is_none_or(|name| work.annotator() == name))
}

/// A state as a word.
pub(super) fn word(state: Option<WorkState>) -> &'static str {
    match state {
        Some(WorkState::Done) => "done",
        Some(WorkState::InProgress) => "progress",
        Some(WorkState::New) => "new",
        None => "unreadable",
    }
}

fn state<'a>(card: Card<'a>, whose: Option<&'a str>) -> &'static str {
    works(card, whose).next().map_or("new", |work| word(work.state()))
}

fn counts<'a>(card: Card<'a>, whose: Option<&'a str>) -> String {
    let mut sums: Vec<(&str, u32)> = Vec::new();
    for (label, count) in works(card, whose).flat_map(Work::counts) {
        match sums.iter_mut().find(|(known, _)| *known == label) {
            Some((_, sum)) => *sum += count,
            None => sums.push((label, count)),
        }
    }
    let parts: Vec<String> = sums.iter().map(|(label, count)| format!("{label} {count}")).collect();
    parts.join(", ")
}

fn annotators(card: Card<'_>) -> String {
    card.works().map(Work::annotator).collect::<Vec<_>>().join(" ")
}

fn print_table(cards: &[Card<'_>], groups: &[(usize, String)], whose: Option<&str>, output: &mut Output) -> Result<i32, Failure> {
    let rows: Vec<[String; 8]> = cards
        .iter()
        .map(|card| {
            [
                state(*card, whose).to_owned(),
                shortened(&printable(card.title()), 60),
                shortened(&printable(card.publication()), 24),
                printable(card.date().get(..10).unwrap_or(card.date())),
                card.words().to_string(),
                printable(&counts(*card, whose)),
                printable(&annotators(*card)),
                printable(card.key()),
            ]
        })
        .collect();
    let mut groups = groups.iter().peekable();
    for (n, line) in table(["state", "title", "source", "date", "words", "annotations", "by", "path"], &rows).lines().enumerate() {
        if let Some((_, name)) = groups.next_if(|(start, _)| *start + 1 == n) {
            output.line(&format!("{}:", printable(name)))?;
        }
        output.line(line)?;
    }
    Ok(0)
}

/// A text of so many cells at most, cut with `…`.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut cells = 0;
    for c in text.chars() {
        let width = unicode_width::UnicodeWidthChar::width(c).unwrap_or_default();
        if cells + width > most.saturating_sub(1) && unicode_width::UnicodeWidthStr::width(text) > most {
            out.push('…');
            break;
        }
        cells += width;
        out.push(c);
    }
    out
}

fn print_json(cards: &[Card<'_>], output: &mut Output) -> Result<i32, Failure> {
    output.text("[")?;
    for (n, card) in cards.iter().enumerate() {
        output.text(if n == 0 { "\n" } else { ",\n" })?;
        output.text(&json_line(&as_json(*card), false))?;
    }
    output.line(if cards.is_empty() { "]" } else { "\n]" })?;
    Ok(0)
}

fn as_json(card: Card<'_>) -> Value {
    let records = card.works().map(|work| {
        let labels: Map<String, Value> = work.counts().map(|(label, count)| (label.to_owned(), json!(count))).collect();
        json!({"annotator": work.annotator(), "state": word(work.state()), "labels": labels})
    });
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "path": card.key(), "title": text(card.title()), "source": text(card.publication()), "date": text(card.date()), "url": text(card.url()),
        "id": text(card.id()), "language": text(card.language()), "chars": card.chars(), "words": card.words(), "records": records.collect::<Vec<_>>(),
    })
}

fn print_csv(cards: &[Card<'_>], whose: Option<&str>, output: &mut Output) -> Result<i32, Failure> {
    output.line("path,title,source,date,url,language,words,state,annotations,annotators")?;
    for card in cards {
        let total: u32 = works(*card, whose).map(Work::total).sum();
        let (words, total, by) = (card.words().to_string(), total.to_string(), annotators(*card));
        let row = [card.key(), card.title(), card.publication(), card.date(), card.url(), card.language(), &words, state(*card, whose), &total, &by];
        output.line(&row.map(cell).join(","))?;
    }
    Ok(0)
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let text = printable(text);
    let text = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text };
    if text.contains([',', '"', '\n', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        assert_eq!(cell("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!((shortened("東京港湾", 5), shortened("short", 5)), ("東京…".to_owned(), "short".to_owned()));
    }
}
