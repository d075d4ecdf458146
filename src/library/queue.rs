//! Queues: who has which articles to do. One small file an annotator, so that two people who change two queues never
//! change one file: `annotations/.queues/anna.ron`. An article that several are to do is in the queue of each.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::PathBuf;

use super::record::{quote, top_fields};
use super::{Home, Privacy, annotator_name, disk, write_atomically};
use crate::article::printable;

/// The version of the format.
const SCHEMA: u32 = 1;

/// All queues of a home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queues {
    by_annotator: BTreeMap<String, HashSet<String>>,
    /// What could not be read; safe to show.
    unread: Vec<String>,
}

impl Queues {
    /// Reads all queues. One that cannot be read is an empty one, and said so.
    #[must_use]
    pub fn load(home: &Home) -> Self {
        let files = disk::list(&folder(home)).unwrap_or_default();
        let mut queues = Self::default();
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "ron")) {
            let Some(name) = file.file_stem().and_then(|name| name.to_str()) else { continue };
            let keys = read(home, name).unwrap_or_else(|error| {
                queues.unread.push(error.to_string());
                Vec::new()
            });
            queues.by_annotator.insert(name.to_owned(), keys.into_iter().collect());
        }
        queues
    }

    /// What could not be read; safe to show.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// Whether an article is in somebody's queue.
    #[must_use]
    pub fn holds(&self, annotator: &str, key: &str) -> bool {
        self.by_annotator.get(annotator).is_some_and(|keys| keys.contains(key))
    }

    /// Whether an article is in a queue at all.
    #[must_use]
    pub fn hold(&self, key: &str) -> bool {
        self.by_annotator.values().any(|keys| keys.contains(key))
    }

    /// Who has which articles: by article, the annotators by name.
    #[must_use]
    pub fn by_article(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut articles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, keys) in &self.by_annotator {
            for key in keys {
                articles.entry(key).or_default().push(name);
            }
        }
        articles
    }

    /// Whether somebody has anything to do.
    #[must_use]
    pub fn is_assigned(&self, annotator: &str) -> bool {
        self.by_annotator.get(annotator).is_some_and(|keys| !keys.is_empty())
    }

    /// Who has a queue.
    pub fn annotators(&self) -> impl Iterator<Item = &str> {
        self.by_annotator.keys().map(String::as_str)
    }
}

fn folder(home: &Home) -> PathBuf {
    home.annotations.join(".queues")
}

fn file(home: &Home, annotator: &str) -> io::Result<PathBuf> {
    match annotator_name(annotator) {
        Some(name) if name == annotator => Ok(folder(home).join(format!("{name}.ron"))),
        _ => Err(io::Error::other(format!("`{}` is no annotator's name", printable(annotator)))),
    }
}

/// The articles in an annotator's queue, in the order in which they are to be done.
fn read(home: &Home, annotator: &str) -> io::Result<Vec<String>> {
    let file = file(home, annotator)?;
    let source = match disk::read_text(&file) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    parse(&source).map_err(|why| io::Error::other(format!("{}: {}", printable(&file.to_string_lossy()), printable(&why))))
}

fn parse(source: &str) -> Result<Vec<String>, String> {
    let fields = top_fields(source);
    let field = |wanted: &str| fields.iter().find(|(name, _)| *name == wanted).map(|(_, raw)| *raw);
    let schema = field("schema").map_or(Ok(SCHEMA), |raw| ron::from_str::<u32>(raw).map_err(|error| format!("schema: {error}")))?;
    if schema > SCHEMA {
        return Err(format!("written by a newer version (schema {schema})"));
    }
    let raw = field("articles").ok_or("this is no queue: it has no list of articles")?;
    ron::from_str(raw).map_err(|error| error.to_string())
}

/// Moves articles into an annotator's queue: out of everybody else's, behind what is in it. How many were not in it before.
pub fn enqueue(home: &Home, annotator: &str, keys: &[String]) -> io::Result<usize> {
    let mut own = read(home, annotator)?;
    let there: HashSet<String> = own.iter().cloned().collect();
    let new: Vec<String> = keys.iter().filter(|key| !there.contains(*key)).cloned().collect();
    own.extend(new.iter().cloned());
    write(home, annotator, &own)?;
    let moved: HashSet<&String> = keys.iter().collect();
    for other in Queues::load(home).annotators().filter(|other| *other != annotator) {
        let theirs = read(home, other)?;
        let rest: Vec<String> = theirs.iter().filter(|key| !moved.contains(key)).cloned().collect();
        if rest.len() < theirs.len() {
            write(home, other, &rest)?;
        }
    }
    Ok(new.len())
}

/// Puts articles into queues, behind what is in them, and takes none out of any: by annotator, the articles in the order in
/// which they are to be done. When a queue cannot be written, those written before it are put back as they were.
pub fn assign_to_queues(home: &Home, articles: &BTreeMap<&str, Vec<&str>>) -> io::Result<()> {
    let mut changed: Vec<(&str, Vec<String>)> = Vec::new();
    for (annotator, keys) in articles {
        let before = read(home, annotator).and_then(|before| {
            let there: HashSet<&str> = before.iter().map(String::as_str).collect();
            let new = keys.iter().filter(|key| !there.contains(**key)).map(|key| (*key).to_owned());
            let after: Vec<String> = before.iter().cloned().chain(new).collect();
            if after.len() > before.len() {
                write(home, annotator, &after)?;
            }
            Ok(before)
        });
        match before {
            Ok(before) => changed.push((annotator, before)),
            Err(error) => {
                for (annotator, before) in changed {
                    // What cannot be put back is found assigned the next time.
                    let _ = write(home, annotator, &before);
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Takes articles out of everybody's queue; how many were in one.
pub fn dequeue(home: &Home, keys: &[String]) -> io::Result<usize> {
    let gone: HashSet<&String> = keys.iter().collect();
    let mut count = 0;
    for name in Queues::load(home).annotators() {
        let theirs = read(home, name)?;
        let rest: Vec<String> = theirs.iter().filter(|key| !gone.contains(key)).cloned().collect();
        if rest.len() < theirs.len() {
            count += theirs.len() - rest.len();
            write(home, name, &rest)?;
        }
    }
    Ok(count)
}

fn write(home: &Home, annotator: &str, keys: &[String]) -> io::Result<()> {
    let mut out = format!("(\n  schema: {SCHEMA},\n  articles: [\n");
    for key in keys {
        out.push_str("    ");
        quote(&mut out, key);
        out.push_str(",\n");
    }
    out.push_str("  ],\n)\n");
    write_atomically(&file(home, annotator)?, out.as_bytes(), Privacy::Shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    #[test]
    fn an_article_is_in_the_queue_of_each_who_is_to_do_it() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        enqueue(&home, "ben", &["c.txt".to_owned()]).unwrap();
        let wanted = BTreeMap::from([("anna", vec!["a.txt", "b.txt"]), ("ben", vec!["b.txt", "c.txt"])]);
        for _ in 0..2 {
            assign_to_queues(&home, &wanted).unwrap();
            assert_eq!(
                (read(&home, "anna").unwrap().as_slice(), read(&home, "ben").unwrap()),
                (&["a.txt".to_owned(), "b.txt".into()][..], vec!["c.txt".into(), "b.txt".into()])
            );
        }
        let queues = Queues::load(&home);
        assert_eq!(queues.by_article(), BTreeMap::from([("a.txt", vec!["anna"]), ("b.txt", vec!["anna", "ben"]), ("c.txt", vec!["ben"])]));
        assert!(queues.hold("b.txt") && !queues.hold("d.txt") && queues.is_assigned("ben") && !queues.is_assigned("carl"));
    }

    #[test]
    fn nothing_is_assigned_when_a_queue_cannot_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        enqueue(&home, "anna", &["c.txt".to_owned()]).unwrap();
        std::fs::write(folder(&home).join("ben.ron"), "(articles: [").unwrap();
        let wanted = BTreeMap::from([("anna", vec!["a.txt"]), ("ben", vec!["a.txt"])]);
        assert!(assign_to_queues(&home, &wanted).is_err());
        assert_eq!(read(&home, "anna").unwrap(), ["c.txt"]);
        assert!(Queues::load(&home).unread()[0].contains("ben.ron: this is no queue"));
        std::fs::write(folder(&home).join("ben.ron"), "(schema: 2, articles: [])").unwrap();
        assert!(Queues::load(&home).unread()[0].ends_with("written by a newer version (schema 2)"));
    }

    #[test]
    fn an_article_that_is_moved_is_in_no_other_queue() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        let keys: Vec<String> = ["a.txt", "é \"b\".txt", "c.txt"].map(str::to_owned).to_vec();
        assert_eq!(enqueue(&home, "anna", &keys).unwrap(), 3);
        assert_eq!(enqueue(&home, "ben", &keys[..1]).unwrap(), 1);
        assert_eq!(read(&home, "anna").unwrap(), keys[1..]);
        let queues = Queues::load(&home);
        assert!(queues.holds("ben", "a.txt") && !queues.holds("anna", "a.txt") && queues.holds("anna", "é \"b\".txt"));
        assert_eq!(dequeue(&home, &keys).unwrap(), 3);
        assert!(!Queues::load(&home).holds("anna", "c.txt"));
        assert!(enqueue(&home, "../x", &keys).is_err());
    }
}
