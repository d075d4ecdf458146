//! `tagline feedback`: what a reviewer decided about an annotator's work.

use serde_json::{Map, Value as Json, json};

use super::choosing::with_terms;
use super::desk::Articles;
use super::json::json_line;
use super::{Failure, Options, Output};
use crate::annotation::{Annotation, Codebook, Value};
use crate::article::{Span, Text, printable};
use crate::library::{line_of, reviewed_work};
use crate::review::{Amendment, Feedback, Judgement, Reason};

/// List the decisions on an annotator's work
///
/// What a reviewer decided, where, and why: what was kept, what was changed and how, what was dropped, what was missed. Of what
/// nobody has decided yet nothing is said.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms("  tagline feedback anna\n  tagline feedback anna date:today\n  tagline feedback anna story.txt --json"))]
pub(super) struct FeedbackCommand {
    /// Whose work it is
    #[arg(value_name = "ANNOTATOR")]
    annotator: String,
    /// Articles, or a filter for several
    #[arg(value_name = "ARTICLE|FILTER")]
    chosen: Vec<String>,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// What a decision is told with.
struct Told<'a> {
    key: &'a str,
    text: &'a Text,
    codebook: &'a Codebook,
}

impl FeedbackCommand {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let chosen = Articles::of(&self.chosen, options)?;
        let (mut data, mut failed, mut count) = (Vec::new(), Vec::new(), 0usize);
        for path in &chosen.paths {
            let Some(reviewed) = reviewed_work(&chosen.home, &self.annotator, path)? else { continue };
            failed.extend(reviewed.told.iter().cloned());
            let told = Told { key: &reviewed.opened.key, text: reviewed.text(), codebook: &chosen.home.project.codebook };
            for one in &reviewed.decisions {
                count += 1;
                if self.json {
                    data.push(told.json(one));
                } else {
                    output.line(&printable(&told.line(one)))?;
                }
            }
        }
        if self.json {
            output.line(&json_line(&data.into(), true))?;
        } else if count == 0 {
            output.line(&printable(&format!("no decisions on the work of {} yet", self.annotator)))?;
        }
        match failed.first() {
            None => Ok(0),
            Some(first) => Err(Failure::findings(format!("{} could not be read: {first}", failed.len()))),
        }
    }
}

impl Told<'_> {
    /// `story.txt:3: changed: actor “Ken McCallum”: kind person → state (wrong attribute; see page 3), says cara`
    fn line(&self, one: &Feedback) -> String {
        format!("{}:{}: {}", self.key, line_of(self.text, one.place.start), one.in_words(self.text, self.codebook))
    }

    fn json(&self, one: &Feedback) -> Json {
        let amendments = match &one.judgement {
            Judgement::Changed(amendments) => amendments.as_slice(),
            Judgement::Kept | Judgement::Dropped | Judgement::Missed => &[],
        };
        let mut changed = Map::new();
        let value = |value: &Option<Value>| value.as_ref().map(|value| value.in_words(self.text));
        for amendment in amendments {
            match amendment {
                Amendment::Label { was, is } => changed.insert("label".into(), json!({"was": was.as_str(), "is": is.as_str()})),
                Amendment::Boundaries { was, is } => changed.insert("spans".into(), json!({"was": self.spans(was), "is": self.spans(is)})),
                Amendment::Attribute { name, was, is } => changed.insert(format!("attribute:{name}"), json!({"was": value(was), "is": value(is)})),
                Amendment::Relations { kind, was, is } => {
                    let ends = |ends: &[Vec<Span>]| ends.iter().map(|spans| self.spans(spans)).collect::<Json>();
                    changed.insert(format!("relation:{kind}"), json!({"was": ends(was), "is": ends(is)}))
                }
            };
        }
        let annotation =
            |annotation: &Annotation| json!({"id": annotation.id.to_string(), "label": annotation.label.as_str(), "spans": self.spans(&annotation.spans)});
        json!({
            "path": self.key,
            "line": line_of(self.text, one.place.start),
            "case": one.case.as_str(),
            "judgement": one.judgement.name(),
            "annotation": one.annotation.as_ref().map(|one| annotation(one)),
            "gold": one.gold.iter().map(|one| annotation(one)).collect::<Vec<_>>(),
            "changed": changed,
            "reason": one.reason.as_ref().map(Reason::in_words),
            "comment": one.comment,
            "by": one.by,
            "at": one.at.to_string(),
        })
    }

    /// Spans in code points, with their words.
    fn spans(&self, spans: &[Span]) -> Vec<Json> {
        let at = |offset: u32| self.text.char_of(offset);
        spans.iter().map(|span| json!({"start": at(span.start), "end": at(span.end), "text": self.text.slice(*span)})).collect()
    }
}
