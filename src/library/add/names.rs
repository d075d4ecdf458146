//! Folders below a home that new articles go into, and the names that are free there.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::name::{folded, numbered};
use crate::article::printable;
use crate::library::home::real_path;
use crate::library::{Home, Privacy, disk};

/// Where new articles go, unless somebody says otherwise.
const USUAL: &str = "articles";

/// Why a folder is none for articles.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It is not where articles are.
    #[error("{} {why}", printable(.folder))]
    Refused {
        /// As given.
        folder: String,
        /// Why, as the rest of a sentence.
        why: String,
    },
}

/// The folder for new articles below a home's root, `/`-separated: `into`, or the usual one. It lies where the home looks for
/// articles, else they would never be found again.
pub(super) fn folder_for(home: &Home, into: Option<&str>) -> Result<String, FolderError> {
    let roots = &home.project.roots;
    let below_root = |folder: &str| roots.iter().any(|root| root == "." || Path::new(folder).starts_with(root));
    let Some(given) = into else {
        let other = || roots.first().cloned().unwrap_or_else(|| USUAL.to_owned());
        return Ok(if below_root(USUAL) { USUAL.to_owned() } else { other() });
    };
    let refused = |why: String| Err(FolderError::Refused { folder: given.to_owned(), why });
    let parts: Vec<&str> = given.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if given.starts_with('/') || parts.iter().any(|part| *part == ".." || part.contains(['\\', ':']) || part.chars().any(char::is_control)) {
        return refused(format!("leads out of {}; name a folder inside it, such as articles/may", printable(&home.root.to_string_lossy())));
    }
    let folder = parts.join("/");
    if parts.iter().any(|part| part.starts_with('.')) || home.root.join(&folder).starts_with(&home.annotations) {
        return refused("is not looked through for articles".into());
    }
    if !folder.is_empty() && !below_root(&folder) {
        return refused(format!("is not looked through for articles: those are in {}", printable(&roots.join(", "))));
    }
    Ok(folder)
}

/// The names that are taken in the folders that were looked into.
#[derive(Debug, Default)]
pub(super) struct Names {
    folders: HashMap<PathBuf, Taken>,
}

/// The names in a folder, folded, and the number from which a name may be free.
#[derive(Debug, Default)]
struct Taken {
    /// The folder's key in its home.
    key: String,
    names: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Names {
    /// Makes a folder below the home's root ready, unless nothing is to be written, and returns its path and key. A link that
    /// leads out of the home is an error.
    pub(super) fn enter(&mut self, home: &Home, folder: &str, write: bool) -> io::Result<(PathBuf, String)> {
        let path = home.root.join(folder);
        if let Some(taken) = self.folders.get(&path) {
            return Ok((path, taken.key.clone()));
        }
        let inside = |path: &Path| real_path(path).starts_with(real_path(&home.root));
        let outside = || io::Error::other(format!("{} is a link that leads out of {}", printable(folder), printable(&home.root.to_string_lossy())));
        // Looked at before anything is made behind the link, and again afterwards.
        if !inside(&path) {
            return Err(outside());
        }
        if write {
            disk::make_folder(&path, Privacy::Shared)?;
            if !inside(&path) {
                return Err(outside());
            }
        }
        let there = disk::list(&path)?;
        let names = there.iter().filter_map(|path| path.file_name()).map(|name| folded(&name.to_string_lossy())).collect();
        let key = home.key(&path);
        self.folders.insert(path.clone(), Taken { key: key.clone(), names, next: HashMap::new() });
        Ok((path, key))
    }

    /// A name that is free in a folder, now taken: `story.txt`, or `story-2.txt`. Nor is there a meta of that name.
    pub(super) fn take(&mut self, folder: &Path, name: &str, ending: &str) -> String {
        let taken = self.folders.entry(folder.to_owned()).or_default();
        let next = taken.next.entry(format!("{name}.{ending}")).or_insert(1);
        loop {
            let file = format!("{}.{ending}", numbered(name, *next));
            *next += 1;
            let folded = folded(&file);
            if !taken.names.contains(&folded) && !taken.names.contains(&format!("{folded}.meta.ron")) {
                taken.names.insert(folded);
                return file;
            }
        }
    }
}

/// The name of a folder in `folder` for the articles of one source: `name`, unless a file is called that.
pub(super) fn own_folder(folder: &Path, name: &str) -> String {
    let free = |name: &String| !folder.join(name).exists() || folder.join(name).is_dir();
    (1..1000).map(|number| numbered(name, number)).find(free).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    #[test]
    fn names_are_free_whatever_their_case() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        std::fs::create_dir_all(home.root.join("articles")).unwrap();
        std::fs::write(home.root.join("articles/Strike.TXT"), "").unwrap();
        std::fs::write(home.root.join("articles/strike-2.txt.meta.ron"), "").unwrap();
        let mut names = Names::default();
        let (folder, key) = names.enter(&home, "articles", true).unwrap();
        assert_eq!(key, "articles");
        assert_eq!(names.take(&folder, "strike", "txt"), "strike-3.txt");
        assert_eq!(names.take(&folder, "strike", "txt"), "strike-4.txt");
        assert_eq!(names.take(&folder, "strike", "md"), "strike.md");
        std::fs::write(folder.join("dump"), "").unwrap();
        assert_eq!(own_folder(&folder, "dump"), "dump-2");
    }

    #[test]
    fn folders_are_inside_and_where_articles_are() {
        let dir = tempfile::tempdir().unwrap();
        let mut home = Home::library(&Folders::below(dir.path()));
        assert_eq!(folder_for(&home, None).unwrap(), "articles");
        assert_eq!(folder_for(&home, Some("./articles//may/")).unwrap(), "articles/may");
        assert_eq!(folder_for(&home, Some(".")).unwrap(), "");
        for wrong in ["..", "articles/../..", "/tmp", "C:\\x", "a\\b", ".git", "annotations/anna"] {
            assert!(folder_for(&home, Some(wrong)).is_err(), "{wrong}");
        }
        home.project.roots = vec!["texts".into()];
        assert_eq!(folder_for(&home, None).unwrap(), "texts");
        assert!(folder_for(&home, Some("articles")).unwrap_err().to_string().ends_with("those are in texts"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_home_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        std::fs::create_dir_all(dir.path().join("outside")).unwrap();
        std::fs::create_dir_all(&home.root).unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside"), home.root.join("articles")).unwrap();
        for write in [false, true] {
            let error = Names::default().enter(&home, "articles/may", write).unwrap_err();
            assert!(error.to_string().contains("a link that leads out of"), "{error}");
        }
        assert_eq!(std::fs::read_dir(dir.path().join("outside")).unwrap().count(), 0);
    }
}
