//! The review of an article: what everybody has in their records on it, and the decisions, which are kept in the record of
//! gold, one entry a case, so that two windows merge theirs. The records of annotators are read and never written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::editing::change_record;
use super::record::quote;
use super::{Home, Record, Saver, annotators, disk, load_article, read_record_of, record};
use crate::annotation::{AnnotationSet, CONFLICT, Change, Move, Step, WorkState, in_conflict};
use crate::article::{Article, Span, Text, printable};
use crate::review::{Adjudication, Decision, Entries, Fingerprint, cases};

/// Whose the adjudicated set is.
pub const GOLD: &str = "gold";

/// What the entries of a record begin with that hold a decision.
const PREFIX: &str = "decided:";

/// An article that is being reviewed.
#[derive(Clone, Debug)]
pub struct Review {
    /// The cases, with the decisions on them.
    pub adjudication: Adjudication,
    /// Whose work it is, by name.
    pub annotators: Vec<String>,
    /// Those of them who have not marked the article as done.
    pub unfinished: Vec<String>,
    /// What could not be read, and why; safe to show.
    pub told: Vec<String>,
}

/// The annotators other than gold who have a record on an article.
#[must_use]
pub fn reviewed(home: &Home, key: &str) -> Vec<String> {
    annotators(home).into_iter().filter(|name| name != GOLD && home.record_path(name, key).is_file()).collect()
}

/// Those of some articles in which there is somebody's work to review.
#[must_use]
pub fn to_review(home: &Home, articles: &[PathBuf]) -> Vec<PathBuf> {
    let names: Vec<String> = annotators(home).into_iter().filter(|name| name != GOLD).collect();
    let somebody = |path: &&PathBuf| {
        let key = home.key(path);
        names.iter().any(|name| home.record_path(name, &key).is_file())
    };
    articles.iter().filter(somebody).cloned().collect()
}

/// Whether the gold set of an article is marked as done.
#[must_use]
pub fn is_adjudicated(home: &Home, article: &Path) -> bool {
    is_done(home, GOLD, &home.key(article))
}

/// Whether an annotator has marked an article as done.
#[must_use]
pub fn is_done(home: &Home, name: &str, key: &str) -> bool {
    state(home, name, key) == Some(WorkState::Done)
}

/// Whether somebody who annotates in a blind project has not done so in an article: the work of others is not shown to them
/// yet.
#[must_use]
pub fn must_wait(home: &Home, name: &str, key: &str) -> bool {
    home.project.blind && annotators(home).iter().any(|known| known == name) && !is_done(home, name, key)
}

fn state(home: &Home, name: &str, key: &str) -> Option<WorkState> {
    let source = disk::read_text(&home.record_path(name, key)).ok()?;
    record::head(&source).ok().map(|head| head.state)
}

/// Puts everybody's work on an article side by side, with the decisions that `gold` holds. A record in which nothing was
/// ever done says nothing, also not that something was left out.
#[must_use]
pub fn open_review(home: &Home, key: &str, article: &Article, gold: Option<&Record>) -> Review {
    let text = article.text();
    let (mut sets, mut unfinished, mut told): (Vec<(String, AnnotationSet)>, Vec<String>, Vec<String>) = Default::default();
    for name in reviewed(home, key) {
        match read_record_of(home, &name, key, text) {
            Ok(Some((record, _))) if !record.set.is_untouched() => {
                if record.set.state() != WorkState::Done {
                    unfinished.push(name.clone());
                }
                sets.push((name, record.set));
            }
            Ok(_) => {}
            Err(why) => told.push(why),
        }
    }
    let (decisions, unreadable) = gold.map(|gold| decisions(gold, text)).unwrap_or_default();
    told.extend(unreadable);
    let borrowed: Vec<(&str, &AnnotationSet)> = sets.iter().map(|(name, set)| (name.as_str(), set)).collect();
    let codebook = &home.project.codebook;
    let cases = cases(article, codebook, &borrowed, gold.map(|gold| &gold.set));
    let mut adjudication = Adjudication::new(text, codebook, cases, decisions);
    if let Some(gold) = gold {
        adjudication.lay_aside_what_is_gone(&gold.set);
    }
    Review { adjudication, annotators: sets.into_iter().map(|(name, _)| name).collect(), unfinished, told }
}

/// The decisions that a record of gold holds, and what of them cannot be read, which stays as it is.
#[must_use]
pub fn decisions(gold: &Record, text: &Text) -> (Vec<Decision>, Vec<String>) {
    let (mut found, mut told) = (Vec::new(), Vec::new());
    for (key, raw) in gold.set.ext() {
        let Some(case) = key.strip_prefix(PREFIX) else { continue };
        match decision(case, raw, text) {
            Ok(decision) => found.push(decision),
            Err(why) => told.push(printable(&format!("{key}: {why}"))),
        }
    }
    (found, told)
}

/// Whether that is the key of a decision among what a record keeps beside.
#[must_use]
pub fn is_decision(key: &str) -> bool {
    key.starts_with(PREFIX)
}

/// The decisions on a case that a merge has left for a later one: somebody else has decided it differently at the same time.
#[must_use]
pub fn contested(gold: &AnnotationSet, case: &Fingerprint, text: &Text) -> Vec<Decision> {
    in_conflict(gold.ext(), &format!("{PREFIX}{case}")).filter_map(|(_, raw)| decision(case.as_str(), raw, text).ok()).collect()
}

/// The cases with such decisions.
#[must_use]
pub fn all_contested(gold: &AnnotationSet) -> BTreeSet<Fingerprint> {
    let prefix = format!("{CONFLICT}{PREFIX}");
    let keys = gold.ext().range(prefix.clone()..).map_while(|(key, _)| key.strip_prefix(&prefix));
    keys.filter_map(|key| key.rsplit_once(':')).map(|(case, _)| Fingerprint::from(case)).collect()
}

/// What has to be changed in the set of gold so that it keeps these decisions, or keeps them no longer, as they say.
#[must_use]
pub fn keeping(gold: &AnnotationSet, entries: &Entries, text: &Text) -> Vec<Change> {
    let change = |(case, decision): (&Fingerprint, &Option<Decision>)| {
        let key = format!("{PREFIX}{case}");
        let after = decision.as_ref().map(|decision| raw(&decision.to_entry(text)));
        let before = gold.ext().get(&key).cloned();
        // Whoever decides now has seen what others decided.
        let settled: Vec<Change> =
            in_conflict(gold.ext(), &key).map(|(key, raw)| Change::Ext { key: key.clone(), before: Some(raw.clone()), after: None }).collect();
        let own = (before != after).then_some(Change::Ext { key, before, after });
        own.into_iter().chain(settled)
    };
    entries.iter().flat_map(change).collect()
}

/// The decisions that changes of the set of gold have put in, or taken out; what cannot be read counts as taken out.
#[must_use]
pub fn kept_by(changes: &[Change], text: &Text) -> Entries {
    let entry = |change: &Change| {
        let Change::Ext { key, after, .. } = change else { return None };
        let case = key.strip_prefix(PREFIX)?;
        Some((Fingerprint::from(case), after.as_ref().and_then(|raw| decision(case, raw, text).ok())))
    };
    changes.iter().filter_map(entry).collect()
}

fn decision(case: &str, raw: &str, text: &Text) -> Result<Decision, String> {
    let entry = ron::from_str::<BTreeMap<String, String>>(raw).map_err(|error| error.to_string())?;
    Decision::from_entry(case.into(), &entry, text).map_err(|error| error.to_string())
}

fn raw(entry: &BTreeMap<String, String>) -> String {
    let mut out = String::from("{");
    for (key, value) in entry {
        if out.len() > 1 {
            out.push_str(", ");
        }
        quote(&mut out, key);
        out.push_str(": ");
        quote(&mut out, value);
    }
    out + "}"
}

/// Decides cases of an article that is not open: what `decide` makes of its review is carried out in the record of gold as one
/// step. How many decisions there were: without any, nothing is written.
pub fn adjudicate(home: &Arc<Home>, path: &Path, title: &str, decide: impl FnOnce(&Review) -> Vec<Decision>) -> Result<usize, String> {
    let article = load_article(home, path).map_err(|error| error.to_string())?;
    let mut done: Result<usize, String> = Ok(0);
    change_record(home, GOLD, path, &mut Saver::default(), |gold, text| {
        if text.sha256() != article.article.text().sha256() {
            done = Err(format!("{}: the text has just changed", printable(&article.key)));
            return None;
        }
        let mut review = open_review(home, &article.key, &article.article, Some(&gold.record));
        let decisions = decide(&review);
        let count = decisions.len();
        let ruled = review.adjudication.decide(decisions, &gold.record.set).map_err(|refused| refused.to_string());
        done = ruled.as_ref().map(|_| count).map_err(Clone::clone);
        let ruling = ruled.ok().filter(|_| count > 0)?;
        let mut changes = ruling.changes;
        changes.extend(keeping(&gold.record.set, &ruling.after, text));
        if gold.record.set.state() == WorkState::New {
            changes.push(Change::State { before: WorkState::New, after: WorkState::InProgress });
        }
        let step = Step { title: title.into(), changes, place: Span { start: 0, end: 0 }, at: Timestamp::now() };
        gold.history.perform(&mut gold.record.set, step.clone());
        Some(vec![Move::Do(step)])
    })?;
    done
}

#[cfg(test)]
mod tests;
