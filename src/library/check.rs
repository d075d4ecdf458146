//! Whether records are sound: what is wrong, where, and what can be mended with certainty.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::atomic::{remove_temporary, stale_temporaries};
use super::conflict_copies::copies_of;
use super::home::real_path;
use super::list::walk_records;
use super::open::{article_path, home_relative, understood};
use super::reanchor::kept_text;
use super::{Home, Privacy, Record, annotators, disk, merge_copies, overwrite, record, text_for, write_atomically};
use crate::annotation::{Unsound, unsound};
use crate::article::{Text, printable};

/// How old a tombstone must be to be dropped.
const OLD: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Something wrong with a record, or beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, as shown.
    pub file: String,
    /// The line in it, where that is known.
    pub line: Option<usize>,
    /// What kind of thing is wrong, in one word.
    pub kind: &'static str,
    /// What is wrong, for a person; safe to print.
    pub what: String,
    /// What to do about it.
    pub hint: &'static str,
}

/// What is to be done about what is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mending {
    /// Mend what is certain.
    pub fix: bool,
    /// Drop old tombstones.
    pub compact: bool,
}

/// What was found and done.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Records that were looked at.
    pub records: usize,
    /// What is wrong, after mending.
    pub findings: Vec<Finding>,
    /// What was mended, for a person.
    pub mended: Vec<String>,
}

/// A record that is being checked.
struct Checking<'a> {
    home: &'a Home,
    annotator: String,
    key: String,
    path: PathBuf,
    found: &'a mut Checked,
}

/// Checks all records of a home, or those of `scope`: an article, a folder of articles, or a record.
pub fn check(home: &Home, scope: Option<&Path>, mending: Mending) -> io::Result<Checked> {
    let mut checked = Checked::default();
    let scope = scope.map(real_path);
    for annotator in annotators(home) {
        let folder = home.annotations.join(&annotator);
        let mut records = Vec::new();
        walk_records(&folder, &mut records);
        records.sort();
        for path in records {
            let key = path.strip_prefix(&folder).unwrap_or(&path).with_extension("").to_string_lossy().replace('\\', "/");
            let real = real_path(&path);
            let within = |scope: &PathBuf| real.starts_with(scope) || article_path(home, &key).starts_with(scope) || home.key(scope) == key;
            if scope.as_ref().is_none_or(within) {
                checked.records += 1;
                Checking { home, annotator: annotator.clone(), key, path, found: &mut checked }.run(mending)?;
            }
        }
    }
    Ok(checked)
}

impl Checking<'_> {
    fn report(&mut self, line: Option<usize>, kind: &'static str, what: impl Into<String>, hint: &'static str) {
        let finding = Finding { file: home_relative(self.home, &self.path), line, kind, what: what.into(), hint };
        self.found.findings.push(finding);
    }

    fn mended(&mut self, what: &str) {
        let file = home_relative(self.home, &self.path);
        self.found.mended.push(format!("{file}: {what}"));
    }

    fn run(&mut self, mending: Mending) -> io::Result<()> {
        let article = article_path(self.home, &self.key);
        let text = crate::sources::read(&article).ok().map(|decoded| Text::new(decoded.text));
        if mending.fix && !copies_of(&self.path).is_empty() && self.merge_copies(text.as_ref()) {
            self.mended("the copies of a sync tool were merged into it");
        }
        let bytes = match disk::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.report(None, "unreadable", error.to_string(), "see who may read it");
                return Ok(());
            }
        };
        let Some(read) = self.read(&bytes, text.as_ref()) else {
            self.surroundings(None, mending);
            return Ok(());
        };
        if let Some(text) = &text {
            self.mend(&bytes, &read, text, mending)?;
        }
        let before = std::str::from_utf8(&bytes).ok().and_then(|source| record::head(source).ok()).map(|head| head.article.sha256);
        let before = before.filter(|_| !mending.fix).unwrap_or_else(|| read.article.sha256.clone());
        if text.is_some() && before != read.article.sha256 {
            let (placed, waiting) = (read.set.annotations().len(), read.set.unanchored().len());
            let what = format!("the article has changed since: {placed} annotations have a certain place, {waiting} need a look");
            self.report(None, "changed", what, "tagline check --fix writes the certain ones");
        }
        self.kept_text(&read, &before, text.as_ref(), mending)?;
        self.content(&read, text.is_some());
        self.surroundings(Some(&read), mending);
        Ok(())
    }

    /// Merges the copies in; where the article is gone, in the text that was annotated.
    fn merge_copies(&self, text: Option<&Text>) -> bool {
        let text = text.cloned().unwrap_or_else(|| text_for(self.home, &self.annotator, &self.key));
        merge_copies(self.home, &self.annotator, &self.key, &text).is_ok()
    }

    /// The record, its certain annotations brought to the text; nothing when it cannot be read.
    fn read(&mut self, bytes: &[u8], text: Option<&Text>) -> Option<Record> {
        let read = match text {
            Some(text) => understood(bytes, text, self.home).map(|(record, _)| record),
            None => std::str::from_utf8(bytes)
                .map_err(|error| error.to_string())
                .and_then(|source| record::read_unanchored(source).map_err(|error| error.to_string())),
        };
        match read {
            Ok(record) => Some(record),
            Err(why) => {
                self.report(None, "unreadable", why, "tagline recover ARTICLE --restore");
                None
            }
        }
    }

    /// Writes the record anew, when that changes only what is certain.
    fn mend(&mut self, bytes: &[u8], read: &Record, text: &Text, mending: Mending) -> io::Result<()> {
        if read.read_only.is_some() || !(mending.fix || mending.compact) {
            return Ok(());
        }
        let mut better = read.clone();
        let dropped = if mending.compact { better.set.compact(Timestamp::now() - OLD) } else { 0 };
        if !mending.fix && dropped == 0 {
            return Ok(());
        }
        if record::write(&better, text).as_bytes() != bytes {
            overwrite(self.home, &self.annotator, &self.key, text, &better)?;
            if dropped > 0 {
                self.mended(&format!("{dropped} old tombstones dropped"));
            } else {
                self.mended("written anew, certain places brought up to date");
            }
        }
        Ok(())
    }

    fn kept_text(&mut self, read: &Record, sha256: &str, text: Option<&Text>, mending: Mending) -> io::Result<()> {
        if read.set.is_untouched() || kept_text(self.home, sha256).is_some() {
            return Ok(());
        }
        match text.filter(|text| text.sha256() == sha256) {
            Some(text) if mending.fix => {
                write_atomically(&self.home.text_path(sha256), text.as_str().as_bytes(), Privacy::Shared)?;
                self.mended("the text that it was made in is kept again");
            }
            _ => self.report(
                None,
                "text",
                "the text that it was made in is not kept, or damaged: annotations are harder to find again when the article changes",
                "tagline check --fix",
            ),
        }
        Ok(())
    }

    fn content(&mut self, read: &Record, article: bool) {
        if !article {
            self.report(None, "orphan", format!("its article {} cannot be read or is gone", printable(&self.key)), "tagline mv OLD NEW, or tagline forget");
        }
        if let Some(why) = &read.read_only {
            self.report(None, "read-only", why.clone(), "a newer tagline can read it");
        }
        if read.article.path != self.key {
            self.report(None, "path", format!("it names another article: {}", printable(&read.article.path)), "tagline mv moves records with their article");
        }
        if read.annotator != self.annotator {
            self.report(None, "annotator", format!("it names another annotator: {}", printable(&read.annotator)), "move it into that annotator's folder");
        }
        for item in &read.locked {
            self.report(Some(item.line), "item", item.reason.clone(), "it is kept as it is; mend it by hand");
        }
        let quoted: BTreeMap<&str, String> = read.set.all().iter().map(|item| (item.id.as_str(), item.label.to_string())).collect();
        for problem in unsound(&read.set, &self.home.project.codebook) {
            let label = |id: &crate::annotation::Id| quoted.get(id.as_str()).cloned().unwrap_or_default();
            let shown = |id: &crate::annotation::Id| printable(id.as_str());
            match problem {
                // Without the article, every annotation is without a place.
                Unsound::Unanchored { .. } if !article => {}
                Unsound::Unanchored { id } => self.report(
                    None,
                    "place",
                    format!("the {} {} has no certain place in the text as it is now", label(&id), shown(&id)),
                    "open the article and press M",
                ),
                Unsound::UnknownLabel { id, label } => self.report(
                    None,
                    "label",
                    format!("{} has the label {}, which the codebook lacks", shown(&id), printable(label.as_str())),
                    "add it to tagline.ron, or relabel",
                ),
                Unsound::Dangling { id, end } => {
                    self.report(None, "relation", format!("the relation {} leads to {}, which is not there", shown(&id), shown(&end)), "it is kept as it is");
                }
                Unsound::Twins { id, other } => {
                    self.report(None, "twins", format!("{} and {} are both {} on the same text", shown(&id), shown(&other), label(&id)), "delete one of them");
                }
                Unsound::AgainstRules { id, rule } => {
                    self.report(None, "rules", format!("the {} {}: {rule}", label(&id), shown(&id)), "move its edges, or change the rules in tagline.ron");
                }
                Unsound::UnknownValue { id, attribute } => self.report(
                    None,
                    "value",
                    format!("{} of the {} {} has a value that the codebook lacks", printable(&attribute), label(&id), shown(&id)),
                    "add it to tagline.ron, or choose another in the form",
                ),
                Unsound::Misjoined { id, kind } => self.report(
                    None,
                    "relation",
                    format!("the relation {} is a {}, which the codebook lacks between these labels", shown(&id), printable(&kind)),
                    "add it to tagline.ron, or relate them anew",
                ),
                Unsound::Undecided { id, fields } => self.report(
                    None,
                    "conflict",
                    format!("two sides changed {} of {} differently", printable(&fields.join(", ")), shown(&id)),
                    "open the article and press M",
                ),
            }
        }
    }

    /// What lies beside the record: copies of sync tools, temporary files of saves that were cut off.
    fn surroundings(&mut self, read: Option<&Record>, mending: Mending) {
        for copy in copies_of(&self.path) {
            let name = printable(&copy.file_name().unwrap_or_default().to_string_lossy());
            self.report(None, "copy", format!("a sync tool has left a copy: {name}"), "tagline check --fix, or open the article");
        }
        for path in stale_temporaries(disk::folder_of(&self.path)) {
            let Some(head) = disk::read_text(&path).ok().and_then(|source| record::head(&source).ok()) else { continue };
            if head.article.path != self.key || head.annotator != self.annotator {
                continue;
            }
            let useless = read.is_some_and(|read| disk::read(&path).is_ok_and(|bytes| record::holds(read, &bytes)));
            if useless && mending.fix {
                remove_temporary(&path);
                self.mended("a temporary file of a save that was cut off was removed");
            } else {
                let what = if useless { "a temporary file of a save that was cut off" } else { "a temporary file holds annotations that the record lacks" };
                self.report(None, "temporary", what, if useless { "tagline check --fix" } else { "tagline recover ARTICLE" });
            }
        }
    }
}
