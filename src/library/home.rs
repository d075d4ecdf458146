//! The one lookup: which project an article belongs to, and so where its annotations are.

use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::{Folders, disk};
use crate::article::{printable, sha256};
use crate::config::{Diagnostic, Place, Project};

/// The file that marks a project.
pub(super) const PROJECT_FILE: &str = "tagline.ron";

/// Where articles are that lie outside the project or library, in its keys.
const OUTSIDE: &str = "files";

/// What kind of place holds the annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeKind {
    /// A folder with a `tagline.ron`.
    Project,
    /// The user's own library.
    Library,
}

/// Why there is nowhere to keep annotations.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The path is not there.
    #[error("{}: {source}", printable(&.path.to_string_lossy()))]
    Path {
        /// As given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The project or library that an article belongs to.
#[derive(Clone, Debug)]
pub struct Home {
    /// Which kind it is.
    pub kind: HomeKind,
    /// Its folder.
    pub root: PathBuf,
    /// The folder of records, one folder an annotator.
    pub annotations: PathBuf,
    /// Its codebook and settings.
    pub project: Project,
    /// What is wrong with its `tagline.ron`.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether its articles are looked for in some other folder.
    pub browsing: bool,
    /// Where its histories and places are.
    state: PathBuf,
    /// Where what can be made again at any time is.
    cache: PathBuf,
}

impl Home {
    /// The nearest folder upwards from `path` with a `tagline.ron`, else the user's library. `annotations` puts the
    /// records into another folder.
    pub fn find(path: &Path, annotations: Option<&Path>, folders: &Folders) -> Result<Self, HomeError> {
        let absolute = std::path::absolute(path).map_err(|source| HomeError::Path { path: path.to_owned(), source })?;
        let real = real_path(&absolute);
        let project = real.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file());
        let (kind, root) = match project {
            Some(root) => (HomeKind::Project, root.to_owned()),
            None => (HomeKind::Library, folders.data.clone()),
        };
        Ok(Self::at(kind, root, annotations, folders))
    }

    /// The user's library.
    #[must_use]
    pub fn library(folders: &Folders) -> Self {
        Self::at(HomeKind::Library, folders.data.clone(), None, folders)
    }

    fn at(kind: HomeKind, root: PathBuf, annotations: Option<&Path>, folders: &Folders) -> Self {
        let file = root.join(PROJECT_FILE);
        let (project, diagnostics) = match disk::read_text(&file) {
            Ok(source) => Project::parse(&source, &file.to_string_lossy()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Project::default(), Vec::new()),
            Err(error) => (
                Project::default(),
                vec![Diagnostic::new(&Place { file: file.to_string_lossy().into(), line: 1, column: 1 }, &format!("cannot be read: {error}"))],
            ),
        };
        let annotations = annotations.map_or_else(|| root.join("annotations"), Path::to_owned);
        let id = short_hash(&annotations.to_string_lossy());
        let (state, cache) = (folders.state.join(&id), folders.cache.join(&id));
        Self { kind, root, annotations, project, diagnostics, browsing: false, state, cache }
    }

    /// Looks for articles in `folder` instead of its own roots.
    pub fn browse(&mut self, folder: &Path) {
        self.project.roots = vec![folder.to_string_lossy().into_owned()];
        self.browsing = true;
    }

    /// The key of an article: its path from the root, `/`-separated, NFC; `files/…` and its full path when it lies outside.
    #[must_use]
    pub fn key(&self, article: &Path) -> String {
        let real = real_path(&std::path::absolute(article).unwrap_or_else(|_| article.to_owned()));
        let root = real_path(&self.root);
        let inside = real.strip_prefix(&root).ok();
        let parts = inside.unwrap_or(&real).components().filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().nfc().collect::<String>()),
            _ => None,
        });
        let lead = inside.is_none().then(|| OUTSIDE.to_owned());
        lead.into_iter().chain(parts).collect::<Vec<_>>().join("/")
    }

    /// The record of an annotator on an article.
    #[must_use]
    pub fn record_path(&self, annotator: &str, key: &str) -> PathBuf {
        self.annotations.join(annotator).join(format!("{key}.ron"))
    }

    /// What is known of an article.
    #[must_use]
    pub fn meta_path(&self, key: &str) -> PathBuf {
        self.root.join(format!("{key}.meta.ron"))
    }

    /// The text as it was annotated.
    #[must_use]
    pub fn text_path(&self, sha256: &str) -> PathBuf {
        self.annotations.join(".texts").join(format!("{sha256}.txt"))
    }

    /// The folder of the state folder with everything that is kept of an annotator's work on an article: journals,
    /// copies of earlier versions, the reading place.
    #[must_use]
    pub fn state_folder(&self, annotator: &str, key: &str) -> PathBuf {
        let name = key.rsplit('/').next().unwrap_or_default();
        let slug: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).take(40).collect();
        let annotator = if annotator.is_empty() { "_" } else { annotator };
        self.state.join(annotator).join(format!("{}-{slug}", short_hash(key)))
    }

    /// The folders of journals: that of the state folder, and one among the temporary files for when the first cannot be
    /// written to. The second is left out where it is not the user's alone: others could read it or put lines into it.
    #[must_use]
    pub fn journal_folders(&self, annotator: &str, key: &str) -> Vec<PathBuf> {
        let own = self.state_folder(annotator, key);
        let spare = own.strip_prefix(self.state.parent().unwrap_or(&self.state)).ok().zip(spare_folder()).map(|(rest, spare)| spare.join(rest));
        [Some(own), spare].into_iter().flatten().map(|folder| folder.join("journal")).collect()
    }

    /// The file that remembers where an annotator was in an article.
    #[must_use]
    pub fn place_path(&self, annotator: &str, key: &str) -> PathBuf {
        self.state_folder(annotator, key).join("place")
    }

    /// The file in which the catalogue of its articles is kept; of a folder that is browsed, one of its own.
    #[must_use]
    pub fn catalogue_path(&self) -> PathBuf {
        self.cache_path("list")
    }

    /// The file in which is kept what new articles are compared with.
    #[must_use]
    pub fn known_path(&self) -> PathBuf {
        self.cache_path("known")
    }

    fn cache_path(&self, name: &str) -> PathBuf {
        let roots = short_hash(&self.project.roots.join("\n"));
        self.cache.join(if self.browsing { format!("{name}-{roots}") } else { name.into() })
    }

    /// The folder of everything that is kept of this project or library outside it.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }
}

/// A path without links and `..`; of one that is not there, as far as it is there.
pub(super) fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    match (path.parent(), path.components().next_back()) {
        (Some(parent), Some(Component::Normal(name))) => real_path(parent).join(name),
        (Some(parent), Some(Component::ParentDir)) => real_path(parent).parent().map_or_else(PathBuf::new, Path::to_owned),
        (Some(parent), _) => real_path(parent),
        (None, _) => path.to_owned(),
    }
}

/// The user's own folder among the temporary files; nothing when somebody else has made one of that name.
#[cfg(unix)]
fn spare_folder() -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::getuid().as_raw();
    let folder = std::env::temp_dir().join(format!("tagline-{user}"));
    match std::fs::symlink_metadata(&folder) {
        Ok(there) => (there.is_dir() && there.uid() == user && there.mode() % 0o100 == 0).then_some(folder),
        Err(error) => (error.kind() == std::io::ErrorKind::NotFound).then_some(folder),
    }
}

#[cfg(not(unix))]
fn spare_folder() -> Option<PathBuf> {
    None
}

/// The first 16 hexadecimal digits of the SHA-256 of `text`.
fn short_hash(text: &str) -> String {
    sha256(text.as_bytes()).chars().take(16).collect()
}

/// A name made fit to be an annotator's: lower case letters, digits and hyphens; `None` when nothing is left, or when it
/// is the reserved `gold`.
#[must_use]
pub fn annotator_name(name: &str) -> Option<String> {
    let spelt = name.replace(['ø', 'Ø'], "o").replace(['ł', 'Ł'], "l").replace(['đ', 'Đ'], "d").replace(['æ', 'Æ'], "ae").replace('ß', "ss");
    let plain: String = spelt.nfd().filter(char::is_ascii).collect::<String>().to_lowercase();
    let dashed: String = plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    let name: String = parts.join("-").chars().take(32).collect();
    let name = name.trim_end_matches('-').to_owned();
    (!name.is_empty() && name != "gold").then_some(name)
}

/// The name to offer when the annotator is not known: the first name that git knows, else the login name.
#[must_use]
pub fn proposed_annotator() -> String {
    let git = git_user_name().and_then(|name| annotator_name(name.split_whitespace().next().unwrap_or_default()));
    let login = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|key| std::env::var(key).ok()).and_then(|name| annotator_name(&name));
    git.or_else(login).unwrap_or_else(|| "me".into())
}

/// `user.name` of the user's own git settings. They are read as text: running git would start what a repository names.
fn git_user_name() -> Option<String> {
    let home = directories::BaseDirs::new()?;
    let files = [home.home_dir().join(".gitconfig"), home.config_dir().join("git/config")];
    files.iter().find_map(|file| {
        let source = disk::read_text(file).ok()?;
        let mut in_user = false;
        source.lines().map(str::trim).find_map(|line| {
            if line.starts_with('[') {
                in_user = line.eq_ignore_ascii_case("[user]");
            }
            let (key, value) = line.split_once('=')?;
            (in_user && key.trim().eq_ignore_ascii_case("name")).then(|| value.trim().trim_matches('"').to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(dir: &Path) -> Folders {
        Folders::below(dir)
    }

    #[test]
    fn the_nearest_project_upwards_wins_else_the_library() {
        let dir = tempfile::tempdir().unwrap();
        let root = std::fs::canonicalize(dir.path()).unwrap();
        std::fs::create_dir_all(root.join("work/articles/may")).unwrap();
        std::fs::write(root.join("work/tagline.ron"), "()").unwrap();
        let story = root.join("work/articles/may/story.txt");
        std::fs::write(&story, "x").unwrap();
        std::fs::write(root.join("loose.txt"), "x").unwrap();

        let home = Home::find(&story, None, &folders(&root)).unwrap();
        assert_eq!((home.kind, home.root.clone()), (HomeKind::Project, root.join("work")));
        assert_eq!(home.key(&story), "articles/may/story.txt");
        assert_eq!(home.record_path("anna", &home.key(&story)), root.join("work/annotations/anna/articles/may/story.txt.ron"));

        let home = Home::find(&root.join("loose.txt"), None, &folders(&root)).unwrap();
        assert_eq!((home.kind, home.root.clone()), (HomeKind::Library, root.join("data")));
        assert!(home.key(&root.join("loose.txt")).starts_with("files/"));

        let home = Home::find(&story, Some(&root.join("elsewhere")), &folders(&root)).unwrap();
        assert_eq!(home.annotations, root.join("elsewhere"));
    }

    #[test]
    fn names_become_annotators() {
        for (name, annotator) in
            [("Anna", Some("anna")), ("Søren Ødegård-2", Some("soren-odegard-2")), ("Zoë", Some("zoe")), ("gold", None), ("  ", None), ("../x", Some("x"))]
        {
            assert_eq!(annotator_name(name).as_deref(), annotator, "{name}");
        }
    }
}
