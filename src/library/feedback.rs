//! What a reviewer decided about an annotator's work, read from the records.

use std::path::{Path, PathBuf};

use super::{GOLD, Home, OpenText, Sight, is_done, load_article, open_review, read_record_of};
use crate::article::{Text, printable};
use crate::review::{Feedback, Standing, feedback};
use crate::sources::SourceError;

/// The decisions on an annotator's work on one article.
#[derive(Debug)]
pub struct Reviewed {
    /// The article.
    pub opened: OpenText,
    /// The decisions, in text order.
    pub decisions: Vec<Feedback>,
    /// What could not be read, and why; safe to show.
    pub told: Vec<String>,
}

impl Reviewed {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &Text {
        self.opened.article.text()
    }
}

/// Reads the decisions on what an annotator did in an article; nothing when there is no record of gold.
pub fn reviewed_work(home: &Home, annotator: &str, path: &Path) -> Result<Option<Reviewed>, SourceError> {
    let opened = load_article(home, path)?;
    let gold = match read_record_of(home, GOLD, &opened.key, opened.article.text()) {
        Ok(Some((gold, _))) => gold,
        Ok(None) => return Ok(None),
        Err(why) => return Ok(Some(Reviewed { opened, decisions: Vec::new(), told: vec![why] })),
    };
    let review = open_review(home, &opened.key, &opened.article, Some(&gold));
    let decisions = feedback(annotator, &review.adjudication, &gold.set);
    Ok(Some(Reviewed { opened, decisions, told: review.told }))
}

/// A decision as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackLine {
    /// The decision in words, safe to show.
    pub words: String,
    /// Where in the text, in bytes.
    pub place: crate::article::Span,
    /// The line of the file, from 1.
    pub line: usize,
    /// Whether the work was kept as it is.
    pub kept: bool,
}

/// An article with decisions on somebody's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackOn {
    /// Its file.
    pub path: PathBuf,
    /// Its key.
    pub key: String,
    /// What became of the work as a whole.
    pub standing: Standing,
    /// The decisions, in text order.
    pub lines: Vec<FeedbackLine>,
}

/// All decisions on an annotator's work, article by article, as far as `sight` sees them. `articles` are looked at, each with
/// its key; `go_on` is asked before each.
#[must_use]
pub fn feedback_for(home: &Home, annotator: &str, articles: &[(PathBuf, String)], sight: &Sight, go_on: &dyn Fn() -> bool) -> Vec<FeedbackOn> {
    let has_both = |key: &str| home.record_path(GOLD, key).is_file() && home.record_path(annotator, key).is_file();
    let mut found = Vec::new();
    for (path, key) in articles.iter().filter(|(_, key)| has_both(key)) {
        if !go_on() {
            break;
        }
        if !sight.sees_record(home, key, GOLD) {
            continue;
        }
        let Ok(Some(reviewed)) = reviewed_work(home, annotator, path) else { continue };
        if reviewed.decisions.is_empty() {
            continue;
        }
        let line = |one: &Feedback| FeedbackLine {
            words: printable(&one.in_words(reviewed.text(), &home.project.codebook)),
            place: one.place,
            line: line_of(reviewed.text(), one.place.start),
            kept: one.judgement == crate::review::Judgement::Kept,
        };
        let lines = reviewed.decisions.iter().map(line).collect();
        let standing = Standing::of(&reviewed.decisions, is_done(home, GOLD, key));
        found.push(FeedbackOn { path: path.clone(), key: key.clone(), standing, lines });
    }
    found
}

/// The line of the file on which an offset is, from 1.
#[must_use]
pub fn line_of(text: &Text, offset: u32) -> usize {
    memchr::memchr_iter(b'\n', text.as_str().as_bytes().get(..offset as usize).unwrap_or_default()).count() + 1
}
