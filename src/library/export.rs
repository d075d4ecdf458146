//! Annotations of many articles out, in any format: whole, or not at all.
//!
//! ```text
//! Wanted ──read (all cores)──▶ Document ──Selection──▶ Documents ──Format::write──▶ Pieces ──in order──▶ Writers ──rename──▶
//! ```

mod prepare;
mod split;
mod writers;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::lanes::in_order_weighed;
use super::{Home, holds_work};
use crate::annotation::{Annotation, LabelId};
use crate::article::printable;
use crate::exchange::{Document, Format, Loss, Losses, Piece, Plan, Selection, Shape, Split};
use crate::suggest::Gazetteer;
use prepare::{add_suggestions, document};
use writers::{Writers, packed};

pub use split::{Shares, split};

/// One annotator's work on one article that is to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The article's file.
    pub path: PathBuf,
    /// Its key.
    pub key: String,
    /// Whose work.
    pub annotator: String,
    /// Its part of a training set.
    pub split: Option<Split>,
}

/// Where an export goes.
pub enum Destination<'a> {
    /// A stream, such as standard output: formats in one file only.
    Stream(&'a mut dyn Write),
    /// A file, or for formats of many files and for training sets in parts a new folder.
    Path(&'a Path),
}

/// What is to leave, and how.
pub struct Export<'a> {
    /// Whose articles they are.
    pub home: &'a Home,
    /// The format.
    pub format: &'static dyn Format,
    /// What was chosen about it.
    pub plan: Plan,
    /// Which annotations, in pieces of what size.
    pub selection: Selection,
    /// The work, in the order in which it is written.
    pub wanted: &'a [Wanted],
    /// Whether anything that the format cannot hold is a reason to write nothing.
    pub strict: bool,
    /// What is proposed and nobody has taken leaves too, with the names that are looked for.
    pub suggested: Option<&'a Gazetteer>,
    /// Whether names of files begin with the annotator's, since an article may come more than once.
    pub by_annotator: bool,
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Articles that were written.
    pub articles: usize,
    /// Annotations that were written.
    pub annotations: usize,
    /// What the format could not hold.
    pub losses: Losses,
    /// Articles and records that could not be read or written, and why; safe to show.
    pub failed: Vec<String>,
    /// Whether it was called off, or refused for its losses: then nothing was written.
    pub nothing_written: bool,
    /// Streams of the format that did not go to a single stream.
    pub left_out: Vec<String>,
}

/// What a worker makes of one article.
struct Made {
    split: Option<Split>,
    pieces: Vec<(String, Piece)>,
    /// The documents themselves, of formats of tables.
    documents: Vec<Document>,
    /// Labels that the codebook lacks.
    labels: BTreeSet<LabelId>,
    losses: Losses,
    failed: Option<String>,
}

impl Made {
    /// What it takes in memory, about.
    fn bytes(&self) -> usize {
        let pieces = self.pieces.iter().map(|(_, piece)| piece.bytes()).sum::<usize>();
        pieces + self.documents.iter().map(|document| document.text().len() + document.annotations.len() * size_of::<Annotation>()).sum::<usize>()
    }
}

impl Export<'_> {
    /// Carries it out. `tell` hears how many articles are done, and calls it off with `false`. An error is of the place that is
    /// written to; what cannot be read is in the answer.
    pub fn run<'a>(&'a self, destination: Destination<'a>, tell: &mut dyn FnMut(usize) -> bool) -> io::Result<Exported> {
        if let Destination::Path(path) = &destination {
            self.refuse(path)?;
        }
        let parted = self.wanted.iter().any(|wanted| wanted.split.is_some());
        let mut exported = Exported::default();
        let mut writers = Writers::new(self.format, &self.plan, destination, parted)?;
        let mut failure = None;
        let work = |(): &mut (), wanted: &Wanted, made: &mut Vec<Made>| made.push(self.made(wanted));
        let whole = in_order_weighed(self.wanted, &AtomicBool::new(false), &work, &Made::bytes, &mut |done, made| {
            for one in made {
                if let Err(error) = take(one, &mut writers, &mut exported) {
                    failure = Some(error);
                    return false;
                }
            }
            tell(done)
        });
        if let Some(error) = failure {
            return Err(error);
        }
        exported.nothing_written = !whole || self.strict && !exported.losses.is_empty();
        if !exported.nothing_written {
            exported.left_out = writers.finish()?;
        }
        Ok(exported)
    }

    /// Nobody's work is replaced, and no folder that holds anything.
    fn refuse(&self, path: &Path) -> io::Result<()> {
        let articles: Vec<PathBuf> = self.wanted.iter().map(|wanted| wanted.path.clone()).collect();
        if let Some(work) = holds_work(self.home, path, &articles) {
            return Err(io::Error::other(format!("it is {}, which an export would take the place of", work.in_words())));
        }
        Ok(())
    }

    fn made(&self, wanted: &Wanted) -> Made {
        let mut made =
            Made { split: wanted.split, pieces: Vec::new(), documents: Vec::new(), labels: BTreeSet::new(), losses: Losses::default(), failed: None };
        let mut document = match document(self.home, wanted) {
            Ok(document) => document,
            Err(why) => return Made { failed: Some(why), ..made },
        };
        if let Some(gazetteer) = self.suggested {
            add_suggestions(self.home, gazetteer, &mut document, self.plan.now);
        }
        for document in self.selection.documents(&self.plan.codebook, document, &mut made.losses) {
            let mut piece = Piece::default();
            self.format.write(&document, &self.plan, &mut piece);
            if let Some(why) = piece.refused {
                return Made { failed: Some(why), pieces: Vec::new(), documents: Vec::new(), ..made };
            }
            if !self.format.holds_extras() {
                piece.lost(Loss::Extras, document.extras());
            }
            let unknown = document.annotations.iter().map(|annotation| &annotation.label).filter(|label| self.plan.codebook.position(label).is_none());
            made.labels.extend(unknown.cloned());
            if self.format.facts().shape == Shape::Archive
                && let Err(error) = piece.files.iter_mut().try_for_each(|(_, bytes)| packed(bytes).map(|packed| *bytes = packed))
            {
                return Made { failed: Some(format!("{}: {error}", document.path)), pieces: Vec::new(), documents: Vec::new(), ..made };
            }
            let name = if self.by_annotator { format!("{}/{}", document.annotator, document.path) } else { document.path.clone() };
            made.pieces.push((name, piece));
            if self.format.facts().shape == Shape::Tables {
                made.documents.push(document);
            }
        }
        made
    }
}

fn take(made: Made, writers: &mut Writers<'_>, exported: &mut Exported) -> io::Result<()> {
    if let Some(why) = made.failed {
        exported.failed.push(printable(&why));
        return Ok(());
    }
    exported.articles += 1;
    exported.losses.add(&made.losses);
    writers.know(made.labels);
    for (name, piece) in made.pieces {
        exported.annotations += piece.annotations;
        exported.losses.add(&piece.losses);
        writers.take(made.split, &name, piece)?;
    }
    made.documents.into_iter().try_for_each(|document| writers.row(document))
}

#[cfg(test)]
mod tests;
