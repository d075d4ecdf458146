//! `tagline assign`: who annotates what.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::choosing::{Chooser, filter, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::table::table;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Arrangement, annotator_name, assign_to_queues, grouped};
use crate::review::{Assignment, Overlap, Plan, assign};

/// Share articles out among annotators
///
/// Each article goes to one annotator, a share of them to two, so that their agreement can be measured. The queues are plain
/// files, annotations/.queues/NAME.ron; `queue:anna` shows one in the library and in every filter. What is assigned stays as it is,
/// and so does what somebody has begun: run again, only the articles that nobody has are shared out, evenly.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct Assign {
    /// Share out only articles that pass; without a filter, all
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// Who annotates: names with commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true, value_parser = name)]
    annotators: Vec<String>,
    /// The share of articles that more than one annotator gets
    #[arg(long, value_name = "PERCENT", default_value = "0%", value_parser = percent)]
    overlap: u8,
    /// Give these to all annotators instead of two
    #[arg(long)]
    all_overlap: bool,
    /// What chance follows from: the same number gives the same assignment
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Only tell what would be assigned
    #[arg(long)]
    dry_run: bool,
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "  tagline assign --annotators anna,ben --overlap 20% --seed 7 --dry-run
  tagline assign date:2026-09 --annotators anna,ben,carl --overlap 10% --all-overlap
  tagline list queue:anna state:new";

fn name(text: &str) -> Result<String, String> {
    match annotator_name(text) {
        Some(plain) if plain == text => Ok(plain),
        _ => Err("an annotator's name has letters, digits and hyphens only, and is not `gold`".into()),
    }
}

fn percent(text: &str) -> Result<u8, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<u8>().ok().filter(|percent| *percent <= 100);
    number.ok_or_else(|| "a share is such as 20%".into())
}

/// What an annotator has to do.
#[derive(Debug, Default)]
struct Load {
    articles: usize,
    new: usize,
    shared: usize,
    words: u64,
}

/// An assignment with what it changes.
struct Shared {
    /// The articles that pass the filter, by key.
    chosen: BTreeSet<String>,
    /// What was assigned or begun, of all articles that are there.
    kept: Assignment,
    /// How many of the chosen were not assigned, but begun.
    begun: usize,
    /// What is assigned now, of all articles.
    all: Assignment,
}

impl Assign {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let filter = filter(&self.filter)?;
        let chooser = Chooser::complete(options, &mut Progress::new())?;
        let chosen = chooser.select(&filter, Arrangement::default());
        let chosen: BTreeSet<String> = chosen.articles.iter().filter_map(|at| Some(chooser.catalogue.card(*at as usize)?.key().to_owned())).collect();
        if chosen.is_empty() {
            return Err(Failure::findings("there are no articles to assign").hinted("tagline list FILTER shows which pass"));
        }
        // What is in a queue that cannot be read would be assigned twice.
        if let Some(first) = chooser.queues.unread().first() {
            return Err(Failure::io("a queue cannot be read", &std::io::Error::other(first.clone())).hinted("mend the file, or remove it"));
        }
        let shared = self.share(&chooser, chosen);
        if !self.dry_run {
            let mut queues: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (key, names) in shared.all.iter().filter(|(key, _)| shared.chosen.contains(*key)) {
                for name in names {
                    queues.entry(name).or_default().push(key);
                }
            }
            assign_to_queues(&chooser.home, &queues).map_err(|error| Failure::io("the queues cannot be written", &error))?;
        }
        let loads = loads(&chooser, &shared);
        if self.json {
            output.line(&json_line(&self.data(&shared, &loads), true))?;
        } else {
            self.tell(&shared, &loads, output)?;
        }
        Ok(0)
    }

    /// Shares out what nobody has.
    fn share(&self, chooser: &Chooser, chosen: BTreeSet<String>) -> Shared {
        let mut kept = Assignment::new();
        let mut begun = 0;
        let queued = chooser.queues.by_article();
        for card in chooser.catalogue.cards() {
            let names = match queued.get(card.key()) {
                Some(names) => names.iter().map(|name| (*name).to_owned()).collect(),
                None if !chosen.contains(card.key()) => continue,
                None => {
                    let names: Vec<String> = self.annotators.iter().filter(|name| card.work_of(name).is_some()).cloned().collect();
                    begun += usize::from(!names.is_empty());
                    names
                }
            };
            if !names.is_empty() {
                kept.insert(card.key().to_owned(), names);
            }
        }
        let plan = Plan { percent: self.overlap, overlap: if self.all_overlap { Overlap::All } else { Overlap::Two }, seed: self.seed };
        let articles: Vec<&str> = chosen.iter().map(String::as_str).collect();
        let annotators: Vec<&str> = self.annotators.iter().map(String::as_str).collect();
        let all = assign(&articles, &annotators, plan, &kept);
        Shared { chosen, kept, begun, all }
    }

    fn tell(&self, shared: &Shared, loads: &BTreeMap<&str, Load>, output: &mut Output) -> Result<(), Failure> {
        let new = shared.fresh().count();
        let what = if self.dry_run { "would be assigned" } else { "assigned" };
        let before = shared.chosen.len() - new - shared.begun;
        let mut parts = vec![format!("{} {what}", articles(new))];
        parts.extend((before > 0).then(|| format!("{} had been before", grouped(before))));
        parts.extend((shared.begun > 0).then(|| format!("{} stay with who has begun them", grouped(shared.begun))));
        output.line(&parts.join(", "))?;
        let several = shared.several();
        let share = (several as f64 * 100.0 / shared.chosen.len().max(1) as f64).round();
        output.line(&format!("{} ({share} %) in several queues\n", articles(several)))?;
        let rows: Vec<[String; 5]> = loads
            .iter()
            .map(|(name, load)| [printable(name), grouped(load.articles), grouped(load.new), grouped(load.shared), grouped(load.words as usize)])
            .collect();
        output.text(&table(["annotator", "articles", "new", "shared", "words"], &rows))?;
        if several == 0 && self.overlap > 0 && self.annotators.len() > 1 {
            output.line("\nno article is in several queues: agreement cannot be measured")?;
        }
        Ok(())
    }

    fn data(&self, shared: &Shared, loads: &BTreeMap<&str, Load>) -> Value {
        let annotators: Vec<Value> = loads
            .iter()
            .map(|(name, load)| json!({"annotator": name, "articles": load.articles, "new": load.new, "shared": load.shared, "words": load.words}))
            .collect();
        let chosen = shared.all.iter().filter(|(key, _)| shared.chosen.contains(*key));
        let articles: Vec<Value> = chosen.map(|(key, names)| json!({"path": key, "annotators": names, "new": !shared.kept.contains_key(key)})).collect();
        json!({
            "dry_run": self.dry_run,
            "seed": self.seed,
            "assigned": shared.fresh().count(),
            "begun": shared.begun,
            "shared": shared.several(),
            "annotators": annotators,
            "articles": articles,
        })
    }
}

impl Shared {
    /// What nobody had.
    fn fresh(&self) -> impl Iterator<Item = &String> {
        self.all.keys().filter(|key| !self.kept.contains_key(*key))
    }

    /// How many of the chosen are in several queues.
    fn several(&self) -> usize {
        self.all.iter().filter(|(key, names)| names.len() > 1 && self.chosen.contains(*key)).count()
    }
}

/// What everybody has to do, of all articles.
fn loads<'a>(chooser: &Chooser, shared: &'a Shared) -> BTreeMap<&'a str, Load> {
    let mut loads: BTreeMap<&str, Load> = BTreeMap::new();
    for (key, names) in &shared.all {
        let card = chooser.catalogue.find(key).and_then(|at| chooser.catalogue.card(at));
        for name in names {
            let load = loads.entry(name).or_default();
            load.articles += 1;
            load.new += usize::from(!shared.kept.contains_key(key));
            load.shared += usize::from(names.len() > 1);
            load.words += card.map_or(0, |card| u64::from(card.words()));
        }
    }
    loads
}

fn articles(count: usize) -> String {
    if count == 1 { "1 article".into() } else { format!("{} articles", grouped(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_a_percent_sign_or_none() {
        assert_eq!((percent("20%"), percent("100"), percent("0")), (Ok(20), Ok(100), Ok(0)));
        for wrong in ["101%", "-1", "x", "", "0.5"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
        assert!(name("anna").is_ok() && name("gold").is_err() && name("Anna").is_err());
    }
}
