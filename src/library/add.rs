//! Articles from anywhere: stories become files of text with what is known of them, each once.
//!
//! Owns what makes two articles the same, the names of new files, and the order in which they reach the disk. Knows no terminal
//! and no clock.
//!
//! ```text
//! paths ──gather──▶ sources ──reader──▶ Story ──known?──▶ same: nothing · changed: told, or its text replaced
//!                                                    └──▶ new: name ▶ meta, then text ▶ settled: all of it on the disk
//! ```

mod batch;
mod gather;
mod intake;
mod kept;
mod known;
mod look;
mod name;
mod names;
mod store;
#[cfg(test)]
mod tests;

pub use batch::{Batch, grouped};
pub use gather::{Gathered, Supply, gather};
pub use intake::{Intake, News, Onlooker, Read, Wish};
pub use known::{Known, KnownArticle, Near};
pub use names::FolderError;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::open::article_path;
use super::{About, Home, Meta, Privacy, disk, write_atomically};
use crate::article::Text;
use crate::sources::{Field, Format, Source, Story, Suspicion, decode, suspicious};
use known::{Match, text_of};
use name::slug;
use names::{Names, folder_for, own_folder};
use store::{Settling, Store};

/// Bytes of texts that are kept in memory when nothing is written, so that they can be compared.
const KEPT: usize = 64 << 20;

/// Names that are tried when others take them at the same time.
const TRIES: usize = 20;

/// How stories are added.
#[derive(Clone, Debug)]
pub struct AddOptions {
    /// Whether an article that has changed at its source takes the new text.
    pub update: bool,
    /// The folder below the home's root for new articles; `articles` if none is given.
    pub into: Option<String>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// What the user says of every story, whatever its source says.
    pub set: BTreeMap<Field, String>,
    /// Now.
    pub now: Timestamp,
}

/// Where stories come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What the meta says of it: a file's name without the folders.
    pub name: String,
    /// What an article without a title or id is called; nothing for what has no name of its own.
    pub stem: Option<String>,
}

impl Origin {
    /// A file.
    #[must_use]
    pub fn of_file(source: &Source<'_>) -> Self {
        Self { name: source.name().to_owned(), stem: Some(source.stem().to_owned()) }
    }

    /// Something that is no file: `standard input`, `pasted text`.
    #[must_use]
    pub fn unnamed(name: &str) -> Self {
        Self { name: name.to_owned(), stem: None }
    }
}

/// What became of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is a new article in that file.
    New(PathBuf),
    /// It is that article already.
    Same(String),
    /// It is that article with another text, which was left alone.
    Changed(String),
    /// It was that article with another text, which was taken.
    Updated(PathBuf),
    /// It is no article, and why.
    Refused(String),
}

/// What became of a story, and what was noticed about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    /// What became of it.
    pub outcome: Outcome,
    /// Its headline, or how it begins. Comes from outside.
    pub title: String,
    /// Other articles that are nearly the same.
    pub near: Vec<Near>,
    /// What may be meant to deceive.
    pub suspicions: Vec<Suspicion>,
}

/// Adds stories to a home, one after the other.
#[derive(Debug)]
pub struct Adder<'h> {
    home: &'h Home,
    known: Known,
    options: AddOptions,
    folder: String,
    names: Names,
    store: Store,
    /// Texts of a dry run by key, and their bytes.
    unwritten: (HashMap<String, String>, usize),
}

impl<'h> Adder<'h> {
    /// Adds to `home`, in which `known` is.
    pub fn new(home: &'h Home, known: Known, options: AddOptions) -> Result<Self, FolderError> {
        let folder = folder_for(home, options.into.as_deref())?;
        Ok(Self { home, known, options, folder, names: Names::default(), store: Store::default(), unwritten: Default::default() })
    }

    /// Takes a story. An error is one of writing, after which there is no use in going on. Nothing that is new is safe from a
    /// power cut, and so nobody must be told, before it is settled.
    pub fn take(&mut self, mut story: Story, format: &Format, origin: &Origin) -> io::Result<Added> {
        self.put_choices(&mut story);
        let Some(text) = settled(std::mem::take(&mut story.text)) else {
            return Ok(Added { outcome: Outcome::Refused("is full of control characters: no text".into()), ..Added::of(&story, "") });
        };
        let added = Added::of(&story, &text);
        if text.trim().is_empty() {
            return Ok(Added { outcome: Outcome::Refused("holds no text".into()), ..added });
        }
        let about = self.about(&story, format, origin);
        let mut new = KnownArticle::of(&about, &text);
        match self.known.find(&new, &origin.name) {
            Some(Match::Same(at)) => Ok(Added { outcome: Outcome::Same(self.key(at)), ..added }),
            Some(Match::Changed(at)) if !self.options.update => Ok(Added { outcome: Outcome::Changed(self.key(at)), ..added }),
            Some(Match::Changed(at)) => {
                new.key = self.key(at);
                let added = self.noticed(added, &new, &text, Some(at));
                let text = Text::new(text);
                if let Err(why) = self.replace(&new.key, &story, &text, about)? {
                    return Ok(Added { outcome: Outcome::Refused(why), ..added });
                }
                let path = self.home.root.join(&new.key);
                self.remember(&new.key, &text);
                self.known.replace(at, new);
                Ok(Added { outcome: Outcome::Updated(path), ..added })
            }
            None => {
                let added = self.noticed(added, &new, &text, None);
                let text = Text::new(text);
                let meta = Meta::of_story(&story, &text, about);
                let (path, key) = self.write_new(&story, &meta, &text, format.many, origin)?;
                self.remember(&key, &text);
                new.key = key;
                self.known.insert(new);
                Ok(Added { outcome: Outcome::New(path), ..added })
            }
        }
    }

    /// Brings everything that was taken to the disk; from then on it may be told.
    pub fn settle(&mut self) -> io::Result<()> {
        self.store.settle()
    }

    /// The same, while more is taken: what was taken until now may be told when it is over.
    pub(super) fn settle_meanwhile(&mut self) -> Settling {
        self.store.settle_meanwhile()
    }

    fn put_choices(&self, story: &mut Story) {
        for (field, value) in &self.options.set {
            let value = Some(value.clone()).filter(|value| !value.is_empty());
            match field {
                Field::Title => story.title = value,
                Field::Date => story.date = value,
                Field::Url => story.url = value,
                Field::Publication => story.publication = value,
                Field::Language => story.language = value,
                Field::Author => story.authors = value.into_iter().collect(),
                Field::Id => story.id = value,
                Field::Text => {}
            }
        }
    }

    fn about(&self, story: &Story, format: &Format, origin: &Origin) -> About {
        let source = story.place.as_ref().map_or_else(|| origin.name.clone(), |place| format!("{}, {place}", origin.name));
        let retrieved = self.options.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        About { source: Some(source), retrieved: Some(retrieved), extractor: Some(format.extractor.to_owned()), ..About::of_story(story) }
    }

    fn key(&self, at: usize) -> String {
        self.known.at(at).map(|article| article.key.clone()).unwrap_or_default()
    }

    fn noticed(&self, added: Added, new: &KnownArticle, text: &str, own: Option<usize>) -> Added {
        let text_of = |key: &str| self.unwritten.0.get(key).cloned().or_else(|| text_of(&article_path(self.home, key)));
        Added { near: self.known.near(&new.sketch, text, own, text_of), suspicions: suspicious(text), ..added }
    }

    /// In a dry run, keeps a text that the next ones may be compared with.
    fn remember(&mut self, key: &str, text: &Text) {
        let (texts, bytes) = &mut self.unwritten;
        if self.options.dry_run && *bytes + text.as_str().len() <= KEPT {
            *bytes += text.as_str().len();
            texts.insert(key.to_owned(), text.as_str().to_owned());
        }
    }

    /// Writes a new article: its meta first, so that there is never a text without. Returns its path and key.
    fn write_new(&mut self, story: &Story, meta: &Meta, text: &Text, many: bool, origin: &Origin) -> io::Result<(PathBuf, String)> {
        let usable = |text: Option<&str>| text.map(slug).filter(|slug| !slug.is_empty());
        let own = || text.as_str().lines().find_map(|line| usable(Some(line)));
        let name = usable(story.title.as_deref()).or_else(|| usable(story.id.as_deref())).or_else(|| usable(origin.stem.as_deref())).or_else(own);
        let name = name.unwrap_or_else(|| "article".into());
        let ending = if story.markdown { "md" } else { "txt" };
        let (folder, key) = self.folder_of(many, origin)?;
        for _ in 0..TRIES {
            let file = self.names.take(&folder, &name, ending);
            let path = folder.join(&file);
            let key = if key.is_empty() { file } else { format!("{key}/{file}") };
            if self.options.dry_run {
                return Ok((path, key));
            }
            let meta_path = folder.join(format!("{}.meta.ron", path.file_name().unwrap_or_default().to_string_lossy()));
            let put = self.store.put(&meta_path, meta.to_ron().as_bytes());
            let put = put.and_then(|()| self.store.put(&path, text.as_str().as_bytes()).inspect_err(|_| self.store.take_back(&meta_path)));
            match put {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                put => return put.map(|()| (path, key)),
            }
        }
        Err(io::Error::other("others take every name in the folder at the same time"))
    }

    /// The folder for an article, with its key: one of its own for a source of many.
    fn folder_of(&mut self, many: bool, origin: &Origin) -> io::Result<(PathBuf, String)> {
        let (write, home) = (!self.options.dry_run, self.home);
        let mut folder = self.folder.clone();
        if many {
            let name = slug(origin.stem.as_deref().unwrap_or(&origin.name));
            let name = if name.is_empty() { "source".into() } else { name };
            let name = own_folder(&home.root.join(&folder), &name);
            folder = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        }
        self.names.enter(home, &folder, write)
    }

    /// Gives an article the text that it now has at its source: its text first, since a meta that is newer would hide that the
    /// text has changed. Its annotations find their places when it is opened. Why it was left alone, if so.
    fn replace(&self, key: &str, story: &Story, text: &Text, about: About) -> io::Result<Result<(), String>> {
        let (path, article) = (self.home.meta_path(key), self.home.root.join(key));
        // A link in the home may lead to a text outside, which is somebody else's.
        if !disk::exists(&article)? && !self.unwritten.0.contains_key(key) {
            return Ok(Err("has changed, but the article's file lies elsewhere and is left alone".into()));
        }
        let old = match Meta::load(&path) {
            Ok(old) => old,
            Err(why) => return Ok(Err(why)),
        };
        if !self.options.dry_run {
            write_atomically(&article, text.as_str().as_bytes(), Privacy::Shared)?;
            old.of_changed_story(story, text, about).store(&path)?;
        }
        Ok(Ok(()))
    }
}

impl Added {
    fn of(story: &Story, text: &str) -> Self {
        let first = || text.lines().map(|line| line.trim_start_matches('#').trim()).find(|line| !line.is_empty()).unwrap_or_default();
        let title = story.title.as_deref().unwrap_or_else(first).chars().take(200).collect();
        Self { outcome: Outcome::Refused(String::new()), title, near: Vec::new(), suspicions: Vec::new() }
    }
}

/// Whether a date is one that an article may have: RFC 3339, `2026-11-25`, `2026-11` or `2026`.
#[must_use]
pub fn is_date(date: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let day = |text: &str| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    match date.split_once('-') {
        None => digits(date, 4),
        Some((year, month)) if month.len() == 2 => digits(year, 4) && day(&format!("{date}-01")),
        Some(_) => day(date) || date.parse::<Timestamp>().is_ok(),
    }
}

/// The text as it will be read from its file: what reading drops or refuses is not written. `None` when it would be refused.
fn settled(text: String) -> Option<String> {
    let plain = !text.starts_with('\u{feff}') && !text.bytes().any(|byte| byte < b' ' && byte != b'\n' && byte != b'\t');
    if plain {
        return Some(text);
    }
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let read = decode(text.into_bytes())?.text;
    // A mark can come to the front when a text is read.
    Some(if read.starts_with('\u{feff}') { read.trim_start_matches('\u{feff}').to_owned() } else { read })
}
