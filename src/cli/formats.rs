//! `tagline formats`: what can be read.

use serde_json::json;

use super::json::json_line;
use super::table::table;
use super::{Failure, Output};
use crate::sources::{Format, READERS};

/// List the formats that articles can be added from
///
/// Formats are told by content, not by name; `tagline add --as NAME` overrides. Anything may be packed with gzip.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tagline formats\n  tagline formats --json | jq -r '.[].name'")]
pub(super) struct Formats {
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
}

impl Formats {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let formats = READERS.iter().map(|reader| reader.format());
        if self.json {
            let data = formats.map(|format| json!({"name": format.name, "title": format.title, "endings": format.endings, "many": format.many, "detail": format.detail, "extractor": format.extractor}));
            output.line(&json_line(&data.collect(), true))?;
        } else {
            let rows: Vec<[String; 5]> = formats.map(row).collect();
            output.text(&table(["name", "what", "endings", "articles", "detail"], &rows))?;
        }
        Ok(0)
    }
}

fn row(format: &'static Format) -> [String; 5] {
    let endings: Vec<String> = format.endings.iter().map(|ending| format!(".{ending}")).collect();
    [format.name.into(), format.title.into(), endings.join(" "), (if format.many { "many" } else { "one" }).into(), format.detail.into()]
}
