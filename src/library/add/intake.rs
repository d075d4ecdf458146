//! Reading sources into a home: the reader is chosen, its stories are added, and everything is told once it is on the disk.

use std::cell::Cell;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::gather::{Gathered, open_supply};
use super::store::Settling;
use super::{Added, Adder, Origin};
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

    /// Called after each source.
    fn read(&mut self, how: Read);

    /// Whether an end is wished for.
    fn is_over(&self) -> bool;

    /// Is told what happened in a source. What was added is on the disk.
    fn tell(&mut self, source: &str, news: News);
}

/// What is to be told, each with the source that it is of.
type Held = Vec<(Arc<str>, News)>;

/// How sources are read.
#[derive(Debug)]
pub struct Intake<'h> {
    /// What takes the stories.
    pub adder: Adder<'h>,
    /// The reader, where the user has chosen one.
    pub reader: Option<&'static dyn Reader>,
    /// What the user calls columns.
    pub choices: Choices,
    /// What is to be told when it is on the disk.
    held: Held,
    /// What is on its way to the disk, and what is to be told then.
    settling: Option<(Settling, Held)>,
}

impl<'h> Intake<'h> {
    /// Reads what its reader, or whoever recognises it, finds into `adder`.
    #[must_use]
    pub fn new(adder: Adder<'h>, reader: Option<&'static dyn Reader>, choices: Choices) -> Self {
        Self { adder, reader, choices, held: Vec::new(), settling: None }
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

    /// Reads all files that were gathered. The bytes that are read are counted in `count`.
    pub fn read_all(&mut self, gathered: &Gathered, count: &Cell<u64>, onlooker: &mut dyn Onlooker) -> io::Result<()> {
        for (name, what) in &gathered.flaws {
            self.tell(name, News::Flaw(Flaw::whole(what)));
        }
        for (name, what) in &gathered.notices {
            self.tell(name, News::Notice(what.clone()));
        }
        let mut before = 0;
        for file in &gathered.files {
            if onlooker.is_over() {
                break;
            }
            let name = file.path.to_string_lossy();
            let how = match open_supply(&file.path, count) {
                Ok(mut source) => {
                    let origin = Origin::of_file(&source);
                    self.read(&mut source, &name, &origin, file.found, onlooker)?
                }
                Err(flaw) => {
                    self.tell(&name, News::Flaw(flaw));
                    Read::Whole
                }
            };
            // What a reader leaves of a file counts as read.
            before += file.size;
            count.set(before);
            onlooker.read(how);
        }
        Ok(())
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
                self.settle_meanwhile(onlooker)?;
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
        self.tell_settled(onlooker)?;
        self.adder.settle()?;
        for (name, news) in self.held.drain(..) {
            onlooker.tell(&name, news);
        }
        Ok(())
    }

    /// Tells what has come to the disk, and sends there what was taken since. Reading goes on meanwhile.
    fn settle_meanwhile(&mut self, onlooker: &mut dyn Onlooker) -> io::Result<()> {
        if self.settling.as_ref().is_some_and(|(settling, _)| !settling.is_over()) {
            return Ok(());
        }
        self.tell_settled(onlooker)?;
        self.settling = Some((self.adder.settle_meanwhile(), std::mem::take(&mut self.held)));
        Ok(())
    }

    /// Waits for what is on its way to the disk, and tells it.
    fn tell_settled(&mut self, onlooker: &mut dyn Onlooker) -> io::Result<()> {
        let Some((settling, news)) = self.settling.take() else { return Ok(()) };
        settling.wait()?;
        for (name, news) in news {
            onlooker.tell(&name, news);
        }
        Ok(())
    }
}
