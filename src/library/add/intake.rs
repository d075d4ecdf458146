//! Reading sources into a home: the reader is chosen, its stories are added, and everything is told as it comes.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Added, Adder, Origin, Outcome};
use crate::sources::{Choices, Flaw, Format, Found, Likelihood, Place, Reader, Source, reader_for};

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
    /// Until somebody wished an end.
    Stopped,
    /// Not at all: it was found in a folder, and it is not plain what it is.
    Skipped,
}

/// What is wished after each thing that a reader finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    On,
    /// Bring to the disk what there is, tell it, and go on.
    Settle,
    /// No more.
    Stop,
}

/// Looks on while sources are read.
pub trait Onlooker {
    /// Called after each thing that is found, before it may be told.
    fn step(&mut self) -> Wish;

    /// Whether an end is wished for.
    fn is_over(&self) -> bool;

    /// Is told what happened in a source. What was added is on the disk.
    fn tell(&mut self, source: &str, news: News);
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
    /// What is to be told when it is on the disk, with the source that it is of.
    held: Vec<(Arc<str>, News)>,
}

impl<'h> Intake<'h> {
    /// Reads what its reader, or whoever recognises it, finds into `adder`.
    #[must_use]
    pub fn new(adder: Adder<'h>, reader: Option<&'static dyn Reader>, choices: Choices) -> Self {
        Self { adder, reader, choices, held: Vec::new() }
    }

    /// Reads a source, which is called `name` when its news are told. One that was `found` in a folder is left aside unless its
    /// reader is sure of it or its name has the reader's ending. An error is one of writing.
    pub fn read(&mut self, source: &mut Source<'_>, name: &str, origin: &Origin, found: bool, onlooker: &mut dyn Onlooker) -> io::Result<Read> {
        let Some(reader) = self.reader.or_else(|| reader_for(source)) else {
            if !found {
                self.tell(name, News::Flaw(Flaw::whole("is nothing that can be read: tagline formats lists what can, and --as says what it is")));
            }
            return Ok(if found { Read::Skipped } else { Read::Whole });
        };
        let plain = || reader.recognises(source) >= Likelihood::Likely || reader.format().endings.contains(&source.ending().as_str());
        if found && self.reader.is_none() && !plain() {
            return Ok(Read::Skipped);
        }
        let name: Arc<str> = name.into();
        let (mut failed, mut stopped) = (None, false);
        let choices = self.choices.clone();
        let end = reader.read(source, &choices, &mut |one| match self.take(one, reader.format(), &name, origin, onlooker) {
            Ok(flow) => {
                stopped |= flow.is_break();
                flow
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        });
        match (failed, end) {
            (Some(error), _) => return Err(error),
            // An end that was wished for is no flaw.
            (None, Err(flaw)) if !stopped && !onlooker.is_over() => self.held.push((name, News::Flaw(flaw))),
            (None, Err(_)) => stopped = true,
            (None, Ok(())) => {}
        }
        Ok(if stopped { Read::Stopped } else { Read::Whole })
    }

    fn take(&mut self, found: Found, format: &Format, name: &Arc<str>, origin: &Origin, onlooker: &mut dyn Onlooker) -> io::Result<ControlFlow<()>> {
        let news = match found {
            Found::Flaw(flaw) => News::Flaw(flaw),
            Found::Notice(notice) => News::Notice(notice),
            Found::Story(mut story) => {
                let (place, id, notices) = (story.place.clone(), story.id.clone(), std::mem::take(&mut story.notices));
                News::Story { place, id, notices, added: Box::new(self.adder.take(*story, format, origin)?) }
            }
        };
        self.held.push((name.clone(), news));
        Ok(match onlooker.step() {
            Wish::On => ControlFlow::Continue(()),
            Wish::Stop => ControlFlow::Break(()),
            Wish::Settle => {
                self.settle(onlooker)?;
                ControlFlow::Continue(())
            }
        })
    }

    /// Tells something of a source in its turn.
    pub fn tell(&mut self, name: &str, news: News) {
        self.held.push((name.into(), news));
    }

    /// Brings everything to the disk and tells it.
    pub fn settle(&mut self, onlooker: &mut dyn Onlooker) -> io::Result<()> {
        self.adder.settle()?;
        for (name, news) in self.held.drain(..) {
            onlooker.tell(&name, news);
        }
        Ok(())
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
#[must_use]
pub fn grouped(number: usize) -> String {
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
