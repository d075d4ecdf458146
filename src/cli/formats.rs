//! `tagline formats`: what can be read and written.

use serde_json::json;

use super::json::json_line;
use super::table::table;
use super::{Failure, Output};
use crate::article::printable;
use crate::exchange::{Both, FORMATS, Facts, format_named};
use crate::sources::{self, READERS};

/// List the formats of annotations and of articles
///
/// Annotations go out with `tagline export` and come in with `tagline import`. Articles come in with `tagline add`: their formats
/// are told by content, not by name; `tagline add --as NAME` overrides. Anything may be packed with gzip.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tagline formats\n  tagline formats brat\n  tagline formats --json | jq -r '.annotations[].name'")]
pub(super) struct Formats {
    /// All that is to be known of one format of annotations
    #[arg(value_name = "FORMAT")]
    name: Option<String>,
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
}

impl Formats {
    pub(super) fn run(&self, output: &mut Output) -> Result<i32, Failure> {
        let readers = READERS.iter().map(|reader| reader.format());
        let annotations = FORMATS.iter().map(|format| format.facts());
        if let Some(name) = &self.name {
            let Some(format) = format_named(name) else {
                return Err(Failure::usage(format!("{}: no format of annotations", printable(name))).hinted("tagline formats lists them"));
            };
            let text = if self.json { json_line(&data(format.facts()), true) + "\n" } else { sheet(format.facts()) };
            output.text(&text)?;
        } else if self.json {
            let articles = readers.map(|format| json!({"name": format.name, "title": format.title, "endings": format.endings, "many": format.many, "detail": format.detail, "extractor": format.extractor}));
            let all = json!({"annotations": annotations.map(data).collect::<Vec<_>>(), "articles": articles.collect::<Vec<_>>()});
            output.line(&json_line(&all, true))?;
        } else {
            output.line("Annotations (tagline export, tagline import)\n")?;
            let rows: Vec<[String; 8]> = annotations.map(row).collect();
            output.text(&table(["name", "what", "goes", "unit", "overlaps", "fragments", "relations", "attributes"], &rows))?;
            output.line("\nfragments: one annotation may have several spans. tagline formats NAME tells more.\n\nArticles (tagline add)\n")?;
            let rows: Vec<[String; 5]> = readers.map(reader_row).collect();
            output.text(&table(["name", "what", "endings", "articles", "detail"], &rows))?;
        }
        Ok(0)
    }
}

fn ways(both: Both) -> &'static str {
    match both {
        Both::Ways => "both ways",
        Both::Out => "out",
        Both::In => "in",
    }
}

fn yes(holds: bool) -> String {
    if holds { "yes" } else { "-" }.to_owned()
}

fn row(facts: &'static Facts) -> [String; 8] {
    [
        facts.name.to_owned(),
        facts.title.to_owned(),
        ways(facts.both).to_owned(),
        facts.unit.name().to_owned(),
        yes(facts.overlaps),
        yes(facts.discontinuous),
        yes(facts.relations),
        yes(facts.attributes),
    ]
}

fn reader_row(format: &'static sources::Format) -> [String; 5] {
    [format.name.into(), format.title.into(), dotted(format.endings), (if format.many { "many" } else { "one" }).into(), format.detail.into()]
}

fn dotted(endings: &[&str]) -> String {
    endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(" ")
}

/// What a format cannot hold, in words.
fn lost(facts: &Facts) -> Vec<&'static str> {
    let kept = [
        (facts.overlaps, "annotations that overlap"),
        (facts.discontinuous, "annotations of several spans as one"),
        (facts.relations, "relations"),
        (facts.attributes, "attributes"),
        (facts.notes, "notes"),
    ];
    kept.into_iter().filter(|(kept, _)| !kept).map(|(_, what)| what).collect()
}

fn data(facts: &'static Facts) -> serde_json::Value {
    let choices = facts.choices.iter().map(|choice| json!({"name": choice.name, "values": choice.values, "meaning": choice.meaning}));
    json!({
        "name": facts.name, "title": facts.title, "endings": facts.endings, "shape": facts.shape.name(), "out": facts.both.out(), "in": facts.both.back(),
        "unit": facts.unit.name(), "overlaps": facts.overlaps, "discontinuous": facts.discontinuous, "relations": facts.relations,
        "attributes": facts.attributes, "notes": facts.notes, "choices": choices.collect::<Vec<_>>(), "detail": facts.detail,
    })
}

fn sheet(facts: &Facts) -> String {
    let lost = match lost(facts).as_slice() {
        [] => "nothing that a record says of an annotation".to_owned(),
        lost => lost.join(", "),
    };
    let mut out = format!(
        "{}: {}\n\n{}\n\ngoes     {}\nfiles    {} ({})\noffsets  {}\nlost     {lost}\n",
        facts.name,
        facts.title,
        facts.detail,
        ways(facts.both),
        dotted(facts.endings),
        facts.shape.name(),
        facts.unit.name(),
    );
    if !facts.choices.is_empty() {
        out.push_str("\nTo be chosen with --set NAME=VALUE; the first holds when nothing is said:\n");
        for choice in facts.choices {
            out.push_str(&format!("  {}={}  {}\n", choice.name, choice.values.join("|"), choice.meaning));
        }
    }
    out
}
