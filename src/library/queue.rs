//! Queues: who has which articles to do. One small file an annotator, so that two people who change two queues never
//! change one file: `annotations/.queues/anna.ron`.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::PathBuf;

use super::record::{quote, top_fields};
use super::{Home, Privacy, annotator_name, disk, write_atomically};
use crate::article::printable;

/// All queues of a home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queues {
    by_annotator: BTreeMap<String, HashSet<String>>,
}

impl Queues {
    /// Reads all queues. One that cannot be read is an empty one.
    #[must_use]
    pub fn load(home: &Home) -> Self {
        let files = disk::list(&folder(home)).unwrap_or_default();
        let queues = files.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "ron")).filter_map(|file| {
            let name = file.file_stem()?.to_str()?.to_owned();
            let keys = read(home, &name).unwrap_or_default();
            Some((name, keys.into_iter().collect()))
        });
        Self { by_annotator: queues.collect() }
    }

    /// Whether an article is in somebody's queue.
    #[must_use]
    pub fn holds(&self, annotator: &str, key: &str) -> bool {
        self.by_annotator.get(annotator).is_some_and(|keys| keys.contains(key))
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
    let raw = top_fields(&source).into_iter().find(|(name, _)| *name == "articles").map(|(_, raw)| raw);
    let keys = raw.map(ron::from_str::<Vec<String>>).transpose();
    keys.map(Option::unwrap_or_default).map_err(|error| io::Error::other(format!("{}: {error}", printable(&file.to_string_lossy()))))
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
    let mut out = String::from("(\n  schema: 1,\n  articles: [\n");
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
    fn an_article_is_in_one_queue_at_most() {
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
