//! The work of several annotators, read for figures of agreement.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::lanes::in_order;
use super::{Home, Meta, Sight, read_record_of};
use crate::annotation::{AnnotationSet, WorkState};
use crate::article::Text;
use crate::review::agreement::Corpus;
use crate::sources;

/// What is to be compared.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// Whose articles they are.
    pub home: &'a Home,
    /// The annotators, in the order of the figures.
    pub annotators: Vec<String>,
    /// Whether only work counts that its annotator has marked as done.
    pub only_done: bool,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Compared {
    /// The articles that two or more have worked on.
    pub corpus: Corpus,
    /// Their keys, in the order of the corpus.
    pub keys: Vec<String>,
    /// And their files.
    pub paths: Vec<PathBuf>,
    /// Articles that fewer have worked on.
    pub alone: usize,
    /// What could not be read and why; safe to show.
    pub failed: Vec<String>,
}

/// One article, read.
enum Read {
    Article { path: PathBuf, key: String, corpus: Box<Corpus> },
    Alone,
    Failed(String),
}

impl Comparison<'_> {
    /// Those of some articles, each with its key, on which `sight` sees the work of all who are compared; and how many others
    /// there are.
    #[must_use]
    pub fn seen(&self, articles: Vec<(PathBuf, String)>, sight: &Sight) -> (Vec<(PathBuf, String)>, usize) {
        let all = articles.len();
        let sees = |key: &str| sight.is_open() || self.annotators.iter().all(|name| sight.sees_record(self.home, key, name));
        let seen: Vec<_> = articles.into_iter().filter(|(_, key)| sees(key)).collect();
        let hidden = all - seen.len();
        (seen, hidden)
    }

    /// Reads the records of the annotators on these articles, each with its key. `tell` hears how many are read, and ends it
    /// by returning `false`.
    pub fn read(&self, articles: &[(PathBuf, String)], tell: &mut dyn FnMut(usize) -> bool) -> Compared {
        let mut compared = Compared { corpus: self.corpus(), ..Compared::default() };
        let work = |(): &mut (), (path, key): &(PathBuf, String), found: &mut Vec<Read>| found.push(self.one(path, key));
        in_order(articles, &AtomicBool::new(false), &work, &mut |done, found| {
            for read in found {
                compared.take(read);
            }
            tell(done)
        });
        compared
    }

    /// An empty corpus with the labels of the codebook.
    fn corpus(&self) -> Corpus {
        let labels: Vec<_> = self.home.project.codebook.labels.iter().map(|label| label.id.clone()).collect();
        Corpus::new(self.annotators.clone(), &labels)
    }

    /// One article as a corpus of its own: what is worked out for it is worked out by whoever reads it.
    fn one(&self, path: &std::path::Path, key: &str) -> Read {
        let files: Vec<bool> = self.annotators.iter().map(|name| self.home.record_path(name, key).is_file()).collect();
        if files.iter().filter(|there| **there).count() < 2 {
            return Read::Alone;
        }
        let article = match (sources::read(path), Meta::load(&self.home.meta_path(key))) {
            (Ok(decoded), Ok(meta)) => meta.divide(Text::new(decoded.text)),
            (Err(error), _) => return Read::Failed(error.to_string()),
            (_, Err(error)) => return Read::Failed(error),
        };
        let mut sets = Vec::with_capacity(files.len());
        for (name, there) in self.annotators.iter().zip(files) {
            let record = if there { read_record_of(self.home, name, key, article.text()) } else { Ok(None) };
            match record {
                Err(why) => return Read::Failed(why),
                Ok(record) => sets.push(record.map(|(record, _)| record.set).filter(|set| self.counts(set))),
            }
        }
        if sets.iter().flatten().count() < 2 {
            return Read::Alone;
        }
        let mut corpus = self.corpus();
        corpus.add(&article, &sets.iter().map(Option::as_ref).collect::<Vec<_>>());
        Read::Article { path: path.to_owned(), key: key.to_owned(), corpus: Box::new(corpus) }
    }

    fn counts(&self, set: &AnnotationSet) -> bool {
        if self.only_done { set.state() == WorkState::Done } else { !set.is_untouched() }
    }
}

impl Compared {
    fn take(&mut self, read: Read) {
        match read {
            Read::Alone => self.alone += 1,
            Read::Failed(why) => self.failed.push(why),
            Read::Article { path, key, corpus } => {
                self.corpus.absorb(*corpus);
                self.keys.push(key);
                self.paths.push(path);
            }
        }
    }
}
