//! `tagline recover`: lists what is kept of records outside them, and puts it back.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::json;

use super::table::table;
use super::{Failure, Options, Output};
use crate::article::{Text, printable};
use crate::library::{
    Folders, Home, Kept, KeptKind, Recovered, annotators, completed, held_by, kept, kept_everywhere, overwrite, read_record_of, recovered, text_for,
};

/// List what is kept of records, and put it back
///
/// Kept are earlier versions (one for each opening, the last 20, and one a day for 14 days), a journal of every edit, files
/// that could not be read, and temporary files of saves that were cut off. With --restore, the best of it takes the place
/// of the record; what stands there now is kept first. A sound record only gets back what it has lost.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline recover                      what is kept of every article here\n  tagline recover story.txt            what is kept of one, numbered\n  tagline recover story.txt --restore  put back the best of it\n  tagline recover story.txt --restore 3"
)]
pub(super) struct Recover {
    /// The article
    article: Option<PathBuf>,
    /// Put back the best, or the version of that number
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "0", requires = "article")]
    restore: Option<usize>,
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
}

impl Recover {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let named = super::open::annotator(options, settings.annotator.as_deref())?;
        let home = home(self.article.as_deref(), options, &folders)?;
        let Some(article) = &self.article else { return list_all(&home, self.json, output) };
        let key = home.key(article);
        let annotator = annotator_of(&home, &key, named)?;
        let all = kept(&home, &annotator, &key);
        match self.restore {
            None => list_one(&all, self.json, output),
            Some(number) => restore(&home, &annotator, &key, &all, number, output),
        }
    }
}

/// The project or library of an article, or of this folder.
pub(super) fn home(article: Option<&Path>, options: &Options, folders: &Folders) -> Result<Home, Failure> {
    Ok(Home::find(article.unwrap_or(Path::new(".")), options.annotations.as_deref(), folders)?)
}

/// Whose work is meant: as said, else the only one of whom anything is there.
fn annotator_of(home: &Home, key: &str, named: Option<String>) -> Result<String, Failure> {
    if let Some(name) = named {
        return Ok(name);
    }
    let mut names = annotators(home);
    names.extend(kept_everywhere(home).into_iter().map(|(name, _)| name));
    names.sort();
    names.dedup();
    names.retain(|name| home.record_path(name, key).is_file() || !kept(home, name, key).is_empty());
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::findings("nothing is kept of this article")),
        _ => Err(Failure::usage("more than one annotator has worked on this article").hinted(format!("give --annotator: {}", names.join(", ")))),
    }
}

fn when(at: Timestamp) -> String {
    at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn list_all(home: &Home, json: bool, output: &mut Output) -> Result<i32, Failure> {
    let mut rows = Vec::new();
    let mut data = Vec::new();
    for (annotator, key) in kept_everywhere(home) {
        let all = kept(home, &annotator, &key);
        let count = |kind: KeptKind| all.iter().filter(|kept| kept.kind == kind).count();
        let newest = all.iter().map(|kept| kept.at).max().map(when).unwrap_or_default();
        let edits: usize = all.iter().filter(|kept| kept.kind == KeptKind::Journal).filter_map(|kept| kept.count).sum();
        data.push(json!({"article": key, "annotator": annotator, "newest": newest, "versions": count(KeptKind::Backup), "edits": edits, "unreadable": count(KeptKind::Quarantine)}));
        rows.push([printable(&key), annotator, newest, count(KeptKind::Backup).to_string(), edits.to_string(), count(KeptKind::Quarantine).to_string()]);
    }
    if json {
        output.line(&serde_json::to_string_pretty(&data).unwrap_or_default())?;
    } else if rows.is_empty() {
        output.line("nothing is kept here yet")?;
    } else {
        output.text(&table(["article", "annotator", "newest", "versions", "edits", "unreadable"], &rows))?;
    }
    Ok(0)
}

fn list_one(all: &[Kept], json: bool, output: &mut Output) -> Result<i32, Failure> {
    let path = |kept: &Kept| printable(&kept.path.to_string_lossy());
    if json {
        let data: Vec<serde_json::Value> = all
            .iter()
            .enumerate()
            .map(|(n, kept)| json!({"number": n + 1, "kind": kept.kind.name(), "at": kept.at.to_string(), "count": kept.count, "path": kept.path.to_string_lossy()}))
            .collect();
        output.line(&serde_json::to_string_pretty(&data).unwrap_or_default())?;
    } else if all.is_empty() {
        output.line("nothing is kept of this article")?;
    } else {
        let holds = |kept: &Kept| match (kept.kind, kept.count) {
            (KeptKind::Journal, Some(count)) => format!("{count} edits"),
            (_, Some(count)) => format!("{count} annotations"),
            (_, None) => "cannot be read".into(),
        };
        let rows: Vec<[String; 5]> =
            all.iter().enumerate().map(|(n, kept)| [(n + 1).to_string(), kept.kind.name().into(), when(kept.at), holds(kept), path(kept)]).collect();
        output.text(&table(["no", "what", "when", "holds", "file"], &rows))?;
    }
    Ok(0)
}

fn restore(home: &Home, annotator: &str, key: &str, all: &[Kept], number: usize, output: &mut Output) -> Result<i32, Failure> {
    let text = text_for(home, annotator, key);
    let path = home.record_path(annotator, key);
    let there = std::fs::read(&path).unwrap_or_default();
    let sound = read_record_of(home, annotator, key, &text).ok().flatten().map(|(record, _)| record).filter(|record| record.read_only.is_none());
    let found: Option<Recovered> = match number {
        0 => recovered(home, annotator, key, &text, &there),
        n => all.get(n - 1).and_then(|kept| held_by(home, annotator, key, &text, kept)),
    };
    let Some(found) = found else {
        return Err(Failure::findings(if number == 0 { "there is nothing to put back" } else { "there is no version of that number that can be put back" }));
    };
    // A sound record is completed; a number says that this very version is wanted.
    if let (0, Some(record)) = (number, &sound) {
        let Some((whole, count)) = completed(record, &found.record) else {
            output.line("the record is sound and holds everything that is kept")?;
            return Ok(0);
        };
        return put(home, annotator, key, &text, &Recovered { record: whole, from: format!("{count} that were missing, from {}", found.from) }, output);
    }
    put(home, annotator, key, &text, &found, output)
}

fn put(home: &Home, annotator: &str, key: &str, text: &Text, found: &Recovered, output: &mut Output) -> Result<i32, Failure> {
    let path = overwrite(home, annotator, key, text, &found.record).map_err(|error| Failure::io("nothing was changed", &error))?;
    output.line(&format!("restored {} with {} annotations: {}", printable(&path.to_string_lossy()), found.record.set.all().len(), printable(&found.from)))?;
    Ok(0)
}
