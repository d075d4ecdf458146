//! Giving an entity another name: asked for, looked through, shown, carried out.
//!
//! ```text
//! Naming ──Enter──▶ Looking ──worker──▶ Listed ──Enter──▶ Changing ──worker──▶ done, or Told what was not changed
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tui_input::Input as Field;

use crate::annotation::Id;
use crate::library::{Mention, RenamePlan, Renamed};

/// Texts of an article that are shown at most.
const SAMPLES: usize = 4;

/// Another name for an entity, on its way.
#[derive(Clone, Debug)]
pub(super) struct Renaming {
    /// The name that is to go.
    pub old: String,
    /// The one that takes its place; empty until it was given.
    pub new: String,
    /// Whether the new one is an entity already.
    pub taken: bool,
    /// How far it is.
    pub stage: Stage,
    /// Set, it ends the work that is under way; answers to that work carry the same one.
    pub stop: Arc<AtomicBool>,
    /// Where it began.
    pub back: Back,
}

/// Where one goes on afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Back {
    /// On the page.
    Page,
    /// In the form of an annotation.
    Form(Id),
    /// On that line of the ledger.
    Ledger(usize),
    /// On that line of the desk check.
    Desk(usize),
}

/// How far it is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// The new name is being typed.
    Naming(Field),
    /// So many records have been looked through, of so many.
    Looking(usize, usize),
    /// What would change is shown.
    Listed {
        /// What the worker found.
        plan: Arc<RenamePlan>,
        /// The lines that are shown.
        lines: Vec<PlanLine>,
        /// The line under the cursor.
        at: usize,
    },
    /// So many articles have been changed, of so many.
    Changing {
        /// How many.
        done: usize,
        /// Of how many.
        all: usize,
        /// Annotations of the open article, which are changed already.
        own: usize,
    },
    /// It is done, but for these.
    Told {
        /// What could not be changed, and why.
        failed: Vec<String>,
        /// The line under the cursor.
        at: usize,
    },
}

/// A line of what would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlanLine {
    /// The article's key, or what else it is about.
    pub what: String,
    /// How many annotations.
    pub count: usize,
    /// Their texts.
    pub sample: String,
    /// Whether it tells of something that will stay as it is.
    pub warns: bool,
}

/// What the worker tells of it.
#[derive(Debug)]
pub(super) enum RenameNews {
    /// So many records have been looked through, of so many.
    Looked(usize, usize),
    /// What would change.
    Planned(Box<RenamePlan>),
    /// So many articles have been changed, of so many.
    Changed(usize, usize),
    /// It is over.
    Over(RenameOver),
}

/// What became of a new name.
#[derive(Debug)]
pub(super) struct RenameOver {
    /// The name that was to go.
    pub old: String,
    /// The one that takes its place.
    pub new: String,
    /// Articles that were to be changed, without the open one.
    pub articles: usize,
    /// What was changed.
    pub renamed: Renamed,
}

impl Renaming {
    /// Has the work under way ended.
    pub(super) fn call_off(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// How many annotations would change, and in how many articles.
    #[must_use]
    pub(super) fn extent(&self) -> (usize, usize) {
        let lines = if let Stage::Listed { lines, .. } = &self.stage { lines.as_slice() } else { &[] };
        let articles = lines.iter().filter(|line| line.count > 0);
        articles.fold((0, 0), |(annotations, articles), line| (annotations + line.count, articles + 1))
    }
}

impl PlanLine {
    /// What would change in an article.
    #[must_use]
    pub(super) fn article(key: &str, texts: &[String], open: bool) -> Self {
        let mut samples: Vec<&str> = Vec::new();
        for text in texts {
            if !samples.contains(&text.as_str()) {
                samples.push(text);
            }
        }
        let more = if samples.len() > SAMPLES { " …" } else { "" };
        samples.truncate(SAMPLES);
        let what = if open { format!("{key} (open)") } else { key.to_owned() };
        Self { what, count: texts.len(), sample: samples.join(", ") + more, warns: false }
    }

    /// All that would change beside the open article, and what could not be read.
    #[must_use]
    pub(super) fn all(plan: &RenamePlan) -> Vec<Self> {
        let texts = |mentions: &[&Mention]| mentions.iter().map(|mention| mention.text.chars().take(80).collect()).collect::<Vec<String>>();
        let mut lines: Vec<Self> = plan.by_article().iter().map(|(key, mentions)| Self::article(key, &texts(mentions), false)).collect();
        if plan.names {
            lines.push(Self { what: "your file of names".into(), count: 0, sample: "the words it is called by stay with it".into(), warns: false });
        }
        let unread = plan.unread.iter().map(|why| Self { what: "not read, and left as it is".into(), count: 0, sample: why.clone(), warns: true });
        lines.extend(unread);
        lines
    }
}
