//! The list as data: JSON and CSV.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::choosing::Chooser;
use super::super::csv::csv_row;
use super::super::json::json_line;
use super::super::{Failure, Output};
use crate::annotation::WorkState;
use crate::library::{Card, Selection, Work, state_of};

/// Annotations of each label: those of the annotator, or of all together, as far as they are seen.
pub(super) fn counts<'a>(chooser: &Chooser, card: Card<'a>) -> BTreeMap<&'a str, u32> {
    let mut counts = BTreeMap::new();
    let whose = chooser.annotator.as_deref();
    for work in card.works().filter(|work| whose.is_none_or(|name| work.annotator() == name) && chooser.sight.sees(card, work.annotator())) {
        for (label, count) in work.counts() {
            *counts.entry(label).or_insert(0) += count;
        }
    }
    counts
}

/// The headline, or else the file's name.
pub(super) fn title(card: Card<'_>) -> &str {
    if card.title().is_empty() { card.key().rsplit('/').next().unwrap_or_default() } else { card.title() }
}

/// Who else has annotated it; everybody when nobody is meant.
pub(super) fn others<'a>(card: Card<'a>, whose: Option<&str>) -> Vec<&'a str> {
    card.works().map(Work::annotator).filter(|name| whose != Some(*name)).collect()
}

/// A state as data has it.
pub(in crate::cli) fn state_name(state: Option<WorkState>) -> &'static str {
    match state {
        Some(WorkState::New) => "new",
        Some(WorkState::InProgress) => "in_progress",
        Some(WorkState::Done) => "done",
        None => "unreadable",
    }
}

/// The articles with the name of their group.
fn with_group<'a>(chooser: &'a Chooser, chosen: &'a Selection) -> impl Iterator<Item = (Card<'a>, Option<&'a str>)> {
    let mut groups = chosen.groups.iter().peekable();
    let mut name = None;
    chosen.articles.iter().enumerate().filter_map(move |(at, article)| {
        if let Some((_, next)) = groups.next_if(|(first, _)| *first == at) {
            name = Some(next.as_str());
        }
        chooser.catalogue.card(*article as usize).map(|card| (card, name))
    })
}

/// Prints an array, an object a line.
pub(super) fn json(chooser: &Chooser, chosen: &Selection, output: &mut Output) -> Result<(), Failure> {
    output.text("[")?;
    for (number, (card, group)) in with_group(chooser, chosen).enumerate() {
        output.text(if number > 0 { ",\n" } else { "\n" })?;
        output.text(&json_line(&object(chooser, card, group), false))?;
    }
    output.line(if chosen.articles.is_empty() { "]" } else { "\n]" })
}

fn object(chooser: &Chooser, card: Card<'_>, group: Option<&str>) -> Value {
    let works = card.works().map(|work| {
        let labels = || work.counts().map(|(label, count)| (label.to_owned(), count.into())).collect::<Map<String, Value>>();
        let labels = chooser.sight.sees(card, work.annotator()).then(labels);
        json!({"annotator": work.annotator(), "state": state_name(work.state()), "labels": labels})
    });
    let mut data = json!({
        "path": card.key(),
        "title": title(card),
        "words": card.words(),
        "chars": card.chars(),
        "state": state_name(Some(state_of(card, chooser.annotator.as_deref()))),
        "records": works.collect::<Vec<_>>(),
    });
    let known = [("source", card.publication()), ("date", card.date()), ("url", card.url()), ("id", card.id()), ("language", card.language())];
    if let Some(fields) = data.as_object_mut() {
        let known = known.into_iter().chain(group.map(|name| ("group", name))).filter(|(_, text)| !text.is_empty());
        fields.extend(known.map(|(name, text)| (name.to_owned(), text.into())));
    }
    data
}

/// Prints a table for spreadsheets, a column for each label.
pub(super) fn csv(chooser: &Chooser, chosen: &Selection, output: &mut Output) -> Result<(), Failure> {
    let codebook = &chooser.home.project.codebook;
    let mut labels: Vec<&str> = chooser.catalogue.labels().iter().map(String::as_str).collect();
    labels.sort_by_key(|label| (codebook.position(&(*label).into()).unwrap_or(usize::MAX), *label));
    let grouped = !chosen.groups.is_empty();
    let heading = ["path", "title", "source", "date", "words", "chars", "state"].into_iter().chain(labels.iter().copied());
    output.text(&csv_row(heading.chain(["others"]).chain(grouped.then_some("group"))))?;
    let whose = chooser.annotator.as_deref();
    for (card, group) in with_group(chooser, chosen) {
        let seen = card.works().filter(|work| whose.is_none_or(|name| work.annotator() == name)).all(|work| chooser.sight.sees(card, work.annotator()));
        let counts = counts(chooser, card);
        let known = [card.key(), title(card), card.publication(), card.date()].map(str::to_owned);
        let numbers = [card.words().to_string(), card.chars().to_string(), state_name(Some(state_of(card, whose))).to_owned()];
        let counts = labels.iter().map(|label| if seen { counts.get(label).copied().unwrap_or_default().to_string() } else { String::new() });
        let last = [others(card, whose).join(" ")].into_iter().chain(group.map(str::to_owned));
        output.text(&csv_row(known.into_iter().chain(numbers).chain(counts).chain(last)))?;
    }
    Ok(())
}
