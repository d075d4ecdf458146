//! `tagline show`: prints an article with its annotations.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::choosing::{sight, unseen};
use super::json::json_line;
use super::{Failure, Options, Output};
use crate::annotation::Codebook;
use crate::article::{Article, Span, printable, printable_lines};
use crate::config::Palette;
use crate::exchange::article_as_json;
use crate::library::{Home, Record, annotators, load_article, load_record, proposed_annotator};

/// Print an article with its annotations
///
/// Every annotation stands in brackets with the letter of its label: [a Norland] is an actor. With --json, the annotations
/// as data: offsets are code points, half-open.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tagline show story.txt\n  tagline show --json story.txt | jq '.annotations[] | .label'")]
pub(super) struct Show {
    /// The article
    article: PathBuf,
    /// Print data instead of text
    #[arg(long)]
    json: bool,
    /// Also the annotations that the text has changed away from: where they were, and what their text was
    #[arg(long)]
    include_unanchored: bool,
}

impl Show {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let annotator = super::open::annotator(options, settings.annotator.as_deref())?;
        let home = Home::find(&self.article, options.annotations.as_deref(), &folders)?;
        let opened = load_article(&home, &self.article)?;
        let annotator = annotator.unwrap_or_else(|| only_annotator(&home, &opened.key).unwrap_or_else(proposed_annotator));
        let sight = sight(&home, options, settings.annotator.as_deref());
        if home.record_path(&annotator, &opened.key).is_file() && !sight.sees_record(&home, &opened.key, &annotator) {
            return Err(unseen(&sight));
        }
        let record = load_record(&home, &annotator, &opened.key, &opened.article, true);
        if self.json {
            let data = as_json(&home.project.codebook, &opened.article, &record.record, self.include_unanchored);
            output.line(&json_line(&data, true))?;
        } else {
            let palette = output.colored.then(|| Palette::new(true, &settings.colors, &home.project.codebook));
            output.text(&bracketed(&home, &opened.article, &record.record, palette.as_ref()))?;
            if self.include_unanchored {
                for annotation in record.record.set.unanchored() {
                    let letter = home.project.codebook.letter(&annotation.label);
                    output.line(&format!("without a place: [{letter} {}]", printable(&annotation.quoted(opened.article.text()))))?;
                }
            }
        }
        output.flush()?;
        if let Some(why) = &record.record.read_only {
            return Err(Failure::findings(why.clone()));
        }
        let waiting = record.record.set.unanchored().len();
        if waiting > 0 && !self.include_unanchored {
            let what = if waiting == 1 { "1 annotation needs".into() } else { format!("{waiting} annotations need") };
            return Err(Failure::findings(format!("{what} a look, because the article has changed, and is left out"))
                .hinted("open the article and press M, or give --include-unanchored"));
        }
        Ok(0)
    }
}

/// The annotator who has a record of the article, when there is just one.
fn only_annotator(home: &Home, key: &str) -> Option<String> {
    let mut with = annotators(home).into_iter().filter(|name| home.record_path(name, key).is_file());
    let first = with.next()?;
    with.next().is_none().then_some(first)
}

/// A bracket to be set at an offset.
struct Bracket {
    at: u32,
    /// Closing ones come first, inner ones before outer ones; opening ones the other way round.
    order: (bool, i64),
    text: String,
}

fn bracketed(home: &Home, article: &Article, record: &Record, palette: Option<&Palette>) -> String {
    let mut brackets: Vec<Bracket> = Vec::new();
    for annotation in record.set.annotations() {
        let label = home.project.codebook.position(&annotation.label);
        let letter = home.project.codebook.letter(&annotation.label);
        let (on, off) = palette.map_or((String::new(), ""), |palette| {
            let (r, g, b) = palette.label(label).ink;
            (format!("\x1b[38;2;{r};{g};{b}m"), "\x1b[39m")
        });
        for (n, span) in annotation.spans.iter().enumerate() {
            let part = if annotation.spans.len() > 1 { format!("{}/{}", n + 1, annotation.spans.len()) } else { String::new() };
            let doubt = if annotation.doubtful { "?" } else { "" };
            let length = i64::from(span.len());
            brackets.push(Bracket { at: span.start, order: (true, -length), text: format!("{on}[{letter}{part}{doubt} {off}") });
            brackets.push(Bracket { at: span.end, order: (false, length), text: format!("{on}]{off}") });
        }
    }
    brackets.sort_by_key(|bracket| (bracket.at, bracket.order));
    let mut out = String::new();
    let mut at = 0;
    for bracket in brackets {
        out.push_str(&printable_lines(article.text().slice(Span { start: at, end: bracket.at })));
        out.push_str(&bracket.text);
        at = bracket.at;
    }
    out.push_str(&printable_lines(article.text().slice(Span { start: at, end: article.text().len() })));
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    for annotation in record.set.annotations().iter().filter(|annotation| !annotation.note.is_empty()) {
        let letter = home.project.codebook.letter(&annotation.label);
        let _ = writeln!(out, "note on [{letter} {}]: {}", printable(&annotation.quoted(article.text())), printable(&annotation.note));
    }
    out
}

/// The neutral form, and beside it what of the record is not understood.
fn as_json(codebook: &Codebook, article: &Article, record: &Record, unanchored: bool) -> Value {
    let mut data = article_as_json(codebook, article, (&record.article.path, &record.annotator), &record.set, unanchored);
    let locked: Vec<Value> = record.locked.iter().map(|item| json!({"line": item.line, "reason": item.reason, "raw": item.raw})).collect();
    if let Some(fields) = data.as_object_mut() {
        fields.insert("read_only".into(), json!(record.read_only));
        fields.insert("not_understood".into(), locked.into());
    }
    data
}
