//! `tagline check`: whether records are sound.

use std::path::PathBuf;

use serde_json::json;

use super::recover::home;
use super::table::table;
use super::{Failure, Options, Output};
use crate::library::{Checked, Mending, check};

/// Check whether records are sound
///
/// Looks for records that cannot be read, offsets and texts that do not fit, ids used twice, labels that the codebook
/// lacks, relations to nothing, articles that changed or are gone, copies of sync tools and left-over files. Exits with 1
/// when something is wrong. Nothing is changed without --fix or --compact.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline check              all records of this project\n  tagline check articles/may\n  tagline check --fix        mend what is certain; the old bytes are kept\n  tagline check --json | jq '.findings[].what'"
)]
pub(super) struct Check {
    /// An article, a folder of articles, or a record
    path: Option<PathBuf>,
    /// Mend what is certain: never deletes an annotation, and keeps the old bytes
    #[arg(long)]
    fix: bool,
    /// Drop what is remembered of deletions more than 90 days ago; a copy not merged yet could bring those back
    #[arg(long)]
    compact: bool,
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        if let Some(path) = self.path.as_ref().filter(|path| !path.exists()) {
            return Err(Failure::usage(format!("{}: there is no such file or folder", path.display())));
        }
        let home = home(self.path.as_deref(), options, &folders)?;
        let mending = Mending { fix: self.fix, compact: self.compact };
        let checked = check(&home, self.path.as_deref(), mending).map_err(|error| Failure::io("the check was cut off", &error))?;
        if self.json {
            output.line(&serde_json::to_string_pretty(&as_json(&checked)).unwrap_or_default())?;
        } else {
            print(&checked, output)?;
        }
        Ok(i32::from(!checked.findings.is_empty()))
    }
}

fn print(checked: &Checked, output: &mut Output) -> Result<(), Failure> {
    for line in &checked.mended {
        output.line(&format!("mended {line}"))?;
    }
    let rows: Vec<[String; 4]> = checked
        .findings
        .iter()
        .map(|finding| {
            let file = finding.line.map_or_else(|| finding.file.clone(), |line| format!("{}:{line}", finding.file));
            [file, finding.kind.to_owned(), finding.what.clone(), finding.hint.to_owned()]
        })
        .collect();
    if !rows.is_empty() {
        output.text(&table(["record", "kind", "what", "to do"], &rows))?;
    }
    let records = if checked.records == 1 { "1 record".into() } else { format!("{} records", checked.records) };
    let found = match rows.len() {
        0 => "nothing is wrong".into(),
        1 => "1 finding".into(),
        n => format!("{n} findings"),
    };
    output.line(&format!("{records} checked: {found}"))
}

fn as_json(checked: &Checked) -> serde_json::Value {
    let findings = checked
        .findings
        .iter()
        .map(|finding| json!({"record": finding.file, "line": finding.line, "kind": finding.kind, "what": finding.what, "to_do": finding.hint}));
    json!({"records": checked.records, "findings": findings.collect::<Vec<_>>(), "mended": checked.mended})
}
