//! The names of all articles of a home: folders read on all cores, no file looked at.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::library::conflict_copies::is_copy;
use crate::library::home::real_path;
use crate::library::{Home, HomeKind, annotators};

/// What stands behind an article's name in that of its meta.
const META: &str = ".meta.ron";

/// A file that was found by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::library) struct Name {
    /// The article's key.
    pub(in crate::library) key: Box<str>,
    /// The file, where it is not the key below the home's folder.
    pub(in crate::library) path: Option<Box<Path>>,
    /// Whether its meta lies beside it.
    pub(in crate::library) meta: bool,
}

/// A folder to be read, and what its keys begin with.
struct Folder {
    path: PathBuf,
    prefix: String,
}

/// Folders that wait, and how many are being read.
struct Queue {
    waiting: VecDeque<Folder>,
    reading: usize,
}

/// The articles below the roots of a home, by key; for the user's library also those elsewhere that have a record.
pub(super) fn articles(home: &Home) -> Vec<Name> {
    let mut found = inside(home);
    if home.kind == HomeKind::Library && !home.browsing {
        found.extend(outside(home));
        found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        found.dedup_by(|a, b| a.key == b.key);
    }
    found
}

/// The articles below the roots of a home, by key.
pub(in crate::library) fn inside(home: &Home) -> Vec<Name> {
    let root = real_path(&home.root);
    let start = home.project.roots.iter().map(|name| {
        let path = if home.browsing { std::path::absolute(name).unwrap_or_else(|_| name.into()) } else { root.join(name) };
        let path = if name == "." { root.clone() } else { real_path(&path) };
        let key = home.key(&path);
        Folder { prefix: if key.is_empty() { key } else { key + "/" }, path }
    });
    let annotations = real_path(&home.annotations);
    let endings = &home.project.endings;
    let mut found = walk(start.collect(), &|folder, names, found| {
        let metas: Vec<String> = names.iter().filter_map(|name| name.text.strip_suffix(META)).map(str::to_owned).collect();
        let metas: HashSet<&str> = metas.iter().map(String::as_str).collect();
        let direct = root.join(&folder.prefix) == folder.path;
        for name in names {
            let ending = name.text.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
            if name.hidden() || name.is_folder || !ending.is_some_and(|ending| endings.iter().any(|known| known.eq_ignore_ascii_case(ending))) {
                continue;
            }
            let meta = metas.contains(name.text.as_ref());
            found.push(if name.is_link {
                let path = folder.path.join(&name.name);
                Name { key: home.key(&path).into(), path: Some(path.into()), meta }
            } else {
                let direct = direct && is_plain(&name.text) && name.name.to_str().is_some();
                let key = format!("{}{}", folder.prefix, composed(&name.text)).into();
                Name { key, path: (!direct).then(|| folder.path.join(&name.name).into()), meta }
            });
        }
        // Folders of annotations are no folders of articles.
        names.iter().filter(|name| name.is_folder && !name.hidden()).map(|name| folder.path.join(&name.name)).filter(|path| *path != annotations).collect()
    });
    found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    found.dedup_by(|a, b| a.key == b.key);
    found
}

/// The keys of an annotator's records, sorted.
pub(super) fn records(home: &Home, annotator: &str) -> Vec<Box<str>> {
    let start = vec![Folder { path: home.annotations.join(annotator), prefix: String::new() }];
    let mut found = walk(start, &|folder, names, found| {
        for name in names.iter().filter(|name| !name.is_folder) {
            let Some(key) = name.text.strip_suffix(".ron").filter(|_| !name.hidden()) else { continue };
            if !is_copy(&folder.path.join(&name.name)) {
                found.push(Name { key: format!("{}{}", folder.prefix, composed(key)).into(), path: None, meta: false });
            }
        }
        names.iter().filter(|name| name.is_folder).map(|name| folder.path.join(&name.name)).collect()
    });
    found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    found.into_iter().map(|name| name.key).collect()
}

/// Articles of the library that lie outside it: those that have been annotated and are still there.
fn outside(home: &Home) -> Vec<Name> {
    let mut keys: Vec<Box<str>> = Vec::new();
    for annotator in annotators(home) {
        keys.extend(records(home, &annotator).into_iter().filter(|key| key.starts_with("files/")));
    }
    keys.sort_unstable();
    keys.dedup();
    let there = keys.into_iter().filter_map(|key| {
        let path = Path::new("/").join(key.strip_prefix("files/")?);
        let meta = home.meta_path(&key).is_file();
        path.is_file().then(|| Name { key, path: Some(path.into()), meta })
    });
    there.collect()
}

/// An entry of a folder.
struct Entry<'a> {
    name: OsString,
    text: Cow<'a, str>,
    is_folder: bool,
    is_link: bool,
}

impl Entry<'_> {
    fn hidden(&self) -> bool {
        self.text.starts_with('.')
    }
}

/// What is done with the entries of a folder: what was found is added, and the folders below that are wanted are returned.
type Visit<'v> = dyn Fn(&Folder, &[Entry<'_>], &mut Vec<Name>) -> Vec<PathBuf> + Sync + 'v;

/// Reads folders and those below them, on all cores. A folder that cannot be read is taken for an empty one.
fn walk(start: Vec<Folder>, visit: &Visit<'_>) -> Vec<Name> {
    let queue = Mutex::new(Queue { waiting: start.into(), reading: 0 });
    let news = Condvar::new();
    let work = || {
        let mut found = Vec::new();
        while let Some(folder) = next(&queue, &news) {
            let entries = read(&folder.path);
            let below = visit(&folder, &entries, &mut found);
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.reading -= 1;
            queue.waiting.extend(below.into_iter().map(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Folder { prefix: format!("{}{}/", folder.prefix, composed(&name)), path }
            }));
            news.notify_all();
        }
        found
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut found = work();
        for other in others {
            found.extend(other.join().unwrap_or_default());
        }
        found
    })
}

/// The next folder to read; nothing when all have been.
fn next(queue: &Mutex<Queue>, news: &Condvar) -> Option<Folder> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(folder) = queue.waiting.pop_back() {
            queue.reading += 1;
            return Some(folder);
        }
        if queue.reading == 0 {
            news.notify_all();
            return None;
        }
        queue = news.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
}

fn read(folder: &Path) -> Vec<Entry<'static>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let entries = entries.filter_map(|entry| {
        let (kind, name) = (entry.file_type().ok()?, entry.file_name());
        let text = name.to_string_lossy().into_owned().into();
        Some(Entry { name, text, is_folder: kind.is_dir(), is_link: kind.is_symlink() })
    });
    entries.collect()
}

/// Whether a name is composed (NFC) as it stands.
fn is_plain(name: &str) -> bool {
    name.is_ascii() || is_nfc_quick(name.chars()) == IsNormalized::Yes
}

fn composed(name: &str) -> Cow<'_, str> {
    if is_plain(name) { name.into() } else { name.nfc().collect::<String>().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    fn home(dir: &Path) -> Home {
        std::fs::write(dir.join("tagline.ron"), "()").unwrap();
        Home::find(dir, None, &Folders::below(&dir.join(".tagline"))).unwrap()
    }

    fn put(path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "text").unwrap();
    }

    #[test]
    fn articles_are_found_by_their_endings_and_the_rest_is_not() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "b.txt",
            "a/z.MD",
            "a/a.txt",
            "a/a.txt.meta.ron",
            "a/x.rs",
            ".git/c.txt",
            "a/.hidden.txt",
            "annotations/anna/b.txt.ron",
            "annotations/.texts/1.txt",
            ".txt",
        ] {
            put(&dir.path().join(name));
        }
        let found = articles(&home(dir.path()));
        let seen: Vec<(&str, bool)> = found.iter().map(|name| (name.key.as_ref(), name.meta)).collect();
        assert_eq!(seen, [("a/a.txt", true), ("a/z.MD", false), ("b.txt", false)]);
        assert!(found.iter().all(|name| name.path.is_none()));
        let keys = records(&home(dir.path()), "anna");
        assert_eq!(keys, [Box::from("b.txt")]);
    }

    #[test]
    fn a_name_in_another_form_keeps_its_path_and_has_its_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cafe\u{301}/e\u{301}.txt");
        put(&path);
        let found = articles(&home(dir.path()));
        assert_eq!(found[0].key.as_ref(), "caf\u{e9}/\u{e9}.txt");
        assert_eq!(found[0].path.as_deref().map(Path::is_file), Some(true));
    }
}
