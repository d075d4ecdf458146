//! Which files are to be read: those that are named, and those in the folders that are named.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::article::printable;
use crate::library::home::{PROJECT_FILE, real_path};
use crate::library::{Home, disk};
use crate::sources::{Flaw, Source};

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub size: u64,
    /// Whether it was found in a folder, and so is read only if it is plain what it is.
    pub found: bool,
}

/// What paths lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// The files, each once: in the order in which they were named, those of a folder by name.
    pub files: Vec<Supply>,
    /// Files in folders that are articles of the home already.
    pub articles: usize,
    /// Named paths that are articles of the home already, or named twice: no failures. Safe to show.
    pub notices: Vec<(String, String)>,
    /// Named paths that cannot be read, and why. Safe to show.
    pub flaws: Vec<(String, String)>,
}

/// Looks for the files that paths lead to. In folders, dot files and links to folders are left out, and so are the files that
/// a browser puts beside a saved page (`page_files` beside `page.html`).
#[must_use]
pub fn gather(home: &Home, paths: &[PathBuf]) -> Gathered {
    let (root, annotations) = (real_path(&home.root), real_path(&home.annotations));
    let mut gatherer = Gatherer { home, root, annotations, gathered: Gathered::default(), seen: HashSet::new(), met: 0 };
    for path in paths {
        gatherer.named(path);
    }
    gatherer.gathered
}

struct Gatherer<'h> {
    home: &'h Home,
    /// The home's folder and that of its records, without links.
    root: PathBuf,
    annotations: PathBuf,
    gathered: Gathered,
    /// Paths without links of all files so far.
    seen: HashSet<PathBuf>,
    /// Files that were met, also those that are not to be read.
    met: usize,
}

impl Gatherer<'_> {
    fn named(&mut self, path: &Path) {
        let shown = printable(&path.to_string_lossy());
        let real = real_path(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
        let said = |what: &str| (shown.clone(), what.to_owned());
        match disk::metadata(path) {
            Err(error) => self.gathered.flaws.push(said(&printable(&error.to_string()))),
            Ok(None) => self.gathered.flaws.push(said("no such file or folder")),
            Ok(Some(meta)) if meta.is_dir() => {
                self.met = 0;
                self.folder(path, &real);
                if self.met == 0 {
                    self.gathered.flaws.push(said("there are no files in this folder"));
                }
            }
            Ok(Some(_)) if self.is_article(&real) => self.gathered.notices.push(said("is an article of this project already")),
            Ok(Some(meta)) if meta.is_file() && !self.seen.insert(real) => self.gathered.notices.push(said("is named twice; it is read once")),
            // Whoever opens it says what is wrong with anything but a file.
            Ok(Some(meta)) => self.gathered.files.push(Supply { path: path.to_owned(), size: meta.len(), found: false }),
        }
    }

    /// Looks through a folder, of which `real` is the path without links.
    fn folder(&mut self, folder: &Path, real: &Path) {
        let paths = match disk::list(folder) {
            Ok(paths) => paths,
            Err(error) => {
                self.gathered.flaws.push((printable(&folder.to_string_lossy()), format!("cannot be looked through: {error}")));
                return;
            }
        };
        for path in &paths {
            let name = path.file_name().unwrap_or_default();
            let shown = name.to_string_lossy();
            // What the program itself has put there is no source.
            if shown.starts_with('.') || shown.ends_with(".meta.ron") || name == PROJECT_FILE {
                continue;
            }
            let link = disk::link(path).ok().flatten().is_some();
            let real = if link { real_path(path) } else { real.join(name) };
            match disk::metadata(path) {
                Ok(Some(meta)) if meta.is_dir() && (link || real == self.annotations || is_of_page(path, &paths)) => {}
                Ok(Some(meta)) if meta.is_dir() => self.folder(path, &real),
                Ok(Some(meta)) if meta.is_file() => {
                    self.met += 1;
                    if self.is_article(&real) {
                        self.gathered.articles += 1;
                    } else if self.seen.insert(real) {
                        self.gathered.files.push(Supply { path: path.clone(), size: meta.len(), found: true });
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a file, by its path without links, is one of the texts that a home finds by itself.
    fn is_article(&self, real: &Path) -> bool {
        let Ok(inside) = real.strip_prefix(&self.root) else { return false };
        let ending = real.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let below = |folder: &String| folder == "." || inside.starts_with(folder);
        let hidden = inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.')) || real.starts_with(&self.annotations);
        self.home.project.endings.contains(&ending) && self.home.project.roots.iter().any(below) && !hidden
    }
}

/// Opens a file that is to be read; the bytes that are read of it are added to `count`.
pub(super) fn open_supply<'c>(path: &Path, count: &'c Cell<u64>) -> Result<Source<'c>, Flaw> {
    match disk::open(path) {
        Some(file) => Source::new(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(), Counted { file, count }),
        // Says what is wrong with it.
        None => Source::open(path).map_err(|flaw| if path.is_file() { flaw } else { Flaw::whole(format!("{}; - reads what is piped in", flaw.what)) }),
    }
}

/// A file, and how many of its bytes have been read.
struct Counted<'c> {
    file: File,
    count: &'c Cell<u64>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// Whether a folder holds the pictures and scripts of a saved page beside it.
fn is_of_page(folder: &Path, beside: &[PathBuf]) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let Some(page) = name.strip_suffix("_files") else { return false };
    ["html", "htm"].iter().any(|ending| beside.contains(&folder.with_file_name(format!("{page}.{ending}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    #[test]
    fn folders_are_looked_through_and_what_is_an_article_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        let top = dir.path().join("in");
        for name in ["b.html", "b_files/frame.html", "a/deep/c.txt", ".git/config", "loose_files/d.html"] {
            std::fs::create_dir_all(top.join(name).parent().unwrap()).unwrap();
            std::fs::write(top.join(name), "x").unwrap();
        }
        std::fs::create_dir_all(home.root.join("articles")).unwrap();
        std::fs::write(home.root.join("articles/there.txt"), "x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&home.root, top.join("z")).unwrap();
        let gathered = gather(&home, &[top.clone(), top.join("b.html"), home.root.join("articles"), home.root.join("articles/there.txt"), top.join("gone")]);
        let names: Vec<_> = gathered.files.iter().map(|file| file.path.strip_prefix(&top).unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["a/deep/c.txt", "b.html", "loose_files/d.html"]);
        assert_eq!(gathered.articles, 1);
        assert_eq!(
            gathered.notices.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>(),
            ["is named twice; it is read once", "is an article of this project already"]
        );
        assert_eq!(gathered.flaws.len(), 1);
    }
}
