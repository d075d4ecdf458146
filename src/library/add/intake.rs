//! Reading sources into a home: the reader is chosen, its stories are added, and everything is told as it comes.

use std::io;
use std::ops::ControlFlow;

use super::{Added, Adder, Origin, Outcome};
use crate::sources::{Choices, Flaw, Found, Likelihood, Place, Reader, Source, reader_for};

/// Something that happened while a source was read.
#[derive(Debug)]
pub enum News {
    /// A story, and what became of it. It may be told once it is settled.
    Story {
        /// Where in the source it stands.
        place: Option<Place>,
        /// The id that its source gives it.
        id: Option<String>,
        /// What was found strange about it.
        notices: Vec<String>,
        /// What became of it.
        added: Box<Added>,
    },
    /// Something that could not be read.
    Flaw(Flaw),
    /// Something about the source as a whole.
    Notice(String),
}

/// How far a source was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// To its end.
    Whole,
    /// Until whoever was told had enough.
    Stopped,
    /// Not at all: it was found in a folder, and it is not plain what it is.
    Skipped,
}

/// How sources are read.
#[derive(Debug)]
pub struct Intake<'h> {
    /// What takes the stories.
    pub adder: Adder<'h>,
    /// The reader, where the user has chosen one.
    pub reader: Option<&'static dyn Reader>,
    /// What the user calls columns.
    pub choices: Choices,
}

impl Intake<'_> {
    /// Reads a source. One that was `found` in a folder is left aside unless its reader is sure of it or its name has the
    /// reader's ending. An error is one of writing.
    pub fn read(&mut self, source: &mut Source<'_>, origin: &Origin, found: bool, tell: &mut dyn FnMut(News) -> ControlFlow<()>) -> io::Result<Read> {
        let Some(reader) = self.reader.or_else(|| reader_for(source)) else {
            let known = source.ending().is_empty();
            if found {
                return Ok(Read::Skipped);
            }
            let what = if known { "is nothing that can be read" } else { "is nothing that can be read, whatever its name says" };
            let _ = tell(News::Flaw(Flaw::whole(format!("{what}: see tagline formats, and --as to say what it is"))));
            return Ok(Read::Whole);
        };
        let plain = || reader.recognises(source) >= Likelihood::Likely || reader.format().endings.contains(&source.ending().as_str());
        if found && self.reader.is_none() && !plain() {
            return Ok(Read::Skipped);
        }
        let mut failed = None;
        let mut stopped = false;
        let choices = self.choices.clone();
        let mut take = |one: Found| {
            let news = match one {
                Found::Flaw(flaw) => News::Flaw(flaw),
                Found::Notice(notice) => News::Notice(notice),
                Found::Story(mut story) => {
                    let (place, id, notices) = (story.place.clone(), story.id.clone(), std::mem::take(&mut story.notices));
                    match self.adder.take(*story, reader.format(), origin) {
                        Ok(added) => News::Story { place, id, notices, added: Box::new(added) },
                        Err(error) => {
                            failed = Some(error);
                            return ControlFlow::Break(());
                        }
                    }
                }
            };
            let flow = tell(news);
            stopped |= flow.is_break();
            flow
        };
        let end = reader.read(source, &choices, &mut take);
        if let Some(error) = failed {
            return Err(error);
        }
        if let (Err(flaw), false) = (end, stopped) {
            stopped = tell(News::Flaw(flaw)).is_break();
        }
        Ok(if stopped { Read::Stopped } else { Read::Whole })
    }
}

/// How many stories came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// New articles.
    pub new: usize,
    /// Articles that were there already.
    pub same: usize,
    /// Articles that have changed and were left alone.
    pub changed: usize,
    /// Articles that have changed and took the new text.
    pub updated: usize,
    /// Stories and sources that could not be read.
    pub failed: usize,
    /// Files in folders that were left aside.
    pub skipped: usize,
}

impl Batch {
    /// Counts what happened.
    pub fn count(&mut self, news: &News) {
        match news {
            News::Flaw(_) => self.failed += 1,
            News::Notice(_) => {}
            News::Story { added, .. } => match added.outcome {
                Outcome::New(_) => self.new += 1,
                Outcome::Same(_) => self.same += 1,
                Outcome::Changed(_) => self.changed += 1,
                Outcome::Updated(_) => self.updated += 1,
                Outcome::Refused(_) => self.failed += 1,
            },
        }
    }

    /// In words: `added 312 articles, 5 were there already, 2 could not be read`.
    #[must_use]
    pub fn summary(&self, dry_run: bool) -> String {
        let (add, update) = if dry_run { ("would add", "would update") } else { ("added", "updated") };
        let mut parts = Vec::new();
        if self.new > 0 || self.updated == 0 {
            parts.push(format!("{add} {}", counted(self.new, "article", "articles")));
        }
        let mut part = |count: usize, text: String| {
            if count > 0 {
                parts.push(text);
            }
        };
        part(self.updated, format!("{update} {}", counted(self.updated, "article", "articles")));
        part(self.same, format!("{} there already", counted(self.same, "was", "were")));
        part(self.changed, format!("{} changed (take it with --update)", grouped(self.changed)));
        part(self.failed, format!("{} could not be read", grouped(self.failed)));
        part(self.skipped, format!("{} skipped", counted(self.skipped, "file", "files")));
        parts.join(", ")
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with its thousands set apart: `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == lead {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_there_is_to_say() {
        let batch = Batch { new: 12_345, same: 5, changed: 1, failed: 2, ..Batch::default() };
        assert_eq!(batch.summary(false), "added 12,345 articles, 5 were there already, 1 changed (take it with --update), 2 could not be read");
        assert_eq!(Batch { same: 1, ..Batch::default() }.summary(false), "added 0 articles, 1 was there already");
        assert_eq!(Batch { updated: 1, skipped: 1, ..Batch::default() }.summary(true), "would update 1 article, 1 file skipped");
    }
}
