//! What no file that the program writes out ever takes the place of: the work that is kept in a home.

use std::path::{Path, PathBuf};

use super::home::PROJECT_FILE;
use super::{Home, annotators};

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// An article that somebody has annotated, or that something is known of.
    Annotated,
    /// A file that passes for an article.
    Article,
    /// A record of annotations, or something else that is kept beside them.
    Record,
    /// The codebook and settings of a project.
    Settings,
}

impl Holds {
    /// In words, with the article.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Annotated | Self::Article => "an article",
            Self::Record => "among the annotations",
            Self::Settings => "the settings of a project",
        }
    }
}

/// What of somebody's work stands at a path, links followed; nothing when there is no file. `articles` are articles wherever
/// they lie.
#[must_use]
pub fn holds_work(home: &Home, path: &Path, articles: &[PathBuf]) -> Option<Holds> {
    if !path.is_file() {
        return None;
    }
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let here = real(path);
    if here.file_name().is_some_and(|name| name == PROJECT_FILE) {
        return Some(Holds::Settings);
    }
    if here.starts_with(real(&home.annotations)) || here.to_string_lossy().ends_with(".meta.ron") {
        return Some(Holds::Record);
    }
    let key = home.key(&here);
    if home.meta_path(&key).is_file() || annotators(home).iter().any(|name| home.record_path(name, &key).is_file()) {
        return Some(Holds::Annotated);
    }
    let ending = here.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let inside = || home.project.roots.iter().any(|root| here.starts_with(real(&home.root.join(root))));
    let passes = ending.is_some_and(|ending| home.project.endings.contains(&ending)) && inside();
    (passes || articles.iter().any(|article| real(article) == here)).then_some(Holds::Article)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    #[test]
    fn work_is_known_wherever_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "()").unwrap();
            path
        };
        let settings = put("p/tagline.ron");
        let (article, record, meta) = (put("p/a.txt"), put("p/annotations/anna/b.dat.ron"), put("p/c.txt.meta.ron"));
        let (annotated, outside, other) = (put("p/b.dat"), put("story.txt"), put("p/out.jsonl"));
        let home = Home::find(&dir.path().join("p"), None, &Folders::below(&dir.path().join("state"))).unwrap();
        let holds = |path: &Path| holds_work(&home, path, std::slice::from_ref(&outside));
        assert_eq!(holds(&settings), Some(Holds::Settings));
        assert_eq!((holds(&record), holds(&meta)), (Some(Holds::Record), Some(Holds::Record)));
        assert_eq!((holds(&annotated), holds(&article), holds(&outside)), (Some(Holds::Annotated), Some(Holds::Article), Some(Holds::Article)));
        assert_eq!((holds(&other), holds(&dir.path().join("p/new.txt"))), (None, None));
        #[cfg(unix)]
        {
            let link = dir.path().join("link.jsonl");
            std::os::unix::fs::symlink(&article, &link).unwrap();
            assert_eq!(holds(&link), Some(Holds::Article));
        }
    }
}
