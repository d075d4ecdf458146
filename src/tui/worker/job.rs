//! What the worker can be asked to do, and what it answers.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::annotation::{AnnotationSet, WorkState};
use crate::article::{Article, Span, Text};
use crate::library::{
    Catalogue, FeedbackOn, Home, Merged, Meta, OpenRecord, OpenText, Place, Queues, Record, RenamePlan, Review, SaveJob, Saved, Stamp, UsedValues,
};
use crate::reading::Search;
use crate::suggest::AllCandidates;
use crate::tui::agreeing::AgreeNews;
use crate::tui::candidates::Basis;
use crate::tui::model::Names;
use crate::tui::renaming::RenameNews;
use crate::tui::shelf::{Asked, Chosen, Preview};

/// Something for the worker to do.
#[derive(Debug)]
pub(in crate::tui) enum Job {
    /// Read all of an article.
    Load(Arc<Home>, PathBuf),
    /// Read a record.
    LoadRecord {
        /// Where.
        home: Arc<Home>,
        /// Whose; empty when that is not known.
        annotator: String,
        /// The article's file.
        path: PathBuf,
        /// Its key.
        key: String,
        /// The article.
        article: Arc<Article>,
        /// Its file as it was before it was read.
        stamp: Option<Stamp>,
        /// Whether the record of the same text whose article is gone is to be taken along.
        moved: bool,
    },
    /// Look whether somebody else has changed that file, or anything of the open article.
    Look(Option<PathBuf>),
    /// What earlier openings left in the journal of that record is not wanted.
    Dismiss(PathBuf),
    /// Put a record in the place of one that cannot be read, and read it again.
    Restore(Box<Restore>),
    /// Save a record.
    Save(Box<SaveJob>),
    /// Write an article's meta.
    StoreMeta(PathBuf, Box<Meta>),
    /// Write a reading place.
    StorePlace(PathBuf, Place, Text),
    /// Read everybody's work on an article.
    Review {
        /// Where.
        home: Arc<Home>,
        /// Who reviews.
        by: String,
        /// The article's file.
        path: PathBuf,
        /// Its key.
        key: String,
        /// The article.
        article: Arc<Article>,
    },
    /// Read what others have on an article.
    Beside {
        /// Where.
        home: Arc<Home>,
        /// Whose is left out.
        name: String,
        /// The article's file.
        path: PathBuf,
        /// Its key.
        key: String,
        /// The article.
        article: Arc<Article>,
    },
    /// Work out how far annotators agree on articles, each with its key, or on all when none are given, as that annotator
    /// may see them.
    Agree(Arc<Home>, Option<String>, Option<Vec<(PathBuf, String)>>, Arc<AtomicBool>),
    /// Read what was decided about that annotator's work.
    Lessons(Arc<Home>, String, Arc<AtomicBool>),
    /// List the articles.
    List(Arc<Home>),
    /// Choose articles.
    Choose(Asked),
    /// Read the beginning of an article, by key and file.
    Preview(Arc<Home>, String, PathBuf),
    /// Give articles a state in an annotator's records.
    SetState(Arc<Home>, String, Vec<PathBuf>, WorkState),
    /// Move articles, by key, into an annotator's queue, or with an empty name out of all.
    MoveToQueue(Arc<Home>, String, Vec<String>),
    /// Write the annotations of that annotator on articles to a file.
    Export(Arc<Home>, String, Vec<PathBuf>, String),
    /// Annotations from files of another tool, as whose they are when the files do not say; `FORMAT PATH`.
    Import(Arc<Home>, String, String),
    /// Look for the next or previous hit from a span on.
    Search {
        /// The article's file.
        path: PathBuf,
        /// What to look for.
        search: Search,
        /// Where.
        text: Text,
        /// From where on.
        from: Span,
        /// Which way.
        forward: bool,
    },
    /// Work out all candidates of an article.
    Propose(Basis),
    /// Make an article of text.
    NewArticle(Arc<Home>, Pasted),
    /// Add articles from a file or folder.
    AddFiles(Arc<Home>, String, Arc<AtomicBool>),
    /// Complete the path of a file.
    CompletePath(String),
    /// Look what another name for an entity would change.
    PlanRename {
        /// Where.
        home: Arc<Home>,
        /// In whose records.
        annotator: String,
        /// The name that is to go.
        old: String,
        /// The key of the article that is open, which is left out.
        open: String,
        /// Set, it ends that.
        stop: Arc<AtomicBool>,
    },
    /// Give an entity another name.
    Rename {
        /// Where.
        home: Arc<Home>,
        /// What is to be changed.
        plan: Arc<RenamePlan>,
        /// The new name.
        new: String,
        /// Set, it ends that.
        stop: Arc<AtomicBool>,
    },
    /// Make the folder of an article a project.
    Init(PathBuf),
    /// Finish: carry out the saves that are due, then stop.
    Stop,
}

/// Pasted text that is to become an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Pasted {
    /// Its title.
    pub title: Option<String>,
    /// When it was published.
    pub date: Option<String>,
    /// The text.
    pub text: String,
}

/// A record that is to stand where one that cannot be read stands now.
#[derive(Debug)]
pub(in crate::tui) struct Restore {
    /// Where.
    pub home: Arc<Home>,
    /// Whose.
    pub annotator: String,
    /// The article's key.
    pub key: String,
    /// Its text.
    pub text: Text,
    /// The record; nothing when it is there and the copies beside it are to be merged into it.
    pub record: Option<Record>,
}

/// A record that has been read, and why it could not be saved last, if so.
#[derive(Debug)]
pub(in crate::tui) struct Opening {
    /// The record.
    pub record: OpenRecord,
    /// A save of it that failed before and is tried again, and its revision.
    pub failed: Option<(Trouble, u64)>,
}

/// Why a record is not saved, and where its edits are until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Trouble {
    /// Why.
    pub why: String,
    /// The folder of the journal that holds them; nothing when they are in memory only.
    pub journal: Option<PathBuf>,
}

/// The articles, as far as they are known by now.
#[derive(Debug)]
pub(in crate::tui) struct Listed {
    /// What is known of them, if that is news.
    pub catalogue: Option<Arc<Catalogue>>,
    /// Who has which articles to do.
    pub queues: Arc<Queues>,
    /// How many have been looked at, of how many; nothing when that is finished.
    pub progress: Option<(usize, usize)>,
}

/// What came of a job.
#[derive(Debug)]
pub(in crate::tui) enum Done {
    /// An article, or why not.
    Text(PathBuf, Result<Box<OpenText>, String>),
    /// A record.
    Record(PathBuf, Box<Opening>),
    /// Everybody's work on that article for that reviewer, or why it is not shown.
    Reviewed(PathBuf, String, Result<Box<Review>, String>),
    /// What others have on that article, by name, or why it is not shown.
    Beside(PathBuf, Result<Vec<(String, AnnotationSet)>, String>),
    /// A save of that record, and the time of the day.
    Saved(PathBuf, Result<(Saved, String), Trouble>),
    /// Others have changed that record.
    Merged(PathBuf, Arc<Merged>),
    /// Somebody has made that record unreadable, or has mended it.
    Readable(PathBuf, Result<(), String>),
    /// The text of that article is another one now.
    Rewritten(PathBuf, Box<OpenText>),
    /// That record has been put in its place: it is to be read again.
    Restored(PathBuf),
    /// The articles.
    Listed(Listed),
    /// The answer to the question of that number.
    Chosen(u64, Box<Chosen>),
    /// The beginning of an article.
    Previewed(Preview),
    /// Articles have been acted on: what to tell, or what went wrong.
    Acted(Result<String, String>),
    /// The names that are known.
    Names(Names),
    /// The values that the attributes of other records have.
    Values(Arc<UsedValues>),
    /// All candidates of an article.
    Proposed(Basis, AllCandidates),
    /// A hit in that article of that search.
    Found(PathBuf, Search, Option<Span>, Span, bool),
    /// An article of pasted text, and what was noticed about it.
    Made(PathBuf, Option<String>),
    /// So many articles have been added so far.
    Adding(usize),
    /// How many articles were added; an error when something could not be read.
    Added(Result<String, String>),
    /// The paths that begin like the one that was typed.
    Completed(String, Vec<String>),
    /// What was decided about an annotator's work, by what calls the reading off.
    Lessons(Arc<AtomicBool>, Vec<FeedbackOn>),
    /// How far agreement is worked out, by what calls it off.
    Agreeing(Arc<AtomicBool>, AgreeNews),
    /// How far another name is, by what calls it off.
    Renaming(Arc<AtomicBool>, RenameNews),
    /// A new project, and what to tell.
    Inited(Arc<Home>, String),
    /// A job that did not come off, and why.
    Failed(String),
}
