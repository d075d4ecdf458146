//! Articles of two-letter fields.

use crate::article::{Role, sha256};
use crate::sources::nexis::{authors, language, story_of};
use crate::sources::paragraph::one_line;
use crate::sources::story::{Blocks, Flaw, Place, Story};
use crate::sources::written_date::written_date;

/// All fields.
const CODES: &[&str] = &[
    "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB",
    "AN", "CLM", "SE", "DE", "DS", "HL",
];

/// The field that a line opens, and what stands behind it: nothing, or a tab or two spaces and more.
fn field(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_start();
    let code = CODES
        .iter()
        .find(|code| line.strip_prefix(**code).is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(['\t', '\u{a0}']) || rest.starts_with("  ")))?;
    Some((code, line.strip_prefix(code)?.trim()))
}

/// Whether a text has such fields, the headline among them.
pub(super) fn are_in(text: &str) -> bool {
    let mut seen: Vec<&str> = text.lines().filter_map(field).map(|(code, _)| code).take(1000).collect();
    seen.sort_unstable();
    seen.dedup();
    let has = |code: &str| seen.contains(&code);
    has("HD") && (has("LP") || has("TD")) && seen.len() >= 5
}

/// The lines of one article by their fields.
#[derive(Default)]
struct Record<'t> {
    fields: Vec<(&'static str, Vec<&'t str>)>,
}

impl<'t> Record<'t> {
    fn lines(&self, code: &str) -> impl Iterator<Item = &'t str> {
        self.fields.iter().filter(move |(found, _)| *found == code).flat_map(|(_, lines)| lines.iter().copied())
    }

    /// The value of a field on one line.
    fn value(&self, code: &str) -> Option<String> {
        let value = one_line(&self.lines(code).collect::<Vec<_>>().join(" "));
        Some(value).filter(|value| !value.is_empty())
    }

    fn has(&self, code: &str) -> bool {
        self.fields.iter().any(|(found, _)| *found == code)
    }
}

/// All articles of a text.
pub(super) fn divide(text: &str) -> Vec<Result<Story, Flaw>> {
    let mut records = vec![Record::default()];
    for line in text.lines() {
        let Some(record) = records.last_mut() else { break };
        match field(line) {
            // An article ends with its id; one without begins where the next headline is.
            Some((code, rest)) if record.has("AN") || code == "HD" && record.has("HD") => records.push(Record { fields: vec![(code, vec![rest])] }),
            Some((code, rest)) => record.fields.push((code, vec![rest])),
            None => record.fields.last_mut().into_iter().for_each(|(_, lines)| lines.push(line)),
        }
    }
    let full = records.into_iter().filter(|record| record.has("HD") || record.has("LP") || record.has("TD"));
    full.enumerate().map(|(at, record)| story(&record, Place::Item(at as u64 + 1))).collect()
}

fn story(record: &Record<'_>, place: Place) -> Result<Story, Flaw> {
    let mut blocks = Blocks::default();
    blocks.push(Role::Headline, &record.value("HD").unwrap_or_default());
    if let Some(byline) = record.value("BY").filter(|byline| byline.starts_with("By ")) {
        blocks.push(Role::Byline, &byline);
    }
    let text: Vec<&str> = record.lines("LP").chain([""]).chain(record.lines("TD")).collect();
    if text.iter().all(|line| line.trim().is_empty()) {
        return Err(Flaw::at(place, "has no text: neither LP nor TD"));
    }
    blocks.push(Role::Body, &text.join("\n"));
    blocks.push(Role::Caption, &record.lines("ART").collect::<Vec<_>>().join("\n"));
    let bytes: String =
        record.fields.iter().flat_map(|(code, lines)| std::iter::once(*code).chain(lines.iter().copied())).flat_map(|line| [line, "\n"]).collect();
    Ok(Story {
        title: record.value("HD"),
        authors: record.value("BY").map(|byline| authors(&byline)).unwrap_or_default(),
        date: record.value("PD").and_then(|date| written_date(&date)),
        publication: record.value("SN"),
        language: record.value("LA").and_then(|name| language(&name)),
        id: record.lines("AN").find_map(id),
        place: Some(place),
        original: sha256(bytes.as_bytes()),
        ..story_of(blocks)
    })
}

/// The id in `Document SELC000020260504em5400001`, or alone on a line.
pub(super) fn id(line: &str) -> Option<String> {
    let id = line.split_whitespace().last()?;
    (line.split_whitespace().count() <= 2
        && (15..=40).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().any(|byte| byte.is_ascii_digit()))
    .then(|| id.to_owned())
}
