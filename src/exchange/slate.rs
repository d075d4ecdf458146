//! SLATE's annotations: a line an annotation, in words or characters of the lines of the text, which is a file beside it. Only
//! read.

mod place;

use std::collections::BTreeMap;

use super::format::{Both, Facts, Format, Shape};
use super::{Arrival, Input, Unit};
use crate::annotation::Id;
use crate::article::Span;
use place::{Lines, spans};

/// What a link and its ends are called, which have no name in SLATE.
const LINK: &str = "linked";
/// A byte order mark, which texts of ours do not have.
const MARK: char = '\u{feff}';
/// The ending of its files.
const ENDING: &str = ".annotations";

/// Annotations of SLATE.
#[derive(Debug)]
pub(super) struct Slate;

impl Format for Slate {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "slate",
            title: "SLATE annotations",
            endings: &["annotations"],
            shape: Shape::Folder,
            both: Both::In,
            unit: Unit::Tokens,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: false,
            notes: false,
            choices: &[],
            detail: "NAME.annotations belongs to the text NAME beside it; what is linked becomes annotations and relations “linked”.",
        }
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        let path = input.name.strip_suffix(ENDING).unwrap_or(input.name);
        let bytes = (input.beside)(path).filter(|_| path != input.name);
        let bytes = bytes.ok_or_else(|| format!("{}: its text is not there under the same name without {ENDING}", input.place()))?;
        let text =
            String::from_utf8(bytes).map_err(|error| format!("{}: its text is not UTF-8 at byte {}", input.place(), error.utf8_error().valid_up_to()))?;
        // As SLATE reads it, to which a byte order mark is a character of the first word.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut arrival = input.arrival(text.strip_prefix(MARK).unwrap_or(&text));
        arrival.path = Some(path.to_owned());
        let lines = Lines::of(&text);
        let mut ends = BTreeMap::new();
        for (number, line) in input.text()?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if let Err(why) = one(&mut arrival, &lines, &mut ends, line) {
                arrival.flaw(format!("line {}: {why}", number + 1));
            }
        }
        take(arrival.finished());
        Ok(())
    }
}

/// Takes one line: places, a hyphen, labels. Without a label it is a link from its first place to each other one.
fn one(arrival: &mut Arrival, lines: &Lines, ends: &mut BTreeMap<Span, Id>, line: &str) -> Result<(), &'static str> {
    let (places, labels) = line.split_once('-').unwrap_or((line, ""));
    let spans = spans(places, lines)?;
    let labels: Vec<&str> = labels.split_whitespace().map(|label| label.strip_prefix("label:").unwrap_or(label)).collect();
    for label in &labels {
        arrival.annotate(None, label, spans.clone());
    }
    if !labels.is_empty() {
        return Ok(());
    }
    let mut linked = Vec::new();
    for span in spans {
        if let Some(id) = ends.get(&span) {
            linked.push(id.clone());
        } else if let Some(annotation) = arrival.annotate(None, LINK, vec![span]) {
            linked.push(annotation.id.clone());
            ends.insert(span, annotation.id.clone());
        }
    }
    let Some((from, others)) = linked.split_first() else { return Err("it is about no place in the text") };
    // What is linked to itself has nothing that it could be linked to.
    for to in others.iter().filter(|to| *to != from) {
        arrival.relate(None, LINK, from, to);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
