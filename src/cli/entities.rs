//! `tagline entities`: the names that annotations stand for, which of them may be one, and another name for one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::choosing::{sight, unseen};
use super::json::json_line;
use super::table::table;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Entities, Entity, Home, Mention, RenamePlan, grouped, mentions, rename};

/// List the names that annotations stand for, and give one another name
///
/// Names come from annotations, from their attribute `entity` or else the name that they are, and from what annotators have
/// learned. With --proposals, names that
/// may be one: misspelt ones, surnames, initials. With --rename, all annotations of the annotator with a name get another one,
/// also those that are that name and say nothing else; without --yes, they are listed and nothing is changed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline entities                     names, how often, by which words\n  tagline entities --proposals         which may be one\n  tagline entities --rename 'Ilse Brand' --to 'Ilse Brandt'        what would change\n  tagline entities --rename 'Ilse Brand' --to 'Ilse Brandt' --yes"
)]
pub(super) struct EntitiesCommand {
    /// Print names that may be one, with the reason
    #[arg(long, conflicts_with = "rename")]
    proposals: bool,
    /// The name that is to go
    #[arg(long, value_name = "OLD", requires = "to")]
    rename: Option<String>,
    /// The name that takes its place
    #[arg(long, value_name = "NEW", requires = "rename")]
    to: Option<String>,
    /// Change it
    #[arg(long, requires = "rename")]
    yes: bool,
    /// Print data instead of a table
    #[arg(long)]
    json: bool,
}

/// The names of a home with their mentions.
struct Known {
    entities: Entities,
    mentions: Vec<Mention>,
    /// What could not be read.
    unread: Vec<String>,
}

/// How often a name and label are mentioned, and in which articles.
type Counts<'a> = BTreeMap<(&'a str, &'a str), (usize, BTreeSet<&'a str>)>;

impl EntitiesCommand {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let home = Home::find(Path::new("."), options.annotations.as_deref(), &folders)?;
        let sight = sight(&home, options, settings.annotator.as_deref());
        if let (Some(old), Some(new)) = (&self.rename, &self.to) {
            let annotator = super::open::annotator(options, settings.annotator.as_deref())?;
            let annotator = annotator.ok_or_else(|| Failure::usage("whose annotations are to be changed?").hinted("give --annotator"))?;
            if sight.learns_from().is_some_and(|own| own != annotator) {
                return Err(unseen(&sight));
            }
            return self.rename(&Arc::new(home), &annotator, old, new, output);
        }
        // All are listed: a name belongs to the project. Those of one annotator when one is named here; one's own where it is blind.
        let whose = super::open::annotator(options, None)?;
        let own = sight.learns_from();
        if own.is_some_and(|own| own.is_empty() || whose.as_deref().is_some_and(|whose| whose != own)) {
            return Err(unseen(&sight));
        }
        let known = Known::load(&home, own.or(whose.as_deref()));
        if self.proposals {
            self.proposals(&known, output)?;
        } else {
            self.list(&known, output)?;
        }
        known.finish(output)
    }

    fn list(&self, known: &Known, output: &mut Output) -> Result<(), Failure> {
        let counts = known.counts();
        let count = |entity: &Entity| counts.get(&key(entity)).map_or((0, 0), |(mentions, articles)| (*mentions, articles.len()));
        let mut all: Vec<&Entity> = known.entities.all().iter().collect();
        all.sort_by_key(|entity| std::cmp::Reverse(count(entity)));
        if self.json {
            let rows = all.iter().map(|entity| {
                let (mentions, articles) = count(entity);
                json!({"name": entity.name, "label": entity.label.as_str(), "kind": entity.kind, "forms": entity.forms, "mentions": mentions, "articles": articles})
            });
            return output.line(&json_line(&rows.collect(), true));
        }
        if all.is_empty() {
            return output.line("no names yet: they come from annotations of names, and from their attribute `entity`");
        }
        let rows: Vec<[String; 6]> = all
            .iter()
            .map(|entity| {
                let ((mentions, articles), others) = (count(entity), entity.forms.iter().filter(|form| **form != entity.name));
                let forms = others.map(|form| printable(form)).collect::<Vec<_>>().join(", ");
                let [name, label, kind] = [&entity.name, entity.label.as_str(), &entity.kind].map(printable);
                [name, label, kind, grouped(mentions), grouped(articles), forms]
            })
            .collect();
        output.text(&table(["name", "label", "kind", "mentions", "articles", "also called"], &rows))
    }

    fn proposals(&self, known: &Known, output: &mut Output) -> Result<(), Failure> {
        let counts = known.counts();
        let proposals = known.entities.proposed_merges(|entity| counts.get(&key(entity)).map_or(0, |(mentions, _)| *mentions));
        if self.json {
            let rows = proposals.iter().map(|one| json!({"from": one.from, "to": one.to, "label": one.label.as_str(), "reason": one.reason}));
            return output.line(&json_line(&rows.collect(), true));
        }
        if proposals.is_empty() {
            return output.line("no two names look like one");
        }
        for one in &proposals {
            output.line(&format!("{} -> {}? {}", printable(&one.from), printable(&one.to), one.reason))?;
        }
        Ok(())
    }

    fn rename(&self, home: &Arc<Home>, annotator: &str, old: &str, new: &str, output: &mut Output) -> Result<i32, Failure> {
        let new = new.split_whitespace().collect::<Vec<_>>().join(" ");
        if new.is_empty() || new == old {
            return Err(Failure::usage("the new name is empty, or the old one"));
        }
        // Nobody calls it off but by a signal.
        let plan = RenamePlan::look(home, annotator, old, None, &mut |_, _| true).unwrap_or_default();
        if plan.is_empty() {
            let unread = if plan.unread.is_empty() { String::new() } else { format!("; not read:\n{}", plan.unread.join("\n")) };
            return Err(Failure::findings(format!("{annotator} has no annotation of the name {old}{unread}")).hinted("tagline entities lists all names"));
        }
        if self.yes {
            let renamed = rename(home, &plan, &new, &mut |_, _| true);
            if self.json {
                output.line(&json_line(&json!({"annotations": renamed.annotations, "names": renamed.names, "failed": renamed.failed}), true))?;
            } else {
                let (annotations, file) = (annotations(renamed.annotations), if renamed.names { ", and in the file of names" } else { "" });
                output.line(&format!("{} is {} in {annotations}{file}", printable(old), printable(&new)))?;
            }
            output.flush()?;
            let mut failed: Vec<String> = renamed.failed.into_iter().chain(plan.unread).collect();
            failed.dedup();
            return if failed.is_empty() { Ok(0) } else { Err(Failure::findings(format!("not changed:\n{}", failed.join("\n"))).hinted("tagline check")) };
        }
        let RenamePlan { mentions: concerned, names: in_file, unread, .. } = plan;
        if self.json {
            let rows = concerned
                .iter()
                .map(|mention| json!({"article": mention.key, "id": mention.id.as_str(), "label": mention.label.as_str(), "text": mention.text}));
            output.line(&json_line(&json!({"annotations": rows.collect::<Vec<_>>(), "names": in_file, "not_read": unread}), true))?;
        } else if !concerned.is_empty() {
            let rows: Vec<[String; 3]> = concerned.iter().map(|mention| [&mention.key, mention.label.as_str(), &mention.text].map(printable)).collect();
            output.text(&table(["article", "label", "text"], &rows))?;
        }
        output.flush()?;
        let file = if in_file { " and the file of names" } else { "" };
        let unread = if unread.is_empty() { String::new() } else { format!("\nnot read:\n{}", unread.join("\n")) };
        Err(Failure::findings(format!("nothing was changed{unread}")).hinted(format!("--yes changes {}{file}", annotations(concerned.len()))))
    }
}

fn annotations(count: usize) -> String {
    if count == 1 { "1 annotation".into() } else { format!("{} annotations", grouped(count)) }
}

fn key(entity: &Entity) -> (&str, &str) {
    (&entity.name, entity.label.as_str())
}

impl Known {
    fn load(home: &Home, whose: Option<&str>) -> Self {
        let (mentions, mut unread) = mentions(home, whose);
        let mut entities = Entities::load(home, whose);
        unread.extend(entities.notices().iter().cloned());
        for mention in &mentions {
            entities.add(&mention.entity());
        }
        Self { entities, mentions, unread }
    }

    fn counts(&self) -> Counts<'_> {
        let mut counts = Counts::new();
        for mention in &self.mentions {
            let (count, articles) = counts.entry((&mention.entity, mention.label.as_str())).or_default();
            *count += 1;
            articles.insert(&mention.key);
        }
        counts
    }

    /// The exit code; what could not be read is told last.
    fn finish(self, output: &mut Output) -> Result<i32, Failure> {
        output.flush()?;
        if self.unread.is_empty() { Ok(0) } else { Err(Failure::findings(format!("not read:\n{}", self.unread.join("\n"))).hinted("tagline check")) }
    }
}
